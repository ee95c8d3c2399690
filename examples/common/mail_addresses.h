/* The address lists of mail headers (RFC 5322 3.4); for mail_headers.h alone. */
#ifndef EXAMPLES_COMMON_MAIL_ADDRESSES_H
#define EXAMPLES_COMMON_MAIL_ADDRESSES_H

#include "buffer.h"
#include "mail_headers.h"

/* Start it as {0}; `all` is freed with free, the texts in it are those of the texts given. */
struct mail_addresses {
    struct mail_recipient *all;
    size_t count;
    size_t capacity;
};

/* Adds the mailboxes of an unfolded list, at most MAIL_RECIPIENTS_MAX. */
void mail_read_addresses(const char *text, size_t size, enum mail_recipient_kind kind, struct texts *texts, struct mail_addresses *list);

/* "A; B" of the recipients of one kind; NULL if there is none. */
const char *mail_join_names(struct texts *texts, const struct mail_addresses *list, enum mail_recipient_kind kind);

/* A header's text with its encoded words decoded, on one line, without space at its ends. */
const char *mail_decoded(struct texts *texts, const char *text, size_t size);

#endif
