/* Gives the readers of state blobs bytes that a damaged store may give them, each time in memory of just that size, and what they read back
   to the writer: to be built with AddressSanitizer, which sees every access beyond. Ends with the number of blobs that were read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../folder_state.h"
#include "../hierarchy_state.h"

#define ROUNDS 100000

static const char *const sound[] = {
    "iostx-maildir folder 1 1\n1700000000.5 1700000000.6 7 1024",
    "iostx-maildir folder 1 0\n",
    "iostx-maildir hierarchy 1\n12 .Archive\n18446744073709551615 .Archive.2024\n",
    "iostx-maildir hierarchy 1\n",
};

static unsigned long long state = 1;

static size_t chance(size_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(state >> 33) % below;
}

/* One of the sound ones with some bytes changed, doubled or cut off. */
static size_t damaged(char **out)
{
    const char *from = sound[chance(sizeof(sound) / sizeof(sound[0]))];
    size_t size = strlen(from), times = 1 + (chance(8) == 0) * chance(600);

    *out = malloc(size * times + 1);
    if (*out == NULL)
        exit(2);
    for (size_t i = 0; i < times; i++)
        memcpy(*out + i * size, from, size);
    size = size * times;
    for (size_t i = chance(4); i > 0; i--)
        (*out)[chance(size)] = "\n 0\0\xff.9"[chance(8)];
    return chance(3) == 0 ? chance(size + 1) : size;
}

int main(void)
{
    size_t read = 0;

    for (size_t round = 0; round < ROUNDS; round++) {
        char *bytes, text[FOLDER_STATE_MAX];
        size_t size = damaged(&bytes);
        uint8_t *exact = malloc(size == 0 ? 1 : size);
        struct hierarchy_state folders;
        struct stamp stamp, again;

        if (exact == NULL)
            return 2;
        memcpy(exact, bytes, size);
        free(bytes);
        if (folder_state_read((iostx_bytes){exact, size}, &stamp)) {
            size_t written = folder_state_write(&stamp, text);

            read++;
            if (written >= sizeof(text) || !folder_state_read((iostx_bytes){(const uint8_t *)text, written}, &again) ||
                strcmp(again.text, stamp.text) != 0)
                return 1;
        }
        if (!hierarchy_state_read((iostx_bytes){exact, size}, &folders))
            return 2;
        for (size_t i = 0; i < folders.count; i++)
            read += strlen(folders.folders[i].path) > 0;
        hierarchy_state_free(&folders);
        free(exact);
    }
    printf("%zu\n", read);
    return 0;
}
