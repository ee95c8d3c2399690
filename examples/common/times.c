#include "times.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DAYS_1601_TO_1970 INT64_C(134774)

/* Days from 1601-01-01 to a date of the Gregorian calendar; eras of 400 years that begin in March, so that leap days come last. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 584694;
}

int times_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

bool times_of_civil(const struct civil *c, uint64_t *out)
{
    if (c->year < 1601 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1 ||
        c->day > times_days_in_month(c->year, c->month))
        return false;
    if (c->hour < 0 || c->hour > 24 || c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 60)
        return false;
    if (c->hour == 24 && (c->minute != 0 || c->second != 0))
        return false;
    *out = (uint64_t)days_of(c->year, c->month, c->day) * TIMES_DAY +
           ((uint64_t)c->hour * 3600 + (uint64_t)c->minute * 60 + (uint64_t)c->second) * TIMES_SECOND;
    return true;
}

void times_to_civil(uint64_t time, struct civil *out)
{
    uint64_t seconds = time / TIMES_SECOND;
    int64_t day = (int64_t)(seconds / 86400) + 584694;
    int64_t era = day / 146097;
    int64_t of_era = day - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;

    out->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    out->month = (int)(month < 10 ? month + 3 : month - 9);
    out->year = (int)(year + era * 400 + (out->month <= 2 ? 1 : 0));
    out->hour = (int)(seconds % 86400 / 3600);
    out->minute = (int)(seconds % 3600 / 60);
    out->second = (int)(seconds % 60);
}

int times_weekday(uint64_t time)
{
    return (int)((time / TIMES_DAY + 1) % 7); /* 1601-01-01 was a Monday. */
}

uint64_t times_of_unix(time_t seconds)
{
    int64_t since_1601 = (int64_t)seconds + DAYS_1601_TO_1970 * 86400;

    return since_1601 > 0 ? (uint64_t)since_1601 * TIMES_SECOND : 0;
}

/* Moves a local time to UTC; false: that lies before 1601. */
static bool shift(uint64_t *time, int offset_seconds)
{
    uint64_t distance = (uint64_t)(offset_seconds < 0 ? -offset_seconds : offset_seconds) * TIMES_SECOND;

    if (offset_seconds > 0 && *time < distance)
        return false;
    *time = offset_seconds > 0 ? *time - distance : *time + distance;
    return true;
}

/* --- RFC 5322 3.3 ------------------------------------------------------------------------------------------------------------- */

/* Passes over white space and comments, which nest. */
static const char *skip_space(const char *text)
{
    int depth = 0;

    for (; *text != '\0'; text++) {
        if (*text == '\\' && depth > 0 && text[1] != '\0')
            text++;
        else if (*text == '(')
            depth++;
        else if (*text == ')' && depth > 0)
            depth--;
        else if (depth == 0 && !isspace((unsigned char)*text))
            break;
    }
    return text;
}

/* Reads between `least` and `most` digits. */
static const char *read_digits(const char *text, int least, int most, int *out)
{
    int digits = 0;

    *out = 0;
    while (digits < most && isdigit((unsigned char)text[digits])) {
        *out = *out * 10 + (text[digits] - '0');
        digits++;
    }
    return digits >= least && !isdigit((unsigned char)text[digits]) ? text + digits : NULL;
}

static int month_of(const char *text)
{
    static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

    for (int i = 0; i < 12; i++) {
        if (strncasecmp(text, names[i], 3) == 0)
            return i + 1;
    }
    return 0;
}

/* Seconds east of UTC; unknown names count as UTC, as RFC 5322 4.3 says. */
static int zone_of(const char *text)
{
    static const struct { const char *name; int hours; } names[] = {
        {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7},
    };
    int digits;

    if ((*text == '+' || *text == '-') && read_digits(text + 1, 4, 4, &digits) != NULL && digits % 100 < 60 && digits <= 2359) {
        int seconds = digits / 100 * 3600 + digits % 100 * 60;
        return *text == '-' ? -seconds : seconds;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strncasecmp(text, names[i].name, 3) == 0)
            return names[i].hours * 3600;
    }
    return 0;
}

bool times_read_mail(const char *text, uint64_t *out)
{
    struct civil c = {0};
    const char *at = skip_space(text);
    const char *year;

    if (isalpha((unsigned char)*at)) { /* The day of the week is not looked at. */
        while (isalpha((unsigned char)*at) || *at == '.')
            at++;
        at = skip_space(at);
        if (*at == ',')
            at = skip_space(at + 1);
    }
    if ((at = read_digits(at, 1, 2, &c.day)) == NULL)
        return false;
    at = skip_space(at);
    if (*at == '-')
        at++;
    if ((c.month = month_of(at)) == 0)
        return false;
    while (isalpha((unsigned char)*at) || *at == '.')
        at++;
    at = skip_space(at);
    year = *at == '-' ? at + 1 : at;
    if ((at = read_digits(year, 2, 4, &c.year)) == NULL)
        return false;
    if (at - year < 4) /* Obsolete years of two and three digits. */
        c.year += at - year == 2 && c.year < 50 ? 2000 : 1900;
    if ((at = read_digits(skip_space(at), 1, 2, &c.hour)) == NULL || *(at = skip_space(at)) != ':' ||
        (at = read_digits(skip_space(at + 1), 1, 2, &c.minute)) == NULL)
        return false;
    at = skip_space(at);
    if (*at == ':' && (at = read_digits(skip_space(at + 1), 1, 2, &c.second)) == NULL)
        return false;
    return times_of_civil(&c, out) && shift(out, zone_of(skip_space(at)));
}

/* --- ISO 8601 ----------------------------------------------------------------------------------------------------------------- */

/* A text that is read from its beginning. */
struct reader {
    const char *at, *end;
};

static bool take_digits(struct reader *in, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++, in->at++) {
        if (in->at >= in->end || !isdigit((unsigned char)*in->at))
            return false;
        *out = *out * 10 + (*in->at - '0');
    }
    return true;
}

static bool take(struct reader *in, char c)
{
    if (in->at >= in->end || *in->at != c)
        return false;
    in->at++;
    return true;
}

/* Up to seven digits of a second count. */
static uint64_t take_fraction(struct reader *in)
{
    uint64_t unit = TIMES_SECOND, fraction = 0;

    while (in->at < in->end && isdigit((unsigned char)*in->at)) {
        unit /= 10;
        fraction += unit * (uint64_t)(*in->at++ - '0');
    }
    return fraction;
}

static bool take_offset(struct reader *in, int *seconds)
{
    int hours, minutes = 0;
    bool west = *in->at == '-';

    if (take(in, 'Z') || take(in, 'z')) {
        *seconds = 0;
        return true;
    }
    if (!take(in, '+') && !take(in, '-'))
        return false;
    if (!take_digits(in, 2, &hours))
        return false;
    if (in->at < in->end && (take(in, ':'), !take_digits(in, 2, &minutes)))
        return false;
    *seconds = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return hours <= 23 && minutes <= 59;
}

bool times_read_iso(const char *text, size_t size, uint64_t *out, struct iso_form *form)
{
    struct reader in = {text, text + size};
    struct iso_form unused;
    struct civil c = {0};
    uint64_t fraction = 0;
    int offset = 0;

    form = form == NULL ? &unused : form;
    *form = (struct iso_form){.date_only = true};
    if (!take_digits(&in, 4, &c.year))
        return false;
    take(&in, '-');
    if (!take_digits(&in, 2, &c.month))
        return false;
    take(&in, '-');
    if (!take_digits(&in, 2, &c.day))
        return false;
    if (take(&in, 'T') || take(&in, 't') || take(&in, ' ')) {
        form->date_only = false;
        if (!take_digits(&in, 2, &c.hour))
            return false;
        take(&in, ':');
        if (!take_digits(&in, 2, &c.minute))
            return false;
        if (take(&in, ':') || (in.at < in.end && isdigit((unsigned char)*in.at))) {
            if (!take_digits(&in, 2, &c.second))
                return false;
            if (take(&in, '.') || take(&in, ','))
                fraction = take_fraction(&in);
        }
        if (in.at < in.end) {
            form->zoned = true;
            if (!take_offset(&in, &offset))
                return false;
        }
    }
    if (in.at != in.end || !times_of_civil(&c, out) || !shift(out, offset))
        return false;
    *out += fraction;
    return true;
}

void times_write_iso(uint64_t time, char out[TIMES_TEXT])
{
    struct civil c;
    uint64_t fraction = time % TIMES_SECOND;
    int digits = 7;

    times_to_civil(time, &c);
    if (fraction == 0) {
        snprintf(out, TIMES_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
        return;
    }
    for (; fraction % 10 == 0; fraction /= 10)
        digits--;
    snprintf(out, TIMES_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%0*" PRIu64 "Z", c.year, c.month, c.day, c.hour, c.minute, c.second,
             digits, fraction);
}
