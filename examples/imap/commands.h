/* What the program is told to do. Each answers an exit code, and throws what makes the store or the server unusable. */
#pragma once

#include "agent.h"

namespace imap
{

int sync_once(agent &of);
int watch(agent &of);
int show_status(agent &of);
int show_folders(agent &of);
int show_items(agent &of, const std::string &mailbox);

/* The exit code that a run comes to. */
int exit_of(agent &of, std::int32_t code, const iostx_replicate_report &done);

} // namespace imap
