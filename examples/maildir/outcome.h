/* What became of one upload, as iostx_session_set_result takes it. */
#ifndef MAILDIR_OUTCOME_H
#define MAILDIR_OUTCOME_H

#include <iostx.h>
#include <stdbool.h>
#include <stdint.h>

#include "pim.h"

struct outcome {
    int32_t code;
    /* IOSTX_UPM_OK and so on. */
    uint32_t flags;
    /* The new binding; an empty id: as before. */
    char id[SERVER_PATH_MAX];
    char version[PIM_VERSION_MAX];
    char text[320];
};

/* Done: the flags say what. id and version may be NULL: as before, unknown. */
void outcome_done(struct outcome *outcome, uint32_t flags, const char *id, const char *version);
/* Done without a change of its version: an empty one would mean that it is unknown now. */
void outcome_kept(struct outcome *outcome, uint32_t flags, iostx_bytes version);
/* Failed with a code of the library, and the reason in words. */
void outcome_failed(struct outcome *outcome, int32_t code, const char *format, ...);
/* Failed with errno at a file. What went away or was changed meanwhile is no failure of the item: SYNC_E_CONFLICT lets it wait until the
   next download has shown what happened. A full disk and the like are the server's failure, which does not count against the item. */
void outcome_errno(struct outcome *outcome, int error, const char *what, const char *file);

/* In the form of the library; it points into the outcome. */
iostx_result outcome_result(const struct outcome *outcome);

#endif
