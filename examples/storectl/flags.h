/* The flags of items, by the words that people and JSON use; the one table of flags of iostx.h stands behind it. */
#ifndef STORECTL_FLAGS_H
#define STORECTL_FLAGS_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The properties that flags stand in; tables that show flags need these columns. */
#define FLAG_TAGS IOSTX_PR_MESSAGE_FLAGS, IOSTX_PR_FLAG_STATUS, IOSTX_PR_LAST_VERB_EXECUTED, IOSTX_PR_MSG_STATUS

struct flag {
    uint32_t flag; /* IOSTX_FLAG_* */
    const char *word;
    char mark;
    uint32_t tag;
    uint32_t value;
    bool is_bit; /* The value is a bit of the property; else it is the property. */
};

extern const struct flag flags[];
extern const size_t flag_count;

const struct flag *flag_of(const char *word);
bool has_flag(const struct flag *flag, const iostx_value *row, size_t count);

/* The marks of a row: one letter per flag, "*" for unread, "h" for header only, "+" for pending. */
#define MARKS_TEXT 12
const char *marks_of(const iostx_value *row, size_t count, char out[MARKS_TEXT]);

#endif
