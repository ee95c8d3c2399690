/* The command line. */
#ifndef MAILDIR_OPTIONS_H
#define MAILDIR_OPTIONS_H

#include <stdbool.h>

/* What the program answers to its caller. */
enum {
    EXIT_IN_SYNC = 0,
    EXIT_INCOMPLETE = 1,
    EXIT_USAGE = 2,
    EXIT_UNUSABLE = 3,
    EXIT_INTERRUPTED = 130,
};

struct options {
    const char *store;
    const char *server;
    /* A folder by its path in the store ("Projects/Apollo") or on the server ("mail/.Projects.Apollo"); NULL: all. */
    const char *folder;
    bool upload, download;
    bool dry_run, json, verbose;
};

/* false: the program ends with *exit_code; what there was to say was said. */
bool options_read(int argc, char **argv, struct options *out, int *exit_code);

#endif
