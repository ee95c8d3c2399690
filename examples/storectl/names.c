#include "names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "storectl.h"

struct name {
    const char *name;
    uint32_t tag;
};

/* The documented names, and the library's own. */
#define PR(name) {"PR_" #name, IOSTX_PR_##name}
#define OWN(name) {"IOSTX_PR_" #name, IOSTX_PR_##name}

static const struct name names[] = {
    PR(ENTRYID), PR(PARENT_ENTRYID), PR(STORE_ENTRYID), PR(RECORD_KEY), PR(STORE_RECORD_KEY), PR(SEARCH_KEY), PR(INSTANCE_KEY),
    PR(MAPPING_SIGNATURE), PR(OBJECT_TYPE), PR(ACCESS), PR(ACCESS_LEVEL), PR(DISPLAY_NAME), PR(COMMENT), PR(CREATION_TIME),
    PR(LAST_MODIFICATION_TIME), PR(LAST_MODIFIER_NAME), PR(CREATOR_NAME), PR(TARGET_ENTRYID), PR(SOURCE_KEY), PR(PARENT_SOURCE_KEY),
    PR(CHANGE_KEY), PR(PREDECESSOR_CHANGE_LIST), PR(CHANGE_NUMBER), PR(MID), PR(FOLDER_ID), PR(PARENT_FOLDER_ID), PR(LOCAL_COMMIT_TIME),
    PR(LOCAL_COMMIT_TIME_MAX), PR(DELETED_COUNT_TOTAL), PR(HIERARCHY_CHANGE_NUM), PR(ORIGINAL_ENTRYID), PR(CONTENTS_SYNCHRONIZER),
    PR(HIERARCHY_SYNCHRONIZER), PR(COLLECTOR), PR(OST_OLFI), PR(OST_OSTID), PR(RESOLVE_METHOD), PR(CONFLICT_ITEMS),
    PR(CONFLICT_ENTRYID), PR(STORE_SUPPORT_MASK), PR(STORE_STATE), PR(MDB_PROVIDER), PR(VALID_FOLDER_MASK), PR(STORE_UNICODE_MASK),
    PR(IPM_SUBTREE_ENTRYID), PR(IPM_OUTBOX_ENTRYID), PR(IPM_WASTEBASKET_ENTRYID), PR(IPM_SENTMAIL_ENTRYID), PR(VIEWS_ENTRYID),
    PR(COMMON_VIEWS_ENTRYID), PR(FINDER_ENTRYID), PR(PROFILE_OFFLINE_STORE_PATH), PR(IPM_APPOINTMENT_ENTRYID), PR(IPM_CONTACT_ENTRYID),
    PR(IPM_JOURNAL_ENTRYID), PR(IPM_NOTE_ENTRYID), PR(IPM_TASK_ENTRYID), PR(REM_ONLINE_ENTRYID), PR(REM_OFFLINE_ENTRYID),
    PR(IPM_DRAFTS_ENTRYID), PR(ADDITIONAL_REN_ENTRYIDS), PR(ADDITIONAL_REN_ENTRYIDS_EX), PR(CONTAINER_CLASS), PR(FOLDER_TYPE),
    PR(CONTENT_COUNT), PR(CONTENT_UNREAD), PR(ASSOC_CONTENT_COUNT), PR(SUBFOLDERS), PR(FOLDER_CHILD_COUNT), PR(ATTR_HIDDEN),
    PR(EXTENDED_FOLDER_FLAGS), PR(DEF_POST_MSGCLASS), PR(RIGHTS), PR(HAS_RULES), PR(OFFLINE_FLAGS), PR(DELETED_ON), PR(MESSAGE_CLASS),
    PR(MESSAGE_FLAGS), PR(MSG_STATUS), PR(MESSAGE_SIZE), PR(MESSAGE_SIZE_EXTENDED), PR(HASATTACH), PR(READ), PR(ASSOCIATED),
    PR(ICON_INDEX), PR(FLAG_STATUS), PR(FLAG_COMPLETE_TIME), PR(FOLLOWUP_ICON), PR(TODO_ITEM_FLAGS), PR(LAST_VERB_EXECUTED),
    PR(LAST_VERB_EXECUTION_TIME), PR(IN_CONFLICT), PR(SUBJECT), PR(SUBJECT_PREFIX), PR(NORMALIZED_SUBJECT), PR(ORIGINAL_SUBJECT),
    PR(CONVERSATION_TOPIC), PR(CONVERSATION_INDEX), PR(IMPORTANCE), PR(PRIORITY), PR(SENSITIVITY), PR(CLIENT_SUBMIT_TIME),
    PR(MESSAGE_DELIVERY_TIME), PR(DEFERRED_SEND_TIME), PR(SENDER_NAME), PR(SENDER_ADDRTYPE), PR(SENDER_EMAIL_ADDRESS),
    PR(SENDER_ENTRYID), PR(SENDER_SEARCH_KEY), PR(SENT_REPRESENTING_NAME), PR(SENT_REPRESENTING_ADDRTYPE),
    PR(SENT_REPRESENTING_EMAIL_ADDRESS), PR(SENT_REPRESENTING_ENTRYID), PR(RECEIVED_BY_NAME), PR(DISPLAY_TO), PR(DISPLAY_CC),
    PR(DISPLAY_BCC), PR(BODY), PR(HTML), PR(RTF_COMPRESSED), PR(RTF_IN_SYNC), PR(NATIVE_BODY_INFO), PR(INTERNET_MESSAGE_ID),
    PR(IN_REPLY_TO_ID), PR(INTERNET_REFERENCES), PR(TRANSPORT_MESSAGE_HEADERS), PR(INTERNET_CONTENT), PR(INTERNET_CPID),
    PR(MESSAGE_RECIPIENTS), PR(RECIPIENT_TYPE), PR(ADDRTYPE), PR(EMAIL_ADDRESS), PR(SMTP_ADDRESS), PR(ROWID), PR(RESPONSIBILITY),
    PR(MESSAGE_ATTACHMENTS), PR(ATTACH_NUM), PR(ATTACH_SIZE), PR(ATTACH_METHOD), PR(ATTACH_DATA_BIN), PR(ATTACH_DATA_OBJ),
    PR(ATTACH_FILENAME), PR(ATTACH_LONG_FILENAME), PR(ATTACH_EXTENSION), PR(ATTACH_MIME_TAG), PR(RENDERING_POSITION), PR(SUBMIT_FLAGS),
    PR(DELETE_AFTER_SUBMIT), PR(SENTMAIL_ENTRYID), PR(READ_RECEIPT_REQUESTED), PR(START_DATE), PR(END_DATE), PR(OWNER_APPT_ID),
    PR(GIVEN_NAME), PR(SURNAME), PR(COMPANY_NAME), PR(TITLE), PR(BUSINESS_TELEPHONE_NUMBER), PR(HOME_TELEPHONE_NUMBER),
    PR(MOBILE_TELEPHONE_NUMBER), PR(MESSAGE_DOWNLOAD_TIME), PR(HEADER_FOLDER_ENTRYID), PR(REMOTE_PROGRESS), PR(KEYWORDS),
    PR(HEADER_ITEM),
    OWN(REMOTE_ID), OWN(REMOTE_VERSION), OWN(MATCH_KEY), OWN(PARENT_REMOTE_ID), OWN(SPECIAL_FOLDER), OWN(FINGERPRINT),
    OWN(MATCH_STRENGTH), OWN(CONTENT_SIZE), OWN(PENDING), OWN(PENDING_COUNT), OWN(LOCAL_ONLY), OWN(CHANGED_TAGS), OWN(KEYWORDS_ADDED),
    OWN(KEYWORDS_REMOVED), OWN(ATTEMPTS), OWN(LAST_ERROR), OWN(LAST_ERROR_TEXT), OWN(NEXT_ATTEMPT), OWN(BACKED_OFF), OWN(WANTED_REASON),
    OWN(CONFLICT_COUNT), OWN(FAILURE_COUNT), OWN(HELD_COUNT), OWN(WANTED_COUNT), OWN(RETRY_MARK), OWN(COOKIE),
    OWN(PUBLIC_FOLDER), OWN(LAST_OCCURRENCE), OWN(SERVER_FLAGS), OWN(DEPTH), OWN(SOURCE_FOLDER_ENTRYID),
    OWN(SOURCE_REMOTE_ID), OWN(CONFLICT_KIND), OWN(CONFLICT_TIME), OWN(OUTGOING_STATE), OWN(CHECK_SEVERITY), OWN(CHECK_TEXT),
    OWN(CONFLICT_TEXT),
};

/* Short names, for people. */
static const struct name short_names[] = {
    {"subject", IOSTX_PR_SUBJECT},
    {"class", IOSTX_PR_MESSAGE_CLASS},
    {"from", IOSTX_PR_SENDER_NAME},
    {"from-address", IOSTX_PR_SENDER_EMAIL_ADDRESS},
    {"to", IOSTX_PR_DISPLAY_TO},
    {"cc", IOSTX_PR_DISPLAY_CC},
    {"date", IOSTX_PR_MESSAGE_DELIVERY_TIME},
    {"sent", IOSTX_PR_CLIENT_SUBMIT_TIME},
    {"start", IOSTX_PR_START_DATE},
    {"end", IOSTX_PR_END_DATE},
    {"importance", IOSTX_PR_IMPORTANCE},
    {"sensitivity", IOSTX_PR_SENSITIVITY},
    {"message-id", IOSTX_PR_INTERNET_MESSAGE_ID},
    {"remote-id", IOSTX_PR_REMOTE_ID},
    {"remote-version", IOSTX_PR_REMOTE_VERSION},
    {"match-key", IOSTX_PR_MATCH_KEY},
    {"name", IOSTX_PR_DISPLAY_NAME},
    {"comment", IOSTX_PR_COMMENT},
    {"local-only", IOSTX_PR_LOCAL_ONLY},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct name *find(const struct name *table, size_t count, const char *text, size_t skip)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(table[i].name) > skip && strcasecmp(table[i].name + skip, text) == 0)
            return &table[i];
    }
    return NULL;
}

/* The sets of named properties that have a word. */
static const struct set {
    const char *word;
    iostx_guid guid;
} sets[] = {
    {"public", IOSTX_PS_PUBLIC_STRINGS}, {"headers", IOSTX_PS_INTERNET_HEADERS}, {"appointment", IOSTX_PSETID_APPOINTMENT},
    {"task", IOSTX_PSETID_TASK},         {"address", IOSTX_PSETID_ADDRESS},      {"common", IOSTX_PSETID_COMMON},
    {"log", IOSTX_PSETID_LOG},           {"note", IOSTX_PSETID_NOTE},            {"meeting", IOSTX_PSETID_MEETING},
};

/* "appointment/0x8208", "public/Colour": the tag in this store. */
static bool find_named(const struct shell *shell, const char *text, bool create, uint32_t *out)
{
    const char *slash = strchr(text, '/');
    iostx_name name = IOSTX_NAME_INIT;
    char *end;

    for (size_t i = 0; slash != NULL && i < COUNT(sets); i++) {
        if (strlen(sets[i].word) != (size_t)(slash - text) || strncasecmp(sets[i].word, text, (size_t)(slash - text)) != 0)
            continue;
        name.set = sets[i].guid;
        name.id = (uint32_t)strtoul(slash + 1, &end, 0);
        name.kind = *end == '\0' && end != slash + 1 ? IOSTX_MNID_ID : IOSTX_MNID_STRING;
        name.name = name.kind == IOSTX_MNID_STRING ? slash + 1 : NULL;
        name.type = IOSTX_PT_UNICODE;
        return iostx_store_map_names(shell->store, &name, 1, create ? IOSTX_NAMES_CREATE : 0, out) >= 0 &&
               (*out & 0xFFFF) != IOSTX_PT_ERROR;
    }
    return false;
}

bool tag_of_name(const struct shell *shell, const char *text, bool create, uint32_t *out)
{
    const struct name *name = find(short_names, COUNT(short_names), text, 0);
    char *end;

    name = name != NULL ? name : find(names, COUNT(names), text, 0);
    name = name != NULL ? name : find(names, COUNT(names), text, strlen("PR_"));
    name = name != NULL ? name : find(names, COUNT(names), text, strlen("IOSTX_PR_"));
    if (name != NULL) {
        *out = name->tag;
        return true;
    }
    if (strncasecmp(text, "0x", 2) == 0 && strlen(text) == 10) {
        *out = (uint32_t)strtoul(text, &end, 16);
        return *end == '\0';
    }
    return find_named(shell, text, create, out);
}

void add_guid(const iostx_guid *guid, struct buffer *out)
{
    static const int order[] = {3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15};
    char digits[4];

    for (size_t i = 0; i < COUNT(order); i++) {
        if (order[i] >= 0)
            snprintf(digits, sizeof(digits), "%02X", guid->bytes[order[i]]);
        buffer_add_text(out, order[i] < 0 ? "-" : digits);
    }
}

/* The name that a store has for a tag of a named property. */
static bool add_named(const struct shell *shell, uint32_t tag, struct buffer *out)
{
    iostx_values *values = NULL;
    const iostx_value *name = NULL;
    const char *word = NULL;
    size_t count = 0;
    char number[16];
    bool good;

    good = iostx_store_get_names(shell->store, &tag, 1, &values) >= 0 && iostx_values_get(values, &name, &count) >= 0 && count == 2 &&
           (name[0].tag & 0xFFFF) == IOSTX_PT_CLSID && (name[1].tag & 0xFFFF) != IOSTX_PT_ERROR;
    if (good) {
        for (size_t i = 0; i < COUNT(sets); i++) {
            if (memcmp(&sets[i].guid, &name[0].value.guid, sizeof(iostx_guid)) == 0)
                word = sets[i].word;
        }
        if (word != NULL)
            buffer_add_text(out, word);
        else
            add_guid(&name[0].value.guid, out);
        buffer_add_char(out, '/');
        snprintf(number, sizeof(number), "0x%04X", (unsigned)name[1].value.i4);
        if ((name[1].tag & 0xFFFF) == IOSTX_PT_UNICODE)
            buffer_add(out, name[1].value.bytes.data, name[1].value.bytes.size);
        else
            buffer_add_text(out, number);
    }
    iostx_values_free(values);
    return good;
}

void add_tag_name(const struct shell *shell, uint32_t tag, struct buffer *out)
{
    char text[16];

    for (size_t i = 0; i < COUNT(names); i++) {
        if (names[i].tag == tag || (names[i].tag >> 16 == tag >> 16 && (tag & 0xFFFF) == IOSTX_PT_ERROR)) {
            buffer_add_text(out, names[i].name);
            return;
        }
    }
    if (tag >> 16 >= 0x8000 && add_named(shell, tag, out))
        return;
    snprintf(text, sizeof(text), "0x%08lX", (unsigned long)tag);
    buffer_add_text(out, text);
}
