/* storectl: a shell for the store. Reads the command line, opens the store, runs one command. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "folders.h"
#include "storectl.h"

#define OPTIONS_MAX (sizeof(((struct command *)0)->options) / sizeof(struct option))

const char *option(const struct shell *shell, const char *name)
{
    for (size_t i = 0; i < OPTIONS_MAX && shell->command->options[i].name != NULL; i++) {
        if (strcmp(shell->command->options[i].name, name) == 0)
            return shell->options[i];
    }
    return NULL;
}

bool read_number(const struct shell *shell, const char *text, uint64_t most, uint64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoull(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && *text >= '0' && *text <= '9' && *out <= most)
        return true;
    (void)usage(shell, "\"%s\": a whole number is wanted", text);
    return false;
}

/* --- The command line --------------------------------------------------------------------------------------------------------- */

/* What stands on the command line, in any order; "--" ends the options. */
struct line {
    char **words;
    size_t count, at;
    bool options_ended;
    bool help;
    bool version;
};

/* An option of the command; *at is on its value afterwards, if it takes one. "--name=value" is taken too. */
static int take_option(struct shell *shell, struct line *line)
{
    char *word = line->words[line->at], *equals = strchr(word, '=');
    size_t size = equals == NULL ? strlen(word) : (size_t)(equals - word);

    for (size_t i = 0; shell->command != NULL && i < OPTIONS_MAX && shell->command->options[i].name != NULL; i++) {
        const struct option *option = &shell->command->options[i];

        if (strlen(option->name) != size || strncmp(option->name, word, size) != 0)
            continue;
        if (option->value == NULL) {
            shell->options[i] = "";
            return equals == NULL ? DONE : usage(shell, "%s takes no value", option->name);
        }
        shell->options[i] = equals != NULL ? equals + 1 : ++line->at < line->count ? line->words[line->at] : NULL;
        return shell->options[i] != NULL ? DONE : usage(shell, "%s: %s is wanted", option->name, option->value);
    }
    return usage(shell, "\"%s\": there is no such option", word);
}

static int take_word(struct shell *shell, struct line *line)
{
    char *word = line->words[line->at];

    if (!line->options_ended && strncmp(word, "--", 2) == 0) {
        if (word[2] == '\0')
            line->options_ended = true;
        else if (strcmp(word, "--json") == 0)
            shell->json = true;
        else if (strcmp(word, "--read-only") == 0)
            shell->read_only = true;
        else if (strcmp(word, "--help") == 0)
            line->help = true;
        else if (strcmp(word, "--version") == 0)
            line->version = true;
        else
            return take_option(shell, line);
    } else if (shell->path == NULL && !line->help) {
        shell->path = word;
    } else if (shell->command == NULL) { /* Also of: storectl --help COMMAND */
        shell->command = find_command(word);
        if (shell->command == NULL)
            return usage(shell, "\"%s\": there is no such command", word);
    } else {
        shell->arguments[shell->argument_count++] = word;
    }
    return DONE;
}

static int check_line(const struct shell *shell)
{
    const struct command *command = shell->command;

    if (shell->path == NULL)
        return usage(shell, "a store and a command are wanted");
    if (command == NULL)
        return usage(shell, "a command is wanted");
    if (shell->argument_count < command->least)
        return usage(shell, "%s: arguments are missing", command->name);
    if (shell->argument_count > command->most)
        return usage(shell, "%s: \"%s\" is too much", command->name, shell->arguments[command->most]);
    return DONE;
}

/* --- Running ------------------------------------------------------------------------------------------------------------------ */

static int open_store(struct shell *shell)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_error *error = NULL;
    int32_t code;

    options.flags = shell->command->creates ? IOSTX_STORE_CREATE_NEW : IOSTX_STORE_MUST_EXIST;
    if (shell->read_only)
        options.flags |= IOSTX_STORE_READ_ONLY;
    if (shell->command->creates && shell->read_only)
        return usage(shell, "create cannot be combined with --read-only");
    code = iostx_store_open(shell->path, &options, &shell->store, &error);
    if (code >= 0)
        return DONE;
    (void)fail_error(shell, code, error, "cannot open the store");
    return UNUSABLE;
}

static int run(struct shell *shell, struct line *line)
{
    int status = DONE;

    for (; line->at < line->count && status == DONE; line->at++)
        status = take_word(shell, line);
    if (status != DONE)
        return status;
    if (line->help) {
        shell->command == NULL ? print_help(stdout) : print_command_help(shell->command, stdout);
        return DONE;
    }
    if (line->version) {
        printf("storectl of iostx %s\n", iostx_version());
        return DONE;
    }
    status = check_line(shell);
    if (status == DONE)
        status = open_store(shell);
    return status == DONE ? shell->command->run(shell) : status;
}

int main(int argc, char **argv)
{
    struct line line = {.words = argv, .count = (size_t)argc, .at = 1};
    struct shell shell = {0};
    int status;

    shell.arguments = calloc((size_t)argc + 1, sizeof(*shell.arguments));
    if (shell.arguments == NULL)
        return fail(&shell, "out of memory");
    status = run(&shell, &line);
    free_folders(shell.folders);
    iostx_store_free(shell.store);
    free(shell.arguments);
    return status;
}
