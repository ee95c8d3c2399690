/* Supervision: what is pending, wanted, given up; lists that need no state, no lock and no server. */
#include "agent.h"

#include <string.h>

static iostx_feid folder;

static void with_folder(void)
{
    open_world();
    folder = server_folder("Work", "f1");
}

#define WITH_FOLDER(function) CASE_IN(function, with_folder, close_world)

/* The row of an item in the list of what is pending; the cursor is to be freed. */
static const iostx_value *pending_row(iostx_meid item, iostx_cursor **cursor, size_t *columns)
{
    const iostx_value *row = NULL, *entry;
    CHECK_OK(iostx_store_list_pending(w.store, NULL, cursor));
    while (iostx_cursor_next(*cursor, &row, columns) == IOSTX_S_OK) {
        entry = column_of(row, *columns, IOSTX_PR_ENTRYID);
        if (entry != NULL && entry->value.bytes.size == sizeof(item) &&
            memcmp(entry->value.bytes.data + offsetof(iostx_meid, message), &item.message, sizeof(item.message)) == 0)
            return row;
    }
    return NULL;
}

static int32_t pending_bits(iostx_meid item)
{
    iostx_cursor *cursor = NULL;
    size_t columns = 0;
    const iostx_value *row = pending_row(item, &cursor, &columns);
    int32_t bits = row == NULL ? 0 : column_of(row, columns, IOSTX_PR_PENDING)->value.i4;
    iostx_cursor_free(cursor);
    return bits;
}

static void the_dry_run_names_every_piece_of_pending_work(void)
{
    iostx_feid other = server_folder("Other", "f2"), created = new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Created");
    iostx_meid fresh = new_item(folder, "new", "1"), changed = server_sends(folder, "c", "5", "changed", "2"),
               read = server_sends(folder, "r", "1", "read", "3"), gone = server_sends(folder, "g", "1", "gone", "4"),
               moved = server_sends(folder, "m", "1", "moved", "5");
    iostx_cursor *cursor = NULL;
    const iostx_value *row, *value;
    size_t columns = 0;

    set_subject(changed, "changed here");
    set_keywords(changed, "red", NULL);
    set_read(read, true);
    delete_item(gone);
    moved = move_item(moved, other);
    EXPECT_EQ(pending_bits(fresh), IOSTX_PENDING_NEW);
    EXPECT_EQ(pending_bits(changed), IOSTX_PENDING_PROPERTIES | IOSTX_PENDING_FLAGS);
    EXPECT_EQ(pending_bits(read), IOSTX_PENDING_READ);
    EXPECT_EQ(pending_bits(gone), IOSTX_PENDING_DELETED);
    CHECK_EQ(pending_in(created), 1);
    CHECK_EQ(pending_in(folder), 5); /* New, changed, read, deleted, moved out. */
    CHECK_EQ(pending_in(other), 1);

    row = pending_row(changed, &cursor, &columns);
    CHECK(row != NULL);
    CHECK_EQ(column_of(row, columns, IOSTX_PR_OBJECT_TYPE)->value.i4, IOSTX_OBJECT_MESSAGE);
    CHECK_BYTES(column_of(row, columns, IOSTX_PR_SUBJECT)->value.bytes, "changed here");
    CHECK_BYTES(column_of(row, columns, IOSTX_PR_REMOTE_ID)->value.bytes, "c");
    CHECK_BYTES(column_of(row, columns, IOSTX_PR_REMOTE_VERSION)->value.bytes, "5");
    value = column_of(row, columns, IOSTX_PR_KEYWORDS_ADDED);
    CHECK(value != NULL && value->value.list.count == 1);
    value = column_of(row, columns, IOSTX_PR_CHANGED_TAGS);
    CHECK(value != NULL && value->value.list.count >= 1);
    iostx_cursor_free(cursor);
    row = pending_row(moved, &cursor, &columns);
    CHECK(row != NULL && column_of(row, columns, IOSTX_PR_SOURCE_FOLDER_ENTRYID) != NULL);
    iostx_cursor_free(cursor);
}

static void lists_need_no_session_and_run_beside_one(void)
{
    new_item(folder, "new", "1");
    upload_table(folder);
    next_message();
    CHECK_EQ(pending_in(folder), 1);
    CHECK_EQ(failures_in(folder) + conflicts_in(folder) + held_in(folder) + wanted_in(folder), 0);
    give_up();
}

static void what_waits_after_failures_is_shown_and_marked(void)
{
    iostx_cursor *cursor = NULL;
    const iostx_value *row;
    size_t columns = 0;
    iostx_meid item = new_item(folder, "new", "1");

    for (int i = 0; i < 2; i++) {
        upload_table(folder);
        next_message();
        fail(IOSTX_MAPI_E_NO_ACCESS);
        leave(true);
    }
    CHECK(!is_offered(folder));
    row = pending_row(item, &cursor, &columns);
    CHECK(row != NULL);
    CHECK_EQ(column_of(row, columns, IOSTX_PR_ATTEMPTS)->value.i4, 2);
    CHECK_EQ(column_of(row, columns, IOSTX_PR_BACKED_OFF)->value.i2, 1);
    CHECK(column_of(row, columns, IOSTX_PR_NEXT_ATTEMPT)->value.time > clock_time());
    iostx_cursor_free(cursor);
    CHECK_EQ(folder_number(folder, IOSTX_PR_PENDING_COUNT), 1);
}

static void a_dropped_change_leaves_a_copy_and_the_servers_version_is_wanted(void)
{
    iostx_feid failures = special(IOSTX_FOLDER_LOCAL_FAILURES);
    iostx_meid item = server_sends(folder, "a", "1", "subject", "theirs");

    set_content(item, "mine, refused for ever");
    CHECK_OK(iostx_store_drop_change(w.store, &item, 1));
    CHECK_EQ(pending_in(folder), 0);
    CHECK_EQ(wanted_in(folder), 1);
    CHECK_TEXT(content_of(find_subject(failures, "subject")), "mine, refused for ever");
    {
        iostx_contents_sink *sink = download_table(folder);
        iostx_cursor *cursor = NULL;
        const iostx_value *row = NULL;
        size_t columns = 0;
        CHECK_OK(iostx_contents_sink_list_wanted(sink, &cursor));
        CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
        CHECK_BYTES(column_of(row, columns, IOSTX_PR_REMOTE_ID)->value.bytes, "a");
        CHECK_EQ(column_of(row, columns, IOSTX_PR_WANTED_REASON)->value.i4, IOSTX_WANTED_REVERTED);
        CHECK_EQ(rows_of(cursor), 0);
        CHECK(import(sink, "a", "1", "subject", "theirs") >= 0);
        leave(true);
    }
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_EQ(wanted_in(folder), 0);
    CHECK_EQ(pending_in(folder), 0);
}

static void a_dropped_new_item_only_leaves_its_copy(void)
{
    iostx_meid item = new_item(folder, "new", "text"), clean = server_sends(folder, "a", "1", "clean", "theirs");

    CHECK_OK(iostx_store_drop_change(w.store, &item, 1));
    CHECK_EQ(pending_in(folder), 0);
    CHECK_EQ(wanted_in(folder), 0);
    CHECK(!is_none(find_subject(special(IOSTX_FOLDER_LOCAL_FAILURES), "new")));
    CHECK_CODE(iostx_store_drop_change(w.store, &clean, 1), IOSTX_MAPI_W_PARTIAL_COMPLETION);
    CHECK_TEXT(content_of(clean), "theirs");
}

/* A folder is named by an id whose message part is zeros. */
static iostx_meid as_object(iostx_feid folder_id)
{
    iostx_meid object = IOSTX_MEID_INIT;

    memcpy(object.provider, folder_id.provider, sizeof(object.provider));
    object.folder = folder_id.folder;
    return object;
}

static void dropped_changes_of_folders_take_the_servers_version_back(void)
{
    iostx_feid top = special(IOSTX_FOLDER_IPM_SUBTREE), fresh = new_folder(top, "Fresh");
    iostx_feid renamed = server_folder("Theirs", "r"), deleted = server_folder("Gone", "g");
    iostx_meid all[3];

    new_item(fresh, "new", "text");
    rename_folder(renamed, "Ours");
    delete_folder(deleted);
    CHECK_EQ(folder_number(fresh, IOSTX_PR_PENDING_COUNT), 2);
    all[0] = as_object(fresh);
    all[1] = as_object(renamed);
    all[2] = as_object(deleted);
    CHECK_OK(iostx_store_drop_change(w.store, all, COUNT(all)));
    CHECK(is_no_folder(find_folder(top, "Fresh")));
    CHECK(!is_none(find_subject(special(IOSTX_FOLDER_LOCAL_FAILURES), "new")));
    CHECK_TEXT(folder_text(renamed, IOSTX_PR_DISPLAY_NAME), "Theirs");
    CHECK(same_feid(find_folder(top, "Gone"), deleted));
    CHECK_EQ(folder_number(renamed, IOSTX_PR_CONFLICT_COUNT), 1);
    CHECK_CODE(iostx_store_drop_change(w.store, all + 1, 1), IOSTX_MAPI_W_PARTIAL_COMPLETION);
}

static void a_failed_import_is_wanted_with_its_reason_until_it_comes(void)
{
    iostx_import_item failed = IOSTX_IMPORT_ITEM_INIT;
    iostx_value values[2];
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    iostx_contents_sink *sink = download_table(folder);
    size_t columns = 0;

    values[0] = long_value(IOSTX_PR_LAST_ERROR, IOSTX_MAPI_E_NETWORK_ERROR);
    values[1] = text_value(IOSTX_PR_LAST_ERROR_TEXT, "connection reset");
    failed.flags = IOSTX_IMPORT_FAILED;
    failed.binding = bind_to("a", "1");
    failed.values = values;
    failed.value_count = 2;
    CHECK(iostx_contents_sink_import_item(sink, &failed, NULL) >= 0);
    CHECK(import(sink, "b", "1", "after it", "text") >= 0);
    /* The blob may move on past an item that failed. */
    CHECK_OK(iostx_contents_sink_set_state_blob(sink, B("past it")));
    leave(true);
    reopen_world();
    CHECK_EQ(wanted_in(folder), 1);
    CHECK_OK(iostx_store_list_wanted(w.store, NULL, &cursor));
    CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
    CHECK_BYTES(column_of(row, columns, IOSTX_PR_REMOTE_ID)->value.bytes, "a");
    CHECK_EQ(column_of(row, columns, IOSTX_PR_WANTED_REASON)->value.i4, IOSTX_WANTED_FAILED);
    CHECK_CODE(column_of(row, columns, IOSTX_PR_LAST_ERROR)->value.i4, IOSTX_MAPI_E_NETWORK_ERROR);
    CHECK_EQ(column_of(row, columns, IOSTX_PR_ATTEMPTS)->value.i4, 1);
    iostx_cursor_free(cursor);
    server_sends(folder, "a", "1", "at last", "text");
    CHECK_EQ(wanted_in(folder), 0);
    /* One that was deleted meanwhile is wanted no more. */
    failed.binding = bind_to("c", "1");
    CHECK(iostx_contents_sink_import_item(download_table(folder), &failed, NULL) >= 0);
    leave(true);
    CHECK_EQ(wanted_in(folder), 1);
    server_deletes(folder, "c");
    CHECK_EQ(wanted_in(folder), 0);
}

static void the_body_of_a_header_is_wanted_when_it_is_asked_for(void)
{
    iostx_meid item, whole = server_sends(folder, "w", "1", "whole", "text"), pair[3];

    CHECK(import_at(download_table(folder), "a", "1", "header", NULL, 0, IOSTX_IMPORT_HEADER) >= 0);
    leave(true);
    item = find_remote(folder, "a");
    pair[0] = item;
    pair[1] = whole;
    CHECK_OK(iostx_store_request_full(w.store, pair, 2));
    CHECK((number_of(item, IOSTX_PR_MSG_STATUS) & (int32_t)IOSTX_MSGSTATUS_REMOTE_DOWNLOAD) != 0);
    CHECK_EQ(wanted_in(folder), 1);
    CHECK_EQ(pending_in(folder), 0);
    CHECK(import(download_table(folder), "a", "1", "header", "the body") >= 0);
    leave(true);
    CHECK_TEXT(content_of(item), "the body");
    CHECK_EQ(wanted_in(folder), 0);
    CHECK(number_of(item, IOSTX_PR_MSG_STATUS) <= 0 ||
        (number_of(item, IOSTX_PR_MSG_STATUS) & (int32_t)IOSTX_MSGSTATUS_REMOTE_DOWNLOAD) == 0);
    pair[2] = item;
    memset(&pair[2].message.counter, 0x7F, sizeof(pair[2].message.counter));
    CHECK_CODE(iostx_store_request_full(w.store, pair, 3), IOSTX_MAPI_W_PARTIAL_COMPLETION);
}

static void the_check_of_a_healthy_store_finds_nothing(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "subject", "theirs");
    set_content(item, "mine");
    server_sends(folder, "a", "2", "subject", "theirs, newer");
    delete_item(new_item(folder, "gone", "text"));
    delete_item(item);
    check_store();
    for (uint32_t flags = 1; flags <= 7; flags++) {
        iostx_cursor *cursor = NULL;
        CHECK_OK(iostx_store_check(w.store, flags, &cursor));
        EXPECT_EQ(rows_of(cursor), 0);
    }
}

RUN(WITH_FOLDER(the_dry_run_names_every_piece_of_pending_work), WITH_FOLDER(lists_need_no_session_and_run_beside_one),
    WITH_FOLDER(what_waits_after_failures_is_shown_and_marked),
    WITH_FOLDER(a_dropped_change_leaves_a_copy_and_the_servers_version_is_wanted),
    WITH_FOLDER(a_dropped_new_item_only_leaves_its_copy),
    WITH_FOLDER(dropped_changes_of_folders_take_the_servers_version_back),
    WITH_FOLDER(a_failed_import_is_wanted_with_its_reason_until_it_comes),
    WITH_FOLDER(the_body_of_a_header_is_wanted_when_it_is_asked_for), WITH_FOLDER(the_check_of_a_healthy_store_finds_nothing))
