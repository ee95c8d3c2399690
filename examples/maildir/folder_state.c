#include "folder_state.h"

#include <stdio.h>
#include <string.h>

#define FIRST_LINE "iostx-maildir folder 1 "
#define LARGE_FOLDER 512

bool folder_state_read(iostx_bytes blob, struct stamp *out)
{
    const char *text = (const char *)blob.data;
    size_t start = strlen(FIRST_LINE), size;

    *out = (struct stamp){0};
    if (blob.size < start + 2 || memcmp(text, FIRST_LINE, start) != 0 || text[start + 1] != '\n')
        return false;
    size = blob.size - start - 2;
    if (size >= sizeof(out->text))
        return false;
    memcpy(out->text, text + start + 2, size);
    out->settled = text[start] == '1';
    return true;
}

size_t folder_state_write(const struct stamp *stamp, char out[FOLDER_STATE_MAX])
{
    return (size_t)snprintf(out, FOLDER_STATE_MAX, FIRST_LINE "%d\n%s", stamp->settled, stamp->text);
}

bool folder_state_is_new(const struct stamp *old, const struct stamp *now, size_t entries)
{
    return strcmp(old->text, now->text) != 0 || (!old->settled && now->settled && entries >= LARGE_FOLDER);
}
