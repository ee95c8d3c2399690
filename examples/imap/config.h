/* What the agent is told: the configuration file (README.md lists its keys), and how it ends. */
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "errors.h"

namespace imap
{

/* How the program ends. */
enum exit_code {
    EXIT_IN_SYNC = 0,
    /* Something is left over: items or folders failed, deletions are held, the line broke. */
    EXIT_INCOMPLETE = 1,
    EXIT_USAGE = 2,
    /* The store or the server cannot be used at all. */
    EXIT_UNUSABLE = 3,
    EXIT_INTERRUPTED = 4,
};

enum class tls_mode { implicit, starttls, none };
enum class auth_mode { automatic, plain, login, xoauth2 };

struct config {
    /* Of the program; a part of another one is given a store. */
    std::string store;
    std::string host;
    std::uint16_t port = 0;
    tls_mode tls = tls_mode::implicit;
    bool allow_plain = false;
    std::string ca_file;
    int timeout_seconds = 60;

    std::string user;
    auth_mode auth = auth_mode::automatic;
    std::string password_command, password_file, password_env;

    /* Only headers come, and bodies when the application asks for them. */
    bool headers = false;
    /* Mailboxes that are left alone: these, and those that the user did not subscribe to. */
    std::vector<std::string> without;
    bool subscribed = false;
    /* watch: how long to wait, at most, before everything is looked at. */
    int interval_seconds = 300;
    int retries = 3;

    std::string smtp_host;
    std::uint16_t smtp_port = 0;
    tls_mode smtp_tls = tls_mode::implicit;
};

/* Throws config_error. */
config read_config(const std::string &path);
/* Asks the command, reads the file or the environment. Throws login_error. */
std::string read_password(const config &settings);

} // namespace imap
