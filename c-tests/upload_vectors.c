/* Upload read status and upload delete status: vectors of entries, each with a result of its own. */
#include "agent.h"

#include <stdio.h>
#include <string.h>

static iostx_feid folder;

static void with_items(void)
{
    iostx_contents_sink *sink;
    char id[16];

    open_world();
    folder = server_folder("Work", "f1");
    sink = download_table(folder);
    for (int i = 0; i < 6; i++) {
        snprintf(id, sizeof(id), "id-%d", i);
        CHECK_OK(import(sink, id, "1", id, "text"));
    }
    leave(true);
}

#define WITH_ITEMS(function) CASE_IN(function, with_items, close_world)

static iostx_meid item(int number)
{
    char id[16];
    snprintf(id, sizeof(id), "id-%d", number);
    return find_remote(folder, id);
}

/* The entry of an item in the open vector. */
static iostx_upreade *read_entry(iostx_upread *reads, const char *remote_id)
{
    for (uint32_t i = 0; i < reads->count; i++)
        if (reads->entries[i].binding.remote_id.size == strlen(remote_id) &&
            memcmp(reads->entries[i].binding.remote_id.data, remote_id, strlen(remote_id)) == 0)
            return &reads->entries[i];
    CHECK(!"no such entry");
    return NULL;
}

static void read_entries_tell_state_key_and_binding(void)
{
    iostx_upread *reads;
    iostx_upreade *entry;
    iostx_skey key = source_key_of(item(1));

    set_read(item(1), true);
    server_sends_flags(folder, "id-2", "2", IOSTX_FLAG_READ, 0);
    set_read(item(2), false);
    CHECK_EQ(upload_table(folder)->entries[0].count_read, 2);
    reads = &beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ)->body.upread;
    CHECK_EQ(reads->count, 2);
    entry = read_entry(reads, "id-1");
    CHECK_EQ(entry->flags, IOSTX_UPR_READ);
    CHECK_OK(entry->result);
    CHECK_MEMORY(&entry->source_key, &key, sizeof(key));
    CHECK_BYTES(entry->binding.remote_version, "1");
    CHECK(is_zero(entry->reserved, sizeof(entry->reserved)));
    CHECK_EQ(read_entry(reads, "id-2")->flags, 0);
    CHECK_BYTES(read_entry(reads, "id-2")->binding.remote_version, "2");
    give_up();
}

static void only_entries_marked_ok_are_cleared(void)
{
    iostx_upread *reads;

    for (int i = 0; i < 3; i++)
        set_read(item(i), true);
    upload_table(folder);
    reads = &beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ)->body.upread;
    read_entry(reads, "id-0")->flags |= IOSTX_UPR_OK;
    read_entry(reads, "id-1")->result = IOSTX_MAPI_E_NO_ACCESS;
    read_entry(reads, "id-2")->flags |= IOSTX_UPR_OK;
    read_entry(reads, "id-2")->result = IOSTX_MAPI_E_NETWORK_ERROR; /* A flag with a failing code is no success. */
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_S_OK));
    end();
    leave(true);
    CHECK_EQ(pending_of(item(0)), 0);
    CHECK_EQ(pending_of(item(1)), IOSTX_PENDING_READ);
    CHECK_EQ(pending_of(item(2)), IOSTX_PENDING_READ);
}

static void entry_results_may_come_in_parts_by_the_function(void)
{
    iostx_result result = IOSTX_RESULT_INIT, two[2] = { IOSTX_RESULT_INIT, IOSTX_RESULT_INIT };

    for (int i = 0; i < 3; i++)
        set_read(item(i), true);
    upload_table(folder);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ)->body.upread.count, 3);
    result.flags = IOSTX_UPR_OK;
    two[0].flags = two[1].flags = IOSTX_UPR_OK;
    two[0].remote_version = B("new version");
    CHECK_OK(iostx_session_set_entry_results(w.session, 1, 2, two));
    CHECK_OK(iostx_session_set_entry_results(w.session, 0, 1, &result));
    end();
    leave(true);
    CHECK_EQ(pending_in(folder), 0);
}

static void an_item_with_other_work_appears_in_both_and_each_clears_its_own(void)
{
    iostx_upmsg *up;

    set_subject(item(0), "changed");
    set_read(item(0), true);
    upload_table(folder);
    up = next_message();
    CHECK_EQ(up->flags, IOSTX_UPM_MOD_PROPS);
    answer(IOSTX_UPM_OK, NULL, "2");
    give_up();
    CHECK_EQ(pending_of(item(0)), IOSTX_PENDING_READ);
    upload_table(folder);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_NOT_FOUND);
    beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ);
    CHECK_EQ(answer_entries(IOSTX_UPR_OK), 1);
    leave(true);
    CHECK_EQ(pending_of(item(0)), 0);
}

static void a_new_item_carries_its_flags_in_the_message(void)
{
    iostx_meid fresh = new_item(folder, "new", "text");
    iostx_uptbl *table;

    set_read(fresh, true);
    table = upload_table(folder);
    CHECK_EQ(table->entries[0].count_mod, 1);
    CHECK_EQ(table->entries[0].count_read, 0);
    next_message();
    answer(IOSTX_UPM_OK, "new", "1");
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
    CHECK_EQ(pending_of(fresh), 0);
}

static void a_vector_holds_at_most_its_limit_and_entering_again_gives_the_next(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    uint32_t seen = 0, vectors = 0;
    iostx_state *state = NULL;
    iostx_uptbl *table;

    options.vector_limit = 2;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    for (int i = 0; i < 5; i++)
        set_read(item(i), true);
    table = upload_table(folder);
    CHECK_EQ(table->entries[0].count_read, 5);
    while (iostx_sync_beg(w.session, IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, &state) == IOSTX_S_OK) {
        CHECK(state->body.upread.count <= 2);
        seen += answer_entries(IOSTX_UPR_OK);
        vectors++;
        CHECK_EQ(table->entries[0].index_read, seen);
    }
    CHECK_EQ(seen, 5);
    CHECK_EQ(vectors, 3);
    leave(true);
    CHECK_EQ(pending_in(folder), 0);
}

static void an_entry_that_failed_does_not_come_again_in_the_same_table(void)
{
    set_read(item(0), true);
    upload_table(folder);
    beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ)->body.upread.entries[0].result = IOSTX_MAPI_E_NO_ACCESS;
    end();
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
    CHECK_EQ(pending_of(item(0)), IOSTX_PENDING_READ);
}

static void a_read_state_changed_back_while_it_is_uploaded_stays_pending(void)
{
    set_read(item(0), true);
    upload_table(folder);
    beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ);
    set_read(item(0), false);
    answer_entries(IOSTX_UPR_OK);
    leave(true);
    /* The server has it read now; here it is unread. */
    CHECK_EQ(pending_of(item(0)), IOSTX_PENDING_READ);
    upload_table(folder);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ)->body.upread.entries[0].flags, 0);
    answer_entries(IOSTX_UPR_OK);
    leave(true);
    CHECK_EQ(pending_in(folder), 0);
}

/* --- Deletions ------------------------------------------------------------------------------------------------------------------- */

static void deletions_done_leave_no_record(void)
{
    iostx_uptbl *table;

    delete_item(item(0));
    delete_item(item(1));
    table = upload_table(folder);
    CHECK_EQ(table->entries[0].count_del, 2);
    CHECK_EQ(table->entries[0].count_mod, 0);
    beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel.entries[0].flags |= IOSTX_UPD_OK;
    end();
    CHECK(table->entries[0].index_del >= 1);
    leave(true);
    CHECK_EQ(store_info().tombstone_count, 1);
    CHECK_EQ(upload(folder).deletes, 1);
    CHECK_EQ(store_info().tombstone_count, 0);
    CHECK_EQ(store_info().pending_count, 0);
}

static void upd_commit_in_entry_0_makes_the_results_durable_at_once(void)
{
    int process;

    delete_item(item(0));
    set_read(item(1), true);
    close_world();
    if (test_fork(&process)) {
        iostx_updel *deletes;
        iostx_upread *reads;
        open_world();
        upload_table(folder);
        deletes = &beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)->body.updel;
        deletes->entries[0].flags |= IOSTX_UPD_OK | IOSTX_UPD_COMMIT;
        end();
        reads = &beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ)->body.upread;
        reads->entries[0].flags |= IOSTX_UPR_OK | IOSTX_UPR_COMMIT;
        end();
        test_process_crash();
    }
    test_process_join(process);
    open_world();
    CHECK_EQ(pending_in(folder), 0);
}

static void a_deletion_that_failed_stays_pending(void)
{
    iostx_result result = IOSTX_RESULT_INIT;

    delete_item(item(0));
    upload_table(folder);
    beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL);
    result.code = IOSTX_MAPI_E_NO_ACCESS;
    result.text = "the server forbids it";
    CHECK_OK(iostx_session_set_entry_results(w.session, 0, 1, &result));
    end();
    leave(true);
    CHECK_EQ(pending_in(folder), 1);
    CHECK(is_none(item(0)));
    CHECK_EQ(upload(folder).deletes, 1);
}

static void a_pass_that_offers_few_deletions_holds_the_rest(void)
{
    iostx_folder_options options = folder_options(folder);
    options.delete_limit = 2;
    set_folder_options(folder, &options);
    for (int i = 0; i < 5; i++)
        delete_item(item(i));
    CHECK(upload(folder).deletes <= 2);
    CHECK(store_info().tombstone_count >= 3);
    CHECK(held_in(folder) >= 3);
}

RUN(WITH_ITEMS(read_entries_tell_state_key_and_binding), WITH_ITEMS(only_entries_marked_ok_are_cleared),
    WITH_ITEMS(entry_results_may_come_in_parts_by_the_function),
    WITH_ITEMS(an_item_with_other_work_appears_in_both_and_each_clears_its_own),
    WITH_ITEMS(a_new_item_carries_its_flags_in_the_message),
    WITH_ITEMS(a_vector_holds_at_most_its_limit_and_entering_again_gives_the_next),
    WITH_ITEMS(an_entry_that_failed_does_not_come_again_in_the_same_table),
    WITH_ITEMS(a_read_state_changed_back_while_it_is_uploaded_stays_pending), WITH_ITEMS(deletions_done_leave_no_record),
    WITH_ITEMS(upd_commit_in_entry_0_makes_the_results_durable_at_once), WITH_ITEMS(a_deletion_that_failed_stays_pending),
    WITH_ITEMS(a_pass_that_offers_few_deletions_holds_the_rest))
