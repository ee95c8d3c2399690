#include "source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mail_headers.h"

/* Calendars and cards are read whole, up to this size; of messages the header is enough. */
#define WHOLE_MAX ((size_t)64 * 1024 * 1024)
#define CHUNK ((size_t)64 * 1024)

static bool read_head(struct source *source, FILE *file, size_t most)
{
    static char chunk[CHUNK];
    size_t got = 0;

    while (source->head.size < most && (got = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buffer_add(&source->head, chunk, got);
    return got == 0; /* The end was seen. */
}

int source_open(const struct shell *shell, const char *name, struct source *out)
{
    bool is_input = strcmp(name, "-") == 0;
    FILE *file = is_input ? stdin : fopen(name, "rb");
    bool ended;

    *out = (struct source){.name = is_input ? "standard input" : name};
    if (file == NULL)
        return fail(shell, "cannot open the file \"%s\": %s", name, strerror(errno));
    errno = 0;
    ended = read_head(out, file, MAIL_HEADER_MAX);
    out->kind = item_text_guess(out->head.data, out->head.size);
    if (!ended && out->kind != ITEM_TEXT_MAIL)
        ended = read_head(out, file, WHOLE_MAX);
    out->rest = file;
    if (ferror(file) || out->head.failed || (!ended && out->kind != ITEM_TEXT_MAIL)) {
        const char *cause = ferror(file) ? strerror(errno) : out->head.failed ? "out of memory" : "it is larger than 64 MiB";
        int status = fail(shell, "cannot read \"%s\": %s", out->name, cause);
        source_close(out);
        return status;
    }
    if (ended) {
        out->rest = NULL;
        if (!is_input)
            fclose(file);
    }
    return DONE;
}

void source_close(struct source *source)
{
    if (source->rest != NULL && source->rest != stdin)
        fclose(source->rest);
    source->rest = NULL;
    buffer_free(&source->head);
}

/* --- Putting a text into a message -------------------------------------------------------------------------------------------- */

static int write_content(struct shell *shell, struct source *source, iostx_message *message)
{
    static char chunk[CHUNK];
    iostx_stream *stream = NULL;
    size_t got;
    int status = DONE;
    int32_t code = iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, IOSTX_MAPI_MODIFY | IOSTX_MAPI_CREATE, &stream);

    if (code < 0)
        return fail_call(shell, message, code, "cannot write the content of the item");
    code = iostx_stream_write(stream, source->head.data, source->head.size);
    while (code >= 0 && source->rest != NULL && (got = fread(chunk, 1, sizeof(chunk), source->rest)) > 0)
        code = iostx_stream_write(stream, chunk, got);
    if (code >= 0 && source->rest != NULL && ferror(source->rest))
        status = fail(shell, "cannot read \"%s\": %s", source->name, strerror(errno));
    if (code >= 0 && status == DONE)
        code = iostx_stream_commit(stream);
    if (code < 0)
        status = fail_call(shell, stream, code, "cannot write the content of the item");
    iostx_stream_free(stream);
    return status;
}

static int32_t apply_text(iostx_message *message, const struct item_tags *tags, const struct item_text *text)
{
    uint32_t unsaid[ITEM_TEXT_VALUES_MAX];
    const iostx_value key[2] = {
        {.tag = IOSTX_PR_MATCH_KEY, .value = {.bytes = text->match_key}},
        {.tag = IOSTX_PR_MATCH_STRENGTH, .value = {.i4 = (int32_t)text->match_strength}},
    };
    int32_t code = iostx_message_delete_values(message, unsaid, item_text_unsaid(tags, text, unsaid));

    if (code >= 0)
        code = iostx_message_set_values(message, text->values, text->value_count);
    if (code >= 0 && text->match_key.size > 0)
        code = iostx_message_set_values(message, key, 2);
    if (code >= 0 && text->recipient_count > 0)
        code = iostx_message_set_recipients(message, text->recipients, text->recipient_count, IOSTX_MODRECIP_REPLACE);
    return code;
}

int source_apply(struct shell *shell, struct source *source, const struct item_tags *tags, const char *container_class,
                 iostx_message *message)
{
    struct item_text text;
    int status;
    int32_t code;

    if (!item_text_read(tags, source->kind, container_class, source->head.data, source->head.size, &text))
        return fail(shell, "out of memory");
    code = apply_text(message, tags, &text);
    item_text_free(&text);
    status = code < 0 ? fail_call(shell, message, code, "cannot set what \"%s\" says of the item", source->name) : DONE;
    return status == DONE ? write_content(shell, source, message) : status;
}
