/* Flags and keywords of a message: as the server lists them, as the store has them, and as the text that is an item's remote version. */
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <iostx.hpp>

#include "response.h"

namespace imap
{

struct flag_set {
    /* IOSTX_FLAG_*. */
    std::uint32_t bits = 0;
    /* In UTF-8, in order, each once. */
    std::vector<std::string> keywords;

    void add_keyword(std::string_view keyword);
    void remove_keyword(std::string_view keyword);
    /* The text of an IMAP list, without its parentheses. */
    std::string imap() const;
    /* Whole as text; what is too long for a version ends in a digest of its keywords. */
    std::string version() const;
};

/* From the list of a FETCH response. \Recent and what is no keyword of a message are left out. */
flag_set flags_from(const value &list);
/* From a remote version. false: it says nothing, or not all. */
bool flags_from_version(iostx_bytes version, flag_set &out);
/* From values of an item: PR_MESSAGE_FLAGS and so on. */
flag_set flags_from_values(iostx::row values);

/* The values of an item that is imported; they point into `flags` and `texts`. */
void add_flag_values(const flag_set &flags, std::vector<iostx_bytes> &texts, std::vector<iostx_value> &out);

} // namespace imap
