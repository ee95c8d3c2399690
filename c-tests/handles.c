/* Handles: freed, freed twice, of another kind, made up, borrowed; and what keeps what alive. */
#include "agent.h"

#include <string.h>

/* --- One of each kind ------------------------------------------------------------------------------------------------------------ */

typedef struct kind {
    const char *name;
    void *(*make)(void);
    /* A call that changes nothing. */
    int32_t (*use)(void *handle);
    void (*release)(void *handle);
} kind;

static void *make_store(void)
{
    iostx_store *store = NULL;
    CHECK_OK(iostx_store_open(world_path(), NULL, &store, NULL));
    return store;
}

static void *make_folder(void)
{
    return open_folder(special(IOSTX_FOLDER_INBOX));
}

static void *make_message(void)
{
    return open_item(find_subject(special(IOSTX_FOLDER_INBOX), "one"), 0);
}

static void *make_stream(void)
{
    iostx_message *message = make_message();
    iostx_stream *stream = NULL;
    CHECK_OK(iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &stream));
    iostx_message_free(message);
    return stream;
}

static void *make_cursor(void)
{
    iostx_cursor *cursor = NULL;
    CHECK_OK(iostx_store_list_folders(w.store, NULL, NULL, 0, 0, &cursor));
    return cursor;
}

static void *make_values(void)
{
    iostx_message *message = make_message();
    iostx_values *values = NULL;
    CHECK(iostx_message_get_values(message, NULL, 0, 0, &values) >= 0);
    iostx_message_free(message);
    return values;
}

static void *make_events(void)
{
    iostx_events *events = NULL;
    CHECK_OK(iostx_events_open(w.store, NULL, &events));
    return events;
}

static void *make_session(void)
{
    iostx_session *session = NULL;
    CHECK_OK(iostx_get_sync_object(w.store, &session));
    return session;
}

static int32_t use_store(void *handle)
{
    iostx_store_info info = IOSTX_STORE_INFO_INIT;
    return iostx_store_get_info(handle, &info);
}

static int32_t use_folder(void *handle)
{
    iostx_feid id;
    return iostx_folder_get_id(handle, &id);
}

static int32_t use_message(void *handle)
{
    iostx_meid id;
    return iostx_message_get_id(handle, &id);
}

static int32_t use_stream(void *handle)
{
    uint64_t size;
    return iostx_stream_get_size(handle, &size);
}

static int32_t use_cursor(void *handle)
{
    uint64_t row, total;
    return iostx_cursor_get_position(handle, &row, &total);
}

static int32_t use_values(void *handle)
{
    const iostx_value *array;
    size_t count;
    return iostx_values_get(handle, &array, &count);
}

static int32_t use_events(void *handle)
{
    iostx_error *error = NULL;
    int32_t code = iostx_events_get_last_error(handle, &error);
    iostx_error_free(error);
    return code;
}

static int32_t use_session(void *handle)
{
    return iostx_session_is_cancelled(handle);
}

static int32_t use_contents_sink(void *handle)
{
    iostx_error *error = NULL;
    int32_t code = iostx_contents_sink_get_last_error(handle, &error);
    iostx_error_free(error);
    return code;
}

static int32_t use_hierarchy_sink(void *handle)
{
    iostx_error *error = NULL;
    int32_t code = iostx_hierarchy_sink_get_last_error(handle, &error);
    iostx_error_free(error);
    return code;
}

/* The kinds' own _free functions behind one type. */
#define RELEASE(kind) static void release_##kind(void *handle) { iostx_##kind##_free(handle); }
RELEASE(store)
RELEASE(folder)
RELEASE(message)
RELEASE(stream)
RELEASE(cursor)
RELEASE(values)
RELEASE(events)
RELEASE(session)

#define KIND(kind) { #kind, make_##kind, use_##kind, release_##kind }
static const kind kinds[] = { KIND(store), KIND(folder), KIND(message), KIND(stream), KIND(cursor), KIND(values), KIND(events),
    KIND(session) };

static void with_items(void)
{
    open_world();
    new_item(special(IOSTX_FOLDER_INBOX), "one", "the content");
}

/* --- Freed ----------------------------------------------------------------------------------------------------------------------- */

static void a_freed_handle_is_refused_and_freeing_twice_does_nothing(void)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        uint64_t before = iostx_live_objects();
        void *handle = kinds[i].make();
        test_context("%s", kinds[i].name);
        EXPECT_EQ(iostx_live_objects(), before + 1);
        EXPECT_CODE(kinds[i].use(handle), IOSTX_S_OK);
        kinds[i].release(handle);
        EXPECT_CODE(kinds[i].use(handle), IOSTX_MAPI_E_INVALID_OBJECT);
        kinds[i].release(handle);
        kinds[i].release(handle);
        EXPECT_CODE(kinds[i].use(handle), IOSTX_MAPI_E_INVALID_OBJECT);
        EXPECT_EQ(iostx_live_objects(), before);
    }
}

static void a_freed_handle_stays_refused_when_others_take_its_place(void)
{
    enum { OTHERS = 64 };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        void *freed = kinds[i].make(), *others[OTHERS];
        test_context("%s", kinds[i].name);
        kinds[i].release(freed);
        for (size_t at = 0; at < OTHERS; at++)
            others[at] = kinds[i].make();
        EXPECT_CODE(kinds[i].use(freed), IOSTX_MAPI_E_INVALID_OBJECT);
        kinds[i].release(freed);
        for (size_t at = 0; at < OTHERS; at++) {
            CHECK(others[at] != freed);
            CHECK_CODE(kinds[i].use(others[at]), IOSTX_S_OK);
            kinds[i].release(others[at]);
        }
    }
}

static void free_takes_null(void)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        test_context("%s", kinds[i].name);
        kinds[i].release(NULL);
        EXPECT_CODE(kinds[i].use(NULL), IOSTX_MAPI_E_INVALID_OBJECT);
    }
    iostx_error_free(NULL);
}

/* --- Of another kind, made up ---------------------------------------------------------------------------------------------------- */

static void a_handle_of_another_kind_is_refused_and_not_freed(void)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        void *handle = kinds[i].make();
        for (size_t other = 0; other < COUNT(kinds); other++) {
            if (other == i)
                continue;
            test_context("%s given as %s", kinds[i].name, kinds[other].name);
            EXPECT_CODE(kinds[other].use(handle), IOSTX_MAPI_E_INVALID_OBJECT);
            kinds[other].release(handle);
            EXPECT_CODE(kinds[i].use(handle), IOSTX_S_OK);
        }
        test_context("%s given as sink", kinds[i].name);
        EXPECT_CODE(use_contents_sink(handle), IOSTX_MAPI_E_INVALID_OBJECT);
        EXPECT_CODE(use_hierarchy_sink(handle), IOSTX_MAPI_E_INVALID_OBJECT);
        kinds[i].release(handle);
    }
}

static void made_up_handles_are_refused(void)
{
    int on_the_stack = 0;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        void *handle = kinds[i].make();
        const uintptr_t made_up[] = { 1, 2, 8, 0x1000, UINTPTR_MAX, UINTPTR_MAX - 1, (uintptr_t)&on_the_stack, (uintptr_t)handle + 1,
            (uintptr_t)handle - 1, (uintptr_t)handle ^ ((uintptr_t)1 << 40), (uintptr_t)handle ^ ((uintptr_t)1 << 62) };
        for (size_t at = 0; at < COUNT(made_up); at++) {
            test_context("%s at 0x%llX", kinds[i].name, (unsigned long long)made_up[at]);
            EXPECT_CODE(kinds[i].use((void *)made_up[at]), IOSTX_MAPI_E_INVALID_OBJECT);
            kinds[i].release((void *)made_up[at]);
        }
        EXPECT_CODE(kinds[i].use(handle), IOSTX_S_OK);
        kinds[i].release(handle);
    }
}

/* --- What keeps what alive ------------------------------------------------------------------------------------------------------- */

static void objects_keep_what_they_came_from_alive_in_whatever_order_they_are_freed(void)
{
    void *handles[COUNT(kinds)];
    /* Two orders: from the store on, and from the last made on. */
    for (int backwards = 0; backwards < 2; backwards++) {
        iostx_store *store = w.store;
        for (size_t i = 1; i < COUNT(kinds); i++)
            handles[i] = kinds[i].make();
        if (!backwards) {
            iostx_session_free(w.session);
            iostx_store_free(store);
            CHECK_CODE(use_store(store), IOSTX_MAPI_E_INVALID_OBJECT);
        }
        for (size_t at = 1; at < COUNT(kinds); at++) {
            size_t i = backwards ? COUNT(kinds) - at : at;
            test_context("%s, %s", kinds[i].name, backwards ? "backwards" : "store first");
            EXPECT_CODE(kinds[i].use(handles[i]), IOSTX_S_OK);
            kinds[i].release(handles[i]);
        }
        if (!backwards) {
            CHECK_EQ(iostx_live_objects(), 0);
            w.session = NULL;
            w.store = NULL;
            open_world();
        }
    }
}

static void an_object_still_works_when_the_store_handle_is_gone(void)
{
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX));
    iostx_message *message = NULL;
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "saved after the store handle was freed");
    iostx_meid id;

    close_world();
    CHECK_OK(iostx_folder_create_message(inbox, 0, &message));
    CHECK_OK(iostx_message_set_values(message, &value, 1));
    CHECK_OK(iostx_message_save(message, 0));
    CHECK_OK(iostx_message_get_id(message, &id));
    iostx_message_free(message);
    iostx_folder_free(inbox);
    open_world();
    CHECK_TEXT(subject_of(id), "saved after the store handle was freed");
}

/* --- Borrowed -------------------------------------------------------------------------------------------------------------------- */

static void borrowed_handles_end_with_their_state_and_free_does_nothing_to_them(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *contents;
    iostx_hierarchy_sink *hierarchy, *second;
    iostx_upmsg *item;
    iostx_message *message;
    uint64_t before;

    new_item(folder, "to upload", "text");
    before = iostx_live_objects();
    contents = download_table(folder);
    second = open_download()->hierarchy;
    CHECK_EQ(iostx_live_objects(), before);
    CHECK_OK(use_contents_sink(contents));
    leave(true);
    CHECK_CODE(use_contents_sink(contents), IOSTX_MAPI_E_INVALID_OBJECT);
    if (second != NULL)
        CHECK_CODE(use_hierarchy_sink(second), IOSTX_MAPI_E_INVALID_OBJECT);

    hierarchy = download_hierarchy();
    CHECK_OK(use_hierarchy_sink(hierarchy));
    leave(true);
    CHECK_CODE(use_hierarchy_sink(hierarchy), IOSTX_MAPI_E_INVALID_OBJECT);

    upload_table(folder);
    item = next_message();
    message = item->message;
    CHECK_EQ(iostx_live_objects(), before);
    iostx_message_free(message);
    CHECK_OK(use_message(message));
    give_up();
    CHECK_CODE(use_message(message), IOSTX_MAPI_E_INVALID_OBJECT);
}

static void ref_makes_an_owned_handle_that_outlives_the_state(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_message *message = NULL;
    iostx_meid id;
    char text[64];
    size_t got = 0;

    new_item(folder, "to upload", "the text");
    upload_table(folder);
    CHECK_OK(iostx_message_ref(next_message()->message, &message));
    give_up();
    iostx_session_free(w.session);
    w.session = NULL;
    CHECK_OK(iostx_message_get_id(message, &id));
    CHECK_OK(iostx_message_get_content(message, text, sizeof(text), &got));
    CHECK_BYTES(bytes_at(text, got), "the text");
    iostx_message_free(message);
    CHECK_CODE(use_message(message), IOSTX_MAPI_E_INVALID_OBJECT);
}

static void a_borrowed_folder_ends_with_its_state_and_ref_keeps_it(void)
{
    iostx_folder *borrowed, *owned = NULL;

    new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "New");
    start(0, IOSTX_UPS_UPLOAD_ONLY);
    beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY);
    borrowed = beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)->body.upfld.folder;
    CHECK_OK(iostx_folder_ref(borrowed, &owned));
    iostx_folder_free(borrowed);
    CHECK_OK(use_folder(borrowed));
    give_up();
    CHECK_CODE(use_folder(borrowed), IOSTX_MAPI_E_INVALID_OBJECT);
    CHECK_OK(use_folder(owned));
    iostx_folder_free(owned);
}

static void freeing_the_session_ends_what_it_lent(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    iostx_contents_sink *sink = download_table(folder);
    iostx_session_free(w.session);
    w.session = NULL;
    CHECK_CODE(use_contents_sink(sink), IOSTX_MAPI_E_INVALID_OBJECT);
}

#define WITH_ITEMS(function) CASE_IN(function, with_items, close_world)
RUN(WITH_ITEMS(a_freed_handle_is_refused_and_freeing_twice_does_nothing),
    WITH_ITEMS(a_freed_handle_stays_refused_when_others_take_its_place), WITH_ITEMS(free_takes_null),
    WITH_ITEMS(a_handle_of_another_kind_is_refused_and_not_freed), WITH_ITEMS(made_up_handles_are_refused),
    WITH_ITEMS(objects_keep_what_they_came_from_alive_in_whatever_order_they_are_freed),
    IN_STORE(an_object_still_works_when_the_store_handle_is_gone),
    IN_STORE(borrowed_handles_end_with_their_state_and_free_does_nothing_to_them),
    IN_STORE(ref_makes_an_owned_handle_that_outlives_the_state), IN_STORE(a_borrowed_folder_ends_with_its_state_and_ref_keeps_it),
    IN_STORE(freeing_the_session_ends_what_it_lent))
