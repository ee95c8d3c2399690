#include "flags.h"

#include <strings.h>

#include "values.h"

const struct flag flags[] = {
    {IOSTX_FLAG_READ, "read", 'S', IOSTX_PR_MESSAGE_FLAGS, IOSTX_MSGFLAG_READ, true},
    {IOSTX_FLAG_FLAGGED, "flagged", 'F', IOSTX_PR_FLAG_STATUS, 2, false},
    {IOSTX_FLAG_ANSWERED, "answered", 'R', IOSTX_PR_LAST_VERB_EXECUTED, 102, false},
    {IOSTX_FLAG_FORWARDED, "forwarded", 'P', IOSTX_PR_LAST_VERB_EXECUTED, 104, false},
    {IOSTX_FLAG_DRAFT, "draft", 'D', IOSTX_PR_MESSAGE_FLAGS, IOSTX_MSGFLAG_UNSENT, true},
    {IOSTX_FLAG_DELETED, "deleted", 'T', IOSTX_PR_MSG_STATUS, IOSTX_MSGSTATUS_DELMARKED, true},
};
const size_t flag_count = sizeof(flags) / sizeof(flags[0]);

const struct flag *flag_of(const char *word)
{
    for (size_t i = 0; i < flag_count; i++) {
        if (strcasecmp(flags[i].word, word) == 0)
            return &flags[i];
    }
    return NULL;
}

bool has_flag(const struct flag *flag, const iostx_value *row, size_t count)
{
    uint64_t value = number_in(find_value(row, count, flag->tag));

    if (flag->flag == IOSTX_FLAG_ANSWERED && value == 103) /* Replied to all. */
        return true;
    return flag->is_bit ? (value & flag->value) != 0 : value == flag->value;
}

const char *marks_of(const iostx_value *row, size_t count, char out[MARKS_TEXT])
{
    size_t at = 0;

    for (size_t i = 0; i < flag_count; i++) {
        bool set = has_flag(&flags[i], row, count);
        if (flags[i].flag == IOSTX_FLAG_READ) {
            if (!set)
                out[at++] = '*';
        } else if (set)
            out[at++] = flags[i].mark;
    }
    if (number_in(find_value(row, count, IOSTX_PR_HEADER_ITEM)) != 0)
        out[at++] = 'h';
    if (number_in(find_value(row, count, IOSTX_PR_PENDING)) != 0)
        out[at++] = '+';
    out[at] = '\0';
    return out;
}
