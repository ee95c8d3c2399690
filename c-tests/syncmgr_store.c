/* The ready handler for stores: folders as items, an agent on a session, progress, cancel, conflicts. */
#include "agent.h"
#include "handler.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

static iostx_feid work;
static int added, freed;
static _Atomic bool begun;

/* Of the handler that is added next. */
static int32_t (*show_error)(void *userdata, void *window, const iostx_guid *error);

static void with_both(void)
{
    added = freed = 0; /* Under valgrind the cases share a process. */
    atomic_store(&begun, false);
    show_error = NULL;
    open_world();
    work = server_folder("Work", "work");
    open_manager();
}

static void end_both(void)
{
    close_manager();
    close_world();
    EXPECT_EQ(freed, added);
}

static void count_free(void *userdata)
{
    (void)userdata;
    freed++;
}

typedef int32_t (*synchronize)(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders,
    size_t count);

static void add(synchronize synchronize)
{
    iostx_syncmgr_store_options options = IOSTX_SYNCMGR_STORE_OPTIONS_INIT;
    iostx_guid id = id_of(1);
    uint64_t token = 0;
    options.store = w.store;
    options.name = "My mail";
    options.synchronize = synchronize;
    options.userdata_free = count_free;
    options.show_error = show_error;
    added++;
    CHECK_OK(iostx_syncmgr_add_store_handler(m.manager, &id, &options, &token));
}

/* Uploads what waits in the folders, on the session that it was given. */
static int32_t upload_all(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders, size_t count)
{
    iostx_session *before = w.session;
    (void)userdata;
    (void)callback;
    w.session = session;
    for (size_t i = 0; i < count; i++)
        if (same_feid(folders[i], work))
            CHECK_EQ(upload(work).messages, 1);
    w.session = before;
    return IOSTX_S_OK;
}

/* A text of the item with this name; "" if there is none. */
static const char *item_text(const char *name, uint32_t column)
{
    static char text[64];
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    size_t columns = 0;
    text[0] = '\0';
    CHECK_OK(iostx_syncmgr_list_items(m.manager, NULL, &cursor));
    while (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK)
        if (strcmp((const char *)column_of(row, columns, IOSTX_PR_SYNCMGR_NAME)->value.bytes.data, name) == 0)
            strncpy(text, (const char *)column_of(row, columns, column)->value.bytes.data, sizeof(text) - 1);
    iostx_cursor_free(cursor);
    return text;
}

/* The status of the item with this name; -1 if there is none. */
static int64_t status_of(const char *name)
{
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    size_t columns = 0;
    int64_t status = -1;
    CHECK_OK(iostx_syncmgr_list_items(m.manager, NULL, &cursor));
    while (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK)
        if (strcmp((const char *)column_of(row, columns, IOSTX_PR_SYNCMGR_NAME)->value.bytes.data, name) == 0)
            status = column_of(row, columns, IOSTX_PR_SYNCMGR_STATUS)->value.i4;
    iostx_cursor_free(cursor);
    return status;
}

static void folders_are_items_and_an_agent_synchronizes_them(void)
{
    add(upload_all);
    new_item(work, "a letter", "text");
    CHECK_EQ(pending_in(work), 1);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_EQ(pending_in(work), 0);
    CHECK_TEXT(item_text("Inbox", IOSTX_PR_SYNCMGR_ICON), "mail");
    CHECK_TEXT(item_text("Calendar", IOSTX_PR_SYNCMGR_ICON), "calendar");
    CHECK_TEXT(item_text("Work", IOSTX_PR_SYNCMGR_NAME), "Work");
    /* What is never offered to a server is no item. */
    CHECK_TEXT(item_text("Sync Issues", IOSTX_PR_SYNCMGR_NAME), "");
    CHECK(handler_column(1, IOSTX_PR_SYNCMGR_LAST_SUCCESS) > 0);
}

static int32_t refuse(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders, size_t count)
{
    (void)userdata;
    (void)session;
    (void)callback;
    (void)folders;
    (void)count;
    return IOSTX_MAPI_E_LOGON_FAILED;
}

static void what_the_agent_answers_is_the_outcome(void)
{
    iostx_syncmgr_event event;
    add(refuse);
    event = run_handler(1);
    CHECK_EQ(event.status, IOSTX_SYNCMGR_OUTCOME_FAILED);
    CHECK_CODE(event.code, IOSTX_MAPI_E_LOGON_FAILED);
    CHECK_EQ(count_errors(), 1);
}

static int32_t until_cancelled(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders, size_t count)
{
    (void)userdata;
    (void)callback;
    (void)folders;
    (void)count;
    CHECK_OK(iostx_init_sync(session, 0));
    atomic_store(&begun, true);
    while (iostx_session_is_cancelled(session) == 0)
        sched_yield();
    return IOSTX_MAPI_E_USER_CANCEL;
}

static void a_cancel_of_the_run_cancels_the_session(void)
{
    add(until_cancelled);
    start_handler(1);
    while (!atomic_load(&begun))
        sched_yield();
    CHECK_OK(iostx_syncmgr_stop(m.manager, NULL, NULL, 0));
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_CANCELLED);
}

static void conflicts_of_the_store_are_reported_and_resolved_there(void)
{
    iostx_guid id = id_of(1);
    iostx_meid item = server_sends(work, "1", "v1", "a letter", "text");

    set_subject(item, "edited here");
    server_sends(work, "1", "v2", "edited there", "other text");
    CHECK_EQ(conflicts_in(work), 1);
    add(synchronize_nothing);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_CONFLICTS), 1);
    CHECK_OK(iostx_syncmgr_resolve_conflicts(m.manager, &id, NULL, 0, IOSTX_RFC_KEEPNETWORK | IOSTX_RFC_APPLY_TO_ALL));
    CHECK_CODE(wait_event(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
    settle(1);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_CONFLICTS), 0);
    CHECK_EQ(conflicts_in(work), 0);
    CHECK_TEXT(subject_of(item), "edited there");
}

/* --- Skipping one folder in a session ------------------------------------------------------------------------------------------- */

static iostx_guid item_of(iostx_feid folder)
{
    iostx_guid item;
    CHECK_OK(iostx_syncmgr_store_item(w.store, &folder, &item));
    return item;
}

/* The user skips "Work" in the middle: after its first item. */
static int32_t skip_in_the_middle(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders,
    size_t count)
{
    iostx_session *before = w.session;
    iostx_guid id = id_of(1), item = item_of(work);
    iostx_feid other = find_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Other");

    (void)userdata;
    (void)callback;
    (void)folders;
    (void)count;
    w.session = session;
    upload_table(work);
    next_message();
    CHECK_OK(iostx_syncmgr_stop(m.manager, &id, &item, 1));
    CHECK_EQ(iostx_session_is_skipped(session, &work), 1);
    CHECK_EQ(iostx_session_is_cancelled(session), 0);
    answer(IOSTX_UPM_OK, "up-1", "1");
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
    CHECK_EQ(upload(other).messages, 1);
    CHECK(!is_offered(work));
    w.session = before;
    return IOSTX_S_OK;
}

static void a_folder_is_skipped_and_the_session_goes_on(void)
{
    iostx_feid other = server_folder("Other", "other");

    add(skip_in_the_middle);
    for (int i = 0; i < 3; i++)
        new_item(work, "a letter", "text");
    new_item(other, "a letter", "text");
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_EQ(pending_in(work), 2);
    CHECK_EQ(pending_in(other), 0);
    CHECK_EQ(status_of("Work"), IOSTX_SYNCMGRSTATUS_SKIPPED);
    CHECK_EQ(status_of("Other"), IOSTX_SYNCMGRSTATUS_SUCCEEDED);
}

/* Only what is chosen is offered; what comes meanwhile is proposed. */
static int32_t take_what_is_offered(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders,
    size_t count)
{
    iostx_session *before = w.session;
    iostx_feid fresh;
    (void)userdata;
    (void)callback;
    for (size_t i = 0; i < count; i++)
        CHECK(!same_feid(folders[i], work));
    w.session = session;
    CHECK(!is_offered(work));
    fresh = server_folder("Fresh", "fresh");
    new_item(fresh, "a letter", "text");
    CHECK_EQ(upload(fresh).messages, 1);
    w.session = before;
    return IOSTX_S_OK;
}

static void folders_that_are_not_chosen_are_not_offered_and_new_ones_are_proposed(void)
{
    iostx_syncmgr_item_options options = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;
    iostx_guid id = id_of(1), item = item_of(work);

    new_item(work, "a letter", "text");
    add(synchronize_nothing);
    run_handler(1);
    close_manager();
    open_manager();
    add(take_what_is_offered);
    options.mask = IOSTX_SYNCMGR_ITEMOPTION_CHECKED;
    CHECK_OK(iostx_syncmgr_set_item_options(m.manager, &id, &item, &options));
    CHECK_EQ(status_of("Fresh"), -1);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_EQ(pending_in(work), 1);
    CHECK_EQ(status_of("Fresh"), IOSTX_SYNCMGRSTATUS_SUCCEEDED);
}

/* --- What an agent says itself --------------------------------------------------------------------------------------------------- */

static int32_t fail_one_folder(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders,
    size_t count)
{
    iostx_syncmgr_progress_item progress = IOSTX_SYNCMGR_PROGRESS_ITEM_INIT;
    iostx_guid item = item_of(work);
    (void)userdata;
    (void)session;
    (void)folders;
    progress.mask = IOSTX_SYNCMGRPROGRESSITEM_STATUSTYPE | IOSTX_SYNCMGRPROGRESSITEM_STATUSTEXT;
    progress.status_type = IOSTX_SYNCMGRSTATUS_FAILED;
    progress.status_text = "one item is too big";
    CHECK_OK(log_openable(callback, 5));
    /* Tried again, only what failed is synchronized. */
    if (count == 1)
        return IOSTX_S_OK;
    CHECK_CODE(iostx_syncmgr_callback_progress(callback, &item, &progress), IOSTX_S_OK);
    return IOSTX_MAPI_W_PARTIAL_COMPLETION;
}

static int32_t show_and_retry(void *userdata, void *window, const iostx_guid *error)
{
    (void)userdata;
    CHECK(window == &m && same_id(*error, id_of(5)));
    return IOSTX_S_SYNCMGR_RETRYSYNC;
}

static void an_agent_reports_itself_and_its_errors_are_opened_and_tried_again(void)
{
    iostx_guid id = id_of(1), error = id_of(5);

    show_error = show_and_retry;
    add(fail_one_folder);
    CHECK_CODE(run_handler(1).code, IOSTX_MAPI_W_PARTIAL_COMPLETION);
    CHECK_EQ(status_of("Work"), IOSTX_SYNCMGRSTATUS_FAILED);
    CHECK_TEXT(item_text("Work", IOSTX_PR_SYNCMGR_STATUS_TEXT), "one item is too big");
    CHECK_EQ(status_of("Inbox"), IOSTX_SYNCMGRSTATUS_SUCCEEDED);
    CHECK_OK(iostx_syncmgr_show_error(m.manager, &id, &error, &m));
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    settle(1);
    CHECK_EQ(status_of("Work"), IOSTX_SYNCMGRSTATUS_SUCCEEDED);
    CHECK_EQ(count_errors(), 2);
}

static void a_conflict_that_was_decided_in_the_store_is_listed_no_longer(void)
{
    iostx_meid item = server_sends(work, "1", "v1", "a letter", "text");

    set_subject(item, "edited here");
    server_sends(work, "1", "v2", "edited there", "other text");
    add(synchronize_nothing);
    run_handler(1);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_CONFLICTS), 1);
    CHECK_OK(iostx_store_resolve_conflict(w.store, &item, IOSTX_CHOICE_SERVER, NULL));
    CHECK_EQ(conflicts_in(work), 0);
    run_handler(1);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_CONFLICTS), 0);
}

RUN(CASE_IN(folders_are_items_and_an_agent_synchronizes_them, with_both, end_both),
    CASE_IN(what_the_agent_answers_is_the_outcome, with_both, end_both),
    CASE_IN(a_cancel_of_the_run_cancels_the_session, with_both, end_both),
    CASE_IN(conflicts_of_the_store_are_reported_and_resolved_there, with_both, end_both),
    CASE_IN(a_folder_is_skipped_and_the_session_goes_on, with_both, end_both),
    CASE_IN(folders_that_are_not_chosen_are_not_offered_and_new_ones_are_proposed, with_both, end_both),
    CASE_IN(an_agent_reports_itself_and_its_errors_are_opened_and_tried_again, with_both, end_both),
    CASE_IN(a_conflict_that_was_decided_in_the_store_is_listed_no_longer, with_both, end_both))
