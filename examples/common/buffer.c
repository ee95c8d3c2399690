#include "buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool buffer_reserve(struct buffer *buffer, size_t more)
{
    size_t capacity = buffer->capacity == 0 ? 64 : buffer->capacity;

    if (buffer->failed || more > SIZE_MAX / 4 - buffer->size) {
        buffer->failed = true;
        return false;
    }
    while (capacity < buffer->size + more + 1)
        capacity *= 2;
    if (capacity != buffer->capacity) {
        char *data = realloc(buffer->data, capacity);
        if (data == NULL) {
            buffer->failed = true;
            return false;
        }
        buffer->data = data;
        buffer->capacity = capacity;
    }
    return true;
}

void buffer_add(struct buffer *buffer, const void *data, size_t size)
{
    if (!buffer_reserve(buffer, size))
        return;
    if (size > 0)
        memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_add_char(struct buffer *buffer, char c)
{
    buffer_add(buffer, &c, 1);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}

struct texts_block {
    struct texts_block *next;
    max_align_t memory[];
};

void *texts_alloc(struct texts *texts, size_t size)
{
    struct texts_block *block = NULL;

    if (size <= SIZE_MAX - sizeof(*block))
        block = calloc(1, sizeof(*block) + size);
    if (block == NULL) {
        texts->failed = true;
        return NULL;
    }
    block->next = texts->blocks;
    texts->blocks = block;
    return block->memory;
}

char *texts_copy(struct texts *texts, const char *data, size_t size)
{
    char *copy = size < SIZE_MAX ? texts_alloc(texts, size + 1) : NULL;

    if (copy != NULL && size > 0)
        memcpy(copy, data, size);
    return copy;
}

void texts_free(struct texts *texts)
{
    while (texts->blocks != NULL) {
        struct texts_block *block = texts->blocks;
        texts->blocks = block->next;
        free(block);
    }
    texts->failed = false;
}
