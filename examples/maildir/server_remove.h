/* Deleting a folder on the server, without deleting anything that the store does not know. */
#ifndef MAILDIR_SERVER_REMOVE_H
#define MAILDIR_SERVER_REMOVE_H

#include "folder.h"

/* Deletes the items of an open folder that its listing names, and the folder. false and errno: ENOTEMPTY if something came meanwhile or
   files lie there that are no items; they stay, and so does the folder. */
bool server_remove(const struct server *server, struct folder *folder);

/* Whether files lie in the folder that are no items, so that it cannot be deleted. Those that mail programs keep for themselves do not
   count. name: one of them. */
bool server_has_foreign(struct folder *folder, char name[256]);

#endif
