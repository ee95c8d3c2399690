#include "stop.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "errors.h"

namespace imap
{

/* A session has no descriptor that could be waited for together with the network. */
static constexpr std::chrono::milliseconds ASK_EVERY(200);
/* That long between two looks: the machine was asleep, or the program stopped, and who is at the other end may have given up. */
static constexpr std::chrono::seconds ASLEEP(5);

bool stop::is_wanted() const
{
    pollfd told{descriptor_, POLLIN, 0};

    return (descriptor_ >= 0 && poll(&told, 1, 0) > 0) || iostx_session_is_cancelled(session_) == 1 ||
           (folder_ != nullptr && iostx_session_is_skipped(session_, folder_) == 1);
}

int stop::wait(pollfd *descriptors, std::size_t count, int timeout_ms) const
{
    using std::chrono::milliseconds, std::chrono::steady_clock, std::chrono::system_clock;
    const auto end = steady_clock::now() + milliseconds(timeout_ms);
    std::vector<pollfd> all(descriptors, descriptors + count);

    all.push_back({descriptor_, POLLIN, 0});
    for (auto looked = system_clock::now();;) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - steady_clock::now());
        const int ready = poll(all.data(), all.size(), static_cast<int>(std::clamp(left, milliseconds(0), ASK_EVERY).count()));
        const auto now = steady_clock::now();

        if (ready < 0 && errno != EINTR)
            throw network_error(std::strerror(errno));
        /* The steady clock may stand still while the machine sleeps. */
        if (system_clock::now() - looked > ASLEEP)
            throw network_error("the line was not looked after for too long");
        looked = system_clock::now();
        /* Also where something is always ready. */
        if (now - asked_ >= ASK_EVERY || all.back().revents != 0) {
            asked_ = now;
            if (is_wanted())
                throw cancelled();
        }
        if (ready > 0 || now >= end) {
            std::copy_n(all.begin(), count, descriptors);
            return std::max(ready, 0);
        }
    }
}

} // namespace imap
