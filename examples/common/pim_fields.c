#include "pim_fields.h"

#include <ctype.h>
#include <string.h>

#include "charset.h"
#include "pim_reading.h"
#include "times.h"

const char *pim_keep(struct pim_reading *in)
{
    struct buffer utf8 = {0};
    const char *copy = NULL;

    charset_to_utf8(NULL, in->part.data, in->part.size, &utf8);
    while (utf8.size > 0 && isspace((unsigned char)utf8.data[utf8.size - 1]))
        utf8.size--;
    if (utf8.size > 0)
        copy = texts_copy(&in->out->texts, utf8.data, utf8.size);
    in->out->texts.failed = in->out->texts.failed || utf8.failed || in->part.failed;
    buffer_free(&utf8);
    return copy;
}

const char *pim_keep_part(struct pim_reading *in, const char *value, size_t index)
{
    do {
        buffer_clear(&in->part);
        if (value == NULL)
            return NULL;
        value = content_value_part(value, ';', &in->part);
    } while (index-- > 0);
    return pim_keep(in);
}

void pim_set_text(struct pim_reading *in, const char *value, const char **out)
{
    if (*out != NULL)
        return;
    buffer_clear(&in->part);
    (void)content_value_part(value, '\0', &in->part);
    *out = pim_keep(in);
}

void pim_set_raw(struct pim_reading *in, const char *value, const char **out)
{
    if (*out != NULL || !charset_is_utf8(value, strlen(value)))
        return;
    buffer_clear(&in->part);
    buffer_add_text(&in->part, value);
    *out = pim_keep(in);
}

void pim_add_categories(struct pim_reading *in, const char *value)
{
    struct pim_fields *out = in->out;

    while (value != NULL) {
        const char **all = texts_alloc(&out->texts, (out->category_count + 1) * sizeof(*all));
        const char *category;

        buffer_clear(&in->part);
        value = content_value_part(value, ',', &in->part);
        category = pim_keep(in);
        if (all == NULL || category == NULL || out->category_count >= 100)
            continue;
        if (out->category_count > 0)
            memcpy(all, out->categories, out->category_count * sizeof(*all));
        all[out->category_count++] = category;
        out->categories = all;
    }
}

uint64_t pim_read_time(struct pim_reading *in, const struct content_line *line, bool *date_only)
{
    size_t size = strcspn(line->value, ",/ ");
    struct iso_form form;
    uint64_t time;

    if (!times_read_iso(line->value, size, &time, &form))
        return 0;
    if (date_only != NULL)
        *date_only = form.date_only;
    if (!form.zoned && !form.date_only) {
        buffer_clear(&in->part);
        if (content_line_parameter(line, "TZID", &in->part) && in->part.data != NULL)
            (void)pim_zones_to_utc(&in->zones, in->part.data, time, &time);
    }
    return time;
}

bool pim_fields_read(const void *text, size_t size, struct pim_fields *out)
{
    struct pim_reading in = {.out = out};
    struct content_lines lines = {text, text == NULL ? NULL : (const char *)text + size, {0}};
    struct content_line line;
    bool any;

    *out = (struct pim_fields){.importance = -1, .sensitivity = -1, .percent = -1};
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) /* A byte order mark. */
        lines.at += 3;
    text = lines.at;
    any = content_lines_next(&lines, &line);
    size = text == NULL ? 0 : (size_t)(lines.end - (const char *)text);
    if (any && content_line_has(&line, "BEGIN", "VCALENDAR"))
        pim_read_calendar(&in, text, size);
    else if (any && content_line_has(&line, "BEGIN", "VCARD"))
        pim_read_card(&in, text, size);
    out->texts.failed = out->texts.failed || lines.memory.failed;
    buffer_free(&lines.memory);
    buffer_free(&in.part);
    if (out->texts.failed) {
        texts_free(&out->texts);
        return false;
    }
    return true;
}

void pim_fields_free(struct pim_fields *fields)
{
    texts_free(&fields->texts);
    *fields = (struct pim_fields){0};
}
