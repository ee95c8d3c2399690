/* What is new in a mailbox: list_changes and fetch_full. With QRESYNC the server tells; without it, it is listed. */
#include <algorithm>
#include <sstream>

#include "fetch.h"

namespace imap
{

/* Items of one call of the sink. */
static constexpr std::size_t PROBE_ITEMS = 500;

std::string folder_blob::text() const
{
    return "imap1 " + std::to_string(state.uidvalidity) + " " + std::to_string(state.uidnext) + " " + std::to_string(state.modseq) + " " +
           std::to_string(state.messages);
}

bool folder_blob::read(iostx_bytes blob)
{
    std::istringstream in{std::string(iostx::view(blob))};
    std::string kind;

    if (in >> kind >> state.uidvalidity >> state.uidnext >> state.modseq >> state.messages && kind == "imap1")
        return true;
    state = {};
    return false;
}

std::string folder_blob::select_arguments(const client &server) const
{
    if (server.can("QRESYNC") && state.modseq != 0)
        return " (QRESYNC (" + std::to_string(state.uidvalidity) + " " + std::to_string(state.modseq) + "))";
    return server.can("CONDSTORE") ? " (CONDSTORE)" : "";
}

namespace
{

/* While the store makes durable what came of one mailbox, the server opens the next one. */
static void select_next(agent &of, const std::string &mailbox)
{
    const auto at = std::find_if(of.visits.begin(), of.visits.end(), [&](const visit &one) { return one.mailbox == mailbox; });

    if (at == of.visits.end())
        return;
    of.visits.erase(of.visits.begin(), at + 1);
    if (!of.visits.empty())
        of.server.select_ahead(of.visits.front().mailbox, of.visits.front().arguments);
}

class listing
{
public:
    listing(agent &of, iostx::contents_sink sink) : of_(of), sink_(sink) {}

    /* Asks for the messages from `first` to `last` (0: all behind it), and the store which of them it wants. keys: with their Message-IDs,
       by which unbound ones are known again. */
    void list(uid first, uid last, bool keys)
    {
        const std::string words = keys ? " RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]" : " RFC822.SIZE INTERNALDATE";

        of_.server.run("UID FETCH " + std::to_string(first) + ":" + (last == 0 ? "*" : std::to_string(last)) + " (UID FLAGS" + words + ")",
                       [&](response &line) {
                           auto next = read_fetch(line);

                           /* The last message answers to any range that begins behind it; news of flags come without a size. */
                           if (!next || next->number < first || !next->has_flags || !next->has_size)
                               return;
                           last_ = std::max(last_, next->number);
                           held_.push_back(std::move(*next));
                           if (held_.size() >= PROBE_ITEMS)
                               probe();
                       });
        probe();
    }

    /* Flags that are new, of messages that are here. */
    void import_flags(const std::vector<fetched> &items)
    {
        for (std::size_t i = 0; i < items.size(); i += PROBE_ITEMS)
            import_flags(items.data() + i, std::min(PROBE_ITEMS, items.size() - i));
    }

    void fetch()
    {
        std::uint64_t bytes = 0;

        for (const auto &one : wanted_)
            bytes += one.header ? 0 : one.size;
        of_.session.expect(wanted_.size() + marked_, bytes);
        fetch_items(of_, sink_, wanted_);
        of_.done.down += wanted_.size() + marked_;
        of_.done.bytes += bytes;
    }
    uid last() const { return last_; }

private:
    agent &of_;
    iostx::contents_sink sink_;
    std::vector<fetched> held_;
    std::vector<wanted> wanted_;
    /* How many had news of flags. */
    std::size_t marked_ = 0;
    uid last_ = 0;

    void probe();
    void import_flags(const fetched *items, std::size_t count);
};

void listing::probe()
{
    struct texts {
        std::string id, version, key, print;
        std::vector<iostx_bytes> keywords;
        std::vector<iostx_value> values;
    };
    std::vector<texts> kept(held_.size());
    std::vector<iostx_import_item> items(held_.size(), iostx_import_item(IOSTX_IMPORT_ITEM_INIT));
    std::vector<std::uint32_t> answers(held_.size());
    std::vector<fetched> marked;

    for (std::size_t i = 0; i < held_.size(); i++) {
        const fetched &one = held_[i];
        texts &text = kept[i];

        text.id = remote_id(one.number);
        text.version = one.flags.version();
        text.print = std::to_string(one.size);
        if (one.has_text)
            text.key = match_key_of(of_, one.text);
        add_flag_values(one.flags, text.keywords, text.values);
        text.values.push_back(iostx::value::text(IOSTX_PR_FINGERPRINT, text.print));
        if (one.date != 0)
            text.values.push_back(iostx::value::time(IOSTX_PR_MESSAGE_DELIVERY_TIME, one.date));
        items[i].binding = iostx::to_binding(text.id, text.version);
        items[i].match_key = iostx::to_bytes(text.key);
        items[i].values = text.values.data();
        items[i].value_count = text.values.size();
        items[i].content_size = one.size;
    }
    sink_.probe(items, answers.data());
    for (std::size_t i = 0; i < held_.size(); i++) {
        if (answers[i] == IOSTX_PROBE_WANT_ALL || answers[i] == IOSTX_PROBE_WANT_HEADER)
            wanted_.push_back({held_[i].number, held_[i].size, answers[i] == IOSTX_PROBE_WANT_HEADER});
        else if (answers[i] == IOSTX_PROBE_WANT_FLAGS || answers[i] == IOSTX_PROBE_BOUND)
            marked.push_back(std::move(held_[i]));
    }
    held_.clear();
    import_flags(marked);
}

void listing::import_flags(const fetched *items, std::size_t count)
{
    struct texts {
        std::string id, version;
        std::vector<iostx_bytes> words;
        iostx_value keywords{};
    };
    std::vector<texts> kept(count);
    std::vector<iostx_import_flags> flags(count, iostx_import_flags(IOSTX_IMPORT_FLAGS_INIT));

    for (std::size_t i = 0; i < count; i++) {
        texts &text = kept[i];

        text.id = remote_id(items[i].number);
        text.version = items[i].flags.version();
        for (const auto &keyword : items[i].flags.keywords)
            text.words.push_back(iostx::to_bytes(keyword));
        text.keywords.tag = IOSTX_PR_KEYWORDS;
        text.keywords.value.list = {text.words.data(), text.words.size()};
        flags[i].set = items[i].flags.bits;
        flags[i].clear = IOSTX_FLAG_ALL & ~flags[i].set;
        flags[i].binding = iostx::to_binding(text.id, text.version);
        flags[i].keywords = &text.keywords;
    }
    marked_ += count;
    if (count > 0)
        sink_.import_flags(flags);
}

/* The changes of one mailbox. */
class changes
{
public:
    changes(agent &of, const iostx_dntbl &table) : of_(of), table_(table), sink_(table.contents), list_(of, sink_)
    {
        known_ = before_.read(table.state_blob);
    }

    void run()
    {
        const std::string mailbox(iostx::view(table_.binding.remote_id));

        select(mailbox);
        if (known_ && now_.state.uidvalidity != before_.state.uidvalidity) {
            of_.session.begin_epoch();
            known_ = false;
        }
        if (known_ && of_.server.can("QRESYNC") && before_.state.modseq != 0 && now_.state.modseq != 0)
            take_changes();
        else if (!known_ || now_.state.modseq == 0 || now_.text() != before_.text())
            list_all();
        list_.fetch();
        /* A server that does not tell UIDNEXT. */
        if (now_.state.uidnext == 0)
            now_.state.uidnext = std::uint64_t{list_.last()} + 1;
        sink_.set_state_blob(now_.text());
        select_next(of_, mailbox);
    }

private:
    agent &of_;
    const iostx_dntbl &table_;
    iostx::contents_sink sink_;
    listing list_;
    folder_blob before_, now_;
    bool known_;
    std::vector<fetched> changed_;
    std::vector<std::pair<uid, uid>> vanished_;

    void select(const std::string &mailbox)
    {
        now_.state = of_.server.select(mailbox, before_.select_arguments(of_.server), [&](response &line) {
            auto next = read_fetch(line);

            if (next && next->has_flags)
                changed_.push_back(std::move(*next));
            else if (line.word == "VANISHED" && !line.values.empty())
                for_each_range(line.values.back().text, [&](uid first, uid last) { vanished_.emplace_back(first, last); });
        });
    }

    /* As QRESYNC told while the mailbox was selected. */
    void take_changes()
    {
        const uid first_new = static_cast<uid>(std::min<std::uint64_t>(std::max<std::uint64_t>(before_.state.uidnext, 1), UINT32_MAX));

        for (const auto &[first, last] : vanished_)
            sink_.delete_remote_range(remote_id(first), remote_id(last));
        of_.done.down += vanished_.size();
        changed_.erase(std::remove_if(changed_.begin(), changed_.end(), [&](const fetched &one) { return one.number >= first_new; }),
                       changed_.end());
        list_.import_flags(changed_);
        if (now_.state.uidnext == 0 || now_.state.uidnext > before_.state.uidnext)
            list_.list(first_new, 0, true);
    }

    /* Everything there is; what does not appear is gone. */
    void list_all()
    {
        sink_.listing_begin();
        const uid first_new = known_ ? static_cast<uid>(std::min<std::uint64_t>(before_.state.uidnext, UINT32_MAX)) : 1;
        if (now_.state.messages > 0 && first_new > 1)
            list_.list(1, first_new - 1, false);
        if (now_.state.messages > 0)
            list_.list(std::max<uid>(first_new, 1), 0, true);
        sink_.listing_complete();
    }
};

} // namespace

void list_changes(agent &of, const iostx_dntbl &table)
{
    changes(of, table).run();
}

void fetch_full(agent &of, const iostx_dntbl &table, iostx::span<const iostx_bytes> remote_ids)
{
    std::vector<uid> numbers;
    std::vector<wanted> found;
    const iostx::contents_sink sink(table.contents);

    for (const iostx_bytes &id : remote_ids)
        if (const auto number = uid_of(id))
            numbers.push_back(*number);
    std::sort(numbers.begin(), numbers.end());
    of.server.select(std::string(iostx::view(table.binding.remote_id)));
    of.server.run("UID FETCH " + uid_set(numbers) + " (UID RFC822.SIZE)", [&](response &line) {
        const auto next = read_fetch(line);
        if (next && next->has_size)
            found.push_back({next->number, next->size, false});
    });
    fetch_items(of, sink, found);
    of.done.down += found.size();
    /* What is not there any more is not wanted any more. */
    for (uid number : numbers) {
        const std::string id = remote_id(number);
        const iostx_bytes ids[] = {iostx::to_bytes(id)};

        if (std::none_of(found.begin(), found.end(), [&](const wanted &one) { return one.number == number; }))
            sink.delete_remote(ids);
    }
}

} // namespace imap
