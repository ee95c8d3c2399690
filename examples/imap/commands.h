/* What the program is told to do. Each answers an exit code, and throws what makes the store or the server unusable. */
#pragma once

#include <functional>

#include "agent.h"
#include "report.h"

namespace imap
{

/* The program at work. */
struct program {
    program(const config &settings, report &told) : settings(settings), told(told) {}

    const config &settings;
    report &told;
    iostx::store store;

    void open_store(std::uint32_t flags);
    /* Opens store and session, and does something with an agent on them. */
    int with_agent(const std::function<int(agent &)> &work);
};

int sync_once(program &of);
int watch(program &of);
int show_status(program &of);
int show_folders(program &of);
int show_items(program &of, const std::string &mailbox);

/* Synchronizes, and shows what came of it. */
std::int32_t synchronize(program &of, agent &with, iostx_replicate_report &done);
/* The exit code that a run comes to. */
int exit_of(program &of, std::int32_t code, const iostx_replicate_report &done);

} // namespace imap
