/*
 * The codes that the documentation of a function names, for what an application calls, where no other subject provokes them.
 */
#include "arguments.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

static iostx_feid inbox;

static void with_inbox(void)
{
    open_world();
    inbox = special(IOSTX_FOLDER_INBOX);
}

#define WITH_INBOX(function) CASE_IN(function, with_inbox, close_world)

/* --- A store that was opened for reading only ----------------------------------------------------------------------------------- */

static void nothing_can_be_written_to_a_store_for_reading_only(void)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_folder_options folder_settings;
    iostx_value name = text_value(IOSTX_PR_DISPLAY_NAME, "another name");
    uint32_t tag = IOSTX_PR_SUBJECT, comment = IOSTX_PR_COMMENT;
    iostx_folder *folder, *other, *out = NULL;
    iostx_message *message = NULL;
    iostx_stream *stream = NULL;
    iostx_row row = { &name, 1 };
    iostx_meid item;
    iostx_feid work;

    open_world();
    inbox = special(IOSTX_FOLDER_INBOX);
    work = new_folder(inbox, "Work");
    item = new_item(work, "one", "text");
    folder_settings = folder_options(work);
    close_world();
    options.flags = IOSTX_STORE_READ_ONLY;
    CHECK_OK(iostx_store_open(world_path(), &options, &w.store, NULL));

    folder = open_folder(work);
    other = open_folder(inbox);
    options.flags = 0;
    options.trash_days = 3;
    EXPECT_CODE(iostx_store_set_options(w.store, &options), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_folder_create_folder(folder, "new", NULL, 0, &out), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_folder_set_values(folder, &name, 1), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_folder_delete_values(folder, &comment, 1), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_folder_move(folder, other), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_folder_copy(folder, other, 0, &out), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_folder_delete(folder, IOSTX_DEL_MESSAGES), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_folder_set_options(folder, &folder_settings), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_folder_copy_messages(folder, &item, 1, other, 0, NULL), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_folder_create_message(folder, 0, &message), IOSTX_MAPI_E_NO_ACCESS);

    CHECK_OK(iostx_store_open_message(w.store, &item, 0, &message));
    EXPECT_CODE(iostx_message_delete_values(message, &tag, 1), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_message_set_recipients(message, &row, 1, IOSTX_MODRECIP_REPLACE), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(iostx_message_open_stream(message, IOSTX_PR_BODY, IOSTX_MAPI_MODIFY, &stream), IOSTX_MAPI_E_NO_ACCESS);
    iostx_message_free(message);
    iostx_folder_free(folder);
    iostx_folder_free(other);
    EXPECT_TEXT(subject_of(item), "one");
    close_world();
}

/* --- Folders --------------------------------------------------------------------------------------------------------------------- */

static void a_handle_of_a_folder_that_was_deleted_says_so(void)
{
    iostx_feid work = new_folder(inbox, "Work");
    iostx_meid item = new_item(work, "one", "text");
    iostx_value comment = text_value(IOSTX_PR_COMMENT, "x");
    iostx_folder *gone = open_folder(work), *other = open_folder(inbox), *out = NULL;
    iostx_message *message = NULL;
    iostx_values *values = NULL;
    uint32_t tag = IOSTX_PR_COMMENT;

    delete_folder(work);
    EXPECT_CODE(iostx_folder_create_folder(gone, "new", NULL, 0, &out), IOSTX_MAPI_E_OBJECT_DELETED);
    EXPECT_CODE(iostx_folder_create_message(gone, 0, &message), IOSTX_MAPI_E_OBJECT_DELETED);
    EXPECT_CODE(iostx_folder_get_values(gone, NULL, 0, 0, &values), IOSTX_MAPI_E_OBJECT_DELETED);
    EXPECT_CODE(iostx_folder_set_values(gone, &comment, 1), IOSTX_MAPI_E_OBJECT_DELETED);
    EXPECT_CODE(iostx_folder_delete_values(gone, &tag, 1), IOSTX_MAPI_E_OBJECT_DELETED);
    EXPECT_CODE(iostx_folder_move(gone, other), IOSTX_MAPI_E_OBJECT_DELETED);
    EXPECT_CODE(iostx_folder_copy(gone, other, 0, &out), IOSTX_MAPI_E_OBJECT_DELETED);
    EXPECT_CODE(iostx_folder_delete(gone, 0), IOSTX_MAPI_E_OBJECT_DELETED);
    EXPECT_CODE(iostx_folder_copy_messages(other, &item, 1, gone, 0, NULL), IOSTX_MAPI_E_OBJECT_DELETED);
    EXPECT_CODE(iostx_folder_set_read_flags(gone, &item, 1, 0), IOSTX_MAPI_E_OBJECT_DELETED);
    iostx_folder_free(gone);
    iostx_folder_free(other);
}

static void a_list_of_a_folder_that_was_deleted_ends_so(void)
{
    iostx_feid work = new_folder(inbox, "Work");
    iostx_list_options options = IOSTX_LIST_OPTIONS_INIT;
    iostx_folder *folder = open_folder(work);
    iostx_cursor *cursor = NULL;
    const iostx_page *page = NULL;

    new_item(work, "one", "text");
    CHECK_OK(iostx_folder_list(folder, &options, &cursor));
    delete_folder(work);
    EXPECT_CODE(iostx_cursor_next_page(cursor, 10, &page), IOSTX_MAPI_E_OBJECT_DELETED);
    iostx_cursor_free(cursor);
    iostx_folder_free(folder);
}

static void a_folder_that_holds_something_is_deleted_only_with_it(void)
{
    iostx_feid work = new_folder(inbox, "Work"), below = new_folder(work, "Below");
    iostx_folder *folder = open_folder(work);
    iostx_feid outbox = special(IOSTX_FOLDER_OUTBOX);

    EXPECT_CODE(iostx_folder_delete(folder, IOSTX_DEL_MESSAGES), IOSTX_MAPI_E_HAS_FOLDERS);
    delete_folder(below);
    new_item(work, "one", "text");
    EXPECT_CODE(iostx_folder_delete(folder, IOSTX_DEL_FOLDERS), IOSTX_MAPI_E_HAS_MESSAGES);
    EXPECT(folder_is_here(work));
    CHECK_OK(iostx_folder_delete(folder, IOSTX_DEL_MESSAGES));
    iostx_folder_free(folder);
    folder = open_folder(outbox);
    EXPECT_CODE(iostx_folder_delete(folder, IOSTX_DEL_MESSAGES), IOSTX_MAPI_E_NO_ACCESS);
    iostx_folder_free(folder);
}

static void a_folder_with_a_queued_message_is_not_deleted(void)
{
    iostx_feid work = new_folder(inbox, "Work");
    iostx_meid item = new_item(work, "letter", "text");
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY), *second;
    iostx_folder *folder = open_folder(work);
    iostx_value subject = text_value(IOSTX_PR_SUBJECT, "changed");

    set_recipient(message, "ada@example.org");
    CHECK_OK(iostx_message_save(message, 0));
    second = open_item(item, IOSTX_MAPI_MODIFY);
    CHECK_OK(iostx_message_submit(message, 0));
    iostx_message_free(message);

    EXPECT_CODE(iostx_folder_delete(folder, IOSTX_DEL_MESSAGES), IOSTX_MAPI_E_SUBMITTED);
    /* A handle from before: what is queued takes no changes, and is not queued twice. */
    CHECK_OK(iostx_message_set_values(second, &subject, 1));
    EXPECT_CODE(iostx_message_save(second, 0), IOSTX_MAPI_E_SUBMITTED);
    EXPECT_CODE(iostx_message_submit(second, 0), IOSTX_MAPI_E_SUBMITTED);
    iostx_message_free(second);
    iostx_folder_free(folder);
    EXPECT_TEXT(subject_of(item), "letter");
}

static void a_folder_of_headers_that_were_copied_out_of_it_waits_for_their_bodies(void)
{
    iostx_feid work = server_folder("Work", "f1"), other = server_folder("Other", "f2");
    iostx_folder *folder;
    iostx_meid item;

    CHECK(import_at(download_table(work), "a", "1", "header", NULL, 0, IOSTX_IMPORT_HEADER) >= 0);
    CHECK_OK(leave(true));
    item = find_remote(work, "a");
    copy_item(item, other);
    folder = open_folder(work);
    EXPECT_CODE(iostx_folder_delete(folder, IOSTX_DEL_MESSAGES), IOSTX_MAPI_E_NO_SUPPORT);
    iostx_folder_free(folder);
}

static void what_a_server_knows_cannot_become_local_only(void)
{
    iostx_feid work = server_folder("Work", "f1");
    iostx_folder_options options = folder_options(work);
    iostx_folder *folder = open_folder(work);

    options.flags |= IOSTX_FOLDEROPTION_LOCAL_ONLY;
    EXPECT_CODE(iostx_folder_set_options(folder, &options), IOSTX_MAPI_E_NO_SUPPORT);
    EXPECT_EQ(folder_options(work).flags & IOSTX_FOLDEROPTION_LOCAL_ONLY, 0);
    iostx_folder_free(folder);
}

static void a_folder_does_not_move_between_replicated_and_local_ones(void)
{
    iostx_feid here = new_folder(inbox, "Here"), work = new_folder(inbox, "Work");
    iostx_folder_options options = folder_options(here);
    iostx_folder *folder = open_folder(work), *local = open_folder(here);

    options.flags |= IOSTX_FOLDEROPTION_LOCAL_ONLY;
    set_folder_options(here, &options);
    EXPECT_CODE(iostx_folder_move(folder, local), IOSTX_MAPI_E_NO_SUPPORT);
    EXPECT_CODE(iostx_folder_move(local, folder), IOSTX_MAPI_E_NO_SUPPORT);
    iostx_folder_free(folder);
    iostx_folder_free(local);
}

static void values_of_a_folder_that_are_missing(void)
{
    iostx_folder *folder = open_folder(new_folder(inbox, "Work"));
    uint32_t tags[] = { IOSTX_PR_DISPLAY_NAME, 0x6002001Fu };
    iostx_values *values = NULL;

    EXPECT_CODE(iostx_folder_get_values(folder, tags, 2, 0, &values), IOSTX_MAPI_W_ERRORS_RETURNED);
    CHECK(values != NULL);
    iostx_values_free(values);
    iostx_folder_free(folder);
}

/* --- Items ----------------------------------------------------------------------------------------------------------------------- */

static void marking_what_is_not_there_is_done_in_part(void)
{
    iostx_meid items[2];
    iostx_folder *folder = open_folder(inbox);

    items[0] = new_item(inbox, "one", "text");
    items[1] = new_item(inbox, "two", "text");
    delete_item(items[1]);
    EXPECT_CODE(iostx_folder_set_read_flags(folder, items, 2, 0), IOSTX_MAPI_W_PARTIAL_COMPLETION);
    EXPECT(is_read(items[0]));
    EXPECT_CODE(iostx_store_retry(w.store, items, 2), IOSTX_MAPI_W_PARTIAL_COMPLETION);
    iostx_folder_free(folder);
}

static void what_the_values_of_a_message_cannot_be(void)
{
    iostx_message *message = open_item(new_item(inbox, "one", "text"), IOSTX_MAPI_MODIFY);
    iostx_value address = text_value(IOSTX_PR_SMTP_ADDRESS, NOT_UTF8);
    iostx_row row = { &address, 1 };
    uint32_t tags[] = { IOSTX_PR_SUBJECT, 0x6002001Fu };
    iostx_values *values = NULL;
    iostx_stream *stream = NULL;

    EXPECT_CODE(iostx_message_get_values(message, tags, 2, 0, &values), IOSTX_MAPI_W_ERRORS_RETURNED);
    CHECK(values != NULL);
    iostx_values_free(values);
    EXPECT_CODE(iostx_message_set_recipients(message, &row, 1, IOSTX_MODRECIP_REPLACE), IOSTX_MAPI_E_BAD_VALUE);
    EXPECT_CODE(iostx_message_open_stream(message, IOSTX_PR_SOURCE_KEY, IOSTX_MAPI_MODIFY, &stream), IOSTX_MAPI_E_COMPUTED);
    EXPECT(stream == NULL);
    iostx_message_free(message);
}

static void the_content_of_a_header_is_the_servers(void)
{
    iostx_feid work = server_folder("Work", "f1");
    iostx_message *message;
    iostx_value content = bytes_value(IOSTX_PR_INTERNET_CONTENT, B("mine"));
    uint32_t tag = IOSTX_PR_INTERNET_CONTENT;

    CHECK(import_at(download_table(work), "a", "1", "header", NULL, 0, IOSTX_IMPORT_HEADER) >= 0);
    CHECK_OK(leave(true));
    message = open_item(find_remote(work, "a"), IOSTX_MAPI_MODIFY);
    EXPECT_CODE(iostx_message_set_values(message, &content, 1), IOSTX_MAPI_E_NO_SUPPORT);
    EXPECT_CODE(iostx_message_delete_values(message, &tag, 1), IOSTX_MAPI_E_NO_SUPPORT);
    iostx_message_free(message);
}

static void a_stream_that_writes_goes_forward_and_is_committed_once(void)
{
    iostx_message *message = open_item(new_item(inbox, "one", "text"), IOSTX_MAPI_MODIFY);
    iostx_stream *stream = NULL;

    CHECK_OK(iostx_message_open_stream(message, IOSTX_PR_BODY, IOSTX_MAPI_MODIFY, &stream));
    CHECK_OK(iostx_stream_write(stream, "text", 4));
    EXPECT_CODE(iostx_stream_seek(stream, 0, IOSTX_SEEK_BEGIN, NULL), IOSTX_MAPI_E_NO_SUPPORT);
    EXPECT_CODE(iostx_stream_set_size(stream, 2), IOSTX_MAPI_E_NO_SUPPORT);
    CHECK_OK(iostx_stream_commit(stream));
    EXPECT_CODE(iostx_stream_commit(stream), IOSTX_MAPI_E_UNABLE_TO_COMPLETE);
    EXPECT_CODE(iostx_stream_write(stream, "more", 4), IOSTX_MAPI_E_UNABLE_TO_COMPLETE);
    iostx_stream_free(stream);
    iostx_message_free(message);
}

/* --- Names, lists, events, the queue --------------------------------------------------------------------------------------------- */

static void tags_without_a_name_are_told_of(void)
{
    uint32_t tag = 0x9ABC001Fu;
    iostx_values *values = NULL;

    EXPECT_CODE(iostx_store_get_names(w.store, &tag, 1, &values), IOSTX_MAPI_W_ERRORS_RETURNED);
    CHECK(values != NULL);
    iostx_values_free(values);
}

static void what_is_pending_is_listed_of_a_folder_that_is_there(void)
{
    iostx_feid gone = new_folder(inbox, "Work"), foreign = foreign_feid(inbox);
    iostx_cursor *cursor = NULL;

    delete_folder(gone);
    GONE(iostx_store_list_pending, (w.store, &gone, &cursor));
    EXPECT_CODE(iostx_store_list_pending(w.store, &foreign, &cursor), IOSTX_MAPI_E_INVALID_ENTRYID);
    EXPECT(cursor == NULL);
}

static void *wait_for_an_event(void *events)
{
    iostx_event event = IOSTX_EVENT_INIT;
    int32_t code;
    /* The other thread may be first. */
    while ((code = iostx_events_next(events, UINT32_MAX, &event)) == IOSTX_MAPI_E_BUSY)
        sched_yield();
    EXPECT_CODE(code, IOSTX_MAPI_E_USER_CANCEL);
    return NULL;
}

static void one_thread_at_a_time_waits_for_events(void)
{
    iostx_events *events = NULL;
    iostx_event event = IOSTX_EVENT_INIT;
    pthread_t thread;
    int32_t code;

    CHECK_OK(iostx_events_open(w.store, NULL, &events));
    CHECK_EQ(pthread_create(&thread, NULL, wait_for_an_event, events), 0);
    while ((code = iostx_events_next(events, 0, &event)) == IOSTX_S_FALSE)
        sched_yield();
    EXPECT_CODE(code, IOSTX_MAPI_E_BUSY);
    CHECK_OK(iostx_events_stop(events));
    CHECK_EQ(pthread_join(thread, NULL), 0);
    iostx_events_free(events);
}

static void one_open_store_at_a_time_spools(void)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_store *other = NULL;

    CHECK_OK(iostx_store_open(world_path(), &options, &other, NULL));
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    EXPECT_CODE(iostx_emulate_spooler(other, 1), IOSTX_MAPI_E_BUSY);
    CHECK_OK(iostx_emulate_spooler(w.store, 0));
    EXPECT_CODE(iostx_emulate_spooler(other, 1), IOSTX_S_OK);
    iostx_store_free(other);
}

RUN(CASE(nothing_can_be_written_to_a_store_for_reading_only), WITH_INBOX(a_handle_of_a_folder_that_was_deleted_says_so),
    WITH_INBOX(a_list_of_a_folder_that_was_deleted_ends_so), WITH_INBOX(a_folder_that_holds_something_is_deleted_only_with_it), WITH_INBOX(a_folder_with_a_queued_message_is_not_deleted),
    WITH_INBOX(a_folder_of_headers_that_were_copied_out_of_it_waits_for_their_bodies),
    WITH_INBOX(what_a_server_knows_cannot_become_local_only), WITH_INBOX(a_folder_does_not_move_between_replicated_and_local_ones), WITH_INBOX(values_of_a_folder_that_are_missing),
    WITH_INBOX(marking_what_is_not_there_is_done_in_part), WITH_INBOX(what_the_values_of_a_message_cannot_be),
    WITH_INBOX(the_content_of_a_header_is_the_servers), WITH_INBOX(a_stream_that_writes_goes_forward_and_is_committed_once),
    WITH_INBOX(tags_without_a_name_are_told_of), WITH_INBOX(what_is_pending_is_listed_of_a_folder_that_is_there),
    WITH_INBOX(one_thread_at_a_time_waits_for_events), WITH_INBOX(one_open_store_at_a_time_spools))
