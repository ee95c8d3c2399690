/* What counts as a local change: each row of the table of local operations, and the base that they are measured by. */
#include "agent.h"

#include <string.h>

static iostx_feid a, b, c;

static void with_folders(void)
{
    open_world();
    a = server_folder("A", "fa");
    b = server_folder("B", "fb");
    c = server_folder("C", "fc");
}

#define IN_FOLDERS(function) CASE_IN(function, with_folders, close_world)

static uint64_t tombstones(void)
{
    return store_info().tombstone_count;
}

/* --- Create, change, delete ------------------------------------------------------------------------------------------------------ */

static void created_and_copied_items_are_new(void)
{
    iostx_meid item = new_item(a, "one", "text"), copy = copy_item(item, b);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    CHECK_EQ(pending_of(copy), IOSTX_PENDING_NEW);
    CHECK(!same_item(item, copy));
    /* A copy of a bound item is new as well, and not bound. */
    item = server_sends(a, "x", "1", "two", "text");
    copy = copy_item(item, b);
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(pending_of(copy), IOSTX_PENDING_NEW);
    CHECK_TEXT(text_of(copy, IOSTX_PR_REMOTE_ID), "");
}

static void a_change_of_a_clean_item_is_pending_of_its_kind(void)
{
    iostx_meid item = server_sends(a, "x", "1", "one", "text");
    set_read(item, true);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_READ);
    set_keywords(item, "red", NULL);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_READ | IOSTX_PENDING_FLAGS);
    set_subject(item, "two");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_READ | IOSTX_PENDING_FLAGS | IOSTX_PENDING_PROPERTIES);
    set_content(item, "other text");
    CHECK((pending_of(item) & IOSTX_PENDING_CONTENT) != 0);
    CHECK_EQ(pending_in(a), 1);
}

static void setting_anything_back_to_the_base_makes_it_clean_again(void)
{
    iostx_meid item = server_sends(a, "x", "1", "one", "text");
    set_read(item, true);
    set_number(item, IOSTX_PR_FLAG_STATUS, 2);
    set_keywords(item, "red", NULL);
    set_text(item, IOSTX_PR_CONVERSATION_TOPIC, "topic");
    set_read(item, false);
    set_keywords(item, NULL, "RED"); /* Keywords compare without case. */
    CHECK_EQ(pending_of(item), IOSTX_PENDING_FLAGS | IOSTX_PENDING_PROPERTIES);
    set_number(item, IOSTX_PR_FLAG_STATUS, 0);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_PROPERTIES);
    {
        static const uint32_t tag = IOSTX_PR_CONVERSATION_TOPIC;
        iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);
        CHECK_OK(iostx_message_delete_values(message, &tag, 1));
        CHECK_OK(iostx_message_save(message, 0));
        iostx_message_free(message);
    }
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(pending_in(a), 0);
    CHECK(!is_offered(a));
}

static void content_set_back_is_clean_again(void)
{
    iostx_meid item = server_sends(a, "x", "1", "one", "text");
    set_content(item, "other text");
    CHECK((pending_of(item) & IOSTX_PENDING_CONTENT) != 0);
    set_content(item, "text");
    CHECK_EQ(pending_of(item), 0);
}

static void a_change_of_a_new_item_leaves_it_new(void)
{
    iostx_meid item = new_item(a, "one", "text");
    set_subject(item, "two");
    set_read(item, true);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    CHECK_EQ(pending_in(a), 1);
}

static void a_new_item_never_handed_out_is_deleted_without_a_trace(void)
{
    iostx_meid item = new_item(a, "one", "text");
    delete_item(item);
    CHECK_EQ(pending_in(a), 0);
    CHECK_EQ(tombstones(), 0);
    CHECK(!is_offered(a));
}

static void a_bound_item_is_deleted_with_a_tombstone(void)
{
    iostx_updele *entry;
    iostx_meid item = server_sends(a, "x", "7", "one", "text");

    delete_item(item);
    CHECK_EQ(tombstones(), 1);
    upload_table(a);
    entry = beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel.entries;
    CHECK_EQ(entry->flags, 0);
    CHECK_BYTES(entry->binding.remote_id, "x");
    CHECK_BYTES(entry->binding.remote_version, "7");
    CHECK(entry->move == NULL);
    give_up();
}

static void a_new_item_that_was_handed_out_leaves_a_tombstone_with_the_mark(void)
{
    iostx_updel *entries;
    iostx_meid item = new_item(a, "one", "text");

    upload_table(a);
    next_message();
    give_up();
    delete_item(item);
    CHECK_EQ(tombstones(), 1);
    server_sends_nothing(a);
    upload_table(a);
    entries = &beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel;
    CHECK_EQ(entries->count, 1);
    CHECK_EQ(entries->entries[0].flags, IOSTX_UPD_RETRY);
    CHECK_EQ(entries->entries[0].binding.remote_id.size, 0);
    give_up();
}

/* --- Moves ----------------------------------------------------------------------------------------------------------------------- */

static void a_move_keeps_other_work_and_leaves_a_tombstone_to_its_destination(void)
{
    iostx_upmsg *item_up;
    iostx_upmov *move;
    iostx_meid item = server_sends(a, "x", "1", "one", "text"), moved;

    set_read(item, true);
    moved = move_item(item, b);
    CHECK(same_item(item, moved));
    CHECK_EQ(pending_of(moved), IOSTX_PENDING_MOVED | IOSTX_PENDING_READ);
    CHECK_EQ(tombstones(), 1);
    CHECK_EQ(pending_in(a), 1);
    CHECK_TEXT(text_of(moved, IOSTX_PR_REMOTE_ID), "");

    upload_table(b);
    item_up = next_message();
    CHECK_EQ(item_up->flags & (IOSTX_UPM_MOV | IOSTX_UPM_NEW), IOSTX_UPM_MOV);
    CHECK(same_feid(item_up->source_folder, a));
    CHECK_BYTES(item_up->source_binding.remote_id, "x");
    give_up();
    move = upload_table(a)->moves;
    CHECK(move != NULL && move->next == NULL);
    CHECK_TEXT(move->name, "B");
    CHECK(same_feid(move->feid, b));
    CHECK_BYTES(move->binding.remote_id, "fb");
    give_up();
}

static void a_moved_item_gets_a_new_source_key_and_the_old_one_goes_to_the_tombstone(void)
{
    iostx_meid item = server_sends(a, "x", "1", "one", "text");
    iostx_skey before = source_key_of(item), after;
    iostx_updele *entry;

    move_item(item, b);
    after = source_key_of(item);
    CHECK(memcmp(&before, &after, sizeof(before)) != 0);
    upload_table(b);
    {
        iostx_upmsg *moved = next_message();
        CHECK_MEMORY(&moved->source_key, &before, sizeof(before));
        answer(IOSTX_UPM_OK, "y", "1"); /* A copy was uploaded: the tombstone becomes a deletion. */
    }
    leave(true);
    upload_table(a);
    entry = beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel.entries;
    CHECK_MEMORY(&entry->source_key, &before, sizeof(before));
    CHECK_EQ(entry->flags & IOSTX_UPD_MOV, 0);
    give_up();
}

static void an_outdated_folder_in_an_id_still_finds_the_item(void)
{
    iostx_meid item = new_item(a, "one", "text"), moved = move_item(item, b);
    CHECK(!same_meid(item, moved));
    CHECK_TEXT(subject_of(item), "one");
    CHECK(same_meid(current_id(item), moved));
}

static void a_new_item_that_is_moved_is_new_in_its_new_folder(void)
{
    iostx_meid item = move_item(new_item(a, "one", "text"), b);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    CHECK_EQ(pending_in(a), 0);
    CHECK_EQ(tombstones(), 0);
}

static void a_chain_of_moves_is_one_move(void)
{
    iostx_upmsg *up;
    iostx_meid item = server_sends(a, "x", "1", "one", "text");

    move_item(move_item(item, b), c);
    CHECK_EQ(tombstones(), 1);
    CHECK_EQ(pending_in(b), 0);
    CHECK_EQ(pending_in(a), 1);
    upload_table(c);
    up = next_message();
    CHECK(same_feid(up->source_folder, a));
    CHECK_BYTES(up->source_binding.remote_id, "x");
    give_up();
    CHECK(same_feid(upload_table(a)->moves->feid, c));
    give_up();
}

static void a_move_there_and_back_is_no_move(void)
{
    iostx_meid item = server_sends(a, "x", "1", "one", "text");
    move_item(move_item(item, b), a);
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(tombstones(), 0);
    CHECK_EQ(pending_in(a) + pending_in(b), 0);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "x");
}

static void a_move_back_after_a_hand_out_is_a_new_move(void)
{
    iostx_meid item = server_sends(a, "x", "1", "one", "text");
    move_item(item, b);
    upload_table(b);
    next_message();
    give_up();
    move_item(item, a);
    /* The server may have it in B: that copy is to go. */
    CHECK((pending_of(item) & IOSTX_PENDING_MOVED) != 0);
    CHECK(pending_in(b) > 0);
}

static void a_move_and_then_a_deletion_is_a_deletion_where_it_came_from(void)
{
    iostx_updel *entries;
    iostx_meid item = move_item(server_sends(a, "x", "1", "one", "text"), b);

    delete_item(item);
    CHECK_EQ(pending_in(b), 0);
    CHECK_EQ(tombstones(), 1);
    upload_table(a);
    entries = &beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel;
    CHECK_EQ(entries->count, 1);
    CHECK_EQ(entries->entries[0].flags & IOSTX_UPD_MOV, 0);
    CHECK_BYTES(entries->entries[0].binding.remote_id, "x");
    give_up();
}

/* --- Folders and special cases --------------------------------------------------------------------------------------------------- */

static void a_folder_created_and_deleted_is_nothing(void)
{
    iostx_feid folder = new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Short-lived");
    new_item(folder, "one", "text");
    CHECK(store_info().pending_count > 0);
    delete_folder(folder);
    CHECK_EQ(store_info().pending_count, 0);
    CHECK_EQ(tombstones(), 0);
    CHECK_EQ(upload_hierarchy(), 0);
}

static void an_import_is_no_local_change(void)
{
    server_sends(a, "x", "1", "one", "text");
    server_sends(a, "x", "2", "two", "text");
    server_sends_flags(a, "x", "3", IOSTX_FLAG_READ, 0);
    server_deletes(a, "x");
    CHECK_EQ(store_info().pending_count, 0);
}

static void special_folders_are_offered_only_when_they_hold_work_and_no_such_role_came(void)
{
    iostx_feid drafts = special(IOSTX_FOLDER_DRAFTS);
    iostx_upfld *up;

    CHECK_EQ(upload_hierarchy(), 0);
    new_item(drafts, "a draft", "text");
    server_sends_folder("Other", "fo", NULL); /* A hierarchy download that shows no drafts. */
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 1);
    up = &beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld;
    CHECK(same_feid(up->feid, drafts));
    CHECK((up->flags & IOSTX_UPF_NEW) != 0);
    answer(IOSTX_UPF_OK, "drafts-id", NULL);
    leave(true);
    CHECK_EQ(upload(drafts).messages, 1);
}

static void a_server_folder_with_a_role_binds_to_ours(void)
{
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_value values[3];

    values[0] = text_value(IOSTX_PR_DISPLAY_NAME, "Entw\xC3\xBCrfe");
    values[1] = text_value(IOSTX_PR_REMOTE_ID, "d");
    values[2] = long_value(IOSTX_PR_SPECIAL_FOLDER, (int32_t)IOSTX_FOLDER_DRAFTS);
    CHECK(iostx_hierarchy_sink_import_folder_change(sink, values, COUNT(values)) >= 0);
    leave(true);
    CHECK_TEXT(folder_text(special(IOSTX_FOLDER_DRAFTS), IOSTX_PR_REMOTE_ID), "d");
    CHECK_EQ(store_info().pending_count, 0);
}

static void local_only_folders_are_never_offered(void)
{
    iostx_feid mine = new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Mine");
    iostx_folder_options options = folder_options(mine);
    options.flags |= IOSTX_FOLDEROPTION_LOCAL_ONLY;
    set_folder_options(mine, &options);
    new_item(special(IOSTX_FOLDER_CONFLICTS), "in conflicts", "text");
    new_item(special(IOSTX_FOLDER_LOCAL_FAILURES), "in local failures", "text");
    new_item(mine, "in a marked folder", "text");
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 0);
    end();
    CHECK_EQ(beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count, 0);
    leave(true);
}

RUN(IN_FOLDERS(created_and_copied_items_are_new), IN_FOLDERS(a_change_of_a_clean_item_is_pending_of_its_kind),
    IN_FOLDERS(setting_anything_back_to_the_base_makes_it_clean_again), IN_FOLDERS(content_set_back_is_clean_again),
    IN_FOLDERS(a_change_of_a_new_item_leaves_it_new), IN_FOLDERS(a_new_item_never_handed_out_is_deleted_without_a_trace),
    IN_FOLDERS(a_bound_item_is_deleted_with_a_tombstone),
    IN_FOLDERS(a_new_item_that_was_handed_out_leaves_a_tombstone_with_the_mark),
    IN_FOLDERS(a_move_keeps_other_work_and_leaves_a_tombstone_to_its_destination),
    IN_FOLDERS(a_moved_item_gets_a_new_source_key_and_the_old_one_goes_to_the_tombstone),
    IN_FOLDERS(an_outdated_folder_in_an_id_still_finds_the_item),
    IN_FOLDERS(a_new_item_that_is_moved_is_new_in_its_new_folder), IN_FOLDERS(a_chain_of_moves_is_one_move),
    IN_FOLDERS(a_move_there_and_back_is_no_move), IN_FOLDERS(a_move_back_after_a_hand_out_is_a_new_move),
    IN_FOLDERS(a_move_and_then_a_deletion_is_a_deletion_where_it_came_from),
    IN_FOLDERS(a_folder_created_and_deleted_is_nothing), IN_FOLDERS(an_import_is_no_local_change),
    IN_FOLDERS(special_folders_are_offered_only_when_they_hold_work_and_no_such_role_came),
    IN_FOLDERS(a_server_folder_with_a_role_binds_to_ours), IN_FOLDERS(local_only_folders_are_never_offered))
