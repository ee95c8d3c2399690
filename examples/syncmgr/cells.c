#include "cells.h"

#include <string.h>

bool cells_next(iostx_cursor *cursor, struct cells *row)
{
    return iostx_cursor_next(cursor, &row->values, &row->count) == IOSTX_S_OK;
}

static const iostx_value *find(const struct cells *row, uint32_t tag)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->values[i].tag == tag)
            return &row->values[i];
    return NULL;
}

const char *cells_text(const struct cells *row, uint32_t tag)
{
    const iostx_value *value = find(row, tag);

    return value == NULL ? "" : (const char *)value->value.bytes.data;
}

int64_t cells_number(const struct cells *row, uint32_t tag)
{
    const iostx_value *value = find(row, tag);

    if (value == NULL)
        return 0;
    switch (tag & 0xFFFF) {
    case 0x000B: /* PT_BOOLEAN */
        return value->value.i2 != 0;
    case 0x0003: /* PT_LONG */
        return value->value.i4;
    default: /* PT_I8, PT_SYSTIME */
        return value->value.i8;
    }
}

iostx_guid cells_guid(const struct cells *row, uint32_t tag)
{
    const iostx_value *value = find(row, tag);

    return value == NULL ? (iostx_guid){{0}} : value->value.guid;
}

bool same_guid(const iostx_guid *a, const iostx_guid *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}
