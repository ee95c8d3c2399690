/* folders, ls */
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "flags.h"
#include "folders.h"
#include "output.h"
#include "values.h"

/* --- folders ------------------------------------------------------------------------------------------------------------------ */

static const struct column folder_columns[] = {
    {"path", "FOLDER", false, true}, {"items", "ITEMS", true, false},     {"unread", "UNREAD", true, false},
    {"pending", "PENDING", true, false}, {"class", "CLASS", false, false}, {"notes", "", false, true},
};

static void put_binding(struct output *output, const char *key, iostx_bytes bytes)
{
    struct buffer text = {0};

    if (bytes.size == 0)
        return;
    add_bytes(bytes, &text);
    put_bytes(output, key, text.data, text.size);
    output->failed = output->failed || text.failed;
    buffer_free(&text);
}

/* What there is to say of a folder, in words. */
static void put_notes(struct output *output, const struct folder *folder)
{
    struct buffer notes = {0};

    if (folder->role != IOSTX_FOLDER_NONE) {
        buffer_add_char(&notes, '@');
        buffer_add_text(&notes, word_of(role_words, folder->role));
    }
    if (folder->local_only)
        buffer_add_text(&notes, notes.size > 0 ? ", local only" : "local only");
    if (folder->held > 0)
        buffer_add_text(&notes, notes.size > 0 ? ", deletions held" : "deletions held");
    put_cell(output, "notes", notes.data, notes.size);
    output->failed = output->failed || notes.failed;
    buffer_free(&notes);
}

static void put_folder(struct output *output, const struct folder *folder)
{
    char number[NUMBER_TEXT];

    output_begin(output);
    put_text(output, "path", *folder->path == '\0' ? "@top" : folder->path);
    put_text(output, "id", number_text(folder->number, number));
    put_text(output, "name", folder->name);
    if (folder->role != IOSTX_FOLDER_NONE)
        put_text(output, "role", word_of(role_words, folder->role));
    put_text(output, "class", folder->container_class);
    put_number(output, "items", folder->items);
    put_number(output, "unread", folder->unread);
    put_number(output, "associated", folder->associated);
    put_number(output, "pending", folder->pending);
    put_number(output, "held", folder->held);
    put_bool(output, "local_only", folder->local_only);
    put_binding(output, "remote_id", folder->remote_id);
    put_binding(output, "remote_version", folder->remote_version);
    put_notes(output, folder);
    output_end(output);
}

int run_folders(struct shell *shell)
{
    bool all = option(shell, "--all") != NULL;
    int status = DONE;
    const struct folders *folders = all_folders(shell, &status);
    struct output output;

    if (folders == NULL)
        return status;
    output_table(&output, shell, folder_columns, sizeof(folder_columns) / sizeof(folder_columns[0]));
    for (size_t i = 0; i < folders->count; i++) {
        if (all || folders->all[i].visible)
            put_folder(&output, &folders->all[i]);
    }
    return output_finish(&output);
}

/* --- ls ----------------------------------------------------------------------------------------------------------------------- */

static const struct column item_columns[] = {
    {"id", "ITEM", true, false},   {"marks", "", false, false},        {"date", "DATE", false, false},
    {"from", "FROM", false, true}, {"subject", "SUBJECT", false, true}, {"size", "SIZE", true, false},
};

static const uint32_t item_tags[] = {
    IOSTX_PR_ENTRYID,      IOSTX_PR_SUBJECT,       IOSTX_PR_DISPLAY_NAME,           IOSTX_PR_SENDER_NAME,
    IOSTX_PR_MESSAGE_CLASS, IOSTX_PR_MESSAGE_SIZE_EXTENDED, IOSTX_PR_MESSAGE_DELIVERY_TIME, IOSTX_PR_CLIENT_SUBMIT_TIME,
    IOSTX_PR_START_DATE,   IOSTX_PR_CREATION_TIME, IOSTX_PR_LAST_MODIFICATION_TIME, IOSTX_PR_PENDING,
    IOSTX_PR_HEADER_ITEM,  IOSTX_PR_KEYWORDS,      IOSTX_PR_REMOTE_ID,              IOSTX_PR_REMOTE_VERSION,
    FLAG_TAGS,
};

/* The time that listings are sorted by. */
static uint64_t date_of(const iostx_value *row, size_t count)
{
    static const uint32_t tags[] = {IOSTX_PR_MESSAGE_DELIVERY_TIME, IOSTX_PR_CLIENT_SUBMIT_TIME, IOSTX_PR_START_DATE,
                                    IOSTX_PR_CREATION_TIME, IOSTX_PR_LAST_MODIFICATION_TIME};

    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
        uint64_t time = time_in(find_value(row, count, tags[i]));
        if (time != 0)
            return time;
    }
    return 0;
}

static void put_keywords(struct output *output, const iostx_value *keywords)
{
    struct json *json = is_missing(keywords) || keywords->value.list.count == 0 ? NULL : put_json(output, "keywords");

    if (json != NULL)
        write_value(keywords, json);
}

static void put_item(struct output *output, const iostx_value *row, size_t count)
{
    iostx_bytes subject = bytes_in(find_value(row, count, IOSTX_PR_SUBJECT));
    iostx_bytes from = bytes_in(find_value(row, count, IOSTX_PR_SENDER_NAME));
    iostx_bytes class = bytes_in(find_value(row, count, IOSTX_PR_MESSAGE_CLASS));
    char number[NUMBER_TEXT], marks[MARKS_TEXT];

    if (subject.data == NULL)
        subject = bytes_in(find_value(row, count, IOSTX_PR_DISPLAY_NAME));
    output_begin(output);
    put_text(output, "id", entry_number(bytes_in(find_value(row, count, IOSTX_PR_ENTRYID)), number));
    put_text(output, "marks", marks_of(row, count, marks));
    put_bytes(output, "class", (const char *)class.data, class.size);
    put_time(output, "date", date_of(row, count));
    put_bytes(output, "from", (const char *)from.data, from.size);
    put_bytes(output, "subject", (const char *)subject.data, subject.size);
    put_size(output, "size", number_in(find_value(row, count, IOSTX_PR_MESSAGE_SIZE_EXTENDED)));
    for (size_t i = 0; i < flag_count; i++)
        put_bool(output, flags[i].word, has_flag(&flags[i], row, count));
    put_bool(output, "header_only", number_in(find_value(row, count, IOSTX_PR_HEADER_ITEM)) != 0);
    put_bits(output, "pending", pending_words, (uint32_t)number_in(find_value(row, count, IOSTX_PR_PENDING)));
    put_keywords(output, find_value(row, count, IOSTX_PR_KEYWORDS));
    put_binding(output, "remote_id", bytes_in(find_value(row, count, IOSTX_PR_REMOTE_ID)));
    put_binding(output, "remote_version", bytes_in(find_value(row, count, IOSTX_PR_REMOTE_VERSION)));
    output_end(output);
}

/* What the options say is listed, and how many rows at most. */
static int read_options(struct shell *shell, iostx_list_options *list, uint64_t *limit)
{
    const char *sort = option(shell, "--sort");
    const char *number = option(shell, "--limit");
    char choices[CHOICES_MAX];

    list->columns = item_tags;
    list->column_count = sizeof(item_tags) / sizeof(item_tags[0]);
    if (sort != NULL && !number_of(sort_words, sort, &list->sort))
        return usage(shell, "--sort %s: one of %s is wanted", sort, choices_of(sort_words, choices));
    *limit = UINT64_MAX;
    if (number != NULL && !read_number(shell, number, UINT64_MAX, limit))
        return USAGE;
    /* The newest and the largest come first. */
    if ((list->sort == IOSTX_SORT_DATE || list->sort == IOSTX_SORT_SIZE) != (option(shell, "--reverse") != NULL))
        list->flags |= IOSTX_LIST_DESCENDING;
    list->flags |= option(shell, "--unread") != NULL ? IOSTX_LIST_UNREAD : 0;
    list->flags |= option(shell, "--flagged") != NULL ? IOSTX_LIST_FLAGGED : 0;
    list->flags |= option(shell, "--associated") != NULL ? IOSTX_LIST_ASSOCIATED : 0;
    list->flags |= option(shell, "--trash") != NULL ? IOSTX_LIST_TRASH : 0;
    return DONE;
}

static int list_items(struct shell *shell, iostx_cursor *cursor, uint64_t limit)
{
    const iostx_value *row;
    struct output output;
    int32_t code = IOSTX_S_OK;
    size_t count;
    int status;

    output_table(&output, shell, item_columns, sizeof(item_columns) / sizeof(item_columns[0]));
    for (; limit > 0 && (code = iostx_cursor_next(cursor, &row, &count)) == IOSTX_S_OK; limit--)
        put_item(&output, row, count);
    status = output_finish(&output);
    return code < 0 ? fail_call(shell, cursor, code, "cannot list the items of the folder \"%s\"", shell->arguments[0]) : status;
}

int run_ls(struct shell *shell)
{
    iostx_list_options list = IOSTX_LIST_OPTIONS_INIT;
    iostx_cursor *cursor = NULL;
    iostx_folder *folder = NULL;
    uint64_t limit;
    int status;
    int32_t code;

    if (shell->argument_count == 0)
        return run_folders(shell);
    status = read_options(shell, &list, &limit);
    if (status == DONE)
        status = open_folder(shell, shell->arguments[0], &folder);
    if (status != DONE)
        return status;
    code = iostx_folder_list(folder, &list, &cursor);
    status = code < 0 ? fail_call(shell, folder, code, "cannot list the items of the folder \"%s\"", shell->arguments[0])
                      : list_items(shell, cursor, limit);
    iostx_cursor_free(cursor);
    iostx_folder_free(folder);
    return status;
}
