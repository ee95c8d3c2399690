/* The folders of the server. */
#include "server.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "names.h"

/* Directories of pim folders are followed so deep. */
#define DEPTH_MAX 16

static struct server_folder *add_folder(struct server_folders *out, const char *path)
{
    struct server_folder *folder;

    if (out->count == out->capacity) {
        size_t capacity = out->capacity == 0 ? 32 : out->capacity * 2;
        struct server_folder *items = realloc(out->items, capacity * sizeof(*items));

        if (items == NULL) {
            out->texts.failed = true;
            return NULL;
        }
        out->items = items;
        out->capacity = capacity;
    }
    folder = &out->items[out->count];
    *folder = (struct server_folder){.path = texts_copy(&out->texts, path, strlen(path)), .kind = server_kind(path)};
    if (folder->path == NULL)
        return NULL;
    out->count++;
    return folder;
}

static void note(struct server_folders *out, const char *path, const char *why)
{
    buffer_add_text(&out->notes, path);
    buffer_add_text(&out->notes, ": ");
    buffer_add_text(&out->notes, why);
    buffer_add_char(&out->notes, '\n');
}

/* Whether a directory ".NAME" is a folder of Maildir++: some other programs keep such directories too. */
static bool is_maildir_folder(int mail, const char *name, uint64_t *inode)
{
    static const char *const signs[] = {"cur", "new", "maildirfolder"};
    struct stat st;
    int dir = files_open_dir(mail, name);
    bool found = false;

    if (dir < 0)
        return false;
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]) && !found; i++)
        found = fstatat(dir, signs[i], &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISLNK(st.st_mode);
    found = found && fstat(dir, &st) == 0;
    *inode = st.st_ino;
    close(dir);
    return found;
}

/* ".A..B" and ".A." name nothing. */
static bool is_mail_name(const char *name)
{
    return name[0] == '.' && name[1] != '\0' && strstr(name, "..") == NULL && name[strlen(name) - 1] != '.';
}

static bool list_mail(const struct server *server, struct server_folders *out)
{
    int mail = files_open_dir(server->root, server->inbox);
    DIR *dir = mail < 0 ? NULL : fdopendir(mail);
    struct server_folder *inbox;
    struct dirent *found;
    struct stat st;

    if (dir == NULL) {
        if (mail >= 0)
            close(mail);
        return false;
    }
    inbox = add_folder(out, server->inbox);
    if (inbox != NULL && fstat(dirfd(dir), &st) == 0)
        inbox->inode = st.st_ino;
    while (errno = 0, (found = readdir(dir)) != NULL) {
        char path[SERVER_PATH_MAX];
        struct server_folder *folder;
        uint64_t inode;

        if (found->d_name[0] != '.' || strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof(path), "%s%s", server->mail_prefix, found->d_name);
        if (!is_mail_name(found->d_name) || strcmp(found->d_name, ".INBOX") == 0 ||
            !is_maildir_folder(dirfd(dir), found->d_name, &inode)) {
            note(out, path, "no Maildir folder, passed over");
            continue;
        }
        folder = add_folder(out, path);
        if (folder != NULL)
            folder->inode = inode;
    }
    if (errno != 0) {
        closedir(dir);
        return false;
    }
    return closedir(dir) == 0;
}

/* Lists the directories of `path`, and those below them. */
static bool list_pim(const struct server *server, const char *path, unsigned depth, struct server_folders *out)
{
    int fd = files_open_dir(server->root, path);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *found;
    bool done = dir != NULL;

    if (dir == NULL && fd >= 0)
        close(fd);
    while (done && (errno = 0, (found = readdir(dir)) != NULL)) {
        char below[SERVER_PATH_MAX + 258];
        struct server_folder *folder;
        struct stat st;

        if (found->d_name[0] == '.' || fstatat(dirfd(dir), found->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        snprintf(below, sizeof(below), "%s/%s", path, found->d_name);
        if (S_ISLNK(st.st_mode))
            note(out, below, "a symbolic link, passed over");
        if (!S_ISDIR(st.st_mode))
            continue;
        if (depth >= DEPTH_MAX || strlen(below) >= SERVER_PATH_MAX) {
            note(out, below, "too deep, passed over");
            continue;
        }
        folder = add_folder(out, below);
        if (folder != NULL)
            folder->inode = st.st_ino;
        done = list_pim(server, below, depth + 1, out);
    }
    if (done && errno != 0)
        done = false;
    if (dir != NULL)
        closedir(dir);
    return done;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct server_folder *)a)->path, ((const struct server_folder *)b)->path);
}

/* Remote id of the folder above; NULL: a top folder. Allocated in the listing's memory. */
static const char *parent_of(const struct server *server, struct server_folders *folders, const char *path)
{
    const char *name = path + strlen(server->mail_prefix);
    const char *cut = strrchr(path, server_kind(path) == FOLDER_PIM ? '/' : '.');

    if (server_kind(path) == FOLDER_PIM)
        return (size_t)(cut - path) == strlen("pim") ? NULL : texts_copy(&folders->texts, path, (size_t)(cut - path));
    if (strcmp(path, server->inbox) == 0 || cut == name)
        return NULL;
    if (cut - name == 6 && strncmp(name, ".INBOX", 6) == 0)
        return server->inbox;
    return texts_copy(&folders->texts, path, (size_t)(cut - path));
}

/* Fills in what follows from the path. */
static void describe(const struct server *server, struct server_folders *folders, struct server_folder *folder)
{
    struct buffer name = {0};
    const char *last = strrchr(folder->path, folder->kind == FOLDER_PIM ? '/' : '.') + 1;

    folder->parent = parent_of(server, folders, folder->path);
    if (strcmp(folder->path, server->inbox) == 0) {
        folder->role = IOSTX_FOLDER_INBOX;
        buffer_add_text(&name, "Inbox");
    } else {
        folder->role = folder->parent == NULL ? server_role(folder->kind, last) : IOSTX_FOLDER_NONE;
        if (folder->kind == FOLDER_PIM)
            names_from_pim(last, strlen(last), &name);
        else
            names_from_mail(last, strlen(last), &name);
    }
    folder->name = name.failed || name.size == 0 ? NULL : texts_copy(&folders->texts, name.data, name.size);
    if (folder->name == NULL)
        folders->texts.failed = true;
    buffer_free(&name);
}

static bool contains(const struct server_folder *items, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].path, path) == 0)
            return true;
    return false;
}

static void sort(struct server_folders *folders)
{
    if (folders->count > 0)
        qsort(folders->items, folders->count, sizeof(*folders->items), by_path);
}

/* Maildir++ allows ".A.B" without ".A": the folder above is there all the same. */
static void add_implied(const struct server *server, struct server_folders *folders)
{
    size_t sorted;

    do {
        sort(folders);
        sorted = folders->count;
        for (size_t i = 0; i < sorted && !folders->texts.failed; i++) {
            const char *parent = parent_of(server, folders, folders->items[i].path);
            struct server_folders known = {.items = folders->items, .count = sorted};

            if (parent != NULL && server_folders_find(&known, parent) == NULL &&
                !contains(folders->items + sorted, folders->count - sorted, parent))
                add_folder(folders, parent);
        }
    } while (folders->count > sorted && !folders->texts.failed);
}

bool server_list(const struct server *server, struct server_folders *out)
{
    *out = (struct server_folders){0};
    if ((server->has_mail && !list_mail(server, out)) || (server->has_pim && !list_pim(server, "pim", 0, out))) {
        int error = errno;

        server_folders_free(out);
        errno = error;
        return false;
    }
    add_implied(server, out);
    for (size_t i = 0; i < out->count && !out->texts.failed; i++)
        describe(server, out, &out->items[i]);
    if (out->texts.failed) {
        server_folders_free(out);
        errno = ENOMEM;
        return false;
    }
    return true;
}

void server_folders_free(struct server_folders *folders)
{
    free(folders->items);
    texts_free(&folders->texts);
    buffer_free(&folders->notes);
    *folders = (struct server_folders){0};
}

const struct server_folder *server_folders_find(const struct server_folders *folders, const char *path)
{
    struct server_folder key = {.path = path};

    return folders->count == 0 ? NULL : bsearch(&key, folders->items, folders->count, sizeof(key), by_path);
}

bool server_is_implied(const struct server *server, const char *path)
{
    struct server_folders folders;
    const struct server_folder *found;
    bool implied;

    if (server_kind(path) != FOLDER_MAIL || !server_list(server, &folders))
        return false;
    found = server_folders_find(&folders, path);
    implied = found != NULL && found->inode == 0;
    server_folders_free(&folders);
    return implied;
}
