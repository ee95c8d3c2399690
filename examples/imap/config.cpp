#include "config.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include "response.h"

namespace imap
{

static std::string trim(std::string_view text)
{
    const char *blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);

    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

static std::uint64_t to_number(const std::string &text, std::uint64_t most)
{
    const auto number = parse_number(text);

    if (!number || *number == 0 || *number > most)
        throw config_error("'" + text + "' is no number from 1 to " + std::to_string(most));
    return *number;
}

static bool to_bool(const std::string &text)
{
    if (text != "yes" && text != "no")
        throw config_error("'" + text + "' is neither yes nor no");
    return text == "yes";
}

static tls_mode to_tls(const std::string &text)
{
    if (text == "implicit")
        return tls_mode::implicit;
    if (text == "starttls")
        return tls_mode::starttls;
    if (text == "none")
        return tls_mode::none;
    throw config_error("'" + text + "' is none of implicit, starttls and none");
}

static auth_mode to_auth(const std::string &text)
{
    static const std::map<std::string, auth_mode> modes{
        {"auto", auth_mode::automatic}, {"plain", auth_mode::plain}, {"login", auth_mode::login}, {"xoauth2", auth_mode::xoauth2}};
    const auto found = modes.find(text);

    if (found == modes.end())
        throw config_error("'" + text + "' is none of auto, plain, login and xoauth2");
    return found->second;
}

static bool is_loopback(const std::string &host)
{
    return host == "localhost" || host == "::1" || host == "[::1]" || host.rfind("127.", 0) == 0;
}

static void check(config &out)
{
    if (out.host.empty() || out.user.empty())
        throw config_error("host and user are needed");
    if (out.tls == tls_mode::none && !out.allow_plain && !is_loopback(out.host))
        throw config_error("without TLS anybody on the way can read the password and the mail: allow-plain = yes says that this is wanted");
    if (!out.smtp_host.empty() && out.smtp_tls == tls_mode::none && !out.allow_plain && !is_loopback(out.smtp_host))
        throw config_error("smtp-tls = none needs allow-plain = yes");
    if (out.port == 0)
        out.port = out.tls == tls_mode::implicit ? 993 : 143;
    if (out.smtp_port == 0)
        out.smtp_port = out.smtp_tls == tls_mode::implicit ? 465 : 587;
}

config read_config(const std::string &path)
{
    config out;
    const std::map<std::string, std::function<void(const std::string &)>> keys{
        {"store", [&](auto &text) { out.store = text; }},
        {"host", [&](auto &text) { out.host = text; }},
        {"port", [&](auto &text) { out.port = static_cast<std::uint16_t>(to_number(text, 65535)); }},
        {"tls", [&](auto &text) { out.tls = to_tls(text); }},
        {"allow-plain", [&](auto &text) { out.allow_plain = to_bool(text); }},
        {"ca-file", [&](auto &text) { out.ca_file = text; }},
        {"timeout", [&](auto &text) { out.timeout_seconds = static_cast<int>(to_number(text, 3600)); }},
        {"user", [&](auto &text) { out.user = text; }},
        {"auth", [&](auto &text) { out.auth = to_auth(text); }},
        {"password-command", [&](auto &text) { out.password_command = text; }},
        {"password-file", [&](auto &text) { out.password_file = text; }},
        {"password-env", [&](auto &text) { out.password_env = text; }},
        {"headers", [&](auto &text) { out.headers = to_bool(text); }},
        {"without", [&](auto &text) { out.without.push_back(text); }},
        {"subscribed", [&](auto &text) { out.subscribed = to_bool(text); }},
        {"interval", [&](auto &text) { out.interval_seconds = static_cast<int>(to_number(text, 86400)); }},
        {"retries", [&](auto &text) { out.retries = static_cast<int>(to_number(text, 1000)); }},
        {"smtp-host", [&](auto &text) { out.smtp_host = text; }},
        {"smtp-port", [&](auto &text) { out.smtp_port = static_cast<std::uint16_t>(to_number(text, 65535)); }},
        {"smtp-tls", [&](auto &text) { out.smtp_tls = to_tls(text); }},
    };
    std::ifstream file(path);
    std::string line;

    if (!file)
        throw config_error(path + ": cannot be read");
    for (int number = 1; std::getline(file, line); number++) {
        const std::string text = trim(line);
        const auto equals = text.find('=');
        const std::string where = path + ":" + std::to_string(number) + ": ";

        if (text.empty() || text[0] == '#')
            continue;
        const auto key = keys.find(trim(text.substr(0, equals)));
        if (equals == std::string::npos || key == keys.end())
            throw config_error(where + "there is no such key: " + trim(text.substr(0, equals)));
        try {
            key->second(trim(text.substr(equals + 1)));
        } catch (const config_error &error) {
            throw config_error(where + error.what());
        }
    }
    try {
        check(out);
    } catch (const config_error &error) {
        throw config_error(path + ": " + error.what());
    }
    return out;
}

/* The first line of what a command prints. */
static std::string ask_command(const std::string &command)
{
    std::unique_ptr<FILE, int (*)(FILE *)> pipe(popen(command.c_str(), "r"), pclose);
    std::string text;
    int c;

    if (!pipe)
        throw login_error("password-command cannot be started");
    while ((c = std::fgetc(pipe.get())) != EOF && c != '\n')
        text += static_cast<char>(c);
    while (c != EOF)
        c = std::fgetc(pipe.get());
    if (pclose(pipe.release()) != 0)
        throw login_error("password-command failed");
    return text;
}

std::string read_password(const config &settings)
{
    if (!settings.password_command.empty())
        return ask_command(settings.password_command);
    if (!settings.password_file.empty()) {
        std::ifstream file(settings.password_file);
        std::string line;

        if (!std::getline(file, line))
            throw login_error(settings.password_file + ": there is no password in it");
        return line;
    }
    const std::string name = settings.password_env.empty() ? "IMAP_PASSWORD" : settings.password_env;
    const char *found = std::getenv(name.c_str());
    if (found == nullptr)
        throw login_error("no password: give password-command, password-file, or the variable " + name);
    return found;
}

} // namespace imap
