#include "content_lines.h"

#include <string.h>
#include <strings.h>

/* Puts the next physical lines that make one into memory, without their line ends. */
static bool unfold(struct content_lines *lines)
{
    struct buffer *memory = &lines->memory;

    if (lines->at >= lines->end)
        return false;
    buffer_clear(memory);
    for (;;) {
        const char *newline = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
        const char *stop = newline == NULL ? lines->end : newline;
        const char *next = newline == NULL ? lines->end : newline + 1;
        size_t size;

        if (stop > lines->at && stop[-1] == '\r')
            stop--;
        size = (size_t)(stop - lines->at);
        if (memory->size < CONTENT_LINE_MAX)
            buffer_add(memory, lines->at, size < CONTENT_LINE_MAX - memory->size ? size : CONTENT_LINE_MAX - memory->size);
        lines->at = next;
        if (next >= lines->end || (*next != ' ' && *next != '\t'))
            break;
        lines->at++;
    }
    for (size_t i = 0; i < memory->size; i++) { /* A NUL would end the texts below. */
        if (memory->data[i] == '\0')
            memory->data[i] = ' ';
    }
    return !memory->failed;
}

/* Cuts a line in its parts. */
static bool cut(char *text, struct content_line *out)
{
    static char none[] = "";
    char *dot, *at = text + strcspn(text, ";:\"");
    bool quoted = false;

    if (at == text || *at == '\0' || *at == '"')
        return false;
    out->name = text;
    out->parameters = none;
    if (*at == ';') {
        out->parameters = at;
        for (; *at != '\0' && (*at != ':' || quoted); at++)
            quoted = quoted != (*at == '"');
        if (*at == '\0')
            return false;
    }
    /* The parameters keep their semicolon, so that the name is cut by its length. */
    *at = '\0';
    out->value = at + 1;
    dot = memchr(text, '.', strcspn(text, ";"));
    if (dot != NULL)
        out->name = dot + 1;
    return true;
}

bool content_lines_next(struct content_lines *lines, struct content_line *out)
{
    while (unfold(lines)) {
        if (lines->memory.data != NULL && cut(lines->memory.data, out))
            return true;
    }
    return false;
}

bool content_line_is(const struct content_line *line, const char *name)
{
    size_t size = strlen(name);

    return strncasecmp(line->name, name, size) == 0 && (line->name[size] == '\0' || line->name[size] == ';');
}

bool content_line_has(const struct content_line *line, const char *name, const char *value)
{
    size_t size = strlen(value);

    if (!content_line_is(line, name) || strncasecmp(line->value, value, size) != 0)
        return false;
    return line->value[size + strspn(line->value + size, " \t")] == '\0';
}

/* The values of the next parameter: *at is behind its semicolon or behind the last one. Returns its name. */
static const char *next_parameter(const char **at, size_t *name_size, const char **value, size_t *value_size)
{
    const char *name = *at;
    bool quoted = false;

    if (*name != ';')
        return NULL;
    name++;
    *name_size = strcspn(name, "=;");
    *value = name + *name_size + (name[*name_size] == '=');
    for (*at = *value; **at != '\0' && (**at != ';' || quoted); (*at)++)
        quoted = quoted != (**at == '"');
    *value_size = (size_t)(*at - *value);
    return name;
}

/* One value out of "a,b" or "\"a,b\",c": where it ends. */
static size_t value_length(const char *value, size_t size)
{
    bool quoted = false;
    size_t i;

    for (i = 0; i < size && (value[i] != ',' || quoted); i++)
        quoted = quoted != (value[i] == '"');
    return i;
}

static void unquote(const char **value, size_t *size)
{
    if (*size >= 2 && (*value)[0] == '"' && (*value)[*size - 1] == '"') {
        (*value)++;
        *size -= 2;
    }
}

bool content_line_parameter(const struct content_line *line, const char *wanted, struct buffer *out)
{
    const char *at = line->parameters, *name, *value;
    size_t name_size, value_size;

    while ((name = next_parameter(&at, &name_size, &value, &value_size)) != NULL) {
        if (name_size != strlen(wanted) || strncasecmp(name, wanted, name_size) != 0)
            continue;
        value_size = value_length(value, value_size);
        unquote(&value, &value_size);
        buffer_add(out, value, value_size);
        return true;
    }
    return false;
}

bool content_line_parameter_has(const struct content_line *line, const char *wanted, const char *text)
{
    const char *at = line->parameters, *name, *value;
    size_t name_size, value_size;

    while ((name = next_parameter(&at, &name_size, &value, &value_size)) != NULL) {
        if (name_size != strlen(wanted) || strncasecmp(name, wanted, name_size) != 0)
            continue;
        unquote(&value, &value_size); /* vCard 4 quotes whole lists: TYPE="voice,cell". */
        while (value_size > 0) {
            size_t length = value_length(value, value_size);
            const char *one = value;
            size_t one_size = length;

            unquote(&one, &one_size);
            if (one_size == strlen(text) && strncasecmp(one, text, one_size) == 0)
                return true;
            length += length < value_size; /* The comma. */
            value += length;
            value_size -= length;
        }
    }
    return false;
}

const char *content_value_part(const char *value, char separator, struct buffer *out)
{
    for (; *value != '\0' && (*value != separator || separator == '\0'); value++) {
        if (*value != '\\' || value[1] == '\0') {
            buffer_add_char(out, *value);
            continue;
        }
        value++;
        if (*value == 'n' || *value == 'N')
            buffer_add_char(out, '\n');
        else if (*value == ',' || *value == ';' || *value == '\\' || *value == ':')
            buffer_add_char(out, *value);
        else { /* Not an escape: both characters stand for themselves. */
            buffer_add_char(out, '\\');
            buffer_add_char(out, *value);
        }
    }
    return *value == '\0' ? NULL : value + 1;
}
