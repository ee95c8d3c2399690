#include "item_text.h"

#include <string.h>
#include <strings.h>

#include "mail_headers.h"
#include "pim_fields.h"
#include "times.h"

/* --- Tags --------------------------------------------------------------------------------------------------------------------- */

/* One named property: its set, its number, its type, and where its tag goes. */
struct named {
    iostx_guid set;
    uint32_t id;
    uint32_t type;
    size_t member;
};

#define MEMBER(name) offsetof(struct item_tags, name)

static const struct named named_properties[] = {
    {IOSTX_PSETID_APPOINTMENT, IOSTX_LID_LOCATION, IOSTX_PT_UNICODE, MEMBER(location)},
    {IOSTX_PSETID_APPOINTMENT, IOSTX_LID_APPOINTMENT_START, IOSTX_PT_SYSTIME, MEMBER(start)},
    {IOSTX_PSETID_APPOINTMENT, IOSTX_LID_APPOINTMENT_END, IOSTX_PT_SYSTIME, MEMBER(end)},
    {IOSTX_PSETID_APPOINTMENT, IOSTX_LID_APPOINTMENT_DURATION, IOSTX_PT_LONG, MEMBER(duration)},
    {IOSTX_PSETID_APPOINTMENT, IOSTX_LID_BUSY_STATUS, IOSTX_PT_LONG, MEMBER(busy_status)},
    {IOSTX_PSETID_APPOINTMENT, IOSTX_LID_ALL_DAY, IOSTX_PT_BOOLEAN, MEMBER(all_day)},
    {IOSTX_PSETID_APPOINTMENT, IOSTX_LID_RECURRING, IOSTX_PT_BOOLEAN, MEMBER(recurring)},
    {IOSTX_PSETID_TASK, IOSTX_LID_TASK_STATUS, IOSTX_PT_LONG, MEMBER(task_status)},
    {IOSTX_PSETID_TASK, IOSTX_LID_TASK_PERCENT_COMPLETE, IOSTX_PT_DOUBLE, MEMBER(task_percent)},
    {IOSTX_PSETID_TASK, IOSTX_LID_TASK_START, IOSTX_PT_SYSTIME, MEMBER(task_start)},
    {IOSTX_PSETID_TASK, IOSTX_LID_TASK_DUE, IOSTX_PT_SYSTIME, MEMBER(task_due)},
    {IOSTX_PSETID_TASK, IOSTX_LID_TASK_COMPLETED, IOSTX_PT_SYSTIME, MEMBER(task_completed)},
    {IOSTX_PSETID_TASK, IOSTX_LID_TASK_COMPLETE, IOSTX_PT_BOOLEAN, MEMBER(task_complete)},
    {IOSTX_PSETID_ADDRESS, IOSTX_LID_FILE_UNDER, IOSTX_PT_UNICODE, MEMBER(file_under)},
    {IOSTX_PSETID_ADDRESS, IOSTX_LID_EMAIL1_NAME, IOSTX_PT_UNICODE, MEMBER(email_name)},
    {IOSTX_PSETID_ADDRESS, IOSTX_LID_EMAIL1_ADDRESS, IOSTX_PT_UNICODE, MEMBER(email_address)},
    {IOSTX_PSETID_LOG, IOSTX_LID_LOG_START, IOSTX_PT_SYSTIME, MEMBER(log_start)},
    {IOSTX_PSETID_COMMON, IOSTX_LID_COMMON_START, IOSTX_PT_SYSTIME, MEMBER(common_start)},
    {IOSTX_PSETID_COMMON, IOSTX_LID_COMMON_END, IOSTX_PT_SYSTIME, MEMBER(common_end)},
    {IOSTX_PSETID_COMMON, IOSTX_LID_REMINDER_SET, IOSTX_PT_BOOLEAN, MEMBER(reminder_set)},
};

#define NAMED_COUNT (sizeof(named_properties) / sizeof(named_properties[0]))

int32_t item_tags_map(iostx_store *store, bool create, struct item_tags *out)
{
    iostx_name names[NAMED_COUNT];
    uint32_t tags[NAMED_COUNT];
    int32_t result;

    for (size_t i = 0; i < NAMED_COUNT; i++) {
        const struct named *property = &named_properties[i];
        names[i] = (iostx_name)IOSTX_NAME_INIT;
        names[i].kind = IOSTX_MNID_ID;
        names[i].id = property->id;
        names[i].type = property->type;
        names[i].set = property->set;
    }
    result = iostx_store_map_names(store, names, NAMED_COUNT, create ? IOSTX_NAMES_CREATE : 0, tags);
    if (result < 0)
        return result;
    for (size_t i = 0; i < NAMED_COUNT; i++)
        memcpy((char *)out + named_properties[i].member, &tags[i], sizeof(tags[i]));
    return IOSTX_S_OK;
}

/* --- Values ------------------------------------------------------------------------------------------------------------------- */

static iostx_value *add(struct item_text *item, uint32_t tag)
{
    if ((tag & 0xFFFF) == IOSTX_PT_ERROR || item->value_count == ITEM_TEXT_VALUES_MAX)
        return NULL;
    item->values[item->value_count] = (iostx_value){.tag = tag};
    return &item->values[item->value_count++];
}

static iostx_bytes copy_text(struct item_text *item, const char *text)
{
    size_t size = strlen(text);
    char *copy = texts_copy(&item->texts, text, size);

    return (iostx_bytes){(const uint8_t *)copy, copy == NULL ? 0 : size};
}

static void add_text(struct item_text *item, uint32_t tag, const char *text)
{
    iostx_value *value = text == NULL ? NULL : add(item, tag);

    if (value != NULL)
        value->value.bytes = copy_text(item, text);
}

static void add_time(struct item_text *item, uint32_t tag, uint64_t time)
{
    iostx_value *value = time == 0 ? NULL : add(item, tag);

    if (value != NULL)
        value->value.time = time;
}

static void add_number(struct item_text *item, uint32_t tag, int number)
{
    iostx_value *value = add(item, tag);

    if (value != NULL)
        value->value.i4 = number;
}

static void add_bool(struct item_text *item, uint32_t tag, bool flag)
{
    iostx_value *value = add(item, tag);

    if (value != NULL)
        value->value.i2 = flag;
}

static void add_double(struct item_text *item, uint32_t tag, double number)
{
    iostx_value *value = add(item, tag);

    if (value != NULL)
        value->value.r8 = number;
}

static void add_keywords(struct item_text *item, const struct pim_fields *fields)
{
    iostx_bytes *texts = fields->category_count == 0 ? NULL : texts_alloc(&item->texts, fields->category_count * sizeof(*texts));
    iostx_value *value = texts == NULL ? NULL : add(item, IOSTX_PR_KEYWORDS);

    if (value == NULL)
        return;
    for (size_t i = 0; i < fields->category_count; i++)
        texts[i] = copy_text(item, fields->categories[i]);
    value->value.list = (iostx_list){texts, fields->category_count};
}

static void set_key(struct item_text *item, const char *key, uint32_t strength)
{
    if (key == NULL || *key == '\0' || strlen(key) > 1024) /* A longer one is none: the library takes no more. */
        return;
    item->match_key = copy_text(item, key);
    item->match_strength = strength;
}

/* The subject, and its parts: a prefix is one to three characters that are no digits, a colon and a space (MS-OXCMSG 2.2.1.9). */
static void add_subject(struct item_text *item, const char *subject)
{
    size_t characters = 0, size = 0;

    if (subject == NULL)
        return;
    add_text(item, IOSTX_PR_SUBJECT, subject);
    while (subject[size] != '\0' && subject[size] != ':' && subject[size] != ' ' && (subject[size] < '0' || subject[size] > '9'))
        characters += ((unsigned char)subject[size++] & 0xC0) != 0x80;
    if (characters >= 1 && characters <= 3 && subject[size] == ':' && subject[size + 1] == ' ') {
        char *prefix = texts_copy(&item->texts, subject, size + 2);
        iostx_value *value = prefix == NULL ? NULL : add(item, IOSTX_PR_SUBJECT_PREFIX);
        if (value != NULL)
            value->value.bytes = (iostx_bytes){(const uint8_t *)prefix, size + 2};
        subject += size + 2;
    }
    add_text(item, IOSTX_PR_NORMALIZED_SUBJECT, subject);
}

/* --- Mail --------------------------------------------------------------------------------------------------------------------- */

#define RECIPIENT_VALUES 5

static void add_recipients(struct item_text *item, const struct mail_headers *headers)
{
    iostx_row *rows = texts_alloc(&item->texts, (headers->recipient_count + 1) * sizeof(*rows));

    for (size_t i = 0; rows != NULL && i < headers->recipient_count; i++) {
        const struct mail_recipient *from = &headers->recipients[i];
        iostx_value *values = texts_alloc(&item->texts, RECIPIENT_VALUES * sizeof(*values));

        if (values == NULL)
            return;
        values[0] = (iostx_value){.tag = IOSTX_PR_RECIPIENT_TYPE, .value = {.i4 = (int32_t)from->kind}};
        values[1] = (iostx_value){.tag = IOSTX_PR_DISPLAY_NAME, .value = {.bytes = copy_text(item, from->name)}};
        values[2] = (iostx_value){.tag = IOSTX_PR_ADDRTYPE, .value = {.bytes = copy_text(item, "SMTP")}};
        values[3] = (iostx_value){.tag = IOSTX_PR_EMAIL_ADDRESS, .value = {.bytes = copy_text(item, from->address)}};
        values[4] = (iostx_value){.tag = IOSTX_PR_SMTP_ADDRESS, .value = {.bytes = values[3].value.bytes}};
        rows[i] = (iostx_row){values, *from->address == '\0' ? 2 : RECIPIENT_VALUES};
        item->recipient_count = i + 1;
    }
    item->recipients = rows;
}

static bool read_mail(const void *text, size_t size, struct item_text *item)
{
    struct mail_headers headers;

    if (!mail_headers_read(text, size, &headers))
        return false;
    add_text(item, IOSTX_PR_MESSAGE_CLASS, "IPM.Note");
    add_subject(item, headers.subject);
    add_text(item, IOSTX_PR_SENDER_NAME, headers.sender_name);
    if (headers.sender_address != NULL && *headers.sender_address != '\0') {
        add_text(item, IOSTX_PR_SENDER_ADDRTYPE, "SMTP");
        add_text(item, IOSTX_PR_SENDER_EMAIL_ADDRESS, headers.sender_address);
    }
    add_text(item, IOSTX_PR_DISPLAY_TO, headers.to);
    add_text(item, IOSTX_PR_DISPLAY_CC, headers.cc);
    add_text(item, IOSTX_PR_DISPLAY_BCC, headers.bcc);
    add_text(item, IOSTX_PR_INTERNET_MESSAGE_ID, headers.message_id);
    add_text(item, IOSTX_PR_IN_REPLY_TO_ID, headers.in_reply_to);
    add_text(item, IOSTX_PR_INTERNET_REFERENCES, headers.references);
    add_time(item, IOSTX_PR_CLIENT_SUBMIT_TIME, headers.date);
    add_time(item, IOSTX_PR_MESSAGE_DELIVERY_TIME, headers.received != 0 ? headers.received : headers.date);
    if (headers.importance >= 0)
        add_number(item, IOSTX_PR_IMPORTANCE, headers.importance);
    if (headers.sensitivity >= 0)
        add_number(item, IOSTX_PR_SENSITIVITY, headers.sensitivity);
    add_recipients(item, &headers);
    set_key(item, headers.message_id, IOSTX_MATCH_WEAK);
    item->object_count = 1;
    mail_headers_free(&headers);
    return true;
}

/* --- Calendars and cards ------------------------------------------------------------------------------------------------------ */

const char *item_class_in(const char *container_class)
{
    static const char *const classes[][2] = {
        {"IPF.Appointment", "IPM.Appointment"}, {"IPF.Task", "IPM.Task"},       {"IPF.Contact", "IPM.Contact"},
        {"IPF.StickyNote", "IPM.StickyNote"},   {"IPF.Journal", "IPM.Activity"},
    };

    for (size_t i = 0; container_class != NULL && i < sizeof(classes) / sizeof(classes[0]); i++) {
        if (strcasecmp(container_class, classes[i][0]) == 0)
            return classes[i][1];
    }
    return "IPM.Note";
}

static const char *class_of(enum pim_kind kind, const char *container_class, bool dated)
{
    const char *usual = item_class_in(container_class);

    switch (kind) {
    case PIM_EVENT:
        return "IPM.Appointment";
    case PIM_TODO:
        return "IPM.Task";
    case PIM_JOURNAL: /* A journal entry belongs to a date (RFC 5545 3.6.3); one without is a note. */
        if (strcmp(usual, "IPM.StickyNote") == 0 || strcmp(usual, "IPM.Activity") == 0)
            return usual;
        return dated ? "IPM.Activity" : "IPM.StickyNote";
    case PIM_CONTACT:
        return "IPM.Contact";
    case PIM_GROUP:
        return "IPM.DistList";
    default: /* A text that cannot be read is at least of the folder's kind. */
        return usual;
    }
}

static void add_event(const struct item_tags *tags, const struct pim_fields *fields, struct item_text *item)
{
    bool ends = fields->end >= fields->start && fields->end != 0;
    uint64_t minutes = ends ? (fields->end - fields->start) / (60 * TIMES_SECOND) : 0;

    add_time(item, tags->start, fields->start);
    add_time(item, tags->end, fields->end);
    if (fields->start != 0 && ends && minutes <= INT32_MAX)
        add_number(item, tags->duration, (int)minutes);
    add_text(item, tags->location, fields->location);
    add_number(item, tags->busy_status, fields->transparent || fields->cancelled ? 0 : fields->tentative ? 1 : 2);
    add_bool(item, tags->all_day, fields->all_day);
}

static void add_task(const struct item_tags *tags, const struct pim_fields *fields, struct item_text *item)
{
    bool complete = fields->task_status == PIM_TASK_COMPLETE;
    int percent = fields->percent >= 0 && fields->percent <= 100 ? fields->percent : complete ? 100 : 0;

    add_number(item, tags->task_status, (int)fields->task_status);
    add_double(item, tags->task_percent, percent / 100.0);
    add_bool(item, tags->task_complete, complete);
    add_time(item, tags->task_start, fields->start);
    add_time(item, tags->task_due, fields->due);
    add_time(item, tags->task_completed, fields->completed);
}

static void add_contact(const struct item_tags *tags, const struct pim_fields *fields, struct item_text *item)
{
    add_text(item, IOSTX_PR_DISPLAY_NAME, fields->summary);
    add_text(item, tags->file_under, fields->summary);
    add_text(item, IOSTX_PR_GIVEN_NAME, fields->given_name);
    add_text(item, IOSTX_PR_SURNAME, fields->surname);
    add_text(item, IOSTX_PR_COMPANY_NAME, fields->company);
    add_text(item, IOSTX_PR_TITLE, fields->title);
    add_text(item, tags->email_address, fields->email);
    add_text(item, tags->email_name, fields->email == NULL ? NULL : fields->summary);
    add_text(item, IOSTX_PR_BUSINESS_TELEPHONE_NUMBER, fields->phone_work);
    add_text(item, IOSTX_PR_HOME_TELEPHONE_NUMBER, fields->phone_home);
    add_text(item, IOSTX_PR_MOBILE_TELEPHONE_NUMBER, fields->phone_mobile);
}

static bool read_pim(const struct item_tags *tags, const char *container_class, const void *text, size_t size,
                     struct item_text *item)
{
    uint64_t start, end;
    struct pim_fields fields;

    if (!pim_fields_read(text, size, &fields))
        return false;
    start = fields.start;
    end = fields.kind == PIM_TODO ? fields.due : fields.end;
    add_text(item, IOSTX_PR_MESSAGE_CLASS, class_of(fields.kind, container_class, start != 0));
    add_subject(item, fields.summary);
    add_text(item, IOSTX_PR_SENDER_NAME, fields.organizer);
    add_text(item, IOSTX_PR_SENDER_EMAIL_ADDRESS, fields.organizer_address);
    add_keywords(item, &fields);
    if (fields.importance >= 0)
        add_number(item, IOSTX_PR_IMPORTANCE, fields.importance);
    if (fields.sensitivity >= 0)
        add_number(item, IOSTX_PR_SENSITIVITY, fields.sensitivity);
    add_time(item, IOSTX_PR_START_DATE, start);
    add_time(item, IOSTX_PR_END_DATE, end);
    add_time(item, tags->common_start, start);
    add_time(item, tags->common_end, end);
    add_bool(item, tags->reminder_set, fields.has_alarm);
    if (fields.recurring) {
        add_bool(item, tags->recurring, true);
        add_time(item, IOSTX_PR_LAST_OCCURRENCE, fields.last_occurrence);
    }
    if (fields.kind == PIM_EVENT)
        add_event(tags, &fields, item);
    else if (fields.kind == PIM_TODO)
        add_task(tags, &fields, item);
    else if (fields.kind == PIM_JOURNAL)
        add_time(item, tags->log_start, start);
    else if (fields.kind == PIM_CONTACT || fields.kind == PIM_GROUP)
        add_contact(tags, &fields, item);
    set_key(item, fields.uid, IOSTX_MATCH_STRONG);
    item->object_count = fields.object_count;
    pim_fields_free(&fields);
    return true;
}

/* --- All ---------------------------------------------------------------------------------------------------------------------- */

enum item_text_kind item_text_guess(const void *text, size_t size)
{
    const char *at = text;

    if (size >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) {
        at += 3;
        size -= 3;
    }
    while (size > 0 && (*at == '\r' || *at == '\n')) {
        at++;
        size--;
    }
    if (size >= 15 && strncasecmp(at, "BEGIN:VCALENDAR", 15) == 0)
        return ITEM_TEXT_CALENDAR;
    if (size >= 11 && strncasecmp(at, "BEGIN:VCARD", 11) == 0)
        return ITEM_TEXT_CARD;
    return ITEM_TEXT_MAIL;
}

bool item_text_read(const struct item_tags *tags, enum item_text_kind kind, const char *container_class, const void *text, size_t size,
                    struct item_text *out)
{
    bool read;

    memset(out, 0, sizeof(*out));
    out->kind = kind;
    out->match_strength = IOSTX_MATCH_NONE;
    read = kind == ITEM_TEXT_MAIL ? read_mail(text, size, out) : read_pim(tags, container_class, text, size, out);
    if (!read || out->texts.failed) {
        texts_free(&out->texts);
        return false;
    }
    return true;
}

void item_text_free(struct item_text *item)
{
    texts_free(&item->texts);
    memset(item, 0, sizeof(*item));
}

size_t item_text_tags(const struct item_tags *tags, enum item_text_kind kind, uint32_t out[ITEM_TEXT_VALUES_MAX])
{
    static const uint32_t fixed[] = {
        IOSTX_PR_SUBJECT, IOSTX_PR_SUBJECT_PREFIX, IOSTX_PR_NORMALIZED_SUBJECT, IOSTX_PR_SENDER_NAME, IOSTX_PR_SENDER_ADDRTYPE,
        IOSTX_PR_SENDER_EMAIL_ADDRESS, IOSTX_PR_DISPLAY_TO, IOSTX_PR_DISPLAY_CC, IOSTX_PR_DISPLAY_BCC, IOSTX_PR_INTERNET_MESSAGE_ID,
        IOSTX_PR_IN_REPLY_TO_ID, IOSTX_PR_INTERNET_REFERENCES, IOSTX_PR_CLIENT_SUBMIT_TIME, IOSTX_PR_IMPORTANCE, IOSTX_PR_SENSITIVITY,
        IOSTX_PR_START_DATE, IOSTX_PR_END_DATE, IOSTX_PR_LAST_OCCURRENCE, IOSTX_PR_DISPLAY_NAME, IOSTX_PR_GIVEN_NAME,
        IOSTX_PR_SURNAME, IOSTX_PR_COMPANY_NAME, IOSTX_PR_TITLE, IOSTX_PR_BUSINESS_TELEPHONE_NUMBER,
        IOSTX_PR_HOME_TELEPHONE_NUMBER, IOSTX_PR_MOBILE_TELEPHONE_NUMBER,
    };
    size_t count = 0;

    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        out[count++] = fixed[i];
    /* Those of a message are kept beside its text. */
    if (kind != ITEM_TEXT_MAIL)
        out[count++] = IOSTX_PR_KEYWORDS;
    for (size_t i = 0; i < NAMED_COUNT && count < ITEM_TEXT_VALUES_MAX; i++) {
        uint32_t tag;
        memcpy(&tag, (const char *)tags + named_properties[i].member, sizeof(tag));
        if ((tag & 0xFFFF) != IOSTX_PT_ERROR)
            out[count++] = tag;
    }
    return count;
}

size_t item_text_unsaid(const struct item_tags *tags, const struct item_text *item, uint32_t out[ITEM_TEXT_VALUES_MAX])
{
    size_t all = item_text_tags(tags, item->kind, out), kept = 0;

    for (size_t i = 0; i < all; i++) {
        bool said = false;
        for (size_t j = 0; j < item->value_count; j++)
            said = said || item->values[j].tag == out[i];
        if (!said)
            out[kept++] = out[i];
    }
    return kept;
}
