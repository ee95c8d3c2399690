#include "pim_zone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "times.h"

/* STANDARD or DAYLIGHT: an offset, and when it sets in. */
struct observance {
    struct observance *next;
    int offset_from, offset_to; /* Seconds east of UTC. */
    uint64_t start;             /* Local time of the first onset. */
    /* RRULE: every year in `month`, on a weekday: the nth (negative: from the end), or the first from day `from_day` on. */
    bool yearly;
    int month, weekday, nth, from_day;
    uint64_t until; /* 0: without end. */
    /* RDATE: more onsets. */
    struct onset *dates;
};

struct onset {
    struct onset *next;
    uint64_t at;
};

struct pim_zone {
    struct pim_zone *next;
    const char *name;
    struct observance *observances;
};

/* --- Reading ------------------------------------------------------------------------------------------------------------------ */

/* +0100, -0330, +053000 */
static int read_offset(const char *text)
{
    int sign = *text == '-' ? -1 : 1, digits = 0, parts[3] = {0};

    for (text += *text == '-' || *text == '+'; digits < 6 && isdigit((unsigned char)text[digits]); digits++)
        parts[digits / 2] = parts[digits / 2] * 10 + (text[digits] - '0');
    return digits >= 4 && parts[0] < 24 ? sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]) : 0;
}

/* The value of a part of a rule, "FREQ=YEARLY;BYMONTH=3", up to the next semicolon; NULL if it is not there. */
static const char *rule_part(const char *rule, const char *name)
{
    size_t size = strlen(name);

    while (rule != NULL && (strncasecmp(rule, name, size) != 0 || rule[size] != '=')) {
        rule = strchr(rule, ';');
        rule = rule == NULL ? NULL : rule + 1;
    }
    return rule == NULL ? NULL : rule + size + 1;
}

static int number_of(const char *part, int missing)
{
    return part == NULL ? missing : (int)strtol(part, NULL, 10);
}

static void read_rule(struct observance *to, const char *rule)
{
    static const char *const days[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
    const char *frequency = rule_part(rule, "FREQ"), *day = rule_part(rule, "BYDAY"), *until = rule_part(rule, "UNTIL");

    to->month = number_of(rule_part(rule, "BYMONTH"), 0);
    to->from_day = number_of(rule_part(rule, "BYMONTHDAY"), 0);
    if (frequency == NULL || strncasecmp(frequency, "YEARLY", 6) != 0 || day == NULL || to->month < 1 || to->month > 12)
        return;
    to->nth = number_of(day, 0);
    day += strspn(day, "+-0123456789");
    for (int i = 0; i < 7; i++) {
        if (strncasecmp(day, days[i], 2) == 0) {
            to->weekday = i;
            to->yearly = to->nth >= -5 && to->nth <= 5 && to->from_day >= 0 && to->from_day <= 31;
        }
    }
    if (until != NULL)
        (void)times_read_iso(until, strcspn(until, ";"), &to->until, NULL);
}

static void read_dates(struct observance *to, const char *value, struct texts *texts)
{
    while (*value != '\0') {
        size_t size = strcspn(value, ",");
        uint64_t at;

        if (times_read_iso(value, strcspn(value, ",/"), &at, NULL)) {
            struct onset *onset = texts_alloc(texts, sizeof(*onset));
            if (onset == NULL)
                return;
            *onset = (struct onset){to->dates, at};
            to->dates = onset;
        }
        value += size + (value[size] == ',');
    }
}

void pim_zones_line(struct pim_zones *zones, const struct content_line *line, struct texts *texts)
{
    struct pim_zone *zone = zones->all;
    struct observance *newest = zone == NULL ? NULL : zone->observances;

    if (content_line_has(line, "BEGIN", "VTIMEZONE")) {
        if ((zone = texts_alloc(texts, sizeof(*zone))) != NULL) {
            zone->next = zones->all;
            zones->all = zone;
        }
    } else if (zone == NULL) {
        return;
    } else if (content_line_has(line, "BEGIN", "STANDARD") || content_line_has(line, "BEGIN", "DAYLIGHT")) {
        if ((newest = texts_alloc(texts, sizeof(*newest))) != NULL) {
            newest->next = zone->observances;
            zone->observances = newest;
        }
    } else if (content_line_is(line, "TZID") && zone->name == NULL) {
        zone->name = texts_copy(texts, line->value, strlen(line->value));
    } else if (newest == NULL) {
        return;
    } else if (content_line_is(line, "DTSTART")) {
        (void)times_read_iso(line->value, strlen(line->value), &newest->start, NULL);
    } else if (content_line_is(line, "TZOFFSETFROM")) {
        newest->offset_from = read_offset(line->value);
    } else if (content_line_is(line, "TZOFFSETTO")) {
        newest->offset_to = read_offset(line->value);
    } else if (content_line_is(line, "RRULE")) {
        read_rule(newest, line->value);
    } else if (content_line_is(line, "RDATE")) {
        read_dates(newest, line->value, texts);
    }
}

/* --- Answering ---------------------------------------------------------------------------------------------------------------- */

/* The onset in one year, at the time of day of the first one; 0: none. */
static uint64_t onset_in_year(const struct observance *o, int year)
{
    struct civil c = {.year = year, .month = o->month, .day = 1};
    uint64_t first;
    int length, day;

    if (year < 1601 || !times_of_civil(&c, &first))
        return 0;
    length = times_days_in_month(year, o->month);
    if (o->nth < 0) {
        int last = times_weekday(first + (uint64_t)(length - 1) * TIMES_DAY);
        day = length - (last - o->weekday + 7) % 7 + (o->nth + 1) * 7;
    } else {
        int from = o->from_day > 0 ? o->from_day : 1;
        int weekday = from <= length ? times_weekday(first + (uint64_t)(from - 1) * TIMES_DAY) : 0;
        day = from + (o->weekday - weekday + 7) % 7 + (o->nth > 1 ? (o->nth - 1) * 7 : 0);
    }
    if (day < 1 || day > length)
        return 0;
    return first + (uint64_t)(day - 1) * TIMES_DAY + o->start % TIMES_DAY;
}

/* The last onset that is not after a local time; 0: there is none yet. */
static uint64_t last_onset(const struct observance *o, uint64_t local)
{
    uint64_t last = o->start <= local ? o->start : 0;
    struct civil c;

    for (const struct onset *date = o->dates; date != NULL; date = date->next) {
        if (date->at <= local && date->at > last)
            last = date->at;
    }
    if (!o->yearly)
        return last;
    times_to_civil(o->until != 0 && o->until < local ? o->until : local, &c);
    for (int year = c.year; year >= c.year - 1; year--) {
        uint64_t onset = onset_in_year(o, year);
        if (onset >= o->start && onset <= local && onset > last && (o->until == 0 || onset <= o->until + TIMES_DAY))
            last = onset;
    }
    return last;
}

bool pim_zones_to_utc(const struct pim_zones *zones, const char *name, uint64_t local, uint64_t *out)
{
    const struct observance *in_force = NULL, *first = NULL;
    const struct pim_zone *zone = zones->all;
    uint64_t latest = 0;
    int64_t offset;

    while (zone != NULL && (zone->name == NULL || strcmp(zone->name, name) != 0))
        zone = zone->next;
    if (zone == NULL || zone->observances == NULL)
        return false;
    for (const struct observance *o = zone->observances; o != NULL; o = o->next) {
        uint64_t onset = last_onset(o, local);
        if (onset > latest) {
            latest = onset;
            in_force = o;
        }
        if (first == NULL || o->start < first->start)
            first = o;
    }
    offset = in_force != NULL ? in_force->offset_to : first->offset_from;
    *out = local - (uint64_t)(offset * (int64_t)TIMES_SECOND);
    return true;
}
