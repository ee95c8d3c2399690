#include "store_folders.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "row.h"

static const uint32_t columns[] = {IOSTX_PR_ENTRYID,      IOSTX_PR_DISPLAY_NAME,   IOSTX_PR_DEPTH,        IOSTX_PR_REMOTE_ID,
                                   IOSTX_PR_REMOTE_VERSION, IOSTX_PR_SPECIAL_FOLDER, IOSTX_PR_CONTENT_COUNT};

/* The path of the last folder of this depth before the end of the list, where its child belongs. */
static const char *path_above(const struct store_folders *folders, uint32_t depth)
{
    for (size_t i = folders->count; i > 0; i--)
        if (folders->items[i - 1].depth < depth)
            return folders->items[i - 1].path;
    return NULL;
}

static bool reserve(struct store_folders *folders)
{
    size_t capacity = folders->capacity == 0 ? 32 : folders->capacity * 2;
    struct store_folder *items;

    if (folders->count < folders->capacity)
        return true;
    items = realloc(folders->items, capacity * sizeof(*items));
    if (items == NULL)
        return false;
    folders->items = items;
    folders->capacity = capacity;
    return true;
}

static const char *copy(struct store_folders *folders, iostx_bytes bytes)
{
    return texts_copy(&folders->texts, (const char *)bytes.data, bytes.size);
}

/* What all lists of folders tell. */
static struct store_folder *add_bound(struct store_folders *folders, const struct row *row)
{
    iostx_bytes version = row_bytes(row, IOSTX_PR_REMOTE_VERSION);
    struct store_folder *folder;

    if (!reserve(folders))
        return NULL;
    folder = &folders->items[folders->count];
    *folder = (struct store_folder){.path = "", .name = "", .remote_id = copy(folders, row_bytes(row, IOSTX_PR_REMOTE_ID))};
    folder->remote_version = (iostx_bytes){(const uint8_t *)copy(folders, version), version.size};
    return row_feid(row, IOSTX_PR_ENTRYID, &folder->feid) && !folders->texts.failed ? folder : NULL;
}

static bool add(struct store_folders *folders, const struct row *row)
{
    struct store_folder *folder = add_bound(folders, row);
    iostx_bytes name = row_bytes(row, IOSTX_PR_DISPLAY_NAME);
    struct buffer path = {0};
    const char *above;

    if (folder == NULL)
        return false;
    folder->depth = row_number(row, IOSTX_PR_DEPTH);
    folder->role = row_number(row, IOSTX_PR_SPECIAL_FOLDER);
    folder->items = row_number(row, IOSTX_PR_CONTENT_COUNT);
    above = path_above(folders, folder->depth);
    if (above != NULL) {
        buffer_add_text(&path, above);
        buffer_add_char(&path, '/');
    }
    buffer_add(&path, name.data, name.size);
    folder->name = copy(folders, name);
    folder->path = path.failed ? NULL : texts_copy(&folders->texts, path.data, path.size);
    buffer_free(&path);
    folders->count++;
    return folder->path != NULL && !folders->texts.failed;
}

int32_t store_folders_load(iostx_store *store, const iostx_feid *root, struct store_folders *out)
{
    iostx_cursor *cursor = NULL;
    struct row row;
    int32_t result;

    *out = (struct store_folders){0};
    result = iostx_store_list_folders(store, root, columns, sizeof(columns) / sizeof(columns[0]), IOSTX_FOLDERS_DEPTH, &cursor);
    while (result >= 0 && row_next(cursor, &row, &result)) {
        if (!add(out, &row))
            result = IOSTX_MAPI_E_NOT_ENOUGH_MEMORY;
    }
    iostx_cursor_free(cursor);
    if (result < 0)
        store_folders_free(out);
    return result < 0 ? result : IOSTX_S_OK;
}

int32_t store_folders_load_deleted(iostx_store *store, struct store_folders *out)
{
    iostx_cursor *cursor = NULL;
    struct row row;
    int32_t result = iostx_store_list_pending(store, NULL, &cursor);

    *out = (struct store_folders){0};
    while (result >= 0 && row_next(cursor, &row, &result)) {
        if (row_number(&row, IOSTX_PR_OBJECT_TYPE) != IOSTX_OBJECT_FOLDER || !(row_number(&row, IOSTX_PR_PENDING) & IOSTX_PENDING_DELETED))
            continue;
        if (add_bound(out, &row) == NULL)
            result = IOSTX_MAPI_E_NOT_ENOUGH_MEMORY;
        out->count++;
    }
    iostx_cursor_free(cursor);
    if (result < 0)
        store_folders_free(out);
    return result < 0 ? result : IOSTX_S_OK;
}

void store_folders_free(struct store_folders *folders)
{
    free(folders->items);
    texts_free(&folders->texts);
    *folders = (struct store_folders){0};
}

bool same_folder(const iostx_feid *a, const iostx_feid *b)
{
    return memcmp(&a->folder, &b->folder, sizeof(a->folder)) == 0;
}

const struct store_folder *store_folders_by_id(const struct store_folders *folders, const iostx_feid *feid)
{
    for (size_t i = 0; i < folders->count; i++)
        if (same_folder(&folders->items[i].feid, feid))
            return &folders->items[i];
    return NULL;
}

const struct store_folder *store_folders_by_remote_id(const struct store_folders *folders, const char *remote_id)
{
    for (size_t i = 0; i < folders->count; i++)
        if (folders->items[i].remote_id[0] != '\0' && strcmp(folders->items[i].remote_id, remote_id) == 0)
            return &folders->items[i];
    return NULL;
}

const struct store_folder *store_folders_by_role(const struct store_folders *folders, uint32_t role)
{
    for (size_t i = 0; i < folders->count; i++)
        if (role != IOSTX_FOLDER_NONE && folders->items[i].role == role)
            return &folders->items[i];
    return NULL;
}

const struct store_folder *store_folders_by_path(const struct store_folders *folders, const char *path)
{
    const struct store_folder *found = store_folders_by_remote_id(folders, path);

    for (size_t i = 0; found == NULL && i < folders->count; i++)
        if (strcasecmp(folders->items[i].path, path) == 0)
            found = &folders->items[i];
    return found;
}
