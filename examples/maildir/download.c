/* The download: folders, then the items of each folder that changed. */
#include "download.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "folder_binding.h"
#include "folder_state.h"

bool download_ends(int32_t code)
{
    switch (code) {
    case IOSTX_MAPI_E_USER_CANCEL:
    case IOSTX_MAPI_E_NOT_ENOUGH_DISK:
    case IOSTX_MAPI_E_DISK_ERROR:
    case IOSTX_MAPI_E_CORRUPT_STORE:
    case IOSTX_MAPI_E_NOT_ENOUGH_MEMORY:
    case IOSTX_MAPI_E_BUSY:
    case IOSTX_MAPI_E_INVALID_OBJECT:
    case IOSTX_E_CLOSED:
    case IOSTX_E_UNEXPECTED:
        return true;
    default:
        return false;
    }
}

static void read_class(struct download *download)
{
    static const uint32_t tag = IOSTX_PR_CONTAINER_CLASS;
    iostx_folder *folder = NULL;
    iostx_values *values = NULL;
    const iostx_value *value;

    if (iostx_store_open_folder(download->agent->store, &download->feid, &folder) >= 0 &&
        iostx_folder_get_values(folder, &tag, 1, 0, &values) >= 0 && iostx_values_find(values, tag, &value) >= 0)
        snprintf(download->class, sizeof(download->class), "%s", (const char *)value->value.bytes.data);
    iostx_values_free(values);
    iostx_folder_free(folder);
}

/* Lists the folder into the sink, under the bracket that makes absence mean deletion. */
static int32_t list_into_sink(struct download *download)
{
    /* NULL: what comes now is the whole folder. */
    int32_t result = iostx_contents_sink_listing_begin(download->sink, NULL);

    if (result >= 0)
        result = download_wanted(download);
    if (result >= 0)
        result = download_listing(download);
    if (result >= 0 && agent_stops(download->agent))
        result = IOSTX_MAPI_E_USER_CANCEL;
    /* A Maildir that was changed all the while it was read may have hidden messages from us: then nothing is taken for deleted. */
    if (result >= 0 && download->folder.stable)
        result = iostx_contents_sink_listing_complete(download->sink);
    return result;
}

/* Fills the sink with what is new in the folder. Without a change since the last pass it is not touched. */
static int32_t fill_sink(struct download *download, iostx_bytes state_blob)
{
    struct stamp old, now;
    bool known = folder_state_read(state_blob, &old), wanted = false;
    char blob[FOLDER_STATE_MAX];
    int32_t result = download_has_wanted(download, &wanted);

    if (result >= 0 && !folder_stamp(&download->folder, &now))
        result = IOSTX_MAPI_E_NETWORK_ERROR;
    if (result < 0 || (known && old.settled && !wanted && strcmp(old.text, now.text) == 0)) {
        download->folder.stamp = now;
        download->folder.stable = true;
        return result;
    }
    if (!download->folder.listed && !folder_list(&download->folder))
        return IOSTX_MAPI_E_NETWORK_ERROR;
    read_class(download);
    result = list_into_sink(download);
    /* The blob stands for all imports made so far and is committed with them: never the new state with the old data. */
    if (result >= 0 && download->folder.stable && folder_state_is_new(&old, &download->folder.stamp, download->folder.count))
        result = iostx_contents_sink_set_state_blob(
            download->sink, (iostx_bytes){(const uint8_t *)blob, folder_state_write(&download->folder.stamp, blob)});
    return result;
}

/* LR_SYNC_DOWNLOAD_TABLE. stamp: what the folder was when it was listed; empty if it was not. */
static int32_t download_folder(struct agent *agent, iostx_dntbl *table, struct counts *counts, struct stamp *stamp)
{
    struct download download = {.agent = agent, .feid = table->feid, .sink = table->contents, .counts = counts};
    char path[SERVER_PATH_MAX];
    int32_t result;

    stamp->text[0] = '\0';
    download.title = agent_folder_title(agent, &table->feid, table->name);
    snprintf(path, sizeof(path), "%.*s", (int)table->binding.remote_id.size,
             table->binding.remote_id.size == 0 ? "" : (const char *)table->binding.remote_id.data);
    /* A folder that is not on the server, such as the Outbox, has nothing to be downloaded. */
    if (path[0] == '\0')
        return IOSTX_S_OK;
    if (!folder_open(&agent->server, path, &download.folder)) {
        /* Below a folder ".A.B" the folder ".A" need not exist. */
        if (errno == ENOENT && server_kind(path) == FOLDER_MAIL)
            return IOSTX_S_OK;
        report_failure(&agent->report, path, NULL, IOSTX_MAPI_E_NETWORK_ERROR, strerror(errno));
        return IOSTX_MAPI_E_NETWORK_ERROR;
    }
    result = fill_sink(&download, table->state_blob);
    if (result >= 0 && download.folder.stable)
        *stamp = download.folder.stamp;
    else if (result == IOSTX_MAPI_E_NETWORK_ERROR)
        report_failure(&agent->report, path, NULL, result, "cannot be listed");
    else if (result < 0)
        agent_report(agent, result, download.title);
    if (result >= 0)
        table->flags |= IOSTX_DNT_OK;
    folder_close(&download.folder);
    if (download.source_open)
        folder_close(&download.source);
    return result;
}

static uint64_t deletions_so_far(struct agent *agent)
{
    iostx_progress progress = IOSTX_PROGRESS_INIT;

    return iostx_session_get_progress(agent->session, &progress) < 0 ? 0 : progress.deleted;
}

/* One folder: the table, and what is to be done when it is left. */
static void download_one(struct agent *agent, iostx_state *state)
{
    iostx_feid feid = state->body.dntbl.feid;
    char title[SERVER_PATH_MAX];
    struct counts counts = {0};
    struct stamp stamp;
    uint64_t before = deletions_so_far(agent);
    int32_t result, ended;

    snprintf(title, sizeof(title), "%s", agent_folder_title(agent, &feid, state->body.dntbl.name));
    result = download_folder(agent, &state->body.dntbl, &counts, &stamp);
    ended = agent_end(agent, result < 0 ? result : IOSTX_S_OK, title);
    counts.deletions += deletions_so_far(agent) - before;
    report_folder(&agent->report, "down", title, &counts);
    /* A success: all else was done. The user confirms the deletions, or rejects them and gets the items back on the server. */
    if (ended == IOSTX_W_DELETIONS_HELD)
        report_note(&agent->report, title, "many items are gone from the server; their deletion is held until it is confirmed");
    /* Only now the store knows all that the folder holds. */
    if (result >= 0 && ended >= 0 && stamp.text[0] != '\0' && folder_set_version(agent, &feid, stamp.text) < 0)
        report_remark(&agent->report, title, "the folder's version cannot be set");
}

int32_t download_pass(struct agent *agent)
{
    iostx_state *state = NULL;
    int32_t result = agent_begin(agent, IOSTX_LR_SYNC, "the session", &state);

    agent->report.passed_down = 0;
    if (result < 0)
        return result;
    /* The direction is read when the next state begins; what waits for upload keeps waiting. */
    state->body.sync.flags = IOSTX_UPS_DNLOAD_ONLY;
    result = hierarchy_download(agent);
    /* The folder of --folder may only now have come; the selection too is read when the next state begins. */
    if (result >= 0 && agent->options.folder != NULL && !agent_find_only(agent)) {
        report_failure(&agent->report, agent->options.folder, NULL, IOSTX_MAPI_E_NOT_FOUND, "no such folder, here or on the server");
        result = IOSTX_MAPI_E_NOT_FOUND;
    }
    if (result >= 0 && agent->has_only) {
        state->body.sync.flags |= IOSTX_UPS_THESE_FOLDERS;
        state->body.sync.folders = &agent->only;
        state->body.sync.folder_count = 1;
    }
    if (result >= 0)
        result = agent_each_table(agent, IOSTX_LR_SYNC_DOWNLOAD_TABLE, download_one, &agent->report.passed_down);
    if (result >= 0)
        state->body.sync.flags |= IOSTX_UPS_OK;
    (void)agent_end(agent, result < 0 ? result : IOSTX_S_OK, "the session");
    return result;
}
