/* --list: accounts, their folders, and how they stand. */
#ifndef SYNCMGR_LIST_H
#define SYNCMGR_LIST_H

#include "accounts.h"
#include "options.h"

int list_show(struct accounts *accounts, const struct options *options);

#endif
