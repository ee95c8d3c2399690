/* Header to full: SyncHdrBeg gives the header and an empty message; SyncHdrEnd replaces the one by the other. */
#include "agent.h"

#include <string.h>

static iostx_feid folder;
static iostx_meid item;

static void with_header(void)
{
    open_world();
    folder = server_folder("Work", "f1");
    CHECK(import_at(download_table(folder), "a", "1", "the subject", NULL, 0, IOSTX_IMPORT_HEADER) >= 0);
    leave(true);
    item = find_remote(folder, "a");
    CHECK(number_of(item, IOSTX_PR_HEADER_ITEM) > 0);
    CHECK_OK(iostx_init_sync(w.session, 0));
}

#define WITH_HEADER(function) CASE_IN(function, with_header, close_world)

static iostx_hdrsync *enter(void)
{
    iostx_state *state = NULL;
    CHECK_OK(iostx_sync_hdr_beg(w.session, &item, &state));
    CHECK_EQ(state->tag, IOSTX_LR_SYNC_DOWNLOAD_HEADER);
    return &state->body.hdrsync;
}

static void fill(iostx_message *message, const char *content)
{
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "the whole subject");
    CHECK_OK(iostx_message_set_values(message, &value, 1));
    CHECK_OK(iostx_message_set_content(message, content, strlen(content)));
}

static bool is_header(void)
{
    return number_of(item, IOSTX_PR_HEADER_ITEM) > 0;
}

static void the_structure_has_the_header_its_folder_and_an_empty_message(void)
{
    iostx_hdrsync *structure = enter();
    size_t got = 0;

    CHECK(structure->header != NULL);
    CHECK(same_meid(structure->header->meid, item));
    CHECK_BYTES(structure->header->binding.remote_id, "a");
    CHECK((structure->header->flags & IOSTX_UPM_HEADER) != 0);
    CHECK(same_feid(structure->parent, folder));
    CHECK(structure->full != NULL);
    CHECK_CODE(iostx_message_get_content(structure->full, NULL, 0, &got), IOSTX_MAPI_E_NOT_FOUND);
    CHECK_OK(iostx_sync_hdr_end(w.session));
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    CHECK(is_header());
}

static void the_filled_message_replaces_the_header(void)
{
    iostx_hdrsync *structure = enter();
    iostx_message *full = structure->full;

    fill(full, "the whole text");
    structure->flags |= IOSTX_HSF_OK;
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_S_OK));
    CHECK_OK(iostx_sync_hdr_end(w.session));
    CHECK(!is_header());
    CHECK_TEXT(content_of(item), "the whole text");
    CHECK_TEXT(subject_of(item), "the whole subject");
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "a");
    CHECK_EQ(pending_of(item), 0);
    CHECK_CODE(iostx_message_save(full, 0), IOSTX_MAPI_E_INVALID_OBJECT);
    {
        iostx_state *state = NULL;
        CHECK_CODE(iostx_sync_hdr_beg(w.session, &item, &state), IOSTX_MAPI_E_NO_SUPPORT);
    }
}

static void without_ok_or_with_a_failure_the_header_stays(void)
{
    iostx_hdrsync *structure = enter();
    fill(structure->full, "the whole text");
    CHECK_OK(iostx_sync_hdr_end(w.session));
    CHECK(is_header());
    structure = enter();
    fill(structure->full, "the whole text");
    structure->flags |= IOSTX_HSF_OK;
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_MAPI_E_NETWORK_ERROR));
    CHECK_OK(iostx_sync_hdr_end(w.session));
    CHECK(is_header());
    CHECK_TEXT(subject_of(item), "the subject");
}

static void a_message_of_the_clients_own_is_taken(void)
{
    iostx_folder *opened = open_folder(folder);
    iostx_message *own = NULL;

    CHECK_OK(iostx_folder_create_message(opened, 0, &own));
    fill(own, "from the client");
    enter();
    CHECK_OK(iostx_session_set_header(w.session, IOSTX_HSF_OK, own));
    CHECK_OK(iostx_sync_hdr_end(w.session));
    iostx_message_free(own);
    iostx_folder_free(opened);
    CHECK(!is_header());
    CHECK_TEXT(content_of(item), "from the client");
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void a_message_of_the_same_store_is_copied_or_consumed(void)
{
    iostx_meid source = new_item(special(IOSTX_FOLDER_INBOX), "the whole subject", "the whole text");
    iostx_message *full = open_item(source, IOSTX_MAPI_MODIFY);
    iostx_hdrsync *structure = enter();

    structure->full = full;
    structure->flags |= IOSTX_HSF_OK | IOSTX_HSF_LOCAL;
    CHECK_OK(iostx_sync_hdr_end(w.session));
    iostx_message_free(full);
    CHECK(!is_header());
    CHECK_TEXT(content_of(item), "the whole text");
    CHECK_TEXT(content_of(source), "the whole text");
}

static void a_handle_that_is_no_message_is_refused_and_the_state_is_left(void)
{
    iostx_hdrsync *structure = enter();
    structure->full = (iostx_message *)w.store;
    structure->flags |= IOSTX_HSF_OK;
    CHECK_CODE(iostx_sync_hdr_end(w.session), IOSTX_MAPI_E_INVALID_OBJECT);
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    CHECK(is_header());
}

static void in_a_download_table_it_returns_there(void)
{
    iostx_contents_sink *sink = download_table(folder);
    iostx_hdrsync *structure = enter();

    fill(structure->full, "the whole text");
    structure->flags |= IOSTX_HSF_OK;
    CHECK_OK(iostx_sync_hdr_end(w.session));
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_DOWNLOAD_TABLE);
    CHECK(import(sink, "b", "1", "two", "text") >= 0);
    leave(true);
    CHECK(!is_header());
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
}

static void pending_flags_stay_when_the_body_comes(void)
{
    iostx_hdrsync *structure;
    set_read(item, true);
    set_keywords(item, "red", NULL);
    structure = enter();
    fill(structure->full, "the whole text");
    structure->flags |= IOSTX_HSF_OK;
    CHECK_OK(iostx_sync_hdr_end(w.session));
    CHECK(is_read(item));
    CHECK_EQ(pending_of(item), IOSTX_PENDING_READ | IOSTX_PENDING_FLAGS);
    CHECK_TEXT(content_of(item), "the whole text");
}

static void a_body_that_was_asked_for_is_wanted_no_more(void)
{
    iostx_hdrsync *structure;
    CHECK_OK(iostx_store_request_full(w.store, &item, 1));
    CHECK_EQ(wanted_in(folder), 1);
    structure = enter();
    fill(structure->full, "the whole text");
    structure->flags |= IOSTX_HSF_OK;
    CHECK_OK(iostx_sync_hdr_end(w.session));
    CHECK_EQ(wanted_in(folder), 0);
}

RUN(WITH_HEADER(the_structure_has_the_header_its_folder_and_an_empty_message), WITH_HEADER(the_filled_message_replaces_the_header),
    WITH_HEADER(without_ok_or_with_a_failure_the_header_stays), WITH_HEADER(a_message_of_the_clients_own_is_taken),
    WITH_HEADER(a_message_of_the_same_store_is_copied_or_consumed),
    WITH_HEADER(a_handle_that_is_no_message_is_refused_and_the_state_is_left), WITH_HEADER(in_a_download_table_it_returns_there),
    WITH_HEADER(pending_flags_stay_when_the_body_comes), WITH_HEADER(a_body_that_was_asked_for_is_wanted_no_more))
