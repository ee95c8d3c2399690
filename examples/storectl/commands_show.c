/* show, cat */
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "flags.h"
#include "folders.h"
#include "names.h"
#include "output.h"
#include "values.h"

/* --- show --------------------------------------------------------------------------------------------------------------------- */

/* Long values are cut for people: texts, and bytes that are shown in hex. */
#define SHOWN_MAX 400
#define SHOWN_HEX_MAX 160

static void put_value(struct output *output, const char *key, const iostx_value *value)
{
    size_t most = type_of(value) == IOSTX_PT_BINARY ? SHOWN_HEX_MAX : SHOWN_MAX;
    struct json *json;
    struct buffer text = {0};

    if (type_of(value) == IOSTX_PT_OBJECT || value->tag == IOSTX_PR_INTERNET_CONTENT) /* The content is for cat. */
        return;
    if (type_of(value) == IOSTX_PT_ERROR) {
        if (value->value.error != IOSTX_MAPI_E_NOT_ENOUGH_MEMORY)
            return;
        put_text(output, key, "(large: read it with cat --property)");
        return;
    }
    json = put_json(output, key);
    if (json != NULL)
        write_value(value, json);
    else
        add_value(value, &text);
    if (text.size > most) {
        text.size = most;
        buffer_add_text(&text, "...");
    }
    put_cell(output, key, text.data, text.size);
    output->failed = output->failed || text.failed;
    buffer_free(&text);
}

/* All values, by their names. */
static void put_values(struct output *output, const iostx_value *values, size_t count)
{
    struct buffer name = {0};

    for (size_t i = 0; i < count; i++) {
        buffer_clear(&name);
        add_tag_name(output->shell, values[i].tag, &name);
        if (!name.failed)
            put_value(output, name.data, &values[i]);
    }
    output->failed = output->failed || name.failed;
    buffer_free(&name);
}

static int32_t put_recipients(struct output *output, iostx_message *message)
{
    iostx_cursor *cursor = NULL;
    const iostx_value *row;
    bool any = false;
    size_t count;
    int32_t code = iostx_message_get_recipients(message, &cursor);

    while (code >= 0 && (code = iostx_cursor_next(cursor, &row, &count)) == IOSTX_S_OK) {
        if (!any)
            output_list(output, "recipients", "recipients");
        any = true;
        output_item(output);
        put_values(output, row, count);
        output_item_end(output);
    }
    if (any)
        output_list_end(output);
    iostx_cursor_free(cursor);
    return code;
}

/* What is pending, with the values that the server has. */
static int32_t put_pending(struct output *output, iostx_message *message)
{
    iostx_values *handle = NULL;
    const iostx_value *values;
    size_t count;
    int32_t code = iostx_message_get_pending(message, &handle);

    if (code >= 0 && iostx_values_get(handle, &values, &count) >= 0) {
        uint32_t bits = (uint32_t)number_in(find_value(values, count, IOSTX_PR_PENDING));
        if (bits != 0) {
            output_part(output, "pending", "pending, and what the server has");
            put_bits(output, "what", pending_words, bits);
            for (size_t i = 0; i < count; i++) {
                if (values[i].tag != IOSTX_PR_PENDING && values[i].tag != IOSTX_PR_CHANGED_TAGS)
                    put_values(output, &values[i], 1);
            }
            output_part_end(output);
        }
    }
    iostx_values_free(handle);
    return code;
}

static int show_message(struct shell *shell, iostx_message *message, struct output *output)
{
    iostx_meid meid = IOSTX_MEID_INIT;
    iostx_values *handle = NULL;
    const iostx_value *values = NULL;
    char number[NUMBER_TEXT], memory[24];
    size_t count = 0;
    int32_t code = iostx_message_get_values(message, NULL, 0, 0, &handle);

    if (code >= 0)
        code = iostx_values_get(handle, &values, &count);
    if (code >= 0)
        code = iostx_message_get_id(message, &meid);
    if (code >= 0) {
        output_begin(output);
        put_text(output, "id", number_text(number_of_ltid(&meid.message), number));
        put_text(output, "folder", folder_path(shell, &meid.folder, memory));
        for (size_t i = 0; i < flag_count; i++)
            put_bool(output, flags[i].word, has_flag(&flags[i], values, count));
        output_part(output, "properties", "properties");
        put_values(output, values, count);
        output_part_end(output);
        code = put_recipients(output, message);
        if (code >= 0)
            code = put_pending(output, message);
        output_end(output);
    }
    iostx_values_free(handle);
    return code < 0 ? fail_call(shell, message, code, "cannot read the item %s", shell->arguments[0]) : DONE;
}

static int show_folder(struct shell *shell, const char *path, struct output *output)
{
    iostx_feid feid = IOSTX_FEID_INIT;
    iostx_folder *folder = NULL;
    iostx_values *handle = NULL;
    const iostx_value *values;
    char number[NUMBER_TEXT], memory[24];
    size_t count;
    int32_t code;
    int status = open_folder(shell, path, &folder);

    if (status != DONE)
        return status;
    code = iostx_folder_get_values(folder, NULL, 0, 0, &handle);
    if (code >= 0)
        code = iostx_folder_get_id(folder, &feid);
    if (code >= 0 && iostx_values_get(handle, &values, &count) >= 0) {
        output_begin(output);
        put_text(output, "id", number_text(number_of_ltid(&feid.folder), number));
        put_text(output, "path", folder_path(shell, &feid.folder, memory));
        output_part(output, "properties", "properties");
        put_values(output, values, count);
        output_part_end(output);
        output_end(output);
    }
    if (code < 0)
        status = fail_call(shell, folder, code, "cannot read the folder \"%s\"", path);
    iostx_values_free(handle);
    iostx_folder_free(folder);
    return status;
}

int run_show(struct shell *shell)
{
    const char *folder = option(shell, "--folder");
    iostx_message *message = NULL;
    struct output output;
    int status, written;

    if ((folder != NULL) == (shell->argument_count == 1))
        return usage(shell, "one item, or --folder, is wanted");
    output_record(&output, shell, 30);
    if (folder != NULL) {
        status = show_folder(shell, folder, &output);
    } else {
        status = open_item(shell, shell->arguments[0], 0, &message);
        if (status == DONE)
            status = show_message(shell, message, &output);
        iostx_message_free(message);
    }
    written = output_finish(&output);
    return status != DONE ? status : written;
}

/* --- cat ---------------------------------------------------------------------------------------------------------------------- */

static int copy_out(struct shell *shell, iostx_stream *stream)
{
    static unsigned char chunk[64 * 1024];
    size_t got = 0;
    int32_t code;

    while ((code = iostx_stream_read(stream, chunk, sizeof(chunk), &got)) >= 0 && got > 0) {
        if (fwrite(chunk, 1, got, stdout) != got)
            return fail(shell, "cannot write standard output");
    }
    if (code < 0)
        return fail_call(shell, stream, code, "cannot read the item %s", shell->arguments[0]);
    return fflush(stdout) == 0 ? DONE : fail(shell, "cannot write standard output");
}

int run_cat(struct shell *shell)
{
    const char *property = option(shell, "--property");
    uint32_t tag = IOSTX_PR_INTERNET_CONTENT;
    iostx_message *message = NULL;
    iostx_stream *stream = NULL;
    int32_t code;
    int status;

    if (property != NULL && !tag_of_name(shell, property, false, &tag))
        return usage(shell, "property \"%s\": there is no property of this name", property);
    status = open_item(shell, shell->arguments[0], 0, &message);
    if (status != DONE)
        return status;
    code = iostx_message_open_stream(message, tag, 0, &stream);
    if (code < 0)
        status = fail_call(shell, message, code, "cannot open the %s of the item %s", property == NULL ? "content" : property,
                           shell->arguments[0]);
    else
        status = copy_out(shell, stream);
    iostx_stream_free(stream);
    iostx_message_free(message);
    return status;
}
