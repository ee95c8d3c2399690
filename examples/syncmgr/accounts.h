/* The accounts of the file, opened: a store each, and one manager that runs them. */
#ifndef SYNCMGR_ACCOUNTS_H
#define SYNCMGR_ACCOUNTS_H

#include <iostx.h>
#include <stdbool.h>

#include "config.h"

/* Shows an error that the user opened, on a thread of the manager's; IOSTX_S_SYNCMGR_RETRYSYNC: it is to be tried again. */
typedef int32_t (*show_error_function)(const iostx_guid *handler, const iostx_guid *error);

struct account {
    const struct account_config *config;
    struct accounts *all;
    iostx_guid id;
    iostx_store *store;
    uint64_t token;
};

struct accounts {
    iostx_syncmgr *manager;
    iostx_syncmgr_events *events;
    struct account *list;
    size_t count;
    show_error_function show_error;
};

/* schedules: the manager begins by itself what is due. false: what was wrong was said on standard error. */
bool accounts_open(struct accounts *accounts, const struct config *config, bool schedules, show_error_function show_error);

/* Ends all: what runs is cancelled and waited for, so long. false: something has not ended yet; the process had better end now. */
bool accounts_close(struct accounts *accounts, uint32_t timeout_ms);

/* The account with this name; NULL: there is none. */
struct account *accounts_find(struct accounts *accounts, const char *name);

/* The next event that is there; false: there is none. */
bool accounts_next_event(struct accounts *accounts, iostx_syncmgr_event *event);

/* Says on standard error what the manager refused, and why. */
void accounts_say_error(struct accounts *accounts, const char *what, int32_t code);

#endif
