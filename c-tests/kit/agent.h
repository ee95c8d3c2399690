/*
 * What an agent does with the session of the case, in few words: every function checks that the library answers success, and ends
 * the case if not. See world.h for the application's side.
 */
#ifndef AGENT_H
#define AGENT_H

#include "world.h"

/* UPS_OK, UPM_OK, DNT_OK and so on are one bit. */
#define OK_FLAG IOSTX_UPS_OK

/* --- States ---------------------------------------------------------------------------------------------------------------------- */

/* Enters a state, and checks tag and size of its structure. */
iostx_state *beg(uint32_t state);
/* Leaves the innermost state. */
void end(void);
/* The innermost open state; IOSTX_LR_SYNC_IDLE in idle. */
uint32_t innermost(void);
/* iostx_sync_beg answers this code, with NULL, and changes no state. */
void refused(uint32_t state, int32_t code);
/* iostx_init_sync, and LR_SYNC with this direction and selection. */
iostx_sync *start(uint32_t init_flags, uint32_t ups_flags);
iostx_sync *start_with(uint32_t init_flags, uint32_t ups_flags, const iostx_feid *folders, size_t count);
/* Leaves all open states, as done well or not. IOSTX_W_DELETIONS_HELD is given back, else IOSTX_S_OK. */
int32_t leave(bool ok);
/* Leaves without a result or OK flag, as an agent that gives up. */
void give_up(void);
/* The options of the session, all others at their default. */
void set_policy(uint32_t policy);
/* Opens a second session and makes it the case's; gives back the one before. */
iostx_session *other_session(void);

/* --- Upload ---------------------------------------------------------------------------------------------------------------------- */

/* From idle to the upload table of one folder, which must have work. */
iostx_uptbl *upload_table(iostx_feid folder);
/* Whether anything of a folder is offered for upload. What is handed out by it is given up. */
bool is_offered(iostx_feid folder);
/* The next message, entry of reads, or entry of deletions of the open table. */
iostx_upmsg *next_message(void);
/* Ends the open message (or folder): done, with a binding (NULL: none). */
void answer(uint32_t flags, const char *remote_id, const char *version);
/* Ends it: it failed. */
void fail(int32_t code);
/* Ends the open reads or deletions with all entries done, and leaves; how many they were. */
uint32_t answer_entries(uint32_t flags);
/* Uploads everything of a folder: new items become up-1, up-2 and so on. */
typedef struct uploaded {
    uint32_t messages, reads, deletes;
} uploaded;
uploaded upload(iostx_feid folder);
/* Uploads all pending folders, new ones as uf-1 and so on; how many they were. */
uint32_t upload_hierarchy(void);

/* --- Download -------------------------------------------------------------------------------------------------------------------- */

/* A folder that the server has, which completed an empty download. */
iostx_feid server_folder(const char *name, const char *remote_id);
/* The same, below another folder of the server's. */
iostx_feid server_subfolder(const char *name, const char *remote_id, const char *parent_remote_id);
/* From idle to the download hierarchy, or the download table of one folder. */
iostx_hierarchy_sink *download_hierarchy(void);
iostx_contents_sink *download_table(iostx_feid folder);
/* The structure of the open download table. */
iostx_dntbl *open_download(void);
/* Imports a folder by remote ids; NULL: below the root. */
int32_t import_folder(iostx_hierarchy_sink *sink, const char *name, const char *remote_id, const char *parent_remote_id);
/* Imports a mail with its content: the code. */
int32_t import(iostx_contents_sink *sink, const char *remote_id, const char *version, const char *subject, const char *content);
/* The same, with the server's modification time and further import flags. */
int32_t import_at(iostx_contents_sink *sink, const char *remote_id, const char *version, const char *subject, const char *content,
    uint64_t time, uint32_t flags);
/* Imports flags only. */
int32_t import_flags(iostx_contents_sink *sink, const char *remote_id, const char *version, uint32_t set, uint32_t clear);
int32_t delete_remote(iostx_contents_sink *sink, const char *remote_id);

/* A whole download of one folder that brings one thing. */
iostx_meid server_sends(iostx_feid folder, const char *remote_id, const char *version, const char *subject, const char *content);
void server_sends_at(iostx_feid folder, const char *remote_id, const char *version, const char *subject, const char *content,
    uint64_t time);
void server_sends_flags(iostx_feid folder, const char *remote_id, const char *version, uint32_t set, uint32_t clear);
void server_deletes(iostx_feid folder, const char *remote_id);
void server_sends_nothing(iostx_feid folder);
void server_deletes_folder(const char *remote_id);
void server_sends_folder(const char *name, const char *remote_id, const char *parent_remote_id);

/* The source key of an item. */
iostx_skey source_key_of(iostx_meid item);

#endif
