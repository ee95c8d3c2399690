/* iostx-syncmgr: accounts that a synchronization manager runs, on a screen, once, or by schedule. Read README.md first. */
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "accounts.h"
#include "config.h"
#include "dialog.h"
#include "follow.h"
#include "list.h"
#include "loop.h"
#include "options.h"
#include "screen.h"
#include "terminal.h"

/* So long a handler may take to end once it was told to. */
#define CLOSE_MS 60000

static bool all_known(struct accounts *accounts, const struct options *options)
{
    for (size_t i = 0; i < options->account_count; i++) {
        if (accounts_find(accounts, options->accounts[i]) == NULL) {
            fprintf(stderr, "iostx-syncmgr: there is no account %s\n", options->accounts[i]);
            return false;
        }
    }
    return true;
}

static int run(struct accounts *accounts, const struct options *options)
{
    if (!all_known(accounts, options))
        return EXIT_USAGE;
    switch (options->mode) {
    case MODE_LIST:
        return list_show(accounts, options);
    case MODE_SCREEN:
        return screen_run(accounts);
    default:
        return follow_runs(accounts, options);
    }
}

int main(int argc, char **argv)
{
    struct options options;
    struct config config;
    struct accounts accounts;
    int exit_code = EXIT_UNUSABLE;
    bool schedules;

    if (!options_read(argc, argv, &options, &exit_code))
        return exit_code;
    (void)setlocale(LC_CTYPE, "");
    if (!config_read(options.config, &config)) {
        fprintf(stderr, "iostx-syncmgr: %s\n", config.error);
        config_free(&config);
        return EXIT_UNUSABLE;
    }
    if (!loop_start()) {
        fputs("iostx-syncmgr: no pipe for signals can be made\n", stderr);
        return EXIT_UNUSABLE;
    }
    schedules = options.mode == MODE_SCREEN || options.mode == MODE_DAEMON;
    if (accounts_open(&accounts, &config, schedules, options.mode == MODE_SCREEN ? dialog_show : NULL))
        exit_code = run(&accounts, &options);
    dialog_end();
    if (!accounts_close(&accounts, exit_code == EXIT_INTERRUPTED ? 0 : CLOSE_MS)) {
        /* A thread still uses the stores: no clean end. What it did stays, what it does not finish comes again. */
        terminal_leave();
        _exit(exit_code);
    }
    config_free(&config);
    return exit_code;
}
