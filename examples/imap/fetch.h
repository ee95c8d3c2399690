/* What FETCH says of a message, and its way into the store. */
#pragma once

#include <optional>

#include "agent.h"

namespace imap
{

/* One FETCH response. */
struct fetched {
    uid number = 0;
    bool has_flags = false;
    flag_set flags;
    bool has_size = false;
    std::uint64_t size = 0;
    /* INTERNALDATE in units of 100 ns since 1601; 0: not said. */
    std::uint64_t date = 0;
    /* BODY[], or a part of the header; skipped: too large to be held. */
    bool has_text = false, is_skipped = false;
    std::string text;
};
/* nullopt: it is no FETCH response, or has no UID. */
std::optional<fetched> read_fetch(response &line);

/* A message that is to be fetched. */
struct wanted {
    uid number;
    std::uint64_t size;
    /* Its header only. */
    bool header;
};
/* Fetches messages of the selected mailbox into a folder. Those that cannot be stored go on its wanted list. */
void fetch_items(agent &of, iostx::contents_sink sink, const std::vector<wanted> &items);

/* The match key of a message: its Message-ID; empty: none. */
std::string match_key_of(agent &of, std::string_view header);
/* Units of 100 ns since 1601 and back, as IMAP writes dates. */
std::uint64_t parse_date(const std::string &text);
std::string format_date(std::uint64_t time);

} // namespace imap
