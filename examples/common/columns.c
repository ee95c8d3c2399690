#include "columns.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "charset.h"

size_t terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    long width = columns == NULL ? 0 : strtol(columns, NULL, 10);

    if (!isatty(STDOUT_FILENO))
        return 0;
#ifdef TIOCGWINSZ
    struct winsize size;
    if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
#endif
    return width >= 20 ? (size_t)width : 80;
}

struct range {
    uint32_t first, last;
};

/* Characters that take no column: combining marks, joiners, variation selectors (UAX 11, general categories Mn and Cf). */
static const struct range narrow[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
};

/* Characters that take two: East Asian wide and full-width ones, and pictures (UAX 11). */
static const struct range wide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F}, {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD},
};

/* Formatting characters: they turn the direction of what follows, or separate lines. */
static const struct range formatting[] = {
    {0x0080, 0x009F}, {0x061C, 0x061C}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF},
};

static bool is_in(const struct range *ranges, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    }
    return false;
}

#define IS_IN(ranges, character) is_in(ranges, sizeof(ranges) / sizeof(ranges[0]), character)

/* The character at the beginning of a text that is UTF-8. */
static uint32_t character_at(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;

    switch (length) {
    case 1:
        return s[0];
    case 2:
        return (uint32_t)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
    case 3:
        return (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
    default:
        return (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 | (uint32_t)(s[2] & 0x3F) << 6 | (s[3] & 0x3F);
    }
}

static size_t character_width(uint32_t character)
{
    return character < 0x300 ? 1 : IS_IN(narrow, character) ? 0 : IS_IN(wide, character) ? 2 : 1;
}

size_t text_width(const char *text)
{
    size_t size = strlen(text), width = 0;

    while (size > 0) {
        size_t length = charset_utf8_char(text, size);

        length = length == 0 ? 1 : length;
        width += character_width(character_at(text, length));
        text += length;
        size -= length;
    }
    return width;
}

void add_visible(struct buffer *out, const char *text, size_t size)
{
    while (size > 0) {
        size_t length = charset_utf8_char(text, size);
        uint32_t character = length == 0 ? 0xFFFD : character_at(text, length);

        length = length == 0 ? 1 : length;
        if (character == '\t' || character == '\n' || character == '\r')
            buffer_add_char(out, ' ');
        else if (character < 0x20 || character == 0x7F || character == 0xFFFD || IS_IN(formatting, character))
            buffer_add_char(out, '?');
        else
            buffer_add(out, text, length);
        text += length;
        size -= length;
    }
}

static void add_spaces(struct buffer *out, size_t count)
{
    while (count-- > 0)
        buffer_add_char(out, ' ');
}

void add_fitted(struct buffer *out, const char *text, size_t width, bool right)
{
    size_t whole = text_width(text), used = 0, size = strlen(text), room;

    if (whole <= width) {
        add_spaces(out, right ? width - whole : 0);
        buffer_add_text(out, text);
        add_spaces(out, right ? 0 : width - whole);
        return;
    }
    room = width > 0 ? width - 1 : 0; /* The ellipsis takes one. */
    while (size > 0) {
        size_t length = charset_utf8_char(text, size);
        size_t columns;

        length = length == 0 ? 1 : length;
        columns = character_width(character_at(text, length));
        if (used + columns > room)
            break;
        buffer_add(out, text, length);
        used += columns;
        text += length;
        size -= length;
    }
    buffer_add_text(out, width > 0 ? "\xE2\x80\xA6" : "");
    add_spaces(out, room - used);
}
