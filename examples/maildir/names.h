/* Names of folders and items, as the store has them and as file names.

   A Maildir++ folder is a directory ".A.B" beside the inbox's "cur": '.' separates the levels, and the names are in the modified
   UTF-7 of IMAP (RFC 3501 5.1.3), as Dovecot and Courier write them. What a name cannot hold there ('.', '/', '\\') is "\2e" and the
   like, as Dovecot's plugin listescape has it. A pim folder is a directory with the name in UTF-8; '/', '%', control characters and
   a leading '.' become "%2F" and the like. */
#ifndef MAILDIR_NAMES_H
#define MAILDIR_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/* One level of a mail folder's name. */
void names_to_mail(const char *name, struct buffer *out);
void names_from_mail(const char *component, size_t size, struct buffer *out);

/* The name of a pim directory. */
void names_to_pim(const char *name, struct buffer *out);
void names_from_pim(const char *directory, size_t size, struct buffer *out);

/* A file name for an item, made of its match key: letters and digits stay, all else that could surprise a program becomes '-'. */
#define NAMES_STEM_MAX 100
void names_stem(const char *key, size_t size, char out[NAMES_STEM_MAX + 1]);

/* Whether a file name ends so, without regard to case. */
bool names_has_extension(const char *name, const char *extension);

#endif
