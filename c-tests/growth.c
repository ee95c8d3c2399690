/* Structures that begin with their size: those of an older and of a newer program, and the distance between them in arrays. */
#include "agent.h"

#include <string.h>

/* What a program built against a later header would give: the structure with members behind it. */
#define NEWER(type) struct { type known; uint64_t later[2]; }
#define LATER UINT64_C(0x5A5A5A5A5A5A5A5A)

static void a_structure_of_a_newer_program_is_read_and_filled_as_far_as_it_is_known(void)
{
    NEWER(iostx_store_info) info = { IOSTX_STORE_INFO_INIT, { LATER, LATER } };
    NEWER(iostx_list_options) list = { IOSTX_LIST_OPTIONS_INIT, { LATER, LATER } };
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX));
    iostx_cursor *cursor = NULL;

    info.known.struct_size = sizeof(info);
    CHECK_OK(iostx_store_get_info(w.store, &info.known));
    CHECK_EQ(info.known.struct_size, sizeof(info));
    CHECK(info.known.folder_count > 0);
    CHECK(info.later[0] == LATER && info.later[1] == LATER);

    list.known.struct_size = sizeof(list);
    CHECK_OK(iostx_folder_list(inbox, &list.known, &cursor));
    iostx_cursor_free(cursor);
    iostx_folder_free(inbox);
}

/* A size too small, odd, or without meaning is refused, and named. */
static void expect_size_refused(int32_t code)
{
    iostx_error *error = NULL;
    EXPECT_CODE(code, IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_OK(iostx_store_get_last_error(w.store, &error));
    CHECK(error != NULL && error->message != NULL);
    EXPECT(strstr(error->message, "struct_size") != NULL);
    iostx_error_free(error);
}

static void a_size_that_is_none_is_refused_by_name(void)
{
    static const uint32_t sizes[] = { 0, 1, 3, 4, 8 };
    iostx_store_info info = IOSTX_STORE_INFO_INIT;
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    iostx_events_options events = IOSTX_EVENTS_OPTIONS_INIT;
    iostx_events *opened = NULL;

    for (size_t i = 0; i < COUNT(sizes); i++) {
        test_context("struct_size %u", (unsigned)sizes[i]);
        info.struct_size = options.struct_size = events.struct_size = sizes[i];
        expect_size_refused(iostx_store_get_info(w.store, &info));
        expect_size_refused(iostx_store_set_options(w.store, &options));
        expect_size_refused(iostx_store_get_options(w.store, &options));
        expect_size_refused(iostx_events_open(w.store, &events, &opened));
        EXPECT(opened == NULL);
    }
}

static void the_size_of_the_first_is_the_distance_in_an_array(void)
{
    iostx_feid folder = server_folder("Work", "f1");
    NEWER(iostx_import_flags) flags[3];
    NEWER(iostx_readstate) reads[2];
    iostx_contents_sink *sink = download_table(folder);
    int32_t results[3] = { -1, -1, -1 };
    static const char *ids[] = { "a", "b", "c" };
    iostx_skey keys[2];

    for (size_t i = 0; i < COUNT(ids); i++)
        CHECK_OK(import(sink, ids[i], "1", ids[i], "text"));
    memset(flags, 0x5A, sizeof(flags));
    for (size_t i = 0; i < COUNT(flags); i++) {
        iostx_import_flags known = IOSTX_IMPORT_FLAGS_INIT;
        known.struct_size = sizeof(flags[0]);
        known.binding = bind_to(ids[i], "2");
        known.set = i == 1 ? IOSTX_FLAG_READ : IOSTX_FLAG_FLAGGED;
        flags[i].known = known;
    }
    CHECK_OK(iostx_contents_sink_import_flags(sink, &flags[0].known, COUNT(flags), results));
    for (size_t i = 0; i < COUNT(results); i++)
        EXPECT_CODE(results[i], IOSTX_S_OK);
    leave(true);
    EXPECT(!is_read(find_remote(folder, "a")) && is_read(find_remote(folder, "b")) && !is_read(find_remote(folder, "c")));

    memset(reads, 0x5A, sizeof(reads));
    for (size_t i = 0; i < COUNT(reads); i++) {
        iostx_readstate known = IOSTX_READSTATE_INIT;
        keys[i] = source_key_of(find_remote(folder, i == 0 ? "a" : "c"));
        known.struct_size = sizeof(reads[0]);
        known.flags = IOSTX_ICS_READ;
        known.source_key = bytes_at(&keys[i], sizeof(keys[i]));
        reads[i].known = known;
    }
    sink = download_table(folder);
    CHECK_OK(iostx_contents_sink_import_per_user_read_state_change(sink, &reads[0].known, COUNT(reads)));
    leave(true);
    EXPECT(is_read(find_remote(folder, "a")) && is_read(find_remote(folder, "c")));
}

static void an_event_is_filled_in_the_memory_of_the_caller_and_no_further(void)
{
    NEWER(iostx_event) event = { IOSTX_EVENT_INIT, { LATER, LATER } };
    iostx_events *events = NULL;

    CHECK_OK(iostx_events_open(w.store, NULL, &events));
    new_item(special(IOSTX_FOLDER_INBOX), "one", "text");
    event.known.struct_size = sizeof(event);
    CHECK_OK(iostx_events_next(events, UINT32_MAX, &event.known));
    CHECK_EQ(event.known.struct_size, sizeof(event));
    CHECK(event.later[0] == LATER && event.later[1] == LATER);
    iostx_events_free(events);
}

RUN(IN_STORE(a_structure_of_a_newer_program_is_read_and_filled_as_far_as_it_is_known),
    IN_STORE(a_size_that_is_none_is_refused_by_name), IN_STORE(the_size_of_the_first_is_the_distance_in_an_array),
    IN_STORE(an_event_is_filled_in_the_memory_of_the_caller_and_no_further))
