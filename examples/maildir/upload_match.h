/* What lies in a folder of the server without an item of the store: one of these files may be what an earlier attempt wrote, of which the
   answer was lost, or what both sides had before they ever met. */
#ifndef MAILDIR_UPLOAD_MATCH_H
#define MAILDIR_UPLOAD_MATCH_H

#include "upload.h"

struct candidate {
    struct entry *entry;
    int64_t size;
    /* Of a message: the item that it was written for, or 0. */
    uint64_t token;
    /* Of a pim file: its match key; read when first asked for. */
    const char *key;
    uint64_t key_digest;
};

/* The candidate after `last` (NULL: the first) whose name bears the token, or that has this size. NULL: no more. */
struct candidate *match_token(struct upload *upload, uint64_t token, const struct candidate *last);
struct candidate *match_size(struct upload *upload, uint64_t size, const struct candidate *last);
/* The one of this match key (UID), which is unique in its folder. */
struct candidate *match_key(struct upload *upload, iostx_bytes key);

/* It has an item now. */
void match_taken(struct candidate *candidate);
void match_free(struct upload *upload);

#endif
