/* The table of commands: what they are called, take and do. Help and the checks of a command line come from it. */
#include <string.h>

#include "actions.h"

const struct command commands[] = {
    {
        .name = "folders",
        .arguments = "",
        .summary = "lists the folders",
        .details = "Also: ls without a folder.",
        .options = {{"--all", NULL, "those outside the top too"}},
        .run = run_folders,
    },
    {
        .name = "ls",
        .arguments = "[FOLDER]",
        .summary = "lists the items of a folder, or the folders",
        .details = "Marks: * unread, F flagged, R answered, P forwarded, D draft, T marked for deletion, h only the header is here, + pending.",
        .most = 1,
        .options = {{"--unread", NULL, "unread items only"},
                    {"--flagged", NULL, "flagged items only"},
                    {"--associated", NULL, "associated (hidden) items instead"},
                    {"--trash", NULL, "what lies in the local trash of the folder"},
                    {"--sort", "KEY", "date (newest first), subject, from, size (largest first) or id"},
                    {"--reverse", NULL, "the other way round"},
                    {"--limit", "N", "at most N items"}},
        .run = run_ls,
    },
    {
        .name = "show",
        .arguments = "[ITEM]",
        .summary = "shows all properties of an item, its recipients and what is pending",
        .most = 1,
        .options = {{"--folder", "FOLDER", "shows a folder instead"}},
        .run = run_show,
    },
    {
        .name = "cat",
        .arguments = "ITEM",
        .summary = "writes the native text of an item (MIME, iCalendar, vCard), byte for byte",
        .least = 1,
        .most = 1,
        .options = {{"--property", "NAME", "another property, text or bytes"}},
        .run = run_cat,
    },
    {
        .name = "new",
        .arguments = "FOLDER [FILE|-]",
        .summary = "makes one item, from a file or empty, and prints its id",
        .details = "What a message, a calendar object or a card says of itself (subject, dates, people, ...) becomes its properties.",
        .least = 1,
        .most = 2,
        .options = {{"--class", "CLASS", "message class, such as IPM.Note"},
                    {"--subject", "TEXT", "subject"},
                    {"--associated", NULL, "an associated (hidden) item"}},
        .run = run_new,
    },
    {
        .name = "import",
        .arguments = "FOLDER FILE...",
        .summary = "makes an item of each .eml, .ics or .vcf file, and prints their ids",
        .details = "A file of many calendar objects or cards becomes many items. A file that fails does not stop the others.",
        .least = 2,
        .most = ANY_NUMBER,
        .options = {{"--unread", NULL, "as unread"}},
        .run = run_import,
    },
    {
        .name = "set",
        .arguments = "[ITEM] PROPERTY=VALUE...",
        .summary = "sets properties of an item",
        .details = "PROPERTY is a short name (subject, from, to, start, importance, ...), a documented one (PR_SUBJECT), a tag (0x0037001F),\n"
                   "or a named property (appointment/0x8208). Without VALUE it is deleted. Times are as in 2026-01-05T09:00:00Z; bytes are\n"
                   "text, or hex: and digits; many values are separated by commas.\n"
                   "Of an item also: read, flagged, answered, forwarded, draft, deleted=yes or no; keyword+=WORD, keyword-=WORD; content=@FILE.",
        .least = 1,
        .most = ANY_NUMBER,
        .options = {{"--folder", "FOLDER", "sets properties of a folder instead"}},
        .run = run_set,
    },
    {
        .name = "read",
        .arguments = "[ITEM...]",
        .summary = "marks items as read",
        .most = ANY_NUMBER,
        .options = {{"--unread", NULL, "as unread"},
                    {"--folder", "FOLDER", "all items of a folder"}},
        .run = run_read,
    },
    {
        .name = "move",
        .arguments = "[ITEM...] FOLDER",
        .summary = "moves items to a folder",
        .least = 1,
        .most = ANY_NUMBER,
        .options = {{"--folder", "FOLDER", "moves this folder below the other"}},
        .run = run_move,
    },
    {
        .name = "copy",
        .arguments = "[ITEM...] FOLDER",
        .summary = "copies items to a folder, and prints the ids of the copies",
        .least = 1,
        .most = ANY_NUMBER,
        .options = {{"--folder", "FOLDER", "copies this folder, with all below it"}},
        .run = run_copy,
    },
    {
        .name = "delete",
        .arguments = "[ITEM...]",
        .summary = "deletes items, or a folder",
        .most = ANY_NUMBER,
        .options = {{"--folder", "FOLDER", "deletes a folder"},
                    {"--recursive", NULL, "with what it holds"},
                    {"--hard", NULL, "past Deleted Items, where the folder's options would move items there"}},
        .run = run_delete,
    },
    {
        .name = "mkdir",
        .arguments = "PATH",
        .summary = "makes a folder",
        .least = 1,
        .most = 1,
        .options = {{"--class", "CLASS", "kind of items, such as IPF.Appointment; default: that of its parent"},
                    {"--parents", NULL, "also the folders above it"}},
        .run = run_mkdir,
    },
    {
        .name = "rename",
        .arguments = "FOLDER NAME",
        .summary = "renames a folder",
        .least = 2,
        .most = 2,
        .run = run_rename,
    },
    {
        .name = "options",
        .arguments = "[FOLDER] [OPTION=VALUE...]",
        .summary = "shows and sets how a folder is synchronized",
        .details = "scope=all, none, headers, newer:DATE, newest:COUNT or size:BYTES\n"
                   "direction=both, upload, download (refuses local changes), download-keep, download-revert or archive\n"
                   "policy=default, last-writer, server, local, hold, keep-both or ask\n"
                   "expunge=none, here, there or both; delete-limit=N; local-only, trash, deletion-wins=yes or no\n"
                   "With --store: trash-days=N or forever, mass-delete-percent=N or never, mass-delete-count=N or never.",
        .most = ANY_NUMBER,
        .options = {{"--store", NULL, "the options of the store instead"}},
        .run = run_options,
    },
    {
        .name = "pending",
        .arguments = "[FOLDER]",
        .summary = "lists what is waiting to be uploaded",
        .most = 1,
        .run = run_pending,
    },
    {
        .name = "failures",
        .arguments = "[FOLDER]",
        .summary = "lists what failed so often that it is not tried again by itself",
        .most = 1,
        .run = run_failures,
    },
    {
        .name = "conflicts",
        .arguments = "[FOLDER]",
        .summary = "lists conflicts, with the version that was kept",
        .most = 1,
        .run = run_conflicts,
    },
    {
        .name = "held",
        .arguments = "[FOLDER]",
        .summary = "lists deletions of the server that wait for your word",
        .most = 1,
        .run = run_held,
    },
    {
        .name = "wanted",
        .arguments = "[FOLDER]",
        .summary = "lists what is still to be fetched from the server",
        .most = 1,
        .run = run_wanted,
    },
    {
        .name = "retry",
        .arguments = "[ITEM...]",
        .summary = "lets what failed be tried again at once",
        .most = ANY_NUMBER,
        .options = {{"--all", NULL, "all that is listed under failures"},
                    {"--folder", "FOLDER", "the change of a folder itself"}},
        .run = run_retry,
    },
    {
        .name = "drop",
        .arguments = "[ITEM...]",
        .summary = "gives up local changes; a copy goes to Local Failures",
        .most = ANY_NUMBER,
        .options = {{"--folder", "FOLDER", "the change of a folder itself"}},
        .run = run_drop,
    },
    {
        .name = "resolve",
        .arguments = "ITEM local|server|both|last-writer|merged [FILE]",
        .summary = "decides a conflict",
        .details = "The version that loses goes to Conflicts. merged takes the file with the merged version.",
        .least = 2,
        .most = 3,
        .run = run_resolve,
    },
    {
        .name = "confirm",
        .arguments = "FOLDER",
        .summary = "carries out the held deletions of a folder",
        .least = 1,
        .most = 1,
        .run = run_confirm,
    },
    {
        .name = "reject",
        .arguments = "FOLDER",
        .summary = "refuses the held deletions of a folder: its items are uploaded again",
        .least = 1,
        .most = 1,
        .run = run_reject,
    },
    {
        .name = "request",
        .arguments = "ITEM...",
        .summary = "asks for the whole of items of which only the header is here",
        .least = 1,
        .most = ANY_NUMBER,
        .run = run_request,
    },
    {
        .name = "watch",
        .arguments = "[FOLDER]",
        .summary = "prints changes as they happen, until it is interrupted",
        .details = "Changes of other programs are seen within a second.",
        .most = 1,
        .options = {{"--count", "N", "ends after N changes"},
                    {"--timeout", "SECONDS", "ends when nothing happened for so long"}},
        .run = run_watch,
    },
    {
        .name = "stat",
        .arguments = "",
        .summary = "says what the store is and holds",
        .run = run_stat,
    },
    {
        .name = "check",
        .arguments = "",
        .summary = "checks the file and the change tracking; exit code 1 if there are errors",
        .options = {{"--quick", NULL, "does not read every page"},
                    {"--file", NULL, "only the file"},
                    {"--tracking", NULL, "only the change tracking"}},
        .run = run_check,
    },
    {
        .name = "checkpoint",
        .arguments = "",
        .summary = "folds the write-ahead log into the file, for a backup",
        .run = run_checkpoint,
    },
    {
        .name = "renew-guid",
        .arguments = "",
        .summary = "gives the store a new replica GUID: to be done after a restore or a copy of the file",
        .run = run_renew_guid,
    },
    {
        .name = "create",
        .arguments = "",
        .summary = "makes a new store",
        .run = run_create,
        .creates = true,
    },
};
const size_t command_count = sizeof(commands) / sizeof(commands[0]);

const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

void print_help(FILE *to)
{
    fputs("usage: storectl [--json] [--read-only] STORE COMMAND [ARGUMENTS]\n"
          "       storectl --help [COMMAND], storectl --version\n\n"
          "Looks into a store of iostx and changes it, while agents and other programs use it.\n\n",
          to);
    for (size_t i = 0; i < command_count; i++)
        fprintf(to, "  %-12s%s\n", commands[i].name, commands[i].summary);
    fputs("\nFOLDER   a path (Inbox/Projects; \"\\/\" is a \"/\" within a name), a role (@inbox, @inbox/Projects), or the\n"
          "         server's name for it; /Name is outside the top\n"
          "ITEM     the number that ls prints, or an entry id of 140 digits\n\n"
          "--json       one JSON object a line; what an object does not have is left out\n"
          "--read-only  opens the store for reading only\n\n"
          "Exit codes: 0 done; 1 not found, refused, failed; 2 wrong usage; 3 the store cannot be opened or is damaged.\n",
          to);
}

void print_command_help(const struct command *command, FILE *to)
{
    const char *options = command->options[0].name != NULL ? " [OPTIONS]" : "";

    fprintf(to, "usage: storectl [--json] [--read-only] STORE %s%s%s%s\n\n", command->name, options,
            *command->arguments == '\0' ? "" : " ", command->arguments);
    fprintf(to, "%s %s.\n", command->name, command->summary);
    if (command->details != NULL)
        fprintf(to, "%s\n", command->details);
    if (command->options[0].name != NULL)
        fputc('\n', to);
    for (size_t i = 0; i < sizeof(command->options) / sizeof(command->options[0]) && command->options[i].name != NULL; i++) {
        const struct option *option = &command->options[i];
        bool takes = option->value != NULL;
        char left[40];

        snprintf(left, sizeof(left), "%s%s%s", option->name, takes ? " " : "", takes ? option->value : "");
        fprintf(to, "  %-18s%s\n", left, option->help);
    }
}
