/*
 * What the application does to the very item that is being uploaded: each ends up on the server exactly once, in its newest form,
 * and store and server end up equal.
 */
#include "server.h"

#include <stdio.h>
#include <string.h>

static iostx_feid work, other;

static void with_server(void)
{
    open_world();
    memset(server_items, 0, sizeof(server_items));
    memset(&server_done, 0, sizeof(server_done));
    work = server_folder("Work", "work");
    other = server_folder("Other", "other");
}

#define WITH_SERVER(function) CASE_IN(function, with_server, close_world)

/* What is done once, in the middle of the upload. */
static void (*once)(iostx_meid item);

static void during(const iostx_upmsg *item)
{
    void (*action)(iostx_meid) = once;
    once = NULL;
    if (action != NULL)
        action(item->meid);
}

static void edit(iostx_meid item)
{
    set_subject(item, "newest");
    set_content(item, "newest content");
}

static void edit_twice(iostx_meid item)
{
    edit(item);
    set_content(item, "the very newest content");
}

static void edit_and_back(iostx_meid item)
{
    char before[4096];
    snprintf(before, sizeof(before), "%s", content_of(item));
    set_content(item, "for a moment");
    set_content(item, before);
}

static void move(iostx_meid item)
{
    move_item(item, other);
}

static void move_and_edit(iostx_meid item)
{
    edit(move_item(item, other));
}

static void move_and_back(iostx_meid item)
{
    move_item(move_item(item, other), work);
}

static void remove_it(iostx_meid item)
{
    delete_item(item);
}

static void mark_read(iostx_meid item)
{
    set_read(item, true);
}

static void edit_and_remove(iostx_meid item)
{
    edit(item);
    delete_item(item);
}

/* Passes until nothing is left; both sides are equal then, and hold so many items. */
static void settle(void (*action)(iostx_meid item), unsigned in_work, unsigned in_other)
{
    once = action;
    server_during_upload = during;
    for (int pass = 0; pass < 4; pass++)
        server_sync();
    CHECK(once == NULL);
    CHECK_EQ(store_info().pending_count, 0);
    server_compare(work);
    server_compare(other);
    CHECK_EQ(server_count("work"), in_work);
    CHECK_EQ(server_count("other"), in_other);
    CHECK_EQ(conflicts_in(work) + conflicts_in(other), 0);
    /* And nothing moves any more. */
    memset(&server_done, 0, sizeof(server_done));
    server_sync();
    CHECK(is_zero(&server_done, sizeof(server_done)));
}

static iostx_meid fresh(void)
{
    return new_item(work, "first", "first content");
}

/* An item that the server has, changed here. */
static iostx_meid modified(void)
{
    iostx_meid item;
    server_add("work", "there", "content of the server");
    server_download();
    item = find_subject(work, "there");
    set_subject(item, "first");
    return item;
}

static void a_new_item_is_edited(void)
{
    fresh();
    settle(edit, 1, 0);
    CHECK(server_find("work", "newest") != NULL);
    CHECK_TEXT(server_find("work", "newest")->content, "newest content");
}

static void a_new_item_is_edited_twice(void)
{
    fresh();
    settle(edit_twice, 1, 0);
    CHECK_TEXT(server_find("work", "newest")->content, "the very newest content");
}

static void a_new_item_is_edited_and_set_back(void)
{
    fresh();
    settle(edit_and_back, 1, 0);
    CHECK_EQ(server_done.created, 0);
    CHECK_TEXT(server_find("work", "first")->content, "first content");
}

static void a_new_item_is_moved(void)
{
    fresh();
    settle(move, 0, 1);
    CHECK(server_find("other", "first") != NULL);
}

static void a_new_item_is_moved_and_edited(void)
{
    fresh();
    settle(move_and_edit, 0, 1);
    CHECK_TEXT(server_find("other", "newest")->content, "newest content");
}

static void a_new_item_is_moved_there_and_back(void)
{
    fresh();
    settle(move_and_back, 1, 0);
}

static void a_new_item_is_deleted(void)
{
    iostx_meid item = fresh();
    settle(remove_it, 0, 0);
    CHECK(!item_is_here(item));
}

static void a_new_item_is_edited_and_deleted(void)
{
    fresh();
    settle(edit_and_remove, 0, 0);
}

static void a_new_item_is_read(void)
{
    fresh();
    settle(mark_read, 1, 0);
    CHECK(server_find("work", "first")->read);
}

static void a_modified_item_is_edited(void)
{
    modified();
    settle(edit, 1, 0);
    CHECK_TEXT(server_find("work", "newest")->content, "newest content");
}

static void a_modified_item_is_moved(void)
{
    iostx_meid item = modified();
    settle(move, 0, 1);
    CHECK(server_find("other", "first") != NULL);
    CHECK(same_feid(folder_part(current_id(item)), other));
}

static void a_modified_item_is_deleted(void)
{
    modified();
    settle(remove_it, 0, 0);
}

static void a_moved_item_is_moved_back(void)
{
    iostx_meid item = modified();
    move_item(item, other);
    settle(move_and_back, 1, 0);
    CHECK(same_feid(folder_part(current_id(item)), work));
}

static void a_moved_item_is_edited(void)
{
    iostx_meid item = modified();
    move_item(item, other);
    settle(edit, 0, 1);
    CHECK_TEXT(server_find("other", "newest")->content, "newest content");
}

static void a_moved_item_is_deleted(void)
{
    iostx_meid item = modified();
    move_item(item, other);
    settle(remove_it, 0, 0);
}

/* All of it over many items at once, each with another action. */
static void (*const actions[])(iostx_meid) = { edit, move, remove_it, mark_read, move_and_edit, edit_twice, move_and_back };
static unsigned next_action;

static void one_after_the_other(const iostx_upmsg *item)
{
    if (next_action < COUNT(actions))
        actions[next_action++](item->meid);
}

static void many_items_are_changed_while_they_are_uploaded(void)
{
    char subject[32];
    for (unsigned i = 0; i < 2 * COUNT(actions); i++) {
        snprintf(subject, sizeof(subject), "item %u", i);
        new_item(work, subject, subject);
    }
    next_action = 0;
    server_during_upload = one_after_the_other;
    for (int pass = 0; pass < 4; pass++)
        server_sync();
    CHECK_EQ(next_action, COUNT(actions));
    CHECK_EQ(store_info().pending_count, 0);
    server_compare(work);
    server_compare(other);
    CHECK_EQ(server_count(NULL), 2 * COUNT(actions) - 1); /* One was deleted. */
    check_store();
}

RUN(WITH_SERVER(a_new_item_is_edited), WITH_SERVER(a_new_item_is_edited_twice), WITH_SERVER(a_new_item_is_edited_and_set_back),
    WITH_SERVER(a_new_item_is_moved), WITH_SERVER(a_new_item_is_moved_and_edited), WITH_SERVER(a_new_item_is_moved_there_and_back),
    WITH_SERVER(a_new_item_is_deleted), WITH_SERVER(a_new_item_is_edited_and_deleted), WITH_SERVER(a_new_item_is_read),
    WITH_SERVER(a_modified_item_is_edited), WITH_SERVER(a_modified_item_is_moved), WITH_SERVER(a_modified_item_is_deleted),
    WITH_SERVER(a_moved_item_is_moved_back), WITH_SERVER(a_moved_item_is_edited), WITH_SERVER(a_moved_item_is_deleted),
    WITH_SERVER(many_items_are_changed_while_they_are_uploaded))
