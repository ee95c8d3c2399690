/* Files below the server's directory, opened so that neither a symbolic link nor a ".." ever leads out of it. */
#ifndef MAILDIR_FILES_H
#define MAILDIR_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "buffer.h"

/* POSIX calls it st_mtim; Darwin has its own name. */
#ifdef __APPLE__
#define files_mtime(st) ((st)->st_mtimespec)
#else
#define files_mtime(st) ((st)->st_mtim)
#endif

/* What changed less than so many seconds before it was looked at may change once more without a new time stamp: some file systems
   count in steps of two seconds. */
#define FILES_SETTLED_SECONDS 2

/* Whether it is one component of a path: not empty, not "." or "..", without '/' and NUL. */
bool files_is_name(const char *name, size_t size);

/* Opens the directory `path` below `root`, component by component, none of them a symbolic link. "." is the root itself.
   -1 and errno: ELOOP or ENOTDIR for a link. */
int files_open_dir(int root, const char *path);

/* Opens a regular file of a directory for reading. -1 and errno: EINVAL or ELOOP if it is anything else. */
int files_open(int dir, const char *name, struct stat *st);

/* Reads at most `limit` bytes. */
bool files_read(int fd, size_t limit, struct buffer *out);

/* Creates a file that was not there, readable by the owner only. */
int files_create(int dir, const char *name);
bool files_write(int fd, const void *data, size_t size);

/* Makes what was done in a directory (names made, changed and taken away) durable. */
bool files_sync_dir(int dir);

/* Whether the time stamp is old enough, seen from `now`, to be trusted. */
bool files_is_settled(const struct timespec *mtime, time_t now);

/* FNV-1a, 64 bits: tells versions of one file apart; no protection against a forger. */
#define FILES_DIGEST_START UINT64_C(0xCBF29CE484222325)
uint64_t files_digest(uint64_t digest, const void *data, size_t size);

#endif
