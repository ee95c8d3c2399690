#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static int ends[2] = {-1, -1};

static void tell(char what)
{
    int before = errno;

    /* A pipe that is full says it already. */
    if (write(ends[1], &what, 1) < 0)
        errno = before;
    errno = before;
}

static void on_signal(int number)
{
    switch (number) {
    case SIGTSTP:
        tell((char)LOOP_SUSPEND);
        break;
    case SIGWINCH:
    case SIGCONT:
        tell((char)LOOP_RESIZE);
        break;
    default:
        tell((char)LOOP_END);
    }
}

static bool handle(int number)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL) == 0;
}

static bool prepare_end(int fd)
{
    return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

bool loop_start(void)
{
    /* A reader of our lines that goes away must not end us in the middle of a write. */
    (void)signal(SIGPIPE, SIG_IGN);
    return pipe(ends) == 0 && prepare_end(ends[0]) && prepare_end(ends[1]) && handle(SIGINT) && handle(SIGTERM) && handle(SIGHUP) &&
           handle(SIGTSTP) && handle(SIGWINCH) && handle(SIGCONT);
}

unsigned loop_wait(int timeout_ms, bool keys)
{
    struct pollfd places[2] = {{.fd = ends[0], .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    unsigned came = 0;
    char bytes[256];
    ssize_t size;

    if (poll(places, keys ? 2 : 1, timeout_ms) <= 0)
        return 0;
    if (keys && places[1].revents != 0)
        came |= LOOP_KEYS;
    while ((size = read(ends[0], bytes, sizeof(bytes))) > 0)
        for (ssize_t i = 0; i < size; i++)
            came |= (unsigned)bytes[i];
    return came;
}

void loop_wake(void *unused)
{
    (void)unused;
    tell((char)LOOP_EVENTS);
}

void loop_suspend(void)
{
    (void)signal(SIGTSTP, SIG_DFL);
    (void)raise(SIGTSTP);
    /* Here it goes on after SIGCONT. */
    (void)handle(SIGTSTP);
}

long long loop_milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
