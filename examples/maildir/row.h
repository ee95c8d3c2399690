/* Values of a row of a cursor, by tag: tables may get more columns with time. A value that is missing (PT_ERROR) counts as empty or 0. */
#ifndef MAILDIR_ROW_H
#define MAILDIR_ROW_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row {
    const iostx_value *values;
    size_t count;
};

/* Reads the next row: false at the end, or if that failed; *result says which (0 or more, or the failure). */
bool row_next(iostx_cursor *cursor, struct row *out, int32_t *result);

/* Text or bytes; they live until the next row. */
iostx_bytes row_bytes(const struct row *row, uint32_t tag);
/* A PT_LONG or PT_BOOLEAN. */
uint32_t row_number(const struct row *row, uint32_t tag);
/* An entry id. false: it is missing. */
bool row_feid(const struct row *row, uint32_t tag, iostx_feid *out);
bool row_meid(const struct row *row, uint32_t tag, iostx_meid *out);

#endif
