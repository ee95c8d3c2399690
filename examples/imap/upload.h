/* Items on their way to the server: what upload.cpp sorts, and append.cpp, existing.cpp and changes.cpp do. */
#pragma once

#include "agent.h"

namespace imap
{

/* An item of a batch. */
struct outgoing {
    std::size_t index = 0;
    const iostx_upmsg *item = nullptr;
    flag_set flags;

    iostx::row values() const { return iostx::row(item->values, item->value_count); }
    /* What its message is on the server now; 0: none. */
    uid number = 0;
    result answer;
};

/* Looks in the selected mailbox for messages that are these items already: uploaded by an attempt whose answer was lost, or by another
   client. Sets `number` of those that are there. */
void find_existing(agent &of, const iostx_feid &folder, const std::vector<outgoing *> &items);

/* Uploads contents, as many at a time as the server takes. */
void append(agent &of, const std::string &mailbox, const std::vector<outgoing *> &items);

/* Changes flags of messages of the selected mailbox; with_read: the read state too. */
void store_flags(agent &of, const std::vector<outgoing *> &items, bool with_read);

/* Moves messages from another mailbox to this one. */
void move_items(agent &of, const iostx_uptbl &table, const std::string &source, const std::vector<outgoing *> &items);

} // namespace imap
