/* The folders of the store below the session's root, as they are now. */
#ifndef MAILDIR_STORE_FOLDERS_H
#define MAILDIR_STORE_FOLDERS_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

struct store_folder {
    iostx_feid feid;
    /* "Projects/Apollo"; and the last part of it. */
    const char *path;
    const char *name;
    /* Path on the server; empty: the folder is not there. */
    const char *remote_id;
    iostx_bytes remote_version;
    uint32_t role;
    uint32_t depth;
    uint64_t items;
};

struct store_folders {
    struct store_folder *items;
    size_t count, capacity;
    struct texts texts;
};

int32_t store_folders_load(iostx_store *store, const iostx_feid *root, struct store_folders *out);
/* The folders that were deleted in the store and are still to be deleted on the server: only ids and bindings. */
int32_t store_folders_load_deleted(iostx_store *store, struct store_folders *out);
void store_folders_free(struct store_folders *folders);

/* NULL: there is none. */
const struct store_folder *store_folders_by_id(const struct store_folders *folders, const iostx_feid *feid);
const struct store_folder *store_folders_by_remote_id(const struct store_folders *folders, const char *remote_id);
const struct store_folder *store_folders_by_role(const struct store_folders *folders, uint32_t role);
/* By path, here or on the server. */
const struct store_folder *store_folders_by_path(const struct store_folders *folders, const char *path);

/* Whether two ids name the same folder: the flags in them do not count. */
bool same_folder(const iostx_feid *a, const iostx_feid *b);

#endif
