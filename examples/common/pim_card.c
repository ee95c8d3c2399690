#include "pim_reading.h"

#include <string.h>
#include <strings.h>

static void set_phone(struct pim_reading *in, const struct content_line *line)
{
    const char *value = strncasecmp(line->value, "tel:", 4) == 0 ? line->value + 4 : line->value;

    if (content_line_parameter_has(line, "TYPE", "fax"))
        return;
    if (content_line_parameter_has(line, "TYPE", "cell"))
        pim_set_text(in, value, &in->out->phone_mobile);
    else if (content_line_parameter_has(line, "TYPE", "home"))
        pim_set_text(in, value, &in->out->phone_home);
    else
        pim_set_text(in, value, &in->out->phone_work);
}

static void set_email(struct pim_reading *in, const struct content_line *line)
{
    if (!in->preferred_email && (content_line_parameter_has(line, "PREF", "1") || content_line_parameter_has(line, "TYPE", "pref"))) {
        in->preferred_email = true;
        in->out->email = NULL;
    }
    pim_set_text(in, line->value, &in->out->email);
}

static void take_card_line(struct pim_reading *in, const struct content_line *line)
{
    struct pim_fields *out = in->out;

    if (content_line_is(line, "UID"))
        pim_set_raw(in, line->value, &out->uid);
    else if (content_line_is(line, "FN"))
        pim_set_text(in, line->value, &out->summary);
    else if (content_line_is(line, "N") && out->surname == NULL && out->given_name == NULL) {
        out->surname = pim_keep_part(in, line->value, 0);
        out->given_name = pim_keep_part(in, line->value, 1);
    } else if (content_line_is(line, "ORG") && out->company == NULL)
        out->company = pim_keep_part(in, line->value, 0);
    else if (content_line_is(line, "TITLE"))
        pim_set_text(in, line->value, &out->title);
    else if (content_line_is(line, "EMAIL"))
        set_email(in, line);
    else if (content_line_is(line, "TEL"))
        set_phone(in, line);
    else if (content_line_is(line, "NOTE"))
        pim_set_text(in, line->value, &out->description);
    else if (content_line_is(line, "CATEGORIES"))
        pim_add_categories(in, line->value);
    else if (content_line_is(line, "REV"))
        out->modified = pim_read_time(in, line, NULL);
    else if (content_line_has(line, "KIND", "group") || content_line_has(line, "X-ADDRESSBOOKSERVER-KIND", "group"))
        out->kind = PIM_GROUP;
}

/* A card without FN goes by what it has. */
static void name_card(struct pim_fields *out)
{
    const char *given = out->given_name, *surname = out->surname;

    if (out->summary == NULL && given != NULL && surname != NULL) {
        size_t given_size = strlen(given), surname_size = strlen(surname);
        char *name = texts_alloc(&out->texts, given_size + surname_size + 2);

        if (name != NULL) {
            memcpy(name, given, given_size);
            name[given_size] = ' ';
            memcpy(name + given_size + 1, surname, surname_size);
        }
        out->summary = name;
    }
    if (out->summary == NULL)
        out->summary = given != NULL ? given : surname != NULL ? surname : out->company != NULL ? out->company : out->email;
}

void pim_read_card(struct pim_reading *in, const void *text, size_t size)
{
    struct content_lines lines = {text, (const char *)text + size, {0}};
    struct content_line line;
    size_t depth = 0;

    in->out->kind = PIM_CONTACT;
    while (content_lines_next(&lines, &line)) {
        if (content_line_is(&line, "BEGIN")) {
            in->out->object_count += ++depth == 1 && content_line_has(&line, "BEGIN", "VCARD");
        } else if (content_line_is(&line, "END")) {
            depth -= depth > 0;
        } else if (depth == 1 && in->out->object_count == 1) {
            take_card_line(in, &line);
        }
    }
    in->out->texts.failed = in->out->texts.failed || lines.memory.failed;
    buffer_free(&lines.memory);
    name_card(in->out);
}
