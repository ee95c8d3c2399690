/* A line to the server: TCP, TLS and the check of certificates are libcurl's. */
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "config.h"
#include "response.h"

namespace imap
{

/* The line failed: another try later may do better. */
struct network_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct timeout_error : network_error {
    using network_error::network_error;
};
/* The user wants to stop. */
struct cancelled : std::runtime_error {
    cancelled() : std::runtime_error("interrupted") {}
};

class connection : public source
{
public:
    /* Connects, with STARTTLS where it is asked for; the server's greeting has been read. Throws network_error. */
    explicit connection(const config &settings);
    ~connection() override;
    connection(const connection &) = delete;
    connection &operator=(const connection &) = delete;

    std::size_t read(char *buffer, std::size_t size) override;
    void write(std::string_view data);
    /* Waits until the server sends something, `other` (-1: none) is readable, or the time is over. true: the server did. */
    bool wait(int other, int timeout_ms);

private:
    void *easy_ = nullptr;
    int socket_ = -1;
    int timeout_ms_;
    /* What came while we were writing. */
    std::vector<char> early_;

    bool receive(char *buffer, std::size_t size, std::size_t &got);
    void poll_for(short events);
};

} // namespace imap
