#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "charset.h"

static void value_begins(struct json *json)
{
    if (json->comma)
        buffer_add_text(json->out, ", ");
    json->comma = true;
}

void json_begin(struct json *json, char bracket)
{
    value_begins(json);
    buffer_add_char(json->out, bracket);
    json->comma = false;
}

void json_end(struct json *json, char bracket)
{
    buffer_add_char(json->out, bracket);
    json->comma = true;
}

void json_key(struct json *json, const char *key)
{
    json_text(json, key, strlen(key));
    buffer_add_text(json->out, ": ");
    json->comma = false;
}

static void add_escaped(struct buffer *out, char c)
{
    static const char letters[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
    const char *letter = c == '\0' ? NULL : strchr(letters, c);
    char text[8];

    if (letter != NULL)
        snprintf(text, sizeof(text), "\\%c", names[letter - letters]);
    else
        snprintf(text, sizeof(text), "\\u%04x", (unsigned)(unsigned char)c);
    buffer_add_text(out, text);
}

void json_text(struct json *json, const char *text, size_t size)
{
    value_begins(json);
    buffer_add_char(json->out, '"');
    while (size > 0) {
        size_t length = charset_utf8_char(text, size);

        if (length == 0)
            buffer_add_text(json->out, "\xEF\xBF\xBD");
        else if (length == 1 && ((unsigned char)*text < 0x20 || *text == 0x7F || *text == '"' || *text == '\\'))
            add_escaped(json->out, *text);
        else
            buffer_add(json->out, text, length);
        length = length == 0 ? 1 : length;
        text += length;
        size -= length;
    }
    buffer_add_char(json->out, '"');
}

void json_number(struct json *json, int64_t number)
{
    char text[32];

    value_begins(json);
    snprintf(text, sizeof(text), "%" PRId64, number);
    buffer_add_text(json->out, text);
}

void json_unsigned(struct json *json, uint64_t number)
{
    char text[32];

    value_begins(json);
    snprintf(text, sizeof(text), "%" PRIu64, number);
    buffer_add_text(json->out, text);
}

void json_double(struct json *json, double number)
{
    char text[40];

    value_begins(json);
    snprintf(text, sizeof(text), isfinite(number) ? "%.17g" : "null", number);
    buffer_add_text(json->out, text);
}

void json_bool(struct json *json, bool value)
{
    value_begins(json);
    buffer_add_text(json->out, value ? "true" : "false");
}

void json_key_text(struct json *json, const char *key, const char *text)
{
    json_key(json, key);
    json_text(json, text, strlen(text));
}
