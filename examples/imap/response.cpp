#include "response.h"

#include <algorithm>
#include <cctype>

namespace imap
{

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool same_word(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return upper(x) == upper(y); });
}

std::optional<std::uint64_t> parse_number(std::string_view text)
{
    std::uint64_t number = 0;

    if (text.empty() || text.size() > 19)
        return std::nullopt;
    for (char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return number;
}

bool value::is(std::string_view word) const
{
    return type == kind::atom && same_word(text, word);
}

std::optional<std::uint64_t> value::number() const
{
    return type == kind::atom ? parse_number(text) : std::nullopt;
}

bool response::is_status() const
{
    return word == "OK" || word == "NO" || word == "BAD" || word == "BYE" || word == "PREAUTH";
}

bool response::has_code(std::string_view code) const
{
    return is_status() && !values.empty() && values[0].is(code);
}

std::optional<std::uint64_t> response::code_number(std::string_view code) const
{
    return has_code(code) && values.size() > 1 ? values[1].number() : std::nullopt;
}

/* --- Bytes ---------------------------------------------------------------------------------------------------------------------- */

bool reader::fill()
{
    if (at_ < filled_)
        return true;
    at_ = 0;
    filled_ = from_.read(buffer_.data(), buffer_.size());
    return filled_ > 0;
}

int reader::peek()
{
    return fill() ? static_cast<unsigned char>(buffer_[at_]) : -1;
}

char reader::get()
{
    if (!fill())
        throw protocol_error("the connection ended in the middle of a response");
    spend(1);
    return buffer_[at_++];
}

void reader::spend(std::size_t bytes)
{
    if (bytes > left_)
        throw protocol_error("a response is too long");
    left_ -= bytes;
}

void reader::expect(char wanted)
{
    if (get() != wanted)
        throw protocol_error(std::string("a response is malformed: '") + wanted + "' is missing");
}

/* CRLF; a bare LF is taken, and blanks before it. */
void reader::end_line()
{
    while (peek() == ' ')
        get();
    if (peek() == '\r')
        get();
    expect('\n');
}

std::string reader::rest_of_line()
{
    std::string text;

    while (peek() != '\n')
        text += get();
    get();
    if (!text.empty() && text.back() == '\r')
        text.pop_back();
    return text;
}

/* --- Tokens --------------------------------------------------------------------------------------------------------------------- */

std::string reader::word()
{
    std::string text;

    for (int c = peek(); c != ' ' && c != '\r' && c != '\n'; c = peek())
        text += get();
    return text;
}

std::string reader::quoted()
{
    std::string text;

    expect('"');
    for (char c = get(); c != '"'; c = get()) {
        if (c == '\\')
            c = get();
        if (c == '\r' || c == '\n')
            throw protocol_error("a quoted text has no end");
        text += c;
    }
    return text;
}

/* What stands in brackets belongs to the atom, blanks and parentheses included: BODY[HEADER.FIELDS (SUBJECT)]. */
std::string reader::atom()
{
    std::string text;

    for (int c = peek(); c != ' ' && c != '(' && c != ')' && c != ']' && c != '\r' && c != '\n' && c != '"'; c = peek()) {
        text += get();
        if (c != '[')
            continue;
        for (c = peek(); c != ']'; c = peek()) {
            if (c == '\r' || c == '\n')
                throw protocol_error("a bracket is not closed");
            text += get();
        }
        text += get();
    }
    if (text.empty())
        throw protocol_error("a response is malformed");
    return text;
}

value reader::literal()
{
    value out;
    std::string digits;

    expect('{');
    for (char c = get(); c != '}'; c = get())
        if (c != '+')
            digits += c;
    end_line();
    const auto size = parse_number(digits);
    if (!size)
        throw protocol_error("a literal has no size");

    const bool held = *size <= bounds_.literal;
    const bool taken = !held && sink_ != nullptr && sink_->begin(*size);
    out.type = held ? value::kind::text : value::kind::skipped;
    if (held) {
        spend(static_cast<std::size_t>(*size));
        out.text.reserve(static_cast<std::size_t>(*size));
    }
    for (std::uint64_t left = *size; left > 0;) {
        if (!fill())
            throw protocol_error("the connection ended in the middle of a literal");
        const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left, filled_ - at_));
        if (held)
            out.text.append(buffer_.data() + at_, part);
        else if (taken)
            sink_->data(buffer_.data() + at_, part);
        at_ += part;
        left -= part;
    }
    if (taken)
        sink_->end();
    return out;
}

value reader::one(std::size_t depth)
{
    value out;

    switch (peek()) {
    case '(':
        if (depth >= bounds_.depth)
            throw protocol_error("a response is nested too deeply");
        get();
        out.type = value::kind::list;
        out.items = values(')', depth + 1);
        expect(')');
        return out;
    case '"':
        out.type = value::kind::text;
        out.text = quoted();
        return out;
    case '{':
        return literal();
    default:
        out.text = atom();
        out.type = same_word(out.text, "NIL") ? value::kind::nil : value::kind::atom;
        return out;
    }
}

/* Values up to `end`, which is left unread; '\n': up to the end of the line. */
std::vector<value> reader::values(char end, std::size_t depth)
{
    std::vector<value> out;

    for (;;) {
        while (peek() == ' ')
            get();
        const int c = peek();
        if (c == end || (end == '\n' && c == '\r'))
            return out;
        /* A value takes more memory than its text. */
        spend(sizeof(value));
        out.push_back(one(depth));
    }
}

/* --- Responses ------------------------------------------------------------------------------------------------------------------ */

std::optional<response> reader::next(literal_sink *sink)
{
    response out;

    left_ = bounds_.response;
    sink_ = sink;
    if (peek() < 0)
        return std::nullopt;
    out.tag = word();
    if (peek() == ' ')
        get();
    if (out.tag == "+") {
        out.text = rest_of_line();
        return out;
    }
    out.word = word();
    if (const auto number = parse_number(out.word); number && peek() == ' ') {
        out.number = *number;
        get();
        out.word = word();
    }
    std::transform(out.word.begin(), out.word.end(), out.word.begin(), upper);
    if (peek() == ' ')
        get();
    if (!out.is_status()) {
        out.values = values('\n', 0);
        end_line();
        return out;
    }
    if (peek() == '[') {
        get();
        out.values = values(']', 0);
        expect(']');
        if (peek() == ' ')
            get();
    }
    out.text = rest_of_line();
    return out;
}

} // namespace imap
