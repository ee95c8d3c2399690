/* The state blob of a folder: its stamp at the last complete listing. As long as the stamp is the same, nothing happened there, and the
   folder is not even listed. */
#ifndef MAILDIR_FOLDER_STATE_H
#define MAILDIR_FOLDER_STATE_H

#include <iostx.h>
#include <stdbool.h>

#include "folder.h"

#define FOLDER_STATE_MAX (FOLDER_STAMP_MAX + 64)

/* false: it is no blob of ours, or there is none. */
bool folder_state_read(iostx_bytes blob, struct stamp *out);
/* Answers the size. */
size_t folder_state_write(const struct stamp *stamp, char out[FOLDER_STATE_MAX]);

/* Whether a listing that ended with `now` is worth a new blob. A stamp that was too young to be trusted and has settled since is so only in
   a large folder: a pass in which nothing changed writes nothing, and listing a small folder once more costs little. */
bool folder_state_is_new(const struct stamp *old, const struct stamp *now, size_t entries);

#endif
