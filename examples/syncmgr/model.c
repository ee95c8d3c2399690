#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"

/* A new element at the end of an array, all zero; NULL without memory. */
static void *grown(void *array, size_t *count, size_t size)
{
    char **place = array;
    char *more = realloc(*place, (*count + 1) * size);

    if (more == NULL)
        return NULL;
    *place = more;
    return memset(more + size * (*count)++, 0, size);
}

static void copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
}

static void read_handler(const struct cells *row, struct handler *handler)
{
    const char *name = cells_text(row, IOSTX_PR_SYNCMGR_NAME);

    handler->id = cells_guid(row, IOSTX_PR_SYNCMGR_HANDLER);
    copy_text(handler->name, sizeof(handler->name), name[0] != '\0' ? name : cells_text(row, IOSTX_PR_SYNCMGR_DESCRIPTION));
    handler->enabled = cells_number(row, IOSTX_PR_SYNCMGR_ENABLED) != 0;
    handler->state = (uint32_t)cells_number(row, IOSTX_PR_SYNCMGR_STATE);
    handler->outcome = (uint32_t)cells_number(row, IOSTX_PR_SYNCMGR_LAST_OUTCOME);
    handler->result = (int32_t)cells_number(row, IOSTX_PR_SYNCMGR_LAST_RESULT);
    handler->value = (int32_t)cells_number(row, IOSTX_PR_SYNCMGR_PROG_VALUE);
    handler->max = (int32_t)cells_number(row, IOSTX_PR_SYNCMGR_MAX_VALUE);
    handler->last_run = (uint64_t)cells_number(row, IOSTX_PR_SYNCMGR_LAST_RUN);
    handler->last_success = (uint64_t)cells_number(row, IOSTX_PR_SYNCMGR_LAST_SUCCESS);
    handler->next_run = (uint64_t)cells_number(row, IOSTX_PR_SYNCMGR_NEXT_RUN);
    handler->errors = (uint32_t)cells_number(row, IOSTX_PR_SYNCMGR_ERRORS);
    handler->conflicts = (uint32_t)cells_number(row, IOSTX_PR_SYNCMGR_CONFLICTS);
    copy_text(handler->reason, sizeof(handler->reason), cells_text(row, IOSTX_PR_SYNCMGR_REASON));
}

static void read_item(const struct cells *row, struct item *item)
{
    item->id = cells_guid(row, IOSTX_PR_SYNCMGR_ITEM);
    copy_text(item->name, sizeof(item->name), cells_text(row, IOSTX_PR_SYNCMGR_NAME));
    item->checked = cells_number(row, IOSTX_PR_SYNCMGR_CHECKED) != 0;
    item->enabled = cells_number(row, IOSTX_PR_SYNCMGR_ENABLED) != 0;
    item->status = (uint32_t)cells_number(row, IOSTX_PR_SYNCMGR_STATUS);
    item->value = (int32_t)cells_number(row, IOSTX_PR_SYNCMGR_PROG_VALUE);
    item->max = (int32_t)cells_number(row, IOSTX_PR_SYNCMGR_MAX_VALUE);
    item->last_run = (uint64_t)cells_number(row, IOSTX_PR_SYNCMGR_LAST_RUN);
    item->last_success = (uint64_t)cells_number(row, IOSTX_PR_SYNCMGR_LAST_SUCCESS);
    copy_text(item->text, sizeof(item->text), cells_text(row, IOSTX_PR_SYNCMGR_STATUS_TEXT));
    copy_text(item->reason, sizeof(item->reason), cells_text(row, IOSTX_PR_SYNCMGR_REASON));
}

const struct handler *model_handler(const struct model *model, const iostx_guid *id)
{
    for (size_t i = 0; i < model->count; i++)
        if (same_guid(&model->handlers[i].id, id))
            return &model->handlers[i];
    return NULL;
}

const struct item *model_item(const struct handler *handler, const iostx_guid *id)
{
    for (size_t i = 0; handler != NULL && i < handler->count; i++)
        if (same_guid(&handler->items[i].id, id))
            return &handler->items[i];
    return NULL;
}

bool model_is_running(const struct handler *handler)
{
    return handler->state == IOSTX_SYNCMGR_STATE_PREPARING || handler->state == IOSTX_SYNCMGR_STATE_SYNCHRONIZING;
}

static bool load_handlers(iostx_syncmgr *manager, struct model *model)
{
    iostx_cursor *cursor = NULL;
    struct cells row;
    bool ok = iostx_syncmgr_list_handlers(manager, &cursor) >= 0;

    while (ok && cells_next(cursor, &row)) {
        struct handler *handler = grown(&model->handlers, &model->count, sizeof(*handler));

        ok = handler != NULL;
        if (ok) {
            read_handler(&row, handler);
            model->running += model_is_running(handler);
        }
    }
    iostx_cursor_free(cursor);
    return ok;
}

/* The list comes account by account, in the order of the handlers. */
static bool load_items(iostx_syncmgr *manager, struct model *model)
{
    iostx_cursor *cursor = NULL;
    struct cells row;
    bool ok = iostx_syncmgr_list_items(manager, NULL, &cursor) >= 0;
    size_t at = 0;

    while (ok && cells_next(cursor, &row)) {
        iostx_guid id = cells_guid(&row, IOSTX_PR_SYNCMGR_HANDLER);
        struct item *item;

        while (at < model->count && !same_guid(&model->handlers[at].id, &id))
            at++;
        /* A handler that was registered between the two lists. */
        if (at == model->count)
            break;
        item = grown(&model->handlers[at].items, &model->handlers[at].count, sizeof(*item));
        ok = item != NULL;
        if (ok)
            read_item(&row, item);
    }
    iostx_cursor_free(cursor);
    return ok;
}

bool model_load(iostx_syncmgr *manager, struct model *model)
{
    struct model fresh = {0};

    if (!load_handlers(manager, &fresh) || !load_items(manager, &fresh)) {
        model_free(&fresh);
        return false;
    }
    model_free(model);
    *model = fresh;
    return true;
}

void model_free(struct model *model)
{
    for (size_t i = 0; i < model->count; i++)
        free(model->handlers[i].items);
    free(model->handlers);
    *model = (struct model){0};
}

static char *copied(const char *text)
{
    char *copy = malloc(strlen(text) + 1);

    return copy == NULL ? NULL : strcpy(copy, text);
}

struct log_line *model_log(iostx_syncmgr *manager, size_t *count)
{
    iostx_cursor *cursor = NULL;
    struct log_line *lines = NULL, *line;
    struct cells row;

    *count = 0;
    if (iostx_syncmgr_list_errors(manager, NULL, &cursor) < 0)
        return NULL;
    while (cells_next(cursor, &row) && (line = grown(&lines, count, sizeof(*line))) != NULL) {
        line->sequence = cells_number(&row, IOSTX_PR_SYNCMGR_SEQUENCE);
        line->handler = cells_guid(&row, IOSTX_PR_SYNCMGR_HANDLER);
        line->item = cells_guid(&row, IOSTX_PR_SYNCMGR_ITEM);
        line->error = cells_guid(&row, IOSTX_PR_SYNCMGR_ERROR_ID);
        line->level = (uint32_t)cells_number(&row, IOSTX_PR_SYNCMGR_LEVEL);
        line->can_open = cells_number(&row, IOSTX_PR_SYNCMGR_CAN_OPEN) != 0;
        line->time = (uint64_t)cells_number(&row, IOSTX_PR_SYNCMGR_TIME);
        line->text = copied(cells_text(&row, IOSTX_PR_SYNCMGR_TEXT));
    }
    iostx_cursor_free(cursor);
    for (size_t i = 0; i < *count / 2; i++) {
        struct log_line other = lines[i];

        lines[i] = lines[*count - 1 - i];
        lines[*count - 1 - i] = other;
    }
    return lines;
}

void model_free_log(struct log_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(lines[i].text);
    free(lines);
}

struct conflict *model_conflicts(iostx_syncmgr *manager, size_t *count)
{
    iostx_cursor *cursor = NULL;
    struct conflict *conflicts = NULL, *conflict;
    struct cells row;

    *count = 0;
    if (iostx_syncmgr_list_conflicts(manager, NULL, &cursor) < 0)
        return NULL;
    while (cells_next(cursor, &row) && (conflict = grown(&conflicts, count, sizeof(*conflict))) != NULL) {
        conflict->handler = cells_guid(&row, IOSTX_PR_SYNCMGR_HANDLER);
        conflict->id = cells_guid(&row, IOSTX_PR_SYNCMGR_CONFLICT_ID);
        conflict->item = cells_guid(&row, IOSTX_PR_SYNCMGR_ITEM);
        conflict->time = (uint64_t)cells_number(&row, IOSTX_PR_SYNCMGR_TIME);
        conflict->text = copied(cells_text(&row, IOSTX_PR_SYNCMGR_TEXT));
    }
    iostx_cursor_free(cursor);
    return conflicts;
}

void model_free_conflicts(struct conflict *conflicts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(conflicts[i].text);
    free(conflicts);
}
