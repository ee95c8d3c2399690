/* UIDs: as remote ids, and as sets in commands and responses. */
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <iostx.hpp>

namespace imap
{

using uid = std::uint32_t;

/* The remote id of an item: ten digits, so that memcmp orders them as numbers. */
std::string remote_id(uid number);
std::optional<uid> uid_of(iostx_bytes id);

/* "1:3,7". The numbers are in ascending order. */
std::string uid_set(const std::vector<uid> &numbers);
/* Calls `range` for each range of a set, first to last; false: it is none. */
bool for_each_range(std::string_view set, const std::function<void(uid first, uid last)> &range);
/* All numbers of a set, in its order; none if it has more than `most`. */
std::vector<uid> uids_in(std::string_view set, std::size_t most);

} // namespace imap
