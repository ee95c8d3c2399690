#include "mail_addresses.h"

#include <stdlib.h>
#include <string.h>

#include "charset.h"

/* Makes one line of a decoded text: no control characters, no space at the ends. */
static const char *one_line(struct texts *texts, struct buffer *text)
{
    char *line = texts_copy(texts, text->data, text->size);
    size_t size = text->size;

    if (line == NULL)
        return NULL;
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
            line[i] = ' ';
    }
    while (size > 0 && line[size - 1] == ' ')
        line[--size] = '\0';
    while (*line == ' ')
        line++;
    return line;
}

const char *mail_decoded(struct texts *texts, const char *text, size_t size)
{
    struct buffer buffer = {0};
    const char *line;

    charset_decode_words(text, size, &buffer);
    line = one_line(texts, &buffer);
    texts->failed = texts->failed || buffer.failed;
    buffer_free(&buffer);
    return line;
}

/* Collects the parts of one mailbox while its list is read. */
struct mailbox {
    struct buffer phrase;  /* What stands before the angle brackets, or the whole. */
    struct buffer address; /* What stands within. */
    struct buffer comment;
    bool has_address;
};

static void add_recipient(struct mail_addresses *list, struct texts *texts, enum mail_recipient_kind kind, struct mailbox *box)
{
    struct buffer *named = box->has_address ? &box->phrase : &box->comment;
    struct buffer *address = box->has_address ? &box->address : &box->phrase;
    struct mail_recipient recipient = {kind, "", ""};

    if (named->size > 0)
        recipient.name = mail_decoded(texts, named->data, named->size);
    if (address->size > 0)
        recipient.address = mail_decoded(texts, address->data, address->size);
    texts->failed = texts->failed || box->phrase.failed || box->address.failed || box->comment.failed;
    buffer_clear(&box->phrase);
    buffer_clear(&box->address);
    buffer_clear(&box->comment);
    box->has_address = false;
    if (texts->failed || recipient.name == NULL || recipient.address == NULL)
        return;
    if (*recipient.name == '\0')
        recipient.name = recipient.address;
    if (*recipient.name == '\0' || list->count == MAIL_RECIPIENTS_MAX)
        return;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        struct mail_recipient *all = realloc(list->all, capacity * sizeof(*all));
        if (all == NULL) {
            texts->failed = true;
            return;
        }
        list->all = all;
        list->capacity = capacity;
    }
    list->all[list->count++] = recipient;
}

/* Adds a quoted string without its quotes. Returns the index of its closing quote. */
static size_t add_quoted(const char *text, size_t size, size_t at, struct buffer *out)
{
    for (at++; at < size && text[at] != '"'; at++) {
        if (text[at] == '\\' && at + 1 < size)
            at++;
        buffer_add_char(out, text[at]);
    }
    return at;
}

/* Adds a comment, whose parentheses nest. Returns the index of the one that closes it. */
static size_t add_comment(const char *text, size_t size, size_t at, struct buffer *out)
{
    int depth = 1;

    for (at++; at < size; at++) {
        if (text[at] == '\\' && at + 1 < size)
            at++;
        else if (text[at] == '(')
            depth++;
        else if (text[at] == ')' && --depth == 0)
            break;
        buffer_add_char(out, text[at]);
    }
    return at;
}

/* Whether an obsolete route has begun, which goes on until a colon: <@a.example.org,@b.example.org:user@c.example.org> */
static bool in_route(const struct mailbox *box, const struct buffer *part)
{
    return part == &box->address && part->size > 0 && part->data[0] == '@';
}

void mail_read_addresses(const char *text, size_t size, enum mail_recipient_kind kind, struct texts *texts, struct mail_addresses *list)
{
    struct mailbox box = {0};
    struct buffer *part = &box.phrase;

    for (size_t i = 0; i < size; i++) {
        switch (text[i]) {
        case '"':
            i = add_quoted(text, size, i, part);
            break;
        case '(':
            i = add_comment(text, size, i, &box.comment);
            break;
        case '<':
            part = &box.address;
            box.has_address = true;
            break;
        case '>':
            part = &box.phrase;
            break;
        case ':': /* After the name of a group, and after a route. */
            if (part == &box.phrase || in_route(&box, part))
                buffer_clear(part);
            else
                buffer_add_char(part, ':');
            break;
        case ',':
        case ';':
            if (in_route(&box, part))
                break;
            add_recipient(list, texts, kind, &box);
            part = &box.phrase;
            break;
        default:
            buffer_add_char(part, text[i]);
        }
    }
    add_recipient(list, texts, kind, &box);
    buffer_free(&box.phrase);
    buffer_free(&box.address);
    buffer_free(&box.comment);
}

const char *mail_join_names(struct texts *texts, const struct mail_addresses *list, enum mail_recipient_kind kind)
{
    struct buffer buffer = {0};
    const char *joined = NULL;

    for (size_t i = 0; i < list->count; i++) {
        if (list->all[i].kind != kind)
            continue;
        if (buffer.size > 0)
            buffer_add_text(&buffer, "; ");
        buffer_add_text(&buffer, list->all[i].name);
    }
    if (buffer.size > 0)
        joined = texts_copy(texts, buffer.data, buffer.size);
    texts->failed = texts->failed || buffer.failed;
    buffer_free(&buffer);
    return joined;
}
