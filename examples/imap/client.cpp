#include "client.h"

#include <algorithm>
#include <utility>

#include "names.h"

namespace imap
{

static std::string describe(const response &answer, const std::string &what)
{
    const std::string code = answer.values.empty() ? "" : "[" + answer.values[0].text + "] ";

    return what + ": " + answer.word + " " + code + answer.text;
}

static std::string response_code(const response &answer)
{
    std::string word = answer.values.empty() ? "" : answer.values[0].text;

    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return word;
}

/* Of one mailbox or message: the others may do. */
static std::int32_t code_of(const std::string &word)
{
    if (word == "NOPERM")
        return IOSTX_MAPI_E_NO_ACCESS;
    if (word == "NONEXISTENT" || word == "TRYCREATE")
        return IOSTX_MAPI_E_NOT_FOUND;
    return word == "LIMIT" || word == "TOOBIG" ? IOSTX_MAPI_E_TOO_BIG : IOSTX_MAPI_E_UNABLE_TO_COMPLETE;
}

refused::refused(const response &answer, const std::string &what)
    : agent_error(code_of(response_code(answer)), describe(answer, what)), word(response_code(answer))
{
}

/* --- The connection ------------------------------------------------------------------------------------------------------------- */

void client::open()
{
    if (line_)
        return;
    line_ = std::make_unique<connection>(settings_, stopped_);
    reader_ = std::make_unique<reader>(*line_);
    try {
        ask_capabilities();
        login();
        enable();
    } catch (const refused &error) {
        drop();
        /* What checks passwords is down: later it may not be (RFC 5530). */
        if (error.word == "UNAVAILABLE")
            throw network_error(error.what());
        throw login_error(error.what());
    } catch (...) {
        drop();
        throw;
    }
}

void client::drop()
{
    reader_.reset();
    line_.reset();
    answers_.clear();
    capabilities_.clear();
    append_limits_.clear();
    selected_.clear();
    ahead_ = {};
    utf8_ = false;
}

void client::note_capabilities(const std::vector<value> &values, std::size_t first)
{
    capabilities_.clear();
    for (std::size_t i = first; i < values.size(); i++) {
        std::string word = values[i].text;

        std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        capabilities_.insert(word);
    }
    /* QRESYNC and the like imply it (RFC 7162 section 3.2.3). */
    if (can("QRESYNC"))
        capabilities_.insert("CONDSTORE");
}

void client::ask_capabilities()
{
    run("CAPABILITY");
}

/* --- Logging in ----------------------------------------------------------------------------------------------------------------- */

static std::string base64(std::string_view text)
{
    static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;

    for (std::size_t i = 0; i < text.size(); i += 3) {
        std::uint32_t bits = 0;

        for (std::size_t k = 0; k < 3; k++)
            bits = bits << 8 | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; k++)
            out += i + k > text.size() ? '=' : digits[bits >> (18 - 6 * k) & 0x3F];
    }
    return out;
}

/* The first answer goes along where the server takes that (SASL-IR, RFC 4959). */
void client::authenticate(const std::string &mechanism, std::deque<std::string> answers)
{
    std::string command = "AUTHENTICATE " + mechanism;

    if (can("SASL-IR") && answers.size() == 1) {
        command += ' ' + base64(answers.front());
        answers.pop_front();
    }
    const std::string tag = send(command);
    for (;;) {
        const response next = read(nullptr);

        if (next.tag == "+") {
            /* An empty answer to what is asked beyond the mechanism's questions, as XOAUTH2 does to tell of an error. */
            write((answers.empty() ? std::string() : base64(answers.front())) + "\r\n");
            if (!answers.empty())
                answers.pop_front();
        } else if (next.tag == tag && next.word == "OK") {
            return;
        } else if (next.tag == tag) {
            throw refused(next, "log in as " + settings_.user);
        }
    }
}

void client::login()
{
    const std::string &user = settings_.user, password = read_password(settings_);
    const bool plain = can("AUTH=PLAIN") || !can("AUTH=LOGIN");
    const auto printable = [](const std::string &text) {
        return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
    };

    capabilities_.erase("ENABLE");
    if (settings_.auth == auth_mode::xoauth2) {
        authenticate("XOAUTH2", {"user=" + user + "\1auth=Bearer " + password + "\1\1"});
    } else if (settings_.auth == auth_mode::plain || (settings_.auth == auth_mode::automatic && can("AUTH=PLAIN"))) {
        authenticate("PLAIN", {std::string("\0", 1) + user + std::string("\0", 1) + password});
    } else if (can("AUTH=LOGIN")) {
        authenticate("LOGIN", {user, password});
    } else if (can("LOGINDISABLED") || !printable(user + password)) {
        throw login_error(std::string("the server offers no way to log in") + (plain ? "" : " that is known here"));
    } else {
        const response answered = answer(send("LOGIN " + quote(user) + " " + quote(password)));
        if (answered.word != "OK")
            throw refused(answered, "log in as " + user);
    }
    ask_capabilities();
}

/* What was enabled, the server tells (RFC 5161). */
void client::enable()
{
    std::string wanted;

    if (can("QRESYNC"))
        wanted += " QRESYNC";
    if (can("UTF8=ACCEPT") || can("UTF8=ONLY"))
        wanted += " UTF8=ACCEPT";
    if (!can("ENABLE") || wanted.empty())
        return;
    run("ENABLE" + wanted, [&](const response &line) {
        utf8_ = utf8_ || (line.word == "ENABLED" && std::any_of(line.values.begin(), line.values.end(),
                                                                [](const value &one) { return one.is("UTF8=ACCEPT"); }));
    });
}

/* --- Commands ------------------------------------------------------------------------------------------------------------------- */

response client::read(literal_sink *sink)
{
    std::optional<response> next;

    try {
        next = reader_->next(sink);
        if (!next)
            throw network_error("the server closed the connection");
    } catch (...) {
        /* Half a response was read, perhaps: nothing behind it can be told apart. */
        drop();
        throw;
    }
    if (next->word == "BYE" && next->tag == "*")
        throw network_error("the server ended the connection: " + next->text);
    if (next->word == "CAPABILITY" && next->tag == "*")
        note_capabilities(next->values, 0);
    else if (next->has_code("CAPABILITY"))
        note_capabilities(next->values, 1);
    return std::move(*next);
}

std::string client::begin(const std::string &command)
{
    if (!ahead_.tag.empty())
        (void)answer(std::exchange(ahead_, {}).tag);
    const std::string tag = "T" + std::to_string(++tags_);

    write(tag + " " + command);
    return tag;
}

void client::write(std::string_view data)
{
    try {
        line_->write(data);
    } catch (const std::exception &) {
        drop();
        throw;
    }
}

std::string client::send(const std::string &command)
{
    return begin(command + "\r\n");
}

response client::answer(const std::string &tag, const on_data &data, literal_sink *sink)
{
    try {
        for (;;) {
            if (const auto found = answers_.find(tag); found != answers_.end()) {
                response out = std::move(found->second);
                answers_.erase(found);
                return out;
            }
            response next = read(sink);
            if (next.tag == "*") {
                if (data)
                    data(next);
            } else if (next.tag != "+") {
                const std::string of = next.tag;
                answers_[of] = std::move(next);
            }
        }
    } catch (...) {
        /* Whatever broke off here, the rest of what the server says would be taken for the answer to something else. */
        drop();
        throw;
    }
}

/* The first line of the command says what was refused. */
static void check(const response &answer, const std::string &command)
{
    if (answer.word != "OK")
        throw refused(answer, command.substr(0, std::min<std::size_t>(command.find("\r\n"), 80)));
}

response client::run(const std::string &command, const on_data &data, literal_sink *sink)
{
    response out = answer(send(command), data, sink);

    check(out, command);
    return out;
}

bool client::begin_literal(const std::string &tag, std::uint64_t size, const char *kind)
{
    const bool waits = !can("LITERAL+") && !(can("LITERAL-") && size <= 4096);

    write(std::string(kind) + "{" + std::to_string(size) + (waits ? "}\r\n" : "+}\r\n"));
    while (waits) {
        response next = read(nullptr);

        if (next.tag == "+")
            return true;
        const std::string of = next.tag;
        if (of != "*")
            answers_[of] = std::move(next);
        if (of == tag)
            return false;
    }
    return true;
}

/* --- Mailboxes ------------------------------------------------------------------------------------------------------------------ */

std::string client::quote_mailbox(const std::string &name) const
{
    if (!utf8_)
        return quote(to_utf7(name));
    if (std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
        throw agent_error(IOSTX_MAPI_E_BAD_VALUE, "control characters in the name of a mailbox");
    return quote(name);
}

std::string client::mailbox_name(std::string_view text) const
{
    return utf8_ ? std::string(text) : from_utf7(text);
}

mailbox_state client::select(const std::string &mailbox, const std::string &arguments, const on_data &data)
{
    const std::string command = "SELECT " + quote_mailbox(mailbox) + arguments;
    mailbox_state out;

    selected_.clear();
    const std::string tag = ahead_.command == command ? std::exchange(ahead_, {}).tag : send(command);
    const response answered = answer(tag, [&](response &next) {
        if (const auto number = next.code_number("UIDVALIDITY"))
            out.uidvalidity = static_cast<std::uint32_t>(*number);
        else if (const auto uidnext = next.code_number("UIDNEXT"))
            out.uidnext = *uidnext;
        else if (const auto modseq = next.code_number("HIGHESTMODSEQ"))
            out.modseq = *modseq;
        else if (next.word == "EXISTS")
            out.messages = next.number;
        else if (data)
            data(next);
    });
    check(answered, command);
    selected_ = mailbox;
    return out;
}

void client::select_ahead(const std::string &mailbox, const std::string &arguments)
{
    selected_.clear();
    try {
        const std::string command = "SELECT " + quote_mailbox(mailbox) + arguments;
        ahead_ = {send(command), command};
    } catch (const iostx::error &) {
        /* Who asks for the mailbox is told. */
    }
}

void client::select(const std::string &mailbox)
{
    if (selected_ != mailbox || !line_)
        (void)select(mailbox, "", {});
}

std::optional<std::uint64_t> client::append_limit(const std::string &mailbox)
{
    static constexpr std::string_view NAME = "APPENDLIMIT=";
    const auto told = capabilities_.lower_bound(std::string(NAME));

    if (told != capabilities_.end() && told->compare(0, NAME.size(), NAME) == 0)
        return parse_number(std::string_view(*told).substr(NAME.size()));
    if (!can("APPENDLIMIT"))
        return std::nullopt;
    if (const auto known = append_limits_.find(mailbox); known != append_limits_.end())
        return known->second;
    std::optional<std::uint64_t> limit;
    run("STATUS " + quote_mailbox(mailbox) + " (APPENDLIMIT)", [&](const response &line) {
        if (line.word == "STATUS" && line.values.size() > 1 && line.values[1].items.size() > 1)
            limit = line.values[1].items[1].number();
    });
    append_limits_[mailbox] = limit;
    return limit;
}

bool client::notify(bool on)
{
    if (!can("NOTIFY"))
        return false;
    const char *events = "(MessageNew MessageExpunge FlagChange)";
    const std::string wanted =
        on ? std::string("SET (SELECTED ") + events + ") (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName))" : "NONE";
    return answer(send("NOTIFY " + wanted)).word == "OK";
}

void client::idle(int other, int timeout_ms)
{
    const std::string tag = send("IDLE");

    while (read(nullptr).tag != "+")
        ;
    if (!reader_->has_buffered())
        (void)line_->wait(other, timeout_ms);
    write("DONE\r\n");
    (void)answer(tag);
}

} // namespace imap
