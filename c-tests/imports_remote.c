/* Imports by remote id: what is new, what is no change, flags, deletions, moves, streams, blobs. */
#include "agent.h"

#include <string.h>

static iostx_feid folder;

static void with_folder(void)
{
    open_world();
    folder = server_folder("Work", "f1");
}

/* --- Items ----------------------------------------------------------------------------------------------------------------------- */

static void an_item_is_imported_with_its_binding_and_nothing_is_pending(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "one", "the text");
    CHECK_TEXT(subject_of(item), "one");
    CHECK_TEXT(content_of(item), "the text");
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "a");
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_VERSION), "1");
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(pending_in(folder), 0);
    CHECK(!is_offered(folder));
}

static void the_same_version_again_changes_nothing_and_another_replaces(void)
{
    iostx_contents_sink *sink;
    iostx_meid item = server_sends(folder, "a", "1", "one", "text");

    sink = download_table(folder);
    CHECK(import(sink, "a", "1", "one", "text") >= 0);
    CHECK_OK(iostx_contents_sink_flush(sink));
    CHECK_EQ(open_download()->entries[0].count_new + open_download()->entries[0].count_mod, 0);
    CHECK_OK(import(sink, "a", "2", "two", "other text"));
    CHECK_OK(iostx_contents_sink_flush(sink));
    CHECK_EQ(open_download()->entries[0].count_mod, 1);
    leave(true);
    CHECK_TEXT(subject_of(item), "two");
    CHECK_TEXT(content_of(item), "other text");
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void empty_versions_compare_by_value(void)
{
    iostx_contents_sink *sink;
    iostx_meid item = server_sends(folder, "a", "", "one", "text");

    sink = download_table(folder);
    CHECK(import(sink, "a", "", "one", "text") >= 0);
    CHECK_OK(iostx_contents_sink_flush(sink));
    CHECK_EQ(open_download()->entries[0].count_mod, 0);
    CHECK_OK(import(sink, "a", "", "one", "changed"));
    leave(true);
    CHECK_TEXT(content_of(item), "changed");
}

static void what_the_server_has_not_any_more_is_taken_and_what_is_not_given_stays(void)
{
    iostx_value gone = { (IOSTX_PR_SUBJECT & 0xFFFF0000u) | IOSTX_PT_ERROR, 0, { 0 } };
    iostx_import_item import_of = IOSTX_IMPORT_ITEM_INIT;
    iostx_meid item = server_sends(folder, "a", "1", "one", "text");

    import_of.content = B("other text");
    for (int step = 0; step < 2; step++) {
        import_of.binding = bind_to("a", step == 0 ? "2" : "3");
        import_of.values = &gone;
        import_of.value_count = (size_t)step;
        CHECK_OK(iostx_contents_sink_import_item(download_table(folder), &import_of, NULL));
        leave(true);
        CHECK_TEXT(subject_of(item), step == 0 ? "one" : "");
        CHECK_EQ(pending_of(item), 0);
    }
}

static void a_header_never_drops_a_body_whose_version_is_unchanged(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "one", "the body");
    CHECK(import_at(download_table(folder), "a", "1", "one", NULL, 0, IOSTX_IMPORT_HEADER) >= 0);
    leave(true);
    CHECK_TEXT(content_of(item), "the body");
    CHECK(number_of(item, IOSTX_PR_HEADER_ITEM) <= 0);
}

static void a_header_takes_flags_moves_and_deletion_and_refuses_content(void)
{
    iostx_feid other = server_folder("Other", "f2");
    iostx_message *message;
    iostx_meid item;

    CHECK_OK(import_at(download_table(folder), "a", "1", "header", NULL, 0, IOSTX_IMPORT_HEADER));
    leave(true);
    item = find_remote(folder, "a");
    CHECK(number_of(item, IOSTX_PR_HEADER_ITEM) > 0);
    message = open_item(item, IOSTX_MAPI_MODIFY);
    CHECK_CODE(iostx_message_set_content(message, "body", 4), IOSTX_MAPI_E_NO_SUPPORT);
    iostx_message_free(message);
    set_read(item, true);
    set_keywords(item, "red", NULL);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_READ | IOSTX_PENDING_FLAGS);
    move_item(item, other);
    CHECK(same_feid(folder_part(current_id(item)), other));
    delete_item(item);
    CHECK(!item_is_here(item));
    CHECK_EQ(pending_in(folder), 1);
    CHECK_EQ(pending_in(other), 0);
}

static void a_big_item_comes_by_stream_and_is_imported_at_its_save(void)
{
    static char block[65536];
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    iostx_contents_sink *sink = download_table(folder);
    iostx_message *message = NULL;
    iostx_stream *stream = NULL;
    iostx_meid id;

    memset(block, 'x', sizeof(block));
    item.flags = IOSTX_IMPORT_STREAM;
    item.binding = bind_to("a", "1");
    item.content_size = 20 * sizeof(block);
    CHECK_OK(iostx_contents_sink_import_item(sink, &item, &message));
    CHECK_OK(iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, IOSTX_MAPI_MODIFY | IOSTX_MAPI_CREATE, &stream));
    for (int i = 0; i < 20; i++)
        CHECK_OK(iostx_stream_write(stream, block, sizeof(block)));
    CHECK_OK(iostx_stream_commit(stream));
    iostx_stream_free(stream);
    CHECK_OK(iostx_contents_sink_flush(sink));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    leave(true);
    id = find_remote(folder, "a");
    CHECK_EQ(pending_of(id), 0);
    message = open_item(id, 0);
    CHECK_OK(iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &stream));
    CHECK_OK(iostx_stream_get_size(stream, &item.content_size));
    CHECK_EQ(item.content_size, 20 * sizeof(block));
    iostx_stream_free(stream);
    iostx_message_free(message);
}

static void flush_commits_what_was_imported_so_far(void)
{
    iostx_contents_sink *sink = download_table(folder);
    CHECK_OK(import(sink, "a", "1", "one", "text"));
    CHECK_OK(iostx_contents_sink_set_state_blob(sink, B("after a")));
    CHECK_OK(iostx_contents_sink_flush(sink));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
    CHECK_OK(import(sink, "b", "1", "two", "text"));
    /* The session sees what is staged: the same id once more is no second item. */
    CHECK(import(sink, "b", "1", "two", "text") >= 0);
    give_up();
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
    download_table(folder);
    CHECK_BYTES(open_download()->state_blob, "after a");
    leave(true);
}

/* --- Flags ----------------------------------------------------------------------------------------------------------------------- */

static void flags_are_set_and_cleared_as_the_table_of_flags_says(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "one", "text");

    server_sends_flags(folder, "a", "2", IOSTX_FLAG_ALL, 0);
    CHECK(is_read(item));
    CHECK_EQ(number_of(item, IOSTX_PR_FLAG_STATUS), 2);
    CHECK((number_of(item, IOSTX_PR_MESSAGE_FLAGS) & (int32_t)IOSTX_MSGFLAG_UNSENT) != 0);
    CHECK((number_of(item, IOSTX_PR_MSG_STATUS) & (int32_t)IOSTX_MSGSTATUS_DELMARKED) != 0);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_VERSION), "2");
    CHECK_EQ(pending_of(item), 0);
    server_sends_flags(folder, "a", "3", 0, IOSTX_FLAG_FLAGGED | IOSTX_FLAG_DELETED);
    CHECK(is_read(item));
    CHECK(number_of(item, IOSTX_PR_FLAG_STATUS) <= 0);
    CHECK(number_of(item, IOSTX_PR_MSG_STATUS) <= 0 ||
        (number_of(item, IOSTX_PR_MSG_STATUS) & (int32_t)IOSTX_MSGSTATUS_DELMARKED) == 0);
    CHECK_EQ(pending_in(folder), 0);
}

static void flags_of_an_unknown_item_put_it_on_the_wanted_list(void)
{
    iostx_import_flags flags[2] = { IOSTX_IMPORT_FLAGS_INIT, IOSTX_IMPORT_FLAGS_INIT };
    int32_t results[2] = { -1, -1 };

    server_sends(folder, "a", "1", "one", "text");
    flags[0].binding = bind_to("a", "2");
    flags[0].set = IOSTX_FLAG_READ;
    flags[1].binding = bind_to("nobody", "1");
    flags[1].set = IOSTX_FLAG_READ;
    CHECK_CODE(iostx_contents_sink_import_flags(download_table(folder), flags, 2, results), IOSTX_MAPI_W_PARTIAL_COMPLETION);
    CHECK_OK(results[0]);
    CHECK_CODE(results[1], IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
    CHECK_EQ(wanted_in(folder), 1);
    server_sends(folder, "nobody", "1", "two", "text");
    CHECK_EQ(wanted_in(folder), 0);
}

static void keywords_are_replaced_as_a_whole_and_merge_with_pending_ones(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "one", "text");
    iostx_bytes words[] = { B("red"), B("blue") };
    iostx_value keywords = texts_value(IOSTX_PR_KEYWORDS, words, 2);
    iostx_import_flags flags = IOSTX_IMPORT_FLAGS_INIT;
    static const uint32_t tag = IOSTX_PR_KEYWORDS;
    const iostx_value *value = NULL;
    iostx_message *message;
    iostx_values *values = NULL;

    set_keywords(item, "mine", NULL);
    flags.binding = bind_to("a", "2");
    flags.keywords = &keywords;
    CHECK_OK(iostx_contents_sink_import_flags(download_table(folder), &flags, 1, NULL));
    leave(true);
    message = open_item(item, 0);
    CHECK_OK(iostx_message_get_values(message, &tag, 1, 0, &values));
    CHECK_OK(iostx_values_find(values, tag, &value));
    CHECK_EQ(value->value.list.count, 3);
    iostx_values_free(values);
    iostx_message_free(message);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_FLAGS);
}

/* --- Deletions and moves --------------------------------------------------------------------------------------------------------- */

static void deletions_by_id_pass_over_unknown_ids_and_are_done_at_the_end(void)
{
    iostx_bytes ids[] = { B("a"), B("nobody") };
    iostx_meid item = server_sends(folder, "a", "1", "one", "text");
    iostx_contents_sink *sink = download_table(folder);

    CHECK_OK(iostx_contents_sink_delete_remote(sink, ids, 2, 0));
    CHECK_OK(iostx_contents_sink_flush(sink));
    CHECK(item_is_here(item));
    leave(true);
    CHECK(!item_is_here(item));
    CHECK_EQ(pending_in(folder), 0);
    /* Servers reuse ids: the deleted one is forgotten at once. */
    server_sends(folder, "a", "1", "another", "text");
    CHECK_TEXT(subject_of(find_remote(folder, "a")), "another");
}

static void a_range_is_inclusive_and_open_at_an_empty_end(void)
{
    static const char *ids[] = { "a", "b", "c", "d", "e" };
    iostx_contents_sink *sink = download_table(folder);

    for (size_t i = 0; i < COUNT(ids); i++)
        CHECK_OK(import(sink, ids[i], "1", ids[i], "text"));
    leave(true);
    CHECK_OK(iostx_contents_sink_delete_remote_range(download_table(folder), B("b"), B("c"), 0));
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 3);
    CHECK_OK(iostx_contents_sink_delete_remote_range(download_table(folder), B("dd"), B(NULL), 0));
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
    CHECK_TEXT(subject_of(find_remote(folder, "a")), "a");
    CHECK_TEXT(subject_of(find_remote(folder, "d")), "d");
}

static void a_move_by_remote_id_keeps_the_item_its_body_and_its_pending_work(void)
{
    iostx_feid other = server_folder("Other", "f2");
    iostx_meid item = server_sends(folder, "a", "1", "one", "the body");
    iostx_binding dest = bind_to("x", "7");

    set_subject(item, "mine");
    CHECK_OK(iostx_contents_sink_move_remote(download_table(other), &folder, B("a"), &dest));
    leave(true);
    CHECK(same_item(find_remote(other, "x"), item));
    CHECK_TEXT(content_of(item), "the body");
    CHECK_TEXT(subject_of(item), "mine");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_PROPERTIES);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
    CHECK_EQ(pending_in(folder), 0);
}

static void a_move_of_an_item_that_is_unknown_puts_it_on_the_wanted_list(void)
{
    iostx_feid other = server_folder("Other", "f2");
    iostx_binding dest = bind_to("x", "7");

    CHECK(iostx_contents_sink_move_remote(download_table(other), &folder, B("nobody"), &dest) >= 0);
    leave(true);
    CHECK_EQ(wanted_in(other), 1);
    server_sends(other, "x", "7", "one", "text");
    CHECK_EQ(wanted_in(other), 0);
}

/* Deletion and import of the same item within a session are a move, in either order. */
static void move_by_halves(bool deletion_first)
{
    iostx_feid other = server_folder("Other", "f2");
    iostx_import_item moved = IOSTX_IMPORT_ITEM_INIT;
    iostx_meid item;
    iostx_contents_sink *sink = download_table(folder);
    iostx_value values[2];

    values[0] = text_value(IOSTX_PR_SUBJECT, "one");
    values[1] = text_value(IOSTX_PR_FINGERPRINT, "print 1");
    moved.binding = bind_to("a", "1");
    moved.match_key = B("<one@example.org>");
    moved.values = values;
    moved.value_count = 2;
    moved.content = B("the body");
    CHECK_OK(iostx_contents_sink_import_item(sink, &moved, NULL));
    leave(true);
    item = find_remote(folder, "a");
    set_read(item, true);

    moved.binding = bind_to("x", "7");
    {
        iostx_feid folders[2] = { deletion_first ? folder : other, deletion_first ? other : folder };
        start_with(0, IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, folders, 2);
        beg(IOSTX_LR_SYNC_CONTENTS);
        for (int i = 0; i < 2; i++) {
            sink = beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl.contents;
            if (same_feid(folders[i], folder))
                CHECK_OK(delete_remote(sink, "a"));
            else
                CHECK_OK(iostx_contents_sink_import_item(sink, &moved, NULL));
            answer(IOSTX_DNT_OK, NULL, NULL);
        }
        leave(true);
    }
    CHECK(same_item(find_remote(other, "x"), item));
    CHECK(is_read(item));
    CHECK_EQ(pending_of(item), IOSTX_PENDING_READ);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
    CHECK_EQ(items_of(other, 0, NULL, 0), 1);
}

static void a_deletion_then_an_import_of_the_same_item_is_a_move(void)
{
    move_by_halves(true);
}

static void an_import_then_a_deletion_of_the_same_item_is_a_move(void)
{
    move_by_halves(false);
}

/* --- Writing nothing ------------------------------------------------------------------------------------------------------------- */

static void a_pass_that_changes_nothing_writes_nothing(void)
{
    uint64_t file, log;
    iostx_contents_sink *sink = download_table(folder);

    CHECK_OK(import(sink, "a", "1", "one", "text"));
    CHECK_OK(iostx_contents_sink_set_state_blob(sink, B("token")));
    leave(true);
    CHECK_OK(iostx_store_checkpoint(w.store));
    file = test_file_digest(world_path());
    log = test_file_digest(test_path("store-wal"));
    for (int i = 0; i < 3; i++) {
        sink = download_table(folder);
        CHECK(import(sink, "a", "1", "one", "text") >= 0);
        CHECK(import_flags(sink, "a", "1", 0, IOSTX_FLAG_READ) >= 0);
        CHECK_OK(iostx_contents_sink_set_state_blob(sink, B("token")));
        leave(true);
        CHECK_EQ(upload(folder).messages, 0);
    }
    CHECK(test_file_digest(world_path()) == file);
    CHECK(test_file_digest(test_path("store-wal")) == log);
}

#define IN_FOLDER(function) CASE_IN(function, with_folder, close_world)
RUN(IN_FOLDER(an_item_is_imported_with_its_binding_and_nothing_is_pending),
    IN_FOLDER(the_same_version_again_changes_nothing_and_another_replaces), IN_FOLDER(empty_versions_compare_by_value),
    IN_FOLDER(what_the_server_has_not_any_more_is_taken_and_what_is_not_given_stays),
    IN_FOLDER(a_header_never_drops_a_body_whose_version_is_unchanged),
    IN_FOLDER(a_header_takes_flags_moves_and_deletion_and_refuses_content),
    IN_FOLDER(a_big_item_comes_by_stream_and_is_imported_at_its_save),
    IN_FOLDER(flush_commits_what_was_imported_so_far), IN_FOLDER(flags_are_set_and_cleared_as_the_table_of_flags_says),
    IN_FOLDER(flags_of_an_unknown_item_put_it_on_the_wanted_list),
    IN_FOLDER(keywords_are_replaced_as_a_whole_and_merge_with_pending_ones),
    IN_FOLDER(deletions_by_id_pass_over_unknown_ids_and_are_done_at_the_end),
    IN_FOLDER(a_range_is_inclusive_and_open_at_an_empty_end),
    IN_FOLDER(a_move_by_remote_id_keeps_the_item_its_body_and_its_pending_work),
    IN_FOLDER(a_move_of_an_item_that_is_unknown_puts_it_on_the_wanted_list),
    IN_FOLDER(a_deletion_then_an_import_of_the_same_item_is_a_move),
    IN_FOLDER(an_import_then_a_deletion_of_the_same_item_is_a_move), IN_FOLDER(a_pass_that_changes_nothing_writes_nothing))
