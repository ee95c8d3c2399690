/* What the files of the download share: the open table, and the steps of an item from the listing to the store. */
#ifndef MAILDIR_DOWNLOAD_H
#define MAILDIR_DOWNLOAD_H

#include "agent.h"
#include "pim.h"

struct download {
    struct agent *agent;
    iostx_feid feid;
    iostx_contents_sink *sink;
    const char *title;
    /* PR_CONTAINER_CLASS of the folder, or "". */
    char class[64];
    struct folder folder;
    /* The folder in which moved items were looked for last. */
    struct folder source;
    bool source_open;
    struct counts *counts;
    /* Items and bytes known to come, for the progress. */
    uint64_t probed_items, expected_items, expected_bytes;
};

/* Compares the whole listing with the store and fetches what the store wants. A negative code: the table cannot be completed. */
int32_t download_listing(struct download *download);

/* The remote version of an entry, in the form that the store has it in (`stored`, may be empty). */
#define VERSION_MAX PIM_VERSION_MAX
bool download_version(struct download *download, const struct entry *entry, iostx_bytes stored, char out[VERSION_MAX]);

/* What a listing tells of the content: the size of a message, whose content never changes; of a file all that changes with it. Empty: nothing
   (a message whose name does not tell its size, before it was opened). */
void download_fingerprint(const struct download *download, const struct entry *entry, char out[VERSION_MAX]);

/* Imports one item. header_only: without its content. `asked`: the store was asked already, with the match key, and wants it. */
int32_t download_item(struct download *download, struct entry *entry, const char *version, bool asked, bool header_only);
/* Imports flags and keywords of messages. */
int32_t download_flags(struct download *download, struct entry *const *entries, size_t count);
/* Fetches what earlier passes failed to fetch, and bodies that the application asks for. */
int32_t download_wanted(struct download *download);
/* Whether there is something of that kind whose time has come. */
int32_t download_has_wanted(struct download *download, bool *out);

/* Whether a code ends the table: the session is cancelled or the store cannot go on. */
bool download_ends(int32_t code);

#endif
