/* Every function of folders, messages, streams, values and cursors, with NULL and with wrong arguments. */
#include "arguments.h"

#include <string.h>

static iostx_folder *inbox, *drafts;
static iostx_message *message;
static iostx_meid item;

static void with_objects(void)
{
    open_world();
    item = new_item(special(IOSTX_FOLDER_INBOX), "one", "the content");
    inbox = open_folder(special(IOSTX_FOLDER_INBOX));
    drafts = open_folder(special(IOSTX_FOLDER_DRAFTS));
    message = open_item(item, IOSTX_MAPI_MODIFY);
}

static void without_objects(void)
{
    iostx_message_free(message);
    iostx_folder_free(drafts);
    iostx_folder_free(inbox);
    close_world();
}

/* --- Folders --------------------------------------------------------------------------------------------------------------------- */

static void making_things_in_a_folder(void)
{
    iostx_folder *folder = (iostx_folder *)&item;
    iostx_message *made = (iostx_message *)&item;

    WRONG(iostx_folder_create_folder, NO_OBJECT, (NULL, "Name", NULL, 0, &folder));
    EXPECT(folder == NULL);
    WRONG(iostx_folder_create_folder, NO_OUTPUT, (inbox, "Name", NULL, 0, NULL));
    WRONG(iostx_folder_create_folder, INVALID, (inbox, NULL, NULL, 0, &folder));
    WRONG(iostx_folder_create_folder, INVALID, (inbox, "", NULL, 0, &folder));
    WRONG(iostx_folder_create_folder, INVALID, (inbox, NOT_UTF8, NULL, 0, &folder));
    WRONG(iostx_folder_create_folder, INVALID, (inbox, "Name", NOT_UTF8, 0, &folder));
    WRONG(iostx_folder_create_folder, BAD_FLAGS, (inbox, "Name", NULL, UNKNOWN_FLAG, &folder));
    WRONG(iostx_folder_create_message, NO_OBJECT, (NULL, 0, &made));
    EXPECT(made == NULL);
    WRONG(iostx_folder_create_message, NO_OUTPUT, (inbox, 0, NULL));
    WRONG(iostx_folder_create_message, BAD_FLAGS, (inbox, UNKNOWN_FLAG, &made));
}

static void the_folder_itself(void)
{
    iostx_feid id;
    iostx_folder_options options = IOSTX_FOLDER_OPTIONS_INIT;
    iostx_folder *second = (iostx_folder *)&id;
    iostx_error *error = NULL;

    WRONG(iostx_folder_get_id, NO_OBJECT, (NULL, &id));
    WRONG(iostx_folder_get_id, NO_OUTPUT, (inbox, NULL));
    WRONG(iostx_folder_get_options, NO_OBJECT, (NULL, &options));
    WRONG(iostx_folder_get_options, INVALID, (inbox, NULL));
    WRONG(iostx_folder_set_options, NO_OBJECT, (NULL, &options));
    WRONG(iostx_folder_set_options, INVALID, (inbox, NULL));
    options.flags = UNKNOWN_FLAG;
    WRONG(iostx_folder_set_options, BAD_FLAGS, (inbox, &options));
    options.flags = 0;
    options.direction = 6;
    WRONG(iostx_folder_set_options, INVALID, (inbox, &options));
    options.direction = 0;
    options.scope = 6;
    WRONG(iostx_folder_set_options, INVALID, (inbox, &options));
    options.scope = 0;
    options.policy = 7;
    WRONG(iostx_folder_set_options, INVALID, (inbox, &options));
    options.policy = 0;
    options.expunge = 4;
    WRONG(iostx_folder_set_options, INVALID, (inbox, &options));
    WRONG(iostx_folder_ref, NO_OBJECT, (NULL, &second));
    EXPECT(second == NULL);
    WRONG(iostx_folder_ref, NO_OUTPUT, (inbox, NULL));
    WRONG(iostx_folder_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_folder_get_last_error, NO_OUTPUT, (inbox, NULL));
    HARMLESS(iostx_folder_free, (NULL));
}

static void properties_of_a_folder(void)
{
    static const uint32_t tag = IOSTX_PR_COMMENT, computed = IOSTX_PR_CONTENT_COUNT;
    iostx_values *values = (iostx_values *)&item;
    iostx_value value = text_value(IOSTX_PR_COMMENT, "text");

    WRONG(iostx_folder_get_values, NO_OBJECT, (NULL, &tag, 1, 0, &values));
    EXPECT(values == NULL);
    WRONG(iostx_folder_get_values, NO_OUTPUT, (inbox, &tag, 1, 0, NULL));
    WRONG(iostx_folder_get_values, INVALID, (inbox, NULL, 1, 0, &values));
    WRONG(iostx_folder_get_values, BAD_FLAGS, (inbox, &tag, 1, UNKNOWN_FLAG, &values));
    WRONG(iostx_folder_set_values, NO_OBJECT, (NULL, &value, 1));
    WRONG(iostx_folder_set_values, INVALID, (inbox, NULL, 1));
    value = text_value(IOSTX_PR_COMMENT, NOT_UTF8);
    WRONG(iostx_folder_set_values, IOSTX_MAPI_E_BAD_VALUE, (inbox, &value, 1));
    value = long_value(computed, 5);
    WRONG(iostx_folder_set_values, IOSTX_MAPI_E_COMPUTED, (inbox, &value, 1));
    value = text_value((IOSTX_PR_COMMENT & 0xFFFF0000u) | 0x7777, "text");
    WRONG(iostx_folder_set_values, IOSTX_MAPI_E_INVALID_TYPE, (inbox, &value, 1));
    WRONG(iostx_folder_delete_values, NO_OBJECT, (NULL, &tag, 1));
    WRONG(iostx_folder_delete_values, INVALID, (inbox, NULL, 1));
    WRONG(iostx_folder_delete_values, IOSTX_MAPI_E_COMPUTED, (inbox, &computed, 1));
}

static void tables_of_a_folder(void)
{
    iostx_list_options options = IOSTX_LIST_OPTIONS_INIT;
    iostx_cursor *cursor = (iostx_cursor *)&options;
    static const uint32_t no_column[] = { IOSTX_PR_MESSAGE_RECIPIENTS };

    WRONG(iostx_folder_list, NO_OBJECT, (NULL, NULL, &cursor));
    EXPECT(cursor == NULL);
    WRONG(iostx_folder_list, NO_OUTPUT, (inbox, NULL, NULL));
    options.flags = UNKNOWN_FLAG;
    WRONG(iostx_folder_list, BAD_FLAGS, (inbox, &options, &cursor));
    options.flags = 0;
    options.sort = 5;
    WRONG(iostx_folder_list, INVALID, (inbox, &options, &cursor));
    options.sort = 0;
    options.column_count = 1;
    WRONG(iostx_folder_list, INVALID, (inbox, &options, &cursor));
    options.columns = no_column;
    WRONG(iostx_folder_list, IOSTX_MAPI_E_BAD_COLUMN, (inbox, &options, &cursor));
    WRONG(iostx_folder_walk_remote, NO_OBJECT, (NULL, &cursor));
    WRONG(iostx_folder_walk_remote, NO_OUTPUT, (inbox, NULL));
}

static void moving_copying_and_deleting_folders(void)
{
    iostx_folder *copy = (iostx_folder *)&item, *own = open_folder(new_folder(special(IOSTX_FOLDER_INBOX), "Own"));

    WRONG(iostx_folder_move, NO_OBJECT, (NULL, drafts));
    WRONG(iostx_folder_move, NO_OBJECT, (own, NULL));
    WRONG(iostx_folder_move, IOSTX_MAPI_E_NO_ACCESS, (inbox, drafts));
    WRONG(iostx_folder_move, IOSTX_MAPI_E_FOLDER_CYCLE, (own, own));
    WRONG(iostx_folder_copy, NO_OBJECT, (NULL, drafts, 0, &copy));
    EXPECT(copy == NULL);
    WRONG(iostx_folder_copy, NO_OBJECT, (own, NULL, 0, &copy));
    WRONG(iostx_folder_copy, BAD_FLAGS, (own, drafts, UNKNOWN_FLAG, &copy));
    WRONG(iostx_folder_copy, IOSTX_MAPI_E_FOLDER_CYCLE, (own, own, IOSTX_COPY_SUBFOLDERS, &copy));
    WRONG(iostx_folder_delete, NO_OBJECT, (NULL, 0));
    WRONG(iostx_folder_delete, BAD_FLAGS, (own, UNKNOWN_FLAG));
    WRONG(iostx_folder_delete, IOSTX_MAPI_E_NO_ACCESS, (inbox, IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS));
    iostx_folder_free(own);
}

static void messages_of_a_folder(void)
{
    iostx_meid copy, foreign = foreign_meid(item);
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "new"), bad = text_value(IOSTX_PR_SUBJECT, NOT_UTF8);
    const char *words[] = { "word" }, *bad_words[] = { NOT_UTF8 }, *no_words[] = { NULL };

    WRONG(iostx_folder_copy_messages, NO_OBJECT, (NULL, &item, 1, drafts, 0, &copy));
    WRONG(iostx_folder_copy_messages, NO_OBJECT, (inbox, &item, 1, NULL, 0, &copy));
    WRONG(iostx_folder_copy_messages, INVALID, (inbox, NULL, 1, drafts, 0, &copy));
    WRONG(iostx_folder_copy_messages, BAD_FLAGS, (inbox, &item, 1, drafts, UNKNOWN_FLAG, &copy));
    WRONG(iostx_folder_copy_messages, BAD_ID, (inbox, &foreign, 1, drafts, 0, &copy));
    WRONG(iostx_folder_delete_messages, NO_OBJECT, (NULL, &item, 1, 0));
    WRONG(iostx_folder_delete_messages, INVALID, (inbox, NULL, 1, 0));
    WRONG(iostx_folder_delete_messages, BAD_FLAGS, (inbox, &item, 1, UNKNOWN_FLAG));
    WRONG(iostx_folder_delete_messages, BAD_ID, (inbox, &foreign, 1, 0));
    WRONG(iostx_folder_set_read_flags, NO_OBJECT, (NULL, &item, 1, 0));
    WRONG(iostx_folder_set_read_flags, INVALID, (inbox, NULL, 1, 0));
    WRONG(iostx_folder_set_read_flags, BAD_FLAGS, (inbox, &item, 1, UNKNOWN_FLAG));
    WRONG(iostx_folder_update_messages, NO_OBJECT, (NULL, &item, 1, &value, 1, NULL, 0, NULL, 0));
    WRONG(iostx_folder_update_messages, INVALID, (inbox, NULL, 1, &value, 1, NULL, 0, NULL, 0));
    WRONG(iostx_folder_update_messages, INVALID, (inbox, &item, 1, NULL, 1, NULL, 0, NULL, 0));
    WRONG(iostx_folder_update_messages, INVALID, (inbox, &item, 1, NULL, 0, NULL, 1, NULL, 0));
    WRONG(iostx_folder_update_messages, INVALID, (inbox, &item, 1, NULL, 0, no_words, 1, NULL, 0));
    WRONG(iostx_folder_update_messages, INVALID, (inbox, &item, 1, NULL, 0, bad_words, 1, NULL, 0));
    WRONG(iostx_folder_update_messages, INVALID, (inbox, &item, 1, NULL, 0, words, 1, NULL, 1));
    WRONG(iostx_folder_update_messages, IOSTX_MAPI_E_BAD_VALUE, (inbox, &item, 1, &bad, 1, NULL, 0, NULL, 0));
    /* None of it was done. */
    EXPECT(item_is_here(item));
    EXPECT_TEXT(subject_of(item), "one");
}

/* --- Messages -------------------------------------------------------------------------------------------------------------------- */

static void properties_of_a_message(void)
{
    static const uint32_t tag = IOSTX_PR_SUBJECT, computed = IOSTX_PR_MESSAGE_SIZE;
    iostx_values *values = (iostx_values *)&item;
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "new");
    iostx_meid id;

    WRONG(iostx_message_get_id, NO_OBJECT, (NULL, &id));
    WRONG(iostx_message_get_id, NO_OUTPUT, (message, NULL));
    WRONG(iostx_message_get_values, NO_OBJECT, (NULL, &tag, 1, 0, &values));
    EXPECT(values == NULL);
    WRONG(iostx_message_get_values, NO_OUTPUT, (message, &tag, 1, 0, NULL));
    WRONG(iostx_message_get_values, INVALID, (message, NULL, 1, 0, &values));
    WRONG(iostx_message_get_values, BAD_FLAGS, (message, &tag, 1, UNKNOWN_FLAG, &values));
    WRONG(iostx_message_set_values, NO_OBJECT, (NULL, &value, 1));
    WRONG(iostx_message_set_values, INVALID, (message, NULL, 1));
    WRONG(iostx_message_set_values, INVALID, (message, &value, SIZE_MAX));
    value = text_value(IOSTX_PR_SUBJECT, NOT_UTF8);
    WRONG(iostx_message_set_values, IOSTX_MAPI_E_BAD_VALUE, (message, &value, 1));
    value = bytes_value(IOSTX_PR_SUBJECT, bytes_at(NULL, 5));
    WRONG(iostx_message_set_values, INVALID, (message, &value, 1));
    value = texts_value(IOSTX_PR_KEYWORDS, NULL, 1);
    WRONG(iostx_message_set_values, INVALID, (message, &value, 1));
    value = long_value(computed, 5);
    WRONG(iostx_message_set_values, IOSTX_MAPI_E_COMPUTED, (message, &value, 1));
    value = text_value((IOSTX_PR_SUBJECT & 0xFFFF0000u) | 0x7777, "new");
    WRONG(iostx_message_set_values, IOSTX_MAPI_E_INVALID_TYPE, (message, &value, 1));
    WRONG(iostx_message_delete_values, NO_OBJECT, (NULL, &tag, 1));
    WRONG(iostx_message_delete_values, INVALID, (message, NULL, 1));
    WRONG(iostx_message_delete_values, IOSTX_MAPI_E_COMPUTED, (message, &computed, 1));
    WRONG(iostx_message_get_pending, NO_OBJECT, (NULL, &values));
    WRONG(iostx_message_get_pending, NO_OUTPUT, (message, NULL));
    CHECK_OK(iostx_message_save(message, 0));
    EXPECT_TEXT(subject_of(item), "one");
}

static void recipients_and_content(void)
{
    iostx_value value = text_value(IOSTX_PR_DISPLAY_NAME, "Ada");
    iostx_row row = { &value, 1 }, torn = { NULL, 1 };
    iostx_cursor *cursor = (iostx_cursor *)&row;
    iostx_stream *stream = (iostx_stream *)&row;
    char buffer[4];
    size_t got = 99;

    WRONG(iostx_message_get_recipients, NO_OBJECT, (NULL, &cursor));
    EXPECT(cursor == NULL);
    WRONG(iostx_message_get_recipients, NO_OUTPUT, (message, NULL));
    WRONG(iostx_message_set_recipients, NO_OBJECT, (NULL, &row, 1, 0));
    WRONG(iostx_message_set_recipients, INVALID, (message, NULL, 1, 0));
    WRONG(iostx_message_set_recipients, INVALID, (message, &torn, 1, 0));
    WRONG(iostx_message_set_recipients, BAD_FLAGS, (message, &row, 1, UNKNOWN_FLAG));
    WRONG(iostx_message_set_recipients, INVALID, (message, &row, 1, IOSTX_MODRECIP_MODIFY));
    WRONG(iostx_message_set_recipients, INVALID, (message, &row, 1, IOSTX_MODRECIP_REMOVE));

    WRONG(iostx_message_open_stream, NO_OBJECT, (NULL, IOSTX_PR_INTERNET_CONTENT, 0, &stream));
    EXPECT(stream == NULL);
    WRONG(iostx_message_open_stream, NO_OUTPUT, (message, IOSTX_PR_INTERNET_CONTENT, 0, NULL));
    WRONG(iostx_message_open_stream, BAD_FLAGS, (message, IOSTX_PR_INTERNET_CONTENT, UNKNOWN_FLAG, &stream));
    WRONG(iostx_message_open_stream, IOSTX_MAPI_E_NO_SUPPORT, (message, IOSTX_PR_IMPORTANCE, 0, &stream));
    WRONG(iostx_message_open_stream, IOSTX_MAPI_E_NOT_FOUND, (message, IOSTX_PR_HTML, 0, &stream));

    WRONG(iostx_message_get_content, NO_OBJECT, (NULL, buffer, sizeof(buffer), &got));
    WRONG(iostx_message_get_content, NO_OUTPUT, (message, buffer, sizeof(buffer), NULL));
    WRONG(iostx_message_get_content, INVALID, (message, NULL, 4, &got));
    WRONG(iostx_message_get_content, IOSTX_MAPI_E_TOO_BIG, (message, buffer, sizeof(buffer), &got));
    EXPECT_EQ(got, 99);
    WRONG(iostx_message_set_content, NO_OBJECT, (NULL, "x", 1));
    WRONG(iostx_message_set_content, INVALID, (message, NULL, 1));
}

static void the_message_itself(void)
{
    iostx_message *second = (iostx_message *)&item;
    iostx_error *error = NULL;

    WRONG(iostx_message_save, NO_OBJECT, (NULL, 0));
    WRONG(iostx_message_save, BAD_FLAGS, (message, UNKNOWN_FLAG));
    WRONG(iostx_message_submit, NO_OBJECT, (NULL, 0));
    WRONG(iostx_message_submit, BAD_FLAGS, (message, UNKNOWN_FLAG));
    WRONG(iostx_message_ref, NO_OBJECT, (NULL, &second));
    EXPECT(second == NULL);
    WRONG(iostx_message_ref, NO_OUTPUT, (message, NULL));
    WRONG(iostx_message_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_message_get_last_error, NO_OUTPUT, (message, NULL));
    HARMLESS(iostx_message_free, (NULL));
}

/* --- Streams, values, cursors ---------------------------------------------------------------------------------------------------- */

static void streams(void)
{
    iostx_stream *stream = NULL;
    iostx_error *error = NULL;
    uint64_t position = 0;
    char buffer[4];
    size_t got;

    WRONG(iostx_stream_create, NO_OUTPUT, (NULL));
    CHECK_OK(iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &stream));
    WRONG(iostx_stream_read, NO_OBJECT, (NULL, buffer, 4, &got));
    WRONG(iostx_stream_read, NO_OUTPUT, (stream, buffer, 4, NULL));
    WRONG(iostx_stream_read, INVALID, (stream, NULL, 4, &got));
    WRONG(iostx_stream_write, NO_OBJECT, (NULL, "x", 1));
    WRONG(iostx_stream_write, IOSTX_MAPI_E_NO_ACCESS, (stream, "x", 1));
    WRONG(iostx_stream_seek, NO_OBJECT, (NULL, 0, IOSTX_SEEK_BEGIN, &position));
    WRONG(iostx_stream_seek, INVALID, (stream, 0, 3, &position));
    WRONG(iostx_stream_seek, INVALID, (stream, -1, IOSTX_SEEK_BEGIN, &position));
    WRONG(iostx_stream_seek, INVALID, (stream, INT64_MIN, IOSTX_SEEK_CURRENT, &position));
    WRONG(iostx_stream_get_size, NO_OBJECT, (NULL, &position));
    WRONG(iostx_stream_get_size, NO_OUTPUT, (stream, NULL));
    WRONG(iostx_stream_set_size, NO_OBJECT, (NULL, 5));
    WRONG(iostx_stream_set_size, IOSTX_MAPI_E_NO_ACCESS, (stream, 5));
    WRONG(iostx_stream_commit, NO_OBJECT, (NULL));
    WRONG(iostx_stream_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_stream_get_last_error, NO_OUTPUT, (stream, NULL));
    iostx_stream_free(stream);
    HARMLESS(iostx_stream_free, (NULL));

    CHECK_OK(iostx_stream_create(&stream));
    WRONG(iostx_stream_write, INVALID, (stream, NULL, 1));
    iostx_stream_free(stream);
}

static void values_and_cursors(void)
{
    static const uint32_t tag = IOSTX_PR_SUBJECT;
    iostx_values *values = NULL;
    iostx_cursor *cursor = NULL, *folders = NULL;
    iostx_error *error = NULL;
    const iostx_value *value = (const iostx_value *)&item;
    const iostx_page *page = NULL;
    uint64_t row, total;
    size_t count;

    CHECK_OK(iostx_message_get_values(message, &tag, 1, 0, &values));
    WRONG(iostx_values_get, NO_OBJECT, (NULL, &value, &count));
    EXPECT(value == NULL);
    WRONG(iostx_values_get, NO_OUTPUT, (values, NULL, &count));
    WRONG(iostx_values_get, NO_OUTPUT, (values, &value, NULL));
    WRONG(iostx_values_find, NO_OBJECT, (NULL, tag, &value));
    WRONG(iostx_values_find, NO_OUTPUT, (values, tag, NULL));
    WRONG(iostx_values_find, IOSTX_MAPI_E_NOT_FOUND, (values, IOSTX_PR_BODY, &value));
    iostx_values_free(values);
    HARMLESS(iostx_values_free, (NULL));

    CHECK_OK(iostx_folder_list(inbox, NULL, &cursor));
    WRONG(iostx_cursor_next, NO_OBJECT, (NULL, &value, &count));
    WRONG(iostx_cursor_next, NO_OUTPUT, (cursor, NULL, &count));
    WRONG(iostx_cursor_next, NO_OUTPUT, (cursor, &value, NULL));
    WRONG(iostx_cursor_next_page, NO_OBJECT, (NULL, 1, &page));
    WRONG(iostx_cursor_next_page, NO_OUTPUT, (cursor, 1, NULL));
    WRONG(iostx_cursor_next_page, INVALID, (cursor, 0, &page));
    WRONG(iostx_cursor_seek, NO_OBJECT, (NULL, IOSTX_SEEK_BEGIN, 0));
    WRONG(iostx_cursor_seek, INVALID, (cursor, 3, 0));
    WRONG(iostx_cursor_find, NO_OBJECT, (NULL, &item));
    WRONG(iostx_cursor_find, INVALID, (cursor, NULL));
    CHECK_OK(iostx_store_list_folders(w.store, NULL, NULL, 0, 0, &folders));
    WRONG(iostx_cursor_find, IOSTX_MAPI_E_NO_SUPPORT, (folders, &item));
    WRONG(iostx_cursor_get_position, NO_OBJECT, (NULL, &row, &total));
    WRONG(iostx_cursor_get_position, NO_OUTPUT, (cursor, NULL, &total));
    WRONG(iostx_cursor_get_position, NO_OUTPUT, (cursor, &row, NULL));
    WRONG(iostx_cursor_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_cursor_get_last_error, NO_OUTPUT, (cursor, NULL));
    HARMLESS(iostx_cursor_free, (NULL));
    iostx_cursor_free(folders);
    iostx_cursor_free(cursor);
}

#define WITH_OBJECTS(function) CASE_IN(function, with_objects, without_objects)
RUN(WITH_OBJECTS(making_things_in_a_folder), WITH_OBJECTS(the_folder_itself), WITH_OBJECTS(properties_of_a_folder),
    WITH_OBJECTS(tables_of_a_folder), WITH_OBJECTS(moving_copying_and_deleting_folders), WITH_OBJECTS(messages_of_a_folder),
    WITH_OBJECTS(properties_of_a_message), WITH_OBJECTS(recipients_and_content), WITH_OBJECTS(the_message_itself),
    WITH_OBJECTS(streams), WITH_OBJECTS(values_and_cursors))
