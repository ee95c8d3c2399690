/* --once and --daemon: runs that are told of line by line; on a terminal with a bar for each account and one for all. */
#ifndef SYNCMGR_FOLLOW_H
#define SYNCMGR_FOLLOW_H

#include "accounts.h"
#include "buffer.h"
#include "json.h"
#include "options.h"

/* The exit code. */
int follow_runs(struct accounts *accounts, const struct options *options);

/* Writes a line to standard output. */
void follow_write(const struct buffer *line);

#endif
