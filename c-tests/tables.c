/* Listings and cursors: order, rows and pages, both directions, seeking, filters, and a folder that changes meanwhile. */
#include "agent.h"

#include <stdio.h>
#include <string.h>

enum { ITEMS = 25 };
static iostx_feid inbox;
static iostx_meid items[ITEMS];
static iostx_folder *folder;

static const uint32_t columns[] = { IOSTX_PR_SUBJECT, IOSTX_PR_MESSAGE_FLAGS, IOSTX_PR_MESSAGE_DELIVERY_TIME, IOSTX_PR_ENTRYID };

static void with_items(void)
{
    char subject[32], content[64];

    open_world();
    inbox = special(IOSTX_FOLDER_INBOX);
    folder = open_folder(inbox);
    for (int i = 0; i < ITEMS; i++) {
        iostx_message *message = NULL;
        iostx_value values[2];
        /* Subjects and dates in different orders; a few equal dates. */
        snprintf(subject, sizeof(subject), "%s%c %02d", i % 4 == 0 ? "Re: " : "", i % 2 == 0 ? 'a' : 'B', i);
        snprintf(content, sizeof(content), "%0*d", i + 1, i);
        values[0] = text_value(IOSTX_PR_SUBJECT, subject);
        values[1] = time_value(IOSTX_PR_MESSAGE_DELIVERY_TIME, clock_time() - (uint64_t)((i * 7) % ITEMS / 2) * DAYS);
        CHECK_OK(iostx_folder_create_message(folder, 0, &message));
        CHECK_OK(iostx_message_set_values(message, values, 2));
        CHECK_OK(iostx_message_set_content(message, content, strlen(content)));
        CHECK_OK(iostx_message_save(message, 0));
        CHECK_OK(iostx_message_get_id(message, &items[i]));
        iostx_message_free(message);
    }
}

static void without_items(void)
{
    iostx_folder_free(folder);
    close_world();
}

#define WITH_ITEMS(function) CASE_IN(function, with_items, without_items)

static iostx_cursor *list(uint32_t sort, uint32_t flags)
{
    iostx_list_options options = IOSTX_LIST_OPTIONS_INIT;
    iostx_cursor *cursor = NULL;
    options.sort = sort;
    options.flags = flags;
    options.columns = columns;
    options.column_count = COUNT(columns);
    CHECK_OK(iostx_folder_list(folder, &options, &cursor));
    return cursor;
}

static iostx_meid entry_of(const iostx_value *row)
{
    iostx_meid id;
    CHECK_EQ(row[3].tag, IOSTX_PR_ENTRYID);
    memcpy(&id, row[3].value.bytes.data, sizeof(id));
    return id;
}

/* All ids in the order of the table; frees the cursor. */
static size_t all_ids(iostx_cursor *cursor, iostx_meid *ids)
{
    const iostx_value *row = NULL;
    size_t width = 0, count = 0;
    while (iostx_cursor_next(cursor, &row, &width) == IOSTX_S_OK) {
        CHECK_EQ(width, COUNT(columns));
        CHECK(count < 2 * ITEMS);
        ids[count++] = entry_of(row);
    }
    CHECK(row == NULL && width == 0);
    iostx_cursor_free(cursor);
    return count;
}

static void rows_come_in_the_order_asked_for_and_backwards(void)
{
    for (uint32_t sort = IOSTX_SORT_DATE; sort <= IOSTX_SORT_ID; sort++) {
        iostx_meid up[2 * ITEMS], down[2 * ITEMS];
        test_context("sort key %u", (unsigned)sort);
        CHECK_EQ(all_ids(list(sort, 0), up), ITEMS);
        CHECK_EQ(all_ids(list(sort, IOSTX_LIST_DESCENDING), down), ITEMS);
        for (int i = 0; i < ITEMS; i++)
            CHECK(same_meid(up[i], down[ITEMS - 1 - i]));
        if (sort == IOSTX_SORT_ID)
            for (int i = 0; i < ITEMS; i++)
                CHECK(same_item(up[i], items[i]));
        for (int i = 1; i < ITEMS; i++) {
            if (sort == IOSTX_SORT_DATE)
                CHECK(time_of(up[i - 1], IOSTX_PR_MESSAGE_DELIVERY_TIME) <= time_of(up[i], IOSTX_PR_MESSAGE_DELIVERY_TIME));
            if (sort == IOSTX_SORT_SIZE)
                CHECK(number_of(up[i - 1], IOSTX_PR_MESSAGE_SIZE) <= number_of(up[i], IOSTX_PR_MESSAGE_SIZE));
        }
    }
}

static void subjects_sort_without_prefix_and_case(void)
{
    iostx_meid ids[2 * ITEMS];
    CHECK_EQ(all_ids(list(IOSTX_SORT_SUBJECT, 0), ids), ITEMS);
    /* "Re: a 00", "a 02", "Re: a 04" ... before "B 01". */
    CHECK(same_item(ids[0], items[0]));
    CHECK(same_item(ids[1], items[2]));
    CHECK(same_item(ids[2], items[4]));
    CHECK(same_item(ids[ITEMS - 1], items[23]));
}

static void pages_hold_columns_of_rows(void)
{
    iostx_cursor *cursor = list(IOSTX_SORT_ID, 0);
    const iostx_page *page = NULL;
    size_t seen = 0;
    char subject[32];

    while (iostx_cursor_next_page(cursor, 10, &page) == IOSTX_S_OK) {
        const iostx_page_column *texts = &page->columns[0], *flags = &page->columns[1], *ids = &page->columns[3];
        CHECK_EQ(page->struct_size, sizeof(*page));
        CHECK_EQ(page->column_count, COUNT(columns));
        CHECK(page->row_count > 0 && page->row_count <= 10);
        CHECK_EQ(texts->tag, IOSTX_PR_SUBJECT);
        CHECK_EQ(texts->kind, IOSTX_COLUMN_TEXT);
        CHECK(texts->numbers == NULL && texts->offsets != NULL);
        CHECK_EQ(flags->kind, IOSTX_COLUMN_NUMBERS);
        CHECK(flags->numbers != NULL && flags->offsets == NULL);
        for (size_t i = 0; i < page->row_count; i++) {
            int number = (int)(seen + i);
            snprintf(subject, sizeof(subject), "%s%c %02d", number % 4 == 0 ? "Re: " : "", number % 2 == 0 ? 'a' : 'B', number);
            CHECK_EQ(texts->present[i], 1);
            CHECK_TEXT((const char *)texts->text + texts->offsets[i], subject);
            CHECK_EQ(texts->offsets[i + 1] - texts->offsets[i] - 1, strlen(subject));
            CHECK_EQ(ids->offsets[i + 1] - ids->offsets[i] - 1, sizeof(iostx_meid));
            CHECK_MEMORY(ids->text + ids->offsets[i], &items[number], sizeof(iostx_meid));
        }
        seen += page->row_count;
    }
    CHECK_EQ(seen, ITEMS);
    CHECK_EQ(page->row_count, 0);
    /* And back again, still in the order of the table. */
    while (seen > 0) {
        CHECK_OK(iostx_cursor_next_page(cursor, -10, &page));
        CHECK(page->row_count > 0 && page->row_count <= seen);
        seen -= page->row_count;
        CHECK_MEMORY(page->columns[3].text + page->columns[3].offsets[0], &items[seen], sizeof(iostx_meid));
    }
    CHECK_CODE(iostx_cursor_next_page(cursor, -1, &page), IOSTX_S_FALSE);
    iostx_cursor_free(cursor);
}

static void the_position_is_sought_found_and_told(void)
{
    iostx_cursor *cursor = list(IOSTX_SORT_ID, 0);
    const iostx_value *row = NULL;
    uint64_t at, total;
    size_t width;
    iostx_meid nobody = items[0];

    CHECK_OK(iostx_cursor_get_position(cursor, &at, &total));
    CHECK(at == 0 && total == ITEMS);
    CHECK_OK(iostx_cursor_seek(cursor, IOSTX_SEEK_BEGIN, 7));
    CHECK_OK(iostx_cursor_next(cursor, &row, &width));
    CHECK(same_item(entry_of(row), items[7]));
    CHECK_OK(iostx_cursor_seek(cursor, IOSTX_SEEK_CURRENT, -3));
    CHECK_OK(iostx_cursor_get_position(cursor, &at, &total));
    CHECK_EQ(at, 5);
    CHECK_OK(iostx_cursor_seek(cursor, IOSTX_SEEK_END, -1));
    CHECK_OK(iostx_cursor_next(cursor, &row, &width));
    CHECK(same_item(entry_of(row), items[ITEMS - 1]));
    CHECK_CODE(iostx_cursor_next(cursor, &row, &width), IOSTX_S_FALSE);
    CHECK_OK(iostx_cursor_seek(cursor, IOSTX_SEEK_BEGIN, -100)); /* It stops at the ends. */
    CHECK_OK(iostx_cursor_get_position(cursor, &at, &total));
    CHECK_EQ(at, 0);
    CHECK_OK(iostx_cursor_seek(cursor, IOSTX_SEEK_CURRENT, 1000));
    CHECK_OK(iostx_cursor_get_position(cursor, &at, &total));
    CHECK_EQ(at, ITEMS);
    CHECK_OK(iostx_cursor_find(cursor, &items[12]));
    CHECK_OK(iostx_cursor_next(cursor, &row, &width));
    CHECK(same_item(entry_of(row), items[12]));
    memset(nobody.message.counter, 0x7F, sizeof(nobody.message.counter));
    CHECK_CODE(iostx_cursor_find(cursor, &nobody), IOSTX_MAPI_E_NOT_FOUND);
    CHECK_OK(iostx_cursor_next(cursor, &row, &width));
    CHECK(same_item(entry_of(row), items[13]));
    iostx_cursor_free(cursor);
}

static void filters_narrow_the_table(void)
{
    for (int i = 0; i < ITEMS; i++)
        set_read(items[i], i % 5 != 0);
    set_number(items[3], IOSTX_PR_FLAG_STATUS, 2);
    CHECK_EQ(rows_of(list(IOSTX_SORT_DATE, IOSTX_LIST_UNREAD)), 5);
    CHECK_EQ(rows_of(list(IOSTX_SORT_DATE, IOSTX_LIST_FLAGGED)), 1);
    CHECK_EQ(rows_of(list(IOSTX_SORT_DATE, IOSTX_LIST_UNREAD | IOSTX_LIST_FLAGGED)), 0);
    CHECK_EQ(rows_of(list(IOSTX_SORT_DATE, IOSTX_LIST_ASSOCIATED)), 0);
    CHECK_EQ(folder_number(inbox, IOSTX_PR_CONTENT_COUNT), ITEMS);
    CHECK_EQ(folder_number(inbox, IOSTX_PR_CONTENT_UNREAD), 5);
}

static void a_folder_that_changes_meanwhile_gives_each_row_once(void)
{
    for (uint32_t sort = IOSTX_SORT_DATE; sort <= IOSTX_SORT_ID; sort++) {
        iostx_cursor *cursor = list(sort, 0);
        iostx_meid seen[2 * ITEMS], added;
        const iostx_value *row = NULL;
        size_t width = 0, count = 0;

        test_context("sort key %u", (unsigned)sort);
        for (int i = 0; i < 5; i++) {
            CHECK_OK(iostx_cursor_next(cursor, &row, &width));
            seen[count++] = entry_of(row);
        }
        added = new_item(inbox, "c added", "text");
        set_read(seen[2], true);
        while (iostx_cursor_next(cursor, &row, &width) == IOSTX_S_OK) {
            CHECK(count < 2 * ITEMS);
            seen[count++] = entry_of(row);
        }
        iostx_cursor_free(cursor);
        for (size_t i = 0; i < count; i++)
            for (size_t other = 0; other < i; other++)
                CHECK(!same_item(seen[i], seen[other]));
        CHECK(count == ITEMS || count == ITEMS + 1);
        delete_item(added);
    }
}

static void rows_that_are_deleted_while_read_are_passed_over(void)
{
    iostx_cursor *cursor = list(IOSTX_SORT_ID, 0);
    const iostx_value *row = NULL;
    size_t width, count = 1;

    CHECK_OK(iostx_cursor_next(cursor, &row, &width));
    for (int i = 5; i < 10; i++)
        delete_item(items[i]);
    while (iostx_cursor_next(cursor, &row, &width) == IOSTX_S_OK) {
        iostx_meid id = entry_of(row);
        count++;
        if (count > 20)
            CHECK(item_is_here(id));
    }
    /* Rows that were fetched ahead may still come. */
    CHECK(count >= ITEMS - 5 && count <= ITEMS);
    iostx_cursor_free(cursor);
    CHECK_EQ(rows_of(list(IOSTX_SORT_ID, 0)), ITEMS - 5);
}

static void a_cursor_of_a_folder_that_is_gone_says_so(void)
{
    iostx_feid doomed = new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Doomed");
    iostx_folder *opened = open_folder(doomed);
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    size_t width = 0;

    new_item(doomed, "one", "text");
    CHECK_OK(iostx_folder_list(opened, NULL, &cursor));
    delete_folder(doomed);
    CHECK_CODE(iostx_cursor_next(cursor, &row, &width), IOSTX_MAPI_E_OBJECT_DELETED);
    CHECK(row == NULL);
    iostx_cursor_free(cursor);
    iostx_folder_free(opened);
}

static void a_row_lives_until_the_next_call_and_a_missing_column_is_an_error(void)
{
    static const uint32_t two[] = { IOSTX_PR_SENDER_NAME, IOSTX_PR_SUBJECT };
    iostx_list_options options = IOSTX_LIST_OPTIONS_INIT;
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL;
    size_t width = 0;

    options.sort = IOSTX_SORT_ID;
    options.columns = two;
    options.column_count = COUNT(two);
    CHECK_OK(iostx_folder_list(folder, &options, &cursor));
    CHECK_OK(iostx_cursor_next(cursor, &row, &width));
    CHECK_EQ(row[0].tag, (IOSTX_PR_SENDER_NAME & 0xFFFF0000u) | IOSTX_PT_ERROR);
    CHECK_BYTES(row[1].value.bytes, "Re: a 00");
    CHECK_EQ(row[1].value.bytes.data[row[1].value.bytes.size], 0);
    iostx_cursor_free(cursor);
}

RUN(WITH_ITEMS(rows_come_in_the_order_asked_for_and_backwards), WITH_ITEMS(subjects_sort_without_prefix_and_case),
    WITH_ITEMS(pages_hold_columns_of_rows), WITH_ITEMS(the_position_is_sought_found_and_told), WITH_ITEMS(filters_narrow_the_table),
    WITH_ITEMS(a_folder_that_changes_meanwhile_gives_each_row_once), WITH_ITEMS(rows_that_are_deleted_while_read_are_passed_over),
    WITH_ITEMS(a_cursor_of_a_folder_that_is_gone_says_so),
    WITH_ITEMS(a_row_lives_until_the_next_call_and_a_missing_column_is_an_error))
