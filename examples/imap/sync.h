/* The agent as a part of other programs: one run on a session that the caller made. It says nothing on standard output; progress and
   cancelling are the session's, and the session's owner may skip folders in it: waits for the network end within a second then. Several
   accounts may run at once, each on a thread of its own. The program ignores SIGPIPE. */
#ifndef IMAP_SYNC_H
#define IMAP_SYNC_H

#include <iostx.h>

#ifdef __cplusplus
extern "C" {
#endif

struct imap_sync {
    iostx_store *store;
    /* Its options become the agent's. */
    iostx_session *session;
    /* The configuration file (README.md). Its `store` is not looked at. */
    const char *config;
    /* Told of each failure; the rest goes on. folder, a path in the store, item and text may be NULL. */
    void (*failed)(void *userdata, const char *folder, const char *item, int32_t code, const char *text);
    void *userdata;
};

/* Uploads and downloads, and sends what waits in the Outbox. IOSTX_S_OK: all was done. IOSTX_MAPI_W_PARTIAL_COMPLETION: all but what was
   told of, or what other processes were at. A failure code: it could not go on; told of too, unless it is IOSTX_MAPI_E_USER_CANCEL.
   IOSTX_MAPI_E_UNCONFIGURED: the configuration cannot be used. */
int32_t imap_sync(const struct imap_sync *sync);

#ifdef __cplusplus
}
#endif

#endif
