/* The agent of ../maildir: its server is a directory. */
#include "agents.h"

#include <maildir/sync.h>

int32_t agent_maildir(struct agent_run *run)
{
    const struct maildir_sync sync = {
        .store = run->store,
        .session = run->session,
        .server = run->server,
        .failed = agent_run_failed,
        .userdata = run,
    };

    return maildir_sync(&sync);
}
