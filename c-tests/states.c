/* Every state in and out: what its structure holds, what is read from it, when, and how long it lives. */
#include "agent.h"

#include <string.h>

static void synchronize_gives_the_path_and_the_blob_of_the_account(void)
{
    iostx_sync *sync = start(0, 0);
    CHECK_TEXT(sync->path, world_path());
    CHECK_EQ(sync->state_blob.size, 0);
    CHECK_OK(iostx_session_set_state_blob(w.session, B("account state")));
    leave(true);
    sync = start(0, 0);
    CHECK_BYTES(sync->state_blob, "account state");
    leave(true);
    reopen_world();
    sync = start(0, 0);
    CHECK_BYTES(sync->state_blob, "account state");
    leave(true);
}

static void the_direction_is_read_when_the_next_state_begins(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_state *sync, *contents;

    new_item(folder, "one", "text");
    CHECK_OK(iostx_init_sync(w.session, 0));
    sync = beg(IOSTX_LR_SYNC);
    sync->body.sync.flags = IOSTX_UPS_DNLOAD_ONLY;
    sync->body.sync.flags = IOSTX_UPS_UPLOAD_ONLY;
    contents = beg(IOSTX_LR_SYNC_CONTENTS);
    CHECK_EQ(contents->body.synccont.count, 1);
    end();
    sync->body.sync.flags = IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_DNLOAD_ONLY;
    refused(IOSTX_LR_SYNC_CONTENTS, IOSTX_MAPI_E_INVALID_PARAMETER);
    refused(IOSTX_LR_SYNC_UPLOAD_HIERARCHY, IOSTX_MAPI_E_INVALID_PARAMETER);
    sync->body.sync.flags = IOSTX_UPS_UPLOAD_ONLY;
    beg(IOSTX_LR_SYNC_CONTENTS);
    give_up();
}

static void without_a_direction_both_kinds_of_tables_serve_a_folder(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_meid item = new_item(folder, "one", "text");

    start_with(0, IOSTX_UPS_THESE_FOLDERS, &folder, 1);
    CHECK_EQ(beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count, 1);
    beg(IOSTX_LR_SYNC_UPLOAD_TABLE);
    next_message();
    answer(IOSTX_UPM_OK, "a", "1");
    end();
    CHECK(same_feid(beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl.feid, folder));
    CHECK_OK(import(open_download()->contents, "b", "1", "two", "text"));
    leave(true);
    CHECK_EQ(pending_of(item), 0);
    CHECK_TEXT(subject_of(find_remote(folder, "b")), "two");
}

static void the_folders_of_the_client_are_copied_when_contents_begin(void)
{
    iostx_feid folders[2] = { server_folder("A", "f1"), server_folder("B", "f2") };
    uint32_t options[2] = { 0, 0 };
    iostx_state *sync, *contents;

    CHECK_OK(iostx_init_sync(w.session, 0));
    sync = beg(IOSTX_LR_SYNC);
    sync->body.sync.flags = IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS;
    sync->body.sync.folders = folders;
    sync->body.sync.folder_options = options;
    sync->body.sync.folder_count = 2;
    contents = beg(IOSTX_LR_SYNC_CONTENTS);
    CHECK_EQ(contents->body.synccont.count, 2);
    memset(folders, 0xEE, sizeof(folders));
    sync->body.sync.folders = NULL;
    sync->body.sync.folder_count = 0;
    CHECK_TEXT(beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl.name, "A");
    end();
    CHECK_TEXT(beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl.name, "B");
    end();
    refused(IOSTX_LR_SYNC_DOWNLOAD_TABLE, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
}

static void the_index_moves_on_when_a_kind_of_table_is_asked_for_again(void)
{
    iostx_feid folders[3] = { server_folder("A", "f1"), server_folder("B", "f2"), server_folder("C", "f3") };
    iostx_synccont *contents;

    start_with(0, IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, folders, 3);
    contents = &beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont;
    CHECK_EQ(contents->index, 0);
    for (uint32_t i = 0; i < 3; i++) {
        /* An upload table in a download pass is legal and offers nothing. */
        iostx_uptbl *table = &beg(IOSTX_LR_SYNC_UPLOAD_TABLE)->body.uptbl;
        CHECK(same_feid(table->feid, folders[i]));
        CHECK_EQ(contents->index, i);
        refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_NOT_FOUND);
        end();
        CHECK(same_feid(beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl.feid, folders[i]));
        end();
    }
    refused(IOSTX_LR_SYNC_UPLOAD_TABLE, IOSTX_MAPI_E_NOT_FOUND);
    refused(IOSTX_LR_SYNC_DOWNLOAD_TABLE, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
}

static void an_index_that_the_client_writes_chooses_the_table(void)
{
    iostx_feid folders[3] = { server_folder("A", "f1"), server_folder("B", "f2"), server_folder("C", "f3") };
    static const uint32_t order[] = { 2, 0, 1, 1 };
    iostx_synccont *contents;

    start_with(0, IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, folders, 3);
    contents = &beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont;
    for (size_t i = 0; i < COUNT(order); i++) {
        test_context("choice %zu", i);
        if (i % 2 == 0)
            contents->index = order[i];
        else
            CHECK_OK(iostx_session_set_index(w.session, order[i]));
        CHECK(same_feid(beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl.feid, folders[order[i]]));
        end();
    }
    leave(true);
}

static void a_folder_deleted_meanwhile_gives_an_empty_table_and_a_new_one_waits(void)
{
    iostx_feid doomed = server_folder("A", "f1");
    iostx_synccont *contents;
    iostx_uptbl *table;

    new_item(doomed, "one", "text");
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    contents = &beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont;
    CHECK_EQ(contents->count, 1);
    delete_folder(doomed);
    table = &beg(IOSTX_LR_SYNC_UPLOAD_TABLE)->body.uptbl;
    CHECK_EQ(contents->count, 1);
    CHECK(table->moves == NULL);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
}

static void out_members_that_the_client_wrote_are_ignored(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_uptbl *table;
    iostx_upmsg *item;
    iostx_message *own;

    new_item(folder, "one", "text");
    table = upload_table(folder);
    item = next_message();
    own = item->message;
    memset(&item->meid, 0xEE, sizeof(item->meid));
    memset(&item->binding, 0, sizeof(item->binding));
    item->message = (iostx_message *)&table;
    item->flags |= IOSTX_UPM_OK | IOSTX_UPM_NEW | IOSTX_UPM_MOV;
    memset(&table->feid, 0xEE, sizeof(table->feid));
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_S_OK));
    end();
    CHECK(iostx_message_save(own, 0) == IOSTX_MAPI_E_INVALID_OBJECT);
    leave(true);
    CHECK_EQ(store_info().tombstone_count, 0);
}

static void the_structure_stays_at_its_address_and_ends_with_its_state(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_state *contents, *table, *item;

    new_item(folder, "one", "text");
    new_item(folder, "two", "text");
    upload_table(folder);
    CHECK_OK(iostx_session_get_state(w.session, IOSTX_LR_SYNC_CONTENTS, &contents));
    CHECK_OK(iostx_session_get_state(w.session, IOSTX_LR_SYNC_UPLOAD_TABLE, &table));
    CHECK_EQ(table->body.uptbl.entries[0].count_mod, 2);
    CHECK_EQ(table->body.uptbl.entries[0].index_mod, 0);
    for (uint32_t i = 1; i <= 2; i++) {
        item = beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE);
        answer(IOSTX_UPM_OK, i == 1 ? "a" : "b", "1");
        CHECK_EQ(item->tag, IOSTX_LR_SYNC_IDLE);
        CHECK_EQ(table->tag, IOSTX_LR_SYNC_UPLOAD_TABLE);
        CHECK_EQ(table->body.uptbl.entries[0].index_mod, i);
    }
    end();
    CHECK_EQ(table->tag, IOSTX_LR_SYNC_IDLE);
    CHECK_EQ(contents->tag, IOSTX_LR_SYNC_CONTENTS);
    /* A late write by a client harms nothing. */
    memset(&table->body, 0xEE, sizeof(table->body));
    leave(true);
    CHECK_EQ(pending_in(folder), 0);
}

static void download_table_fills_its_structure_without_an_upload_table_before_it(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_dntbl *table;

    CHECK_OK(iostx_contents_sink_set_state_blob(download_table(folder), B("token 1")));
    leave(true);
    download_table(folder);
    table = open_download();
    CHECK_TEXT(table->name, "Work");
    CHECK_BYTES(table->binding.remote_id, "f1");
    CHECK_BYTES(table->state_blob, "token 1");
    CHECK(table->contents != NULL);
    CHECK_OK(import(table->contents, "a", "1", "one", "text"));
    CHECK_OK(import(table->contents, "b", "1", "two", "text"));
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
}

static void the_counters_of_a_download_table_are_current_after_each_import(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);
    const iostx_dntble *counts = open_download()->entries;

    CHECK_OK(import(sink, "a", "1", "one", "text"));
    CHECK_OK(import(sink, "b", "1", "two", "text"));
    CHECK_EQ(counts[0].count_new, 2);
    CHECK_OK(import(sink, "a", "2", "one", "changed"));
    CHECK_EQ(counts[0].count_mod, 1);
    CHECK_OK(import_flags(sink, "b", "2", IOSTX_FLAG_READ, 0));
    CHECK_EQ(counts[0].count_read, 1);
    CHECK_OK(delete_remote(sink, "a"));
    CHECK_EQ(counts[0].count_del, 1);
    CHECK_EQ(counts[1].count_new, 0);
    leave(true);
}

static void more_states_than_there_are_answer_not_found_and_change_nothing(void)
{
    iostx_feid folder = server_folder("Work", "f1");

    new_item(folder, "one", "text");
    upload_table(folder);
    next_message();
    fail(IOSTX_MAPI_E_NO_ACCESS);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_NOT_FOUND);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, IOSTX_MAPI_E_NOT_FOUND);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL, IOSTX_MAPI_E_NOT_FOUND);
    end();
    refused(IOSTX_LR_SYNC_UPLOAD_TABLE, IOSTX_MAPI_E_NOT_FOUND);
    end();
    beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY);
    refused(IOSTX_LR_SYNC_UPLOAD_FOLDER, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
}

static void init_sync_narrows_what_is_offered(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_synccont *contents;

    new_item(folder, "one", "text");
    new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "New");
    start(IOSTX_SYNC_UPLOAD_HIERARCHY, IOSTX_UPS_UPLOAD_ONLY);
    contents = &beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont;
    CHECK_EQ(contents->count, 0);
    end();
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 1);
    leave(true);
    start(IOSTX_SYNC_UPLOAD_CONTENTS, IOSTX_UPS_UPLOAD_ONLY);
    CHECK_EQ(beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count, 1);
    end();
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY)->body.uphier.count, 0);
    leave(true);
}

static void the_lenient_option_swallows_one_result_and_end_after_a_refused_begin(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    iostx_feid folder = server_folder("Work", "f1");

    options.flags = IOSTX_SESSION_LENIENT;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    new_item(folder, "one", "text");
    upload_table(folder);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, IOSTX_MAPI_E_NOT_FOUND);
    CHECK(iostx_set_sync_result(w.session, IOSTX_S_OK) >= 0);
    CHECK(iostx_sync_end(w.session) >= 0);
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_UPLOAD_TABLE);
    /* Exactly one of each. */
    CHECK_OK(iostx_sync_end(w.session));
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_CONTENTS);
    /* A begin that works ends the swallowing. */
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_E_UNEXPECTED);
    CHECK_OK(iostx_session_set_index(w.session, 0));
    beg(IOSTX_LR_SYNC_UPLOAD_TABLE);
    next_message();
    answer(IOSTX_UPM_OK, "a", "1");
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_UPLOAD_TABLE);
    leave(true);
    CHECK_EQ(pending_in(folder), 0);
}

static void without_the_lenient_option_an_end_too_many_loses_nothing(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_meid item = new_item(folder, "one", "text");

    upload_table(folder);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, IOSTX_MAPI_E_NOT_FOUND);
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_S_OK));
    end();
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_CONTENTS);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_E_UNEXPECTED);
    give_up();
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
}

RUN(IN_STORE(synchronize_gives_the_path_and_the_blob_of_the_account), IN_STORE(the_direction_is_read_when_the_next_state_begins),
    IN_STORE(without_a_direction_both_kinds_of_tables_serve_a_folder),
    IN_STORE(the_folders_of_the_client_are_copied_when_contents_begin),
    IN_STORE(the_index_moves_on_when_a_kind_of_table_is_asked_for_again),
    IN_STORE(an_index_that_the_client_writes_chooses_the_table),
    IN_STORE(a_folder_deleted_meanwhile_gives_an_empty_table_and_a_new_one_waits),
    IN_STORE(out_members_that_the_client_wrote_are_ignored), IN_STORE(the_structure_stays_at_its_address_and_ends_with_its_state),
    IN_STORE(download_table_fills_its_structure_without_an_upload_table_before_it),
    IN_STORE(the_counters_of_a_download_table_are_current_after_each_import),
    IN_STORE(more_states_than_there_are_answer_not_found_and_change_nothing), IN_STORE(init_sync_narrows_what_is_offered),
    IN_STORE(the_lenient_option_swallows_one_result_and_end_after_a_refused_begin),
    IN_STORE(without_the_lenient_option_an_end_too_many_loses_nothing))
