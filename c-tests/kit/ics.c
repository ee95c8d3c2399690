/* See ics.h. */
#include "ics.h"

#include <string.h>

iostx_skey ics_key(uint8_t space, uint8_t number)
{
    iostx_skey key;
    memset(&key, space, sizeof(key.guid));
    memset(key.counter, 0, sizeof(key.counter));
    key.counter[5] = number;
    return key;
}

iostx_bytes key_bytes(const iostx_skey *key)
{
    return bytes_at(key, sizeof(*key));
}

iostx_bytes ics_list(uint8_t space, uint8_t number, uint8_t second_space, uint8_t second_number)
{
    static uint8_t lists[4][64];
    static unsigned next;
    uint8_t *list = lists[next++ % 4];
    const uint8_t parts[2][2] = { { space, number }, { second_space, second_number } };
    size_t size = 0;

    for (size_t i = 0; i < 2; i++) {
        if (parts[i][1] != 0) {
            iostx_skey key = ics_key(parts[i][0], parts[i][1]);
            list[size++] = sizeof(key);
            memcpy(list + size, &key, sizeof(key));
            size += sizeof(key);
        }
    }
    return bytes_at(list, size);
}

ics_change ics_changed(uint8_t source, uint8_t change_space, uint8_t change)
{
    ics_change made;
    memset(&made, 0, sizeof(made));
    made.source_key = ics_key(0xA0, source);
    made.change_key = ics_key(change_space, change);
    made.change_list = ics_list(change_space, change, 0, 0);
    return made;
}

int32_t ics_begin(iostx_contents_sink *sink, const ics_change *change, iostx_message **out)
{
    iostx_value values[4];
    size_t count = 0;

    values[count++] = bytes_value(IOSTX_PR_SOURCE_KEY, key_bytes(&change->source_key));
    values[count++] = bytes_value(IOSTX_PR_CHANGE_KEY, key_bytes(&change->change_key));
    values[count++] = bytes_value(IOSTX_PR_PREDECESSOR_CHANGE_LIST, change->change_list);
    if (change->time != 0)
        values[count++] = time_value(IOSTX_PR_LAST_MODIFICATION_TIME, change->time);
    return iostx_contents_sink_import_message_change(sink, values, count, change->flags, out);
}

int32_t ics_import(iostx_contents_sink *sink, const ics_change *change, const char *subject, const char *content)
{
    iostx_value values[2];
    iostx_message *message = (iostx_message *)&values;
    int32_t code = ics_begin(sink, change, &message);

    if (code != IOSTX_S_OK) {
        CHECK(message == NULL);
        return code;
    }
    values[0] = text_value(IOSTX_PR_MESSAGE_CLASS, "IPM.Note");
    values[1] = text_value(IOSTX_PR_SUBJECT, subject);
    CHECK_OK(iostx_message_set_values(message, values, COUNT(values)));
    if (content != NULL)
        CHECK_OK(iostx_message_set_content(message, content, strlen(content)));
    code = iostx_message_save(message, 0);
    iostx_message_free(message);
    return code;
}

int32_t ics_sends(iostx_feid folder, const ics_change *change, const char *subject, const char *content)
{
    int32_t code = ics_import(download_table(folder), change, subject, content);
    CHECK_OK(leave(true));
    return code;
}

iostx_meid ics_find(iostx_feid folder, iostx_skey source_key)
{
    iostx_meid items[64], none = IOSTX_MEID_INIT;
    size_t count = items_of(folder, 0, items, COUNT(items));
    for (size_t i = 0; i < count && i < COUNT(items); i++) {
        iostx_skey key = source_key_of(items[i]);
        if (memcmp(&key, &source_key, sizeof(key)) == 0)
            return items[i];
    }
    return none;
}
