/* Pipelined uploads: UPM_DEFER leaves the state with the result owed; results come by item, in any order, within the table. */
#include "agent.h"

#include <stdio.h>
#include <string.h>

enum { ITEMS = 8 };
static iostx_feid folder;
static iostx_meid items[ITEMS];

static void with_items(void)
{
    char subject[16];
    open_world();
    folder = server_folder("Work", "f1");
    for (int i = 0; i < ITEMS; i++) {
        snprintf(subject, sizeof(subject), "item %d", i);
        items[i] = new_item(folder, subject, subject);
    }
}

#define WITH_ITEMS(function) CASE_IN(function, with_items, close_world)

/* Hands out all items, owing every result. */
static void defer_all(iostx_meid *ids)
{
    upload_table(folder);
    for (int i = 0; i < ITEMS; i++) {
        ids[i] = next_message()->meid;
        answer(IOSTX_UPM_DEFER, NULL, NULL);
    }
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_NOT_FOUND);
}

static int32_t give(iostx_meid id, int32_t code, const char *remote_id)
{
    iostx_result result = IOSTX_RESULT_INIT;
    result.code = code;
    result.flags = code == IOSTX_S_OK ? IOSTX_UPM_OK : 0;
    result.remote_id = B(remote_id);
    result.remote_version = B(remote_id);
    return iostx_session_set_result(w.session, &id, &result);
}

static void results_come_in_any_order(void)
{
    static const int order[ITEMS] = { 3, 7, 0, 6, 1, 5, 2, 4 };
    iostx_meid ids[ITEMS];
    char remote_id[16];

    defer_all(ids);
    for (int i = 0; i < ITEMS; i++) {
        snprintf(remote_id, sizeof(remote_id), "r%d", order[i]);
        CHECK_OK(give(ids[order[i]], IOSTX_S_OK, remote_id));
    }
    leave(true);
    CHECK_EQ(pending_in(folder), 0);
    for (int i = 0; i < ITEMS; i++) {
        snprintf(remote_id, sizeof(remote_id), "r%d", i);
        CHECK(same_item(find_remote(folder, remote_id), ids[i]));
    }
}

static void what_is_unanswered_at_the_end_of_the_table_stays_pending_with_its_mark(void)
{
    iostx_meid ids[ITEMS];

    defer_all(ids);
    for (int i = 0; i < ITEMS; i += 2)
        CHECK_OK(give(ids[i], IOSTX_S_OK, i == 0 ? "r0" : i == 2 ? "r2" : i == 4 ? "r4" : "r6"));
    end();
    /* The table is closed: no more results. */
    CHECK(give(ids[1], IOSTX_S_OK, "r1") < 0);
    leave(true);
    CHECK_EQ(pending_in(folder), ITEMS / 2);
    upload_table(folder);
    CHECK_EQ(next_message()->flags, IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    give_up();
    CHECK_EQ(failures_in(folder), 0);
}

static void each_result_is_given_once_and_only_for_what_is_owed(void)
{
    iostx_meid ids[ITEMS], stranger;

    stranger = new_item(special(IOSTX_FOLDER_INBOX), "elsewhere", "text");
    defer_all(ids);
    CHECK_OK(give(ids[0], IOSTX_S_OK, "r0"));
    CHECK_CODE(give(ids[0], IOSTX_S_OK, "r0"), IOSTX_MAPI_E_NOT_FOUND);
    CHECK_CODE(give(stranger, IOSTX_S_OK, "r9"), IOSTX_MAPI_E_NOT_FOUND);
    /* A remote id that another item got: this one's result is not recorded, the others' are. */
    CHECK_CODE(give(ids[1], IOSTX_S_OK, "r0"), IOSTX_MAPI_E_COLLISION);
    CHECK_OK(give(ids[2], IOSTX_MAPI_E_NO_ACCESS, NULL));
    CHECK_OK(give(ids[3], IOSTX_S_OK, "r3"));
    leave(true);
    CHECK_EQ(pending_of(ids[0]), 0);
    CHECK_EQ(pending_of(ids[1]), IOSTX_PENDING_NEW);
    CHECK_EQ(pending_of(ids[2]), IOSTX_PENDING_NEW);
    CHECK_EQ(pending_of(ids[3]), 0);
}

static void the_form_of_one_at_a_time_mixes_with_it(void)
{
    iostx_meid deferred, at_once;

    upload_table(folder);
    deferred = next_message()->meid;
    answer(IOSTX_UPM_DEFER, NULL, NULL);
    at_once = next_message()->meid;
    CHECK_OK(give(deferred, IOSTX_S_OK, "late"));
    answer(IOSTX_UPM_OK, "now", "1");
    leave(true);
    CHECK_EQ(pending_of(deferred) | pending_of(at_once), 0);
    CHECK_EQ(pending_in(folder), ITEMS - 2);
}

static void a_referenced_message_stays_readable_while_its_result_is_owed(void)
{
    iostx_message *messages[ITEMS];
    iostx_meid ids[ITEMS];
    char text[64];
    size_t got;

    upload_table(folder);
    for (int i = 0; i < ITEMS; i++) {
        iostx_upmsg *up = next_message();
        ids[i] = up->meid;
        CHECK_OK(iostx_message_ref(up->message, &messages[i]));
        answer(IOSTX_UPM_DEFER, NULL, NULL);
    }
    /* The snapshot, also after the application replaced the content. */
    set_content(ids[0], "replaced");
    for (int i = 0; i < ITEMS; i++) {
        char expected[16];
        snprintf(expected, sizeof(expected), "%s", subject_of(ids[i]));
        CHECK_OK(iostx_message_get_content(messages[i], text, sizeof(text), &got));
        CHECK_BYTES(bytes_at(text, got), expected);
        CHECK_OK(give(ids[i], IOSTX_S_OK, expected));
        iostx_message_free(messages[i]);
    }
    leave(true);
    /* The later edit stays pending. */
    CHECK_EQ(pending_of(ids[0]), IOSTX_PENDING_CONTENT);
    CHECK_EQ(pending_in(folder), 1);
}

static void commit_makes_the_results_so_far_durable_without_ending_the_table(void)
{
    int process;
    close_world();
    if (test_fork(&process)) {
        iostx_meid ids[ITEMS];
        iostx_result result = IOSTX_RESULT_INIT;
        open_world();
        defer_all(ids);
        CHECK_OK(give(ids[0], IOSTX_S_OK, "r0"));
        result.flags = IOSTX_UPM_OK | IOSTX_UPM_COMMIT;
        result.remote_id = B("r1");
        CHECK_OK(iostx_session_set_result(w.session, &ids[1], &result));
        CHECK_OK(give(ids[2], IOSTX_S_OK, "r2"));
        test_process_crash();
    }
    test_process_join(process);
    open_world();
    CHECK(!is_none(find_remote(folder, "r0")));
    CHECK(!is_none(find_remote(folder, "r1")));
    CHECK_EQ(pending_in(folder), ITEMS - 2);
}

static void a_deferred_item_that_is_deleted_meanwhile_is_deleted_on_the_server_too(void)
{
    iostx_meid ids[ITEMS];
    defer_all(ids);
    delete_item(ids[4]);
    for (int i = 0; i < ITEMS; i++) {
        char remote_id[16];
        snprintf(remote_id, sizeof(remote_id), "r%d", i);
        CHECK_OK(give(ids[i], IOSTX_S_OK, remote_id));
    }
    leave(true);
    upload_table(folder);
    CHECK_BYTES(beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel.entries[0].binding.remote_id, "r4");
    CHECK_EQ(answer_entries(IOSTX_UPD_OK), 1);
    leave(true);
    CHECK_EQ(store_info().pending_count, 0);
    CHECK_EQ(items_of(folder, 0, NULL, 0), ITEMS - 1);
}

RUN(WITH_ITEMS(results_come_in_any_order),
    WITH_ITEMS(what_is_unanswered_at_the_end_of_the_table_stays_pending_with_its_mark),
    WITH_ITEMS(each_result_is_given_once_and_only_for_what_is_owed), WITH_ITEMS(the_form_of_one_at_a_time_mixes_with_it),
    WITH_ITEMS(a_referenced_message_stays_readable_while_its_result_is_owed),
    WITH_ITEMS(commit_makes_the_results_so_far_durable_without_ending_the_table),
    WITH_ITEMS(a_deferred_item_that_is_deleted_meanwhile_is_deleted_on_the_server_too))
