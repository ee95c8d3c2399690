/*
 * The one published client of IOSTX, call by call: a wrapped store that downloads folders, uploads one, and downloads contents.
 * It sets no OK flag, gives empty change lists, leaves source keys and times out, writes SYNCCONT's index, ends each state also
 * after a begin that failed, and knows folders and messages by raw entry ids of 46 and 70 bytes. Run twice, it doubles nothing.
 */
#include "ics.h"

#include <stdio.h>
#include <string.h>

/* What its server has: folders below the top, and messages in them, by numbers. */
enum { FOLDERS = 3, MESSAGES = 4 };

static iostx_skey top_key;

static iostx_skey folder_key(int folder)
{
    return ics_key(0xE9, (uint8_t)(folder + 1));
}

static iostx_skey message_key(int folder, int message)
{
    return ics_key(0xE9, (uint8_t)(100 + folder * MESSAGES + message));
}

/* The end of any state, as the client has it: result, then end; also when the begin failed. */
static void end_state(int32_t result)
{
    CHECK(iostx_set_sync_result(w.session, result) >= 0);
    CHECK(iostx_sync_end(w.session) >= 0);
}

static int32_t begin_state(uint32_t tag, iostx_state **state)
{
    *state = NULL;
    return iostx_sync_beg(w.session, tag, state);
}

/* --- Folders down ---------------------------------------------------------------------------------------------------------------- */

static int32_t import_one_folder(iostx_hierarchy_sink *sink, int folder)
{
    iostx_skey key = folder_key(folder);
    iostx_value values[7];
    char name[16];

    snprintf(name, sizeof(name), "Folder %d", folder);
    values[0] = bytes_value(IOSTX_PR_SOURCE_KEY, key_bytes(&key));
    values[1] = bytes_value(IOSTX_PR_PARENT_SOURCE_KEY, key_bytes(&top_key));
    values[2] = bytes_value(IOSTX_PR_CHANGE_KEY, key_bytes(&key));
    values[3] = text_value(IOSTX_PR_DISPLAY_NAME, name);
    values[4] = text_value(IOSTX_PR_COMMENT, "a folder of the server");
    values[5] = bytes_value(IOSTX_PR_PREDECESSOR_CHANGE_LIST, B(NULL));
    values[6] = bytes_value(IOSTX_PR_RECORD_KEY, key_bytes(&key));
    return iostx_hierarchy_sink_import_folder_change(sink, values, COUNT(values));
}

static void download_folders(bool again)
{
    iostx_state *sync, *state;
    int32_t code;

    CHECK_OK(iostx_init_sync(w.session, IOSTX_SYNC_DOWNLOAD_HIERARCHY));
    code = begin_state(IOSTX_LR_SYNC, &sync);
    CHECK_OK(code);
    sync->body.sync.flags = IOSTX_UPS_DNLOAD_ONLY; /* After the begin returned. */
    code = begin_state(IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY, &state);
    CHECK_OK(code);
    CHECK_OK(iostx_hierarchy_sink_config(state->body.dnhier.sink, NULL, 0));
    for (int folder = 0; folder < FOLDERS; folder++) {
        code = import_one_folder(state->body.dnhier.sink, folder);
        CHECK_CODE(code, again ? IOSTX_SYNC_E_IGNORE : IOSTX_S_OK);
    }
    end_state(IOSTX_S_OK);
    end_state(IOSTX_S_OK);
}

/* --- Folders up ------------------------------------------------------------------------------------------------------------------ */

static void upload_one_folder(bool there_is_one)
{
    iostx_state *sync, *state;

    CHECK_OK(iostx_init_sync(w.session, IOSTX_SYNC_UPLOAD_HIERARCHY));
    CHECK_OK(begin_state(IOSTX_LR_SYNC, &sync));
    sync->body.sync.flags = IOSTX_UPS_UPLOAD_ONLY;
    CHECK_OK(begin_state(IOSTX_LR_SYNC_UPLOAD_HIERARCHY, &state));
    CHECK_EQ(state->body.uphier.count, there_is_one ? 1 : 0);
    /* Without a look at the count: with none it must fail cleanly. */
    CHECK_CODE(begin_state(IOSTX_LR_SYNC_UPLOAD_FOLDER, &state), there_is_one ? IOSTX_S_OK : IOSTX_MAPI_E_NOT_FOUND);
    CHECK((state != NULL) == there_is_one);
    end_state(there_is_one ? IOSTX_S_OK : IOSTX_MAPI_E_NOT_FOUND);
    end_state(IOSTX_S_OK);
    end_state(IOSTX_S_OK);
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
}

/* --- Contents down --------------------------------------------------------------------------------------------------------------- */

static int32_t import_one_message(iostx_contents_sink *sink, const iostx_feid *folder_id, int folder, int number)
{
    iostx_skey key = message_key(folder, number);
    iostx_meid entry = IOSTX_MEID_INIT;
    iostx_message *message = NULL;
    iostx_value values[3];
    char subject[32];
    int32_t code;

    /* The entry id is the folder's bytes and a long-term id made of the source key. */
    memcpy(&entry, folder_id, sizeof(*folder_id));
    memcpy(&entry.message, &key, sizeof(key));
    values[0] = bytes_value(IOSTX_PR_CHANGE_KEY, key_bytes(&key));
    values[1] = bytes_value(IOSTX_PR_PREDECESSOR_CHANGE_LIST, B(NULL));
    values[2] = bytes_value(IOSTX_PR_ENTRYID, bytes_at(&entry, sizeof(entry)));
    code = iostx_contents_sink_import_message_change(sink, values, COUNT(values), 0, &message);
    if (code != IOSTX_S_OK) {
        CHECK(message == NULL);
        return code;
    }
    snprintf(subject, sizeof(subject), "message %d in %d", number, folder);
    values[0] = text_value(IOSTX_PR_MESSAGE_CLASS, "IPM.Note");
    values[1] = text_value(IOSTX_PR_SUBJECT, subject);
    values[2] = long_value(IOSTX_PR_MESSAGE_FLAGS, (int32_t)IOSTX_MSGFLAG_UNMODIFIED);
    CHECK_OK(iostx_message_set_values(message, values, COUNT(values)));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    return IOSTX_S_OK;
}

/* The number of a folder, by its source key; -1 if it is none of the server's. */
static int number_of_folder(iostx_folder *folder)
{
    static const uint32_t tag = IOSTX_PR_SOURCE_KEY;
    const iostx_value *value = NULL;
    iostx_values *values = NULL;
    int found = -1;

    CHECK(iostx_folder_get_values(folder, &tag, 1, 0, &values) >= 0);
    CHECK_OK(iostx_values_find(values, tag, &value));
    for (int i = 0; i < FOLDERS; i++) {
        iostx_skey key = folder_key(i);
        if (value->value.bytes.size == sizeof(key) && memcmp(value->value.bytes.data, &key, sizeof(key)) == 0)
            found = i;
    }
    iostx_values_free(values);
    return found;
}

static void download_contents(bool again)
{
    iostx_state *sync, *contents, *state;
    int filled = 0;

    CHECK_OK(iostx_init_sync(w.session, IOSTX_SYNC_DOWNLOAD_CONTENTS));
    CHECK_OK(begin_state(IOSTX_LR_SYNC, &sync));
    sync->body.sync.flags = IOSTX_UPS_DNLOAD_ONLY;
    CHECK_OK(begin_state(IOSTX_LR_SYNC_CONTENTS, &contents));
    CHECK(contents->body.synccont.count >= FOLDERS);
    for (uint32_t i = 0; i < contents->body.synccont.count; i++) {
        iostx_folder *folder = NULL;
        iostx_message *none = NULL;
        iostx_feid id;
        int number;

        contents->body.synccont.index = i;
        CHECK_OK(begin_state(IOSTX_LR_SYNC_UPLOAD_TABLE, &state));
        end_state(IOSTX_S_OK);
        CHECK_OK(begin_state(IOSTX_LR_SYNC_DOWNLOAD_TABLE, &state));
        CHECK_OK(iostx_contents_sink_config(state->body.dntbl.contents, NULL, 0));
        id = state->body.dntbl.feid;
        CHECK_OK(iostx_store_open_entry(w.store, bytes_at(&id, sizeof(id)), IOSTX_MAPI_MODIFY, &folder, &none));
        CHECK(none == NULL);
        number = number_of_folder(folder);
        iostx_folder_free(folder);
        if (number >= 0) {
            filled++;
            for (int message = 0; message < MESSAGES; message++)
                CHECK_CODE(import_one_message(state->body.dntbl.contents, &id, number, message),
                    again ? IOSTX_SYNC_E_IGNORE : IOSTX_S_OK);
        }
        end_state(IOSTX_S_OK);
    }
    CHECK_EQ(filled, FOLDERS);
    end_state(IOSTX_S_OK);
    end_state(IOSTX_S_OK);
    /* One end more than there were begins, in idle too. */
    CHECK_CODE(iostx_sync_end(w.session), IOSTX_S_FALSE);
}

/* --- Runs ------------------------------------------------------------------------------------------------------------------------ */

static void check_contents(void)
{
    iostx_feid top = special(IOSTX_FOLDER_IPM_SUBTREE);
    char name[32];

    for (int folder = 0; folder < FOLDERS; folder++) {
        iostx_feid id;
        snprintf(name, sizeof(name), "Folder %d", folder);
        id = find_folder(top, name);
        CHECK(!is_no_folder(id));
        CHECK_TEXT(folder_text(id, IOSTX_PR_COMMENT), "a folder of the server");
        CHECK_EQ(items_of(id, 0, NULL, 0), MESSAGES);
        for (int message = 0; message < MESSAGES; message++) {
            iostx_meid item;
            iostx_folder *none = NULL;
            iostx_message *opened = NULL;
            snprintf(name, sizeof(name), "message %d in %d", message, folder);
            item = find_subject(id, name);
            CHECK(!is_none(item));
            CHECK_EQ(number_of(item, IOSTX_PR_MESSAGE_FLAGS) & (int32_t)IOSTX_MSGFLAG_UNSENT, 0);
            CHECK_OK(iostx_store_open_entry(w.store, bytes_at(&item, sizeof(item)), 0, &none, &opened));
            CHECK(none == NULL && opened != NULL);
            iostx_message_free(opened);
        }
    }
}

static void with_lenient_session(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;

    open_world();
    options.flags = IOSTX_SESSION_LENIENT;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    /* The key that stands for the top: the provider's GUID and counter 0. */
    top_key = ics_key(0xE9, 0);
}

static void two_runs_double_nothing(void)
{
    iostx_store_info first, second;

    download_folders(false);
    upload_one_folder(false);
    download_contents(false);
    check_contents();
    first = store_info();
    CHECK_EQ(first.pending_count, 0);

    download_folders(true);
    upload_one_folder(false);
    download_contents(true);
    check_contents();
    second = store_info();
    CHECK_EQ(second.item_count, first.item_count);
    CHECK_EQ(second.folder_count, first.folder_count);
    CHECK_EQ(second.pending_count, 0);
    CHECK_EQ(second.conflict_count, 0);
    check_store();
}

static void a_second_run_after_the_store_was_closed_doubles_nothing(void)
{
    download_folders(false);
    download_contents(false);
    close_world();
    with_lenient_session();
    download_folders(true);
    download_contents(true);
    check_contents();
}

static void a_folder_that_it_uploads_without_an_ok_stays_pending(void)
{
    iostx_feid mine;
    download_folders(false);
    mine = new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Mine");
    upload_one_folder(true);
    CHECK_EQ(pending_in(mine), 1);
    upload_one_folder(true);
    CHECK_EQ(pending_in(mine), 1);
}

static void the_same_parent_may_be_given_as_empty_or_as_the_root(void)
{
    iostx_feid top = special(IOSTX_FOLDER_IPM_SUBTREE);
    iostx_state *sync, *state;
    iostx_skey key = folder_key(0);
    iostx_value values[4];

    CHECK_OK(iostx_init_sync(w.session, IOSTX_SYNC_DOWNLOAD_HIERARCHY));
    CHECK_OK(begin_state(IOSTX_LR_SYNC, &sync));
    sync->body.sync.flags = IOSTX_UPS_DNLOAD_ONLY;
    CHECK_OK(begin_state(IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY, &state));
    for (int way = 0; way < 2; way++) {
        char root_key[64], name[16];
        size_t size = 0;
        snprintf(name, sizeof(name), "Way %d", way);
        key = folder_key(10 + way);
        if (way == 1)
            memcpy(root_key, folder_text(top, IOSTX_PR_SOURCE_KEY), size = sizeof(iostx_skey));
        values[0] = bytes_value(IOSTX_PR_SOURCE_KEY, key_bytes(&key));
        values[1] = bytes_value(IOSTX_PR_PARENT_SOURCE_KEY, bytes_at(root_key, size));
        values[2] = bytes_value(IOSTX_PR_CHANGE_KEY, key_bytes(&key));
        values[3] = text_value((IOSTX_PR_DISPLAY_NAME & 0xFFFF0000u) | IOSTX_PT_STRING8, name);
        CHECK_OK(iostx_hierarchy_sink_import_folder_change(state->body.dnhier.sink, values, COUNT(values)));
    }
    end_state(IOSTX_S_OK);
    end_state(IOSTX_S_OK);
    CHECK(!is_no_folder(find_folder(top, "Way 0")));
    CHECK(!is_no_folder(find_folder(top, "Way 1")));
}

#define LENIENT(function) CASE_IN(function, with_lenient_session, close_world)
RUN(LENIENT(two_runs_double_nothing), LENIENT(a_second_run_after_the_store_was_closed_doubles_nothing),
    LENIENT(a_folder_that_it_uploads_without_an_ok_stays_pending), LENIENT(the_same_parent_may_be_given_as_empty_or_as_the_root))
