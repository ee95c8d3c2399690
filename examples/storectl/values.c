#include "values.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "charset.h"
#include "names.h"
#include "times.h"

uint32_t type_of(const iostx_value *value)
{
    return value->tag & 0xFFFF;
}

bool is_missing(const iostx_value *value)
{
    return type_of(value) == IOSTX_PT_ERROR || type_of(value) == IOSTX_PT_NULL;
}

const iostx_value *find_value(const iostx_value *row, size_t count, uint32_t tag)
{
    static const iostx_value missing = {.tag = IOSTX_PT_ERROR, .value = {.error = IOSTX_MAPI_E_NOT_FOUND}};

    for (size_t i = 0; i < count; i++) {
        if (row[i].tag >> 16 == tag >> 16)
            return &row[i];
    }
    return &missing;
}

uint64_t number_in(const iostx_value *value)
{
    switch (type_of(value)) {
    case IOSTX_PT_I2:
    case IOSTX_PT_BOOLEAN:
        return (uint64_t)value->value.i2;
    case IOSTX_PT_LONG:
        return (uint32_t)value->value.i4;
    case IOSTX_PT_I8:
        return (uint64_t)value->value.i8;
    default:
        return 0;
    }
}

uint64_t time_in(const iostx_value *value)
{
    return type_of(value) == IOSTX_PT_SYSTIME ? value->value.time : 0;
}

iostx_bytes bytes_in(const iostx_value *value)
{
    bool bytes = type_of(value) == IOSTX_PT_UNICODE || type_of(value) == IOSTX_PT_STRING8 || type_of(value) == IOSTX_PT_BINARY;

    return bytes ? value->value.bytes : (iostx_bytes)IOSTX_BYTES_INIT;
}

static bool is_printable(iostx_bytes bytes)
{
    if (bytes.size == 0 || !charset_is_utf8((const char *)bytes.data, bytes.size) ||
        (bytes.size >= 4 && memcmp(bytes.data, "hex:", 4) == 0))
        return false;
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.data[i] < 0x20 || bytes.data[i] == 0x7F)
            return false;
    }
    return true;
}

void add_bytes(iostx_bytes bytes, struct buffer *out)
{
    char digits[4];

    if (is_printable(bytes)) {
        buffer_add(out, bytes.data, bytes.size);
        return;
    }
    buffer_add_text(out, "hex:");
    for (size_t i = 0; i < bytes.size; i++) {
        snprintf(digits, sizeof(digits), "%02X", bytes.data[i]);
        buffer_add_text(out, digits);
    }
}

/* --- One kind of value at a time, so that lists of it can be taken apart ------------------------------------------------------ */

/* The nth of many values as one value. */
static iostx_value nth(const iostx_value *many, size_t index)
{
    const void *items = many->value.list.items;
    iostx_value one = {.tag = many->tag & ~IOSTX_PT_MV_FLAG};

    switch (type_of(&one)) {
    case IOSTX_PT_I2:
        one.value.i2 = ((const int16_t *)items)[index];
        break;
    case IOSTX_PT_LONG:
        one.value.i4 = ((const int32_t *)items)[index];
        break;
    case IOSTX_PT_R4:
        one.value.r4 = ((const float *)items)[index];
        break;
    case IOSTX_PT_DOUBLE:
    case IOSTX_PT_APPTIME:
        one.value.r8 = ((const double *)items)[index];
        break;
    case IOSTX_PT_CURRENCY:
    case IOSTX_PT_I8:
        one.value.i8 = ((const int64_t *)items)[index];
        break;
    case IOSTX_PT_SYSTIME:
        one.value.time = ((const uint64_t *)items)[index];
        break;
    case IOSTX_PT_CLSID:
        one.value.guid = ((const iostx_guid *)items)[index];
        break;
    default:
        one.value.bytes = ((const iostx_bytes *)items)[index];
    }
    return one;
}

/* Tags of properties; they are shown by their bits, which is how they are written down. */
static bool is_bits(uint32_t tag)
{
    return tag == IOSTX_PR_CHANGED_TAGS;
}

static void add_one(const iostx_value *value, bool bits, struct buffer *out)
{
    char text[64] = "";

    switch (type_of(value)) {
    case IOSTX_PT_I2:
        snprintf(text, sizeof(text), "%" PRId16, value->value.i2);
        break;
    case IOSTX_PT_LONG:
        if (bits)
            snprintf(text, sizeof(text), "0x%08" PRIX32, (uint32_t)value->value.i4);
        else
            snprintf(text, sizeof(text), "%" PRId32, value->value.i4);
        break;
    case IOSTX_PT_R4:
        snprintf(text, sizeof(text), "%g", (double)value->value.r4);
        break;
    case IOSTX_PT_DOUBLE:
    case IOSTX_PT_APPTIME:
        snprintf(text, sizeof(text), "%.15g", value->value.r8);
        break;
    case IOSTX_PT_CURRENCY:
    case IOSTX_PT_I8:
        snprintf(text, sizeof(text), "%" PRId64, value->value.i8);
        break;
    case IOSTX_PT_BOOLEAN:
        buffer_add_text(out, value->value.i2 != 0 ? "yes" : "no");
        break;
    case IOSTX_PT_SYSTIME:
        times_write_iso(value->value.time, text);
        break;
    case IOSTX_PT_CLSID:
        add_guid(&value->value.guid, out);
        break;
    case IOSTX_PT_UNICODE:
    case IOSTX_PT_STRING8:
        buffer_add(out, value->value.bytes.data, value->value.bytes.size);
        break;
    case IOSTX_PT_BINARY:
        add_bytes(value->value.bytes, out);
        break;
    case IOSTX_PT_ERROR:
        buffer_add_text(out, iostx_error_text(value->value.error));
        break;
    default:
        buffer_add_text(out, "(no text)");
    }
    buffer_add_text(out, text);
}

void add_value(const iostx_value *value, struct buffer *out)
{
    if ((value->tag & IOSTX_PT_MV_FLAG) == 0) {
        add_one(value, is_bits(value->tag), out);
        return;
    }
    for (size_t i = 0; i < value->value.list.count; i++) {
        iostx_value one = nth(value, i);
        if (i > 0)
            buffer_add_text(out, ", ");
        add_one(&one, is_bits(value->tag), out);
    }
}

static void write_one(const iostx_value *value, bool bits, struct json *json)
{
    struct buffer text = {0};

    switch (type_of(value)) {
    case IOSTX_PT_I2:
        json_number(json, value->value.i2);
        return;
    case IOSTX_PT_LONG:
        if (bits)
            break;
        json_number(json, value->value.i4);
        return;
    case IOSTX_PT_R4:
        json_double(json, (double)value->value.r4);
        return;
    case IOSTX_PT_DOUBLE:
    case IOSTX_PT_APPTIME:
        json_double(json, value->value.r8);
        return;
    case IOSTX_PT_CURRENCY:
    case IOSTX_PT_I8:
        json_number(json, value->value.i8);
        return;
    case IOSTX_PT_BOOLEAN:
        json_bool(json, value->value.i2 != 0);
        return;
    default:
        break;
    }
    add_one(value, bits, &text);
    json_text(json, text.data, text.size);
    json->out->failed = json->out->failed || text.failed;
    buffer_free(&text);
}

void write_value(const iostx_value *value, struct json *json)
{
    if ((value->tag & IOSTX_PT_MV_FLAG) == 0) {
        write_one(value, is_bits(value->tag), json);
        return;
    }
    json_begin(json, '[');
    for (size_t i = 0; i < value->value.list.count; i++) {
        iostx_value one = nth(value, i);
        write_one(&one, is_bits(value->tag), json);
    }
    json_end(json, ']');
}
