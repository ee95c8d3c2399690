/* The content of an item of the store as a mail server wants it: with CRLF at the end of each line. */
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <iostx.hpp>

namespace imap
{

class content
{
public:
    /* Throws agent_error: MAPI_E_NO_SUPPORT if the item has no text. */
    content(iostx::message_ref message, std::uint64_t size);

    std::uint64_t size() const { return size_; }
    bool has_8bit() const;
    void for_each(const std::function<void(std::string_view)> &take) const;

private:
    iostx::message_ref message_;
    /* Small content, converted; large content is read again. */
    std::string held_;
    bool is_held_ = false;
    std::uint64_t size_ = 0;

    void convert(const std::function<void(std::string_view)> &take) const;
};

} // namespace imap
