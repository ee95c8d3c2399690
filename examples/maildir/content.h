/* The content of an item (PR_INTERNET_CONTENT: the message, iCalendar object or vCard, byte for byte), in chunks, however large. */
#ifndef MAILDIR_CONTENT_H
#define MAILDIR_CONTENT_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draft.h"

/* What kinds of text there are is told by the first bytes. */
#define CONTENT_HEAD 64

/* Reads the first bytes. A negative code: IOSTX_MAPI_E_NOT_FOUND, there is no content. */
int32_t content_head(iostx_message *message, char out[CONTENT_HEAD], size_t *size);
/* Writes it into a draft. *error is errno if the file failed, 0 if the library did. */
int32_t content_to_draft(iostx_message *message, struct draft *draft, int *error);
/* Writes a file into the content of a message that an import gave out, or that stands for a header. */
int32_t content_from_file(int fd, iostx_message *message, int *error);
/* Whether the content has the bytes of the file. false also if one of them cannot be read. */
bool content_is_file(iostx_message *message, int fd);

#endif
