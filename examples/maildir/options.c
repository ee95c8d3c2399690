#include "options.h"

#include <stdio.h>
#include <string.h>

#include <iostx.h>

static const char usage[] =
    "usage: iostx-maildir [OPTION...] STORE SERVERDIR\n"
    "\n"
    "Synchronizes the store STORE, which is made if there is none, with the directory SERVERDIR: a Maildir, or a directory with\n"
    "'mail' (a Maildir++ tree) and 'pim' (folders of .ics and .vcf files).\n"
    "\n"
    "  --dry-run         says what would be done, and changes nothing\n"
    "  --upload-only     the store's changes to the server\n"
    "  --download-only   the server's changes to the store\n"
    "  --folder NAME     only the items of one folder: its path in the store, or below SERVERDIR\n"
    "  --json            one JSON object per line\n"
    "  --verbose         a line for every item\n"
    "  --help, --version\n"
    "\n"
    "exit code: 0 in sync; 1 something failed or waits, and is named; 2 usage; 3 the store or the server cannot be used;\n"
    "130 interrupted: what was done stays done\n";

static bool misused(const char *what, const char *argument, int *exit_code)
{
    fprintf(stderr, "iostx-maildir: %s%s\n%s", what, argument, usage);
    *exit_code = EXIT_USAGE;
    return false;
}

/* One option. `more` is the argument after it, which *used says that it was taken. false: unknown. */
static bool read_option(const char *option, const char *more, struct options *out, bool *used)
{
    if (strcmp(option, "--dry-run") == 0)
        out->dry_run = true;
    else if (strcmp(option, "--upload-only") == 0)
        out->download = false;
    else if (strcmp(option, "--download-only") == 0)
        out->upload = false;
    else if (strcmp(option, "--json") == 0)
        out->json = true;
    else if (strcmp(option, "--verbose") == 0)
        out->verbose = true;
    else if (strcmp(option, "--folder") == 0 && more != NULL && *more != '\0') {
        out->folder = more;
        *used = true;
    } else if (strncmp(option, "--folder=", 9) == 0 && option[9] != '\0')
        out->folder = option + 9;
    else
        return false;
    return true;
}

bool options_read(int argc, char **argv, struct options *out, int *exit_code)
{
    const char *paths[2] = {NULL, NULL};
    size_t count = 0;
    bool options_end = false;

    *out = (struct options){.upload = true, .download = true};
    for (int i = 1; i < argc; i++) {
        bool used = false;

        if (!options_end && strcmp(argv[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "--version") == 0)) {
            if (argv[i][2] == 'h')
                fputs(usage, stdout);
            else
                printf("iostx-maildir, iostx %s\n", iostx_version());
            *exit_code = EXIT_IN_SYNC;
            return false;
        } else if (!options_end && argv[i][0] == '-' && argv[i][1] != '\0') {
            if (!read_option(argv[i], i + 1 < argc ? argv[i + 1] : NULL, out, &used))
                return misused("unknown option, or one without its value: ", argv[i], exit_code);
            i += used;
        } else if (count < 2) {
            paths[count++] = argv[i];
        } else {
            return misused("too many arguments: ", argv[i], exit_code);
        }
    }
    if (count < 2)
        return misused("a store and a directory are needed", "", exit_code);
    if (!out->upload && !out->download)
        return misused("--upload-only and --download-only leave nothing to do", "", exit_code);
    out->store = paths[0];
    out->server = paths[1];
    return true;
}
