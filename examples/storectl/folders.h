/* The folders of the store, and how people name folders and items. */
#ifndef STORECTL_FOLDERS_H
#define STORECTL_FOLDERS_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

struct shell;

/* A folder. Bytes and texts are empty, not NULL, where there is nothing. */
struct folder {
    iostx_feid feid;
    uint64_t number, parent_number;
    /* Below the top of what users see: "Inbox/Projects"; elsewhere from the root: "/Views". In a name, "/", "\" and a leading "@" are
       written with a "\" before them. The top is "", the root "/". */
    const char *path;
    const char *name;
    uint32_t role; /* IOSTX_FOLDER_* */
    const char *container_class;
    uint64_t items, unread, associated, pending, held;
    bool local_only;
    iostx_bytes remote_id, remote_version;
    bool visible; /* Below the top. */
};

struct folders {
    struct folder *all; /* Parents before children, siblings by name. The root is not among them. */
    size_t count;
    struct texts texts;
};

/* The folders, read once. NULL, with a message, if that failed; `status` is then the exit code. */
const struct folders *all_folders(struct shell *shell, int *status);
void free_folders(struct folders *folders);

/* The folder with a number; NULL: there is none (the root included). */
const struct folder *folder_numbered(struct shell *shell, uint64_t number);
/* What a folder is called; the number in hex if it is unknown. `memory` holds the text if it must be made. */
const char *folder_path(struct shell *shell, const iostx_ltid *folder, char memory[24]);
/* The same for an entry id in bytes; NULL if it is none. */
const char *entry_path(struct shell *shell, iostx_bytes entry_id, char memory[24]);

/* The folder that a text names: a path, "@role" and what lies below it, or what the server calls the folder, tried in this order.
   Not 0: the exit code, after a message. */
int find_folder(struct shell *shell, const char *text, iostx_feid *out);
/* The same, opened; free it with iostx_folder_free. */
int open_folder(struct shell *shell, const char *text, iostx_folder **out);
int open_feid(struct shell *shell, const iostx_feid *feid, iostx_folder **out);

/* Splits a path into its parent and the unescaped last name; memory of the shell's folders. The parent is "" if there is none. */
int split_path(struct shell *shell, const char *path, const char **parent, const char **name);

/* --- Numbers and items -------------------------------------------------------------------------------------------------------- */

uint64_t number_of_ltid(const iostx_ltid *ltid);

/* How an object is printed: its number in hex. */
#define NUMBER_TEXT 16
const char *number_text(uint64_t number, char out[NUMBER_TEXT]);
/* The number of an entry id in bytes, of a folder or a message; "" if it is none. */
const char *entry_number(iostx_bytes entry_id, char out[NUMBER_TEXT]);

bool meid_of(iostx_bytes entry_id, iostx_meid *out);
bool feid_of(iostx_bytes entry_id, iostx_feid *out);
/* The id that stands for the folder itself in lists of messages: no message part. */
iostx_meid meid_of_folder(const iostx_feid *folder);

/* The item that a text names: the number that listings print, or the whole entry id in hex. The id that is given out has the folder
   that the item is in now. Not 0: the exit code, after a message. */
int find_item(struct shell *shell, const char *text, iostx_meid *out);
/* The same, opened with IOSTX_MAPI_MODIFY or 0; free it with iostx_message_free. */
int open_item(struct shell *shell, const char *text, uint32_t flags, iostx_message **out);

/* The first `count` arguments as items; free the array. */
int find_items(struct shell *shell, size_t count, iostx_meid **out);

#endif
