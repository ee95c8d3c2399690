/* Downloads of the case's session. See agent.h. */
#include "agent.h"

#include <string.h>

iostx_hierarchy_sink *download_hierarchy(void)
{
    start(0, IOSTX_UPS_DNLOAD_ONLY);
    return beg(IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY)->body.dnhier.sink;
}

iostx_contents_sink *download_table(iostx_feid folder)
{
    iostx_dntbl *table;
    start_with(0, IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &folder, 1);
    CHECK_EQ(beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count, 1);
    table = &beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl;
    CHECK(same_feid(table->feid, folder));
    CHECK(table->contents != NULL);
    return table->contents;
}

iostx_dntbl *open_download(void)
{
    iostx_state *state = NULL;
    CHECK_OK(iostx_session_get_state(w.session, IOSTX_LR_SYNC_DOWNLOAD_TABLE, &state));
    return &state->body.dntbl;
}

int32_t import_folder(iostx_hierarchy_sink *sink, const char *name, const char *remote_id, const char *parent_remote_id)
{
    iostx_value values[3];
    values[0] = text_value(IOSTX_PR_DISPLAY_NAME, name);
    values[1] = text_value(IOSTX_PR_REMOTE_ID, remote_id);
    values[2] = text_value(IOSTX_PR_PARENT_REMOTE_ID, parent_remote_id);
    return iostx_hierarchy_sink_import_folder_change(sink, values, parent_remote_id == NULL ? 2 : 3);
}

int32_t import_at(iostx_contents_sink *sink, const char *remote_id, const char *version, const char *subject, const char *content,
    uint64_t time, uint32_t flags)
{
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    iostx_value values[3];
    size_t count = 0;

    values[count++] = text_value(IOSTX_PR_MESSAGE_CLASS, "IPM.Note");
    values[count++] = text_value(IOSTX_PR_SUBJECT, subject);
    if (time != 0)
        values[count++] = time_value(IOSTX_PR_LAST_MODIFICATION_TIME, time);
    item.flags = flags;
    item.binding = bind_to(remote_id, version);
    item.values = values;
    item.value_count = count;
    item.content = B(content);
    item.content_size = content == NULL ? 0 : strlen(content);
    return iostx_contents_sink_import_item(sink, &item, NULL);
}

int32_t import(iostx_contents_sink *sink, const char *remote_id, const char *version, const char *subject, const char *content)
{
    return import_at(sink, remote_id, version, subject, content, 0, 0);
}

int32_t import_flags(iostx_contents_sink *sink, const char *remote_id, const char *version, uint32_t set, uint32_t clear)
{
    iostx_import_flags flags = IOSTX_IMPORT_FLAGS_INIT;
    flags.binding = bind_to(remote_id, version);
    flags.set = set;
    flags.clear = clear;
    return iostx_contents_sink_import_flags(sink, &flags, 1, NULL);
}

int32_t delete_remote(iostx_contents_sink *sink, const char *remote_id)
{
    iostx_bytes id = B(remote_id);
    return iostx_contents_sink_delete_remote(sink, &id, 1, 0);
}

/* --- Whole downloads ------------------------------------------------------------------------------------------------------------- */

iostx_feid server_subfolder(const char *name, const char *remote_id, const char *parent_remote_id)
{
    iostx_cursor *cursor = NULL;
    static const uint32_t tags[] = { IOSTX_PR_ENTRYID, IOSTX_PR_REMOTE_ID };
    const iostx_value *row = NULL;
    iostx_feid found = IOSTX_FEID_INIT;
    iostx_contents_sink *sink;
    size_t columns = 0;

    server_sends_folder(name, remote_id, parent_remote_id);
    CHECK_OK(iostx_store_list_folders(w.store, NULL, tags, COUNT(tags), IOSTX_FOLDERS_DEPTH, &cursor));
    while (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK)
        if (row[1].tag == IOSTX_PR_REMOTE_ID && row[1].value.bytes.size == strlen(remote_id) &&
            memcmp(row[1].value.bytes.data, remote_id, strlen(remote_id)) == 0)
            memcpy(&found, row[0].value.bytes.data, sizeof(found));
    iostx_cursor_free(cursor);
    CHECK(!is_zero(&found, sizeof(found)));

    sink = download_table(found);
    CHECK_OK(iostx_contents_sink_listing_begin(sink, NULL));
    CHECK_OK(iostx_contents_sink_listing_complete(sink));
    CHECK_OK(leave(true));
    return found;
}

iostx_feid server_folder(const char *name, const char *remote_id)
{
    return server_subfolder(name, remote_id, NULL);
}

void server_sends_folder(const char *name, const char *remote_id, const char *parent_remote_id)
{
    CHECK(import_folder(download_hierarchy(), name, remote_id, parent_remote_id) >= 0);
    CHECK_OK(leave(true));
}

void server_deletes_folder(const char *remote_id)
{
    iostx_bytes id = B(remote_id);
    CHECK_OK(iostx_hierarchy_sink_delete_remote(download_hierarchy(), &id, 1));
    CHECK_OK(leave(true));
}

void server_sends_at(iostx_feid folder, const char *remote_id, const char *version, const char *subject, const char *content,
    uint64_t time)
{
    CHECK(import_at(download_table(folder), remote_id, version, subject, content, time, 0) >= 0);
    CHECK_OK(leave(true));
}

iostx_meid server_sends(iostx_feid folder, const char *remote_id, const char *version, const char *subject, const char *content)
{
    server_sends_at(folder, remote_id, version, subject, content, 0);
    return find_remote(folder, remote_id);
}

void server_sends_flags(iostx_feid folder, const char *remote_id, const char *version, uint32_t set, uint32_t clear)
{
    CHECK(import_flags(download_table(folder), remote_id, version, set, clear) >= 0);
    CHECK_OK(leave(true));
}

void server_deletes(iostx_feid folder, const char *remote_id)
{
    CHECK_OK(delete_remote(download_table(folder), remote_id));
    CHECK_OK(leave(true));
}

void server_sends_nothing(iostx_feid folder)
{
    download_table(folder);
    CHECK_OK(leave(true));
}

iostx_skey source_key_of(iostx_meid item)
{
    iostx_skey key;
    iostx_message *message = open_item(item, 0);
    static const uint32_t tag = IOSTX_PR_SOURCE_KEY;
    const iostx_value *value = NULL;
    iostx_values *values = NULL;

    CHECK(iostx_message_get_values(message, &tag, 1, 0, &values) >= 0);
    CHECK_OK(iostx_values_find(values, tag, &value));
    CHECK_EQ(value->value.bytes.size, sizeof(key));
    memcpy(&key, value->value.bytes.data, sizeof(key));
    iostx_values_free(values);
    iostx_message_free(message);
    return key;
}
