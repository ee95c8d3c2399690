/* What the files of the upload share: the open table, and the two ways to carry out its entries. */
#ifndef MAILDIR_UPLOAD_H
#define MAILDIR_UPLOAD_H

#include "agent.h"
#include "outcome.h"

struct upload {
    struct agent *agent;
    /* The folder of the table, in the store and on the server. */
    iostx_feid feid;
    const char *title;
    struct folder folder;
    /* Files without an item (upload_match.c). */
    struct candidate *candidates;
    size_t candidate_count;
    struct texts key_texts;
    /* The folder that the last moved item came from: many come from the same one. */
    struct folder source;
    bool source_open;
    struct counts counts;
};

/* An item to upload: new, moved here or modified. */
void upload_mail(struct upload *upload, const iostx_upmsg *message, struct outcome *out);
void upload_pim(struct upload *upload, const iostx_upmsg *message, struct outcome *out);

/* A read state. */
void upload_mail_read(struct upload *upload, const iostx_upreade *entry, struct outcome *out);

/* A deletion, or the source half of a move. */
void upload_mail_delete(struct upload *upload, const iostx_updele *entry, struct outcome *out);
void upload_pim_delete(struct upload *upload, const iostx_updele *entry, struct outcome *out);

/* LR_SYNC_UPLOAD_MESSAGE_READ and LR_SYNC_UPLOAD_MESSAGE_DEL, again and again until there are no more. */
void upload_reads(struct upload *upload);
void upload_deletions(struct upload *upload);

/* Counts a result and reports what failed. code: what the library made of it. */
void upload_account(struct upload *upload, struct outcome *outcome, uint64_t *counter, const char *what, iostx_bytes item);

/* Whether an item that is not in its folder may be in another one, which only the downloads can tell. */
bool upload_waits_for_downloads(const struct upload *upload, const iostx_upmsg *message, struct outcome *out);

/* Opens the folder that a moved item came from. false: `out` says why. */
bool upload_open_source(struct upload *upload, const iostx_feid *feid, struct outcome *out);
/* Before and after something is moved out of it. */
void upload_before_leaving(struct upload *upload, struct stamp *stamp);
void upload_after_leaving(struct upload *upload, const struct stamp *before);

#endif
