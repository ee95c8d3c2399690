#include "hierarchy_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "iostx-maildir hierarchy 1\n"

/* A line "INODE PATH". */
static void read_line(const char *line, size_t size, struct hierarchy_state *out)
{
    uint64_t inode = 0;
    size_t i = 0;

    while (i < size && i < 20 && line[i] >= '0' && line[i] <= '9')
        inode = inode * 10 + (uint64_t)(line[i++] - '0');
    if (i == 0 || i + 1 >= size || line[i] != ' ')
        return;
    out->folders[out->count] = (struct known_folder){inode, texts_copy(&out->texts, line + i + 1, size - i - 1)};
    if (out->folders[out->count].path != NULL)
        out->count++;
}

bool hierarchy_state_read(iostx_bytes blob, struct hierarchy_state *out)
{
    const char *text = (const char *)blob.data;
    size_t lines = 0, start = strlen(FIRST_LINE);

    *out = (struct hierarchy_state){0};
    if (blob.size < start || memcmp(text, FIRST_LINE, start) != 0)
        return true;
    for (size_t i = start; i < blob.size; i++)
        lines += text[i] == '\n';
    out->folders = calloc(lines + 1, sizeof(*out->folders));
    for (size_t i = start; out->folders != NULL && i < blob.size;) {
        const char *end = memchr(text + i, '\n', blob.size - i);

        if (end == NULL)
            break;
        read_line(text + i, (size_t)(end - text) - i, out);
        i = (size_t)(end - text) + 1;
    }
    if (out->folders != NULL && !out->texts.failed)
        return true;
    hierarchy_state_free(out);
    return false;
}

void hierarchy_state_write(const struct server_folders *folders, struct buffer *out)
{
    buffer_add_text(out, FIRST_LINE);
    for (size_t i = 0; i < folders->count; i++) {
        char number[32];

        /* A name with a line break in it is not written: such a folder is not recognized when it is renamed, no more. */
        if (strchr(folders->items[i].path, '\n') != NULL)
            continue;
        snprintf(number, sizeof(number), "%" PRIu64 " ", folders->items[i].inode);
        buffer_add_text(out, number);
        buffer_add_text(out, folders->items[i].path);
        buffer_add_char(out, '\n');
    }
}

void hierarchy_state_free(struct hierarchy_state *state)
{
    free(state->folders);
    texts_free(&state->texts);
    *state = (struct hierarchy_state){0};
}
