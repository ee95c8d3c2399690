/* create, stat, check, checkpoint, renew-guid */
#include <string.h>

#include "actions.h"
#include "folders.h"
#include "names.h"
#include "output.h"
#include "values.h"

int run_create(struct shell *shell)
{
    return say_count(shell, 1); /* The store was made when it was opened. */
}

int run_stat(struct shell *shell)
{
    iostx_store_info info = IOSTX_STORE_INFO_INIT;
    struct buffer guid = {0};
    struct output output;
    int32_t code = iostx_store_get_info(shell->store, &info);

    if (code < 0)
        return fail_call(shell, shell->store, code, "cannot read the store");
    add_guid(&info.guid, &guid);
    output_record(&output, shell, 14);
    output_begin(&output);
    put_text(&output, "path", info.path);
    put_bytes(&output, "guid", guid.data, guid.size);
    put_bool(&output, "read_only", (info.flags & IOSTX_STORE_READ_ONLY) != 0);
    put_number(&output, "schema", info.schema_version);
    put_text(&output, "library", iostx_version());
    put_size(&output, "file_size", info.file_size);
    put_number(&output, "folders", info.folder_count);
    put_number(&output, "items", info.item_count);
    put_number(&output, "pending", info.pending_count);
    put_number(&output, "tombstones", info.tombstone_count);
    put_number(&output, "conflicts", info.conflict_count);
    put_number(&output, "failures", info.failure_count);
    put_number(&output, "held", info.held_count);
    put_number(&output, "wanted", info.wanted_count);
    put_number(&output, "outgoing", info.outgoing_count);
    output_end(&output);
    output.failed = output.failed || guid.failed;
    buffer_free(&guid);
    return output_finish(&output);
}

/* --- check -------------------------------------------------------------------------------------------------------------------- */

static const struct column finding_columns[] = {
    {"severity", "", false, false}, {"id", "OBJECT", true, false}, {"finding", "FINDING", false, true}};

#define SEVERITY_ERROR 2

/* Shows the findings; `errors` counts those that are not only remarks. */
static int32_t show_findings(struct shell *shell, iostx_cursor *cursor, size_t *errors, int *status)
{
    struct output output;
    const iostx_value *row;
    size_t count, findings = 0;
    int32_t code;

    output_table(&output, shell, finding_columns, 3);
    while ((code = iostx_cursor_next(cursor, &row, &count)) == IOSTX_S_OK) {
        bool is_error = number_in(find_value(row, count, IOSTX_PR_CHECK_SEVERITY)) >= SEVERITY_ERROR;
        iostx_bytes text = bytes_in(find_value(row, count, IOSTX_PR_CHECK_TEXT));
        char number[NUMBER_TEXT];
        const char *id = entry_number(bytes_in(find_value(row, count, IOSTX_PR_ENTRYID)), number);

        output_begin(&output);
        put_text(&output, "severity", is_error ? "error" : "remark");
        if (*id != '\0')
            put_text(&output, "id", id);
        put_bytes(&output, "finding", (const char *)text.data, text.size);
        output_end(&output);
        *errors += is_error;
        findings++;
    }
    if (code >= 0 && findings == 0 && !shell->json)
        puts("ok");
    *status = output_finish(&output);
    return code;
}

int run_check(struct shell *shell)
{
    uint32_t flags = 0;
    iostx_cursor *cursor = NULL;
    size_t errors = 0;
    int status = DONE;
    int32_t code;

    flags |= option(shell, "--quick") != NULL ? IOSTX_CHECK_QUICK : 0;
    flags |= option(shell, "--file") != NULL ? IOSTX_CHECK_FILE : 0;
    flags |= option(shell, "--tracking") != NULL ? IOSTX_CHECK_TRACKING : 0;
    code = iostx_store_check(shell->store, flags, &cursor);
    if (code < 0)
        return fail_call(shell, shell->store, code, "cannot check the store");
    code = show_findings(shell, cursor, &errors, &status);
    if (code < 0)
        status = fail_call(shell, cursor, code, "cannot check the store");
    iostx_cursor_free(cursor);
    return status == DONE && errors > 0 ? FAILED : status;
}

/* --- checkpoint, renew-guid --------------------------------------------------------------------------------------------------- */

int run_checkpoint(struct shell *shell)
{
    int32_t code = iostx_store_checkpoint(shell->store);

    return code < 0 ? fail_call(shell, shell->store, code, "cannot fold the log into the file") : say_count(shell, 1);
}

int run_renew_guid(struct shell *shell)
{
    iostx_store_info info = IOSTX_STORE_INFO_INIT;
    struct buffer guid = {0};
    struct output output;
    int32_t code = iostx_store_renew_guid(shell->store);

    if (code >= 0)
        code = iostx_store_get_info(shell->store, &info);
    if (code < 0)
        return fail_call(shell, shell->store, code, "cannot give the store a new GUID");
    add_guid(&info.guid, &guid);
    output_record(&output, shell, 4);
    output_begin(&output);
    put_bytes(&output, "guid", guid.data, guid.size);
    output_end(&output);
    output.failed = output.failed || guid.failed;
    buffer_free(&guid);
    return output_finish(&output);
}
