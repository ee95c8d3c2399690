/* ImportMessageMove, the state streams of the sinks, and folders by source key. */
#include "ics.h"

#include <string.h>

static iostx_feid from, to;

static void with_folders(void)
{
    open_world();
    from = server_folder("From", "f1");
    to = server_folder("To", "f2");
}

static iostx_skey folder_key(iostx_feid folder)
{
    iostx_skey key;
    memcpy(&key, folder_text(folder, IOSTX_PR_SOURCE_KEY), sizeof(key));
    return key;
}

/* Moves the item with source key 1 to source key 2. */
static int32_t move_on_server(const iostx_bytes *list, iostx_skey change_key)
{
    iostx_message_move move = IOSTX_MESSAGE_MOVE_INIT;
    iostx_skey folder = folder_key(from), source = ics_key(0xA0, 1), dest = ics_key(0xA0, 2);
    iostx_contents_sink *sink = download_table(to);
    int32_t code;

    move.source_folder_key = key_bytes(&folder);
    move.source_message_key = key_bytes(&source);
    move.change_list = *list;
    move.dest_message_key = key_bytes(&dest);
    move.dest_change_key = key_bytes(&change_key);
    code = iostx_contents_sink_import_message_move(sink, &move);
    CHECK_OK(leave(true));
    return code;
}

static void a_move_keeps_the_item_and_gives_it_the_new_keys(void)
{
    ics_change change = ics_changed(1, 0xC0, 1);
    iostx_meid before, after;
    iostx_skey new_key = ics_key(0xA0, 2), change_key = ics_key(0xC0, 2);

    CHECK_OK(ics_sends(from, &change, "moved", "the body"));
    before = ics_find(from, change.source_key);
    CHECK_OK(move_on_server(&change.change_list, change_key));
    CHECK_EQ(items_of(from, 0, NULL, 0), 0);
    after = ics_find(to, new_key);
    CHECK(same_item(before, after));
    CHECK_TEXT(content_of(after), "the body");
    CHECK_MEMORY(text_of(after, IOSTX_PR_CHANGE_KEY), &change_key, sizeof(change_key));
    CHECK_EQ(pending_in(from) + pending_in(to), 0);
    /* Moved and changed: the change comes with the new key. */
    change = ics_changed(2, 0xC0, 3);
    CHECK_OK(ics_sends(to, &change, "changed too", "new body"));
    CHECK_TEXT(subject_of(before), "changed too");
    CHECK_EQ(items_of(to, 0, NULL, 0), 1);
}

static void a_move_keeps_pending_work(void)
{
    ics_change change = ics_changed(1, 0xC0, 1);
    iostx_meid item;

    CHECK_OK(ics_sends(from, &change, "theirs", "text"));
    item = ics_find(from, change.source_key);
    set_subject(item, "mine");
    CHECK(move_on_server(&change.change_list, ics_key(0xC0, 2)) >= 0);
    CHECK_TEXT(subject_of(item), "mine");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_PROPERTIES);
    CHECK(same_feid(folder_part(current_id(item)), to));
}

static void a_move_of_a_message_that_is_gone_is_answered_with_deleted(void)
{
    iostx_bytes list = ics_list(0xC0, 1, 0, 0);
    CHECK_CODE(move_on_server(&list, ics_key(0xC0, 2)), IOSTX_SYNC_E_OBJECT_DELETED);
    CHECK_EQ(items_of(to, 0, NULL, 0), 0);
}

static void a_newer_version_here_is_moved_and_keeps_its_change_key(void)
{
    ics_change change = ics_changed(1, 0xC0, 5);
    iostx_bytes older = ics_list(0xC0, 3, 0, 0);
    iostx_meid item;

    CHECK_OK(ics_sends(from, &change, "five", "text"));
    item = ics_find(from, change.source_key);
    CHECK_CODE(move_on_server(&older, ics_key(0xC0, 4)), IOSTX_SYNC_W_CLIENT_CHANGE_NEWER);
    CHECK(same_feid(folder_part(current_id(item)), to));
    CHECK_MEMORY(text_of(item, IOSTX_PR_CHANGE_KEY), &change.change_key, sizeof(change.change_key));
}

static void a_move_onto_a_key_that_is_taken_collides(void)
{
    ics_change change = ics_changed(1, 0xC0, 1), other = ics_changed(2, 0xC0, 1);

    CHECK_OK(ics_sends(from, &change, "one", "1"));
    CHECK_OK(ics_sends(to, &other, "two", "2"));
    CHECK_CODE(move_on_server(&change.change_list, ics_key(0xC0, 2)), IOSTX_MAPI_E_COLLISION);
    CHECK_EQ(items_of(from, 0, NULL, 0), 1);
    CHECK_EQ(items_of(to, 0, NULL, 0), 1);
}

/* --- State streams --------------------------------------------------------------------------------------------------------------- */

static void the_state_of_a_sink_is_written_and_taken_again(void)
{
    ics_change change = ics_changed(1, 0xC0, 1);
    iostx_contents_sink *sink = download_table(from);
    iostx_stream *stream = NULL;
    uint64_t size = 0;

    CHECK_OK(iostx_stream_create(&stream));
    CHECK_OK(iostx_contents_sink_config(sink, NULL, IOSTX_ICS_NORMAL | IOSTX_ICS_ASSOCIATED | IOSTX_ICS_UNICODE));
    CHECK_OK(ics_import(sink, &change, "one", "1"));
    CHECK_OK(iostx_contents_sink_set_state_blob(sink, B("the state")));
    CHECK_OK(iostx_contents_sink_update_state(sink, stream, 0));
    /* The imports that the state stands for are committed. */
    CHECK_EQ(items_of(from, 0, NULL, 0), 1);
    leave(true);
    CHECK_OK(iostx_stream_get_size(stream, &size));
    CHECK(size > 0);
    CHECK_OK(iostx_stream_seek(stream, 0, IOSTX_SEEK_BEGIN, NULL));
    sink = download_table(from);
    CHECK_OK(iostx_contents_sink_config(sink, stream, 0));
    CHECK_CODE(ics_import(sink, &change, "one", "1"), IOSTX_SYNC_E_IGNORE);
    leave(true);
    iostx_stream_free(stream);
}

/* --- Folders --------------------------------------------------------------------------------------------------------------------- */

static int32_t import_folder_key(iostx_hierarchy_sink *sink, const char *name, uint8_t number, uint8_t parent, uint8_t change)
{
    iostx_skey key = ics_key(0xF0, number), above = ics_key(0xF0, parent), version = ics_key(0xC0, change);
    iostx_value values[5];

    values[0] = bytes_value(IOSTX_PR_PARENT_SOURCE_KEY, parent == 0 ? B(NULL) : key_bytes(&above));
    values[1] = bytes_value(IOSTX_PR_SOURCE_KEY, key_bytes(&key));
    values[2] = bytes_value(IOSTX_PR_CHANGE_KEY, key_bytes(&version));
    values[3] = bytes_value(IOSTX_PR_PREDECESSOR_CHANGE_LIST, B(NULL));
    values[4] = text_value(IOSTX_PR_DISPLAY_NAME, name);
    return iostx_hierarchy_sink_import_folder_change(sink, values, COUNT(values));
}

static void folders_come_parents_first_are_renamed_and_moved_by_key(void)
{
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_feid top = special(IOSTX_FOLDER_IPM_SUBTREE), parent, child;

    CHECK_CODE(import_folder_key(sink, "Child", 2, 1, 1), IOSTX_SYNC_E_NO_PARENT);
    CHECK_OK(import_folder_key(sink, "Parent", 1, 0, 1));
    CHECK_OK(import_folder_key(sink, "Child", 2, 1, 1));
    leave(true);
    parent = find_folder(top, "Parent");
    child = find_folder(parent, "Child");
    CHECK(!is_zero(&child, sizeof(child)));
    CHECK_EQ(store_info().pending_count, 0);

    sink = download_hierarchy();
    CHECK(import_folder_key(sink, "Parent", 1, 0, 1) == IOSTX_SYNC_E_IGNORE);
    CHECK_OK(import_folder_key(sink, "Renamed", 2, 1, 2));
    leave(true);
    CHECK_TEXT(folder_text(child, IOSTX_PR_DISPLAY_NAME), "Renamed");

    sink = download_hierarchy();
    CHECK_OK(import_folder_key(sink, "Renamed", 2, 0, 3));
    CHECK_CODE(import_folder_key(sink, "Parent", 1, 1, 2), IOSTX_SYNC_E_CYCLE);
    leave(true);
    CHECK(same_feid(find_folder(top, "Renamed"), child));
    CHECK_EQ(store_info().pending_count, 0);
}

static void deleted_folders_stay_deleted_by_key(void)
{
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_skey key = ics_key(0xF0, 1);
    iostx_bytes list = key_bytes(&key);
    iostx_feid folder;

    CHECK_OK(import_folder_key(sink, "Gone", 1, 0, 1));
    leave(true);
    folder = find_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Gone");
    sink = download_hierarchy();
    CHECK_OK(iostx_hierarchy_sink_import_folder_deletion(sink, 0, &list, 1));
    leave(true);
    CHECK(!folder_is_here(folder));
    sink = download_hierarchy();
    CHECK_CODE(import_folder_key(sink, "Gone", 1, 0, 2), IOSTX_SYNC_E_OBJECT_DELETED);
    leave(true);
}

#define IN_FOLDERS(function) CASE_IN(function, with_folders, close_world)
RUN(IN_FOLDERS(a_move_keeps_the_item_and_gives_it_the_new_keys), IN_FOLDERS(a_move_keeps_pending_work),
    IN_FOLDERS(a_move_of_a_message_that_is_gone_is_answered_with_deleted),
    IN_FOLDERS(a_newer_version_here_is_moved_and_keeps_its_change_key), IN_FOLDERS(a_move_onto_a_key_that_is_taken_collides),
    IN_FOLDERS(the_state_of_a_sink_is_written_and_taken_again),
    IN_STORE(folders_come_parents_first_are_renamed_and_moved_by_key), IN_STORE(deleted_folders_stay_deleted_by_key))
