/* Change events: queues of their own, overflow, stop, wake, masks, origins. */
#include "agent.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static iostx_events *subscribe(const iostx_events_options *options)
{
    iostx_events *events = NULL;
    CHECK_OK(iostx_events_open(w.store, options, &events));
    return events;
}

static iostx_event next_event(iostx_events *events)
{
    iostx_event event = IOSTX_EVENT_INIT;
    CHECK_OK(iostx_events_next(events, 10000, &event));
    return event;
}

static void no_event(iostx_events *events)
{
    iostx_event event = IOSTX_EVENT_INIT;
    CHECK_CODE(iostx_events_next(events, 0, &event), IOSTX_S_FALSE);
}

/* --- What is told ---------------------------------------------------------------------------------------------------------------- */

static void each_change_of_an_item_is_one_event(void)
{
    iostx_feid inbox = special(IOSTX_FOLDER_INBOX), drafts = special(IOSTX_FOLDER_DRAFTS);
    iostx_events *events = subscribe(NULL);
    iostx_event event;
    iostx_meid item;

    no_event(events);
    item = new_item(inbox, "one", "text");
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_ITEM_CREATED);
    CHECK_EQ(event.origin, IOSTX_ORIGIN_APP);
    CHECK(same_item(event.meid, item) && same_feid(event.feid, inbox));
    CHECK(is_zero(&event.old_feid, sizeof(event.old_feid)));

    set_subject(item, "two");
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_ITEM_CHANGED);
    CHECK((event.changed & IOSTX_CHANGED_PROPERTIES) != 0);
    CHECK((event.changed & IOSTX_CHANGED_CONTENT) == 0);
    set_content(item, "other text");
    CHECK((next_event(events).changed & IOSTX_CHANGED_CONTENT) != 0);
    set_keywords(item, "red", NULL);
    CHECK((next_event(events).changed & IOSTX_CHANGED_FLAGS) != 0);

    item = move_item(item, drafts);
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_ITEM_MOVED);
    CHECK(same_feid(event.feid, drafts) && same_feid(event.old_feid, inbox) && same_item(event.meid, item));
    delete_item(item);
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_ITEM_DELETED);
    CHECK(same_item(event.meid, item) && same_feid(event.feid, drafts));
    no_event(events);
    iostx_events_free(events);
}

static void each_change_of_a_folder_is_one_event(void)
{
    iostx_feid top = special(IOSTX_FOLDER_IPM_SUBTREE), inbox = special(IOSTX_FOLDER_INBOX), folder;
    iostx_events *events = subscribe(NULL);
    iostx_event event;

    folder = new_folder(top, "New");
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_FOLDER_CREATED);
    CHECK(same_feid(event.feid, folder));
    CHECK(is_zero(&event.meid, sizeof(event.meid)));
    rename_folder(folder, "Renamed");
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_FOLDER_CHANGED);
    CHECK(is_zero(&event.old_feid, sizeof(event.old_feid)));
    move_folder(folder, inbox);
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_FOLDER_MOVED);
    CHECK(same_feid(event.feid, folder) && same_feid(event.old_feid, top));
    delete_folder(folder);
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_FOLDER_DELETED);
    CHECK(same_feid(event.feid, folder));
    no_event(events);
    iostx_events_free(events);
}

static void a_move_of_a_bound_item_is_one_event_that_says_what_else_changed(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_meid item = server_sends(folder, "a", "1", "one", "text");
    iostx_events *events = subscribe(NULL);
    iostx_event event;

    move_item(item, special(IOSTX_FOLDER_DRAFTS));
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_ITEM_MOVED);
    CHECK_EQ(event.changed, IOSTX_CHANGED_BINDING | IOSTX_CHANGED_PENDING);
    no_event(events);
    iostx_events_free(events);
}

static void an_uploaded_item_tells_that_less_of_it_is_pending(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_meid item = new_item(folder, "one", "text");
    iostx_events *events = subscribe(NULL);
    iostx_event event;

    CHECK_EQ(upload(folder).messages, 1);
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_ITEM_CHANGED);
    CHECK_EQ(event.origin, IOSTX_ORIGIN_IMPORT);
    CHECK(same_item(event.meid, item));
    CHECK_EQ(event.changed, IOSTX_CHANGED_BINDING | IOSTX_CHANGED_PENDING);
    no_event(events);

    set_read(item, false);
    CHECK((next_event(events).changed & IOSTX_CHANGED_PENDING) != 0);
    CHECK_EQ(upload(folder).reads, 1);
    CHECK_EQ(next_event(events).changed, IOSTX_CHANGED_PENDING);
    no_event(events);
    iostx_events_free(events);
}

static void a_folder_that_the_server_moved_is_one_event_with_its_old_parent(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_events *events;
    iostx_event event;

    server_folder("Other", "f2");
    events = subscribe(NULL);
    server_sends_folder("Renamed", "f1", "f2");
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_FOLDER_MOVED);
    CHECK_EQ(event.origin, IOSTX_ORIGIN_IMPORT);
    CHECK(same_feid(event.feid, folder) && same_feid(event.old_feid, special(IOSTX_FOLDER_IPM_SUBTREE)));
    no_event(events);
    iostx_events_free(events);
}

static void imports_conflicts_and_held_deletions_are_told_with_their_origin(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_events *events = subscribe(NULL);
    iostx_event event = IOSTX_EVENT_INIT;
    bool conflict = false;
    iostx_meid item = server_sends(folder, "a", "1", "one", "text");

    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_ITEM_CREATED);
    CHECK_EQ(event.origin, IOSTX_ORIGIN_IMPORT);
    CHECK(same_item(event.meid, item));
    set_content(item, "mine");
    server_sends(folder, "a", "2", "one", "theirs");
    while (iostx_events_next(events, 0, &event) == IOSTX_S_OK)
        conflict = conflict || (event.kind == IOSTX_EVENT_CONFLICT && same_item(event.meid, item));
    CHECK(conflict);
    iostx_events_free(events);
}

static void a_wanted_body_is_told_to_the_agent(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;
    iostx_events *events;
    iostx_event event;
    iostx_meid item;

    CHECK(import_at(download_table(folder), "a", "1", "header", NULL, 0, IOSTX_IMPORT_HEADER) >= 0);
    leave(true);
    item = find_remote(folder, "a");
    options.mask = IOSTX_EVENTMASK_FULL_WANTED;
    events = subscribe(&options);
    CHECK_OK(iostx_store_request_full(w.store, &item, 1));
    event = next_event(events);
    CHECK_EQ(event.kind, IOSTX_EVENT_FULL_WANTED);
    CHECK(same_item(event.meid, item));
    no_event(events);
    iostx_events_free(events);
}

/* --- Queues ---------------------------------------------------------------------------------------------------------------------- */

static void masks_and_folders_narrow_a_subscription(void)
{
    iostx_feid inbox = special(IOSTX_FOLDER_INBOX), drafts = special(IOSTX_FOLDER_DRAFTS);
    iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;
    iostx_events *deletions, *in_inbox;
    iostx_meid item;

    options.mask = IOSTX_EVENTMASK_ITEM_DELETED;
    deletions = subscribe(&options);
    options.mask = 0;
    options.folder = &inbox;
    in_inbox = subscribe(&options);
    item = new_item(drafts, "one", "text");
    delete_item(item);
    CHECK_EQ(next_event(deletions).kind, IOSTX_EVENT_ITEM_DELETED);
    no_event(deletions);
    no_event(in_inbox);
    item = new_item(inbox, "two", "text");
    CHECK(same_item(next_event(in_inbox).meid, item));
    iostx_events_free(in_inbox);
    iostx_events_free(deletions);
}

static void overflow_is_one_event_and_then_the_queue_goes_on(void)
{
    iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;
    iostx_feid inbox = special(IOSTX_FOLDER_INBOX);
    iostx_events *small, *large;
    iostx_event event;
    unsigned count = 0;

    options.queue_limit = 4;
    small = subscribe(&options);
    large = subscribe(NULL);
    for (int i = 0; i < 20; i++)
        new_item(inbox, "one", "text");
    do {
        event = next_event(small);
        count++;
    } while (event.kind != IOSTX_EVENT_OVERFLOW);
    CHECK(count <= 5);
    new_item(inbox, "after", "text");
    CHECK_EQ(next_event(small).kind, IOSTX_EVENT_ITEM_CREATED);
    no_event(small);
    /* Each subscriber has a queue of its own. */
    for (int i = 0; i < 21; i++)
        CHECK_EQ(next_event(large).kind, IOSTX_EVENT_ITEM_CREATED);
    no_event(large);
    iostx_events_free(large);
    iostx_events_free(small);
}

static void a_wait_ends_with_its_time(void)
{
    iostx_events *events = subscribe(NULL);
    iostx_event event = IOSTX_EVENT_INIT;
    CHECK_CODE(iostx_events_next(events, 20, &event), IOSTX_S_FALSE);
    CHECK_EQ(event.kind, 0);
    iostx_events_free(events);
}

/* --- Stop and wake --------------------------------------------------------------------------------------------------------------- */

static atomic_int waiting_code;

static void *wait_for_event(void *events)
{
    iostx_event event = IOSTX_EVENT_INIT;
    atomic_store(&waiting_code, iostx_events_next(events, UINT32_MAX, &event));
    return NULL;
}

static void stop_ends_a_blocked_next_in_another_thread(void)
{
    iostx_events *events = subscribe(NULL);
    iostx_event event = IOSTX_EVENT_INIT;
    pthread_t thread;

    atomic_store(&waiting_code, 12345);
    CHECK_EQ(pthread_create(&thread, NULL, wait_for_event, events), 0);
    /* Whether it waits already or not yet: both end the same way. */
    CHECK_OK(iostx_events_stop(events));
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK_CODE(atomic_load(&waiting_code), IOSTX_MAPI_E_USER_CANCEL);
    CHECK_CODE(iostx_events_next(events, 0, &event), IOSTX_MAPI_E_USER_CANCEL);
    CHECK(iostx_events_stop(events) >= 0);
    iostx_events_free(events);
}

static void freeing_ends_a_blocked_next_too(void)
{
    iostx_events *events = subscribe(NULL);
    pthread_t thread;

    atomic_store(&waiting_code, 12345);
    CHECK_EQ(pthread_create(&thread, NULL, wait_for_event, events), 0);
    iostx_events_free(events);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK(atomic_load(&waiting_code) == IOSTX_MAPI_E_USER_CANCEL || atomic_load(&waiting_code) == IOSTX_MAPI_E_INVALID_OBJECT);
}

static void closing_the_store_ends_a_blocked_next(void)
{
    iostx_events *events = subscribe(NULL);
    pthread_t thread;

    atomic_store(&waiting_code, 12345);
    CHECK_EQ(pthread_create(&thread, NULL, wait_for_event, events), 0);
    CHECK_OK(iostx_store_close(w.store, UINT32_MAX));
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK(atomic_load(&waiting_code) < 0);
    iostx_events_free(events);
}

typedef struct woken {
    atomic_int calls, freed;
    int pipe[2];
} woken;

static void wake(void *userdata)
{
    woken *one = userdata;
    char byte = 1;
    atomic_fetch_add(&one->calls, 1);
    (void)!write(one->pipe[1], &byte, 1);
}

static void free_wake(void *userdata)
{
    atomic_fetch_add(&((woken *)userdata)->freed, 1);
}

static void wake_says_once_that_something_waits_until_it_was_read(void)
{
    iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;
    iostx_feid inbox = special(IOSTX_FOLDER_INBOX);
    iostx_events *events;
    iostx_event event = IOSTX_EVENT_INIT;
    static woken one;
    char byte;

    CHECK_EQ(pipe(one.pipe), 0);
    options.wake = wake;
    options.userdata = &one;
    options.userdata_free = free_wake;
    events = subscribe(&options);
    CHECK_EQ(atomic_load(&one.calls), 0);
    new_item(inbox, "one", "text");
    new_item(inbox, "two", "text");
    CHECK_EQ(read(one.pipe[0], &byte, 1), 1);
    CHECK_EQ(next_event(events).kind, IOSTX_EVENT_ITEM_CREATED);
    CHECK_EQ(next_event(events).kind, IOSTX_EVENT_ITEM_CREATED);
    CHECK_CODE(iostx_events_next(events, 0, &event), IOSTX_S_FALSE);
    CHECK_EQ(atomic_load(&one.calls), 1);
    new_item(inbox, "three", "text");
    CHECK_EQ(read(one.pipe[0], &byte, 1), 1);
    CHECK_EQ(atomic_load(&one.calls), 2);
    CHECK_OK(iostx_events_stop(events));
    new_item(inbox, "four", "text");
    CHECK_EQ(atomic_load(&one.calls), 2);
    iostx_events_free(events);
    CHECK_EQ(atomic_load(&one.freed), 1);
    close(one.pipe[0]);
    close(one.pipe[1]);
}

static void userdata_is_freed_also_when_the_open_fails(void)
{
    iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;
    iostx_events *events = NULL;
    static woken one;

    options.mask = 0x80000000u;
    options.wake = wake;
    options.userdata = &one;
    options.userdata_free = free_wake;
    CHECK(iostx_events_open(w.store, &options, &events) < 0);
    CHECK_EQ(atomic_load(&one.freed), 1);
}

/* --- Other processes ------------------------------------------------------------------------------------------------------------- */

static void writes_of_another_process_are_noticed(void)
{
    iostx_feid inbox = special(IOSTX_FOLDER_INBOX);
    iostx_events *events;
    iostx_event event;
    int process, go[2];
    char byte = 1;

    /* The other process begins while no store is open, and writes when this one listens. */
    CHECK_EQ(pipe(go), 0);
    close_world();
    if (test_fork(&process)) {
        CHECK_EQ(read(go[0], &byte, 1), 1);
        open_world();
        new_item(inbox, "from outside", "text");
        close_world();
        test_process_exit();
    }
    open_world();
    events = subscribe(NULL);
    CHECK_EQ(write(go[1], &byte, 1), 1);
    event = next_event(events);
    CHECK_EQ(event.origin, IOSTX_ORIGIN_OTHER);
    CHECK(same_feid(event.feid, inbox));
    test_process_join(process);
    iostx_events_free(events);
    close(go[0]);
    close(go[1]);
}

/* --- Signals --------------------------------------------------------------------------------------------------------------------- */

#ifdef __linux__
/* Faults, and the signals by which runtimes stop a thread of theirs. */
static int is_meant_for_a_thread(int signal)
{
    static const int meant[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGURG, SIGPROF, SIGXCPU, SIGPWR };

    for (size_t i = 0; i < sizeof(meant) / sizeof(meant[0]); i++)
        if (meant[i] == signal)
            return 1;
    return signal >= SIGRTMIN;
}

/* What a thread has blocked, once it has its name: while it begins, it has everything blocked. */
static unsigned long long blocked_by(const char *task)
{
    unsigned long long blocked = 0;
    int named = 0;

    while (!named) {
        char path[64], line[256];
        FILE *status;

        snprintf(path, sizeof(path), "/proc/self/task/%.20s/status", task);
        status = fopen(path, "r");
        CHECK(status != NULL);
        while (fgets(line, sizeof(line), status) != NULL) {
            if (strncmp(line, "Name:\tiostx-", 12) == 0)
                named = 1;
            if (strncmp(line, "SigBlk:", 7) == 0)
                blocked = strtoull(line + 7, NULL, 16);
        }
        fclose(status);
    }
    return blocked;
}

/* How many other threads the process has; each must have blocked what is sent to the process, and nothing that is meant for a thread. */
static unsigned check_other_threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    const struct dirent *task;
    unsigned count = 0;

    CHECK(tasks != NULL);
    while ((task = readdir(tasks)) != NULL) {
        unsigned long long blocked;

        if (task->d_name[0] == '.' || atol(task->d_name) == (long)getpid())
            continue;
        blocked = blocked_by(task->d_name);
        for (int signal = 1; signal <= SIGRTMAX; signal++)
            if (signal != SIGKILL && signal != SIGSTOP && (signal < 32 || signal >= SIGRTMIN)) {
                test_context("signal %d", signal);
                EXPECT(((blocked & 1ull << (signal - 1)) == 0) == is_meant_for_a_thread(signal));
            }
        count++;
    }
    closedir(tasks);
    return count;
}

static void threads_of_the_library_leave_signals_of_the_process_to_the_host(void)
{
    sigset_t before, after;
    iostx_events *events;

    CHECK_EQ(pthread_sigmask(SIG_SETMASK, NULL, &before), 0);
    events = subscribe(NULL);
    CHECK_EQ(check_other_threads(), 1);
    /* And this thread has blocked what it had before, no more. */
    CHECK_EQ(pthread_sigmask(SIG_SETMASK, NULL, &after), 0);
    for (int signal = 1; signal < 32; signal++)
        CHECK_EQ(sigismember(&before, signal), sigismember(&after, signal));
    iostx_events_free(events);
}
#else
static void threads_of_the_library_leave_signals_of_the_process_to_the_host(void)
{
    /* Elsewhere nobody tells what another thread has blocked. */
}
#endif

RUN(IN_STORE(each_change_of_an_item_is_one_event), IN_STORE(each_change_of_a_folder_is_one_event),
    IN_STORE(a_move_of_a_bound_item_is_one_event_that_says_what_else_changed),
    IN_STORE(an_uploaded_item_tells_that_less_of_it_is_pending),
    IN_STORE(a_folder_that_the_server_moved_is_one_event_with_its_old_parent),
    IN_STORE(threads_of_the_library_leave_signals_of_the_process_to_the_host),
    IN_STORE(imports_conflicts_and_held_deletions_are_told_with_their_origin), IN_STORE(a_wanted_body_is_told_to_the_agent),
    IN_STORE(masks_and_folders_narrow_a_subscription), IN_STORE(overflow_is_one_event_and_then_the_queue_goes_on),
    IN_STORE(a_wait_ends_with_its_time), IN_STORE(stop_ends_a_blocked_next_in_another_thread),
    IN_STORE(freeing_ends_a_blocked_next_too), IN_STORE(closing_the_store_ends_a_blocked_next),
    IN_STORE(wake_says_once_that_something_waits_until_it_was_read), IN_STORE(userdata_is_freed_also_when_the_open_fails),
    IN_STORE(writes_of_another_process_are_noticed))
