/* What handlers report: in each phase, in order and out of order, from many threads, and too late. */
#include "handler.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

/* The methods of the callback object whose answer depends on the phase. */
enum report {
    SHOW_PROPERTIES_COMPLETED,
    PREPARE_COMPLETED,
    SYNCHRONIZE_COMPLETED,
    SHOW_ERROR_COMPLETED,
    ENTER_MODELESS,
    LEAVE_MODELESS,
    ASK_PROGRESS,
    LOG_ERROR,
    DELETE_ERRORS,
    CONNECT,
    PROPOSE,
    REPORT_CONFLICT,
    REPORTS,
};

static int32_t do_report(iostx_syncmgr_callback *callback, enum report report)
{
    iostx_guid item = id_of(1), all = { { 0 } };
    iostx_syncmgr_item proposed = IOSTX_SYNCMGR_ITEM_INIT;
    iostx_syncmgr_conflict conflict = IOSTX_SYNCMGR_CONFLICT_INIT;
    uint32_t chosen;

    switch (report) {
    case SHOW_PROPERTIES_COMPLETED:
        return iostx_syncmgr_callback_show_properties_completed(callback, IOSTX_S_OK);
    case PREPARE_COMPLETED:
        return iostx_syncmgr_callback_prepare_completed(callback, IOSTX_S_OK);
    case SYNCHRONIZE_COMPLETED:
        return iostx_syncmgr_callback_synchronize_completed(callback, IOSTX_S_OK);
    case SHOW_ERROR_COMPLETED:
        return iostx_syncmgr_callback_show_error_completed(callback, IOSTX_S_OK, NULL, 0);
    case ENTER_MODELESS:
        return iostx_syncmgr_callback_enable_modeless(callback, 1);
    case LEAVE_MODELESS:
        return iostx_syncmgr_callback_enable_modeless(callback, 0);
    case ASK_PROGRESS:
        return iostx_syncmgr_callback_progress(callback, &item, NULL);
    case LOG_ERROR:
        return iostx_syncmgr_callback_log_error(callback, IOSTX_SYNCMGRLOGLEVEL_INFORMATION, "a line", NULL);
    case DELETE_ERRORS:
        return iostx_syncmgr_callback_delete_log_error(callback, &all);
    case CONNECT:
        return iostx_syncmgr_callback_establish_connection(callback, NULL);
    case PROPOSE:
        proposed.item_id = id_of(7);
        return iostx_syncmgr_callback_propose_item(callback, &proposed, &chosen);
    default:
        conflict.conflict_id = id_of(20);
        conflict.item_id = item;
        conflict.text = "both sides changed it";
        return iostx_syncmgr_callback_report_conflict(callback, &conflict);
    }
}

/* Of a phase: what each answers. The completion of the method that is open is left to the script. */
static void all_answer(iostx_syncmgr_callback *callback, const char *phase, enum report open, int32_t modeless, int32_t others)
{
    for (enum report report = 0; report < REPORTS; report++) {
        int32_t wanted = others;
        if (report == open)
            continue;
        if (report <= SHOW_ERROR_COMPLETED)
            wanted = IOSTX_E_UNEXPECTED;
        else if (report == ENTER_MODELESS)
            wanted = modeless;
        else if (report == CONNECT && others == IOSTX_S_OK)
            wanted = IOSTX_MAPI_E_NO_SUPPORT;
        else if (report == ASK_PROGRESS && others != IOSTX_S_OK)
            wanted = IOSTX_S_SYNCMGR_CANCELALL;
        test_context("report %d in %s", (int)report, phase);
        EXPECT_CODE(do_report(callback, report), wanted);
    }
    test_context(NULL);
}

static void each_report_knows_the_phase(stage *stage, iostx_syncmgr_callback *callback, const char *method)
{
    (void)stage;
    if (strcmp(method, "PrepareForSync") == 0)
        all_answer(callback, method, PREPARE_COMPLETED, IOSTX_S_OK, IOSTX_S_OK);
    else if (strcmp(method, "Synchronize") == 0)
        all_answer(callback, method, SYNCHRONIZE_COMPLETED, IOSTX_S_OK, IOSTX_S_OK);
    else if (strcmp(method, "ShowError") == 0)
        all_answer(callback, method, SHOW_ERROR_COMPLETED, IOSTX_S_OK, IOSTX_S_OK);
    else
        all_answer(callback, method, SHOW_PROPERTIES_COMPLETED, IOSTX_S_OK, IOSTX_S_OK);
    if (strcmp(method, "Synchronize") == 0)
        CHECK_OK(log_openable(callback, 5));
}

static void reports_in_every_phase_and_too_late(void)
{
    stage handler = { .called = each_report_knows_the_phase,
        .handler_flags = IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION | IOSTX_SYNCMGRHANDLER_HASPROPERTIES };
    iostx_syncmgr_options options = manager_options();
    iostx_guid id = id_of(1), error = id_of(5);

    options.flags |= IOSTX_SYNCMGR_INTERACTIVE;
    open_manager_with(options);
    serve(&handler, 1);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    /* Kept for its error: no method is open, nothing may be shown; the log may be written. */
    all_answer(handler.callback, "a kept object", REPORTS, IOSTX_S_FALSE, IOSTX_S_OK);
    CHECK_OK(log_openable(handler.callback, 5));
    CHECK_OK(iostx_syncmgr_show_error(m.manager, &id, &error, &m));
    CHECK_CODE(wait_event(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
    settle(1);
    CHECK_OK(iostx_syncmgr_show_properties(m.manager, &id, NULL, &m));
    CHECK_CODE(wait_event(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
    settle(1);
    CHECK_OK(iostx_syncmgr_detach(m.manager, handler.token));
    all_answer(handler.callback, "a released object", REPORTS, IOSTX_E_UNEXPECTED, IOSTX_E_UNEXPECTED);
    close_manager();
    all_answer(handler.callback, "a closed manager", REPORTS, IOSTX_E_UNEXPECTED, IOSTX_E_UNEXPECTED);
    end_stage(&handler);
}

static void completes_twice(stage *stage, iostx_syncmgr_callback *callback, const char *method)
{
    (void)stage;
    if (strcmp(method, "PrepareForSync") == 0) {
        CHECK_OK(do_report(callback, PREPARE_COMPLETED));
        CHECK_CODE(do_report(callback, PREPARE_COMPLETED), IOSTX_E_UNEXPECTED);
    } else {
        CHECK_OK(do_report(callback, SYNCHRONIZE_COMPLETED));
        CHECK_CODE(do_report(callback, SYNCHRONIZE_COMPLETED), IOSTX_E_UNEXPECTED);
    }
}

static void a_second_completion_is_refused_and_one_before_a_failure_does_not_count(void)
{
    stage handler = { .called = completes_twice, .prepare = { NEVER, 0 }, .synchronize = { NEVER, 0 } };

    serve(&handler, 1);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    handler.synchronize = (phase){ ANSWERS, IOSTX_MAPI_E_NETWORK_ERROR };
    CHECK_CODE(run_handler(1).code, IOSTX_MAPI_E_NETWORK_ERROR);
    close_stage(&handler);
}

/* --- Many threads ----------------------------------------------------------------------------------------------------------------- */

#define THREADS 6

static _Atomic int completions;

static void *report_everything(void *argument)
{
    iostx_syncmgr_callback *callback = argument;
    const int rounds = test_rounds(200);

    for (int i = 0; i < rounds; i++)
        for (enum report report = ENTER_MODELESS; report < REPORTS; report++) {
            int32_t code = do_report(callback, report);
            /* Another thread may have completed the run, and the manager been closed since. */
            EXPECT(code >= 0 || code == IOSTX_MAPI_E_NO_SUPPORT || code == IOSTX_E_UNEXPECTED || code == IOSTX_E_CLOSED);
        }
    if (do_report(callback, SYNCHRONIZE_COMPLETED) == IOSTX_S_OK)
        atomic_fetch_add(&completions, 1);
    iostx_syncmgr_callback_free(callback);
    return NULL;
}

static void report_from_threads(stage *stage, iostx_syncmgr_callback *callback, const char *method)
{
    if (strcmp(method, "Synchronize") != 0)
        return;
    for (int i = 0; i < THREADS; i++) {
        iostx_syncmgr_callback *own = NULL;
        CHECK_OK(iostx_syncmgr_callback_ref(callback, &own));
        CHECK_EQ(pthread_create(&stage->threads[stage->thread_count++], NULL, report_everything, own), 0);
    }
}

static void many_threads_report_at_once_and_one_completes(void)
{
    stage handler = { .called = report_from_threads, .synchronize = { NEVER, 0 },
        .handler_flags = IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION };

    atomic_store(&completions, 0);
    serve(&handler, 1);
    CHECK_EQ(run_handler(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    close_stage(&handler);
    CHECK_EQ(atomic_load(&completions), 1);
}

/* --- Calls on the manager from inside ---------------------------------------------------------------------------------------------- */

/* What an application may do in a callback, and what not. */
static void use_the_manager(stage *stage, iostx_syncmgr_callback *callback, const char *method)
{
    iostx_guid id = id_of(1), item = id_of(1);
    iostx_cursor *cursor = NULL;
    iostx_syncmgr_item_options options = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;
    uint64_t next_ms, token;
    iostx_syncmgr_factory factory = IOSTX_SYNCMGR_FACTORY_INIT;

    (void)callback;
    EXPECT_CODE(iostx_syncmgr_close(m.manager, 60000), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_syncmgr_detach(m.manager, stage->token), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_syncmgr_attach(m.manager, &id, &factory, &token), IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_OK(iostx_syncmgr_list_handlers(m.manager, &cursor));
    CHECK_EQ(rows_of(cursor), 1);
    CHECK_OK(iostx_syncmgr_set_item_options(m.manager, &id, &item, &options));
    CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    /* A run that is asked for in its own run follows it. */
    if (strcmp(method, "Synchronize") == 0 && stage->items == 0) {
        stage->items = 2;
        CHECK_OK(iostx_syncmgr_start(m.manager, &id, NULL, 0));
    }
}

static void callbacks_may_use_the_manager_but_not_end_it(void)
{
    stage handler = { .called = use_the_manager };

    serve(&handler, 1);
    start_handler(1);
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    CHECK_EQ(ended(1).status, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    settle(1);
    close_stage(&handler);
}

/* The failure that a handle remembers: its code, and the function that it names. */
#define CHECK_LAST_ERROR(get, handle, wanted, function)  \
    do {                                                 \
        iostx_error *error = NULL;                       \
        CHECK_OK(get(handle, &error));                   \
        CHECK(error != NULL);                            \
        CHECK_CODE(error->code, wanted);                 \
        CHECK_TEXT(error->component, function);          \
        CHECK(error->message[0] != '\0');                \
        iostx_error_free(error);                         \
    } while (0)

static void manager_callback_and_subscription_have_last_errors(void)
{
    stage handler = { .synchronize = { NEVER, 0 } };
    iostx_guid nobody = id_of(9);
    iostx_syncmgr_event event = IOSTX_SYNCMGR_EVENT_INIT;
    iostx_error *none = NULL;

    CHECK_OK(iostx_syncmgr_get_last_error(m.manager, &none));
    CHECK(none == NULL);
    CHECK_CODE(iostx_syncmgr_unregister_handler(m.manager, &nobody), IOSTX_MAPI_E_NOT_FOUND);
    CHECK_LAST_ERROR(iostx_syncmgr_get_last_error, m.manager, IOSTX_MAPI_E_NOT_FOUND, "iostx_syncmgr_unregister_handler");
    play_until(&handler, "Synchronize");
    CHECK_OK(iostx_syncmgr_callback_get_last_error(handler.callback, &none));
    CHECK(none == NULL);
    CHECK_CODE(report(handler.callback, 9, IOSTX_SYNCMGRSTATUS_UPDATING), IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_LAST_ERROR(iostx_syncmgr_callback_get_last_error, handler.callback, IOSTX_MAPI_E_INVALID_PARAMETER,
        "iostx_syncmgr_callback_progress");
    CHECK_OK(iostx_syncmgr_callback_synchronize_completed(handler.callback, IOSTX_S_OK));
    ended(1);
    settle(1);
    CHECK_OK(iostx_syncmgr_events_get_last_error(m.events, &none));
    CHECK(none == NULL);
    CHECK_OK(iostx_syncmgr_events_stop(m.events));
    CHECK_CODE(iostx_syncmgr_events_next(m.events, 60000, &event), IOSTX_MAPI_E_USER_CANCEL);
    CHECK_LAST_ERROR(iostx_syncmgr_events_get_last_error, m.events, IOSTX_MAPI_E_USER_CANCEL, "iostx_syncmgr_events_next");
    close_stage(&handler);
}

RUN(CASE(reports_in_every_phase_and_too_late), IN_MANAGER(a_second_completion_is_refused_and_one_before_a_failure_does_not_count),
    IN_MANAGER(many_threads_report_at_once_and_one_completes), IN_MANAGER(callbacks_may_use_the_manager_but_not_end_it),
    IN_MANAGER(manager_callback_and_subscription_have_last_errors))
