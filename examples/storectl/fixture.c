/* For test.sh: does to a store what an agent and its server do, so that there is something to supervise.

     storectl_fixture STORE conflicts   one conflict that was decided, one that waits (Calendar)
     storectl_fixture STORE held        deletions that wait (Contacts)
     storectl_fixture STORE failures    an item that failed too often (Tasks; it must hold one that is pending)
     storectl_fixture STORE headers     an item of which only the header is here, and one that could not be fetched (Inbox) */
#include <inttypes.h>
#include <iostx.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(const char *what, int32_t code)
{
    if (code < 0) {
        fprintf(stderr, "fixture: %s: %s\n", what, iostx_error_text(code));
        exit(1);
    }
}

static iostx_bytes bytes(const char *text)
{
    return (iostx_bytes){(const uint8_t *)text, strlen(text)};
}

static iostx_session *begin_session(iostx_store *store, uint32_t policy, uint32_t flags)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    iostx_session *session = NULL;

    options.policy = policy;
    must("session", iostx_get_sync_object(store, &session));
    must("session options", iostx_session_set_options(session, &options));
    must("init", iostx_init_sync(session, flags));
    return session;
}

/* Opens the table of one folder: iostx_uptbl or iostx_dntbl. */
static iostx_state *begin_table(iostx_session *session, iostx_store *store, uint32_t role, uint32_t direction, uint32_t table)
{
    iostx_state *state = NULL;
    iostx_feid feid;

    must("folder", iostx_store_get_special_folder(store, role, &feid));
    must("synchronize", iostx_sync_beg(session, IOSTX_LR_SYNC, &state));
    must("selection", iostx_session_set_selection(session, direction | IOSTX_UPS_THESE_FOLDERS, &feid, NULL, 1));
    must("contents", iostx_sync_beg(session, IOSTX_LR_SYNC_CONTENTS, &state));
    must("table", iostx_sync_beg(session, table, &state));
    return state;
}

/* Leaves table, contents and synchronization, with success. */
static void end_table(iostx_session *session)
{
    static const uint32_t ok[] = {IOSTX_DNT_OK, IOSTX_UPC_OK, IOSTX_UPS_OK};

    for (size_t i = 0; i < sizeof(ok) / sizeof(ok[0]); i++) {
        iostx_result result = IOSTX_RESULT_INIT;
        result.flags = ok[i];
        must("result", iostx_session_set_result(session, NULL, &result));
        must("end", iostx_sync_end(session));
    }
    iostx_session_free(session);
}

/* --- What a server sends ------------------------------------------------------------------------------------------------------ */

static void import(iostx_contents_sink *sink, uint32_t flags, const char *id, const char *version, const char *subject,
                   const char *content)
{
    iostx_value values[2] = {{.tag = IOSTX_PR_SUBJECT, .value = {.bytes = bytes(subject)}},
                             {.tag = IOSTX_PR_MESSAGE_CLASS, .value = {.bytes = bytes("IPM.Note")}}};
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;

    item.flags = flags;
    item.binding = (iostx_binding){bytes(id), bytes(version)};
    item.values = values;
    item.value_count = 2;
    if (content != NULL)
        item.content = bytes(content);
    must("import", iostx_contents_sink_import_item(sink, &item, NULL));
}

static void download(iostx_store *store, uint32_t role, uint32_t policy, const char *id, const char *version, const char *subject)
{
    iostx_session *session = begin_session(store, policy, 0);
    iostx_state *state = begin_table(session, store, role, IOSTX_UPS_DNLOAD_ONLY, IOSTX_LR_SYNC_DOWNLOAD_TABLE);

    import(state->body.dntbl.contents, 0, id, version, subject, subject);
    end_table(session);
}

/* The user changes the text of an item, found by its id on the server. */
static void edit(iostx_store *store, const char *id, const char *text)
{
    const iostx_bytes remote = bytes(id);
    iostx_message *message = NULL;
    iostx_cursor *cursor = NULL;
    const iostx_value *row;
    iostx_meid meid;
    size_t count;

    must("find", iostx_store_find_remote(store, NULL, &remote, 1, &cursor));
    if (iostx_cursor_next(cursor, &row, &count) != IOSTX_S_OK || count < 2 || row[1].value.bytes.size != sizeof(meid))
        must("find", IOSTX_MAPI_E_NOT_FOUND);
    memcpy(&meid, row[1].value.bytes.data, sizeof(meid));
    must("open", iostx_store_open_message(store, &meid, IOSTX_MAPI_MODIFY, &message));
    must("content", iostx_message_set_content(message, text, strlen(text)));
    must("save", iostx_message_save(message, 0));
    iostx_message_free(message);
    iostx_cursor_free(cursor);
}

static void conflicts(iostx_store *store)
{
    download(store, IOSTX_FOLDER_CALENDAR, IOSTX_POLICY_DEFAULT, "decided", "1", "as it was");
    edit(store, "decided", "changed here");
    download(store, IOSTX_FOLDER_CALENDAR, IOSTX_POLICY_SERVER, "decided", "2", "changed there");

    download(store, IOSTX_FOLDER_CALENDAR, IOSTX_POLICY_DEFAULT, "waits", "1", "as it was");
    edit(store, "waits", "changed here too");
    download(store, IOSTX_FOLDER_CALENDAR, IOSTX_POLICY_HOLD, "waits", "2", "changed there too");
}

#define MANY 30

static void held(iostx_store *store)
{
    iostx_session *session = begin_session(store, IOSTX_POLICY_DEFAULT, 0);
    iostx_state *state = begin_table(session, store, IOSTX_FOLDER_CONTACTS, IOSTX_UPS_DNLOAD_ONLY, IOSTX_LR_SYNC_DOWNLOAD_TABLE);
    char id[16];

    for (int i = 0; i < MANY; i++) {
        snprintf(id, sizeof(id), "held-%d", i);
        import(state->body.dntbl.contents, 0, id, "1", id, id);
    }
    end_table(session);

    /* The server's folder looks empty all at once. */
    session = begin_session(store, IOSTX_POLICY_DEFAULT, 0);
    state = begin_table(session, store, IOSTX_FOLDER_CONTACTS, IOSTX_UPS_DNLOAD_ONLY, IOSTX_LR_SYNC_DOWNLOAD_TABLE);
    must("listing", iostx_contents_sink_listing_begin(state->body.dntbl.contents, NULL));
    must("listing", iostx_contents_sink_listing_complete(state->body.dntbl.contents));
    end_table(session);
}

static void failures(iostx_store *store)
{
    /* After eight failures in a row an item is not tried again by itself. */
    for (int i = 0; i < 8; i++) {
        iostx_session *session = begin_session(store, IOSTX_POLICY_DEFAULT, IOSTX_SYNC_ALL);
        iostx_result result = IOSTX_RESULT_INIT;
        iostx_state *state;

        (void)begin_table(session, store, IOSTX_FOLDER_TASKS, IOSTX_UPS_UPLOAD_ONLY, IOSTX_LR_SYNC_UPLOAD_TABLE);
        must("message", iostx_sync_beg(session, IOSTX_LR_SYNC_UPLOAD_MESSAGE, &state));
        result.code = IOSTX_MAPI_E_NO_ACCESS;
        result.text = "550 not here";
        must("result", iostx_session_set_result(session, NULL, &result));
        must("end", iostx_sync_end(session));
        end_table(session);
    }
}

static void headers(iostx_store *store)
{
    iostx_session *session = begin_session(store, IOSTX_POLICY_DEFAULT, IOSTX_SYNC_DOWNLOAD_CONTENTS | IOSTX_SYNC_HEADERS);
    iostx_state *state = begin_table(session, store, IOSTX_FOLDER_INBOX, IOSTX_UPS_DNLOAD_ONLY, IOSTX_LR_SYNC_DOWNLOAD_TABLE);

    import(state->body.dntbl.contents, IOSTX_IMPORT_HEADER, "header", "1", "only the header", NULL);
    import(state->body.dntbl.contents, IOSTX_IMPORT_FAILED, "failed", "1", "could not be fetched", NULL);
    end_table(session);
}

int main(int argc, char **argv)
{
    static const struct { const char *name; void (*run)(iostx_store *store); } scenes[] = {
        {"conflicts", conflicts}, {"held", held}, {"failures", failures}, {"headers", headers}};
    iostx_store *store = NULL;

    for (size_t i = 0; argc == 3 && i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        if (strcmp(argv[2], scenes[i].name) != 0)
            continue;
        must("open", iostx_store_open(argv[1], NULL, &store, NULL));
        scenes[i].run(store);
        iostx_store_free(store);
        return 0;
    }
    fputs("usage: storectl_fixture STORE conflicts|held|failures|headers\n", stderr);
    return 2;
}
