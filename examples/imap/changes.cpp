/* Flags, read states, moves and deletions of messages that are on the server. */
#include <algorithm>
#include <set>

#include "names.h"
#include "upload.h"

namespace imap
{

/* --- Flags ---------------------------------------------------------------------------------------------------------------------- */

/* What is set and what is cleared, and for which messages: one command each. */
class flag_commands
{
public:
    void add(const flag_set &set, const flag_set &clear, uid number)
    {
        if (!set.imap().empty())
            by_command_["+FLAGS.SILENT (" + set.imap() + ")"].push_back(number);
        if (!clear.imap().empty())
            by_command_["-FLAGS.SILENT (" + clear.imap() + ")"].push_back(number);
    }

    void run(agent &of)
    {
        std::vector<std::string> tags;
        std::string first_failure;

        for (auto &[command, numbers] : by_command_) {
            std::sort(numbers.begin(), numbers.end());
            tags.push_back(of.server.send("UID STORE " + uid_set(numbers) + " " + command));
        }
        for (const auto &tag : tags) {
            const response answer = of.server.answer(tag);
            if (answer.word != "OK" && first_failure.empty())
                first_failure = refused(answer, "UID STORE").what();
        }
        if (!first_failure.empty())
            throw agent_error(IOSTX_MAPI_E_UNABLE_TO_COMPLETE, first_failure);
        of.uploaded = of.uploaded || !tags.empty();
    }

private:
    std::map<std::string, std::vector<uid>> by_command_;
};

static void add_values(flag_set &out, iostx::row values, std::uint32_t tag)
{
    const auto *value = values.find(tag);

    for (std::size_t i = 0; value != nullptr && i < value->value.list.count; i++)
        out.add_keyword(iostx::view(static_cast<const iostx_bytes *>(value->value.list.items)[i]));
}

void store_flags(agent &of, const std::vector<outgoing *> &items, bool with_read)
{
    flag_commands commands;

    for (auto *one : items) {
        const iostx_upmsg &item = *one->item;
        const bool moved = (item.flags & IOSTX_UPM_MOV) != 0 && item.source_binding.remote_id.size > 0;
        flag_set base, set, clear;
        const bool told = flags_from_version(moved ? item.source_binding.remote_version : item.binding.remote_version, base);
        std::uint32_t watched = IOSTX_FLAG_ALL & ~(with_read ? 0 : IOSTX_FLAG_READ);

        /* One property holds both; the other one stays as it is. */
        if (one->flags.bits & IOSTX_FLAG_FORWARDED)
            watched &= ~(base.bits & IOSTX_FLAG_ANSWERED);
        if (one->flags.bits & IOSTX_FLAG_ANSWERED)
            watched &= ~(base.bits & IOSTX_FLAG_FORWARDED);
        set.bits = one->flags.bits & ~base.bits & watched;
        clear.bits = (told ? base.bits & ~one->flags.bits : ~one->flags.bits) & watched;
        add_values(set, one->values(), IOSTX_PR_KEYWORDS_ADDED);
        add_values(clear, one->values(), IOSTX_PR_KEYWORDS_REMOVED);
        commands.add(set, clear, one->number);
        /* The version is that of what the store knows: if the server has other flags too, the next download sees that. */
        base.bits = (base.bits | set.bits) & ~clear.bits;
        for (const auto &keyword : set.keywords)
            base.add_keyword(keyword);
        for (const auto &keyword : clear.keywords)
            base.remove_keyword(keyword);
        one->answer.version = told ? base.version() : "";
    }
    commands.run(of);
}

void set_read(agent &of, const iostx_uptbl &table, const iostx_upread &reads, iostx::batch answers)
{
    flag_commands commands;
    flag_set seen;
    std::vector<result> out(reads.count);

    seen.bits = IOSTX_FLAG_READ;
    of.server.select(std::string(iostx::view(table.binding.remote_id)));
    for (std::uint32_t i = 0; i < reads.count; i++) {
        const iostx_upreade &entry = reads.entries[i];
        const bool read = (entry.flags & IOSTX_UPR_READ) != 0;
        flag_set base;

        out[i].flags = IOSTX_UPR_OK;
        if (flags_from_version(entry.binding.remote_version, base)) {
            base.bits = read ? base.bits | IOSTX_FLAG_READ : base.bits & ~IOSTX_FLAG_READ;
            out[i].version = base.version();
        }
        if (const auto number = uid_of(entry.binding.remote_id))
            commands.add(read ? seen : flag_set(), read ? flag_set() : seen, *number);
    }
    commands.run(of);
    for (std::uint32_t i = 0; i < reads.count; i++)
        give(answers, i, out[i]);
}

/* --- Deletions ------------------------------------------------------------------------------------------------------------------ */

void expunge(agent &of, const std::vector<uid> &unsorted)
{
    std::vector<uid> numbers = unsorted, others;

    if (numbers.empty())
        return;
    std::sort(numbers.begin(), numbers.end());
    of.uploaded = true;
    const std::string set = uid_set(numbers);
    of.server.run("UID STORE " + set + " +FLAGS.SILENT (\\Deleted)");
    if (of.server.can("UIDPLUS")) {
        of.server.run("UID EXPUNGE " + set);
        return;
    }
    /* EXPUNGE takes all that are marked: what others marked is unmarked meanwhile. */
    of.server.run("UID SEARCH DELETED", [&](const response &line) {
        for (const auto &found : line.values)
            if (const auto number = found.number();
                number && line.word == "SEARCH" && !std::binary_search(numbers.begin(), numbers.end(), static_cast<uid>(*number)))
                others.push_back(static_cast<uid>(*number));
    });
    std::sort(others.begin(), others.end());
    if (!others.empty())
        of.server.run("UID STORE " + uid_set(others) + " -FLAGS.SILENT (\\Deleted)");
    of.server.run("EXPUNGE");
    if (!others.empty())
        of.server.run("UID STORE " + uid_set(others) + " +FLAGS.SILENT (\\Deleted)");
}

void remove_items(agent &of, const iostx_uptbl &table, const iostx_updel &deletes, iostx::batch answers)
{
    std::vector<uid> numbers;

    of.server.select(std::string(iostx::view(table.binding.remote_id)));
    for (std::uint32_t i = 0; i < deletes.count; i++)
        if (const auto number = uid_of(deletes.entries[i].binding.remote_id); number && !(deletes.entries[i].flags & IOSTX_UPD_MOV))
            numbers.push_back(*number);
    expunge(of, numbers);
    /* What moves is moved where it arrives (upload). */
    for (std::uint32_t i = 0; i < deletes.count; i++)
        if (!(deletes.entries[i].flags & IOSTX_UPD_MOV))
            give(answers, i, result{IOSTX_S_OK, IOSTX_UPD_OK, "", "", ""});
}

/* --- Moves ---------------------------------------------------------------------------------------------------------------------- */

/* The pairs of [COPYUID validity from to]. */
static void note_copies(const response &line, std::map<uid, uid> &out)
{
    if (!line.has_code("COPYUID") || line.values.size() < 4)
        return;
    const auto from = uids_in(line.values[2].text, 100000), to = uids_in(line.values[3].text, 100000);
    for (std::size_t i = 0; i < from.size() && from.size() == to.size(); i++)
        out[from[i]] = to[i];
}

static uid source_uid(const outgoing &one)
{
    return uid_of(one.item->source_binding.remote_id).value_or(0);
}

/* Of messages of the selected mailbox, those that are still there. */
static std::set<uid> still_there(agent &of, const std::vector<uid> &numbers)
{
    std::set<uid> out;

    of.server.run("UID FETCH " + uid_set(numbers) + " (UID)", [&](const response &line) {
        if (line.word == "FETCH" && !line.values.empty())
            for (std::size_t i = 0; i + 1 < line.values[0].items.size(); i += 2)
                if (line.values[0].items[i].is("UID"))
                    out.insert(static_cast<uid>(line.values[0].items[i + 1].number().value_or(0)));
    });
    return out;
}

void move_items(agent &of, const iostx_uptbl &table, const std::string &source, const std::vector<outgoing *> &items)
{
    const std::string mailbox(iostx::view(table.binding.remote_id));
    std::vector<outgoing *> doubtful, open;
    std::vector<uid> numbers, arrived;
    std::map<uid, uid> copies;

    for (auto *one : items)
        if (one->item->flags & IOSTX_UPM_RETRY && !(one->item->flags & IOSTX_UPM_HEADER))
            doubtful.push_back(one);
    if (!doubtful.empty()) {
        of.server.select(mailbox);
        find_existing(of, table.feid, doubtful);
    }
    of.server.select(source);
    for (auto *one : items) {
        numbers.push_back(source_uid(*one));
        one->answer.flags = IOSTX_UPM_OK | IOSTX_UPM_MOVED;
    }
    std::sort(numbers.begin(), numbers.end());
    const auto there = still_there(of, numbers);
    numbers.clear();
    for (auto *one : items) {
        const uid number = source_uid(*one);

        if (one->number != 0) {
            /* Copied before; what is left in the source goes. */
            if (there.count(number) > 0)
                arrived.push_back(number);
            one->answer.version = one->flags.version();
        } else if (there.count(number) == 0) {
            one->answer = result{IOSTX_SYNC_E_CONFLICT, 0, "", "", "the message is not in " + source + " any more"};
        } else {
            one->number = number;
            open.push_back(one);
            numbers.push_back(number);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    store_flags(of, open, true);
    if (!numbers.empty()) {
        of.uploaded = true;
        const bool moves = of.server.can("MOVE");
        const auto take = [&](const response &line) { note_copies(line, copies); };
        take(of.server.run((moves ? "UID MOVE " : "UID COPY ") + uid_set(numbers) + " " + of.server.quote_mailbox(mailbox), take));
        if (!moves)
            arrived.insert(arrived.end(), numbers.begin(), numbers.end());
    }
    for (auto *one : open) {
        const auto copy = copies.find(one->number);
        one->number = copy == copies.end() ? 0 : copy->second;
    }
    expunge(of, arrived);
}

} // namespace imap
