/* Keys and change lists as ICS has them, and imports by them. */
#ifndef ICS_H
#define ICS_H

#include "agent.h"

/* A key of a namespace that is not the store's. */
iostx_skey ics_key(uint8_t space, uint8_t number);
/* A change list of up to four keys of 22 bytes; numbers of 0 are left out. Lives until the fourth next call. */
iostx_bytes ics_list(uint8_t space, uint8_t number, uint8_t second_space, uint8_t second_number);

/* What an ImportMessageChange gives. */
typedef struct ics_change {
    iostx_skey source_key, change_key;
    iostx_bytes change_list;
    uint64_t time; /* 0: none given */
    uint32_t flags;
} ics_change;
ics_change ics_changed(uint8_t source, uint8_t change_space, uint8_t change);

/* The call itself, without filling or saving. */
int32_t ics_begin(iostx_contents_sink *sink, const ics_change *change, iostx_message **out);
/* All of it: the code of the first call that is not success. */
int32_t ics_import(iostx_contents_sink *sink, const ics_change *change, const char *subject, const char *content);
/* A whole download that brings one change. */
int32_t ics_sends(iostx_feid folder, const ics_change *change, const char *subject, const char *content);
/* The item of a folder with this source key; zeros if there is none. */
iostx_meid ics_find(iostx_feid folder, iostx_skey source_key);
iostx_bytes key_bytes(const iostx_skey *key);

#endif
