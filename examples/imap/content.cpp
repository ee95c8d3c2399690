#include "content.h"

#include <vector>

#include "agent.h"

namespace imap
{

static constexpr std::uint64_t HELD_MAX = 1024 * 1024;

content::content(iostx_message *message, std::uint64_t size) : message_(message), is_held_(size <= HELD_MAX)
{
    convert([&](std::string_view part) {
        size_ += part.size();
        if (is_held_)
            held_ += part;
    });
}

void content::convert(const std::function<void(std::string_view)> &take) const
{
    std::vector<char> chunk(65536);
    stream_handle stream;
    std::string out;
    std::size_t got = 1;
    char before = 0;

    const std::int32_t code = iostx_message_open_stream(message_, IOSTX_PR_INTERNET_CONTENT, 0, stream.out());
    if (code == IOSTX_MAPI_E_NOT_FOUND)
        throw store_error(IOSTX_MAPI_E_NO_SUPPORT, "the item has no text that a mail server could keep");
    check(code, "the text of an item cannot be read");
    while (got > 0) {
        check(iostx_stream_read(stream.get(), chunk.data(), chunk.size(), &got), "the text of an item cannot be read");
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

} // namespace imap
