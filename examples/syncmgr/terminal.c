#define _DEFAULT_SOURCE 1
#include "terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Another screen, no wrapping, no cursor; and back. */
#define ENTER "\033[?1049h\033[?7l\033[?25l\033[2J"
#define LEAVE "\033[0m\033[?25h\033[?7h\033[?1049l"

static struct termios before;
static volatile sig_atomic_t entered;

void terminal_leave(void)
{
    if (!entered)
        return;
    entered = 0;
    (void)terminal_write(LEAVE, sizeof(LEAVE) - 1);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
}

/* A fault of the program: the terminal first, then what the signal does by itself. */
static void on_crash(int number)
{
    terminal_leave();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static void leave_on_every_way_out(void)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};
    static bool done;

    if (done)
        return;
    done = true;
    (void)atexit(terminal_leave);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        (void)signal(faults[i], on_crash);
}

bool terminal_enter(void)
{
    struct termios keys;

    if (entered)
        return true;
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return false;
    leave_on_every_way_out();
    keys = before;
    /* ISIG stays: Ctrl-C and Ctrl-Z are signals, as everywhere. */
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    keys.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &keys) != 0)
        return false;
    entered = 1;
    return terminal_write(ENTER, sizeof(ENTER) - 1);
}

struct terminal_size terminal_size(void)
{
    struct terminal_size out = {80, 24};
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
        out = (struct terminal_size){size.ws_col, size.ws_row};
    return out;
}

bool terminal_has_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool terminal_has_colours(void)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

    return (none == NULL || none[0] == '\0') && term != NULL && strcmp(term, "dumb") != 0;
}

bool terminal_write(const char *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write(STDOUT_FILENO, data, size);

        if (written < 0 && errno == EAGAIN) {
            struct pollfd place = {.fd = STDOUT_FILENO, .events = POLLOUT};

            (void)poll(&place, 1, -1);
        } else if (written < 0 && errno != EINTR) {
            return false;
        } else if (written > 0) {
            data += written;
            size -= (size_t)written;
        }
    }
    return true;
}
