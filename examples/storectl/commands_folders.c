/* mkdir, rename */
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "folders.h"
#include "output.h"

/* Makes the last folder of a path; its parents too if they are missing and that is wanted. */
static int make_path(struct shell *shell, const char *path, bool parents, iostx_folder **out)
{
    const char *class = option(shell, "--class"), *parent_path, *name;
    iostx_folder *parent = NULL;
    int32_t code;
    int status = split_path(shell, path, &parent_path, &name);

    if (status != DONE)
        return status;
    if (parents && *parent_path != '\0' && *parent_path != '/' && (*parent_path != '@' || strchr(parent_path, '/') != NULL))
        status = make_path(shell, parent_path, true, &parent);
    else
        status = open_folder(shell, *parent_path == '\0' ? "@top" : parent_path, &parent);
    if (status != DONE)
        return status;
    code = iostx_folder_create_folder(parent, name, class, parents ? IOSTX_OPEN_IF_EXISTS : 0, out);
    if (code < 0)
        status = fail_call(shell, parent, code, "cannot make the folder \"%s\"", path);
    iostx_folder_free(parent);
    return status;
}

int run_mkdir(struct shell *shell)
{
    iostx_folder *folder = NULL;
    struct output output;
    iostx_feid feid;
    char number[NUMBER_TEXT];
    int32_t code;
    int status = make_path(shell, shell->arguments[0], option(shell, "--parents") != NULL, &folder);

    if (status == DONE && shell->json) {
        code = iostx_folder_get_id(folder, &feid);
        if (code < 0) {
            status = fail_call(shell, folder, code, "cannot read the new folder");
        } else {
            output_record(&output, shell, 0);
            output_begin(&output);
            put_text(&output, "id", number_text(number_of_ltid(&feid.folder), number));
            put_text(&output, "path", shell->arguments[0]);
            output_end(&output);
            status = output_finish(&output);
        }
    }
    iostx_folder_free(folder);
    return status;
}

int run_rename(struct shell *shell)
{
    const char *name = shell->arguments[1];
    iostx_value value = {.tag = IOSTX_PR_DISPLAY_NAME, .value = {.bytes = {(const uint8_t *)name, strlen(name)}}};
    iostx_folder *folder = NULL;
    int32_t code;
    int status = open_folder(shell, shell->arguments[0], &folder);

    if (status != DONE)
        return status;
    code = iostx_folder_set_values(folder, &value, 1);
    if (code < 0)
        status = fail_call(shell, folder, code, "cannot rename the folder \"%s\" to \"%s\"", shell->arguments[0], name);
    iostx_folder_free(folder);
    return status == DONE ? say_count(shell, 1) : status;
}
