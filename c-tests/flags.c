/* What single flags do that no other subject is about. */
#include "agent.h"

#include <stdio.h>
#include <string.h>

/* --- Associated items ------------------------------------------------------------------------------------------------------------ */

static void deletions_say_which_are_of_associated_items(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);
    iostx_state *state;

    CHECK_OK(import_at(sink, "a1", "1", "view", "a", 0, IOSTX_IMPORT_ASSOCIATED));
    CHECK_OK(import_at(sink, "a2", "1", "view", "b", 0, IOSTX_IMPORT_ASSOCIATED));
    CHECK_OK(import(sink, "n1", "1", "mail", "c"));
    CHECK_OK(import(sink, "n2", "1", "mail", "d"));
    CHECK_EQ(open_download()->entries[0].count_new, 2);
    CHECK_EQ(open_download()->entries[1].count_new, 2);
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
    CHECK_EQ(items_of(folder, IOSTX_LIST_ASSOCIATED, NULL, 0), 2);
    set_read(find_remote(folder, "a1"), true);
    set_read(find_remote(folder, "n1"), true);
    delete_item(find_remote(folder, "a2"));
    delete_item(find_remote(folder, "n2"));

    CHECK_EQ(upload_table(folder)->flags & IOSTX_UPT_PUBLIC, 0);
    /* Associated items have no read state (MAPI). */
    state = beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ);
    CHECK_EQ(state->body.upread.count, 1);
    CHECK_BYTES(state->body.upread.entries[0].binding.remote_id, "n1");
    CHECK_EQ(state->body.upread.entries[0].flags & (IOSTX_UPR_ASSOC | IOSTX_UPR_READ), IOSTX_UPR_READ);
    end();
    state = beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL);
    CHECK_EQ(state->body.updel.count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        const iostx_updele *entry = &state->body.updel.entries[i];
        CHECK_EQ(entry->flags & IOSTX_UPD_ASSOC, memcmp(entry->binding.remote_id.data, "a2", 2) == 0 ? IOSTX_UPD_ASSOC : 0);
    }
    give_up();
}

static void a_listing_of_normal_items_says_nothing_of_associated_ones_and_the_other_way_round(void)
{
    static const uint32_t listed[] = { IOSTX_LISTING_NORMAL, IOSTX_LISTING_ASSOCIATED };
    iostx_feid folder = server_folder("Work", "f1");

    for (size_t i = 0; i < COUNT(listed); i++) {
        iostx_listing_scope scope = IOSTX_LISTING_SCOPE_INIT;
        iostx_contents_sink *sink = download_table(folder);
        test_context("listing %zu", i);
        CHECK_OK(import_at(sink, "a", "1", "view", "a", 0, IOSTX_IMPORT_ASSOCIATED));
        CHECK_OK(import_at(sink, "a2", "1", "view", "a2", 0, IOSTX_IMPORT_ASSOCIATED));
        CHECK_OK(import(sink, "n", "1", "mail", "n"));
        CHECK_OK(import(sink, "n2", "1", "mail", "n2"));
        leave(true);
        scope.flags = listed[i];
        sink = download_table(folder);
        CHECK_OK(iostx_contents_sink_listing_begin(sink, &scope));
        /* One of each kind is listed, so that the folder is not emptied by absence alone. */
        CHECK_OK(import_at(sink, "a2", "1", "view", "a2", 0, IOSTX_IMPORT_ASSOCIATED));
        CHECK_OK(import(sink, "n2", "1", "mail", "n2"));
        CHECK_OK(iostx_contents_sink_listing_complete(sink));
        CHECK_OK(leave(true));
        EXPECT_EQ(is_none(find_remote(folder, "n")), listed[i] == IOSTX_LISTING_NORMAL);
        EXPECT_EQ(is_none(find_remote(folder, "a")), listed[i] == IOSTX_LISTING_ASSOCIATED);
    }
}

/* --- Imports --------------------------------------------------------------------------------------------------------------------- */

/* Imports are decided when they are committed: then such a one goes on the wanted list, with its reason. */
static void an_import_that_forbids_conflicts_changes_nothing_where_there_is_one(void)
{
    const iostx_value *row = NULL, *reason;
    iostx_cursor *cursor = NULL;
    size_t columns = 0;
    iostx_feid folder = server_folder("Work", "f1");
    iostx_meid item = server_sends(folder, "a", "1", "one", "base");
    iostx_contents_sink *sink;

    set_content(item, "mine");
    sink = download_table(folder);
    CHECK_OK(import_at(sink, "a", "2", "one", "theirs", clock_time(), IOSTX_IMPORT_NO_CONFLICTS));
    leave(true);
    CHECK_TEXT(content_of(item), "mine");
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_VERSION), "1");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_CONTENT);
    CHECK_EQ(conflicts_in(folder), 0);
    CHECK_OK(iostx_store_list_wanted(w.store, &folder, &cursor));
    CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
    reason = column_of(row, columns, IOSTX_PR_LAST_ERROR);
    CHECK(reason != NULL);
    CHECK_EQ(reason->value.i4, IOSTX_SYNC_E_CONFLICT);
    CHECK_EQ(rows_of(cursor), 0);
    /* Where there is none it is an import like others. */
    sink = download_table(folder);
    CHECK_OK(import_at(sink, "b", "1", "two", "theirs", 0, IOSTX_IMPORT_NO_CONFLICTS | IOSTX_IMPORT_NEW));
    leave(true);
    CHECK_TEXT(content_of(find_remote(folder, "b")), "theirs");
}

/* --- Sessions -------------------------------------------------------------------------------------------------------------------- */

static void a_session_of_one_kind_is_offered_only_items_of_that_kind(void)
{
    static const struct {
        uint32_t kind;
        const char *message_class;
    } kinds[] = { { IOSTX_KIND_MAIL, "IPM.Note" }, { IOSTX_KIND_CALENDAR, "IPM.Appointment" }, { IOSTX_KIND_CONTACT, "IPM.Contact" },
        { IOSTX_KIND_NOTE, "IPM.StickyNote" }, { IOSTX_KIND_JOURNAL, "IPM.Activity" }, { IOSTX_KIND_TASK, "IPM.Task" } };
    iostx_feid folder = server_folder("Work", "f1");

    for (size_t i = 0; i < COUNT(kinds); i++)
        new_item_of(folder, kinds[i].message_class, kinds[i].message_class, "text");
    for (size_t i = 0; i < COUNT(kinds); i++) {
        iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
        test_context("%s", kinds[i].message_class);
        options.kinds = kinds[i].kind;
        CHECK_OK(iostx_session_set_options(w.session, &options));
        CHECK_EQ(upload_table(folder)->entries[0].count_mod, 1);
        CHECK_TEXT(subject_of(next_message()->meid), kinds[i].message_class);
        end();
        refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_NOT_FOUND);
        give_up();
    }
}

static void a_round_with_the_outgoing_queue_has_the_same_states_and_offers_nothing_submitted(void)
{
    iostx_meid item = new_item(special(IOSTX_FOLDER_OUTBOX), "one", "text");
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);

    set_recipient(message, "ada@example.org");
    CHECK_OK(iostx_message_submit(message, IOSTX_FORCE_SUBMIT));
    iostx_message_free(message);
    start(IOSTX_SYNC_OUTGOING_MAIL | IOSTX_SYNC_UPLOAD_CONTENTS, IOSTX_UPS_UPLOAD_ONLY);
    CHECK_EQ(beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count, 0);
    leave(true);
    CHECK_EQ(number_of(item, IOSTX_PR_MESSAGE_FLAGS) & (int32_t)IOSTX_MSGFLAG_SUBMIT, (int32_t)IOSTX_MSGFLAG_SUBMIT);
}

/* --- Saving and read states ------------------------------------------------------------------------------------------------------ */

static void a_save_keeps_the_message_open_as_its_flags_say(void)
{
    iostx_meid item = new_item(special(IOSTX_FOLDER_INBOX), "one", "text");
    iostx_value two = text_value(IOSTX_PR_SUBJECT, "two"), three = text_value(IOSTX_PR_SUBJECT, "three");
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);

    CHECK_OK(iostx_message_set_values(message, &two, 1));
    CHECK_OK(iostx_message_save(message,
        IOSTX_KEEP_OPEN_READWRITE | IOSTX_SPAMFILTER_ONSAVE | IOSTX_ITEMPROC_FORCE | IOSTX_NON_EMS_XP_SAVE));
    CHECK_OK(iostx_message_set_values(message, &three, 1));
    CHECK_OK(iostx_message_save(message, IOSTX_KEEP_OPEN_READONLY));
    CHECK_CODE(iostx_message_set_values(message, &two, 1), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_TEXT(subject_of(item), "three");
    iostx_message_free(message);
}

static void what_is_only_about_receipts_changes_no_read_state(void)
{
    static const uint32_t receipts[] = { IOSTX_GENERATE_RECEIPT_ONLY, IOSTX_CLEAR_RN_PENDING, IOSTX_CLEAR_NRN_PENDING };
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX));
    iostx_meid item = new_item(special(IOSTX_FOLDER_INBOX), "one", "text");

    set_read(item, false);
    for (size_t i = 0; i < COUNT(receipts); i++) {
        CHECK_OK(iostx_folder_set_read_flags(inbox, &item, 1, receipts[i]));
        CHECK(!is_read(item));
    }
    CHECK_OK(iostx_folder_set_read_flags(inbox, &item, 1, IOSTX_SUPPRESS_RECEIPT));
    CHECK(is_read(item));
    CHECK_EQ(number_of(item, IOSTX_PR_MESSAGE_FLAGS) & (int32_t)IOSTX_MSGFLAG_EVERREAD, (int32_t)IOSTX_MSGFLAG_EVERREAD);
    CHECK_OK(iostx_folder_set_read_flags(inbox, &item, 1, IOSTX_CLEAR_READ_FLAG));
    CHECK(!is_read(item));
    CHECK_EQ(number_of(item, IOSTX_PR_MESSAGE_FLAGS) & (int32_t)IOSTX_MSGFLAG_EVERREAD, (int32_t)IOSTX_MSGFLAG_EVERREAD);
    iostx_folder_free(inbox);
}

/* --- Events ---------------------------------------------------------------------------------------------------------------------- */

/* How many events of a mask there are, each of this kind. */
static unsigned events_left(iostx_events *events, uint32_t kind)
{
    iostx_event event = IOSTX_EVENT_INIT;
    unsigned count = 0;
    while (iostx_events_next(events, 0, &event) == IOSTX_S_OK) {
        CHECK_EQ(event.kind, kind);
        count++;
    }
    return count;
}

static void masks_of_what_needs_a_user_let_only_that_through(void)
{
    iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;
    iostx_feid folder = server_folder("Work", "f1");
    iostx_meid item = server_sends(folder, "a", "1", "one", "base");
    iostx_events *conflicts = NULL, *failures = NULL;

    options.mask = IOSTX_EVENTMASK_CONFLICT;
    CHECK_OK(iostx_events_open(w.store, &options, &conflicts));
    options.mask = IOSTX_EVENTMASK_FAILURE;
    CHECK_OK(iostx_events_open(w.store, &options, &failures));

    set_content(item, "mine");
    CHECK_EQ(events_left(conflicts, IOSTX_EVENT_CONFLICT), 0);
    server_sends_at(folder, "a", "2", "one", "theirs", 0);
    CHECK_EQ(events_left(conflicts, IOSTX_EVENT_CONFLICT), 1);
    CHECK_EQ(events_left(failures, IOSTX_EVENT_FAILURE), 0);

    new_item(folder, "refused", "text");
    for (int i = 0; i < 8; i++) {
        clock_forward(2 * DAYS);
        upload_table(folder);
        next_message();
        fail(IOSTX_MAPI_E_NO_ACCESS);
        leave(true);
    }
    CHECK_EQ(failures_in(folder), 1);
    CHECK(events_left(failures, IOSTX_EVENT_FAILURE) >= 1);
    CHECK_EQ(events_left(conflicts, IOSTX_EVENT_CONFLICT), 0);
    iostx_events_free(conflicts);
    iostx_events_free(failures);
}

RUN(IN_STORE(deletions_say_which_are_of_associated_items),
    IN_STORE(a_listing_of_normal_items_says_nothing_of_associated_ones_and_the_other_way_round),
    IN_STORE(an_import_that_forbids_conflicts_changes_nothing_where_there_is_one),
    IN_STORE(a_session_of_one_kind_is_offered_only_items_of_that_kind),
    IN_STORE(a_round_with_the_outgoing_queue_has_the_same_states_and_offers_nothing_submitted),
    IN_STORE(a_save_keeps_the_message_open_as_its_flags_say), IN_STORE(what_is_only_about_receipts_changes_no_read_state),
    IN_STORE(masks_of_what_needs_a_user_let_only_that_through))
