#include "interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "options.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static iostx_session *cancelled_session;
static bool happened;
static sigset_t signals;
static pthread_t thread;

static void *wait_for_signals(void *unused)
{
    (void)unused;
    for (;;) {
        int number;
        bool again;

        if (sigwait(&signals, &number) != 0)
            continue;
        /* interrupt_stop is not to hit in the middle of this. */
        (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
        pthread_mutex_lock(&lock);
        again = happened;
        happened = true;
        if (cancelled_session != NULL)
            (void)iostx_session_cancel(cancelled_session);
        pthread_mutex_unlock(&lock);
        if (again)
            _exit(EXIT_INTERRUPTED);
        (void)pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    }
    return NULL;
}

bool interrupt_start(void)
{
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    /* A reader of our lines that goes away must not end us in the middle of a write. */
    (void)signal(SIGPIPE, SIG_IGN);
    return pthread_sigmask(SIG_BLOCK, &signals, NULL) == 0 && pthread_create(&thread, NULL, wait_for_signals, NULL) == 0;
}

void interrupt_set_session(iostx_session *session)
{
    pthread_mutex_lock(&lock);
    cancelled_session = session;
    /* iostx_init_sync clears a cancel: one that came before is given again. */
    if (happened && session != NULL)
        (void)iostx_session_cancel(session);
    pthread_mutex_unlock(&lock);
}

bool interrupt_happened(void)
{
    bool answer;

    pthread_mutex_lock(&lock);
    answer = happened;
    pthread_mutex_unlock(&lock);
    return answer;
}

void interrupt_stop(void)
{
    /* sigwait is a point where a thread may be cancelled. */
    (void)pthread_cancel(thread);
    (void)pthread_join(thread, NULL);
}
