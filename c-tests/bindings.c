/* What an item from the server binds to: match keys strong and weak, fingerprints, digests; and the probe before the fetch. */
#include "agent.h"

#include <string.h>

static iostx_feid folder;

static void with_folder(void)
{
    open_world();
    folder = server_folder("Work", "f1");
}

#define IN_FOLDER(function) CASE_IN(function, with_folder, close_world)

/* Gives an item of the app its match key, as an agent does before the first hand-out. */
static void set_key(iostx_meid item, const char *key, uint32_t strength)
{
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);
    iostx_value values[2];
    values[0] = text_value(IOSTX_PR_MATCH_KEY, key);
    values[1] = long_value(IOSTX_PR_MATCH_STRENGTH, (int32_t)strength);
    CHECK_OK(iostx_message_set_values(message, values, COUNT(values)));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
}

typedef struct sent {
    const char *remote_id, *key, *print, *subject, *content;
    uint32_t flags;
} sent;

static iostx_import_item item_of(const sent *one, iostx_value *values)
{
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    size_t count = 0;
    values[count++] = text_value(IOSTX_PR_MESSAGE_CLASS, "IPM.Note");
    values[count++] = text_value(IOSTX_PR_SUBJECT, one->subject);
    if (one->print != NULL)
        values[count++] = text_value(IOSTX_PR_FINGERPRINT, one->print);
    item.flags = one->flags;
    item.binding = bind_to(one->remote_id, "1");
    item.match_key = B(one->key);
    item.values = values;
    item.value_count = count;
    item.content = B(one->content);
    item.content_size = item.content.size;
    return item;
}

static int32_t send_item(const sent *one)
{
    iostx_value values[3];
    iostx_import_item item = item_of(one, values);
    int32_t code = iostx_contents_sink_import_item(download_table(folder), &item, NULL);
    CHECK_OK(leave(true));
    return code;
}

/* --- Strong keys ----------------------------------------------------------------------------------------------------------------- */

static void a_strong_key_binds_equal_content_silently(void)
{
    iostx_meid item = new_item(folder, "one", "the same");
    const sent one = { "a", "uid-1", NULL, "one", "the same", IOSTX_IMPORT_STRONG_KEY };

    set_key(item, "uid-1", IOSTX_MATCH_STRONG);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    CHECK(send_item(&one) >= 0);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
    CHECK(same_item(find_remote(folder, "a"), item));
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(conflicts_in(folder), 0);
}

static void a_strong_key_with_other_content_is_a_conflict(void)
{
    iostx_meid item = new_item(folder, "one", "mine");
    const sent one = { "a", "uid-1", NULL, "one", "theirs", IOSTX_IMPORT_STRONG_KEY };

    set_key(item, "uid-1", IOSTX_MATCH_STRONG);
    CHECK(send_item(&one) >= 0);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
    CHECK(same_item(find_remote(folder, "a"), item));
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_EQ(conflicts_in(folder), 1);
    CHECK_TEXT(content_of(find_subject(special(IOSTX_FOLDER_CONFLICTS), "one")), "mine");
}

/* --- Weak keys ------------------------------------------------------------------------------------------------------------------- */

static void a_weak_key_binds_only_if_the_content_agrees(void)
{
    iostx_meid same = new_item(folder, "one", "the same"), other = new_item(folder, "two", "mine");
    const sent first = { "a", "<1@example.org>", NULL, "one", "the same", 0 };
    const sent second = { "b", "<2@example.org>", NULL, "two", "theirs", 0 };

    set_key(same, "<1@example.org>", IOSTX_MATCH_WEAK);
    set_key(other, "<2@example.org>", IOSTX_MATCH_WEAK);
    CHECK(send_item(&first) >= 0);
    CHECK(same_item(find_remote(folder, "a"), same));
    CHECK_EQ(pending_of(same), 0);
    /* Both stay, as two items. */
    CHECK(send_item(&second) >= 0);
    CHECK(!same_item(find_remote(folder, "b"), other));
    CHECK_EQ(pending_of(other), IOSTX_PENDING_NEW);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 3);
    CHECK_EQ(conflicts_in(folder), 0);
}

static void a_weak_key_binds_one_to_one(void)
{
    iostx_meid first = new_item(folder, "one", "the same"), second = new_item(folder, "one", "the same");
    sent one = { "a", "<1@example.org>", NULL, "one", "the same", 0 };

    set_key(first, "<1@example.org>", IOSTX_MATCH_WEAK);
    set_key(second, "<1@example.org>", IOSTX_MATCH_WEAK);
    CHECK(send_item(&one) >= 0);
    one.remote_id = "b";
    CHECK(send_item(&one) >= 0);
    /* Two here, two there: each is bound at most once. */
    CHECK(!same_item(find_remote(folder, "a"), find_remote(folder, "b")));
    one.remote_id = "c";
    CHECK(send_item(&one) >= 0);
    CHECK(!same_item(find_remote(folder, "a"), find_remote(folder, "c")));
    CHECK(!same_item(find_remote(folder, "b"), find_remote(folder, "c")));
}

static void a_weak_key_with_a_retry_mark_binds_the_one_item_that_fits(void)
{
    iostx_meid item = new_item(folder, "one", "mine\r\n");
    const sent one = { "a", "<1@example.org>", NULL, "one", "mine, as the server rewrote it\r\n", 0 };

    set_key(item, "<1@example.org>", IOSTX_MATCH_WEAK);
    upload_table(folder);
    next_message();
    give_up(); /* The answer was lost. */
    CHECK(send_item(&one) >= 0);
    CHECK(same_item(find_remote(folder, "a"), item));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void contradicting_fingerprints_never_bind(void)
{
    iostx_message *message;
    iostx_value print = text_value(IOSTX_PR_FINGERPRINT, "size 8");
    iostx_meid item = new_item(folder, "one", "the same");
    const sent one = { "a", "<1@example.org>", "size 9", "one", "the same", 0 };

    set_key(item, "<1@example.org>", IOSTX_MATCH_WEAK);
    message = open_item(item, IOSTX_MAPI_MODIFY);
    CHECK_OK(iostx_message_set_values(message, &print, 1));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    CHECK(send_item(&one) >= 0);
    CHECK(!same_item(find_remote(folder, "a"), item));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
}

static void items_without_a_key_fall_back_to_the_digest(void)
{
    iostx_meid item = new_item(folder, "one", "the same");
    const sent one = { "a", NULL, NULL, "one", "the same", 0 };

    CHECK(send_item(&one) >= 0);
    CHECK(same_item(find_remote(folder, "a"), item));
    CHECK_EQ(pending_of(item), 0);
}

static void a_known_id_with_another_weak_key_is_a_deletion_and_a_new_item(void)
{
    sent one = { "a", "<1@example.org>", NULL, "one", "first", 0 };
    iostx_meid first;

    CHECK(send_item(&one) >= 0);
    first = find_remote(folder, "a");
    one.key = "<2@example.org>";
    one.subject = "two";
    one.content = "second";
    CHECK(send_item(&one) >= 0);
    CHECK(!same_item(find_remote(folder, "a"), first));
    CHECK(!item_is_here(first));
    CHECK_TEXT(subject_of(find_remote(folder, "a")), "two");
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void creating_what_a_pending_deletion_had_takes_its_binding_over(void)
{
    const sent one = { "a", "uid-1", NULL, "one", "text", IOSTX_IMPORT_STRONG_KEY };
    iostx_meid item;
    iostx_folder *opened = open_folder(folder);
    iostx_message *message = NULL;
    iostx_value values[3];

    CHECK(send_item(&one) >= 0);
    delete_item(find_remote(folder, "a"));
    CHECK_EQ(pending_in(folder), 1);
    values[0] = text_value(IOSTX_PR_MATCH_KEY, "uid-1");
    values[1] = long_value(IOSTX_PR_MATCH_STRENGTH, (int32_t)IOSTX_MATCH_STRONG);
    values[2] = text_value(IOSTX_PR_SUBJECT, "made again");
    CHECK_OK(iostx_folder_create_message(opened, 0, &message));
    CHECK_OK(iostx_message_set_values(message, values, COUNT(values)));
    CHECK_OK(iostx_message_save(message, 0));
    CHECK_OK(iostx_message_get_id(message, &item));
    iostx_message_free(message);
    iostx_folder_free(opened);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "a");
    CHECK_EQ(pending_of(item) & IOSTX_PENDING_NEW, 0);
    CHECK(pending_of(item) != 0);
    CHECK_EQ(pending_in(folder), 1);
    CHECK_EQ(store_info().tombstone_count, 0);
}

/* --- Remote ids as properties ---------------------------------------------------------------------------------------------------- */

static void a_remote_id_that_another_item_holds_collides_for_that_item_only(void)
{
    iostx_value value = text_value(IOSTX_PR_REMOTE_ID, "a");
    iostx_meid item = new_item(folder, "two", "text"), bound = server_sends(folder, "a", "1", "one", "other text");
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);
    int32_t code = iostx_message_set_values(message, &value, 1);

    if (code == IOSTX_S_OK)
        code = iostx_message_save(message, 0);
    CHECK_CODE(code, IOSTX_MAPI_E_COLLISION);
    iostx_message_free(message);
    CHECK(same_item(find_remote(folder, "a"), bound));
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "");
}

static void setting_a_binding_is_no_local_change(void)
{
    iostx_value value = text_value(IOSTX_PR_REMOTE_VERSION, "2");
    iostx_meid item = server_sends(folder, "a", "1", "one", "text");
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);

    CHECK_OK(iostx_message_set_values(message, &value, 1));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    CHECK_EQ(pending_of(item), 0);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_VERSION), "2");
}

static void one_id_may_be_in_several_folders(void)
{
    iostx_feid other = server_folder("Other", "f2");
    iostx_bytes ids[] = { B("a"), B("nobody"), B("b") };
    iostx_cursor *cursor = NULL;

    server_sends(folder, "a", "1", "one", "text");
    server_sends(other, "a", "1", "two", "text");
    server_sends(other, "b", "1", "three", "text");
    CHECK_OK(iostx_store_find_remote(w.store, NULL, ids, COUNT(ids), &cursor));
    CHECK_EQ(rows_of(cursor), 3);
    CHECK_OK(iostx_store_find_remote(w.store, &other, ids, COUNT(ids), &cursor));
    CHECK_EQ(rows_of(cursor), 2);
}

static void a_walk_gives_the_bound_items_in_the_order_of_their_ids(void)
{
    static const char *ids[] = { "b", "a10", "a", "\xFF", "a9" }, *order[] = { "a", "a10", "a9", "b", "\xFF" };
    iostx_contents_sink *sink = download_table(folder);
    iostx_folder *opened;
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL, *id, *read;
    size_t columns = 0;

    for (size_t i = 0; i < COUNT(ids); i++)
        CHECK_OK(import(sink, ids[i], "1", ids[i][0] == '\xFF' ? "last" : ids[i], "text"));
    leave(true);
    new_item(folder, "not bound", "text");
    /* As the server had them last: a read state that is pending is not in it. */
    set_read(find_remote(folder, "b"), true);
    opened = open_folder(folder);
    CHECK_OK(iostx_folder_walk_remote(opened, &cursor));
    for (size_t i = 0; i < COUNT(order); i++) {
        CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
        id = column_of(row, columns, IOSTX_PR_REMOTE_ID);
        read = column_of(row, columns, IOSTX_PR_READ);
        CHECK(id != NULL && read != NULL);
        CHECK_BYTES(id->value.bytes, order[i]);
        CHECK_EQ(read->value.i2, 0);
        CHECK(column_of(row, columns, IOSTX_PR_ENTRYID) != NULL && column_of(row, columns, IOSTX_PR_REMOTE_VERSION) != NULL);
    }
    CHECK_EQ(rows_of(cursor), 0);
    iostx_folder_free(opened);
}

/* --- Probe ----------------------------------------------------------------------------------------------------------------------- */

static uint32_t probe(const char *remote_id, const char *version, const char *key, const char *print, uint32_t flags)
{
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    iostx_value value = text_value(IOSTX_PR_FINGERPRINT, print);
    uint32_t answered = 0;

    item.binding = bind_to(remote_id, version);
    item.match_key = B(key);
    item.flags = flags;
    item.values = &value;
    item.value_count = print != NULL;
    CHECK_OK(iostx_contents_sink_probe(download_table(folder), &item, 1, &answered));
    leave(true);
    return answered;
}

static void a_probe_says_what_is_to_be_fetched(void)
{
    iostx_meid deleted;

    server_sends(folder, "a", "1", "one", "text");
    deleted = server_sends(folder, "d", "1", "deleted", "text");
    delete_item(deleted);
    EXPECT_EQ(probe("a", "1", NULL, NULL, 0), IOSTX_PROBE_HAVE);
    EXPECT_EQ(probe("new", "1", NULL, NULL, 0), IOSTX_PROBE_WANT_ALL);
    EXPECT_EQ(probe("d", "1", NULL, NULL, 0), IOSTX_PROBE_DELETED);
    EXPECT(probe("a", "2", NULL, NULL, 0) == IOSTX_PROBE_WANT_ALL || probe("a", "2", NULL, NULL, 0) == IOSTX_PROBE_WANT_FLAGS);
    /* Nothing was changed by it. */
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
    CHECK_TEXT(text_of(find_remote(folder, "a"), IOSTX_PR_REMOTE_VERSION), "1");
}

static void a_probe_binds_what_was_uploaded_and_not_answered(void)
{
    iostx_meid item = new_item(folder, "one", "text");

    set_key(item, "uid-1", IOSTX_MATCH_STRONG);
    set_text(item, IOSTX_PR_FINGERPRINT, "size 4");
    upload_table(folder);
    next_message();
    give_up();
    CHECK_EQ(probe("a", "1", "uid-1", "size 4", IOSTX_IMPORT_STRONG_KEY), IOSTX_PROBE_BOUND);
    CHECK(same_item(find_remote(folder, "a"), item));
    CHECK_EQ(pending_of(item), 0);
}

static void a_probe_keeps_to_the_scope_of_the_folder(void)
{
    iostx_folder_options options = folder_options(folder);
    iostx_import_item old = IOSTX_IMPORT_ITEM_INIT;
    iostx_value delivered = time_value(IOSTX_PR_MESSAGE_DELIVERY_TIME, clock_time() - 365 * DAYS);
    uint32_t answered = 0;

    options.scope = IOSTX_SCOPE_HEADERS;
    set_folder_options(folder, &options);
    CHECK_EQ(probe("a", "1", NULL, NULL, 0), IOSTX_PROBE_WANT_HEADER);
    options.scope = IOSTX_SCOPE_NEWER;
    options.scope_since = clock_time() - 30 * DAYS;
    set_folder_options(folder, &options);
    old.binding = bind_to("old", "1");
    old.values = &delivered;
    old.value_count = 1;
    CHECK_OK(iostx_contents_sink_probe(download_table(folder), &old, 1, &answered));
    leave(true);
    CHECK_EQ(answered, IOSTX_PROBE_OUT_OF_SCOPE);
    delivered = time_value(IOSTX_PR_MESSAGE_DELIVERY_TIME, clock_time() - 1 * DAYS);
    old.binding = bind_to("new", "1");
    CHECK_OK(iostx_contents_sink_probe(download_table(folder), &old, 1, &answered));
    leave(true);
    CHECK_EQ(answered, IOSTX_PROBE_WANT_ALL);
}

RUN(IN_FOLDER(a_strong_key_binds_equal_content_silently), IN_FOLDER(a_strong_key_with_other_content_is_a_conflict),
    IN_FOLDER(a_weak_key_binds_only_if_the_content_agrees), IN_FOLDER(a_weak_key_binds_one_to_one),
    IN_FOLDER(a_weak_key_with_a_retry_mark_binds_the_one_item_that_fits), IN_FOLDER(contradicting_fingerprints_never_bind),
    IN_FOLDER(items_without_a_key_fall_back_to_the_digest),
    IN_FOLDER(a_known_id_with_another_weak_key_is_a_deletion_and_a_new_item),
    IN_FOLDER(creating_what_a_pending_deletion_had_takes_its_binding_over),
    IN_FOLDER(a_remote_id_that_another_item_holds_collides_for_that_item_only),
    IN_FOLDER(setting_a_binding_is_no_local_change), IN_FOLDER(one_id_may_be_in_several_folders),
    IN_FOLDER(a_walk_gives_the_bound_items_in_the_order_of_their_ids), IN_FOLDER(a_probe_says_what_is_to_be_fetched),
    IN_FOLDER(a_probe_binds_what_was_uploaded_and_not_answered), IN_FOLDER(a_probe_keeps_to_the_scope_of_the_folder))
