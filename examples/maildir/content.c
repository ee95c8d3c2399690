#include "content.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define CHUNK ((size_t)32 * 1024)

int32_t content_head(iostx_message *message, char out[CONTENT_HEAD], size_t *size)
{
    iostx_stream *stream = NULL;
    int32_t result = iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &stream);

    *size = 0;
    if (result >= 0)
        result = iostx_stream_read(stream, out, CONTENT_HEAD, size);
    iostx_stream_free(stream);
    return result;
}

int32_t content_to_draft(iostx_message *message, struct draft *draft, int *error)
{
    char chunk[CHUNK];
    iostx_stream *stream = NULL;
    int32_t result = iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &stream);
    size_t got = 1;

    *error = 0;
    while (result >= 0 && got > 0) {
        result = iostx_stream_read(stream, chunk, sizeof(chunk), &got);
        if (result >= 0 && got > 0 && !draft_write(draft, chunk, got)) {
            *error = errno;
            result = IOSTX_MAPI_E_CALL_FAILED;
        }
    }
    iostx_stream_free(stream);
    return result;
}

/* As read, but whole chunks, and again after a signal. */
static ssize_t read_chunk(int fd, char *out, size_t size)
{
    size_t used = 0;

    while (used < size) {
        ssize_t got = read(fd, out + used, size - used);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    return (ssize_t)used;
}

int32_t content_from_file(int fd, iostx_message *message, int *error)
{
    char chunk[CHUNK];
    iostx_stream *stream = NULL;
    int32_t result = iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, IOSTX_MAPI_MODIFY | IOSTX_MAPI_CREATE, &stream);
    ssize_t got = 1;

    *error = 0;
    while (result >= 0 && got > 0) {
        got = read_chunk(fd, chunk, sizeof(chunk));
        if (got < 0) {
            *error = errno;
            result = IOSTX_MAPI_E_CALL_FAILED;
        } else if (got > 0) {
            result = iostx_stream_write(stream, chunk, (size_t)got);
        }
    }
    if (result >= 0)
        result = iostx_stream_commit(stream);
    iostx_stream_free(stream);
    return result;
}

bool content_is_file(iostx_message *message, int fd)
{
    char ours[CHUNK], theirs[CHUNK];
    iostx_stream *stream = NULL;
    bool same = iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &stream) >= 0;
    size_t got = 1;

    while (same && got > 0) {
        same = iostx_stream_read(stream, ours, sizeof(ours), &got) >= 0;
        if (same) {
            /* At the end the file must have no more bytes either. */
            ssize_t read_there = read_chunk(fd, theirs, got == 0 ? 1 : got);

            same = read_there >= 0 && (size_t)read_there == got && memcmp(ours, theirs, got) == 0;
        }
    }
    iostx_stream_free(stream);
    return same;
}
