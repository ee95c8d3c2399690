/* Conflicts: each row of the table of what the server sends against what is here, under the default policy. */
#include "agent.h"

#include <string.h>

static iostx_feid folder;
static iostx_meid item;

static void with_item(void)
{
    open_world();
    folder = server_folder("Work", "f1");
    item = server_sends(folder, "a", "1", "subject", "content");
    clock_forward(1 * HOURS);
}

#define WITH_ITEM(function) CASE_IN(function, with_item, close_world)

/* The version that was kept in Conflicts; none if there is none. */
static iostx_meid kept(void)
{
    iostx_meid found = IOSTX_MEID_INIT;
    size_t count = items_of(special(IOSTX_FOLDER_CONFLICTS), 0, &found, 1);
    CHECK(count <= 1);
    return found;
}

/* Winner and loser name each other. */
static void check_links(iostx_meid winner, iostx_meid loser)
{
    static const uint32_t tag = IOSTX_PR_CONFLICT_ITEMS;
    for (int side = 0; side < 2; side++) {
        iostx_message *message = open_item(side == 0 ? winner : loser, 0);
        iostx_meid other = side == 0 ? loser : winner, named;
        const iostx_value *value = NULL;
        iostx_values *values = NULL;
        CHECK(iostx_message_get_values(message, &tag, 1, 0, &values) >= 0);
        CHECK_OK(iostx_values_find(values, tag, &value));
        CHECK_EQ(value->value.list.count, 1);
        CHECK_EQ(((const iostx_bytes *)value->value.list.items)->size, sizeof(named));
        memcpy(&named, ((const iostx_bytes *)value->value.list.items)->data, sizeof(named));
        CHECK(same_item(named, other));
        iostx_values_free(values);
        iostx_message_free(message);
    }
}

/* --- The server changed it ------------------------------------------------------------------------------------------------------- */

static void a_clean_item_is_replaced(void)
{
    server_sends(folder, "a", "2", "theirs", "their content");
    CHECK_TEXT(subject_of(item), "theirs");
    CHECK_TEXT(content_of(item), "their content");
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(conflicts_in(folder), 0);
    CHECK(is_none(kept()));
}

static void pending_flags_are_merged_by_element_and_the_content_is_replaced(void)
{
    set_read(item, true);
    set_keywords(item, "mine", NULL);
    server_sends(folder, "a", "2", "subject", "their content");
    CHECK_TEXT(content_of(item), "their content");
    CHECK(is_read(item));
    CHECK_EQ(pending_of(item), IOSTX_PENDING_READ | IOSTX_PENDING_FLAGS);
    /* What both sides set is clean. */
    server_sends_flags(folder, "a", "3", IOSTX_FLAG_READ | IOSTX_FLAG_FLAGGED, 0);
    CHECK(is_read(item));
    CHECK_EQ(number_of(item, IOSTX_PR_FLAG_STATUS), 2);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_FLAGS);
    CHECK_EQ(conflicts_in(folder), 0);
}

static void the_same_result_on_both_sides_is_clean(void)
{
    set_content(item, "the same new content");
    server_sends(folder, "a", "2", "subject", "the same new content");
    CHECK_EQ(pending_of(item), 0);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_VERSION), "2");
    CHECK_EQ(conflicts_in(folder), 0);
    CHECK(is_none(kept()));
}

static void the_echo_of_our_own_upload_is_no_change(void)
{
    set_content(item, "new content");
    upload_table(folder);
    next_message();
    answer(IOSTX_UPM_OK, NULL, "2");
    leave(true);
    set_subject(item, "changed since");
    /* The base is what was uploaded: whatever its version, it is no change, and the later work stays. */
    server_sends(folder, "a", "3", "subject", "new content");
    CHECK_TEXT(subject_of(item), "changed since");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_PROPERTIES);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_VERSION), "3");
    CHECK_EQ(conflicts_in(folder), 0);
}

/* Properties that are not mirrored from the content: those and the content count as one field. */
enum { PR_MINE = 0x6801001F, PR_THEIRS = 0x6802001F };

static void changes_of_different_properties_merge(void)
{
    iostx_contents_sink *sink;
    iostx_import_item theirs = IOSTX_IMPORT_ITEM_INIT;
    iostx_value values[3];

    set_text(item, PR_MINE, "mine");
    values[0] = text_value(IOSTX_PR_SUBJECT, "subject");
    values[1] = text_value(IOSTX_PR_MESSAGE_CLASS, "IPM.Note");
    values[2] = text_value(PR_THEIRS, "theirs");
    theirs.binding = bind_to("a", "2");
    theirs.values = values;
    theirs.value_count = COUNT(values);
    theirs.content = B("content");
    sink = download_table(folder);
    CHECK(iostx_contents_sink_import_item(sink, &theirs, NULL) >= 0);
    leave(true);
    CHECK_TEXT(text_of(item, PR_MINE), "mine");
    CHECK_TEXT(text_of(item, PR_THEIRS), "theirs");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_PROPERTIES);
    CHECK_EQ(conflicts_in(folder), 0);
}

static void without_a_time_the_servers_version_wins_and_the_local_one_is_kept(void)
{
    set_content(item, "mine");
    server_sends(folder, "a", "2", "subject", "theirs");
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(conflicts_in(folder), 1);
    CHECK_EQ(store_info().conflict_count, 1);
    CHECK_TEXT(content_of(kept()), "mine");
    CHECK_EQ(pending_of(kept()), 0);
    check_links(item, kept());
}

static void the_later_writer_wins(void)
{
    set_content(item, "mine");
    /* The server's is older: ours stays, and stays pending. */
    server_sends_at(folder, "a", "2", "subject", "theirs", clock_time() - 10 * MINUTES);
    CHECK_TEXT(content_of(item), "mine");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_CONTENT);
    CHECK_TEXT(content_of(kept()), "theirs");
    check_links(item, kept());
    upload_table(folder);
    CHECK_BYTES(next_message()->binding.remote_version, "2");
    give_up();
}

static void a_later_version_of_the_server_wins(void)
{
    set_content(item, "mine");
    clock_forward(10 * MINUTES);
    server_sends_at(folder, "a", "2", "subject", "theirs", clock_time() - 1 * MINUTES);
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_EQ(pending_of(item), 0);
    CHECK_TEXT(content_of(kept()), "mine");
}

static void a_time_more_than_five_minutes_ahead_of_this_clock_counts_as_none(void)
{
    set_content(item, "mine");
    server_sends_at(folder, "a", "2", "subject", "theirs", clock_time() + 3650 * DAYS);
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_TEXT(content_of(kept()), "mine");
}

static void a_conflict_is_listed_with_kind_time_and_the_kept_version(void)
{
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL, *entry;
    size_t columns = 0;

    set_content(item, "mine");
    server_sends(folder, "a", "2", "subject", "theirs");
    CHECK_OK(iostx_store_list_conflicts(w.store, &folder, &cursor));
    CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
    entry = column_of(row, columns, IOSTX_PR_ENTRYID);
    CHECK(entry != NULL && memcmp(entry->value.bytes.data, &item, sizeof(item)) == 0);
    CHECK_EQ(column_of(row, columns, IOSTX_PR_CONFLICT_KIND)->value.i4, IOSTX_CONFLICT_CHANGE_CHANGE);
    CHECK(column_of(row, columns, IOSTX_PR_CONFLICT_TIME)->value.time == clock_time());
    CHECK(column_of(row, columns, IOSTX_PR_CONFLICT_ITEMS) != NULL);
    CHECK_BYTES(column_of(row, columns, IOSTX_PR_SUBJECT)->value.bytes, "subject");
    CHECK_EQ(rows_of(cursor), 0);
}

/* --- It was deleted here --------------------------------------------------------------------------------------------------------- */

static void a_change_of_content_brings_a_deleted_item_back(void)
{
    delete_item(item);
    server_sends(folder, "a", "2", "subject", "their new content");
    item = find_remote(folder, "a");
    CHECK(!is_none(item));
    CHECK_TEXT(content_of(item), "their new content");
    CHECK_EQ(pending_in(folder), 0);
    CHECK_EQ(store_info().tombstone_count, 0);
}

static void a_change_of_flags_only_does_not(void)
{
    iostx_contents_sink *sink;
    delete_item(item);
    sink = download_table(folder);
    (void)import_flags(sink, "a", "2", IOSTX_FLAG_READ, 0);
    leave(true);
    CHECK(is_none(find_remote(folder, "a")));
    CHECK_EQ(pending_in(folder), 1);
    CHECK_EQ(wanted_in(folder), 0);
    CHECK_EQ(upload(folder).deletes, 1);
}

static void deletion_wins_over_a_change_where_the_folder_says_so(void)
{
    iostx_folder_options options = folder_options(folder);
    options.flags |= IOSTX_FOLDEROPTION_DELETION_WINS;
    set_folder_options(folder, &options);
    delete_item(item);
    (void)import(download_table(folder), "a", "2", "subject", "their new content");
    leave(true);
    CHECK(is_none(find_remote(folder, "a")));
    CHECK_EQ(pending_in(folder), 1);
    /* No policy loses a version without a copy. */
    CHECK_TEXT(content_of(kept()), "their new content");
}

/* --- The server deleted it ------------------------------------------------------------------------------------------------------- */

static void a_clean_item_or_one_with_pending_flags_is_deleted(void)
{
    iostx_meid flagged = server_sends(folder, "b", "1", "b", "b");
    server_sends(folder, "c", "1", "c", "c");
    set_read(flagged, true);
    set_keywords(flagged, "mine", NULL);
    server_deletes(folder, "a");
    server_deletes(folder, "b");
    CHECK(!item_is_here(item) && !item_is_here(flagged));
    CHECK_EQ(pending_in(folder), 0);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void an_item_with_pending_content_or_properties_stays_and_becomes_new(void)
{
    iostx_meid changed = server_sends(folder, "b", "1", "b", "b");
    set_content(item, "mine");
    set_subject(changed, "mine too");
    server_deletes(folder, "a");
    server_deletes(folder, "b");
    CHECK_TEXT(content_of(item), "mine");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "");
    CHECK_TEXT(subject_of(changed), "mine too");
    CHECK_EQ(pending_of(changed), IOSTX_PENDING_NEW);
    CHECK_EQ(upload(folder).messages, 2);
}

static void deletion_wins_over_pending_work_where_the_folder_says_so(void)
{
    iostx_folder_options options = folder_options(folder);
    options.flags |= IOSTX_FOLDEROPTION_DELETION_WINS;
    set_folder_options(folder, &options);
    set_content(item, "mine");
    server_deletes(folder, "a");
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
    CHECK_EQ(pending_in(folder), 0);
    CHECK_TEXT(content_of(kept()), "mine");
}

/* --- Saves of the application ---------------------------------------------------------------------------------------------------- */

static void a_save_over_an_import_answers_object_changed_and_force_keeps_what_it_replaced(void)
{
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);

    CHECK_OK(iostx_message_set_content(message, "mine", 4));
    server_sends(folder, "a", "2", "subject", "theirs");
    CHECK_CODE(iostx_message_save(message, 0), IOSTX_MAPI_E_OBJECT_CHANGED);
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_OK(iostx_message_save(message, IOSTX_FORCE_SAVE));
    iostx_message_free(message);
    CHECK_TEXT(content_of(item), "mine");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_CONTENT);
    CHECK_TEXT(content_of(kept()), "theirs");
}

static void a_save_of_what_nobody_else_changed_goes_well(void)
{
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);
    iostx_value value = long_value(IOSTX_PR_IMPORTANCE, 2);

    CHECK_OK(iostx_message_set_values(message, &value, 1));
    set_read(item, true);
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    CHECK(is_read(item));
    CHECK_EQ(number_of(item, IOSTX_PR_IMPORTANCE), 2);
}

RUN(WITH_ITEM(a_clean_item_is_replaced), WITH_ITEM(pending_flags_are_merged_by_element_and_the_content_is_replaced),
    WITH_ITEM(the_same_result_on_both_sides_is_clean), WITH_ITEM(the_echo_of_our_own_upload_is_no_change),
    WITH_ITEM(changes_of_different_properties_merge),
    WITH_ITEM(without_a_time_the_servers_version_wins_and_the_local_one_is_kept), WITH_ITEM(the_later_writer_wins),
    WITH_ITEM(a_later_version_of_the_server_wins),
    WITH_ITEM(a_time_more_than_five_minutes_ahead_of_this_clock_counts_as_none),
    WITH_ITEM(a_conflict_is_listed_with_kind_time_and_the_kept_version),
    WITH_ITEM(a_change_of_content_brings_a_deleted_item_back), WITH_ITEM(a_change_of_flags_only_does_not),
    WITH_ITEM(deletion_wins_over_a_change_where_the_folder_says_so),
    WITH_ITEM(a_clean_item_or_one_with_pending_flags_is_deleted),
    WITH_ITEM(an_item_with_pending_content_or_properties_stays_and_becomes_new),
    WITH_ITEM(deletion_wins_over_pending_work_where_the_folder_says_so),
    WITH_ITEM(a_save_over_an_import_answers_object_changed_and_force_keeps_what_it_replaced),
    WITH_ITEM(a_save_of_what_nobody_else_changed_goes_well))
