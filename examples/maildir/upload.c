/* The upload: folders that were changed in the store, then the changes of the items, folder by folder, in the order messages, read states, deletions. What is handed out is a snapshot: the
   application may go on changing the items meanwhile; that stays pending and comes again. */
#include "upload.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "content.h"
#include "upload_match.h"

/* --- What both kinds of folders need ------------------------------------------------------------------------------------------ */

bool upload_open_source(struct upload *upload, const iostx_feid *feid, struct outcome *out)
{
    char path[SERVER_PATH_MAX];

    if (!agent_folder_path(upload->agent, feid, path)) {
        outcome_failed(out, IOSTX_SYNC_E_CONFLICT, "the folder that it comes from is not on the server");
        return false;
    }
    if (upload->source_open && strcmp(upload->source.path, path) == 0)
        return true;
    if (upload->source_open)
        folder_close(&upload->source);
    upload->source_open = folder_open(&upload->agent->server, path, &upload->source);
    if (!upload->source_open) {
        outcome_errno(out, errno, "cannot be opened", path);
        return false;
    }
    if (upload->source.kind == upload->folder.kind)
        return true;
    outcome_failed(out, IOSTX_MAPI_E_NO_SUPPORT, "on the server %s and %s hold different kinds of items", path, upload->folder.path);
    return false;
}

void upload_before_leaving(struct upload *upload, struct stamp *stamp)
{
    if (!folder_stamp(&upload->source, stamp))
        stamp->text[0] = '\0';
}

void upload_after_leaving(struct upload *upload, const struct stamp *before)
{
    struct stamp after;

    if (before->text[0] != '\0' && folder_stamp(&upload->source, &after))
        agent_left(upload->agent, upload->source.path, before, &after);
}

bool upload_waits_for_downloads(const struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    if (!(message->flags & IOSTX_UPM_ELSEWHERE) || !upload->agent->options.download)
        return false;
    outcome_failed(out, IOSTX_SYNC_E_CONFLICT, "an item may have been moved to another folder: the downloads look for it");
    return true;
}

void upload_account(struct upload *upload, struct outcome *outcome, uint64_t *counter, const char *what, iostx_bytes item)
{
    char name[256];

    /* The application changed or deleted the item while it was read. Success without the OK flag leaves it pending, as if it had not been
       tried; it comes again as it is now. */
    if (outcome->code == IOSTX_MAPI_E_OBJECT_CHANGED || outcome->code == IOSTX_MAPI_E_OBJECT_DELETED) {
        *outcome = (struct outcome){.code = IOSTX_S_OK};
        upload->counts.later++;
        upload->agent->put_off++;
    }
    if (outcome->code >= 0 && outcome->flags != 0) {
        (*counter)++;
        report_item(&upload->agent->report, "up", what, upload->title, item);
    } else if (outcome->code == IOSTX_SYNC_E_CONFLICT) {
        upload->counts.later++;
        upload->agent->put_off++;
        report_remark(&upload->agent->report, upload->title, outcome->text);
    } else if (outcome->code < 0) {
        upload->counts.failed++;
        snprintf(name, sizeof(name), "%.*s", (int)item.size, item.size == 0 ? "" : (const char *)item.data);
        report_failure(&upload->agent->report, upload->title, name, outcome->code, outcome->text);
    }
}

/* --- Messages --------------------------------------------------------------------------------------------------------------- */

/* The items of a folder are files of one kind. */
static bool fits(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    char head[CONTENT_HEAD];
    size_t size;
    bool mail;
    int32_t result = content_head(message->message, head, &size);

    if (result < 0) {
        outcome_failed(out, result, result == IOSTX_MAPI_E_NOT_FOUND ? "the item has no content (PR_INTERNET_CONTENT) to store" : "%s",
                       iostx_error_text(result));
        return false;
    }
    mail = item_text_guess(head, size) == ITEM_TEXT_MAIL;
    if (mail == (upload->folder.kind == FOLDER_MAIL))
        return true;
    outcome_failed(out, IOSTX_MAPI_E_NO_SUPPORT, mail ? "a folder of calendar and contact files holds no messages"
                                                      : "a mail folder of the server holds no events, tasks or contacts");
    return false;
}

/* Properties that repeat what stands in the text (subject, start, name and so on), and the keywords of pim items, live on the server
   only as part of that text. Who changes them changes the content. Other properties are the store's own. */
static bool can_be_stored(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    uint32_t mirrored[ITEM_TEXT_VALUES_MAX];
    size_t count = item_text_tags(&upload->agent->tags, upload->folder.kind == FOLDER_PIM ? ITEM_TEXT_CALENDAR : ITEM_TEXT_MAIL, mirrored);

    for (size_t i = 0; i < message->changed_count; i++) {
        uint32_t tag = message->changed_tags[i];
        bool in_text = false;

        for (size_t k = 0; k < count && !in_text; k++)
            in_text = mirrored[k] == tag;
        if (in_text) {
            outcome_failed(out, IOSTX_MAPI_E_NO_SUPPORT, "property 0x%08X stands in the item's text: change the content instead",
                           (unsigned)tag);
            return false;
        }
    }
    return true;
}

static void upload_message(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    bool content = message->flags & IOSTX_UPM_MOD_CONTENT ||
                   (message->binding.remote_id.size == 0 && message->source_binding.remote_id.size == 0);

    if (message->flags & IOSTX_UPM_ASSOC)
        outcome_failed(out, IOSTX_MAPI_E_NO_SUPPORT, "the server has no place for associated items");
    else if (content ? !fits(upload, message, out) : !can_be_stored(upload, message, out))
        return;
    else if (upload->folder.kind == FOLDER_MAIL)
        upload_mail(upload, message, out);
    else
        upload_pim(upload, message, out);
}

static const char *message_action(uint32_t flags)
{
    return flags & IOSTX_UPM_NEW ? "new" : flags & IOSTX_UPM_MOV ? "moved" : flags & IOSTX_UPM_MOD_CONTENT ? "changed" : "flags";
}

/* LR_SYNC_UPLOAD_MESSAGE: one item at a time, until IOSTX_MAPI_E_NOT_FOUND says that there are no more. Before an item is handed out its
   retry mark is on the disk: if the program ends before it has answered, the item comes again with IOSTX_UPM_RETRY. */
static int32_t upload_messages(struct upload *upload)
{
    iostx_state *state = NULL;
    int32_t result;

    while ((result = agent_begin(upload->agent, IOSTX_LR_SYNC_UPLOAD_MESSAGE, upload->title, &state)) >= 0) {
        const iostx_upmsg *message = &state->body.upmsg;
        bool flags_only = !(message->flags & (IOSTX_UPM_NEW | IOSTX_UPM_MOV | IOSTX_UPM_MOD_CONTENT));
        iostx_bytes subject = message->binding.remote_id.size > 0 ? message->binding.remote_id : message->match_key;
        const char *action = message_action(message->flags);
        struct outcome outcome = {0};
        iostx_result answer;

        upload_message(upload, message, &outcome);
        upload_account(upload, &outcome, flags_only ? &upload->counts.flags : &upload->counts.items, action, subject);
        answer = outcome_result(&outcome);
        /* The full form of SetSyncResult: besides the code and IOSTX_UPM_OK, what the item is now called on the server, and its version
           there. Both become durable together with the result. */
        result = iostx_session_set_result(upload->agent->session, NULL, &answer);
        if (result < 0)
            agent_report(upload->agent, result, upload->title);
        result = iostx_sync_end(upload->agent->session);
        if (result < 0)
            agent_report(upload->agent, result, upload->title);
        if (agent_stops(upload->agent))
            return IOSTX_MAPI_E_USER_CANCEL;
    }
    return result == IOSTX_MAPI_E_NOT_FOUND ? IOSTX_S_OK : result;
}

/* --- The table -------------------------------------------------------------------------------------------------------------- */

static void close_upload(struct upload *upload)
{
    folder_close(&upload->folder);
    if (upload->source_open)
        folder_close(&upload->source);
    match_free(upload);
}

/* Opens the folder of the table. One that is only implied by those below it ("A" where there is ".A.B" alone) is made now. */
static bool open_folder(struct agent *agent, const char *path, struct folder *out)
{
    if (folder_open(&agent->server, path, out))
        return true;
    return errno == ENOENT && server_is_implied(&agent->server, path) && server_create(&agent->server, path) &&
           folder_open(&agent->server, path, out);
}

static int32_t upload_table(struct agent *agent, iostx_uptbl *table)
{
    struct upload upload = {.agent = agent, .feid = table->feid};
    char path[SERVER_PATH_MAX];
    int32_t result;

    upload.title = agent_folder_title(agent, &table->feid, table->name);
    snprintf(path, sizeof(path), "%.*s", (int)table->binding.remote_id.size,
             table->binding.remote_id.size == 0 ? "" : (const char *)table->binding.remote_id.data);
    if (path[0] == '\0' || !open_folder(agent, path, &upload.folder)) {
        /* Its changes stay pending; the download of the folders finds out what became of it. */
        agent->report.passed_up++;
        report_remark(&agent->report, upload.title, path[0] == '\0' ? "is not on the server yet" : "cannot be opened on the server");
        return IOSTX_S_OK;
    }
    draft_sweep(&upload.folder);
    result = upload_messages(&upload);
    if (result >= 0 && !agent_stops(agent))
        upload_reads(&upload);
    if (result >= 0 && !agent_stops(agent))
        upload_deletions(&upload);
    /* IOSTX_UPT_OK: the folder is done until its next change. It never hides what is still pending. */
    if (upload.counts.failed == 0 && !agent_stops(agent))
        table->flags |= IOSTX_UPT_OK;
    report_folder(&agent->report, "up", upload.title, &upload.counts);
    close_upload(&upload);
    return result;
}

/* One folder: the table, and leaving it. */
static void upload_one(struct agent *agent, iostx_state *state)
{
    iostx_uptbl *table = &state->body.uptbl;
    char title[SERVER_PATH_MAX];
    int32_t result;

    snprintf(title, sizeof(title), "%s", agent_folder_title(agent, &table->feid, table->name));
    result = upload_table(agent, table);
    (void)agent_end(agent, result < 0 ? result : IOSTX_S_OK, title);
}

/* With --folder: the folder itself, and those above it, may have to be made or renamed first. */
static int32_t upload_way_to(struct agent *agent, const iostx_feid *feid)
{
    iostx_feid way[64];
    size_t count = 0, at;
    uint32_t depth;
    int32_t result = IOSTX_S_OK;

    for (at = 0; at < agent->folders.count && !same_folder(&agent->folders.items[at].feid, feid); at++)
        ;
    if (at == agent->folders.count)
        return IOSTX_S_OK;
    /* The list has parents before what is below them. */
    way[count++] = *feid;
    for (depth = agent->folders.items[at].depth; at > 0 && depth > 1 && count < sizeof(way) / sizeof(way[0]); at--) {
        if (agent->folders.items[at - 1].depth == depth - 1) {
            way[count++] = agent->folders.items[at - 1].feid;
            depth--;
        }
    }
    while (count > 0 && result >= 0)
        result = hierarchy_upload_one(agent, &way[--count]);
    return result;
}

static bool deletions_wait(struct agent *agent)
{
    struct store_folders deleted;
    bool any = store_folders_load_deleted(agent->store, &deleted) >= 0 && deleted.count > 0;

    store_folders_free(&deleted);
    return any;
}

int32_t upload_pass(struct agent *agent)
{
    iostx_state *state = NULL;
    int32_t result;

    agent->report.passed_up = 0;
    result = agent->has_only ? upload_way_to(agent, &agent->only) : IOSTX_S_OK;
    if (result >= 0)
        result = agent_begin(agent, IOSTX_LR_SYNC, "the session", &state);
    if (result < 0)
        return result;
    /* The direction and the selection are read when the next state begins. */
    state->body.sync.flags = IOSTX_UPS_UPLOAD_ONLY;
    if (agent->has_only) {
        state->body.sync.flags |= IOSTX_UPS_THESE_FOLDERS;
        state->body.sync.folders = &agent->only;
        state->body.sync.folder_count = 1;
    } else {
        result = hierarchy_upload(agent);
    }
    if (result >= 0)
        result = agent_each_table(agent, IOSTX_LR_SYNC_UPLOAD_TABLE, upload_one, &agent->report.passed_up);
    /* The deletion of a folder waits until what was moved out of it is out: now it is. */
    if (result >= 0 && !agent->has_only && deletions_wait(agent))
        result = hierarchy_upload(agent);
    if (result >= 0)
        state->body.sync.flags |= IOSTX_UPS_OK;
    (void)agent_end(agent, result < 0 ? result : IOSTX_S_OK, "the session");
    return result;
}
