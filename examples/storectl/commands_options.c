/* options */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "actions.h"
#include "folders.h"
#include "output.h"
#include "times.h"
#include "values.h"

/* --- Reading NAME=VALUE ------------------------------------------------------------------------------------------------------- */

static int read_word(struct shell *shell, const char *name, const char *text, const struct word *table, uint32_t *out)
{
    char choices[CHOICES_MAX];

    return number_of(table, text, out) ? DONE : usage(shell, "%s=%s: one of %s is wanted", name, text, choices_of(table, choices));
}

static int read_bit(struct shell *shell, const char *name, const char *text, uint32_t bit, uint32_t *flags)
{
    struct texts texts = {0};
    iostx_value value;
    const char *why;

    if (!read_value(IOSTX_PR_READ, text, &texts, &value, &why))
        return usage(shell, "%s=%s: %s", name, text, why);
    *flags = value.value.i2 != 0 ? *flags | bit : *flags & ~bit;
    return DONE;
}

/* all, none, headers, newer:DATE, newest:COUNT, size:BYTES */
static int read_scope(struct shell *shell, const char *text, iostx_folder_options *options)
{
    size_t size = strcspn(text, ":");
    const char *rest = text[size] == ':' ? text + size + 1 : "";
    char word[16] = "";
    uint64_t number = 0;

    if (size < sizeof(word))
        memcpy(word, text, size);
    if (read_word(shell, "scope", word, scope_words, &options->scope) != DONE)
        return USAGE;
    options->scope_since = options->scope_count = options->scope_size = 0;
    switch (options->scope) {
    case IOSTX_SCOPE_NEWER:
        return times_read_iso(rest, strlen(rest), &options->scope_since, NULL)
                   ? DONE
                   : usage(shell, "scope=newer:%s: a date is wanted, such as newer:2026-01-05", rest);
    case IOSTX_SCOPE_NEWEST:
    case IOSTX_SCOPE_SIZE:
        if (!read_number(shell, rest, UINT64_MAX, &number))
            return USAGE;
        *(options->scope == IOSTX_SCOPE_SIZE ? &options->scope_size : &options->scope_count) = number;
        return DONE;
    default:
        return *rest == '\0' ? DONE : usage(shell, "scope=%s: \"%s\" takes no value", text, word);
    }
}

static int read_folder_option(struct shell *shell, const char *name, const char *text, iostx_folder_options *options)
{
    uint64_t number;

    if (strcasecmp(name, "scope") == 0)
        return read_scope(shell, text, options);
    if (strcasecmp(name, "direction") == 0)
        return read_word(shell, name, text, direction_words, &options->direction);
    if (strcasecmp(name, "policy") == 0)
        return read_word(shell, name, text, policy_words, &options->policy);
    if (strcasecmp(name, "expunge") == 0)
        return read_word(shell, name, text, expunge_words, &options->expunge);
    if (strcasecmp(name, "local-only") == 0)
        return read_bit(shell, name, text, IOSTX_FOLDEROPTION_LOCAL_ONLY, &options->flags);
    if (strcasecmp(name, "trash") == 0)
        return read_bit(shell, name, text, IOSTX_FOLDEROPTION_TRASH, &options->flags);
    if (strcasecmp(name, "deletion-wins") == 0)
        return read_bit(shell, name, text, IOSTX_FOLDEROPTION_DELETION_WINS, &options->flags);
    if (strcasecmp(name, "delete-limit") == 0) {
        if (!read_number(shell, text, UINT32_MAX, &number))
            return USAGE;
        options->delete_limit = (uint32_t)number;
        return DONE;
    }
    return usage(shell,
                 "\"%s\": there is no such option of a folder; there are scope, direction, policy, expunge, local-only, trash, "
                 "deletion-wins and delete-limit",
                 name);
}

/* A number, or the word that stands for UINT32_MAX. */
static int read_limit(struct shell *shell, const char *text, const char *unlimited, uint32_t *out)
{
    uint64_t number = UINT32_MAX;

    if (strcasecmp(text, unlimited) != 0 && !read_number(shell, text, UINT32_MAX - 1, &number))
        return USAGE;
    *out = (uint32_t)number;
    return DONE;
}

static int read_store_option(struct shell *shell, const char *name, const char *text, iostx_store_options *options)
{
    if (strcasecmp(name, "trash-days") == 0)
        return read_limit(shell, text, "forever", &options->trash_days);
    if (strcasecmp(name, "mass-delete-percent") == 0)
        return read_limit(shell, text, "never", &options->mass_delete_percent);
    if (strcasecmp(name, "mass-delete-count") == 0)
        return read_limit(shell, text, "never", &options->mass_delete_count);
    return usage(shell,
                 "\"%s\": there is no such option of the store; there are trash-days, mass-delete-percent and mass-delete-count",
                 name);
}

/* Cuts "NAME=VALUE"; the value stays in place. */
static int cut(struct shell *shell, char *text, const char **value)
{
    char *equals = strchr(text, '=');

    if (equals == NULL || equals == text)
        return usage(shell, "\"%s\": OPTION=VALUE is wanted", text);
    *equals = '\0';
    *value = equals + 1;
    return DONE;
}

/* --- Folders ------------------------------------------------------------------------------------------------------------------ */

static int show_folder_options(struct shell *shell, const iostx_folder_options *options)
{
    uint64_t number = options->scope == IOSTX_SCOPE_SIZE ? options->scope_size : options->scope_count;
    const char *word = word_of(scope_words, options->scope);
    char scope[64], time[TIMES_TEXT];
    struct output output;

    times_write_iso(options->scope_since, time);
    if (options->scope == IOSTX_SCOPE_NEWER)
        snprintf(scope, sizeof(scope), "%s:%s", word, time);
    else if (options->scope == IOSTX_SCOPE_NEWEST || options->scope == IOSTX_SCOPE_SIZE)
        snprintf(scope, sizeof(scope), "%s:%" PRIu64, word, number);
    else
        snprintf(scope, sizeof(scope), "%s", word);
    output_record(&output, shell, 14);
    output_begin(&output);
    put_text(&output, "scope", scope);
    put_text(&output, "direction", word_of(direction_words, options->direction));
    put_text(&output, "policy", word_of(policy_words, options->policy));
    put_text(&output, "expunge", word_of(expunge_words, options->expunge));
    put_bool(&output, "local-only", (options->flags & IOSTX_FOLDEROPTION_LOCAL_ONLY) != 0);
    put_bool(&output, "trash", (options->flags & IOSTX_FOLDEROPTION_TRASH) != 0);
    put_bool(&output, "deletion-wins", (options->flags & IOSTX_FOLDEROPTION_DELETION_WINS) != 0);
    put_number(&output, "delete-limit", options->delete_limit);
    output_end(&output);
    return output_finish(&output);
}

static int folder_options(struct shell *shell, const char *path)
{
    iostx_folder_options options = IOSTX_FOLDER_OPTIONS_INIT;
    iostx_folder *folder = NULL;
    const char *value = "";
    int32_t code;
    int status = open_folder(shell, path, &folder);

    if (status != DONE)
        return status;
    code = iostx_folder_get_options(folder, &options);
    for (size_t i = 1; i < shell->argument_count && code >= 0 && status == DONE; i++) {
        status = cut(shell, shell->arguments[i], &value);
        if (status == DONE)
            status = read_folder_option(shell, shell->arguments[i], value, &options);
    }
    if (shell->argument_count > 1 && code >= 0 && status == DONE)
        code = iostx_folder_set_options(folder, &options);
    if (code < 0)
        status = fail_call(shell, folder, code, "cannot %s the options of the folder \"%s\"",
                           shell->argument_count > 1 ? "set" : "read", path);
    iostx_folder_free(folder);
    return status == DONE ? show_folder_options(shell, &options) : status;
}

/* --- The store ---------------------------------------------------------------------------------------------------------------- */

static void put_limit(struct output *output, const char *key, uint32_t value, const char *unlimited)
{
    if (value == UINT32_MAX)
        put_text(output, key, unlimited);
    else
        put_number(output, key, value);
}

static int store_options(struct shell *shell)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    struct output output;
    const char *value = "";
    int status = DONE;
    int32_t code = iostx_store_get_options(shell->store, &options);

    options.flags = 0; /* Those of the open call; they cannot be set. */
    for (size_t i = 0; i < shell->argument_count && code >= 0 && status == DONE; i++) {
        status = cut(shell, shell->arguments[i], &value);
        if (status == DONE)
            status = read_store_option(shell, shell->arguments[i], value, &options);
    }
    if (shell->argument_count > 0 && code >= 0 && status == DONE)
        code = iostx_store_set_options(shell->store, &options);
    if (code < 0)
        status = fail_call(shell, shell->store, code, "cannot %s the options of the store",
                           shell->argument_count > 0 ? "set" : "read");
    if (status != DONE)
        return status;
    output_record(&output, shell, 20);
    output_begin(&output);
    put_limit(&output, "trash-days", options.trash_days, "forever");
    put_limit(&output, "mass-delete-percent", options.mass_delete_percent, "never");
    put_limit(&output, "mass-delete-count", options.mass_delete_count, "never");
    output_end(&output);
    return output_finish(&output);
}

int run_options(struct shell *shell)
{
    if (option(shell, "--store") != NULL)
        return store_options(shell);
    if (shell->argument_count == 0)
        return usage(shell, "a folder, or --store, is wanted");
    return folder_options(shell, shell->arguments[0]);
}
