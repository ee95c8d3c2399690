/* The file that says which accounts there are:

       # before the first account: of the manager itself
       manager  = syncmgr.db          # its own file; default: beside this one
       parallel = 4                   # accounts that run side by side

       [Private]
       agent  = maildir               # default: maildir; or imap
       store  = ~/private.iostx
       server = ~/Maildir             # what the agent understands: a directory; the configuration file of iostx-imap
       every  = 15m                   # s, m, h, d; and/or:
       daily  = 06:30                 # local time
       on     = connect, idle         # events of the machine

   Relative paths count from the directory of the file. */
#ifndef SYNCMGR_CONFIG_H
#define SYNCMGR_CONFIG_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>

#include "agents.h"

struct account_config {
    char *name;
    const struct agent *agent;
    char *store, *server;
    uint32_t register_flags;
    iostx_syncmgr_schedule schedule;
    int line;
};

struct config {
    char *manager;
    uint32_t parallel;
    struct account_config *accounts;
    size_t count;
    char error[512];
};

/* NULL: the file in $XDG_CONFIG_HOME or ~/.config. false: config->error says why. */
bool config_read(const char *path, struct config *config);
void config_free(struct config *config);

#endif
