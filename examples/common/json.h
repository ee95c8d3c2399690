/* Writes JSON (RFC 8259), one value on one line. */
#ifndef COMMON_JSON_H
#define COMMON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

/* Start it as {.out = ...}. Commas come by themselves. */
struct json {
    struct buffer *out;
    bool comma;
};

void json_begin(struct json *json, char bracket);
void json_end(struct json *json, char bracket);
void json_key(struct json *json, const char *key);

/* Text that is not UTF-8 gets U+FFFD in its place. */
void json_text(struct json *json, const char *text, size_t size);
void json_number(struct json *json, int64_t number);
void json_unsigned(struct json *json, uint64_t number);
/* null if it is not finite. */
void json_double(struct json *json, double number);
void json_bool(struct json *json, bool value);

void json_key_text(struct json *json, const char *key, const char *text);

#endif
