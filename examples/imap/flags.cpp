#include "flags.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "names.h"
#include "uids.h"

namespace imap
{

struct system_flag {
    std::uint32_t bit;
    const char *name;
    char letter;
};

static constexpr std::array<system_flag, 6> SYSTEM{{
    {IOSTX_FLAG_READ, "\\Seen", 'S'},
    {IOSTX_FLAG_FLAGGED, "\\Flagged", 'F'},
    {IOSTX_FLAG_ANSWERED, "\\Answered", 'R'},
    {IOSTX_FLAG_FORWARDED, "$Forwarded", 'P'},
    {IOSTX_FLAG_DRAFT, "\\Draft", 'D'},
    {IOSTX_FLAG_DELETED, "\\Deleted", 'T'},
}};

/* A version has at most 1024 bytes. */
static constexpr std::size_t VERSION_MAX = 1000;

static auto place_of(std::vector<std::string> &keywords, std::string_view keyword)
{
    return std::lower_bound(keywords.begin(), keywords.end(), keyword);
}

void flag_set::add_keyword(std::string_view keyword)
{
    const auto place = place_of(keywords, keyword);

    if (!keyword.empty() && (place == keywords.end() || *place != keyword))
        keywords.emplace(place, keyword);
}

void flag_set::remove_keyword(std::string_view keyword)
{
    const auto place = place_of(keywords, keyword);

    if (place != keywords.end() && *place == keyword)
        keywords.erase(place);
}

std::string flag_set::imap() const
{
    std::string out;
    const auto add = [&](const std::string &name) { out += (out.empty() ? "" : " ") + name; };

    for (const auto &flag : SYSTEM)
        if (bits & flag.bit)
            add(flag.name);
    for (const auto &keyword : keywords)
        add(to_keyword(keyword));
    return out;
}

std::string flag_set::version() const
{
    std::string out = "=", words;
    std::uint64_t digest = 0xCBF29CE484222325u;
    std::array<char, 24> text{};

    for (const auto &flag : SYSTEM)
        if (bits & flag.bit)
            out += flag.letter;
    for (const auto &keyword : keywords)
        words += ' ' + to_keyword(keyword);
    if (words.size() <= VERSION_MAX)
        return out + words;
    for (unsigned char c : words)
        digest = (digest ^ c) * 0x100000001B3u;
    std::snprintf(text.data(), text.size(), "#%016llx", static_cast<unsigned long long>(digest));
    return out + text.data();
}

flag_set flags_from(const value &list)
{
    flag_set out;

    for (const auto &item : list.items) {
        const auto known =
            std::find_if(SYSTEM.begin(), SYSTEM.end(), [&](const system_flag &flag) { return same_word(flag.name, item.text); });

        if (known != SYSTEM.end())
            out.bits |= known->bit;
        else if (item.type != value::kind::list && !item.text.empty() && item.text[0] != '\\')
            out.add_keyword(from_keyword(item.text));
    }
    return out;
}

bool flags_from_version(iostx_bytes version, flag_set &out)
{
    std::string_view text = iostx::view(version);

    out = flag_set();
    if (text.empty() || text[0] != '=')
        return false;
    for (text.remove_prefix(1); !text.empty() && text[0] != ' '; text.remove_prefix(1)) {
        const auto flag = std::find_if(SYSTEM.begin(), SYSTEM.end(), [&](const system_flag &known) { return known.letter == text[0]; });

        if (flag == SYSTEM.end())
            return false;
        out.bits |= flag->bit;
    }
    while (!text.empty()) {
        text.remove_prefix(1);
        const auto end = std::min(text.find(' '), text.size());
        out.add_keyword(from_keyword(text.substr(0, end)));
        text.remove_prefix(end);
    }
    return true;
}

flag_set flags_from_values(iostx::row values)
{
    flag_set out;
    const auto number = [&](std::uint32_t tag) { return static_cast<std::uint32_t>(values.number(tag)); };
    const std::uint32_t message = number(IOSTX_PR_MESSAGE_FLAGS), verb = number(IOSTX_PR_LAST_VERB_EXECUTED);

    out.bits |= message & IOSTX_MSGFLAG_READ ? IOSTX_FLAG_READ : 0;
    out.bits |= message & IOSTX_MSGFLAG_UNSENT ? IOSTX_FLAG_DRAFT : 0;
    out.bits |= number(IOSTX_PR_FLAG_STATUS) == 2 ? IOSTX_FLAG_FLAGGED : 0;
    out.bits |= verb == 102 || verb == 103 ? IOSTX_FLAG_ANSWERED : verb == 104 ? IOSTX_FLAG_FORWARDED : 0;
    out.bits |= number(IOSTX_PR_MSG_STATUS) & IOSTX_MSGSTATUS_DELMARKED ? IOSTX_FLAG_DELETED : 0;
    if (const auto *keywords = values.find(IOSTX_PR_KEYWORDS)) {
        const auto *items = static_cast<const iostx_bytes *>(keywords->value.list.items);
        for (std::size_t i = 0; i < keywords->value.list.count; i++)
            out.add_keyword(iostx::view(items[i]));
    }
    return out;
}

void add_flag_values(const flag_set &flags, std::vector<iostx_bytes> &texts, std::vector<iostx_value> &out)
{
    const auto add = [&](std::uint32_t tag, std::uint32_t number) {
        out.push_back(iostx::value::number(tag, static_cast<std::int32_t>(number)));
    };

    add(IOSTX_PR_MESSAGE_FLAGS,
        (flags.bits & IOSTX_FLAG_READ ? IOSTX_MSGFLAG_READ : 0) | (flags.bits & IOSTX_FLAG_DRAFT ? IOSTX_MSGFLAG_UNSENT : 0));
    if (flags.bits & IOSTX_FLAG_FLAGGED)
        add(IOSTX_PR_FLAG_STATUS, 2);
    if (flags.bits & (IOSTX_FLAG_ANSWERED | IOSTX_FLAG_FORWARDED))
        add(IOSTX_PR_LAST_VERB_EXECUTED, flags.bits & IOSTX_FLAG_FORWARDED ? 104 : 102);
    if (flags.bits & IOSTX_FLAG_DELETED)
        add(IOSTX_PR_MSG_STATUS, IOSTX_MSGSTATUS_DELMARKED);
    if (flags.keywords.empty())
        return;
    texts.clear();
    for (const auto &keyword : flags.keywords)
        texts.push_back(iostx::to_bytes(keyword));
    iostx_value value = iostx::value::of(IOSTX_PR_KEYWORDS);
    value.value.list = {texts.data(), texts.size()};
    out.push_back(value);
}

} // namespace imap
