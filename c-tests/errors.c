/* What an error says: code, cause, object and place; whose last error it is; that it is a copy. */
#include "agent.h"

#include <string.h>

static void expect_text(const iostx_error *error, const char *part)
{
    test_context("%s", error->message == NULL ? "(no message)" : error->message);
    EXPECT(error->message != NULL && strstr(error->message, part) != NULL);
    EXPECT(error->message != NULL && strchr(error->message, '\n') == NULL);
    test_context(NULL);
}

static void the_last_error_names_the_argument_and_the_function(void)
{
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX)), *folder = NULL;
    iostx_error *error = NULL;

    CHECK_CODE(iostx_folder_create_folder(inbox, "caf\xE9", NULL, 0, &folder), IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_OK(iostx_folder_get_last_error(inbox, &error));
    CHECK(error != NULL);
    CHECK_EQ(error->struct_size, sizeof(*error));
    CHECK_CODE(error->code, IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_TEXT(error->component, "iostx_folder_create_folder");
    CHECK_EQ(error->system_code, 0);
    CHECK_EQ(error->context, 0);
    expect_text(error, "name");
    iostx_error_free(error);
    iostx_folder_free(inbox);
}

static void without_a_failure_there_is_no_last_error(void)
{
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX));
    iostx_error *error = (iostx_error *)&inbox;
    CHECK_OK(iostx_folder_get_last_error(inbox, &error));
    CHECK(error == NULL);
    error = (iostx_error *)&inbox;
    CHECK_OK(iostx_get_last_error(w.session, IOSTX_MAPI_E_NOT_FOUND, 0, &error));
    CHECK(error == NULL);
    iostx_folder_free(inbox);
}

static void a_success_leaves_the_last_error_and_a_copy_outlives_the_object(void)
{
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX)), *folder = NULL;
    iostx_error *error = NULL;
    iostx_feid id;

    CHECK(iostx_folder_create_folder(inbox, "", NULL, 0, &folder) < 0);
    CHECK_OK(iostx_folder_get_id(inbox, &id));
    CHECK_OK(iostx_folder_get_last_error(inbox, &error));
    iostx_folder_free(inbox);
    close_world();
    CHECK(error != NULL && error->message[0] != '\0');
    CHECK_CODE(error->code, IOSTX_MAPI_E_INVALID_PARAMETER);
    iostx_error_free(error);
    open_world();
}

static void each_object_has_a_last_error_of_its_own(void)
{
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX)), *drafts = open_folder(special(IOSTX_FOLDER_DRAFTS)), *made = NULL;
    iostx_message *message = open_item(new_item(special(IOSTX_FOLDER_INBOX), "one", "text"), 0);
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "two");
    iostx_error *error = NULL;

    CHECK(iostx_folder_create_folder(inbox, "", NULL, 0, &made) < 0);
    CHECK_CODE(iostx_message_set_values(message, &value, 1), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_OK(iostx_folder_get_last_error(drafts, &error));
    CHECK(error == NULL);
    CHECK_OK(iostx_message_get_last_error(message, &error));
    CHECK_CODE(error->code, IOSTX_MAPI_E_NO_ACCESS);
    CHECK_TEXT(error->component, "iostx_message_set_values");
    iostx_error_free(error);
    iostx_message_free(message);
    iostx_folder_free(drafts);
    iostx_folder_free(inbox);
}

static void cursors_and_streams_have_last_errors_too(void)
{
    iostx_message *message = open_item(new_item(special(IOSTX_FOLDER_INBOX), "one", "text"), 0);
    iostx_cursor *cursor = NULL;
    iostx_stream *stream = NULL;
    iostx_error *error = NULL;

    CHECK_OK(iostx_store_list_pending(w.store, NULL, &cursor));
    CHECK_OK(iostx_cursor_get_last_error(cursor, &error));
    CHECK(error == NULL);
    CHECK(iostx_cursor_seek(cursor, 99, 0) < 0);
    CHECK_OK(iostx_cursor_get_last_error(cursor, &error));
    CHECK_CODE(error->code, IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_TEXT(error->component, "iostx_cursor_seek");
    iostx_error_free(error);
    iostx_cursor_free(cursor);

    CHECK_OK(iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &stream));
    CHECK_OK(iostx_stream_get_last_error(stream, &error));
    CHECK(error == NULL);
    CHECK(iostx_stream_write(stream, "x", 1) < 0);
    CHECK_OK(iostx_stream_get_last_error(stream, &error));
    CHECK_CODE(error->code, IOSTX_MAPI_E_NO_ACCESS);
    CHECK_TEXT(error->component, "iostx_stream_write");
    iostx_error_free(error);
    iostx_stream_free(stream);
    iostx_message_free(message);
}

static void the_error_of_a_session_names_the_state_it_happened_in(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_state *state = NULL;
    iostx_error *error = NULL;

    new_item(folder, "one", "text");
    upload_table(folder);
    CHECK_CODE(iostx_sync_beg(w.session, IOSTX_LR_SYNC, &state), IOSTX_E_UNEXPECTED);
    CHECK_OK(iostx_get_last_error(w.session, IOSTX_E_UNEXPECTED, 0, &error));
    CHECK(error != NULL);
    CHECK_EQ(error->context, IOSTX_LR_SYNC_UPLOAD_TABLE);
    CHECK_TEXT(error->component, "iostx_sync_beg");
    expect_text(error, "LR_SYNC_UPLOAD_TABLE");
    iostx_error_free(error);
    /* For another code there are no details. */
    CHECK_OK(iostx_get_last_error(w.session, IOSTX_MAPI_E_COLLISION, 0, &error));
    CHECK(error == NULL);
    give_up();
}

static void the_error_of_a_sink_names_the_tag_or_key(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "caf\xE9");
    iostx_error *error = NULL;

    item.binding = bind_to("a", "1");
    item.values = &value;
    item.value_count = 1;
    CHECK_CODE(iostx_contents_sink_import_item(sink, &item, NULL), IOSTX_MAPI_E_BAD_VALUE);
    CHECK_OK(iostx_contents_sink_get_last_error(sink, &error));
    CHECK(error != NULL);
    CHECK_CODE(error->code, IOSTX_MAPI_E_BAD_VALUE);
    expect_text(error, "0037001F");
    iostx_error_free(error);
    give_up();
}

static void unknown_flags_are_named(void)
{
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX));
    iostx_message *message = NULL;
    iostx_error *error = NULL;

    CHECK_CODE(iostx_folder_create_message(inbox, 0x08000000u, &message), IOSTX_MAPI_E_UNKNOWN_FLAGS);
    CHECK_OK(iostx_folder_get_last_error(inbox, &error));
    expect_text(error, "8000000");
    iostx_error_free(error);
    iostx_folder_free(inbox);
}

static void what_the_system_said_comes_along(void)
{
    iostx_store *store = NULL;
    iostx_error *error = NULL;

    CHECK(iostx_store_open(test_path("no/such/place"), NULL, &store, &error) < 0);
    CHECK(error != NULL);
    CHECK(error->system_code != 0);
    expect_text(error, "no/such/place");
    iostx_error_free(error);
}

/* One failure of each kind; what its error says must name what is in the way. */
static void every_cause_is_named(void)
{
    iostx_feid id = server_folder("Downloads only", "f1"), top = special(IOSTX_FOLDER_IPM_SUBTREE);
    iostx_folder *folder = open_folder(id), *parent = open_folder(top), *made = NULL;
    iostx_folder_options options = folder_options(id);
    iostx_value value;
    iostx_error *error = NULL;
    char long_id[1026];

    memset(long_id, 'x', 1025);
    long_id[1025] = '\0';
    value = text_value(IOSTX_PR_REMOTE_ID, long_id);
    CHECK_CODE(iostx_folder_set_values(folder, &value, 1), IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_OK(iostx_folder_get_last_error(folder, &error));
    expect_text(error, "remote id: 1025 bytes; at most 1024");
    iostx_error_free(error);
    CHECK_TEXT(folder_text(id, IOSTX_PR_REMOTE_ID), "f1");

    options.direction = IOSTX_DIRECTION_DOWNLOAD_REFUSE;
    set_folder_options(id, &options);
    CHECK_CODE(iostx_folder_create_folder(folder, "below", NULL, 0, &made), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_OK(iostx_folder_get_last_error(folder, &error));
    expect_text(error, "'Downloads only' only downloads");
    iostx_error_free(error);

    CHECK_CODE(iostx_folder_create_folder(parent, "downloads ONLY", NULL, 0, &made), IOSTX_MAPI_E_COLLISION);
    CHECK_OK(iostx_folder_get_last_error(parent, &error));
    expect_text(error, "'downloads ONLY'");
    iostx_error_free(error);

    CHECK_CODE(iostx_folder_move(parent, folder), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_OK(iostx_folder_get_last_error(parent, &error));
    expect_text(error, "special folder");
    iostx_error_free(error);
    iostx_folder_free(folder);
    iostx_folder_free(parent);
}

static void failures_of_an_agent_are_kept_with_the_text_of_its_server(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_meid item = new_item(folder, "one", "text");
    iostx_result result = IOSTX_RESULT_INIT;
    iostx_message *message;
    iostx_values *values = NULL;
    const iostx_value *value = NULL;

    upload_table(folder);
    next_message();
    result.code = IOSTX_MAPI_E_NO_ACCESS;
    result.text = "NO [OVERQUOTA] \xE2\x98\x83";
    CHECK_OK(iostx_session_set_result(w.session, NULL, &result));
    end();
    leave(true);
    message = open_item(item, 0);
    CHECK(iostx_message_get_pending(message, &values) >= 0);
    CHECK_OK(iostx_values_find(values, IOSTX_PR_LAST_ERROR, &value));
    CHECK_CODE(value->value.i4, IOSTX_MAPI_E_NO_ACCESS);
    CHECK_OK(iostx_values_find(values, IOSTX_PR_ATTEMPTS, &value));
    CHECK_EQ(value->value.i4, 1);
    iostx_values_free(values);
    iostx_message_free(message);
}

static void an_error_is_counted_and_freed_once(void)
{
    iostx_error *error = NULL;
    iostx_folder *folder = NULL;
    iostx_feid zeros = IOSTX_FEID_INIT;
    uint64_t before = iostx_live_objects();

    CHECK(iostx_store_open_folder(w.store, &zeros, &folder) < 0);
    CHECK_OK(iostx_store_get_last_error(w.store, &error));
    CHECK(error != NULL);
    CHECK_EQ(iostx_live_objects(), before + 1);
    iostx_error_free(error);
    CHECK_EQ(iostx_live_objects(), before);
    iostx_error_free(error);
    CHECK_EQ(iostx_live_objects(), before);
}

RUN(IN_STORE(the_last_error_names_the_argument_and_the_function), IN_STORE(without_a_failure_there_is_no_last_error),
    IN_STORE(a_success_leaves_the_last_error_and_a_copy_outlives_the_object), IN_STORE(each_object_has_a_last_error_of_its_own),
    IN_STORE(cursors_and_streams_have_last_errors_too),
    IN_STORE(the_error_of_a_session_names_the_state_it_happened_in), IN_STORE(the_error_of_a_sink_names_the_tag_or_key),
    IN_STORE(unknown_flags_are_named), CASE(what_the_system_said_comes_along), IN_STORE(every_cause_is_named),
    IN_STORE(an_error_is_counted_and_freed_once), IN_STORE(failures_of_an_agent_are_kept_with_the_text_of_its_server))
