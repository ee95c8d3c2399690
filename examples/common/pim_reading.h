/* Shared by the readers of iCalendar objects and vCards; for pim_fields.h alone. */
#ifndef EXAMPLES_COMMON_PIM_READING_H
#define EXAMPLES_COMMON_PIM_READING_H

#include "content_lines.h"
#include "pim_fields.h"
#include "pim_zone.h"

/* What is being read. */
struct pim_reading {
    struct pim_fields *out;
    struct pim_zones zones;
    struct buffer part;
    /* DURATION, RRULE and RDATE, which need the times that may come after them. */
    uint64_t duration;
    const char *rule;
    uint64_t last_date;
    bool preferred_email;
};

/* Keeps the part of a structured value ("Haugen;Ingrid;;;") with an index. */
const char *pim_keep_part(struct pim_reading *in, const char *value, size_t index);
/* Keeps what was collected in `part`, as UTF-8; NULL if it is empty. */
const char *pim_keep(struct pim_reading *in);
/* Sets a text that is not set yet: unescaped, or as it stands there. */
void pim_set_text(struct pim_reading *in, const char *value, const char **out);
void pim_set_raw(struct pim_reading *in, const char *value, const char **out);
void pim_add_categories(struct pim_reading *in, const char *value);
/* The time of a line; 0: there is none. date_only may be NULL. */
uint64_t pim_read_time(struct pim_reading *in, const struct content_line *line, bool *date_only);

void pim_read_calendar(struct pim_reading *in, const void *text, size_t size);
void pim_read_card(struct pim_reading *in, const void *text, size_t size);

#endif
