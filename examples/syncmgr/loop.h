/* What the program waits for: events of the manager, signals, and keys. Signals only write a byte into a pipe; so does the manager. */
#ifndef SYNCMGR_LOOP_H
#define SYNCMGR_LOOP_H

#include <stdbool.h>

enum {
    LOOP_EVENTS = 1,    /* The manager has something new. */
    LOOP_END = 2,       /* SIGINT, SIGTERM or SIGHUP. */
    LOOP_SUSPEND = 4,   /* SIGTSTP. */
    LOOP_RESIZE = 8,    /* SIGWINCH, SIGCONT. */
    LOOP_KEYS = 16,     /* Standard input can be read. */
};

/* To be called before there is any other thread. */
bool loop_start(void);

/* Waits; the bits of what came, 0 after so many milliseconds (-1: for ever). */
unsigned loop_wait(int timeout_ms, bool keys);

/* iostx_syncmgr_events_options.wake; any thread may call it. */
void loop_wake(void *unused);

/* Stops the program as SIGTSTP does by itself, until SIGCONT. */
void loop_suspend(void);

long long loop_milliseconds(void);

#endif
