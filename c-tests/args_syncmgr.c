/* Every function of the synchronization manager, with NULL and with wrong arguments. */
#include "arguments.h"
#include "handler.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const iostx_guid zeros;
static const iostx_bytes none = IOSTX_BYTES_INIT;

static int32_t no_create(void *userdata, iostx_syncmgr_handler *handler)
{
    (void)userdata;
    (void)handler;
    return IOSTX_MAPI_E_NO_ACCESS;
}

static int32_t empty_create(void *userdata, iostx_syncmgr_handler *handler)
{
    handler->userdata = userdata;
    return IOSTX_S_OK;
}

static void count_free(void *userdata)
{
    ++*(int *)userdata;
}

static void open_refuses_what_it_does_not_understand(void)
{
    iostx_syncmgr_options options = IOSTX_SYNCMGR_OPTIONS_INIT;
    iostx_syncmgr *manager = (iostx_syncmgr *)&options;
    iostx_error *error = NULL;
    int freed = 0;

    WRONG(iostx_syncmgr_open, INVALID, (NULL, NULL, &manager, NULL));
    EXPECT(manager == NULL);
    WRONG(iostx_syncmgr_open, INVALID, ("", NULL, &manager, NULL));
    WRONG(iostx_syncmgr_open, INVALID, (test_path(NOT_UTF8), NULL, &manager, NULL));
    WRONG(iostx_syncmgr_open, IOSTX_MAPI_E_NOT_FOUND, (test_path("none/here"), NULL, &manager, NULL));
    options.userdata = &freed;
    options.userdata_free = count_free;
    WRONG(iostx_syncmgr_open, NO_OUTPUT, (test_path("manager"), &options, NULL, NULL));
    EXPECT_EQ(freed, 1);
    options.flags = UNKNOWN_FLAG;
    WRONG(iostx_syncmgr_open, BAD_FLAGS, (test_path("manager"), &options, &manager, &error));
    EXPECT_EQ(freed, 2);
    CHECK(error != NULL);
    EXPECT_TEXT(error->component, "iostx_syncmgr_open");
    iostx_error_free(error);
    options.flags = 0;
    options.struct_size = 4;
    WRONG(iostx_syncmgr_open, INVALID, (test_path("manager"), &options, &manager, NULL));
    HARMLESS(iostx_syncmgr_free, (NULL));
    WRONG(iostx_syncmgr_close, NO_OBJECT, (NULL, 0));
    test_write_file(test_path("other"), "this is no database, however long it is", 39);
    WRONG(iostx_syncmgr_open, IOSTX_MAPI_E_CORRUPT_STORE, (test_path("other"), NULL, &manager, NULL));
}

static void a_file_of_a_newer_version_is_incompatible_and_not_touched(void)
{
    iostx_syncmgr *manager = NULL;
    uint64_t digest;
    size_t size;
    unsigned char *data;

    CHECK_OK(iostx_syncmgr_open(test_path("manager"), NULL, &manager, NULL));
    CHECK_OK(iostx_syncmgr_close(manager, 60000));
    iostx_syncmgr_free(manager);
    data = test_read_file(test_path("manager"), &size);
    /* The user version of an SQLite file, big-endian at 60. */
    CHECK(data != NULL && size > 100 && data[61] == 0);
    data[61] = 1;
    test_write_file(test_path("manager"), data, size);
    free(data);
    digest = test_file_digest(test_path("manager"));
    WRONG(iostx_syncmgr_open, IOSTX_E_INCOMPATIBLE, (test_path("manager"), NULL, &manager, NULL));
    EXPECT_EQ(test_file_digest(test_path("manager")), digest);
}

static void a_folder_that_cannot_be_written_gives_no_access(void)
{
    bool superuser = geteuid() == 0;
    iostx_syncmgr *manager = NULL;

    CHECK_EQ(chmod(test_dir(), 0755), 0);
    CHECK_EQ(mkdir(test_path("dir"), 0555), 0);
    /* Nothing stops the superuser: then it is tried as somebody else. */
    if (superuser)
        CHECK_EQ(seteuid(65534), 0);
    WRONG(iostx_syncmgr_open, IOSTX_MAPI_E_NO_ACCESS, (test_path("dir/manager"), NULL, &manager, NULL));
    if (superuser)
        CHECK_EQ(seteuid(0), 0);
}

static void registration(void)
{
    iostx_guid id = id_of(1), unknown = id_of(9);
    iostx_syncmgr_factory factory = IOSTX_SYNCMGR_FACTORY_INIT;
    uint64_t token = 0;
    uint32_t flags = 7;
    int freed = 0;

    WRONG(iostx_syncmgr_register_handler, NO_OBJECT, (NULL, &id, NULL, 0));
    WRONG(iostx_syncmgr_register_handler, INVALID, (m.manager, NULL, NULL, 0));
    WRONG(iostx_syncmgr_register_handler, INVALID, (m.manager, &zeros, NULL, 0));
    WRONG(iostx_syncmgr_register_handler, INVALID, (m.manager, &id, NOT_UTF8, 0));
    WRONG(iostx_syncmgr_register_handler, BAD_FLAGS, (m.manager, &id, NULL, 8));
    CHECK_OK(iostx_syncmgr_register_handler(m.manager, &id, NULL, IOSTX_SYNCMGRREGISTERFLAG_IDLE));
    WRONG(iostx_syncmgr_get_handler_registration_info, NO_OBJECT, (NULL, &id, &flags));
    WRONG(iostx_syncmgr_get_handler_registration_info, INVALID, (m.manager, NULL, &flags));
    WRONG(iostx_syncmgr_get_handler_registration_info, NO_OUTPUT, (m.manager, &id, NULL));
    WRONG(iostx_syncmgr_get_handler_registration_info, IOSTX_S_FALSE, (m.manager, &unknown, &flags));
    EXPECT_EQ(flags, 7);
    CHECK_OK(iostx_syncmgr_get_handler_registration_info(m.manager, &id, &flags));
    EXPECT_EQ(flags, IOSTX_SYNCMGRREGISTERFLAG_IDLE);

    factory.userdata = &freed;
    factory.userdata_free = count_free;
    WRONG(iostx_syncmgr_attach, NO_OBJECT, (NULL, &id, &factory, &token));
    WRONG(iostx_syncmgr_attach, INVALID, (m.manager, &id, NULL, &token));
    EXPECT_EQ(freed, 0);
    WRONG(iostx_syncmgr_attach, INVALID, (m.manager, &id, &factory, &token));
    factory.create = no_create;
    WRONG(iostx_syncmgr_attach, INVALID, (m.manager, NULL, &factory, &token));
    WRONG(iostx_syncmgr_attach, NO_OUTPUT, (m.manager, &id, &factory, NULL));
    WRONG(iostx_syncmgr_attach, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &unknown, &factory, &token));
    EXPECT_EQ(freed, 4);
    CHECK_OK(iostx_syncmgr_attach(m.manager, &id, &factory, &token));
    WRONG(iostx_syncmgr_attach, IOSTX_MAPI_E_COLLISION, (m.manager, &id, &factory, &token));
    EXPECT_EQ(freed, 5);

    /* What a factory answers is the result of the run; a handler without its functions is refused. */
    CHECK_CODE(run_handler(1).code, IOSTX_MAPI_E_NO_ACCESS);
    WRONG(iostx_syncmgr_detach, NO_OBJECT, (NULL, token));
    WRONG(iostx_syncmgr_detach, IOSTX_MAPI_E_NOT_FOUND, (m.manager, token + 1000));
    CHECK_OK(iostx_syncmgr_detach(m.manager, token));
    EXPECT_EQ(freed, 6);
    factory.create = empty_create;
    CHECK_OK(iostx_syncmgr_attach(m.manager, &id, &factory, &token));
    CHECK_CODE(run_handler(1).code, INVALID);
    CHECK_OK(iostx_syncmgr_detach(m.manager, token));
    EXPECT_EQ(freed, 7);

    WRONG(iostx_syncmgr_unregister_handler, NO_OBJECT, (NULL, &id));
    WRONG(iostx_syncmgr_unregister_handler, INVALID, (m.manager, NULL));
    WRONG(iostx_syncmgr_unregister_handler, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &unknown));
    CHECK_OK(iostx_syncmgr_unregister_handler(m.manager, &id));
}

static void store_handlers(void)
{
    iostx_syncmgr_store_options options = IOSTX_SYNCMGR_STORE_OPTIONS_INIT;
    iostx_guid id = id_of(1);
    iostx_feid nowhere = IOSTX_FEID_INIT;
    uint64_t token = 0;
    int freed = 0;

    WRONG(iostx_syncmgr_add_store_handler, NO_OBJECT, (NULL, &id, &options, &token));
    WRONG(iostx_syncmgr_add_store_handler, INVALID, (m.manager, &id, NULL, &token));
    options.userdata = &freed;
    options.userdata_free = count_free;
    options.name = "name";
    WRONG(iostx_syncmgr_add_store_handler, INVALID, (m.manager, &id, &options, &token));
    options.synchronize = synchronize_nothing;
    WRONG(iostx_syncmgr_add_store_handler, NO_OBJECT, (m.manager, &id, &options, &token));
    WRONG(iostx_syncmgr_add_store_handler, INVALID, (m.manager, NULL, &options, &token));
    WRONG(iostx_syncmgr_add_store_handler, NO_OUTPUT, (m.manager, &id, &options, NULL));
    options.name = NULL;
    WRONG(iostx_syncmgr_add_store_handler, INVALID, (m.manager, &id, &options, &token));
    EXPECT_EQ(freed, 5);
    WRONG(iostx_syncmgr_store_item, NO_OBJECT, (NULL, &nowhere, &id));
}

static void a_store_gets_one_handler_for_an_id_and_items_for_its_folders_only(void)
{
    iostx_syncmgr_store_options options = IOSTX_SYNCMGR_STORE_OPTIONS_INIT;
    iostx_guid id = id_of(1), item = id;
    iostx_feid inbox, foreign;
    uint64_t token = 0;

    open_world();
    options.store = w.store;
    options.name = "name";
    options.synchronize = synchronize_nothing;
    options.register_flags = 8;
    WRONG(iostx_syncmgr_add_store_handler, BAD_FLAGS, (m.manager, &id, &options, &token));
    options.register_flags = 0;
    WRONG(iostx_syncmgr_add_store_handler, INVALID, (m.manager, &zeros, &options, &token));
    CHECK_OK(iostx_syncmgr_add_store_handler(m.manager, &id, &options, &token));
    WRONG(iostx_syncmgr_add_store_handler, IOSTX_MAPI_E_COLLISION, (m.manager, &id, &options, &token));
    inbox = special(IOSTX_FOLDER_INBOX);
    foreign = foreign_feid(inbox);
    WRONG(iostx_syncmgr_store_item, IOSTX_MAPI_E_UNKNOWN_ENTRYID, (w.store, &foreign, &item));
    CHECK_OK(iostx_syncmgr_store_item(w.store, &inbox, &item));
    EXPECT(!same_id(item, id));
    close_manager();
    close_world();
}

static void running(void)
{
    stage handler = { 0 };
    iostx_guid id = id_of(1), unknown = id_of(9), lone = id_of(2);
    iostx_syncmgr_item_options off = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;
    uint64_t next_ms = 0;

    serve(&handler, 1);
    CHECK_OK(run_handler(1).code);
    CHECK_OK(iostx_syncmgr_register_handler(m.manager, &lone, NULL, 0));
    WRONG(iostx_syncmgr_update_items, NO_OBJECT, (NULL, 0, &id, none));
    WRONG(iostx_syncmgr_update_items, BAD_FLAGS, (m.manager, 1, &id, none));
    WRONG(iostx_syncmgr_update_items, INVALID, (m.manager, 0, NULL, none));
    WRONG(iostx_syncmgr_update_items, INVALID, (m.manager, 0, &id, bytes_at(NULL, 1)));
    WRONG(iostx_syncmgr_update_items, IOSTX_MAPI_E_NOT_FOUND, (m.manager, 0, &unknown, none));
    WRONG(iostx_syncmgr_update_items, IOSTX_MAPI_E_NO_SUPPORT, (m.manager, 0, &lone, none));
    WRONG(iostx_syncmgr_update_all, NO_OBJECT, (NULL));
    WRONG(iostx_syncmgr_start, NO_OBJECT, (NULL, NULL, NULL, 0));
    WRONG(iostx_syncmgr_start, INVALID, (m.manager, NULL, &id, 1));
    WRONG(iostx_syncmgr_start, INVALID, (m.manager, &id, NULL, 1));
    WRONG(iostx_syncmgr_start, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &unknown, NULL, 0));
    WRONG(iostx_syncmgr_start, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &id, &unknown, 1));
    WRONG(iostx_syncmgr_start, IOSTX_MAPI_E_NO_SUPPORT, (m.manager, &lone, NULL, 0));
    WRONG(iostx_syncmgr_stop, NO_OBJECT, (NULL, NULL, NULL, 0));
    WRONG(iostx_syncmgr_stop, INVALID, (m.manager, NULL, &id, 1));
    WRONG(iostx_syncmgr_stop, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &unknown, NULL, 0));
    WRONG(iostx_syncmgr_stop, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &id, &unknown, 1));
    WRONG(iostx_syncmgr_notify, NO_OBJECT, (NULL, IOSTX_SYNCMGR_NOTIFY_IDLE));
    WRONG(iostx_syncmgr_notify, INVALID, (m.manager, 0));
    WRONG(iostx_syncmgr_notify, INVALID, (m.manager, 6));
    WRONG(iostx_syncmgr_run_due, NO_OBJECT, (NULL, &next_ms));
    WRONG(iostx_syncmgr_run_due, NO_OUTPUT, (m.manager, NULL));
    WRONG(iostx_syncmgr_show_properties, NO_OBJECT, (NULL, &id, NULL, NULL));
    WRONG(iostx_syncmgr_show_properties, INVALID, (m.manager, NULL, NULL, NULL));
    WRONG(iostx_syncmgr_show_properties, IOSTX_MAPI_E_NO_SUPPORT, (m.manager, &id, NULL, NULL));
    WRONG(iostx_syncmgr_show_properties, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &id, &unknown, NULL));
    WRONG(iostx_syncmgr_show_error, NO_OBJECT, (NULL, &id, &id, NULL));
    WRONG(iostx_syncmgr_show_error, INVALID, (m.manager, &id, NULL, NULL));
    WRONG(iostx_syncmgr_show_error, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &id, &id, NULL));
    WRONG(iostx_syncmgr_resolve_conflicts, NO_OBJECT, (NULL, &id, NULL, 0, IOSTX_RFC_KEEPBOTH));
    WRONG(iostx_syncmgr_resolve_conflicts, INVALID, (m.manager, &id, NULL, 0, 4));
    WRONG(iostx_syncmgr_resolve_conflicts, INVALID, (m.manager, &id, NULL, 1, IOSTX_RFC_KEEPBOTH));
    WRONG(iostx_syncmgr_resolve_conflicts, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &id, &unknown, 1, IOSTX_RFC_KEEPBOTH));
    /* Nobody serves this one. */
    WRONG(iostx_syncmgr_show_error, IOSTX_MAPI_E_NO_SUPPORT, (m.manager, &lone, &id, NULL));
    WRONG(iostx_syncmgr_resolve_conflicts, IOSTX_MAPI_E_NO_SUPPORT,
        (m.manager, &lone, NULL, 0, IOSTX_RFC_KEEPBOTH | IOSTX_RFC_APPLY_TO_ALL));
    /* What is disabled neither runs nor is stopped. */
    off.mask = IOSTX_SYNCMGR_ITEMOPTION_ENABLED;
    CHECK_OK(iostx_syncmgr_set_item_options(m.manager, &id, &lone, &off));
    WRONG(iostx_syncmgr_stop, IOSTX_MAPI_E_NO_ACCESS, (m.manager, &id, &lone, 1));
    CHECK_OK(iostx_syncmgr_set_handler_enabled(m.manager, &id, 0, "over quota"));
    WRONG(iostx_syncmgr_update_items, IOSTX_MAPI_E_NO_ACCESS, (m.manager, 0, &id, none));
    WRONG(iostx_syncmgr_start, IOSTX_MAPI_E_NO_ACCESS, (m.manager, &id, NULL, 0));
    WRONG(iostx_syncmgr_show_properties, IOSTX_MAPI_E_NO_ACCESS, (m.manager, &id, NULL, NULL));
    close_stage(&handler);
}

static void what_users_set_and_look_at(void)
{
    iostx_guid id = id_of(1), unknown = id_of(9);
    iostx_syncmgr_item_options options = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;
    iostx_syncmgr_schedule schedule = IOSTX_SYNCMGR_SCHEDULE_INIT;
    iostx_cursor *cursor = (iostx_cursor *)&options;
    iostx_error *error = NULL;
    iostx_meid item = IOSTX_MEID_INIT;

    CHECK_OK(iostx_syncmgr_register_handler(m.manager, &id, NULL, 0));
    WRONG(iostx_syncmgr_set_item_options, NO_OBJECT, (NULL, &id, &id, &options));
    WRONG(iostx_syncmgr_set_item_options, INVALID, (m.manager, &id, &id, NULL));
    WRONG(iostx_syncmgr_set_item_options, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &id, &unknown, &options));
    options.mask = UNKNOWN_FLAG;
    WRONG(iostx_syncmgr_set_item_options, BAD_FLAGS, (m.manager, &id, &id, &options));
    WRONG(iostx_syncmgr_set_handler_enabled, NO_OBJECT, (NULL, &id, 1, NULL));
    WRONG(iostx_syncmgr_set_handler_enabled, INVALID, (m.manager, &id, 0, NOT_UTF8));
    WRONG(iostx_syncmgr_set_handler_enabled, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &unknown, 0, NULL));
    WRONG(iostx_syncmgr_set_schedule, NO_OBJECT, (NULL, &id, &schedule));
    WRONG(iostx_syncmgr_set_schedule, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &unknown, &schedule));
    schedule.daily_minute = 1440;
    WRONG(iostx_syncmgr_set_schedule, INVALID, (m.manager, &id, &schedule));
    schedule.daily_minute = UINT32_MAX;
    schedule.flags = UNKNOWN_FLAG;
    WRONG(iostx_syncmgr_set_schedule, BAD_FLAGS, (m.manager, &id, &schedule));
    WRONG(iostx_syncmgr_get_schedule, NO_OBJECT, (NULL, &id, &schedule));
    WRONG(iostx_syncmgr_get_schedule, INVALID, (m.manager, &id, NULL));
    WRONG(iostx_syncmgr_get_schedule, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &unknown, &schedule));
    WRONG(iostx_syncmgr_clear_errors, NO_OBJECT, (NULL, NULL));
    WRONG(iostx_syncmgr_list_handlers, NO_OBJECT, (NULL, &cursor));
    EXPECT(cursor == NULL);
    WRONG(iostx_syncmgr_list_handlers, NO_OUTPUT, (m.manager, NULL));
    WRONG(iostx_syncmgr_list_items, NO_OBJECT, (NULL, NULL, &cursor));
    WRONG(iostx_syncmgr_list_items, NO_OUTPUT, (m.manager, NULL, NULL));
    WRONG(iostx_syncmgr_list_items, IOSTX_MAPI_E_NOT_FOUND, (m.manager, &unknown, &cursor));
    WRONG(iostx_syncmgr_list_errors, NO_OBJECT, (NULL, NULL, &cursor));
    WRONG(iostx_syncmgr_list_errors, NO_OUTPUT, (m.manager, NULL, NULL));
    WRONG(iostx_syncmgr_list_conflicts, NO_OBJECT, (NULL, NULL, &cursor));
    WRONG(iostx_syncmgr_list_conflicts, NO_OUTPUT, (m.manager, NULL, NULL));
    WRONG(iostx_syncmgr_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_syncmgr_get_last_error, NO_OUTPUT, (m.manager, NULL));
    CHECK_OK(iostx_syncmgr_get_last_error(m.manager, &error));
    EXPECT(error != NULL);
    iostx_error_free(error);

    /* A cursor over such a list is a cursor; it has no messages to be found. */
    CHECK_OK(iostx_syncmgr_list_handlers(m.manager, &cursor));
    EXPECT_CODE(iostx_cursor_find(cursor, &item), IOSTX_MAPI_E_NO_SUPPORT);
    CHECK_EQ(rows_of(cursor), 1);
}

static void subscriptions(void)
{
    iostx_syncmgr_events_options options = IOSTX_SYNCMGR_EVENTS_OPTIONS_INIT;
    iostx_syncmgr_events *events = (iostx_syncmgr_events *)&options;
    iostx_syncmgr_event event = IOSTX_SYNCMGR_EVENT_INIT;
    iostx_error *error = NULL;
    int freed = 0;

    options.userdata = &freed;
    options.userdata_free = count_free;
    WRONG(iostx_syncmgr_events_open, NO_OBJECT, (NULL, NULL, &events));
    EXPECT(events == NULL);
    WRONG(iostx_syncmgr_events_open, NO_OUTPUT, (m.manager, &options, NULL));
    EXPECT_EQ(freed, 1);
    CHECK_OK(iostx_syncmgr_events_open(m.manager, &options, &events));
    WRONG(iostx_syncmgr_events_next, NO_OBJECT, (NULL, 0, &event));
    WRONG(iostx_syncmgr_events_next, INVALID, (events, 0, NULL));
    WRONG(iostx_syncmgr_events_next, IOSTX_S_FALSE, (events, 0, &event));
    WRONG(iostx_syncmgr_events_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_syncmgr_events_get_last_error, NO_OUTPUT, (events, NULL));
    WRONG(iostx_syncmgr_events_stop, NO_OBJECT, (NULL));
    CHECK_OK(iostx_syncmgr_events_stop(events));
    EXPECT_CODE(iostx_syncmgr_events_next(events, 0, &event), IOSTX_MAPI_E_USER_CANCEL);
    HARMLESS(iostx_syncmgr_events_free, (NULL));
    HARMLESS(iostx_syncmgr_events_free, (events));
    HARMLESS(iostx_syncmgr_events_free, (events));
    EXPECT_EQ(freed, 2);
}

static void *wait_for_an_end(void *argument)
{
    iostx_syncmgr_event event = IOSTX_SYNCMGR_EVENT_INIT;
    int32_t code;

    do
        code = iostx_syncmgr_events_next(argument, UINT32_MAX, &event);
    while (code == IOSTX_MAPI_E_BUSY); /* the other looks just now */
    EXPECT_CODE(code, IOSTX_MAPI_E_USER_CANCEL);
    return NULL;
}

static void a_second_thread_that_waits_is_told_busy(void)
{
    iostx_syncmgr_event event = IOSTX_SYNCMGR_EVENT_INIT;
    pthread_t waiting;
    int32_t code;

    CHECK_EQ(pthread_create(&waiting, NULL, wait_for_an_end, m.events), 0);
    do
        code = iostx_syncmgr_events_next(m.events, 0, &event);
    while (code == IOSTX_S_FALSE); /* the other does not wait yet */
    EXPECT_CODE(code, IOSTX_MAPI_E_BUSY);
    CHECK_OK(iostx_syncmgr_events_stop(m.events));
    CHECK_EQ(pthread_join(waiting, NULL), 0);
}

/* In Synchronize of a handler that has two items. */
static void wrong_reports(stage *stage, iostx_syncmgr_callback *callback, const iostx_guid *items, size_t count)
{
    iostx_syncmgr_progress_item progress = IOSTX_SYNCMGR_PROGRESS_ITEM_INIT;
    iostx_syncmgr_log_error_info info = IOSTX_SYNCMGR_LOG_ERROR_INFO_INIT;
    iostx_syncmgr_conflict conflict = IOSTX_SYNCMGR_CONFLICT_INIT;
    iostx_syncmgr_item item = IOSTX_SYNCMGR_ITEM_INIT;
    iostx_syncmgr_callback *another = (iostx_syncmgr_callback *)&info;
    iostx_guid unknown = id_of(9);
    iostx_error *error = NULL;
    uint32_t chosen = 0;
    (void)stage;
    (void)count;

    WRONG(iostx_syncmgr_callback_progress, NO_OBJECT, (NULL, items, &progress));
    WRONG(iostx_syncmgr_callback_progress, INVALID, (callback, NULL, &progress));
    WRONG(iostx_syncmgr_callback_progress, INVALID, (callback, &unknown, &progress));
    progress.mask = UNKNOWN_FLAG;
    WRONG(iostx_syncmgr_callback_progress, BAD_FLAGS, (callback, items, &progress));
    progress.mask = IOSTX_SYNCMGRPROGRESSITEM_STATUSTEXT;
    WRONG(iostx_syncmgr_callback_progress, INVALID, (callback, items, &progress));
    progress.status_text = NOT_UTF8;
    WRONG(iostx_syncmgr_callback_progress, INVALID, (callback, items, &progress));
    progress.mask = IOSTX_SYNCMGRPROGRESSITEM_STATUSTYPE;
    progress.status_type = 9;
    WRONG(iostx_syncmgr_callback_progress, INVALID, (callback, items, &progress));
    progress.struct_size = 4;
    WRONG(iostx_syncmgr_callback_progress, INVALID, (callback, items, &progress));
    WRONG(iostx_syncmgr_callback_log_error, NO_OBJECT, (NULL, 1, "text", NULL));
    WRONG(iostx_syncmgr_callback_log_error, INVALID, (callback, 0, "text", NULL));
    WRONG(iostx_syncmgr_callback_log_error, INVALID, (callback, 4, "text", NULL));
    WRONG(iostx_syncmgr_callback_log_error, INVALID, (callback, 1, NULL, NULL));
    info.mask = UNKNOWN_FLAG;
    WRONG(iostx_syncmgr_callback_log_error, BAD_FLAGS, (callback, 1, "text", &info));
    info.mask = IOSTX_SYNCMGRLOGERROR_ITEMID;
    info.item_id = unknown;
    WRONG(iostx_syncmgr_callback_log_error, INVALID, (callback, 1, "text", &info));
    WRONG(iostx_syncmgr_callback_delete_log_error, NO_OBJECT, (NULL, &unknown));
    WRONG(iostx_syncmgr_callback_delete_log_error, INVALID, (callback, NULL));
    WRONG(iostx_syncmgr_callback_delete_log_error, IOSTX_MAPI_E_NOT_FOUND, (callback, &unknown));
    WRONG(iostx_syncmgr_callback_enable_modeless, NO_OBJECT, (NULL, 1));
    WRONG(iostx_syncmgr_callback_enable_modeless, INVALID, (callback, 2));
    WRONG(iostx_syncmgr_callback_enable_modeless, IOSTX_S_FALSE, (callback, 1));
    WRONG(iostx_syncmgr_callback_establish_connection, NO_OBJECT, (NULL, NULL));
    WRONG(iostx_syncmgr_callback_establish_connection, INVALID, (callback, NOT_UTF8));
    WRONG(iostx_syncmgr_callback_establish_connection, IOSTX_E_UNEXPECTED, (callback, NULL));
    WRONG(iostx_syncmgr_callback_prepare_completed, NO_OBJECT, (NULL, IOSTX_S_OK));
    WRONG(iostx_syncmgr_callback_prepare_completed, IOSTX_E_UNEXPECTED, (callback, IOSTX_S_OK));
    WRONG(iostx_syncmgr_callback_synchronize_completed, NO_OBJECT, (NULL, IOSTX_S_OK));
    WRONG(iostx_syncmgr_callback_show_properties_completed, NO_OBJECT, (NULL, IOSTX_S_OK));
    WRONG(iostx_syncmgr_callback_show_properties_completed, IOSTX_E_UNEXPECTED, (callback, IOSTX_S_OK));
    WRONG(iostx_syncmgr_callback_show_error_completed, NO_OBJECT, (NULL, IOSTX_S_OK, NULL, 0));
    WRONG(iostx_syncmgr_callback_show_error_completed, IOSTX_E_UNEXPECTED, (callback, IOSTX_S_OK, NULL, 5));
    WRONG(iostx_syncmgr_callback_show_error_completed, INVALID, (callback, IOSTX_S_SYNCMGR_RETRYSYNC, NULL, 1));
    WRONG(iostx_syncmgr_callback_propose_item, NO_OBJECT, (NULL, &item, &chosen));
    WRONG(iostx_syncmgr_callback_propose_item, INVALID, (callback, NULL, &chosen));
    WRONG(iostx_syncmgr_callback_propose_item, NO_OUTPUT, (callback, &item, NULL));
    WRONG(iostx_syncmgr_callback_propose_item, INVALID, (callback, &item, &chosen));
    item.item_id = unknown;
    strcpy(item.name, NOT_UTF8 "!");
    WRONG(iostx_syncmgr_callback_propose_item, INVALID, (callback, &item, &chosen));
    conflict.item_id = unknown;
    conflict.text = "text";
    WRONG(iostx_syncmgr_callback_report_conflict, NO_OBJECT, (NULL, &conflict));
    WRONG(iostx_syncmgr_callback_report_conflict, INVALID, (callback, NULL));
    WRONG(iostx_syncmgr_callback_report_conflict, INVALID, (callback, &conflict));
    WRONG(iostx_syncmgr_callback_remove_conflict, NO_OBJECT, (NULL, &unknown));
    WRONG(iostx_syncmgr_callback_remove_conflict, IOSTX_MAPI_E_NOT_FOUND, (callback, &unknown));
    WRONG(iostx_syncmgr_callback_ref, NO_OBJECT, (NULL, &another));
    EXPECT(another == NULL);
    WRONG(iostx_syncmgr_callback_ref, NO_OUTPUT, (callback, NULL));
    WRONG(iostx_syncmgr_callback_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_syncmgr_callback_get_last_error, NO_OUTPUT, (callback, NULL));
    CHECK_OK(iostx_syncmgr_callback_get_last_error(callback, &error));
    EXPECT(error != NULL);
    iostx_error_free(error);
    HARMLESS(iostx_syncmgr_callback_free, (NULL));
    /* Freeing a borrowed one does nothing. */
    HARMLESS(iostx_syncmgr_callback_free, (callback));
    CHECK_CODE(iostx_syncmgr_callback_progress(callback, items, NULL), IOSTX_S_OK);
}

static void reports(void)
{
    stage handler = { .work = wrong_reports };
    serve(&handler, 1);
    CHECK_OK(run_handler(1).code);
    CHECK_EQ(count_errors(), 0);
    close_stage(&handler);
}

RUN(CASE(open_refuses_what_it_does_not_understand), CASE(a_file_of_a_newer_version_is_incompatible_and_not_touched),
    CASE(a_folder_that_cannot_be_written_gives_no_access), IN_MANAGER(registration), IN_MANAGER(store_handlers),
    IN_MANAGER(a_store_gets_one_handler_for_an_id_and_items_for_its_folders_only), IN_MANAGER(running),
    IN_MANAGER(what_users_set_and_look_at), IN_MANAGER(subscriptions), IN_MANAGER(a_second_thread_that_waits_is_told_busy),
    IN_MANAGER(reports))
