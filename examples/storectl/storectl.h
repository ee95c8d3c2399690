/* What the files of storectl share: the run of one command, its options, and how it fails. */
#ifndef STORECTL_H
#define STORECTL_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Exit codes. */
enum {
    DONE = 0,
    FAILED = 1, /* Not found, refused, failed; of `check`: there are errors. */
    USAGE = 2,  /* The command line makes no sense. */
    UNUSABLE = 3, /* The store cannot be opened, or is damaged. */
};

struct folders;

/* A run of storectl. */
struct shell {
    const char *path;
    const struct command *command;
    iostx_store *store;
    bool json;
    bool read_only;
    /* Arguments of the command, its options taken out. */
    char **arguments;
    size_t argument_count;
    /* Options of the command, in the order of its table; NULL: not given, "" for one that takes no value. */
    const char *options[8];
    /* The folders of the store, read when they are first asked for. */
    struct folders *folders;
};

/* An option of a command. */
struct option {
    const char *name;  /* With its dashes. */
    const char *value; /* What the value is called; NULL: it takes none. */
    const char *help;
};

/* A command. The table of them is in commands.c: help, and what is checked of a command line, come from it. */
struct command {
    const char *name;
    const char *arguments;
    const char *summary;
    const char *details; /* May be NULL. */
    size_t least, most;  /* How many arguments it takes. */
    struct option options[8];
    int (*run)(struct shell *shell);
    bool creates; /* The store is made, and must not exist yet. */
};

#define ANY_NUMBER SIZE_MAX

extern const struct command commands[];
extern const size_t command_count;

const struct command *find_command(const char *name);
void print_help(FILE *to);
void print_command_help(const struct command *command, FILE *to);

/* The value of an option of the running command, NULL if it was not given. The name must stand in the command's table. */
const char *option(const struct shell *shell, const char *name);

/* Reads a whole number, 0 to `most`; false, with a message: it is none. */
bool read_number(const struct shell *shell, const char *text, uint64_t most, uint64_t *out);

/* --- Failing: a message on standard error, and the exit code to end with ------------------------------------------------------ */

/* The command line makes no sense. */
int usage(const struct shell *shell, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Something without a code of the library went wrong. */
int fail(const struct shell *shell, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A call of the library failed: what was being done, then what the library says about it, then what can be done. Takes the error
   over; it may be NULL. */
int fail_error(const struct shell *shell, int32_t code, iostx_error *error, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The details of an object's last failure; NULL if it has none. */
iostx_error *store_error(iostx_store *store);
iostx_error *folder_error(iostx_folder *folder);
iostx_error *message_error(iostx_message *message);
iostx_error *stream_error(iostx_stream *stream);
iostx_error *cursor_error(iostx_cursor *cursor);
iostx_error *events_error(iostx_events *events);
#define error_of(object)                                                                                                           \
    _Generic((object),                                                                                                             \
        iostx_store *: store_error,                                                                                                \
        iostx_folder *: folder_error,                                                                                              \
        iostx_message *: message_error,                                                                                            \
        iostx_stream *: stream_error,                                                                                              \
        iostx_cursor *: cursor_error,                                                                                              \
        iostx_events *: events_error)(object)

/* fail_call(shell, folder, code, "cannot ...", ...): a call on an object failed. */
#define fail_call(shell, object, code, ...) fail_error(shell, code, error_of(object), __VA_ARGS__)

#endif
