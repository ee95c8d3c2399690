#include "server.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "names.h"

/* Folders that have a role, by their place. */
static const struct {
    enum folder_kind kind;
    const char *name;
    uint32_t role;
} roles[] = {
    {FOLDER_MAIL, "Sent", IOSTX_FOLDER_SENT},         {FOLDER_MAIL, "Drafts", IOSTX_FOLDER_DRAFTS},
    {FOLDER_MAIL, "Trash", IOSTX_FOLDER_DELETED},     {FOLDER_MAIL, "Archive", IOSTX_FOLDER_ARCHIVE},
    {FOLDER_MAIL, "Junk", IOSTX_FOLDER_JUNK},         {FOLDER_PIM, "Calendar", IOSTX_FOLDER_CALENDAR},
    {FOLDER_PIM, "Contacts", IOSTX_FOLDER_CONTACTS},  {FOLDER_PIM, "Journal", IOSTX_FOLDER_JOURNAL},
    {FOLDER_PIM, "Notes", IOSTX_FOLDER_NOTES},        {FOLDER_PIM, "Tasks", IOSTX_FOLDER_TASKS},
};

uint32_t server_role(enum folder_kind kind, const char *name)
{
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
        if (roles[i].kind == kind && strcmp(roles[i].name, name) == 0)
            return roles[i].role;
    return IOSTX_FOLDER_NONE;
}

static bool is_directory(int dir, const char *name)
{
    struct stat st;

    return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

/* --- Opening ---------------------------------------------------------------------------------------------------------------- */

bool server_open(struct server *server, const char *path, char *error, size_t error_size)
{
    *server = (struct server){.path = path, .inbox = "mail", .mail_prefix = "mail/"};
    server->root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (server->root < 0) {
        snprintf(error, error_size, "%s: %s", path, strerror(errno));
        return false;
    }
    if (is_directory(server->root, "cur") && is_directory(server->root, "new")) {
        server->inbox = ".";
        server->mail_prefix = "";
        server->has_mail = true;
        return true;
    }
    server->has_mail = is_directory(server->root, "mail");
    server->has_pim = is_directory(server->root, "pim");
    if (server->has_mail || server->has_pim)
        return true;
    /* An empty directory is more likely a disk that is not mounted than a server without folders. */
    snprintf(error, error_size, "%s: neither a Maildir (cur, new, tmp) nor a directory with 'mail' or 'pim' in it", path);
    server_close(server);
    return false;
}

void server_close(struct server *server)
{
    if (server->root >= 0)
        close(server->root);
    server->root = -1;
}

/* --- Names ------------------------------------------------------------------------------------------------------------------ */

enum folder_kind server_kind(const char *path)
{
    return strncmp(path, "pim/", 4) == 0 ? FOLDER_PIM : FOLDER_MAIL;
}

static bool add_role_path(const struct server *server, uint32_t role, struct buffer *out)
{
    if (role == IOSTX_FOLDER_INBOX) {
        buffer_add_text(out, server->inbox);
        return true;
    }
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        if (roles[i].role != role)
            continue;
        if (roles[i].kind == FOLDER_PIM) {
            buffer_add_text(out, "pim/");
        } else {
            buffer_add_text(out, server->mail_prefix);
            buffer_add_char(out, '.');
        }
        buffer_add_text(out, roles[i].name);
        return true;
    }
    return false;
}

bool server_child_path(const struct server *server, const char *parent, enum folder_kind kind, uint32_t role, const char *name,
                       struct buffer *out)
{
    size_t start = out->size, last;

    if (parent != NULL && server_kind(parent) != kind) {
        errno = EXDEV;
        return false;
    }
    if (!add_role_path(server, role, out)) {
        if (kind == FOLDER_PIM) {
            buffer_add_text(out, parent == NULL ? "pim" : parent);
            buffer_add_char(out, '/');
            names_to_pim(name, out);
        } else {
            if (parent == NULL || strcmp(parent, server->inbox) == 0)
                buffer_add_text(out, server->mail_prefix);
            else
                buffer_add_text(out, parent);
            buffer_add_text(out, parent != NULL && strcmp(parent, server->inbox) == 0 ? ".INBOX." : ".");
            names_to_mail(name, out);
        }
    }
    if (server->inbox[0] == '.' && kind == FOLDER_PIM)
        errno = EXDEV;
    else if (out->failed)
        errno = ENOMEM;
    else {
        for (last = out->size; last > start && out->data[last - 1] != '/'; last--)
            ;
        if (out->size - last <= 255 && out->size - start < SERVER_PATH_MAX)
            return true;
        errno = ENAMETOOLONG;
    }
    return false;
}

/* --- Changes ---------------------------------------------------------------------------------------------------------------- */

/* Opens the directory that holds `path`, and gives the name in it. */
static int open_above(const struct server *server, const char *path, const char **name)
{
    char above[SERVER_PATH_MAX];
    const char *cut = strrchr(path, '/');
    size_t size = cut == NULL ? 0 : (size_t)(cut - path);

    if (size >= sizeof(above)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    *name = cut == NULL ? path : cut + 1;
    snprintf(above, sizeof(above), "%.*s", cut == NULL ? 1 : (int)size, cut == NULL ? "." : path);
    return files_open_dir(server->root, above);
}

/* Makes a directory; one that is there already will do, anything else that has the name will not. */
static bool make_directory(int dir, const char *name)
{
    if (mkdirat(dir, name, 0700) == 0)
        return files_sync_dir(dir);
    if (errno != EEXIST)
        return false;
    if (is_directory(dir, name))
        return true;
    errno = ENOTDIR;
    return false;
}

/* What makes a directory a Maildir; the file "maildirfolder" tells a subfolder from a whole mailbox (Maildir++). */
static bool make_maildir(int dir, bool subfolder)
{
    if (!make_directory(dir, "tmp") || !make_directory(dir, "new") || !make_directory(dir, "cur"))
        return false;
    if (subfolder) {
        int fd = files_create(dir, "maildirfolder");

        if (fd >= 0)
            close(fd);
        else if (errno != EEXIST)
            return false;
    }
    return files_sync_dir(dir);
}

bool server_create(struct server *server, const char *path)
{
    enum folder_kind kind = server_kind(path);
    const char *top = kind == FOLDER_PIM ? "pim" : server->inbox, *name;
    int dir = -1, above = -1;
    bool done = strcmp(top, ".") == 0 || make_directory(server->root, top);

    if (done && kind == FOLDER_PIM)
        server->has_pim = true;
    else if (done)
        server->has_mail = true;
    if (done && strcmp(path, server->inbox) != 0) {
        above = open_above(server, path, &name);
        done = above >= 0 && files_is_name(name, strlen(name)) && make_directory(above, name);
    }
    if (done && kind == FOLDER_MAIL) {
        dir = files_open_dir(server->root, path);
        done = dir >= 0 && make_maildir(dir, strcmp(path, server->inbox) != 0);
    }
    if (dir >= 0)
        close(dir);
    if (above >= 0)
        close(above);
    return done;
}

/* Renames one directory. One that is gone, while the new name is there, was renamed before. */
static bool rename_directory(int from_dir, const char *from, int to_dir, const char *to)
{
    struct stat st;
    bool taken = fstatat(to_dir, to, &st, AT_SYMLINK_NOFOLLOW) == 0;

    if (!is_directory(from_dir, from)) {
        errno = ENOENT;
        return taken && S_ISDIR(st.st_mode);
    }
    if (taken) {
        errno = EEXIST;
        return false;
    }
    return renameat(from_dir, from, to_dir, to) == 0 && files_sync_dir(to_dir) && (from_dir == to_dir || files_sync_dir(from_dir));
}

/* Maildir++ keeps all folders side by side: those below ".A" are ".A.B" and must follow it. */
static bool rename_below(int mail, const char *from, const char *to)
{
    size_t size = strlen(from);
    int copy = openat(mail, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *found;
    bool done = dir != NULL;

    if (dir == NULL && copy >= 0)
        close(copy);
    while (done && (errno = 0, (found = readdir(dir)) != NULL)) {
        char name[512];

        if (strncmp(found->d_name, from, size) != 0 || found->d_name[size] != '.')
            continue;
        snprintf(name, sizeof(name), "%s%s", to, found->d_name + size);
        done = rename_directory(mail, found->d_name, mail, name);
    }
    if (done && errno != 0)
        done = false;
    if (dir != NULL)
        closedir(dir);
    return done;
}

bool server_rename(struct server *server, const char *from, const char *to)
{
    const char *from_name = NULL, *to_name = NULL;
    int from_dir, to_dir;
    bool done;

    if (server_kind(from) != server_kind(to)) {
        errno = EXDEV;
        return false;
    }
    from_dir = open_above(server, from, &from_name);
    to_dir = open_above(server, to, &to_name);
    done = from_dir >= 0 && to_dir >= 0 && files_is_name(from_name, strlen(from_name)) && files_is_name(to_name, strlen(to_name));
    if (done && server_kind(from) == FOLDER_MAIL) {
        /* A folder may have no directory of its own, only folders below it. */
        done = rename_directory(from_dir, from_name, to_dir, to_name) || errno == ENOENT;
        done = done && rename_below(from_dir, from_name, to_name);
    } else if (done) {
        done = rename_directory(from_dir, from_name, to_dir, to_name);
    }
    if (from_dir >= 0)
        close(from_dir);
    if (to_dir >= 0)
        close(to_dir);
    return done;
}
