/* set */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "actions.h"
#include "flags.h"
#include "folders.h"
#include "names.h"
#include "output.h"
#include "source.h"
#include "values.h"

#define ASSIGNMENTS_MAX 64
#define KEYWORDS_MAX 256

enum { MESSAGE_FLAGS, FLAG_STATUS, LAST_VERB, STATUS, FLAG_PROPERTIES };

static const uint32_t flag_tags[FLAG_PROPERTIES] = {FLAG_TAGS};

/* What is to be changed of an item or a folder. */
struct change {
    iostx_value values[ASSIGNMENTS_MAX + FLAG_PROPERTIES + 1];
    size_t value_count;
    uint32_t deleted[ASSIGNMENTS_MAX + FLAG_PROPERTIES];
    size_t deleted_count;
    const char *content; /* A file to take the content from. */

    /* As the item has them, then as they are to be. */
    uint32_t flags[FLAG_PROPERTIES];
    bool flag_changed[FLAG_PROPERTIES];
    iostx_bytes keywords[KEYWORDS_MAX];
    size_t keyword_count;
    bool keywords_changed;

    struct texts texts;
};

/* --- Reading assignments ------------------------------------------------------------------------------------------------------ */

static int set_flag(struct shell *shell, struct change *change, const struct flag *flag, const char *text)
{
    iostx_value value;
    const char *why;
    size_t property = 0;
    bool on;

    if (!read_value(IOSTX_PR_READ, text, &change->texts, &value, &why))
        return usage(shell, "%s=%s: %s", flag->word, text, why);
    on = value.value.i2 != 0;
    while (flag_tags[property] != flag->tag)
        property++;
    if (flag->is_bit)
        change->flags[property] = on ? change->flags[property] | flag->value : change->flags[property] & ~flag->value;
    else if (on)
        change->flags[property] = flag->value;
    else if (change->flags[property] == flag->value || (flag->flag == IOSTX_FLAG_ANSWERED && change->flags[property] == 103))
        change->flags[property] = 0;
    change->flag_changed[property] = true;
    return DONE;
}

static int set_keyword(struct shell *shell, struct change *change, char sign, const char *text)
{
    size_t size = strlen(text), found = 0;
    char *copy;

    if (size == 0)
        return usage(shell, "keyword%c=: a keyword is wanted", sign);
    while (found < change->keyword_count && (change->keywords[found].size != size ||
                                             strncasecmp((const char *)change->keywords[found].data, text, size) != 0))
        found++;
    change->keywords_changed = true;
    if (sign == '-' && found < change->keyword_count) {
        change->keyword_count--;
        memmove(&change->keywords[found], &change->keywords[found + 1],
                (change->keyword_count - found) * sizeof(change->keywords[0]));
    } else if (sign == '+' && found == change->keyword_count) {
        if (found == KEYWORDS_MAX)
            return fail(shell, "an item cannot be given more than %d keywords here", KEYWORDS_MAX);
        if ((copy = texts_copy(&change->texts, text, size)) == NULL)
            return fail(shell, "out of memory");
        change->keywords[change->keyword_count++] = (iostx_bytes){(const uint8_t *)copy, size};
    }
    return DONE;
}

/* The tag with the type that the object's value has: a name of a named property does not say it. */
static uint32_t with_type(uint32_t tag, const iostx_value *values, size_t count)
{
    const iostx_value *value = find_value(values, count, tag);

    return tag >> 16 >= 0x8000 && !is_missing(value) ? value->tag : tag;
}

static int set_property(struct shell *shell, struct change *change, const char *name, const char *text, const iostx_value *old,
                        size_t count)
{
    const char *why = "";
    uint32_t tag;

    if (!tag_of_name(shell, name, *text != '\0', &tag))
        return usage(shell, "property \"%s\": there is no property of this name", name);
    if (*text == '\0') {
        change->deleted[change->deleted_count++] = tag;
        return DONE;
    }
    tag = with_type(tag, old, count);
    if (!read_value(tag, text, &change->texts, &change->values[change->value_count], &why))
        return usage(shell, "%s=%s: %s", name, text, why);
    change->value_count++;
    return DONE;
}

/* Reads one PROP=VALUE. An item has flags, keywords and content besides its properties. */
static int read_assignment(struct shell *shell, struct change *change, const char *text, bool is_item, const iostx_value *old,
                           size_t count)
{
    const char *equals = strchr(text, '=');
    size_t size = equals == NULL ? 0 : (size_t)(equals - text);
    char name[256], sign = '\0';

    if (size == 0 || size >= sizeof(name))
        return usage(shell, "\"%s\": PROPERTY=VALUE is wanted", text);
    memcpy(name, text, size);
    name[size] = '\0';
    if (name[size - 1] == '+' || name[size - 1] == '-') {
        sign = name[size - 1];
        name[size - 1] = '\0';
    }
    if (sign != '\0') {
        if (!is_item || strcasecmp(name, "keyword") != 0)
            return usage(shell, "\"%s\": only keyword+= and keyword-= of an item add and remove", text);
        return set_keyword(shell, change, sign, equals + 1);
    }
    if (is_item && flag_of(name) != NULL)
        return set_flag(shell, change, flag_of(name), equals + 1);
    if (is_item && strcasecmp(name, "content") == 0) {
        if (equals[1] != '@' || equals[2] == '\0')
            return usage(shell, "content=: @FILE, or @- for standard input, is wanted");
        change->content = equals + 2;
        return DONE;
    }
    return set_property(shell, change, name, equals + 1, old, count);
}

static int read_assignments(struct shell *shell, struct change *change, size_t first, bool is_item, const iostx_value *old,
                            size_t count)
{
    int status = DONE;

    if (shell->argument_count <= first)
        return usage(shell, "PROPERTY=VALUE is wanted");
    if (shell->argument_count - first > ASSIGNMENTS_MAX)
        return usage(shell, "more than %d properties", ASSIGNMENTS_MAX);
    for (size_t i = first; i < shell->argument_count && status == DONE; i++)
        status = read_assignment(shell, change, shell->arguments[i], is_item, old, count);
    return status;
}

/* --- Items -------------------------------------------------------------------------------------------------------------------- */

static void load(struct change *change, const iostx_value *values, size_t count)
{
    const iostx_value *keywords = find_value(values, count, IOSTX_PR_KEYWORDS);

    for (size_t i = 0; i < FLAG_PROPERTIES; i++)
        change->flags[i] = (uint32_t)number_in(find_value(values, count, flag_tags[i]));
    for (size_t i = 0; !is_missing(keywords) && i < keywords->value.list.count && i < KEYWORDS_MAX; i++)
        change->keywords[change->keyword_count++] = ((const iostx_bytes *)keywords->value.list.items)[i];
}

/* Turns flags and keywords into values. A property of one value is deleted with its flag. */
static void add_flags(struct change *change)
{
    for (size_t i = 0; i < FLAG_PROPERTIES; i++) {
        if (!change->flag_changed[i])
            continue;
        if (change->flags[i] == 0 && (i == FLAG_STATUS || i == LAST_VERB))
            change->deleted[change->deleted_count++] = flag_tags[i];
        else
            change->values[change->value_count++] = (iostx_value){.tag = flag_tags[i], .value = {.i4 = (int32_t)change->flags[i]}};
    }
    if (change->keywords_changed && change->keyword_count == 0)
        change->deleted[change->deleted_count++] = IOSTX_PR_KEYWORDS;
    else if (change->keywords_changed)
        change->values[change->value_count++] =
            (iostx_value){.tag = IOSTX_PR_KEYWORDS, .value = {.list = {change->keywords, change->keyword_count}}};
}

static int apply_content(struct shell *shell, const char *file, const iostx_value *values, size_t count, iostx_message *message)
{
    iostx_bytes class = bytes_in(find_value(values, count, IOSTX_PR_MESSAGE_CLASS));
    const char *container = class.size == 14 && strncasecmp((const char *)class.data, "IPM.StickyNote", 14) == 0 ? "IPF.StickyNote"
                            : class.size == 12 && strncasecmp((const char *)class.data, "IPM.Activity", 12) == 0 ? "IPF.Journal"
                                                                                                                  : NULL;
    struct item_tags tags;
    struct source source;
    int32_t code;
    int status = source_open(shell, file, &source);

    if (status != DONE)
        return status;
    code = item_tags_map(shell->store, true, &tags);
    status = code < 0 ? fail_call(shell, shell->store, code, "cannot write to the store")
                      : source_apply(shell, &source, &tags, container, message);
    source_close(&source);
    return status;
}

static int set_item(struct shell *shell, struct change *change, iostx_message *message)
{
    const iostx_value *values = NULL;
    iostx_values *handle = NULL;
    size_t count = 0;
    int status;
    int32_t code = iostx_message_get_values(message, NULL, 0, 0, &handle);

    if (code >= 0)
        code = iostx_values_get(handle, &values, &count);
    if (code < 0)
        return fail_call(shell, message, code, "cannot read the item %s", shell->arguments[0]);
    load(change, values, count);
    status = read_assignments(shell, change, 1, true, values, count);
    if (status == DONE && change->content != NULL)
        status = apply_content(shell, change->content, values, count, message);
    if (status == DONE) {
        add_flags(change);
        code = iostx_message_delete_values(message, change->deleted, change->deleted_count);
        if (code >= 0)
            code = iostx_message_set_values(message, change->values, change->value_count);
        if (code >= 0)
            code = iostx_message_save(message, 0);
        if (code < 0)
            status = fail_call(shell, message, code, "cannot change the item %s", shell->arguments[0]);
    }
    iostx_values_free(handle);
    return status;
}

/* --- Folders ------------------------------------------------------------------------------------------------------------------ */

static int set_folder(struct shell *shell, struct change *change, const char *path)
{
    const iostx_value *values = NULL;
    iostx_values *handle = NULL;
    iostx_folder *folder = NULL;
    size_t count = 0;
    int32_t code;
    int status = open_folder(shell, path, &folder);

    if (status != DONE)
        return status;
    code = iostx_folder_get_values(folder, NULL, 0, 0, &handle);
    if (code >= 0)
        code = iostx_values_get(handle, &values, &count);
    if (code >= 0) {
        status = read_assignments(shell, change, 0, false, values, count);
        if (status == DONE && change->deleted_count > 0)
            code = iostx_folder_delete_values(folder, change->deleted, change->deleted_count);
        if (status == DONE && code >= 0 && change->value_count > 0)
            code = iostx_folder_set_values(folder, change->values, change->value_count);
    }
    if (code < 0)
        status = fail_call(shell, folder, code, "cannot change the folder \"%s\"", path);
    iostx_values_free(handle);
    iostx_folder_free(folder);
    return status;
}

int run_set(struct shell *shell)
{
    struct change *change = calloc(1, sizeof(*change));
    const char *folder = option(shell, "--folder");
    iostx_message *message = NULL;
    int status;

    if (change == NULL)
        return fail(shell, "out of memory");
    if (folder != NULL) {
        status = set_folder(shell, change, folder);
    } else if (shell->argument_count == 0) {
        status = usage(shell, "an item, or --folder, is wanted");
    } else {
        status = open_item(shell, shell->arguments[0], IOSTX_MAPI_MODIFY, &message);
        if (status == DONE)
            status = set_item(shell, change, message);
        iostx_message_free(message);
    }
    texts_free(&change->texts);
    free(change);
    return status == DONE ? say_count(shell, 1) : status;
}
