/* The file dovecot-keywords of a Maildir folder: what the letters 'a' to 'z' in its file names mean. Lines of "NUMBER NAME", number 0
   for 'a'. Programs that know nothing of it carry the letters along as they are. */
#ifndef MAILDIR_KEYWORDS_H
#define MAILDIR_KEYWORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "marks.h"

#define KEYWORDS_MAX 26
#define KEYWORDS_FILE "dovecot-keywords"

struct keywords {
    const char *names[KEYWORDS_MAX];
    /* There are names that the file does not have yet. */
    bool changed;
    struct texts texts;
};

/* Reads the file; a missing one has no keywords. false and errno: it cannot be read. */
bool keywords_load(int dir, struct keywords *out);
/* Writes the file if there is something new in it: a new file in the place of the old. */
bool keywords_save(int dir, struct keywords *keywords);
void keywords_free(struct keywords *keywords);

/* Adds the bit of a keyword to a set of letters. With `create`, a name that has no letter gets one. false: there is no letter for it,
   or none left. Keywords compare without case (RFC 9051 2.3.2). */
bool keywords_add_letter(struct keywords *keywords, const char *name, size_t size, bool create, uint32_t *letters);

/* Digest of the names of some letters, for the remote version. */
uint64_t keywords_digest(const struct keywords *keywords, uint32_t letters);

/* What `letters` of one folder are in another, which gets new names where it must. false: it has no letter left. */
bool keywords_translate(const struct keywords *from, uint32_t letters, struct keywords *to, uint32_t *out);

/* IOSTX_FLAG_* of a message, and the names of its other keywords. One keyword stands for a flag: $Forwarded, the letter P. */
uint32_t keywords_flags(const struct keywords *keywords, struct marks marks);
size_t keywords_names(const struct keywords *keywords, struct marks marks, const char *names[KEYWORDS_MAX]);
/* The letter that stands for $Forwarded here, as a set. */
uint32_t keywords_forwarded(const struct keywords *keywords);

#endif
