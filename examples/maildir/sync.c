/* The run as a whole: rounds of upload and download, for the program (main.c) and for other programs (maildir_sync). */
#include "sync.h"

#include <stdlib.h>

#include "agent.h"
#include "row.h"

/* Uploads and downloads may call each other forth: a download shows what an upload was put off for, and may leave something to be uploaded
   (a conflict that the store won). More than so many rounds do not help. */
#define ROUNDS_MAX 4

/* --- Before it begins ---------------------------------------------------------------------------------------------------------- */

int32_t agent_prepare(struct agent *agent, bool writable)
{
    int32_t result = iostx_store_get_special_folder(agent->store, IOSTX_FOLDER_IPM_SUBTREE, &agent->root);

    return result < 0 ? result : item_tags_map(agent->store, writable, &agent->tags);
}

int32_t agent_set_options(struct agent *agent, iostx_session_options *options)
{
    /* What iostx_upmsg.values brings along with each item to upload; upload_mail.c reads them. */
    static const uint32_t columns[] = {IOSTX_PR_MESSAGE_FLAGS, IOSTX_PR_FLAG_STATUS, IOSTX_PR_LAST_VERB_EXECUTED,
                                       IOSTX_PR_MSG_STATUS,    IOSTX_PR_KEYWORDS,    IOSTX_PR_MESSAGE_DELIVERY_TIME};

    options->flags |= IOSTX_SESSION_ELSEWHERE;
    options->columns = columns;
    options->column_count = sizeof(columns) / sizeof(columns[0]);
    return iostx_session_set_options(agent->session, options);
}

/* Whether the directory is the server that the store was synchronized with: a half that is missing is more likely a disk that is not mounted
   than a user who deleted everything. */
bool agent_is_same_server(struct agent *agent)
{
    for (size_t i = 0; i < agent->folders.count; i++) {
        const char *path = agent->folders.items[i].remote_id;
        bool pim = server_kind(path) == FOLDER_PIM;
        bool there = pim ? agent->server.has_pim : agent->server.has_mail && (path[0] == '.') == (agent->server.inbox[0] == '.');

        if (path[0] == '\0' || there)
            continue;
        report_failure(&agent->report, agent->server.path, path, IOSTX_MAPI_E_NOT_FOUND,
                       "the store knows this folder of the server, whose whole tree is missing: is this the right directory?");
        return false;
    }
    return true;
}

/* --- The rounds ---------------------------------------------------------------------------------------------------------------- */

/* InitSync: what this round offers. It clears an earlier cancel, so one that the user gave meanwhile is given again. */
static int32_t init_sync(struct agent *agent, uint32_t flags)
{
    int32_t result = iostx_init_sync(agent->session, flags);

    if (agent->begun != NULL)
        agent->begun(agent->session);
    if (result < 0)
        agent_report(agent, result, "the session");
    return result;
}

/* Changes that an upload could carry out now: not those that wait after a failure or for a decision of the user. */
uint64_t agent_count_pending(struct agent *agent, bool due_only)
{
    iostx_cursor *cursor = NULL;
    struct row row;
    uint64_t count = 0;
    int32_t result;

    if (iostx_store_list_pending(agent->store, agent->has_only ? &agent->only : NULL, &cursor) < 0)
        return 0;
    while (row_next(cursor, &row, &result)) {
        bool waits = row_number(&row, IOSTX_PR_PENDING) & IOSTX_PENDING_HELD || row_number(&row, IOSTX_PR_BACKED_OFF);

        count += !due_only || !waits;
    }
    iostx_cursor_free(cursor);
    return count;
}

static uint64_t changes_down(const struct report *report)
{
    return report->folders_down + report->down.items + report->down.flags + report->down.deletions;
}

/* Upload, then download, as Outlook does: conflicts are then decided where both versions are known. */
int32_t agent_synchronize(struct agent *agent)
{
    const struct options *options = &agent->options;
    int32_t result = IOSTX_S_OK;

    for (int round = 0; round < ROUNDS_MAX && result >= 0; round++) {
        uint64_t down = changes_down(&agent->report);

        agent->put_off = 0;
        if (options->upload && (options->folder == NULL || agent_find_only(agent))) {
            result = init_sync(agent, IOSTX_SYNC_UPLOAD_HIERARCHY | IOSTX_SYNC_UPLOAD_CONTENTS);
            if (result >= 0)
                result = upload_pass(agent);
        }
        /* After the first round only what was put off needs another download. */
        if (result >= 0 && options->download && (round == 0 || agent->put_off > 0)) {
            result = init_sync(agent, IOSTX_SYNC_DOWNLOAD_HIERARCHY | IOSTX_SYNC_DOWNLOAD_CONTENTS);
            if (result >= 0)
                result = download_pass(agent);
        }
        if (!options->upload || !options->download || agent_count_pending(agent, true) == 0)
            break;
        /* What is still to be uploaded just failed, unless something else changed meanwhile. */
        if (agent->put_off == 0 && agent->report.passed_up == 0 && changes_down(&agent->report) == down)
            break;
    }
    return result;
}

void agent_free(struct agent *agent)
{
    store_folders_free(&agent->folders);
    server_close(&agent->server);
    free(agent->left);
}

/* --- For other programs ---------------------------------------------------------------------------------------------------------- */

static int32_t run(struct agent *agent)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    char error[512];
    int32_t result;

    if (!server_open(&agent->server, agent->options.server, error, sizeof(error))) {
        report_failure(&agent->report, NULL, NULL, IOSTX_MAPI_E_NOT_FOUND, error);
        return IOSTX_MAPI_E_NOT_FOUND;
    }
    result = agent_prepare(agent, true);
    if (result >= 0)
        result = agent_set_options(agent, &options);
    if (result < 0) {
        report_failure(&agent->report, NULL, NULL, result, NULL);
        return result;
    }
    result = agent_load_folders(agent);
    if (result >= 0 && !agent_is_same_server(agent))
        result = IOSTX_MAPI_E_NOT_FOUND;
    return result < 0 ? result : agent_synchronize(agent);
}

int32_t maildir_sync(const struct maildir_sync *sync)
{
    struct agent agent = {
        .options = {.server = sync->server, .upload = true, .download = true},
        .report = {.quiet = true, .on_failure = sync->failed, .userdata = sync->userdata},
        .server = {.root = -1},
        .store = sync->store,
        .session = sync->session,
    };
    int32_t result = run(&agent);

    if (result >= 0 && agent.report.failed + agent.report.passed_up + agent.report.passed_down > 0)
        result = IOSTX_MAPI_W_PARTIAL_COMPLETION;
    agent_free(&agent);
    return result;
}
