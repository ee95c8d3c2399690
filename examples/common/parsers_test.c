/* Tests of the parsers. `parsers_test` runs them; `parsers_test FILE...` reads files of any content with all parsers, which must
   come to an end and give valid UTF-8. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "item_text.h"
#include "mail_headers.h"
#include "pim_fields.h"
#include "times.h"

static int passed, failed;

static void check(const char *name, bool good)
{
    printf("%s %s\n", good ? "pass" : "FAIL", name);
    good ? passed++ : failed++;
}

static void check_text(const char *name, const char *got, const char *wanted)
{
    bool good = got == NULL || wanted == NULL ? got == wanted : strcmp(got, wanted) == 0;

    if (!good)
        printf("  got '%s', not '%s'\n", got == NULL ? "(null)" : got, wanted == NULL ? "(null)" : wanted);
    check(name, good);
}

static void check_time(const char *name, uint64_t time, const char *wanted)
{
    char text[TIMES_TEXT];

    times_write_iso(time, text);
    check_text(name, time == 0 ? "none" : text, wanted);
}

static void check_mail_time(const char *text, const char *wanted)
{
    uint64_t time = 0;

    check_time(text, times_read_mail(text, &time) ? time : 0, wanted);
}

static void check_iso_time(const char *text, const char *wanted)
{
    uint64_t time = 0;

    check_time(text, times_read_iso(text, strlen(text), &time, NULL) ? time : 0, wanted);
}

static void test_times(void)
{
    struct civil leap = {2000, 2, 29, 23, 59, 59}, back;
    uint64_t time = 0;

    check_mail_time("Thu, 12 Feb 2026 16:50:00 +0100", "2026-02-12T15:50:00Z");
    check_mail_time("12 Feb 26 16:50 EST", "2026-02-12T21:50:00Z");
    check_mail_time("Mon (a (nested) comment), 1 Jan 2001 00:00:60 -0330", "2001-01-01T03:31:00Z");
    check_mail_time("Fri, 31 Feb 2026 10:00:00 +0000", "none");
    check_mail_time("yesterday", "none");
    check_iso_time("20260105T090000Z", "2026-01-05T09:00:00Z");
    check_iso_time("2026-01-05T09:00:00.25+01:30", "2026-01-05T07:30:00.25Z");
    check_iso_time("2026-01-05", "2026-01-05T00:00:00Z");
    check_iso_time("2026-13-05", "none");
    check_iso_time("2026-01-05T09", "none");
    check_iso_time("1600-12-31", "none");
    check("a date becomes a time", times_of_civil(&leap, &time));
    times_to_civil(time, &back);
    check("and a date again", memcmp(&leap, &back, sizeof(leap)) == 0);
    check("weekdays", times_weekday(time) == 2);
    check("Unix times", times_of_unix(0) == UINT64_C(116444736000000000));
}

static void check_words(const char *name, const char *text, const char *wanted)
{
    struct buffer out = {0};

    charset_decode_words(text, strlen(text), &out);
    check_text(name, out.data, wanted);
    buffer_free(&out);
}

static void test_charsets(void)
{
    check_words("Q words", "=?utf-8?Q?Hana_Novotn=C3=A1?= here", "Hana Novotn\u00e1 here");
    check_words("B words, and the space between two of them", "=?iso-8859-1?B?6Q==?= =?utf-8?B?w6k=?=", "\u00e9\u00e9");
    check_words("a character cut in two", "=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "\u20ac");
    check_words("a stateful charset", "=?iso-2022-jp?B?GyRCRURDZhsoQg==?=", "\u7530\u4e2d");
    check_words("an unknown charset", "=?none?Q?plain?=", "plain");
    check_words("what is no word stays", "=?utf-8?Q?open =? a = b =?", "=?utf-8?Q?open =? a = b =?");
    check_words("raw bytes are read as windows-1252", "caf\xE9", "caf\u00e9");
    check("over-long UTF-8 is none", !charset_is_utf8("\xC0\x80", 2) && !charset_is_utf8("\xED\xA0\x80", 3));
}

static void test_mail(void)
{
    static const char text[] = "From mara Thu Jan  1 00:00:00 1970\r\n"
                               "Received: from a by b; Thu, 12 Feb 2026 16:50:03 +0000\r\n"
                               "From: \"Ellingsen, Mara\" <mara@tidewater.example.org>\r\n"
                               "To: =?utf-8?Q?Hana_Novotn=C3=A1?= <hana@example.com>,\r\n"
                               "\tCrew: soren@example.org (S\xC3\xB8ren), <@relay.example.org,@b.example.org:jonas@example.org>;\r\n"
                               "Cc: nobody@example.org\r\n"
                               "Subject: =?utf-8?Q?Re:_gr=C3=BC=C3=9Fe?=\r\n"
                               " aus Kiel\r\n"
                               "Message-ID: <long\r\n 1@example.org>\r\n"
                               "X-Priority: 1 (Highest)\r\n"
                               "no field\r\n"
                               "Date: Thu, 12 Feb 2026 16:50:00 +0000\r\n"
                               "\r\n"
                               "Subject: body\r\n";
    struct mail_headers h;

    check("a message is read", mail_headers_read(text, sizeof(text) - 1, &h));
    check_text("a quoted name with a comma", h.sender_name, "Ellingsen, Mara");
    check_text("an address", h.sender_address, "mara@tidewater.example.org");
    check_text("names of recipients, groups and routes", h.to, "Hana Novotn\u00e1; S\u00f8ren; jonas@example.org");
    check_text("a folded subject", h.subject, "Re: gr\u00fc\u00dfe aus Kiel");
    check_text("a folded Message-ID", h.message_id, "<long1@example.org>");
    check_time("Date", h.date, "2026-02-12T16:50:00Z");
    check_time("Received", h.received, "2026-02-12T16:50:03Z");
    check("recipients with their kinds", h.recipient_count == 4 && h.recipients[3].kind == MAIL_CC);
    check("importance", h.importance == 2 && h.sensitivity == -1);
    check("the body begins after the empty line", strcmp(text + h.body_offset, "Subject: body\r\n") == 0);
    mail_headers_free(&h);
    check("an empty message is read", mail_headers_read(NULL, 0, &h) && h.subject == NULL && h.body_offset == 0);
    mail_headers_free(&h);
}

#define ZONE                                                                                                                   \
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Oslo\r\nBEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\nTZOFFSETFROM:+0100\r\n"             \
    "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\nBEGIN:STANDARD\r\n"                      \
    "DTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"      \
    "END:STANDARD\r\nEND:VTIMEZONE\r\n"

static struct pim_fields read_pim(const char *text)
{
    struct pim_fields fields;

    if (!pim_fields_read(text, strlen(text), &fields)) {
        puts("out of memory");
        exit(1);
    }
    return fields;
}

static void check_zone(const char *local, const char *wanted)
{
    char text[2000];
    struct pim_fields f;

    snprintf(text, sizeof(text), "BEGIN:VCALENDAR\r\n%sBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Oslo:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
             ZONE, local);
    f = read_pim(text);
    check_time(local, f.start, wanted);
    pim_fields_free(&f);
}

static void test_calendar(void)
{
    struct pim_fields f;

    check_zone("20260328T120000", "2026-03-28T11:00:00Z");
    check_zone("20260329T030000", "2026-03-29T01:00:00Z");
    check_zone("20261024T120000", "2026-10-24T10:00:00Z");
    check_zone("20261025T120000", "2026-10-25T11:00:00Z");
    check_zone("20260101T000000", "2025-12-31T23:00:00Z");

    f = read_pim("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:series\r\nRECURRENCE-ID:20260112T090000Z\r\nSUMMARY:one of them\r\n"
                 "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:series\r\nDTSTART:20260105T090000Z\r\nDURATION:PT45M\r\n"
                 "RRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Field systems\\, week\r\n ly\r\nCATEGORIES:a,b\\,c\r\nBEGIN:VALARM\r\n"
                 "SUMMARY:alarm\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    check("the series stands for its occurrences", f.kind == PIM_EVENT && f.object_count == 1);
    check_text("unfolded and unescaped", f.summary, "Field systems, weekly");
    check_time("DURATION gives the end", f.end, "2026-01-05T09:45:00Z");
    check("the last occurrence is not before the third", f.recurring && f.last_occurrence >= f.start + 14 * TIMES_DAY);
    check("categories", f.category_count == 2 && strcmp(f.categories[1], "b,c") == 0);
    check("an alarm", f.has_alarm);
    pim_fields_free(&f);

    f = read_pim("BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:t\nDUE;VALUE=DATE:20260204\nSTATUS:COMPLETED\nPRIORITY:1\nEND:VTODO\n"
                 "BEGIN:VTODO\nUID:u\nEND:VTODO\nEND:VCALENDAR\n");
    check("a task, with bare line feeds", f.kind == PIM_TODO && f.task_status == PIM_TASK_COMPLETE && f.importance == 2);
    check("two objects are a collection", f.object_count == 2);
    pim_fields_free(&f);

    f = read_pim("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:never ends");
    check_text("a file that breaks off", f.summary, "never ends");
    pim_fields_free(&f);
    f = read_pim("hello");
    check("other text is none", f.kind == PIM_NONE);
    pim_fields_free(&f);
}

static void test_cards(void)
{
    struct pim_fields f = read_pim("BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:1\r\nN:Haugen;Ingrid;;;\r\nFN:Ingrid Haugen\r\nORG:Club;Board\r\n"
                                   "item1.EMAIL;TYPE=work:second@example.org\r\nEMAIL;PREF=1:first@example.org\r\n"
                                   "TEL;VALUE=uri;TYPE=\"voice,cell\":tel:+1-555-0133\r\nREV:20260712T080000Z\r\nEND:VCARD\r\n");

    check("a contact", f.kind == PIM_CONTACT && f.object_count == 1);
    check_text("UID as it stands there", f.uid, "urn:uuid:1");
    check_text("surname", f.surname, "Haugen");
    check_text("given name", f.given_name, "Ingrid");
    check_text("first part of ORG", f.company, "Club");
    check_text("the preferred address", f.email, "first@example.org");
    check_text("a telephone by quoted types", f.phone_mobile, "+1-555-0133");
    pim_fields_free(&f);

    f = read_pim("BEGIN:VCARD\nN:Crew;;;;\nX-ADDRESSBOOKSERVER-KIND:group\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n");
    check("a group, and a second card", f.kind == PIM_GROUP && f.object_count == 2);
    check_text("a name without FN", f.summary, "Crew");
    pim_fields_free(&f);
}

static const char *text_of(const struct item_text *item, uint32_t tag)
{
    for (size_t i = 0; i < item->value_count; i++) {
        if (item->values[i].tag == tag)
            return (const char *)item->values[i].value.bytes.data;
    }
    return NULL;
}

static struct item_text read_item(const char *container_class, const char *text)
{
    static const struct item_tags no_tags = {.location = IOSTX_PT_ERROR};
    struct item_text item;

    if (!item_text_read(&no_tags, item_text_guess(text, strlen(text)), container_class, text, strlen(text), &item)) {
        puts("out of memory");
        exit(1);
    }
    return item;
}

static void test_items(void)
{
    struct item_text item = read_item("IPF.Note", "Subject: AW: x\nMessage-ID: <1@example.org>\nTo: a@example.org\n\n");

    check_text("mail", text_of(&item, IOSTX_PR_MESSAGE_CLASS), "IPM.Note");
    check_text("subject without prefix", text_of(&item, IOSTX_PR_NORMALIZED_SUBJECT), "x");
    check("a weak match key", item.match_strength == IOSTX_MATCH_WEAK && item.match_key.size == 15);
    check("a recipient", item.recipient_count == 1 && item.recipients[0].count == 5);
    item_text_free(&item);

    item = read_item("IPF.StickyNote", "BEGIN:VCALENDAR\nBEGIN:VJOURNAL\nUID:j\nDTSTART:20260101\nEND:VJOURNAL\nEND:VCALENDAR\n");
    check_text("a journal entry in a folder of notes", text_of(&item, IOSTX_PR_MESSAGE_CLASS), "IPM.StickyNote");
    check("a strong match key", item.match_strength == IOSTX_MATCH_STRONG && item.match_key.size == 1);
    item_text_free(&item);

    item = read_item("IPF.Appointment", "BEGIN:VCALENDAR\n");
    check_text("an unreadable text in a calendar", text_of(&item, IOSTX_PR_MESSAGE_CLASS), "IPM.Appointment");
    item_text_free(&item);
}

/* --- Any files ---------------------------------------------------------------------------------------------------------------- */

static bool texts_are_utf8(const struct item_text *item)
{
    for (size_t i = 0; i < item->value_count; i++) {
        iostx_bytes bytes = item->values[i].value.bytes;
        if ((item->values[i].tag & 0xFFFF) == IOSTX_PT_UNICODE && !charset_is_utf8((const char *)bytes.data, bytes.size))
            return false;
    }
    return true;
}

static bool read_file(const char *path)
{
    static char text[4 * 1024 * 1024];
    static const struct item_tags no_tags = {.location = IOSTX_PT_ERROR};
    FILE *file = fopen(path, "rb");
    size_t size = file == NULL ? 0 : fread(text, 1, sizeof(text), file);
    bool good = file != NULL;

    if (file != NULL)
        fclose(file);
    for (int kind = ITEM_TEXT_MAIL; kind <= ITEM_TEXT_CARD; kind++) {
        struct item_text item;
        good = good && item_text_read(&no_tags, (enum item_text_kind)kind, NULL, text, size, &item);
        if (good) {
            good = texts_are_utf8(&item);
            item_text_free(&item);
        }
    }
    return good;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        check(argv[i], read_file(argv[i]));
    if (argc == 1) {
        test_times();
        test_charsets();
        test_mail();
        test_calendar();
        test_cards();
        test_items();
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
