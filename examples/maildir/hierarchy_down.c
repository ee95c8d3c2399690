/* LR_SYNC_DOWNLOAD_HIERARCHY: the folders of the server, all of them, parents first. */
#include "agent.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "folder_binding.h"
#include "hierarchy_state.h"
#include "pim_fields.h"

/* Of a pim folder that is new here, so many files are looked into, and so far, to see what it holds. */
#define PEEK_FILES 5
#define PEEK_SIZE ((size_t)64 * 1024)

/* --- What a pim folder holds --------------------------------------------------------------------------------------------------- */

static const char *class_of_kind(enum pim_kind kind)
{
    switch (kind) {
    case PIM_EVENT:
        return "IPF.Appointment";
    case PIM_TODO:
        return "IPF.Task";
    case PIM_JOURNAL:
        return "IPF.Journal";
    case PIM_CONTACT:
    case PIM_GROUP:
        return "IPF.Contact";
    default:
        return NULL;
    }
}

static const char *class_of_role(uint32_t role)
{
    switch (role) {
    case IOSTX_FOLDER_CALENDAR:
        return "IPF.Appointment";
    case IOSTX_FOLDER_CONTACTS:
        return "IPF.Contact";
    case IOSTX_FOLDER_JOURNAL:
        return "IPF.Journal";
    case IOSTX_FOLDER_NOTES:
        return "IPF.StickyNote";
    case IOSTX_FOLDER_TASKS:
        return "IPF.Task";
    default:
        return NULL;
    }
}

/* By the first files in it. */
static const char *class_of_content(const struct server *server, const char *path)
{
    const char *class = NULL;
    struct folder folder;

    if (!folder_open(server, path, &folder))
        return NULL;
    if (folder_list(&folder)) {
        for (size_t i = 0; i < folder.count && i < PEEK_FILES && class == NULL; i++) {
            struct buffer text = {0};
            struct pim_fields fields;
            struct stat st;
            int fd = folder_open_entry(&folder, &folder.entries[i], &st);

            if (fd >= 0 && files_read(fd, PEEK_SIZE, &text) && text.size > 0 && pim_fields_read(text.data, text.size, &fields)) {
                class = class_of_kind(fields.kind);
                pim_fields_free(&fields);
            }
            if (fd >= 0)
                close(fd);
            buffer_free(&text);
        }
    }
    folder_close(&folder);
    return class;
}

/* PR_CONTAINER_CLASS of a folder that is new here. */
static const char *container_class(const struct server *server, const struct server_folders *folders, const struct server_folder *folder)
{
    const char *class;

    if (folder->kind == FOLDER_MAIL)
        return "IPF.Note";
    /* What is below Calendar is a calendar. */
    for (const struct server_folder *above = folder; above != NULL;
         above = above->parent == NULL ? NULL : server_folders_find(folders, above->parent))
        if (class_of_role(above->role) != NULL)
            return class_of_role(above->role);
    class = class_of_content(server, folder->path);
    return class != NULL ? class : "IPF.Appointment";
}

/* --- Renamed on the server ------------------------------------------------------------------------------------------------------ */

/* The path that a folder had at the last pass, if the store has it still under that path and the server has not. */
static const char *old_path(struct agent *agent, const struct hierarchy_state *state, const struct server_folders *folders,
                            const struct server_folder *folder)
{
    if (folder->inode == 0 || folder->role != IOSTX_FOLDER_NONE || store_folders_by_remote_id(&agent->folders, folder->path) != NULL)
        return NULL;
    for (size_t i = 0; i < state->count; i++) {
        const struct known_folder *known = &state->folders[i];
        const struct store_folder *here;

        if (known->inode != folder->inode || server_kind(known->path) != folder->kind || server_folders_find(folders, known->path) != NULL)
            continue;
        here = store_folders_by_remote_id(&agent->folders, known->path);
        if (here != NULL && here->role == IOSTX_FOLDER_NONE)
            return known->path;
    }
    return NULL;
}

/* Gives folders that were renamed on the server their new remote ids; their import then brings the new names. Should the inode be that
   of a new directory after all, the items tell: they are compared as in any other folder. */
static void follow_renames(struct agent *agent, const struct hierarchy_state *state, const struct server_folders *folders)
{
    for (size_t i = 0; i < folders->count && !agent_stops(agent); i++) {
        const char *from = old_path(agent, state, folders, &folders->items[i]);

        if (from != NULL && folder_rebind(agent, from, folders->items[i].path, true) < 0)
            report_failure(&agent->report, folders->items[i].path, NULL, IOSTX_MAPI_E_CALL_FAILED, "cannot be bound to its new path");
    }
}

/* --- Import --------------------------------------------------------------------------------------------------------------------- */

#define VALUES_MAX 8

static void add_text(iostx_value *values, size_t *count, uint32_t tag, const char *text, size_t size)
{
    values[(*count)++] = (iostx_value){.tag = tag, .value = {.bytes = {(const uint8_t *)text, size}}};
}

/* The remote version of a folder is the stamp that it had at the end of its last download (download.c sets it). A folder that was deleted
   here keeps it as long as the server's is the same; if it is another, the server changed the folder, which then comes back. "?" makes a
   version that no folder has: its content is not known yet. */
static iostx_bytes version_of(struct agent *agent, const struct store_folders *deleted, const struct server_folder *folder,
                              char text[FOLDER_STAMP_MAX + 2])
{
    const struct store_folder *gone = store_folders_by_remote_id(deleted, folder->path);
    struct folder open;
    struct stamp stamp = {0};

    if (folder_open(&agent->server, folder->path, &open)) {
        if (!folder_stamp(&open, &stamp))
            stamp.text[0] = '\0';
        folder_close(&open);
    }
    if (gone != NULL && agent_is_known(agent, folder->path, gone->remote_version, &stamp))
        return gone->remote_version;
    snprintf(text, FOLDER_STAMP_MAX + 2, "%s?", stamp.text);
    return (iostx_bytes){(const uint8_t *)text, strlen(text)};
}

static void import_folder(struct agent *agent, iostx_hierarchy_sink *sink, const struct server_folders *folders,
                          const struct store_folders *deleted, const struct server_folder *folder)
{
    const struct store_folder *known = store_folders_by_remote_id(&agent->folders, folder->path);
    const struct store_folder *special = store_folders_by_role(&agent->folders, folder->role);
    const char *name = special != NULL ? special->name : folder->name;
    char text[FOLDER_STAMP_MAX + 2];
    iostx_value values[VALUES_MAX];
    iostx_bytes version;
    size_t count = 0;
    int32_t result;

    version = known != NULL ? known->remote_version : version_of(agent, deleted, folder, text);
    /* Special folders keep the names that the store gave them; a role binds the server's folder to ours of that role. */
    add_text(values, &count, IOSTX_PR_DISPLAY_NAME, name, strlen(name));
    add_text(values, &count, IOSTX_PR_REMOTE_ID, folder->path, strlen(folder->path));
    add_text(values, &count, IOSTX_PR_REMOTE_VERSION, (const char *)version.data, version.size);
    /* None: it is at the top, and comes there if it was not. */
    add_text(values, &count, IOSTX_PR_PARENT_REMOTE_ID, folder->parent != NULL ? folder->parent : "",
             folder->parent != NULL ? strlen(folder->parent) : 0);
    if (folder->role != IOSTX_FOLDER_NONE)
        values[count++] = (iostx_value){.tag = IOSTX_PR_SPECIAL_FOLDER, .value = {.i4 = (int32_t)folder->role}};
    if (known == NULL && special == NULL) {
        const char *class = container_class(&agent->server, folders, folder);

        add_text(values, &count, IOSTX_PR_CONTAINER_CLASS, class, strlen(class));
    }
    result = iostx_hierarchy_sink_import_folder_change(sink, values, count);
    if (result == IOSTX_S_OK)
        report_hierarchy(&agent->report, "down", known == NULL ? "new" : "changed", folder->path, NULL);
    else if (result < 0 && result != IOSTX_SYNC_E_IGNORE && result != IOSTX_SYNC_E_OBJECT_DELETED && result != IOSTX_MAPI_E_USER_CANCEL) {
        iostx_error *error = NULL;

        (void)iostx_hierarchy_sink_get_last_error(sink, &error);
        report_failure(&agent->report, folder->path, NULL, result, error == NULL ? NULL : error->message);
        iostx_error_free(error);
    }
}

/* All folders. Only between listing_begin and listing_complete does absence mean deletion. */
static int32_t import_all(struct agent *agent, iostx_dnhier *dnhier, const struct server_folders *folders)
{
    struct store_folders deleted;
    struct buffer blob = {0};
    int32_t result = store_folders_load_deleted(agent->store, &deleted);

    if (result < 0)
        return result;
    result = iostx_hierarchy_sink_listing_begin(dnhier->sink, NULL);
    for (size_t i = 0; result >= 0 && i < folders->count && !agent_stops(agent); i++)
        import_folder(agent, dnhier->sink, folders, &deleted, &folders->items[i]);
    store_folders_free(&deleted);
    if (result >= 0 && agent_stops(agent))
        return IOSTX_MAPI_E_USER_CANCEL;
    if (result >= 0)
        result = iostx_hierarchy_sink_listing_complete(dnhier->sink);
    hierarchy_state_write(folders, &blob);
    if (result >= 0 && !blob.failed)
        result = iostx_hierarchy_sink_set_state_blob(dnhier->sink, (iostx_bytes){(const uint8_t *)blob.data, blob.size});
    buffer_free(&blob);
    return result;
}

static int32_t download_folders(struct agent *agent, iostx_dnhier *dnhier)
{
    struct server_folders folders;
    struct hierarchy_state state;
    int32_t result = IOSTX_MAPI_E_NETWORK_ERROR;

    if (!hierarchy_state_read(dnhier->state_blob, &state))
        return IOSTX_MAPI_E_NOT_ENOUGH_MEMORY;
    if (server_list(&agent->server, &folders)) {
        if (folders.notes.size > 0)
            report_remark(&agent->report, NULL, folders.notes.data);
        follow_renames(agent, &state, &folders);
        result = import_all(agent, dnhier, &folders);
        if (result < 0)
            agent_report(agent, result, "the folders");
        server_folders_free(&folders);
    } else {
        report_failure(&agent->report, agent->server.path, NULL, result, strerror(errno));
        agent->broken = true;
    }
    hierarchy_state_free(&state);
    return result;
}

int32_t hierarchy_download(struct agent *agent)
{
    iostx_state *state = NULL;
    int32_t result = agent_begin(agent, IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY, "the folders", &state), ended;

    if (result < 0)
        return result;
    result = download_folders(agent, &state->body.dnhier);
    if (result >= 0)
        state->body.dnhier.flags |= IOSTX_DNH_OK;
    agent->report.folders_down += state->body.dnhier.count_del;
    /* Deletions are carried out at the end of the state, unless there are so many that they are held for the user to confirm. */
    ended = agent_end(agent, result < 0 ? result : IOSTX_S_OK, "the folders");
    if (ended == IOSTX_W_DELETIONS_HELD)
        report_note(&agent->report, agent->server.path, "folders are gone from the server; their deletion is held until it is confirmed");
    (void)agent_load_folders(agent);
    return result < 0 ? result : ended;
}
