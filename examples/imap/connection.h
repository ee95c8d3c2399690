/* A line to the server: TCP, TLS and the check of certificates are libcurl's. */
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config.h"
#include "response.h"
#include "stop.h"

namespace imap
{

/* libcurl must be told once in a process that it is used; any thread. Throws network_error. */
void use_curl();

class connection : public source
{
public:
    /* Connects, with STARTTLS where it is asked for; the server's greeting has been read. Throws network_error, and like all that waits
       here cancelled when the run is to stop. */
    connection(const config &settings, const stop &stopped);
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
    const stop &stopped_;
    /* What came while we were writing. */
    std::vector<char> early_;

    bool receive(char *buffer, std::size_t size, std::size_t &got);
    void poll_for(short events);
};

} // namespace imap
