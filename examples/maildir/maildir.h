/* Messages of a Maildir: deliver, mark, move, remove (https://cr.yp.to/proto/maildir.html). All answer false and errno. */
#ifndef MAILDIR_MAILDIR_H
#define MAILDIR_MAILDIR_H

#include <stdbool.h>
#include <stdint.h>

#include "draft.h"
#include "folder.h"

/* Base names are file names without their letters. */
#define MAILDIR_ID_MAX 256

/* What ties a file to the item that it was written for: it stands in the file's name ("...I0123456789abcdef..."), so that after a crash
   the agent finds what it had written. */
uint64_t maildir_token(const iostx_meid *item);
/* 0: the name bears none. */
uint64_t maildir_token_of_name(const char *name);

/* Gives a complete draft its place: "new" if it bears no mark, else "cur". id: its base name. */
bool maildir_deliver(struct folder *folder, struct draft *draft, int64_t size, uint64_t token, struct marks marks,
                     char id[MAILDIR_ID_MAX]);

/* Gives a message other letters, by renaming it. */
bool maildir_mark(struct folder *folder, struct entry *entry, struct marks marks);

/* Removes a message; one that is gone already is removed. */
bool maildir_remove(struct folder *folder, struct entry *entry);

/* Moves a message to another folder by renaming it; it keeps its base name if nothing else there has it. */
bool maildir_move(struct folder *from, struct entry *entry, struct folder *to, struct marks marks, char id[MAILDIR_ID_MAX]);

#endif
