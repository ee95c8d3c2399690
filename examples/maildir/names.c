#include "names.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "charset.h"

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* The code point of a valid UTF-8 character. */
static uint32_t code_point(const unsigned char *at, size_t size)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = at[0] & masks[size];

    for (size_t i = 1; i < size; i++)
        code = code << 6 | (at[i] & 0x3F);
    return code;
}

static void add_code_point(uint32_t code, struct buffer *out)
{
    if (code < 0x80) {
        buffer_add_char(out, (char)code);
    } else if (code < 0x800) {
        buffer_add_char(out, (char)(0xC0 | code >> 6));
        buffer_add_char(out, (char)(0x80 | (code & 0x3F)));
    } else if (code < 0x10000) {
        buffer_add_char(out, (char)(0xE0 | code >> 12));
        buffer_add_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
        buffer_add_char(out, (char)(0x80 | (code & 0x3F)));
    } else {
        buffer_add_char(out, (char)(0xF0 | code >> 18));
        buffer_add_char(out, (char)(0x80 | (code >> 12 & 0x3F)));
        buffer_add_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
        buffer_add_char(out, (char)(0x80 | (code & 0x3F)));
    }
}

/* --- Modified UTF-7 --------------------------------------------------------------------------------------------------------- */

/* Bits that wait to be written in groups of six. */
struct shift {
    uint32_t bits;
    unsigned count;
    bool open;
};

static void shift_unit(struct shift *shift, uint32_t unit, struct buffer *out)
{
    if (!shift->open)
        buffer_add_char(out, '&');
    shift->open = true;
    shift->bits = (shift->bits << 16 | unit) & 0x3FFFFF;
    shift->count += 16;
    while (shift->count >= 6) {
        shift->count -= 6;
        buffer_add_char(out, base64[shift->bits >> shift->count & 0x3F]);
    }
}

static void shift_close(struct shift *shift, struct buffer *out)
{
    if (!shift->open)
        return;
    if (shift->count > 0)
        buffer_add_char(out, base64[shift->bits << (6 - shift->count) & 0x3F]);
    buffer_add_char(out, '-');
    *shift = (struct shift){0};
}

void names_to_mail(const char *name, struct buffer *out)
{
    struct shift shift = {0};
    size_t size = strlen(name);

    for (size_t i = 0; i < size;) {
        size_t width = charset_utf8_char(name + i, size - i);
        uint32_t code = width == 0 ? 0xFFFD : code_point((const unsigned char *)name + i, width);

        i += width == 0 ? 1 : width;
        if (code >= 0x20 && code < 0x7F) {
            char escaped[8];

            shift_close(&shift, out);
            if (code == '.' || code == '/' || code == '\\') {
                snprintf(escaped, sizeof(escaped), "\\%02x", (unsigned)code);
                buffer_add_text(out, escaped);
            } else {
                buffer_add_char(out, (char)code);
                if (code == '&')
                    buffer_add_char(out, '-');
            }
        } else if (code < 0x10000) {
            shift_unit(&shift, code, out);
        } else {
            shift_unit(&shift, 0xD800 + ((code - 0x10000) >> 10), out);
            shift_unit(&shift, 0xDC00 + ((code - 0x10000) & 0x3FF), out);
        }
    }
    shift_close(&shift, out);
}

/* Reads what stands between '&' and '-' as UTF-16. false: it is not modified UTF-7. */
static bool read_shift(const char *at, size_t size, struct buffer *out)
{
    uint32_t bits = 0, high = 0;
    unsigned count = 0;

    for (size_t i = 0; i < size; i++) {
        const char *found = at[i] == '\0' ? NULL : strchr(base64, at[i]);
        uint32_t unit;

        if (found == NULL)
            return false;
        bits = (bits << 6 | (uint32_t)(found - base64)) & 0x3FFFFF;
        count += 6;
        if (count < 16)
            continue;
        count -= 16;
        unit = bits >> count & 0xFFFF;
        if (high != 0) {
            if (unit < 0xDC00 || unit > 0xDFFF)
                return false;
            add_code_point(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), out);
            high = 0;
        } else if (unit >= 0xD800 && unit <= 0xDBFF) {
            high = unit;
        } else if ((unit >= 0xDC00 && unit <= 0xDFFF) || unit == 0) {
            return false;
        } else {
            add_code_point(unit, out);
        }
    }
    return high == 0 && count < 6 && (bits & ((1u << count) - 1)) == 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads an escaped byte, two hexadecimal digits after `mark`. Only ASCII is escaped. -1: there is none. */
static int read_escape(const char *at, size_t size, char mark)
{
    int high, low;

    if (size < 3 || at[0] != mark || (high = hex_digit(at[1])) < 0 || (low = hex_digit(at[2])) < 0)
        return -1;
    return high * 16 + low > 0 && high < 8 ? high * 16 + low : -1;
}

static bool decode_mail(const char *at, size_t size, struct buffer *out)
{
    for (size_t i = 0; i < size;) {
        int escaped = read_escape(at + i, size - i, '\\');

        if (escaped >= 0) {
            buffer_add_char(out, (char)escaped);
            i += 3;
        } else if (at[i] == '&') {
            const char *end = memchr(at + i, '-', size - i);
            size_t length = end == NULL ? 0 : (size_t)(end - at) - i - 1;

            if (end == NULL)
                return false;
            if (length == 0)
                buffer_add_char(out, '&');
            else if (!read_shift(at + i + 1, length, out))
                return false;
            i += length + 2;
        } else if ((unsigned char)at[i] < 0x20 || (unsigned char)at[i] >= 0x7F) {
            return false;
        } else {
            buffer_add_char(out, at[i++]);
        }
    }
    return true;
}

void names_from_mail(const char *component, size_t size, struct buffer *out)
{
    size_t start = out->size;

    if (decode_mail(component, size, out) || out->data == NULL)
        return;
    /* Not modified UTF-7: some servers write UTF-8. */
    out->size = start;
    out->data[start] = '\0';
    charset_to_utf8(NULL, component, size, out);
}

/* --- Directories and files of calendars and cards --------------------------------------------------------------------------- */

void names_to_pim(const char *name, struct buffer *out)
{
    for (size_t i = 0; name[i] != '\0'; i++) {
        unsigned char c = (unsigned char)name[i];

        if (c < 0x20 || c == 0x7F || c == '/' || c == '%' || (c == '.' && i == 0)) {
            char escaped[8];

            snprintf(escaped, sizeof(escaped), "%%%02X", (unsigned)c);
            buffer_add_text(out, escaped);
        } else {
            buffer_add_char(out, (char)c);
        }
    }
}

void names_from_pim(const char *directory, size_t size, struct buffer *out)
{
    struct buffer plain = {0};

    for (size_t i = 0; i < size;) {
        int escaped = read_escape(directory + i, size - i, '%');

        buffer_add_char(&plain, escaped >= 0 ? (char)escaped : directory[i]);
        i += escaped >= 0 ? 3 : 1;
    }
    if (plain.failed)
        out->failed = true;
    else
        charset_to_utf8(NULL, plain.data, plain.size, out);
    buffer_free(&plain);
}

void names_stem(const char *key, size_t size, char out[NAMES_STEM_MAX + 1])
{
    size_t used = 0;

    for (size_t i = 0; i < size && used < NAMES_STEM_MAX; i++) {
        unsigned char c = (unsigned char)key[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '@' ||
                     (c == '.' && used > 0);

        out[used++] = plain ? (char)c : '-';
    }
    out[used] = '\0';
}

bool names_has_extension(const char *name, const char *extension)
{
    size_t size = strlen(name), end = strlen(extension);

    return size > end && strcasecmp(name + size - end, extension) == 0;
}
