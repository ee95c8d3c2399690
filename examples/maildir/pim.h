/* Items of a pim folder: .ics and .vcf files, which other programs read and write too. What was changed by another since the caller
   last knew it is never overwritten: the functions then answer false with errno ESTALE. */
#ifndef MAILDIR_PIM_H
#define MAILDIR_PIM_H

#include <stdbool.h>
#include <stdint.h>

#include "draft.h"
#include "folder.h"

/* The remote version of a file: size, time of modification and inode. While the time is so young that the file could be written once
   more without a new one, a digest of the content is added. */
#define PIM_VERSION_MAX 120

void pim_write_version(const struct entry *entry, char out[PIM_VERSION_MAX]);
/* Adds the digest. false and errno: the file cannot be read. */
bool pim_add_digest(struct folder *folder, const struct entry *entry, char version[PIM_VERSION_MAX]);
/* Whether `version` has a digest, and is of this file but for that. */
bool pim_version_has_digest(iostx_bytes version, const struct entry *entry);

/* Whether the file is still of this version; an empty version is of any file. false and errno: ESTALE, ENOENT. */
bool pim_is_version(struct folder *folder, const char *name, iostx_bytes version);

/* Files are named after their match key; id and version are those of the new file. */
struct pim_file {
    char id[256];
    char version[PIM_VERSION_MAX];
};

/* Gives a complete draft a name of its own: "KEY.ics", or "KEY-2.ics" and so on if that is taken. */
bool pim_create(struct folder *folder, struct draft *draft, iostx_bytes match_key, const char *extension, struct pim_file *out);
/* Puts a complete draft in the place of a file that still has `version`. */
bool pim_replace(struct folder *folder, struct draft *draft, const char *name, iostx_bytes version, struct pim_file *out);
/* Removes a file that still has `version`; one that is gone already is removed. */
bool pim_remove(struct folder *folder, const char *name, iostx_bytes version);
/* Moves a file that still has `version` to another folder. */
bool pim_move(struct folder *from, const char *name, iostx_bytes version, struct folder *to, struct pim_file *out);

#endif
