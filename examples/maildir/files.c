#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool files_is_name(const char *name, size_t size)
{
    if (size == 0 || (size == 1 && name[0] == '.') || (size == 2 && name[0] == '.' && name[1] == '.'))
        return false;
    return memchr(name, '/', size) == NULL && memchr(name, '\0', size) == NULL;
}

int files_open_dir(int root, const char *path)
{
    int dir = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (strcmp(path, ".") == 0)
        return dir;
    while (dir >= 0) {
        char name[256];
        size_t size = strcspn(path, "/");
        int below, error;

        if (!files_is_name(path, size) || size >= sizeof(name)) {
            close(dir);
            errno = size >= sizeof(name) ? ENAMETOOLONG : EINVAL;
            return -1;
        }
        memcpy(name, path, size);
        name[size] = '\0';
        below = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        error = errno;
        close(dir);
        errno = error;
        dir = below;
        if (path[size] == '\0')
            break;
        path += size + 1;
    }
    return dir;
}

int files_open(int dir, const char *name, struct stat *st)
{
    int fd;

    /* A device may act when it is opened, and a socket cannot be: what is no file is not even tried. */
    if (fstatat(dir, name, st, AT_SYMLINK_NOFOLLOW) != 0)
        return -1;
    if (!S_ISREG(st->st_mode)) {
        errno = S_ISLNK(st->st_mode) ? ELOOP : EINVAL;
        return -1;
    }
    /* What has taken its place since then: O_NONBLOCK, as opening a pipe must not wait for somebody to write into it. */
    fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode)) {
        close(fd);
        errno = EINVAL;
        return -1;
    }
    return fd;
}

bool files_read(int fd, size_t limit, struct buffer *out)
{
    char chunk[16384];

    while (out->size < limit && !out->failed) {
        size_t wanted = limit - out->size < sizeof(chunk) ? limit - out->size : sizeof(chunk);
        ssize_t got = read(fd, chunk, wanted);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        buffer_add(out, chunk, (size_t)got);
    }
    if (out->failed)
        errno = ENOMEM;
    return !out->failed;
}

int files_create(int dir, const char *name)
{
    return openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

bool files_write(int fd, const void *data, size_t size)
{
    const char *at = data;

    while (size > 0) {
        ssize_t done = write(fd, at, size);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        at += done;
        size -= (size_t)done;
    }
    return true;
}

bool files_sync_dir(int dir)
{
    /* Some file systems cannot sync a directory, and say EINVAL: there is nothing more to be done then. */
    return fsync(dir) == 0 || errno == EINVAL || errno == ENOTSUP;
}

bool files_is_settled(const struct timespec *mtime, time_t now)
{
    return mtime->tv_sec < now - FILES_SETTLED_SECONDS;
}

uint64_t files_digest(uint64_t digest, const void *data, size_t size)
{
    const unsigned char *at = data;

    for (size_t i = 0; i < size; i++)
        digest = (digest ^ at[i]) * UINT64_C(0x100000001B3);
    return digest;
}
