/*
 * A server in memory, and an agent that synchronizes the case's store with it as a careful one does: it takes results by item,
 * guards changes by version, looks for its own earlier uploads, and lists folders in full. An item that is moved gets a new id, as
 * with IMAP.
 */
#ifndef SERVER_H
#define SERVER_H

#include "agent.h"

typedef struct server_item {
    /* Where it is; "" if the slot is free. */
    char folder[32];
    char id[32];
    char version[32];
    char subject[128];
    char content[512];
    bool read;
} server_item;

enum { SERVER_ITEMS = 512 };
extern server_item server_items[SERVER_ITEMS];

/* How often the server was told to do something. */
typedef struct server_counts {
    unsigned created, changed, moved, deleted, read;
} server_counts;
extern server_counts server_done;

/* Called with the item that is being uploaded, when the server has done its part and the library does not know yet. */
extern void (*server_during_upload)(const iostx_upmsg *item);

server_item *server_add(const char *folder, const char *subject, const char *content);
server_item *server_find(const char *folder, const char *subject);
void server_change(server_item *item, const char *subject, const char *content);
void server_remove(server_item *item);
/* Items of a folder; NULL: of all. */
unsigned server_count(const char *folder);

/* One pass over all folders below the session's root. */
void server_upload(void);
void server_download(void);
/* Both, upload first. */
void server_sync(void);
/* Store and server hold the same items in this folder. */
void server_compare(iostx_feid folder);

#endif
