/* What goes wrong, each with the code that iostx_replicate is to have for it: iostx::remote passes it on. */
#pragma once

#include <memory>
#include <string>

#include <iostx.hpp>

namespace imap
{

class agent_error : public iostx::error
{
public:
    agent_error(std::int32_t code, const std::string &text) : error(code), text_(std::make_shared<const std::string>(text)) {}
    const char *what() const noexcept override { return text_->c_str(); }

private:
    std::shared_ptr<const std::string> text_;
};

/* The line failed: another try later may do better. */
struct network_error : agent_error {
    explicit network_error(const std::string &text, std::int32_t code = IOSTX_MAPI_E_NETWORK_ERROR) : agent_error(code, text) {}
};
struct timeout_error : network_error {
    explicit timeout_error(const std::string &text) : network_error(text, IOSTX_MAPI_E_TIMEOUT) {}
};
/* What the server sent is no IMAP, or more than is bearable: the connection is of no use any more. */
struct protocol_error : network_error {
    explicit protocol_error(const std::string &text) : network_error(text) {}
};
/* Trying again is of no use: there is no password, or it is refused. */
struct login_error : agent_error {
    explicit login_error(const std::string &text) : agent_error(IOSTX_MAPI_E_LOGON_FAILED, text) {}
};
/* A key is missing, unknown or has a bad value. */
struct config_error : agent_error {
    explicit config_error(const std::string &text) : agent_error(IOSTX_MAPI_E_UNCONFIGURED, text) {}
};
/* The run is to stop. */
struct cancelled : agent_error {
    cancelled() : agent_error(IOSTX_MAPI_E_USER_CANCEL, "interrupted") {}
};

} // namespace imap
