#include "pim_reading.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "times.h"

/* --- Durations and rules ------------------------------------------------------------------------------------------------------ */

/* P1W, P1DT2H30M; a negative one counts as none. */
static uint64_t read_duration(const char *text)
{
    uint64_t total = 0, number = 0;
    bool time = false;

    if (*text == '+')
        text++;
    if (*text++ != 'P')
        return 0;
    for (; *text != '\0'; text++) {
        uint64_t unit = 0;

        if (isdigit((unsigned char)*text)) {
            number = number < 100000000 ? number * 10 + (uint64_t)(*text - '0') : number;
            continue;
        }
        switch (*text) {
        case 'W': unit = 7 * 86400; break;
        case 'D': unit = 86400; break;
        case 'T': time = true; break;
        case 'H': unit = 3600; break;
        case 'M': unit = time ? 60 : 0; break;
        case 'S': unit = 1; break;
        default: return total;
        }
        total += number * unit * TIMES_SECOND;
        number = 0;
    }
    return total;
}

static bool rule_has(const char *rule, const char *name)
{
    size_t size = strlen(name);

    for (; rule != NULL; rule = strchr(rule, ';')) {
        rule += *rule == ';';
        if (strncasecmp(rule, name, size) == 0 && rule[size] == '=')
            return true;
    }
    return false;
}

static uint64_t rule_number(const char *rule, const char *name, uint64_t missing)
{
    size_t size = strlen(name);

    for (; rule != NULL; rule = strchr(rule, ';')) {
        rule += *rule == ';';
        if (strncasecmp(rule, name, size) == 0 && rule[size] == '=')
            return strtoul(rule + size + 1, NULL, 10);
    }
    return missing;
}

/* When the last occurrence has ended, or later: occurrences are not counted out. */
static uint64_t last_of_rule(const char *rule, uint64_t start, uint64_t length)
{
    static const struct { const char *name; uint64_t days; } frequencies[] = {{"YEARLY", 366}, {"MONTHLY", 31}, {"WEEKLY", 7}};
    const char *until = strstr(rule, "UNTIL="), *frequency = strstr(rule, "FREQ=");
    uint64_t count = rule_number(rule, "COUNT", 0), interval = rule_number(rule, "INTERVAL", 1), days = 1, last;

    if (until != NULL && times_read_iso(until + 6, strcspn(until + 6, ";"), &last, NULL))
        return last + TIMES_DAY + length; /* A date, or a local time: up to a day more. */
    if (count == 0 || count > 100000 || interval == 0 || interval > 1000 || frequency == NULL)
        return PIM_FOR_EVER;
    for (size_t i = 0; i < sizeof(frequencies) / sizeof(frequencies[0]); i++) {
        if (strncasecmp(frequency + 5, frequencies[i].name, strlen(frequencies[i].name)) == 0)
            days = frequencies[i].days;
    }
    /* Rules that leave out whole months or years: the 29th of February comes every eight years at worst. */
    if (days >= 31 || rule_has(rule, "BYMONTH") || rule_has(rule, "BYMONTHDAY") || rule_has(rule, "BYYEARDAY") ||
        rule_has(rule, "BYWEEKNO"))
        days = (days > 366 ? days : 366) * 8;
    last = start + count * interval * days * TIMES_DAY + length;
    return last < PIM_FOR_EVER ? last : PIM_FOR_EVER;
}

static void finish_times(struct pim_reading *in)
{
    struct pim_fields *out = in->out;

    if (out->start != 0 && out->end == 0 && out->kind == PIM_EVENT)
        out->end = out->start + (in->duration != 0 ? in->duration : out->all_day ? TIMES_DAY : 0);
    if (out->kind == PIM_TODO && out->due == 0 && out->start != 0 && in->duration != 0)
        out->due = out->start + in->duration;
    if (out->recurring) {
        uint64_t length = out->end > out->start ? out->end - out->start : 0;

        out->last_occurrence = in->last_date == 0 ? 0 : in->last_date + length;
        if (in->rule != NULL) {
            uint64_t last = last_of_rule(in->rule, out->start, length);
            out->last_occurrence = last > out->last_occurrence ? last : out->last_occurrence;
        }
    }
}

/* --- Properties --------------------------------------------------------------------------------------------------------------- */

static int sensitivity_of(const char *value)
{
    return strncasecmp(value, "PRIVATE", 7) == 0 ? 2 : strncasecmp(value, "CONFIDENTIAL", 12) == 0 ? 3 : 0;
}

/* RFC 5545 3.8.1.9: 1 to 4 high, 5 medium, 6 to 9 low, 0 undefined. */
static int importance_of(const char *value)
{
    long priority = strtol(value, NULL, 10);

    return priority >= 1 && priority <= 4 ? 2 : priority >= 6 && priority <= 9 ? 0 : 1;
}

static void set_status(struct pim_fields *out, const char *value)
{
    out->tentative = strcasecmp(value, "TENTATIVE") == 0;
    out->cancelled = strcasecmp(value, "CANCELLED") == 0;
    if (strcasecmp(value, "IN-PROCESS") == 0)
        out->task_status = PIM_TASK_IN_PROGRESS;
    else if (strcasecmp(value, "COMPLETED") == 0)
        out->task_status = PIM_TASK_COMPLETE;
    else if (out->cancelled)
        out->task_status = PIM_TASK_DEFERRED;
}

static void set_organizer(struct pim_reading *in, const struct content_line *line)
{
    const char *address = strncasecmp(line->value, "mailto:", 7) == 0 ? line->value + 7 : line->value;

    pim_set_text(in, address, &in->out->organizer_address);
    buffer_clear(&in->part);
    if (content_line_parameter(line, "CN", &in->part))
        in->out->organizer = pim_keep(in);
    if (in->out->organizer == NULL)
        in->out->organizer = in->out->organizer_address;
}

static void add_dates(struct pim_reading *in, const struct content_line *line)
{
    struct content_line one = *line;

    in->out->recurring = true;
    for (const char *value = line->value; value != NULL;) {
        const char *comma = strchr(value, ',');
        uint64_t time;

        one.value = value;
        time = pim_read_time(in, &one, NULL);
        in->last_date = time > in->last_date ? time : in->last_date;
        value = comma == NULL ? NULL : comma + 1;
    }
}

/* One property of the component that was chosen. */
static void take_calendar_line(struct pim_reading *in, const struct content_line *line)
{
    struct pim_fields *out = in->out;
    const char *value = line->value;

    if (content_line_is(line, "UID"))
        pim_set_raw(in, value, &out->uid);
    else if (content_line_is(line, "SUMMARY"))
        pim_set_text(in, value, &out->summary);
    else if (content_line_is(line, "DESCRIPTION"))
        pim_set_text(in, value, &out->description);
    else if (content_line_is(line, "LOCATION"))
        pim_set_text(in, value, &out->location);
    else if (content_line_is(line, "ORGANIZER"))
        set_organizer(in, line);
    else if (content_line_is(line, "CATEGORIES"))
        pim_add_categories(in, value);
    else if (content_line_is(line, "DTSTART"))
        out->start = pim_read_time(in, line, &out->all_day);
    else if (content_line_is(line, "DTEND"))
        out->end = pim_read_time(in, line, NULL);
    else if (content_line_is(line, "DUE"))
        out->due = pim_read_time(in, line, NULL);
    else if (content_line_is(line, "DURATION"))
        in->duration = read_duration(value);
    else if (content_line_is(line, "COMPLETED"))
        out->completed = pim_read_time(in, line, NULL);
    else if (content_line_is(line, "CREATED"))
        out->created = pim_read_time(in, line, NULL);
    else if (content_line_is(line, "LAST-MODIFIED") || (content_line_is(line, "DTSTAMP") && out->modified == 0))
        out->modified = pim_read_time(in, line, NULL);
    else if (content_line_is(line, "RRULE")) {
        out->recurring = true;
        in->rule = texts_copy(&out->texts, value, strlen(value));
    } else if (content_line_is(line, "RDATE"))
        add_dates(in, line);
    else if (content_line_is(line, "STATUS"))
        set_status(out, value);
    else if (content_line_is(line, "TRANSP"))
        out->transparent = strcasecmp(value, "TRANSPARENT") == 0;
    else if (content_line_is(line, "CLASS"))
        out->sensitivity = sensitivity_of(value);
    else if (content_line_is(line, "PRIORITY"))
        out->importance = importance_of(value);
    else if (content_line_is(line, "PERCENT-COMPLETE"))
        out->percent = (int)strtol(value, NULL, 10);
}

static enum pim_kind kind_of(const struct content_line *line)
{
    return content_line_has(line, "BEGIN", "VEVENT")     ? PIM_EVENT
           : content_line_has(line, "BEGIN", "VTODO")    ? PIM_TODO
           : content_line_has(line, "BEGIN", "VJOURNAL") ? PIM_JOURNAL
                                                         : PIM_NONE;
}

/* Looks through a calendar: defines its zones, counts its objects, and finds the component that stands for the first one: the one
   that is not a single occurrence of a series. Returns its number, from 1; 0: there is none. */
static size_t survey(struct pim_reading *in, const void *text, size_t size)
{
    struct content_lines lines = {text, (const char *)text + size, {0}};
    size_t count = 0, chosen = 0, depth = 0;
    struct content_line line;
    struct buffer first_uid = {0};
    bool in_zone = false, single = false;

    while (content_lines_next(&lines, &line)) {
        if (content_line_is(&line, "BEGIN")) {
            in_zone = in_zone || content_line_has(&line, "BEGIN", "VTIMEZONE");
            if (++depth == 2 && kind_of(&line) != PIM_NONE) {
                count++;
                single = false;
            }
        }
        if (in_zone)
            pim_zones_line(&in->zones, &line, &in->out->texts);
        if (depth == 2 && content_line_is(&line, "RECURRENCE-ID"))
            single = true;
        if (depth == 2 && !in_zone && content_line_is(&line, "UID")) {
            if (first_uid.size == 0)
                buffer_add_text(&first_uid, line.value);
            else if (strcmp(first_uid.data, line.value) != 0)
                in->out->object_count++;
        }
        if (content_line_is(&line, "END") && depth > 0) {
            if (depth == 2 && !in_zone && !single && chosen == 0)
                chosen = count;
            in_zone = in_zone && !content_line_has(&line, "END", "VTIMEZONE");
            depth--;
        }
    }
    in->out->object_count += count > 0;
    in->out->texts.failed = in->out->texts.failed || lines.memory.failed || first_uid.failed;
    buffer_free(&first_uid);
    buffer_free(&lines.memory);
    return chosen == 0 && count > 0 ? 1 : chosen;
}

void pim_read_calendar(struct pim_reading *in, const void *text, size_t size)
{
    struct content_lines lines = {text, (const char *)text + size, {0}};
    size_t chosen = survey(in, text, size), count = 0, depth = 0;
    struct content_line line;

    while (count <= chosen && content_lines_next(&lines, &line)) {
        if (content_line_is(&line, "BEGIN")) {
            enum pim_kind kind = ++depth == 2 ? kind_of(&line) : PIM_NONE;
            count += kind != PIM_NONE;
            if (kind != PIM_NONE && count == chosen)
                in->out->kind = kind;
            if (count == chosen && content_line_has(&line, "BEGIN", "VALARM"))
                in->out->has_alarm = true;
        } else if (content_line_is(&line, "END")) {
            if (depth == 2 && count == chosen && in->out->kind != PIM_NONE)
                break;
            depth -= depth > 0;
        } else if (depth == 2 && count == chosen && in->out->kind != PIM_NONE) {
            take_calendar_line(in, &line);
        }
    }
    in->out->texts.failed = in->out->texts.failed || lines.memory.failed;
    buffer_free(&lines.memory);
    finish_times(in);
}
