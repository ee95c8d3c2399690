/* Moves of items: the two halves are one pair, and at no moment has the server zero copies. */
#include "agent.h"

#include <string.h>

static iostx_feid a, b;
static iostx_meid item;

static void with_move(void)
{
    open_world();
    a = server_folder("A", "fa");
    b = server_folder("B", "fb");
    item = move_item(server_sends(a, "x", "1", "one", "text"), b);
}

#define WITH_MOVE(function) CASE_IN(function, with_move, close_world)

static void moved_by_the_destination_clears_both_halves(void)
{
    upload_table(b);
    CHECK_EQ(next_message()->flags & IOSTX_UPM_MOV, IOSTX_UPM_MOV);
    answer(IOSTX_UPM_OK | IOSTX_UPM_MOVED, "y", "2");
    leave(true);
    CHECK_EQ(store_info().pending_count, 0);
    CHECK_EQ(store_info().tombstone_count, 0);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "y");
    CHECK(!is_offered(a));
}

static void moved_by_the_source_clears_both_halves(void)
{
    iostx_updele *entry;
    iostx_result result = IOSTX_RESULT_INIT;
    iostx_skey key = source_key_of(item);

    upload_table(a);
    entry = beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel.entries;
    CHECK_EQ(entry->flags, IOSTX_UPD_MOV);
    CHECK(entry->move != NULL && same_feid(entry->move->feid, b));
    CHECK_MEMORY(&entry->dest_key, &key, sizeof(key));
    CHECK(same_meid(entry->dest, item));
    CHECK(entry->change_key.size == 22 && entry->change_list.size > 0);
    CHECK_BYTES(entry->binding.remote_id, "x");
    /* The server tells the new id with it. */
    result.flags = IOSTX_UPD_OK | IOSTX_UPD_MOVED;
    result.remote_id = B("y");
    result.remote_version = B("2");
    CHECK_OK(iostx_session_set_entry_results(w.session, 0, 1, &result));
    end();
    leave(true);
    CHECK_EQ(store_info().pending_count, 0);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "y");
    CHECK(!is_offered(b));
}

static void the_pair_is_offered_by_one_half_at_a_time(void)
{
    iostx_session *first;

    /* A first session holds the half in B; a second one is in A meanwhile. */
    upload_table(b);
    next_message();
    first = other_session();
    upload_table(a);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
    iostx_session_free(w.session);
    w.session = first;
    answer(IOSTX_UPM_OK | IOSTX_UPM_MOVED, "y", "2");
    leave(true);
    CHECK_EQ(store_info().pending_count, 0);
}

static void ok_alone_means_a_copy_was_uploaded_and_the_source_is_then_deleted(void)
{
    iostx_updel *entries;

    upload_table(b);
    next_message();
    answer(IOSTX_UPM_OK, "y", "1");
    leave(true);
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(store_info().tombstone_count, 1);
    upload_table(a);
    entries = &beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel;
    CHECK_EQ(entries->count, 1);
    CHECK_EQ(entries->entries[0].flags & IOSTX_UPD_MOV, 0);
    CHECK_BYTES(entries->entries[0].binding.remote_id, "x");
    answer_entries(IOSTX_UPD_OK);
    leave(true);
    CHECK_EQ(store_info().pending_count, 0);
}

static void the_source_is_never_deleted_before_the_destination_is_confirmed(void)
{
    /* The source table alone: its entry is a move, never a plain deletion. */
    iostx_updel *entries;
    upload_table(a);
    entries = &beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel;
    for (uint32_t i = 0; i < entries->count; i++)
        CHECK((entries->entries[i].flags & IOSTX_UPD_MOV) != 0);
    answer_entries(IOSTX_UPD_OK); /* Done with the entry, but not moved: the destination is still to come. */
    leave(true);
    CHECK((pending_of(item) & (IOSTX_PENDING_MOVED | IOSTX_PENDING_NEW)) != 0);
    upload_table(b);
    next_message();
    answer(IOSTX_UPM_OK, "y", "1");
    leave(true);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "y");
}

static void upd_update_marks_the_item_in_its_new_folder_as_modified(void)
{
    iostx_result result = IOSTX_RESULT_INIT;
    upload_table(a);
    beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL);
    result.flags = IOSTX_UPD_OK | IOSTX_UPD_MOVED | IOSTX_UPD_UPDATE;
    result.remote_id = B("y");
    CHECK_OK(iostx_session_set_entry_results(w.session, 0, 1, &result));
    end();
    leave(true);
    CHECK_EQ(store_info().tombstone_count, 0);
    CHECK(pending_of(item) != 0);
    CHECK_EQ(pending_of(item) & (IOSTX_PENDING_MOVED | IOSTX_PENDING_NEW), 0);
    CHECK(is_offered(b));
}

static void moves_and_other_work_of_an_item_go_together(void)
{
    iostx_upmsg *up;
    set_subject(item, "changed too");
    set_read(item, true);
    upload_table(b);
    up = next_message();
    CHECK_EQ(up->flags, IOSTX_UPM_MOV | IOSTX_UPM_MOD_PROPS | IOSTX_UPM_MOD_FLAGS);
    answer(IOSTX_UPM_OK | IOSTX_UPM_MOVED, "y", "2");
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
    CHECK_EQ(store_info().pending_count, 0);
}

static void the_client_may_keep_its_objects_in_the_chain_of_moves(void)
{
    int folder_object, sink_object;
    iostx_upmov *move = upload_table(a)->moves;

    move->client_folder = &folder_object;
    CHECK_OK(iostx_session_set_move(w.session, &b, IOSTX_UPV_DIRTY, 1, &folder_object, &sink_object));
    CHECK(move->client_folder == &folder_object && move->client_sink == &sink_object);
    CHECK_EQ(move->count, 1);
    CHECK(beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel.entries[0].move == move);
    end();
    CHECK(move->client_folder == &folder_object);
    leave(true);
    CHECK_EQ(store_info().tombstone_count, 1);
}

static void a_destination_that_cannot_be_opened_keeps_its_moves_pending(void)
{
    iostx_upmov *move = upload_table(a)->moves;
    move->flags |= IOSTX_UPV_ERROR;
    beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL);
    answer_entries(0);
    leave(true);
    CHECK_EQ(store_info().tombstone_count, 1);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_MOVED);
}

/* --- Against the server ---------------------------------------------------------------------------------------------------------- */

/* The move is handed out at its destination; this is the server's answer. */
static uint32_t destination_answers(int32_t code)
{
    uint32_t flags;

    upload_table(b);
    flags = next_message()->flags;
    if (code < 0)
        fail(code);
    give_up();
    return flags;
}

static void check_that_a_deletion_wins(void)
{
    server_deletes(a, "x");
    CHECK(!item_is_here(item));
    CHECK_EQ(store_info().pending_count, 0);
}

static void a_deletion_on_the_server_wins_over_a_move_and_nothing_else(void)
{
    check_that_a_deletion_wins();
}

static void a_deletion_on_the_server_does_not_win_over_a_move_with_a_retry_mark(void)
{
    destination_answers(0);
    server_deletes(a, "x"); /* Our own move, seen from the source. */
    CHECK(item_is_here(item));
    CHECK((pending_of(item) & (IOSTX_PENDING_MOVED | IOSTX_PENDING_NEW)) != 0);
}

static void a_deletion_on_the_server_wins_over_a_move_that_the_server_refused_when_it_was_first_tried(void)
{
    CHECK_EQ(destination_answers(IOSTX_SYNC_E_CONFLICT) & IOSTX_UPM_RETRY, 0);
    check_that_a_deletion_wins();
}

static void a_deletion_on_the_server_wins_over_a_move_of_which_both_halves_were_refused(void)
{
    CHECK_EQ(destination_answers(IOSTX_SYNC_E_CONFLICT) & IOSTX_UPM_RETRY, 0);
    upload_table(a);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel.count, 1);
    fail(IOSTX_SYNC_E_CONFLICT);
    give_up();
    check_that_a_deletion_wins();
}

static void a_move_that_the_server_refuses_when_it_is_tried_again_may_have_been_done_before(void)
{
    destination_answers(0);
    CHECK_EQ(destination_answers(IOSTX_SYNC_E_CONFLICT) & IOSTX_UPM_RETRY, IOSTX_UPM_RETRY);
    server_deletes(a, "x");
    CHECK(item_is_here(item));
}

static void a_change_on_the_server_is_taken_and_the_move_stays_pending(void)
{
    server_sends(a, "x", "2", "changed there", "new text");
    CHECK_TEXT(content_of(item), "new text");
    CHECK_TEXT(subject_of(item), "changed there");
    CHECK(same_feid(folder_part(current_id(item)), b));
    CHECK_EQ(pending_of(item), IOSTX_PENDING_MOVED);
    CHECK_EQ(items_of(a, 0, NULL, 0), 0);
    upload_table(b);
    CHECK_BYTES(next_message()->source_binding.remote_version, "2");
    give_up();
}

static void of_two_moves_the_servers_place_wins_and_is_reported(void)
{
    iostx_feid c = server_folder("C", "fc");
    iostx_binding dest = bind_to("z", "2");

    CHECK_OK(iostx_contents_sink_move_remote(download_table(c), &a, B("x"), &dest));
    leave(true);
    CHECK(same_feid(folder_part(current_id(item)), c));
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "z");
    CHECK_EQ(store_info().tombstone_count, 0);
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(conflicts_in(c), 1);
}

static void the_contents_of_a_folder_whose_creation_is_pending_are_not_offered(void)
{
    iostx_feid fresh = new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Fresh");
    iostx_meid moved = move_item(item, fresh), inside = new_item(fresh, "inside", "text");

    CHECK(!is_offered(fresh));
    CHECK_EQ(upload_hierarchy(), 1);
    CHECK(is_offered(fresh));
    CHECK_EQ(upload(fresh).messages, 2);
    CHECK_EQ(pending_of(moved) | pending_of(inside), 0);
}

static void the_deletion_of_a_folder_waits_for_a_move_out_of_it(void)
{
    delete_folder(a);
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 0);
    end();
    beg(IOSTX_LR_SYNC_CONTENTS);
    CHECK(same_feid(beg(IOSTX_LR_SYNC_UPLOAD_TABLE)->body.uptbl.feid, b));
    CHECK_BYTES(next_message()->source_binding.remote_id, "x");
    answer(IOSTX_UPM_OK | IOSTX_UPM_MOVED, "y", "2");
    end();
    end();
    /* The hierarchy may be entered again after contents. */
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 1);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld.flags, IOSTX_UPF_DEL);
    answer(IOSTX_UPF_OK, NULL, NULL);
    leave(true);
    CHECK_EQ(store_info().pending_count, 0);
}

RUN(WITH_MOVE(moved_by_the_destination_clears_both_halves), WITH_MOVE(moved_by_the_source_clears_both_halves),
    WITH_MOVE(the_pair_is_offered_by_one_half_at_a_time),
    WITH_MOVE(ok_alone_means_a_copy_was_uploaded_and_the_source_is_then_deleted),
    WITH_MOVE(the_source_is_never_deleted_before_the_destination_is_confirmed),
    WITH_MOVE(upd_update_marks_the_item_in_its_new_folder_as_modified), WITH_MOVE(moves_and_other_work_of_an_item_go_together),
    WITH_MOVE(the_client_may_keep_its_objects_in_the_chain_of_moves),
    WITH_MOVE(a_destination_that_cannot_be_opened_keeps_its_moves_pending),
    WITH_MOVE(a_deletion_on_the_server_wins_over_a_move_and_nothing_else),
    WITH_MOVE(a_deletion_on_the_server_does_not_win_over_a_move_with_a_retry_mark),
    WITH_MOVE(a_deletion_on_the_server_wins_over_a_move_that_the_server_refused_when_it_was_first_tried),
    WITH_MOVE(a_deletion_on_the_server_wins_over_a_move_of_which_both_halves_were_refused),
    WITH_MOVE(a_move_that_the_server_refuses_when_it_is_tried_again_may_have_been_done_before),
    WITH_MOVE(a_change_on_the_server_is_taken_and_the_move_stays_pending),
    WITH_MOVE(of_two_moves_the_servers_place_wins_and_is_reported),
    WITH_MOVE(the_contents_of_a_folder_whose_creation_is_pending_are_not_offered),
    WITH_MOVE(the_deletion_of_a_folder_waits_for_a_move_out_of_it))
