#include "uids.h"

#include "response.h"

namespace imap
{

static std::optional<uid> to_uid(std::string_view text)
{
    const auto number = parse_number(text);

    if (!number || *number == 0 || *number > UINT32_MAX)
        return std::nullopt;
    return static_cast<uid>(*number);
}

std::string remote_id(uid number)
{
    const std::string digits = std::to_string(number);

    return std::string(10 - digits.size(), '0') + digits;
}

std::optional<uid> uid_of(iostx_bytes id)
{
    return to_uid(iostx::view(id));
}

std::string uid_set(const std::vector<uid> &numbers)
{
    std::string out;

    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t last = i;

        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1)
            last++;
        if (!out.empty())
            out += ',';
        out += std::to_string(numbers[i]);
        if (last > i)
            out += ':' + std::to_string(numbers[last]);
        i = last + 1;
    }
    return out;
}

bool for_each_range(std::string_view set, const std::function<void(uid first, uid last)> &range)
{
    while (!set.empty()) {
        const auto comma = set.find(',');
        const std::string_view part = set.substr(0, comma);
        const auto colon = part.find(':');
        auto first = to_uid(part.substr(0, colon));
        auto last = colon == std::string_view::npos ? first : to_uid(part.substr(colon + 1));

        if (!first || !last)
            return false;
        if (*first > *last)
            std::swap(first, last);
        range(*first, *last);
        set = comma == std::string_view::npos ? std::string_view() : set.substr(comma + 1);
    }
    return true;
}

std::vector<uid> uids_in(std::string_view set, std::size_t most)
{
    std::vector<uid> out;
    bool fits = true;

    const bool whole = for_each_range(set, [&](uid first, uid last) {
        fits = fits && last - first < most && out.size() + (last - first) < most;
        for (std::uint64_t i = first; fits && i <= last; i++)
            out.push_back(static_cast<uid>(i));
    });
    if (!whole || !fits)
        out.clear();
    return out;
}

} // namespace imap
