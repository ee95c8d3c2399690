/* What ends a run before its end. Waits for the network ask: they end within a second, or at once where a descriptor tells. */
#pragma once

#include <poll.h>

#include <chrono>
#include <cstddef>

#include <iostx.h>

namespace imap
{

class stop
{
public:
    /* Stops when the session is cancelled, or skips the folder at work. descriptor: readable once all is to stop; -1: there is none. */
    explicit stop(iostx_session *session, int descriptor = -1) : session_(session), descriptor_(descriptor) {}

    /* The folder at work; nullptr: none. It must outlive the work. */
    void set_folder(const iostx_feid *folder) { folder_ = folder; }
    bool is_wanted() const;
    /* poll(2): how many are ready; 0 when the time is over. Throws cancelled, and network_error. */
    int wait(pollfd *descriptors, std::size_t count, int timeout_ms) const;

private:
    iostx_session *session_;
    int descriptor_;
    const iostx_feid *folder_ = nullptr;
    /* When a wait asked last. */
    mutable std::chrono::steady_clock::time_point asked_{};
};

} // namespace imap
