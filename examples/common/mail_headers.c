#include "mail_headers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "charset.h"
#include "mail_addresses.h"
#include "times.h"

/* --- Fields ------------------------------------------------------------------------------------------------------------------- */

/* One header field, unfolded, with a NUL after it. */
struct field {
    const char *name;
    size_t name_size;
    char *body;
    size_t body_size;
};

static bool is_line_end(const char *at, const char *end)
{
    return at < end && (*at == '\n' || (*at == '\r' && at + 1 < end && at[1] == '\n'));
}

static const char *after_line(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline == NULL ? end : newline + 1;
}

/* Reads the field at `*at`, which moves on to the next one. A line that is no field is passed over. false: the header ends here. */
static bool next_field(const char **at, const char *end, struct buffer *memory, struct field *out)
{
    while (*at < end && !is_line_end(*at, end)) {
        const char *start = *at, *stop = after_line(start, end), *colon = memchr(start, ':', (size_t)(stop - start)), *name_end;

        while (stop < end && (*stop == ' ' || *stop == '\t'))
            stop = after_line(stop, end);
        *at = stop;
        name_end = colon;
        while (name_end != NULL && name_end > start && (name_end[-1] == ' ' || name_end[-1] == '\t'))
            name_end--; /* Obsolete syntax: white space before the colon. */
        if (colon == NULL || name_end == start || memchr(start, ' ', (size_t)(name_end - start)) != NULL)
            continue;

        buffer_clear(memory);
        for (const char *c = colon + 1, *run = c; c < stop; run = ++c) {
            while (c < stop && *c != '\r' && *c != '\n' && *c != '\0' && *c != '\t')
                c++;
            buffer_add(memory, run, (size_t)(c - run));
            if (c < stop && *c == '\t')
                buffer_add_char(memory, ' ');
        }
        buffer_add_char(memory, ' ');
        if (memory->failed)
            return false;
        *out = (struct field){start, (size_t)(name_end - start), memory->data, memory->size};
        while (*out->body == ' ' && out->body_size > 0) {
            out->body++;
            out->body_size--;
        }
        while (out->body_size > 0 && out->body[out->body_size - 1] == ' ')
            out->body[--out->body_size] = '\0';
        return true;
    }
    return false;
}

static bool is_named(const struct field *field, const char *name)
{
    return strlen(name) == field->name_size && strncasecmp(field->name, name, field->name_size) == 0;
}

/* --- Values ------------------------------------------------------------------------------------------------------------------- */

static void set_text(struct texts *texts, const struct field *field, const char **out)
{
    if (*out == NULL && field->body_size > 0)
        *out = mail_decoded(texts, field->body, field->body_size);
}

/* Ids are kept as they are; one that a mail program folded has lost its white space. */
static void set_id(struct texts *texts, const struct field *field, bool list, const char **out)
{
    char *copy, *to;

    if (*out != NULL || field->body_size == 0 || !charset_is_utf8(field->body, field->body_size))
        return;
    copy = texts_copy(texts, field->body, field->body_size);
    if (copy == NULL)
        return;
    for (char *from = to = copy; *from != '\0'; from++) {
        if (list || *from != ' ')
            *to++ = *from;
    }
    *to = '\0';
    *out = copy;
}

/* --- Values of several kinds -------------------------------------------------------------------------------------------------- */

static void set_sender(const struct field *field, struct mail_headers *out)
{
    struct mail_addresses list = {0};

    mail_read_addresses(field->body, field->body_size, MAIL_TO, &out->texts, &list);
    if (list.count > 0) {
        out->sender_name = list.all[0].name;
        out->sender_address = list.all[0].address;
    }
    free(list.all);
}

/* --- Words that stand for numbers --------------------------------------------------------------------------------------------- */

static int find_word(const char *text, const char *const words[], const int values[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strncasecmp(text, words[i], strlen(words[i])) == 0)
            return values[i];
    }
    return -1;
}

static void set_importance(const struct field *field, struct mail_headers *out)
{
    static const char *const words[] = {"low", "non-urgent", "4", "5", "normal", "3", "high", "urgent", "1", "2"};
    static const int values[] = {0, 0, 0, 0, 1, 1, 2, 2, 2, 2};

    if (out->importance < 0)
        out->importance = find_word(field->body, words, values, sizeof(values) / sizeof(values[0]));
}

static void set_sensitivity(const struct field *field, struct mail_headers *out)
{
    static const char *const words[] = {"personal", "private", "company-confidential"};
    static const int values[] = {1, 2, 3};

    out->sensitivity = find_word(field->body, words, values, 3);
}

static void set_content_type(const struct field *field, struct mail_headers *out)
{
    static const char *const kinds[] = {"multipart/mixed", "application/", "image/", "audio/", "video/"};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        out->has_attachment = out->has_attachment || strncasecmp(field->body, kinds[i], strlen(kinds[i])) == 0;
}

/* --- The header --------------------------------------------------------------------------------------------------------------- */

static void take_field(const struct field *field, struct field *sender, struct mail_addresses *list, struct mail_headers *out)
{
    const char *semicolon;

    if (is_named(field, "Subject"))
        set_text(&out->texts, field, &out->subject);
    else if (is_named(field, "From") && out->sender_address == NULL)
        set_sender(field, out);
    else if (is_named(field, "Sender") && sender->body == NULL)
        *sender = (struct field){.body = texts_copy(&out->texts, field->body, field->body_size), .body_size = field->body_size};
    else if (is_named(field, "To"))
        mail_read_addresses(field->body, field->body_size, MAIL_TO, &out->texts, list);
    else if (is_named(field, "Cc"))
        mail_read_addresses(field->body, field->body_size, MAIL_CC, &out->texts, list);
    else if (is_named(field, "Bcc"))
        mail_read_addresses(field->body, field->body_size, MAIL_BCC, &out->texts, list);
    else if (is_named(field, "Date") && out->date == 0)
        (void)times_read_mail(field->body, &out->date);
    else if (is_named(field, "Received") && out->received == 0 && (semicolon = strrchr(field->body, ';')) != NULL)
        (void)times_read_mail(semicolon + 1, &out->received);
    else if (is_named(field, "Message-ID"))
        set_id(&out->texts, field, false, &out->message_id);
    else if (is_named(field, "In-Reply-To"))
        set_id(&out->texts, field, true, &out->in_reply_to);
    else if (is_named(field, "References"))
        set_id(&out->texts, field, true, &out->references);
    else if (is_named(field, "Importance") || is_named(field, "Priority") || is_named(field, "X-Priority"))
        set_importance(field, out);
    else if (is_named(field, "Sensitivity"))
        set_sensitivity(field, out);
    else if (is_named(field, "Content-Type"))
        set_content_type(field, out);
}

bool mail_headers_read(const void *message, size_t size, struct mail_headers *out)
{
    const char *start = message, *at = start;
    const char *end = size == 0 ? start : start + (size < MAIL_HEADER_MAX ? size : MAIL_HEADER_MAX);
    struct mail_addresses list = {0};
    struct buffer memory = {0};
    struct field field, sender = {0};

    *out = (struct mail_headers){.importance = -1, .sensitivity = -1};
    if (size >= 5 && strncmp(start, "From ", 5) == 0) /* The separator line of mailbox files. */
        at = after_line(at, end);
    while (next_field(&at, end, &memory, &field))
        take_field(&field, &sender, &list, out);
    if (is_line_end(at, end))
        at = after_line(at, end);
    out->body_offset = (size_t)(at - start);

    if (out->sender_address == NULL && sender.body != NULL)
        set_sender(&sender, out);
    out->to = mail_join_names(&out->texts, &list, MAIL_TO);
    out->cc = mail_join_names(&out->texts, &list, MAIL_CC);
    out->bcc = mail_join_names(&out->texts, &list, MAIL_BCC);
    if (list.count > 0) {
        struct mail_recipient *all = texts_alloc(&out->texts, list.count * sizeof(*all));
        if (all != NULL)
            memcpy(all, list.all, list.count * sizeof(*all));
        out->recipients = all;
        out->recipient_count = list.count;
    }
    free(list.all);
    if (memory.failed || out->texts.failed) {
        buffer_free(&memory);
        texts_free(&out->texts);
        return false;
    }
    buffer_free(&memory);
    return true;
}

void mail_headers_free(struct mail_headers *headers)
{
    texts_free(&headers->texts);
    *headers = (struct mail_headers){0};
}
