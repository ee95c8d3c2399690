/* Retry marks: an item that the server could hold twice comes again as one to look for. Failures, waiting, giving up. */
#include "agent.h"

#include <stdlib.h>
#include <string.h>

static iostx_feid folder;
static iostx_meid item;

static void with_new_item(void)
{
    open_world();
    folder = server_folder("Work", "f1");
    item = new_item(folder, "one", "text");
}

#define WITH_ITEM(function) CASE_IN(function, with_new_item, close_world)

/* The flags that the item is offered with; 0 if it is not offered. */
static uint32_t offered_flags(void)
{
    iostx_state *state = NULL;
    uint32_t flags = 0;
    start_with(0, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &folder, 1);
    if (beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count == 1) {
        beg(IOSTX_LR_SYNC_UPLOAD_TABLE);
        if (iostx_sync_beg(w.session, IOSTX_LR_SYNC_UPLOAD_MESSAGE, &state) == IOSTX_S_OK)
            flags = state->body.upmsg.flags;
    }
    give_up();
    return flags;
}

static void fail_once(int32_t code)
{
    upload_table(folder);
    next_message();
    fail(code);
    leave(true);
}

/* --- Marks ----------------------------------------------------------------------------------------------------------------------- */

static void a_lost_answer_keeps_the_mark(void)
{
    CHECK_EQ(offered_flags(), IOSTX_UPM_NEW);
    CHECK_EQ(offered_flags(), IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    CHECK_EQ(offered_flags(), IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
}

static void a_time_out_and_a_network_error_keep_the_mark_and_count_no_failure(void)
{
    fail_once(IOSTX_MAPI_E_TIMEOUT);
    CHECK_EQ(offered_flags(), IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    for (int i = 0; i < 10; i++)
        fail_once(IOSTX_MAPI_E_NETWORK_ERROR);
    fail_once(IOSTX_MAPI_E_LOGON_FAILED);
    fail_once(IOSTX_MAPI_E_USER_CANCEL);
    CHECK_EQ(offered_flags(), IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    CHECK_EQ(failures_in(folder), 0);
}

static void a_refusal_clears_the_mark(void)
{
    CHECK_EQ(offered_flags(), IOSTX_UPM_NEW);
    fail_once(IOSTX_MAPI_E_NO_ACCESS);
    CHECK_EQ(offered_flags(), IOSTX_UPM_NEW);
}

static void a_cancel_keeps_the_mark_and_counts_no_failure(void)
{
    iostx_result result = IOSTX_RESULT_INIT;
    upload_table(folder);
    next_message();
    CHECK_OK(iostx_session_cancel(w.session));
    result.flags = IOSTX_UPM_OK;
    CHECK_CODE(iostx_session_set_result(w.session, NULL, &result), IOSTX_MAPI_E_USER_CANCEL);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, IOSTX_E_UNEXPECTED);
    end();
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_USER_CANCEL);
    give_up();
    CHECK_EQ(iostx_session_is_cancelled(w.session), 1);
    CHECK_EQ(offered_flags(), IOSTX_UPM_NEW | IOSTX_UPM_RETRY); /* InitSync cleared the cancel. */
    CHECK_EQ(iostx_session_is_cancelled(w.session), 0);
    CHECK_EQ(failures_in(folder), 0);
}

static void a_released_session_leaves_open_work_pending_without_a_failure(void)
{
    upload_table(folder);
    next_message();
    iostx_session_free(w.session);
    CHECK_OK(iostx_get_sync_object(w.store, &w.session));
    CHECK_EQ(offered_flags(), IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    CHECK_EQ(failures_in(folder), 0);
    upload_table(folder);
    CHECK_EQ(next_message()->attempts, 0);
    give_up();
}

static void the_mark_the_key_and_the_cookie_are_on_disk_before_the_hand_out(void)
{
    iostx_upmsg *up;
    unsigned char *key;
    size_t key_size;
    int process;

    close_world();
    if (test_fork(&process)) {
        open_world();
        CHECK_OK(iostx_session_set_attempt_cookie(w.session, B("UIDNEXT 4711")));
        upload_table(folder);
        up = next_message();
        test_write_file(test_path("key"), up->match_key.data, up->match_key.size);
        test_process_crash();
    }
    test_process_join(process);
    key = test_read_file(test_path("key"), &key_size);
    CHECK(key != NULL && key_size > 0);
    open_world();
    upload_table(folder);
    up = next_message();
    CHECK_EQ(up->flags, IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    CHECK_BYTES(up->cookie, "UIDNEXT 4711");
    CHECK_EQ(up->match_key.size, key_size);
    CHECK_MEMORY(up->match_key.data, key, key_size);
    give_up();
    free(key);
}

static void a_match_key_never_changes_between_attempts(void)
{
    char first[256] = "";
    for (int i = 0; i < 3; i++) {
        iostx_upmsg *up;
        upload_table(folder);
        up = next_message();
        CHECK(up->match_key.size < sizeof(first));
        if (i == 0)
            memcpy(first, up->match_key.data, up->match_key.size);
        CHECK_MEMORY(up->match_key.data, first, up->match_key.size);
        give_up();
        set_subject(item, i == 0 ? "two" : "three");
    }
}

static void new_folders_carry_retry_marks_too(void)
{
    iostx_feid fresh = new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Fresh");
    for (int i = 0; i < 2; i++) {
        iostx_upfld *up;
        start(0, IOSTX_UPS_UPLOAD_ONLY);
        beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY);
        up = &beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld;
        CHECK(same_feid(up->feid, fresh));
        CHECK_EQ(up->flags, i == 0 ? IOSTX_UPF_NEW : IOSTX_UPF_NEW | IOSTX_UPF_RETRY);
        give_up();
    }
    /* The server has it: the folder of that name is that one. */
    server_sends_folder("Fresh", "ff", NULL);
    CHECK_TEXT(folder_text(fresh, IOSTX_PR_REMOTE_ID), "ff");
    CHECK_EQ(pending_in(fresh), 0);
}

/* --- Failures -------------------------------------------------------------------------------------------------------------------- */

static void backoff_begins_with_the_second_failure_in_a_row_and_doubles(void)
{
    uint64_t wait = 1 * MINUTES;

    fail_once(IOSTX_MAPI_E_NO_ACCESS);
    CHECK(offered_flags() != 0);
    for (int i = 2; i < 7; i++) {
        test_context("after failure %d", i);
        fail_once(IOSTX_MAPI_E_NO_ACCESS);
        CHECK_EQ(offered_flags(), 0);
        clock_forward(wait - 1 * SECONDS);
        CHECK_EQ(offered_flags(), 0);
        clock_forward(2 * SECONDS);
        CHECK(offered_flags() != 0);
        wait *= 2;
    }
}

static void after_eight_failures_an_item_is_listed_until_it_changes(void)
{
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    size_t columns = 0;

    for (int i = 0; i < 8; i++) {
        iostx_result result = IOSTX_RESULT_INIT;
        CHECK_EQ(failures_in(folder), 0);
        upload_table(folder);
        CHECK_EQ(next_message()->attempts, i);
        result.code = IOSTX_MAPI_E_TOO_BIG;
        result.text = "552 message too large";
        CHECK_OK(iostx_session_set_result(w.session, NULL, &result));
        end();
        leave(true);
        clock_forward(2 * DAYS);
    }
    CHECK_EQ(failures_in(folder), 1);
    CHECK_EQ(store_info().failure_count, 1);
    clock_forward(300 * DAYS);
    CHECK_EQ(offered_flags(), 0);
    CHECK_OK(iostx_store_list_failures(w.store, &folder, &cursor));
    CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
    CHECK_EQ(column_of(row, columns, IOSTX_PR_ATTEMPTS)->value.i4, 8);
    CHECK_CODE(column_of(row, columns, IOSTX_PR_LAST_ERROR)->value.i4, IOSTX_MAPI_E_TOO_BIG);
    CHECK_BYTES(column_of(row, columns, IOSTX_PR_LAST_ERROR_TEXT)->value.bytes, "552 message too large");
    iostx_cursor_free(cursor);
    /* Shown all the same, among what is pending. */
    CHECK_EQ(pending_in(folder), 1);
    set_subject(item, "shorter");
    CHECK_EQ(failures_in(folder), 0);
    CHECK(offered_flags() != 0);
}

static void a_failed_item_is_offered_at_once_when_the_user_says_retry(void)
{
    for (int i = 0; i < 8; i++) {
        fail_once(IOSTX_MAPI_E_TOO_BIG);
        clock_forward(2 * DAYS);
    }
    CHECK_EQ(offered_flags(), 0);
    CHECK_OK(iostx_store_retry(w.store, &item, 1));
    CHECK_EQ(failures_in(folder), 0);
    upload_table(folder);
    CHECK_EQ(next_message()->attempts, 0);
    answer(IOSTX_UPM_OK, "a", "1");
    leave(true);
    CHECK_EQ(pending_in(folder), 0);
}

static void the_servers_retry_after_is_kept(void)
{
    iostx_result result = IOSTX_RESULT_INIT;
    result.code = IOSTX_MAPI_E_BUSY;
    result.retry_after_ms = 30 * 60 * 1000;
    upload_table(folder);
    next_message();
    CHECK_OK(iostx_session_set_result(w.session, NULL, &result));
    end();
    leave(true);
    clock_forward(29 * MINUTES);
    CHECK_EQ(offered_flags(), 0);
    clock_forward(2 * MINUTES);
    CHECK(offered_flags() != 0);
}

static void a_clock_set_back_never_lengthens_a_wait(void)
{
    uint64_t before = clock_time();
    fail_once(IOSTX_MAPI_E_NO_ACCESS);
    fail_once(IOSTX_MAPI_E_NO_ACCESS);
    CHECK_EQ(offered_flags(), 0);
    clock_set(before - 365 * DAYS);
    clock_forward(2 * MINUTES);
    CHECK(offered_flags() != 0);
}

static void sync_all_offers_what_waits(void)
{
    fail_once(IOSTX_MAPI_E_NO_ACCESS);
    fail_once(IOSTX_MAPI_E_NO_ACCESS);
    CHECK_EQ(offered_flags(), 0);
    CHECK_EQ(pending_in(folder), 1);
    start_with(IOSTX_SYNC_ALL, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &folder, 1);
    CHECK_EQ(beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count, 1);
    beg(IOSTX_LR_SYNC_UPLOAD_TABLE);
    CHECK_EQ(next_message()->attempts, 2);
    answer(IOSTX_UPM_OK, "a", "1");
    leave(true);
    CHECK_EQ(pending_in(folder), 0);
}

static void a_conflict_from_the_server_waits_for_the_next_download_and_counts_no_failure(void)
{
    item = server_sends(folder, "b", "1", "two", "other text");
    delete_item(find_subject(folder, "one"));
    set_subject(item, "changed here");
    fail_once(IOSTX_SYNC_E_CONFLICT);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_PROPERTIES);
    CHECK_EQ(failures_in(folder), 0);
    CHECK_EQ(offered_flags(), 0);
    server_sends_nothing(folder);
    CHECK((offered_flags() & IOSTX_UPM_MOD_PROPS) != 0);
}

RUN(WITH_ITEM(a_lost_answer_keeps_the_mark), WITH_ITEM(a_time_out_and_a_network_error_keep_the_mark_and_count_no_failure),
    WITH_ITEM(a_refusal_clears_the_mark), WITH_ITEM(a_cancel_keeps_the_mark_and_counts_no_failure),
    WITH_ITEM(a_released_session_leaves_open_work_pending_without_a_failure),
    WITH_ITEM(the_mark_the_key_and_the_cookie_are_on_disk_before_the_hand_out),
    WITH_ITEM(a_match_key_never_changes_between_attempts), WITH_ITEM(new_folders_carry_retry_marks_too),
    WITH_ITEM(backoff_begins_with_the_second_failure_in_a_row_and_doubles),
    WITH_ITEM(after_eight_failures_an_item_is_listed_until_it_changes),
    WITH_ITEM(a_failed_item_is_offered_at_once_when_the_user_says_retry), WITH_ITEM(the_servers_retry_after_is_kept),
    WITH_ITEM(a_clock_set_back_never_lengthens_a_wait), WITH_ITEM(sync_all_offers_what_waits),
    WITH_ITEM(a_conflict_from_the_server_waits_for_the_next_download_and_counts_no_failure))
