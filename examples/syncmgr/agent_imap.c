/* The agent of ../imap: its server is described by a configuration file. */
#include "agents.h"

#include <imap/sync.h>

int32_t agent_imap(struct agent_run *run)
{
    const struct imap_sync sync = {
        .store = run->store,
        .session = run->session,
        .config = run->server,
        .failed = agent_run_failed,
        .userdata = run,
    };

    return imap_sync(&sync);
}
