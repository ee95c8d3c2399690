/* An item's native text (mail message, iCalendar object, vCard) as the values that the store lists, sorts and matches it by. */
#ifndef EXAMPLES_COMMON_ITEM_TEXT_H
#define EXAMPLES_COMMON_ITEM_TEXT_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

enum item_text_kind { ITEM_TEXT_MAIL, ITEM_TEXT_CALENDAR, ITEM_TEXT_CARD };

/* By how it begins: BEGIN:VCALENDAR, BEGIN:VCARD, else mail. */
enum item_text_kind item_text_guess(const void *text, size_t size);

/* The tags of the named properties in one store. */
struct item_tags {
    uint32_t location, start, end, duration, busy_status, all_day, recurring;
    uint32_t task_status, task_percent, task_start, task_due, task_completed, task_complete;
    uint32_t file_under, email_name, email_address;
    uint32_t log_start;
    uint32_t common_start, common_end, reminder_set;
};

/* Asks the store for them, and lets it make those that it has not yet, unless it is open for reading only; a tag that there is not
   has the type PT_ERROR. */
int32_t item_tags_map(iostx_store *store, bool create, struct item_tags *out);

#define ITEM_TEXT_VALUES_MAX 64

/* The values, for iostx_message_set_values or iostx_import_item, and the match key. Memory of `texts`; the text itself is not
   needed any more. */
struct item_text {
    enum item_text_kind kind;
    iostx_value values[ITEM_TEXT_VALUES_MAX];
    size_t value_count;
    /* UID or Message-ID; empty if there is none. */
    iostx_bytes match_key;
    /* IOSTX_MATCH_*. */
    uint32_t match_strength;
    /* Of mail: one row per recipient, for iostx_message_set_recipients. */
    const iostx_row *recipients;
    size_t recipient_count;
    /* Objects in the text: more than one is a collection of which only the first was read. */
    size_t object_count;

    struct texts texts;
};

/* Reads a text. container_class: PR_CONTAINER_CLASS of the folder, which decides whether a VJOURNAL is a journal entry or a note;
   may be NULL. false: memory ran out; nothing is to be freed then. */
bool item_text_read(const struct item_tags *tags, enum item_text_kind kind, const char *container_class, const void *text, size_t size,
                    struct item_text *out);
void item_text_free(struct item_text *item);

/* The message class of what a folder holds by its class (PR_CONTAINER_CLASS, may be NULL); IPM.Note if that does not say. */
const char *item_class_in(const char *container_class);

/* All tags that item_text_read may set and that stand for something in a text of this kind. */
size_t item_text_tags(const struct item_tags *tags, enum item_text_kind kind, uint32_t out[ITEM_TEXT_VALUES_MAX]);
/* Those of them that this text says nothing of: who gives an item a new text deletes them, since an earlier one may have said them. */
size_t item_text_unsaid(const struct item_tags *tags, const struct item_text *item, uint32_t out[ITEM_TEXT_VALUES_MAX]);

#endif
