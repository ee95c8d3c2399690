/* Times in units of 100 ns since 1601-01-01 UTC, as the library has them. 0 stands for no time. */
#ifndef EXAMPLES_COMMON_TIMES_H
#define EXAMPLES_COMMON_TIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define TIMES_SECOND UINT64_C(10000000)
#define TIMES_DAY (86400 * TIMES_SECOND)

/* A date and time of day. Years 1601 to 9999. */
struct civil {
    int year, month, day, hour, minute, second;
};

/* false: no such date. A second of 60, and a day of up to 24:00, count as the next moment. */
bool times_of_civil(const struct civil *civil, uint64_t *out);
void times_to_civil(uint64_t time, struct civil *out);
/* 0 is Sunday. */
int times_weekday(uint64_t time);
int times_days_in_month(int year, int month);

uint64_t times_of_unix(time_t seconds);

/* A date and time of RFC 5322, obsolete zones too; "Thu, 12 Feb 2026 16:50:00 +0000". */
bool times_read_mail(const char *text, uint64_t *out);

/* What a date and time of ISO 8601 says besides the moment. */
struct iso_form {
    bool date_only;
    /* It ends in Z or an offset; without, it is a local time, read as if it were UTC. */
    bool zoned;
};

/* 20260105, 2026-01-05, 20260105T090000Z, 2026-01-05T09:00:00+01:00 and the like; also a space for the T. All of `size` bytes must
   be used. form may be NULL. */
bool times_read_iso(const char *text, size_t size, uint64_t *out, struct iso_form *form);

#define TIMES_TEXT 32
/* "2026-01-05T09:00:00Z", with a fraction only if there is one. */
void times_write_iso(uint64_t time, char out[TIMES_TEXT]);

#endif
