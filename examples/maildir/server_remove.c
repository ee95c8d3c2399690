#include "server_remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

/* What mail programs keep beside cur, new and tmp: made anew by them when it is missing. */
static bool is_housekeeping(const char *name)
{
    return strcmp(name, "maildirfolder") == 0 || strncmp(name, "dovecot", 7) == 0 || strncmp(name, "courier", 7) == 0 ||
           strcmp(name, "subscriptions") == 0;
}

static bool is_part(const char *name)
{
    return strcmp(name, "cur") == 0 || strcmp(name, "new") == 0 || strcmp(name, "tmp") == 0;
}

static DIR *open_again(int fd)
{
    int copy = fd < 0 ? -1 : openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);

    if (dir == NULL && copy >= 0)
        close(copy);
    return dir;
}

/* The iostx_bytes of a name, for folder_find. */
static iostx_bytes bytes_of(const char *name, size_t size)
{
    return (iostx_bytes){(const uint8_t *)name, size};
}

bool server_has_foreign(struct folder *folder, char name[256])
{
    DIR *dir = open_again(folder->dir);
    struct dirent *found;
    bool foreign = dir == NULL;

    while (!foreign && (found = readdir(dir)) != NULL) {
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        foreign = folder->kind == FOLDER_MAIL ? !is_part(found->d_name) && !is_housekeeping(found->d_name)
                                              : folder_find(folder, bytes_of(found->d_name, strlen(found->d_name))) == NULL;
        if (foreign)
            snprintf(name, 256, "%.255s", found->d_name);
    }
    if (dir != NULL)
        closedir(dir);
    return foreign;
}

static bool unlink_entries(struct folder *folder)
{
    for (size_t i = 0; i < folder->count; i++) {
        struct entry *entry = &folder->entries[i];

        if (!entry->gone && unlinkat(folder_part(folder, entry), entry->name, 0) != 0 && errno != ENOENT)
            return false;
    }
    return true;
}

/* Takes away the files of mail programs, once no message is left. */
static bool unlink_housekeeping(struct folder *folder)
{
    DIR *dir = open_again(folder->dir);
    struct dirent *found;
    bool done = dir != NULL;

    while (done && (found = readdir(dir)) != NULL) {
        if (is_housekeeping(found->d_name))
            done = unlinkat(folder->dir, found->d_name, 0) == 0 || errno == ENOENT;
    }
    if (dir != NULL)
        closedir(dir);
    return done;
}

/* Messages that other programs were about to deliver would be lost with "tmp": only what is old is left over (the Maildir rules say 36
   hours). */
static void empty_tmp(struct folder *folder)
{
    DIR *dir = open_again(folder->tmp);
    struct dirent *found;
    struct stat st;

    while (dir != NULL && (found = readdir(dir)) != NULL) {
        if (found->d_name[0] != '.' && fstatat(folder->tmp, found->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            files_mtime(&st).tv_sec < time(NULL) - 36 * 3600)
            (void)unlinkat(folder->tmp, found->d_name, 0);
    }
    if (dir != NULL)
        closedir(dir);
}

static bool remove_parts(struct folder *folder)
{
    static const char *const parts[] = {"new", "cur", "tmp"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (unlinkat(folder->dir, parts[i], AT_REMOVEDIR) != 0 && errno != ENOENT)
            return false;
    return true;
}

bool server_remove(const struct server *server, struct folder *folder)
{
    const char *cut = strrchr(folder->path, '/');
    char above[SERVER_PATH_MAX];
    int dir;
    bool done;

    snprintf(above, sizeof(above), "%.*s", cut == NULL ? 1 : (int)(cut - folder->path), cut == NULL ? "." : folder->path);
    dir = files_open_dir(server->root, above);
    done = dir >= 0 && unlink_entries(folder);
    if (done && folder->kind == FOLDER_MAIL) {
        empty_tmp(folder);
        done = remove_parts(folder) && unlink_housekeeping(folder);
    }
    done = done && (unlinkat(dir, cut == NULL ? folder->path : cut + 1, AT_REMOVEDIR) == 0 || errno == ENOENT) && files_sync_dir(dir);
    if (dir >= 0)
        close(dir);
    return done;
}
