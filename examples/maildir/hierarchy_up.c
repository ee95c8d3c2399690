/* LR_SYNC_UPLOAD_HIERARCHY and LR_SYNC_UPLOAD_FOLDER: folders that were created, renamed, moved or deleted in the store. */
#include "agent.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "folder_binding.h"
#include "outcome.h"
#include "server_remove.h"

/* --- Where a folder belongs --------------------------------------------------------------------------------------------------- */

/* What a folder of the store is called, and what it holds. Text of `values`. */
struct wish {
    char name[1025];
    uint32_t role;
    bool top;
    enum folder_kind kind;
};

static bool is_pim_role(uint32_t role)
{
    return role == IOSTX_FOLDER_CALENDAR || role == IOSTX_FOLDER_CONTACTS || role == IOSTX_FOLDER_JOURNAL || role == IOSTX_FOLDER_NOTES ||
           role == IOSTX_FOLDER_TASKS;
}

static bool read_wish(struct agent *agent, const iostx_upfld *upfld, struct wish *out, struct outcome *outcome)
{
    static const uint32_t tags[] = {IOSTX_PR_DISPLAY_NAME, IOSTX_PR_CONTAINER_CLASS, IOSTX_PR_SPECIAL_FOLDER, IOSTX_PR_PARENT_ENTRYID};
    iostx_values *values = NULL;
    const iostx_value *value;
    int32_t result = iostx_folder_get_values(upfld->folder, tags, sizeof(tags) / sizeof(tags[0]), 0, &values);

    *out = (struct wish){.kind = FOLDER_MAIL};
    if (result < 0) {
        outcome_failed(outcome, result, "the folder's properties cannot be read");
        return false;
    }
    if (iostx_values_find(values, IOSTX_PR_DISPLAY_NAME, &value) >= 0)
        snprintf(out->name, sizeof(out->name), "%s", (const char *)value->value.bytes.data);
    if (iostx_values_find(values, IOSTX_PR_SPECIAL_FOLDER, &value) >= 0)
        out->role = (uint32_t)value->value.i4;
    if (iostx_values_find(values, IOSTX_PR_PARENT_ENTRYID, &value) >= 0 && value->value.bytes.size == sizeof(iostx_feid))
        out->top = same_folder((const iostx_feid *)(const void *)value->value.bytes.data, &agent->root);
    /* A folder of no class, or of mail, becomes a Maildir; all others hold files. */
    if (is_pim_role(out->role) || (iostx_values_find(values, IOSTX_PR_CONTAINER_CLASS, &value) >= 0 && value->value.bytes.size > 0 &&
                                   strncasecmp((const char *)value->value.bytes.data, "IPF.Note", 8) != 0))
        out->kind = FOLDER_PIM;
    iostx_values_free(values);
    return true;
}

/* The path that the folder is to have. */
static bool find_place(struct agent *agent, const iostx_upfld *upfld, const struct wish *wish, enum folder_kind kind,
                       struct buffer *path, struct outcome *outcome)
{
    char parent[SERVER_PATH_MAX];

    snprintf(parent, sizeof(parent), "%.*s", (int)upfld->parent_binding.remote_id.size,
             upfld->parent_binding.remote_id.size == 0 ? "" : (const char *)upfld->parent_binding.remote_id.data);
    if (!wish->top && parent[0] == '\0') {
        outcome_failed(outcome, IOSTX_SYNC_E_NO_PARENT, "the folder above it is not on the server");
        return false;
    }
    if (server_child_path(&agent->server, wish->top ? NULL : parent, kind, wish->role, wish->name, path))
        return true;
    if (errno == EXDEV)
        outcome_failed(outcome, IOSTX_MAPI_E_NO_SUPPORT, "the server cannot keep a mail folder among calendar and contact folders, or the "
                                                         "other way round");
    else
        outcome_errno(outcome, errno, "no place for the folder", wish->name);
    return false;
}

/* --- What is done with it ------------------------------------------------------------------------------------------------------ */

/* Whether the path belongs to another folder of the store. Folders that swap their names do not meet here: the library hands one of them
   out under a temporary name first. */
static bool is_taken(struct agent *agent, const iostx_feid *self, const char *path, struct outcome *out)
{
    const struct store_folder *other = store_folders_by_remote_id(&agent->folders, path);

    if (other == NULL || same_folder(&other->feid, self))
        return false;
    outcome_failed(out, IOSTX_MAPI_E_COLLISION, "another folder is called so on the server: %s", path);
    return true;
}

static void create_folder(struct agent *agent, const iostx_upfld *upfld, const struct wish *wish, struct outcome *out)
{
    struct buffer path = {0};

    if (!find_place(agent, upfld, wish, wish->kind, &path, out)) {
        buffer_free(&path);
        return;
    }
    /* A folder of that name on the server is this folder: the library binds them (and an earlier attempt, IOSTX_UPF_RETRY, is found). */
    if (!is_taken(agent, &upfld->feid, path.data, out)) {
        if (server_create(&agent->server, path.data))
            outcome_done(out, IOSTX_UPF_OK, path.data, NULL);
        else
            outcome_errno(out, errno, "cannot be made", path.data);
    }
    buffer_free(&path);
}

static void rename_folder(struct agent *agent, const iostx_upfld *upfld, const struct wish *wish, const char *from, struct outcome *out)
{
    struct buffer path = {0};

    if (!find_place(agent, upfld, wish, server_kind(from), &path, out)) {
        buffer_free(&path);
        return;
    }
    if (strcmp(path.data, from) == 0) {
        /* Only properties changed that the server does not have. */
        outcome_kept(out, IOSTX_UPF_OK, upfld->binding.remote_version);
    } else if (is_taken(agent, &upfld->feid, path.data, out)) {
        buffer_free(&path);
        return;
    } else if (!server_rename(&agent->server, from, path.data)) {
        outcome_errno(out, errno, "cannot be renamed", from);
    } else if (folder_rebind(agent, from, path.data, false) < 0) {
        outcome_failed(out, IOSTX_MAPI_E_CALL_FAILED, "the folders below it cannot be bound to their new paths");
    } else {
        outcome_kept(out, IOSTX_UPF_OK, upfld->binding.remote_version);
        snprintf(out->id, sizeof(out->id), "%s", path.data);
    }
    buffer_free(&path);
}

/* Nothing is deleted on the server that the store has not seen: the folder must be what it was at the end of its last download. */
static void delete_folder(struct agent *agent, const iostx_upfld *upfld, const char *path, struct outcome *out)
{
    struct folder folder;
    struct stamp stamp;
    char name[256];
    bool empty;

    if (path[0] == '\0' || (!folder_open(&agent->server, path, &folder) && errno == ENOENT)) {
        outcome_done(out, IOSTX_UPF_OK, NULL, NULL);
        return;
    }
    if (folder.dir < 0) {
        outcome_errno(out, errno, "cannot be opened", path);
        return;
    }
    empty = folder_list(&folder) && folder.stable && folder.count == 0;
    if (!folder.listed || !folder_stamp(&folder, &stamp))
        outcome_errno(out, errno, "cannot be listed", path);
    else if (!empty && (!folder.stable || !agent_is_known(agent, path, upfld->binding.remote_version, &stamp)))
        outcome_failed(out, IOSTX_SYNC_E_CONFLICT, "%s: something in it changed on the server meanwhile", path);
    else if (server_has_foreign(&folder, name))
        outcome_failed(out, IOSTX_MAPI_E_NO_ACCESS, "%s cannot be deleted: '%s' in it is no item", path, name);
    else if (server_remove(&agent->server, &folder))
        outcome_done(out, IOSTX_UPF_OK, NULL, NULL);
    else
        outcome_errno(out, errno == ENOTEMPTY || errno == EEXIST ? ESTALE : errno, "cannot be deleted", path);
    folder_close(&folder);
}

/* --- The states ---------------------------------------------------------------------------------------------------------------- */

static void upload_folder(struct agent *agent, iostx_upfld *upfld)
{
    const struct store_folder *known = store_folders_by_id(&agent->folders, &upfld->feid);
    struct outcome outcome = {0};
    char from[SERVER_PATH_MAX], title[SERVER_PATH_MAX];
    struct wish wish = {0};
    iostx_result answer;
    const char *what;
    int32_t result;

    snprintf(from, sizeof(from), "%.*s", (int)upfld->binding.remote_id.size,
             upfld->binding.remote_id.size == 0 ? "" : (const char *)upfld->binding.remote_id.data);
    snprintf(title, sizeof(title), "%s", known != NULL ? known->path : from);
    if (upfld->flags & IOSTX_UPF_DEL) {
        what = "deleted";
        delete_folder(agent, upfld, from, &outcome);
    } else if (upfld->flags & IOSTX_UPF_NEW) {
        what = "created";
        if (read_wish(agent, upfld, &wish, &outcome))
            create_folder(agent, upfld, &wish, &outcome);
    } else {
        what = upfld->flags & IOSTX_UPF_MOD_PARENT ? "moved" : "changed";
        if (read_wish(agent, upfld, &wish, &outcome))
            rename_folder(agent, upfld, &wish, from, &outcome);
    }
    if (outcome.code >= 0)
        report_hierarchy(&agent->report, "up", what, title, outcome.id[0] == '\0' ? NULL : outcome.id);
    else if (outcome.code != IOSTX_SYNC_E_CONFLICT)
        report_failure(&agent->report, title, NULL, outcome.code, outcome.text);
    else {
        agent->put_off++;
        report_remark(&agent->report, title, outcome.text);
    }
    answer = outcome_result(&outcome);
    /* IOSTX_UPF_OK in the flags clears the change; without it, it stays pending. */
    result = iostx_session_set_result(agent->session, NULL, &answer);
    if (result < 0)
        agent_report(agent, result, title);
}

/* Hands out folder after folder: parents first for new and moved ones, children first for deleted ones. */
static int32_t upload_folders(struct agent *agent)
{
    iostx_state *state = NULL;
    int32_t result;

    while ((result = agent_begin(agent, IOSTX_LR_SYNC_UPLOAD_FOLDER, "a folder", &state)) >= 0) {
        upload_folder(agent, &state->body.upfld);
        result = iostx_sync_end(agent->session);
        if (result < 0)
            agent_report(agent, result, "a folder");
        /* Paths may have changed. */
        if (agent_load_folders(agent) < 0 || agent_stops(agent))
            return IOSTX_MAPI_E_USER_CANCEL;
    }
    return result == IOSTX_MAPI_E_NOT_FOUND ? IOSTX_S_OK : result;
}

int32_t hierarchy_upload(struct agent *agent)
{
    iostx_state *state = NULL;
    int32_t result = agent_begin(agent, IOSTX_LR_SYNC_UPLOAD_HIERARCHY, "the folders", &state);

    if (result < 0)
        return result == IOSTX_MAPI_E_NOT_FOUND ? IOSTX_S_OK : result;
    result = upload_folders(agent);
    if (result >= 0)
        state->body.uphier.flags |= IOSTX_UPH_OK;
    (void)agent_end(agent, result < 0 ? result : IOSTX_S_OK, "the folders");
    return result;
}

int32_t hierarchy_upload_one(struct agent *agent, const iostx_feid *feid)
{
    iostx_state *state = NULL;
    int32_t result = agent_begin(agent, IOSTX_LR_SYNC, "the session", &state);

    if (result < 0)
        return result;
    /* With IOSTX_UPS_ONE_FOLDER the way goes from LR_SYNC straight to LR_SYNC_UPLOAD_FOLDER. */
    state->body.sync.flags = IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_ONE_FOLDER;
    state->body.sync.folder = *feid;
    result = upload_folders(agent);
    if (result >= 0)
        state->body.sync.flags |= IOSTX_UPS_OK;
    (void)agent_end(agent, result < 0 ? result : IOSTX_S_OK, "the session");
    return result;
}
