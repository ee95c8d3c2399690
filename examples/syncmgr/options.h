/* The command line. */
#ifndef SYNCMGR_OPTIONS_H
#define SYNCMGR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* What the program answers to its caller. */
enum {
    EXIT_DONE = 0,
    EXIT_INCOMPLETE = 1,
    EXIT_USAGE = 2,
    EXIT_UNUSABLE = 3,
    EXIT_INTERRUPTED = 130,
};

enum mode { MODE_SCREEN, MODE_ONCE, MODE_DAEMON, MODE_LIST };

struct options {
    enum mode mode;
    const char *config;
    bool json;
    /* Accounts; none: all. They point into argv. */
    char **accounts;
    size_t account_count;
};

/* false: the program ends with *exit_code; what there was to say was said. */
bool options_read(int argc, char **argv, struct options *out, int *exit_code);

#endif
