#include "words.h"

#include <iostx.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const struct word pending_words[] = {
    {IOSTX_PENDING_NEW, "new"},         {IOSTX_PENDING_MOVED, "moved"},         {IOSTX_PENDING_PROPERTIES, "properties"},
    {IOSTX_PENDING_CONTENT, "content"}, {IOSTX_PENDING_READ, "read"},           {IOSTX_PENDING_FLAGS, "flags"},
    {IOSTX_PENDING_DELETED, "deleted"}, {IOSTX_PENDING_MOVED_OUT, "moved-out"}, {IOSTX_PENDING_HELD, "held"},
    {0, NULL},
};

const struct word changed_words[] = {
    {IOSTX_CHANGED_PROPERTIES, "properties"}, {IOSTX_CHANGED_CONTENT, "content"}, {IOSTX_CHANGED_FLAGS, "flags"},
    {IOSTX_CHANGED_BINDING, "binding"},       {IOSTX_CHANGED_PENDING, "pending"}, {0, NULL},
};

const struct word role_words[] = {
    {IOSTX_FOLDER_ROOT, "root"},
    {IOSTX_FOLDER_IPM_SUBTREE, "top"},
    {IOSTX_FOLDER_INBOX, "inbox"},
    {IOSTX_FOLDER_OUTBOX, "outbox"},
    {IOSTX_FOLDER_SENT, "sent"},
    {IOSTX_FOLDER_DELETED, "deleted"},
    {IOSTX_FOLDER_DRAFTS, "drafts"},
    {IOSTX_FOLDER_CALENDAR, "calendar"},
    {IOSTX_FOLDER_CONTACTS, "contacts"},
    {IOSTX_FOLDER_JOURNAL, "journal"},
    {IOSTX_FOLDER_NOTES, "notes"},
    {IOSTX_FOLDER_TASKS, "tasks"},
    {IOSTX_FOLDER_JUNK, "junk"},
    {IOSTX_FOLDER_ARCHIVE, "archive"},
    {IOSTX_FOLDER_SYNC_ISSUES, "sync-issues"},
    {IOSTX_FOLDER_CONFLICTS, "conflicts"},
    {IOSTX_FOLDER_LOCAL_FAILURES, "local-failures"},
    {IOSTX_FOLDER_SERVER_FAILURES, "server-failures"},
    {IOSTX_FOLDER_TRASH, "trash"},
    {IOSTX_FOLDER_VIEWS, "views"},
    {IOSTX_FOLDER_COMMON_VIEWS, "common-views"},
    {IOSTX_FOLDER_SEARCH_ROOT, "search-root"},
    {0, NULL},
};

const struct word direction_words[] = {
    {IOSTX_DIRECTION_BOTH, "both"},
    {IOSTX_DIRECTION_UPLOAD, "upload"},
    {IOSTX_DIRECTION_DOWNLOAD_REFUSE, "download"},
    {IOSTX_DIRECTION_DOWNLOAD_KEEP, "download-keep"},
    {IOSTX_DIRECTION_DOWNLOAD_REVERT, "download-revert"},
    {IOSTX_DIRECTION_ARCHIVE, "archive"},
    {0, NULL},
};

const struct word policy_words[] = {
    {IOSTX_POLICY_DEFAULT, "default"}, {IOSTX_POLICY_LAST_WRITER, "last-writer"}, {IOSTX_POLICY_SERVER, "server"},
    {IOSTX_POLICY_LOCAL, "local"},     {IOSTX_POLICY_HOLD, "hold"},               {IOSTX_POLICY_KEEP_BOTH, "keep-both"},
    {IOSTX_POLICY_ASK, "ask"},         {0, NULL},
};

const struct word scope_words[] = {
    {IOSTX_SCOPE_ALL, "all"},     {IOSTX_SCOPE_NONE, "none"},     {IOSTX_SCOPE_HEADERS, "headers"},
    {IOSTX_SCOPE_NEWER, "newer"}, {IOSTX_SCOPE_NEWEST, "newest"}, {IOSTX_SCOPE_SIZE, "size"},
    {0, NULL},
};

const struct word expunge_words[] = {
    {IOSTX_EXPUNGE_NONE, "none"}, {IOSTX_EXPUNGE_HERE, "here"}, {IOSTX_EXPUNGE_THERE, "there"},
    {IOSTX_EXPUNGE_BOTH, "both"}, {0, NULL},
};

const struct word wanted_words[] = {
    {IOSTX_WANTED_FAILED, "failed"}, {IOSTX_WANTED_BODY, "body"}, {IOSTX_WANTED_REVERTED, "reverted"},
    {IOSTX_WANTED_SCOPE, "scope"},   {IOSTX_WANTED_UNKNOWN, "unknown"}, {0, NULL},
};

const struct word conflict_words[] = {
    {IOSTX_CONFLICT_CHANGE_CHANGE, "changed-changed"},
    {IOSTX_CONFLICT_CHANGE_DELETE, "changed-there-deleted-here"},
    {IOSTX_CONFLICT_DELETE_CHANGE, "deleted-there-changed-here"},
    {IOSTX_CONFLICT_MOVE_MOVE, "moved-moved"},
    {IOSTX_CONFLICT_FOLDER_NAME, "folder-renamed"},
    {IOSTX_CONFLICT_FOLDER_PARENT, "folder-moved"},
    {IOSTX_CONFLICT_REPLACED, "replaced"},
    {IOSTX_CONFLICT_HELD, "held"},
    {0, NULL},
};

const struct word choice_words[] = {
    {IOSTX_CHOICE_LOCAL, "local"}, {IOSTX_CHOICE_SERVER, "server"}, {IOSTX_CHOICE_KEEP_BOTH, "both"},
    {IOSTX_CHOICE_LAST_WRITER, "last-writer"}, {0, NULL},
};

const struct word event_words[] = {
    {IOSTX_EVENT_ITEM_CREATED, "item-created"},
    {IOSTX_EVENT_ITEM_CHANGED, "item-changed"},
    {IOSTX_EVENT_ITEM_DELETED, "item-deleted"},
    {IOSTX_EVENT_ITEM_MOVED, "item-moved"},
    {IOSTX_EVENT_FOLDER_CREATED, "folder-created"},
    {IOSTX_EVENT_FOLDER_CHANGED, "folder-changed"},
    {IOSTX_EVENT_FOLDER_DELETED, "folder-deleted"},
    {IOSTX_EVENT_FOLDER_MOVED, "folder-moved"},
    {IOSTX_EVENT_FOLDER_CONTENTS, "folder-contents"},
    {IOSTX_EVENT_OUTGOING_CHANGED, "outgoing-changed"},
    {IOSTX_EVENT_FULL_WANTED, "full-wanted"},
    {IOSTX_EVENT_CONFLICT, "conflict"},
    {IOSTX_EVENT_FAILURE, "failure"},
    {IOSTX_EVENT_HELD, "held"},
    {IOSTX_EVENT_OVERFLOW, "overflow"},
    {0, NULL},
};

const struct word origin_words[] = {
    {IOSTX_ORIGIN_APP, "app"},
    {IOSTX_ORIGIN_IMPORT, "import"},
    {IOSTX_ORIGIN_OTHER, "other"},
    {0, NULL},
};

const struct word sort_words[] = {
    {IOSTX_SORT_DATE, "date"}, {IOSTX_SORT_SUBJECT, "subject"}, {IOSTX_SORT_SENDER, "from"},
    {IOSTX_SORT_SIZE, "size"}, {IOSTX_SORT_ID, "id"},           {0, NULL},
};

const char *word_of(const struct word *table, uint32_t number)
{
    for (; table->word != NULL; table++) {
        if (table->number == number)
            return table->word;
    }
    return "unknown";
}

bool number_of(const struct word *table, const char *word, uint32_t *out)
{
    for (; table->word != NULL; table++) {
        if (strcasecmp(table->word, word) == 0) {
            *out = table->number;
            return true;
        }
    }
    return false;
}

const char *choices_of(const struct word *table, char out[CHOICES_MAX])
{
    size_t size = 0;

    out[0] = '\0';
    for (size_t i = 0; table[i].word != NULL && size < CHOICES_MAX; i++) {
        const char *before = i == 0 ? "" : table[i + 1].word == NULL ? " or " : ", ";
        size += (size_t)snprintf(out + size, CHOICES_MAX - size, "%s%s", before, table[i].word);
    }
    return out;
}
