#include "output.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "times.h"

#define LEAST_WIDTH 8

void output_table(struct output *output, const struct shell *shell, const struct column *columns, size_t count)
{
    *output = (struct output){.shell = shell, .columns = columns, .column_count = count};
    output->json.out = &output->line;
}

void output_record(struct output *output, const struct shell *shell, size_t name_width)
{
    *output = (struct output){.shell = shell, .name_width = name_width};
    output->json.out = &output->line;
}

static bool is_json(const struct output *output)
{
    return output->shell->json;
}

static void write_line(struct output *output)
{
    if (output->line.failed)
        output->failed = true;
    else if (output->line.size > 0)
        fwrite(output->line.data, 1, output->line.size, stdout);
    buffer_clear(&output->line);
}

/* --- Tables for people -------------------------------------------------------------------------------------------------------- */

static char **row_at(struct output *output, size_t row)
{
    return output->cells + row * output->column_count;
}

/* Takes room from the columns that yield, the widest first, until all fit. */
static void fit(struct output *output, size_t terminal)
{
    for (;;) {
        size_t total = 2 * (output->column_count - 1), widest = SIZE_MAX;

        for (size_t i = 0; i < output->column_count; i++) {
            total += output->widths[i];
            if (output->columns[i].yields && output->widths[i] > LEAST_WIDTH &&
                (widest == SIZE_MAX || output->widths[i] > output->widths[widest]))
                widest = i;
        }
        if (total <= terminal || widest == SIZE_MAX)
            return;
        output->widths[widest]--;
    }
}

static void measure(struct output *output)
{
    size_t terminal = terminal_width();

    for (size_t i = 0; i < output->column_count; i++) {
        size_t width = terminal == 0 ? 0 : text_width(output->columns[i].title);

        for (size_t row = 0; row < output->row_count; row++) {
            size_t cell = text_width(row_at(output, row)[i]);
            width = cell > width ? cell : width;
        }
        output->widths[i] = width > output->widths[i] || terminal != 0 ? width : output->widths[i];
    }
    if (terminal != 0)
        fit(output, terminal);
}

static void add_cell(struct output *output, size_t column, const char *text)
{
    if (column > 0)
        buffer_add_text(&output->line, "  ");
    add_fitted(&output->line, text, output->widths[column], output->columns[column].right);
}

static void write_row(struct output *output)
{
    while (output->line.size > 0 && output->line.data[output->line.size - 1] == ' ')
        output->line.size--;
    buffer_add_char(&output->line, '\n');
    write_line(output);
}

static void flush_rows(struct output *output)
{
    if (output->row_count == 0)
        return;
    measure(output);
    if (!output->title_done && terminal_width() > 0) {
        for (size_t i = 0; i < output->column_count; i++)
            add_cell(output, i, output->columns[i].title);
        write_row(output);
    }
    output->title_done = true;
    for (size_t row = 0; row < output->row_count; row++) {
        for (size_t i = 0; i < output->column_count; i++) {
            add_cell(output, i, row_at(output, row)[i]);
            free(row_at(output, row)[i]);
            row_at(output, row)[i] = NULL;
        }
        write_row(output);
    }
    output->row_count = 0;
}

/* --- Objects ------------------------------------------------------------------------------------------------------------------ */

void output_begin(struct output *output)
{
    output->any = true;
    if (is_json(output)) {
        output->json.comma = false;
        json_begin(&output->json, '{');
    } else if (output->columns != NULL) {
        if (output->cells == NULL)
            output->cells = calloc((ROWS_MAX + 1) * output->column_count, sizeof(*output->cells));
        if (output->cells == NULL) {
            output->failed = true;
            return;
        }
        for (size_t i = 0; i < output->column_count; i++)
            row_at(output, output->row_count)[i] = NULL;
    }
}

void output_end(struct output *output)
{
    if (is_json(output)) {
        json_end(&output->json, '}');
        buffer_add_char(&output->line, '\n');
        write_line(output);
    } else if (output->columns == NULL) {
        write_line(output);
    } else if (output->cells != NULL) {
        for (size_t i = 0; i < output->column_count; i++) {
            char **cell = &row_at(output, output->row_count)[i];
            if (*cell == NULL)
                *cell = calloc(1, 1);
            output->failed = output->failed || *cell == NULL;
        }
        if (output->failed)
            return;
        if (++output->row_count == ROWS_MAX)
            flush_rows(output);
    }
}

int output_finish(struct output *output)
{
    bool failed;

    if (output->columns != NULL && output->cells != NULL && !output->failed)
        flush_rows(output);
    for (size_t i = 0; output->failed && output->cells != NULL && i < (ROWS_MAX + 1) * output->column_count; i++)
        free(output->cells[i]);
    free(output->cells);
    failed = output->failed || output->line.failed;
    buffer_free(&output->line);
    if (failed)
        return fail(output->shell, "out of memory");
    if (fflush(stdout) != 0 || ferror(stdout))
        return fail(output->shell, "cannot write standard output");
    return DONE;
}

/* --- Values ------------------------------------------------------------------------------------------------------------------- */

void put_cell(struct output *output, const char *key, const char *text, size_t size)
{
    struct buffer visible = {0};

    if (is_json(output) || text == NULL)
        return;
    add_visible(&visible, text, size);
    if (output->columns == NULL) {
        for (int i = 0; i < output->indent; i++)
            buffer_add_text(&output->line, "  ");
        add_fitted(&output->line, key, text_width(key) > output->name_width ? text_width(key) : output->name_width, false);
        buffer_add_text(&output->line, "  ");
        buffer_add_text(&output->line, visible.data == NULL ? "" : visible.data);
        buffer_add_char(&output->line, '\n');
    } else if (output->cells != NULL) {
        for (size_t i = 0; i < output->column_count; i++) {
            char **cell = &row_at(output, output->row_count)[i];
            if (strcmp(output->columns[i].key, key) == 0 && *cell == NULL && visible.data != NULL) {
                *cell = visible.data;
                visible.data = NULL;
            }
        }
    }
    output->failed = output->failed || visible.failed;
    buffer_free(&visible);
}

struct json *put_json(struct output *output, const char *key)
{
    if (!is_json(output))
        return NULL;
    json_key(&output->json, key);
    return &output->json;
}

void put_bytes(struct output *output, const char *key, const char *text, size_t size)
{
    struct json *json = text == NULL ? NULL : put_json(output, key);

    if (json != NULL)
        json_text(json, text, size);
    put_cell(output, key, text, size);
}

void put_text(struct output *output, const char *key, const char *text)
{
    put_bytes(output, key, text, text == NULL ? 0 : strlen(text));
}

void put_number(struct output *output, const char *key, uint64_t number)
{
    struct json *json = put_json(output, key);
    char text[32];

    if (json != NULL)
        json_unsigned(json, number);
    snprintf(text, sizeof(text), "%" PRIu64, number);
    put_cell(output, key, text, strlen(text));
}

void put_bool(struct output *output, const char *key, bool value)
{
    struct json *json = put_json(output, key);

    if (json != NULL)
        json_bool(json, value);
    put_cell(output, key, value ? "yes" : "no", value ? 3 : 2);
}

void put_time(struct output *output, const char *key, uint64_t time)
{
    char text[TIMES_TEXT];

    if (time == 0)
        return;
    times_write_iso(time, text);
    if (is_json(output) || output->columns == NULL)
        put_text(output, key, text);
    else {
        text[10] = ' '; /* 2026-01-05 09:00 */
        put_cell(output, key, text, 16);
    }
}

void put_size(struct output *output, const char *key, uint64_t size)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    struct json *json = put_json(output, key);
    double shown = (double)size;
    size_t unit = 0;
    char text[32];

    if (json != NULL)
        json_unsigned(json, size);
    while (shown >= 1000 && unit < 4) {
        shown /= 1024;
        unit++;
    }
    snprintf(text, sizeof(text), unit == 0 || shown >= 100 ? "%.0f %s" : "%.1f %s", shown, units[unit]);
    put_cell(output, key, text, strlen(text));
}

void put_list(struct output *output, const char *key, const char *const *texts, size_t count)
{
    struct json *json = put_json(output, key);
    struct buffer line = {0};

    if (json != NULL) {
        json_begin(json, '[');
        for (size_t i = 0; i < count; i++)
            json_text(json, texts[i], strlen(texts[i]));
        json_end(json, ']');
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_add_text(&line, ", ");
        buffer_add_text(&line, texts[i]);
    }
    put_cell(output, key, line.data, line.size);
    output->failed = output->failed || line.failed;
    buffer_free(&line);
}

void put_bits(struct output *output, const char *key, const struct word *table, uint32_t bits)
{
    const char *words[32];
    size_t count = 0;

    for (; table->word != NULL && count < 32; table++) {
        if ((bits & table->number) == table->number)
            words[count++] = table->word;
    }
    if (count > 0)
        put_list(output, key, words, count);
}

/* --- Parts of records --------------------------------------------------------------------------------------------------------- */

static void add_title(struct output *output, const char *title)
{
    for (int i = 0; i < output->indent; i++)
        buffer_add_text(&output->line, "  ");
    buffer_add_text(&output->line, title);
    buffer_add_text(&output->line, ":\n");
    output->indent++;
}

void output_part(struct output *output, const char *key, const char *title)
{
    struct json *json = put_json(output, key);

    if (json != NULL)
        json_begin(json, '{');
    else
        add_title(output, title);
}

void output_part_end(struct output *output)
{
    if (is_json(output))
        json_end(&output->json, '}');
    else
        output->indent--;
}

void output_list(struct output *output, const char *key, const char *title)
{
    struct json *json = put_json(output, key);

    if (json != NULL)
        json_begin(json, '[');
    else
        add_title(output, title);
}

void output_list_end(struct output *output)
{
    if (is_json(output))
        json_end(&output->json, ']');
    else
        output->indent--;
}

void output_item(struct output *output)
{
    if (is_json(output))
        json_begin(&output->json, '{');
}

void output_item_end(struct output *output)
{
    if (is_json(output))
        json_end(&output->json, '}');
}

int say_count(const struct shell *shell, size_t count)
{
    struct output output;

    if (!shell->json)
        return DONE;
    output_record(&output, shell, 0);
    output_begin(&output);
    put_number(&output, "count", count);
    output_end(&output);
    return output_finish(&output);
}
