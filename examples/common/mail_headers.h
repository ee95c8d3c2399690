/* The header of a mail message (RFC 5322, RFC 2047). Any bytes are taken: what cannot be read is as if it were not there. */
#ifndef EXAMPLES_COMMON_MAIL_HEADERS_H
#define EXAMPLES_COMMON_MAIL_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

/* Of a message no more than this is looked at for its header, and no more recipients are kept. */
#define MAIL_HEADER_MAX ((size_t)256 * 1024)
#define MAIL_RECIPIENTS_MAX 2000

enum mail_recipient_kind { MAIL_TO = 1, MAIL_CC = 2, MAIL_BCC = 3 };

struct mail_recipient {
    enum mail_recipient_kind kind;
    /* The display name, or the address if there is none. Never NULL. */
    const char *name;
    /* addr-spec; may be empty. Never NULL. */
    const char *address;
};

/* Texts are UTF-8 on one line; NULL where the message does not say. */
struct mail_headers {
    const char *subject;
    /* From, else Sender: the first mailbox. */
    const char *sender_name;
    const char *sender_address;
    /* The names of the recipients, "A; B". */
    const char *to;
    const char *cc;
    const char *bcc;
    /* With its angle brackets. */
    const char *message_id;
    const char *in_reply_to;
    const char *references;
    /* Date, and the time of the topmost Received; 0: none. */
    uint64_t date;
    uint64_t received;
    /* Importance: 0 low, 1 normal, 2 high; -1: not said. (Importance, Priority, X-Priority) */
    int importance;
    /* 0 to 3 as PR_SENSITIVITY; -1: not said. */
    int sensitivity;
    /* Content-Type is multipart/mixed, or the message is one attachment: what mail programs show a paper clip for. */
    bool has_attachment;
    const struct mail_recipient *recipients;
    size_t recipient_count;
    /* Bytes of the header with the empty line after it: the body begins here. */
    size_t body_offset;

    struct texts texts;
};

/* Reads the header of a message. false: memory ran out; nothing is to be freed then. */
bool mail_headers_read(const void *message, size_t size, struct mail_headers *out);
void mail_headers_free(struct mail_headers *headers);

#endif
