#include "row.h"

#include <string.h>

bool row_next(iostx_cursor *cursor, struct row *out, int32_t *result)
{
    *result = iostx_cursor_next(cursor, &out->values, &out->count);
    return *result == IOSTX_S_OK;
}

static const iostx_value *find(const struct row *row, uint32_t tag)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->values[i].tag == tag)
            return &row->values[i];
    return NULL;
}

iostx_bytes row_bytes(const struct row *row, uint32_t tag)
{
    const iostx_value *value = find(row, tag);

    return value == NULL ? (iostx_bytes)IOSTX_BYTES_INIT : value->value.bytes;
}

uint32_t row_number(const struct row *row, uint32_t tag)
{
    const iostx_value *value = find(row, tag);

    if (value == NULL)
        return 0;
    return (tag & 0xFFFF) == IOSTX_PT_BOOLEAN ? value->value.i2 != 0 : (uint32_t)value->value.i4;
}

bool row_feid(const struct row *row, uint32_t tag, iostx_feid *out)
{
    iostx_bytes bytes = row_bytes(row, tag);

    if (bytes.size != sizeof(*out))
        return false;
    memcpy(out, bytes.data, sizeof(*out));
    return true;
}

bool row_meid(const struct row *row, uint32_t tag, iostx_meid *out)
{
    iostx_bytes bytes = row_bytes(row, tag);

    if (bytes.size != sizeof(*out))
        return false;
    memcpy(out, bytes.data, sizeof(*out));
    return true;
}
