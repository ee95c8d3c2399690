#include "options.h"

#include <iostx.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: iostx-syncmgr [-c FILE]                               the screen\n"
    "       iostx-syncmgr [-c FILE] --once [--json] [ACCOUNT...]   synchronizes once\n"
    "       iostx-syncmgr [-c FILE] --daemon [--json]              runs by schedule until it is told to end\n"
    "       iostx-syncmgr [-c FILE] --list [--json] [ACCOUNT...]   accounts, their folders, and how they stand\n"
    "\n"
    "FILE names the accounts; without -c it is ~/.config/iostx/syncmgr.conf. See README.md.\n"
    "\n"
    "exit codes: 0 all is synchronized; 1 something failed; 2 wrong usage; 3 the accounts cannot be opened; 130 interrupted\n";

static bool misused(const char *why, const char *what, int *exit_code)
{
    fprintf(stderr, "iostx-syncmgr: %s%s\n%s", why, what, usage);
    *exit_code = EXIT_USAGE;
    return false;
}

static bool read_option(const char *option, struct options *out)
{
    if (strcmp(option, "--json") == 0)
        out->json = true;
    else if (out->mode != MODE_SCREEN)
        return false;
    else if (strcmp(option, "--once") == 0)
        out->mode = MODE_ONCE;
    else if (strcmp(option, "--daemon") == 0)
        out->mode = MODE_DAEMON;
    else if (strcmp(option, "--list") == 0)
        out->mode = MODE_LIST;
    else
        return false;
    return true;
}

bool options_read(int argc, char **argv, struct options *out, int *exit_code)
{
    int at;

    *out = (struct options){.mode = MODE_SCREEN};
    for (at = 1; at < argc && argv[at][0] == '-' && strcmp(argv[at], "--") != 0; at++) {
        if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "--version") == 0) {
            if (argv[at][2] == 'h')
                fputs(usage, stdout);
            else
                printf("iostx-syncmgr, iostx %s\n", iostx_version());
            *exit_code = EXIT_DONE;
            return false;
        }
        if (strcmp(argv[at], "-c") == 0 && at + 1 < argc)
            out->config = argv[++at];
        else if (!read_option(argv[at], out))
            return misused("unknown option, or one that does not go with the others: ", argv[at], exit_code);
    }
    at += at < argc && strcmp(argv[at], "--") == 0;
    out->accounts = argv + at;
    out->account_count = (size_t)(argc - at);
    if (out->json && out->mode == MODE_SCREEN)
        return misused("--json goes with --once, --daemon or --list", "", exit_code);
    if (out->account_count > 0 && (out->mode == MODE_SCREEN || out->mode == MODE_DAEMON))
        return misused("accounts are named with --once or --list: ", argv[at], exit_code);
    if (out->mode == MODE_SCREEN && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
        return misused("the screen needs a terminal; --once, --daemon and --list do not", "", exit_code);
    return true;
}
