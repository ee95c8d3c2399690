/* The words of storectl for the numbers of the library: one table per kind, for output and input alike. */
#ifndef STORECTL_WORDS_H
#define STORECTL_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct word {
    uint32_t number;
    const char *word;
};

/* {0, NULL} ends a table. */
extern const struct word pending_words[];   /* Bits: IOSTX_PENDING_*. */
extern const struct word changed_words[];   /* Bits: IOSTX_CHANGED_*. */
extern const struct word role_words[];      /* IOSTX_FOLDER_*. */
extern const struct word direction_words[]; /* IOSTX_DIRECTION_*. */
extern const struct word policy_words[];    /* IOSTX_POLICY_*. */
extern const struct word scope_words[];     /* IOSTX_SCOPE_*. */
extern const struct word expunge_words[];   /* IOSTX_EXPUNGE_*. */
extern const struct word wanted_words[];    /* IOSTX_WANTED_*. */
extern const struct word conflict_words[];  /* IOSTX_CONFLICT_*. */
extern const struct word choice_words[];    /* IOSTX_CHOICE_*. */
extern const struct word event_words[];     /* IOSTX_EVENT_*. */
extern const struct word origin_words[];    /* IOSTX_ORIGIN_*. */
extern const struct word sort_words[];      /* IOSTX_SORT_*. */

/* The word of a number; "unknown" if the table has none: a newer library may know more. */
const char *word_of(const struct word *table, uint32_t number);
bool number_of(const struct word *table, const char *word, uint32_t *out);
/* The words of a table, "a, b or c"; gives `out`. */
#define CHOICES_MAX 512
const char *choices_of(const struct word *table, char out[CHOICES_MAX]);

#endif
