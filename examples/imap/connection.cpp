#include "connection.h"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>

namespace imap
{

/* No more than this is kept of what a server says while we are still writing. */
static constexpr std::size_t EARLY_MAX = 4 * 1024 * 1024;

void use_curl()
{
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

    if (code != CURLE_OK)
        throw network_error(curl_easy_strerror(code));
}

/* Lets libcurl stop its connecting when it is not wanted any more; libcurl asks once a second or more often. */
static int ask_stop(void *stopped, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<const stop *>(stopped)->is_wanted() ? 1 : 0;
}

connection::connection(const config &settings, const stop &stopped) : timeout_ms_(settings.timeout_seconds * 1000), stopped_(stopped)
{
    use_curl();
    std::array<char, CURL_ERROR_SIZE> text{};
    CURL *easy = curl_easy_init();
    curl_socket_t socket = CURL_SOCKET_BAD;

    if (easy == nullptr)
        throw std::bad_alloc();
    easy_ = easy;
    const std::string url =
        (settings.tls == tls_mode::implicit ? "imaps://" : "imap://") + settings.host + ":" + std::to_string(settings.port);
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(settings.tls == tls_mode::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout_ms_));
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(settings.timeout_seconds));
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, text.data());
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, ask_stop);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, const_cast<stop *>(&stopped));
    if (!settings.ca_file.empty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings.ca_file.c_str());
    CURLcode code = curl_easy_perform(easy);
    if (code == CURLE_OK)
        code = curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
    if (code != CURLE_OK) {
        const std::string why = text[0] != '\0' ? text.data() : curl_easy_strerror(code);
        curl_easy_cleanup(easy);
        if (code == CURLE_ABORTED_BY_CALLBACK)
            throw cancelled();
        if (code == CURLE_OPERATION_TIMEDOUT)
            throw timeout_error(settings.host + ": " + why);
        throw network_error(settings.host + ": " + why);
    }
    /* It ends with this function; the line does not. */
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, nullptr);
    socket_ = static_cast<int>(socket);
}

connection::~connection()
{
    curl_easy_cleanup(static_cast<CURL *>(easy_));
}

/* false: nothing is there now. got 0: the server closed the line. */
bool connection::receive(char *buffer, std::size_t size, std::size_t &got)
{
    const CURLcode code = curl_easy_recv(static_cast<CURL *>(easy_), buffer, size, &got);

    if (code == CURLE_AGAIN)
        return false;
    if (code != CURLE_OK)
        throw network_error(curl_easy_strerror(code));
    return true;
}

/* Waits for the socket, and throws if nothing comes in time. */
void connection::poll_for(short events)
{
    pollfd line{socket_, events, 0};

    if (stopped_.wait(&line, 1, timeout_ms_) == 0)
        throw timeout_error("the server does not answer");
}

std::size_t connection::read(char *buffer, std::size_t size)
{
    std::size_t got = 0;

    if (!early_.empty()) {
        got = std::min(size, early_.size());
        std::copy_n(early_.begin(), got, buffer);
        early_.erase(early_.begin(), early_.begin() + static_cast<std::ptrdiff_t>(got));
        return got;
    }
    while (!receive(buffer, size, got))
        poll_for(POLLIN);
    return got;
}

/* A server that answers while we write would block, and we with it, if nobody read. */
void connection::write(std::string_view data)
{
    std::array<char, 16384> buffer;

    while (!data.empty()) {
        std::size_t sent = 0, got = 0;
        const CURLcode code = curl_easy_send(static_cast<CURL *>(easy_), data.data(), data.size(), &sent);

        if (code != CURLE_OK && code != CURLE_AGAIN)
            throw network_error(curl_easy_strerror(code));
        data.remove_prefix(sent);
        if (code != CURLE_AGAIN)
            continue;
        if (early_.size() < EARLY_MAX && receive(buffer.data(), buffer.size(), got)) {
            if (got == 0)
                throw network_error("the server closed the connection");
            early_.insert(early_.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got));
        } else {
            poll_for(early_.size() < EARLY_MAX ? POLLIN | POLLOUT : POLLOUT);
        }
    }
}

bool connection::wait(int other, int timeout_ms)
{
    std::array<pollfd, 2> fds{{{socket_, POLLIN, 0}, {other, POLLIN, 0}}};
    std::array<char, 16384> buffer;
    std::size_t got = 0;

    if (!early_.empty())
        return true;
    /* TLS may hold bytes that the socket does not show any more. */
    if (!receive(buffer.data(), buffer.size(), got)) {
        (void)stopped_.wait(fds.data(), fds.size(), timeout_ms);
        if (fds[0].revents == 0 || !receive(buffer.data(), buffer.size(), got))
            return false;
    }
    if (got == 0)
        throw network_error("the server closed the connection");
    early_.assign(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got));
    return true;
}

} // namespace imap
