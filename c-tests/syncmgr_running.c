/* Running: schedules, folding, windows, connections, processes, wrong use in callbacks, and the end. */
#include "handler.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (; (text = strstr(text, word)) != NULL; text += strlen(word))
        count++;
    return count;
}

static void a_schedule_runs_and_says_when_to_look_again(void)
{
    stage handler = { .enumerate = IOSTX_S_OK };
    iostx_syncmgr_schedule schedule = IOSTX_SYNCMGR_SCHEDULE_INIT, read = IOSTX_SYNCMGR_SCHEDULE_INIT;
    iostx_guid id = id_of(1);
    uint64_t next_ms = 0;

    serve(&handler, 1);
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    CHECK(next_ms == UINT64_MAX);
    schedule.interval_ms = 600000;
    CHECK_OK(iostx_syncmgr_set_schedule(m.manager, &id, &schedule));
    CHECK_OK(iostx_syncmgr_get_schedule(m.manager, &id, &read));
    CHECK(read.interval_ms == 600000 && read.daily_minute == UINT32_MAX);
    clock_forward(599 * SECONDS);
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    CHECK_EQ(next_ms, 1000);
    clock_forward(1 * SECONDS);
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    CHECK_EQ(next_ms, 600000);
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    settle(1);
    CHECK_EQ(count_of(take_trace(&handler), "Initialize(6)"), 1);
    /* Slept through: made up for only where that is asked for. */
    clock_forward(2 * HOURS);
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    settle(1);
    CHECK_TEXT(take_trace(&handler), "");
    schedule.flags = IOSTX_SYNCMGR_SCHEDULE_CATCH_UP;
    CHECK_OK(iostx_syncmgr_set_schedule(m.manager, &id, &schedule));
    clock_forward(2 * HOURS);
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    settle(1);
    CHECK_EQ(count_of(take_trace(&handler), "Initialize(6)"), 1);
    CHECK_OK(iostx_syncmgr_set_schedule(m.manager, &id, NULL));
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    CHECK(next_ms == UINT64_MAX);
    close_stage(&handler);
}

static void events_of_the_machine(void)
{
    static const uint32_t notifications[] = { IOSTX_SYNCMGR_NOTIFY_CONNECT, IOSTX_SYNCMGR_NOTIFY_PENDINGDISCONNECT, IOSTX_SYNCMGR_NOTIFY_IDLE };
    static const uint32_t registered[] = { IOSTX_SYNCMGRREGISTERFLAG_CONNECT, IOSTX_SYNCMGRREGISTERFLAG_PENDINGDISCONNECT,
        IOSTX_SYNCMGRREGISTERFLAG_IDLE };
    static const uint32_t flags[] = { IOSTX_SYNCMGRFLAG_CONNECT, IOSTX_SYNCMGRFLAG_PENDINGDISCONNECT, IOSTX_SYNCMGRFLAG_IDLE };
    stage handlers[3];

    memset(handlers, 0, sizeof(handlers));
    for (uint8_t i = 0; i < 3; i++) {
        handlers[i].register_flags = registered[i];
        serve(&handlers[i], (uint8_t)(i + 1));
    }
    for (int i = 0; i < 3; i++) {
        char call[32];
        CHECK_OK(iostx_syncmgr_notify(m.manager, notifications[i]));
        CHECK_EQ(ended((uint8_t)(i + 1)).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
        settle((uint8_t)(i + 1));
        snprintf(call, sizeof(call), "Initialize(%u)", (unsigned)flags[i]);
        for (int j = 0; j < 3; j++)
            EXPECT_EQ(count_of(take_trace(&handlers[j]), call), i == j);
    }
    /* Nothing begins while the machine goes to sleep. */
    CHECK_OK(iostx_syncmgr_notify(m.manager, IOSTX_SYNCMGR_NOTIFY_SUSPEND));
    start_handler(1);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_STATE), IOSTX_SYNCMGR_STATE_QUEUED);
    CHECK_OK(iostx_syncmgr_notify(m.manager, IOSTX_SYNCMGR_NOTIFY_RESUME));
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    close_manager();
    for (int i = 0; i < 3; i++)
        end_stage(&handlers[i]);
}

static void runs_are_folded_and_stopped(void)
{
    stage handler = { .synchronize = { NEVER, 0 } };
    iostx_guid id = id_of(1);

    play_until(&handler, "Synchronize");
    start_handler(1);
    start_handler(1);
    start_handler(1);
    handler.synchronize.when = INSIDE;
    CHECK_OK(iostx_syncmgr_callback_synchronize_completed(handler.callback, IOSTX_S_OK));
    ended(1);
    ended(1);
    settle(1);
    CHECK_EQ(count_of(take_trace(&handler), "Synchronize"), 2);
    handler.synchronize.when = NEVER;
    start_handler(1);
    wait_for(&handler, "Synchronize");
    start_handler(1);
    CHECK_OK(iostx_syncmgr_stop(m.manager, &id, NULL, 0));
    CHECK_CODE(ended(1).code, IOSTX_MAPI_E_USER_CANCEL); /* the one that waited */
    CHECK_OK(iostx_syncmgr_callback_synchronize_completed(handler.callback, IOSTX_S_OK));
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_CANCELLED);
    settle(1);
    CHECK_EQ(count_of(take_trace(&handler), "Synchronize"), 1);
    close_stage(&handler);
}

/* --- Windows and connections ----------------------------------------------------------------------------------------------------- */

static char connections[256];

static int32_t connect_to(void *userdata, const char *name)
{
    (void)userdata;
    strcat(strcat(connections, "+"), name != NULL ? name : "default");
    return name != NULL && strcmp(name, "away") == 0 ? IOSTX_MAPI_E_NETWORK_ERROR : IOSTX_S_OK;
}

static void disconnect_from(void *userdata, const char *name)
{
    (void)userdata;
    strcat(strcat(connections, "-"), name != NULL ? name : "default");
}

static void establish(stage *stage, iostx_syncmgr_callback *callback, const iostx_guid *items, size_t count)
{
    (void)stage;
    (void)items;
    (void)count;
    CHECK_OK(iostx_syncmgr_callback_establish_connection(callback, NULL));
    CHECK_OK(iostx_syncmgr_callback_establish_connection(callback, "home"));
    CHECK_CODE(iostx_syncmgr_callback_establish_connection(callback, "away"), IOSTX_MAPI_E_NETWORK_ERROR);
    /* Interactive: a window may be shown, and given back. */
    CHECK_CODE(iostx_syncmgr_callback_enable_modeless(callback, 1), IOSTX_S_OK);
    CHECK_CODE(iostx_syncmgr_callback_enable_modeless(callback, 0), IOSTX_S_OK);
}

static void connections_are_closed_when_no_handler_runs(void)
{
    stage handler = { .handler_flags = IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION, .work = establish };
    iostx_syncmgr_options options = manager_options();

    options.connect = connect_to;
    options.disconnect = disconnect_from;
    options.flags |= IOSTX_SYNCMGR_INTERACTIVE;
    open_manager_with(options);
    serve(&handler, 1);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK(strstr(take_trace(&handler), "Initialize(203)") != NULL);
    close_manager();
    CHECK_TEXT(connections, "+default+home+away-default-home");
    end_stage(&handler);
}

/* --- Wrong use, and the end ------------------------------------------------------------------------------------------------------ */

static void misuse(stage *stage, iostx_syncmgr_callback *callback, const iostx_guid *items, size_t count)
{
    iostx_cursor *cursor = NULL;
    (void)callback;
    (void)items;
    (void)count;
    EXPECT_CODE(iostx_syncmgr_close(m.manager, 0), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_syncmgr_detach(m.manager, stage->token), IOSTX_MAPI_E_BUSY);
    /* Other calls may be made. */
    CHECK_OK(iostx_syncmgr_list_items(m.manager, NULL, &cursor));
    EXPECT_EQ(rows_of(cursor), 2);
}

static void close_and_detach_inside_a_callback_are_refused(void)
{
    stage handler = { .work = misuse };
    serve(&handler, 1);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_OK(iostx_syncmgr_detach(m.manager, handler.token));
    CHECK_EQ(handler.factories, 0);
    close_stage(&handler);
}

static void close_stops_what_runs(void)
{
    stage handler = { .synchronize = { NEVER, 0 } };
    iostx_syncmgr_event event = IOSTX_SYNCMGR_EVENT_INIT;
    iostx_guid id = id_of(1);

    play_until(&handler, "Synchronize");
    CHECK_CODE(iostx_syncmgr_detach(m.manager, handler.token), IOSTX_MAPI_E_BUSY);
    CHECK_CODE(iostx_syncmgr_close(m.manager, 0), IOSTX_MAPI_E_TIMEOUT);
    CHECK_CODE(iostx_syncmgr_start(m.manager, &id, NULL, 0), IOSTX_E_CLOSED);
    CHECK_CODE(iostx_syncmgr_events_next(m.events, 0, &event), IOSTX_E_CLOSED);
    CHECK_CODE(report(handler.callback, 1, IOSTX_SYNCMGRSTATUS_UPDATING), IOSTX_S_SYNCMGR_CANCELALL);
    CHECK_OK(iostx_syncmgr_callback_synchronize_completed(handler.callback, IOSTX_S_OK));
    CHECK_CODE(iostx_syncmgr_close(m.manager, UINT32_MAX), IOSTX_S_FALSE);
    CHECK_EQ(handler.alive, 0);
    CHECK_EQ(handler.factories, 0);
    close_stage(&handler);
}

static _Atomic int woken;

static void wake(void *userdata)
{
    (void)userdata;
    atomic_fetch_add(&woken, 1);
}

static void a_subscriber_is_woken_until_it_stops(void)
{
    stage handler = { .enumerate = IOSTX_S_OK };
    iostx_syncmgr_events_options options = IOSTX_SYNCMGR_EVENTS_OPTIONS_INIT;
    iostx_syncmgr_events *events = NULL;
    iostx_syncmgr_event event = IOSTX_SYNCMGR_EVENT_INIT;
    int before;

    options.wake = wake;
    options.queue_limit = 2;
    CHECK_OK(iostx_syncmgr_events_open(m.manager, &options, &events));
    serve(&handler, 1);
    run_handler(1);
    CHECK(atomic_load(&woken) >= 1);
    CHECK_OK(iostx_syncmgr_events_next(events, 0, &event));
    CHECK_EQ(event.kind, IOSTX_SYNCMGR_EVENT_OVERFLOW);
    CHECK_OK(iostx_syncmgr_events_stop(events));
    before = atomic_load(&woken);
    run_handler(1);
    CHECK_EQ(atomic_load(&woken), before);
    iostx_syncmgr_events_free(events);
    close_stage(&handler);
}

/* --- Processes ------------------------------------------------------------------------------------------------------------------- */

static void registration_is_seen_by_another_process(void)
{
    iostx_guid id = id_of(1), second = id_of(2);
    uint32_t flags = 0;
    int process;

    if (test_fork(&process)) {
        open_manager();
        CHECK_OK(iostx_syncmgr_register_handler(m.manager, &id, "Mail", IOSTX_SYNCMGRREGISTERFLAG_CONNECT));
        close_manager();
        test_process_exit();
    }
    test_process_join(process);
    open_manager();
    CHECK_OK(iostx_syncmgr_get_handler_registration_info(m.manager, &id, &flags));
    CHECK_EQ(flags, IOSTX_SYNCMGRREGISTERFLAG_CONNECT);
    CHECK_CODE(iostx_syncmgr_get_handler_registration_info(m.manager, &second, &flags), IOSTX_S_FALSE);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_STATE), IOSTX_SYNCMGR_STATE_UNAVAILABLE);
    close_manager();
}

static void an_unregistered_handler_ends_its_run_and_comes_back_with_what_was_kept(void)
{
    stage handler = { .synchronize = { NEVER, 0 } };
    iostx_guid id = id_of(1), item = id_of(2);
    iostx_syncmgr_item_options off = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;
    uint32_t flags = 99;

    off.mask = IOSTX_SYNCMGR_ITEMOPTION_CHECKED;
    off.checked = IOSTX_SYNCMGRITEMSTATE_UNCHECKED;
    play_until(&handler, "Synchronize");
    CHECK_OK(iostx_syncmgr_set_item_options(m.manager, &id, &item, &off));
    CHECK_OK(iostx_syncmgr_unregister_handler(m.manager, &id));
    CHECK_CODE(iostx_syncmgr_unregister_handler(m.manager, &id), IOSTX_MAPI_E_NOT_FOUND);
    CHECK_CODE(iostx_syncmgr_get_handler_registration_info(m.manager, &id, &flags), IOSTX_S_FALSE);
    CHECK_EQ(flags, 99);
    CHECK_CODE(iostx_syncmgr_start(m.manager, &id, NULL, 0), IOSTX_MAPI_E_NOT_FOUND);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_STATE), -1);
    /* What runs is not torn away from it. */
    CHECK_CODE(report(handler.callback, 1, IOSTX_SYNCMGRSTATUS_SUCCEEDED), IOSTX_S_OK);
    CHECK_OK(iostx_syncmgr_callback_synchronize_completed(handler.callback, IOSTX_S_OK));
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_STATE), -1);
    CHECK_OK(iostx_syncmgr_register_handler(m.manager, &id, NULL, 0));
    settle(1);
    CHECK_EQ(item_column(1, 2, IOSTX_PR_SYNCMGR_CHECKED), 0);
    close_stage(&handler);
}

static void log_and_succeed(stage *stage, iostx_syncmgr_callback *callback, const iostx_guid *items, size_t count)
{
    (void)stage;
    (void)items;
    (void)count;
    CHECK_OK(log_openable(callback, 5));
    CHECK_CODE(report(callback, 1, IOSTX_SYNCMGRSTATUS_SUCCEEDED), IOSTX_S_OK);
}

static void a_process_that_ends_in_the_middle_of_a_run(void)
{
    stage handler = { .enumerate = IOSTX_S_OK };
    int process;

    if (test_fork(&process)) {
        stage dying = { .work = log_and_succeed };
        open_manager();
        serve(&dying, 1);
        CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
        dying.synchronize.when = NEVER;
        start_handler(1);
        wait_event(IOSTX_SYNCMGR_EVENT_ERROR_LOGGED, 1);
        test_process_crash();
    }
    test_process_join(process);
    open_manager();
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_LAST_OUTCOME), IOSTX_SYNCMGR_OUTCOME_INTERRUPTED);
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_LAST_RESULT), IOSTX_E_ABORT);
    CHECK(item_column(1, 1, IOSTX_PR_SYNCMGR_LAST_SUCCESS) > 0);
    CHECK_EQ(count_errors(), 3); /* one of each run, and what happened */
    serve(&handler, 1);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_TEXT(take_trace(&handler), "create Initialize(3) GetHandlerInfo EnumSyncMgrItems end SetProgressCallback PrepareForSync(1,2)"
                                     " Synchronize SetProgressCallback(NULL) release");
    CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_LAST_OUTCOME), IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_OK(iostx_syncmgr_clear_errors(m.manager, NULL));
    CHECK_EQ(count_errors(), 0);
    close_stage(&handler);
}

static void die(stage *stage, iostx_syncmgr_callback *callback, const char *method)
{
    (void)callback;
    if (stage->resolve == (int32_t)method[0])
        test_process_crash();
}

/* Wherever its process ends, the run is told of by the next one, which finds choices and schedules as they were. */
static void a_process_that_ends_in_any_phase(void)
{
    static const char phases[] = { 'P', 'S' };
    iostx_syncmgr_schedule schedule = IOSTX_SYNCMGR_SCHEDULE_INIT, read = IOSTX_SYNCMGR_SCHEDULE_INIT;
    iostx_syncmgr_item_options options = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;
    iostx_guid id = id_of(1), item = id_of(2);
    int process;

    schedule.interval_ms = 600000;
    options.mask = IOSTX_SYNCMGR_ITEMOPTION_CHECKED | IOSTX_SYNCMGR_ITEMOPTION_ENABLED;
    options.reason = "over quota";
    for (size_t i = 0; i < COUNT(phases); i++) {
        stage handler = { .enumerate = IOSTX_S_OK };

        if (test_fork(&process)) {
            stage dying = { .called = die };
            open_manager();
            serve(&dying, 1);
            run_handler(1);
            CHECK_OK(iostx_syncmgr_set_schedule(m.manager, &id, &schedule));
            CHECK_OK(iostx_syncmgr_set_item_options(m.manager, &id, &item, &options));
            dying.resolve = phases[i];
            start_handler(1);
            ended(1);
            test_process_exit();
        }
        test_process_join(process);
        open_manager();
        CHECK_EQ(handler_column(1, IOSTX_PR_SYNCMGR_LAST_OUTCOME), IOSTX_SYNCMGR_OUTCOME_INTERRUPTED);
        CHECK_OK(iostx_syncmgr_get_schedule(m.manager, &id, &read));
        CHECK_EQ(read.interval_ms, 600000);
        CHECK_EQ(item_column(1, 2, IOSTX_PR_SYNCMGR_CHECKED), 0);
        CHECK_EQ(item_column(1, 2, IOSTX_PR_SYNCMGR_ENABLED), 0);
        serve(&handler, 1);
        CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
        CHECK_TEXT(take_trace(&handler), "create Initialize(3) GetHandlerInfo EnumSyncMgrItems end SetProgressCallback"
                                         " PrepareForSync(1) Synchronize SetProgressCallback(NULL) release");
        close_manager();
        end_stage(&handler);
    }
}

static void a_disabled_handler_and_a_disabled_item_do_not_run(void)
{
    stage handler = { .enumerate = IOSTX_S_OK };
    iostx_syncmgr_item_options options = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;
    iostx_guid id = id_of(1), item = id_of(2);
    iostx_error *error = NULL;

    serve(&handler, 1);
    run_handler(1);
    (void)take_trace(&handler);
    options.mask = IOSTX_SYNCMGR_ITEMOPTION_ENABLED;
    options.reason = "over quota";
    CHECK_OK(iostx_syncmgr_set_item_options(m.manager, &id, &item, &options));
    CHECK_CODE(iostx_syncmgr_start(m.manager, &id, &item, 1), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_OK(iostx_syncmgr_get_last_error(m.manager, &error));
    CHECK(error != NULL && strstr(error->message, "over quota") != NULL);
    iostx_error_free(error);
    run_handler(1);
    CHECK(strstr(take_trace(&handler), "PrepareForSync(1)") != NULL);
    CHECK_OK(iostx_syncmgr_set_handler_enabled(m.manager, &id, 0, "locked"));
    CHECK_CODE(iostx_syncmgr_start(m.manager, &id, NULL, 0), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_OK(iostx_syncmgr_set_handler_enabled(m.manager, &id, 1, NULL));
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    close_stage(&handler);
}

/* --- Many handlers of many items ------------------------------------------------------------------------------------------------- */

#define MANY 200

static void many_items(stage *stage, iostx_syncmgr_callback *callback, const iostx_guid *items, size_t count)
{
    (void)stage;
    CHECK_EQ(count, 50);
    for (size_t i = 0; i < count; i++) {
        CHECK_CODE(report(callback, items[i].bytes[0], IOSTX_SYNCMGRSTATUS_UPDATING), IOSTX_S_OK);
        CHECK_CODE(report(callback, items[i].bytes[0], IOSTX_SYNCMGRSTATUS_SUCCEEDED), IOSTX_S_OK);
    }
}

/* Registers and attaches them. */
static stage *many_handlers(void)
{
    static stage handlers[MANY];

    memset(handlers, 0, sizeof(handlers));
    for (int i = 0; i < MANY; i++) {
        handlers[i].items = 50;
        handlers[i].work = many_items;
        serve(&handlers[i], (uint8_t)(i + 1));
    }
    return handlers;
}

static void two_hundred_handlers_of_fifty_items(void)
{
    stage *handlers = many_handlers();
    iostx_cursor *cursor = NULL;
    size_t ends = 0;

    CHECK_OK(iostx_syncmgr_start(m.manager, NULL, NULL, 0));
    while (ends < MANY) {
        iostx_syncmgr_event event = IOSTX_SYNCMGR_EVENT_INIT;
        CHECK_OK(iostx_syncmgr_events_next(m.events, 60000, &event));
        CHECK(event.kind != IOSTX_SYNCMGR_EVENT_OVERFLOW);
        if (event.kind != IOSTX_SYNCMGR_EVENT_ENDED)
            continue;
        EXPECT_EQ(event.status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
        ends++;
    }
    CHECK_OK(iostx_syncmgr_list_items(m.manager, NULL, &cursor));
    CHECK_EQ(rows_of(cursor), MANY * 50);
    close_manager();
    for (int i = 0; i < MANY; i++)
        end_stage(&handlers[i]);
}

/* Of the process, which is this case's alone. */
static double cpu_seconds(void)
{
    struct timespec now;
    CHECK_EQ(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long context_switches(void)
{
    struct rusage usage;
    CHECK_EQ(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_nvcsw;
}

/* With its clock thread, and a schedule for each. */
static void two_hundred_idle_handlers_use_no_cpu(void)
{
    iostx_syncmgr_options options = IOSTX_SYNCMGR_OPTIONS_INIT;
    iostx_syncmgr_schedule schedule = IOSTX_SYNCMGR_SCHEDULE_INIT;
    iostx_syncmgr_event event = IOSTX_SYNCMGR_EVENT_INIT;
    stage *handlers;
    double before;
    long switches;
    uint64_t next_ms = 0;

    options.timeout_ms = 60000;
    open_manager_with(options);
    handlers = many_handlers();
    schedule.interval_ms = 3600000;
    for (int i = 0; i < MANY; i++) {
        iostx_guid id = id_of((uint8_t)(i + 1));
        CHECK_OK(iostx_syncmgr_set_schedule(m.manager, &id, &schedule));
    }
    /* The clock has seen all of them when it says so. */
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    while (iostx_syncmgr_events_next(m.events, 50, &event) == IOSTX_S_OK)
        event.struct_size = sizeof(event);
    before = cpu_seconds();
    switches = context_switches();
    CHECK_CODE(iostx_syncmgr_events_next(m.events, 500, &event), IOSTX_S_FALSE);
    EXPECT(cpu_seconds() - before < 0.01);
    EXPECT(context_switches() - switches < 10);
    close_manager();
    for (int i = 0; i < MANY; i++)
        end_stage(&handlers[i]);
}

RUN(IN_MANAGER(a_schedule_runs_and_says_when_to_look_again), IN_MANAGER(events_of_the_machine), IN_MANAGER(runs_are_folded_and_stopped),
    CASE(connections_are_closed_when_no_handler_runs), IN_MANAGER(close_and_detach_inside_a_callback_are_refused),
    IN_MANAGER(close_stops_what_runs), IN_MANAGER(a_subscriber_is_woken_until_it_stops), CASE(registration_is_seen_by_another_process),
    IN_MANAGER(an_unregistered_handler_ends_its_run_and_comes_back_with_what_was_kept),
    CASE(a_process_that_ends_in_the_middle_of_a_run), CASE(a_process_that_ends_in_any_phase), IN_MANAGER(a_disabled_handler_and_a_disabled_item_do_not_run),
    IN_MANAGER(two_hundred_handlers_of_fifty_items), CASE(two_hundred_idle_handlers_use_no_cpu))
