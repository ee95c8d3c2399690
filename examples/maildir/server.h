/* The server: a directory. Its folders, and what they are called.

       SERVERDIR/mail                 a Maildir++ tree: the inbox is this directory itself, with cur, new and tmp;
       SERVERDIR/mail/.Projects.Apollo    the folder "Apollo" below the folder "Projects"
       SERVERDIR/pim/Calendar         a folder of .ics and .vcf files; directories in it are folders below it

   If SERVERDIR itself has cur and new, it is the inbox of a Maildir++ tree, and there is nothing else.

   A folder's remote id is its path below SERVERDIR ("mail", "mail/.Sent", "pim/Calendar"; "." for SERVERDIR itself). */
#ifndef MAILDIR_SERVER_H
#define MAILDIR_SERVER_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

/* Paths are shorter than this: remote ids end at 1024 bytes. */
#define SERVER_PATH_MAX ((size_t)1000)

enum folder_kind { FOLDER_MAIL, FOLDER_PIM };

struct server {
    int root;
    /* As the user gave it; for messages. */
    const char *path;
    /* Remote id of the inbox, "mail" or "."; what stands before the name of its subfolders, "mail/" or "". */
    const char *inbox;
    const char *mail_prefix;
    bool has_mail, has_pim;
};

/* Opens the directory. false: `error` says what is wrong with it, in words. */
bool server_open(struct server *server, const char *path, char *error, size_t error_size);
void server_close(struct server *server);

struct server_folder {
    const char *path;
    /* UTF-8. */
    const char *name;
    /* Remote id of the parent; NULL: a top folder. */
    const char *parent;
    /* IOSTX_FOLDER_*. */
    uint32_t role;
    enum folder_kind kind;
    /* Number of the directory in its file system, by which a renamed one is recognized; 0: there is no directory, only folders below
       it, as Maildir++ allows. */
    uint64_t inode;
};

struct server_folders {
    struct server_folder *items;
    size_t count, capacity;
    struct texts texts;
    /* What was passed over, for --verbose; may be empty. */
    struct buffer notes;
};

/* Lists all folders, parents before what is below them. false and errno: the listing is not complete. */
bool server_list(const struct server *server, struct server_folders *out);
void server_folders_free(struct server_folders *folders);
/* By remote id; NULL: not there. */
const struct server_folder *server_folders_find(const struct server_folders *folders, const char *path);

/* Whether there is no such mail folder but some below it. */
bool server_is_implied(const struct server *server, const char *path);

enum folder_kind server_kind(const char *path);
/* The role of a top folder by its name on the server; IOSTX_FOLDER_NONE if it has none. */
uint32_t server_role(enum folder_kind kind, const char *name);

/* Adds the path of a folder with this name. parent: remote id of its parent, NULL for a top folder of `kind`. role: of a special
   folder, which has its own place; else IOSTX_FOLDER_NONE. false: there is no such place; errno is EXDEV if mail cannot be below pim
   or the other way round, ENAMETOOLONG, EINVAL. */
bool server_child_path(const struct server *server, const char *parent, enum folder_kind kind, uint32_t role, const char *name,
                       struct buffer *out);

/* --- Changes; false and errno. Every one may be repeated after a crash: what is done already is passed over. ------------------- */

/* Makes a folder; one that is there already is that folder. */
bool server_create(struct server *server, const char *path);
/* Renames or moves a folder with all that is below it. EEXIST: the new place is taken. */
bool server_rename(struct server *server, const char *from, const char *to);

#endif
