#include "words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "times.h"

struct named {
    uint32_t number;
    const char *name, *words;
};

static const struct named outcomes[] = {
    {IOSTX_SYNCMGR_OUTCOME_NONE, "none", "not yet synchronized"},
    {IOSTX_SYNCMGR_OUTCOME_SUCCEEDED, "succeeded", "in sync"},
    {IOSTX_SYNCMGR_OUTCOME_FAILED, "failed", "failed"},
    {IOSTX_SYNCMGR_OUTCOME_CANCELLED, "cancelled", "cancelled"},
    {IOSTX_SYNCMGR_OUTCOME_DECLINED, "declined", "declined"},
    {IOSTX_SYNCMGR_OUTCOME_NOTHING, "nothing", "nothing is chosen"},
    {IOSTX_SYNCMGR_OUTCOME_STUCK, "stuck", "gave no sign of life"},
    {IOSTX_SYNCMGR_OUTCOME_INTERRUPTED, "interrupted", "was interrupted"},
    {IOSTX_SYNCMGR_OUTCOME_ELSEWHERE, "elsewhere", "another program is at it"},
};

static const struct named statuses[] = {
    {IOSTX_SYNCMGRSTATUS_STOPPED, "stopped", ""},
    {IOSTX_SYNCMGRSTATUS_SKIPPED, "skipped", "skipped"},
    {IOSTX_SYNCMGRSTATUS_PENDING, "pending", "waits"},
    {IOSTX_SYNCMGRSTATUS_UPDATING, "updating", "synchronizing"},
    {IOSTX_SYNCMGRSTATUS_SUCCEEDED, "succeeded", "in sync"},
    {IOSTX_SYNCMGRSTATUS_FAILED, "failed", "failed"},
    {IOSTX_SYNCMGRSTATUS_PAUSED, "paused", "paused"},
    {IOSTX_SYNCMGRSTATUS_RESUMING, "resuming", "goes on"},
    {IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE, "updating", "synchronizing"},
    {IOSTX_SYNCMGRSTATUS_DELETED, "deleted", "deleted"},
};

static const struct named states[] = {
    {IOSTX_SYNCMGR_STATE_UNAVAILABLE, "unavailable", ""},   {IOSTX_SYNCMGR_STATE_IDLE, "idle", ""},
    {IOSTX_SYNCMGR_STATE_QUEUED, "queued", ""},             {IOSTX_SYNCMGR_STATE_PREPARING, "preparing", ""},
    {IOSTX_SYNCMGR_STATE_SYNCHRONIZING, "synchronizing", ""}, {IOSTX_SYNCMGR_STATE_SHOWING, "showing", ""},
    {IOSTX_SYNCMGR_STATE_STUCK, "stuck", ""},
};

static const struct named levels[] = {
    {IOSTX_SYNCMGRLOGLEVEL_INFORMATION, "information", ""},
    {IOSTX_SYNCMGRLOGLEVEL_WARNING, "warning", ""},
    {IOSTX_SYNCMGRLOGLEVEL_ERROR, "error", ""},
};

static const struct named *find(const struct named *table, size_t count, uint32_t number)
{
    static const struct named unknown = {0, "unknown", "unknown"};

    for (size_t i = 0; i < count; i++)
        if (table[i].number == number)
            return &table[i];
    return &unknown;
}

#define FIND(table, number) find(table, sizeof(table) / sizeof(table[0]), number)

const char *outcome_word(uint32_t outcome)
{
    return FIND(outcomes, outcome)->words;
}

const char *outcome_name(uint32_t outcome)
{
    return FIND(outcomes, outcome)->name;
}

const char *status_name(uint32_t status)
{
    return FIND(statuses, status)->name;
}

const char *state_name(uint32_t state)
{
    return FIND(states, state)->name;
}

const char *level_name(uint32_t level)
{
    return FIND(levels, level)->name;
}

unsigned part_of(int32_t value, int32_t max)
{
    if (max <= 0 || value <= 0)
        return 0;
    return value >= max ? 1000 : (unsigned)((int64_t)value * 1000 / max);
}

static bool is_updating(const struct item *item)
{
    return item->status == IOSTX_SYNCMGRSTATUS_UPDATING || item->status == IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE;
}

unsigned item_part(const struct handler *handler, const struct item *item)
{
    if (!model_is_running(handler) || item->status == IOSTX_SYNCMGRSTATUS_PENDING || !item->checked || !item->enabled)
        return 0;
    return is_updating(item) ? part_of(item->value, item->max) : 1000;
}

/* The day that a local time lies on, in days of the calendar. */
static long day_of(const struct tm *local)
{
    struct civil civil = {.year = local->tm_year + 1900, .month = local->tm_mon + 1, .day = local->tm_mday};
    uint64_t midnight = 0;

    return times_of_civil(&civil, &midnight) ? (long)(midnight / UINT64_C(864000000000)) : 0;
}

void time_words(uint64_t moment, char out[WORDS_MAX])
{
    time_t then = (time_t)(moment / 10000000) - (time_t)11644473600, now = time(NULL);
    struct tm of_then, of_now;
    long days;

    if (moment == 0 || localtime_r(&then, &of_then) == NULL || localtime_r(&now, &of_now) == NULL) {
        snprintf(out, WORDS_MAX, "never");
        return;
    }
    days = day_of(&of_now) - day_of(&of_then);
    strftime(out, WORDS_MAX, days == 0 ? "%H:%M" : days == 1 ? "yesterday %H:%M" : days == -1 ? "tomorrow %H:%M" : "%Y-%m-%d %H:%M",
             &of_then);
}

static void append(char out[WORDS_MAX], const char *format, const char *text)
{
    size_t size = strlen(out);

    snprintf(out + size, WORDS_MAX - size, format, text);
}

static void append_count(char out[WORDS_MAX], unsigned count, const char *one, const char *many)
{
    char number[64];

    if (count == 0)
        return;
    snprintf(number, sizeof(number), "%u %s", count, count == 1 ? one : many);
    append(out, ", %s", number);
}

static void running_words(const struct handler *handler, char out[WORDS_MAX])
{
    unsigned chosen = 0, done = 0;

    for (size_t i = 0; i < handler->count; i++) {
        const struct item *item = &handler->items[i];

        if (!item->checked || !item->enabled)
            continue;
        chosen++;
        done += item_part(handler, item) >= 1000 && item->status != IOSTX_SYNCMGRSTATUS_STOPPED;
    }
    snprintf(out, WORDS_MAX, "synchronizing, %u of %u folders done", done < chosen ? done : chosen, chosen);
}

void handler_words(const struct handler *handler, char out[WORDS_MAX])
{
    char when[WORDS_MAX];

    if (!handler->enabled) {
        snprintf(out, WORDS_MAX, "disabled%s%s", handler->reason[0] != '\0' ? ": " : "", handler->reason);
        return;
    }
    switch (handler->state) {
    case IOSTX_SYNCMGR_STATE_PREPARING:
    case IOSTX_SYNCMGR_STATE_SYNCHRONIZING:
        running_words(handler, out);
        return;
    case IOSTX_SYNCMGR_STATE_QUEUED:
        snprintf(out, WORDS_MAX, "waits for its turn");
        return;
    case IOSTX_SYNCMGR_STATE_STUCK:
        snprintf(out, WORDS_MAX, "gives no sign of life");
        return;
    default:
        break;
    }
    snprintf(out, WORDS_MAX, "%s",
             handler->outcome == IOSTX_SYNCMGR_OUTCOME_SUCCEEDED && handler->result != IOSTX_S_OK ? "in sync but for some items"
                                                                                                  : outcome_word(handler->outcome));
    if (handler->last_run != 0) {
        time_words(handler->last_run, when);
        append(out, ", %s", when);
    }
    append_count(out, handler->errors, "error", "errors");
    append_count(out, handler->conflicts, "conflict", "conflicts");
    if (handler->next_run != 0) {
        time_words(handler->next_run, when);
        append(out, ", next %s", when);
    }
}

void item_words(const struct handler *handler, const struct item *item, char out[WORDS_MAX])
{
    bool runs = model_is_running(handler);
    char when[WORDS_MAX];

    if (!item->enabled) {
        snprintf(out, WORDS_MAX, "disabled%s%s", item->reason[0] != '\0' ? ": " : "", item->reason);
    } else if (runs && item->checked && is_updating(item)) {
        snprintf(out, WORDS_MAX, "%s", item->text[0] != '\0' ? item->text : FIND(statuses, item->status)->words);
        if (item->max > 0 && item->status == IOSTX_SYNCMGRSTATUS_UPDATING && item->max > 1)
            snprintf(out + strlen(out), WORDS_MAX - strlen(out), ", %d of %d", item->value, item->max);
    } else if (!item->checked) {
        snprintf(out, WORDS_MAX, "not chosen");
    } else {
        snprintf(out, WORDS_MAX, "%s", FIND(statuses, item->status)->words);
        if (item->status == IOSTX_SYNCMGRSTATUS_FAILED && item->text[0] != '\0')
            append(out, ": %s", item->text);
        if (!runs && item->last_success != 0 && item->status == IOSTX_SYNCMGRSTATUS_SUCCEEDED) {
            time_words(item->last_success, when);
            append(out, ", %s", when);
        }
    }
}
