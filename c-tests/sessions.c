/* Sessions: root, rounds, progress, expectations, disconnecting; and the store's own housekeeping. */
#include "agent.h"

#include <stdlib.h>
#include <string.h>

static void one_session_does_any_number_of_rounds(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    for (int i = 0; i < 5; i++) {
        new_item(folder, "one", i % 2 == 0 ? "a" : "b");
        CHECK_EQ(upload(folder).messages, 1);
        server_sends_nothing(folder);
    }
    CHECK_EQ(items_of(folder, 0, NULL, 0), 5);
}

static void the_root_bounds_what_a_session_sees(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    iostx_feid account = server_folder("Account", "f1"), inside = server_subfolder("Inside", "f2", "f1"), outside = server_folder("Out", "f3");
    iostx_hierarchy_sink *sink;
    uint32_t count;

    new_item(inside, "inside", "1");
    new_item(outside, "outside", "2");
    options.root = &account;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    count = beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count;
    CHECK_EQ(count, 1);
    CHECK(same_feid(beg(IOSTX_LR_SYNC_UPLOAD_TABLE)->body.uptbl.feid, inside));
    give_up();
    /* Folders come below the root; blobs are kept per root. */
    sink = download_hierarchy();
    CHECK(import_folder(sink, "New", "f9", NULL) >= 0);
    CHECK_OK(iostx_hierarchy_sink_set_state_blob(sink, B("of the account")));
    leave(true);
    CHECK(!is_no_folder(find_folder(account, "New")));
    options.root = NULL;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    start(0, IOSTX_UPS_DNLOAD_ONLY);
    CHECK_EQ(beg(IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY)->body.dnhier.state_blob.size, 0);
    leave(true);
}

static void progress_counts_and_expects(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_progress progress = IOSTX_PROGRESS_INIT;
    iostx_contents_sink *sink;

    CHECK_OK(iostx_session_get_progress(w.session, &progress));
    CHECK_EQ(progress.phase, IOSTX_PHASE_IDLE);
    new_item(folder, "one", "12345");
    new_item(folder, "two", "1234567");
    upload_table(folder);
    CHECK_OK(iostx_session_get_progress(w.session, &progress));
    CHECK_EQ(progress.phase, IOSTX_PHASE_UPLOAD_CONTENTS);
    CHECK_EQ(progress.state, IOSTX_LR_SYNC_UPLOAD_TABLE);
    CHECK(same_feid(progress.folder, folder));
    CHECK_EQ(progress.items_total, 2);
    CHECK_EQ(progress.items_done, 0);
    next_message();
    answer(IOSTX_UPM_OK, "a", "1");
    next_message();
    fail(IOSTX_MAPI_E_NO_ACCESS);
    CHECK_OK(iostx_session_get_progress(w.session, &progress));
    CHECK_EQ(progress.items_done, 2);
    CHECK_EQ(progress.uploaded, 1);
    CHECK_EQ(progress.failures, 1);
    leave(true);

    sink = download_table(folder);
    CHECK_OK(iostx_session_expect(w.session, 10, 1000));
    CHECK(import(sink, "b", "1", "three", "1234567890") >= 0);
    CHECK_OK(iostx_contents_sink_flush(sink));
    CHECK_OK(iostx_session_get_progress(w.session, &progress));
    CHECK_EQ(progress.phase, IOSTX_PHASE_DOWNLOAD_CONTENTS);
    CHECK_EQ(progress.items_total, 10);
    CHECK_EQ(progress.bytes_total, 1000);
    CHECK_EQ(progress.items_done, 1);
    CHECK_EQ(progress.downloaded, 1);
    leave(true);
    CHECK_OK(iostx_session_get_progress(w.session, &progress));
    CHECK_EQ(progress.state, IOSTX_LR_SYNC_IDLE);
}

static int told;

static void count_progress(void *userdata, const iostx_progress *progress)
{
    told++;
    CHECK(userdata == &told);
    CHECK_EQ(progress->struct_size, sizeof(*progress));
    CHECK(store_info().folder_count > 0); /* It may use the store. */
}

static void the_progress_callback_is_told_on_the_sessions_thread(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    iostx_feid folder = server_folder("Work", "f1");

    options.progress = count_progress;
    options.userdata = &told;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    server_sends(folder, "a", "1", "one", "text");
    new_item(folder, "two", "text");
    upload(folder);
    CHECK(told > 0);
}

static void a_folder_is_skipped_until_the_next_init_sync(void)
{
    iostx_feid first = server_folder("First", "f1"), second = server_folder("Second", "f2");
    iostx_contents_sink *sink = download_table(first);

    /* Of the table that is open, nothing more is taken. */
    CHECK(import(sink, "a", "1", "one", "text") >= 0);
    CHECK_OK(iostx_session_skip_folder(w.session, &first));
    CHECK_EQ(iostx_session_is_skipped(w.session, &first), 1);
    CHECK_EQ(iostx_session_is_skipped(w.session, &second), 0);
    CHECK_EQ(iostx_session_is_cancelled(w.session), 0);
    CHECK_CODE(import(sink, "b", "1", "two", "text"), IOSTX_MAPI_E_USER_CANCEL);
    leave(true);
    CHECK_EQ(items_of(first, 0, NULL, 0), 1);
    start(0, IOSTX_UPS_DNLOAD_ONLY);
    CHECK_EQ(iostx_session_is_skipped(w.session, &first), 0);
    /* Before the list is made it is left out of it; afterwards it is passed over, or refused where the agent chose it. */
    CHECK_OK(iostx_session_skip_folder(w.session, &first));
    iostx_state *contents = beg(IOSTX_LR_SYNC_CONTENTS);
    for (uint32_t count = contents->body.synccont.count; count > 0; count--) {
        iostx_state *table = beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE);
        CHECK(!same_feid(table->body.dntbl.feid, first));
        end();
    }
    refused(IOSTX_LR_SYNC_DOWNLOAD_TABLE, IOSTX_MAPI_E_NOT_FOUND);
    CHECK_OK(iostx_session_skip_folder(w.session, &second));
    for (uint32_t at = 0; at < contents->body.synccont.count; at++) {
        iostx_state *table = NULL;
        contents->body.synccont.index = at;
        int32_t result = iostx_sync_beg(w.session, IOSTX_LR_SYNC_DOWNLOAD_TABLE, &table);
        if (result == IOSTX_MAPI_E_BUSY)
            break;
        CHECK_OK(result);
        CHECK(!same_feid(table->body.dntbl.feid, second));
        CHECK(at + 1 < contents->body.synccont.count);
        end();
    }
    give_up();
}

static void disconnecting_cancels_sessions_and_leaves_the_store_open(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);

    CHECK(import(sink, "a", "1", "one", "text") >= 0);
    CHECK_OK(iostx_disconnect_store(w.store, 0));
    CHECK_EQ(iostx_session_is_cancelled(w.session), 1);
    CHECK_CODE(import(sink, "b", "1", "two", "text"), IOSTX_MAPI_E_USER_CANCEL);
    give_up();
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
    new_item(folder, "the application goes on", "text");
    server_sends(folder, "b", "1", "two", "other text");
    CHECK_EQ(items_of(folder, 0, NULL, 0), 3);
}

static void in_the_background_everything_works_the_same(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink;

    start_with(IOSTX_SYNC_BACKGROUND, IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &folder, 1);
    beg(IOSTX_LR_SYNC_CONTENTS);
    sink = beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl.contents;
    for (char name[2] = "a"; name[0] <= 'z'; name[0]++)
        CHECK(import(sink, name, "1", name, name) >= 0);
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 26);
}

static void a_renewed_guid_gives_new_ids_and_keeps_the_old_ones(void)
{
    iostx_feid inbox = special(IOSTX_FOLDER_INBOX);
    iostx_meid before = new_item(inbox, "before", "text"), after;
    iostx_guid old_guid = store_info().guid, new_guid;

    CHECK_OK(iostx_store_renew_guid(w.store));
    new_guid = store_info().guid;
    CHECK(memcmp(&old_guid, &new_guid, sizeof(old_guid)) != 0);
    after = new_item(inbox, "after", "text");
    CHECK(memcmp(&after.message.guid, &new_guid, sizeof(new_guid)) == 0);
    CHECK_TEXT(subject_of(before), "before");
    reopen_world();
    CHECK_TEXT(subject_of(before), "before");
    CHECK_TEXT(subject_of(after), "after");
    CHECK(folder_is_here(inbox));
    check_store();
}

static void options_of_the_store_are_kept_in_its_file(void)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;

    CHECK_OK(iostx_store_get_options(w.store, &options));
    CHECK_EQ(options.mass_delete_percent, 50);
    CHECK_EQ(options.mass_delete_count, 20);
    CHECK_EQ(options.batch_items, 500);
    CHECK_EQ(options.batch_ms, 200);
    CHECK_EQ(options.batch_bytes, 2 * 1024 * 1024);
    CHECK(options.now == NULL && options.userdata == NULL);
    options.flags = 0;
    options.trash_days = 7;
    options.mass_delete_percent = 30;
    options.mass_delete_count = 5;
    CHECK_OK(iostx_store_set_options(w.store, &options));
    reopen_world();
    CHECK_OK(iostx_store_get_options(w.store, &options));
    CHECK_EQ(options.trash_days, 7);
    CHECK_EQ(options.mass_delete_percent, 30);
    CHECK_EQ(options.mass_delete_count, 5);
}

static void a_checkpoint_folds_the_log_into_the_file(void)
{
    size_t size = 0;
    unsigned char *log;

    for (int i = 0; i < 20; i++)
        new_item(special(IOSTX_FOLDER_INBOX), "one", "text");
    CHECK_OK(iostx_store_checkpoint(w.store));
    log = test_read_file(test_path("store-wal"), &size);
    CHECK_EQ(size, 0);
    free(log);
}

RUN(IN_STORE(one_session_does_any_number_of_rounds), IN_STORE(the_root_bounds_what_a_session_sees),
    IN_STORE(progress_counts_and_expects), IN_STORE(the_progress_callback_is_told_on_the_sessions_thread),
    IN_STORE(a_folder_is_skipped_until_the_next_init_sync), IN_STORE(disconnecting_cancels_sessions_and_leaves_the_store_open),
    IN_STORE(in_the_background_everything_works_the_same),
    IN_STORE(a_renewed_guid_gives_new_ids_and_keeps_the_old_ones), IN_STORE(options_of_the_store_are_kept_in_its_file),
    IN_STORE(a_checkpoint_folds_the_log_into_the_file))
