/* Bad input: files that are damaged, foreign, newer or not to be written; a full disk; text and ids that cannot be. */
#include "agent.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opens a file as a store: the code. The error must name the file; nothing stays open. */
static int32_t open_code(const char *path, uint32_t flags)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_store *store = (iostx_store *)&options;
    iostx_error *error = NULL;
    int32_t code;

    options.flags = flags;
    code = iostx_store_open(path, &options, &store, &error);
    if (code < 0) {
        EXPECT(store == NULL);
        CHECK(error != NULL && error->message != NULL);
        EXPECT(strstr(error->message, path) != NULL);
        EXPECT_CODE(error->code, code);
    } else {
        EXPECT(error == NULL);
        iostx_store_free(store);
    }
    iostx_error_free(error);
    return code;
}

/* A healthy store file with something in it, all in one file. */
static unsigned char *healthy_file(size_t *size)
{
    unsigned char *data;
    open_world();
    for (int i = 0; i < 50; i++)
        new_item(special(IOSTX_FOLDER_INBOX), "an item", "with text");
    CHECK_OK(iostx_store_checkpoint(w.store));
    close_world();
    data = test_read_file(world_path(), size);
    CHECK(data != NULL && *size > 4096);
    return data;
}

static void check_untouched(const char *path, uint64_t digest)
{
    EXPECT(test_file_digest(path) == digest);
    EXPECT(access(test_path("bad-wal"), F_OK) != 0);
}

/* --- Files ----------------------------------------------------------------------------------------------------------------------- */

static void foreign_files_are_refused_and_not_touched(void)
{
    static const char *texts[] = { "From ada@example.org\n\nThis is a mailbox.\n", "x", "SQLite format 3", "\x7F" "ELF and so on" };
    char *long_text = malloc(100000);
    uint64_t digest;

    for (size_t i = 0; i < COUNT(texts); i++) {
        test_context("file %zu", i);
        test_write_file(test_path("bad"), texts[i], strlen(texts[i]));
        digest = test_file_digest(test_path("bad"));
        EXPECT_CODE(open_code(test_path("bad"), 0), IOSTX_MAPI_E_CORRUPT_STORE);
        EXPECT_CODE(open_code(test_path("bad"), IOSTX_STORE_READ_ONLY), IOSTX_MAPI_E_CORRUPT_STORE);
        check_untouched(test_path("bad"), digest);
    }
    CHECK(long_text != NULL);
    memset(long_text, 'x', 100000);
    test_write_file(test_path("bad"), long_text, 100000);
    digest = test_file_digest(test_path("bad"));
    EXPECT_CODE(open_code(test_path("bad"), 0), IOSTX_MAPI_E_CORRUPT_STORE);
    check_untouched(test_path("bad"), digest);
    free(long_text);
}

static void a_database_of_another_program_is_refused(void)
{
    size_t size;
    unsigned char *data = healthy_file(&size);
    /* The application id of an SQLite file, at 68. */
    memset(data + 68, 0x11, 4);
    test_write_file(test_path("bad"), data, size);
    EXPECT_CODE(open_code(test_path("bad"), 0), IOSTX_MAPI_E_CORRUPT_STORE);
    free(data);
}

static void an_empty_file_becomes_a_store(void)
{
    test_write_file(test_path("empty"), "", 0);
    CHECK_OK(open_code(test_path("empty"), 0));
    CHECK_OK(open_code(test_path("empty"), IOSTX_STORE_MUST_EXIST));
}

static void a_newer_schema_is_incompatible_and_not_touched(void)
{
    size_t size;
    unsigned char *data = healthy_file(&size);
    uint64_t digest;

    /* The user version of an SQLite file, big-endian at 60: the version of the schema. */
    CHECK(data[60] == 0 && data[61] == 0 && (data[62] != 0 || data[63] != 0));
    data[61] = 1;
    test_write_file(test_path("bad"), data, size);
    digest = test_file_digest(test_path("bad"));
    EXPECT_CODE(open_code(test_path("bad"), 0), IOSTX_E_INCOMPATIBLE);
    EXPECT_CODE(open_code(test_path("bad"), IOSTX_STORE_READ_ONLY), IOSTX_E_INCOMPATIBLE);
    check_untouched(test_path("bad"), digest);
    free(data);
}

static void truncated_files_are_refused_or_found_damaged_and_never_crash(void)
{
    size_t size;
    unsigned char *data = healthy_file(&size);

    for (size_t keep = 1; keep < size; keep += size / 37 + 1) {
        int32_t code;
        test_context("%zu of %zu bytes", keep, size);
        test_write_file(test_path("bad"), data, keep);
        code = open_code(test_path("bad"), 0);
        EXPECT(code == IOSTX_MAPI_E_CORRUPT_STORE || code == IOSTX_S_OK);
        if (keep < 4096)
            EXPECT_CODE(code, IOSTX_MAPI_E_CORRUPT_STORE);
        unlink(test_path("bad-wal"));
        unlink(test_path("bad-shm"));
    }
    free(data);
}

/* Every call on a damaged store answers; none crashes. */
static void use_it(const char *path)
{
    iostx_store *store = NULL;
    iostx_feid inbox;
    iostx_folder *folder = NULL;
    iostx_cursor *cursor = NULL;
    iostx_message *message = NULL;
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "one more");
    const iostx_value *row;
    size_t columns;

    if (iostx_store_open(path, NULL, &store, NULL) != IOSTX_S_OK)
        return;
    if (iostx_store_check(store, 0, &cursor) == IOSTX_S_OK)
        while (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK)
            continue;
    iostx_cursor_free(cursor);
    cursor = NULL;
    if (iostx_store_get_special_folder(store, IOSTX_FOLDER_INBOX, &inbox) == IOSTX_S_OK &&
        iostx_store_open_folder(store, &inbox, &folder) == IOSTX_S_OK) {
        if (iostx_folder_list(folder, NULL, &cursor) == IOSTX_S_OK)
            while (iostx_cursor_next(cursor, &row, &columns) == IOSTX_S_OK)
                continue;
        if (iostx_folder_create_message(folder, 0, &message) == IOSTX_S_OK) {
            (void)iostx_message_set_values(message, &value, 1);
            (void)iostx_message_save(message, 0);
        }
    }
    iostx_message_free(message);
    iostx_cursor_free(cursor);
    iostx_folder_free(folder);
    iostx_store_free(store);
}

static void damaged_pages_give_errors_and_never_crash(void)
{
    size_t size;
    unsigned char *data = healthy_file(&size), *damaged = malloc(size);
    uint32_t seed = 12345;

    CHECK(damaged != NULL);
    for (int round = 0; round < test_rounds(40); round++) {
        memcpy(damaged, data, size);
        for (int hit = 0; hit < 1 + round; hit++) {
            seed = seed * 1664525u + 1013904223u;
            damaged[100 + seed % (size - 100)] ^= (unsigned char)(1u << (seed >> 29));
        }
        test_write_file(test_path("bad"), damaged, size);
        use_it(test_path("bad"));
        EXPECT_EQ(iostx_live_objects(), 0);
        unlink(test_path("bad-wal"));
        unlink(test_path("bad-shm"));
    }
    free(damaged);
    free(data);
}

static void a_directory_is_no_store(void)
{
    CHECK_EQ(mkdir(test_path("dir"), 0700), 0);
    CHECK(open_code(test_path("dir"), 0) < 0);
}

static void a_directory_that_cannot_be_written_gives_no_access(void)
{
    bool superuser = geteuid() == 0;

    CHECK_EQ(chmod(test_dir(), 0755), 0);
    CHECK_EQ(mkdir(test_path("dir"), 0555), 0);
    /* Nothing stops the superuser: then it is tried as somebody else. */
    if (superuser)
        CHECK_EQ(seteuid(65534), 0);
    EXPECT_CODE(open_code(test_path("dir/store"), 0), IOSTX_MAPI_E_NO_ACCESS);
    if (superuser)
        CHECK_EQ(seteuid(0), 0);
}

/* The write-ahead log cannot be made there; reading needs none. */
static void a_store_in_a_directory_that_cannot_be_written_opens_for_reading_only(void)
{
    bool superuser = geteuid() == 0;
    const char *path = test_path("dir/store");

    CHECK_EQ(chmod(test_dir(), 0755), 0);
    CHECK_EQ(mkdir(test_path("dir"), 0755), 0);
    CHECK_OK(open_code(path, 0));
    if (superuser) {
        CHECK_EQ(chown(path, 65534, 65534), 0);
        CHECK_EQ(chown(test_path("dir/store-lock"), 65534, 65534), 0);
    }
    CHECK_EQ(chmod(test_path("dir"), 0555), 0);
    if (superuser)
        CHECK_EQ(seteuid(65534), 0);
    EXPECT_CODE(open_code(path, 0), IOSTX_MAPI_E_NO_ACCESS);
    EXPECT_CODE(open_code(path, IOSTX_STORE_READ_ONLY), IOSTX_S_OK);
    if (superuser)
        CHECK_EQ(seteuid(0), 0);
    CHECK_EQ(chmod(test_path("dir"), 0755), 0);
    CHECK_OK(open_code(test_path("dir/store"), 0));
}

static void a_store_for_reading_only_refuses_every_write(void)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_meid item;
    iostx_message *message = NULL;
    iostx_folder *folder = NULL;
    iostx_session *session = NULL;
    iostx_feid inbox;
    uint64_t digest;

    open_world();
    inbox = special(IOSTX_FOLDER_INBOX);
    item = new_item(inbox, "one", "text");
    CHECK_OK(iostx_store_checkpoint(w.store));
    close_world();
    digest = test_file_digest(world_path());
    options.flags = IOSTX_STORE_READ_ONLY;
    CHECK_OK(iostx_store_open(world_path(), &options, &w.store, NULL));
    CHECK_TEXT(subject_of(item), "one");
    CHECK_EQ(store_info().flags, IOSTX_STORE_READ_ONLY);
    CHECK_CODE(iostx_store_open_message(w.store, &item, IOSTX_MAPI_MODIFY, &message), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_OK(iostx_store_open_message(w.store, &item, IOSTX_MAPI_BEST_ACCESS, &message));
    iostx_message_free(message);
    folder = open_folder(inbox);
    CHECK_CODE(iostx_folder_delete_messages(folder, &item, 1, 0), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_CODE(iostx_folder_set_read_flags(folder, &item, 1, 0), IOSTX_MAPI_E_NO_ACCESS);
    iostx_folder_free(folder);
    CHECK_CODE(iostx_get_sync_object(w.store, &session), IOSTX_MAPI_E_NO_ACCESS);
    CHECK_CODE(iostx_store_renew_guid(w.store), IOSTX_MAPI_E_NO_ACCESS);
    close_world();
    CHECK(test_file_digest(world_path()) == digest);
}

/* --- A full disk ----------------------------------------------------------------------------------------------------------------- */

/* Files may grow to so many bytes; 0: without limit. */
static void limit_files(uint64_t bytes)
{
    struct rlimit limit;
    CHECK_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes == 0 ? limit.rlim_max : (rlim_t)bytes;
    CHECK_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_is_named_and_the_store_is_as_before(void)
{
    iostx_feid inbox;
    iostx_folder *folder;
    iostx_message *message = NULL;
    iostx_error *error = NULL;
    char *block = calloc(1, 4 * 1024 * 1024);
    iostx_meid before;
    int32_t code;

    CHECK(block != NULL);
    signal(SIGXFSZ, SIG_IGN);
    open_world();
    inbox = special(IOSTX_FOLDER_INBOX);
    before = new_item(inbox, "before", "text");
    folder = open_folder(inbox);
    CHECK_OK(iostx_folder_create_message(folder, 0, &message));
    limit_files(store_info().file_size + 512 * 1024);
    code = iostx_message_set_content(message, block, 4 * 1024 * 1024);
    if (code == IOSTX_S_OK)
        code = iostx_message_save(message, 0);
    limit_files(0);
    CHECK(code == IOSTX_MAPI_E_NOT_ENOUGH_DISK || code == IOSTX_MAPI_E_DISK_ERROR);
    CHECK_OK(iostx_message_get_last_error(message, &error));
    CHECK(error != NULL && strstr(error->message, "disk") != NULL);
    CHECK(error->system_code != 0);
    iostx_error_free(error);
    iostx_message_free(message);
    iostx_folder_free(folder);
    CHECK_EQ(items_of(inbox, 0, NULL, 0), 1);
    CHECK_TEXT(subject_of(before), "before");
    check_store();
    /* With room again it goes on. */
    new_item(inbox, "after", "text");
    reopen_world();
    CHECK_EQ(items_of(inbox, 0, NULL, 0), 2);
    check_store();
    free(block);
}

static void imports_on_a_full_disk_keep_blob_and_data_together(void)
{
    iostx_feid folder;
    iostx_contents_sink *sink;
    char *block = malloc(200 * 1024);
    int32_t code = IOSTX_S_OK;
    size_t count;

    CHECK(block != NULL);
    memset(block, 'x', 200 * 1024 - 1);
    block[200 * 1024 - 1] = '\0';
    signal(SIGXFSZ, SIG_IGN);
    open_world();
    folder = server_folder("Work", "f1");
    sink = download_table(folder);
    limit_files(store_info().file_size + 2 * 1024 * 1024);
    for (int i = 0; i < 30 && code >= 0; i++) {
        char id[2] = { (char)('A' + i), '\0' };
        block[0] = id[0];
        code = import(sink, id, "1", id, block);
    }
    if (code >= 0)
        code = iostx_contents_sink_set_state_blob(sink, B("all of it"));
    if (code >= 0)
        code = iostx_contents_sink_flush(sink);
    limit_files(0);
    CHECK(code == IOSTX_MAPI_E_NOT_ENOUGH_DISK || code == IOSTX_MAPI_E_DISK_ERROR);
    while (iostx_sync_end(w.session) != IOSTX_S_FALSE)
        continue;
    reopen_world();
    check_store();
    count = items_of(folder, 0, NULL, 0);
    download_table(folder);
    CHECK(open_download()->state_blob.size == 0 || count == 30);
    leave(true);
    free(block);
}

RUN(CASE(foreign_files_are_refused_and_not_touched), CASE(a_database_of_another_program_is_refused), CASE(an_empty_file_becomes_a_store),
    CASE(a_newer_schema_is_incompatible_and_not_touched), CASE(truncated_files_are_refused_or_found_damaged_and_never_crash),
    CASE(damaged_pages_give_errors_and_never_crash), CASE(a_directory_is_no_store),
    CASE(a_directory_that_cannot_be_written_gives_no_access),
    CASE(a_store_in_a_directory_that_cannot_be_written_opens_for_reading_only),
    CASE(a_store_for_reading_only_refuses_every_write),
    CASE_IN(a_full_disk_is_named_and_the_store_is_as_before, NULL, close_world),
    CASE_IN(imports_on_a_full_disk_keep_blob_and_data_together, NULL, close_world))
