/* Every function of the import sinks, of supervision and of the outgoing queue, with NULL and with wrong arguments. */
#include "arguments.h"

#include <string.h>

static uint8_t big[16 * 1024 * 1024 + 1];
static uint8_t short_key[10], key[22];

/* --- The sink for items ---------------------------------------------------------------------------------------------------------- */

static void config_and_state(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);
    iostx_stream *stream = NULL;
    iostx_error *error = NULL;

    WRONG(iostx_contents_sink_config, NO_OBJECT, (NULL, NULL, 0));
    WRONG(iostx_contents_sink_config, NO_OBJECT, (sink, (iostx_stream *)w.store, 0));
    WRONG(iostx_contents_sink_config, BAD_FLAGS, (sink, NULL, IOSTX_ICS_MSG_SELECTIVE));
    WRONG(iostx_contents_sink_config, BAD_FLAGS, (sink, NULL, IOSTX_ICS_FXRECOVERMODE));
    WRONG(iostx_contents_sink_config, BAD_FLAGS, (sink, NULL, UNKNOWN_FLAG));
    WRONG(iostx_contents_sink_update_state, NO_OBJECT, (NULL, NULL, 0));
    WRONG(iostx_contents_sink_update_state, NO_OBJECT, (sink, (iostx_stream *)w.store, 0));
    CHECK_OK(iostx_stream_create(&stream));
    WRONG(iostx_contents_sink_update_state, BAD_FLAGS, (sink, stream, 1));
    WRONG(iostx_contents_sink_set_state_blob, NO_OBJECT, (NULL, B("blob")));
    WRONG(iostx_contents_sink_set_state_blob, INVALID, (sink, bytes_at(NULL, 4)));
    WRONG(iostx_contents_sink_set_state_blob, IOSTX_MAPI_E_TOO_BIG, (sink, bytes_at(big, sizeof(big))));
    WRONG(iostx_contents_sink_flush, NO_OBJECT, (NULL));
    WRONG(iostx_contents_sink_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_contents_sink_get_last_error, NO_OUTPUT, (sink, NULL));
    iostx_stream_free(stream);
    give_up();
}

static void imports_by_source_key(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);
    iostx_value values[2];
    iostx_message *message = (iostx_message *)&folder;
    iostx_bytes keys[2];
    iostx_readstate read = IOSTX_READSTATE_INIT;
    iostx_message_move move = IOSTX_MESSAGE_MOVE_INIT;

    memset(key, 7, sizeof(key));
    values[0] = bytes_value(IOSTX_PR_SOURCE_KEY, bytes_at(key, sizeof(key)));
    values[1] = bytes_value(IOSTX_PR_CHANGE_KEY, bytes_at(key, sizeof(key)));
    WRONG(iostx_contents_sink_import_message_change, NO_OBJECT, (NULL, values, 2, 0, &message));
    EXPECT(message == NULL);
    WRONG(iostx_contents_sink_import_message_change, NO_OUTPUT, (sink, values, 2, 0, NULL));
    WRONG(iostx_contents_sink_import_message_change, INVALID, (sink, NULL, 2, 0, &message));
    WRONG(iostx_contents_sink_import_message_change, INVALID, (sink, values, 0, 0, &message));
    WRONG(iostx_contents_sink_import_message_change, INVALID, (sink, values, 1, 0, &message));
    WRONG(iostx_contents_sink_import_message_change, BAD_FLAGS, (sink, values, 2, IOSTX_ICS_MSG_SELECTIVE, &message));
    values[1] = bytes_value(IOSTX_PR_CHANGE_KEY, bytes_at(short_key, sizeof(short_key)));
    WRONG(iostx_contents_sink_import_message_change, INVALID, (sink, values, 2, 0, &message));
    EXPECT(message == NULL);

    keys[0] = bytes_at(key, sizeof(key));
    keys[1] = bytes_at(short_key, sizeof(short_key));
    WRONG(iostx_contents_sink_import_message_deletion, NO_OBJECT, (NULL, 0, keys, 1));
    WRONG(iostx_contents_sink_import_message_deletion, INVALID, (sink, 0, NULL, 1));
    WRONG(iostx_contents_sink_import_message_deletion, INVALID, (sink, 0, keys, 2));
    WRONG(iostx_contents_sink_import_message_deletion, BAD_FLAGS, (sink, UNKNOWN_FLAG, keys, 1));

    read.source_key = keys[0];
    WRONG(iostx_contents_sink_import_per_user_read_state_change, NO_OBJECT, (NULL, &read, 1));
    WRONG(iostx_contents_sink_import_per_user_read_state_change, INVALID, (sink, NULL, 1));
    read.flags = 2;
    WRONG(iostx_contents_sink_import_per_user_read_state_change, BAD_FLAGS, (sink, &read, 1));
    read.flags = 0;
    read.struct_size = 4;
    WRONG(iostx_contents_sink_import_per_user_read_state_change, INVALID, (sink, &read, 1));

    WRONG(iostx_contents_sink_import_message_move, NO_OBJECT, (NULL, &move));
    WRONG(iostx_contents_sink_import_message_move, INVALID, (sink, NULL));
    /* None of the five may be empty. */
    for (int missing = 0; missing < 5; missing++) {
        test_context("without member %d", missing);
        move.source_folder_key = missing == 0 ? B(NULL) : keys[0];
        move.source_message_key = missing == 1 ? B(NULL) : keys[0];
        move.change_list = missing == 2 ? B(NULL) : keys[0];
        move.dest_message_key = missing == 3 ? B(NULL) : keys[0];
        move.dest_change_key = missing == 4 ? B(NULL) : keys[0];
        WRONG(iostx_contents_sink_import_message_move, INVALID, (sink, &move));
    }
    give_up();
    EXPECT_EQ(items_of(folder, 0, NULL, 0), 0);
}

static void imports_by_remote_id(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    iostx_import_flags flags = IOSTX_IMPORT_FLAGS_INIT;
    iostx_message *message = (iostx_message *)&item;
    uint32_t answer_code = 99;
    iostx_value bad = text_value(IOSTX_PR_SUBJECT, NOT_UTF8);

    WRONG(iostx_contents_sink_import_item, NO_OBJECT, (NULL, &item, &message));
    EXPECT(message == NULL);
    WRONG(iostx_contents_sink_import_item, INVALID, (sink, NULL, &message));
    WRONG(iostx_contents_sink_import_item, INVALID, (sink, &item, &message));
    item.binding = bind_to("a", "1");
    item.flags = UNKNOWN_FLAG;
    WRONG(iostx_contents_sink_import_item, BAD_FLAGS, (sink, &item, &message));
    item.flags = IOSTX_IMPORT_STREAM;
    WRONG(iostx_contents_sink_import_item, NO_OUTPUT, (sink, &item, NULL));
    item.flags = 0;
    item.content = bytes_at(NULL, 5);
    WRONG(iostx_contents_sink_import_item, INVALID, (sink, &item, NULL));
    item.content = B(NULL);
    item.value_count = 1;
    WRONG(iostx_contents_sink_import_item, INVALID, (sink, &item, NULL));
    item.values = &bad;
    WRONG(iostx_contents_sink_import_item, IOSTX_MAPI_E_BAD_VALUE, (sink, &item, NULL));
    item.value_count = 0;
    item.binding.remote_id = bytes_at(big, 1025);
    WRONG(iostx_contents_sink_import_item, INVALID, (sink, &item, NULL));
    item.binding = bind_to("a", "1");
    item.binding.remote_version = bytes_at(big, 1025);
    WRONG(iostx_contents_sink_import_item, INVALID, (sink, &item, NULL));
    item.binding = bind_to("a", "1");
    item.struct_size = 8;
    WRONG(iostx_contents_sink_import_item, INVALID, (sink, &item, NULL));
    item.struct_size = sizeof(item);

    WRONG(iostx_contents_sink_probe, NO_OBJECT, (NULL, &item, 1, &answer_code));
    WRONG(iostx_contents_sink_probe, INVALID, (sink, NULL, 1, &answer_code));
    WRONG(iostx_contents_sink_probe, NO_OUTPUT, (sink, &item, 1, NULL));
    item.binding.remote_id = B(NULL);
    WRONG(iostx_contents_sink_probe, INVALID, (sink, &item, 1, &answer_code));
    EXPECT_EQ(answer_code, 99);

    WRONG(iostx_contents_sink_import_flags, NO_OBJECT, (NULL, &flags, 1, NULL));
    WRONG(iostx_contents_sink_import_flags, INVALID, (sink, NULL, 1, NULL));
    WRONG(iostx_contents_sink_import_flags, INVALID, (sink, &flags, 1, NULL));
    flags.binding = bind_to("a", "1");
    flags.set = flags.clear = IOSTX_FLAG_READ;
    WRONG(iostx_contents_sink_import_flags, INVALID, (sink, &flags, 1, NULL));
    flags.set = 0x40;
    WRONG(iostx_contents_sink_import_flags, BAD_FLAGS, (sink, &flags, 1, NULL));
    give_up();
    EXPECT_EQ(items_of(folder, 0, NULL, 0), 0);
}

static void deletions_listings_and_moves(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);
    iostx_bytes empty = B(NULL), id = B("a"), over_long = bytes_at(big, 1025);
    iostx_listing_scope scope = IOSTX_LISTING_SCOPE_INIT;
    iostx_binding dest = bind_to("b", "1"), none = IOSTX_BINDING_INIT;
    iostx_cursor *cursor = (iostx_cursor *)&folder;

    WRONG(iostx_contents_sink_delete_remote, NO_OBJECT, (NULL, &id, 1, 0));
    WRONG(iostx_contents_sink_delete_remote, INVALID, (sink, NULL, 1, 0));
    WRONG(iostx_contents_sink_delete_remote, INVALID, (sink, &empty, 1, 0));
    WRONG(iostx_contents_sink_delete_remote, INVALID, (sink, &over_long, 1, 0));
    WRONG(iostx_contents_sink_delete_remote, BAD_FLAGS, (sink, &id, 1, UNKNOWN_FLAG));
    WRONG(iostx_contents_sink_delete_remote_range, NO_OBJECT, (NULL, id, id, 0));
    WRONG(iostx_contents_sink_delete_remote_range, BAD_FLAGS, (sink, id, id, UNKNOWN_FLAG));
    WRONG(iostx_contents_sink_delete_remote_range, INVALID, (sink, bytes_at(NULL, 1), id, 0));
    WRONG(iostx_contents_sink_delete_remote_range, INVALID, (sink, id, over_long, 0));

    WRONG(iostx_contents_sink_listing_begin, NO_OBJECT, (NULL, NULL));
    WRONG(iostx_contents_sink_listing_complete, NO_OBJECT, (NULL));
    WRONG(iostx_contents_sink_listing_complete, IOSTX_E_UNEXPECTED, (sink));
    scope.flags = UNKNOWN_FLAG;
    WRONG(iostx_contents_sink_listing_begin, BAD_FLAGS, (sink, &scope));
    scope.flags = 0;
    scope.struct_size = 4;
    WRONG(iostx_contents_sink_listing_begin, INVALID, (sink, &scope));
    CHECK_OK(iostx_contents_sink_listing_begin(sink, NULL));
    WRONG(iostx_contents_sink_listing_begin, IOSTX_E_UNEXPECTED, (sink, NULL));

    WRONG(iostx_contents_sink_move_remote, NO_OBJECT, (NULL, &folder, id, &dest));
    WRONG(iostx_contents_sink_move_remote, INVALID, (sink, NULL, id, &dest));
    WRONG(iostx_contents_sink_move_remote, INVALID, (sink, &folder, empty, &dest));
    WRONG(iostx_contents_sink_move_remote, INVALID, (sink, &folder, id, NULL));
    WRONG(iostx_contents_sink_move_remote, INVALID, (sink, &folder, id, &none));
    WRONG(iostx_contents_sink_list_wanted, NO_OBJECT, (NULL, &cursor));
    EXPECT(cursor == NULL);
    WRONG(iostx_contents_sink_list_wanted, NO_OUTPUT, (sink, NULL));
    give_up();
}

/* --- The sink for folders -------------------------------------------------------------------------------------------------------- */

static void imports_of_folders(void)
{
    iostx_hierarchy_sink *sink = download_hierarchy();
    iostx_value values[3];
    iostx_bytes keys[2], empty = B(NULL), id = B("f");
    iostx_error *error = NULL;
    iostx_feid found;

    values[0] = text_value(IOSTX_PR_DISPLAY_NAME, "Name");
    values[1] = bytes_value(IOSTX_PR_SOURCE_KEY, bytes_at(key, sizeof(key)));
    values[2] = bytes_value(IOSTX_PR_CHANGE_KEY, bytes_at(short_key, sizeof(short_key)));
    WRONG(iostx_hierarchy_sink_config, NO_OBJECT, (NULL, NULL, 0));
    WRONG(iostx_hierarchy_sink_config, BAD_FLAGS, (sink, NULL, UNKNOWN_FLAG));
    WRONG(iostx_hierarchy_sink_update_state, NO_OBJECT, (NULL, NULL, 0));
    WRONG(iostx_hierarchy_sink_update_state, BAD_FLAGS, (sink, NULL, 1));
    WRONG(iostx_hierarchy_sink_import_folder_change, NO_OBJECT, (NULL, values, 1));
    WRONG(iostx_hierarchy_sink_import_folder_change, INVALID, (sink, NULL, 1));
    WRONG(iostx_hierarchy_sink_import_folder_change, INVALID, (sink, values, 0));
    WRONG(iostx_hierarchy_sink_import_folder_change, INVALID, (sink, values, 1));
    WRONG(iostx_hierarchy_sink_import_folder_change, INVALID, (sink, values, 2));
    WRONG(iostx_hierarchy_sink_import_folder_change, INVALID, (sink, values, 3));
    values[0] = text_value(IOSTX_PR_DISPLAY_NAME, "");
    values[1] = text_value(IOSTX_PR_REMOTE_ID, "f");
    WRONG(iostx_hierarchy_sink_import_folder_change, INVALID, (sink, values, 2));
    values[0] = text_value(IOSTX_PR_DISPLAY_NAME, NOT_UTF8);
    WRONG(iostx_hierarchy_sink_import_folder_change, IOSTX_MAPI_E_BAD_VALUE, (sink, values, 2));
    values[0] = text_value(IOSTX_PR_DISPLAY_NAME, "Name");
    values[2] = text_value(IOSTX_PR_PARENT_REMOTE_ID, "nobody's");
    WRONG(iostx_hierarchy_sink_import_folder_change, IOSTX_SYNC_E_NO_PARENT, (sink, values, 3));

    keys[0] = bytes_at(key, sizeof(key));
    keys[1] = bytes_at(short_key, sizeof(short_key));
    WRONG(iostx_hierarchy_sink_import_folder_deletion, NO_OBJECT, (NULL, 0, keys, 1));
    WRONG(iostx_hierarchy_sink_import_folder_deletion, INVALID, (sink, 0, NULL, 1));
    WRONG(iostx_hierarchy_sink_import_folder_deletion, INVALID, (sink, 0, keys, 2));
    WRONG(iostx_hierarchy_sink_import_folder_deletion, BAD_FLAGS, (sink, UNKNOWN_FLAG, keys, 1));
    WRONG(iostx_hierarchy_sink_delete_remote, NO_OBJECT, (NULL, &id, 1));
    WRONG(iostx_hierarchy_sink_delete_remote, INVALID, (sink, NULL, 1));
    WRONG(iostx_hierarchy_sink_delete_remote, INVALID, (sink, &empty, 1));
    WRONG(iostx_hierarchy_sink_listing_begin, NO_OBJECT, (NULL, NULL));
    WRONG(iostx_hierarchy_sink_listing_complete, NO_OBJECT, (NULL));
    WRONG(iostx_hierarchy_sink_listing_complete, IOSTX_E_UNEXPECTED, (sink));
    WRONG(iostx_hierarchy_sink_set_state_blob, NO_OBJECT, (NULL, B("blob")));
    WRONG(iostx_hierarchy_sink_set_state_blob, IOSTX_MAPI_E_TOO_BIG, (sink, bytes_at(big, sizeof(big))));
    WRONG(iostx_hierarchy_sink_get_last_error, NO_OBJECT, (NULL, &error));
    WRONG(iostx_hierarchy_sink_get_last_error, NO_OUTPUT, (sink, NULL));
    give_up();
    found = find_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Name");
    EXPECT(is_zero(&found, sizeof(found)));
}

/* --- Supervision and outgoing queue ---------------------------------------------------------------------------------------------- */

#define WRONG_LIST(function)                                                      \
    do {                                                                            \
        WRONG(function, NO_OBJECT, (NULL, NULL, &cursor));                          \
        EXPECT(cursor == NULL);                                                     \
        WRONG(function, NO_OUTPUT, (w.store, NULL, NULL));                          \
        WRONG(function, BAD_ID, (w.store, &foreign, &cursor));                      \
        GONE(function, (w.store, &unknown, &cursor));                               \
    } while (0)

static void supervision(void)
{
    iostx_feid inbox = special(IOSTX_FOLDER_INBOX), foreign = foreign_feid(inbox), unknown = inbox;
    iostx_meid item = new_item(inbox, "one", "text");
    iostx_cursor *cursor = NULL;

    memset(unknown.folder.counter, 0x7F, sizeof(unknown.folder.counter));
    WRONG_LIST(iostx_store_list_pending);
    WRONG_LIST(iostx_store_list_conflicts);
    WRONG_LIST(iostx_store_list_failures);
    WRONG_LIST(iostx_store_list_held);
    WRONG_LIST(iostx_store_list_wanted);
    WRONG(iostx_store_retry, NO_OBJECT, (NULL, &item, 1));
    WRONG(iostx_store_retry, INVALID, (w.store, NULL, 1));
    WRONG(iostx_store_drop_change, NO_OBJECT, (NULL, &item, 1));
    WRONG(iostx_store_drop_change, INVALID, (w.store, NULL, 1));
    WRONG(iostx_store_resolve_conflict, NO_OBJECT, (NULL, &item, IOSTX_CHOICE_SERVER, NULL));
    WRONG(iostx_store_resolve_conflict, INVALID, (w.store, NULL, IOSTX_CHOICE_SERVER, NULL));
    WRONG(iostx_store_resolve_conflict, INVALID, (w.store, &item, 0, NULL));
    WRONG(iostx_store_resolve_conflict, INVALID, (w.store, &item, 7, NULL));
    WRONG(iostx_store_resolve_conflict, IOSTX_MAPI_E_NOT_FOUND, (w.store, &item, IOSTX_CHOICE_SERVER, NULL));
    WRONG(iostx_store_confirm_held, NO_OBJECT, (NULL, &inbox));
    WRONG(iostx_store_confirm_held, INVALID, (w.store, NULL));
    WRONG(iostx_store_confirm_held, IOSTX_MAPI_E_NOT_FOUND, (w.store, &inbox));
    WRONG(iostx_store_reject_held, NO_OBJECT, (NULL, &inbox));
    WRONG(iostx_store_reject_held, INVALID, (w.store, NULL));
    WRONG(iostx_store_reject_held, IOSTX_MAPI_E_NOT_FOUND, (w.store, &inbox));
    EXPECT(item_is_here(item));
}

static void the_outgoing_queue(void)
{
    iostx_meid item = new_item(special(IOSTX_FOLDER_OUTBOX), "one", "text");
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);
    iostx_cursor *cursor = (iostx_cursor *)&item;

    /* Without the spooler's role none of it works. */
    WRONG(iostx_store_get_outgoing_queue, IOSTX_MAPI_E_NO_SUPPORT, (w.store, 0, &cursor));
    EXPECT(cursor == NULL);
    WRONG(iostx_store_set_lock_state, IOSTX_MAPI_E_NO_SUPPORT, (w.store, message, IOSTX_MSG_LOCKED));
    WRONG(iostx_store_finished_msg, IOSTX_MAPI_E_NO_SUPPORT, (w.store, &item));
    CHECK_OK(iostx_emulate_spooler(w.store, 1));
    WRONG(iostx_store_get_outgoing_queue, NO_OBJECT, (NULL, 0, &cursor));
    WRONG(iostx_store_get_outgoing_queue, NO_OUTPUT, (w.store, 0, NULL));
    WRONG(iostx_store_get_outgoing_queue, BAD_FLAGS, (w.store, 1, &cursor));
    WRONG(iostx_store_set_lock_state, NO_OBJECT, (NULL, message, IOSTX_MSG_LOCKED));
    WRONG(iostx_store_set_lock_state, NO_OBJECT, (w.store, NULL, IOSTX_MSG_LOCKED));
    WRONG(iostx_store_set_lock_state, INVALID, (w.store, message, 2));
    WRONG(iostx_store_set_lock_state, IOSTX_MAPI_E_NOT_IN_QUEUE, (w.store, message, IOSTX_MSG_LOCKED));
    WRONG(iostx_store_abort_submit, NO_OBJECT, (NULL, &item));
    WRONG(iostx_store_abort_submit, INVALID, (w.store, NULL));
    WRONG(iostx_store_abort_submit, IOSTX_MAPI_E_NOT_IN_QUEUE, (w.store, &item));
    WRONG(iostx_store_finished_msg, NO_OBJECT, (NULL, &item));
    WRONG(iostx_store_finished_msg, INVALID, (w.store, NULL));
    WRONG(iostx_store_finished_msg, IOSTX_MAPI_E_NOT_IN_QUEUE, (w.store, &item));
    iostx_message_free(message);
}

RUN(IN_STORE(config_and_state), IN_STORE(imports_by_source_key), IN_STORE(imports_by_remote_id),
    IN_STORE(deletions_listings_and_moves), IN_STORE(imports_of_folders), IN_STORE(supervision), IN_STORE(the_outgoing_queue))
