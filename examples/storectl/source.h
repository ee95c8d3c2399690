/* Native texts that come from a file or from standard input, and items that are made of them. */
#ifndef STORECTL_SOURCE_H
#define STORECTL_SOURCE_H

#include <iostx.h>
#include <stdbool.h>
#include <stdio.h>

#include "buffer.h"
#include "item_text.h"
#include "storectl.h"

/* A text of which the beginning was read: all of it, unless it is a long message, whose rest is copied in chunks. */
struct source {
    const char *name;
    enum item_text_kind kind;
    struct buffer head;
    FILE *rest; /* NULL: there is no more. */
};

/* Opens a file, "-" for standard input, and reads its beginning. */
int source_open(const struct shell *shell, const char *name, struct source *out);
void source_close(struct source *source);

/* Puts the text into a message: its content, and what it says of the item: properties, match key, recipients. What an earlier text
   said and this one does not is deleted. Nothing is saved. */
int source_apply(struct shell *shell, struct source *source, const struct item_tags *tags, const char *container_class,
                 iostx_message *message);

/* Cuts a file of many calendar objects or cards into texts of one each, and gives them to a function, in their order, until it answers
   something other than DONE, which is returned. */
int source_split(struct shell *shell, const struct source *source, int (*each)(void *context, struct source *one), void *context);

#endif
