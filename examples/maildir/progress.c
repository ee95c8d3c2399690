/* The progress line: on a terminal one line that is written over and over; elsewhere nothing, since logs want lines that are true. */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>

static const char *phase_name(uint32_t phase)
{
    switch (phase) {
    case IOSTX_PHASE_UPLOAD_HIERARCHY:
        return "folders up";
    case IOSTX_PHASE_UPLOAD_CONTENTS:
        return "items up";
    case IOSTX_PHASE_DOWNLOAD_HIERARCHY:
        return "folders down";
    case IOSTX_PHASE_DOWNLOAD_CONTENTS:
        return "items down";
    case IOSTX_PHASE_DOWNLOAD_HEADER:
        return "one item";
    default:
        return "at rest";
    }
}

void progress_show(void *userdata, const iostx_progress *progress)
{
    struct report *report = userdata;
    const double mib = 1024.0 * 1024.0;

    if (!report->terminal)
        return;
    printf("\r\033[K%s: folder %" PRIu32 " of %" PRIu32 ", item %" PRIu64 " of %" PRIu64, phase_name(progress->phase),
           progress->folders_done, progress->folders_total, progress->items_done, progress->items_total);
    if (progress->bytes_total > 0)
        printf(", %.1f of %.1f MiB", (double)progress->bytes_done / mib, (double)progress->bytes_total / mib);
    fflush(stdout);
    report->line_open = true;
}

void progress_clear(struct report *report)
{
    if (report->line_open)
        fputs("\r\033[K", stdout);
    report->line_open = false;
}
