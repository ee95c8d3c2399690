#include "content.h"

#include <algorithm>
#include <vector>

#include "agent.h"

namespace imap
{

static constexpr std::uint64_t HELD_MAX = 1024 * 1024;

content::content(iostx::message_ref message, std::uint64_t size) : message_(message), is_held_(size <= HELD_MAX)
{
    convert([&](std::string_view part) {
        size_ += part.size();
        if (is_held_)
            held_ += part;
    });
}

static iostx::stream open_text(iostx::message_ref message)
{
    try {
        return message.open_stream(IOSTX_PR_INTERNET_CONTENT);
    } catch (const iostx::error &error) {
        if (error.code() != IOSTX_MAPI_E_NOT_FOUND)
            throw;
        throw agent_error(IOSTX_MAPI_E_NO_SUPPORT, "the item has no text that a mail server could keep");
    }
}

void content::convert(const std::function<void(std::string_view)> &take) const
{
    const iostx::stream stream = open_text(message_);
    std::vector<char> chunk(65536);
    std::string out;
    char before = 0;

    while (const std::size_t got = stream.read(chunk.data(), chunk.size())) {
        out.clear();
        for (std::size_t i = 0; i < got; i++) {
            if (chunk[i] == '\n' && before != '\r')
                out += '\r';
            out += chunk[i];
            before = chunk[i];
        }
        if (!out.empty())
            take(out);
    }
}

void content::for_each(const std::function<void(std::string_view)> &take) const
{
    if (is_held_)
        take(held_);
    else
        convert(take);
}

bool content::has_8bit() const
{
    bool found = false;

    for_each([&](std::string_view part) {
        found = found || std::any_of(part.begin(), part.end(), [](unsigned char c) { return c >= 0x80; });
    });
    return found;
}

} // namespace imap
