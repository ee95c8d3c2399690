/* Folders up and down: order, waits, merges of names and parents, deletions on either side. */
#include "agent.h"

#include <string.h>

static iostx_feid top;

static void with_top(void)
{
    open_world();
    top = special(IOSTX_FOLDER_IPM_SUBTREE);
}

#define WITH_TOP(function) CASE_IN(function, with_top, close_world)

/* Hands all pending folders out, in order, as done; the names of those that the structure has open, or the ids. */
typedef struct handed {
    iostx_feid ids[16];
    uint32_t flags[16];
    uint32_t count;
} handed;

static handed upload_all(void)
{
    handed all = { .count = 0 };
    iostx_state *state = NULL;
    iostx_uphier *hierarchy;

    start(0, IOSTX_UPS_UPLOAD_ONLY);
    hierarchy = &beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier;
    CHECK_EQ(hierarchy->index, 0);
    while (iostx_sync_beg(w.session, IOSTX_LR_SYNC_UPLOAD_FOLDER, &state) == IOSTX_S_OK) {
        const iostx_upfld *folder = &state->body.upfld;
        char id[16] = "id-0";
        CHECK(all.count < COUNT(all.ids));
        CHECK((folder->folder == NULL) == ((folder->flags & IOSTX_UPF_DEL) != 0));
        all.ids[all.count] = folder->feid;
        all.flags[all.count] = folder->flags;
        id[3] = (char)('a' + all.count);
        answer(IOSTX_UPF_OK, (folder->flags & IOSTX_UPF_NEW) != 0 ? id : NULL, NULL);
        all.count++;
        CHECK_EQ(hierarchy->index, all.count);
    }
    CHECK_EQ(hierarchy->count, all.count);
    leave(true);
    return all;
}

/* --- Upload ---------------------------------------------------------------------------------------------------------------------- */

static void new_folders_come_parents_first_with_the_binding_of_their_parent(void)
{
    iostx_feid a = new_folder(top, "A"), b = new_folder(a, "B"), c = new_folder(b, "C");
    iostx_upfld *folder;
    handed all;

    start(0, IOSTX_UPS_UPLOAD_ONLY);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 3);
    folder = &beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld;
    CHECK(same_feid(folder->feid, a));
    CHECK_EQ(folder->flags & IOSTX_UPF_NEW, IOSTX_UPF_NEW);
    answer(IOSTX_UPF_OK, "a", NULL);
    folder = &beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld;
    CHECK(same_feid(folder->feid, b));
    CHECK_BYTES(folder->parent_binding.remote_id, "a");
    fail(IOSTX_MAPI_E_NO_ACCESS);
    /* A child of one that failed cannot be made: it is not offered. */
    refused(IOSTX_LR_SYNC_UPLOAD_FOLDER, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
    all = upload_all();
    CHECK_EQ(all.count, 2);
    CHECK(same_feid(all.ids[0], b) && same_feid(all.ids[1], c));
    CHECK_EQ(upload_all().count, 0);
}

static void what_needs_a_folder_that_failed_waits_for_another_pass(void)
{
    iostx_feid a = server_folder("A", "fa"), b = server_folder("B", "fb"), below, fresh;
    iostx_upfld *folder;
    handed all;

    below = server_subfolder("Below", "fd", "fa");
    delete_folder(a);
    fresh = new_folder(top, "A");
    move_folder(b, fresh);
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 4);
    folder = &beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld;
    CHECK(same_feid(folder->feid, below));
    fail(IOSTX_MAPI_E_NO_ACCESS);
    /* Its parent stays with it, the name is not free then, and nothing can be moved into what is not there. */
    refused(IOSTX_LR_SYNC_UPLOAD_FOLDER, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
    all = upload_all();
    CHECK_EQ(all.count, 4);
    CHECK(same_feid(all.ids[0], below) && same_feid(all.ids[1], a));
    CHECK(same_feid(all.ids[2], fresh) && same_feid(all.ids[3], b));
    CHECK_EQ(upload_all().count, 0);
}

static void renamed_and_moved_folders_say_so(void)
{
    iostx_feid a = server_folder("A", "fa"), b = server_folder("B", "fb");
    handed all;

    rename_folder(a, "A2");
    all = upload_all();
    CHECK_EQ(all.count, 1);
    CHECK_EQ(all.flags[0], IOSTX_UPF_MOD_PROPS);
    move_folder(a, b);
    all = upload_all();
    CHECK_EQ(all.count, 1);
    CHECK_EQ(all.flags[0], IOSTX_UPF_MOD_PARENT);
    rename_folder(a, "A3");
    move_folder(a, top);
    all = upload_all();
    CHECK_EQ(all.flags[0], IOSTX_UPF_MOD_PARENT | IOSTX_UPF_MOD_PROPS);
    rename_folder(a, "A4");
    rename_folder(a, "A3");
    CHECK_EQ(upload_all().count, 0);
}

static void deleted_folders_come_children_first_with_their_binding(void)
{
    iostx_feid a = server_folder("A", "fa"), b = server_subfolder("B", "fb", "fa");
    iostx_upfld *folder;

    delete_folder(a);
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    CHECK(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count > 0);
    folder = &beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld;
    CHECK_EQ(folder->flags, IOSTX_UPF_DEL);
    CHECK(folder->folder == NULL);
    CHECK(same_feid(folder->feid, b));
    CHECK_BYTES(folder->binding.remote_id, "fb");
    answer(IOSTX_UPF_OK, NULL, NULL);
    folder = &beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld;
    CHECK(same_feid(folder->feid, a));
    answer(IOSTX_UPF_OK, NULL, NULL);
    leave(true);
    CHECK_EQ(upload_all().count, 0);
}

static void without_upf_ok_a_folder_stays_pending(void)
{
    iostx_feid a = new_folder(top, "A");
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY);
    beg(IOSTX_LR_SYNC_UPLOAD_FOLDER);
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_S_OK));
    end();
    answer(IOSTX_UPH_OK, NULL, NULL); /* Never hides pending work. */
    leave(true);
    CHECK_EQ(pending_in(a), 1);
    CHECK_EQ(upload_all().count, 1);
}

static void a_deletion_that_waited_for_a_move_is_offered_when_the_hierarchy_is_entered_again(void)
{
    iostx_feid old = server_folder("Old", "fo"), dest = server_folder("Dest", "fd");
    iostx_meid item = server_sends(old, "a", "1", "one", "text");
    iostx_upfld *folder;

    move_item(item, dest);
    delete_folder(old);
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 0);
    answer(IOSTX_UPH_OK, NULL, NULL);
    beg(IOSTX_LR_SYNC_CONTENTS);
    CHECK(same_feid(beg(IOSTX_LR_SYNC_UPLOAD_TABLE)->body.uptbl.feid, dest));
    CHECK_BYTES(next_message()->source_binding.remote_id, "a");
    answer(IOSTX_UPM_OK | IOSTX_UPM_MOVED, "b", "1");
    answer(IOSTX_UPT_OK, NULL, NULL);
    answer(IOSTX_UPC_OK, NULL, NULL);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 1);
    folder = &beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld;
    CHECK(same_feid(folder->feid, old) && folder->flags == IOSTX_UPF_DEL);
    answer(IOSTX_UPF_OK, NULL, NULL);
    leave(true);
    CHECK_EQ(store_info().pending_count, 0);
    CHECK_EQ(upload_all().count, 0);
}

static void a_deletion_goes_before_the_sibling_that_wants_its_name(void)
{
    iostx_feid a = server_folder("A", "fa"), fresh;
    handed all;

    delete_folder(a);
    fresh = new_folder(top, "A");
    all = upload_all();
    CHECK_EQ(all.count, 2);
    CHECK(same_feid(all.ids[0], a) && (all.flags[0] & IOSTX_UPF_DEL) != 0);
    CHECK(same_feid(all.ids[1], fresh) && (all.flags[1] & IOSTX_UPF_NEW) != 0);
}

static void a_swap_of_names_goes_through_a_temporary_name(void)
{
    iostx_feid a = server_folder("A", "fa"), b = server_folder("B", "fb");
    char names[2][64] = { "A", "B" };
    iostx_state *state = NULL;

    rename_folder(a, "tmp");
    rename_folder(b, "A");
    rename_folder(a, "B");
    /* The server refuses a name that a sibling has, as servers do; no step may need that. */
    for (int pass = 0; pass < 3; pass++) {
        start(0, IOSTX_UPS_UPLOAD_ONLY);
        beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY);
        while (iostx_sync_beg(w.session, IOSTX_LR_SYNC_UPLOAD_FOLDER, &state) == IOSTX_S_OK) {
            int which = same_feid(state->body.upfld.feid, a) ? 0 : 1;
            const char *name = text_of_folder(state->body.upfld.folder, IOSTX_PR_DISPLAY_NAME);
            CHECK(strlen(name) < sizeof(names[0]));
            CHECK(strcmp(names[1 - which], name) != 0);
            memcpy(names[which], name, strlen(name) + 1);
            answer(IOSTX_UPF_OK, NULL, NULL);
        }
        leave(true);
    }
    CHECK_TEXT(names[0], "B");
    CHECK_TEXT(names[1], "A");
    CHECK_EQ(upload_all().count, 0);
    CHECK_TEXT(folder_text(a, IOSTX_PR_DISPLAY_NAME), "B");
}

/* 6.8: what the app does to a folder while it is handed out is work of its own, and not seen through the borrowed handle. */
static void the_folder_handed_out_is_a_snapshot(void)
{
    iostx_feid a = server_folder("A", "fa");
    iostx_folder *folder, *lent, *second = NULL;
    iostx_value comment = text_value(IOSTX_PR_COMMENT, "first"), later = text_value(IOSTX_PR_COMMENT, "later");
    iostx_value title = text_value(IOSTX_PR_CONTAINER_CLASS, "IPF.Note");
    handed rest;

    folder = open_folder(a);
    CHECK_OK(iostx_folder_set_values(folder, &comment, 1));
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY);
    lent = beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld.folder;
    CHECK_OK(iostx_folder_set_values(folder, &later, 1));
    rename_folder(a, "A2");
    CHECK_TEXT(text_of_folder(lent, IOSTX_PR_COMMENT), "first");
    CHECK_TEXT(text_of_folder(lent, IOSTX_PR_DISPLAY_NAME), "A");
    CHECK_OK(iostx_folder_ref(lent, &second));
    CHECK_TEXT(text_of_folder(second, IOSTX_PR_COMMENT), "first");
    CHECK_TEXT(text_of_folder(folder, IOSTX_PR_COMMENT), "later");
    /* What the agent sets through the handle it reads there, and no more. */
    CHECK_OK(iostx_folder_set_values(lent, &title, 1));
    CHECK_TEXT(text_of_folder(second, IOSTX_PR_CONTAINER_CLASS), "IPF.Note");
    CHECK_TEXT(text_of_folder(lent, IOSTX_PR_COMMENT), "first");
    answer(IOSTX_UPF_OK, NULL, NULL);
    leave(true);
    CHECK_TEXT(text_of_folder(second, IOSTX_PR_COMMENT), "first");
    iostx_folder_free(second);
    iostx_folder_free(folder);
    rest = upload_all();
    CHECK_EQ(rest.count, 1);
    CHECK_EQ(rest.flags[0], IOSTX_UPF_MOD_PROPS);
}

/* --- Download -------------------------------------------------------------------------------------------------------------------- */

static void imports_persist_and_keep_the_blob_without_an_ok(void)
{
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_state *state = NULL;

    CHECK_CODE(import_folder(sink, "Child", "c", "p"), IOSTX_SYNC_E_NO_PARENT);
    CHECK(import_folder(sink, "Parent", "p", NULL) >= 0);
    CHECK(import_folder(sink, "Child", "c", "p") >= 0);
    CHECK_OK(iostx_session_get_state(w.session, IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY, &state));
    CHECK_EQ(state->body.dnhier.count_new, 2);
    CHECK_OK(iostx_hierarchy_sink_set_state_blob(sink, B("tree 1")));
    give_up();
    reopen_world();
    CHECK(!is_no_folder(find_folder(find_folder(top, "Parent"), "Child")));
    CHECK_EQ(upload_all().count, 0);
    start(0, IOSTX_UPS_DNLOAD_ONLY);
    CHECK_BYTES(beg(IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY)->body.dnhier.state_blob, "tree 1");
    leave(true);
}

static void the_state_of_a_hierarchy_sink_is_written_and_taken_again(void)
{
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_stream *stream = NULL;
    uint64_t size = 0;

    CHECK_OK(iostx_stream_create(&stream));
    CHECK(import_folder(sink, "Parent", "p", NULL) >= 0);
    CHECK_OK(iostx_hierarchy_sink_set_state_blob(sink, B("tree 1")));
    CHECK_OK(iostx_hierarchy_sink_update_state(sink, stream, 0));
    leave(true);
    CHECK_OK(iostx_stream_get_size(stream, &size));
    CHECK(size > 0);
    CHECK_OK(iostx_stream_seek(stream, 0, IOSTX_SEEK_BEGIN, NULL));
    sink = download_hierarchy();
    CHECK_OK(iostx_hierarchy_sink_config(sink, stream, 0));
    CHECK(import_folder(sink, "Parent", "p", NULL) >= 0);
    leave(true);
    iostx_stream_free(stream);
    start(0, IOSTX_UPS_DNLOAD_ONLY);
    CHECK_BYTES(beg(IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY)->body.dnhier.state_blob, "tree 1");
    leave(true);
}

/* DNTBL: name, last_modified, rights, feid, binding. */
static void a_download_table_tells_of_its_folder(void)
{
    iostx_feid a = server_folder("A", "fa");
    iostx_folder *folder = open_folder(a);
    iostx_value rights = long_value(IOSTX_PR_RIGHTS, 0x7FB);
    static const uint32_t modified = IOSTX_PR_LAST_MODIFICATION_TIME;
    iostx_values *values = NULL;
    const iostx_value *value = NULL;
    iostx_dntbl *table;

    clock_forward(5 * SECONDS);
    CHECK_OK(iostx_folder_set_values(folder, &rights, 1));
    CHECK_OK(iostx_folder_get_values(folder, &modified, 1, 0, &values));
    CHECK_OK(iostx_values_find(values, modified, &value));
    download_table(a);
    table = open_download();
    CHECK_TEXT(table->name, "A");
    CHECK(same_feid(table->feid, a));
    CHECK_BYTES(table->binding.remote_id, "fa");
    CHECK_EQ(table->rights, 0x7FB);
    CHECK(table->last_modified != 0 && table->last_modified == value->value.time);
    leave(true);
    iostx_values_free(values);
    iostx_folder_free(folder);
}

static void a_rename_and_a_move_on_the_server_are_taken(void)
{
    iostx_feid a = server_folder("A", "fa");
    server_folder("B", "fb");
    server_sends_folder("A2", "fa", "fb");
    CHECK_TEXT(folder_text(a, IOSTX_PR_DISPLAY_NAME), "A2");
    CHECK(same_feid(find_folder(find_folder(top, "B"), "A2"), a));
    CHECK_EQ(upload_all().count, 0);
}

static void name_and_parent_merge_separately(void)
{
    iostx_feid a = server_folder("A", "fa");
    handed all;
    server_folder("B", "fb");
    rename_folder(a, "Mine");
    server_sends_folder("A", "fa", "fb");
    CHECK_TEXT(folder_text(a, IOSTX_PR_DISPLAY_NAME), "Mine");
    CHECK(same_feid(find_folder(find_folder(top, "B"), "Mine"), a));
    all = upload_all();
    CHECK_EQ(all.count, 1);
    CHECK_EQ(all.flags[0], IOSTX_UPF_MOD_PROPS);
}

static void a_name_changed_on_both_sides_is_the_servers_without_a_time_and_reported(void)
{
    iostx_feid a = server_folder("A", "fa");
    rename_folder(a, "Mine");
    server_sends_folder("Theirs", "fa", NULL);
    CHECK_TEXT(folder_text(a, IOSTX_PR_DISPLAY_NAME), "Theirs");
    CHECK_EQ(upload_all().count, 0);
    CHECK_EQ(conflicts_in(a), 1);
}

static void a_server_move_that_would_make_a_cycle_undoes_the_local_one(void)
{
    iostx_feid a = server_folder("A", "fa"), b = server_folder("B", "fb");
    move_folder(a, b);
    server_sends_folder("B", "fb", "fa");
    CHECK(same_feid(find_folder(top, "A"), a));
    CHECK(same_feid(find_folder(a, "B"), b));
    CHECK_EQ(upload_all().count, 0);
}

static void imports_may_create_siblings_of_equal_name(void)
{
    iostx_feid first = server_folder("Same", "f1"), second = server_folder("Same", "f2");
    CHECK(!same_feid(first, second));
    CHECK_TEXT(folder_text(first, IOSTX_PR_DISPLAY_NAME), "Same");
    CHECK_TEXT(folder_text(second, IOSTX_PR_DISPLAY_NAME), "Same");
}

static void a_folder_deleted_here_that_the_server_filled_comes_back(void)
{
    iostx_feid a = server_folder("A", "fa");
    delete_folder(a);
    server_sends_folder("A, changed", "fa", NULL);
    a = find_folder(top, "A, changed");
    CHECK(!is_no_folder(a));
    CHECK_TEXT(folder_text(a, IOSTX_PR_REMOTE_ID), "fa");
    CHECK_EQ(upload_all().count, 0);
}

static void a_folder_deleted_on_the_server_goes_and_its_pending_work_to_conflicts(void)
{
    iostx_feid a = server_folder("A", "fa"), child = server_subfolder("Child", "fc", "fa");
    iostx_meid clean = server_sends(a, "a", "1", "clean", "x");

    new_item(child, "unsent work", "text");
    server_deletes_folder("fa");
    CHECK(!folder_is_here(a) && !folder_is_here(child));
    CHECK(!item_is_here(clean));
    CHECK_TEXT(content_of(find_subject(special(IOSTX_FOLDER_CONFLICTS), "unsent work")), "text");
    CHECK_EQ(upload_all().count, 0);
    check_store();
}

static void a_server_folder_with_the_name_of_a_pending_new_one_is_that_folder(void)
{
    iostx_feid mine = new_folder(top, "Projects");
    iostx_meid item = new_item(mine, "one", "text");
    server_sends_folder("Projects", "fp", NULL);
    CHECK_TEXT(folder_text(mine, IOSTX_PR_REMOTE_ID), "fp");
    CHECK_EQ(upload_all().count, 0);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    CHECK(is_offered(mine));
}

RUN(WITH_TOP(new_folders_come_parents_first_with_the_binding_of_their_parent),
    WITH_TOP(what_needs_a_folder_that_failed_waits_for_another_pass),
    WITH_TOP(a_deletion_that_waited_for_a_move_is_offered_when_the_hierarchy_is_entered_again), WITH_TOP(renamed_and_moved_folders_say_so),
    WITH_TOP(deleted_folders_come_children_first_with_their_binding), WITH_TOP(without_upf_ok_a_folder_stays_pending),
    WITH_TOP(a_deletion_goes_before_the_sibling_that_wants_its_name), WITH_TOP(a_swap_of_names_goes_through_a_temporary_name),
    WITH_TOP(the_folder_handed_out_is_a_snapshot), WITH_TOP(the_state_of_a_hierarchy_sink_is_written_and_taken_again),
    WITH_TOP(a_download_table_tells_of_its_folder),
    WITH_TOP(imports_persist_and_keep_the_blob_without_an_ok), WITH_TOP(a_rename_and_a_move_on_the_server_are_taken),
    WITH_TOP(name_and_parent_merge_separately),
    WITH_TOP(a_name_changed_on_both_sides_is_the_servers_without_a_time_and_reported),
    WITH_TOP(a_server_move_that_would_make_a_cycle_undoes_the_local_one),
    WITH_TOP(imports_may_create_siblings_of_equal_name), WITH_TOP(a_folder_deleted_here_that_the_server_filled_comes_back),
    WITH_TOP(a_folder_deleted_on_the_server_goes_and_its_pending_work_to_conflicts),
    WITH_TOP(a_server_folder_with_the_name_of_a_pending_new_one_is_that_folder))
