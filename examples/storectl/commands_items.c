/* read, move, copy, delete */
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "folders.h"
#include "output.h"

/* Does something to those of the items that are in one folder; the library does each such call in one commit. */
typedef int32_t (*group_call)(iostx_folder *folder, const iostx_meid *items, size_t count, void *context, iostx_meid *out_ids);

/* Takes items by the folder they are in. `what` is said when it fails: "cannot ...". */
static int by_folder(struct shell *shell, iostx_meid *items, size_t count, const char *what, group_call call, void *context,
                     iostx_meid *out_ids)
{
    bool *done = calloc(count + 1, sizeof(*done));
    iostx_meid *group = calloc(count + 1, sizeof(*group)), *ids = calloc(count + 1, sizeof(*ids));
    int status = done == NULL || group == NULL || ids == NULL ? fail(shell, "out of memory") : DONE;

    for (size_t first = 0; first < count && status == DONE; first++) {
        iostx_folder *folder = NULL;
        iostx_feid feid = IOSTX_FEID_INIT;
        size_t size = 0;
        char memory[24];
        int32_t code;

        if (done[first])
            continue;
        memcpy(feid.provider, items[first].provider, sizeof(feid.provider));
        feid.folder = items[first].folder;
        for (size_t i = first; i < count; i++) {
            if (memcmp(&items[i].folder, &feid.folder, sizeof(feid.folder)) == 0)
                group[size++] = items[i];
        }
        status = open_feid(shell, &feid, &folder);
        if (status != DONE)
            break;
        code = call(folder, group, size, context, ids);
        if (code < 0 || code == IOSTX_MAPI_W_PARTIAL_COMPLETION)
            status = fail_call(shell, folder, code, "cannot %s items of the folder \"%s\"", what,
                               folder_path(shell, &feid.folder, memory));
        for (size_t i = first, taken = 0; i < count; i++) {
            if (memcmp(&items[i].folder, &feid.folder, sizeof(feid.folder)) == 0) {
                if (out_ids != NULL)
                    out_ids[i] = ids[taken++];
                done[i] = true;
            }
        }
        iostx_folder_free(folder);
    }
    free(done);
    free(group);
    free(ids);
    return status;
}

/* --- read --------------------------------------------------------------------------------------------------------------------- */

static int32_t mark(iostx_folder *folder, const iostx_meid *items, size_t count, void *context, iostx_meid *out_ids)
{
    (void)out_ids;
    return iostx_folder_set_read_flags(folder, items, count, *(const uint32_t *)context);
}

static int read_folder(struct shell *shell, const char *path, uint32_t flags)
{
    iostx_folder *folder = NULL;
    int status = open_folder(shell, path, &folder);
    int32_t code;

    if (status != DONE)
        return status;
    code = iostx_folder_set_read_flags(folder, NULL, 0, flags | IOSTX_ALL_MESSAGES);
    if (code < 0)
        status = fail_call(shell, folder, code, "cannot mark the items of the folder \"%s\"", path);
    iostx_folder_free(folder);
    return status;
}

int run_read(struct shell *shell)
{
    uint32_t flags = option(shell, "--unread") != NULL ? IOSTX_CLEAR_READ_FLAG : 0;
    const char *folder = option(shell, "--folder");
    iostx_meid *items;
    int status;

    if ((folder != NULL) == (shell->argument_count > 0))
        return usage(shell, "items, or --folder, are wanted");
    if (folder != NULL) {
        status = read_folder(shell, folder, flags);
        return status == DONE && shell->json ? say_count(shell, 1) : status;
    }
    status = find_items(shell, shell->argument_count, &items);
    if (status != DONE)
        return status;
    status = by_folder(shell, items, shell->argument_count, "mark", mark, &flags, NULL);
    free(items);
    return status == DONE ? say_count(shell, shell->argument_count) : status;
}

/* --- move, copy --------------------------------------------------------------------------------------------------------------- */

struct transfer {
    iostx_folder *destination;
    uint32_t flags;
};

static int32_t transfer(iostx_folder *folder, const iostx_meid *items, size_t count, void *context, iostx_meid *out_ids)
{
    const struct transfer *to = context;

    return iostx_folder_copy_messages(folder, items, count, to->destination, to->flags, out_ids);
}

/* Says the items that there are now: copies are new ones. */
static int say_items(struct shell *shell, const iostx_meid *ids, size_t count)
{
    static const struct column columns[] = {{"id", "ITEM", true, false}};
    struct output output;

    output_table(&output, shell, columns, 1);
    for (size_t i = 0; i < count; i++) {
        char number[NUMBER_TEXT];
        output_begin(&output);
        put_text(&output, "id", number_text(number_of_ltid(&ids[i].message), number));
        output_end(&output);
    }
    return output_finish(&output);
}

static int transfer_items(struct shell *shell, uint32_t flags)
{
    size_t count = shell->argument_count - 1;
    struct transfer to = {.flags = flags};
    iostx_meid *items = NULL, *ids = calloc(count, sizeof(*ids));
    bool moves = flags == IOSTX_MESSAGE_MOVE;
    int status = ids == NULL ? fail(shell, "out of memory") : open_folder(shell, shell->arguments[count], &to.destination);

    if (status == DONE)
        status = find_items(shell, count, &items);
    if (status == DONE)
        status = by_folder(shell, items, count, moves ? "move" : "copy", transfer, &to, ids);
    if (status == DONE)
        status = moves ? say_count(shell, count) : say_items(shell, ids, count);
    iostx_folder_free(to.destination);
    free(items);
    free(ids);
    return status;
}

/* Moves or copies a folder, with all that it holds, below another. */
static int transfer_folder(struct shell *shell, const char *path, bool moves)
{
    iostx_folder *folder = NULL, *parent = NULL;
    int32_t code;
    int status;

    if (shell->argument_count != 1)
        return usage(shell, "with --folder, one folder to put it below is wanted");
    status = open_folder(shell, path, &folder);
    if (status == DONE)
        status = open_folder(shell, shell->arguments[0], &parent);
    if (status == DONE) {
        code = moves ? iostx_folder_move(folder, parent) : iostx_folder_copy(folder, parent, IOSTX_COPY_SUBFOLDERS, NULL);
        if (code < 0)
            status = fail_call(shell, folder, code, "cannot %s the folder \"%s\" to \"%s\"", moves ? "move" : "copy", path,
                               shell->arguments[0]);
    }
    iostx_folder_free(folder);
    iostx_folder_free(parent);
    return status == DONE ? say_count(shell, 1) : status;
}

static int run_transfer(struct shell *shell, bool moves)
{
    const char *folder = option(shell, "--folder");

    if (folder != NULL)
        return transfer_folder(shell, folder, moves);
    if (shell->argument_count < 2)
        return usage(shell, "items and the folder they go to are wanted");
    return transfer_items(shell, moves ? IOSTX_MESSAGE_MOVE : 0);
}

int run_move(struct shell *shell)
{
    return run_transfer(shell, true);
}

int run_copy(struct shell *shell)
{
    return run_transfer(shell, false);
}

/* --- delete ------------------------------------------------------------------------------------------------------------------- */

static int32_t delete_group(iostx_folder *folder, const iostx_meid *items, size_t count, void *context, iostx_meid *out_ids)
{
    (void)out_ids;
    return iostx_folder_delete_messages(folder, items, count, *(const uint32_t *)context);
}

static int delete_folder(struct shell *shell, const char *path)
{
    uint32_t flags = option(shell, "--recursive") != NULL ? IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS | IOSTX_DEL_ASSOCIATED : 0;
    iostx_folder *folder = NULL;
    int status = open_folder(shell, path, &folder);
    int32_t code;

    if (status != DONE)
        return status;
    code = iostx_folder_delete(folder, flags);
    if (code < 0)
        status = fail_call(shell, folder, code, "cannot delete the folder \"%s\"", path);
    iostx_folder_free(folder);
    return status == DONE ? say_count(shell, 1) : status;
}

int run_delete(struct shell *shell)
{
    uint32_t flags = option(shell, "--hard") != NULL ? IOSTX_DELETE_HARD_DELETE : 0;
    const char *folder = option(shell, "--folder");
    iostx_meid *items;
    int status;

    if ((folder != NULL) == (shell->argument_count > 0))
        return usage(shell, "items, or --folder, are wanted");
    if (folder != NULL)
        return delete_folder(shell, folder);
    status = find_items(shell, shell->argument_count, &items);
    if (status != DONE)
        return status;
    status = by_folder(shell, items, shell->argument_count, "delete", delete_group, &flags, NULL);
    free(items);
    return status == DONE ? say_count(shell, shell->argument_count) : status;
}
