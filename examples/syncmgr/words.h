/* Numbers of the library in words, and times, for people. */
#ifndef SYNCMGR_WORDS_H
#define SYNCMGR_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "model.h"

#define WORDS_MAX 320

/* "in sync", "failed", and so on; for JSON in one word. */
const char *outcome_word(uint32_t outcome);
const char *outcome_name(uint32_t outcome);
const char *status_name(uint32_t status);
const char *state_name(uint32_t state);
const char *level_name(uint32_t level);

/* How an account stands: what it does, or how its last run ended and when the next one comes. */
void handler_words(const struct handler *handler, char out[WORDS_MAX]);
/* How a folder stands; running: its account runs. */
void item_words(const struct handler *handler, const struct item *item, char out[WORDS_MAX]);

/* In local time: "14:01" today, "yesterday 14:01", "2026-03-04 14:01". 0: "never". */
void time_words(uint64_t time, char out[WORDS_MAX]);

/* How far something is, 0 to 1000. */
unsigned part_of(int32_t value, int32_t max);
unsigned item_part(const struct handler *handler, const struct item *item);

#endif
