/* The header and the library behind it: versions, codes and their texts, initializers, one layout for C and C++. */
#include "header/sizes.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void the_version_begins_with_the_number_of_the_abi(void)
{
    char *rest = NULL;
    unsigned long abi = strtoul(iostx_version(), &rest, 10);
    CHECK_EQ(abi, iostx_abi_version());
    CHECK(*rest == '.' && strchr(rest + 1, '.') != NULL);
    CHECK(iostx_version() == iostx_version());
}

/* The documented values: reference of the codes that outside programs are written against. */
static const struct {
    int32_t code;
    uint32_t value;
    const char *name;
} codes[] = {
    { IOSTX_S_OK, 0, "S_OK" },
    { IOSTX_S_FALSE, 1, "S_FALSE" },
    { IOSTX_E_UNEXPECTED, 0x8000FFFF, "E_UNEXPECTED" },
    { IOSTX_E_NOTIMPL, 0x80004001, "E_NOTIMPL" },
    { IOSTX_E_POINTER, 0x80004003, "E_POINTER" },
    { IOSTX_E_ABORT, 0x80004004, "E_ABORT" },
    { IOSTX_MAPI_E_CALL_FAILED, 0x80004005, "MAPI_E_CALL_FAILED" },
    { IOSTX_MAPI_E_NOT_ENOUGH_MEMORY, 0x8007000E, "MAPI_E_NOT_ENOUGH_MEMORY" },
    { IOSTX_MAPI_E_INVALID_PARAMETER, 0x80070057, "MAPI_E_INVALID_PARAMETER" },
    { IOSTX_MAPI_E_NO_ACCESS, 0x80070005, "MAPI_E_NO_ACCESS" },
    { IOSTX_MAPI_E_INTERFACE_NOT_SUPPORTED, 0x80004002, "MAPI_E_INTERFACE_NOT_SUPPORTED" },
    { IOSTX_MAPI_E_NO_SUPPORT, 0x80040102, "MAPI_E_NO_SUPPORT" },
    { IOSTX_MAPI_E_UNKNOWN_FLAGS, 0x80040106, "MAPI_E_UNKNOWN_FLAGS" },
    { IOSTX_MAPI_E_INVALID_ENTRYID, 0x80040107, "MAPI_E_INVALID_ENTRYID" },
    { IOSTX_MAPI_E_INVALID_OBJECT, 0x80040108, "MAPI_E_INVALID_OBJECT" },
    { IOSTX_MAPI_E_OBJECT_CHANGED, 0x80040109, "MAPI_E_OBJECT_CHANGED" },
    { IOSTX_MAPI_E_OBJECT_DELETED, 0x8004010A, "MAPI_E_OBJECT_DELETED" },
    { IOSTX_MAPI_E_BUSY, 0x8004010B, "MAPI_E_BUSY" },
    { IOSTX_MAPI_E_NOT_ENOUGH_DISK, 0x8004010D, "MAPI_E_NOT_ENOUGH_DISK" },
    { IOSTX_MAPI_E_NOT_FOUND, 0x8004010F, "MAPI_E_NOT_FOUND" },
    { IOSTX_MAPI_E_USER_CANCEL, 0x80040113, "MAPI_E_USER_CANCEL" },
    { IOSTX_MAPI_E_UNABLE_TO_ABORT, 0x80040114, "MAPI_E_UNABLE_TO_ABORT" },
    { IOSTX_MAPI_E_DISK_ERROR, 0x80040116, "MAPI_E_DISK_ERROR" },
    { IOSTX_MAPI_E_COMPUTED, 0x8004011A, "MAPI_E_COMPUTED" },
    { IOSTX_MAPI_E_BAD_VALUE, 0x80040301, "MAPI_E_BAD_VALUE" },
    { IOSTX_MAPI_E_INVALID_TYPE, 0x80040302, "MAPI_E_INVALID_TYPE" },
    { IOSTX_MAPI_E_TOO_BIG, 0x80040305, "MAPI_E_TOO_BIG" },
    { IOSTX_MAPI_E_TIMEOUT, 0x80040401, "MAPI_E_TIMEOUT" },
    { IOSTX_MAPI_E_CORRUPT_STORE, 0x80040600, "MAPI_E_CORRUPT_STORE" },
    { IOSTX_MAPI_E_NOT_IN_QUEUE, 0x80040601, "MAPI_E_NOT_IN_QUEUE" },
    { IOSTX_MAPI_E_COLLISION, 0x80040604, "MAPI_E_COLLISION" },
    { IOSTX_MAPI_E_NO_RECIPIENTS, 0x80040607, "MAPI_E_NO_RECIPIENTS" },
    { IOSTX_MAPI_E_SUBMITTED, 0x80040608, "MAPI_E_SUBMITTED" },
    { IOSTX_MAPI_E_HAS_FOLDERS, 0x80040609, "MAPI_E_HAS_FOLDERS" },
    { IOSTX_MAPI_E_HAS_MESSAGES, 0x8004060A, "MAPI_E_HAS_MESSAGES" },
    { IOSTX_MAPI_E_FOLDER_CYCLE, 0x8004060B, "MAPI_E_FOLDER_CYCLE" },
    { IOSTX_MAPI_W_ERRORS_RETURNED, 0x00040380, "MAPI_W_ERRORS_RETURNED" },
    { IOSTX_MAPI_W_PARTIAL_COMPLETION, 0x00040680, "MAPI_W_PARTIAL_COMPLETION" },
    { IOSTX_SYNC_E_OBJECT_DELETED, 0x80040800, "SYNC_E_OBJECT_DELETED" },
    { IOSTX_SYNC_E_IGNORE, 0x80040801, "SYNC_E_IGNORE" },
    { IOSTX_SYNC_E_CONFLICT, 0x80040802, "SYNC_E_CONFLICT" },
    { IOSTX_SYNC_E_NO_PARENT, 0x80040803, "SYNC_E_NO_PARENT" },
    { IOSTX_SYNC_E_CYCLE, 0x80040804, "SYNC_E_CYCLE" },
    { IOSTX_SYNC_E_UNSYNCHRONIZED, 0x80040805, "SYNC_E_UNSYNCHRONIZED" },
    { IOSTX_SYNC_W_PROGRESS, 0x00040820, "SYNC_W_PROGRESS" },
    { IOSTX_SYNC_W_CLIENT_CHANGE_NEWER, 0x00040821, "SYNC_W_CLIENT_CHANGE_NEWER" },
};

static void codes_have_their_documented_values_names_and_texts(void)
{
    for (size_t i = 0; i < COUNT(codes); i++) {
        const char *text = iostx_error_text(codes[i].code);
        test_context("%s", codes[i].name);
        EXPECT_EQ((uint32_t)codes[i].code, codes[i].value);
        EXPECT_TEXT(iostx_error_name(codes[i].code), codes[i].name);
        CHECK(text != NULL);
        EXPECT(text[0] != '\0' && strchr(text, '\n') == NULL && text[strlen(text) - 1] != '.');
    }
    test_context(NULL);
    EXPECT(IOSTX_E_CLOSED < 0 && IOSTX_E_INCOMPATIBLE < 0 && IOSTX_W_DELETIONS_HELD > 0);
}

static void a_code_that_is_not_known_has_a_text_and_no_name(void)
{
    static const int32_t unknown[] = { 2, 12345, -1, INT32_MIN, INT32_MAX };
    for (size_t i = 0; i < COUNT(unknown); i++) {
        test_context("code %d", (int)unknown[i]);
        CHECK(iostx_error_text(unknown[i]) != NULL);
        EXPECT(iostx_error_text(unknown[i])[0] != '\0');
        EXPECT_TEXT(iostx_error_name(unknown[i]), NULL);
    }
}

#define EXPECT_INIT(type, initializer)                          \
    do {                                                        \
        type value = initializer;                               \
        EXPECT_EQ(value.struct_size, sizeof(type));             \
    } while (0)

static void initializers_set_the_size_of_their_structure(void)
{
    EXPECT_INIT(iostx_store_options, IOSTX_STORE_OPTIONS_INIT);
    EXPECT_INIT(iostx_store_info, IOSTX_STORE_INFO_INIT);
    EXPECT_INIT(iostx_folder_options, IOSTX_FOLDER_OPTIONS_INIT);
    EXPECT_INIT(iostx_list_options, IOSTX_LIST_OPTIONS_INIT);
    EXPECT_INIT(iostx_events_options, IOSTX_EVENTS_OPTIONS_INIT);
    EXPECT_INIT(iostx_event, IOSTX_EVENT_INIT);
    EXPECT_INIT(iostx_progress, IOSTX_PROGRESS_INIT);
    EXPECT_INIT(iostx_session_options, IOSTX_SESSION_OPTIONS_INIT);
    EXPECT_INIT(iostx_result, IOSTX_RESULT_INIT);
    EXPECT_INIT(iostx_import_item, IOSTX_IMPORT_ITEM_INIT);
    EXPECT_INIT(iostx_import_flags, IOSTX_IMPORT_FLAGS_INIT);
    EXPECT_INIT(iostx_readstate, IOSTX_READSTATE_INIT);
    EXPECT_INIT(iostx_message_move, IOSTX_MESSAGE_MOVE_INIT);
    EXPECT_INIT(iostx_listing_scope, IOSTX_LISTING_SCOPE_INIT);
    EXPECT_INIT(iostx_name, IOSTX_NAME_INIT);
}

static void c_and_cpp_give_every_structure_one_size(void)
{
    static const size_t sizes[SIZE_COUNT] = SIZES;
    for (size_t i = 0; i < SIZE_COUNT; i++) {
        test_context("structure %zu", i);
        EXPECT(sizes[i] > 0);
        EXPECT_EQ(sizes_in_cpp()[i], sizes[i]);
    }
}

static void the_structure_of_a_state_lies_at_8_everywhere(void)
{
    EXPECT_EQ(offsetof(iostx_state, body), 8);
    EXPECT_EQ(sizeof(iostx_feid), 46);
    EXPECT_EQ(sizeof(iostx_meid), 70);
    EXPECT_EQ(sizeof(iostx_skey), 22);
    EXPECT_EQ(sizeof(iostx_ltid), 24);
}

static void guids_of_property_sets_are_the_documented_bytes(void)
{
    static const iostx_guid common = IOSTX_PSETID_COMMON, meeting = IOSTX_PSETID_MEETING, provider = IOSTX_PROVIDER_NST;
    static const uint8_t common_bytes[16] = { 8, 0x20, 6, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 };
    static const uint8_t meeting_bytes[16] = { 0x90, 0xDA, 0xD8, 0x6E, 0x0B, 0x45, 0x1B, 0x10, 0x98, 0xDA, 0, 0xAA, 0, 0x3F, 0x13, 5 };
    static const uint8_t provider_bytes[16] = { 0xE9, 0x2F, 0xEB, 0x75, 0x96, 0x50, 0x44, 0x86, 0x83, 0xB8, 0x7D, 0xE5, 0x22, 0xAA, 0x49,
        0x48 };
    CHECK_MEMORY(common.bytes, common_bytes, 16);
    CHECK_MEMORY(meeting.bytes, meeting_bytes, 16);
    CHECK_MEMORY(provider.bytes, provider_bytes, 16);
}

RUN(CASE(the_version_begins_with_the_number_of_the_abi), CASE(codes_have_their_documented_values_names_and_texts),
    CASE(a_code_that_is_not_known_has_a_text_and_no_name), CASE(initializers_set_the_size_of_their_structure),
    CASE(c_and_cpp_give_every_structure_one_size), CASE(the_structure_of_a_state_lies_at_8_everywhere),
    CASE(guids_of_property_sets_are_the_documented_bytes))
