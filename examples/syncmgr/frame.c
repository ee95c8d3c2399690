#include "frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "terminal.h"

/* Updates between these two are shown at once by terminals that know them; others pass them over. */
#define HOLD "\033[?2026h"
#define SHOW "\033[?2026l"

static const char *const codes[] = {
    [STYLE_PLAIN] = "",    [STYLE_TITLE] = "\033[1m", [STYLE_DIM] = "\033[2m",    [STYLE_GOOD] = "\033[32m",
    [STYLE_BAD] = "\033[31m", [STYLE_BUSY] = "\033[36m",  [STYLE_CHOSEN] = "\033[7m",
};

static void free_lines(struct frame_line *lines, size_t count)
{
    for (size_t i = 0; lines != NULL && i < count; i++)
        buffer_free(&lines[i].text);
    free(lines);
}

bool frame_resize(struct frame *frame, size_t width, size_t height)
{
    free_lines(frame->lines, frame->height);
    free_lines(frame->shown, frame->height);
    frame->lines = calloc(height, sizeof(*frame->lines));
    frame->shown = calloc(height, sizeof(*frame->shown));
    frame->width = width;
    frame->height = frame->lines != NULL && frame->shown != NULL ? height : 0;
    /* Nothing that is ever shown: all lines differ from it. */
    for (size_t i = 0; i < frame->height; i++)
        buffer_add_char(&frame->shown[i].text, '\n');
    return frame->height > 0;
}

void frame_free(struct frame *frame)
{
    free_lines(frame->lines, frame->height);
    free_lines(frame->shown, frame->height);
    frame->lines = frame->shown = NULL;
    frame->height = 0;
}

void frame_begin(struct frame *frame)
{
    for (size_t i = 0; i < frame->height; i++)
        frame_line(frame, i, false);
    frame->at = frame->height;
}

void frame_line(struct frame *frame, size_t at, bool selected)
{
    frame->at = at;
    frame->selected = selected;
    if (at < frame->height) {
        buffer_clear(&frame->lines[at].text);
        frame->lines[at].used = 0;
    }
}

size_t frame_room(const struct frame *frame)
{
    size_t used = frame->at < frame->height ? frame->lines[frame->at].used : frame->width;

    return used < frame->width ? frame->width - used : 0;
}

/* Texts come from outside: no control character reaches the terminal, nor anything that it cannot show. */
static void add_shown(struct frame *frame, const char *text)
{
    struct buffer *line = &frame->lines[frame->at].text;

    if (frame->utf8) {
        buffer_add_text(line, text);
        return;
    }
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
        if (*c < 0x80)
            buffer_add_char(line, (char)*c);
        else if (*c >= 0xC0)
            buffer_add_char(line, strncmp((const char *)c, "\xE2\x80\xA6", 3) == 0 ? '~' : '?');
}

static void add(struct frame *frame, enum style style, const char *text, size_t columns)
{
    struct buffer *line = &frame->lines[frame->at].text;

    if (frame->colours && frame->selected)
        buffer_add_text(line, codes[STYLE_CHOSEN]);
    if (frame->colours && style != STYLE_PLAIN)
        buffer_add_text(line, codes[style]);
    add_shown(frame, text);
    if (frame->colours && (frame->selected || style != STYLE_PLAIN))
        buffer_add_text(line, "\033[0m");
    frame->lines[frame->at].used += columns;
}

void frame_cell(struct frame *frame, enum style style, const char *text, size_t width, bool right)
{
    struct buffer visible = {0}, fitted = {0};
    size_t room = frame_room(frame);

    width = width < room ? width : room;
    if (width == 0)
        return;
    add_visible(&visible, text, strlen(text));
    add_fitted(&fitted, visible.data == NULL ? "" : visible.data, width, right);
    if (fitted.data != NULL)
        add(frame, style, fitted.data, width);
    buffer_free(&visible);
    buffer_free(&fitted);
}

void frame_text(struct frame *frame, enum style style, const char *text)
{
    size_t width = text_width(text), room = frame_room(frame);

    frame_cell(frame, style, text, width < room ? width : room, false);
}

void frame_bar(struct frame *frame, unsigned part, size_t width, bool moving, unsigned tick)
{
    struct buffer text = {0};
    size_t room = frame_room(frame), full;

    width = width < room ? width : room;
    if (width < 3)
        return;
    full = (size_t)part * width / 1000;
    for (size_t i = 0; i < width; i++) {
        bool on = moving ? (i + width - tick % width) % width < 3 : i < full;

        buffer_add_text(&text, frame->utf8 ? on ? "\xE2\x96\x88" : "\xE2\x96\x91" : on ? "#" : "-");
    }
    if (text.data != NULL)
        add(frame, part >= 1000 ? STYLE_GOOD : STYLE_BUSY, text.data, width);
    buffer_free(&text);
}

static bool same_line(const struct frame_line *a, const struct frame_line *b)
{
    return a->text.size == b->text.size && (a->text.size == 0 || memcmp(a->text.data, b->text.data, a->text.size) == 0);
}

static void add_line(struct frame *frame, struct buffer *out, size_t at)
{
    const struct frame_line *line = &frame->lines[at];

    buffer_add(out, line->text.data, line->text.size);
    /* After the last column the cursor stays on it, and it would be erased. */
    if (line->used < frame->width)
        buffer_add_text(out, "\033[K");
}

static bool write_out(struct frame *frame, struct buffer *out)
{
    bool ok = out->failed || out->size == 0 || terminal_write(out->data, out->size);
    struct frame_line *lines = frame->lines;

    frame->lines = frame->shown;
    frame->shown = lines;
    buffer_free(out);
    return ok;
}

bool frame_show(struct frame *frame)
{
    struct buffer out = {0};
    char place[64];

    for (size_t i = 0; i < frame->height; i++) {
        if (same_line(&frame->lines[i], &frame->shown[i]))
            continue;
        snprintf(place, sizeof(place), "%s\033[%zu;1H", out.size == 0 ? HOLD : "", i + 1);
        buffer_add_text(&out, place);
        add_line(frame, &out, i);
    }
    if (out.size > 0)
        buffer_add_text(&out, SHOW);
    return write_out(frame, &out);
}

bool frame_show_inline(struct frame *frame, size_t lines, const char *above)
{
    struct buffer out = {0};
    char up[32];

    buffer_add_text(&out, HOLD "\r");
    if (frame->shown_inline > 0) {
        snprintf(up, sizeof(up), "\033[%zuA\033[J", frame->shown_inline);
        buffer_add_text(&out, up);
    }
    buffer_add_text(&out, above);
    for (size_t i = 0; i < lines && i < frame->height; i++) {
        add_line(frame, &out, i);
        buffer_add_text(&out, "\r\n");
    }
    buffer_add_text(&out, SHOW);
    frame->shown_inline = lines < frame->height ? lines : frame->height;
    return write_out(frame, &out);
}
