#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "charset.h"
#include "content_lines.h"
#include "times.h"
#include "values.h"

static bool read_integer(const char *text, int64_t least, int64_t most, int64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoll(text, &end, 0);
    return errno == 0 && end != text && *end == '\0' && *out >= least && *out <= most;
}

static bool read_double(const char *text, double *out)
{
    char *end;

    *out = strtod(text, &end);
    return end != text && *end == '\0';
}

static bool read_bool(const char *text, int16_t *out)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcasecmp(text, words[i]) == 0) {
            *out = (int16_t)(i % 2);
            return true;
        }
    }
    return false;
}

static bool read_time(const char *text, uint64_t *out)
{
    if (strcasecmp(text, "now") == 0) {
        *out = times_of_unix(time(NULL));
        return true;
    }
    return times_read_iso(text, strlen(text), out, NULL);
}

/* Two digits at a time; `expected` bytes, or any number of them. */
static bool read_hex(const char *text, struct texts *texts, iostx_bytes *out)
{
    size_t size = strlen(text);
    uint8_t *bytes;

    if (size % 2 != 0 || strspn(text, "0123456789abcdefABCDEF") != size || (bytes = texts_alloc(texts, size / 2 + 1)) == NULL)
        return false;
    for (size_t i = 0; i < size / 2; i++) {
        char digits[3] = {text[2 * i], text[2 * i + 1], '\0'};
        bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    *out = (iostx_bytes){bytes, size / 2};
    return true;
}

static bool read_guid(const char *text, iostx_guid *out)
{
    static const int order[] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    size_t count = 0;

    while (*text != '\0' && count < 16) {
        if (*text == '-' || *text == '{') {
            text++;
            continue;
        }
        if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]))
            return false;
        char digits[3] = {text[0], text[1], '\0'};
        out->bytes[order[count++]] = (uint8_t)strtoul(digits, NULL, 16);
        text += 2;
    }
    return count == 16 && (*text == '\0' || strcmp(text, "}") == 0);
}

static bool read_bytes(const char *text, bool binary, struct texts *texts, iostx_bytes *out)
{
    char *copy;

    if (binary && strncasecmp(text, "hex:", 4) == 0)
        return read_hex(text + 4, texts, out);
    copy = texts_copy(texts, text, strlen(text));
    *out = (iostx_bytes){(const uint8_t *)copy, strlen(text)};
    return copy != NULL && (binary || charset_is_utf8(text, strlen(text)));
}

/* Reads one value into the place of its type; size: what an item of a list takes. */
static bool read_one(uint32_t type, const char *text, struct texts *texts, iostx_value_union *out, size_t *size, const char **why)
{
    int64_t number;

    switch (type) {
    case IOSTX_PT_I2:
        *why = "a whole number of 16 bits is wanted";
        *size = sizeof(out->i2);
        return read_integer(text, INT16_MIN, INT16_MAX, &number) && (out->i2 = (int16_t)number, true);
    case IOSTX_PT_LONG:
        *why = "a whole number of 32 bits is wanted";
        *size = sizeof(out->i4);
        return read_integer(text, INT32_MIN, UINT32_MAX, &number) && (out->i4 = (int32_t)(uint32_t)number, true);
    case IOSTX_PT_CURRENCY:
    case IOSTX_PT_I8:
        *why = "a whole number of 64 bits is wanted";
        *size = sizeof(out->i8);
        return read_integer(text, INT64_MIN, INT64_MAX, &out->i8);
    case IOSTX_PT_R4: {
        double wide = 0;
        *why = "a number is wanted";
        *size = sizeof(out->r4);
        return read_double(text, &wide) && (out->r4 = (float)wide, true);
    }
    case IOSTX_PT_DOUBLE:
    case IOSTX_PT_APPTIME:
        *why = "a number is wanted";
        *size = sizeof(out->r8);
        return read_double(text, &out->r8);
    case IOSTX_PT_BOOLEAN:
        *why = "yes or no is wanted";
        return read_bool(text, &out->i2);
    case IOSTX_PT_SYSTIME:
        *why = "a time is wanted, such as 2026-01-05T09:00:00Z, or now";
        *size = sizeof(out->time);
        return read_time(text, &out->time);
    case IOSTX_PT_CLSID:
        *why = "a GUID is wanted";
        *size = sizeof(out->guid);
        return read_guid(text, &out->guid);
    case IOSTX_PT_UNICODE:
    case IOSTX_PT_STRING8:
        *why = "the text is not valid UTF-8";
        *size = sizeof(out->bytes);
        return read_bytes(text, false, texts, &out->bytes);
    case IOSTX_PT_BINARY:
        *why = "text, or hex: and pairs of digits, is wanted";
        *size = sizeof(out->bytes);
        return read_bytes(text, true, texts, &out->bytes);
    default:
        *why = "values of this type cannot be set by text";
        return false;
    }
}

/* Values separated by commas; \, stands for one within. */
static bool read_list(uint32_t type, const char *text, struct texts *texts, iostx_list *out, const char **why)
{
    struct buffer part = {0}, items = {0};
    const char *next = text;
    bool good = true;

    out->count = 0;
    while (good && next != NULL) {
        iostx_value_union one;
        const char *trimmed;
        size_t size = 0;

        buffer_clear(&part);
        buffer_add(&part, "", 0);
        next = content_value_part(next, ',', &part);
        good = !part.failed;
        if (!good)
            break;
        trimmed = part.data + strspn(part.data, " ");
        good = read_one(type, trimmed, texts, &one, &size, why) && size > 0;
        buffer_add(&items, &one, size);
        out->count++;
    }
    out->items = good && !items.failed ? texts_alloc(texts, items.size) : NULL;
    if (out->items != NULL)
        memcpy((void *)(uintptr_t)out->items, items.data, items.size);
    good = good && out->items != NULL;
    buffer_free(&part);
    buffer_free(&items);
    return good;
}

bool read_value(uint32_t tag, const char *text, struct texts *texts, iostx_value *out, const char **why)
{
    uint32_t type = tag & 0xFFFF;
    size_t size;

    memset(out, 0, sizeof(*out));
    out->tag = tag;
    if ((type & IOSTX_PT_MV_FLAG) != 0)
        return read_list(type & ~IOSTX_PT_MV_FLAG, text, texts, &out->value.list, why);
    return read_one(type, text, texts, &out->value, &size, why);
}
