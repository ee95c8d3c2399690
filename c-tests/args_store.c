/* Every function of the library and the store, with NULL and with wrong arguments. */
#include "arguments.h"

#include <stdio.h>
#include <string.h>

static const iostx_feid zeros = IOSTX_FEID_INIT;
static const iostx_meid no_item = IOSTX_MEID_INIT;

static iostx_feid foreign_folder(void)
{
    return foreign_feid(special(IOSTX_FOLDER_INBOX));
}

static iostx_meid foreign_item(void)
{
    return foreign_meid(new_item(special(IOSTX_FOLDER_INBOX), "an item", "text"));
}

/* Of this store, and never given out. */
static iostx_feid unknown_folder(void)
{
    iostx_feid id = special(IOSTX_FOLDER_INBOX);
    memset(id.folder.counter, 0x7F, sizeof(id.folder.counter));
    return id;
}

static iostx_meid unknown_item(void)
{
    iostx_meid id = new_item(special(IOSTX_FOLDER_INBOX), "an item", "text");
    memset(id.message.counter, 0x7F, sizeof(id.message.counter));
    return id;
}

static void the_functions_of_the_library(void)
{
    EXPECT(HARMLESS(iostx_version, ()) != NULL);
    EXPECT(HARMLESS(iostx_error_text, (INT32_MIN)) != NULL);
    EXPECT(HARMLESS(iostx_error_name, (INT32_MIN)) == NULL);
    EXPECT_EQ(HARMLESS(iostx_abi_version, ()), 0);
    HARMLESS(iostx_error_free, (NULL));
    HARMLESS(iostx_store_free, (NULL));
    EXPECT_EQ(HARMLESS(iostx_live_objects, ()), 0);
}

static void open_refuses_what_it_does_not_understand(void)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_store *store = (iostx_store *)&options;
    iostx_error *error = NULL;

    WRONG(iostx_store_open, INVALID, (NULL, NULL, &store, NULL));
    EXPECT(store == NULL);
    WRONG(iostx_store_open, NO_OUTPUT, (test_path("new"), NULL, NULL, NULL));
    WRONG(iostx_store_open, INVALID, ("", NULL, &store, NULL));
    WRONG(iostx_store_open, INVALID, (test_path(NOT_UTF8), NULL, &store, NULL));
    WRONG(iostx_store_open, IOSTX_MAPI_E_NOT_FOUND, (test_path("none/here"), NULL, &store, NULL));
    options.flags = UNKNOWN_FLAG;
    WRONG(iostx_store_open, BAD_FLAGS, (test_path("new"), &options, &store, NULL));
    options.flags = IOSTX_STORE_MUST_EXIST;
    WRONG(iostx_store_open, IOSTX_MAPI_E_NOT_FOUND, (test_path("new"), &options, &store, NULL));
    options.flags = IOSTX_STORE_READ_ONLY;
    WRONG(iostx_store_open, IOSTX_MAPI_E_NOT_FOUND, (test_path("new"), &options, &store, NULL));
    options.flags = 0;
    options.struct_size = 4;
    WRONG(iostx_store_open, INVALID, (test_path("new"), &options, &store, NULL));
    EXPECT(store == NULL);

    /* The details go to the last argument; success sets it to NULL. */
    WRONG(iostx_store_open, INVALID, (test_path("new"), &options, &store, &error));
    CHECK(error != NULL);
    EXPECT_EQ(error->struct_size, sizeof(iostx_error));
    EXPECT_CODE(error->code, INVALID);
    EXPECT(error->message != NULL && strstr(error->message, "struct_size") != NULL);
    EXPECT_TEXT(error->component, "iostx_store_open");
    iostx_error_free(error);
    CHECK_OK(iostx_store_open(test_path("new"), NULL, &store, &error));
    EXPECT(error == NULL);
    iostx_store_free(store);
    options.struct_size = sizeof(options);
    options.flags = IOSTX_STORE_CREATE_NEW;
    WRONG(iostx_store_open, IOSTX_MAPI_E_COLLISION, (test_path("new"), &options, &store, NULL));
}

static void the_store_itself(void)
{
    iostx_store_info info = IOSTX_STORE_INFO_INIT;
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_cursor *cursor = (iostx_cursor *)&info;
    iostx_error *error = (iostx_error *)&info;

    WRONG(iostx_store_close, NO_OBJECT, (NULL, 0));
    WRONG(iostx_store_get_last_error, NO_OBJECT, (NULL, &error));
    EXPECT(error == NULL);
    WRONG(iostx_store_get_last_error, NO_OUTPUT, (w.store, NULL));
    WRONG(iostx_store_get_info, NO_OBJECT, (NULL, &info));
    WRONG(iostx_store_get_info, INVALID, (w.store, NULL));
    WRONG(iostx_store_get_options, NO_OBJECT, (NULL, &options));
    WRONG(iostx_store_get_options, INVALID, (w.store, NULL));
    WRONG(iostx_store_set_options, NO_OBJECT, (NULL, &options));
    WRONG(iostx_store_set_options, INVALID, (w.store, NULL));
    options.flags = IOSTX_STORE_READ_ONLY;
    WRONG(iostx_store_set_options, INVALID, (w.store, &options));
    WRONG(iostx_store_check, NO_OBJECT, (NULL, 0, &cursor));
    EXPECT(cursor == NULL);
    WRONG(iostx_store_check, NO_OUTPUT, (w.store, 0, NULL));
    WRONG(iostx_store_check, BAD_FLAGS, (w.store, UNKNOWN_FLAG, &cursor));
    WRONG(iostx_store_checkpoint, NO_OBJECT, (NULL));
    WRONG(iostx_store_renew_guid, NO_OBJECT, (NULL));
}

static void finding_folders_and_items(void)
{
    iostx_feid id, foreign = foreign_folder(), unknown = unknown_folder(), inbox = special(IOSTX_FOLDER_INBOX);
    iostx_meid foreign_message = foreign_item(), unknown_message = unknown_item(), item = new_item(inbox, "one", "text");
    iostx_folder *folder = (iostx_folder *)&id;
    iostx_message *message = (iostx_message *)&id;
    iostx_cursor *cursor = (iostx_cursor *)&id;
    static const uint32_t tags[] = { IOSTX_PR_DISPLAY_NAME }, bad[] = { IOSTX_PR_MESSAGE_RECIPIENTS };
    char long_id[1025];
    iostx_bytes long_bytes = bytes_at(long_id, sizeof(long_id)), short_bytes = B("id"), torn = bytes_at(NULL, 5);

    memset(long_id, 'x', sizeof(long_id));
    WRONG(iostx_store_get_special_folder, NO_OBJECT, (NULL, IOSTX_FOLDER_INBOX, &id));
    WRONG(iostx_store_get_special_folder, NO_OUTPUT, (w.store, IOSTX_FOLDER_INBOX, NULL));
    WRONG(iostx_store_get_special_folder, INVALID, (w.store, 23, &id));
    WRONG(iostx_store_get_special_folder, INVALID, (w.store, UINT32_MAX, &id));
    WRONG(iostx_store_get_special_folder, INVALID, (w.store, IOSTX_FOLDER_NONE, &id));

    WRONG(iostx_store_list_folders, NO_OBJECT, (NULL, NULL, NULL, 0, 0, &cursor));
    EXPECT(cursor == NULL);
    WRONG(iostx_store_list_folders, NO_OUTPUT, (w.store, NULL, NULL, 0, 0, NULL));
    WRONG(iostx_store_list_folders, INVALID, (w.store, NULL, NULL, 1, 0, &cursor));
    WRONG(iostx_store_list_folders, INVALID, (w.store, NULL, tags, SIZE_MAX, 0, &cursor));
    WRONG(iostx_store_list_folders, BAD_FLAGS, (w.store, NULL, tags, 1, UNKNOWN_FLAG, &cursor));
    WRONG(iostx_store_list_folders, IOSTX_MAPI_E_BAD_COLUMN, (w.store, NULL, bad, 1, 0, &cursor));
    WRONG(iostx_store_list_folders, BAD_ID, (w.store, &foreign, tags, 1, 0, &cursor));
    GONE(iostx_store_list_folders, (w.store, &unknown, tags, 1, 0, &cursor));

    WRONG(iostx_store_open_folder, NO_OBJECT, (NULL, &inbox, &folder));
    EXPECT(folder == NULL);
    WRONG(iostx_store_open_folder, NO_OUTPUT, (w.store, &inbox, NULL));
    WRONG(iostx_store_open_folder, INVALID, (w.store, NULL, &folder));
    WRONG(iostx_store_open_folder, BAD_ID, (w.store, &zeros, &folder));
    WRONG(iostx_store_open_folder, BAD_ID, (w.store, &foreign, &folder));
    GONE(iostx_store_open_folder, (w.store, &unknown, &folder));

    WRONG(iostx_store_open_message, NO_OBJECT, (NULL, &item, 0, &message));
    EXPECT(message == NULL);
    WRONG(iostx_store_open_message, NO_OUTPUT, (w.store, &item, 0, NULL));
    WRONG(iostx_store_open_message, INVALID, (w.store, NULL, 0, &message));
    WRONG(iostx_store_open_message, BAD_FLAGS, (w.store, &item, UNKNOWN_FLAG, &message));
    WRONG(iostx_store_open_message, BAD_ID, (w.store, &no_item, 0, &message));
    WRONG(iostx_store_open_message, BAD_ID, (w.store, &foreign_message, 0, &message));
    GONE(iostx_store_open_message, (w.store, &unknown_message, 0, &message));

    folder = (iostx_folder *)&id, message = (iostx_message *)&id;
    WRONG(iostx_store_open_entry, NO_OBJECT, (NULL, bytes_at(&inbox, sizeof(inbox)), 0, &folder, &message));
    EXPECT(folder == NULL && message == NULL);
    WRONG(iostx_store_open_entry, NO_OUTPUT, (w.store, bytes_at(&inbox, sizeof(inbox)), 0, NULL, &message));
    WRONG(iostx_store_open_entry, NO_OUTPUT, (w.store, bytes_at(&inbox, sizeof(inbox)), 0, &folder, NULL));
    WRONG(iostx_store_open_entry, BAD_FLAGS, (w.store, bytes_at(&inbox, sizeof(inbox)), UNKNOWN_FLAG, &folder, &message));
    WRONG(iostx_store_open_entry, BAD_ID, (w.store, bytes_at(&inbox, 45), 0, &folder, &message));
    WRONG(iostx_store_open_entry, BAD_ID, (w.store, bytes_at(&item, 69), 0, &folder, &message));
    WRONG(iostx_store_open_entry, BAD_ID, (w.store, bytes_at(&item, 1), 0, &folder, &message));
    WRONG(iostx_store_open_entry, BAD_ID, (w.store, bytes_at(&foreign, sizeof(foreign)), 0, &folder, &message));
    WRONG(iostx_store_open_entry, INVALID, (w.store, bytes_at(NULL, 46), 0, &folder, &message));

    WRONG(iostx_store_find_remote, NO_OBJECT, (NULL, NULL, NULL, 0, &cursor));
    WRONG(iostx_store_find_remote, NO_OUTPUT, (w.store, NULL, NULL, 0, NULL));
    WRONG(iostx_store_find_remote, INVALID, (w.store, NULL, NULL, 1, &cursor));
    WRONG(iostx_store_find_remote, INVALID, (w.store, NULL, &torn, 1, &cursor));
    WRONG(iostx_store_find_remote, BAD_ID, (w.store, &foreign, &short_bytes, 1, &cursor));
    /* Longer than any id can be: no such item. */
    CHECK_OK(iostx_store_find_remote(w.store, NULL, &long_bytes, 1, &cursor));
    EXPECT_EQ(rows_of(cursor), 0);

    WRONG(iostx_store_request_full, NO_OBJECT, (NULL, &item, 1));
    WRONG(iostx_store_request_full, INVALID, (w.store, NULL, 1));
    WRONG(iostx_store_request_full, INVALID, (w.store, &item, SIZE_MAX));
}

static void named_properties(void)
{
    static const iostx_guid set = IOSTX_PS_PUBLIC_STRINGS;
    iostx_name name = IOSTX_NAME_INIT;
    iostx_values *values = (iostx_values *)&name;
    uint32_t tag = 0;

    name.kind = IOSTX_MNID_STRING;
    name.type = IOSTX_PT_UNICODE;
    name.set = set;
    name.name = "Colour";
    WRONG(iostx_store_map_names, NO_OBJECT, (NULL, &name, 1, 0, &tag));
    WRONG(iostx_store_map_names, INVALID, (w.store, NULL, 1, 0, &tag));
    WRONG(iostx_store_map_names, NO_OUTPUT, (w.store, &name, 1, 0, NULL));
    WRONG(iostx_store_map_names, BAD_FLAGS, (w.store, &name, 1, UNKNOWN_FLAG, &tag));
    name.name = NULL;
    WRONG(iostx_store_map_names, INVALID, (w.store, &name, 1, IOSTX_NAMES_CREATE, &tag));
    name.name = NOT_UTF8;
    WRONG(iostx_store_map_names, INVALID, (w.store, &name, 1, IOSTX_NAMES_CREATE, &tag));
    name.name = "Colour";
    name.kind = 2;
    WRONG(iostx_store_map_names, INVALID, (w.store, &name, 1, IOSTX_NAMES_CREATE, &tag));
    name.kind = IOSTX_MNID_STRING;
    name.type = 0x7777;
    WRONG(iostx_store_map_names, INVALID, (w.store, &name, 1, IOSTX_NAMES_CREATE, &tag));
    name.type = IOSTX_PT_UNICODE;
    name.struct_size = 8;
    WRONG(iostx_store_map_names, INVALID, (w.store, &name, 1, IOSTX_NAMES_CREATE, &tag));

    tag = IOSTX_PR_SUBJECT;
    WRONG(iostx_store_get_names, NO_OBJECT, (NULL, &tag, 1, &values));
    EXPECT(values == NULL);
    WRONG(iostx_store_get_names, NO_OUTPUT, (w.store, &tag, 1, NULL));
    WRONG(iostx_store_get_names, INVALID, (w.store, NULL, 1, &values));
}

static void subscriptions(void)
{
    iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;
    iostx_event event = IOSTX_EVENT_INIT;
    iostx_events *events = (iostx_events *)&event;
    iostx_error *error = NULL;
    iostx_feid foreign = foreign_folder(), unknown = unknown_folder();

    WRONG(iostx_events_open, NO_OBJECT, (NULL, NULL, &events));
    EXPECT(events == NULL);
    WRONG(iostx_events_open, NO_OUTPUT, (w.store, NULL, NULL));
    options.mask = 0x80000000u;
    WRONG(iostx_events_open, INVALID, (w.store, &options, &events));
    options.mask = 0;
    options.folder = &unknown;
    GONE(iostx_events_open, (w.store, &options, &events));
    options.folder = &foreign;
    WRONG(iostx_events_open, BAD_ID, (w.store, &options, &events));

    CHECK_OK(iostx_events_open(w.store, NULL, &events));
    WRONG(iostx_events_next, NO_OBJECT, (NULL, 0, &event));
    WRONG(iostx_events_next, INVALID, (events, 0, NULL));
    event.struct_size = 12;
    WRONG(iostx_events_next, INVALID, (events, 0, &event));
    WRONG(iostx_events_stop, NO_OBJECT, (NULL));
    WRONG(iostx_events_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_events_get_last_error, NO_OUTPUT, (events, NULL));
    HARMLESS(iostx_events_free, (NULL));
    iostx_events_free(events);
}

/* What was refused left nothing behind. */
static void nothing_refused_changes_the_store(void)
{
    iostx_store_info before = store_info(), after;
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX)), *folder = NULL;
    iostx_message *message = NULL;

    WRONG(iostx_folder_create_folder, INVALID, (inbox, NOT_UTF8, NULL, 0, &folder));
    WRONG(iostx_folder_create_folder, BAD_FLAGS, (inbox, "Name", NULL, UNKNOWN_FLAG, &folder));
    WRONG(iostx_folder_create_message, BAD_FLAGS, (inbox, UNKNOWN_FLAG, &message));
    iostx_folder_free(inbox);
    after = store_info();
    EXPECT_EQ(after.folder_count, before.folder_count);
    EXPECT_EQ(after.item_count, before.item_count);
    EXPECT_EQ(after.pending_count, before.pending_count);
}

RUN(CASE(the_functions_of_the_library), CASE(open_refuses_what_it_does_not_understand), IN_STORE(the_store_itself),
    IN_STORE(finding_folders_and_items), IN_STORE(named_properties), IN_STORE(subscriptions),
    IN_STORE(nothing_refused_changes_the_store))
