#include "folders.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "storectl.h"
#include "values.h"
#include "words.h"

/* --- Reading the folders ------------------------------------------------------------------------------------------------------ */

enum {
    ENTRY, PARENT, NAME, CLASS, ROLE, ITEMS, UNREAD, ASSOCIATED, PENDING, HELD, LOCAL_ONLY, REMOTE_ID, REMOTE_VERSION,
    FOLDER_COLUMNS
};

static const uint32_t folder_tags[FOLDER_COLUMNS] = {
    [ENTRY] = IOSTX_PR_ENTRYID,
    [PARENT] = IOSTX_PR_PARENT_ENTRYID,
    [NAME] = IOSTX_PR_DISPLAY_NAME,
    [CLASS] = IOSTX_PR_CONTAINER_CLASS,
    [ROLE] = IOSTX_PR_SPECIAL_FOLDER,
    [ITEMS] = IOSTX_PR_CONTENT_COUNT,
    [UNREAD] = IOSTX_PR_CONTENT_UNREAD,
    [ASSOCIATED] = IOSTX_PR_ASSOC_CONTENT_COUNT,
    [PENDING] = IOSTX_PR_PENDING_COUNT,
    [HELD] = IOSTX_PR_HELD_COUNT,
    [LOCAL_ONLY] = IOSTX_PR_LOCAL_ONLY,
    [REMOTE_ID] = IOSTX_PR_REMOTE_ID,
    [REMOTE_VERSION] = IOSTX_PR_REMOTE_VERSION,
};

static const struct folder *find_number(const struct folders *folders, uint64_t number)
{
    for (size_t i = folders->count; i-- > 0;) {
        if (folders->all[i].number == number)
            return &folders->all[i];
    }
    return NULL;
}

/* The path of a folder whose parent, if it is listed, has its own already. */
static const char *make_path(struct folders *folders, const struct folder *parent, const struct folder *folder)
{
    struct buffer path = {0};
    const char *copy;

    if (folder->role == IOSTX_FOLDER_IPM_SUBTREE)
        return "";
    if (parent == NULL)
        buffer_add_char(&path, '/');
    else if (*parent->path != '\0') {
        buffer_add_text(&path, parent->path);
        buffer_add_char(&path, '/');
    }
    for (const char *c = folder->name; *c != '\0'; c++) {
        if (*c == '/' || *c == '\\' || (*c == '@' && c == folder->name))
            buffer_add_char(&path, '\\');
        buffer_add_char(&path, *c);
    }
    copy = texts_copy(&folders->texts, path.data, path.size);
    folders->texts.failed = folders->texts.failed || path.failed;
    buffer_free(&path);
    return copy;
}

static const char *copy_text(struct folders *folders, const iostx_value *value)
{
    iostx_bytes bytes = bytes_in(value);
    const char *copy = texts_copy(&folders->texts, (const char *)bytes.data, bytes.size);

    return copy == NULL ? "" : copy;
}

static iostx_bytes copy_bytes(struct folders *folders, const iostx_value *value)
{
    iostx_bytes bytes = bytes_in(value);
    const char *copy = texts_copy(&folders->texts, (const char *)bytes.data, bytes.size);

    return (iostx_bytes){(const uint8_t *)copy, copy == NULL ? 0 : bytes.size};
}

static void add_folder(struct folders *folders, const iostx_value *row)
{
    const struct folder *parent;
    struct folder folder = {0};
    struct folder *all;
    iostx_feid parent_id;

    if (!feid_of(bytes_in(&row[ENTRY]), &folder.feid))
        return;
    folder.number = number_of_ltid(&folder.feid.folder);
    folder.parent_number = feid_of(bytes_in(&row[PARENT]), &parent_id) ? number_of_ltid(&parent_id.folder) : 0;
    folder.name = copy_text(folders, &row[NAME]);
    folder.container_class = copy_text(folders, &row[CLASS]);
    folder.role = (uint32_t)number_in(&row[ROLE]);
    folder.items = number_in(&row[ITEMS]);
    folder.unread = number_in(&row[UNREAD]);
    folder.associated = number_in(&row[ASSOCIATED]);
    folder.pending = number_in(&row[PENDING]);
    folder.held = number_in(&row[HELD]);
    folder.local_only = number_in(&row[LOCAL_ONLY]) != 0;
    folder.remote_id = copy_bytes(folders, &row[REMOTE_ID]);
    folder.remote_version = copy_bytes(folders, &row[REMOTE_VERSION]);
    parent = find_number(folders, folder.parent_number);
    folder.visible = parent != NULL && (parent->visible || parent->role == IOSTX_FOLDER_IPM_SUBTREE);
    folder.path = make_path(folders, parent, &folder);
    if (folders->count % 64 == 0) {
        all = realloc(folders->all, (folders->count + 64) * sizeof(*all));
        if (all == NULL) {
            folders->texts.failed = true;
            return;
        }
        folders->all = all;
    }
    folders->all[folders->count++] = folder;
}

const struct folders *all_folders(struct shell *shell, int *status)
{
    iostx_cursor *cursor = NULL;
    const iostx_value *row;
    struct folders *folders;
    size_t columns;
    int32_t code;

    if (shell->folders != NULL)
        return shell->folders;
    code = iostx_store_list_folders(shell->store, NULL, folder_tags, FOLDER_COLUMNS, IOSTX_FOLDERS_DEPTH, &cursor);
    if (code < 0) {
        *status = fail_call(shell, shell->store, code, "cannot list the folders");
        return NULL;
    }
    folders = calloc(1, sizeof(*folders));
    while (folders != NULL && (code = iostx_cursor_next(cursor, &row, &columns)) == IOSTX_S_OK && !folders->texts.failed)
        add_folder(folders, row);
    if (folders == NULL || folders->texts.failed)
        *status = fail(shell, "out of memory");
    else if (code < 0)
        *status = fail_call(shell, cursor, code, "cannot list the folders");
    else
        shell->folders = folders;
    if (shell->folders == NULL)
        free_folders(folders);
    iostx_cursor_free(cursor);
    return shell->folders;
}

void free_folders(struct folders *folders)
{
    if (folders == NULL)
        return;
    texts_free(&folders->texts);
    free(folders->all);
    free(folders);
}

/* --- Finding by number and by name -------------------------------------------------------------------------------------------- */

const struct folder *folder_numbered(struct shell *shell, uint64_t number)
{
    int status;
    const struct folders *folders = all_folders(shell, &status);

    return folders == NULL ? NULL : find_number(folders, number);
}

const char *folder_path(struct shell *shell, const iostx_ltid *ltid, char memory[24])
{
    const struct folder *folder = folder_numbered(shell, number_of_ltid(ltid));

    return folder != NULL ? folder->path : number_text(number_of_ltid(ltid), memory);
}

const char *entry_path(struct shell *shell, iostx_bytes entry_id, char memory[24])
{
    iostx_meid meid;
    iostx_feid feid;

    if (feid_of(entry_id, &feid))
        return folder_path(shell, &feid.folder, memory);
    return meid_of(entry_id, &meid) ? folder_path(shell, &meid.folder, memory) : NULL;
}

/* Whether a path names a folder; without case if `any_case`, since siblings differ by more than case. */
static bool is_path(const struct folder *folder, const char *path, bool any_case)
{
    if (any_case)
        return strcasecmp(folder->path, path) == 0;
    return strcmp(folder->path, path) == 0;
}

static const struct folder *find_path(const struct folders *folders, const char *path)
{
    for (int any_case = 0; any_case <= 1; any_case++) {
        for (size_t i = 0; i < folders->count; i++) {
            if (is_path(&folders->all[i], path, any_case != 0))
                return &folders->all[i];
        }
    }
    return NULL;
}

static const struct folder *find_remote(const struct folders *folders, const char *text)
{
    for (size_t i = 0; i < folders->count; i++) {
        iostx_bytes id = folders->all[i].remote_id;
        if (id.size > 0 && id.size == strlen(text) && memcmp(id.data, text, id.size) == 0)
            return &folders->all[i];
    }
    return NULL;
}

/* "@inbox", "@inbox/Projects": the path that it stands for, in `path`. */
static int expand_role(struct shell *shell, const struct folders *folders, const char *text, struct buffer *path)
{
    size_t size = strcspn(text + 1, "/");
    char word[32] = "", choices[CHOICES_MAX];
    uint32_t role;

    if (size < sizeof(word))
        memcpy(word, text + 1, size);
    if (!number_of(role_words, word, &role))
        return fail(shell, "folder \"%s\": there is no such role; there are %s", text, choices_of(role_words, choices));
    if (role == IOSTX_FOLDER_ROOT) {
        buffer_add_text(path, "/");
    } else {
        size_t i = 0;

        while (i < folders->count && folders->all[i].role != role)
            i++;
        if (i == folders->count)
            return fail(shell, "folder \"%s\": the store has no folder of this role", text);
        buffer_add_text(path, folders->all[i].path);
    }
    if (text[1 + size] == '/' && text[2 + size] != '\0')
        buffer_add_text(path, path->size == 0 || role == IOSTX_FOLDER_ROOT ? text + 2 + size : text + 1 + size);
    return DONE;
}

int find_folder(struct shell *shell, const char *text, iostx_feid *out)
{
    int status = DONE;
    const struct folders *folders = all_folders(shell, &status);
    const struct folder *found = NULL;
    struct buffer path = {0};

    if (folders == NULL)
        return status;
    if (*text == '@')
        status = expand_role(shell, folders, text, &path);
    else
        buffer_add_text(&path, text);
    if (status == DONE && path.data != NULL) {
        while (path.size > 1 && path.data[path.size - 1] == '/' && path.data[path.size - 2] != '\\')
            path.data[--path.size] = '\0';
        if (strcmp(path.data, "/") == 0) {
            int32_t code = iostx_store_get_special_folder(shell->store, IOSTX_FOLDER_ROOT, out);
            buffer_free(&path);
            return code < 0 ? fail_call(shell, shell->store, code, "cannot open the root folder") : DONE;
        }
        found = find_path(folders, path.data);
        found = found != NULL ? found : find_remote(folders, text);
    }
    buffer_free(&path);
    if (status == DONE && found == NULL)
        return fail(shell, "folder \"%s\": there is no such folder; list them with: folders", text);
    if (status == DONE)
        *out = found->feid;
    return status;
}

int open_feid(struct shell *shell, const iostx_feid *feid, iostx_folder **out)
{
    char memory[24];
    int32_t code = iostx_store_open_folder(shell->store, feid, out);

    if (code >= 0)
        return DONE;
    return fail_call(shell, shell->store, code, "cannot open the folder \"%s\"", folder_path(shell, &feid->folder, memory));
}

int open_folder(struct shell *shell, const char *text, iostx_folder **out)
{
    iostx_feid feid;
    int status = find_folder(shell, text, &feid);

    return status == DONE ? open_feid(shell, &feid, out) : status;
}

int split_path(struct shell *shell, const char *path, const char **parent, const char **name)
{
    int status = DONE;
    struct texts *texts;
    size_t size = strlen(path), slash = SIZE_MAX;
    char *to;

    if (all_folders(shell, &status) == NULL)
        return status;
    texts = &shell->folders->texts;
    while (size > 1 && path[size - 1] == '/' && path[size - 2] != '\\')
        size--;
    for (size_t i = 0; i < size; i++) {
        if (path[i] == '\\')
            i++;
        else if (path[i] == '/')
            slash = i;
    }
    *parent = slash == SIZE_MAX ? "" : texts_copy(texts, path, slash == 0 ? 1 : slash);
    *name = to = texts_copy(texts, path + (slash == SIZE_MAX ? 0 : slash + 1), size - (slash == SIZE_MAX ? 0 : slash + 1));
    if (*parent == NULL || to == NULL)
        return fail(shell, "out of memory");
    for (const char *from = to; *from != '\0'; from++) {
        if (*from == '\\' && from[1] != '\0')
            from++;
        *to++ = *from;
    }
    *to = '\0';
    if (**name == '\0')
        return usage(shell, "path \"%s\": it ends in no name", path);
    return DONE;
}
