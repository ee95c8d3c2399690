/* Responses of an IMAP server (RFC 3501 section 7 and 9, RFC 7162), read as they stream in. Bounded: whatever the server sends, no more
   than the limits is held in memory. Literals over the limit go to a sink, or nowhere. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "errors.h"

namespace imap
{

/* Where the bytes come from. */
class source
{
public:
    virtual ~source() = default;
    /* Waits for some bytes; 0: there will be no more. May throw. */
    virtual std::size_t read(char *buffer, std::size_t size) = 0;
};

/* Takes the literals that are too large to be held in memory. */
class literal_sink
{
public:
    virtual ~literal_sink() = default;
    /* A literal of so many bytes follows. false: it is skipped. */
    virtual bool begin(std::uint64_t size) = 0;
    virtual void data(const char *data, std::size_t size) = 0;
    virtual void end() = 0;
};

struct limits {
    /* Bytes of one response, literals that are held included. */
    std::size_t response = 16 * 1024 * 1024;
    /* Literals above this are given to the sink. */
    std::size_t literal = 512 * 1024;
    std::size_t depth = 32;
};

struct value {
    enum class kind { nil, atom, text, list, skipped };

    kind type = kind::nil;
    /* Of an atom as it came; of quoted text and literals their content. */
    std::string text;
    std::vector<value> items;

    bool is(std::string_view word) const;
    std::optional<std::uint64_t> number() const;
};

struct response {
    /* "*", "+", or the tag of a command. */
    std::string tag;
    /* In capitals: OK, NO, BAD, BYE, PREAUTH, FETCH, LIST ...; empty after "+". */
    std::string word;
    /* Of "* 12 EXISTS" and its like. */
    std::uint64_t number = 0;
    /* The data; of OK, NO, BAD, BYE and PREAUTH what stands in brackets: the response code. */
    std::vector<value> values;
    /* Of those and of "+": the text for people. */
    std::string text;

    bool is_status() const;
    bool has_code(std::string_view code) const;
    /* The number behind a response code, as in [UIDNEXT 12]. */
    std::optional<std::uint64_t> code_number(std::string_view code) const;
};

bool same_word(std::string_view a, std::string_view b);
std::optional<std::uint64_t> parse_number(std::string_view text);

class reader
{
public:
    explicit reader(source &from, const limits &bounds = limits()) : from_(from), bounds_(bounds), buffer_(65536) {}

    /* The next response; nullopt when the stream ends between two. Throws protocol_error, and what the source throws. */
    std::optional<response> next(literal_sink *sink = nullptr);
    /* Whether bytes were read that are no response yet. */
    bool has_buffered() const { return at_ < filled_; }

private:
    source &from_;
    limits bounds_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, filled_ = 0;
    /* Bytes that the current response may still take. */
    std::size_t left_ = 0;
    literal_sink *sink_ = nullptr;

    bool fill();
    int peek();
    char get();
    void expect(char wanted);
    void spend(std::size_t bytes);
    void end_line();
    std::string rest_of_line();
    std::string word();
    std::vector<value> values(char end, std::size_t depth);
    value one(std::size_t depth);
    std::string quoted();
    std::string atom();
    value literal();
};

} // namespace imap
