/* Threads: many on one store, one at a time in what takes one call, cancel from another, close while others run. */
#include "agent.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 8, MOST_ROUNDS = 25 };
#define ROUNDS test_rounds(MOST_ROUNDS)

static void start_thread(pthread_t *thread, void *(*body)(void *), void *argument)
{
    CHECK_EQ(pthread_create(thread, NULL, body, argument), 0);
}

static void join(pthread_t thread)
{
    CHECK_EQ(pthread_join(thread, NULL), 0);
}

/* --- A meeting point: a callback that waits inside a call until it is let go --------------------------------------------------- */

typedef struct meeting {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool arrived, let_go;
} meeting;

#define MEETING { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false }

static void stay(meeting *at)
{
    pthread_mutex_lock(&at->lock);
    at->arrived = true;
    pthread_cond_broadcast(&at->changed);
    while (!at->let_go)
        pthread_cond_wait(&at->changed, &at->lock);
    pthread_mutex_unlock(&at->lock);
}

static void await_arrival(meeting *at)
{
    pthread_mutex_lock(&at->lock);
    while (!at->arrived)
        pthread_cond_wait(&at->changed, &at->lock);
    pthread_mutex_unlock(&at->lock);
}

static void let_go(meeting *at)
{
    pthread_mutex_lock(&at->lock);
    at->let_go = true;
    pthread_cond_broadcast(&at->changed);
    pthread_mutex_unlock(&at->lock);
}

/* --- A call that runs for as long as a test wants: an import in conflict, held inside the callback that is asked ---------------- */

typedef struct long_call {
    meeting meeting;
    iostx_feid folder;
    iostx_contents_sink *sink;
    int32_t code;
    int32_t close_code;
} long_call;

static int32_t ask_and_stay(void *userdata, const iostx_conflict *conflict, uint32_t *choice)
{
    long_call *call = userdata;
    (void)conflict;
    stay(&call->meeting);
    *choice = IOSTX_CHOICE_SERVER;
    return IOSTX_S_OK;
}

static void *run_long_call(void *argument)
{
    long_call *call = argument;
    (void)import(call->sink, "a", "2", "one", "theirs");
    call->code = iostx_contents_sink_flush(call->sink);
    return NULL;
}

/* Prepares the call and starts it in another thread; returns when it is inside. */
static pthread_t begin_long_call(long_call *call)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    pthread_t thread;

    call->folder = server_folder("Work", "f1");
    set_content(server_sends(call->folder, "a", "1", "one", "base"), "mine");
    options.policy = IOSTX_POLICY_ASK;
    options.ask = ask_and_stay;
    options.userdata = call;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    call->sink = download_table(call->folder);
    start_thread(&thread, run_long_call, call);
    await_arrival(&call->meeting);
    return thread;
}

static void a_second_thread_in_a_session_is_busy_while_a_call_runs(void)
{
    static long_call call = { .meeting = MEETING };
    pthread_t thread = begin_long_call(&call);
    iostx_state *state = NULL;
    iostx_progress progress = IOSTX_PROGRESS_INIT;
    iostx_bytes id = B("a");

    EXPECT_CODE(iostx_sync_beg(w.session, IOSTX_LR_SYNC_UPLOAD_MESSAGE, &state), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_sync_end(w.session), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_set_sync_result(w.session, IOSTX_S_OK), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_contents_sink_delete_remote(call.sink, &id, 1, 0), IOSTX_MAPI_E_BUSY);
    /* The three that any thread may call at any time, and the store itself. */
    EXPECT_EQ(iostx_session_is_cancelled(w.session), 0);
    EXPECT_CODE(iostx_session_get_progress(w.session, &progress), IOSTX_S_OK);
    EXPECT_EQ(progress.state, IOSTX_LR_SYNC_DOWNLOAD_TABLE);
    EXPECT(store_info().item_count > 0);
    new_item(special(IOSTX_FOLDER_INBOX), "meanwhile", "text");

    let_go(&call.meeting);
    join(thread);
    CHECK_OK(call.code);
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_DOWNLOAD_TABLE);
    leave(true);
    CHECK_TEXT(content_of(find_remote(call.folder, "a")), "theirs");
}

static void cancel_from_another_thread_ends_the_pass_and_keeps_what_was_done(void)
{
    static long_call call = { .meeting = MEETING };
    pthread_t thread = begin_long_call(&call);

    CHECK_OK(iostx_session_cancel(w.session));
    CHECK_EQ(iostx_session_is_cancelled(w.session), 1);
    let_go(&call.meeting);
    join(thread);
    CHECK_CODE(import(call.sink, "b", "1", "two", "text"), IOSTX_MAPI_E_USER_CANCEL);
    refused(IOSTX_LR_SYNC_DOWNLOAD_TABLE, IOSTX_E_UNEXPECTED);
    end();
    refused(IOSTX_LR_SYNC_DOWNLOAD_TABLE, IOSTX_MAPI_E_USER_CANCEL);
    give_up();
    /* An import begun is finished. */
    CHECK_TEXT(content_of(find_remote(call.folder, "a")), "theirs");
    CHECK(is_none(find_remote(call.folder, "b")));
    CHECK_OK(iostx_init_sync(w.session, 0));
    CHECK_EQ(iostx_session_is_cancelled(w.session), 0);
}

static void close_waits_for_running_calls_up_to_its_time(void)
{
    static long_call call = { .meeting = MEETING };
    pthread_t thread = begin_long_call(&call);
    iostx_store_info info = IOSTX_STORE_INFO_INIT;
    iostx_folder *folder = NULL;

    CHECK_CODE(iostx_store_close(w.store, 10), IOSTX_MAPI_E_TIMEOUT);
    /* New calls are refused from then on. */
    CHECK_CODE(iostx_store_get_info(w.store, &info), IOSTX_E_CLOSED);
    CHECK_CODE(iostx_store_open_folder(w.store, &call.folder, &folder), IOSTX_E_CLOSED);
    let_go(&call.meeting);
    join(thread);
    CHECK(iostx_store_close(w.store, UINT32_MAX) >= 0);
    CHECK_CODE(iostx_sync_end(w.session), IOSTX_E_CLOSED);
    CHECK_CODE(iostx_init_sync(w.session, 0), IOSTX_E_CLOSED);
    close_world();
    open_world();
    check_store();
}

static int32_t ask_and_close(void *userdata, const iostx_conflict *conflict, uint32_t *choice)
{
    (void)conflict;
    ((long_call *)userdata)->close_code = iostx_store_close(w.store, 0);
    *choice = IOSTX_CHOICE_SERVER;
    return IOSTX_S_OK;
}

static void close_inside_a_callback_is_busy(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    iostx_feid folder = server_folder("Work", "f1");
    static long_call call = { .meeting = MEETING };

    set_content(server_sends(folder, "a", "1", "one", "base"), "mine");
    options.policy = IOSTX_POLICY_ASK;
    options.ask = ask_and_close;
    options.userdata = &call;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    server_sends(folder, "a", "2", "one", "theirs");
    CHECK_CODE(call.close_code, IOSTX_MAPI_E_BUSY);
    CHECK(store_info().item_count > 0);
}

static void after_close_everything_of_the_store_is_closed_and_is_freed_in_peace(void)
{
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX));
    iostx_meid item = new_item(special(IOSTX_FOLDER_INBOX), "one", "text"), id;
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);
    iostx_cursor *cursor = NULL;
    iostx_events *events = NULL;
    iostx_stream *stream = NULL;
    iostx_event event = IOSTX_EVENT_INIT;
    const iostx_value *row;
    size_t columns;

    CHECK_OK(iostx_folder_list(inbox, NULL, &cursor));
    CHECK_OK(iostx_events_open(w.store, NULL, &events));
    CHECK_OK(iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &stream));
    CHECK_OK(iostx_store_close(w.store, UINT32_MAX));
    CHECK_CODE(iostx_store_close(w.store, 0), IOSTX_S_FALSE);
    EXPECT_CODE(iostx_folder_create_message(inbox, 0, &(iostx_message *){ NULL }), IOSTX_E_CLOSED);
    EXPECT_CODE(iostx_message_save(message, 0), IOSTX_E_CLOSED);
    EXPECT_CODE(iostx_cursor_next(cursor, &row, &columns), IOSTX_E_CLOSED);
    EXPECT_CODE(iostx_stream_read(stream, &id, 1, &columns), IOSTX_E_CLOSED);
    EXPECT_CODE(iostx_init_sync(w.session, 0), IOSTX_E_CLOSED);
    EXPECT(iostx_events_next(events, 0, &event) < 0);
    iostx_stream_free(stream);
    iostx_events_free(events);
    iostx_cursor_free(cursor);
    iostx_message_free(message);
    iostx_folder_free(inbox);
}

/* --- Many on one store ----------------------------------------------------------------------------------------------------------- */

typedef struct worker {
    int number;
    iostx_feid folder;
} worker;

static void *work(void *argument)
{
    const worker *one = argument;
    char subject[32];

    for (int i = 0; i < ROUNDS; i++) {
        iostx_meid item;
        snprintf(subject, sizeof(subject), "%d/%d", one->number, i);
        item = new_item(one->folder, subject, subject);
        set_read(item, true);
        if (i % 5 == 0)
            delete_item(item);
        else
            set_number(item, IOSTX_PR_IMPORTANCE, i % 3);
        CHECK(items_of(one->folder, 0, NULL, 0) > 0 || i % 5 == 0);
    }
    return NULL;
}

static void many_threads_write_and_read_one_store_and_nothing_is_lost(void)
{
    pthread_t threads[THREADS];
    worker workers[THREADS];

    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        workers[i].folder = special(i % 2 == 0 ? IOSTX_FOLDER_INBOX : IOSTX_FOLDER_DRAFTS);
        start_thread(&threads[i], work, &workers[i]);
    }
    for (int i = 0; i < THREADS; i++)
        join(threads[i]);
    CHECK_EQ(items_of(special(IOSTX_FOLDER_INBOX), 0, NULL, 0), THREADS / 2 * ROUNDS * 4 / 5);
    CHECK_EQ(items_of(special(IOSTX_FOLDER_DRAFTS), 0, NULL, 0), THREADS / 2 * ROUNDS * 4 / 5);
    check_store();
}

typedef struct syncer {
    iostx_feid folder;
    int imported;
} syncer;

/* A session of its own on a folder of its own. Uses the calls themselves: the short words are for the case's session. */
static void *synchronize(void *argument)
{
    syncer *one = argument;
    iostx_session *session = NULL;
    iostx_state *state = NULL;
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    char id[16];

    CHECK_OK(iostx_get_sync_object(w.store, &session));
    CHECK_OK(iostx_init_sync(session, 0));
    CHECK_OK(iostx_sync_beg(session, IOSTX_LR_SYNC, &state));
    CHECK_OK(iostx_session_set_selection(session, IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &one->folder, NULL, 1));
    CHECK_OK(iostx_sync_beg(session, IOSTX_LR_SYNC_CONTENTS, &state));
    CHECK_OK(iostx_sync_beg(session, IOSTX_LR_SYNC_DOWNLOAD_TABLE, &state));
    for (int i = 0; i < ROUNDS; i++) {
        snprintf(id, sizeof(id), "id-%d", i);
        item.binding = bind_to(id, "1");
        item.content = B(id);
        CHECK_OK(iostx_contents_sink_import_item(state->body.dntbl.contents, &item, NULL));
    }
    while (iostx_sync_end(session) != IOSTX_S_FALSE)
        continue;
    iostx_session_free(session);
    return NULL;
}

static void sessions_on_different_folders_run_in_parallel(void)
{
    enum { SESSIONS = 4 };
    pthread_t threads[SESSIONS];
    syncer syncers[SESSIONS];
    char name[16];

    for (int i = 0; i < SESSIONS; i++) {
        snprintf(name, sizeof(name), "folder %d", i);
        syncers[i].folder = server_folder(name, name);
    }
    for (int i = 0; i < SESSIONS; i++)
        start_thread(&threads[i], synchronize, &syncers[i]);
    for (int i = 0; i < SESSIONS; i++)
        join(threads[i]);
    for (int i = 0; i < SESSIONS; i++)
        CHECK_EQ(items_of(syncers[i].folder, 0, NULL, 0), ROUNDS);
    check_store();
}

static void two_sessions_on_one_folder_one_is_busy_and_passes_over(void)
{
    iostx_feid folders[2] = { server_folder("A", "f1"), server_folder("B", "f2") };
    iostx_session *first;
    iostx_dntbl *table;

    download_table(folders[0]);
    first = other_session();
    start_with(0, IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, folders, 2);
    beg(IOSTX_LR_SYNC_CONTENTS);
    refused(IOSTX_LR_SYNC_DOWNLOAD_TABLE, IOSTX_MAPI_E_BUSY);
    table = &beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl;
    CHECK(same_feid(table->feid, folders[1]));
    leave(true);
    iostx_session_free(w.session);
    w.session = first;
    leave(true);
    download_table(folders[0]);
    leave(true);
}

static void *free_and_use(void *argument)
{
    iostx_message **messages = argument;
    for (int i = 0; i < ROUNDS; i++) {
        iostx_meid id;
        int32_t code = iostx_message_get_id(messages[i], &id);
        CHECK(code == IOSTX_S_OK || code == IOSTX_MAPI_E_INVALID_OBJECT || code == IOSTX_MAPI_E_BUSY);
        iostx_message_free(messages[i]);
    }
    return NULL;
}

static void a_handle_freed_by_several_threads_at_once_is_freed_once(void)
{
    iostx_meid item = new_item(special(IOSTX_FOLDER_INBOX), "one", "text");
    iostx_message *messages[MOST_ROUNDS];
    pthread_t threads[THREADS];
    uint64_t before = iostx_live_objects();

    for (int i = 0; i < ROUNDS; i++)
        messages[i] = open_item(item, 0);
    for (int i = 0; i < THREADS; i++)
        start_thread(&threads[i], free_and_use, messages);
    for (int i = 0; i < THREADS; i++)
        join(threads[i]);
    CHECK_EQ(iostx_live_objects(), before);
}

RUN(IN_STORE(a_second_thread_in_a_session_is_busy_while_a_call_runs),
    IN_STORE(cancel_from_another_thread_ends_the_pass_and_keeps_what_was_done),
    IN_STORE(close_waits_for_running_calls_up_to_its_time), IN_STORE(close_inside_a_callback_is_busy),
    IN_STORE(after_close_everything_of_the_store_is_closed_and_is_freed_in_peace),
    IN_STORE(many_threads_write_and_read_one_store_and_nothing_is_lost), IN_STORE(sessions_on_different_folders_run_in_parallel),
    IN_STORE(two_sessions_on_one_folder_one_is_busy_and_passes_over),
    IN_STORE(a_handle_freed_by_several_threads_at_once_is_freed_once))
