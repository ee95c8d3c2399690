/* What the program tells: a line for each folder and each failure, the progress, and the sum. Readable lines, or with --json one object
   per line. Failures go to standard error, unless --json. */
#ifndef MAILDIR_REPORT_H
#define MAILDIR_REPORT_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was done to one folder, one way. */
struct counts {
    /* New, changed and moved items; flags and read states; deletions. */
    uint64_t items, flags, deletions;
    uint64_t failed;
    /* Put off: the server's item was changed too, or the application changed it once more while it was being uploaded. */
    uint64_t later;
};

struct report {
    bool json, verbose, terminal;
    /* Part of another program: nothing is printed, and failures are told. */
    bool quiet;
    void (*on_failure)(void *userdata, const char *folder, const char *item, int32_t code, const char *text);
    void *userdata;
    /* A progress line stands on the terminal. */
    bool line_open;
    struct counts up, down;
    uint64_t folders_up, folders_down;
    uint64_t failed;
    /* Folders that the last pass up, and the last pass down, had to leave out: another process holds them, or they are not there. */
    uint64_t passed_up, passed_down;
};

void report_init(struct report *report, bool json, bool verbose);

/* One line for a folder, if anything was done there. way: "up" or "down". Adds to the sum. */
void report_folder(struct report *report, const char *way, const char *folder, const struct counts *counts);
/* A change of a folder itself: "created", "renamed", "deleted". */
void report_hierarchy(struct report *report, const char *way, const char *what, const char *folder, const char *detail);
/* One item, with --verbose. */
void report_item(struct report *report, const char *way, const char *what, const char *folder, iostx_bytes item);
/* Something failed; the rest goes on. folder and item may be NULL. */
void report_failure(struct report *report, const char *folder, const char *item, int32_t code, const char *text);
/* Something that the user ought to know. */
void report_note(struct report *report, const char *folder, const char *text);
/* With --verbose only. */
void report_remark(struct report *report, const char *folder, const char *text);

/* The line of a dry run. */
void report_plan(struct report *report, const char *way, const char *what, const char *folder, const char *item, const char *detail);

struct sum {
    const char *state;
    uint64_t folders, items, conflicts, pending;
    /* Deletions that wait for the user's word, and items that are still to be fetched. */
    uint64_t held, wanted;
    double seconds;
};
/* The last line. */
void report_sum(struct report *report, const struct sum *sum);

/* The progress line, on a terminal; called by the library at most ten times a second (iostx_session_options.progress). */
void progress_show(void *report, const iostx_progress *progress);
/* Takes it away, before something else is printed. */
void progress_clear(struct report *report);

#endif
