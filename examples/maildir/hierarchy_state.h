/* The state blob of the hierarchy: which directory each folder was, by its inode. A folder that is gone, while another with its inode came,
   was renamed; without this it would be a deletion and a new folder, with all its items to be fetched again. */
#ifndef MAILDIR_HIERARCHY_STATE_H
#define MAILDIR_HIERARCHY_STATE_H

#include <iostx.h>
#include <stdbool.h>

#include "buffer.h"
#include "server.h"

struct known_folder {
    uint64_t inode;
    const char *path;
};

struct hierarchy_state {
    struct known_folder *folders;
    size_t count;
    struct texts texts;
};

/* Anything but a blob of ours is read as an empty one. false: memory ran out. */
bool hierarchy_state_read(iostx_bytes blob, struct hierarchy_state *out);
void hierarchy_state_write(const struct server_folders *folders, struct buffer *out);
void hierarchy_state_free(struct hierarchy_state *state);

#endif
