/* The screen: accounts and folders, the error log, conflicts. screen.c has keys and what they do, screen_draw.c what is seen. */
#ifndef SYNCMGR_SCREEN_H
#define SYNCMGR_SCREEN_H

#include "accounts.h"
#include "frame.h"
#include "model.h"

enum view { VIEW_ACCOUNTS, VIEW_ERRORS, VIEW_CONFLICTS, VIEW_LINE, VIEW_HELP };

/* A row of the view of accounts: an account, or one of its folders. */
struct place {
    size_t handler;
    size_t item; /* SIZE_MAX: the account itself. */
};

/* Where a list stands. */
struct listing {
    size_t selected, top;
};

struct screen {
    struct accounts *accounts;
    struct model model;
    struct frame frame;
    enum view view;
    struct listing lists[VIEW_HELP + 1];
    /* Accounts that are folded, as many as the model has. */
    bool *folded;
    size_t folded_count;
    struct place *places;
    size_t place_count;
    struct log_line *log;
    size_t log_count;
    struct conflict *conflicts;
    size_t conflict_count;
    /* VIEW_LINE: a line of the log that is shown in full; asked: an account waits for the answer. */
    int64_t line;
    bool asked;
    bool again; /* The next error that is shown is only to be tried again. */
    char message[256];
    bool quitting, interrupted;
    unsigned tick;
};

/* The exit code. */
int screen_run(struct accounts *accounts);

/* --- Shared by the two files ---------------------------------------------------------------------------------------------------- */

void screen_draw(struct screen *screen);
/* Rows that a view has. */
size_t screen_rows(const struct screen *screen, enum view view);
/* The line of VIEW_LINE; NULL: it is gone. */
const struct log_line *screen_line(const struct screen *screen);

#endif
