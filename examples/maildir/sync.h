/* The agent as a part of other programs: one run on a session that the caller made. It says nothing on standard output; progress and
   cancelling are the session's, and the session's owner may skip folders in it. */
#ifndef MAILDIR_SYNC_H
#define MAILDIR_SYNC_H

#include <iostx.h>

struct maildir_sync {
    iostx_store *store;
    iostx_session *session;
    /* The directory that is the server. */
    const char *server;
    /* Told of each failure; the rest goes on. folder, a path in the store, item and text may be NULL. */
    void (*failed)(void *userdata, const char *folder, const char *item, int32_t code, const char *text);
    void *userdata;
};

/* Uploads and downloads. IOSTX_S_OK: all was done. IOSTX_MAPI_W_PARTIAL_COMPLETION: all but what was told of, or what other processes were
   at. A failure code: it could not go on; told of too, unless it is IOSTX_MAPI_E_USER_CANCEL. */
int32_t maildir_sync(const struct maildir_sync *sync);

#endif
