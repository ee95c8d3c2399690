/* The fields of an iCalendar object (RFC 5545) or a vCard (RFC 2426, RFC 6350). Any bytes are taken: what cannot be read is as if
   it were not there. */
#ifndef EXAMPLES_COMMON_PIM_FIELDS_H
#define EXAMPLES_COMMON_PIM_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

enum pim_kind { PIM_NONE, PIM_EVENT, PIM_TODO, PIM_JOURNAL, PIM_CONTACT, PIM_GROUP };

/* A recurring item without an end lasts until then: 4500-08-31 23:59 UTC, the end of time of the field. */
#define PIM_FOR_EVER UINT64_C(0x0CB34557A3DD4000)

/* Texts are UTF-8, unescaped; NULL where the object does not say. Times are 0 where it does not. A time with a zone that the file
   defines (VTIMEZONE) is turned into UTC; a floating one, and one with a zone that it does not define, is read as UTC. */
struct pim_fields {
    enum pim_kind kind;
    /* As it stands in the file, not unescaped: what other programs compare. */
    const char *uid;
    /* SUMMARY; of a vCard FN, else N, else ORG. */
    const char *summary;
    const char *description;
    const char *location;
    /* ORGANIZER: CN, else the address. */
    const char *organizer;
    const char *organizer_address;
    const char *const *categories;
    size_t category_count;

    uint64_t start, end, due, completed, created;
    /* LAST-MODIFIED, else DTSTAMP; of a vCard REV. */
    uint64_t modified;
    bool all_day;
    bool recurring;
    /* Not before the end of the last occurrence of a recurring item: UNTIL, or what COUNT can reach at most, or PIM_FOR_EVER. */
    uint64_t last_occurrence;
    /* TRANSP:TRANSPARENT, STATUS:TENTATIVE, STATUS:CANCELLED. */
    bool transparent, tentative, cancelled;
    /* As PR_IMPORTANCE and PR_SENSITIVITY; -1: not said. */
    int importance;
    int sensitivity;
    /* PERCENT-COMPLETE, -1: not said; and STATUS of a task: PIM_TASK_*. */
    int percent;
    enum { PIM_TASK_NOT_STARTED, PIM_TASK_IN_PROGRESS, PIM_TASK_COMPLETE, PIM_TASK_WAITING, PIM_TASK_DEFERRED } task_status;
    bool has_alarm;

    const char *given_name, *surname, *company, *title;
    const char *email;
    const char *phone_work, *phone_home, *phone_mobile;

    /* Objects with different UIDs that the file holds (occurrences of one series are one): more than one is a collection. */
    size_t object_count;

    struct texts texts;
};

/* Reads the first object of a file. false: memory ran out; nothing is to be freed then. A file that is neither an iCalendar object
   nor a vCard gives PIM_NONE. */
bool pim_fields_read(const void *text, size_t size, struct pim_fields *out);
void pim_fields_free(struct pim_fields *fields);

#endif
