/* Text in columns of a terminal. */
#ifndef COMMON_COLUMNS_H
#define COMMON_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/* Columns of the terminal that standard output is; 0: it is none. */
size_t terminal_width(void);

/* Columns that a UTF-8 text takes. */
size_t text_width(const char *text);

/* Adds a text without what would move the cursor, colour the terminal or turn the direction of text: control and formatting
   characters become spaces or "?". */
void add_visible(struct buffer *out, const char *text, size_t size);

/* Adds a text in exactly `width` columns, cut with an ellipsis or filled up with spaces on one side. */
void add_fitted(struct buffer *out, const char *text, size_t width, bool right);

#endif
