/* watch */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "actions.h"
#include "folders.h"
#include "output.h"
#include "times.h"

/* The signals that end a program. */
static void end_signals(sigset_t *out)
{
    sigemptyset(out);
    sigaddset(out, SIGINT);
    sigaddset(out, SIGTERM);
}

/* Waits for one of them, and ends the subscription; iostx_events_stop may be called on any thread. */
static void *wait_for_signal(void *events)
{
    sigset_t signals;
    int signal;

    end_signals(&signals);
    if (sigwait(&signals, &signal) == 0)
        (void)iostx_events_stop(events);
    return NULL;
}

/* Ends the thread, also if no signal came: one is sent to it alone. */
static void stop_waiting(pthread_t thread)
{
    (void)pthread_kill(thread, SIGTERM);
    (void)pthread_join(thread, NULL);
}

static bool is_set(const iostx_ltid *ltid)
{
    return number_of_ltid(ltid) != 0;
}

/* One line, at once: who reads it waits for it. */
static int say_event(struct shell *shell, const iostx_event *event)
{
    static const struct column columns[] = {
        {"time", "TIME", false, false},    {"event", "EVENT", false, false},   {"id", "ITEM", true, false},
        {"folder", "FOLDER", false, true}, {"changed", "CHANGED", false, false}, {"origin", "BY", false, false},
    };
    struct output output;
    char number[NUMBER_TEXT], memory[24], old_memory[24];

    if (event->kind >= IOSTX_EVENT_FOLDER_CREATED && event->kind <= IOSTX_EVENT_FOLDER_MOVED) {
        free_folders(shell->folders); /* The paths have changed. */
        shell->folders = NULL;
    }
    output_table(&output, shell, columns, sizeof(columns) / sizeof(columns[0]));
    output.title_done = true;
    output_begin(&output);
    put_time(&output, "time", times_of_unix(time(NULL)));
    put_text(&output, "event", word_of(event_words, event->kind));
    if (is_set(&event->meid.message))
        put_text(&output, "id", number_text(number_of_ltid(&event->meid.message), number));
    if (is_set(&event->feid.folder))
        put_text(&output, "folder", folder_path(shell, &event->feid.folder, memory));
    if (is_set(&event->old_feid.folder))
        put_text(&output, "old_folder", folder_path(shell, &event->old_feid.folder, old_memory));
    put_bits(&output, "changed", changed_words, event->changed);
    put_text(&output, "origin", word_of(origin_words, event->origin));
    output_end(&output);
    return output_finish(&output);
}

static int watch(struct shell *shell, iostx_events *events, uint64_t count, uint32_t timeout)
{
    int status = DONE;

    for (uint64_t seen = 0; seen < count && status == DONE; seen++) {
        iostx_event event = IOSTX_EVENT_INIT;
        int32_t code = iostx_events_next(events, timeout, &event);

        if (code == IOSTX_MAPI_E_USER_CANCEL || code == IOSTX_S_FALSE)
            break;
        status = code < 0 ? fail_call(shell, events, code, "cannot read the changes") : say_event(shell, &event);
    }
    return status;
}

int run_watch(struct shell *shell)
{
    iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;
    const char *count_text = option(shell, "--count"), *timeout_text = option(shell, "--timeout");
    uint64_t count = UINT64_MAX, timeout = 0;
    iostx_events *events = NULL;
    sigset_t signals;
    pthread_t thread;
    iostx_feid feid;
    int32_t code;
    int status = DONE;

    if ((count_text != NULL && !read_number(shell, count_text, UINT64_MAX, &count)) ||
        (timeout_text != NULL && !read_number(shell, timeout_text, 1000000, &timeout)))
        return USAGE;
    if (shell->argument_count > 0) {
        status = find_folder(shell, shell->arguments[0], &feid);
        options.folder = &feid;
    }
    if (status != DONE)
        return status;
    /* Blocked before there are other threads, which inherit it, so that only the one that waits for them sees the signals. */
    end_signals(&signals);
    if (pthread_sigmask(SIG_BLOCK, &signals, NULL) != 0)
        return fail(shell, "cannot wait for signals");
    code = iostx_events_open(shell->store, &options, &events);
    if (code < 0)
        return fail_call(shell, shell->store, code, "cannot watch the store");
    if (pthread_create(&thread, NULL, wait_for_signal, events) == 0) {
        status = watch(shell, events, count, timeout_text == NULL ? UINT32_MAX : (uint32_t)timeout * 1000);
        stop_waiting(thread);
    } else {
        status = fail(shell, "cannot wait for signals");
    }
    iostx_events_free(events);
    return status;
}
