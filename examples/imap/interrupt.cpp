#include "interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <mutex>
#include <thread>

#include "config.h"

namespace imap::interrupt
{

static std::mutex lock;
static iostx_session *cancelled_session;
static std::atomic<bool> flag;
static std::array<int, 2> ends{-1, -1};

static void wait_for_signals(sigset_t signals)
{
    for (;;) {
        int number = 0;

        if (sigwait(&signals, &number) != 0)
            continue;
        if (flag.exchange(true))
            _exit(EXIT_INTERRUPTED);
        /* Closing makes the other end readable, for good. */
        close(ends[1]);
        const std::lock_guard guard(lock);
        if (cancelled_session != nullptr)
            (void)iostx_session_cancel(cancelled_session);
    }
}

bool start()
{
    sigset_t signals;

    sigemptyset(&signals);
    for (int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&signals, number);
    /* A reader of our lines, or a server, that goes away must not end us in the middle of a write. */
    signal(SIGPIPE, SIG_IGN);
    if (pipe(ends.data()) != 0 || pthread_sigmask(SIG_BLOCK, &signals, nullptr) != 0)
        return false;
    for (int end : ends)
        (void)fcntl(end, F_SETFD, FD_CLOEXEC);
    std::thread(wait_for_signals, signals).detach();
    return true;
}

bool happened()
{
    return flag;
}

int descriptor()
{
    return ends[0];
}

void set_session(iostx_session *session)
{
    const std::lock_guard guard(lock);
    cancelled_session = session;
    if (flag && session != nullptr)
        (void)iostx_session_cancel(session);
}

} // namespace imap::interrupt
