#include "draft.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "files.h"

#define HIDDEN_PREFIX ".iostx-"
#define HIDDEN_SUFFIX ".tmp"
/* So old is nothing that is still being written; the Maildir rules say 36 hours too. */
#define SWEEP_SECONDS (36 * 3600)

/* The host's name with '/' and ':' written as the Maildir rules say. */
static const char *host_name(void)
{
    static char name[64];
    char raw[48];
    size_t used = 0;

    if (name[0] != '\0')
        return name;
    if (gethostname(raw, sizeof(raw)) != 0 || raw[0] == '\0')
        strcpy(raw, "localhost");
    raw[sizeof(raw) - 1] = '\0';
    for (size_t i = 0; raw[i] != '\0' && used + 5 < sizeof(name); i++) {
        if (raw[i] == '/' || raw[i] == ':')
            used += (size_t)snprintf(name + used, sizeof(name) - used, "\\%03o", (unsigned)(unsigned char)raw[i]);
        else
            name[used++] = raw[i];
    }
    name[used] = '\0';
    return name;
}

void draft_unique_name(uint64_t token, char *out, size_t size)
{
    static unsigned count;
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(out, size, "%lld.M%06ldP%ldQ%uI%016" PRIx64 ".%s", (long long)now.tv_sec, now.tv_nsec / 1000, (long)getpid(), count++, token,
             host_name());
}

bool draft_begin(struct folder *folder, struct draft *out)
{
    char unique[200];

    *out = (struct draft){.dir = -1, .fd = -1};
    if (!folder_complete(folder))
        return false;
    draft_unique_name(0, unique, sizeof(unique));
    if (folder->kind == FOLDER_MAIL)
        snprintf(out->name, sizeof(out->name), "%s", unique);
    else
        snprintf(out->name, sizeof(out->name), HIDDEN_PREFIX "%s" HIDDEN_SUFFIX, unique);
    out->dir = folder->kind == FOLDER_MAIL ? folder->tmp : folder->dir;
    out->fd = files_create(out->dir, out->name);
    return out->fd >= 0;
}

bool draft_write(struct draft *draft, const void *data, size_t size)
{
    return files_write(draft->fd, data, size);
}

bool draft_complete(struct draft *draft, uint64_t modified, int64_t *size)
{
    /* 1601-01-01 to 1970-01-01 in units of 100 ns. */
    const uint64_t epoch = UINT64_C(116444736000000000);
    struct stat st;

    if (modified > epoch) {
        struct timespec times[2];

        times[0].tv_sec = times[1].tv_sec = (time_t)((modified - epoch) / 10000000);
        times[0].tv_nsec = times[1].tv_nsec = (long)((modified - epoch) % 10000000) * 100;
        if (futimens(draft->fd, times) != 0)
            return false;
    }
    if (fstat(draft->fd, &st) != 0 || fsync(draft->fd) != 0)
        return false;
    *size = st.st_size;
    return true;
}

void draft_end(struct draft *draft)
{
    int error = errno;

    if (draft->fd >= 0) {
        close(draft->fd);
        (void)unlinkat(draft->dir, draft->name, 0);
    }
    draft->fd = -1;
    errno = error;
}

void draft_sweep(struct folder *folder)
{
    int copy = folder->kind == FOLDER_PIM ? openat(folder->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *found;
    struct stat st;

    if (dir == NULL && copy >= 0)
        close(copy);
    while (dir != NULL && (found = readdir(dir)) != NULL) {
        if (strncmp(found->d_name, HIDDEN_PREFIX, strlen(HIDDEN_PREFIX)) == 0 && strstr(found->d_name, HIDDEN_SUFFIX) != NULL &&
            fstatat(copy, found->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
            files_mtime(&st).tv_sec < time(NULL) - SWEEP_SECONDS)
            (void)unlinkat(copy, found->d_name, 0);
    }
    if (dir != NULL)
        closedir(dir);
}
