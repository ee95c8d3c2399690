/* Sending a message of the outgoing queue by SMTP, which is libcurl's. */
#include <curl/curl.h>

#include <array>
#include <cstring>
#include <memory>
#include <optional>

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

/* What is no base 64 ends it. */
std::string from_base64(std::string_view text)
{
    static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::uint32_t held = 0;
    unsigned bits = 0;
    std::string out;

    for (char digit : text) {
        const auto value = digits.find(digit);

        if (value == std::string_view::npos)
            break;
        held = (held << 6 | static_cast<std::uint32_t>(value)) & 0xFFFF;
        bits += 6;
        if (bits >= 8)
            out += static_cast<char>(held >> (bits -= 8) & 0xFF);
    }
    return out;
}

/* Keeps what the server refused last; of a token it says why as a question (XOAUTH2), to which libcurl stays for no answer. */
std::size_t take_line(char *line, std::size_t size, std::size_t count, void *data)
{
    std::string &refusal = *static_cast<std::string *>(data);
    const std::string_view said(line, size * count);

    if (!said.empty() && (said[0] == '4' || said[0] == '5'))
        refusal = said.substr(0, said.find_last_not_of("\r\n") + 1);
    else if (said.compare(0, 4, "334 ") == 0)
        refusal = to_utf8(from_base64(said.substr(4)));
    return size * count;
}

std::string sender_of(const std::string &text, const std::string &otherwise)
{
    mail_headers read{};

    if (!mail_headers_read(text.data(), text.size(), &read))
        throw std::bad_alloc();
    const std::string out = read.sender_address == nullptr ? otherwise : read.sender_address;
    mail_headers_free(&read);
    return out;
}

/* Everything that is needed before the server is talked to. */
struct letter {
    letter(const config &settings, iostx::message_ref message, const stop &stopped) : out{"", 0, stopped}
    {
        password = read_password(settings);
        content(message, 0).for_each([&](std::string_view part) { out.text += part; });
        sender = sender_of(out.text, settings.user);
        for (const iostx::row &row : message.recipients()) {
            const std::string_view address =
                row.text(row.find(IOSTX_PR_SMTP_ADDRESS) != nullptr ? IOSTX_PR_SMTP_ADDRESS : IOSTX_PR_EMAIL_ADDRESS);

            if (address.find_first_of("<>\r\n") != std::string_view::npos)
                throw agent_error(IOSTX_MAPI_E_BAD_VALUE, "this is no address: " + std::string(address));
            if (!address.empty())
                add_recipient(to, std::string(address));
        }
        if (!to)
            throw agent_error(IOSTX_MAPI_E_NO_RECIPIENTS, "the message has no recipient");
        remove_bcc(out.text);
    }

    mail out;
    list to{nullptr, curl_slist_free_all};
    std::string sender, password;
};

/* nullopt: nobody knows whether it was sent. */
std::optional<result> hand_over(const config &settings, letter &of, std::string &why)
{
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(), curl_easy_cleanup);
    std::array<char, CURL_ERROR_SIZE> text{};
    std::string refusal;
    long reply = 0;

    if (!easy)
        throw std::bad_alloc();
    const std::string url =
        (settings.smtp_tls == tls_mode::implicit ? "smtps://" : "smtp://") + settings.smtp_host + ":" + std::to_string(settings.smtp_port);
    CURL *curl = easy.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(settings.smtp_tls == tls_mode::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings.user.c_str());
    curl_easy_setopt(curl, settings.auth == auth_mode::xoauth2 ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, of.password.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + of.sender + ">").c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, of.to.get());
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_part);
    curl_easy_setopt(curl, CURLOPT_READDATA, &of.out);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &refusal);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &of.out);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.timeout_seconds));
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(settings.timeout_seconds));
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, text.data());
    if (!settings.ca_file.empty())
        curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    if (code == CURLE_OK)
        return result{};
    why = "SMTP: " + settings.smtp_host + ": " + (text[0] != '\0' ? text.data() : curl_easy_strerror(code)) +
          (refusal.empty() ? "" : ": " + refusal);
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return result{IOSTX_MAPI_E_USER_CANCEL, 0, "", "", why};
    /* The server's refusal, or a line that failed before the end of the text, says that it was not sent. All else leaves it open. */
    if (of.out.is_surely_unsent() || reply >= 400)
        return result{IOSTX_MAPI_E_UNABLE_TO_COMPLETE, 0, "", "", why};
    return std::nullopt;
}

} // namespace

void send_message(agent &of, iostx::message_ref message, iostx::batch answers)
{
    std::optional<result> answer;
    std::string why;

    try {
        use_curl();
        letter letter(of.settings, message, of.stopped);
        answer = hand_over(of.settings, letter, why);
    } catch (const iostx::error &error) {
        /* Nothing went out. What keeps this message here keeps no other work. */
        answer = result{IOSTX_MAPI_E_UNABLE_TO_COMPLETE, 0, "", "", error.what()};
    }
    if (answer)
        give(answers, 0, *answer);
    else
        of.told.failed({"Outbox", "", "", IOSTX_MAPI_E_UNABLE_TO_COMPLETE, why + "; nobody knows whether the message was sent"});
}

} // namespace imap
