#include "fetch.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

extern "C" {
#include "mail_headers.h"
}

namespace imap
{

/* One command asks for no more than this, so that an interrupt finds little on its way; two are under way at a time. */
static constexpr std::size_t COMMAND_ITEMS = 200;
static constexpr std::uint64_t COMMAND_BYTES = 4 * 1024 * 1024;
/* Larger ones are streamed, each by itself: what the reader of responses does not hold. */
static constexpr std::uint64_t HELD_MAX = limits().literal;
/* The store does not keep larger texts in memory, so it is not given a copy of them. */
static constexpr std::size_t GIVEN_MAX = 128 * 1024;

static constexpr std::uint64_t UNIX_EPOCH = 116444736000000000u;
static constexpr const char *MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* --- FETCH ---------------------------------------------------------------------------------------------------------------------- */

std::uint64_t parse_date(const std::string &text)
{
    std::array<char, 4> month{};
    std::tm parts{};
    int zone = 0;

    if (std::sscanf(text.c_str(), "%d-%3s-%d %d:%d:%d %d", &parts.tm_mday, month.data(), &parts.tm_year, &parts.tm_hour, &parts.tm_min,
                    &parts.tm_sec, &zone) != 7)
        return 0;
    const auto *found = std::find_if(std::begin(MONTHS), std::end(MONTHS), [&](const char *name) { return same_word(name, month.data()); });
    if (found == std::end(MONTHS) || parts.tm_year < 1601 || parts.tm_year > 9999)
        return 0;
    parts.tm_mon = static_cast<int>(found - std::begin(MONTHS));
    parts.tm_year -= 1900;
    const std::int64_t seconds = timegm(&parts) - (zone / 100 * 3600 + zone % 100 * 60);
    const std::int64_t since_1601 = seconds + static_cast<std::int64_t>(UNIX_EPOCH / 10000000);
    return since_1601 <= 0 ? 0 : static_cast<std::uint64_t>(since_1601) * 10000000;
}

std::string format_date(std::uint64_t time)
{
    const std::time_t seconds = static_cast<std::time_t>(time / 10000000) - static_cast<std::time_t>(UNIX_EPOCH / 10000000);
    std::array<char, 64> text{};
    std::tm parts{};

    if (gmtime_r(&seconds, &parts) == nullptr)
        return {};
    std::snprintf(text.data(), text.size(), "%2d-%s-%04d %02d:%02d:%02d +0000", parts.tm_mday, MONTHS[parts.tm_mon], parts.tm_year + 1900,
                  parts.tm_hour, parts.tm_min, parts.tm_sec);
    return text.data();
}

std::optional<fetched> read_fetch(response &line)
{
    fetched out;

    if (line.word != "FETCH" || line.values.empty())
        return std::nullopt;
    auto &words = line.values[0].items;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
        value &next = words[i + 1];

        if (words[i].is("UID")) {
            out.number = static_cast<uid>(next.number().value_or(0));
        } else if (words[i].is("FLAGS")) {
            out.has_flags = true;
            out.flags = flags_from(next);
        } else if (words[i].is("RFC822.SIZE")) {
            out.has_size = true;
            out.size = next.number().value_or(0);
        } else if (words[i].is("INTERNALDATE")) {
            out.date = parse_date(next.text);
        } else if (words[i].text.size() > 5 && same_word(std::string_view(words[i].text).substr(0, 5), "BODY[")) {
            out.is_skipped = next.type == value::kind::skipped;
            out.has_text = !out.is_skipped;
            out.text = std::move(next.text);
        }
    }
    return out.number == 0 ? std::nullopt : std::optional(std::move(out));
}

/* --- Into the store ------------------------------------------------------------------------------------------------------------- */

namespace
{

/* The properties that a text has; freed with it. */
struct parsed {
    parsed(agent &of, std::string_view text)
    {
        if (!item_text_read(&of.tags, ITEM_TEXT_MAIL, "IPF.Note", text.data(), std::min<std::size_t>(text.size(), MAIL_HEADER_MAX), &item))
            throw std::bad_alloc();
    }
    ~parsed() { item_text_free(&item); }
    parsed(const parsed &) = delete;
    parsed &operator=(const parsed &) = delete;

    item_text item{};
};

/* One import: all that iostx_import_item points to. */
struct import {
    import(agent &of, const fetched &from, std::string_view head)
        : text(of, head), id(remote_id(from.number)), version(from.flags.version()), print(std::to_string(from.size))
    {
        values.assign(text.item.values, text.item.values + text.item.value_count);
        if (from.date != 0)
            values.erase(std::remove_if(values.begin(), values.end(),
                                        [](const iostx_value &value) { return value.tag == IOSTX_PR_MESSAGE_DELIVERY_TIME; }),
                         values.end());
        add_flag_values(from.flags, keywords, values);
        if (from.date != 0)
            values.push_back(iostx::value::time(IOSTX_PR_MESSAGE_DELIVERY_TIME, from.date));
        values.push_back(iostx::value::text(IOSTX_PR_FINGERPRINT, print));
        item.binding = iostx::to_binding(id, version);
        item.match_key = text.item.match_key;
        item.values = values.data();
        item.value_count = values.size();
        item.content_size = from.size;
    }

    parsed text;
    std::string id, version, print;
    std::vector<iostx_bytes> keywords;
    std::vector<iostx_value> values;
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
};

bool is_fatal(std::int32_t code)
{
    return code == IOSTX_MAPI_E_USER_CANCEL || code == IOSTX_MAPI_E_DISK_ERROR || code == IOSTX_MAPI_E_NOT_ENOUGH_DISK ||
           code == IOSTX_MAPI_E_CORRUPT_STORE || code == IOSTX_E_CLOSED;
}

/* Puts a message on the list of those that must still be fetched. */
void note_failure(agent &of, iostx::contents_sink sink, uid number, const iostx::error &error)
{
    const std::string id = remote_id(number), text = error.what();
    const iostx_value values[] = {iostx::value::number(IOSTX_PR_LAST_ERROR, error.code()),
                                  iostx::value::text(IOSTX_PR_LAST_ERROR_TEXT, text)};
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    const auto local = list_local(of.store);
    const auto *folder = find_mailbox(local, of.server.selected());

    item.flags = IOSTX_IMPORT_FAILED;
    item.binding = iostx::to_binding(id, "");
    item.values = values;
    item.value_count = std::size(values);
    of.told.failed({folder == nullptr ? "" : folder->path, of.server.selected(), std::to_string(number), error.code(), text});
    sink.import_item(item);
}

/* Stores a message. One that cannot be stored stops no others. */
template <class Store> void store_item(agent &of, iostx::contents_sink sink, uid number, Store store)
{
    try {
        store();
    } catch (const iostx::error &error) {
        if (is_fatal(error.code()))
            throw;
        if (error.code() != IOSTX_SYNC_E_IGNORE && error.code() != IOSTX_SYNC_E_OBJECT_DELETED)
            note_failure(of, sink, number, error);
    }
}

/* An import whose text is written piece by piece. */
struct streamed_import {
    streamed_import(iostx::contents_sink sink, iostx_import_item item)
    {
        item.flags |= IOSTX_IMPORT_STREAM;
        message = sink.import_stream(item);
        text = message.open_stream(IOSTX_PR_INTERNET_CONTENT, IOSTX_MAPI_MODIFY | IOSTX_MAPI_CREATE);
    }

    void store()
    {
        text.commit();
        message.save();
    }

    iostx::message message;
    iostx::stream text;
};

void import_text(agent &of, iostx::contents_sink sink, const fetched &from, bool header)
{
    import one(of, from, from.text);

    one.item.content_size = header ? from.size : from.text.size();
    if (header)
        one.item.flags |= IOSTX_IMPORT_HEADER;
    else if (from.text.size() <= GIVEN_MAX)
        one.item.content = iostx::to_bytes(from.text);
    store_item(of, sink, from.number, [&] {
        if (header || from.text.size() <= GIVEN_MAX) {
            sink.import_item(one.item);
        } else {
            streamed_import into(sink, one.item);
            into.text.write(from.text);
            into.store();
        }
    });
}

/* A message that is not held in memory: its header is, for its properties; then it goes into the store as it comes. */
class large : public literal_sink
{
public:
    large(agent &of, iostx::contents_sink sink, fetched from) : of_(of), sink_(sink), from_(std::move(from)) {}

    bool begin(std::uint64_t size) override
    {
        from_.size = size;
        return true;
    }

    void data(const char *data, std::size_t size) override
    {
        if (!into_ && head_.size() + size < MAIL_HEADER_MAX)
            head_.append(data, size);
        else
            take([&] { into().text.write({data, size}); });
    }

    void end() override
    {
        take([&] { into().store(); });
    }

private:
    agent &of_;
    iostx::contents_sink sink_;
    fetched from_;
    std::string head_;
    std::optional<streamed_import> into_;
    bool given_up_ = false;

    /* What follows on a message that cannot be stored is not looked at. */
    template <class Store> void take(Store store)
    {
        if (given_up_)
            return;
        given_up_ = true;
        store_item(of_, sink_, from_.number, [&] {
            store();
            given_up_ = false;
        });
    }

    /* Where the text goes, with the header in it already. */
    streamed_import &into()
    {
        if (!into_) {
            const import one(of_, from_, head_);
            into_.emplace(sink_, one.item);
            into_->text.write(head_);
            head_ = std::string();
        }
        return *into_;
    }
};

} // namespace

/* --- Fetching ------------------------------------------------------------------------------------------------------------------- */

static void fetch_large(agent &of, iostx::contents_sink sink, fetched meta)
{
    large streamed(of, sink, meta);

    of.server.run(
        "UID FETCH " + std::to_string(meta.number) + " (UID BODY.PEEK[])",
        [&](response &line) {
            auto next = read_fetch(line);
            /* Smaller than it was said to be. */
            if (next && next->number == meta.number && next->has_text) {
                meta.text = std::move(next->text);
                import_text(of, sink, meta, false);
            }
        },
        &streamed);
}

static void fetch_all_large(agent &of, iostx::contents_sink sink, const std::vector<wanted> &items)
{
    std::vector<uid> numbers;
    std::vector<fetched> found;

    for (const auto &item : items)
        if (!item.header && item.size > HELD_MAX)
            numbers.push_back(item.number);
    if (numbers.empty())
        return;
    std::sort(numbers.begin(), numbers.end());
    of.server.run("UID FETCH " + uid_set(numbers) + " (UID FLAGS INTERNALDATE RFC822.SIZE)", [&](response &line) {
        auto next = read_fetch(line);
        if (next && next->has_flags && next->has_size && std::binary_search(numbers.begin(), numbers.end(), next->number))
            found.push_back(std::move(*next));
    });
    for (auto &one : found)
        fetch_large(of, sink, std::move(one));
}

namespace
{

/* Headers, or texts that are held: many with a command. */
class groups
{
public:
    groups(agent &of, iostx::contents_sink sink, bool header) : of_(of), sink_(sink), header_(header) {}

    void fetch(const std::vector<wanted> &items)
    {
        std::vector<uid> group;
        std::uint64_t bytes = 0;

        for (const auto &item : items) {
            if (item.header != header_ || (!header_ && item.size > HELD_MAX))
                continue;
            if (group.size() >= COMMAND_ITEMS || bytes + item.size > COMMAND_BYTES) {
                ask(group);
                bytes = 0;
            }
            group.push_back(item.number);
            bytes += header_ ? 0 : item.size;
        }
        if (!group.empty())
            ask(group);
        take_answers(0);
        for (auto &one : larger_)
            fetch_large(of_, sink_, std::move(one));
    }

private:
    agent &of_;
    iostx::contents_sink sink_;
    bool header_;
    std::vector<std::string> tags_;
    /* What has more bytes than the server said. */
    std::vector<fetched> larger_;

    void ask(std::vector<uid> &group)
    {
        std::sort(group.begin(), group.end());
        tags_.push_back(of_.server.send("UID FETCH " + uid_set(group) + " (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[" +
                                        (header_ ? "HEADER" : "") + "])"));
        group.clear();
        take_answers(1);
    }

    /* All but those to the last `left` commands. */
    void take_answers(std::size_t left)
    {
        while (tags_.size() > left) {
            const response answered = of_.server.answer(tags_.front(), [&](response &line) { take(line); });

            if (answered.word != "OK")
                throw refused(answered, "UID FETCH");
            tags_.erase(tags_.begin());
        }
    }

    void take(response &line)
    {
        auto next = read_fetch(line);

        if (!next || !next->has_flags)
            return;
        if (next->has_text || (header_ && next->is_skipped))
            import_text(of_, sink_, *next, header_);
        else if (next->is_skipped)
            larger_.push_back(std::move(*next));
    }
};

} // namespace

void fetch_items(agent &of, iostx::contents_sink sink, const std::vector<wanted> &items)
{
    groups(of, sink, true).fetch(items);
    groups(of, sink, false).fetch(items);
    fetch_all_large(of, sink, items);
}

std::string match_key_of(agent &of, std::string_view header)
{
    const parsed text(of, header);

    return std::string(iostx::view(text.item.match_key));
}

} // namespace imap
