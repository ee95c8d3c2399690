#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "json.h"
#include "storectl.h"

/* What can be done about a failure. */
static const struct {
    int32_t code;
    const char *hint;
} hints[] = {
    {IOSTX_MAPI_E_BUSY, "another program works on it; try again"},
    {IOSTX_MAPI_E_NO_ACCESS,
     "it is open for reading only, or it is a special folder, or the folder refuses local changes (see: options FOLDER)"},
    {IOSTX_MAPI_E_OBJECT_CHANGED, "another program changed the item meanwhile; run the command again"},
    {IOSTX_MAPI_E_CORRUPT_STORE, "the file is damaged or is no store; restore it from a backup, then run: renew-guid"},
    {IOSTX_E_INCOMPATIBLE, "a newer version made the store; use that version"},
    {IOSTX_MAPI_E_NOT_ENOUGH_DISK, "make room on the disk; the store is as before"},
    {IOSTX_MAPI_E_COMPUTED, "the store computes this property; it cannot be set"},
    {IOSTX_MAPI_E_COLLISION, "choose another name or id"},
    {IOSTX_MAPI_E_HAS_MESSAGES, "use --recursive to delete what is in the folder too"},
    {IOSTX_MAPI_E_HAS_FOLDERS, "use --recursive to delete what is in the folder too"},
    {IOSTX_MAPI_E_SUBMITTED, "the message is in the outgoing queue"},
};

static const char *hint_of(const struct shell *shell, int32_t code)
{
    if (shell->store == NULL && code == IOSTX_MAPI_E_NO_ACCESS)
        return NULL; /* The library says what is wrong with the file. */
    if (shell->store == NULL && code == IOSTX_MAPI_E_NOT_FOUND && !shell->command->creates)
        return "make one with: storectl STORE create";
    if (shell->store == NULL && code == IOSTX_MAPI_E_COLLISION)
        return "there is something of this name; choose another";
    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
        if (hints[i].code == code)
            return hints[i].hint;
    }
    return NULL;
}

/* Prints one line, or one JSON object, on standard error. */
static void print_error(const struct shell *shell, const char *what, const char *code, const char *hint)
{
    struct buffer line = {0};

    fflush(stdout);
    if (shell->json) {
        struct json json = {.out = &line};
        json_begin(&json, '{');
        json_key_text(&json, "error", what);
        if (code != NULL)
            json_key_text(&json, "code", code);
        if (hint != NULL)
            json_key_text(&json, "hint", hint);
        json_end(&json, '}');
    } else {
        buffer_add_text(&line, "storectl: ");
        buffer_add_text(&line, what);
        if (code != NULL) {
            buffer_add_text(&line, " (");
            buffer_add_text(&line, code);
            buffer_add_text(&line, ")");
        }
        if (hint != NULL) {
            buffer_add_text(&line, "\n          ");
            buffer_add_text(&line, hint);
        }
    }
    fprintf(stderr, "%s\n", line.failed ? "storectl: out of memory" : line.data);
    buffer_free(&line);
}

static void add_format(struct buffer *out, const char *format, va_list arguments)
{
    char text[2048];

    vsnprintf(text, sizeof(text), format, arguments);
    buffer_add_text(out, text);
}

int usage(const struct shell *shell, const char *format, ...)
{
    struct buffer what = {0}, hint = {0};
    va_list arguments;

    va_start(arguments, format);
    add_format(&what, format, arguments);
    va_end(arguments);
    buffer_add_text(&hint, "usage: storectl [--json] [--read-only] STORE ");
    if (shell->command == NULL) {
        buffer_add_text(&hint, "COMMAND [ARGUMENTS]; see: storectl --help");
    } else {
        buffer_add_text(&hint, shell->command->name);
        buffer_add_text(&hint, *shell->command->arguments == '\0' ? "" : " ");
        buffer_add_text(&hint, shell->command->arguments);
        buffer_add_text(&hint, "; see: storectl --help ");
        buffer_add_text(&hint, shell->command->name);
    }
    print_error(shell, what.failed ? "out of memory" : what.data, NULL, hint.failed ? NULL : hint.data);
    buffer_free(&what);
    buffer_free(&hint);
    return USAGE;
}

int fail(const struct shell *shell, const char *format, ...)
{
    struct buffer what = {0};
    va_list arguments;

    va_start(arguments, format);
    add_format(&what, format, arguments);
    va_end(arguments);
    print_error(shell, what.failed ? "out of memory" : what.data, NULL, NULL);
    buffer_free(&what);
    return FAILED;
}

int fail_error(const struct shell *shell, int32_t code, iostx_error *error, const char *format, ...)
{
    const char *name = iostx_error_name(code);
    struct buffer what = {0};
    char number[16];
    va_list arguments;

    va_start(arguments, format);
    add_format(&what, format, arguments);
    va_end(arguments);
    buffer_add_text(&what, ": ");
    buffer_add_text(&what, error != NULL && error->code == code ? error->message : iostx_error_text(code));
    snprintf(number, sizeof(number), "0x%08lX", (unsigned long)(uint32_t)code);
    print_error(shell, what.failed ? "out of memory" : what.data, name != NULL ? name : number, hint_of(shell, code));
    buffer_free(&what);
    iostx_error_free(error);
    return code == IOSTX_MAPI_E_CORRUPT_STORE || code == IOSTX_MAPI_E_DISK_ERROR || code == IOSTX_E_INCOMPATIBLE ? UNUSABLE : FAILED;
}

/* --- The last error of each kind of object ------------------------------------------------------------------------------------ */

#define LAST_ERROR(kind)                                                                                                           \
    iostx_error *kind##_error(iostx_##kind *object)                                                                                \
    {                                                                                                                              \
        iostx_error *error = NULL;                                                                                                 \
                                                                                                                                   \
        return object != NULL && iostx_##kind##_get_last_error(object, &error) >= 0 ? error : NULL;                                \
    }

LAST_ERROR(store)
LAST_ERROR(folder)
LAST_ERROR(message)
LAST_ERROR(stream)
LAST_ERROR(cursor)
LAST_ERROR(events)
