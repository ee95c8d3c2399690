/*
 * What an application does with a store, in few words: every function checks that the library answers success, and ends the case
 * if not. Texts that are given back live until the eighth next call.
 */
#ifndef WORLD_H
#define WORLD_H

#include "test.h"

/* The store of the case, and its session. */
typedef struct world {
    iostx_store *store;
    iostx_session *session;
} world;
extern world w;

/* A case that has both. */
#define IN_STORE(function) CASE_IN(function, open_world, close_world)
void open_world(void);
void close_world(void);
/* Closes both and opens them again, as after the end of the program. */
void reopen_world(void);
const char *world_path(void);

/* --- Time: the store's clock stands still but for these ------------------------------------------------------------------------- */

#define SECONDS UINT64_C(10000000)
#define MINUTES (60 * SECONDS)
#define HOURS (60 * MINUTES)
#define DAYS (24 * HOURS)
uint64_t clock_time(void);
void clock_set(uint64_t time);
void clock_forward(uint64_t time);

/* --- Values ---------------------------------------------------------------------------------------------------------------------- */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Bytes of a text; of NULL: none. */
iostx_bytes B(const char *text);
iostx_bytes bytes_at(const void *data, size_t size);
iostx_binding bind_to(const char *remote_id, const char *remote_version);
iostx_value text_value(uint32_t tag, const char *text);
iostx_value bytes_value(uint32_t tag, iostx_bytes bytes);
iostx_value long_value(uint32_t tag, int32_t number);
iostx_value time_value(uint32_t tag, uint64_t time);
iostx_value texts_value(uint32_t tag, const iostx_bytes *texts, size_t count);
/* Whether they name the same folder. */
bool same_feid(iostx_feid a, iostx_feid b);
bool same_meid(iostx_meid a, iostx_meid b);
/* Whether they have the same long-term id, wherever they are. */
bool same_item(iostx_meid a, iostx_meid b);
bool is_zero(const void *memory, size_t size);
/* Whether a look-up found nothing. */
bool is_none(iostx_meid item);
bool is_no_folder(iostx_feid folder);
/* The folder that an item's id names. */
iostx_feid folder_part(iostx_meid item);
/* The meid that stands for a folder where a list may name both. */
iostx_meid folder_as_meid(iostx_feid folder);

/* --- Folders --------------------------------------------------------------------------------------------------------------------- */

iostx_feid special(uint32_t which);
iostx_feid new_folder(iostx_feid parent, const char *name);
iostx_folder *open_folder(iostx_feid folder);
/* Whether a folder can be opened. */
bool folder_is_here(iostx_feid folder);
const char *text_of_folder(iostx_folder *folder, uint32_t tag);
const char *folder_text(iostx_feid folder, uint32_t tag);
int32_t folder_number(iostx_feid folder, uint32_t tag);
void rename_folder(iostx_feid folder, const char *name);
void move_folder(iostx_feid folder, iostx_feid parent);
void delete_folder(iostx_feid folder);
iostx_folder_options folder_options(iostx_feid folder);
void set_folder_options(iostx_feid folder, const iostx_folder_options *options);
/* The folder of that name below a parent; zeros if there is none. */
iostx_feid find_folder(iostx_feid parent, const char *name);

/* --- Items ----------------------------------------------------------------------------------------------------------------------- */

iostx_meid new_item(iostx_feid folder, const char *subject, const char *content);
iostx_meid new_item_of(iostx_feid folder, const char *message_class, const char *subject, const char *content);
iostx_message *open_item(iostx_meid item, uint32_t flags);
bool item_is_here(iostx_meid item);
/* The item's id as it is now. */
iostx_meid current_id(iostx_meid item);
void set_text(iostx_meid item, uint32_t tag, const char *text);
void set_subject(iostx_meid item, const char *text);
void set_content(iostx_meid item, const char *content);
void set_read(iostx_meid item, bool read);
void set_number(iostx_meid item, uint32_t tag, int32_t number);
/* Makes an address the only recipient of a message, unsaved. */
void set_recipient(iostx_message *message, const char *address);
void set_keywords(iostx_meid item, const char *add, const char *remove);
iostx_meid move_item(iostx_meid item, iostx_feid to);
iostx_meid copy_item(iostx_meid item, iostx_feid to);
void delete_item(iostx_meid item);
/* A property: the text or bytes, "" if it is missing; the number, -1 if it is missing. */
const char *text_of(iostx_meid item, uint32_t tag);
const char *subject_of(iostx_meid item);
const char *content_of(iostx_meid item);
int32_t number_of(iostx_meid item, uint32_t tag);
uint64_t time_of(iostx_meid item, uint32_t tag);
bool is_read(iostx_meid item);
/* What is pending of it, IOSTX_PENDING_*. */
uint32_t pending_of(iostx_meid item);
/* The items of a folder, by order of creation; at most `limit` of them. The count of all. */
size_t items_of(iostx_feid folder, uint32_t list_flags, iostx_meid *items, size_t limit);
/* The items of a folder that has this subject; zeros if there is none. */
iostx_meid find_subject(iostx_feid folder, const char *subject);
/* The first item of a folder that is bound to a remote id; zeros if there is none. */
iostx_meid find_remote(iostx_feid folder, const char *remote_id);

/* --- Tables ---------------------------------------------------------------------------------------------------------------------- */

/* Counts the rows that are left, and frees the cursor. */
size_t rows_of(iostx_cursor *cursor);
/* The value of a column in a row; NULL if it is missing. */
const iostx_value *column_of(const iostx_value *row, size_t columns, uint32_t tag);
/* Rows of the lists of supervision, of one folder. */
size_t pending_in(iostx_feid folder);
size_t conflicts_in(iostx_feid folder);
size_t failures_in(iostx_feid folder);
size_t held_in(iostx_feid folder);
size_t wanted_in(iostx_feid folder);
iostx_store_info store_info(void);
/* The check of the file and the change tracking finds no error. */
void check_store(void);

#endif
