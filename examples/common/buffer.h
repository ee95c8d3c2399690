/* Memory for parsers: a buffer that grows, and texts that live and go together. */
#ifndef EXAMPLES_COMMON_BUFFER_H
#define EXAMPLES_COMMON_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that grow. Start it as {0}. When memory ran out, `failed` stays set and further calls do nothing: it is asked once, at the
   end. `data` is always followed by a NUL that `size` does not count; NULL as long as nothing was added. */
struct buffer {
    char *data;
    size_t size;
    size_t capacity;
    bool failed;
};

void buffer_add(struct buffer *buffer, const void *data, size_t size);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_char(struct buffer *buffer, char c);
/* Forgets the content and keeps the memory. */
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

/* Texts that are freed together. Start it as {0}. When memory ran out, `failed` stays set. */
struct texts {
    struct texts_block *blocks;
    bool failed;
};

/* Zeroed memory for anything, aligned for anything; NULL when memory ran out. */
void *texts_alloc(struct texts *texts, size_t size);
/* A copy of `size` bytes with a NUL after it; NULL when memory ran out. */
char *texts_copy(struct texts *texts, const char *data, size_t size);
void texts_free(struct texts *texts);

#endif
