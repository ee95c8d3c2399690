/* The file name of a message in a Maildir: "BASE:2,LETTERS" (https://cr.yp.to/proto/maildir.html). BASE is the message's identity;
   its content never changes. The letters are its flags, in ASCII order: D draft, F flagged, P passed, R replied, S seen, T trashed;
   'a' to 'z' are keywords, whose names stand in the folder's file dovecot-keywords. */
#ifndef MAILDIR_MARKS_H
#define MAILDIR_MARKS_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Letters as sets: bit 0 is 'A' or 'a'. */
struct marks {
    uint32_t upper;
    uint32_t lower;
};

#define MARKS_BIT(letter) (1u << ((letter) - 'A'))

/* Bytes of a file name before its ':'. */
size_t marks_base_size(const char *name);
/* The letters of a file name. */
struct marks marks_of_name(const char *name);
/* Writes "BASE:2,LETTERS". false: it is longer than a file name can be. */
bool marks_write_name(const char *base, size_t base_size, struct marks marks, char *out, size_t out_size);

/* IOSTX_FLAG_*: the letters, and back. Letters that stand for no flag are left alone by those who change a set. */
uint32_t marks_to_flags(struct marks marks);
uint32_t marks_of_flags(uint32_t flags);

/* The remote version of a message: "2,LETTERS", and "#" with a digest of the names of its keywords if it has any, since the letters
   mean what the folder says. Never empty: that would mean "unknown". */
#define MARKS_VERSION_MAX 80
void marks_write_version(struct marks marks, uint64_t keyword_digest, char out[MARKS_VERSION_MAX]);
/* false: it is no such version. */
bool marks_read_version(iostx_bytes version, struct marks *out);

/* A change of letters: those set and those cleared. */
struct marks_change {
    struct marks set;
    struct marks clear;
};

struct marks marks_apply(struct marks marks, const struct marks_change *change);

#endif
