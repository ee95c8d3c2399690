/* One folder of the server, open: what is in it, and what can be done to it. */
#ifndef MAILDIR_FOLDER_H
#define MAILDIR_FOLDER_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "buffer.h"
#include "keywords.h"
#include "marks.h"
#include "server.h"

/* One item of a folder. Its remote id is `id_size` bytes of `name`: the base name of a message, the file name of a pim item. */
struct entry {
    const char *name;
    size_t id_size;
    /* Of a message: its letters; whether it lies in "new", where no mail program has seen it yet. */
    struct marks marks;
    bool fresh;
    /* Of a pim item; of a message only the size, as its name tells it (",S="), or -1. */
    int64_t size;
    struct timespec mtime;
    uint64_t inode;
    /* It was taken away by us. */
    bool gone;
    /* In uploads: the store has an item for it (see upload_match.c). */
    bool bound;
    /* In downloads: it was fetched in this pass. */
    bool fetched;
};

/* Text that changes when the folder does: time stamps of the directories, or a digest of all names, sizes and times. */
#define FOLDER_STAMP_MAX 200
struct stamp {
    char text[FOLDER_STAMP_MAX];
    /* All time stamps in it are old enough to be trusted. */
    bool settled;
};

struct folder {
    const struct server *server;
    /* Remote id. */
    char path[SERVER_PATH_MAX];
    enum folder_kind kind;
    int dir;
    /* Of a Maildir; -1 where they are missing. */
    int cur, fresh, tmp;
    struct keywords keywords;

    /* Sorted by id, as memcmp does it. */
    struct entry *entries;
    size_t count, capacity;
    struct texts names;
    bool listed;
    /* The folder as it was before it was listed, and whether it stayed so: only then is the listing complete. */
    struct stamp stamp;
    bool stable;
    /* Seconds since 1970 when it was listed. */
    time_t listed_at;
};

/* Opens a folder. false and errno; nothing is to be closed then. */
bool folder_open(const struct server *server, const char *path, struct folder *out);
void folder_close(struct folder *folder);

/* Makes the missing ones of cur, new and tmp, which may not have survived a copy. */
bool folder_complete(struct folder *folder);

/* The stamp as it is now. For pim folders this lists the folder. */
bool folder_stamp(struct folder *folder, struct stamp *out);

/* Lists the folder; again if it was listed before. */
bool folder_list(struct folder *folder);
/* The entry of a remote id; NULL: there is none. Lists the folder if need be. */
struct entry *folder_find(struct folder *folder, iostx_bytes id);
/* Finds a message again that another program renamed, as its flags were changed: the entry gets its new name. false and errno
   (ENOENT): it is gone. */
bool folder_refresh(struct folder *folder, struct entry *entry);

/* The directory in which the file of an entry lies. */
int folder_part(const struct folder *folder, const struct entry *entry);
/* Opens the file of an entry. -1 and errno. */
int folder_open_entry(struct folder *folder, struct entry *entry, struct stat *st);

iostx_bytes entry_id(const struct entry *entry);

/* For listings: adds an entry with a copy of the name. */
struct entry *folder_add_entry(struct folder *folder, const char *name, size_t id_size);

#endif
