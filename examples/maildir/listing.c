/* The listing of a folder against the store: every item is named with its version and answered by "have it" or by what is wanted of it, so
   that no file is opened that did not change. */
#include "download.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "pim.h"
#include "row.h"

/* Items asked about in one call. */
#define BATCH 256
/* Of a folder, so many files whose version was taken while they were young are looked at again in each pass; when there are more, their
   settled versions are given to the store, once. */
#define YOUNG_MAX 256

struct batch {
    struct entry *entries[BATCH];
    char versions[BATCH][VERSION_MAX];
    char fingerprints[BATCH][VERSION_MAX];
    iostx_value values[BATCH][2];
    iostx_import_item items[BATCH];
    uint32_t answers[BATCH];
    size_t count;
};

/* --- Versions ------------------------------------------------------------------------------------------------------------------ */

bool download_version(struct download *download, const struct entry *entry, iostx_bytes stored, char out[VERSION_MAX])
{
    struct folder *folder = &download->folder;

    if (folder->kind == FOLDER_MAIL) {
        marks_write_version(entry->marks, keywords_digest(&folder->keywords, entry->marks.lower), out);
        return true;
    }
    pim_write_version(entry, out);
    /* The store has a version with a digest: whether the file is still that one is not told by its time stamp. */
    if (pim_version_has_digest(stored, entry) || !files_is_settled(&entry->mtime, folder->listed_at))
        return pim_add_digest(folder, entry, out);
    return true;
}

void download_fingerprint(const struct download *download, const struct entry *entry, char out[VERSION_MAX])
{
    out[0] = '\0';
    if (download->folder.kind == FOLDER_PIM)
        pim_write_version(entry, out);
    else if (entry->size >= 0)
        snprintf(out, VERSION_MAX, "size=%" PRId64, entry->size);
}

/* The versions that the store has, by remote id, both in the order of memcmp: read along with the listing. */
struct stored {
    iostx_cursor *cursor;
    struct row row;
    bool ended;
    /* Versions with a digest seen so far. */
    size_t young;
};

static int32_t stored_next(struct stored *stored)
{
    int32_t result;

    stored->ended = !row_next(stored->cursor, &stored->row, &result);
    return result;
}

/* Messages have no need of this: their versions are made of their names. */
static int32_t stored_begin(struct download *download, struct stored *out)
{
    iostx_folder *folder = NULL;
    int32_t result;

    *out = (struct stored){.ended = true};
    if (download->folder.kind == FOLDER_MAIL)
        return IOSTX_S_OK;
    result = iostx_store_open_folder(download->agent->store, &download->feid, &folder);
    if (result >= 0)
        result = iostx_folder_walk_remote(folder, &out->cursor);
    iostx_folder_free(folder);
    return result < 0 ? result : stored_next(out);
}

static iostx_bytes stored_version(struct stored *stored, const struct entry *entry)
{
    const iostx_bytes none = IOSTX_BYTES_INIT;

    while (!stored->ended) {
        iostx_bytes id = row_bytes(&stored->row, IOSTX_PR_REMOTE_ID), version = row_bytes(&stored->row, IOSTX_PR_REMOTE_VERSION);
        int order = memcmp(id.data, entry->name, id.size < entry->id_size ? id.size : entry->id_size);

        if (order == 0)
            order = (id.size > entry->id_size) - (id.size < entry->id_size);
        if (order == 0)
            return pim_version_has_digest(version, entry) && stored->young++ >= YOUNG_MAX ? none : version;
        if (order > 0)
            break;
        if (stored_next(stored) < 0)
            break;
    }
    return none;
}

/* --- Moved on the server ------------------------------------------------------------------------------------------------------- */

/* Whether the folder that the store has the item in still has it on the server: then this is a copy. */
static bool is_still_there(struct download *download, const iostx_feid *feid, iostx_bytes id)
{
    char path[SERVER_PATH_MAX];

    if (!agent_folder_path(download->agent, feid, path))
        return false;
    if (download->source_open && strcmp(download->source.path, path) != 0) {
        folder_close(&download->source);
        download->source_open = false;
    }
    if (!download->source_open)
        download->source_open = folder_open(&download->agent->server, path, &download->source);
    if (!download->source_open)
        return false;
    return download->source.kind != download->folder.kind || folder_find(&download->source, id) != NULL || !download->source.listed;
}

/* One hit of the look-up in other folders: if the file is gone there, it was moved here, with its name. The store's item follows, and keeps
   its id, its content and what is pending on it. */
static void follow_move(struct download *download, const struct row *row)
{
    /* The version that the store has: if the file was changed besides, that shows when it is asked about next. */
    iostx_binding binding = {row_bytes(row, IOSTX_PR_REMOTE_ID), row_bytes(row, IOSTX_PR_REMOTE_VERSION)};
    iostx_feid source;

    if (!row_feid(row, IOSTX_PR_PARENT_ENTRYID, &source) || same_folder(&source, &download->feid) || is_still_there(download, &source, binding.remote_id))
        return;
    if (iostx_contents_sink_move_remote(download->sink, &source, binding.remote_id, &binding) >= 0) {
        download->counts->items++;
        report_item(&download->agent->report, "down", "moved", download->title, binding.remote_id);
    }
}

/* Looks for the wanted items of a batch in other folders. */
static int32_t follow_moves(struct download *download, const struct batch *batch)
{
    iostx_bytes ids[BATCH];
    iostx_cursor *cursor = NULL;
    struct row row;
    size_t count = 0;
    int32_t result;

    for (size_t i = 0; i < batch->count; i++)
        if (batch->answers[i] == IOSTX_PROBE_WANT_ALL || batch->answers[i] == IOSTX_PROBE_WANT_HEADER)
            ids[count++] = entry_id(batch->entries[i]);
    if (count == 0)
        return IOSTX_S_OK;
    result = iostx_store_find_remote(download->agent->store, NULL, ids, count, &cursor);
    while (result >= 0 && row_next(cursor, &row, &result))
        follow_move(download, &row);
    iostx_cursor_free(cursor);
    return result < 0 ? result : IOSTX_S_OK;
}

/* --- Batches ------------------------------------------------------------------------------------------------------------------- */

static int32_t probe(struct download *download, struct batch *batch)
{
    return iostx_contents_sink_probe(download->sink, batch->items, batch->count, batch->answers);
}

static iostx_value text_value(uint32_t tag, const char *text)
{
    return (iostx_value){.tag = tag, .value = {.bytes = {(const uint8_t *)text, strlen(text)}}};
}

static void ask_for(struct download *download, struct batch *batch, size_t i, struct entry *entry)
{
    iostx_import_item *item = &batch->items[i];
    iostx_value *values = batch->values[i];

    *item = (iostx_import_item)IOSTX_IMPORT_ITEM_INIT;
    /* Whether it is mail matters: only of a message the library knows that a new version means new flags. */
    values[item->value_count++] =
        text_value(IOSTX_PR_MESSAGE_CLASS, download->folder.kind == FOLDER_MAIL ? "IPM.Note" : "IPM.Appointment");
    download_fingerprint(download, entry, batch->fingerprints[i]);
    if (batch->fingerprints[i][0] != '\0')
        values[item->value_count++] = text_value(IOSTX_PR_FINGERPRINT, batch->fingerprints[i]);
    item->values = values;
    item->binding.remote_id = entry_id(entry);
    item->binding.remote_version = (iostx_bytes){(const uint8_t *)batch->versions[i], strlen(batch->versions[i])};
    item->content_size = entry->size < 0 ? 0 : (uint64_t)entry->size;
    batch->entries[i] = entry;
}

/* Carries out what the store answered. */
static int32_t fetch_batch(struct download *download, struct batch *batch)
{
    struct entry *marked[BATCH];
    size_t marked_count = 0;
    int32_t result = IOSTX_S_OK;

    for (size_t i = 0; result >= 0 && i < batch->count; i++) {
        bool header = batch->answers[i] == IOSTX_PROBE_WANT_HEADER;

        if (batch->answers[i] == IOSTX_PROBE_WANT_FLAGS)
            marked[marked_count++] = batch->entries[i];
        else if (header || batch->answers[i] == IOSTX_PROBE_WANT_ALL)
            result = download_item(download, batch->entries[i], batch->versions[i], false, header);
        if (result < 0 && !download_ends(result))
            result = IOSTX_S_OK;
    }
    return result >= 0 && marked_count > 0 ? download_flags(download, marked, marked_count) : result;
}

/* Says how much is to come: what was asked for so far tells how much of the rest will be wanted. */
static void expect(struct download *download, size_t probed, size_t wanted)
{
    uint64_t left;

    download->probed_items += probed;
    download->expected_items += wanted;
    left = download->folder.count > download->probed_items ? download->folder.count - download->probed_items : 0;
    (void)iostx_session_expect(download->agent->session,
                               download->expected_items + left * download->expected_items / download->probed_items, 0);
}

static int32_t run_batch(struct download *download, struct batch *batch)
{
    size_t wanted = 0;
    int32_t result = batch->count == 0 ? IOSTX_S_OK : probe(download, batch);

    if (result < 0)
        return result;
    for (size_t i = 0; i < batch->count; i++)
        wanted += batch->answers[i] == IOSTX_PROBE_WANT_ALL || batch->answers[i] == IOSTX_PROBE_WANT_HEADER;
    if (wanted > 0) {
        uint64_t moved = download->counts->items;

        result = follow_moves(download, batch);
        /* What was moved is known now: ask again. */
        if (result >= 0 && download->counts->items > moved)
            result = probe(download, batch);
    }
    if (batch->count > 0)
        expect(download, batch->count, wanted);
    return result < 0 ? result : fetch_batch(download, batch);
}

int32_t download_listing(struct download *download)
{
    struct batch *batch = calloc(1, sizeof(*batch));
    struct stored stored;
    int32_t result = batch == NULL ? IOSTX_MAPI_E_NOT_ENOUGH_MEMORY : stored_begin(download, &stored);

    for (size_t i = 0; result >= 0 && i < download->folder.count && !agent_stops(download->agent); i++) {
        struct entry *entry = &download->folder.entries[i];

        if (!download_version(download, entry, stored_version(&stored, entry), batch->versions[batch->count]))
            batch->versions[batch->count][0] = '\0'; /* Unreadable: asked about without a version, so that it is tried and reported. */
        ask_for(download, batch, batch->count++, entry);
        if (batch->count == BATCH) {
            result = run_batch(download, batch);
            batch->count = 0;
        }
    }
    if (result >= 0 && !agent_stops(download->agent))
        result = run_batch(download, batch);
    if (batch != NULL && download->folder.kind == FOLDER_PIM)
        iostx_cursor_free(stored.cursor);
    free(batch);
    return result;
}
