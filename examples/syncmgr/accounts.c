#include "accounts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "loop.h"

/* The id of an account: made from its name, so that the same name finds its choices and results again.. */
static iostx_guid id_of(const char *name)
{
    iostx_guid id;

    for (unsigned part = 0; part < 2; part++) {
        uint64_t hash = UINT64_C(14695981039346656037) + part;

        for (const char *c = name; *c != '\0'; c++)
            hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
        for (unsigned i = 0; i < 8; i++)
            id.bytes[part * 8 + i] = (uint8_t)(hash >> (8 * i));
    }
    return id;
}

static bool say(const char *what, int32_t code, const char *text)
{
    const char *name = iostx_error_name(code);

    fprintf(stderr, "iostx-syncmgr: %s: %s (%s)\n", what, text != NULL ? text : iostx_error_text(code), name != NULL ? name : "?");
    return false;
}

void accounts_say_error(struct accounts *accounts, const char *what, int32_t code)
{
    iostx_error *error = NULL;

    (void)iostx_syncmgr_get_last_error(accounts->manager, &error);
    say(what, code, error != NULL && error->code == code ? error->message : NULL);
    iostx_error_free(error);
}

/* --- One account ------------------------------------------------------------------------------------------------------------------ */

/* iostx_syncmgr_store_options: the run of an account. */
static int32_t synchronize(void *userdata, iostx_session *session, iostx_syncmgr_callback *callback, const iostx_feid *folders,
                           size_t count)
{
    struct account *account = userdata;
    struct agent_run run = {
        .store = account->store,
        .session = session,
        .server = account->config->server,
        .manager = account->all->manager,
        .handler = account->id,
        .callback = callback,
    };

    /* The session offers these folders only. */
    (void)folders;
    (void)count;
    return agent_run(account->config->agent, &run);
}

static int32_t show_error(void *userdata, void *window, const iostx_guid *error)
{
    struct account *account = userdata;

    (void)window;
    return account->all->show_error == NULL ? IOSTX_S_OK : account->all->show_error(&account->id, error);
}

static bool open_account(struct account *account)
{
    iostx_syncmgr_store_options options = IOSTX_SYNCMGR_STORE_OPTIONS_INIT;
    iostx_syncmgr *manager = account->all->manager;
    iostx_error *error = NULL;
    int32_t result = iostx_store_open(account->config->store, NULL, &account->store, &error);

    if (result < 0) {
        say(account->config->name, result, error != NULL ? error->message : NULL);
        iostx_error_free(error);
        return false;
    }
    options.store = account->store;
    options.name = account->config->name;
    options.register_flags = account->config->register_flags;
    options.synchronize = synchronize;
    options.show_error = show_error;
    options.userdata = account;
    result = iostx_syncmgr_add_store_handler(manager, &account->id, &options, &account->token);
    if (result < 0)
        accounts_say_error(account->all, account->config->name, result);
    return result >= 0;
}

/* A schedule that is as it was keeps its next time. */
static bool set_schedule(struct account *account)
{
    const iostx_syncmgr_schedule *wanted = &account->config->schedule;
    iostx_syncmgr_schedule now = IOSTX_SYNCMGR_SCHEDULE_INIT;
    int32_t result = iostx_syncmgr_get_schedule(account->all->manager, &account->id, &now);
    bool none = wanted->interval_ms == 0 && wanted->daily_minute == UINT32_MAX;

    if (result >= 0 && (now.interval_ms != wanted->interval_ms || now.daily_minute != wanted->daily_minute))
        result = iostx_syncmgr_set_schedule(account->all->manager, &account->id, none ? NULL : wanted);
    if (result < 0)
        accounts_say_error(account->all, account->config->name, result);
    return result >= 0;
}

/* --- All of them ------------------------------------------------------------------------------------------------------------------ */

/* Accounts that the file names no longer are not listed; what is kept of them comes back with them. */
static void unregister_others(struct accounts *accounts)
{
    iostx_cursor *cursor = NULL;
    struct cells row;

    if (iostx_syncmgr_list_handlers(accounts->manager, &cursor) < 0)
        return;
    while (cells_next(cursor, &row)) {
        iostx_guid id = cells_guid(&row, IOSTX_PR_SYNCMGR_HANDLER);
        bool known = false;

        for (size_t i = 0; i < accounts->count && !known; i++)
            known = same_guid(&accounts->list[i].id, &id);
        if (!known)
            (void)iostx_syncmgr_unregister_handler(accounts->manager, &id);
    }
    iostx_cursor_free(cursor);
}

static bool open_manager(struct accounts *accounts, const struct config *config, bool schedules)
{
    iostx_syncmgr_options options = IOSTX_SYNCMGR_OPTIONS_INIT;
    iostx_syncmgr_events_options queue = IOSTX_SYNCMGR_EVENTS_OPTIONS_INIT;
    iostx_error *error = NULL;
    int32_t result;

    options.flags = schedules ? IOSTX_SYNCMGR_INTERACTIVE : IOSTX_SYNCMGR_INTERACTIVE | IOSTX_SYNCMGR_NO_CLOCK;
    options.parallel = config->parallel;
    result = iostx_syncmgr_open(config->manager, &options, &accounts->manager, &error);
    if (result < 0) {
        say(config->manager, result, error != NULL ? error->message : NULL);
        iostx_error_free(error);
        return false;
    }
    queue.wake = loop_wake;
    queue.queue_limit = 10000;
    result = iostx_syncmgr_events_open(accounts->manager, &queue, &accounts->events);
    if (result < 0)
        accounts_say_error(accounts, config->manager, result);
    return result >= 0;
}

bool accounts_open(struct accounts *accounts, const struct config *config, bool schedules, show_error_function show_error)
{
    *accounts = (struct accounts){.show_error = show_error};
    accounts->list = calloc(config->count, sizeof(*accounts->list));
    if (accounts->list == NULL)
        return say("the accounts", IOSTX_MAPI_E_NOT_ENOUGH_MEMORY, NULL);
    if (!open_manager(accounts, config, schedules))
        return false;
    for (; accounts->count < config->count; accounts->count++) {
        struct account *account = &accounts->list[accounts->count];

        *account = (struct account){.config = &config->accounts[accounts->count], .all = accounts};
        account->id = id_of(account->config->name);
        if (!open_account(account) || !set_schedule(account)) {
            accounts->count++;
            return false;
        }
    }
    unregister_others(accounts);
    return true;
}

bool accounts_close(struct accounts *accounts, uint32_t timeout_ms)
{
    int32_t result = accounts->manager == NULL ? IOSTX_S_OK : iostx_syncmgr_close(accounts->manager, timeout_ms);

    if (result == IOSTX_MAPI_E_TIMEOUT)
        return false;
    iostx_syncmgr_events_free(accounts->events);
    iostx_syncmgr_free(accounts->manager);
    for (size_t i = 0; i < accounts->count; i++)
        iostx_store_free(accounts->list[i].store);
    free(accounts->list);
    *accounts = (struct accounts){0};
    return true;
}

struct account *accounts_find(struct accounts *accounts, const char *name)
{
    for (size_t i = 0; i < accounts->count; i++)
        if (strcmp(accounts->list[i].config->name, name) == 0)
            return &accounts->list[i];
    return NULL;
}

bool accounts_next_event(struct accounts *accounts, iostx_syncmgr_event *event)
{
    *event = (iostx_syncmgr_event)IOSTX_SYNCMGR_EVENT_INIT;
    return iostx_syncmgr_events_next(accounts->events, 0, event) == IOSTX_S_OK;
}
