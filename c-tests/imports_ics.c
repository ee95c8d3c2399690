/* Imports by source key and change list, as IExchangeImportContentsChanges has them. */
#include "ics.h"

#include <string.h>

static iostx_feid folder;

static void with_folder(void)
{
    open_world();
    folder = server_folder("Work", "f1");
}

/* --- ImportMessageChange --------------------------------------------------------------------------------------------------------- */

static void a_change_creates_the_message_at_its_save_and_is_no_local_change(void)
{
    ics_change change = ics_changed(1, 0xC0, 1);
    iostx_contents_sink *sink = download_table(folder);
    iostx_message *message = NULL;
    iostx_value subject = text_value(IOSTX_PR_SUBJECT, "from the server");
    iostx_skey key;
    iostx_meid item;

    CHECK_OK(ics_begin(sink, &change, &message));
    CHECK_OK(iostx_message_set_values(message, &subject, 1));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    CHECK_OK(iostx_contents_sink_flush(sink));
    CHECK_EQ(open_download()->entries[0].count_new, 1);
    /* No OK flag: imports persist by themselves. */
    give_up();

    CHECK_EQ(items_of(folder, 0, &item, 1), 1);
    CHECK_TEXT(subject_of(item), "from the server");
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(pending_in(folder), 0);
    key = source_key_of(item);
    CHECK_MEMORY(&key, &change.source_key, sizeof(key));
}

static void a_message_given_out_and_not_saved_imports_nothing(void)
{
    ics_change change = ics_changed(1, 0xC0, 1);
    iostx_message *message = NULL;

    CHECK_OK(ics_begin(download_table(folder), &change, &message));
    iostx_message_free(message);
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
    CHECK_OK(ics_sends(folder, &change, "now", "text"));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void the_same_or_an_older_version_is_ignored_and_a_newer_one_replaces(void)
{
    ics_change first = ics_changed(1, 0xC0, 5), older = ics_changed(1, 0xC0, 4), newer = ics_changed(1, 0xC0, 6);
    iostx_meid item;

    CHECK_OK(ics_sends(folder, &first, "five", "5"));
    item = ics_find(folder, first.source_key);
    CHECK_CODE(ics_sends(folder, &first, "again", "x"), IOSTX_SYNC_E_IGNORE);
    CHECK_CODE(ics_sends(folder, &older, "four", "4"), IOSTX_SYNC_E_IGNORE);
    CHECK_TEXT(subject_of(item), "five");
    CHECK_OK(ics_sends(folder, &newer, "six", NULL));
    CHECK_TEXT(subject_of(item), "six");
    /* The message was given out empty: what it was not given again is gone. */
    CHECK_TEXT(content_of(item), "");
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
    CHECK_EQ(pending_in(folder), 0);
}

static void an_empty_change_list_is_taken_as_the_change_key(void)
{
    ics_change change = ics_changed(1, 0xC0, 5);
    change.change_list = B(NULL);
    CHECK_OK(ics_sends(folder, &change, "five", "5"));
    CHECK_CODE(ics_sends(folder, &change, "again", "x"), IOSTX_SYNC_E_IGNORE);
    change = ics_changed(1, 0xC0, 6);
    change.change_list = B(NULL);
    CHECK_OK(ics_sends(folder, &change, "six", "6"));
    CHECK_TEXT(subject_of(ics_find(folder, change.source_key)), "six");
}

static void the_change_list_is_kept_merged_and_ascending(void)
{
    ics_change change = ics_changed(1, 0xC0, 5);
    const char *list;
    iostx_bytes expected = ics_list(0xB0, 3, 0xC0, 5);

    change.change_list = ics_list(0xB0, 3, 0, 0);
    CHECK_OK(ics_sends(folder, &change, "five", "5"));
    list = text_of(ics_find(folder, change.source_key), IOSTX_PR_PREDECESSOR_CHANGE_LIST);
    CHECK_MEMORY(list, expected.data, expected.size);
    list = text_of(ics_find(folder, change.source_key), IOSTX_PR_CHANGE_KEY);
    CHECK_MEMORY(list, &change.change_key, sizeof(change.change_key));
}

static void keys_of_17_to_24_bytes_are_taken_and_others_refused(void)
{
    uint8_t raw[32];
    iostx_contents_sink *sink = download_table(folder);
    iostx_message *message = NULL;
    iostx_value values[3];
    iostx_skey source = ics_key(0xA0, 1);

    memset(raw, 0xC5, sizeof(raw));
    for (size_t size = 0; size <= sizeof(raw); size++) {
        test_context("change key of %zu bytes", size);
        values[0] = bytes_value(IOSTX_PR_SOURCE_KEY, key_bytes(&source));
        values[1] = bytes_value(IOSTX_PR_CHANGE_KEY, bytes_at(raw, size));
        source.counter[5]++;
        if (size >= 17 && size <= 24) {
            EXPECT_CODE(iostx_contents_sink_import_message_change(sink, values, 2, 0, &message), IOSTX_S_OK);
            EXPECT_CODE(iostx_message_save(message, 0), IOSTX_S_OK);
            iostx_message_free(message);
        } else {
            EXPECT_CODE(iostx_contents_sink_import_message_change(sink, values, 2, 0, &message), IOSTX_MAPI_E_INVALID_PARAMETER);
            EXPECT(message == NULL);
        }
    }
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 8);
}

static void a_malformed_change_list_is_refused(void)
{
    static const uint8_t sizes[] = { 0, 1, 16, 25, 255, 22 };
    ics_change change = ics_changed(1, 0xC0, 5);
    iostx_contents_sink *sink = download_table(folder);
    uint8_t list[23];

    memset(list, 0xC0, sizeof(list));
    for (size_t i = 0; i < COUNT(sizes); i++) {
        test_context("an entry that says %u", sizes[i]);
        list[0] = sizes[i];
        /* The last one lacks its last byte. */
        change.change_list = bytes_at(list, sizes[i] == 22 ? 22 : 23);
        EXPECT_CODE(ics_import(sink, &change, "bad", "x"), IOSTX_MAPI_E_INVALID_PARAMETER);
    }
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
}

static void the_source_key_may_come_in_the_entry_id(void)
{
    ics_change change = ics_changed(9, 0xC0, 1);
    iostx_contents_sink *sink = download_table(folder);
    iostx_meid entry = IOSTX_MEID_INIT;
    iostx_message *message = NULL;
    iostx_value values[3], subject = text_value(IOSTX_PR_SUBJECT, "by entry id");

    memcpy(&entry, &folder, sizeof(folder));
    memcpy(&entry.message, &change.source_key, sizeof(change.source_key));
    values[0] = bytes_value(IOSTX_PR_CHANGE_KEY, key_bytes(&change.change_key));
    values[1] = bytes_value(IOSTX_PR_PREDECESSOR_CHANGE_LIST, B(NULL));
    values[2] = bytes_value(IOSTX_PR_ENTRYID, bytes_at(&entry, sizeof(entry)));
    CHECK_OK(iostx_contents_sink_import_message_change(sink, values, 3, 0, &message));
    CHECK_OK(iostx_message_set_values(message, &subject, 1));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    leave(true);
    CHECK_TEXT(subject_of(ics_find(folder, change.source_key)), "by entry id");
}

static void associated_items_are_counted_and_listed_apart(void)
{
    ics_change change = ics_changed(1, 0xC0, 1);
    iostx_meid item;

    change.flags = IOSTX_ICS_ASSOCIATED;
    CHECK_OK(ics_import(download_table(folder), &change, "hidden", "x"));
    CHECK_OK(iostx_contents_sink_flush(open_download()->contents));
    CHECK_EQ(open_download()->entries[1].count_new, 1);
    CHECK_EQ(open_download()->entries[0].count_new, 0);
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
    CHECK_EQ(items_of(folder, IOSTX_LIST_ASSOCIATED, &item, 1), 1);
    CHECK_TEXT(subject_of(item), "hidden");
    /* The same object cannot be both. */
    change = ics_changed(1, 0xC0, 2);
    CHECK_CODE(ics_sends(folder, &change, "visible", "x"), IOSTX_MAPI_E_INVALID_PARAMETER);
}

static void a_conflict_is_refused_where_conflicts_are_forbidden(void)
{
    ics_change first = ics_changed(1, 0xC0, 1), other = ics_changed(1, 0xC0, 2);
    iostx_meid item;

    CHECK_OK(ics_sends(folder, &first, "one", "1"));
    item = ics_find(folder, first.source_key);
    set_subject(item, "mine");
    other.flags = IOSTX_ICS_NO_CONFLICTS;
    CHECK_CODE(ics_sends(folder, &other, "theirs", "2"), IOSTX_SYNC_E_CONFLICT);
    CHECK_TEXT(subject_of(item), "mine");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_PROPERTIES);
    CHECK_EQ(conflicts_in(folder), 0);
}

/* --- Deletions ------------------------------------------------------------------------------------------------------------------- */

static void delete_keys(const iostx_skey *keys, size_t count, int32_t expected)
{
    iostx_contents_sink *sink = download_table(folder);
    iostx_bytes list[4];
    for (size_t i = 0; i < count; i++)
        list[i] = key_bytes(&keys[i]);
    CHECK_CODE(iostx_contents_sink_import_message_deletion(sink, 0, list, count), expected);
    CHECK_OK(leave(true));
}

static void a_deletion_deletes_and_an_unknown_key_is_remembered(void)
{
    ics_change known = ics_changed(1, 0xC0, 1), unknown = ics_changed(2, 0xC0, 1), later = ics_changed(1, 0xC0, 2);
    iostx_skey keys[2];

    CHECK_OK(ics_sends(folder, &known, "one", "1"));
    keys[0] = known.source_key;
    keys[1] = unknown.source_key;
    delete_keys(keys, 2, IOSTX_S_OK);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
    CHECK_EQ(pending_in(folder), 0);
    /* The same deletion again succeeds; a late change for either is answered with deleted. */
    delete_keys(keys, 2, IOSTX_S_OK);
    CHECK_CODE(ics_sends(folder, &later, "late", "x"), IOSTX_SYNC_E_OBJECT_DELETED);
    CHECK_CODE(ics_sends(folder, &unknown, "late", "x"), IOSTX_SYNC_E_OBJECT_DELETED);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
}

static void source_keys_of_deleted_objects_are_remembered_for_90_days(void)
{
    ics_change change = ics_changed(1, 0xC0, 1);

    CHECK_OK(ics_sends(folder, &change, "one", "1"));
    delete_keys(&change.source_key, 1, IOSTX_S_OK);
    clock_forward(89 * DAYS);
    CHECK_CODE(ics_sends(folder, &change, "late", "x"), IOSTX_SYNC_E_OBJECT_DELETED);
    clock_forward(2 * DAYS);
    reopen_world();
    CHECK_OK(ics_sends(folder, &change, "much later", "x"));
}

static void a_list_with_a_malformed_key_deletes_nothing(void)
{
    ics_change change = ics_changed(1, 0xC0, 1);
    iostx_contents_sink *sink;
    iostx_bytes keys[2];

    CHECK_OK(ics_sends(folder, &change, "one", "1"));
    keys[0] = key_bytes(&change.source_key);
    keys[1] = bytes_at("short", 5);
    sink = download_table(folder);
    CHECK_CODE(iostx_contents_sink_import_message_deletion(sink, 0, keys, 2), IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_OK(leave(true));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void a_change_of_an_item_deleted_here_is_answered_with_deleted(void)
{
    ics_change change = ics_changed(1, 0xC0, 1), newer = ics_changed(1, 0xC0, 2);

    CHECK_OK(ics_sends(folder, &change, "one", "1"));
    delete_item(ics_find(folder, change.source_key));
    CHECK_EQ(pending_in(folder), 1);
    /* The deletion here wins, and is uploaded. */
    CHECK_CODE(ics_sends(folder, &newer, "two", "2"), IOSTX_SYNC_E_OBJECT_DELETED);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
    CHECK_EQ(pending_in(folder), 1);
}

/* --- Read states ----------------------------------------------------------------------------------------------------------------- */

static void read_states_are_set_are_no_local_change_and_pass_over_what_is_missing(void)
{
    ics_change change = ics_changed(1, 0xC0, 1), hidden = ics_changed(2, 0xC0, 1), missing = ics_changed(3, 0xC0, 1);
    iostx_readstate entries[3];
    iostx_contents_sink *sink;

    hidden.flags = IOSTX_ICS_ASSOCIATED;
    CHECK_OK(ics_sends(folder, &change, "one", "1"));
    CHECK_OK(ics_sends(folder, &hidden, "hidden", "2"));
    for (size_t i = 0; i < COUNT(entries); i++) {
        iostx_readstate one = IOSTX_READSTATE_INIT;
        one.flags = IOSTX_ICS_READ;
        one.source_key = key_bytes(i == 0 ? &change.source_key : i == 1 ? &hidden.source_key : &missing.source_key);
        entries[i] = one;
    }
    sink = download_table(folder);
    CHECK_OK(iostx_contents_sink_import_per_user_read_state_change(sink, entries, COUNT(entries)));
    CHECK_OK(iostx_contents_sink_flush(sink));
    CHECK_EQ(open_download()->entries[0].count_read, 1);
    leave(true);
    CHECK(is_read(ics_find(folder, change.source_key)));
    CHECK_EQ(pending_in(folder), 0);
    entries[0].flags = 0;
    sink = download_table(folder);
    CHECK_OK(iostx_contents_sink_import_per_user_read_state_change(sink, entries, 1));
    leave(true);
    CHECK(!is_read(ics_find(folder, change.source_key)));
}

#define IN_FOLDER(function) CASE_IN(function, with_folder, close_world)
RUN(IN_FOLDER(a_change_creates_the_message_at_its_save_and_is_no_local_change),
    IN_FOLDER(a_message_given_out_and_not_saved_imports_nothing),
    IN_FOLDER(the_same_or_an_older_version_is_ignored_and_a_newer_one_replaces),
    IN_FOLDER(an_empty_change_list_is_taken_as_the_change_key), IN_FOLDER(the_change_list_is_kept_merged_and_ascending),
    IN_FOLDER(keys_of_17_to_24_bytes_are_taken_and_others_refused), IN_FOLDER(a_malformed_change_list_is_refused),
    IN_FOLDER(the_source_key_may_come_in_the_entry_id), IN_FOLDER(associated_items_are_counted_and_listed_apart),
    IN_FOLDER(a_conflict_is_refused_where_conflicts_are_forbidden), IN_FOLDER(a_deletion_deletes_and_an_unknown_key_is_remembered),
    IN_FOLDER(source_keys_of_deleted_objects_are_remembered_for_90_days), IN_FOLDER(a_list_with_a_malformed_key_deletes_nothing),
    IN_FOLDER(a_change_of_an_item_deleted_here_is_answered_with_deleted),
    IN_FOLDER(read_states_are_set_are_no_local_change_and_pass_over_what_is_missing))
