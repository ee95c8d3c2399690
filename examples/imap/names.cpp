#include "names.h"

#include <cstdint>

#include "response.h"

namespace imap
{

static constexpr std::string_view DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
static constexpr char32_t REPLACEMENT = 0xFFFD;

/* --- UTF-8 ---------------------------------------------------------------------------------------------------------------------- */

/* The character at `at`, which moves behind it. */
static char32_t next_char(std::string_view text, std::size_t &at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(at++);
    const std::size_t more = first < 0x80 ? 0 : first < 0xC2 ? 9 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : 9;
    static constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
    char32_t out = more == 0 ? first : first & (0x3Fu >> more);

    if (more > 3 || at + more > text.size())
        return REPLACEMENT;
    for (std::size_t i = 0; i < more; i++) {
        if ((byte(at + i) & 0xC0) != 0x80)
            return REPLACEMENT;
        out = out << 6 | (byte(at + i) & 0x3Fu);
    }
    if (out < least[more] || out > 0x10FFFF || (out >= 0xD800 && out < 0xE000))
        return REPLACEMENT;
    at += more;
    return out;
}

static void add_char(std::string &out, char32_t c)
{
    const auto add = [&](char32_t byte) { out += static_cast<char>(byte); };

    if (c < 0x80) {
        add(c);
    } else if (c < 0x800) {
        add(0xC0 | c >> 6), add(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        add(0xE0 | c >> 12), add(0x80 | (c >> 6 & 0x3F)), add(0x80 | (c & 0x3F));
    } else {
        add(0xF0 | c >> 18), add(0x80 | (c >> 12 & 0x3F)), add(0x80 | (c >> 6 & 0x3F)), add(0x80 | (c & 0x3F));
    }
}

std::string to_utf8(std::string_view text)
{
    std::string out;

    for (std::size_t at = 0; at < text.size();)
        add_char(out, next_char(text, at));
    return out;
}

/* --- Modified UTF-7 ------------------------------------------------------------------------------------------------------------- */

/* Characters as UTF-16 in base 64, between '&' and '-'. */
class shifted
{
public:
    explicit shifted(std::string &out) : out_(out) {}

    void add(char32_t c)
    {
        if (!open_)
            out_ += '&';
        open_ = true;
        if (c < 0x10000) {
            unit(c);
        } else {
            unit(0xD800 + ((c - 0x10000) >> 10));
            unit(0xDC00 + ((c - 0x10000) & 0x3FF));
        }
    }

    void close()
    {
        if (!open_)
            return;
        if (bits_ > 0)
            out_ += DIGITS[held_ << (6 - bits_) & 0x3F];
        out_ += '-';
        held_ = 0, bits_ = 0, open_ = false;
    }

private:
    std::string &out_;
    std::uint32_t held_ = 0;
    unsigned bits_ = 0;
    bool open_ = false;

    void unit(char32_t value)
    {
        held_ = held_ << 16 | (value & 0xFFFF);
        for (bits_ += 16; bits_ >= 6; bits_ -= 6)
            out_ += DIGITS[held_ >> (bits_ - 6) & 0x3F];
        held_ &= (1u << bits_) - 1;
    }
};

static std::string encode(std::string_view text, bool (*is_plain)(char32_t))
{
    std::string out;
    shifted rest(out);

    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_char(text, at);

        if (!is_plain(c)) {
            rest.add(c);
            continue;
        }
        rest.close();
        out += static_cast<char>(c);
        if (c == '&')
            out += '-';
    }
    rest.close();
    return out;
}

/* What stands between '&' and '-'. false: it is no modified UTF-7. */
static bool decode_shifted(std::string_view text, std::string &out)
{
    std::uint32_t held = 0;
    unsigned bits = 0;
    char32_t high = 0;

    for (char digit : text) {
        const auto value = DIGITS.find(digit);

        if (value == std::string_view::npos)
            return false;
        held = held << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 16)
            continue;
        bits -= 16;
        const char32_t unit = held >> bits & 0xFFFF;
        held &= (1u << bits) - 1;
        const bool low = unit >= 0xDC00 && unit < 0xE000;
        if (low != (high != 0))
            return false;
        if (low)
            add_char(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
        high = 0;
        if (unit >= 0xD800 && unit < 0xDC00)
            high = unit;
        else if (!low)
            add_char(out, unit);
    }
    return high == 0 && bits < 6 && held == 0;
}

std::string to_utf7(std::string_view text)
{
    return encode(text, [](char32_t c) { return c >= 0x20 && c < 0x7F; });
}

std::string from_utf7(std::string_view text)
{
    std::string out;

    for (std::size_t at = 0; at < text.size(); at++) {
        const auto end = text[at] == '&' ? text.find('-', at) : std::string_view::npos;

        if (text[at] != '&')
            out += text[at];
        else if (end == at + 1)
            out += '&';
        else if (end == std::string_view::npos || !decode_shifted(text.substr(at + 1, end - at - 1), out))
            return std::string(text);
        if (text[at] == '&')
            at = end;
    }
    return out;
}

std::string to_keyword(std::string_view text)
{
    return encode(text, [](char32_t c) {
        return c > 0x20 && c < 0x7F && std::string_view("(){%*\"\\]").find(static_cast<char>(c)) == std::string_view::npos;
    });
}

std::string from_keyword(std::string_view atom)
{
    return from_utf7(atom);
}

/* --- In commands ---------------------------------------------------------------------------------------------------------------- */

std::string quote(std::string_view text)
{
    std::string out = "\"";

    for (char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

bool is_inbox(std::string_view name)
{
    return same_word(name, "INBOX");
}

} // namespace imap
