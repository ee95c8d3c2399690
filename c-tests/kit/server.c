/* The server in memory and its agent. See server.h. */
#include "server.h"

#include <stdio.h>
#include <string.h>

server_item server_items[SERVER_ITEMS];
server_counts server_done;
void (*server_during_upload)(const iostx_upmsg *item);

static unsigned last_number;

/* --- The server ------------------------------------------------------------------------------------------------------------------ */

static void copy_text(char *to, size_t size, iostx_bytes from)
{
    CHECK(from.size < size);
    memcpy(to, from.size == 0 ? (const uint8_t *)"" : from.data, from.size);
    to[from.size] = '\0';
}

static void new_version(server_item *item)
{
    snprintf(item->version, sizeof(item->version), "v%u", ++last_number);
}

static server_item *new_slot(iostx_bytes folder)
{
    for (size_t i = 0; i < SERVER_ITEMS; i++) {
        server_item *item = &server_items[i];
        if (item->folder[0] != '\0')
            continue;
        memset(item, 0, sizeof(*item));
        copy_text(item->folder, sizeof(item->folder), folder);
        snprintf(item->id, sizeof(item->id), "id-%05u", ++last_number);
        new_version(item);
        return item;
    }
    CHECK(!"the server is full");
    return NULL;
}

server_item *server_add(const char *folder, const char *subject, const char *content)
{
    server_item *item = new_slot(B(folder));
    copy_text(item->subject, sizeof(item->subject), B(subject));
    copy_text(item->content, sizeof(item->content), B(content));
    return item;
}

server_item *server_find(const char *folder, const char *subject)
{
    for (size_t i = 0; i < SERVER_ITEMS; i++)
        if (strcmp(server_items[i].folder, folder) == 0 && strcmp(server_items[i].subject, subject) == 0)
            return &server_items[i];
    return NULL;
}

static server_item *find_id(iostx_bytes id)
{
    for (size_t i = 0; i < SERVER_ITEMS; i++) {
        server_item *item = &server_items[i];
        if (item->folder[0] != '\0' && strlen(item->id) == id.size && memcmp(item->id, id.data, id.size) == 0)
            return item;
    }
    return NULL;
}

void server_change(server_item *item, const char *subject, const char *content)
{
    copy_text(item->subject, sizeof(item->subject), B(subject));
    copy_text(item->content, sizeof(item->content), B(content));
    new_version(item);
}

void server_remove(server_item *item)
{
    item->folder[0] = '\0';
}

unsigned server_count(const char *folder)
{
    unsigned count = 0;
    for (size_t i = 0; i < SERVER_ITEMS; i++)
        count += server_items[i].folder[0] != '\0' && (folder == NULL || strcmp(server_items[i].folder, folder) == 0);
    return count;
}

/* --- The agent: upload ----------------------------------------------------------------------------------------------------------- */

/* False if another process replaced the content before it was read: there is a newer version to upload. */
static bool read_message(iostx_message *message, server_item *into)
{
    static const uint32_t tags[] = { IOSTX_PR_SUBJECT, IOSTX_PR_MESSAGE_FLAGS };
    const iostx_value *array = NULL;
    iostx_values *values = NULL;
    size_t count = 0, got = 0;
    int32_t code;

    CHECK(iostx_message_get_values(message, tags, COUNT(tags), 0, &values) >= 0);
    CHECK_OK(iostx_values_get(values, &array, &count));
    into->subject[0] = '\0';
    if (array[0].tag == IOSTX_PR_SUBJECT)
        copy_text(into->subject, sizeof(into->subject), array[0].value.bytes);
    into->read = array[1].tag == IOSTX_PR_MESSAGE_FLAGS && (array[1].value.i4 & (int32_t)IOSTX_MSGFLAG_READ) != 0;
    iostx_values_free(values);
    code = iostx_message_get_content(message, into->content, sizeof(into->content) - 1, &got);
    if (code == IOSTX_MAPI_E_OBJECT_CHANGED)
        return false;
    if (code != IOSTX_MAPI_E_NOT_FOUND)
        CHECK_OK(code);
    into->content[code == IOSTX_S_OK ? got : 0] = '\0';
    return true;
}

/* An item that an earlier attempt may have left on the server. */
static server_item *find_own(const char *folder, const server_item *wanted)
{
    for (size_t i = 0; i < SERVER_ITEMS; i++)
        if (strcmp(server_items[i].folder, folder) == 0 && strcmp(server_items[i].subject, wanted->subject) == 0 &&
            strcmp(server_items[i].content, wanted->content) == 0)
            return &server_items[i];
    return NULL;
}

static bool has_version(const server_item *item, iostx_bytes version)
{
    return strlen(item->version) == version.size && memcmp(item->version, version.data, version.size) == 0;
}

static void upload_message(const char *folder, const iostx_upmsg *item)
{
    uint32_t flags = IOSTX_UPM_OK;
    server_item *there = NULL, wanted;

    memset(&wanted, 0, sizeof(wanted));
    if (!read_message(item->message, &wanted)) {
        end(); /* Without a result: it stays pending. */
        return;
    }
    if ((item->flags & IOSTX_UPM_MOV) != 0 && (there = find_id(item->source_binding.remote_id)) != NULL) {
        copy_text(there->folder, sizeof(there->folder), B(folder));
        snprintf(there->id, sizeof(there->id), "id-%05u", ++last_number);
        server_done.moved++;
        flags |= IOSTX_UPM_MOVED;
    } else {
        if (item->binding.remote_id.size > 0 && (there = find_id(item->binding.remote_id)) != NULL &&
            item->binding.remote_version.size > 0 && !has_version(there, item->binding.remote_version)) {
            fail(IOSTX_SYNC_E_CONFLICT);
            return;
        }
        if (there == NULL && (item->flags & IOSTX_UPM_RETRY) != 0)
            there = find_own(folder, &wanted);
        if (there == NULL) {
            there = new_slot(B(folder));
            server_done.created++;
        } else {
            server_done.changed++;
        }
    }
    memcpy(there->subject, wanted.subject, sizeof(there->subject));
    memcpy(there->content, wanted.content, sizeof(there->content));
    there->read = wanted.read;
    new_version(there);
    if (server_during_upload != NULL)
        server_during_upload(item);
    answer(flags, there->id, there->version);
}

static void give_entry(uint32_t at, uint32_t flags, const server_item *there)
{
    iostx_result result = IOSTX_RESULT_INIT;
    result.flags = flags;
    result.remote_id = B(there == NULL ? NULL : there->id);
    result.remote_version = B(there == NULL ? NULL : there->version);
    CHECK_OK(iostx_session_set_entry_results(w.session, at, 1, &result));
}

static void upload_read(const iostx_upreade *entry, uint32_t at)
{
    server_item *there = find_id(entry->binding.remote_id);
    if (there != NULL) {
        there->read = (entry->flags & IOSTX_UPR_READ) != 0;
        new_version(there);
        server_done.read++;
    }
    give_entry(at, IOSTX_UPR_OK, there);
}

static void upload_delete(const iostx_updele *entry, uint32_t at)
{
    server_item *there = find_id(entry->binding.remote_id);
    if ((entry->flags & IOSTX_UPD_MOV) == 0) {
        if (there != NULL) {
            server_remove(there);
            server_done.deleted++;
        }
        give_entry(at, IOSTX_UPD_OK, NULL);
    } else if (there != NULL && entry->move->binding.remote_id.size > 0) {
        copy_text(there->folder, sizeof(there->folder), entry->move->binding.remote_id);
        snprintf(there->id, sizeof(there->id), "id-%05u", ++last_number);
        new_version(there);
        server_done.moved++;
        give_entry(at, IOSTX_UPD_OK | IOSTX_UPD_MOVED, there);
    }
    /* Else it is for the table of its destination: the entry stays without a result. */
}

/* All read states, or all deletions. */
static void upload_entries(uint32_t tag)
{
    iostx_state *state = NULL;
    int32_t code;

    while ((code = iostx_sync_beg(w.session, tag, &state)) == IOSTX_S_OK) {
        if (tag == IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ)
            for (uint32_t i = 0; i < state->body.upread.count; i++)
                upload_read(&state->body.upread.entries[i], i);
        else
            for (uint32_t i = 0; i < state->body.updel.count; i++)
                upload_delete(&state->body.updel.entries[i], i);
        end();
    }
    CHECK_CODE(code, IOSTX_MAPI_E_NOT_FOUND);
}

void server_upload(void)
{
    iostx_state *state = NULL;
    uint32_t count;
    int32_t code;

    start(0, IOSTX_UPS_UPLOAD_ONLY);
    count = beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count;
    for (uint32_t i = 0; i < count; i++) {
        iostx_uptbl *table = &beg(IOSTX_LR_SYNC_UPLOAD_TABLE)->body.uptbl;
        char folder[32];
        copy_text(folder, sizeof(folder), table->binding.remote_id);
        while ((code = iostx_sync_beg(w.session, IOSTX_LR_SYNC_UPLOAD_MESSAGE, &state)) == IOSTX_S_OK)
            upload_message(folder, &state->body.upmsg);
        CHECK_CODE(code, IOSTX_MAPI_E_NOT_FOUND);
        upload_entries(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ);
        upload_entries(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL);
        answer(IOSTX_UPT_OK, NULL, NULL);
    }
    leave(true);
}

/* --- The agent: download --------------------------------------------------------------------------------------------------------- */

void server_download(void)
{
    uint32_t count;

    start(0, IOSTX_UPS_DNLOAD_ONLY);
    count = beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count;
    for (uint32_t i = 0; i < count; i++) {
        iostx_dntbl *table = &beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl;
        char folder[32];
        copy_text(folder, sizeof(folder), table->binding.remote_id);
        CHECK_OK(iostx_contents_sink_listing_begin(table->contents, NULL));
        for (size_t at = 0; at < SERVER_ITEMS; at++) {
            const server_item *item = &server_items[at];
            int32_t code;
            if (folder[0] == '\0' || strcmp(item->folder, folder) != 0)
                continue;
            code = import(table->contents, item->id, item->version, item->subject, item->content);
            CHECK(code >= 0 || code == IOSTX_SYNC_E_IGNORE);
            code = import_flags(table->contents, item->id, item->version, item->read ? IOSTX_FLAG_READ : 0,
                item->read ? 0 : IOSTX_FLAG_READ);
            CHECK(code >= 0);
        }
        CHECK_OK(iostx_contents_sink_listing_complete(table->contents));
        answer(IOSTX_DNT_OK, NULL, NULL);
    }
    leave(true);
}

void server_sync(void)
{
    server_upload();
    server_download();
}

void server_compare(iostx_feid folder)
{
    char name[32];
    copy_text(name, sizeof(name), B(folder_text(folder, IOSTX_PR_REMOTE_ID)));
    EXPECT_EQ(items_of(folder, 0, NULL, 0), server_count(name));
    for (size_t at = 0; at < SERVER_ITEMS; at++) {
        const server_item *item = &server_items[at];
        iostx_meid here;
        if (strcmp(item->folder, name) != 0)
            continue;
        test_context("%s in %s", item->id, name);
        here = find_remote(folder, item->id);
        EXPECT(!is_zero(&here, sizeof(here)));
        if (is_zero(&here, sizeof(here)))
            continue;
        EXPECT_TEXT(subject_of(here), item->subject);
        EXPECT_TEXT(content_of(here), item->content);
        EXPECT_EQ(is_read(here), item->read);
    }
    test_context(NULL);
}
