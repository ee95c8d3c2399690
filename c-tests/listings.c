/* Listings: only between begin and complete does absence mean deletion. The mass-delete guard, and epochs. */
#include "agent.h"

#include <stdio.h>
#include <string.h>

static iostx_feid folder;

static void with_folder(void)
{
    open_world();
    folder = server_folder("Work", "f1");
}

#define IN_FOLDER(function) CASE_IN(function, with_folder, close_world)

static const char *name_of(unsigned number)
{
    static char names[4][16];
    static unsigned next;
    char *name = names[next++ % 4];
    snprintf(name, sizeof(names[0]), "id-%03u", number);
    return name;
}

static void fill(unsigned count)
{
    iostx_contents_sink *sink = download_table(folder);
    for (unsigned i = 0; i < count; i++)
        CHECK_OK(import(sink, name_of(i), "1", name_of(i), "text"));
    CHECK_OK(leave(true));
}

/* An import that was taken, or that is here already or was deleted here. */
static bool is_seen(int32_t code)
{
    return code >= 0 || code == IOSTX_SYNC_E_IGNORE;
}

/* Lists the items from `first` to `last` - 1; what the SyncEnd of the table answers. */
static int32_t list(unsigned first, unsigned last)
{
    iostx_contents_sink *sink = download_table(folder);
    CHECK_OK(iostx_contents_sink_listing_begin(sink, NULL));
    for (unsigned i = first; i < last; i++)
        CHECK(is_seen(import(sink, name_of(i), "1", name_of(i), "text")));
    CHECK_OK(iostx_contents_sink_listing_complete(sink));
    return leave(true);
}

/* --- Absence --------------------------------------------------------------------------------------------------------------------- */

static void absence_means_deletion_only_when_the_listing_was_completed(void)
{
    iostx_contents_sink *sink;

    fill(10);
    /* No listing at all. */
    sink = download_table(folder);
    CHECK(import(sink, name_of(0), "1", name_of(0), "text") >= 0);
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 10);
    /* One that was begun and not completed. */
    sink = download_table(folder);
    CHECK_OK(iostx_contents_sink_listing_begin(sink, NULL));
    CHECK(import(sink, name_of(0), "1", name_of(0), "text") >= 0);
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 10);
    /* One that was. */
    CHECK_OK(list(0, 8));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 8);
    CHECK_EQ(pending_in(folder), 0);
}

static void items_that_are_probed_or_given_flags_are_there(void)
{
    iostx_contents_sink *sink;
    iostx_import_item probed = IOSTX_IMPORT_ITEM_INIT;
    uint32_t answered = 0;

    fill(4);
    sink = download_table(folder);
    CHECK_OK(iostx_contents_sink_listing_begin(sink, NULL));
    probed.binding = bind_to(name_of(0), "1");
    CHECK_OK(iostx_contents_sink_probe(sink, &probed, 1, &answered));
    CHECK(import_flags(sink, name_of(1), "1", IOSTX_FLAG_READ, 0) >= 0);
    CHECK(import(sink, name_of(2), "1", name_of(2), "text") >= 0);
    CHECK_OK(iostx_contents_sink_listing_complete(sink));
    CHECK_OK(leave(true));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 3);
    CHECK(is_none(find_remote(folder, name_of(3))));
}

static void a_scope_narrows_what_absence_means(void)
{
    iostx_listing_scope scope = IOSTX_LISTING_SCOPE_INIT;
    iostx_contents_sink *sink;

    fill(6);
    scope.first = B(name_of(2));
    scope.last = B(name_of(3));
    sink = download_table(folder);
    CHECK_OK(iostx_contents_sink_listing_begin(sink, &scope));
    CHECK(import(sink, name_of(3), "1", name_of(3), "text") >= 0);
    CHECK_OK(iostx_contents_sink_listing_complete(sink));
    CHECK_OK(leave(true));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 5);
    CHECK(!is_none(find_remote(folder, name_of(1))));
    CHECK(is_none(find_remote(folder, name_of(2))));
}

static void what_is_not_bound_or_has_an_attempt_open_is_not_missed(void)
{
    iostx_meid local, marked;

    fill(3);
    local = new_item(folder, "not bound", "text");
    marked = new_item(folder, "handed out", "text");
    upload_table(folder);
    next_message();
    give_up();
    CHECK_OK(list(0, 3));
    CHECK(item_is_here(local) && item_is_here(marked));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 5);
}

static void a_re_listing_never_resurrects_what_was_deleted_here(void)
{
    iostx_meid item;
    fill(3);
    item = find_remote(folder, name_of(1));
    delete_item(item);
    CHECK_OK(list(0, 3));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
    CHECK_EQ(pending_in(folder), 1);
    CHECK_EQ(upload(folder).deletes, 1);
}

static void folders_that_a_complete_listing_lacks_are_deleted(void)
{
    iostx_feid kept = server_folder("Kept", "f2"), gone = server_folder("Gone", "f3");
    iostx_hierarchy_sink *sink = download_hierarchy();

    CHECK_OK(iostx_hierarchy_sink_listing_begin(sink, NULL));
    CHECK(import_folder(sink, "Work", "f1", NULL) >= 0);
    CHECK(import_folder(sink, "Kept", "f2", NULL) >= 0);
    CHECK_OK(iostx_hierarchy_sink_listing_complete(sink));
    CHECK_OK(leave(true));
    CHECK(folder_is_here(kept));
    CHECK(!folder_is_here(gone));
    CHECK(folder_is_here(special(IOSTX_FOLDER_INBOX)));
}

/* --- The mass-delete guard ------------------------------------------------------------------------------------------------------- */

static void deletions_above_the_limit_are_held(void)
{
    iostx_contents_sink *sink;

    fill(40);
    CHECK_CODE(list(0, 15), IOSTX_W_DELETIONS_HELD);
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 40);
    CHECK_EQ(held_in(folder), 25);
    CHECK_EQ(store_info().held_count, 25);
    /* All else applies meanwhile. */
    sink = download_table(folder);
    CHECK_OK(import(sink, "new", "1", "new", "text"));
    CHECK_OK(iostx_contents_sink_set_state_blob(sink, B("moved on")));
    leave(true);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 41);

    reopen_world();
    CHECK_OK(iostx_store_confirm_held(w.store, &folder));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 16);
    CHECK_EQ(held_in(folder), 0);
    CHECK_EQ(pending_in(folder), 0);
    CHECK_CODE(iostx_store_confirm_held(w.store, &folder), IOSTX_MAPI_E_NOT_FOUND);
}

static void rejecting_makes_the_items_new_with_a_retry_mark(void)
{
    fill(40);
    CHECK_CODE(list(0, 15), IOSTX_W_DELETIONS_HELD);
    CHECK_OK(iostx_store_reject_held(w.store, &folder));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 40);
    CHECK_EQ(held_in(folder), 0);
    CHECK_EQ(pending_in(folder), 25);
    CHECK_EQ(upload_table(folder)->entries[0].count_mod, 25);
    CHECK_EQ(next_message()->flags & (IOSTX_UPM_NEW | IOSTX_UPM_RETRY), IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    give_up();
}

static void the_limits_are_over_half_and_over_20(void)
{
    fill(40);
    CHECK_OK(list(0, 20)); /* 20 of 40: neither. */
    CHECK_EQ(items_of(folder, 0, NULL, 0), 20);
    CHECK_OK(list(0, 1)); /* 19 of 20: over half, not over 20. */
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void absence_alone_never_empties_a_folder_of_two_or_more(void)
{
    fill(2);
    CHECK_CODE(list(0, 0), IOSTX_W_DELETIONS_HELD);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
    CHECK_EQ(held_in(folder), 2);
    CHECK_OK(iostx_store_confirm_held(w.store, &folder));
    fill(1);
    CHECK_OK(list(0, 0));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
}

static void options_of_the_session_move_the_limits(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    fill(10);
    options.mass_delete_percent = 20;
    options.mass_delete_count = 2;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    CHECK_CODE(list(0, 7), IOSTX_W_DELETIONS_HELD);
    CHECK_OK(iostx_store_reject_held(w.store, &folder));
    CHECK_EQ(upload(folder).messages, 3);
    options.mass_delete_percent = UINT32_MAX;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    CHECK_OK(list(0, 1));
}

static void what_the_user_deleted_here_is_exempt(void)
{
    fill(40);
    for (unsigned i = 0; i < 40; i++)
        delete_item(find_remote(folder, name_of(i)));
    CHECK_EQ(upload(folder).deletes, 40);
    CHECK_EQ(pending_in(folder), 0);
    CHECK_EQ(held_in(folder), 0);
}

/* --- Epochs ---------------------------------------------------------------------------------------------------------------------- */

static int32_t import_keyed(iostx_contents_sink *sink, const char *id, unsigned number, const char *content)
{
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    char key[32];
    snprintf(key, sizeof(key), "<%u@example.org>", number);
    item.binding = bind_to(id, "1");
    item.match_key = B(key);
    item.content = B(content);
    return iostx_contents_sink_import_item(sink, &item, NULL);
}

static void fill_keyed(unsigned count)
{
    iostx_contents_sink *sink = download_table(folder);
    for (unsigned i = 0; i < count; i++)
        CHECK_OK(import_keyed(sink, name_of(i), i, name_of(i)));
    CHECK_OK(leave(true));
}

/* Lists an item of a new epoch, without its body. */
static uint32_t probe_keyed(iostx_contents_sink *sink, const char *id, unsigned number)
{
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    uint32_t answered = 0;
    char key[32];
    snprintf(key, sizeof(key), "<%u@example.org>", number);
    item.binding = bind_to(id, "1");
    item.match_key = B(key);
    CHECK_OK(iostx_contents_sink_probe(sink, &item, 1, &answered));
    return answered;
}

static void in_an_epoch_nothing_bound_is_offered_until_its_listing_is_complete(void)
{
    iostx_contents_sink *sink;
    iostx_meid items[5], fresh;
    iostx_upmsg *item;

    fill_keyed(5);
    for (unsigned i = 0; i < 5; i++)
        items[i] = find_remote(folder, name_of(i));
    set_subject(items[0], "changed");
    delete_item(items[1]);
    fresh = new_item(folder, "fresh", "never seen");
    download_table(folder);
    CHECK_OK(iostx_session_begin_epoch(w.session));
    give_up();

    reopen_world(); /* Durable. */
    upload_table(folder);
    item = next_message();
    CHECK(same_item(item->meid, fresh));
    fail(IOSTX_MAPI_E_NETWORK_ERROR);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_NOT_FOUND);
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);

    sink = download_table(folder);
    CHECK_OK(iostx_contents_sink_listing_begin(sink, NULL));
    for (unsigned i = 1; i < 5; i++)
        EXPECT_EQ(probe_keyed(sink, name_of(100 + i), i), i == 1 ? IOSTX_PROBE_DELETED : IOSTX_PROBE_BOUND);
    /* With work of ours on top, nobody knows without the text whether the server has what that work began with. */
    EXPECT_EQ(probe_keyed(sink, name_of(100), 0), IOSTX_PROBE_WANT_ALL);
    CHECK_OK(import_keyed(sink, name_of(100), 0, name_of(0)));
    CHECK_OK(iostx_contents_sink_listing_complete(sink));
    CHECK_OK(leave(true));
    /* Bound again, without a second copy and with its work. */
    CHECK_EQ(items_of(folder, 0, NULL, 0), 5);
    CHECK_TEXT(text_of(items[0], IOSTX_PR_REMOTE_ID), name_of(100));
    CHECK_TEXT(text_of(items[2], IOSTX_PR_REMOTE_ID), name_of(102));
    CHECK_TEXT(subject_of(items[0]), "changed");
    CHECK_EQ(pending_of(items[0]), IOSTX_PENDING_PROPERTIES);
    CHECK_EQ(upload(folder).deletes, 1);
}

static void an_epoch_that_binds_under_80_percent_is_held(void)
{
    iostx_contents_sink *sink;

    fill_keyed(10);
    sink = download_table(folder);
    CHECK_OK(iostx_session_begin_epoch(w.session));
    CHECK_OK(iostx_contents_sink_listing_begin(sink, NULL));
    for (unsigned i = 0; i < 5; i++)
        EXPECT_EQ(probe_keyed(sink, name_of(100 + i), i), IOSTX_PROBE_BOUND);
    CHECK_OK(iostx_contents_sink_listing_complete(sink));
    CHECK_CODE(leave(true), IOSTX_W_DELETIONS_HELD);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 10);
    CHECK(held_in(folder) > 0);
}

static void a_lost_token_is_only_a_full_listing(void)
{
    fill(10);
    set_read(find_remote(folder, name_of(3)), true);
    CHECK_OK(list(0, 10));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 10);
    CHECK_EQ(pending_in(folder), 1);
}

RUN(IN_FOLDER(absence_means_deletion_only_when_the_listing_was_completed),
    IN_FOLDER(items_that_are_probed_or_given_flags_are_there), IN_FOLDER(a_scope_narrows_what_absence_means),
    IN_FOLDER(what_is_not_bound_or_has_an_attempt_open_is_not_missed),
    IN_FOLDER(a_re_listing_never_resurrects_what_was_deleted_here),
    IN_FOLDER(folders_that_a_complete_listing_lacks_are_deleted), IN_FOLDER(deletions_above_the_limit_are_held),
    IN_FOLDER(rejecting_makes_the_items_new_with_a_retry_mark), IN_FOLDER(the_limits_are_over_half_and_over_20),
    IN_FOLDER(absence_alone_never_empties_a_folder_of_two_or_more), IN_FOLDER(options_of_the_session_move_the_limits),
    IN_FOLDER(what_the_user_deleted_here_is_exempt),
    IN_FOLDER(in_an_epoch_nothing_bound_is_offered_until_its_listing_is_complete),
    IN_FOLDER(an_epoch_that_binds_under_80_percent_is_held), IN_FOLDER(a_lost_token_is_only_a_full_listing))
