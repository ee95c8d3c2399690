/* Uploads to a Maildir. A message's content never changes under its base name: changed content is delivered as a new message, then the
   old one goes. Flags and keywords are letters in the file's name, changed by renaming. */
#include "upload.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "content.h"
#include "maildir.h"
#include "upload_match.h"

/* What the store says about an item besides its content (the columns that the session asked for, see open_session in main.c). */
struct item_state {
    /* IOSTX_FLAG_*. */
    uint32_t flags;
    iostx_list keywords, added, removed;
    uint64_t delivered;
};

static void read_state(const iostx_upmsg *message, struct item_state *out)
{
    *out = (struct item_state){0};
    for (size_t i = 0; i < message->value_count; i++) {
        const iostx_value *value = &message->values[i];

        switch (value->tag) {
        case IOSTX_PR_MESSAGE_FLAGS:
            out->flags |= value->value.i4 & (int32_t)IOSTX_MSGFLAG_READ ? IOSTX_FLAG_READ : 0;
            out->flags |= value->value.i4 & (int32_t)IOSTX_MSGFLAG_UNSENT ? IOSTX_FLAG_DRAFT : 0;
            break;
        case IOSTX_PR_FLAG_STATUS:
            out->flags |= value->value.i4 == 2 ? IOSTX_FLAG_FLAGGED : 0;
            break;
        case IOSTX_PR_LAST_VERB_EXECUTED:
            out->flags |= value->value.i4 == 102 || value->value.i4 == 103 ? IOSTX_FLAG_ANSWERED : 0;
            out->flags |= value->value.i4 == 104 ? IOSTX_FLAG_FORWARDED : 0;
            break;
        case IOSTX_PR_MSG_STATUS:
            out->flags |= value->value.i4 & (int32_t)IOSTX_MSGSTATUS_DELMARKED ? IOSTX_FLAG_DELETED : 0;
            break;
        case IOSTX_PR_KEYWORDS:
            out->keywords = value->value.list;
            break;
        case IOSTX_PR_KEYWORDS_ADDED:
            out->added = value->value.list;
            break;
        case IOSTX_PR_KEYWORDS_REMOVED:
            out->removed = value->value.list;
            break;
        case IOSTX_PR_MESSAGE_DELIVERY_TIME:
            out->delivered = value->value.time;
            break;
        default:
            break;
        }
    }
}

/* Adds the letters of some keywords; with `create`, new ones too. */
static bool add_letters(struct keywords *keywords, iostx_list names, bool create, uint32_t *letters)
{
    for (size_t i = 0; i < names.count; i++) {
        iostx_bytes name = ((const iostx_bytes *)names.items)[i];

        if (!keywords_add_letter(keywords, (const char *)name.data, name.size, create, letters) && create)
            return false;
    }
    return true;
}

/* The letters that were changed here, seen from those that the change was made on. The store has one property for "replied" and
   "forwarded", so that a message which is both shows only one of them there: the other letter is left as it is. */
static bool changed_letters(struct keywords *keywords, const struct item_state *state, struct marks base, bool with_read,
                            struct marks_change *out)
{
    const uint32_t verbs = IOSTX_FLAG_ANSWERED | IOSTX_FLAG_FORWARDED;
    uint32_t plain = IOSTX_FLAG_FLAGGED | IOSTX_FLAG_DRAFT | IOSTX_FLAG_DELETED | (with_read ? IOSTX_FLAG_READ : 0);
    uint32_t before = keywords_flags(keywords, base);

    *out = (struct marks_change){0};
    out->set.upper = marks_of_flags(state->flags & ~before & (plain | verbs));
    out->clear.upper = marks_of_flags(before & ~state->flags & plain);
    if (!(state->flags & verbs) && before & verbs) {
        out->clear.upper |= marks_of_flags(before & verbs);
        out->clear.lower |= keywords_forwarded(keywords);
    }
    return add_letters(keywords, state->added, true, &out->set.lower) && add_letters(keywords, state->removed, false, &out->clear.lower);
}

static void write_version(const struct folder *folder, struct marks marks, char out[MARKS_VERSION_MAX])
{
    marks_write_version(marks, keywords_digest(&folder->keywords, marks.lower), out);
}

static void no_letter_left(struct upload *upload, struct outcome *out)
{
    outcome_failed(out, IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES, "%s: a Maildir folder has no more than %d keywords", upload->folder.path,
                   KEYWORDS_MAX);
}

/* --- New content ------------------------------------------------------------------------------------------------------------ */

/* Delivers the content as a new message. */
static bool deliver(struct upload *upload, const iostx_upmsg *message, uint64_t delivered, struct marks marks, char id[MAILDIR_ID_MAX],
                    struct outcome *out)
{
    struct folder *folder = &upload->folder;
    struct draft draft;
    int64_t size = 0;
    int error = 0;
    bool done = draft_begin(folder, &draft);

    if (done) {
        int32_t result = content_to_draft(message->message, &draft, &error);

        if (result < 0 && error == 0) {
            draft_end(&draft);
            outcome_failed(out, result, result == IOSTX_MAPI_E_NOT_FOUND ? "the item has no content to store" : "%s",
                           iostx_error_text(result));
            return false;
        }
        errno = error;
        done = result >= 0 && draft_complete(&draft, delivered, &size) && keywords_save(folder->dir, &folder->keywords) &&
               maildir_deliver(folder, &draft, size, maildir_token(&message->meid), marks, id);
    }
    if (!done)
        outcome_errno(out, errno, "cannot be delivered", folder->path);
    draft_end(&draft);
    return done;
}

/* Whether a message on the server has the content of the item. */
static bool is_same(struct upload *upload, struct entry *entry, const iostx_upmsg *message)
{
    struct stat st;
    int fd = folder_open_entry(&upload->folder, entry, &st);
    bool same;

    if (fd < 0)
        return false;
    same = (uint64_t)st.st_size == message->content_size && content_is_file(message->message, fd);
    close(fd);
    return same;
}

/* Looks for a message that an earlier attempt delivered, of which the answer was lost: it bears the item's token in its name and no
   item of the store is bound to it. Any other message of the same content that nothing is bound to will do too (the first
   synchronization of a full store with a full server): since several messages may share a Message-ID, the match key alone says
   nothing here, and the bytes decide. leftover: one of ours with older content, which is to go. */
static struct candidate *find_earlier(struct upload *upload, const iostx_upmsg *message, struct candidate **leftover)
{
    uint64_t token = maildir_token(&message->meid);
    struct candidate *found = NULL;

    *leftover = NULL;
    while ((found = match_token(upload, token, found)) != NULL) {
        if (is_same(upload, found->entry, message))
            return found;
        *leftover = found;
    }
    while ((found = match_size(upload, message->content_size, found)) != NULL)
        if (is_same(upload, found->entry, message))
            return found;
    return NULL;
}

/* Takes a message of the server for the item. Its letters and the item's are put together; the version that is answered is the item's,
   so that the next download brings the others. */
static void adopt(struct upload *upload, struct entry *entry, struct marks marks, uint32_t flags, struct outcome *out)
{
    struct marks both = {entry->marks.upper | marks.upper, entry->marks.lower | marks.lower};
    char id[MAILDIR_ID_MAX], version[MARKS_VERSION_MAX];

    memcpy(id, entry->name, entry->id_size);
    id[entry->id_size] = '\0';
    if (!keywords_save(upload->folder.dir, &upload->folder.keywords) || !maildir_mark(&upload->folder, entry, both)) {
        outcome_errno(out, errno, "cannot be marked", id);
        return;
    }
    write_version(&upload->folder, marks, version);
    outcome_done(out, flags, id, version);
}

/* Puts the item's content on the server, unless an earlier attempt did, and takes away what that one left. */
static void put_content(struct upload *upload, const iostx_upmsg *message, struct marks marks, struct marks known, uint32_t flags,
                        bool look_first, struct outcome *out)
{
    char id[MAILDIR_ID_MAX], version[MARKS_VERSION_MAX];
    struct item_state state;
    struct candidate *leftover = NULL, *earlier = look_first ? find_earlier(upload, message, &leftover) : NULL;

    read_state(message, &state);
    if (earlier != NULL) {
        match_taken(earlier);
        adopt(upload, earlier->entry, marks, flags, out);
    } else if (!upload_waits_for_downloads(upload, message, out) && deliver(upload, message, state.delivered, marks, id, out)) {
        write_version(&upload->folder, known, version);
        outcome_done(out, flags, id, version);
    }
    if (out->code >= 0 && leftover != NULL && !maildir_remove(&upload->folder, leftover->entry))
        outcome_errno(out, errno, "an older attempt cannot be removed", leftover->entry->name);
}

static void put_new(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    struct item_state state;
    struct marks marks = {0};

    read_state(message, &state);
    marks.upper = marks_of_flags(state.flags);
    if (!add_letters(&upload->folder.keywords, state.keywords, true, &marks.lower))
        no_letter_left(upload, out);
    else
        put_content(upload, message, marks, marks, IOSTX_UPM_OK, message->flags & IOSTX_UPM_RETRY, out);
}

/* --- Changes ---------------------------------------------------------------------------------------------------------------- */

/* A message that is on the server: other flags, other content. */
static void change(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    struct folder *folder = &upload->folder;
    struct entry *entry = folder_find(folder, message->binding.remote_id);
    bool content = message->flags & IOSTX_UPM_MOD_CONTENT;
    char version[MARKS_VERSION_MAX];
    struct item_state state;
    struct marks_change letters;
    struct marks base, now;

    read_state(message, &state);
    now = entry != NULL ? entry->marks : (struct marks){0};
    if (!marks_read_version(message->binding.remote_version, &base))
        base = now;
    /* The read state of a bound message is not offered here but in LR_SYNC_UPLOAD_MESSAGE_READ. */
    if (!changed_letters(&folder->keywords, &state, base, false, &letters)) {
        no_letter_left(upload, out);
        return;
    }
    if (content && (entry != NULL || message->flags & IOSTX_UPM_RETRY)) {
        /* New first, then the old one goes: at no moment has the server none. */
        put_content(upload, message, marks_apply(now, &letters), marks_apply(base, &letters), IOSTX_UPM_OK, true, out);
        if (out->code >= 0 && entry != NULL && !maildir_remove(folder, entry))
            outcome_errno(out, errno, "the old version cannot be removed", entry->name);
    } else if (entry == NULL) {
        outcome_errno(out, ENOENT, "cannot be changed", folder->path);
    } else if (!keywords_save(folder->dir, &folder->keywords) || !maildir_mark(folder, entry, marks_apply(now, &letters))) {
        outcome_errno(out, errno, "cannot be marked", entry->name);
    } else {
        /* The version is that of what the store knows: if the server has other letters too, the next download sees that. */
        write_version(folder, marks_apply(base, &letters), version);
        outcome_done(out, IOSTX_UPM_OK, NULL, version);
    }
}

/* --- Moves ------------------------------------------------------------------------------------------------------------------ */

/* Letters of one folder as those of another. */
static bool translate(const struct keywords *from, struct marks marks, struct keywords *to, struct marks *out)
{
    *out = (struct marks){.upper = marks.upper};
    return keywords_translate(from, marks.lower, to, &out->lower);
}

/* Moves a message from `from`, where it is `entry`, to `to`. base: the letters that the store knows. */
static bool move_message(struct upload *upload, struct folder *from, struct entry *entry, struct folder *to, struct marks base,
                         const struct item_state *state, uint32_t flags, struct outcome *out)
{
    char id[MAILDIR_ID_MAX], version[MARKS_VERSION_MAX];
    struct marks_change letters = {0};
    struct marks now, known;

    if (!translate(&from->keywords, entry->marks, &to->keywords, &now) || !translate(&from->keywords, base, &to->keywords, &known) ||
        (state != NULL && !changed_letters(&to->keywords, state, known, true, &letters))) {
        no_letter_left(upload, out);
        return false;
    }
    if (!keywords_save(to->dir, &to->keywords) || !maildir_move(from, entry, to, marks_apply(now, &letters), id)) {
        outcome_errno(out, errno, "cannot be moved", entry->name);
        return false;
    }
    write_version(to, marks_apply(known, &letters), version);
    outcome_done(out, flags, id, version);
    return true;
}

/* A message that was moved here, and may have been changed besides: the server does it by renaming its file. */
static void move_here(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    struct entry *entry, *here;
    struct item_state state;
    struct stamp before;
    struct marks base;

    if (!upload_open_source(upload, &message->source_folder, out))
        return;
    read_state(message, &state);
    entry = folder_find(&upload->source, message->source_binding.remote_id);
    if (entry == NULL) {
        /* An earlier attempt may have moved it; else the server deleted it, which the next download shows. */
        here = message->flags & IOSTX_UPM_RETRY ? folder_find(&upload->folder, message->source_binding.remote_id) : NULL;
        if (here != NULL && !(message->flags & IOSTX_UPM_MOD_CONTENT))
            adopt(upload, here, here->marks, IOSTX_UPM_OK | IOSTX_UPM_MOVED, out);
        else
            outcome_errno(out, ENOENT, "cannot be moved", upload->source.path);
        return;
    }
    if (!marks_read_version(message->source_binding.remote_version, &base))
        base = entry->marks;
    upload_before_leaving(upload, &before);
    if (message->flags & IOSTX_UPM_MOD_CONTENT) {
        put_new(upload, message, out);
        out->flags |= out->code >= 0 ? IOSTX_UPM_MOVED : 0;
        if (out->code >= 0 && !maildir_remove(&upload->source, entry))
            outcome_errno(out, errno, "the old version cannot be removed", entry->name);
    } else {
        (void)move_message(upload, &upload->source, entry, &upload->folder, base, &state, IOSTX_UPM_OK | IOSTX_UPM_MOVED, out);
    }
    upload_after_leaving(upload, &before);
}

void upload_mail(struct upload *upload, const iostx_upmsg *message, struct outcome *out)
{
    if (message->flags & IOSTX_UPM_MOV && message->source_binding.remote_id.size > 0)
        move_here(upload, message, out);
    else if (message->binding.remote_id.size == 0)
        put_new(upload, message, out);
    else
        change(upload, message, out);
}

/* --- Entries of vectors ----------------------------------------------------------------------------------------------------- */

void upload_mail_read(struct upload *upload, const iostx_upreade *item, struct outcome *out)
{
    struct entry *entry = folder_find(&upload->folder, item->binding.remote_id);
    struct marks seen = {.upper = MARKS_BIT('S')};
    struct marks_change letters = {0};
    char version[MARKS_VERSION_MAX];
    struct marks base;

    if (entry == NULL) {
        outcome_errno(out, ENOENT, "cannot be marked", upload->folder.path);
        return;
    }
    *(item->flags & IOSTX_UPR_READ ? &letters.set : &letters.clear) = seen;
    if (!marks_read_version(item->binding.remote_version, &base))
        base = entry->marks;
    if (!maildir_mark(&upload->folder, entry, marks_apply(entry->marks, &letters))) {
        outcome_errno(out, errno, "cannot be marked", entry->name);
        return;
    }
    write_version(&upload->folder, marks_apply(base, &letters), version);
    outcome_done(out, IOSTX_UPR_OK, NULL, version);
}

void upload_mail_delete(struct upload *upload, const iostx_updele *item, struct outcome *out)
{
    struct entry *entry = folder_find(&upload->folder, item->binding.remote_id);
    char path[SERVER_PATH_MAX];
    struct folder destination;
    struct marks base;

    if (!(item->flags & IOSTX_UPD_MOV) || item->move == NULL) {
        /* Gone already is as good. What the server changed of its flags meanwhile does not matter: its content is the same. */
        if (entry != NULL && !maildir_remove(&upload->folder, entry))
            outcome_errno(out, errno, "cannot be deleted", entry->name);
        else
            outcome_done(out, IOSTX_UPD_OK, NULL, NULL);
        return;
    }
    /* The move may be done from either side; if the destination comes first, this entry never comes. */
    if (entry == NULL || !agent_folder_path(upload->agent, &item->move->feid, path) ||
        !folder_open(upload->folder.server, path, &destination)) {
        outcome_errno(out, ENOENT, "cannot be moved", upload->folder.path);
        return;
    }
    if (!marks_read_version(item->binding.remote_version, &base))
        base = entry->marks;
    if (destination.kind != FOLDER_MAIL)
        outcome_errno(out, EXDEV, "cannot be moved", path);
    else
        (void)move_message(upload, &upload->folder, entry, &destination, base, NULL, IOSTX_UPD_OK | IOSTX_UPD_MOVED, out);
    folder_close(&destination);
}
