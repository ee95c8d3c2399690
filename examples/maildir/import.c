/* One item on its way into the store: its file is read, its properties and match key are taken from the text, and the store is asked once
   more now that the key is known, since it may have the item under no name yet, or under the name that it had before. */
#include "download.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "content.h"
#include "files.h"
#include "mail_headers.h"
#include "times.h"

/* Larger content goes by stream, so that no item is held in memory whole. */
#define INLINE_MAX ((size_t)1024 * 1024)
/* Events, tasks and cards are read whole for their properties; a file larger than this is none. */
#define PIM_MAX ((size_t)64 * 1024 * 1024)

/* What the text says or does not say any more, and what the file says. */
#define VALUES_MAX (2 * ITEM_TEXT_VALUES_MAX + 12)

/* A file, opened and read as far as its properties need it. */
struct source {
    int fd;
    struct stat st;
    struct buffer text;
    struct item_text item;
    /* The values of the text, and those of the file. */
    iostx_value values[VALUES_MAX];
    size_t value_count;
    char fingerprint[VERSION_MAX];
    iostx_bytes keywords[KEYWORDS_MAX];
};

/* --- Reading ------------------------------------------------------------------------------------------------------------------- */

static bool has_value(const struct source *source, uint32_t tag)
{
    for (size_t i = 0; i < source->value_count; i++)
        if (source->values[i].tag == tag)
            return true;
    return false;
}

static void add_number(struct source *source, uint32_t tag, uint32_t number)
{
    source->values[source->value_count++] = (iostx_value){.tag = tag, .value = {.i4 = (int32_t)number}};
}

static void add_time(struct source *source, uint32_t tag, uint64_t time)
{
    source->values[source->value_count++] = (iostx_value){.tag = tag, .value = {.time = time}};
}

/* When a message arrived: what its name says (the Maildir rules put the time in front), or what its file says if that is earlier: a copy of
   a mailbox makes files younger, and servers give them the time that a mail program asked for. */
static uint64_t arrival(const struct entry *entry, const struct stat *st)
{
    uint64_t seconds = 0, modified = (uint64_t)(files_mtime(st).tv_sec < 0 ? 0 : files_mtime(st).tv_sec);
    size_t i = 0;

    while (i < entry->id_size && i < 12 && entry->name[i] >= '0' && entry->name[i] <= '9')
        seconds = seconds * 10 + (uint64_t)(entry->name[i++] - '0');
    if (i < 9 || i >= entry->id_size || entry->name[i] != '.' || seconds > modified)
        seconds = modified;
    return times_of_unix((time_t)seconds);
}

static void add_mail_values(struct download *download, const struct entry *entry, struct source *source)
{
    const struct keywords *keywords = &download->folder.keywords;
    uint32_t flags = keywords_flags(keywords, entry->marks);
    const char *names[KEYWORDS_MAX];
    size_t count = keywords_names(keywords, entry->marks, names);

    add_number(source, IOSTX_PR_MESSAGE_FLAGS,
               (flags & IOSTX_FLAG_READ ? IOSTX_MSGFLAG_READ : 0) | (flags & IOSTX_FLAG_DRAFT ? IOSTX_MSGFLAG_UNSENT : 0));
    if (flags & IOSTX_FLAG_FLAGGED)
        add_number(source, IOSTX_PR_FLAG_STATUS, 2);
    if (flags & (IOSTX_FLAG_ANSWERED | IOSTX_FLAG_FORWARDED))
        add_number(source, IOSTX_PR_LAST_VERB_EXECUTED, flags & IOSTX_FLAG_FORWARDED ? 104 : 102);
    if (flags & IOSTX_FLAG_DELETED)
        add_number(source, IOSTX_PR_MSG_STATUS, IOSTX_MSGSTATUS_DELMARKED);
    if (!has_value(source, IOSTX_PR_MESSAGE_DELIVERY_TIME))
        add_time(source, IOSTX_PR_MESSAGE_DELIVERY_TIME, arrival(entry, &source->st));
    for (size_t i = 0; i < count; i++)
        source->keywords[i] = (iostx_bytes){(const uint8_t *)names[i], strlen(names[i])};
    if (count > 0)
        source->values[source->value_count++] =
            (iostx_value){.tag = IOSTX_PR_KEYWORDS, .value = {.list = {source->keywords, count}}};
}

static void add_pim_values(const struct download *download, struct source *source)
{
    uint32_t unsaid[ITEM_TEXT_VALUES_MAX];
    size_t count = item_text_unsaid(&download->agent->tags, &source->item, unsaid);

    /* The store may have them of an earlier text. */
    for (size_t i = 0; i < count; i++)
        source->values[source->value_count++] = (iostx_value){
            .tag = (unsaid[i] & 0xFFFF0000) | IOSTX_PT_ERROR, .value = {.error = IOSTX_MAPI_E_NOT_FOUND}};
    /* Nobody reads events as mail is read: they come as read. The file's time says who wrote last, should both sides have changed it. */
    add_number(source, IOSTX_PR_MESSAGE_FLAGS, IOSTX_MSGFLAG_READ);
    add_time(source, IOSTX_PR_LAST_MODIFICATION_TIME,
             times_of_unix(files_mtime(&source->st).tv_sec) + (uint64_t)files_mtime(&source->st).tv_nsec / 100);
}

static void source_close(struct source *source)
{
    if (source->fd >= 0)
        close(source->fd);
    buffer_free(&source->text);
    item_text_free(&source->item);
}

/* false and errno: ENOENT if it vanished, EINVAL or ELOOP if it is no file at all. Nothing is to be closed then. */
static bool source_open(struct download *download, struct entry *entry, struct source *out)
{
    bool mail = download->folder.kind == FOLDER_MAIL;
    /* A message's properties stand in its header. */
    size_t limit = mail ? MAIL_HEADER_MAX : PIM_MAX;
    bool done;

    *out = (struct source){.fd = folder_open_entry(&download->folder, entry, &out->st)};
    if (out->fd < 0)
        return false;
    if (fstat(out->fd, &out->st) != 0 || (!mail && out->st.st_size > (off_t)PIM_MAX)) {
        close(out->fd);
        errno = EFBIG;
        return false;
    }
    done = files_read(out->fd, limit, &out->text);
    if (done && !item_text_read(&download->agent->tags,
                                mail ? ITEM_TEXT_MAIL : item_text_guess(out->text.data == NULL ? "" : out->text.data, out->text.size),
                                download->class, out->text.data == NULL ? "" : out->text.data, out->text.size, &out->item)) {
        errno = ENOMEM;
        done = false;
    }
    if (!done) {
        int error = errno;

        close(out->fd);
        buffer_free(&out->text);
        errno = error;
        return false;
    }
    memcpy(out->values, out->item.values, out->item.value_count * sizeof(out->values[0]));
    out->value_count = out->item.value_count;
    if (mail)
        add_mail_values(download, entry, out);
    else
        add_pim_values(download, out);
    if (entry->size < 0)
        entry->size = out->st.st_size;
    download_fingerprint(download, entry, out->fingerprint);
    out->values[out->value_count++] = (iostx_value){
        .tag = IOSTX_PR_FINGERPRINT, .value = {.bytes = {(const uint8_t *)out->fingerprint, strlen(out->fingerprint)}}};
    return true;
}

/* --- Importing ----------------------------------------------------------------------------------------------------------------- */

static void fill_item(struct source *source, const struct entry *entry, const char *version, iostx_import_item *out)
{
    *out = (iostx_import_item)IOSTX_IMPORT_ITEM_INIT;
    out->flags = source->item.match_strength == IOSTX_MATCH_STRONG ? IOSTX_IMPORT_STRONG_KEY : 0;
    out->binding.remote_id = entry_id(entry);
    out->binding.remote_version = (iostx_bytes){(const uint8_t *)version, strlen(version)};
    out->match_key = source->item.match_key;
    out->values = source->values;
    out->value_count = source->value_count;
    out->content_size = (uint64_t)source->st.st_size;
}

/* Puts the item on the list of those that must still be fetched, so that the next pass tries again however the listing looks then. */
static int32_t note_failure(struct download *download, const struct entry *entry, int32_t code, const char *text)
{
    iostx_value values[] = {
        {.tag = IOSTX_PR_LAST_ERROR, .value = {.i4 = code}},
        {.tag = IOSTX_PR_LAST_ERROR_TEXT, .value = {.bytes = {(const uint8_t *)text, strlen(text)}}},
    };
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    char name[256];

    snprintf(name, sizeof(name), "%.*s", (int)entry->id_size, entry->name);
    report_failure(&download->agent->report, download->title, name, code, text);
    download->counts->failed++;
    item.flags = IOSTX_IMPORT_FAILED;
    item.binding.remote_id = entry_id(entry);
    item.values = values;
    item.value_count = 2;
    return iostx_contents_sink_import_item(download->sink, &item, NULL);
}

/* A large item: the message is given out first, filled, and saved, which is the import. */
static int32_t import_stream(struct source *source, iostx_contents_sink *sink, iostx_import_item *item, int *error)
{
    iostx_message *message = NULL;
    int32_t result;

    item->flags |= IOSTX_IMPORT_STREAM;
    result = iostx_contents_sink_import_item(sink, item, &message);
    if (result >= 0 && message != NULL) {
        result = lseek(source->fd, 0, SEEK_SET) == 0 ? content_from_file(source->fd, message, error) : IOSTX_MAPI_E_CALL_FAILED;
        if (result >= 0)
            result = iostx_message_save(message, 0);
    }
    iostx_message_free(message);
    return result;
}

static int32_t import_source(struct download *download, struct source *source, iostx_import_item *item, bool header_only, int *error)
{
    /* The rest of a message: so far only its header was read. */
    bool whole = source->st.st_size <= (off_t)INLINE_MAX || source->text.size == (size_t)source->st.st_size;

    *error = 0;
    if (header_only) {
        item->flags |= IOSTX_IMPORT_HEADER;
    } else if (whole) {
        if (!files_read(source->fd, INLINE_MAX > source->text.size ? INLINE_MAX : source->text.size, &source->text)) {
            *error = errno;
            return IOSTX_MAPI_E_CALL_FAILED;
        }
        item->content = (iostx_bytes){(const uint8_t *)source->text.data, source->text.size};
        item->content_size = source->text.size;
    } else {
        return import_stream(source, download->sink, item, error);
    }
    return iostx_contents_sink_import_item(download->sink, item, NULL);
}

/* What an import answered: codes that mean "nothing to do" are none of failure. */
static int32_t settle(struct download *download, struct entry *entry, int32_t result, int error)
{
    iostx_error *detail = NULL;

    if (result == IOSTX_S_OK) {
        download->counts->items++;
        report_item(&download->agent->report, "down", "fetched", download->title, entry_id(entry));
    }
    if (result >= 0 || result == IOSTX_SYNC_E_IGNORE || result == IOSTX_SYNC_E_OBJECT_DELETED) {
        entry->fetched = true;
        return IOSTX_S_OK;
    }
    if (download_ends(result))
        return result;
    if (error == 0)
        (void)iostx_contents_sink_get_last_error(download->sink, &detail);
    result = note_failure(download, entry, result,
                          error != 0 ? strerror(error) : detail != NULL && detail->message != NULL ? detail->message : iostx_error_text(result));
    iostx_error_free(detail);
    return result;
}

int32_t download_item(struct download *download, struct entry *entry, const char *version, bool asked, bool header_only)
{
    uint32_t answer = asked ? IOSTX_PROBE_WANT_ALL : 0;
    struct source source;
    iostx_import_item item;
    int32_t result = IOSTX_S_OK;
    int error = 0;

    if (!source_open(download, entry, &source)) {
        /* Vanished since it was listed: the next listing sees that. A link, a directory or a pipe is no item. */
        if (errno == ENOENT || errno == ELOOP || errno == EINVAL) {
            report_remark(&download->agent->report, download->title, errno == ENOENT ? "a file vanished meanwhile" : "not a file, passed over");
            return IOSTX_S_OK;
        }
        return note_failure(download, entry, IOSTX_MAPI_E_NO_ACCESS, strerror(errno));
    }
    fill_item(&source, entry, version, &item);
    if (!asked)
        result = iostx_contents_sink_probe(download->sink, &item, 1, &answer);
    if (result >= 0 && (answer == IOSTX_PROBE_WANT_ALL || answer == IOSTX_PROBE_WANT_HEADER)) {
        result = import_source(download, &source, &item, header_only || answer == IOSTX_PROBE_WANT_HEADER, &error);
        result = settle(download, entry, result, error);
    } else if (result >= 0 && answer == IOSTX_PROBE_BOUND) {
        /* The item was here already and now knows its name; its flags may differ. */
        report_item(&download->agent->report, "down", "recognized", download->title, entry_id(entry));
    }
    source_close(&source);
    if (result >= 0 && (answer == IOSTX_PROBE_WANT_FLAGS || answer == IOSTX_PROBE_BOUND) && download->folder.kind == FOLDER_MAIL)
        result = download_flags(download, &entry, 1);
    return result;
}

/* --- Flags --------------------------------------------------------------------------------------------------------------------- */

static int32_t import_flags(struct download *download, const struct entry *entry)
{
    const struct keywords *keywords = &download->folder.keywords;
    iostx_import_flags item = IOSTX_IMPORT_FLAGS_INIT;
    iostx_value value = {.tag = IOSTX_PR_KEYWORDS};
    iostx_bytes texts[KEYWORDS_MAX];
    const char *names[KEYWORDS_MAX];
    char version[VERSION_MAX];
    size_t count = keywords_names(keywords, entry->marks, names);

    for (size_t i = 0; i < count; i++)
        texts[i] = (iostx_bytes){(const uint8_t *)names[i], strlen(names[i])};
    value.value.list = (iostx_list){texts, count};
    (void)download_version(download, entry, (iostx_bytes)IOSTX_BYTES_INIT, version);
    item.set = keywords_flags(keywords, entry->marks);
    item.clear = IOSTX_FLAG_ALL & ~item.set;
    item.binding.remote_id = entry_id(entry);
    item.binding.remote_version = (iostx_bytes){(const uint8_t *)version, strlen(version)};
    item.keywords = &value;
    return iostx_contents_sink_import_flags(download->sink, &item, 1, NULL);
}

int32_t download_flags(struct download *download, struct entry *const *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int32_t result;

        /* A pim file has no flags; it is its version that is wanted, and content of that version is here. */
        result = download->folder.kind == FOLDER_MAIL ? import_flags(download, entries[i]) : IOSTX_S_OK;
        if (result == IOSTX_S_OK) {
            download->counts->flags++;
            report_item(&download->agent->report, "down", "marked", download->title, entry_id(entries[i]));
        } else if (result < 0 && download_ends(result)) {
            return result;
        } else if (result < 0) {
            result = note_failure(download, entries[i], result, iostx_error_text(result));
            if (result < 0 && download_ends(result))
                return result;
        }
    }
    return IOSTX_S_OK;
}
