/* A folder's remote id is its path, so that it changes when the folder, or one above it, is renamed. Setting a binding is no local
   change: nothing becomes pending by it. */
#ifndef MAILDIR_FOLDER_BINDING_H
#define MAILDIR_FOLDER_BINDING_H

#include "agent.h"

/* Gives the folders bound below the path `from` (with `itself`, that one too) their paths below `to`, and loads the list of folders
   anew. */
int32_t folder_rebind(struct agent *agent, const char *from, const char *to, bool itself);
/* Sets the remote version of a folder if it is another. */
int32_t folder_set_version(struct agent *agent, const iostx_feid *feid, const char *version);

#endif
