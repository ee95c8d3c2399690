/* The agent: one run of it. */
#ifndef MAILDIR_AGENT_H
#define MAILDIR_AGENT_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "folder.h"
#include "item_text.h"
#include "options.h"
#include "report.h"
#include "server.h"
#include "store_folders.h"

/* A folder of the server out of which we moved items: what it was before and after. A folder that is deleted in the store may only be
   deleted on the server if nobody else changed it; our own changes do not count. */
struct left_folder {
    char path[SERVER_PATH_MAX];
    char before[FOLDER_STAMP_MAX];
    char after[FOLDER_STAMP_MAX];
};

struct agent {
    struct options options;
    struct report report;
    struct server server;
    iostx_store *store;
    iostx_session *session;
    /* The IPM subtree: what the session works on. */
    iostx_feid root;
    struct item_tags tags;
    /* Loaded at the beginning of each pass, and after the folders were synchronized. */
    struct store_folders folders;
    /* --folder. */
    bool has_only;
    iostx_feid only;
    struct left_folder *left;
    size_t left_count;
    /* Uploads that were answered with SYNC_E_CONFLICT: a download settles them. */
    uint64_t put_off;
    /* The store cannot be used any more; what was wrong was said. */
    bool broken;
    /* Called when InitSync has cleared the cancel of the session; may be NULL. */
    void (*begun)(iostx_session *session);
};

/* --- The run as a whole (sync.c). ----------------------------------------------------------------------------------------------- */

/* Looks up what the agent needs of its store; then the options of its session, with what it needs added. */
int32_t agent_prepare(struct agent *agent, bool writable);
int32_t agent_set_options(struct agent *agent, iostx_session_options *options);
/* Whether the directory is the server that the store was synchronized with; reported if not. */
bool agent_is_same_server(struct agent *agent);
/* Rounds of upload and download. */
int32_t agent_synchronize(struct agent *agent);
/* Changes that wait for upload; due_only: those that an upload could carry out now, which do not wait after a failure or for the user. */
uint64_t agent_count_pending(struct agent *agent, bool due_only);
void agent_free(struct agent *agent);

/* --- The session. Every state is entered by agent_begin and left by agent_end. -------------------------------------------------- */

/* Enters a state (SyncBeg). IOSTX_MAPI_E_NOT_FOUND (there is no more) and IOSTX_MAPI_E_USER_CANCEL are said to the caller only; any
   other failure is reported too. */
int32_t agent_begin(struct agent *agent, uint32_t state, const char *what, iostx_state **out);
/* Gives the result (SetSyncResult) and leaves the innermost state (SyncEnd). */
int32_t agent_end(struct agent *agent, int32_t result, const char *what);
/* LR_SYNC_CONTENTS: enters the state `table` for folder after folder; `one` works at it and leaves it. passed: counts the folders at which
   another process is. */
int32_t agent_each_table(struct agent *agent, uint32_t table, void (*one)(struct agent *agent, iostx_state *state), uint64_t *passed);
/* Reports the last failure of the session, with what the library said. */
void agent_report(struct agent *agent, int32_t code, const char *what);
/* Whether the run was cancelled or cannot go on. */
bool agent_stops(struct agent *agent);

/* What users call a folder: its path in the store. */
const char *agent_folder_title(const struct agent *agent, const iostx_feid *feid, const char *otherwise);
/* The path of a folder on the server, also of one that was deleted in the store; false: it has none. */
bool agent_folder_path(struct agent *agent, const iostx_feid *feid, char out[SERVER_PATH_MAX]);
int32_t agent_load_folders(struct agent *agent);
/* Looks for the folder of --folder; false: there is none of that name yet. */
bool agent_find_only(struct agent *agent);

/* --- The passes; a negative code: the pass could not be completed. ------------------------------------------------------------- */

int32_t upload_pass(struct agent *agent);
int32_t download_pass(struct agent *agent);

/* LR_SYNC_UPLOAD_HIERARCHY, within LR_SYNC. */
int32_t hierarchy_upload(struct agent *agent);
/* One folder: LR_SYNC with IOSTX_UPS_ONE_FOLDER, to be called in idle. */
int32_t hierarchy_upload_one(struct agent *agent, const iostx_feid *feid);
/* LR_SYNC_DOWNLOAD_HIERARCHY, within LR_SYNC. */
int32_t hierarchy_download(struct agent *agent);

/* --dry-run: the store is open for reading; NULL: there is none yet. */
int dry_run(struct agent *agent);

/* Remembers what a folder was before and after an item was moved out of it. */
void agent_left(struct agent *agent, const char *path, const struct stamp *before, const struct stamp *after);
/* Whether a folder that is to be deleted is what the store last knew of it. */
bool agent_is_known(const struct agent *agent, const char *path, iostx_bytes known, const struct stamp *now);

#endif
