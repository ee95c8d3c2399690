/* Sending a message of the outgoing queue by SMTP, which is libcurl's. */
#include <curl/curl.h>

#include <array>
#include <cstring>

#include "content.h"
#include "names.h"

#include "agent.h"

extern "C" {
#include "mail_headers.h"
}

namespace imap
{

namespace
{

struct headers {
    explicit headers(const std::string &text)
    {
        if (!mail_headers_read(text.data(), text.size(), &read))
            throw std::bad_alloc();
    }
    ~headers() { mail_headers_free(&read); }
    headers(const headers &) = delete;
    headers &operator=(const headers &) = delete;

    mail_headers read{};
};

/* The text that is sent, and how far it went. */
struct mail {
    std::string text;
    std::size_t at = 0;
    const stop &stopped;

    /* A server that was not given the end of a text must not send it (RFC 5321 section 4.1.1.4). */
    bool is_surely_unsent() const { return at < text.size(); }
};

/* Stops libcurl while that leaves no doubt; the answer to a whole text is waited for. */
int ask_stop(void *data, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    const mail &of = *static_cast<const mail *>(data);

    return of.is_surely_unsent() && of.stopped.is_wanted() ? 1 : 0;
}

std::size_t give_part(char *buffer, std::size_t size, std::size_t count, void *data)
{
    mail &from = *static_cast<mail *>(data);
    const std::size_t part = std::min(size * count, from.text.size() - from.at);

    std::memcpy(buffer, from.text.data() + from.at, part);
    from.at += part;
    return part;
}

/* Recipients that the others are not to see are in the envelope only. */
void remove_bcc(std::string &text)
{
    for (std::size_t at = 0; at < text.size() && text.compare(at, 2, "\r\n") != 0;) {
        std::size_t end = text.find("\r\n", at);

        while (end != std::string::npos && end + 2 < text.size() && (text[end + 2] == ' ' || text[end + 2] == '\t'))
            end = text.find("\r\n", end + 2);
        end = end == std::string::npos ? text.size() : end + 2;
        if (same_word(std::string_view(text).substr(at, 4), "bcc:"))
            text.erase(at, end - at);
        else
            at = end;
    }
}

using list = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

void add_recipient(list &to, const std::string &address)
{
    curl_slist *more = curl_slist_append(to.get(), ("<" + address + ">").c_str());

    if (more == nullptr)
        throw std::bad_alloc();
    (void)to.release();
    to.reset(more);
}

} // namespace

void send_message(agent &of, iostx::message_ref message, iostx::batch answers)
{
    use_curl();
    const config &settings = of.settings;
    const std::string password = read_password(settings);
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(), curl_easy_cleanup);
    list to(nullptr, curl_slist_free_all);
    std::array<char, CURL_ERROR_SIZE> text{};
    std::string sender;
    mail out{"", 0, of.stopped};
    long said = 0;

    content(message, 0).for_each([&](std::string_view part) { out.text += part; });
    {
        const headers head(out.text);
        sender = head.read.sender_address == nullptr ? settings.user : head.read.sender_address;
        for (std::size_t i = 0; i < head.read.recipient_count; i++)
            if (head.read.recipients[i].address[0] != '\0')
                add_recipient(to, head.read.recipients[i].address);
    }
    if (!to) {
        give(answers, 0, result{IOSTX_MAPI_E_BAD_VALUE, 0, "", "", "the message has no recipient"});
        return;
    }
    remove_bcc(out.text);
    if (!easy)
        throw std::bad_alloc();
    const std::string url =
        (settings.smtp_tls == tls_mode::implicit ? "smtps://" : "smtp://") + settings.smtp_host + ":" + std::to_string(settings.smtp_port);
    CURL *curl = easy.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(settings.smtp_tls == tls_mode::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings.user.c_str());
    curl_easy_setopt(curl, settings.auth == auth_mode::xoauth2 ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, password.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + sender + ">").c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_part);
    curl_easy_setopt(curl, CURLOPT_READDATA, &out);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &out);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.timeout_seconds));
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(settings.timeout_seconds));
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, text.data());
    if (!settings.ca_file.empty())
        curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &said);
    if (code == CURLE_OK) {
        give(answers, 0, result{});
        return;
    }
    const std::string why = text[0] != '\0' ? text.data() : curl_easy_strerror(code);
    /* The server's refusal, or a line that failed before the end of the text, says that it was not sent. All else leaves it open. */
    if (out.is_surely_unsent() || said >= 400)
        give(answers, 0, result{IOSTX_MAPI_E_CALL_FAILED, 0, "", "", "SMTP: " + why});
    else
        of.told.failed({"Outbox", "", "", IOSTX_MAPI_E_CALL_FAILED, "SMTP: " + why + "; nobody knows whether the message was sent"});
    if (code == CURLE_ABORTED_BY_CALLBACK)
        throw cancelled();
}

} // namespace imap
