/*
 * The codes that the documentation of a function names, for what an agent calls, where no other subject provokes them.
 */
#include "arguments.h"
#include "ics.h"

#include <string.h>

static iostx_feid work;

static void with_folder(void)
{
    open_world();
    work = server_folder("Work", "f1");
}

#define WITH_FOLDER(function) CASE_IN(function, with_folder, close_world)

/* --- A session that was told to stop --------------------------------------------------------------------------------------------- */

static void a_cancelled_session_imports_no_item_any_more(void)
{
    iostx_contents_sink *sink = download_table(work);
    ics_change change = ics_changed(1, 0xB0, 1);
    iostx_skey key = ics_key(0xA0, 1);
    iostx_bytes source = key_bytes(&key), remote = B("a");
    iostx_readstate read = IOSTX_READSTATE_INIT;
    iostx_message_move move = IOSTX_MESSAGE_MOVE_INIT;
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    iostx_import_flags flags = IOSTX_IMPORT_FLAGS_INIT;
    iostx_binding binding = bind_to("a", "1");
    iostx_message *message = NULL;
    uint32_t verdict = 0;

    CHECK_OK(import(sink, "a", "1", "here", "text"));
    CHECK_OK(iostx_contents_sink_listing_begin(sink, NULL));
    CHECK_OK(iostx_session_cancel(w.session));
    EXPECT_CODE(ics_begin(sink, &change, &message), IOSTX_MAPI_E_USER_CANCEL);
    EXPECT(message == NULL);
    EXPECT_CODE(iostx_contents_sink_import_message_deletion(sink, 0, &source, 1), IOSTX_MAPI_E_USER_CANCEL);
    read.source_key = source;
    EXPECT_CODE(iostx_contents_sink_import_per_user_read_state_change(sink, &read, 1), IOSTX_MAPI_E_USER_CANCEL);
    move.source_folder_key = move.source_message_key = move.dest_message_key = move.dest_change_key = source;
    move.change_list = ics_list(0xB0, 1, 0, 0);
    EXPECT_CODE(iostx_contents_sink_import_message_move(sink, &move), IOSTX_MAPI_E_USER_CANCEL);
    item.binding = binding;
    EXPECT_CODE(iostx_contents_sink_import_item(sink, &item, &message), IOSTX_MAPI_E_USER_CANCEL);
    EXPECT_CODE(iostx_contents_sink_probe(sink, &item, 1, &verdict), IOSTX_MAPI_E_USER_CANCEL);
    flags.binding = binding;
    EXPECT_CODE(iostx_contents_sink_import_flags(sink, &flags, 1, NULL), IOSTX_MAPI_E_USER_CANCEL);
    EXPECT_CODE(iostx_contents_sink_delete_remote(sink, &remote, 1, 0), IOSTX_MAPI_E_USER_CANCEL);
    EXPECT_CODE(iostx_contents_sink_move_remote(sink, &work, remote, &binding), IOSTX_MAPI_E_USER_CANCEL);
    EXPECT_CODE(iostx_contents_sink_listing_complete(sink), IOSTX_MAPI_E_USER_CANCEL);
    give_up();
    EXPECT_EQ(items_of(work, 0, NULL, 0), 1);
}

static void a_cancelled_session_imports_no_folder_and_enters_no_state(void)
{
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_skey key = ics_key(0xA0, 1);
    iostx_bytes source = key_bytes(&key);
    iostx_state *state = (iostx_state *)&key;
    iostx_value name = text_value(IOSTX_PR_DISPLAY_NAME, "New");
    iostx_meid item = new_item(work, "one", "text");

    CHECK_OK(iostx_session_cancel(w.session));
    EXPECT_CODE(import_folder(sink, "New", "f2", NULL), IOSTX_MAPI_E_USER_CANCEL);
    EXPECT_CODE(iostx_hierarchy_sink_import_folder_change(sink, &name, 1), IOSTX_MAPI_E_USER_CANCEL);
    EXPECT_CODE(iostx_hierarchy_sink_import_folder_deletion(sink, 0, &source, 1), IOSTX_MAPI_E_USER_CANCEL);
    give_up();
    EXPECT_CODE(iostx_sync_beg(w.session, IOSTX_LR_SYNC, &state), IOSTX_MAPI_E_USER_CANCEL);
    EXPECT(state == NULL);
    EXPECT_CODE(iostx_sync_hdr_beg(w.session, &item, &state), IOSTX_MAPI_E_USER_CANCEL);
}

/* --- States ---------------------------------------------------------------------------------------------------------------------- */

static void what_flags_that_contradict_each_other_begin(void)
{
    iostx_state *state = NULL;

    CHECK_OK(iostx_init_sync(w.session, 0));
    beg(IOSTX_LR_SYNC)->body.sync.flags = IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_DNLOAD_ONLY;
    EXPECT_CODE(iostx_sync_beg(w.session, IOSTX_LR_SYNC_CONTENTS, &state), IOSTX_MAPI_E_INVALID_PARAMETER);
    EXPECT(state == NULL);
    CHECK_EQ(innermost(), IOSTX_LR_SYNC);
    give_up();
}

static void a_header_that_is_not_there_is_not_downloaded(void)
{
    iostx_state *state = NULL;
    iostx_session *first;
    iostx_meid item;

    CHECK(import_at(download_table(work), "a", "1", "header", NULL, 0, IOSTX_IMPORT_HEADER) >= 0);
    CHECK_OK(leave(true));
    item = find_remote(work, "a");
    /* While another session has the folder. */
    download_table(work);
    first = other_session();
    CHECK_OK(iostx_init_sync(w.session, 0));
    EXPECT_CODE(iostx_sync_hdr_beg(w.session, &item, &state), IOSTX_MAPI_E_BUSY);
    iostx_session_free(first);
    server_deletes(work, "a");
    CHECK_OK(iostx_init_sync(w.session, 0));
    GONE(iostx_sync_hdr_beg, (w.session, &item, &state));
}

static void moves_of_an_upload_know_their_flags(void)
{
    iostx_feid other = server_folder("Other", "f2");
    iostx_meid item;

    server_sends(work, "a", "1", "one", "text");
    item = find_remote(work, "a");
    move_item(item, other);
    upload_table(work);
    EXPECT_CODE(iostx_session_set_move(w.session, &other, UNKNOWN_FLAG, 0, NULL, NULL), IOSTX_MAPI_E_UNKNOWN_FLAGS);
    EXPECT_CODE(iostx_session_set_move(w.session, &other, 0, 0, NULL, NULL), IOSTX_S_OK);
    give_up();
}

static void a_message_of_a_session_is_not_submitted(void)
{
    iostx_upmsg *upload;

    new_item(work, "one", "text");
    upload_table(work);
    upload = next_message();
    EXPECT_CODE(iostx_message_submit(upload->message, 0), IOSTX_MAPI_E_NO_SUPPORT);
    give_up();
}

static void an_import_that_was_begun_may_be_finished_after_a_cancel(void)
{
    iostx_contents_sink *sink = download_table(work);
    ics_change change = ics_changed(1, 0xB0, 1);
    iostx_message *message = NULL;

    CHECK_OK(ics_begin(sink, &change, &message));
    CHECK_OK(iostx_session_cancel(w.session));
    EXPECT_CODE(iostx_message_save(message, 0), IOSTX_S_OK);
    iostx_message_free(message);
    give_up();
    EXPECT_EQ(items_of(work, 0, NULL, 0), 1);
}

/* --- Imports --------------------------------------------------------------------------------------------------------------------- */

static void a_sink_is_configured_once_with_a_state_of_its_own_making(void)
{
    iostx_contents_sink *sink = download_table(work);
    iostx_message *message = open_item(new_item(work, "one", "text"), 0);
    iostx_stream *stream = NULL, *reading = NULL;

    CHECK_OK(iostx_stream_create(&stream));
    EXPECT_CODE(iostx_contents_sink_update_state(sink, NULL, 0), IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_OK(iostx_stream_write(stream, "no state", 8));
    CHECK_OK(iostx_stream_seek(stream, 0, IOSTX_SEEK_BEGIN, NULL));
    EXPECT_CODE(iostx_contents_sink_config(sink, stream, 0), IOSTX_MAPI_E_CORRUPT_DATA);
    EXPECT_CODE(iostx_contents_sink_config(sink, NULL, 0), IOSTX_S_OK);
    EXPECT_CODE(iostx_contents_sink_config(sink, NULL, 0), IOSTX_E_UNEXPECTED);
    CHECK_OK(iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &reading));
    EXPECT_CODE(iostx_contents_sink_update_state(sink, reading, 0), IOSTX_MAPI_E_NO_ACCESS);
    iostx_stream_free(reading);
    iostx_stream_free(stream);
    iostx_message_free(message);
    give_up();
}

static void a_remote_id_and_a_source_key_belong_to_one_item(void)
{
    iostx_contents_sink *sink = download_table(work);
    iostx_value values[3];
    iostx_skey keys[2] = { ics_key(0xA0, 1), ics_key(0xB0, 1) };
    iostx_message *message = (iostx_message *)&keys;

    CHECK_OK(import(sink, "a", "1", "one", "text"));
    CHECK_OK(ics_import(sink, &(ics_change){ keys[0], keys[1], ics_list(0xB0, 1, 0, 0), 0, 0 }, "two", "text"));
    keys[1] = ics_key(0xB0, 2);
    values[0] = bytes_value(IOSTX_PR_SOURCE_KEY, key_bytes(&keys[0]));
    values[1] = bytes_value(IOSTX_PR_CHANGE_KEY, key_bytes(&keys[1]));
    values[2] = text_value(IOSTX_PR_REMOTE_ID, "a");
    EXPECT_CODE(iostx_contents_sink_import_message_change(sink, values, 3, 0, &message), IOSTX_MAPI_E_COLLISION);
    EXPECT(message == NULL);
    CHECK_OK(leave(true));
    EXPECT_EQ(items_of(work, 0, NULL, 0), 2);
}

static void what_a_probe_may_be_asked(void)
{
    iostx_contents_sink *sink = download_table(work);
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    uint32_t verdict = 0;

    item.binding = bind_to("a", "1");
    item.flags = UNKNOWN_FLAG;
    EXPECT_CODE(iostx_contents_sink_probe(sink, &item, 1, &verdict), IOSTX_MAPI_E_UNKNOWN_FLAGS);
    give_up();
}

static void a_remote_id_belongs_to_one_folder(void)
{
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_skey keys[2] = { ics_key(0xA0, 9), ics_key(0xB0, 9) };
    iostx_value values[4];

    values[0] = text_value(IOSTX_PR_DISPLAY_NAME, "New");
    values[1] = bytes_value(IOSTX_PR_SOURCE_KEY, key_bytes(&keys[0]));
    values[2] = bytes_value(IOSTX_PR_CHANGE_KEY, key_bytes(&keys[1]));
    CHECK_OK(iostx_hierarchy_sink_import_folder_change(sink, values, 3));
    keys[1] = ics_key(0xB0, 10);
    values[2] = bytes_value(IOSTX_PR_CHANGE_KEY, key_bytes(&keys[1]));
    values[3] = text_value(IOSTX_PR_REMOTE_ID, "f1");
    EXPECT_CODE(iostx_hierarchy_sink_import_folder_change(sink, values, 4), IOSTX_MAPI_E_COLLISION);
    give_up();
}

/* --- The queue ------------------------------------------------------------------------------------------------------------------- */

static void a_letter_is_locked_once(void)
{
    iostx_meid item = new_item(special(IOSTX_FOLDER_OUTBOX), "letter", "text");
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);

    set_recipient(message, "ada@example.org");
    CHECK_OK(iostx_message_submit(message, 0));
    iostx_message_free(message);
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    message = open_item(item, 0);
    CHECK_OK(iostx_store_set_lock_state(w.store, message, IOSTX_MSG_LOCKED));
    EXPECT_CODE(iostx_store_set_lock_state(w.store, message, IOSTX_MSG_LOCKED), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_OK(iostx_store_set_lock_state(w.store, message, IOSTX_MSG_UNLOCKED));
    iostx_message_free(message);
}

RUN(WITH_FOLDER(a_cancelled_session_imports_no_item_any_more),
    WITH_FOLDER(a_cancelled_session_imports_no_folder_and_enters_no_state),
    WITH_FOLDER(what_flags_that_contradict_each_other_begin), WITH_FOLDER(a_header_that_is_not_there_is_not_downloaded),
    WITH_FOLDER(moves_of_an_upload_know_their_flags), WITH_FOLDER(a_message_of_a_session_is_not_submitted),
    WITH_FOLDER(an_import_that_was_begun_may_be_finished_after_a_cancel),
    WITH_FOLDER(a_sink_is_configured_once_with_a_state_of_its_own_making),
    WITH_FOLDER(a_remote_id_and_a_source_key_belong_to_one_item), WITH_FOLDER(what_a_probe_may_be_asked),
    WITH_FOLDER(a_remote_id_belongs_to_one_folder), WITH_FOLDER(a_letter_is_locked_once))
