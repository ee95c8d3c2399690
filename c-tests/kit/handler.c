/* Scripted handlers. See handler.h. */
#include "handler.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

managed m;

static uint64_t read_clock(void *userdata)
{
    (void)userdata;
    return clock_time();
}

const char *manager_path(void)
{
    return test_path("manager");
}

iostx_syncmgr_options manager_options(void)
{
    iostx_syncmgr_options options = IOSTX_SYNCMGR_OPTIONS_INIT;
    options.flags = IOSTX_SYNCMGR_NO_CLOCK;
    options.now = read_clock;
    return options;
}

void open_manager_with(iostx_syncmgr_options options)
{
    iostx_syncmgr_events_options queue = IOSTX_SYNCMGR_EVENTS_OPTIONS_INIT;
    queue.queue_limit = 100000;
    CHECK_OK(iostx_syncmgr_open(manager_path(), &options, &m.manager, NULL));
    CHECK_OK(iostx_syncmgr_events_open(m.manager, &queue, &m.events));
}

void open_manager(void)
{
    open_manager_with(manager_options());
}

void close_manager(void)
{
    if (m.manager == NULL)
        return;
    CHECK(iostx_syncmgr_close(m.manager, 60000) >= 0);
    iostx_syncmgr_events_free(m.events);
    iostx_syncmgr_free(m.manager);
    m.manager = NULL;
    m.events = NULL;
}

iostx_guid id_of(uint8_t number)
{
    iostx_guid id;
    memset(id.bytes, number, sizeof(id.bytes));
    return id;
}

bool same_id(iostx_guid a, iostx_guid b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

/* --- What is written down -------------------------------------------------------------------------------------------------------- */

static void note(stage *stage, const char *call)
{
    pthread_mutex_lock(&stage->lock);
    size_t length = strlen(stage->trace);
    snprintf(stage->trace + length, sizeof(stage->trace) - length, "%s%s", length > 0 ? " " : "", call);
    pthread_cond_broadcast(&stage->changed);
    pthread_mutex_unlock(&stage->lock);
}

static void note_number(stage *stage, const char *format, unsigned number)
{
    char call[64];
    snprintf(call, sizeof(call), format, number);
    note(stage, call);
}

void wait_for(stage *stage, const char *call)
{
    pthread_mutex_lock(&stage->lock);
    while (strstr(stage->trace, call) == NULL)
        pthread_cond_wait(&stage->changed, &stage->lock);
    pthread_mutex_unlock(&stage->lock);
}

const char *take_trace(stage *stage)
{
    static char taken[sizeof(stage->trace)];
    pthread_mutex_lock(&stage->lock);
    memcpy(taken, stage->trace, sizeof(taken));
    stage->trace[0] = '\0';
    pthread_mutex_unlock(&stage->lock);
    return taken;
}

/* --- One handler object ---------------------------------------------------------------------------------------------------------- */

typedef struct object {
    stage *stage;
    iostx_syncmgr_callback *callback;
    uint32_t next;
} object;

typedef int32_t (*completion)(iostx_syncmgr_callback *callback, int32_t code);

typedef struct later {
    iostx_syncmgr_callback *callback;
    completion complete;
    int32_t code;
} later;

static void *complete_later(void *argument)
{
    later *work = argument;
    EXPECT_CODE(work->complete(work->callback, work->code), IOSTX_S_OK);
    iostx_syncmgr_callback_free(work->callback);
    free(work);
    return NULL;
}

static int32_t play(object *object, const char *method, phase phase, completion complete)
{
    stage *stage = object->stage;
    later *work;
    if (stage->called != NULL)
        stage->called(stage, object->callback, method);
    switch (phase.when) {
    case INSIDE:
        EXPECT_CODE(complete(object->callback, phase.code), IOSTX_S_OK);
        return IOSTX_S_OK;
    case THREAD:
        work = calloc(1, sizeof(*work));
        CHECK(work != NULL && stage->thread_count < 8);
        work->complete = complete;
        work->code = phase.code;
        CHECK_OK(iostx_syncmgr_callback_ref(object->callback, &work->callback));
        CHECK_EQ(pthread_create(&stage->threads[stage->thread_count++], NULL, complete_later, work), 0);
        return IOSTX_S_OK;
    case NEVER:
        return IOSTX_S_OK;
    default:
        return phase.code;
    }
}

static void object_free(void *userdata)
{
    object *object = userdata;
    stage *stage = object->stage;
    pthread_mutex_lock(&stage->lock);
    stage->alive--;
    pthread_mutex_unlock(&stage->lock);
    note(stage, "release");
    free(object);
}

static int32_t initialize(void *userdata, uint32_t flags, iostx_bytes cookie)
{
    object *object = userdata;
    char call[96];
    snprintf(call, sizeof(call), "Initialize(%x%s%.*s)", (unsigned)flags, cookie.size > 0 ? "," : "", (int)cookie.size,
        cookie.size > 0 ? (const char *)cookie.data : "");
    note(object->stage, call);
    return object->stage->initialize;
}

static int32_t get_handler_info(void *userdata, iostx_syncmgr_handler_info *info)
{
    object *object = userdata;
    note(object->stage, "GetHandlerInfo");
    EXPECT_EQ(info->struct_size, sizeof(*info));
    info->flags = object->stage->handler_flags;
    strcpy(info->name, "A handler");
    strcpy(info->icon_name, "mail");
    return object->stage->info;
}

static bool is_unchecked(const stage *stage, uint32_t item)
{
    return item > 31 ? stage->unchecked != 0 : ((stage->unchecked >> item) & 1) != 0;
}

static int32_t next(void *userdata, iostx_syncmgr_item *item)
{
    object *object = userdata;
    stage *stage = object->stage;
    EXPECT_EQ(item->struct_size, sizeof(*item));
    if (stage->next < 0)
        return stage->next;
    if (object->next >= (stage->items == 0 ? 2 : stage->items))
        return IOSTX_S_FALSE;
    object->next++;
    item->item_id = id_of((uint8_t)object->next);
    item->item_state = is_unchecked(stage, object->next) ? IOSTX_SYNCMGRITEMSTATE_UNCHECKED : IOSTX_SYNCMGRITEMSTATE_CHECKED;
    item->flags = stage->item_flags;
    snprintf(item->name, sizeof(item->name), "Item %u", (unsigned)object->next);
    return IOSTX_S_OK;
}

static void end_of_items(void *userdata)
{
    note(((object *)userdata)->stage, "end");
}

static int32_t enum_sync_mgr_items(void *userdata, iostx_syncmgr_enumerator *items)
{
    object *object = userdata;
    note(object->stage, "EnumSyncMgrItems");
    EXPECT_EQ(items->struct_size, sizeof(*items));
    object->next = 0;
    items->userdata = object;
    items->userdata_free = end_of_items;
    items->next = next;
    return object->stage->enumerate;
}

static int32_t show_properties(void *userdata, void *window, const iostx_guid *item)
{
    object *object = userdata;
    phase phase = object->stage->show;
    EXPECT(window == (void *)&m);
    note_number(object->stage, "ShowProperties(%u)", item->bytes[0]);
    return play(object, "ShowProperties", phase, iostx_syncmgr_callback_show_properties_completed);
}

static int32_t set_progress_callback(void *userdata, iostx_syncmgr_callback *callback)
{
    object *object = userdata;
    note(object->stage, callback != NULL ? "SetProgressCallback" : "SetProgressCallback(NULL)");
    object->callback = callback;
    if (callback == NULL)
        return IOSTX_S_OK;
    iostx_syncmgr_callback_free(object->stage->callback);
    CHECK_OK(iostx_syncmgr_callback_ref(callback, &object->stage->callback));
    return object->stage->callback_code;
}

static int32_t prepare_for_sync(void *userdata, const iostx_guid *items, size_t count, void *window)
{
    object *object = userdata;
    stage *stage = object->stage;
    char call[256] = "PrepareForSync(";
    phase phase = stage->prepare;
    (void)window;
    CHECK(count <= COUNT(stage->prepared));
    memcpy(stage->prepared, items, count * sizeof(*items));
    stage->prepared_count = count;
    for (size_t i = 0; i < count; i++)
        snprintf(call + strlen(call), sizeof(call) - strlen(call), "%s%u", i > 0 ? "," : "", items[i].bytes[0]);
    snprintf(call + strlen(call), sizeof(call) - strlen(call), ")");
    note(stage, call);
    return play(object, "PrepareForSync", phase, iostx_syncmgr_callback_prepare_completed);
}

static int32_t synchronize(void *userdata, void *window)
{
    object *object = userdata;
    stage *stage = object->stage;
    /* Before the note: who waits for it may say what the next one does. */
    const phase phase = stage->synchronize;
    (void)window;
    note(stage, "Synchronize");
    if (stage->work != NULL)
        stage->work(stage, object->callback, stage->prepared, stage->prepared_count);
    return play(object, "Synchronize", phase, iostx_syncmgr_callback_synchronize_completed);
}

static int32_t set_item_status(void *userdata, const iostx_guid *item, uint32_t status)
{
    object *object = userdata;
    EXPECT_EQ(status, IOSTX_SYNCMGRSTATUS_SKIPPED);
    note_number(object->stage, "SetItemStatus(%u)", item->bytes[0]);
    return IOSTX_S_OK;
}

static int32_t show_error_completed(iostx_syncmgr_callback *callback, int32_t code)
{
    return iostx_syncmgr_callback_show_error_completed(callback, code, NULL, 0);
}

static int32_t show_error(void *userdata, void *window, const iostx_guid *error)
{
    object *object = userdata;
    phase phase = object->stage->show;
    EXPECT(window == (void *)&m);
    note_number(object->stage, "ShowError(%u)", error->bytes[0]);
    return play(object, "ShowError", phase, show_error_completed);
}

static int32_t resolve_conflict(void *userdata, const iostx_guid *conflict, const iostx_guid *item, uint32_t choice)
{
    object *object = userdata;
    char call[64];
    snprintf(call, sizeof(call), "ResolveConflict(%u,%u,%u)", conflict->bytes[0], item->bytes[0], (unsigned)choice);
    note(object->stage, call);
    return object->stage->resolve;
}

/* --- The factory ----------------------------------------------------------------------------------------------------------------- */

static int32_t create(void *userdata, iostx_syncmgr_handler *handler)
{
    stage *stage = userdata;
    object *made = calloc(1, sizeof(*made));
    CHECK(made != NULL);
    EXPECT_EQ(handler->struct_size, sizeof(*handler));
    made->stage = stage;
    pthread_mutex_lock(&stage->lock);
    stage->alive++;
    pthread_mutex_unlock(&stage->lock);
    note(stage, "create");
    handler->userdata = made;
    handler->userdata_free = object_free;
    handler->initialize = initialize;
    handler->get_handler_info = get_handler_info;
    handler->enum_sync_mgr_items = enum_sync_mgr_items;
    handler->show_properties = show_properties;
    handler->set_progress_callback = set_progress_callback;
    handler->prepare_for_sync = prepare_for_sync;
    handler->synchronize = synchronize;
    handler->set_item_status = set_item_status;
    handler->show_error = show_error;
    handler->resolve_conflict = resolve_conflict;
    return IOSTX_S_OK;
}

static void factory_free(void *userdata)
{
    ((stage *)userdata)->factories--;
}

void serve(stage *stage, uint8_t number)
{
    iostx_syncmgr_factory factory = IOSTX_SYNCMGR_FACTORY_INIT;
    iostx_guid id = id_of(number);
    CHECK_EQ(pthread_mutex_init(&stage->lock, NULL), 0);
    CHECK_EQ(pthread_cond_init(&stage->changed, NULL), 0);
    stage->number = number;
    stage->factories = 1;
    factory.create = create;
    factory.userdata = stage;
    factory.userdata_free = factory_free;
    CHECK_OK(iostx_syncmgr_register_handler(m.manager, &id, "described", stage->register_flags));
    CHECK_OK(iostx_syncmgr_attach(m.manager, &id, &factory, &stage->token));
}

void end_stage(stage *stage)
{
    for (int i = 0; i < stage->thread_count; i++)
        CHECK_EQ(pthread_join(stage->threads[i], NULL), 0);
    iostx_syncmgr_callback_free(stage->callback);
    EXPECT_EQ(stage->alive, 0);
    EXPECT_EQ(stage->factories, 0);
    pthread_cond_destroy(&stage->changed);
    pthread_mutex_destroy(&stage->lock);
}

void close_stage(stage *stage)
{
    close_manager();
    end_stage(stage);
}

void play_until(stage *stage, const char *method)
{
    serve(stage, 1);
    start_handler(1);
    wait_for(stage, method);
}

int32_t synchronize_nothing(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders, size_t count)
{
    (void)userdata;
    (void)session;
    (void)callback;
    (void)folders;
    (void)count;
    return IOSTX_S_OK;
}

/* --- Running --------------------------------------------------------------------------------------------------------------------- */

/* Whether such an event comes before a time is over, in milliseconds of the machine. */
static bool next_event(uint32_t kind, uint8_t handler, uint64_t timeout_ms, iostx_syncmgr_event *event)
{
    for (;;) {
        int32_t code;

        *event = (iostx_syncmgr_event)IOSTX_SYNCMGR_EVENT_INIT;
        code = iostx_syncmgr_events_next(m.events, timeout_ms, event);
        CHECK(code == IOSTX_S_OK || code == IOSTX_S_FALSE);
        if (code == IOSTX_S_FALSE)
            return false;
        CHECK(event->kind != IOSTX_SYNCMGR_EVENT_OVERFLOW);
        if (event->kind == kind && same_id(event->handler_id, id_of(handler)))
            return true;
    }
}

iostx_syncmgr_event wait_event(uint32_t kind, uint8_t handler)
{
    iostx_syncmgr_event event;

    CHECK(next_event(kind, handler, 60000, &event));
    return event;
}

iostx_syncmgr_event given_up(uint8_t handler, uint64_t time)
{
    iostx_syncmgr_event event;
    uint64_t next_ms;

    do {
        clock_forward(time);
        CHECK_OK(iostx_syncmgr_run_due(m.manager, &next_ms));
    } while (!next_event(IOSTX_SYNCMGR_EVENT_ENDED, handler, 100, &event));
    return event;
}

void start_handler(uint8_t handler)
{
    iostx_guid id = id_of(handler);
    CHECK_OK(iostx_syncmgr_start(m.manager, &id, NULL, 0));
}

iostx_syncmgr_event ended(uint8_t handler)
{
    return wait_event(IOSTX_SYNCMGR_EVENT_ENDED, handler);
}

void settle(uint8_t handler)
{
    while (handler_column(handler, IOSTX_PR_SYNCMGR_STATE) != IOSTX_SYNCMGR_STATE_IDLE)
        sched_yield();
}

iostx_syncmgr_event run_handler(uint8_t handler)
{
    iostx_syncmgr_event event;
    start_handler(handler);
    event = ended(handler);
    settle(handler);
    return event;
}

/* --- Lists ----------------------------------------------------------------------------------------------------------------------- */

/* The number in a column of the row that has an id in another column. */
static int64_t number_in(iostx_cursor *cursor, uint32_t key, iostx_guid id, uint32_t column)
{
    const iostx_value *row = NULL;
    size_t columns = 0;
    int64_t number = -1;
    while (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK) {
        const iostx_value *value = column_of(row, columns, key);
        if (value == NULL || !same_id(value->value.guid, id))
            continue;
        value = column_of(row, columns, column);
        if (value != NULL)
            number = (column & 0xFFFF) == 0x0003 ? value->value.i4 : (column & 0xFFFF) == 0x000B ? value->value.i2 : value->value.i8;
        break;
    }
    iostx_cursor_free(cursor);
    return number;
}

int64_t handler_column(uint8_t handler, uint32_t column)
{
    iostx_cursor *cursor = NULL;
    CHECK_OK(iostx_syncmgr_list_handlers(m.manager, &cursor));
    return number_in(cursor, IOSTX_PR_SYNCMGR_HANDLER, id_of(handler), column);
}

int64_t item_column(uint8_t handler, uint8_t item, uint32_t column)
{
    iostx_guid id = id_of(handler);
    iostx_cursor *cursor = NULL;
    CHECK_OK(iostx_syncmgr_list_items(m.manager, &id, &cursor));
    return number_in(cursor, IOSTX_PR_SYNCMGR_ITEM, id_of(item), column);
}

size_t count_errors(void)
{
    iostx_cursor *cursor = NULL;
    CHECK_OK(iostx_syncmgr_list_errors(m.manager, NULL, &cursor));
    return rows_of(cursor);
}

int32_t report(iostx_syncmgr_callback *callback, uint8_t item, uint32_t status)
{
    iostx_syncmgr_progress_item progress = IOSTX_SYNCMGR_PROGRESS_ITEM_INIT;
    iostx_guid id = id_of(item);
    progress.mask = IOSTX_SYNCMGRPROGRESSITEM_STATUSTYPE;
    progress.status_type = status;
    return iostx_syncmgr_callback_progress(callback, &id, &progress);
}

int32_t log_openable(iostx_syncmgr_callback *callback, uint8_t error)
{
    iostx_syncmgr_log_error_info info = IOSTX_SYNCMGR_LOG_ERROR_INFO_INIT;
    info.mask = IOSTX_SYNCMGRLOGERROR_ERRORFLAGS | IOSTX_SYNCMGRLOGERROR_ERRORID;
    info.error_flags = IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT;
    info.error_id = id_of(error);
    return iostx_syncmgr_callback_log_error(callback, IOSTX_SYNCMGRLOGLEVEL_ERROR, "Something failed", &info);
}
