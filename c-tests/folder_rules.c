/* Options of folders at work: scope, direction, marks of deletion, trash. */
#include "agent.h"

#include <stdio.h>
#include <string.h>

static iostx_feid folder;

static void with_folder(void)
{
    open_world();
    folder = server_folder("Work", "f1");
}

#define WITH_FOLDER(function) CASE_IN(function, with_folder, close_world)

static void set_direction(uint32_t direction)
{
    iostx_folder_options options = folder_options(folder);
    options.direction = direction;
    set_folder_options(folder, &options);
}

/* Imports an item that was delivered at a time. */
static void deliver(iostx_contents_sink *sink, const char *id, uint64_t time, bool read)
{
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    iostx_value values[3];
    values[0] = text_value(IOSTX_PR_SUBJECT, id);
    values[1] = time_value(IOSTX_PR_MESSAGE_DELIVERY_TIME, time);
    values[2] = long_value(IOSTX_PR_READ, read);
    item.binding = bind_to(id, "1");
    item.values = values;
    item.value_count = COUNT(values);
    item.content = B(id);
    CHECK(iostx_contents_sink_import_item(sink, &item, NULL) >= 0);
}

/* --- Scope ----------------------------------------------------------------------------------------------------------------------- */

static void what_leaves_the_scope_keeps_its_binding_and_never_touches_the_server(void)
{
    iostx_folder_options options = folder_options(folder);
    iostx_contents_sink *sink = download_table(folder);
    iostx_folder *opened;
    iostx_cursor *cursor = NULL;
    iostx_meid edited;

    deliver(sink, "new", clock_time() - 5 * DAYS, true);
    deliver(sink, "old", clock_time() - 300 * DAYS, true);
    deliver(sink, "old, edited", clock_time() - 300 * DAYS, true);
    leave(true);
    edited = find_remote(folder, "old, edited");
    set_content(edited, "mine");
    options.scope = IOSTX_SCOPE_NEWER;
    options.scope_since = clock_time() - 30 * DAYS;
    set_folder_options(folder, &options);
    server_sends_nothing(folder);
    CHECK(item_is_here(find_remote(folder, "new")));
    CHECK_TEXT(content_of(edited), "mine"); /* Pending work is never dropped. */
    CHECK(is_none(find_subject(folder, "old")));
    CHECK_EQ(store_info().tombstone_count, 0);
    CHECK_EQ(upload(folder).deletes, 0);
    /* A slim row stays, so that an agent that compares listings does not fetch it again. */
    opened = open_folder(folder);
    CHECK_OK(iostx_folder_walk_remote(opened, &cursor));
    CHECK_EQ(rows_of(cursor), 3);
    iostx_folder_free(opened);
}

static void the_newest_n_stay_and_so_do_unread_and_flagged_ones(void)
{
    iostx_folder_options options = folder_options(folder);
    iostx_contents_sink *sink = download_table(folder);
    char id[16];

    for (int i = 0; i < 10; i++) {
        snprintf(id, sizeof(id), "%02d", i);
        deliver(sink, id, clock_time() - (uint64_t)(i + 1) * DAYS, i != 7);
    }
    leave(true);
    server_sends_flags(folder, "08", "2", IOSTX_FLAG_FLAGGED, 0);
    options.scope = IOSTX_SCOPE_NEWEST;
    options.scope_count = 3;
    set_folder_options(folder, &options);
    server_sends_nothing(folder);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 5);
    CHECK(!is_none(find_subject(folder, "00")) && !is_none(find_subject(folder, "02")));
    CHECK(!is_none(find_subject(folder, "07")) && !is_none(find_subject(folder, "08")));
    CHECK(is_none(find_subject(folder, "03")));
}

static void recurring_items_age_by_their_last_occurrence(void)
{
    iostx_folder_options options = folder_options(folder);
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    iostx_value values[3];

    options.scope = IOSTX_SCOPE_NEWER;
    options.scope_since = clock_time() - 30 * DAYS;
    set_folder_options(folder, &options);
    values[0] = text_value(IOSTX_PR_SUBJECT, "weekly");
    values[1] = time_value(IOSTX_PR_MESSAGE_DELIVERY_TIME, clock_time() - 900 * DAYS);
    values[2] = time_value(IOSTX_PR_LAST_OCCURRENCE, clock_time() + 300 * DAYS);
    item.binding = bind_to("a", "1");
    item.values = values;
    item.value_count = COUNT(values);
    item.content = B("every week");
    CHECK(iostx_contents_sink_import_item(download_table(folder), &item, NULL) >= 0);
    leave(true);
    CHECK(!is_none(find_subject(folder, "weekly")));
}

/* --- Direction ------------------------------------------------------------------------------------------------------------------- */

static void upload_only_takes_versions_and_no_contents(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "one", "mine and theirs");
    set_direction(IOSTX_DIRECTION_UPLOAD);
    CHECK(import(download_table(folder), "a", "2", "theirs", "theirs") >= 0);
    leave(true);
    CHECK_TEXT(content_of(item), "mine and theirs");
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_VERSION), "2");
    CHECK(import(download_table(folder), "b", "1", "theirs", "theirs") >= 0);
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
    set_content(item, "mine");
    CHECK_EQ(upload(folder).messages, 1);
}

static void download_only_may_refuse_local_writes(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "one", "theirs");
    iostx_folder *opened = open_folder(folder);
    iostx_message *message = NULL;
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "mine");
    int32_t code;

    set_direction(IOSTX_DIRECTION_DOWNLOAD_REFUSE);
    code = iostx_store_open_message(w.store, &item, IOSTX_MAPI_MODIFY, &message);
    if (code == IOSTX_S_OK)
        code = iostx_message_set_values(message, &value, 1);
    if (code == IOSTX_S_OK)
        code = iostx_message_save(message, 0);
    CHECK_CODE(code, IOSTX_MAPI_E_NO_ACCESS);
    iostx_message_free(message);
    CHECK_CODE(iostx_folder_delete_messages(opened, &item, 1, 0), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_CODE(iostx_folder_set_read_flags(opened, &item, 1, 0), IOSTX_MAPI_E_NO_ACCESS);
    iostx_folder_free(opened);
    server_sends(folder, "a", "2", "theirs again", "theirs");
    CHECK_TEXT(subject_of(item), "theirs again");
}

static void download_only_may_keep_local_writes_and_never_offer_them(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "one", "theirs");
    set_direction(IOSTX_DIRECTION_DOWNLOAD_KEEP);
    set_content(item, "mine");
    new_item(folder, "mine too", "text");
    CHECK(!is_offered(folder));
    CHECK_TEXT(content_of(item), "mine");
}

static void download_only_may_revert_local_writes_after_a_copy(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "one", "theirs");
    set_direction(IOSTX_DIRECTION_DOWNLOAD_REVERT);
    set_content(item, "mine");
    CHECK(!is_offered(folder));
    server_sends_nothing(folder);
    if (wanted_in(folder) > 0)
        server_sends(folder, "a", "1", "one", "theirs");
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_EQ(pending_in(folder), 0);
    CHECK(items_of(special(IOSTX_FOLDER_CONFLICTS), 0, NULL, 0) + items_of(special(IOSTX_FOLDER_LOCAL_FAILURES), 0, NULL, 0) == 1);
}

static void an_archive_keeps_what_the_server_deletes_and_never_offers_it(void)
{
    iostx_meid item = server_sends(folder, "a", "1", "one", "theirs");
    set_direction(IOSTX_DIRECTION_ARCHIVE);
    server_deletes(folder, "a");
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "");
    CHECK(!is_offered(folder));
}

/* --- Deletion -------------------------------------------------------------------------------------------------------------------- */

static void the_mark_of_deletion_is_a_flag_unless_the_folder_expunges(void)
{
    iostx_folder_options options = folder_options(folder);
    iostx_meid item = server_sends(folder, "a", "1", "one", "theirs");

    server_sends_flags(folder, "a", "2", IOSTX_FLAG_DELETED, 0);
    CHECK(item_is_here(item));
    options.expunge = IOSTX_EXPUNGE_HERE;
    set_folder_options(folder, &options);
    server_sends_flags(folder, "a", "3", IOSTX_FLAG_DELETED | IOSTX_FLAG_READ, 0);
    CHECK(!item_is_here(item));
    CHECK_EQ(upload(folder).deletes, 0);
}

static void a_folder_expunges_there_or_on_both_sides(void)
{
    iostx_folder_options options = folder_options(folder);
    iostx_meid item = server_sends(folder, "a", "1", "one", "theirs");
    iostx_value mark = long_value(IOSTX_PR_MSG_STATUS, IOSTX_MSGSTATUS_DELMARKED);
    iostx_folder *opened = open_folder(folder);
    uploaded done;

    options.expunge = IOSTX_EXPUNGE_THERE;
    set_folder_options(folder, &options);
    CHECK_OK(iostx_folder_update_messages(opened, &item, 1, &mark, 1, NULL, 0, NULL, 0));
    done = upload(folder);
    CHECK_EQ(done.messages, 0);
    CHECK_EQ(done.deletes, 1);
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "");
    CHECK(!is_offered(folder));

    item = server_sends(folder, "b", "1", "two", "theirs");
    options.expunge = IOSTX_EXPUNGE_BOTH;
    set_folder_options(folder, &options);
    CHECK_OK(iostx_folder_update_messages(opened, &item, 1, &mark, 1, NULL, 0, NULL, 0));
    CHECK(item_is_here(item));
    CHECK_EQ(upload(folder).deletes, 1);
    CHECK(!item_is_here(item));
    CHECK(!is_offered(folder));
    iostx_folder_free(opened);
    check_store();
}

static void a_wider_scope_wants_what_it_takes_in_again(void)
{
    iostx_folder_options options = folder_options(folder);

    deliver(download_table(folder), "old", clock_time() - 300 * DAYS, true);
    leave(true);
    options.scope = IOSTX_SCOPE_NEWER;
    options.scope_since = clock_time() - 30 * DAYS;
    set_folder_options(folder, &options);
    CHECK(is_none(find_subject(folder, "old")));
    CHECK_EQ(wanted_in(folder), 0);
    options.scope = IOSTX_SCOPE_ALL;
    set_folder_options(folder, &options);
    CHECK_EQ(wanted_in(folder), 1);
    deliver(download_table(folder), "old", clock_time() - 300 * DAYS, true);
    leave(true);
    CHECK(!is_none(find_subject(folder, "old")));
    CHECK_EQ(wanted_in(folder), 0);
}

static void a_deletion_may_go_to_the_trash_of_the_server_as_exactly_one_copy(void)
{
    iostx_folder_options options = folder_options(folder);
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_feid trash;
    iostx_value values[3];
    iostx_meid item;

    values[0] = text_value(IOSTX_PR_DISPLAY_NAME, "Trash");
    values[1] = text_value(IOSTX_PR_REMOTE_ID, "trash");
    values[2] = long_value(IOSTX_PR_SPECIAL_FOLDER, (int32_t)IOSTX_FOLDER_DELETED);
    CHECK(iostx_hierarchy_sink_import_folder_change(sink, values, 3) >= 0);
    leave(true);
    trash = special(IOSTX_FOLDER_DELETED);
    server_sends_nothing(trash);
    options.flags |= IOSTX_FOLDEROPTION_TRASH;
    set_folder_options(folder, &options);
    item = server_sends(folder, "a", "1", "one", "theirs");
    delete_item(item);
    CHECK(same_feid(folder_part(current_id(item)), trash));
    CHECK_EQ(pending_of(item), IOSTX_PENDING_MOVED);
    /* Past it, if that is asked for. */
    {
        iostx_folder *opened = open_folder(folder);
        iostx_meid second = server_sends(folder, "b", "1", "two", "two");
        CHECK_OK(iostx_folder_delete_messages(opened, &second, 1, IOSTX_DELETE_HARD_DELETE));
        iostx_folder_free(opened);
        CHECK(!item_is_here(second));
    }
    CHECK_EQ(upload(trash).messages, 1);
    CHECK_EQ(items_of(trash, 0, NULL, 0), 1);
}

static void the_local_trash_keeps_what_the_server_deleted_for_its_days(void)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_meid item;

    CHECK_OK(iostx_store_get_options(w.store, &options));
    options.trash_days = 10;
    options.flags = 0;
    CHECK_OK(iostx_store_set_options(w.store, &options));
    item = server_sends(folder, "a", "1", "one", "theirs");
    server_deletes(folder, "a");
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
    CHECK_EQ(items_of(folder, IOSTX_LIST_TRASH, &item, 1), 1);
    {
        iostx_message *message = NULL;
        CHECK_OK(iostx_store_open_message(w.store, &item, IOSTX_SHOW_SOFT_DELETES, &message));
        iostx_message_free(message);
    }
    CHECK_EQ(pending_in(folder), 0);
    clock_forward(11 * DAYS);
    server_sends(folder, "b", "1", "two", "text");
    reopen_world();
    CHECK_EQ(items_of(folder, IOSTX_LIST_TRASH, NULL, 0), 0);
}

RUN(WITH_FOLDER(what_leaves_the_scope_keeps_its_binding_and_never_touches_the_server),
    WITH_FOLDER(the_newest_n_stay_and_so_do_unread_and_flagged_ones), WITH_FOLDER(recurring_items_age_by_their_last_occurrence),
    WITH_FOLDER(upload_only_takes_versions_and_no_contents), WITH_FOLDER(download_only_may_refuse_local_writes),
    WITH_FOLDER(download_only_may_keep_local_writes_and_never_offer_them),
    WITH_FOLDER(download_only_may_revert_local_writes_after_a_copy),
    WITH_FOLDER(an_archive_keeps_what_the_server_deletes_and_never_offers_it),
    WITH_FOLDER(the_mark_of_deletion_is_a_flag_unless_the_folder_expunges), WITH_FOLDER(a_folder_expunges_there_or_on_both_sides),
    WITH_FOLDER(a_wider_scope_wants_what_it_takes_in_again),
    WITH_FOLDER(a_deletion_may_go_to_the_trash_of_the_server_as_exactly_one_copy),
    WITH_FOLDER(the_local_trash_keeps_what_the_server_deleted_for_its_days))
