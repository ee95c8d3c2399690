/* Folders and items as an application handles them. See world.h. */
#include "world.h"

#include <stdio.h>
#include <string.h>

/* Keeps a text for a while. */
static const char *keep(const void *data, size_t size)
{
    static char texts[8][4096];
    static unsigned next;
    char *text = texts[next++ % COUNT(texts)];
    size_t copied = size < sizeof(texts[0]) ? size : sizeof(texts[0]) - 1;
    if (copied > 0)
        memcpy(text, data, copied);
    text[copied] = '\0';
    return text;
}

/* Reading one value: frees nothing, gives the set that holds it. */
static const iostx_value *first_of(iostx_values *values)
{
    const iostx_value *array = NULL;
    size_t count = 0;
    CHECK_OK(iostx_values_get(values, &array, &count));
    CHECK_EQ(count, 1);
    return (array->tag & 0xFFFF) == IOSTX_PT_ERROR ? NULL : array;
}

/* --- Folders --------------------------------------------------------------------------------------------------------------------- */

iostx_feid special(uint32_t which)
{
    iostx_feid folder = IOSTX_FEID_INIT;
    CHECK_OK(iostx_store_get_special_folder(w.store, which, &folder));
    return folder;
}

iostx_folder *open_folder(iostx_feid id)
{
    iostx_folder *folder = NULL;
    CHECK_OK(iostx_store_open_folder(w.store, &id, &folder));
    return folder;
}

bool folder_is_here(iostx_feid id)
{
    iostx_folder *folder = NULL;
    int32_t code = iostx_store_open_folder(w.store, &id, &folder);
    iostx_folder_free(folder);
    CHECK(code == IOSTX_S_OK || code == IOSTX_MAPI_E_NOT_FOUND || code == IOSTX_MAPI_E_OBJECT_DELETED);
    return code == IOSTX_S_OK;
}

iostx_feid new_folder(iostx_feid parent, const char *name)
{
    iostx_folder *above = open_folder(parent), *folder = NULL;
    iostx_feid id = IOSTX_FEID_INIT;
    CHECK_OK(iostx_folder_create_folder(above, name, NULL, 0, &folder));
    CHECK_OK(iostx_folder_get_id(folder, &id));
    iostx_folder_free(folder);
    iostx_folder_free(above);
    return id;
}

/* One property of a folder; the set is to be freed. */
static iostx_values *folder_value(iostx_folder *folder, uint32_t tag)
{
    iostx_values *values = NULL;
    CHECK(iostx_folder_get_values(folder, &tag, 1, 0, &values) >= 0);
    return values;
}

const char *text_of_folder(iostx_folder *folder, uint32_t tag)
{
    iostx_values *values = folder_value(folder, tag);
    const iostx_value *value = first_of(values);
    const char *text = value == NULL ? "" : keep(value->value.bytes.data, value->value.bytes.size);
    iostx_values_free(values);
    return text;
}

const char *folder_text(iostx_feid id, uint32_t tag)
{
    iostx_folder *folder = open_folder(id);
    const char *text = text_of_folder(folder, tag);
    iostx_folder_free(folder);
    return text;
}

int32_t folder_number(iostx_feid id, uint32_t tag)
{
    iostx_folder *folder = open_folder(id);
    iostx_values *values = folder_value(folder, tag);
    const iostx_value *value = first_of(values);
    int32_t number = value == NULL ? -1 : value->value.i4;
    iostx_values_free(values);
    iostx_folder_free(folder);
    return number;
}

void rename_folder(iostx_feid id, const char *name)
{
    iostx_folder *folder = open_folder(id);
    iostx_value value = text_value(IOSTX_PR_DISPLAY_NAME, name);
    CHECK_OK(iostx_folder_set_values(folder, &value, 1));
    iostx_folder_free(folder);
}

void move_folder(iostx_feid id, iostx_feid parent)
{
    iostx_folder *folder = open_folder(id), *above = open_folder(parent);
    CHECK_OK(iostx_folder_move(folder, above));
    iostx_folder_free(above);
    iostx_folder_free(folder);
}

void delete_folder(iostx_feid id)
{
    iostx_folder *folder = open_folder(id);
    CHECK_OK(iostx_folder_delete(folder, IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS | IOSTX_DEL_ASSOCIATED));
    iostx_folder_free(folder);
}

iostx_folder_options folder_options(iostx_feid id)
{
    iostx_folder *folder = open_folder(id);
    iostx_folder_options options = IOSTX_FOLDER_OPTIONS_INIT;
    CHECK_OK(iostx_folder_get_options(folder, &options));
    iostx_folder_free(folder);
    return options;
}

void set_folder_options(iostx_feid id, const iostx_folder_options *options)
{
    iostx_folder *folder = open_folder(id);
    CHECK_OK(iostx_folder_set_options(folder, options));
    iostx_folder_free(folder);
}

iostx_feid find_folder(iostx_feid parent, const char *name)
{
    static const uint32_t tags[] = { IOSTX_PR_ENTRYID, IOSTX_PR_DISPLAY_NAME };
    iostx_feid found = IOSTX_FEID_INIT;
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    size_t columns = 0;

    CHECK_OK(iostx_store_list_folders(w.store, &parent, tags, COUNT(tags), 0, &cursor));
    while (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK) {
        CHECK_EQ(columns, 2);
        if (strcmp((const char *)row[1].value.bytes.data, name) == 0)
            memcpy(&found, row[0].value.bytes.data, sizeof(found));
    }
    iostx_cursor_free(cursor);
    return found;
}

/* --- Items ----------------------------------------------------------------------------------------------------------------------- */

iostx_meid new_item_of(iostx_feid where, const char *message_class, const char *subject, const char *content)
{
    iostx_folder *folder = open_folder(where);
    iostx_message *message = NULL;
    iostx_meid id = IOSTX_MEID_INIT;
    iostx_value values[2];

    values[0] = text_value(IOSTX_PR_MESSAGE_CLASS, message_class);
    values[1] = text_value(IOSTX_PR_SUBJECT, subject);
    CHECK_OK(iostx_folder_create_message(folder, 0, &message));
    CHECK_OK(iostx_message_set_values(message, values, COUNT(values)));
    if (content != NULL)
        CHECK_OK(iostx_message_set_content(message, content, strlen(content)));
    CHECK_OK(iostx_message_save(message, 0));
    CHECK_OK(iostx_message_get_id(message, &id));
    iostx_message_free(message);
    iostx_folder_free(folder);
    return id;
}

iostx_meid new_item(iostx_feid folder, const char *subject, const char *content)
{
    return new_item_of(folder, "IPM.Note", subject, content);
}

iostx_message *open_item(iostx_meid item, uint32_t flags)
{
    iostx_message *message = NULL;
    CHECK_OK(iostx_store_open_message(w.store, &item, flags, &message));
    return message;
}

bool item_is_here(iostx_meid item)
{
    iostx_message *message = NULL;
    int32_t code = iostx_store_open_message(w.store, &item, 0, &message);
    iostx_message_free(message);
    CHECK(code == IOSTX_S_OK || code == IOSTX_MAPI_E_NOT_FOUND || code == IOSTX_MAPI_E_OBJECT_DELETED);
    return code == IOSTX_S_OK;
}

iostx_meid current_id(iostx_meid item)
{
    iostx_message *message = open_item(item, 0);
    CHECK_OK(iostx_message_get_id(message, &item));
    iostx_message_free(message);
    return item;
}

void set_text(iostx_meid item, uint32_t tag, const char *text)
{
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);
    iostx_value value = text_value(tag, text);
    CHECK_OK(iostx_message_set_values(message, &value, 1));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
}

void set_subject(iostx_meid item, const char *text)
{
    set_text(item, IOSTX_PR_SUBJECT, text);
}

void set_content(iostx_meid item, const char *content)
{
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);
    CHECK_OK(iostx_message_set_content(message, content, strlen(content)));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
}

void set_number(iostx_meid item, uint32_t tag, int32_t number)
{
    iostx_folder *folder = open_folder(folder_part(current_id(item)));
    iostx_value value = long_value(tag, number);
    CHECK_OK(iostx_folder_update_messages(folder, &item, 1, &value, 1, NULL, 0, NULL, 0));
    iostx_folder_free(folder);
}

void set_recipient(iostx_message *message, const char *address)
{
    iostx_value values[2];
    iostx_row row = { values, COUNT(values) };
    values[0] = long_value(IOSTX_PR_RECIPIENT_TYPE, (int32_t)IOSTX_RECIPIENT_TO);
    values[1] = text_value(IOSTX_PR_SMTP_ADDRESS, address);
    CHECK_OK(iostx_message_set_recipients(message, &row, 1, IOSTX_MODRECIP_REPLACE));
}

void set_keywords(iostx_meid item, const char *add, const char *remove)
{
    iostx_folder *folder = open_folder(folder_part(current_id(item)));
    CHECK_OK(iostx_folder_update_messages(folder, &item, 1, NULL, 0, &add, add != NULL, &remove, remove != NULL));
    iostx_folder_free(folder);
}

void set_read(iostx_meid item, bool read)
{
    iostx_folder *folder = open_folder(folder_part(current_id(item)));
    CHECK_OK(iostx_folder_set_read_flags(folder, &item, 1, read ? 0 : IOSTX_CLEAR_READ_FLAG));
    iostx_folder_free(folder);
}

static iostx_meid transfer(iostx_meid item, iostx_feid to, uint32_t flags)
{
    iostx_folder *from = open_folder(folder_part(current_id(item))), *folder = open_folder(to);
    iostx_meid id = IOSTX_MEID_INIT;
    CHECK_OK(iostx_folder_copy_messages(from, &item, 1, folder, flags, &id));
    iostx_folder_free(folder);
    iostx_folder_free(from);
    return id;
}

iostx_meid move_item(iostx_meid item, iostx_feid to)
{
    return transfer(item, to, IOSTX_MESSAGE_MOVE);
}

iostx_meid copy_item(iostx_meid item, iostx_feid to)
{
    return transfer(item, to, 0);
}

void delete_item(iostx_meid item)
{
    iostx_folder *folder = open_folder(folder_part(current_id(item)));
    CHECK_OK(iostx_folder_delete_messages(folder, &item, 1, 0));
    iostx_folder_free(folder);
}

/* One property of an item; the set is to be freed. */
static iostx_values *item_value(iostx_meid item, uint32_t tag)
{
    iostx_message *message = open_item(item, 0);
    iostx_values *values = NULL;
    CHECK(iostx_message_get_values(message, &tag, 1, 0, &values) >= 0);
    iostx_message_free(message);
    return values;
}

const char *text_of(iostx_meid item, uint32_t tag)
{
    iostx_values *values = item_value(item, tag);
    const iostx_value *value = first_of(values);
    const char *text = value == NULL ? "" : keep(value->value.bytes.data, value->value.bytes.size);
    iostx_values_free(values);
    return text;
}

const char *subject_of(iostx_meid item)
{
    return text_of(item, IOSTX_PR_SUBJECT);
}

const char *content_of(iostx_meid item)
{
    iostx_message *message = open_item(item, 0);
    char buffer[4096];
    size_t got = 0;
    int32_t code = iostx_message_get_content(message, buffer, sizeof(buffer), &got);
    CHECK(code == IOSTX_S_OK || code == IOSTX_MAPI_E_NOT_FOUND);
    iostx_message_free(message);
    return code == IOSTX_S_OK ? keep(buffer, got) : "";
}

int32_t number_of(iostx_meid item, uint32_t tag)
{
    iostx_values *values = item_value(item, tag);
    const iostx_value *value = first_of(values);
    int32_t number = value == NULL ? -1 : (tag & 0xFFFF) == IOSTX_PT_BOOLEAN ? value->value.i2 : value->value.i4;
    iostx_values_free(values);
    return number;
}

uint64_t time_of(iostx_meid item, uint32_t tag)
{
    iostx_values *values = item_value(item, tag);
    const iostx_value *value = first_of(values);
    uint64_t time = value == NULL ? 0 : value->value.time;
    iostx_values_free(values);
    return time;
}

bool is_read(iostx_meid item)
{
    return (number_of(item, IOSTX_PR_MESSAGE_FLAGS) & (int32_t)IOSTX_MSGFLAG_READ) != 0;
}

uint32_t pending_of(iostx_meid item)
{
    iostx_message *message = open_item(item, 0);
    iostx_values *values = NULL;
    const iostx_value *value = NULL;
    uint32_t bits = 0;
    CHECK(iostx_message_get_pending(message, &values) >= 0);
    if (iostx_values_find(values, IOSTX_PR_PENDING, &value) == IOSTX_S_OK)
        bits = (uint32_t)value->value.i4;
    iostx_values_free(values);
    iostx_message_free(message);
    return bits;
}

/* --- Contents of a folder -------------------------------------------------------------------------------------------------------- */

size_t items_of(iostx_feid id, uint32_t list_flags, iostx_meid *items, size_t limit)
{
    static const uint32_t columns[] = { IOSTX_PR_ENTRYID };
    iostx_list_options options = IOSTX_LIST_OPTIONS_INIT;
    iostx_folder *folder = open_folder(id);
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    size_t width = 0, count = 0;

    options.flags = list_flags;
    options.sort = IOSTX_SORT_ID;
    options.columns = columns;
    options.column_count = COUNT(columns);
    CHECK_OK(iostx_folder_list(folder, &options, &cursor));
    while (iostx_cursor_next(cursor, &row, &width) == IOSTX_S_OK) {
        CHECK_EQ(row[0].value.bytes.size, sizeof(iostx_meid));
        if (count < limit)
            memcpy(&items[count], row[0].value.bytes.data, sizeof(iostx_meid));
        count++;
    }
    iostx_cursor_free(cursor);
    iostx_folder_free(folder);
    return count;
}

iostx_meid find_subject(iostx_feid folder, const char *subject)
{
    iostx_meid items[256], none = IOSTX_MEID_INIT;
    size_t count = items_of(folder, 0, items, COUNT(items));
    for (size_t i = 0; i < count && i < COUNT(items); i++)
        if (strcmp(subject_of(items[i]), subject) == 0)
            return items[i];
    return none;
}

iostx_meid find_remote(iostx_feid folder, const char *remote_id)
{
    iostx_meid found = IOSTX_MEID_INIT;
    iostx_bytes id = B(remote_id);
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL, *entry;
    size_t columns = 0;

    CHECK_OK(iostx_store_find_remote(w.store, &folder, &id, 1, &cursor));
    if (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK) {
        entry = column_of(row, columns, IOSTX_PR_ENTRYID);
        CHECK(entry != NULL && entry->value.bytes.size == sizeof(found));
        memcpy(&found, entry->value.bytes.data, sizeof(found));
    }
    iostx_cursor_free(cursor);
    return found;
}
