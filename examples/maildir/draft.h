/* A file that is being written, out of sight of other programs: a message in "tmp", a pim item under a hidden name. Only when it is
   whole and on the disk it gets its place, in one step. */
#ifndef MAILDIR_DRAFT_H
#define MAILDIR_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "folder.h"

struct draft {
    int dir;
    int fd;
    char name[256];
};

/* false and errno. */
bool draft_begin(struct folder *folder, struct draft *out);
bool draft_write(struct draft *draft, const void *data, size_t size);
/* Makes the content durable, and gives it a modification time (units of 100 ns since 1601; 0: now). */
bool draft_complete(struct draft *draft, uint64_t modified, int64_t *size);
/* Takes it away; after it got its place, this closes it only. */
void draft_end(struct draft *draft);

/* A name that no file ever had: time, process, count and host, as the Maildir rules say. token: see maildir_token. */
void draft_unique_name(uint64_t token, char *out, size_t size);

/* Takes away what an earlier process, killed while it wrote, left in a pim folder. */
void draft_sweep(struct folder *folder);

#endif
