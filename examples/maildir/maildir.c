#include "maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

uint64_t maildir_token(const iostx_meid *item)
{
    return files_digest(FILES_DIGEST_START, &item->message, sizeof(item->message));
}

uint64_t maildir_token_of_name(const char *name)
{
    const char *at = strchr(name, 'I');
    uint64_t token = 0;

    /* The time, process and count before it have no 'I'. */
    if (at == NULL || strlen(at) < 18 || at[17] != '.')
        return 0;
    for (int i = 1; i <= 16; i++) {
        int digit = at[i] >= '0' && at[i] <= '9' ? at[i] - '0' : at[i] >= 'a' && at[i] <= 'f' ? at[i] - 'a' + 10 : -1;

        if (digit < 0)
            return 0;
        token = token << 4 | (uint64_t)digit;
    }
    return token;
}

/* A new base name, with the size as Dovecot and others write it. */
static void new_id(uint64_t token, int64_t size, char id[MAILDIR_ID_MAX])
{
    char unique[200];

    draft_unique_name(token, unique, sizeof(unique));
    snprintf(id, MAILDIR_ID_MAX, "%s,S=%" PRId64, unique, size);
}

bool maildir_deliver(struct folder *folder, struct draft *draft, int64_t size, uint64_t token, struct marks marks,
                     char id[MAILDIR_ID_MAX])
{
    bool fresh = marks.upper == 0 && marks.lower == 0;
    char name[256];

    new_id(token, size, id);
    if (fresh)
        snprintf(name, sizeof(name), "%s", id);
    else if (!marks_write_name(id, strlen(id), marks, name, sizeof(name))) {
        errno = ENAMETOOLONG;
        return false;
    }
    return renameat(draft->dir, draft->name, fresh ? folder->fresh : folder->cur, name) == 0 &&
           files_sync_dir(fresh ? folder->fresh : folder->cur);
}

bool maildir_mark(struct folder *folder, struct entry *entry, struct marks marks)
{
    char name[256];

    if (!folder_complete(folder))
        return false;
    if (marks.upper == entry->marks.upper && marks.lower == entry->marks.lower)
        return true;
    if (!marks_write_name(entry->name, entry->id_size, marks, name, sizeof(name))) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (renameat(folder_part(folder, entry), entry->name, folder->cur, name) != 0 &&
        (errno != ENOENT || !folder_refresh(folder, entry) ||
         renameat(folder_part(folder, entry), entry->name, folder->cur, name) != 0))
        return false;
    entry->name = texts_copy(&folder->names, name, strlen(name));
    entry->marks = marks;
    entry->fresh = false;
    if (entry->name == NULL) {
        folder->listed = false;
        errno = ENOMEM;
        return false;
    }
    return files_sync_dir(folder->cur);
}

bool maildir_remove(struct folder *folder, struct entry *entry)
{
    int part = folder_part(folder, entry);

    if (unlinkat(part, entry->name, 0) != 0) {
        if (errno != ENOENT)
            return false;
        if (folder_refresh(folder, entry)) {
            part = folder_part(folder, entry);
            if (unlinkat(part, entry->name, 0) != 0 && errno != ENOENT)
                return false;
        }
    }
    entry->gone = true;
    return files_sync_dir(part);
}

bool maildir_move(struct folder *from, struct entry *entry, struct folder *to, struct marks marks, char id[MAILDIR_ID_MAX])
{
    struct stat st;
    char name[256];

    if (!folder_complete(to))
        return false;
    if (folder_find(to, entry_id(entry)) == NULL) {
        snprintf(id, MAILDIR_ID_MAX, "%.*s", (int)entry->id_size, entry->name);
    } else {
        if (fstatat(folder_part(from, entry), entry->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            return false;
        new_id(0, st.st_size, id);
    }
    if (!marks_write_name(id, strlen(id), marks, name, sizeof(name))) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (renameat(folder_part(from, entry), entry->name, to->cur, name) != 0 &&
        (errno != ENOENT || !folder_refresh(from, entry) || renameat(folder_part(from, entry), entry->name, to->cur, name) != 0))
        return false;
    entry->gone = true;
    return files_sync_dir(to->cur) && files_sync_dir(folder_part(from, entry));
}
