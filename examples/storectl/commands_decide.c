/* retry, drop, resolve, confirm, reject, request */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "actions.h"
#include "folders.h"
#include "output.h"
#include "source.h"
#include "values.h"

/* --- retry, drop, request: lists of items ------------------------------------------------------------------------------------- */

typedef int32_t (*list_call)(iostx_store *store, const iostx_meid *items, size_t count);

static int call_list(struct shell *shell, const char *what, list_call call, const iostx_meid *items, size_t count)
{
    int32_t code = call(shell->store, items, count);

    if (code < 0 || code == IOSTX_MAPI_W_PARTIAL_COMPLETION)
        return fail_call(shell, shell->store, code, "cannot %s", what);
    return say_count(shell, count);
}

/* The items of the arguments, or the folder of --folder. */
static int call_arguments(struct shell *shell, const char *what, list_call call, const char *folder)
{
    iostx_meid *items = NULL, one;
    iostx_feid feid;
    int status;

    if ((folder != NULL) == (shell->argument_count > 0))
        return usage(shell, "items, or an option that says which, are wanted");
    if (folder != NULL) {
        status = find_folder(shell, folder, &feid);
        if (status != DONE)
            return status;
        one = meid_of_folder(&feid);
        return call_list(shell, what, call, &one, 1);
    }
    status = find_items(shell, shell->argument_count, &items);
    if (status == DONE)
        status = call_list(shell, what, call, items, shell->argument_count);
    free(items);
    return status;
}

static bool add_meid(struct buffer *items, iostx_bytes entry_id)
{
    iostx_meid meid;
    iostx_feid feid;

    if (feid_of(entry_id, &feid))
        meid = meid_of_folder(&feid);
    else if (!meid_of(entry_id, &meid))
        return true; /* A tombstone without an id; it is offered again with its folder. */
    buffer_add(items, &meid, sizeof(meid));
    return !items->failed;
}

/* All that is listed under failures. */
static int retry_all(struct shell *shell)
{
    struct buffer items = {0};
    iostx_cursor *cursor = NULL;
    const iostx_value *row;
    size_t columns;
    int status = DONE;
    int32_t code = iostx_store_list_failures(shell->store, NULL, &cursor);

    if (code < 0)
        return fail_call(shell, shell->store, code, "cannot list the failures");
    while ((code = iostx_cursor_next(cursor, &row, &columns)) == IOSTX_S_OK && status == DONE) {
        if (!add_meid(&items, bytes_in(find_value(row, columns, IOSTX_PR_ENTRYID))))
            status = fail(shell, "out of memory");
    }
    if (code < 0)
        status = fail_call(shell, cursor, code, "cannot list the failures");
    iostx_cursor_free(cursor);
    if (status == DONE) /* An iostx_meid is bytes only, so that it may lie anywhere. */
        status = call_list(shell, "let the items be tried again", iostx_store_retry, (const iostx_meid *)(const void *)items.data,
                           items.size / sizeof(iostx_meid));
    buffer_free(&items);
    return status;
}

int run_retry(struct shell *shell)
{
    if (option(shell, "--all") != NULL)
        return shell->argument_count == 0 ? retry_all(shell) : usage(shell, "items, or --all, are wanted");
    return call_arguments(shell, "let the items be tried again", iostx_store_retry, option(shell, "--folder"));
}

int run_drop(struct shell *shell)
{
    return call_arguments(shell, "drop the changes", iostx_store_drop_change, option(shell, "--folder"));
}

int run_request(struct shell *shell)
{
    return call_arguments(shell, "ask for the items", iostx_store_request_full, NULL);
}

/* --- resolve ------------------------------------------------------------------------------------------------------------------ */

/* A message with the merged version, which is never saved: the library copies it. */
static int make_merged(struct shell *shell, const iostx_meid *item, const char *file, iostx_folder **folder, iostx_message **out)
{
    iostx_feid feid = IOSTX_FEID_INIT;
    struct source source;
    struct item_tags tags;
    int32_t code;
    int status;

    memcpy(feid.provider, item->provider, sizeof(feid.provider));
    feid.folder = item->folder;
    status = open_feid(shell, &feid, folder);
    if (status == DONE)
        status = source_open(shell, file, &source);
    if (status != DONE)
        return status;
    code = iostx_folder_create_message(*folder, 0, out);
    if (code < 0)
        status = fail_call(shell, *folder, code, "cannot make the merged version");
    else if ((code = item_tags_map(shell->store, true, &tags)) < 0)
        status = fail_call(shell, shell->store, code, "cannot write to the store");
    else
        status = source_apply(shell, &source, &tags, NULL, *out);
    source_close(&source);
    return status;
}

int run_resolve(struct shell *shell)
{
    bool merged = strcasecmp(shell->arguments[1], "merged") == 0;
    iostx_message *message = NULL;
    iostx_folder *folder = NULL;
    uint32_t choice = IOSTX_CHOICE_MERGED;
    iostx_meid item;
    int32_t code;
    int status;

    if (!merged && !number_of(choice_words, shell->arguments[1], &choice))
        return usage(shell, "\"%s\": one of local, server, both, last-writer or merged is wanted", shell->arguments[1]);
    if (merged != (shell->argument_count == 3))
        return usage(shell, merged ? "merged: the file with the merged version is wanted" : "only merged takes a file");
    status = find_item(shell, shell->arguments[0], &item);
    if (status == DONE && merged)
        status = make_merged(shell, &item, shell->arguments[2], &folder, &message);
    if (status == DONE) {
        code = iostx_store_resolve_conflict(shell->store, &item, choice, message);
        if (code < 0)
            status = fail_call(shell, shell->store, code, "cannot resolve the conflict of the item %s", shell->arguments[0]);
    }
    iostx_message_free(message);
    iostx_folder_free(folder);
    return status == DONE ? say_count(shell, 1) : status;
}

/* --- confirm, reject ---------------------------------------------------------------------------------------------------------- */

static int decide_held(struct shell *shell, const char *what, int32_t (*call)(iostx_store *, const iostx_feid *))
{
    iostx_feid feid;
    int32_t code;
    int status = find_folder(shell, shell->arguments[0], &feid);

    if (status != DONE)
        return status;
    code = call(shell->store, &feid);
    if (code < 0)
        return fail_call(shell, shell->store, code, "cannot %s the held deletions of the folder \"%s\"", what, shell->arguments[0]);
    return say_count(shell, 1);
}

int run_confirm(struct shell *shell)
{
    return decide_held(shell, "confirm", iostx_store_confirm_held);
}

int run_reject(struct shell *shell)
{
    return decide_held(shell, "reject", iostx_store_reject_held);
}
