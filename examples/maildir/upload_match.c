#include "upload_match.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "maildir.h"
#include "row.h"

/* No event, task or card is so large; a longer file is not looked into for its UID. */
#define TEXT_MAX ((size_t)64 * 1024 * 1024)

static int by_size(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;

    return left->size != right->size ? (left->size > right->size) - (left->size < right->size)
                                     : (left->entry > right->entry) - (left->entry < right->entry);
}

/* Marks the entries that the store has an item for. */
static bool mark_bound(struct upload *upload)
{
    iostx_folder *folder = NULL;
    iostx_cursor *cursor = NULL;
    struct row row;
    int32_t result = iostx_store_open_folder(upload->agent->store, &upload->feid, &folder);

    if (result >= 0)
        result = iostx_folder_walk_remote(folder, &cursor);
    while (result >= 0 && row_next(cursor, &row, &result)) {
        struct entry *entry = folder_find(&upload->folder, row_bytes(&row, IOSTX_PR_REMOTE_ID));

        if (entry != NULL)
            entry->bound = true;
    }
    iostx_cursor_free(cursor);
    iostx_folder_free(folder);
    return result >= 0;
}

/* Collects them, once for a table. */
static bool collect(struct upload *upload)
{
    struct folder *folder = &upload->folder;

    if (upload->candidates != NULL)
        return true;
    if ((!folder->listed && !folder_list(folder)) || !mark_bound(upload))
        return false;
    upload->candidates = calloc(folder->count + 1, sizeof(*upload->candidates));
    for (size_t i = 0; upload->candidates != NULL && i < folder->count; i++) {
        struct candidate *candidate = &upload->candidates[upload->candidate_count];
        struct entry *entry = &folder->entries[i];
        struct stat st;

        if (entry->bound || entry->gone)
            continue;
        if (entry->size < 0 && fstatat(folder_part(folder, entry), entry->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
            entry->size = st.st_size;
        *candidate = (struct candidate){.entry = entry, .size = entry->size, .token = maildir_token_of_name(entry->name)};
        upload->candidate_count++;
    }
    if (upload->candidate_count > 0)
        qsort(upload->candidates, upload->candidate_count, sizeof(*upload->candidates), by_size);
    return upload->candidates != NULL;
}

static bool is_free(const struct candidate *candidate)
{
    return !candidate->entry->bound && !candidate->entry->gone;
}

struct candidate *match_token(struct upload *upload, uint64_t token, const struct candidate *last)
{
    if (!collect(upload))
        return NULL;
    for (size_t i = last == NULL ? 0 : (size_t)(last - upload->candidates) + 1; i < upload->candidate_count; i++)
        if (upload->candidates[i].token == token && is_free(&upload->candidates[i]))
            return &upload->candidates[i];
    return NULL;
}

struct candidate *match_size(struct upload *upload, uint64_t size, const struct candidate *last)
{
    size_t low = 0, high, middle;

    if (!collect(upload))
        return NULL;
    high = upload->candidate_count;
    while (last == NULL && low < high) {
        middle = low + (high - low) / 2;
        if (upload->candidates[middle].size < (int64_t)size)
            low = middle + 1;
        else
            high = middle;
    }
    for (low = last == NULL ? low : (size_t)(last - upload->candidates) + 1; low < upload->candidate_count; low++) {
        if (upload->candidates[low].size != (int64_t)size)
            return NULL;
        if (is_free(&upload->candidates[low]))
            return &upload->candidates[low];
    }
    return NULL;
}

static void read_key(struct upload *upload, struct candidate *candidate)
{
    struct buffer text = {0};
    struct item_text item;
    struct stat st;
    int fd = folder_open_entry(&upload->folder, candidate->entry, &st);

    candidate->key = "";
    if (fd < 0)
        return;
    if (files_read(fd, TEXT_MAX, &text) && text.size > 0 &&
        item_text_read(&upload->agent->tags, item_text_guess(text.data, text.size), NULL, text.data, text.size, &item)) {
        const char *key = texts_copy(&upload->key_texts, (const char *)item.match_key.data, item.match_key.size);

        candidate->key = key == NULL ? "" : key;
        item_text_free(&item);
    }
    candidate->key_digest = files_digest(FILES_DIGEST_START, candidate->key, strlen(candidate->key));
    close(fd);
    buffer_free(&text);
}

struct candidate *match_key(struct upload *upload, iostx_bytes key)
{
    uint64_t digest = files_digest(FILES_DIGEST_START, key.data, key.size);

    if (key.size == 0 || !collect(upload))
        return NULL;
    for (size_t i = 0; i < upload->candidate_count; i++) {
        struct candidate *candidate = &upload->candidates[i];

        if (candidate->key == NULL)
            read_key(upload, candidate);
        if (candidate->key_digest == digest && is_free(candidate) && strlen(candidate->key) == key.size &&
            memcmp(candidate->key, key.data, key.size) == 0)
            return candidate;
    }
    return NULL;
}

void match_taken(struct candidate *candidate)
{
    candidate->entry->bound = true;
}

void match_free(struct upload *upload)
{
    free(upload->candidates);
    texts_free(&upload->key_texts);
}
