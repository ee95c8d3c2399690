#include "outcome.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "charset.h"

void outcome_done(struct outcome *outcome, uint32_t flags, const char *id, const char *version)
{
    *outcome = (struct outcome){.code = IOSTX_S_OK, .flags = flags};
    if (id != NULL)
        snprintf(outcome->id, sizeof(outcome->id), "%s", id);
    if (version != NULL)
        snprintf(outcome->version, sizeof(outcome->version), "%s", version);
}

void outcome_kept(struct outcome *outcome, uint32_t flags, iostx_bytes version)
{
    outcome_done(outcome, flags, NULL, NULL);
    if (version.size > 0)
        snprintf(outcome->version, sizeof(outcome->version), "%.*s", (int)version.size, (const char *)version.data);
}

void outcome_failed(struct outcome *outcome, int32_t code, const char *format, ...)
{
    char text[sizeof(outcome->text)];
    struct buffer utf8 = {0};
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    *outcome = (struct outcome){.code = code};
    /* File names may be any bytes, and cutting may leave half a character; the library takes UTF-8 only. */
    charset_to_utf8("utf-8", text, strlen(text), &utf8);
    if (utf8.size < sizeof(outcome->text) && !utf8.failed && utf8.data != NULL)
        memcpy(outcome->text, utf8.data, utf8.size);
    buffer_free(&utf8);
}

static int32_t code_of(int error)
{
    switch (error) {
    case ENOENT:
    case ESTALE:
        return IOSTX_SYNC_E_CONFLICT;
    case EACCES:
    case EPERM:
        return IOSTX_MAPI_E_NO_ACCESS;
    case ENAMETOOLONG:
        return IOSTX_MAPI_E_STRING_TOO_LONG;
    case EINVAL:
    case EXDEV:
        return IOSTX_MAPI_E_NO_SUPPORT;
    case EEXIST:
        return IOSTX_MAPI_E_COLLISION;
    default:
        return IOSTX_MAPI_E_NETWORK_ERROR;
    }
}

void outcome_errno(struct outcome *outcome, int error, const char *what, const char *file)
{
    const char *why = error == ESTALE ? "changed on the server meanwhile" : error == ENOENT ? "not on the server any more" : strerror(error);

    outcome_failed(outcome, code_of(error), "%s: %.120s: %s", what, file, why);
}

iostx_result outcome_result(const struct outcome *outcome)
{
    iostx_result result = IOSTX_RESULT_INIT;

    result.code = outcome->code;
    result.flags = outcome->flags;
    result.remote_id = (iostx_bytes){(const uint8_t *)outcome->id, strlen(outcome->id)};
    result.remote_version = (iostx_bytes){(const uint8_t *)outcome->version, strlen(outcome->version)};
    result.text = outcome->text[0] == '\0' ? NULL : outcome->text;
    return result;
}
