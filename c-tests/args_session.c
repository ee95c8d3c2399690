/* Every function of the session, with NULL and with wrong arguments. */
#include "arguments.h"

#include <string.h>

static void the_documented_methods(void)
{
    iostx_state *state = (iostx_state *)&w;
    iostx_session *session = (iostx_session *)&w;
    iostx_error *error = (iostx_error *)&w;
    iostx_meid item = new_item(special(IOSTX_FOLDER_INBOX), "one", "text"), zeros = IOSTX_MEID_INIT;

    WRONG(iostx_get_sync_object, NO_OBJECT, (NULL, &session));
    EXPECT(session == NULL);
    WRONG(iostx_get_sync_object, NO_OUTPUT, (w.store, NULL));
    WRONG(iostx_emulate_spooler, NO_OBJECT, (NULL, 1));
    WRONG(iostx_emulate_spooler, INVALID, (w.store, 2));
    WRONG(iostx_set_spool_suspend_state, NO_OBJECT, (NULL, IOSTX_SS_ACTIVE));
    WRONG(iostx_set_spool_suspend_state, INVALID, (w.store, 2));
    WRONG(iostx_disconnect_store, NO_OBJECT, (NULL, 0));
    WRONG(iostx_disconnect_store, BAD_FLAGS, (w.store, 1));

    WRONG(iostx_init_sync, NO_OBJECT, (NULL, 0));
    WRONG(iostx_init_sync, BAD_FLAGS, (w.session, 0x4));
    WRONG(iostx_init_sync, BAD_FLAGS, (w.session, 0x80000000u));
    CHECK_OK(iostx_init_sync(w.session, 0));
    WRONG(iostx_sync_beg, NO_OBJECT, (NULL, IOSTX_LR_SYNC, &state));
    EXPECT(state == NULL);
    WRONG(iostx_sync_beg, NO_OUTPUT, (w.session, IOSTX_LR_SYNC, NULL));
    EXPECT_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    WRONG(iostx_sync_end, NO_OBJECT, (NULL));
    WRONG(iostx_sync_hdr_beg, NO_OBJECT, (NULL, &item, &state));
    WRONG(iostx_sync_hdr_beg, NO_OUTPUT, (w.session, &item, NULL));
    WRONG(iostx_sync_hdr_beg, INVALID, (w.session, NULL, &state));
    WRONG(iostx_sync_hdr_beg, BAD_ID, (w.session, &zeros, &state));
    WRONG(iostx_sync_hdr_beg, IOSTX_MAPI_E_NO_SUPPORT, (w.session, &item, &state));
    EXPECT(state == NULL);
    EXPECT_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    WRONG(iostx_sync_hdr_end, NO_OBJECT, (NULL));
    WRONG(iostx_sync_hdr_end, IOSTX_E_UNEXPECTED, (w.session));
    WRONG(iostx_set_sync_result, NO_OBJECT, (NULL, 0));
    WRONG(iostx_set_sync_result, IOSTX_E_UNEXPECTED, (w.session, 0));
    WRONG(iostx_get_last_error, NO_OBJECT, (NULL, 0, 0, &error));
    EXPECT(error == NULL);
    WRONG(iostx_get_last_error, NO_OUTPUT, (w.session, 0, 0, NULL));
    WRONG(iostx_get_last_error, BAD_FLAGS, (w.session, 0, 1, &error));
    HARMLESS(iostx_session_free, (NULL));
}

static void options_of_a_session(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    iostx_feid unknown = special(IOSTX_FOLDER_INBOX);

    WRONG(iostx_session_set_options, NO_OBJECT, (NULL, &options));
    WRONG(iostx_session_set_options, INVALID, (w.session, NULL));
    options.flags = UNKNOWN_FLAG;
    WRONG(iostx_session_set_options, BAD_FLAGS, (w.session, &options));
    options.flags = 0;
    options.policy = 7;
    WRONG(iostx_session_set_options, INVALID, (w.session, &options));
    options.policy = 0;
    options.kinds = 0x40;
    WRONG(iostx_session_set_options, INVALID, (w.session, &options));
    options.kinds = 0;
    options.column_count = 1;
    WRONG(iostx_session_set_options, INVALID, (w.session, &options));
    options.column_count = 0;
    options.policy = IOSTX_POLICY_ASK;
    WRONG(iostx_session_set_options, INVALID, (w.session, &options));
    options.policy = 0;
    memset(unknown.folder.counter, 0x7F, sizeof(unknown.folder.counter));
    options.root = &unknown;
    GONE(iostx_session_set_options, (w.session, &options));
    options.root = NULL;
    options.struct_size = 4;
    WRONG(iostx_session_set_options, INVALID, (w.session, &options));
    options.struct_size = sizeof(options);
    start(0, 0);
    WRONG(iostx_session_set_options, IOSTX_E_UNEXPECTED, (w.session, &options));
    give_up();
}

static void results(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_result result = IOSTX_RESULT_INIT;
    iostx_meid item = new_item(folder, "one", "text");
    iostx_state *state = (iostx_state *)&w;
    char long_id[1025];

    memset(long_id, 'x', sizeof(long_id));
    WRONG(iostx_session_set_result, NO_OBJECT, (NULL, NULL, &result));
    WRONG(iostx_session_set_result, IOSTX_E_UNEXPECTED, (w.session, NULL, &result));
    WRONG(iostx_session_set_entry_results, NO_OBJECT, (NULL, 0, 1, &result));
    WRONG(iostx_session_set_entry_results, IOSTX_E_UNEXPECTED, (w.session, 0, 1, &result));
    WRONG(iostx_session_get_state, NO_OBJECT, (NULL, IOSTX_LR_SYNC, &state));
    EXPECT(state == NULL);
    WRONG(iostx_session_get_state, NO_OUTPUT, (w.session, IOSTX_LR_SYNC, NULL));
    WRONG(iostx_session_get_state, IOSTX_MAPI_E_NOT_FOUND, (w.session, IOSTX_LR_SYNC, &state));

    upload_table(folder);
    WRONG(iostx_session_set_result, IOSTX_MAPI_E_NOT_FOUND, (w.session, &item, &result));
    next_message();
    WRONG(iostx_session_set_result, INVALID, (w.session, NULL, NULL));
    result.flags = 0x80000000u;
    WRONG(iostx_session_set_result, BAD_FLAGS, (w.session, NULL, &result));
    result.flags = 0;
    result.text = NOT_UTF8;
    WRONG(iostx_session_set_result, INVALID, (w.session, NULL, &result));
    result.text = NULL;
    result.remote_id = bytes_at(long_id, sizeof(long_id));
    WRONG(iostx_session_set_result, INVALID, (w.session, NULL, &result));
    result.remote_id = bytes_at(NULL, 3);
    WRONG(iostx_session_set_result, INVALID, (w.session, NULL, &result));
    result.remote_id = B(NULL);
    result.remote_version = bytes_at(long_id, sizeof(long_id));
    WRONG(iostx_session_set_result, INVALID, (w.session, NULL, &result));
    result.remote_version = B(NULL);
    result.struct_size = 8;
    WRONG(iostx_session_set_result, INVALID, (w.session, NULL, &result));
    result.struct_size = sizeof(result);
    WRONG(iostx_session_set_entry_results, IOSTX_E_UNEXPECTED, (w.session, 0, 1, &result));
    give_up();
    EXPECT_EQ(pending_of(item), IOSTX_PENDING_NEW);
}

static void results_of_entries(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_result both[2] = { IOSTX_RESULT_INIT, IOSTX_RESULT_INIT };

    set_read(server_sends(folder, "a", "1", "one", "text"), true);
    upload_table(folder);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ)->body.upread.count, 1);
    WRONG(iostx_session_set_entry_results, INVALID, (w.session, 0, 1, NULL));
    WRONG(iostx_session_set_entry_results, INVALID, (w.session, 1, 1, both));
    WRONG(iostx_session_set_entry_results, INVALID, (w.session, 0, 2, both));
    WRONG(iostx_session_set_entry_results, INVALID, (w.session, UINT32_MAX, 2, both));
    both[0].flags = UNKNOWN_FLAG;
    WRONG(iostx_session_set_entry_results, BAD_FLAGS, (w.session, 0, 1, both));
    give_up();
    EXPECT_EQ(pending_of(find_remote(folder, "a")), IOSTX_PENDING_READ);
}

static void functions_for_in_members(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    static uint8_t big[16 * 1024 * 1024 + 1];

    WRONG(iostx_session_set_selection, NO_OBJECT, (NULL, 0, NULL, NULL, 0));
    WRONG(iostx_session_set_selection, IOSTX_E_UNEXPECTED, (w.session, 0, NULL, NULL, 0));
    start(0, 0);
    WRONG(iostx_session_set_selection, INVALID, (w.session, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_DNLOAD_ONLY, NULL, NULL, 0));
    WRONG(iostx_session_set_selection, BAD_FLAGS, (w.session, UNKNOWN_FLAG, NULL, NULL, 0));
    WRONG(iostx_session_set_selection, INVALID, (w.session, IOSTX_UPS_THESE_FOLDERS, NULL, NULL, 1));
    WRONG(iostx_session_set_selection, INVALID, (w.session, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_ONE_FOLDER, NULL, NULL, 0));

    WRONG(iostx_session_set_index, NO_OBJECT, (NULL, 0));
    WRONG(iostx_session_set_index, IOSTX_E_UNEXPECTED, (w.session, 0));
    beg(IOSTX_LR_SYNC_CONTENTS);
    WRONG(iostx_session_set_index, IOSTX_MAPI_E_NOT_FOUND, (w.session, UINT32_MAX));
    WRONG(iostx_session_set_selection, IOSTX_E_UNEXPECTED, (w.session, 0, NULL, NULL, 0));

    WRONG(iostx_session_set_move, NO_OBJECT, (NULL, &folder, 0, 0, NULL, NULL));
    WRONG(iostx_session_set_move, IOSTX_E_UNEXPECTED, (w.session, &folder, 0, 0, NULL, NULL));
    beg(IOSTX_LR_SYNC_UPLOAD_TABLE);
    WRONG(iostx_session_set_move, INVALID, (w.session, NULL, 0, 0, NULL, NULL));
    WRONG(iostx_session_set_move, IOSTX_MAPI_E_NOT_FOUND, (w.session, &folder, 0, 0, NULL, NULL));

    WRONG(iostx_session_set_header, NO_OBJECT, (NULL, 0, NULL));
    WRONG(iostx_session_set_header, IOSTX_E_UNEXPECTED, (w.session, 0, NULL));
    give_up();

    WRONG(iostx_session_set_state_blob, NO_OBJECT, (NULL, B("blob")));
    WRONG(iostx_session_set_state_blob, IOSTX_E_UNEXPECTED, (w.session, B("blob")));
    start(0, 0);
    WRONG(iostx_session_set_state_blob, INVALID, (w.session, bytes_at(NULL, 4)));
    WRONG(iostx_session_set_state_blob, IOSTX_MAPI_E_TOO_BIG, (w.session, bytes_at(big, sizeof(big))));
    WRONG(iostx_session_set_attempt_cookie, NO_OBJECT, (NULL, B("cookie")));
    WRONG(iostx_session_set_attempt_cookie, INVALID, (w.session, bytes_at(NULL, 4)));
    WRONG(iostx_session_set_attempt_cookie, IOSTX_MAPI_E_TOO_BIG, (w.session, bytes_at(big, 1025)));
    give_up();
}

static void cancel_and_progress(void)
{
    iostx_progress progress = IOSTX_PROGRESS_INIT;
    iostx_feid inbox = special(IOSTX_FOLDER_INBOX), nowhere = IOSTX_FEID_INIT;

    WRONG(iostx_session_begin_epoch, NO_OBJECT, (NULL));
    WRONG(iostx_session_begin_epoch, IOSTX_E_UNEXPECTED, (w.session));
    WRONG(iostx_session_expect, NO_OBJECT, (NULL, 1, 1));
    WRONG(iostx_session_cancel, NO_OBJECT, (NULL));
    WRONG(iostx_session_is_cancelled, NO_OBJECT, (NULL));
    WRONG(iostx_session_skip_folder, NO_OBJECT, (NULL, &inbox));
    WRONG(iostx_session_skip_folder, INVALID, (w.session, NULL));
    WRONG(iostx_session_skip_folder, IOSTX_MAPI_E_UNKNOWN_ENTRYID, (w.session, &nowhere));
    WRONG(iostx_session_is_skipped, NO_OBJECT, (NULL, &inbox));
    WRONG(iostx_session_is_skipped, INVALID, (w.session, NULL));
    WRONG(iostx_session_is_skipped, IOSTX_MAPI_E_UNKNOWN_ENTRYID, (w.session, &nowhere));
    EXPECT_EQ(iostx_session_is_skipped(w.session, &inbox), 0);
    WRONG(iostx_session_get_progress, NO_OBJECT, (NULL, &progress));
    WRONG(iostx_session_get_progress, INVALID, (w.session, NULL));
    progress.struct_size = 4;
    WRONG(iostx_session_get_progress, INVALID, (w.session, &progress));
    EXPECT_EQ(iostx_session_is_cancelled(w.session), 0);
}

static void the_header_state(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);
    iostx_state *state = NULL;
    iostx_meid item;

    CHECK_OK(import_at(sink, "a", "1", "header", NULL, 0, IOSTX_IMPORT_HEADER));
    leave(true);
    item = find_remote(folder, "a");
    CHECK_OK(iostx_init_sync(w.session, 0));
    CHECK_OK(iostx_sync_hdr_beg(w.session, &item, &state));
    WRONG(iostx_session_set_header, BAD_FLAGS, (w.session, UNKNOWN_FLAG, NULL));
    WRONG(iostx_session_set_header, NO_OBJECT, (w.session, IOSTX_HSF_OK, (iostx_message *)w.store));
    WRONG(iostx_sync_end, IOSTX_E_UNEXPECTED, (w.session));
    EXPECT_EQ(innermost(), IOSTX_LR_SYNC_DOWNLOAD_HEADER);
    CHECK_OK(iostx_sync_hdr_end(w.session));
}

static void the_driver(void)
{
    iostx_remote_ops ops = IOSTX_REMOTE_OPS_INIT;
    iostx_replicate_options options = IOSTX_REPLICATE_OPTIONS_INIT;
    iostx_result result = IOSTX_RESULT_INIT;
    const iostx_upmsg *item = NULL;

    WRONG(iostx_replicate, NO_OBJECT, (NULL, &ops, NULL, NULL));
    WRONG(iostx_replicate, INVALID, (w.session, NULL, NULL, NULL));
    ops.struct_size = 8;
    WRONG(iostx_replicate, INVALID, (w.session, &ops, NULL, NULL));
    ops.struct_size = (uint32_t)sizeof(ops);
    options.flags = UNKNOWN_FLAG;
    WRONG(iostx_replicate, BAD_FLAGS, (w.session, &ops, &options, NULL));
    options.flags = 0;
    options.direction = IOSTX_UPS_ONE_FOLDER;
    WRONG(iostx_replicate, BAD_FLAGS, (w.session, &ops, &options, NULL));
    options.direction = 0;
    options.init_flags = UNKNOWN_FLAG;
    WRONG(iostx_replicate, BAD_FLAGS, (w.session, &ops, &options, NULL));
    options.init_flags = 0;
    options.window = 10001;
    WRONG(iostx_replicate, INVALID, (w.session, &ops, &options, NULL));
    options.window = 0;
    options.folder_count = 1;
    WRONG(iostx_replicate, INVALID, (w.session, &ops, &options, NULL));
    EXPECT_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    HARMLESS(iostx_batch_get_count, (NULL));
    WRONG(iostx_batch_get, NO_OBJECT, (NULL, 0, &item));
    WRONG(iostx_batch_answer, NO_OBJECT, (NULL, 0, &result));
}

RUN(IN_STORE(the_documented_methods), IN_STORE(options_of_a_session), IN_STORE(results), IN_STORE(results_of_entries),
    IN_STORE(functions_for_in_members), IN_STORE(cancel_and_progress), IN_STORE(the_header_state),
    IN_STORE(the_driver))
