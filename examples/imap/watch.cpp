/* watch: synchronizes whenever the server (IDLE, RFC 2177; of all mailboxes: NOTIFY) or an application here has something new. */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "commands.h"
#include "interrupt.h"

namespace imap
{

namespace
{

/* Wakes a poll when the store changed. */
class local_changes
{
public:
    explicit local_changes(iostx::store_ref store)
    {
        iostx_events_options options = IOSTX_EVENTS_OPTIONS_INIT;

        if (pipe(ends_.data()) != 0)
            throw agent_error(IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES, "no pipe can be made");
        for (int end : ends_)
            (void)fcntl(end, F_SETFL, O_NONBLOCK), (void)fcntl(end, F_SETFD, FD_CLOEXEC);
        options.wake = [](void *data) {
            const char byte = 0;
            (void)!write(static_cast<local_changes *>(data)->ends_[1], &byte, 1);
        };
        options.userdata = this;
        events_ = store.open_events(options);
    }
    ~local_changes()
    {
        events_.reset();
        for (int end : ends_)
            close(end);
    }
    local_changes(const local_changes &) = delete;
    local_changes &operator=(const local_changes &) = delete;

    int descriptor() const { return ends_[0]; }
    /* Takes what waits; whether any of it is for the server. */
    bool take()
    {
        std::array<char, 256> bytes;
        iostx_event event = IOSTX_EVENT_INIT;
        bool any = false;

        while (read(ends_[0], bytes.data(), bytes.size()) > 0)
            ;
        while (events_.next(event, 0) == IOSTX_S_OK)
            any = any || event.origin != IOSTX_ORIGIN_IMPORT;
        return any;
    }

private:
    std::array<int, 2> ends_{-1, -1};
    iostx::events events_;
};

bool is_same(const server_folders &a, const server_folders &b)
{
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                      [](const server_folder &x, const server_folder &y) { return x.mailbox == y.mailbox && x.state == y.state; });
}

/* Until there is a reason to synchronize. */
void wait_for_news(agent &of, local_changes &local)
{
    const int most = of.settings.interval_seconds * 1000;

    of.server.open();
    of.server.select("INBOX");
    const bool notified = of.server.notify(true);
    /* What happened since the last run looked is told by nobody. */
    if (is_same(list_server(of.server, of.settings), of.listed)) {
        pollfd here{local.descriptor(), POLLIN, 0};

        if (of.server.can("IDLE"))
            /* A server may end a line that idles for half an hour. */
            of.server.idle(here.fd, std::min(most, 25 * 60 * 1000));
        else
            (void)of.stopped.wait(&here, 1, std::min(most, 60 * 1000));
    }
    if (notified)
        of.server.notify(false);
}

void pause(int milliseconds)
{
    pollfd stop{interrupt::descriptor(), POLLIN, 0};

    (void)poll(&stop, 1, milliseconds);
}

} // namespace

static int watch_with(program &program, agent &of)
{
    iostx_replicate_report done;
    int delay_ms = 1000;
    local_changes local(of.store);

    while (!interrupt::happened()) {
        const std::int32_t code = synchronize(program, of, done);

        if (code == IOSTX_MAPI_E_LOGON_FAILED)
            return exit_of(program, code, done);
        try {
            if (code < 0)
                throw network_error("the run failed");
            delay_ms = 1000;
            /* What an application did while the run went on is in the queue already. */
            if (!local.take())
                wait_for_news(of, local);
        } catch (const cancelled &) {
            break;
        } catch (const agent_error &) {
            /* After a drop, or when the machine was asleep. */
            of.server.drop();
            pause(delay_ms);
            delay_ms = std::min(delay_ms * 2, 5 * 60 * 1000);
        }
    }
    return EXIT_INTERRUPTED;
}

int watch(program &of)
{
    return of.with_agent([&](agent &with) { return watch_with(of, with); });
}

} // namespace imap
