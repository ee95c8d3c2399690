/* --dry-run: what a synchronization would do, both ways. It needs no session: what is pending for upload is a list that the store keeps, and
   what is to be downloaded shows when the store's remote ids and versions are read beside the server's listing. Nothing is changed, and
   no body is read. */
#include "agent.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "download.h"
#include "row.h"

struct plan {
    struct agent *agent;
    uint64_t up, down;
    /* Folders that were deleted here, and of the folder at work the items that were deleted or moved away here: on the server they are
       there still, and not new. */
    struct store_folders deleted;
    struct known_ids {
        iostx_bytes *ids;
        size_t count;
        struct texts texts;
    } left;
};

/* --- Up ------------------------------------------------------------------------------------------------------------------------ */

static const char *pending_words(uint32_t pending, bool folder)
{
    static const struct {
        uint32_t bit;
        const char *item, *folder;
    } words[] = {
        {IOSTX_PENDING_NEW, "new", "new"},
        {IOSTX_PENDING_DELETED, "deleted", "deleted"},
        {IOSTX_PENDING_MOVED_OUT, "moved out", NULL},
        {IOSTX_PENDING_MOVED, "moved here", "moved"},
        {IOSTX_PENDING_CONTENT, "content changed", NULL},
        {IOSTX_PENDING_PROPERTIES, "properties changed", "renamed or changed"},
        {IOSTX_PENDING_FLAGS, "flags changed", NULL},
        {IOSTX_PENDING_READ, "read state changed", NULL},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (pending & words[i].bit && (folder ? words[i].folder : words[i].item) != NULL)
            return folder ? words[i].folder : words[i].item;
    return "changed";
}

static void plan_pending(struct plan *plan, const struct row *row)
{
    bool folder = row_number(row, IOSTX_PR_OBJECT_TYPE) == IOSTX_OBJECT_FOLDER;
    uint32_t pending = row_number(row, IOSTX_PR_PENDING);
    bool waits = row_number(row, IOSTX_PR_BACKED_OFF);
    iostx_bytes subject = row_bytes(row, IOSTX_PR_SUBJECT);
    char name[256], path[SERVER_PATH_MAX] = "a folder";
    iostx_feid feid;

    if (subject.size == 0)
        subject = row_bytes(row, IOSTX_PR_REMOTE_ID);
    snprintf(name, sizeof(name), "%.*s", (int)subject.size, subject.size == 0 ? "" : (const char *)subject.data);
    if (row_feid(row, folder ? IOSTX_PR_ENTRYID : IOSTX_PR_PARENT_ENTRYID, &feid))
        snprintf(path, sizeof(path), "%s", agent_folder_title(plan->agent, &feid, folder ? name : "a folder"));
    plan->up++;
    report_plan(&plan->agent->report, "up", pending_words(pending, folder), path, folder ? NULL : name,
                pending & IOSTX_PENDING_HELD ? "held by a conflict" : waits ? "waits after a failure" : NULL);
}

static int32_t plan_upload(struct plan *plan)
{
    const struct agent *agent = plan->agent;
    iostx_cursor *cursor = NULL;
    struct row row;
    int32_t result = iostx_store_list_pending(agent->store, agent->has_only ? &agent->only : NULL, &cursor);

    while (result >= 0 && row_next(cursor, &row, &result))
        plan_pending(plan, &row);
    iostx_cursor_free(cursor);
    return result;
}

/* --- Down ---------------------------------------------------------------------------------------------------------------------- */

static void plan_item(struct plan *plan, const char *folder, const char *what, iostx_bytes id)
{
    char name[256];

    snprintf(name, sizeof(name), "%.*s", (int)id.size, (const char *)id.data);
    plan->down++;
    report_plan(&plan->agent->report, "down", what, folder, name, NULL);
}

static int compare(iostx_bytes a, iostx_bytes b)
{
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* What the folder lost here and the server does not know yet. */
static int32_t read_left(struct plan *plan, const iostx_feid *feid)
{
    struct known_ids *left = &plan->left;
    iostx_cursor *cursor = NULL;
    struct row row;
    int32_t result = iostx_store_list_pending(plan->agent->store, feid, &cursor);

    while (result >= 0 && row_next(cursor, &row, &result)) {
        iostx_bytes id = row_bytes(&row, IOSTX_PR_REMOTE_ID), *more;

        if (!(row_number(&row, IOSTX_PR_PENDING) & (IOSTX_PENDING_DELETED | IOSTX_PENDING_MOVED_OUT)) || id.size == 0)
            continue;
        more = realloc(left->ids, (left->count + 1) * sizeof(*more));
        if (more == NULL)
            break;
        left->ids = more;
        more[left->count++] = (iostx_bytes){(const uint8_t *)texts_copy(&left->texts, (const char *)id.data, id.size), id.size};
    }
    iostx_cursor_free(cursor);
    return left->texts.failed ? IOSTX_MAPI_E_NOT_ENOUGH_MEMORY : result;
}

static bool was_left(const struct plan *plan, iostx_bytes id)
{
    for (size_t i = 0; i < plan->left.count; i++)
        if (compare(plan->left.ids[i], id) == 0)
            return true;
    return false;
}

static void forget_left(struct plan *plan)
{
    free(plan->left.ids);
    texts_free(&plan->left.texts);
    plan->left = (struct known_ids){0};
}

/* Reads two sorted lists side by side: the items that the store knows, and the files. rows: NULL if the store has no such folder. */
static int32_t compare_folder(struct plan *plan, struct download *server, const char *title, iostx_cursor *rows)
{
    struct row row = {0};
    size_t i = 0;
    int32_t result = IOSTX_S_OK;
    bool more = rows != NULL && row_next(rows, &row, &result);

    while (result >= 0 && (more || i < server->folder.count)) {
        const struct entry *entry = i < server->folder.count ? &server->folder.entries[i] : NULL;
        iostx_bytes id = row_bytes(&row, IOSTX_PR_REMOTE_ID), stored = row_bytes(&row, IOSTX_PR_REMOTE_VERSION);
        int order = !more ? 1 : entry == NULL ? -1 : compare(id, entry_id(entry));
        char version[VERSION_MAX];

        if (order < 0) {
            plan_item(plan, title, "deleted", id);
        } else if (order > 0) {
            if (!was_left(plan, entry_id(entry)))
                plan_item(plan, title, "new", entry_id(entry));
        } else if (!download_version(server, entry, stored, version) || strlen(version) != stored.size ||
                   memcmp(version, stored.data, stored.size) != 0) {
            plan_item(plan, title, "changed", entry_id(entry));
        }
        i += order >= 0;
        if (order <= 0)
            more = row_next(rows, &row, &result);
    }
    return result;
}

static int32_t plan_folder(struct plan *plan, const char *path, const struct store_folder *known)
{
    struct download server = {.agent = plan->agent};
    iostx_folder *folder = NULL;
    iostx_cursor *rows = NULL;
    int32_t result = IOSTX_S_OK;

    if (known == NULL) {
        plan->down++;
        report_plan(&plan->agent->report, "down", "new", path, NULL, NULL);
    }
    if (!folder_open(&plan->agent->server, path, &server.folder)) {
        if (errno != ENOENT)
            report_failure(&plan->agent->report, path, NULL, IOSTX_MAPI_E_NETWORK_ERROR, strerror(errno));
        return IOSTX_S_OK;
    }
    if (!folder_list(&server.folder)) {
        report_failure(&plan->agent->report, path, NULL, IOSTX_MAPI_E_NETWORK_ERROR, strerror(errno));
    } else {
        if (known != NULL) {
            result = read_left(plan, &known->feid);
            if (result >= 0)
                result = iostx_store_open_folder(plan->agent->store, &known->feid, &folder);
            if (result >= 0)
                result = iostx_folder_walk_remote(folder, &rows);
        }
        if (result >= 0)
            result = compare_folder(plan, &server, known == NULL ? path : known->path, rows);
        iostx_cursor_free(rows);
        iostx_folder_free(folder);
        forget_left(plan);
    }
    folder_close(&server.folder);
    return result;
}

static int32_t plan_download(struct plan *plan)
{
    struct agent *agent = plan->agent;
    struct server_folders folders;
    int32_t result = agent->store == NULL ? IOSTX_S_OK : store_folders_load_deleted(agent->store, &plan->deleted);

    if (result < 0)
        return result;
    if (!server_list(&agent->server, &folders)) {
        report_failure(&agent->report, agent->server.path, NULL, IOSTX_MAPI_E_NETWORK_ERROR, strerror(errno));
        return IOSTX_MAPI_E_NETWORK_ERROR;
    }
    for (size_t i = 0; result >= 0 && i < folders.count; i++) {
        const struct store_folder *known = store_folders_by_remote_id(&agent->folders, folders.items[i].path);

        if (agent->options.folder != NULL && (known == NULL || !agent->has_only || !same_folder(&known->feid, &agent->only)) &&
            strcmp(agent->options.folder, folders.items[i].path) != 0)
            continue;
        if (known == NULL && store_folders_by_remote_id(&plan->deleted, folders.items[i].path) != NULL)
            continue;
        result = plan_folder(plan, folders.items[i].path, known);
    }
    for (size_t i = 0; i < agent->folders.count && agent->options.folder == NULL; i++) {
        const struct store_folder *known = &agent->folders.items[i];

        if (known->remote_id[0] != '\0' && server_folders_find(&folders, known->remote_id) == NULL) {
            plan->down++;
            report_plan(&agent->report, "down", "deleted", known->path, NULL, NULL);
        }
    }
    server_folders_free(&folders);
    store_folders_free(&plan->deleted);
    return result;
}

int dry_run(struct agent *agent)
{
    struct plan plan = {.agent = agent};
    int32_t result = IOSTX_S_OK;
    char text[128];

    if (agent->options.folder != NULL)
        (void)agent_find_only(agent);
    if (agent->options.upload && agent->store != NULL)
        result = plan_upload(&plan);
    if (result >= 0 && agent->options.download)
        result = plan_download(&plan);
    if (result < 0) {
        report_failure(&agent->report, NULL, NULL, result, "the plan is not complete");
        return EXIT_UNUSABLE;
    }
    snprintf(text, sizeof(text), "dry run: %llu to upload, %llu to download; nothing was changed", (unsigned long long)plan.up,
             (unsigned long long)plan.down);
    report_note(&agent->report, NULL, text);
    return EXIT_IN_SYNC;
}
