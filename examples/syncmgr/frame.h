/* Lines for a terminal: made anew each time, of which only those that changed are written, so that nothing flickers. */
#ifndef SYNCMGR_FRAME_H
#define SYNCMGR_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

enum style { STYLE_PLAIN, STYLE_TITLE, STYLE_DIM, STYLE_GOOD, STYLE_BAD, STYLE_BUSY, STYLE_CHOSEN };

struct frame_line {
    struct buffer text;
    size_t used; /* Columns. */
};

struct frame {
    size_t width, height;
    bool utf8, colours;
    /* Lines of this time and the last; `height` of them. */
    struct frame_line *lines, *shown;
    size_t at;         /* The line that is being made. */
    bool selected;     /* It has the selection: its colours are turned round. */
    size_t shown_inline;
};

/* false: no memory. Everything is written anew then. */
bool frame_resize(struct frame *frame, size_t width, size_t height);
void frame_free(struct frame *frame);

/* Begins all lines, or one of them; lines that are not begun are empty. */
void frame_begin(struct frame *frame);
void frame_line(struct frame *frame, size_t at, bool selected);

/* Adds to the line that was begun; what has no room in it is cut. */
void frame_text(struct frame *frame, enum style style, const char *text);
/* In exactly so many columns, on the left or the right side of them. */
void frame_cell(struct frame *frame, enum style style, const char *text, size_t width, bool right);
/* A bar, part of 1000; with nothing known of how far it is: moving. */
void frame_bar(struct frame *frame, unsigned part, size_t width, bool moving, unsigned tick);
size_t frame_room(const struct frame *frame);

/* Writes what changed, on the whole screen. */
bool frame_show(struct frame *frame);
/* Writes the first lines below what was written before, in the place of those that this wrote last time; above: text that is to stay,
   lines that end in CR LF. */
bool frame_show_inline(struct frame *frame, size_t lines, const char *above);

#endif
