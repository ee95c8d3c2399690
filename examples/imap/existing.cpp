/* Is it there already? By Message-ID and size; without a Message-ID by size and text. */
#include <algorithm>
#include <set>

#include "content.h"
#include "fetch.h"
#include "names.h"
#include "upload.h"

namespace imap
{

namespace
{

struct candidates {
    outgoing *one;
    std::uint64_t size;
    bool by_key;
    std::string tag;
    std::vector<uid> numbers;
};

/* What SEARCH can be asked for without a literal. */
bool is_searchable(std::string_view key)
{
    return key.size() > 2 && key.front() == '<' &&
           std::all_of(key.begin(), key.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

std::string criteria(const candidates &next)
{
    if (next.by_key)
        return "UNDELETED HEADER Message-ID " + quote(iostx::view(next.one->item->match_key));
    return "UNDELETED LARGER " + std::to_string(next.size - std::min<std::uint64_t>(next.size, 1)) + " SMALLER " +
           std::to_string(next.size + 1);
}

/* The numbers of a SEARCH response, or of an ESEARCH one, which says whose it is. */
void take_found(const response &line, const std::vector<candidates *> &asked)
{
    if (line.word == "SEARCH" && asked.size() == 1) {
        asked[0]->numbers.clear();
        for (const auto &number : line.values)
            if (const auto found = number.number())
                asked[0]->numbers.push_back(static_cast<uid>(*found));
    }
    if (line.word != "ESEARCH" || line.values.empty() || line.values[0].items.size() < 2)
        return;
    for (auto *next : asked)
        for (std::size_t i = 1; i + 1 < line.values.size() && line.values[0].items[1].text == next->tag; i++)
            if (line.values[i].is("ALL"))
                next->numbers = uids_in(line.values[i + 1].text, 10000);
}

/* Servers may search for several at a time and answer in any order: only with ESEARCH (RFC 4731) is it known what an answer is to. */
void search(agent &of, std::vector<candidates> &all)
{
    const bool named = of.server.can("ESEARCH");
    std::vector<candidates *> asked;

    for (auto &next : all) {
        next.by_key = is_searchable(iostx::view(next.one->item->match_key));
        asked.push_back(&next);
        next.tag = of.server.send(std::string("UID SEARCH ") + (named ? "RETURN (ALL) " : "") + criteria(next));
        if (named && &next != &all.back())
            continue;
        for (auto *waiting : asked) {
            const response answer = of.server.answer(waiting->tag, [&](response &line) { take_found(line, asked); });

            if (answer.word != "OK")
                throw refused(answer, "UID SEARCH");
        }
        asked.clear();
    }
}

/* Those that other items of the folder are bound to. */
std::set<uid> bound_ones(agent &of, const iostx_feid &folder, const std::set<uid> &numbers)
{
    std::vector<std::string> ids;
    std::vector<iostx_bytes> bytes;
    std::set<uid> out;

    for (uid number : numbers)
        ids.push_back(remote_id(number));
    for (const auto &id : ids)
        bytes.push_back(iostx::to_bytes(id));
    for (const iostx::row &row : of.store.find_remote(&folder, bytes))
        if (const auto number = uid_of(iostx::to_bytes(row.text(IOSTX_PR_REMOTE_ID))))
            out.insert(*number);
    return out;
}

std::map<uid, std::uint64_t> sizes_of(agent &of, const std::set<uid> &numbers)
{
    std::map<uid, std::uint64_t> out;

    of.server.run("UID FETCH " + uid_set({numbers.begin(), numbers.end()}) + " (UID RFC822.SIZE)", [&](response &line) {
        if (const auto next = read_fetch(line); next && next->has_size)
            out[next->number] = next->size;
    });
    return out;
}

/* Whether a message has the text of an item. */
bool is_same_text(agent &of, uid number, const outgoing &one)
{
    const content text(iostx::message_ref(one.item->message), one.item->content_size);
    bool same = false;

    of.server.run("UID FETCH " + std::to_string(number) + " (UID BODY.PEEK[])", [&](response &line) {
        const auto next = read_fetch(line);
        std::size_t at = 0;

        if (!next || next->number != number || !next->has_text)
            return;
        same = next->text.size() == text.size();
        text.for_each([&](std::string_view part) {
            same = same && next->text.compare(at, part.size(), part) == 0;
            at += part.size();
        });
    });
    return same;
}

} // namespace

void find_existing(agent &of, const iostx_feid &folder, const std::vector<outgoing *> &items)
{
    std::vector<candidates> all;
    std::set<uid> numbers;

    for (auto *one : items)
        all.push_back({one, content(iostx::message_ref(one->item->message), one->item->content_size).size(), false, "", {}});
    search(of, all);
    for (const auto &next : all)
        numbers.insert(next.numbers.begin(), next.numbers.end());
    if (numbers.empty())
        return;
    std::set<uid> taken = bound_ones(of, folder, numbers);
    const auto sizes = sizes_of(of, numbers);
    for (auto &next : all) {
        for (uid number : next.numbers) {
            const auto size = sizes.find(number);

            if (taken.count(number) > 0 || size == sizes.end() || size->second != next.size ||
                (!next.by_key && !is_same_text(of, number, *next.one)))
                continue;
            taken.insert(number);
            next.one->number = number;
            break;
        }
    }
}

} // namespace imap
