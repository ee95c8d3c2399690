/* new, import */
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "folders.h"
#include "output.h"
#include "source.h"
#include "values.h"

/* A folder that items are put into. */
struct place {
    struct shell *shell;
    iostx_folder *folder;
    char container_class[64];
    struct item_tags tags;
    struct output output;
    const char *file; /* What is being imported. */
    int worst;        /* The exit code so far: one bad file does not stop the others. */
};

static int open_place(struct shell *shell, const char *path, struct place *out)
{
    static const uint32_t tag = IOSTX_PR_CONTAINER_CLASS;
    iostx_values *handle = NULL;
    const iostx_value *value;
    int32_t code;
    int status;

    *out = (struct place){.shell = shell};
    status = open_folder(shell, path, &out->folder);
    if (status != DONE)
        return status;
    code = item_tags_map(shell->store, true, &out->tags);
    if (code < 0) {
        iostx_folder_free(out->folder);
        return fail_call(shell, shell->store, code, "cannot write to the store");
    }
    if (iostx_folder_get_values(out->folder, &tag, 1, 0, &handle) >= 0 && iostx_values_find(handle, tag, &value) >= 0) {
        iostx_bytes class = bytes_in(value);
        if (class.size < sizeof(out->container_class))
            memcpy(out->container_class, class.data, class.size);
    }
    iostx_values_free(handle);
    return DONE;
}

static void put_new(struct place *place, iostx_message *message)
{
    iostx_meid meid = IOSTX_MEID_INIT;
    char number[NUMBER_TEXT], memory[24];

    if (iostx_message_get_id(message, &meid) < 0)
        return;
    output_begin(&place->output);
    put_text(&place->output, "id", number_text(number_of_ltid(&meid.message), number));
    put_text(&place->output, "folder", folder_path(place->shell, &meid.folder, memory));
    put_text(&place->output, "file", place->file);
    output_end(&place->output);
}

static int set_text(struct shell *shell, iostx_message *message, uint32_t tag, const char *text)
{
    iostx_value value = {.tag = tag, .value = {.bytes = {(const uint8_t *)text, strlen(text)}}};
    int32_t code = iostx_message_set_values(message, &value, 1);

    return code < 0 ? fail_call(shell, message, code, "cannot set a property of the new item") : DONE;
}

/* --- new ---------------------------------------------------------------------------------------------------------------------- */

static int fill_new(struct place *place, iostx_message *message)
{
    struct shell *shell = place->shell;
    const char *class = option(shell, "--class"), *subject = option(shell, "--subject");
    struct source source;
    int status = DONE;

    if (shell->argument_count == 2) {
        status = source_open(shell, shell->arguments[1], &source);
        if (status != DONE)
            return status;
        status = source_apply(shell, &source, &place->tags, place->container_class, message);
        source_close(&source);
    } else if (class == NULL) {
        class = item_class_in(place->container_class);
    }
    if (status == DONE && class != NULL)
        status = set_text(shell, message, IOSTX_PR_MESSAGE_CLASS, class);
    if (status == DONE && subject != NULL) {
        status = set_text(shell, message, IOSTX_PR_SUBJECT, subject);
        if (status == DONE)
            status = set_text(shell, message, IOSTX_PR_NORMALIZED_SUBJECT, subject);
    }
    return status;
}

static const struct column new_columns[] = {{"id", "ITEM", true, false}};
static const struct column import_columns[] = {{"id", "ITEM", true, false}, {"file", "FILE", false, true}};

int run_new(struct shell *shell)
{
    uint32_t flags = option(shell, "--associated") != NULL ? IOSTX_MAPI_ASSOCIATED : 0;
    iostx_message *message = NULL;
    struct place place;
    int32_t code;
    int status = open_place(shell, shell->arguments[0], &place), written;

    if (status != DONE)
        return status;
    output_table(&place.output, shell, new_columns, 1);
    code = iostx_folder_create_message(place.folder, flags, &message);
    status = code < 0 ? fail_call(shell, place.folder, code, "cannot make an item in the folder \"%s\"", shell->arguments[0])
                      : fill_new(&place, message);
    if (status == DONE && (code = iostx_message_save(message, IOSTX_KEEP_OPEN_READONLY)) < 0)
        status = fail_call(shell, message, code, "cannot save the new item");
    if (status == DONE)
        put_new(&place, message);
    written = output_finish(&place.output);
    iostx_message_free(message);
    iostx_folder_free(place.folder);
    return status != DONE ? status : written;
}

/* --- import ------------------------------------------------------------------------------------------------------------------- */

static int import_one(void *context, struct source *source)
{
    struct place *place = context;
    struct shell *shell = place->shell;
    /* A new message is a draft until its flags say otherwise. */
    const iostx_value flags = {.tag = IOSTX_PR_MESSAGE_FLAGS,
                               .value = {.i4 = option(shell, "--unread") != NULL ? 0 : IOSTX_MSGFLAG_READ}};
    iostx_message *message = NULL;
    int32_t code = iostx_folder_create_message(place->folder, 0, &message);
    int status;

    if (code < 0)
        return fail_call(shell, place->folder, code, "cannot make an item in the folder \"%s\"", shell->arguments[0]);
    status = source_apply(shell, source, &place->tags, place->container_class, message);
    if (status == DONE && ((code = iostx_message_set_values(message, &flags, 1)) < 0 ||
                           (code = iostx_message_save(message, IOSTX_KEEP_OPEN_READONLY)) < 0))
        status = fail_call(shell, message, code, "cannot save \"%s\"", source->name);
    if (status == DONE)
        put_new(place, message);
    iostx_message_free(message);
    return status;
}

/* A file of many objects becomes many items; any other file is taken as it is, byte for byte. */
static int import_file(struct place *place, const char *name)
{
    struct item_text text;
    struct source source;
    int status = source_open(place->shell, name, &source);

    if (status != DONE)
        return status;
    place->file = source.name;
    if (!item_text_read(&place->tags, source.kind, place->container_class, source.head.data, source.head.size, &text))
        status = fail(place->shell, "out of memory");
    else if (source.head.size == 0)
        status = fail(place->shell, "\"%s\" is empty", source.name);
    else if (text.object_count > 1)
        status = source_split(place->shell, &source, import_one, place);
    else
        status = import_one(place, &source);
    item_text_free(&text);
    source_close(&source);
    return status;
}

int run_import(struct shell *shell)
{
    struct place place;
    int status = open_place(shell, shell->arguments[0], &place);

    if (status != DONE)
        return status;
    output_table(&place.output, shell, import_columns, 2);
    for (size_t i = 1; i < shell->argument_count && place.worst != UNUSABLE; i++) {
        status = import_file(&place, shell->arguments[i]);
        place.worst = status > place.worst ? status : place.worst;
    }
    status = output_finish(&place.output);
    iostx_folder_free(place.folder);
    return place.worst != DONE ? place.worst : status;
}
