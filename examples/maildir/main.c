/* iostx-maildir: synchronizes a store with a directory. Read README.md first, then this file and sync.c, which has
   the run as a whole; upload.c, download.c and the two hierarchy files have the states. */
#include "agent.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "interrupt.h"

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
        result = agent_prepare(agent, !agent->options.dry_run);
    if (result < 0)
        report_failure(&agent->report, agent->options.store, NULL, result, error == NULL ? NULL : error->message);
    iostx_error_free(error);
    return result >= 0 && agent_load_folders(agent) >= 0;
}

static bool open_session(struct agent *agent)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    int32_t result = iostx_get_sync_object(agent->store, &agent->session);

    options.progress = progress_show;
    options.userdata = &agent->report;
    if (result >= 0)
        result = agent_set_options(agent, &options);
    if (result < 0)
        report_failure(&agent->report, agent->options.store, NULL, result, "no session can be begun");
    return result >= 0;
}

/* --- The run ------------------------------------------------------------------------------------------------------------------- */

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
    sum.pending = agent_count_pending(agent, false);
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
    if (!open_store(agent) || !agent_is_same_server(agent))
        return EXIT_UNUSABLE;
    if (agent->options.dry_run)
        return dry_run(agent);
    if (!open_session(agent))
        return EXIT_UNUSABLE;
    conflicts = store_info(agent).conflict_count;
    result = agent_synchronize(agent);
    if (!agent->broken)
        (void)agent_load_folders(agent);
    return finish(agent, result, conflicts, &started);
}

int main(int argc, char **argv)
{
    struct agent agent = {.server = {.root = -1}, .begun = interrupt_set_session};
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
    agent_free(&agent);
    return exit_code;
}
