#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names are kept as names of handlers, which hold so much. */
#define NAME_MAX_BYTES 31

static bool fail(struct config *config, const char *path, int line, const char *what, const char *value)
{
    if (line > 0)
        snprintf(config->error, sizeof(config->error), "%s:%d: %s%s", path, line, what, value);
    else
        snprintf(config->error, sizeof(config->error), "%s: %s%s", path, what, value);
    return false;
}

static char *joined(const char *a, const char *b)
{
    char *text = malloc(strlen(a) + strlen(b) + 1);

    if (text != NULL)
        strcat(strcpy(text, a), b);
    return text;
}

/* A path of the file: "~/..." is below the home, a relative one beside the file. */
static char *resolved(const char *file, const char *path)
{
    const char *home = getenv("HOME"), *slash = strrchr(file, '/');
    char *directory, *out;

    if (path[0] == '~' && path[1] == '/' && home != NULL)
        return joined(home, path + 1);
    if (path[0] == '/' || slash == NULL)
        return joined(path, "");
    directory = joined(file, "");
    if (directory == NULL)
        return NULL;
    directory[slash - file + 1] = '\0';
    out = joined(directory, path);
    free(directory);
    return out;
}

/* "90s", "15m", "2h", "1d" */
static bool read_duration(const char *text, uint64_t *out)
{
    static const struct {
        char unit;
        uint64_t ms;
    } units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}};
    char *end;
    unsigned long long number = strtoull(text, &end, 10);

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (end != text && text[0] != '-' && end[0] == units[i].unit && end[1] == '\0' && number > 0 && number <= 366 * 86400) {
            *out = number * units[i].ms;
            return true;
        }
    }
    return false;
}

static bool read_daily(const char *text, uint32_t *out)
{
    unsigned hour, minute;
    char rest;

    if (sscanf(text, "%2u:%2u%c", &hour, &minute, &rest) != 2 || hour > 23 || minute > 59)
        return false;
    *out = hour * 60 + minute;
    return true;
}

static bool read_events(char *text, uint32_t *out)
{
    for (char *rest = NULL, *word = strtok_r(text, ", \t", &rest); word != NULL; word = strtok_r(NULL, ", \t", &rest)) {
        if (strcmp(word, "connect") == 0)
            *out |= IOSTX_SYNCMGRREGISTERFLAG_CONNECT;
        else if (strcmp(word, "disconnect") == 0)
            *out |= IOSTX_SYNCMGRREGISTERFLAG_PENDINGDISCONNECT;
        else if (strcmp(word, "idle") == 0)
            *out |= IOSTX_SYNCMGRREGISTERFLAG_IDLE;
        else
            return false;
    }
    return true;
}

static bool read_number(const char *text, uint32_t *out)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    *out = (uint32_t)number;
    return end != text && *end == '\0' && number > 0 && number <= 1000;
}

static bool set_path(const char *file, const char *value, char **out)
{
    free(*out);
    *out = resolved(file, value);
    return *out != NULL && value[0] != '\0';
}

static bool set_account(const char *file, struct account_config *account, const char *key, char *value)
{
    if (strcmp(key, "agent") == 0)
        return (account->agent = agent_find(value)) != NULL && account->agent->missing == NULL;
    if (strcmp(key, "store") == 0)
        return set_path(file, value, &account->store);
    if (strcmp(key, "server") == 0)
        return set_path(file, value, &account->server);
    if (strcmp(key, "every") == 0)
        return read_duration(value, &account->schedule.interval_ms);
    if (strcmp(key, "daily") == 0)
        return read_daily(value, &account->schedule.daily_minute);
    return read_events(value, &account->register_flags);
}

static bool is_one_of(const char *key, const char *const *keys)
{
    for (; *keys != NULL; keys++)
        if (strcmp(key, *keys) == 0)
            return true;
    return false;
}

static bool add_account(struct config *config, const char *path, int line, const char *name)
{
    struct account_config *more;

    if (name[0] == '\0' || strlen(name) > NAME_MAX_BYTES)
        return fail(config, path, line, "the name of an account has 1 to 31 bytes", "");
    for (size_t i = 0; i < config->count; i++)
        if (strcmp(config->accounts[i].name, name) == 0)
            return fail(config, path, line, "this account is there twice: ", name);
    more = realloc(config->accounts, (config->count + 1) * sizeof(*more));
    if (more == NULL)
        return fail(config, path, line, "out of memory", "");
    config->accounts = more;
    more += config->count;
    *more = (struct account_config){.agent = agent_find("maildir"), .line = line, .schedule = IOSTX_SYNCMGR_SCHEDULE_INIT};
    more->schedule.flags = IOSTX_SYNCMGR_SCHEDULE_CATCH_UP;
    more->name = joined(name, "");
    config->count += more->name != NULL;
    return more->name != NULL || fail(config, path, line, "out of memory", "");
}

static char *trimmed(char *text)
{
    size_t size;

    text += strspn(text, " \t\r\n");
    for (size = strlen(text); size > 0 && strchr(" \t\r\n", text[size - 1]) != NULL; size--)
        ;
    text[size] = '\0';
    return text;
}

static bool read_line(struct config *config, const char *path, int line, char *text)
{
    static const char *const keys[] = {"agent", "store", "server", "every", "daily", "on", NULL};
    char *comment = strchr(text, '#'), *sign, *key, *value;
    struct account_config *account;

    /* A sign that is part of a value has no space before it. */
    while (comment != NULL && comment > text && strchr(" \t", comment[-1]) == NULL)
        comment = strchr(comment + 1, '#');
    if (comment != NULL)
        *comment = '\0';
    text = trimmed(text);
    if (text[0] == '\0')
        return true;
    if (text[0] == '[' && text[strlen(text) - 1] == ']') {
        text[strlen(text) - 1] = '\0';
        return add_account(config, path, line, trimmed(text + 1));
    }
    sign = strchr(text, '=');
    if (sign == NULL)
        return fail(config, path, line, "neither [account] nor key = value: ", text);
    *sign = '\0';
    key = trimmed(text);
    value = trimmed(sign + 1);
    if (config->count == 0 && strcmp(key, "manager") == 0)
        return set_path(path, value, &config->manager) || fail(config, path, line, "no value for ", key);
    if (config->count == 0 && strcmp(key, "parallel") == 0)
        return read_number(value, &config->parallel) || fail(config, path, line, "not a number from 1 to 1000: ", value);
    if (config->count == 0 || !is_one_of(key, keys))
        return fail(config, path, line, "unknown key: ", key);
    account = &config->accounts[config->count - 1];
    if (set_account(path, account, key, value))
        return true;
    if (account->agent != NULL && account->agent->missing != NULL)
        return fail(config, path, line, "the agent cannot be used: ", account->agent->missing);
    return fail(config, path, line, "this value is not understood: ", value);
}

static bool check(struct config *config, const char *path)
{
    if (config->count == 0)
        return fail(config, path, 0, "it names no account", "");
    for (size_t i = 0; i < config->count; i++) {
        const struct account_config *account = &config->accounts[i];

        if (account->store == NULL || account->server == NULL)
            return fail(config, path, account->line, "the account needs a store and a server: ", account->name);
    }
    if (config->manager == NULL)
        config->manager = resolved(path, "syncmgr.db");
    return config->manager != NULL || fail(config, path, 0, "out of memory", "");
}

static char *default_path(void)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    return base != NULL && base[0] == '/' ? joined(base, "/iostx/syncmgr.conf")
                                          : joined(home != NULL ? home : "", "/.config/iostx/syncmgr.conf");
}

bool config_read(const char *given, struct config *config)
{
    char *path = given != NULL ? joined(given, "") : default_path(), *text = NULL;
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    size_t capacity = 0;
    bool ok = true;

    *config = (struct config){0};
    if (file == NULL) {
        ok = fail(config, path != NULL ? path : "the configuration", 0, strerror(errno), "");
        free(path);
        return ok;
    }
    for (int line = 1; ok && getline(&text, &capacity, file) >= 0; line++)
        ok = read_line(config, path, line, text);
    if (ok && ferror(file))
        ok = fail(config, path, 0, "cannot be read", "");
    ok = ok && check(config, path);
    free(text);
    free(path);
    (void)fclose(file);
    return ok;
}

void config_free(struct config *config)
{
    for (size_t i = 0; i < config->count; i++) {
        free(config->accounts[i].name);
        free(config->accounts[i].store);
        free(config->accounts[i].server);
    }
    free(config->accounts);
    free(config->manager);
    *config = (struct config){0};
}
