/* Uploads to a folder of .ics and .vcf files. Other programs write these files too, so nothing is replaced, moved or removed that is not
   what the store last knew: outcome_errno makes SYNC_E_CONFLICT of that, and the next download brings both versions together. */
#include "upload.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "content.h"
#include "files.h"
#include "upload_match.h"

/* File names come from bindings, which a store could have from anywhere: only a name of this directory will do. */
static bool name_of(iostx_bytes id, char out[256])
{
    if (id.size > 255 || !files_is_name((const char *)id.data, id.size))
        return false;
    memcpy(out, id.data, id.size);
    out[id.size] = '\0';
    return true;
}

/* Writes the content into a draft. */
static bool begin_draft(struct upload *upload, const iostx_upmsg *message, struct draft *draft, struct outcome *out)
{
    int64_t size;
    int error = 0;
    int32_t result;

    if (!draft_begin(&upload->folder, draft)) {
        outcome_errno(out, errno, "cannot be written", upload->folder.path);
        draft_end(draft);
        return false;
    }
    result = content_to_draft(message->message, draft, &error);
    if (result >= 0 && draft_complete(draft, 0, &size))
        return true;
    if (result < 0 && error == 0)
        outcome_failed(out, result, result == IOSTX_MAPI_E_NOT_FOUND ? "the item has no content to store" : "%s",
                       iostx_error_text(result));
    else
        outcome_errno(out, error != 0 ? error : errno, "cannot be written", upload->folder.path);
    draft_end(draft);
    return false;
}

/* --- Items ------------------------------------------------------------------------------------------------------------------ */

/* Takes a file of the server for the item if it has the same bytes. Else both sides have their own version: a conflict, which the
   download decides, since there the library sees both. */
static void adopt(struct upload *upload, struct candidate *found, const iostx_upmsg *message, uint32_t flags, struct outcome *out)
{
    struct entry *entry = found->entry;
    char version[PIM_VERSION_MAX];
    struct stat st;
    int fd = folder_open_entry(&upload->folder, entry, &st);
    bool same = fd >= 0 && (uint64_t)st.st_size == message->content_size && content_is_file(message->message, fd);

    if (fd >= 0)
        close(fd);
    if (!same) {
        outcome_errno(out, ESTALE, "has another version there", entry->name);
        return;
    }
    pim_write_version(entry, version);
    if (!files_is_settled(&entry->mtime, upload->folder.listed_at) && !pim_add_digest(&upload->folder, entry, version)) {
        outcome_errno(out, errno, "cannot be read", entry->name);
        return;
    }
    match_taken(found);
    outcome_done(out, flags, entry->name, version);
}

static void put_new(struct upload *upload, const iostx_upmsg *message, uint32_t flags, struct outcome *out)
{
    struct candidate *earlier = message->flags & IOSTX_UPM_RETRY ? match_key(upload, message->match_key) : NULL;
    char head[CONTENT_HEAD];
    struct pim_file file;
    struct draft draft;
    size_t size = 0;

    if (earlier != NULL) {
        adopt(upload, earlier, message, flags, out);
        return;
    }
    if (upload_waits_for_downloads(upload, message, out))
        return;
    if (!begin_draft(upload, message, &draft, out))
        return;
    (void)content_head(message->message, head, &size);
    if (pim_create(&upload->folder, &draft, message->match_key, item_text_guess(head, size) == ITEM_TEXT_CARD ? ".vcf" : ".ics", &file))
        outcome_done(out, flags, file.id, file.version);
    else
        outcome_errno(out, errno, "cannot be written", upload->folder.path);
    draft_end(&draft);
}

static void change(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    struct pim_file file;
    struct draft draft;
    char name[256];

    if (!(message->flags & IOSTX_UPM_MOD_CONTENT)) {
        /* Flags and read states are the store's own business: a file of this kind has none. */
        outcome_kept(out, IOSTX_UPM_OK, message->binding.remote_version);
        return;
    }
    if (!name_of(message->binding.remote_id, name)) {
        outcome_failed(out, IOSTX_MAPI_E_INVALID_PARAMETER, "the item's name on the server is no file name");
        return;
    }
    if (!begin_draft(upload, message, &draft, out))
        return;
    if (pim_replace(&upload->folder, &draft, name, message->binding.remote_version, &file))
        outcome_done(out, IOSTX_UPM_OK, NULL, file.version);
    else
        outcome_errno(out, errno, "cannot be changed", name);
    draft_end(&draft);
}

static void move_here(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    iostx_bytes version = message->source_binding.remote_version;
    const uint32_t done = IOSTX_UPM_OK | IOSTX_UPM_MOVED;
    struct pim_file file;
    struct stamp before;
    char name[256];

    if (!name_of(message->source_binding.remote_id, name)) {
        outcome_failed(out, IOSTX_MAPI_E_INVALID_PARAMETER, "the item's name on the server is no file name");
        return;
    }
    if (!upload_open_source(upload, &message->source_folder, out))
        return;
    upload_before_leaving(upload, &before);
    if (message->flags & IOSTX_UPM_MOD_CONTENT) {
        /* Written anew here, then the old file goes, if nobody changed it. */
        if (!pim_is_version(&upload->source, name, version) && !(message->flags & IOSTX_UPM_RETRY)) {
            outcome_errno(out, errno, "cannot be moved", name);
        } else {
            put_new(upload, message, done, out);
            if (out->code >= 0 && !pim_remove(&upload->source, name, version))
                outcome_errno(out, errno, "cannot be moved", name);
        }
    } else if (pim_move(&upload->source, name, version, &upload->folder, &file)) {
        outcome_done(out, done, file.id, file.version);
    } else {
        int error = errno;
        /* An earlier attempt may have moved it already. */
        struct candidate *here = error == ENOENT && message->flags & IOSTX_UPM_RETRY ? match_key(upload, message->match_key) : NULL;

        if (here != NULL)
            adopt(upload, here, message, done, out);
        else
            outcome_errno(out, error, "cannot be moved", name);
    }
    upload_after_leaving(upload, &before);
}

void upload_pim(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    if (message->flags & IOSTX_UPM_MOV && message->source_binding.remote_id.size > 0)
        move_here(upload, message, out);
    else if (message->binding.remote_id.size == 0)
        put_new(upload, message, IOSTX_UPM_OK, out);
    else
        change(upload, message, out);
}

void upload_pim_delete(struct upload *upload, const iostx_updele *item, struct outcome *out)
{
    char name[256], path[SERVER_PATH_MAX];
    struct folder destination;
    struct pim_file file;

    if (!name_of(item->binding.remote_id, name)) {
        outcome_failed(out, IOSTX_MAPI_E_INVALID_PARAMETER, "the item's name on the server is no file name");
    } else if (!(item->flags & IOSTX_UPD_MOV) || item->move == NULL) {
        /* If the file was changed since, the item comes back with the next download. */
        if (pim_remove(&upload->folder, name, item->binding.remote_version))
            outcome_done(out, IOSTX_UPD_OK, NULL, NULL);
        else
            outcome_errno(out, errno, "cannot be deleted", name);
    } else if (!agent_folder_path(upload->agent, &item->move->feid, path) ||
               !folder_open(upload->folder.server, path, &destination)) {
        outcome_errno(out, ENOENT, "cannot be moved", name);
    } else {
        if (destination.kind != FOLDER_PIM)
            outcome_errno(out, EXDEV, "cannot be moved", path);
        else if (pim_move(&upload->folder, name, item->binding.remote_version, &destination, &file))
            outcome_done(out, IOSTX_UPD_OK | IOSTX_UPD_MOVED, file.id, file.version);
        else
            outcome_errno(out, errno, "cannot be moved", name);
        folder_close(&destination);
    }
}
