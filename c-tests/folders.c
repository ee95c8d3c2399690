/* Folders as an application has them: tree, names, moves, copies, deletion, properties, special folders, options. */
#include "agent.h"

#include <string.h>

static iostx_feid top;

static void with_top(void)
{
    open_world();
    top = special(IOSTX_FOLDER_IPM_SUBTREE);
}

#define WITH_TOP(function) CASE_IN(function, with_top, close_world)

static int32_t try_create(iostx_feid parent, const char *name, uint32_t flags, iostx_feid *id)
{
    iostx_folder *above = open_folder(parent), *made = NULL;
    int32_t code = iostx_folder_create_folder(above, name, NULL, flags, &made);
    if (code == IOSTX_S_OK && id != NULL)
        CHECK_OK(iostx_folder_get_id(made, id));
    CHECK((made != NULL) == (code >= 0));
    iostx_folder_free(made);
    iostx_folder_free(above);
    return code;
}

static int32_t try_delete(iostx_feid id, uint32_t flags)
{
    iostx_folder *folder = open_folder(id);
    int32_t code = iostx_folder_delete(folder, flags);
    iostx_folder_free(folder);
    return code;
}

static void a_new_store_has_the_usual_special_folders(void)
{
    iostx_feid seen[32], id;
    size_t count = 0;

    for (uint32_t which = IOSTX_FOLDER_ROOT; which <= IOSTX_FOLDER_SEARCH_ROOT; which++) {
        int32_t code = iostx_store_get_special_folder(w.store, which, &id);
        test_context("role %u", (unsigned)which);
        if (code == IOSTX_MAPI_E_NOT_FOUND)
            continue;
        CHECK_OK(code);
        for (size_t i = 0; i < count; i++)
            EXPECT(!same_feid(seen[i], id));
        seen[count++] = id;
        if (which != IOSTX_FOLDER_ROOT)
            EXPECT(folder_text(id, IOSTX_PR_DISPLAY_NAME)[0] != '\0');
        EXPECT_EQ(folder_number(id, IOSTX_PR_SPECIAL_FOLDER), which);
    }
    test_context(NULL);
    CHECK(count >= 18);
    CHECK_TEXT(folder_text(special(IOSTX_FOLDER_CALENDAR), IOSTX_PR_CONTAINER_CLASS), "IPF.Appointment");
    CHECK_TEXT(folder_text(special(IOSTX_FOLDER_CONTACTS), IOSTX_PR_CONTAINER_CLASS), "IPF.Contact");
    CHECK_EQ(store_info().pending_count, 0);
}

static void ids_survive_closing_and_are_never_used_twice(void)
{
    iostx_feid first = new_folder(top, "One"), second;
    reopen_world();
    CHECK_TEXT(folder_text(first, IOSTX_PR_DISPLAY_NAME), "One");
    CHECK_OK(try_delete(first, 0));
    second = new_folder(top, "One");
    CHECK(!same_feid(first, second));
    reopen_world();
    CHECK(!folder_is_here(first));
    CHECK(folder_is_here(second));
}

static void siblings_collide_without_case_and_open_if_exists_opens(void)
{
    iostx_feid made, opened;
    CHECK_OK(try_create(top, "Projects", 0, &made));
    CHECK_CODE(try_create(top, "Projects", 0, NULL), IOSTX_MAPI_E_COLLISION);
    CHECK_CODE(try_create(top, "PROJECTS", 0, NULL), IOSTX_MAPI_E_COLLISION);
    CHECK_OK(try_create(top, "projects", IOSTX_OPEN_IF_EXISTS, &opened));
    CHECK(same_feid(made, opened));
    CHECK_OK(try_create(made, "Projects", 0, NULL));
    CHECK_TEXT(folder_text(made, IOSTX_PR_DISPLAY_NAME), "Projects");
}

static void the_class_is_that_of_the_parent_if_none_is_given(void)
{
    iostx_folder *calendar = open_folder(special(IOSTX_FOLDER_CALENDAR)), *made = NULL;
    iostx_feid id;

    CHECK_OK(iostx_folder_create_folder(calendar, "Shared", NULL, 0, &made));
    CHECK_OK(iostx_folder_get_id(made, &id));
    iostx_folder_free(made);
    CHECK_TEXT(folder_text(id, IOSTX_PR_CONTAINER_CLASS), "IPF.Appointment");
    CHECK_OK(iostx_folder_create_folder(calendar, "Notes", "IPF.StickyNote", 0, &made));
    CHECK_OK(iostx_folder_get_id(made, &id));
    iostx_folder_free(made);
    CHECK_TEXT(folder_text(id, IOSTX_PR_CONTAINER_CLASS), "IPF.StickyNote");
    iostx_folder_free(calendar);
}

static void renaming_collides_and_a_handle_stays_valid(void)
{
    iostx_feid one = new_folder(top, "One");
    iostx_folder *folder = open_folder(one);
    iostx_value name = text_value(IOSTX_PR_DISPLAY_NAME, "Two");

    new_folder(top, "Two");
    CHECK_CODE(iostx_folder_set_values(folder, &name, 1), IOSTX_MAPI_E_COLLISION);
    name = text_value(IOSTX_PR_DISPLAY_NAME, "ONE"); /* Its own name in another case. */
    CHECK_OK(iostx_folder_set_values(folder, &name, 1));
    CHECK_TEXT(folder_text(one, IOSTX_PR_DISPLAY_NAME), "ONE");
    iostx_folder_free(folder);
}

static void set_values_is_all_or_nothing(void)
{
    iostx_folder *folder = open_folder(new_folder(top, "One"));
    iostx_feid id;
    iostx_value values[2];

    values[0] = text_value(IOSTX_PR_COMMENT, "a comment");
    values[1] = long_value(IOSTX_PR_CONTENT_COUNT, 5);
    CHECK_OK(iostx_folder_get_id(folder, &id));
    CHECK_CODE(iostx_folder_set_values(folder, values, 2), IOSTX_MAPI_E_COMPUTED);
    CHECK_TEXT(folder_text(id, IOSTX_PR_COMMENT), "");
    CHECK_OK(iostx_folder_set_values(folder, values, 1));
    CHECK_TEXT(folder_text(id, IOSTX_PR_COMMENT), "a comment");
    {
        static const uint32_t tag = IOSTX_PR_COMMENT;
        CHECK_OK(iostx_folder_delete_values(folder, &tag, 1));
        CHECK_OK(iostx_folder_delete_values(folder, &tag, 1));
    }
    CHECK_TEXT(folder_text(id, IOSTX_PR_COMMENT), "");
    iostx_folder_free(folder);
}

static void moving_keeps_the_id_and_refuses_cycles(void)
{
    iostx_feid a = new_folder(top, "A"), b = new_folder(a, "B"), c = new_folder(b, "C");
    iostx_folder *folder = open_folder(a), *below = open_folder(c), *root = open_folder(top);
    iostx_meid item = new_item(c, "one", "text");

    CHECK_CODE(iostx_folder_move(folder, below), IOSTX_MAPI_E_FOLDER_CYCLE);
    CHECK_OK(iostx_folder_move(below, root));
    CHECK(same_feid(find_folder(top, "C"), c));
    CHECK_TEXT(subject_of(item), "one");
    new_folder(top, "B");
    move_folder(c, a);
    {
        iostx_folder *inner = open_folder(b);
        CHECK_CODE(iostx_folder_move(inner, root), IOSTX_MAPI_E_COLLISION);
        iostx_folder_free(inner);
    }
    iostx_folder_free(root);
    iostx_folder_free(below);
    iostx_folder_free(folder);
    check_store();
}

static void a_copy_has_new_ids_for_everything(void)
{
    iostx_feid a = new_folder(top, "A"), b = new_folder(a, "B"), dest = new_folder(top, "Dest"), copied;
    iostx_folder *folder = open_folder(a), *parent = open_folder(dest), *copy = NULL;
    iostx_meid item = new_item(b, "inside", "text"), twin;

    CHECK_OK(iostx_folder_copy(folder, parent, IOSTX_COPY_SUBFOLDERS, &copy));
    CHECK_OK(iostx_folder_get_id(copy, &copied));
    iostx_folder_free(copy);
    CHECK(!same_feid(copied, a));
    twin = find_subject(find_folder(copied, "B"), "inside");
    CHECK(!is_none(twin) && !same_item(twin, item));
    CHECK_TEXT(content_of(twin), "text");
    CHECK_CODE(iostx_folder_copy(folder, parent, 0, NULL), IOSTX_MAPI_E_COLLISION);
    CHECK_CODE(iostx_folder_copy(folder, folder, IOSTX_COPY_SUBFOLDERS, NULL), IOSTX_MAPI_E_FOLDER_CYCLE);
    iostx_folder_free(parent);
    iostx_folder_free(folder);
}

static void deletion_is_refused_for_what_the_flags_do_not_name(void)
{
    iostx_feid a = new_folder(top, "A"), b = new_folder(a, "B");
    iostx_meid item = new_item(b, "one", "text");
    iostx_folder *folder;
    iostx_feid id;

    CHECK_CODE(try_delete(a, 0), IOSTX_MAPI_E_HAS_FOLDERS);
    CHECK_CODE(try_delete(b, 0), IOSTX_MAPI_E_HAS_MESSAGES);
    CHECK(item_is_here(item));
    CHECK_CODE(try_delete(special(IOSTX_FOLDER_INBOX), IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS), IOSTX_MAPI_E_NO_ACCESS);
    folder = open_folder(b);
    CHECK_OK(try_delete(a, IOSTX_DEL_FOLDERS | IOSTX_DEL_MESSAGES));
    CHECK(!folder_is_here(a) && !folder_is_here(b) && !item_is_here(item));
    /* A handle on it stays to be freed. */
    CHECK_CODE(iostx_folder_set_values(folder, NULL, 0), IOSTX_MAPI_E_OBJECT_DELETED);
    CHECK(iostx_folder_get_id(folder, &id) == IOSTX_S_OK || iostx_folder_get_id(folder, &id) == IOSTX_MAPI_E_OBJECT_DELETED);
    iostx_folder_free(folder);
    check_store();
}

static void the_tree_is_listed_with_any_columns_parents_first(void)
{
    static const uint32_t tags[] = { IOSTX_PR_DISPLAY_NAME, IOSTX_PR_DEPTH, IOSTX_PR_CONTENT_COUNT, IOSTX_PR_CONTENT_UNREAD,
        IOSTX_PR_SUBFOLDERS, IOSTX_PR_PENDING_COUNT };
    static const char *names[] = { "A", "b", "B2" };
    iostx_feid outer = new_folder(top, "Outer"), a;
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    size_t columns = 0;
    iostx_meid item;

    new_folder(outer, "B2");
    a = new_folder(outer, "A");
    new_folder(outer, "b");
    new_folder(a, "Deep");
    item = new_item(a, "one", "text");
    set_read(item, false);
    CHECK_OK(iostx_store_list_folders(w.store, &outer, tags, COUNT(tags), 0, &cursor));
    for (size_t i = 0; i < COUNT(names); i++) {
        CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
        CHECK_EQ(columns, COUNT(tags));
        CHECK_BYTES(row[0].value.bytes, names[i]);
        CHECK_EQ(row[1].value.i4, 1);
        CHECK_EQ(row[2].value.i4, i == 0 ? 1 : 0);
        CHECK_EQ(row[3].value.i4, i == 0 ? 1 : 0);
        CHECK_EQ(row[4].value.i2 != 0, i == 0);
    }
    CHECK_EQ(rows_of(cursor), 0);
    CHECK_OK(iostx_store_list_folders(w.store, &outer, tags, COUNT(tags), IOSTX_FOLDERS_DEPTH, &cursor));
    CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
    CHECK_BYTES(row[0].value.bytes, "A");
    CHECK_OK(iostx_cursor_next(cursor, &row, &columns));
    CHECK_BYTES(row[0].value.bytes, "Deep");
    CHECK_EQ(row[1].value.i4, 2);
    CHECK_EQ(rows_of(cursor), 2);
}

static void options_are_kept_in_the_store(void)
{
    iostx_feid id = new_folder(top, "One");
    iostx_folder_options options = folder_options(id);

    CHECK_EQ(options.direction, IOSTX_DIRECTION_BOTH);
    CHECK_EQ(options.scope, IOSTX_SCOPE_ALL);
    CHECK_EQ(options.policy, IOSTX_POLICY_DEFAULT);
    options.direction = IOSTX_DIRECTION_UPLOAD;
    options.scope = IOSTX_SCOPE_NEWEST;
    options.scope_count = 100;
    options.policy = IOSTX_POLICY_HOLD;
    options.expunge = IOSTX_EXPUNGE_THERE;
    options.flags = IOSTX_FOLDEROPTION_DELETION_WINS;
    options.delete_limit = 7;
    set_folder_options(id, &options);
    reopen_world();
    {
        iostx_folder_options read = folder_options(id);
        CHECK_MEMORY(&read, &options, sizeof(read));
    }
    CHECK_EQ(pending_in(id), 1); /* New, and not changed by it. */
}

static void an_empty_list_marks_nothing_and_a_flag_marks_all(void)
{
    iostx_feid id = new_folder(top, "One");
    iostx_meid items[2];
    iostx_folder *folder;

    for (int i = 0; i < 2; i++) {
        items[i] = new_item(id, "an item", "text");
        set_read(items[i], false);
    }
    folder = open_folder(id);
    /* Whoever computed a selection and found it empty did not mean the whole folder. */
    CHECK_OK(iostx_folder_set_read_flags(folder, NULL, 0, 0));
    CHECK_OK(iostx_folder_set_read_flags(folder, items, 0, 0));
    CHECK(!is_read(items[0]) && !is_read(items[1]));
    CHECK_CODE(iostx_folder_set_read_flags(folder, items, 1, IOSTX_ALL_MESSAGES), IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK(!is_read(items[0]));
    CHECK_OK(iostx_folder_set_read_flags(folder, NULL, 0, IOSTX_ALL_MESSAGES));
    CHECK(is_read(items[0]) && is_read(items[1]));
    CHECK_OK(iostx_folder_set_read_flags(folder, NULL, 0, IOSTX_ALL_MESSAGES | IOSTX_CLEAR_READ_FLAG));
    CHECK(!is_read(items[0]) && !is_read(items[1]));
    iostx_folder_free(folder);
}

RUN(WITH_TOP(a_new_store_has_the_usual_special_folders), WITH_TOP(ids_survive_closing_and_are_never_used_twice),
    WITH_TOP(siblings_collide_without_case_and_open_if_exists_opens),
    WITH_TOP(the_class_is_that_of_the_parent_if_none_is_given), WITH_TOP(renaming_collides_and_a_handle_stays_valid),
    WITH_TOP(set_values_is_all_or_nothing), WITH_TOP(moving_keeps_the_id_and_refuses_cycles),
    WITH_TOP(a_copy_has_new_ids_for_everything), WITH_TOP(deletion_is_refused_for_what_the_flags_do_not_name),
    WITH_TOP(the_tree_is_listed_with_any_columns_parents_first), WITH_TOP(options_are_kept_in_the_store),
    WITH_TOP(an_empty_list_marks_nothing_and_a_flag_marks_all))
