/* The outgoing queue: submit, lock, send, finish, abort, uncertain after a crash. */
#include "agent.h"

#include <string.h>

static iostx_feid outbox;

static void with_outbox(void)
{
    open_world();
    outbox = special(IOSTX_FOLDER_OUTBOX);
}

#define WITH_OUTBOX(function) CASE_IN(function, with_outbox, close_world)

static iostx_message *compose(const char *subject, bool to_someone)
{
    iostx_folder *folder = open_folder(outbox);
    iostx_message *message = NULL;
    iostx_value value = text_value(IOSTX_PR_SUBJECT, subject);

    CHECK_OK(iostx_folder_create_message(folder, 0, &message));
    CHECK_OK(iostx_message_set_values(message, &value, 1));
    if (to_someone)
        set_recipient(message, "ada@example.org");
    CHECK_OK(iostx_message_set_content(message, "Subject: x\r\n\r\ntext", 18));
    iostx_folder_free(folder);
    return message;
}

/* Submits a message; its id. */
static iostx_meid submit(const char *subject)
{
    iostx_message *message = compose(subject, true);
    iostx_meid id;
    CHECK_OK(iostx_message_save(message, 0));
    CHECK_OK(iostx_message_get_id(message, &id));
    CHECK_OK(iostx_message_submit(message, 0));
    CHECK_CODE(iostx_message_save(message, 0), IOSTX_MAPI_E_INVALID_OBJECT);
    iostx_message_free(message);
    clock_forward(1 * SECONDS);
    return id;
}

static iostx_cursor *queue(void)
{
    iostx_cursor *cursor = NULL;
    CHECK_OK(iostx_store_get_outgoing_queue(w.store, 0, &cursor));
    return cursor;
}

/* A number of the only message in the queue. */
static int32_t queued_number(uint32_t tag)
{
    iostx_cursor *cursor = queue();
    const iostx_value *row = NULL;
    size_t columns = 0;
    int32_t number;
    CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
    CHECK(column_of(row, columns, tag) != NULL);
    number = column_of(row, columns, tag)->value.i4;
    iostx_cursor_free(cursor);
    return number;
}

static iostx_message *lock(iostx_meid item)
{
    iostx_message *message = open_item(item, 0);
    CHECK_OK(iostx_store_set_lock_state(w.store, message, IOSTX_MSG_LOCKED));
    return message;
}

static void submitting_needs_recipients_and_ends_the_handle(void)
{
    iostx_message *message = compose("nobody", false);
    iostx_meid item;

    CHECK_CODE(iostx_message_submit(message, 0), IOSTX_MAPI_E_NO_RECIPIENTS);
    iostx_message_free(message);
    item = submit("to ada");
    CHECK((number_of(item, IOSTX_PR_MESSAGE_FLAGS) & (int32_t)IOSTX_MSGFLAG_SUBMIT) != 0);
    CHECK(time_of(item, IOSTX_PR_CLIENT_SUBMIT_TIME) == clock_time() - 1 * SECONDS);
    CHECK_EQ(store_info().outgoing_count, 1);
}

static void the_queue_is_seen_by_the_spooler_only_oldest_first(void)
{
    static const char *order[] = { "first", "second", "third" };
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    size_t columns = 0;

    for (size_t i = 0; i < COUNT(order); i++)
        submit(order[i]);
    CHECK_CODE(iostx_store_get_outgoing_queue(w.store, 0, &cursor), IOSTX_MAPI_E_NO_SUPPORT);
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    cursor = queue();
    for (size_t i = 0; i < COUNT(order); i++) {
        CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
        CHECK_BYTES(column_of(row, columns, IOSTX_PR_SUBJECT)->value.bytes, order[i]);
        CHECK_EQ(column_of(row, columns, IOSTX_PR_OUTGOING_STATE)->value.i4, IOSTX_OUTGOING_QUEUED);
        CHECK(column_of(row, columns, IOSTX_PR_ENTRYID) != NULL && column_of(row, columns, IOSTX_PR_CLIENT_SUBMIT_TIME) != NULL);
    }
    CHECK_EQ(rows_of(cursor), 0);
    CHECK_OK(iostx_emulate_spooler(w.store, 0));
    CHECK_CODE(iostx_store_get_outgoing_queue(w.store, 0, &cursor), IOSTX_MAPI_E_NO_SUPPORT);
}

static void a_suspended_queue_lists_nothing(void)
{
    submit("one");
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    CHECK_OK(iostx_set_spool_suspend_state(w.store, IOSTX_SS_SUSPENDED));
    CHECK_EQ(rows_of(queue()), 0);
    CHECK_OK(iostx_set_spool_suspend_state(w.store, IOSTX_SS_ACTIVE));
    CHECK_EQ(rows_of(queue()), 1);
}

static void a_queued_message_is_opened_by_others_as_its_state_allows(void)
{
    iostx_meid item = submit("one");
    iostx_message *message = NULL, *locked;
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "changed");

    CHECK_CODE(iostx_store_open_message(w.store, &item, IOSTX_MAPI_MODIFY, &message), IOSTX_MAPI_E_SUBMITTED);
    CHECK_OK(iostx_store_open_message(w.store, &item, IOSTX_MAPI_BEST_ACCESS, &message));
    CHECK_CODE(iostx_message_set_values(message, &value, 1), IOSTX_MAPI_E_NO_ACCESS);
    iostx_message_free(message);
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    locked = lock(item);
    CHECK_EQ(queued_number(IOSTX_PR_SUBMIT_FLAGS), IOSTX_SUBMITFLAG_LOCKED);
    CHECK_EQ(queued_number(IOSTX_PR_OUTGOING_STATE), IOSTX_OUTGOING_LOCKED);
    CHECK_CODE(iostx_store_open_message(w.store, &item, 0, &message), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_CODE(iostx_store_abort_submit(w.store, &item), IOSTX_MAPI_E_UNABLE_TO_ABORT);
    CHECK_OK(iostx_store_set_lock_state(w.store, locked, IOSTX_MSG_UNLOCKED));
    iostx_message_free(locked);
    CHECK_EQ(queued_number(IOSTX_PR_OUTGOING_STATE), IOSTX_OUTGOING_QUEUED);
}

static void a_message_with_changes_that_nobody_saved_is_not_locked(void)
{
    iostx_message *message = compose("one", true), *other;
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "set too late");
    iostx_meid item;

    CHECK_OK(iostx_message_save(message, 0));
    CHECK_OK(iostx_message_get_id(message, &item));
    other = open_item(item, IOSTX_MAPI_MODIFY);
    CHECK_OK(iostx_message_submit(message, 0));
    iostx_message_free(message);
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    CHECK_OK(iostx_message_set_values(other, &value, 1));
    CHECK_CODE(iostx_store_set_lock_state(w.store, other, IOSTX_MSG_LOCKED), IOSTX_MAPI_E_SUBMITTED);
    CHECK_EQ(queued_number(IOSTX_PR_OUTGOING_STATE), IOSTX_OUTGOING_QUEUED);
    iostx_message_free(other);
    iostx_message_free(lock(item));
    CHECK_EQ(queued_number(IOSTX_PR_OUTGOING_STATE), IOSTX_OUTGOING_LOCKED);
}

static void the_queue_has_the_columns_that_are_documented(void)
{
    static const uint32_t documented[] = { IOSTX_PR_CLIENT_SUBMIT_TIME, IOSTX_PR_DISPLAY_BCC, IOSTX_PR_DISPLAY_CC, IOSTX_PR_DISPLAY_TO,
        IOSTX_PR_ENTRYID, IOSTX_PR_MESSAGE_FLAGS, IOSTX_PR_MESSAGE_SIZE, IOSTX_PR_PRIORITY, IOSTX_PR_SENDER_NAME, IOSTX_PR_SUBJECT,
        IOSTX_PR_SUBMIT_FLAGS };
    const iostx_value *row = NULL;
    size_t columns = 0;
    iostx_cursor *cursor;

    submit("one");
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    cursor = queue();
    CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
    for (size_t i = 0; i < COUNT(documented); i++) {
        bool there = false;
        test_context("column %zu", i);
        /* A message without a value for it has PT_ERROR in its place. */
        for (size_t at = 0; at < columns; at++)
            there = there || row[at].tag >> 16 == documented[i] >> 16;
        CHECK(there);
    }
    iostx_cursor_free(cursor);
}

static void abort_takes_it_out_of_the_queue_as_a_draft(void)
{
    iostx_meid item = submit("one");
    CHECK_OK(iostx_store_abort_submit(w.store, &item));
    CHECK_EQ(store_info().outgoing_count, 0);
    CHECK_EQ(number_of(item, IOSTX_PR_MESSAGE_FLAGS) & (int32_t)IOSTX_MSGFLAG_SUBMIT, 0);
    CHECK_CODE(iostx_store_abort_submit(w.store, &item), IOSTX_MAPI_E_NOT_IN_QUEUE);
    set_subject(item, "may be changed again");
}

static void a_sent_message_stays_is_moved_or_deleted_as_its_properties_say(void)
{
    static const char *subjects[] = { "stays", "moved", "deleted" };
    iostx_feid sent = special(IOSTX_FOLDER_SENT);

    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    for (int i = 0; i < 3; i++) {
        iostx_message *message = compose(subjects[i], true), *locked;
        iostx_value value = i == 1 ? bytes_value(IOSTX_PR_SENTMAIL_ENTRYID, bytes_at(&sent, sizeof(sent)))
                                   : long_value(IOSTX_PR_DELETE_AFTER_SUBMIT, 1);
        iostx_meid item;
        test_context("%s", subjects[i]);
        if (i > 0)
            CHECK_OK(iostx_message_set_values(message, &value, 1));
        CHECK_OK(iostx_message_save(message, 0));
        CHECK_OK(iostx_message_get_id(message, &item));
        CHECK_OK(iostx_message_submit(message, 0));
        iostx_message_free(message);
        CHECK_CODE(iostx_store_finished_msg(w.store, &item), IOSTX_MAPI_E_UNCONFIGURED);
        locked = lock(item);
        CHECK_OK(iostx_store_finished_msg(w.store, &item));
        iostx_message_free(locked);
        CHECK_EQ(store_info().outgoing_count, 0);
        CHECK_EQ(items_of(outbox, 0, NULL, 0), 1);
        CHECK_EQ(item_is_here(item), i < 2);
        if (i == 1) {
            CHECK(same_feid(folder_part(current_id(item)), sent));
            CHECK_EQ(number_of(item, IOSTX_PR_MESSAGE_FLAGS) & (int32_t)IOSTX_MSGFLAG_SUBMIT, 0);
        }
    }
}

static void the_copy_for_sent_is_handed_out_as_one_to_look_for(void)
{
    iostx_feid sent;
    iostx_message *message, *locked;
    iostx_value value;
    iostx_meid item;
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_value values[3];

    values[0] = text_value(IOSTX_PR_DISPLAY_NAME, "Sent");
    values[1] = text_value(IOSTX_PR_REMOTE_ID, "sent");
    values[2] = long_value(IOSTX_PR_SPECIAL_FOLDER, (int32_t)IOSTX_FOLDER_SENT);
    CHECK(iostx_hierarchy_sink_import_folder_change(sink, values, 3) >= 0);
    leave(true);
    sent = special(IOSTX_FOLDER_SENT);
    server_sends_nothing(sent);
    message = compose("sent", true);
    value = bytes_value(IOSTX_PR_SENTMAIL_ENTRYID, bytes_at(&sent, sizeof(sent)));
    CHECK_OK(iostx_message_set_values(message, &value, 1));
    CHECK_OK(iostx_message_save(message, 0));
    CHECK_OK(iostx_message_get_id(message, &item));
    CHECK_OK(iostx_message_submit(message, 0));
    iostx_message_free(message);
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    locked = lock(item);
    CHECK_OK(iostx_store_finished_msg(w.store, &item));
    iostx_message_free(locked);
    upload_table(sent);
    CHECK_EQ(next_message()->flags, IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    give_up();
}

static void after_a_crash_a_locked_message_is_uncertain_and_not_sent_by_itself(void)
{
    iostx_meid item = submit("one");
    iostx_message *message;
    int process;

    close_world();
    if (test_fork(&process)) {
        open_world();
        CHECK_OK(iostx_emulate_spooler(w.store, 1));
        lock(item);
        test_process_crash();
    }
    test_process_join(process);
    open_world();
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    CHECK_EQ(queued_number(IOSTX_PR_OUTGOING_STATE), IOSTX_OUTGOING_UNCERTAIN);
    /* The user's or the agent's word: unlocked, it waits again. */
    message = open_item(item, 0);
    CHECK_OK(iostx_store_set_lock_state(w.store, message, IOSTX_MSG_UNLOCKED));
    iostx_message_free(message);
    CHECK_EQ(queued_number(IOSTX_PR_OUTGOING_STATE), IOSTX_OUTGOING_QUEUED);
}

static void the_queue_tells_of_its_changes(void)
{
    iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;
    iostx_event event = IOSTX_EVENT_INIT;
    iostx_events *events = NULL;
    iostx_meid item;

    options.mask = IOSTX_EVENTMASK_OUTGOING_CHANGED;
    CHECK_OK(iostx_events_open(w.store, &options, &events));
    item = submit("one");
    CHECK_OK(iostx_events_next(events, 10000, &event));
    CHECK_EQ(event.kind, IOSTX_EVENT_OUTGOING_CHANGED);
    CHECK_OK(iostx_store_abort_submit(w.store, &item));
    CHECK_OK(iostx_events_next(events, 10000, &event));
    CHECK_EQ(event.kind, IOSTX_EVENT_OUTGOING_CHANGED);
    iostx_events_free(events);
}

/* 6.17: in a round with SYNC_OUTGOING_MAIL the session is the spooler, and the queue is open without another call. */
static void a_round_with_outgoing_mail_opens_the_queue_and_one_without_does_not(void)
{
    iostx_meid item = submit("a letter");
    iostx_message *message;
    iostx_cursor *cursor = NULL;

    CHECK_OK(iostx_init_sync(w.session, IOSTX_SYNC_UPLOAD_CONTENTS));
    CHECK_CODE(iostx_store_get_outgoing_queue(w.store, 0, &cursor), IOSTX_MAPI_E_NO_SUPPORT);
    CHECK_OK(iostx_init_sync(w.session, IOSTX_SYNC_UPLOAD_CONTENTS | IOSTX_SYNC_OUTGOING_MAIL));
    cursor = queue();
    CHECK_EQ(rows_of(cursor), 1);
    iostx_cursor_free(cursor);
    message = open_item(item, 0);
    CHECK_OK(iostx_store_set_lock_state(w.store, message, IOSTX_MSG_LOCKED));
    CHECK_CODE(iostx_store_abort_submit(w.store, &item), IOSTX_MAPI_E_UNABLE_TO_ABORT);
    iostx_message_free(message);
    CHECK_OK(iostx_store_finished_msg(w.store, &item));
    /* The documented way goes on to work in such a round, and ends with it. */
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    CHECK_OK(iostx_emulate_spooler(w.store, 0));
    CHECK_OK(iostx_init_sync(w.session, IOSTX_SYNC_UPLOAD_CONTENTS));
    CHECK_CODE(iostx_store_finished_msg(w.store, &item), IOSTX_MAPI_E_NO_SUPPORT);
    CHECK_OK(iostx_init_sync(w.session, IOSTX_SYNC_OUTGOING_MAIL));
    CHECK_OK(iostx_disconnect_store(w.store, 0));
    CHECK_CODE(iostx_store_get_outgoing_queue(w.store, 0, &cursor), IOSTX_MAPI_E_NO_SUPPORT);
}

RUN(WITH_OUTBOX(a_round_with_outgoing_mail_opens_the_queue_and_one_without_does_not),
    WITH_OUTBOX(a_message_with_changes_that_nobody_saved_is_not_locked), WITH_OUTBOX(the_queue_has_the_columns_that_are_documented),
    WITH_OUTBOX(submitting_needs_recipients_and_ends_the_handle), WITH_OUTBOX(the_queue_is_seen_by_the_spooler_only_oldest_first),
    WITH_OUTBOX(a_suspended_queue_lists_nothing), WITH_OUTBOX(a_queued_message_is_opened_by_others_as_its_state_allows),
    WITH_OUTBOX(abort_takes_it_out_of_the_queue_as_a_draft),
    WITH_OUTBOX(a_sent_message_stays_is_moved_or_deleted_as_its_properties_say),
    WITH_OUTBOX(the_copy_for_sent_is_handed_out_as_one_to_look_for),
    WITH_OUTBOX(after_a_crash_a_locked_message_is_uncertain_and_not_sent_by_itself), WITH_OUTBOX(the_queue_tells_of_its_changes))
