#include "agents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"

static const struct agent agents[] = {
    {"maildir", NULL, agent_maildir},
#ifdef SYNCMGR_IMAP
    {"imap", NULL, agent_imap},
#else
    {"imap", "this program was built without it: it needs libcurl and a compiler for C++", NULL},
#endif
};

const struct agent *agent_find(const char *name)
{
    for (size_t i = 0; i < sizeof(agents) / sizeof(agents[0]); i++)
        if (strcmp(agents[i].name, name) == 0)
            return &agents[i];
    return NULL;
}

/* The item of the folder with this path. */
static bool find_item(const struct agent_run *run, const char *folder, iostx_guid *out)
{
    iostx_cursor *cursor = NULL;
    struct cells row;
    bool found = false;

    if (folder == NULL || iostx_syncmgr_list_items(run->manager, &run->handler, &cursor) < 0)
        return false;
    while (!found && cells_next(cursor, &row)) {
        found = strcmp(cells_text(&row, IOSTX_PR_SYNCMGR_NAME), folder) == 0;
        *out = cells_guid(&row, IOSTX_PR_SYNCMGR_ITEM);
    }
    iostx_cursor_free(cursor);
    return found;
}

static void remember(struct agent_run *run, iostx_guid item)
{
    iostx_guid *more;

    for (size_t i = 0; i < run->failed_count; i++)
        if (same_guid(&run->failed[i], &item))
            return;
    more = realloc(run->failed, (run->failed_count + 1) * sizeof(*more));
    /* Without the memory the folder shows as done; the line of the log says what is true. */
    if (more == NULL)
        return;
    run->failed = more;
    more[run->failed_count++] = item;
}

void agent_run_failed(void *userdata, const char *folder, const char *item, int32_t code, const char *text)
{
    struct agent_run *run = userdata;
    iostx_syncmgr_log_error_info info = IOSTX_SYNCMGR_LOG_ERROR_INFO_INIT;
    const char *name = iostx_error_name(code), *why = text != NULL && text[0] != '\0' ? text : iostx_error_text(code);
    char line[1024], number[16];

    snprintf(number, sizeof(number), "0x%08X", (unsigned)code);
    snprintf(line, sizeof(line), "%s%s%s (%s)", item != NULL ? item : "", item != NULL ? ": " : "", why, name != NULL ? name : number);
    info.mask = IOSTX_SYNCMGRLOGERROR_ERRORFLAGS | IOSTX_SYNCMGRLOGERROR_ERRORID;
    info.error_flags = IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT;
    /* Ids of errors are those of this handler object: a number does. */
    run->told++;
    memcpy(info.error_id.bytes, &run->told, sizeof(run->told));
    memcpy(info.error_id.bytes + sizeof(run->told), &run->session, sizeof(run->session));
    if (find_item(run, folder, &info.item_id)) {
        info.mask |= IOSTX_SYNCMGRLOGERROR_ITEMID;
        remember(run, info.item_id);
    }
    /* A log that cannot be written takes nothing from the outcome. */
    (void)iostx_syncmgr_callback_log_error(run->callback, IOSTX_SYNCMGRLOGLEVEL_ERROR, line, &info);
}

int32_t agent_run(const struct agent *agent, struct agent_run *run)
{
    int32_t result = agent->synchronize(run);
    iostx_syncmgr_progress_item progress = IOSTX_SYNCMGR_PROGRESS_ITEM_INIT;

    progress.mask = IOSTX_SYNCMGRPROGRESSITEM_STATUSTYPE | IOSTX_SYNCMGRPROGRESSITEM_STATUSTEXT;
    progress.status_type = IOSTX_SYNCMGRSTATUS_FAILED;
    progress.status_text = "not everything could be done";
    for (size_t i = 0; i < run->failed_count; i++)
        (void)iostx_syncmgr_callback_progress(run->callback, &run->failed[i], &progress);
    free(run->failed);
    return result;
}
