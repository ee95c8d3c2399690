/* One connection to the server, logged in: commands, their answers, capabilities, and the selected mailbox. */
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "config.h"
#include "connection.h"
#include "response.h"
#include "uids.h"

namespace imap
{

/* The server answered NO or BAD. */
struct refused : agent_error {
    refused(const response &answer, const std::string &what);
    /* The response code (RFC 5530), in capitals; may be empty. */
    std::string word;
};

/* What SELECT or STATUS said. Zero: it did not say. */
struct mailbox_state {
    std::uint32_t uidvalidity = 0;
    std::uint64_t uidnext = 0, modseq = 0, messages = 0;

    bool operator==(const mailbox_state &other) const
    {
        return uidvalidity == other.uidvalidity && uidnext == other.uidnext && modseq == other.modseq && messages == other.messages;
    }
};

class client
{
public:
    /* What it needs of the response it may take out of it. */
    using on_data = std::function<void(response &)>;

    client(config settings, const stop &stopped) : settings_(std::move(settings)), stopped_(stopped) {}

    /* Connects and logs in, unless that is done. Throws network_error, login_error. */
    void open();
    /* Forgets the connection; what comes next opens another. */
    void drop();
    bool is_open() const { return line_ != nullptr; }
    bool can(const std::string &capability) const { return capabilities_.count(capability) > 0; }

    /* Sends a command and waits for its answer. What comes meanwhile goes to `data`. Throws refused, network_error. */
    response run(const std::string &command, const on_data &data = {}, literal_sink *sink = nullptr);
    /* Sends a command; its answer is asked for later. */
    std::string send(const std::string &command);
    /* Waits for the answer to a command, which may be NO or BAD. */
    response answer(const std::string &tag, const on_data &data = {}, literal_sink *sink = nullptr);

    /* Parts of commands that are not lines: announces a literal, waits for the server's word where it must, and sends it. */
    std::string begin(const std::string &command);
    void write(std::string_view data);
    /* kind: "~" for one of UTF8 (...). false: the server refused the command before the literal; answer() has its word. */
    bool begin_literal(const std::string &tag, std::uint64_t size, const char *kind = "");

    /* The name of a mailbox as it stands in commands, and back from responses: modified UTF-7, or UTF-8 where both sides speak it
       (UTF8=ACCEPT, RFC 6855). Throws agent_error: it has characters that no command can hold. */
    std::string quote_mailbox(const std::string &name) const;
    std::string mailbox_name(std::string_view text) const;
    bool speaks_utf8() const { return utf8_; }

    /* Selects a mailbox for writing, unless it is selected. */
    void select(const std::string &mailbox);
    /* Selects it anew. arguments: such as " (QRESYNC (...))". */
    mailbox_state select(const std::string &mailbox, const std::string &arguments, const on_data &data);
    /* Selects it anew before that is asked for: while the caller does other things the server opens it. If something else is asked
       for next, that was for nothing. */
    void select_ahead(const std::string &mailbox, const std::string &arguments);
    const std::string &selected() const { return selected_; }

    /* The largest message that a mailbox takes (APPENDLIMIT, RFC 7889); nullopt: the server does not say. */
    std::optional<std::uint64_t> append_limit(const std::string &mailbox);

    /* The server tells of changes of all mailboxes from now on, or no more (NOTIFY, RFC 5465). false: it cannot. */
    bool notify(bool on);
    /* IDLE: until the server has something, `other` is readable, or the time is over. */
    void idle(int other, int timeout_ms);

private:
    config settings_;
    const stop &stopped_;
    std::unique_ptr<connection> line_;
    std::unique_ptr<reader> reader_;
    std::set<std::string> capabilities_;
    std::map<std::string, std::optional<std::uint64_t>> append_limits_;
    std::map<std::string, response> answers_;
    std::string selected_;
    /* A SELECT that nobody has asked for yet; its tag is empty: there is none. */
    struct {
        std::string tag, command;
    } ahead_;
    bool utf8_ = false;
    unsigned tags_ = 0;

    response read(literal_sink *sink);
    void note_capabilities(const std::vector<value> &values, std::size_t first);
    void ask_capabilities();
    void login();
    void enable();
    void authenticate(const std::string &mechanism, std::deque<std::string> answers);
};

} // namespace imap
