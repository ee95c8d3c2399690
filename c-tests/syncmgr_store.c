/* The ready handler for stores: folders as items, an agent on a session, progress, cancel, conflicts. */
#include "agent.h"
#include "handler.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

static iostx_feid work;
static int freed;
static _Atomic bool begun;

static void with_both(void)
{
    freed = 0; /* Under valgrind the cases share a process. */
    atomic_store(&begun, false);
    open_world();
    work = server_folder("Work", "work");
    open_manager();
}

static void end_both(void)
{
    close_manager();
    close_world();
    EXPECT_EQ(freed, 1);
}

static void count_free(void *userdata)
{
    (void)userdata;
    freed++;
}

typedef int32_t (*synchronize)(void *userdata, iostx_session *session, const iostx_feid *folders, size_t count);

static void add(synchronize synchronize)
{
    iostx_syncmgr_store_options options = IOSTX_SYNCMGR_STORE_OPTIONS_INIT;
    iostx_guid id = id_of(1);
    uint64_t token = 0;
    options.store = w.store;
    options.name = "My mail";
    options.synchronize = synchronize;
    options.userdata_free = count_free;
    CHECK_OK(iostx_syncmgr_add_store_handler(m.manager, &id, &options, &token));
}

/* Uploads what waits in the folders, on the session that it was given. */
static int32_t upload_all(void *userdata, iostx_session *session, const iostx_feid *folders, size_t count)
{
    iostx_session *before = w.session;
    (void)userdata;
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

static int32_t refuse(void *userdata, iostx_session *session, const iostx_feid *folders, size_t count)
{
    (void)userdata;
    (void)session;
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

static int32_t until_cancelled(void *userdata, iostx_session *session, const iostx_feid *folders, size_t count)
{
    (void)userdata;
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

static int32_t do_nothing(void *userdata, iostx_session *session, const iostx_feid *folders, size_t count)
{
    (void)userdata;
    (void)session;
    (void)folders;
    (void)count;
    return IOSTX_S_OK;
}

static void conflicts_of_the_store_are_reported_and_resolved_there(void)
{
    iostx_guid id = id_of(1);
    iostx_meid item = server_sends(work, "1", "v1", "a letter", "text");

    set_subject(item, "edited here");
    server_sends(work, "1", "v2", "edited there", "other text");
    CHECK_EQ(conflicts_in(work), 1);
    add(do_nothing);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_CONFLICTS), 1);
    CHECK_OK(iostx_syncmgr_resolve_conflicts(m.manager, &id, NULL, 0, IOSTX_RFC_KEEPNETWORK | IOSTX_RFC_APPLY_TO_ALL));
    CHECK_CODE(wait_event(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
    settle(1);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_CONFLICTS), 0);
    CHECK_EQ(conflicts_in(work), 0);
    CHECK_TEXT(subject_of(item), "edited there");
}

RUN(CASE_IN(folders_are_items_and_an_agent_synchronizes_them, with_both, end_both),
    CASE_IN(what_the_agent_answers_is_the_outcome, with_both, end_both),
    CASE_IN(a_cancel_of_the_run_cancels_the_session, with_both, end_both),
    CASE_IN(conflicts_of_the_store_are_reported_and_resolved_there, with_both, end_both))
