#include "report.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "names.h"

namespace imap
{

static void add_quoted(std::string &out, std::string_view text)
{
    std::array<char, 8> escape{};

    out += '"';
    for (char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
            out += escape.data();
        } else {
            out += c;
        }
    }
    out += '"';
}

void line::name(std::string_view name)
{
    if (!body_.empty())
        body_ += ',';
    add_quoted(body_, name);
    body_ += ':';
}

line &line::text(std::string_view key, std::string_view value)
{
    name(key);
    /* Whatever a server says. */
    add_quoted(body_, to_utf8(value));
    return *this;
}

line &line::number(std::string_view key, std::uint64_t value)
{
    name(key);
    body_ += std::to_string(value);
    return *this;
}

report::report(bool json) : json_(json), terminal_(!json && isatty(STDERR_FILENO) != 0) {}

void report::clear()
{
    if (shown_)
        std::fputs("\r\033[K", stderr);
    shown_ = false;
}

void report::failed(const failure &what)
{
    const std::string &folder = what.mailbox.empty() ? what.folder : what.mailbox;
    const std::string place = folder + (folder.empty() || what.item.empty() ? "" : " ") + what.item;

    clear();
    failures++;
    if (json_)
        std::printf("%s\n", line()
                                .text("event", "failed")
                                .text("folder", folder)
                                .text("item", what.item)
                                .text("text", what.text)
                                .json()
                                .c_str());
    else
        std::fprintf(stderr, "iostx-imap: %s%s%s\n", place.c_str(), place.empty() ? "" : ": ", what.text.c_str());
}

void report::worked(const work_done &what)
{
    if (json_) {
        line out;
        out.text("event", "folder").text("folder", what.mailbox);
        out.number("up", what.up).number("down", what.down).number("bytes", what.bytes);
        std::printf("%s\n", out.json().c_str());
        std::fflush(stdout);
    } else if (!terminal_) {
        std::printf("%s: %llu up, %llu down, %.1f MB\n", what.mailbox.c_str(), static_cast<unsigned long long>(what.up),
                    static_cast<unsigned long long>(what.down), static_cast<double>(what.bytes) / 1e6);
        std::fflush(stdout);
    }
}

static std::string bar(std::uint64_t done, std::uint64_t total)
{
    static constexpr std::uint64_t WIDTH = 20;
    const auto full = static_cast<std::size_t>(total == 0 ? 0 : std::min(done, total) * WIDTH / total);

    return "[" + std::string(full, '#') + std::string(WIDTH - full, '.') + "]";
}

void report::progress(iostx::store_ref store, const iostx_progress &now)
{
    if (!terminal_)
        return;
    if (std::memcmp(&folder_, &now.folder, sizeof(folder_)) != 0) {
        const auto local = list_local(store);
        const auto *found = find_folder(local, now.folder);

        folder_ = now.folder;
        name_ = found == nullptr ? "" : found->path;
        before_ = now.items_done;
    }
    const std::uint64_t total = std::max(now.items_total, now.items_done), done = now.items_done - std::min(before_, now.items_done);
    const std::uint64_t of_folder = total - std::min(before_, total);
    clear();
    if (!name_.empty())
        std::fprintf(stderr, "%s %s %llu of %llu  ", bar(done, of_folder).c_str(), name_.c_str(), static_cast<unsigned long long>(done),
                     static_cast<unsigned long long>(of_folder));
    std::fprintf(stderr, "%s folder %u of %u, %llu of %llu, %.1f of %.1f MB", bar(now.items_done, total).c_str(), now.folders_done,
                 now.folders_total, static_cast<unsigned long long>(now.items_done), static_cast<unsigned long long>(total),
                 static_cast<double>(now.bytes_done) / 1e6, static_cast<double>(std::max(now.bytes_done, now.bytes_total)) / 1e6);
    shown_ = true;
}

static void add_counts(line &out, const char *prefix, const iostx_replicate_counts &counts)
{
    const std::array<std::pair<const char *, std::uint64_t>, 7> all{{{"created", counts.created},
                                                                     {"changed", counts.changed},
                                                                     {"read", counts.read},
                                                                     {"moved", counts.moved},
                                                                     {"deleted", counts.deleted},
                                                                     {"folders", counts.folders},
                                                                     {"bytes", counts.bytes}}};

    for (const auto &[name, number] : all)
        out.number(std::string(prefix) + "_" + name, number);
}

static std::string words_of(const iostx_replicate_counts &counts)
{
    const std::array<std::pair<const char *, std::uint64_t>, 6> all{{{"new", counts.created},
                                                                     {"changed", counts.changed},
                                                                     {"read states", counts.read},
                                                                     {"moved", counts.moved},
                                                                     {"deleted", counts.deleted},
                                                                     {"folders", counts.folders}}};
    std::string out;

    for (const auto &[name, number] : all)
        if (number > 0)
            out += (out.empty() ? "" : ", ") + std::to_string(number) + " " + name;
    return out.empty() ? "nothing" : out;
}

void report::summary(std::int32_t code, const iostx_replicate_report &done, std::string_view error, double seconds)
{
    const bool held = (done.flags & IOSTX_REPLICATE_DELETIONS_HELD) != 0;

    clear();
    if (json_) {
        line out;
        out.text("event", "done").text("result", code < 0 ? iostx_error_text(code) : "ok").text("error", code < 0 ? error : "");
        add_counts(out, "up", done.up);
        add_counts(out, "down", done.down);
        out.number("sent", done.sent)
            .number("conflicts", done.conflicts)
            .number("failures", done.failures + done.folders_failed)
            .number("held", held)
            .number("retries", done.retries);
        out.number("milliseconds", static_cast<std::uint64_t>(seconds * 1000));
        std::printf("%s\n", out.json().c_str());
        std::fflush(stdout);
        return;
    }
    std::printf("up: %s; down: %s", words_of(done.up).c_str(), words_of(done.down).c_str());
    if (done.sent > 0)
        std::printf("; sent: %llu", static_cast<unsigned long long>(done.sent));
    if (done.conflicts > 0)
        std::printf("; conflicts: %llu", static_cast<unsigned long long>(done.conflicts));
    std::printf(" (%.2f s)\n", seconds);
    if (held)
        std::printf("deletions of the server are held until they are confirmed\n");
    if (code < 0)
        std::fprintf(stderr, "iostx-imap: %.*s\n", static_cast<int>(error.size()), error.data());
    std::fflush(stdout);
}

void report::row(const line &values, std::string_view text)
{
    if (json_)
        std::printf("%s\n", values.json().c_str());
    else
        std::printf("%.*s\n", static_cast<int>(text.size()), text.data());
}

} // namespace imap
