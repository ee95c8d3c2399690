/* A picture of the manager: its accounts and their folders, as they are now. */
#ifndef SYNCMGR_MODEL_H
#define SYNCMGR_MODEL_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>

struct item {
    iostx_guid id;
    char name[385];
    bool checked, enabled;
    uint32_t status; /* IOSTX_SYNCMGRSTATUS_* */
    int32_t value, max;
    uint64_t last_run, last_success;
    char text[256];
    char reason[128];
};

struct handler {
    iostx_guid id;
    char name[97];
    bool enabled;
    uint32_t state, outcome; /* IOSTX_SYNCMGR_STATE_*, IOSTX_SYNCMGR_OUTCOME_* */
    int32_t result;
    int32_t value, max;
    uint64_t last_run, last_success, next_run;
    uint32_t errors, conflicts;
    char reason[128];
    struct item *items;
    size_t count;
};

struct model {
    struct handler *handlers;
    size_t count;
    size_t running;
};

/* Takes the picture anew. false: it is as it was; the manager cannot be read. */
bool model_load(iostx_syncmgr *manager, struct model *model);
void model_free(struct model *model);

const struct handler *model_handler(const struct model *model, const iostx_guid *id);
const struct item *model_item(const struct handler *handler, const iostx_guid *id);
bool model_is_running(const struct handler *handler);

/* A line of the error log. */
struct log_line {
    int64_t sequence;
    iostx_guid handler, item, error;
    uint32_t level;
    bool can_open;
    uint64_t time;
    char *text;
};

struct conflict {
    iostx_guid handler, id, item;
    uint64_t time;
    char *text;
};

/* Newest first; freed with free_... NULL and 0 if there are none. */
struct log_line *model_log(iostx_syncmgr *manager, size_t *count);
void model_free_log(struct log_line *lines, size_t count);
struct conflict *model_conflicts(iostx_syncmgr *manager, size_t *count);
void model_free_conflicts(struct conflict *conflicts, size_t count);

#endif
