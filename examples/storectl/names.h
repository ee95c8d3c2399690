/* The names of properties. */
#ifndef STORECTL_NAMES_H
#define STORECTL_NAMES_H

#include <iostx.h>
#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

struct shell;

/* The tag of a property by its short name (subject), its documented name with or without PR_ (PR_SUBJECT, subject_prefix), its
   number (0x0037001F), or the set and name of a named property (appointment/0x8208), which the store makes if `create` says so. All
   without case. A named property is taken for a text: its type does not belong to its name. */
bool tag_of_name(const struct shell *shell, const char *text, bool create, uint32_t *out);

/* Adds the name of a property: the documented one, set and name of a named one, else the number. */
void add_tag_name(const struct shell *shell, uint32_t tag, struct buffer *out);

/* Adds a GUID in its usual form. */
void add_guid(const iostx_guid *guid, struct buffer *out);

#endif
