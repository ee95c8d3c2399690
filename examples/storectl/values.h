/* Values of properties as text and as JSON, and back. */
#ifndef STORECTL_VALUES_H
#define STORECTL_VALUES_H

#include <iostx.h>
#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "json.h"

struct shell;

/* The type of a value; of what a table gives, IOSTX_PT_ERROR stands for a missing one. */
uint32_t type_of(const iostx_value *value);
bool is_missing(const iostx_value *value);

/* The value of a property in a row; a missing one if the row does not have it. */
const iostx_value *find_value(const iostx_value *row, size_t count, uint32_t tag);

/* What a value is, if it is of that kind; else 0, or nothing. */
uint64_t number_in(const iostx_value *value);
uint64_t time_in(const iostx_value *value);
iostx_bytes bytes_in(const iostx_value *value);

/* Adds the value for people. Times are as ISO 8601 says; bytes are text if they are printable UTF-8, else "hex:" and digits; values
   of a list are separated by commas. */
void add_value(const iostx_value *value, struct buffer *out);
/* Adds bytes so. */
void add_bytes(iostx_bytes bytes, struct buffer *out);

/* Writes the value as JSON: numbers, booleans, texts as above, and lists of them. */
void write_value(const iostx_value *value, struct json *json);

/* Reads a value of the tag's type; its memory is that of `texts`. false, with a message in `why`: it cannot be read. */
bool read_value(uint32_t tag, const char *text, struct texts *texts, iostx_value *out, const char **why);

#endif
