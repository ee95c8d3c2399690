/* The store of a case, its clock, and the lists over it. See world.h. */
#include "world.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

world w;

static _Atomic uint64_t now = UINT64_C(133500000000000000); /* 2024-01-17 */

static uint64_t read_clock(void *userdata)
{
    (void)userdata;
    return atomic_load(&now);
}

uint64_t clock_time(void)
{
    return atomic_load(&now);
}

void clock_set(uint64_t time)
{
    atomic_store(&now, time);
}

void clock_forward(uint64_t time)
{
    atomic_fetch_add(&now, time);
}

/* --- The store ------------------------------------------------------------------------------------------------------------------- */

static void print_error(const char *object, iostx_error *error)
{
    if (error != NULL)
        printf("    last error of the %s: 0x%08X %s: %s\n", object, (unsigned)error->code,
            error->component == NULL ? "" : error->component, error->message == NULL ? "" : error->message);
    iostx_error_free(error);
}

static void say_last_errors(void)
{
    iostx_error *error = NULL;
    if (w.store != NULL && iostx_store_get_last_error(w.store, &error) == IOSTX_S_OK)
        print_error("store", error);
}

const char *world_path(void)
{
    return test_path("store");
}

void open_world(void)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_error *error = NULL;
    int32_t code;

    options.now = read_clock;
    code = iostx_store_open(world_path(), &options, &w.store, &error);
    print_error("open", error);
    CHECK_OK(code);
    test_on_failure(say_last_errors);
    CHECK_OK(iostx_get_sync_object(w.store, &w.session));
}

void close_world(void)
{
    test_on_failure(NULL);
    iostx_session_free(w.session);
    iostx_store_free(w.store);
    w.session = NULL;
    w.store = NULL;
}

void reopen_world(void)
{
    close_world();
    open_world();
}

iostx_store_info store_info(void)
{
    iostx_store_info info = IOSTX_STORE_INFO_INIT;
    CHECK_OK(iostx_store_get_info(w.store, &info));
    return info;
}

void check_store(void)
{
    iostx_cursor *cursor = NULL;
    const iostx_value *row = NULL, *text;
    size_t columns = 0;

    CHECK_OK(iostx_store_check(w.store, 0, &cursor));
    while (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK) {
        const iostx_value *severity = column_of(row, columns, IOSTX_PR_CHECK_SEVERITY);
        if (severity != NULL && severity->value.i4 == 1)
            continue; /* A remark. */
        text = column_of(row, columns, IOSTX_PR_CHECK_TEXT);
        EXPECT_TEXT(text == NULL ? "a finding without a text" : (const char *)text->value.bytes.data, "no finding");
    }
    iostx_cursor_free(cursor);
}

/* --- Values ---------------------------------------------------------------------------------------------------------------------- */

iostx_bytes bytes_at(const void *data, size_t size)
{
    iostx_bytes bytes = IOSTX_BYTES_INIT;
    bytes.data = data;
    bytes.size = size;
    return bytes;
}

iostx_bytes B(const char *text)
{
    return bytes_at(text, text == NULL ? 0 : strlen(text));
}

iostx_binding bind_to(const char *remote_id, const char *remote_version)
{
    iostx_binding binding;
    binding.remote_id = B(remote_id);
    binding.remote_version = B(remote_version);
    return binding;
}

static iostx_value value_of(uint32_t tag)
{
    iostx_value value;
    memset(&value, 0, sizeof(value));
    value.tag = tag;
    return value;
}

iostx_value bytes_value(uint32_t tag, iostx_bytes bytes)
{
    iostx_value value = value_of(tag);
    value.value.bytes = bytes;
    return value;
}

iostx_value text_value(uint32_t tag, const char *text)
{
    return bytes_value(tag, B(text));
}

iostx_value long_value(uint32_t tag, int32_t number)
{
    iostx_value value = value_of(tag);
    if ((tag & 0xFFFF) == IOSTX_PT_BOOLEAN)
        value.value.i2 = (int16_t)number;
    else
        value.value.i4 = number;
    return value;
}

iostx_value time_value(uint32_t tag, uint64_t time)
{
    iostx_value value = value_of(tag);
    value.value.time = time;
    return value;
}

iostx_value texts_value(uint32_t tag, const iostx_bytes *texts, size_t count)
{
    iostx_value value = value_of(tag);
    value.value.list.items = texts;
    value.value.list.count = count;
    return value;
}

bool same_feid(iostx_feid a, iostx_feid b)
{
    return memcmp(&a.folder, &b.folder, sizeof(a.folder)) == 0;
}

bool same_meid(iostx_meid a, iostx_meid b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

bool same_item(iostx_meid a, iostx_meid b)
{
    return memcmp(&a.message, &b.message, sizeof(a.message)) == 0;
}

bool is_zero(const void *memory, size_t size)
{
    const unsigned char *byte = memory;
    while (size > 0 && *byte == 0)
        byte++, size--;
    return size == 0;
}

bool is_none(iostx_meid item)
{
    return is_zero(&item, sizeof(item));
}

bool is_no_folder(iostx_feid folder)
{
    return is_zero(&folder, sizeof(folder));
}

iostx_feid folder_part(iostx_meid item)
{
    iostx_feid folder;
    memcpy(&folder, &item, sizeof(folder));
    return folder;
}

iostx_meid folder_as_meid(iostx_feid folder)
{
    iostx_meid item = IOSTX_MEID_INIT;
    memcpy(&item, &folder, sizeof(folder));
    return item;
}

/* --- Tables ---------------------------------------------------------------------------------------------------------------------- */

const iostx_value *column_of(const iostx_value *row, size_t columns, uint32_t tag)
{
    for (size_t i = 0; i < columns; i++)
        if (row[i].tag == tag)
            return &row[i];
    return NULL;
}

size_t rows_of(iostx_cursor *cursor)
{
    const iostx_value *row = NULL;
    size_t columns = 0, count = 0;
    int32_t code;

    while ((code = iostx_cursor_next(cursor, &row, &columns)) == IOSTX_S_OK)
        count++;
    CHECK_CODE(code, IOSTX_S_FALSE);
    iostx_cursor_free(cursor);
    return count;
}

typedef int32_t list_function(iostx_store *store, const iostx_feid *folder, iostx_cursor **out);

static size_t listed(list_function *list, iostx_feid folder)
{
    iostx_cursor *cursor = NULL;
    CHECK_OK(list(w.store, &folder, &cursor));
    return rows_of(cursor);
}

size_t pending_in(iostx_feid folder)
{
    return listed(iostx_store_list_pending, folder);
}

size_t conflicts_in(iostx_feid folder)
{
    return listed(iostx_store_list_conflicts, folder);
}

size_t failures_in(iostx_feid folder)
{
    return listed(iostx_store_list_failures, folder);
}

size_t held_in(iostx_feid folder)
{
    return listed(iostx_store_list_held, folder);
}

size_t wanted_in(iostx_feid folder)
{
    return listed(iostx_store_list_wanted, folder);
}
