/* pending, failures, conflicts, held, wanted */
#include "actions.h"
#include "flags.h"
#include "folders.h"
#include "names.h"
#include "output.h"
#include "values.h"

/* --- Values that several lists have ------------------------------------------------------------------------------------------- */

struct row {
    struct shell *shell;
    struct output *output;
    const iostx_value *values;
    size_t count;
};

static const iostx_value *value_of(const struct row *row, uint32_t tag)
{
    return find_value(row->values, row->count, tag);
}

static void put_text_of(const struct row *row, const char *key, uint32_t tag)
{
    iostx_bytes text = bytes_in(value_of(row, tag));

    put_bytes(row->output, key, (const char *)text.data, text.size);
}

static void put_bytes_of(const struct row *row, const char *key, uint32_t tag)
{
    iostx_bytes bytes = bytes_in(value_of(row, tag));
    struct buffer text = {0};

    if (bytes.size == 0)
        return;
    add_bytes(bytes, &text);
    put_bytes(row->output, key, text.data, text.size);
    row->output->failed = row->output->failed || text.failed;
    buffer_free(&text);
}

/* The object, the folder it is in, and its name. */
static void put_object(const struct row *row)
{
    bool is_folder = number_in(value_of(row, IOSTX_PR_OBJECT_TYPE)) == IOSTX_OBJECT_FOLDER;
    iostx_bytes parent = bytes_in(value_of(row, IOSTX_PR_PARENT_ENTRYID));
    char number[NUMBER_TEXT], memory[24];
    const char *id = entry_number(bytes_in(value_of(row, IOSTX_PR_ENTRYID)), number);

    if (*id != '\0')
        put_text(row->output, "id", id);
    put_text(row->output, "object", is_folder ? "folder" : "item");
    put_text(row->output, "folder", entry_path(row->shell, parent, memory));
    put_text_of(row, "subject", IOSTX_PR_SUBJECT);
}

/* Attempts, and when and why they failed. */
static void put_attempts(const struct row *row)
{
    int32_t error = (int32_t)number_in(value_of(row, IOSTX_PR_LAST_ERROR));

    put_number(row->output, "attempts", number_in(value_of(row, IOSTX_PR_ATTEMPTS)));
    if (error != 0) {
        const char *name = iostx_error_name(error);
        put_text(row->output, "error", name != NULL ? name : iostx_error_text(error));
    }
    put_text_of(row, "error_text", IOSTX_PR_LAST_ERROR_TEXT);
    put_time(row->output, "next_attempt", time_in(value_of(row, IOSTX_PR_NEXT_ATTEMPT)));
    put_bool(row->output, "backed_off", number_in(value_of(row, IOSTX_PR_BACKED_OFF)) != 0);
}

/* Names of the tags of changed properties, and lists of keywords; for JSON only. */
static void put_details(const struct row *row)
{
    const iostx_value *tags = value_of(row, IOSTX_PR_CHANGED_TAGS);
    static const struct { const char *key; uint32_t tag; } lists[] = {
        {"keywords_added", IOSTX_PR_KEYWORDS_ADDED}, {"keywords_removed", IOSTX_PR_KEYWORDS_REMOVED}};
    struct json *json = is_missing(tags) || tags->value.list.count == 0 ? NULL : put_json(row->output, "changed");

    if (json != NULL) {
        json_begin(json, '[');
        for (size_t i = 0; i < tags->value.list.count; i++) {
            struct buffer name = {0};
            add_tag_name(row->shell, (uint32_t)((const int32_t *)tags->value.list.items)[i], &name);
            json_text(json, name.data, name.size);
            buffer_free(&name);
        }
        json_end(json, ']');
    }
    for (size_t i = 0; i < 2; i++) {
        const iostx_value *keywords = value_of(row, lists[i].tag);
        json = is_missing(keywords) || keywords->value.list.count == 0 ? NULL : put_json(row->output, lists[i].key);
        if (json != NULL)
            write_value(keywords, json);
    }
}

/* --- The lists ---------------------------------------------------------------------------------------------------------------- */

static void put_pending(const struct row *row)
{
    char memory[24];
    iostx_bytes source = bytes_in(value_of(row, IOSTX_PR_SOURCE_FOLDER_ENTRYID));

    put_object(row);
    put_bits(row->output, "what", pending_words, (uint32_t)number_in(value_of(row, IOSTX_PR_PENDING)));
    put_details(row);
    put_text(row->output, "from_folder", entry_path(row->shell, source, memory));
    put_bytes_of(row, "remote_id", IOSTX_PR_REMOTE_ID);
    put_bytes_of(row, "remote_version", IOSTX_PR_REMOTE_VERSION);
    put_bytes_of(row, "match_key", IOSTX_PR_MATCH_KEY);
    put_attempts(row);
    put_bool(row->output, "retry_mark", number_in(value_of(row, IOSTX_PR_RETRY_MARK)) != 0);
}

static void put_conflict(const struct row *row)
{
    const iostx_value *kept = value_of(row, IOSTX_PR_CONFLICT_ITEMS);
    char number[NUMBER_TEXT];

    put_object(row);
    put_text(row->output, "kind", word_of(conflict_words, (uint32_t)number_in(value_of(row, IOSTX_PR_CONFLICT_KIND))));
    put_time(row->output, "time", time_in(value_of(row, IOSTX_PR_CONFLICT_TIME)));
    put_text_of(row, "text", IOSTX_PR_CONFLICT_TEXT);
    if ((kept->tag & 0xFFFF) == IOSTX_PT_MV_BINARY && kept->value.list.count > 0)
        put_text(row->output, "kept", entry_number(((const iostx_bytes *)kept->value.list.items)[0], number));
    else if (bytes_in(kept).size > 0)
        put_text(row->output, "kept", entry_number(bytes_in(kept), number));
    put_bool(row->output, "waits", (number_in(value_of(row, IOSTX_PR_PENDING)) & IOSTX_PENDING_HELD) != 0);
}

static void put_held(const struct row *row)
{
    put_object(row);
    put_bytes_of(row, "remote_id", IOSTX_PR_REMOTE_ID);
    put_number(row->output, "in_folder", number_in(value_of(row, IOSTX_PR_HELD_COUNT)));
}

static void put_wanted(const struct row *row)
{
    char number[NUMBER_TEXT], memory[24];
    const char *id = entry_number(bytes_in(value_of(row, IOSTX_PR_ENTRYID)), number);

    put_text(row->output, "folder", entry_path(row->shell, bytes_in(value_of(row, IOSTX_PR_PARENT_ENTRYID)), memory));
    put_bytes_of(row, "remote_id", IOSTX_PR_REMOTE_ID);
    if (*id != '\0')
        put_text(row->output, "id", id);
    put_text(row->output, "why", word_of(wanted_words, (uint32_t)number_in(value_of(row, IOSTX_PR_WANTED_REASON))));
    put_attempts(row);
}

typedef int32_t (*list_function)(iostx_store *store, const iostx_feid *folder, iostx_cursor **out);

/* Shows a list of the library, of one folder if one is given. */
static int show(struct shell *shell, list_function list, const struct column *columns, size_t column_count,
                void (*put)(const struct row *row))
{
    struct output output;
    struct row row = {.shell = shell, .output = &output};
    iostx_cursor *cursor = NULL;
    iostx_feid feid;
    int32_t code;
    int status = shell->argument_count > 0 ? find_folder(shell, shell->arguments[0], &feid) : DONE, written;

    if (status != DONE)
        return status;
    code = list(shell->store, shell->argument_count > 0 ? &feid : NULL, &cursor);
    if (code < 0)
        return fail_call(shell, shell->store, code, "cannot read the list");
    output_table(&output, shell, columns, column_count);
    while ((code = iostx_cursor_next(cursor, &row.values, &row.count)) == IOSTX_S_OK) {
        output_begin(&output);
        put(&row);
        output_end(&output);
    }
    written = output_finish(&output);
    if (code < 0)
        status = fail_call(shell, cursor, code, "cannot read the list");
    iostx_cursor_free(cursor);
    return status != DONE ? status : written;
}

#define COUNT(columns) (sizeof(columns) / sizeof((columns)[0]))

int run_pending(struct shell *shell)
{
    static const struct column columns[] = {
        {"id", "ITEM", true, false},       {"what", "WHAT", false, false},          {"folder", "FOLDER", false, true},
        {"subject", "SUBJECT", false, true}, {"next_attempt", "AGAIN AT", false, false},
    };

    return show(shell, iostx_store_list_pending, columns, COUNT(columns), put_pending);
}

int run_failures(struct shell *shell)
{
    static const struct column columns[] = {
        {"id", "ITEM", true, false},         {"what", "WHAT", false, false},     {"folder", "FOLDER", false, true},
        {"subject", "SUBJECT", false, true}, {"attempts", "TRIED", true, false}, {"error", "ERROR", false, false},
        {"error_text", "THE SERVER SAID", false, true},
    };

    return show(shell, iostx_store_list_failures, columns, COUNT(columns), put_pending);
}

int run_conflicts(struct shell *shell)
{
    static const struct column columns[] = {
        {"id", "ITEM", true, false},         {"kept", "KEPT", true, false},    {"kind", "KIND", false, false},
        {"time", "FOUND", false, false},     {"waits", "WAITS", false, false}, {"folder", "FOLDER", false, true},
        {"subject", "SUBJECT", false, true},
    };

    return show(shell, iostx_store_list_conflicts, columns, COUNT(columns), put_conflict);
}

int run_held(struct shell *shell)
{
    static const struct column columns[] = {
        {"id", "ITEM", true, false},
        {"folder", "FOLDER", false, true},
        {"in_folder", "HELD THERE", true, false},
        {"subject", "SUBJECT", false, true},
    };

    return show(shell, iostx_store_list_held, columns, COUNT(columns), put_held);
}

int run_wanted(struct shell *shell)
{
    static const struct column columns[] = {
        {"folder", "FOLDER", false, true}, {"remote_id", "REMOTE ID", false, true}, {"why", "WHY", false, false},
        {"attempts", "TRIED", true, false}, {"error", "ERROR", false, false},      {"next_attempt", "AGAIN AT", false, false},
    };

    return show(shell, iostx_store_list_wanted, columns, COUNT(columns), put_wanted);
}
