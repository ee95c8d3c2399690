/* The sequence of a run (Synchronization Manager reference, 4.1), and what each answer of a handler leads to. */
#include "handler.h"

#include <string.h>

#define BEGIN "create Initialize(3) GetHandlerInfo EnumSyncMgrItems end SetProgressCallback"
#define END "SetProgressCallback(NULL) release"

/* Runs a script; what was called, and how the run ended. */
static void plays(stage script, const char *trace, uint32_t outcome, int32_t code)
{
    stage handler = script;
    iostx_syncmgr_event event;

    open_manager();
    serve(&handler, 1);
    event = run_handler(1);
    EXPECT_TEXT(take_trace(&handler), trace);
    EXPECT_EQ(event.status, outcome);
    EXPECT_CODE(event.code, code);
    EXPECT_EQ(handler_column(1, IOSTX_PR_SYNCMGR_LAST_OUTCOME), outcome);
    EXPECT_EQ(handler_column(1, IOSTX_PR_SYNCMGR_LAST_RESULT), code);
    close_stage(&handler);
}

#define SUCCEEDED IOSTX_SYNCMGR_OUTCOME_SUCCEEDED
#define FAILED IOSTX_SYNCMGR_OUTCOME_FAILED
#define DECLINED IOSTX_SYNCMGR_OUTCOME_DECLINED

static void normal(void)
{
    plays((stage){ 0 }, BEGIN " PrepareForSync(1,2) Synchronize " END, SUCCEEDED, IOSTX_S_OK);
    plays((stage){ .prepare = { THREAD, 0 }, .synchronize = { THREAD, 0 } }, BEGIN " PrepareForSync(1,2) Synchronize " END, SUCCEEDED,
        IOSTX_S_OK);
}

static void no_chosen_item(void)
{
    plays((stage){ .unchecked = 2 }, BEGIN " PrepareForSync(2) Synchronize " END, SUCCEEDED, IOSTX_S_OK);
    plays((stage){ .unchecked = 6 }, BEGIN " " END, IOSTX_SYNCMGR_OUTCOME_NOTHING, IOSTX_S_FALSE);
}

static void the_handler_declines(void)
{
    plays((stage){ .initialize = IOSTX_S_FALSE }, "create Initialize(3) " END, DECLINED, IOSTX_S_FALSE);
}

static void a_first_call_fails(void)
{
    const int32_t code = IOSTX_MAPI_E_LOGON_FAILED;
    plays((stage){ .initialize = code }, "create Initialize(3) " END, FAILED, code);
    plays((stage){ .info = code }, "create Initialize(3) GetHandlerInfo " END, FAILED, code);
    plays((stage){ .enumerate = code }, "create Initialize(3) GetHandlerInfo EnumSyncMgrItems " END, FAILED, code);
    plays((stage){ .next = code }, "create Initialize(3) GetHandlerInfo EnumSyncMgrItems end " END, FAILED, code);
    plays((stage){ .callback_code = code }, BEGIN " " END, FAILED, code);
}

static void prepare_fails(void)
{
    const int32_t code = IOSTX_MAPI_E_NETWORK_ERROR;
    const char *trace = BEGIN " PrepareForSync(1,2) " END;
    plays((stage){ .prepare = { INSIDE, code } }, trace, FAILED, code);
    plays((stage){ .prepare = { THREAD, code } }, trace, FAILED, code);
    plays((stage){ .prepare = { ANSWERS, code } }, trace, FAILED, code);
    plays((stage){ .prepare = { ANSWERS, IOSTX_S_FALSE } }, trace, DECLINED, IOSTX_S_FALSE);
    plays((stage){ .prepare = { INSIDE, IOSTX_S_FALSE } }, trace, DECLINED, IOSTX_S_FALSE);
}

static void synchronize_fails(void)
{
    const int32_t code = IOSTX_MAPI_E_NETWORK_ERROR;
    const char *trace = BEGIN " PrepareForSync(1,2) Synchronize " END;
    plays((stage){ .synchronize = { INSIDE, code } }, trace, FAILED, code);
    plays((stage){ .synchronize = { THREAD, code } }, trace, FAILED, code);
    plays((stage){ .synchronize = { ANSWERS, code } }, trace, FAILED, code);
}

static void skip(void)
{
    stage handler = { .synchronize = { NEVER, 0 } };
    iostx_guid id = id_of(1), item = id_of(2);

    play_until(&handler, "Synchronize");
    CHECK_OK(iostx_syncmgr_stop(m.manager, &id, &item, 1));
    wait_for(&handler, "SetItemStatus(2)");
    CHECK_CODE(report(handler.callback, 1, IOSTX_SYNCMGRSTATUS_UPDATING), IOSTX_S_OK);
    CHECK_CODE(report(handler.callback, 2, IOSTX_SYNCMGRSTATUS_SKIPPED), IOSTX_S_SYNCMGR_CANCELITEM);
    CHECK_OK(iostx_syncmgr_callback_synchronize_completed(handler.callback, IOSTX_S_OK));
    CHECK_EQ(ended(1).status, SUCCEEDED);
    settle(1);
    CHECK_TEXT(take_trace(&handler), BEGIN " PrepareForSync(1,2) Synchronize SetItemStatus(2) " END);
    CHECK_EQ(item_column(1, 1, IOSTX_PR_SYNCMGR_STATUS), IOSTX_SYNCMGRSTATUS_SUCCEEDED);
    CHECK_EQ(item_column(1, 2, IOSTX_PR_SYNCMGR_STATUS), IOSTX_SYNCMGRSTATUS_SKIPPED);
    close_stage(&handler);
}

static void skip_while_preparing(void)
{
    stage handler = { .prepare = { NEVER, 0 } };
    iostx_guid id = id_of(1), item = id_of(1);

    play_until(&handler, "PrepareForSync");
    CHECK_OK(iostx_syncmgr_stop(m.manager, &id, &item, 1));
    wait_for(&handler, "SetItemStatus(1)");
    CHECK_OK(iostx_syncmgr_callback_prepare_completed(handler.callback, IOSTX_S_OK));
    CHECK_EQ(ended(1).status, SUCCEEDED);
    settle(1);
    CHECK_TEXT(take_trace(&handler), BEGIN " PrepareForSync(1,2) SetItemStatus(1) Synchronize " END);
    close_stage(&handler);
}

/* Before anything is prepared an item can be left out without a word to the handler. */
static void cancel_of_an_item_before_it_is_prepared(void)
{
    stage handler = { .synchronize = { NEVER, 0 } };
    iostx_guid id = id_of(1), item = id_of(2);

    play_until(&handler, "Synchronize");
    CHECK_OK(iostx_syncmgr_start(m.manager, &id, (iostx_guid[]){ id_of(1), id_of(2) }, 2));
    CHECK_OK(iostx_syncmgr_stop(m.manager, &id, &item, 1));
    handler.synchronize.when = INSIDE;
    CHECK_OK(iostx_syncmgr_callback_synchronize_completed(handler.callback, IOSTX_S_OK));
    ended(1);
    CHECK_EQ(ended(1).status, SUCCEEDED);
    settle(1);
    CHECK(strstr(take_trace(&handler), "release " BEGIN " PrepareForSync(1) Synchronize " END) != NULL);
    close_stage(&handler);
}

/* Everything is cancelled while the handler is in a method. */
static void cancels(stage handler, const char *method, int32_t (*completed)(iostx_syncmgr_callback *, int32_t), const char *trace)
{
    play_until(&handler, method);
    CHECK_OK(iostx_syncmgr_stop(m.manager, NULL, NULL, 0));
    CHECK_CODE(report(handler.callback, 1, IOSTX_SYNCMGRSTATUS_UPDATING), IOSTX_S_SYNCMGR_CANCELALL);
    CHECK_OK(completed(handler.callback, IOSTX_S_OK));
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_CANCELLED);
    settle(1);
    CHECK_TEXT(take_trace(&handler), trace);
    close_stage(&handler);
}

static void cancel_while_preparing(void)
{
    cancels((stage){ .prepare = { NEVER, 0 } }, "PrepareForSync", iostx_syncmgr_callback_prepare_completed,
        BEGIN " PrepareForSync(1,2) " END);
}

static void cancel_all(void)
{
    cancels((stage){ .synchronize = { NEVER, 0 } }, "Synchronize", iostx_syncmgr_callback_synchronize_completed,
        BEGIN " PrepareForSync(1,2) Synchronize " END);
}

static void log_one(stage *stage, iostx_syncmgr_callback *callback, const iostx_guid *items, size_t count)
{
    iostx_guid zero = { { 0 } };
    (void)stage;
    (void)items;
    if (count == 2)
        CHECK_OK(log_openable(callback, 5));
    else
        CHECK_OK(iostx_syncmgr_callback_delete_log_error(callback, &zero));
}

static void retry(void)
{
    stage handler = { .work = log_one, .show = { NEVER, 0 } };
    iostx_guid id = id_of(1), error = id_of(5), item = id_of(2), unknown = id_of(9);

    serve(&handler, 1);
    run_handler(1);
    CHECK_TEXT(take_trace(&handler), BEGIN " PrepareForSync(1,2) Synchronize");
    CHECK_OK(iostx_syncmgr_show_error(m.manager, &id, &error, &m));
    wait_for(&handler, "ShowError(5)");
    CHECK_CODE(iostx_syncmgr_callback_show_error_completed(handler.callback, IOSTX_S_SYNCMGR_RETRYSYNC, &unknown, 1),
        IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_OK(iostx_syncmgr_callback_show_error_completed(handler.callback, IOSTX_S_SYNCMGR_RETRYSYNC, &item, 1));
    CHECK_EQ(ended(1).status, SUCCEEDED);
    settle(1);
    CHECK_TEXT(take_trace(&handler), "ShowError(5) PrepareForSync(2) Synchronize " END);
    CHECK_EQ(count_errors(), 0);
    CHECK_CODE(iostx_syncmgr_show_error(m.manager, &id, &error, &m), IOSTX_MAPI_E_NOT_FOUND);
    close_stage(&handler);
}

static void stuck(void)
{
    stage handler = { .synchronize = { NEVER, 0 } };
    iostx_syncmgr_options options = manager_options();
    uint64_t next_ms = 0;

    options.timeout_ms = 60000;
    open_manager_with(options);
    play_until(&handler, "Synchronize");
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    CHECK(next_ms <= 60000);
    CHECK_EQ(given_up(1, 60 * SECONDS).status, IOSTX_SYNCMGR_OUTCOME_STUCK);
    settle(1);
    CHECK_TEXT(take_trace(&handler), BEGIN " PrepareForSync(1,2) Synchronize " END);
    /* What it says too late is ignored; a worker that still reports is told to stop. */
    CHECK_CODE(iostx_syncmgr_callback_synchronize_completed(handler.callback, IOSTX_S_OK), IOSTX_E_UNEXPECTED);
    CHECK_CODE(report(handler.callback, 1, IOSTX_SYNCMGRSTATUS_UPDATING), IOSTX_S_SYNCMGR_CANCELALL);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_LAST_OUTCOME), IOSTX_SYNCMGR_OUTCOME_STUCK);
    close_stage(&handler);
}

static void stuck_while_preparing(void)
{
    stage handler = { .prepare = { NEVER, 0 } };
    iostx_syncmgr_options options = manager_options();
    uint64_t next_ms = 0;

    options.timeout_ms = 60000;
    open_manager_with(options);
    play_until(&handler, "PrepareForSync");
    /* A sign of life counts from anew. */
    clock_forward(59 * SECONDS);
    CHECK_CODE(report(handler.callback, 1, IOSTX_SYNCMGRSTATUS_PENDING), IOSTX_S_OK);
    clock_forward(59 * SECONDS);
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    CHECK(next_ms == 1000 || next_ms == 60000); /* the latter if PrepareForSync returned only now */
    CHECK_EQ(given_up(1, next_ms * (SECONDS / 1000)).status, IOSTX_SYNCMGR_OUTCOME_STUCK);
    settle(1);
    CHECK_TEXT(take_trace(&handler), BEGIN " PrepareForSync(1,2) " END);
    CHECK_CODE(iostx_syncmgr_callback_prepare_completed(handler.callback, IOSTX_S_OK), IOSTX_E_UNEXPECTED);
    close_stage(&handler);
}

static void properties(void)
{
    stage handler = { .handler_flags = IOSTX_SYNCMGRHANDLER_HASPROPERTIES, .item_flags = IOSTX_SYNCMGRITEM_HASPROPERTIES };
    iostx_guid id = id_of(1), item = id_of(2);

    serve(&handler, 1);
    run_handler(1);
    (void)take_trace(&handler);
    CHECK_OK(iostx_syncmgr_show_properties(m.manager, &id, &item, &m));
    CHECK_CODE(wait_event(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
    settle(1);
    CHECK_TEXT(take_trace(&handler),
        "create Initialize(303) GetHandlerInfo EnumSyncMgrItems end SetProgressCallback ShowProperties(2) " END);
    handler.show = (phase){ THREAD, IOSTX_S_SYNCMGR_ITEMDELETED };
    CHECK_OK(iostx_syncmgr_show_properties(m.manager, &id, &item, &m));
    CHECK_CODE(wait_event(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_SYNCMGR_ITEMDELETED);
    settle(1);
    CHECK_EQ(item_column(1, 2, IOSTX_PR_SYNCMGR_CHECKED), -1);
    (void)take_trace(&handler);
    handler.show = (phase){ INSIDE, IOSTX_S_SYNCMGR_ENUMITEMS };
    CHECK_OK(iostx_syncmgr_show_properties(m.manager, &id, NULL, &m));
    CHECK_CODE(wait_event(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_SYNCMGR_ENUMITEMS);
    settle(1);
    CHECK(strstr(take_trace(&handler), "ShowProperties(0) EnumSyncMgrItems end " END) != NULL);
    CHECK_EQ(item_column(1, 2, IOSTX_PR_SYNCMGR_CHECKED), 1);
    close_stage(&handler);
}

static void missing_items_keep_their_choices(void)
{
    stage handler = { .enumerate = IOSTX_S_OK };
    iostx_syncmgr_item_options options = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;
    iostx_guid id = id_of(1), item = id_of(2);

    serve(&handler, 1);
    run_handler(1);
    options.mask = IOSTX_SYNCMGR_ITEMOPTION_CHECKED;
    options.checked = IOSTX_SYNCMGRITEMSTATE_UNCHECKED;
    CHECK_OK(iostx_syncmgr_set_item_options(m.manager, &id, &item, &options));
    handler.enumerate = IOSTX_S_SYNCMGR_MISSINGITEMS;
    handler.items = 1;
    run_handler(1);
    CHECK_EQ(item_column(1, 2, IOSTX_PR_SYNCMGR_CHECKED), 0);
    handler.enumerate = IOSTX_S_OK;
    run_handler(1);
    CHECK_EQ(item_column(1, 2, IOSTX_PR_SYNCMGR_CHECKED), -1);
    close_stage(&handler);
}

static void a_program_runs_a_handler_with_a_cookie(void)
{
    stage handler = { .enumerate = IOSTX_S_OK };
    iostx_guid id = id_of(1);

    serve(&handler, 1);
    CHECK_OK(iostx_syncmgr_update_items(m.manager, IOSTX_SYNCMGRINVOKE_STARTSYNC, &id, B("inbox")));
    CHECK_EQ(ended(1).status, SUCCEEDED);
    settle(1);
    CHECK(strstr(take_trace(&handler), "Initialize(5,inbox)") != NULL);
    CHECK_OK(iostx_syncmgr_update_items(m.manager, IOSTX_SYNCMGRINVOKE_MINIMIZED, &id, B("later")));
    CHECK_EQ(wait_event(IOSTX_SYNCMGR_EVENT_CHOICE, 1).status, IOSTX_SYNCMGRINVOKE_MINIMIZED);
    run_handler(1);
    CHECK(strstr(take_trace(&handler), "Initialize(5,later)") != NULL);
    CHECK_OK(iostx_syncmgr_update_all(m.manager));
    CHECK_EQ(ended(1).status, SUCCEEDED);
    settle(1);
    CHECK(strstr(take_trace(&handler), "Initialize(5)") != NULL);
    close_stage(&handler);
}

static void report_conflicts(stage *stage, iostx_syncmgr_callback *callback, const iostx_guid *items, size_t count)
{
    iostx_syncmgr_conflict conflict = IOSTX_SYNCMGR_CONFLICT_INIT;
    (void)stage;
    (void)count;
    conflict.item_id = items[0];
    conflict.text = "Both sides changed the meeting";
    for (uint8_t number = 20; number < 23; number++) {
        conflict.conflict_id = id_of(number);
        CHECK_OK(iostx_syncmgr_callback_report_conflict(callback, &conflict));
    }
    CHECK_OK(iostx_syncmgr_callback_remove_conflict(callback, &conflict.conflict_id));
}

static size_t conflicts(void)
{
    iostx_cursor *cursor = NULL;
    CHECK_OK(iostx_syncmgr_list_conflicts(m.manager, NULL, &cursor));
    return rows_of(cursor);
}

static void conflicts_are_resolved_later(void)
{
    stage handler = { .work = report_conflicts };
    iostx_guid id = id_of(1), first = id_of(20);

    serve(&handler, 1);
    run_handler(1);
    CHECK_EQ(conflicts(), 2);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_CONFLICTS), 2);
    CHECK_OK(iostx_syncmgr_resolve_conflicts(m.manager, &id, &first, 1, IOSTX_RFC_KEEPLOCAL));
    CHECK_CODE(wait_event(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
    settle(1);
    CHECK(strstr(take_trace(&handler), "ResolveConflict(20,1,2)") != NULL);
    CHECK_EQ(conflicts(), 1);
    handler.resolve = IOSTX_MAPI_E_NETWORK_ERROR;
    CHECK_OK(iostx_syncmgr_resolve_conflicts(m.manager, &id, NULL, 0, IOSTX_RFC_KEEPNETWORK | IOSTX_RFC_APPLY_TO_ALL));
    CHECK_CODE(wait_event(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_MAPI_E_NETWORK_ERROR);
    settle(1);
    CHECK_EQ(conflicts(), 1);
    CHECK_EQ(count_errors(), 1);
    close_stage(&handler);
}

static void propose(stage *stage, iostx_syncmgr_callback *callback, const iostx_guid *items, size_t count)
{
    iostx_syncmgr_item item = IOSTX_SYNCMGR_ITEM_INIT;
    uint32_t chosen = 0;
    (void)stage;
    (void)items;
    (void)count;
    item.item_id = id_of(7);
    item.item_state = IOSTX_SYNCMGRITEMSTATE_CHECKED;
    strcpy(item.name, "Found on the way");
    CHECK_OK(iostx_syncmgr_callback_propose_item(callback, &item, &chosen));
    CHECK_EQ(chosen, 1);
    CHECK_CODE(report(callback, 7, IOSTX_SYNCMGRSTATUS_SUCCEEDED), IOSTX_S_OK);
}

static void items_are_proposed_while_running(void)
{
    stage handler = { .work = propose };
    serve(&handler, 1);
    run_handler(1);
    CHECK_EQ(item_column(1, 7, IOSTX_PR_SYNCMGR_STATUS), IOSTX_SYNCMGRSTATUS_SUCCEEDED);
    close_stage(&handler);
}

RUN(CASE(normal), CASE(no_chosen_item), CASE(the_handler_declines), CASE(a_first_call_fails), CASE(prepare_fails), CASE(synchronize_fails),
    IN_MANAGER(skip), IN_MANAGER(skip_while_preparing), IN_MANAGER(cancel_of_an_item_before_it_is_prepared),
    IN_MANAGER(cancel_while_preparing), IN_MANAGER(cancel_all), IN_MANAGER(retry), CASE(stuck), CASE(stuck_while_preparing), IN_MANAGER(properties),
    IN_MANAGER(missing_items_keep_their_choices), IN_MANAGER(a_program_runs_a_handler_with_a_cookie),
    IN_MANAGER(conflicts_are_resolved_later), IN_MANAGER(items_are_proposed_while_running))
