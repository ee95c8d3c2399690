/* Items as an application has them: properties, snapshots, saves, recipients, flags, keywords, copies, named properties. */
#include "agent.h"

#include <string.h>

static iostx_feid inbox, drafts;

static void with_inbox(void)
{
    open_world();
    inbox = special(IOSTX_FOLDER_INBOX);
    drafts = special(IOSTX_FOLDER_DRAFTS);
}

#define WITH_INBOX(function) CASE_IN(function, with_inbox, close_world)

static iostx_message *create(uint32_t flags)
{
    iostx_folder *folder = open_folder(inbox);
    iostx_message *message = NULL;
    CHECK_OK(iostx_folder_create_message(folder, flags, &message));
    iostx_folder_free(folder);
    return message;
}

static iostx_meid id_of(iostx_message *message)
{
    iostx_meid id;
    CHECK_OK(iostx_message_get_id(message, &id));
    return id;
}

/* --- Properties ------------------------------------------------------------------------------------------------------------------ */

static void values_of_every_type_come_back(void)
{
    static const iostx_guid guid = IOSTX_PROVIDER_NST;
    static const int32_t longs[] = { 1, -2, INT32_MAX };
    static const iostx_bytes texts[] = { { (const uint8_t *)"a", 1 }, { (const uint8_t *)"b\xC3\xA9", 3 } };
    enum { FIRST = 0x6800 };
    static const uint32_t types[] = { IOSTX_PT_I2, IOSTX_PT_LONG, IOSTX_PT_R4, IOSTX_PT_DOUBLE, IOSTX_PT_CURRENCY, IOSTX_PT_APPTIME,
        IOSTX_PT_BOOLEAN, IOSTX_PT_I8, IOSTX_PT_UNICODE, IOSTX_PT_SYSTIME, IOSTX_PT_CLSID, IOSTX_PT_BINARY, IOSTX_PT_MV_LONG,
        IOSTX_PT_MV_UNICODE };
    iostx_value values[COUNT(types)];
    uint32_t tags[COUNT(types)];
    const iostx_value *read = NULL;
    iostx_values *set = NULL;
    iostx_message *message = create(0);
    iostx_meid id;
    size_t count = 0;

    memset(values, 0, sizeof(values));
    for (size_t i = 0; i < COUNT(types); i++)
        values[i].tag = tags[i] = ((uint32_t)(FIRST + i) << 16) | types[i];
    values[0].value.i2 = -300;
    values[1].value.i4 = INT32_MIN;
    values[2].value.r4 = 1.5f;
    values[3].value.r8 = -2.25;
    values[4].value.i8 = 12345;
    values[5].value.r8 = 45000.5;
    values[6].value.i2 = 7; /* Any number but zero is true. */
    values[7].value.i8 = INT64_MIN;
    values[8].value.bytes = B("text with \xF0\x9F\x98\x80");
    values[9].value.time = clock_time();
    values[10].value.guid = guid;
    values[11].value.bytes = bytes_at("\0\1\2", 3);
    values[12].value.list.items = longs;
    values[12].value.list.count = COUNT(longs);
    values[13].value.list.items = texts;
    values[13].value.list.count = COUNT(texts);
    CHECK_OK(iostx_message_set_values(message, values, COUNT(values)));
    CHECK_OK(iostx_message_save(message, 0));
    id = id_of(message);
    iostx_message_free(message);
    reopen_world();

    message = open_item(id, 0);
    CHECK_OK(iostx_message_get_values(message, tags, COUNT(tags), 0, &set));
    CHECK_OK(iostx_values_get(set, &read, &count));
    CHECK_EQ(count, COUNT(tags));
    for (size_t i = 0; i < COUNT(tags); i++) {
        test_context("type 0x%04X", (unsigned)types[i]);
        CHECK_EQ(read[i].tag, tags[i]);
        EXPECT_EQ(read[i].reserved, 0);
    }
    test_context(NULL);
    CHECK_EQ(read[0].value.i2, -300);
    CHECK_EQ(read[1].value.i4, INT32_MIN);
    CHECK(read[2].value.r4 == 1.5f && read[3].value.r8 == -2.25 && read[5].value.r8 == 45000.5);
    CHECK_EQ(read[4].value.i8, 12345);
    CHECK_EQ(read[6].value.i2, 1);
    CHECK(read[7].value.i8 == INT64_MIN && read[9].value.time == values[9].value.time);
    CHECK_BYTES(read[8].value.bytes, "text with \xF0\x9F\x98\x80");
    CHECK_EQ(read[8].value.bytes.data[read[8].value.bytes.size], 0);
    CHECK_MEMORY(&read[10].value.guid, &guid, sizeof(guid));
    CHECK_EQ(read[11].value.bytes.size, 3);
    CHECK_EQ(read[12].value.list.count, 3);
    CHECK_MEMORY(read[12].value.list.items, longs, sizeof(longs));
    CHECK_EQ(read[13].value.list.count, 2);
    CHECK_BYTES(((const iostx_bytes *)read[13].value.list.items)[1], "b\xC3\xA9");
    iostx_values_free(set);
    iostx_message_free(message);
}

static void missing_values_are_errors_in_their_place(void)
{
    static const uint32_t tags[] = { IOSTX_PR_BODY, IOSTX_PR_SUBJECT, (IOSTX_PR_SUBJECT & 0xFFFF0000u) | IOSTX_PT_UNSPECIFIED };
    iostx_message *message = open_item(new_item(inbox, "one", "text"), 0);
    const iostx_value *read = NULL;
    iostx_values *set = NULL;
    size_t count = 0;

    CHECK_CODE(iostx_message_get_values(message, tags, COUNT(tags), 0, &set), IOSTX_MAPI_W_ERRORS_RETURNED);
    CHECK_OK(iostx_values_get(set, &read, &count));
    CHECK_EQ(count, 3);
    CHECK_EQ(read[0].tag, (IOSTX_PR_BODY & 0xFFFF0000u) | IOSTX_PT_ERROR);
    CHECK_CODE(read[0].value.error, IOSTX_MAPI_E_NOT_FOUND);
    CHECK_EQ(read[1].tag, IOSTX_PR_SUBJECT);
    CHECK_EQ(read[2].tag, IOSTX_PR_SUBJECT);
    CHECK_BYTES(read[2].value.bytes, "one");
    iostx_values_free(set);
    /* No tags: all that there is. */
    CHECK_OK(iostx_message_get_values(message, NULL, 0, 0, &set));
    CHECK_OK(iostx_values_get(set, &read, &count));
    CHECK(count > 5 && column_of(read, count, IOSTX_PR_SUBJECT) != NULL);
    iostx_values_free(set);
    iostx_message_free(message);
}

static void eight_bit_text_is_utf8_and_given_back_as_unicode(void)
{
    iostx_message *message = create(0);
    iostx_value value = text_value((IOSTX_PR_SUBJECT & 0xFFFF0000u) | IOSTX_PT_STRING8, "caf\xC3\xA9");
    CHECK_OK(iostx_message_set_values(message, &value, 1));
    CHECK_OK(iostx_message_save(message, 0));
    CHECK_TEXT(subject_of(id_of(message)), "caf\xC3\xA9");
    value.value.bytes = B("caf\xE9");
    CHECK_CODE(iostx_message_set_values(message, &value, 1), IOSTX_MAPI_E_BAD_VALUE);
    iostx_message_free(message);
}

static void setting_values_is_all_or_nothing(void)
{
    iostx_message *message = open_item(new_item(inbox, "one", "text"), IOSTX_MAPI_MODIFY);
    iostx_value values[2];
    values[0] = text_value(IOSTX_PR_SUBJECT, "two");
    values[1] = long_value(IOSTX_PR_MESSAGE_SIZE, 5);
    CHECK_CODE(iostx_message_set_values(message, values, 2), IOSTX_MAPI_E_COMPUTED);
    CHECK_OK(iostx_message_save(message, 0));
    CHECK_TEXT(subject_of(id_of(message)), "one");
    iostx_message_free(message);
}

/* --- Snapshots and saves --------------------------------------------------------------------------------------------------------- */

static void nothing_is_stored_before_save_and_a_message_never_saved_has_no_id(void)
{
    iostx_message *message = create(0);
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "one");
    iostx_meid id;

    CHECK_OK(iostx_message_set_values(message, &value, 1));
    CHECK_CODE(iostx_message_get_id(message, &id), IOSTX_MAPI_E_NOT_FOUND);
    CHECK_EQ(items_of(inbox, 0, NULL, 0), 0);
    iostx_message_free(message);
    CHECK_EQ(items_of(inbox, 0, NULL, 0), 0);
    CHECK_EQ(pending_in(inbox), 0);
}

static void a_handle_is_a_snapshot_with_what_was_set_on_it(void)
{
    iostx_meid item = new_item(inbox, "one", "text");
    iostx_message *reader = open_item(item, 0), *writer = open_item(item, IOSTX_MAPI_MODIFY);
    static const uint32_t tag = IOSTX_PR_SUBJECT;
    const iostx_value *value = NULL;
    iostx_values *set = NULL;
    iostx_value subject = text_value(IOSTX_PR_SUBJECT, "two");

    CHECK_OK(iostx_message_set_values(writer, &subject, 1));
    CHECK_OK(iostx_message_get_values(writer, &tag, 1, 0, &set));
    CHECK_OK(iostx_values_find(set, tag, &value));
    CHECK_BYTES(value->value.bytes, "two");
    iostx_values_free(set);
    CHECK_OK(iostx_message_save(writer, 0));
    CHECK_OK(iostx_message_get_values(reader, &tag, 1, 0, &set));
    CHECK_OK(iostx_values_find(set, tag, &value));
    CHECK_BYTES(value->value.bytes, "one");
    iostx_values_free(set);
    iostx_message_free(reader);
    iostx_message_free(writer);
}

static void a_message_opened_for_reading_refuses_writes(void)
{
    iostx_message *message = open_item(new_item(inbox, "one", "text"), 0);
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "two");
    CHECK_CODE(iostx_message_set_values(message, &value, 1), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_CODE(iostx_message_set_content(message, "x", 1), IOSTX_MAPI_E_NO_ACCESS);
    iostx_message_free(message);
    message = open_item(new_item(inbox, "one", "text"), IOSTX_MAPI_BEST_ACCESS);
    CHECK_OK(iostx_message_set_values(message, &value, 1));
    CHECK_OK(iostx_message_save(message, IOSTX_KEEP_OPEN_READONLY));
    CHECK_CODE(iostx_message_set_values(message, &value, 1), IOSTX_MAPI_E_NO_ACCESS);
    iostx_message_free(message);
}

static void a_save_over_another_save_answers_object_changed_and_force_saves(void)
{
    iostx_meid item = new_item(inbox, "one", "text");
    iostx_message *first = open_item(item, IOSTX_MAPI_MODIFY), *second = open_item(item, IOSTX_MAPI_MODIFY);
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "first");

    CHECK_OK(iostx_message_set_values(first, &value, 1));
    value = text_value(IOSTX_PR_SUBJECT, "second");
    CHECK_OK(iostx_message_set_values(second, &value, 1));
    CHECK_OK(iostx_message_save(first, 0));
    CHECK_CODE(iostx_message_save(second, 0), IOSTX_MAPI_E_OBJECT_CHANGED);
    CHECK_TEXT(subject_of(item), "first");
    CHECK_OK(iostx_message_save(second, IOSTX_FORCE_SAVE));
    CHECK_TEXT(subject_of(item), "second");
    CHECK_EQ(items_of(special(IOSTX_FOLDER_CONFLICTS), 0, NULL, 0), 1);
    iostx_message_free(second);
    iostx_message_free(first);
}

static void a_save_of_a_deleted_item_answers_object_deleted(void)
{
    iostx_meid item = new_item(inbox, "one", "text");
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "two");
    CHECK_OK(iostx_message_set_values(message, &value, 1));
    delete_item(item);
    CHECK_CODE(iostx_message_save(message, 0), IOSTX_MAPI_E_OBJECT_DELETED);
    iostx_message_free(message);
    CHECK_EQ(items_of(inbox, 0, NULL, 0), 0);
}

/* --- Recipients ------------------------------------------------------------------------------------------------------------------ */

static size_t recipients_of(iostx_message *message, const char *first_name)
{
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL, *name;
    size_t columns = 0, count = 0;

    CHECK_OK(iostx_message_get_recipients(message, &cursor));
    while (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK) {
        name = column_of(row, columns, IOSTX_PR_DISPLAY_NAME);
        CHECK(name != NULL);
        if (count++ == 0)
            CHECK_BYTES(name->value.bytes, first_name);
    }
    iostx_cursor_free(cursor);
    return count;
}

static void recipients_are_replaced_added_modified_and_removed(void)
{
    iostx_message *message = create(0);
    iostx_value ada[2], ben[2];
    iostx_row rows[2] = { { ada, 2 }, { ben, 2 } };
    iostx_meid id;

    ada[0] = text_value(IOSTX_PR_DISPLAY_NAME, "Ada");
    ada[1] = long_value(IOSTX_PR_RECIPIENT_TYPE, (int32_t)IOSTX_RECIPIENT_TO);
    ben[0] = text_value(IOSTX_PR_DISPLAY_NAME, "Ben");
    ben[1] = long_value(IOSTX_PR_RECIPIENT_TYPE, (int32_t)IOSTX_RECIPIENT_CC);
    CHECK_OK(iostx_message_set_recipients(message, rows, 1, IOSTX_MODRECIP_REPLACE));
    CHECK_OK(iostx_message_set_recipients(message, rows + 1, 1, IOSTX_MODRECIP_ADD));
    CHECK_OK(iostx_message_save(message, 0));
    id = id_of(message);
    iostx_message_free(message);
    message = open_item(id, IOSTX_MAPI_MODIFY);
    CHECK_EQ(recipients_of(message, "Ada"), 2);
    CHECK_TEXT(text_of(id, IOSTX_PR_DISPLAY_TO), "Ada");
    CHECK_TEXT(text_of(id, IOSTX_PR_DISPLAY_CC), "Ben");
    ada[0] = text_value(IOSTX_PR_DISPLAY_NAME, "Adah");
    ada[1] = long_value(IOSTX_PR_ROWID, 0);
    CHECK_OK(iostx_message_set_recipients(message, rows, 1, IOSTX_MODRECIP_MODIFY));
    CHECK_EQ(recipients_of(message, "Adah"), 2);
    CHECK_OK(iostx_message_set_recipients(message, rows, 1, IOSTX_MODRECIP_REMOVE));
    CHECK_EQ(recipients_of(message, "Ben"), 1);
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    message = open_item(id, 0);
    CHECK_EQ(recipients_of(message, "Ben"), 1);
    iostx_message_free(message);
}

/* --- Lists of items, named properties -------------------------------------------------------------------------------------------- */

static void lists_are_one_commit_and_say_what_was_not_found(void)
{
    iostx_folder *folder = open_folder(inbox), *other = open_folder(drafts);
    iostx_meid items[3], ids[3];
    iostx_value value = long_value(IOSTX_PR_IMPORTANCE, 2);
    const char *words[] = { "red", "Blue" };

    items[0] = new_item(inbox, "one", "1");
    items[1] = new_item(inbox, "gone", "2");
    items[2] = new_item(inbox, "two", "3");
    delete_item(items[1]);
    CHECK_CODE(iostx_folder_update_messages(folder, items, 3, &value, 1, words, 2, NULL, 0), IOSTX_MAPI_W_PARTIAL_COMPLETION);
    CHECK_EQ(number_of(items[0], IOSTX_PR_IMPORTANCE), 2);
    CHECK_EQ(number_of(items[2], IOSTX_PR_IMPORTANCE), 2);
    CHECK_CODE(iostx_folder_copy_messages(folder, items, 3, other, IOSTX_MESSAGE_MOVE, ids), IOSTX_MAPI_W_PARTIAL_COMPLETION);
    CHECK(same_item(ids[0], items[0]) && is_none(ids[1]) && same_item(ids[2], items[2]));
    CHECK_EQ(items_of(drafts, 0, NULL, 0), 2);
    CHECK_CODE(iostx_folder_delete_messages(other, items, 3, 0), IOSTX_MAPI_W_PARTIAL_COMPLETION);
    CHECK_EQ(items_of(drafts, 0, NULL, 0), 0);
    CHECK_OK(iostx_folder_delete_messages(other, NULL, 0, 0));
    iostx_folder_free(other);
    iostx_folder_free(folder);
}

static void a_name_keeps_its_tag_for_ever(void)
{
    static const iostx_guid set = IOSTX_PS_PUBLIC_STRINGS, appointment = IOSTX_PSETID_APPOINTMENT;
    iostx_name names[3] = { IOSTX_NAME_INIT, IOSTX_NAME_INIT, IOSTX_NAME_INIT };
    uint32_t tags[3], again[3];
    const iostx_value *read = NULL;
    iostx_values *values = NULL;
    size_t count = 0;

    names[0].kind = IOSTX_MNID_STRING;
    names[0].type = IOSTX_PT_UNICODE;
    names[0].set = set;
    names[0].name = "Colour";
    names[1].kind = IOSTX_MNID_ID;
    names[1].type = IOSTX_PT_SYSTIME;
    names[1].set = appointment;
    names[1].id = IOSTX_LID_APPOINTMENT_START;
    names[2] = names[0];
    names[2].type = IOSTX_PT_MV_UNICODE;
    names[2].name = "Keywords";
    CHECK_CODE(iostx_store_map_names(w.store, names, 1, 0, tags), IOSTX_MAPI_W_ERRORS_RETURNED);
    CHECK_EQ(tags[0], IOSTX_PT_ERROR);
    CHECK_OK(iostx_store_map_names(w.store, names, 3, IOSTX_NAMES_CREATE, tags));
    CHECK(tags[0] >> 16 >= 0x8000 && (tags[0] & 0xFFFF) == IOSTX_PT_UNICODE);
    CHECK_EQ(tags[2], IOSTX_PR_KEYWORDS);
    reopen_world();
    CHECK_OK(iostx_store_map_names(w.store, names, 3, 0, again));
    CHECK_MEMORY(again, tags, sizeof(tags));
    CHECK_OK(iostx_store_get_names(w.store, tags, 3, &values));
    CHECK_OK(iostx_values_get(values, &read, &count));
    CHECK_EQ(count, 6);
    CHECK_MEMORY(&read[0].value.guid, &set, sizeof(set));
    CHECK_BYTES(read[1].value.bytes, "Colour");
    CHECK_EQ(read[3].value.i4, (int32_t)IOSTX_LID_APPOINTMENT_START);
    iostx_values_free(values);
}

RUN(WITH_INBOX(values_of_every_type_come_back), WITH_INBOX(missing_values_are_errors_in_their_place),
    WITH_INBOX(eight_bit_text_is_utf8_and_given_back_as_unicode), WITH_INBOX(setting_values_is_all_or_nothing),
    WITH_INBOX(nothing_is_stored_before_save_and_a_message_never_saved_has_no_id),
    WITH_INBOX(a_handle_is_a_snapshot_with_what_was_set_on_it), WITH_INBOX(a_message_opened_for_reading_refuses_writes),
    WITH_INBOX(a_save_over_another_save_answers_object_changed_and_force_saves),
    WITH_INBOX(a_save_of_a_deleted_item_answers_object_deleted), WITH_INBOX(recipients_are_replaced_added_modified_and_removed),
    WITH_INBOX(lists_are_one_commit_and_say_what_was_not_found), WITH_INBOX(a_name_keeps_its_tag_for_ever))
