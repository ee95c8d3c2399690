/* The table of commands: what they are called, take and do. Help and the checks of a command line come from it. */
#include <string.h>

#include "actions.h"

const struct command commands[] = {
    {"folders", "", "lists the folders", "Also: ls without a folder.", 0, 0, {{"--all", NULL, "those outside the top too"}}, run_folders, false},
    {"ls",
     "[FOLDER]",
     "lists the items of a folder, or the folders",
     "Marks: * unread, F flagged, R answered, P forwarded, D draft, T marked for deletion, h only the header is here, + pending.",
     0,
     1,
     {{"--unread", NULL, "unread items only"},
      {"--flagged", NULL, "flagged items only"},
      {"--associated", NULL, "associated (hidden) items instead"},
      {"--trash", NULL, "what lies in the local trash of the folder"},
      {"--sort", "KEY", "date (newest first), subject, from, size (largest first) or id"},
      {"--reverse", NULL, "the other way round"},
      {"--limit", "N", "at most N items"}},
     run_ls,
     false},
    {"show", "[ITEM]", "shows all properties of an item, its recipients and what is pending", NULL, 0, 1,
     {{"--folder", "FOLDER", "shows a folder instead"}}, run_show, false},
    {"cat", "ITEM", "writes the native text of an item (MIME, iCalendar, vCard), byte for byte", NULL, 1, 1,
     {{"--property", "NAME", "another property, text or bytes"}}, run_cat, false},
    {"new",
     "FOLDER [FILE|-]",
     "makes one item, from a file or empty, and prints its id",
     "What a message, a calendar object or a card says of itself (subject, dates, people, ...) becomes its properties.",
     1,
     2,
     {{"--class", "CLASS", "message class, such as IPM.Note"},
      {"--subject", "TEXT", "subject"},
      {"--associated", NULL, "an associated (hidden) item"}},
     run_new,
     false},
    {"import", "FOLDER FILE...", "makes an item of each .eml, .ics or .vcf file, and prints their ids",
     "A file of many calendar objects or cards becomes many items. A file that fails does not stop the others.", 2, ANY_NUMBER,
     {{"--unread", NULL, "as unread"}}, run_import, false},
    {"set",
     "[ITEM] PROPERTY=VALUE...",
     "sets properties of an item",
     "PROPERTY is a short name (subject, from, to, start, importance, ...), a documented one (PR_SUBJECT), a tag (0x0037001F), or a\n"
     "named property (appointment/0x8208). Without VALUE it is deleted. Times are as in 2026-01-05T09:00:00Z; bytes are text, or\n"
     "hex: and digits; many values are separated by commas. Of an item also: read, flagged, answered, forwarded, draft, deleted=yes or\n"
     "no; keyword+=WORD, keyword-=WORD; content=@FILE.",
     1,
     ANY_NUMBER,
     {{"--folder", "FOLDER", "sets properties of a folder instead"}},
     run_set,
     false},
    {"read", "[ITEM...]", "marks items as read", NULL, 0, ANY_NUMBER,
     {{"--unread", NULL, "as unread"}, {"--folder", "FOLDER", "all items of a folder"}}, run_read, false},
    {"move", "[ITEM...] FOLDER", "moves items to a folder", NULL, 1, ANY_NUMBER,
     {{"--folder", "FOLDER", "moves this folder below the other"}}, run_move, false},
    {"copy", "[ITEM...] FOLDER", "copies items to a folder, and prints the ids of the copies", NULL, 1, ANY_NUMBER,
     {{"--folder", "FOLDER", "copies this folder, with all below it"}}, run_copy, false},
    {"delete",
     "[ITEM...]",
     "deletes items, or a folder",
     NULL,
     0,
     ANY_NUMBER,
     {{"--folder", "FOLDER", "deletes a folder"},
      {"--recursive", NULL, "with what it holds"},
      {"--hard", NULL, "past Deleted Items, where the folder's options would move items there"}},
     run_delete,
     false},
    {"mkdir", "PATH", "makes a folder", NULL, 1, 1,
     {{"--class", "CLASS", "kind of items, such as IPF.Appointment; default: that of its parent"}, {"--parents", NULL, "also the folders above it"}},
     run_mkdir, false},
    {"rename", "FOLDER NAME", "renames a folder", NULL, 2, 2, {{0}}, run_rename, false},
    {"options",
     "[FOLDER] [OPTION=VALUE...]",
     "shows and sets how a folder is synchronized",
     "scope=all, none, headers, newer:DATE, newest:COUNT or size:BYTES\n"
     "direction=both, upload, download (refuses local changes), download-keep, download-revert or archive\n"
     "policy=default, last-writer, server, local, hold, keep-both or ask\n"
     "expunge=none, here, there or both; delete-limit=N; local-only, trash, deletion-wins=yes or no\n"
     "With --store: trash-days=N or forever, mass-delete-percent=N or never, mass-delete-count=N or never.",
     0,
     ANY_NUMBER,
     {{"--store", NULL, "the options of the store instead"}},
     run_options,
     false},
    {"pending", "[FOLDER]", "lists what is waiting to be uploaded", NULL, 0, 1, {{0}}, run_pending, false},
    {"failures", "[FOLDER]", "lists what failed so often that it is not tried again by itself", NULL, 0, 1, {{0}}, run_failures, false},
    {"conflicts", "[FOLDER]", "lists conflicts, with the version that was kept", NULL, 0, 1, {{0}}, run_conflicts, false},
    {"held", "[FOLDER]", "lists deletions of the server that wait for your word", NULL, 0, 1, {{0}}, run_held, false},
    {"wanted", "[FOLDER]", "lists what is still to be fetched from the server", NULL, 0, 1, {{0}}, run_wanted, false},
    {"retry", "[ITEM...]", "lets what failed be tried again at once", NULL, 0, ANY_NUMBER,
     {{"--all", NULL, "all that is listed under failures"}, {"--folder", "FOLDER", "the change of a folder itself"}}, run_retry, false},
    {"drop", "[ITEM...]", "gives up local changes; a copy goes to Local Failures", NULL, 0, ANY_NUMBER,
     {{"--folder", "FOLDER", "the change of a folder itself"}}, run_drop, false},
    {"resolve", "ITEM local|server|both|last-writer|merged [FILE]", "decides a conflict",
     "The version that loses goes to Conflicts. merged takes the file with the merged version.", 2, 3, {{0}}, run_resolve, false},
    {"confirm", "FOLDER", "carries out the held deletions of a folder", NULL, 1, 1, {{0}}, run_confirm, false},
    {"reject", "FOLDER", "refuses the held deletions of a folder: its items are uploaded again", NULL, 1, 1, {{0}}, run_reject, false},
    {"request", "ITEM...", "asks for the whole of items of which only the header is here", NULL, 1, ANY_NUMBER, {{0}}, run_request, false},
    {"watch",
     "[FOLDER]",
     "prints changes as they happen, until it is interrupted",
     "Changes of other programs are seen within a second.",
     0,
     1,
     {{"--count", "N", "ends after N changes"}, {"--timeout", "SECONDS", "ends when nothing happened for so long"}},
     run_watch,
     false},
    {"stat", "", "says what the store is and holds", NULL, 0, 0, {{0}}, run_stat, false},
    {"check",
     "",
     "checks the file and the change tracking; exit code 1 if there are errors",
     NULL,
     0,
     0,
     {{"--quick", NULL, "does not read every page"}, {"--file", NULL, "only the file"}, {"--tracking", NULL, "only the change tracking"}},
     run_check,
     false},
    {"checkpoint", "", "folds the write-ahead log into the file, for a backup", NULL, 0, 0, {{0}}, run_checkpoint, false},
    {"renew-guid", "", "gives the store a new replica GUID: to be done after a restore or a copy of the file", NULL, 0, 0, {{0}},
     run_renew_guid, false},
    {"create", "", "makes a new store", NULL, 0, 0, {{0}}, run_create, true},
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
    fputs("\nFOLDER   a path (Inbox/Projects; \"\\/\" is a \"/\" within a name), a role (@inbox, @inbox/Projects), or the server's name for it;\n"
          "         /Name is outside the top\n"
          "ITEM     the number that ls prints, or an entry id of 140 digits\n\n"
          "--json       one JSON object a line; what an object does not have is left out\n"
          "--read-only  opens the store for reading only\n\n"
          "Exit codes: 0 done; 1 not found, refused, failed; 2 wrong usage; 3 the store cannot be opened or is damaged.\n",
          to);
}

void print_command_help(const struct command *command, FILE *to)
{
    fprintf(to, "usage: storectl [--json] [--read-only] STORE %s%s%s%s\n\n", command->name, command->options[0].name != NULL ? " [OPTIONS]" : "",
            *command->arguments == '\0' ? "" : " ", command->arguments);
    fprintf(to, "%s %s.\n", command->name, command->summary);
    if (command->details != NULL)
        fprintf(to, "%s\n", command->details);
    if (command->options[0].name != NULL)
        fputc('\n', to);
    for (size_t i = 0; i < sizeof(command->options) / sizeof(command->options[0]) && command->options[i].name != NULL; i++) {
        const struct option *option = &command->options[i];
        char left[40];

        snprintf(left, sizeof(left), "%s%s%s", option->name, option->value == NULL ? "" : " ", option->value == NULL ? "" : option->value);
        fprintf(to, "  %-18s%s\n", left, option->help);
    }
}
