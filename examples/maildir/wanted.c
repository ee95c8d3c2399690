/* The wanted list: items whose import failed, bodies of header-only items that the application asked for, items whose local change was given
   up. It is kept by the store, so that a state blob may move on past an item that failed. */
#include "download.h"

#include <stdlib.h>
#include <unistd.h>

#include "content.h"
#include "row.h"

struct wanted {
    iostx_bytes id;
    uint32_t why;
    iostx_meid item;
    bool has_item;
};

struct wanted_list {
    struct wanted *items;
    size_t count;
    struct texts texts;
};

/* Reads those whose time has come. The list is copied: fetching changes it. */
static int32_t read_list(struct download *download, struct wanted_list *out)
{
    iostx_cursor *cursor = NULL;
    struct row row;
    int32_t result = iostx_contents_sink_list_wanted(download->sink, &cursor);

    *out = (struct wanted_list){0};
    while (result >= 0 && row_next(cursor, &row, &result)) {
        iostx_bytes id = row_bytes(&row, IOSTX_PR_REMOTE_ID);
        struct wanted *more, *wanted;

        if (row_number(&row, IOSTX_PR_BACKED_OFF))
            continue;
        more = realloc(out->items, (out->count + 1) * sizeof(*more));
        if (more == NULL) {
            result = IOSTX_MAPI_E_NOT_ENOUGH_MEMORY;
            break;
        }
        out->items = more;
        wanted = &more[out->count++];
        *wanted = (struct wanted){.why = row_number(&row, IOSTX_PR_WANTED_REASON)};
        wanted->id = (iostx_bytes){(const uint8_t *)texts_copy(&out->texts, (const char *)id.data, id.size), id.size};
        wanted->has_item = row_meid(&row, IOSTX_PR_ENTRYID, &wanted->item);
    }
    iostx_cursor_free(cursor);
    return result < 0 ? result : out->texts.failed ? IOSTX_MAPI_E_NOT_ENOUGH_MEMORY : IOSTX_S_OK;
}

static void free_list(struct wanted_list *list)
{
    free(list->items);
    texts_free(&list->texts);
}

int32_t download_has_wanted(struct download *download, bool *out)
{
    struct wanted_list list;
    int32_t result = read_list(download, &list);

    *out = list.count > 0;
    free_list(&list);
    return result;
}

/* LR_SYNC_DOWNLOAD_HEADER: the header that is here becomes the whole item. The state is entered and left by functions of its own, and goes
   back to where it came from, here the download table. */
static int32_t complete_header(struct download *download, struct entry *entry, const iostx_meid *item)
{
    iostx_session *session = download->agent->session;
    iostx_state *state = NULL;
    struct stat st;
    int fd = folder_open_entry(&download->folder, entry, &st), error = 0;
    int32_t result, ended;

    if (fd < 0)
        return IOSTX_MAPI_E_NOT_FOUND;
    result = iostx_sync_hdr_beg(session, item, &state);
    if (result >= 0) {
        /* `full` is an empty message; what the store lists the item by is here already, only the content is missing. */
        result = content_from_file(fd, state->body.hdrsync.full, &error);
        if (result >= 0)
            state->body.hdrsync.flags |= IOSTX_HSF_OK;
        (void)iostx_set_sync_result(session, result < 0 ? result : IOSTX_S_OK);
        ended = iostx_sync_hdr_end(session);
        result = result < 0 ? result : ended;
    }
    close(fd);
    return result;
}

static int32_t fetch(struct download *download, struct entry *entry, const struct wanted *wanted)
{
    char version[VERSION_MAX];
    int32_t result;

    if (wanted->why == IOSTX_WANTED_BODY && wanted->has_item) {
        result = complete_header(download, entry, &wanted->item);
        if (result >= 0) {
            download->counts->items++;
            report_item(&download->agent->report, "down", "completed", download->title, entry_id(entry));
            return IOSTX_S_OK;
        }
        if (download_ends(result))
            return result;
        /* The item may be whole already, or gone: an import tells. */
    }
    if (!download_version(download, entry, (iostx_bytes)IOSTX_BYTES_INIT, version))
        version[0] = '\0';
    return download_item(download, entry, version, true, false);
}

int32_t download_wanted(struct download *download)
{
    struct wanted_list list;
    int32_t result = read_list(download, &list);

    for (size_t i = 0; result >= 0 && i < list.count && !agent_stops(download->agent); i++) {
        struct entry *entry = folder_find(&download->folder, list.items[i].id);

        /* What is not in the listing is gone from the server, and with it from the list. */
        if (entry != NULL && !entry->fetched)
            result = fetch(download, entry, &list.items[i]);
        if (result < 0 && !download_ends(result))
            result = IOSTX_S_OK;
    }
    free_list(&list);
    return result;
}
