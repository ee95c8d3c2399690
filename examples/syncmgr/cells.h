/* The rows of the manager's lists. */
#ifndef SYNCMGR_CELLS_H
#define SYNCMGR_CELLS_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>

struct cells {
    const iostx_value *values;
    size_t count;
};

/* false: there are no more, or the list cannot be read on. */
bool cells_next(iostx_cursor *cursor, struct cells *row);

/* A value; "" or 0 if the row does not have it. The text lives until the next row. */
const char *cells_text(const struct cells *row, uint32_t tag);
int64_t cells_number(const struct cells *row, uint32_t tag);
iostx_guid cells_guid(const struct cells *row, uint32_t tag);

bool same_guid(const iostx_guid *a, const iostx_guid *b);

#endif
