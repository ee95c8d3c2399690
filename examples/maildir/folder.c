#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "names.h"

/* A Maildir that does not come to rest while it is listed is listed so often. */
#define LIST_ATTEMPTS 5

/* --- Opening ---------------------------------------------------------------------------------------------------------------- */

static int open_part(int dir, const char *name)
{
    return openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool folder_open(const struct server *server, const char *path, struct folder *out)
{
    *out = (struct folder){.server = server, .kind = server_kind(path), .dir = -1, .cur = -1, .fresh = -1, .tmp = -1};
    if (strlen(path) >= sizeof(out->path)) {
        errno = ENAMETOOLONG;
        return false;
    }
    strcpy(out->path, path);
    out->dir = files_open_dir(server->root, path);
    if (out->dir < 0)
        return false;
    if (out->kind == FOLDER_MAIL) {
        out->cur = open_part(out->dir, "cur");
        out->fresh = open_part(out->dir, "new");
        out->tmp = open_part(out->dir, "tmp");
        if (!keywords_load(out->dir, &out->keywords)) {
            int error = errno;

            folder_close(out);
            errno = error;
            return false;
        }
    }
    return true;
}

static void forget_entries(struct folder *folder)
{
    free(folder->entries);
    texts_free(&folder->names);
    folder->entries = NULL;
    folder->count = folder->capacity = 0;
    folder->listed = false;
}

void folder_close(struct folder *folder)
{
    const int open[] = {folder->dir, folder->cur, folder->fresh, folder->tmp};

    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
        if (open[i] >= 0)
            close(open[i]);
    forget_entries(folder);
    keywords_free(&folder->keywords);
    folder->dir = folder->cur = folder->fresh = folder->tmp = -1;
}

static bool complete_part(int dir, const char *name, int *part)
{
    if (*part >= 0)
        return true;
    if (mkdirat(dir, name, 0700) != 0 && errno != EEXIST)
        return false;
    *part = open_part(dir, name);
    return *part >= 0 && files_sync_dir(dir);
}

bool folder_complete(struct folder *folder)
{
    return folder->kind == FOLDER_PIM || (complete_part(folder->dir, "tmp", &folder->tmp) &&
                                          complete_part(folder->dir, "new", &folder->fresh) &&
                                          complete_part(folder->dir, "cur", &folder->cur));
}

/* --- Stamps ----------------------------------------------------------------------------------------------------------------- */

static size_t add_stamp(int dir, const char *name, bool is_file, time_t now, struct stamp *out, size_t used)
{
    struct stat st;

    if (dir < 0 || (is_file ? fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) : fstat(dir, &st)) != 0)
        return used + (size_t)snprintf(out->text + used, FOLDER_STAMP_MAX - used, " -");
    if (!files_is_settled(&files_mtime(&st), now))
        out->settled = false;
    return used + (size_t)snprintf(out->text + used, FOLDER_STAMP_MAX - used, " %" PRIu64 "/%lld.%09ld", (uint64_t)st.st_ino,
                                   (long long)files_mtime(&st).tv_sec, files_mtime(&st).tv_nsec);
}

/* A message's content never changes under its name, so what happens in a Maildir shows in the time stamps of its directories. */
static void stamp_maildir(const struct folder *folder, struct stamp *out)
{
    time_t now = time(NULL);
    size_t used = (size_t)snprintf(out->text, FOLDER_STAMP_MAX, "mail");

    out->settled = true;
    used = add_stamp(folder->cur, NULL, false, now, out, used);
    used = add_stamp(folder->fresh, NULL, false, now, out, used);
    add_stamp(folder->dir, KEYWORDS_FILE, true, now, out, used);
}

/* Other programs may write into a pim file where it stands, which no directory tells of: every file is looked at. */
static void stamp_pim(const struct folder *folder, struct stamp *out)
{
    uint64_t digest = FILES_DIGEST_START;

    out->settled = true;
    for (size_t i = 0; i < folder->count; i++) {
        const struct entry *entry = &folder->entries[i];
        char text[96];
        int size = snprintf(text, sizeof(text), "%" PRId64 " %lld.%09ld %" PRIu64, entry->size, (long long)entry->mtime.tv_sec,
                            entry->mtime.tv_nsec, entry->inode);

        digest = files_digest(digest, entry->name, strlen(entry->name) + 1);
        digest = files_digest(digest, text, (size_t)size + 1);
        if (!files_is_settled(&entry->mtime, folder->listed_at))
            out->settled = false;
    }
    snprintf(out->text, FOLDER_STAMP_MAX, "pim %zu %016" PRIx64, folder->count, digest);
}

bool folder_stamp(struct folder *folder, struct stamp *out)
{
    if (folder->kind == FOLDER_MAIL) {
        stamp_maildir(folder, out);
        return true;
    }
    if (!folder_list(folder))
        return false;
    *out = folder->stamp;
    return true;
}

/* --- Listing ---------------------------------------------------------------------------------------------------------------- */

struct entry *folder_add_entry(struct folder *folder, const char *name, size_t id_size)
{
    struct entry *entry;

    if (folder->count == folder->capacity) {
        size_t capacity = folder->capacity == 0 ? 64 : folder->capacity * 2;
        struct entry *entries = realloc(folder->entries, capacity * sizeof(*entries));

        if (entries == NULL) {
            folder->names.failed = true;
            return NULL;
        }
        folder->entries = entries;
        folder->capacity = capacity;
    }
    entry = &folder->entries[folder->count];
    *entry = (struct entry){.name = texts_copy(&folder->names, name, strlen(name)), .id_size = id_size, .size = -1};
    if (entry->name == NULL)
        return NULL;
    folder->count++;
    return entry;
}

/* Dovecot and others tell the size of the file in its name. */
static int64_t size_of_name(const char *name, size_t base_size)
{
    const char *at = strstr(name, ",S=");
    int64_t size = 0;

    if (at == NULL || (size_t)(at - name) >= base_size)
        return -1;
    for (at += 3; *at >= '0' && *at <= '9' && size < INT64_MAX / 10 - 9; at++)
        size = size * 10 + (*at - '0');
    return size;
}

static void list_message(struct folder *folder, const char *name, bool fresh)
{
    size_t base_size = marks_base_size(name);
    struct entry *entry = base_size == 0 ? NULL : folder_add_entry(folder, name, base_size);

    if (entry != NULL) {
        entry->fresh = fresh;
        entry->marks = marks_of_name(name);
        entry->size = size_of_name(name, base_size);
    }
}

static void list_pim_file(struct folder *folder, int dir, const char *name)
{
    struct stat st;
    struct entry *entry;

    if ((!names_has_extension(name, ".ics") && !names_has_extension(name, ".vcf")) ||
        fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return;
    entry = folder_add_entry(folder, name, strlen(name));
    if (entry != NULL) {
        entry->size = st.st_size;
        entry->mtime = files_mtime(&st);
        entry->inode = st.st_ino;
    }
}

static bool list_directory(struct folder *folder, int fd)
{
    int copy = fd < 0 ? -1 : openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *found;

    if (fd < 0)
        return true;
    if (dir == NULL) {
        if (copy >= 0)
            close(copy);
        return false;
    }
    while (errno = 0, (found = readdir(dir)) != NULL) {
        if (found->d_name[0] == '.')
            continue;
        if (folder->kind == FOLDER_MAIL)
            list_message(folder, found->d_name, fd == folder->fresh);
        else
            list_pim_file(folder, copy, found->d_name);
    }
    if (errno != 0) {
        closedir(dir);
        return false;
    }
    return closedir(dir) == 0;
}

static int compare_ids(const char *a, size_t a_size, const char *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);

    return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

static int by_id(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    int order = compare_ids(left->name, left->id_size, right->name, right->id_size);

    /* Of one message in two places, the one in "cur" counts. */
    return order != 0 ? order : (int)left->fresh - (int)right->fresh;
}

static void sort_entries(struct folder *folder)
{
    size_t kept = 0;

    if (folder->count == 0)
        return;
    qsort(folder->entries, folder->count, sizeof(*folder->entries), by_id);
    for (size_t i = 1; i < folder->count; i++) {
        const struct entry *last = &folder->entries[kept], *next = &folder->entries[i];

        if (compare_ids(last->name, last->id_size, next->name, next->id_size) != 0)
            folder->entries[++kept] = *next;
    }
    folder->count = kept + 1;
}

/* A message that is renamed while the directory is read may be missed, or seen twice. "new" comes first, since messages go from there
   to "cur". */
static bool list_once(struct folder *folder, struct stamp *after)
{
    forget_entries(folder);
    folder->listed_at = time(NULL);
    if (folder->kind == FOLDER_MAIL)
        stamp_maildir(folder, &folder->stamp);
    if (folder->kind == FOLDER_PIM ? !list_directory(folder, folder->dir)
                                   : !list_directory(folder, folder->fresh) || !list_directory(folder, folder->cur))
        return false;
    if (folder->names.failed) {
        errno = ENOMEM;
        return false;
    }
    sort_entries(folder);
    if (folder->kind == FOLDER_MAIL)
        stamp_maildir(folder, after);
    else
        stamp_pim(folder, &folder->stamp);
    return true;
}

bool folder_list(struct folder *folder)
{
    struct stamp after;

    folder->stable = false;
    for (int attempt = 0; attempt < LIST_ATTEMPTS && !folder->stable; attempt++) {
        if (!list_once(folder, &after))
            return false;
        folder->stable = folder->kind == FOLDER_PIM || strcmp(folder->stamp.text, after.text) == 0;
    }
    folder->listed = true;
    return true;
}

struct entry *folder_find(struct folder *folder, iostx_bytes id)
{
    size_t low = 0, high;

    if (!folder->listed && !folder_list(folder))
        return NULL;
    high = folder->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct entry *entry = &folder->entries[middle];
        int order = compare_ids(entry->name, entry->id_size, (const char *)id.data, id.size);

        if (order == 0)
            return entry->gone ? NULL : entry;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Looks for a message of this base name in one directory. */
static bool refresh_from(struct folder *folder, int fd, struct entry *entry)
{
    int copy = fd < 0 ? -1 : openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *found;
    bool done = false;

    if (dir == NULL && copy >= 0)
        close(copy);
    while (dir != NULL && !done && (found = readdir(dir)) != NULL) {
        if (marks_base_size(found->d_name) != entry->id_size || memcmp(found->d_name, entry->name, entry->id_size) != 0)
            continue;
        entry->name = texts_copy(&folder->names, found->d_name, strlen(found->d_name));
        entry->marks = marks_of_name(found->d_name);
        entry->fresh = fd == folder->fresh;
        done = entry->name != NULL;
    }
    if (dir != NULL)
        closedir(dir);
    return done;
}

bool folder_refresh(struct folder *folder, struct entry *entry)
{
    if (folder->kind == FOLDER_MAIL &&
        (refresh_from(folder, folder->fresh, entry) || refresh_from(folder, folder->cur, entry)))
        return true;
    errno = ENOENT;
    return false;
}

int folder_part(const struct folder *folder, const struct entry *entry)
{
    return folder->kind == FOLDER_PIM ? folder->dir : entry->fresh ? folder->fresh : folder->cur;
}

int folder_open_entry(struct folder *folder, struct entry *entry, struct stat *st)
{
    int fd = files_open(folder_part(folder, entry), entry->name, st);

    if (fd >= 0 || errno != ENOENT || !folder_refresh(folder, entry))
        return fd;
    return files_open(folder_part(folder, entry), entry->name, st);
}

iostx_bytes entry_id(const struct entry *entry)
{
    return (iostx_bytes){(const uint8_t *)entry->name, entry->id_size};
}
