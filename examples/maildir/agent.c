#include "agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Failures of the store after which nothing else can succeed. */
static bool breaks(int32_t code)
{
    switch (code) {
    case IOSTX_MAPI_E_NOT_ENOUGH_DISK:
    case IOSTX_MAPI_E_DISK_ERROR:
    case IOSTX_MAPI_E_CORRUPT_STORE:
    case IOSTX_MAPI_E_NOT_ENOUGH_MEMORY:
    case IOSTX_E_CLOSED:
    case IOSTX_E_UNEXPECTED:
        return true;
    default:
        return false;
    }
}

void agent_report(struct agent *agent, int32_t code, const char *what)
{
    iostx_error *error = NULL;

    /* The user knows. What was done and not answered yet comes again, and is recognized then. */
    if (code == IOSTX_MAPI_E_USER_CANCEL)
        return;
    if (iostx_get_last_error(agent->session, code, 0, &error) < 0)
        error = NULL;
    report_failure(&agent->report, what, NULL, code, error == NULL ? NULL : error->message);
    iostx_error_free(error);
    if (breaks(code))
        agent->broken = true;
}

int32_t agent_begin(struct agent *agent, uint32_t state, const char *what, iostx_state **out)
{
    int32_t result = iostx_sync_beg(agent->session, state, out);

    if (result < 0 && result != IOSTX_MAPI_E_NOT_FOUND)
        agent_report(agent, result, what);
    return result;
}

int32_t agent_end(struct agent *agent, int32_t result, const char *what)
{
    int32_t given = iostx_set_sync_result(agent->session, result), ended;

    if (given < 0)
        agent_report(agent, given, what);
    ended = iostx_sync_end(agent->session);
    if (ended < 0)
        agent_report(agent, ended, what);
    return ended < 0 ? ended : given < 0 ? given : ended;
}

int32_t agent_each_table(struct agent *agent, uint32_t table, void (*one)(struct agent *agent, iostx_state *state), uint64_t *passed)
{
    iostx_state *contents = NULL, *state = NULL;
    int32_t result = agent_begin(agent, IOSTX_LR_SYNC_CONTENTS, "the contents", &contents);
    uint32_t refused = 0;

    if (result < 0)
        return result == IOSTX_MAPI_E_NOT_FOUND ? IOSTX_S_OK : result;
    while (!agent_stops(agent)) {
        /* Asked again and again, the state gives folder after folder, also past one that it refused. */
        result = agent_begin(agent, table, "a folder", &state);
        if (result >= 0) {
            one(agent, state);
        } else if (result == IOSTX_MAPI_E_BUSY && refused++ < contents->body.synccont.count) {
            (*passed)++;
            report_note(&agent->report, NULL, "a folder is being synchronized by another process: passed over");
        } else {
            break;
        }
    }
    result = agent_stops(agent) ? IOSTX_MAPI_E_USER_CANCEL : result == IOSTX_MAPI_E_NOT_FOUND ? IOSTX_S_OK : result;
    if (result >= 0)
        contents->body.synccont.flags |= IOSTX_UPC_OK;
    (void)agent_end(agent, result < 0 ? result : IOSTX_S_OK, "the contents");
    return result;
}

bool agent_stops(struct agent *agent)
{
    return agent->broken || iostx_session_is_cancelled(agent->session) == 1;
}

int32_t agent_load_folders(struct agent *agent)
{
    int32_t result;

    store_folders_free(&agent->folders);
    result = store_folders_load(agent->store, &agent->root, &agent->folders);
    if (result < 0) {
        report_failure(&agent->report, NULL, NULL, result, "the folders of the store cannot be listed");
        agent->broken = true;
    }
    return result;
}

bool agent_find_only(struct agent *agent)
{
    const struct store_folder *found = store_folders_by_path(&agent->folders, agent->options.folder);

    agent->has_only = found != NULL;
    if (found != NULL)
        agent->only = found->feid;
    return agent->has_only;
}

const char *agent_folder_title(const struct agent *agent, const iostx_feid *feid, const char *otherwise)
{
    const struct store_folder *folder = store_folders_by_id(&agent->folders, feid);

    return folder != NULL ? folder->path : otherwise;
}

bool agent_folder_path(struct agent *agent, const iostx_feid *feid, char out[SERVER_PATH_MAX])
{
    const struct store_folder *folder = store_folders_by_id(&agent->folders, feid);
    struct store_folders deleted = {0};

    /* A folder that was deleted here keeps its binding until the server has deleted it too. */
    if (folder == NULL && store_folders_load_deleted(agent->store, &deleted) >= 0)
        folder = store_folders_by_id(&deleted, feid);
    snprintf(out, SERVER_PATH_MAX, "%s", folder == NULL ? "" : folder->remote_id);
    store_folders_free(&deleted);
    return out[0] != '\0';
}

void agent_left(struct agent *agent, const char *path, const struct stamp *before, const struct stamp *after)
{
    struct left_folder *left = NULL;

    for (size_t i = 0; i < agent->left_count && left == NULL; i++)
        if (strcmp(agent->left[i].path, path) == 0)
            left = &agent->left[i];
    if (left == NULL) {
        struct left_folder *more = realloc(agent->left, (agent->left_count + 1) * sizeof(*more));

        /* Without the memory the folder only seems to be changed by another: it is not deleted. */
        if (more == NULL)
            return;
        agent->left = more;
        left = &more[agent->left_count++];
        snprintf(left->path, sizeof(left->path), "%s", path);
        memcpy(left->before, before->text, sizeof(left->before));
    } else if (strcmp(left->after, before->text) != 0) {
        /* Somebody else changed it in between. */
        left->before[0] = '\0';
    }
    memcpy(left->after, after->text, sizeof(left->after));
}

bool agent_is_known(const struct agent *agent, const char *path, iostx_bytes known, const struct stamp *now)
{
    const char *stamp = now->text;

    for (size_t i = 0; i < agent->left_count; i++)
        if (strcmp(agent->left[i].path, path) == 0 && strcmp(agent->left[i].after, stamp) == 0)
            stamp = agent->left[i].before;
    return known.size == strlen(stamp) && memcmp(known.data, stamp, known.size) == 0;
}
