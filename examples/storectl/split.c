/* Files of many calendar objects or cards. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "source.h"

/* A part of the text, by its lines. */
struct span {
    const char *at;
    size_t size;
};

/* A component of a calendar: a zone, or something with a UID. */
struct part {
    struct span text;
    struct span uid;
    bool is_zone;
    bool done;
};

struct parts {
    struct part *all;
    size_t count;
    struct buffer frame; /* The lines of the calendar itself, its END left out. */
    struct span end;
    bool failed;
};

static struct span next_line(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));

    return (struct span){at, newline == NULL ? (size_t)(end - at) : (size_t)(newline + 1 - at)};
}

/* Whether a line, without its end, is this, without case. */
static bool line_is(struct span line, const char *text)
{
    size_t size = line.size;

    while (size > 0 && strchr("\r\n \t", line.at[size - 1]) != NULL)
        size--;
    return size == strlen(text) && strncasecmp(line.at, text, size) == 0;
}

static bool line_starts(struct span line, const char *text)
{
    return line.size >= strlen(text) && strncasecmp(line.at, text, strlen(text)) == 0;
}

static struct part *add_part(struct parts *parts, const char *at)
{
    if (parts->count % 64 == 0) {
        struct part *all = realloc(parts->all, (parts->count + 64) * sizeof(*all));
        if (all == NULL) {
            parts->failed = true;
            return NULL;
        }
        parts->all = all;
    }
    parts->all[parts->count] = (struct part){.text = {at, 0}};
    return &parts->all[parts->count++];
}

/* Takes a calendar apart. Returns where it ends; another may follow. */
static const char *read_parts(const char *at, const char *end, struct parts *parts)
{
    struct part *part = NULL;
    size_t depth = 0;

    while (at < end && !parts->failed) {
        struct span line = next_line(at, end);

        if (line_starts(line, "BEGIN:") && ++depth == 2) {
            if ((part = add_part(parts, at)) != NULL)
                part->is_zone = line_is(line, "BEGIN:VTIMEZONE");
        }
        if (depth <= 1 && line_starts(line, "END:"))
            parts->end = line;
        else if (depth <= 1)
            buffer_add(&parts->frame, line.at, line.size);
        else if (depth == 2 && part != NULL && (line_starts(line, "UID:") || line_starts(line, "UID;")))
            part->uid = line;
        at += line.size;
        if (line_starts(line, "END:") && depth > 0) {
            if (depth == 2 && part != NULL)
                part->text.size = (size_t)(at - part->text.at);
            if (--depth == 0)
                break;
        }
    }
    parts->failed = parts->failed || parts->frame.failed;
    return at;
}

static bool same_uid(const struct part *a, const struct part *b)
{
    return a->uid.size > 0 && a->uid.size == b->uid.size && memcmp(a->uid.at, b->uid.at, a->uid.size) == 0;
}

/* One object: the frame, all zones, and the components with one UID. */
static bool build_object(struct parts *parts, size_t first, struct buffer *out)
{
    buffer_clear(out);
    buffer_add(out, parts->frame.data, parts->frame.size);
    for (size_t i = 0; i < parts->count; i++) {
        struct part *part = &parts->all[i];
        bool wanted = i == first || (!part->is_zone && i > first && same_uid(part, &parts->all[first]));
        if (part->is_zone || wanted)
            buffer_add(out, part->text.at, part->text.size);
        part->done = part->done || wanted;
    }
    buffer_add(out, parts->end.at, parts->end.size);
    return !out->failed;
}

/* Gives out the objects of one calendar. */
static int give_objects(struct parts *parts, struct source *one, int (*each)(void *, struct source *), void *context)
{
    int status = DONE;

    for (size_t i = 0; i < parts->count && !parts->failed && status == DONE; i++) {
        if (parts->all[i].is_zone || parts->all[i].done || parts->all[i].text.size == 0)
            continue;
        if (build_object(parts, i, &one->head))
            status = each(context, one);
        else
            parts->failed = true;
    }
    return status;
}

static int split_calendars(struct shell *shell, const struct source *source, int (*each)(void *, struct source *), void *context)
{
    struct source one = {.name = source->name, .kind = source->kind};
    const char *at = source->head.data, *end = at + source->head.size;
    int status = DONE;

    while (at < end && status == DONE) {
        struct parts parts = {0};

        at = read_parts(at, end, &parts);
        status = give_objects(&parts, &one, each, context);
        if (parts.failed)
            status = fail(shell, "out of memory");
        buffer_free(&parts.frame);
        free(parts.all);
    }
    buffer_free(&one.head);
    return status;
}

static int split_cards(struct shell *shell, const struct source *source, int (*each)(void *, struct source *), void *context)
{
    struct source one = {.name = source->name, .kind = source->kind};
    const char *at = source->head.data, *end = at + source->head.size;
    size_t depth = 0;
    int status = DONE;

    while (at < end && status == DONE && !one.head.failed) {
        struct span line = next_line(at, end);

        depth += line_starts(line, "BEGIN:");
        if (depth > 0)
            buffer_add(&one.head, line.at, line.size);
        at += line.size;
        if (line_starts(line, "END:") && depth > 0 && --depth == 0 && !one.head.failed) {
            status = each(context, &one);
            buffer_clear(&one.head);
        }
    }
    if (one.head.failed)
        status = fail(shell, "out of memory");
    buffer_free(&one.head);
    return status;
}

int source_split(struct shell *shell, const struct source *source, int (*each)(void *, struct source *), void *context)
{
    if (source->kind == ITEM_TEXT_CARD)
        return split_cards(shell, source, each, context);
    return split_calendars(shell, source, each, context);
}
