/* The lines of iCalendar objects and vCards: NAME;PARAMETER=value:VALUE, folded (RFC 5545 3.1, RFC 6350 3.2). */
#ifndef EXAMPLES_COMMON_CONTENT_LINES_H
#define EXAMPLES_COMMON_CONTENT_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/* What is longer than this is cut: pictures within vCards, for example. */
#define CONTENT_LINE_MAX ((size_t)64 * 1024)

struct content_lines {
    const char *at, *end;
    struct buffer memory;
};

/* One line; the texts live until the next one is read. */
struct content_line {
    /* Without the group of vCards ("item1."). */
    const char *name;
    /* ";NAME=value;NAME=value", as it stands there; empty if there is none. */
    const char *parameters;
    /* As it stands there, escapes and all. */
    const char *value;
};

/* Reads the next line; lines that are none are passed over. false: there is no more, or memory ran out (memory.failed). */
bool content_lines_next(struct content_lines *lines, struct content_line *out);

/* Names and values compare without case. */
bool content_line_is(const struct content_line *line, const char *name);
bool content_line_has(const struct content_line *line, const char *name, const char *value);

/* Adds the first value of a parameter, without quotes; false: the line does not have it. */
bool content_line_parameter(const struct content_line *line, const char *name, struct buffer *out);
/* Whether one of the values of a parameter, which may be given several times, is this, without case. */
bool content_line_parameter_has(const struct content_line *line, const char *name, const char *value);

/* Adds the next part of a value up to an unescaped separator, unescaped (\n \, \; \\), and returns where the one after it begins;
   NULL after the last. A separator of 0 takes the whole value. */
const char *content_value_part(const char *value, char separator, struct buffer *out);

#endif
