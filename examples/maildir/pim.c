#include "pim.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "names.h"

/* Names tried for one new file. */
#define NAMES_TRIED 1000

/* --- Versions --------------------------------------------------------------------------------------------------------------- */

void pim_write_version(const struct entry *entry, char out[PIM_VERSION_MAX])
{
    snprintf(out, PIM_VERSION_MAX, "%" PRId64 "-%lld.%09ld-%" PRIu64, entry->size, (long long)entry->mtime.tv_sec, entry->mtime.tv_nsec,
             entry->inode);
}

static bool digest_file(int dir, const char *name, uint64_t *digest)
{
    char chunk[16384];
    struct stat st;
    ssize_t got;
    int fd = files_open(dir, name, &st);

    if (fd < 0)
        return false;
    *digest = FILES_DIGEST_START;
    while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
        if (got > 0)
            *digest = files_digest(*digest, chunk, (size_t)got);
        else if (errno != EINTR)
            break;
    }
    close(fd);
    return got == 0;
}

bool pim_add_digest(struct folder *folder, const struct entry *entry, char version[PIM_VERSION_MAX])
{
    size_t used = strlen(version);
    uint64_t digest;

    if (!digest_file(folder->dir, entry->name, &digest))
        return false;
    snprintf(version + used, PIM_VERSION_MAX - used, "-%016" PRIx64, digest);
    return true;
}

bool pim_version_has_digest(iostx_bytes version, const struct entry *entry)
{
    char plain[PIM_VERSION_MAX];
    size_t size;

    pim_write_version(entry, plain);
    size = strlen(plain);
    return version.size > size && memcmp(version.data, plain, size) == 0 && version.data[size] == '-';
}

static bool look(int dir, const char *name, struct entry *out)
{
    struct stat st;

    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    if (!S_ISREG(st.st_mode)) {
        errno = ENOENT;
        return false;
    }
    *out = (struct entry){.name = name, .id_size = strlen(name), .size = st.st_size, .mtime = files_mtime(&st), .inode = st.st_ino};
    return true;
}

bool pim_is_version(struct folder *folder, const char *name, iostx_bytes version)
{
    char now[PIM_VERSION_MAX];
    struct entry entry;

    if (!look(folder->dir, name, &entry))
        return false;
    pim_write_version(&entry, now);
    if (pim_version_has_digest(version, &entry) && !pim_add_digest(folder, &entry, now))
        return false;
    if (version.size == 0 || (version.size == strlen(now) && memcmp(version.data, now, version.size) == 0))
        return true;
    errno = ESTALE;
    return false;
}

/* Id and version of a file that was just put in its place. */
static bool describe(struct folder *folder, const char *name, struct pim_file *out)
{
    struct entry entry;

    if (!look(folder->dir, name, &entry))
        return false;
    snprintf(out->id, sizeof(out->id), "%s", name);
    pim_write_version(&entry, out->version);
    return files_is_settled(&entry.mtime, time(NULL)) || pim_add_digest(folder, &entry, out->version);
}

/* --- Files ------------------------------------------------------------------------------------------------------------------ */

/* Gives a file a name that nothing has: a link never replaces. Some file systems have no links; then the name is looked at before. */
static bool place(int from_dir, const char *from, int to_dir, const char *to)
{
    struct stat st;

    if (linkat(from_dir, from, to_dir, to, 0) == 0)
        return unlinkat(from_dir, from, 0) == 0;
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS && errno != EMLINK)
        return false;
    if (fstatat(to_dir, to, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return renameat(from_dir, from, to_dir, to) == 0;
}

/* Places a file under STEM.EXTENSION or, where that is taken, STEM-2.EXTENSION and so on. */
static bool place_free(int from_dir, const char *from, int to_dir, const char *stem, const char *extension, char name[256])
{
    for (unsigned i = 1; i <= NAMES_TRIED; i++) {
        char number[16] = "";
        int room = 255 - (int)strlen(extension);

        if (i > 1)
            room -= snprintf(number, sizeof(number), "-%u", i);
        snprintf(name, 256, "%.*s%s%s", room < 0 ? 0 : room, stem, number, extension);
        if (place(from_dir, from, to_dir, name))
            return true;
        if (errno != EEXIST)
            return false;
    }
    return false;
}

bool pim_create(struct folder *folder, struct draft *draft, iostx_bytes match_key, const char *extension, struct pim_file *out)
{
    char stem[NAMES_STEM_MAX + 1], name[256];

    names_stem((const char *)match_key.data, match_key.size, stem);
    return place_free(draft->dir, draft->name, folder->dir, stem[0] == '\0' ? "item" : stem, extension, name) &&
           files_sync_dir(folder->dir) && describe(folder, name, out);
}

bool pim_replace(struct folder *folder, struct draft *draft, const char *name, iostx_bytes version, struct pim_file *out)
{
    /* Between this look and the renaming another program could still write: no file system closes that gap, but it is microseconds. */
    return pim_is_version(folder, name, version) && renameat(draft->dir, draft->name, folder->dir, name) == 0 &&
           files_sync_dir(folder->dir) && describe(folder, name, out);
}

bool pim_remove(struct folder *folder, const char *name, iostx_bytes version)
{
    if (!pim_is_version(folder, name, version))
        return errno == ENOENT;
    return (unlinkat(folder->dir, name, 0) == 0 || errno == ENOENT) && files_sync_dir(folder->dir);
}

bool pim_move(struct folder *from, const char *name, iostx_bytes version, struct folder *to, struct pim_file *out)
{
    const char *dot = strrchr(name, '.');
    char stem[256], placed[256];
    struct entry here, there;

    if (!pim_is_version(from, name, version))
        return false;
    /* Killed between the two steps of an earlier move: the file has both names. */
    if (look(from->dir, name, &here) && look(to->dir, name, &there) && here.inode == there.inode)
        return unlinkat(from->dir, name, 0) == 0 && files_sync_dir(from->dir) && describe(to, name, out);
    snprintf(stem, sizeof(stem), "%.*s", dot == NULL ? 255 : (int)(dot - name), name);
    return place_free(from->dir, name, to->dir, stem, dot == NULL ? "" : dot, placed) && files_sync_dir(to->dir) &&
           files_sync_dir(from->dir) && describe(to, placed, out);
}
