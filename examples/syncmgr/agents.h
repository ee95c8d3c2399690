/* The agents that accounts may name. Another one is a row in agents.c, and a function that drives the session it is given. */
#ifndef SYNCMGR_AGENTS_H
#define SYNCMGR_AGENTS_H

#include <iostx.h>
#include <stddef.h>

/* One run of an account. */
struct agent_run {
    iostx_store *store;
    /* The agent drives it; it is cancelled with the run, and skips folders that users skip or did not choose. */
    iostx_session *session;
    /* What the account's "server" says. */
    const char *server;
    /* The agent is to leave these alone. */
    iostx_syncmgr *manager;
    iostx_guid handler;
    iostx_syncmgr_callback *callback;
    iostx_guid *failed;
    size_t failed_count;
    size_t told;
};

struct agent {
    const char *name;
    /* NULL: it is built in; else why it is not. */
    const char *missing;
    /* Does all that the session offers. IOSTX_S_OK; IOSTX_MAPI_W_PARTIAL_COMPLETION: all but what agent_run_failed was told of; or a
       failure code: it could not go on. Called on any thread; of several accounts at once. */
    int32_t (*synchronize)(struct agent_run *run);
};

/* NULL: there is none of this name. */
const struct agent *agent_find(const char *name);

/* Something failed, the rest goes on: a line in the error log that users can open. folder is a path in the store; it, item and text may be
   NULL. */
void agent_run_failed(void *run, const char *folder, const char *item, int32_t code, const char *text);

/* The whole run. */
int32_t agent_run(const struct agent *agent, struct agent_run *run);

int32_t agent_maildir(struct agent_run *run);
#ifdef SYNCMGR_IMAP
int32_t agent_imap(struct agent_run *run);
#endif

#endif
