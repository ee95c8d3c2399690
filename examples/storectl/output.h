/* What a command says on standard output, in one of two forms: for people (columns, or names with their values), or as JSON, one
   object a line. A command names its values once; the form is chosen here. */
#ifndef STORECTL_OUTPUT_H
#define STORECTL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json.h"
#include "storectl.h"
#include "words.h"

/* A column of a table. Values that have no column are shown in JSON only. */
struct column {
    const char *key;   /* The name of the value. */
    const char *title; /* What stands above it on a terminal. */
    bool right;        /* Aligned to the right. */
    bool yields;       /* Cut when the terminal is too narrow. */
};

#define COLUMNS_MAX 10

/* Rows are held back to find the widths, up to so many. */
#define ROWS_MAX 1000

struct output {
    const struct shell *shell;
    const struct column *columns; /* NULL: a record. */
    size_t column_count;
    struct buffer line; /* JSON of the object, or text of the record. */
    struct json json;
    char **cells; /* Of the rows held back, then of the one that is being filled. */
    size_t row_count;
    size_t widths[COLUMNS_MAX];
    size_t name_width; /* Of a record. */
    int indent;
    bool title_done;
    bool any; /* Something was shown. */
    bool failed;
};

/* A table: any number of rows, each begun and ended. */
void output_table(struct output *output, const struct shell *shell, const struct column *columns, size_t count);
/* A record: one object, begun and ended like a row. Its names are padded to a width. */
void output_record(struct output *output, const struct shell *shell, size_t name_width);

void output_begin(struct output *output);
void output_end(struct output *output);

/* Values. NULL is no value: it is left out. */
void put_text(struct output *output, const char *key, const char *text);
void put_bytes(struct output *output, const char *key, const char *text, size_t size);
void put_number(struct output *output, const char *key, uint64_t number);
void put_bool(struct output *output, const char *key, bool value);
/* Units of 100 ns since 1601; 0 is no time. */
void put_time(struct output *output, const char *key, uint64_t time);
/* Bytes with a unit for people, a number in JSON. */
void put_size(struct output *output, const char *key, uint64_t size);
/* The bits of a number as a list of words. */
void put_bits(struct output *output, const char *key, const struct word *table, uint32_t bits);
void put_list(struct output *output, const char *key, const char *const *texts, size_t count);

/* For people only, and for JSON only. */
void put_cell(struct output *output, const char *key, const char *text, size_t size);
struct json *put_json(struct output *output, const char *key);

/* Within a record: a part with names of its own, or a list of such parts; for people indented, below its title. */
void output_part(struct output *output, const char *key, const char *title);
void output_part_end(struct output *output);
void output_list(struct output *output, const char *key, const char *title);
void output_list_end(struct output *output);
void output_item(struct output *output);
void output_item_end(struct output *output);

/* Shows what is held back and frees the output. Returns the exit code: FAILED, with a message, if memory ran out or standard output
   cannot be written. */
int output_finish(struct output *output);

/* What a command that changes things says: nothing to people, {"count": N} in JSON. */
int say_count(const struct shell *shell, size_t count);

#endif
