/* iostx-maildir: synchronizes a store with a directory. Read README.md first, then this file: it has the run as a whole; upload.c,
   download.c and the two hierarchy files have the states. */
#include "agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "interrupt.h"
#include "row.h"

/* Uploads and downloads may call each other forth: a download shows what an upload was put off for, and may leave something to be uploaded
   (a conflict that the store won). More than so many rounds do not help. */
#define ROUNDS_MAX 4

/* --- Opening ------------------------------------------------------------------------------------------------------------------- */

static bool open_store(struct agent *agent)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_error *error = NULL;
    int32_t result;

    if (agent->options.dry_run)
        options.flags = IOSTX_STORE_READ_ONLY;
    result = iostx_store_open(agent->options.store, &options, &agent->store, &error);
    /* A dry run against a store that does not exist yet shows the whole server as new. */
    if (result == IOSTX_MAPI_E_NOT_FOUND && agent->options.dry_run) {
        iostx_error_free(error);
        return true;
    }
    if (result >= 0)
        result = iostx_store_get_special_folder(agent->store, IOSTX_FOLDER_IPM_SUBTREE, &agent->root);
    if (result >= 0)
        result = item_tags_map(agent->store, !agent->options.dry_run, &agent->tags);
    if (result < 0)
        report_failure(&agent->report, agent->options.store, NULL, result, error == NULL ? NULL : error->message);
    iostx_error_free(error);
    return result >= 0 && agent_load_folders(agent) >= 0;
}

static bool open_session(struct agent *agent)
{
    /* What iostx_upmsg.values brings along with each item to upload; upload_mail.c reads them. */
    static const uint32_t columns[] = {IOSTX_PR_MESSAGE_FLAGS, IOSTX_PR_FLAG_STATUS, IOSTX_PR_LAST_VERB_EXECUTED,
                                       IOSTX_PR_MSG_STATUS,    IOSTX_PR_KEYWORDS,    IOSTX_PR_MESSAGE_DELIVERY_TIME};
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    int32_t result = iostx_get_sync_object(agent->store, &agent->session);

    options.columns = columns;
    options.column_count = sizeof(columns) / sizeof(columns[0]);
    options.progress = progress_show;
    options.userdata = &agent->report;
    if (result >= 0)
        result = iostx_session_set_options(agent->session, &options);
    if (result < 0)
        report_failure(&agent->report, agent->options.store, NULL, result, "no session can be begun");
    return result >= 0;
}

/* Whether the directory is the server that the store was synchronized with: a half that is missing is more likely a disk that is not mounted
   than a user who deleted everything. */
static bool is_same_server(struct agent *agent)
{
    for (size_t i = 0; i < agent->folders.count; i++) {
        const char *path = agent->folders.items[i].remote_id;
        bool pim = server_kind(path) == FOLDER_PIM;
        bool there = pim ? agent->server.has_pim : agent->server.has_mail && (path[0] == '.') == (agent->server.inbox[0] == '.');

        if (path[0] == '\0' || there)
            continue;
        report_failure(&agent->report, agent->server.path, path, IOSTX_MAPI_E_NOT_FOUND,
                       "the store knows this folder of the server, whose whole tree is missing: is this the right directory?");
        return false;
    }
    return true;
}

/* --- The run ------------------------------------------------------------------------------------------------------------------- */

/* InitSync: what this round offers. It clears an earlier cancel, so one that the user gave meanwhile is given again. */
static int32_t init_sync(struct agent *agent, uint32_t flags)
{
    int32_t result = iostx_init_sync(agent->session, flags);

    interrupt_set_session(agent->session);
    if (result < 0)
        agent_report(agent, result, "the session");
    return result;
}

/* Changes that an upload could carry out now: not those that wait after a failure or for a decision of the user. */
static uint64_t count_pending(struct agent *agent, bool due_only)
{
    iostx_cursor *cursor = NULL;
    struct row row;
    uint64_t count = 0;
    int32_t result;

    if (iostx_store_list_pending(agent->store, agent->has_only ? &agent->only : NULL, &cursor) < 0)
        return 0;
    while (row_next(cursor, &row, &result)) {
        bool waits = row_number(&row, IOSTX_PR_PENDING) & IOSTX_PENDING_HELD || row_number(&row, IOSTX_PR_BACKED_OFF);

        count += !due_only || !waits;
    }
    iostx_cursor_free(cursor);
    return count;
}

static uint64_t changes_down(const struct report *report)
{
    return report->folders_down + report->down.items + report->down.flags + report->down.deletions;
}

/* Upload, then download, as Outlook does: conflicts are then decided where both versions are known. */
static int32_t synchronize(struct agent *agent)
{
    const struct options *options = &agent->options;
    int32_t result = IOSTX_S_OK;

    for (int round = 0; round < ROUNDS_MAX && result >= 0; round++) {
        uint64_t down = changes_down(&agent->report);

        agent->put_off = 0;
        if (options->upload && (options->folder == NULL || agent_find_only(agent))) {
            result = init_sync(agent, IOSTX_SYNC_UPLOAD_HIERARCHY | IOSTX_SYNC_UPLOAD_CONTENTS);
            if (result >= 0)
                result = upload_pass(agent);
        }
        /* After the first round only what was put off needs another download. */
        if (result >= 0 && options->download && (round == 0 || agent->put_off > 0)) {
            result = init_sync(agent, IOSTX_SYNC_DOWNLOAD_HIERARCHY | IOSTX_SYNC_DOWNLOAD_CONTENTS);
            if (result >= 0)
                result = download_pass(agent);
        }
        if (!options->upload || !options->download || count_pending(agent, true) == 0)
            break;
        /* What is still to be uploaded just failed, unless something else changed meanwhile. */
        if (agent->put_off == 0 && agent->report.passed_up == 0 && changes_down(&agent->report) == down)
            break;
    }
    return result;
}

static iostx_store_info store_info(struct agent *agent)
{
    iostx_store_info info = IOSTX_STORE_INFO_INIT;

    (void)iostx_store_get_info(agent->store, &info);
    return info;
}

static int finish(struct agent *agent, int32_t result, uint64_t conflicts_before, const struct timespec *started)
{
    iostx_store_info info = store_info(agent);
    struct sum sum = {.held = info.held_count, .wanted = info.wanted_count};
    struct timespec now;
    bool waits;

    clock_gettime(CLOCK_MONOTONIC, &now);
    sum.seconds = (double)(now.tv_sec - started->tv_sec) + (double)(now.tv_nsec - started->tv_nsec) / 1e9;
    sum.pending = count_pending(agent, false);
    sum.conflicts = info.conflict_count - (conflicts_before < info.conflict_count ? conflicts_before : info.conflict_count);
    for (size_t i = 0; i < agent->folders.count; i++) {
        sum.folders += agent->folders.items[i].remote_id[0] != '\0';
        sum.items += agent->folders.items[i].remote_id[0] != '\0' ? agent->folders.items[i].items : 0;
    }
    waits = agent->report.failed + agent->report.passed_down > 0 || (agent->options.upload && sum.pending > 0) ||
            (agent->options.folder == NULL && sum.held + sum.wanted > 0);
    sum.state = interrupt_happened() ? "interrupted" : result < 0 || waits ? "not in sync" : "in sync";
    if (!agent->broken)
        report_sum(&agent->report, &sum);
    if (agent->broken)
        return EXIT_UNUSABLE;
    if (interrupt_happened())
        return EXIT_INTERRUPTED;
    return result < 0 || waits ? EXIT_INCOMPLETE : EXIT_IN_SYNC;
}

static int run(struct agent *agent)
{
    struct timespec started;
    char error[512];
    uint64_t conflicts;
    int32_t result;

    clock_gettime(CLOCK_MONOTONIC, &started);
    if (!server_open(&agent->server, agent->options.server, error, sizeof(error))) {
        report_failure(&agent->report, NULL, NULL, IOSTX_MAPI_E_NOT_FOUND, error);
        return EXIT_UNUSABLE;
    }
    if (!open_store(agent) || !is_same_server(agent))
        return EXIT_UNUSABLE;
    if (agent->options.dry_run)
        return dry_run(agent);
    if (!open_session(agent))
        return EXIT_UNUSABLE;
    conflicts = store_info(agent).conflict_count;
    result = synchronize(agent);
    if (!agent->broken)
        (void)agent_load_folders(agent);
    return finish(agent, result, conflicts, &started);
}

int main(int argc, char **argv)
{
    struct agent agent = {.server = {.root = -1}};
    int exit_code = EXIT_IN_SYNC;

    if (!options_read(argc, argv, &agent.options, &exit_code))
        return exit_code;
    report_init(&agent.report, agent.options.json, agent.options.verbose);
    if (!interrupt_start()) {
        report_failure(&agent.report, NULL, NULL, IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES, "no thread for signals can be started");
        return EXIT_UNUSABLE;
    }
    exit_code = run(&agent);
    interrupt_set_session(NULL);
    interrupt_stop();
    /* Freed in any order: what is in use goes last by itself. A session that is freed in mid state leaves its open work pending. */
    iostx_session_free(agent.session);
    iostx_store_free(agent.store);
    store_folders_free(&agent.folders);
    server_close(&agent.server);
    free(agent.left);
    return exit_code;
}
