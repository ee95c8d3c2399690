#include "folders.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "agent.h"
#include "names.h"

namespace imap
{

/* --- The store's ---------------------------------------------------------------------------------------------------------------- */

std::vector<local_folder> list_local(iostx::store_ref store)
{
    static constexpr std::array<std::uint32_t, 8> columns{IOSTX_PR_ENTRYID,        IOSTX_PR_DISPLAY_NAME,   IOSTX_PR_DEPTH,
                                                          IOSTX_PR_REMOTE_ID,      IOSTX_PR_SPECIAL_FOLDER, IOSTX_PR_CONTENT_COUNT,
                                                          IOSTX_PR_CONTENT_UNREAD, IOSTX_PR_PENDING_COUNT};
    const iostx_feid root = store.special_folder(IOSTX_FOLDER_IPM_SUBTREE);
    std::vector<local_folder> out;
    /* Of the folders above. */
    std::vector<std::string> paths;

    for (const iostx::row &row : store.list_folders(&root, columns, IOSTX_FOLDERS_DEPTH)) {
        const std::string_view id = row.text(IOSTX_PR_ENTRYID);
        const auto number = [&](std::uint32_t tag) { return static_cast<std::uint32_t>(row.number(tag)); };
        local_folder folder;

        if (id.size() != sizeof(folder.feid))
            continue;
        std::memcpy(&folder.feid, id.data(), sizeof(folder.feid));
        folder.name = row.text(IOSTX_PR_DISPLAY_NAME);
        folder.mailbox = row.text(IOSTX_PR_REMOTE_ID);
        folder.role = number(IOSTX_PR_SPECIAL_FOLDER);
        folder.depth = number(IOSTX_PR_DEPTH);
        paths.resize(std::min<std::size_t>(paths.size(), std::max(folder.depth, 1u) - 1));
        folder.path = (paths.empty() ? "" : paths.back() + "/") + folder.name;
        paths.push_back(folder.path);
        folder.items = number(IOSTX_PR_CONTENT_COUNT);
        folder.unread = number(IOSTX_PR_CONTENT_UNREAD);
        folder.pending = number(IOSTX_PR_PENDING_COUNT);
        out.push_back(std::move(folder));
    }
    return out;
}

const local_folder *find_mailbox(const std::vector<local_folder> &folders, const std::string &mailbox)
{
    const auto found = std::find_if(folders.begin(), folders.end(), [&](const local_folder &folder) { return folder.mailbox == mailbox; });

    return mailbox.empty() || found == folders.end() ? nullptr : &*found;
}

const local_folder *find_folder(const std::vector<local_folder> &folders, const iostx_feid &feid)
{
    const auto found = std::find_if(folders.begin(), folders.end(), [&](const local_folder &folder) {
        return std::memcmp(&folder.feid.folder, &feid.folder, sizeof(feid.folder)) == 0;
    });

    return found == folders.end() ? nullptr : &*found;
}

/* --- The server's --------------------------------------------------------------------------------------------------------------- */

const server_folder *server_folders::find(const std::string &mailbox) const
{
    const auto found = std::find_if(items.begin(), items.end(), [&](const server_folder &folder) { return folder.mailbox == mailbox; });

    return found == items.end() ? nullptr : &*found;
}

std::string server_folders::child(const std::string &parent, const std::string &name) const
{
    return parent.empty() ? prefix + name : parent + separator + name;
}

/* What is behind a mailbox's parent: its own name. */
static void split_name(const server_folders &all, server_folder &folder)
{
    const bool prefixed =
        !all.prefix.empty() && folder.mailbox.size() > all.prefix.size() && folder.mailbox.compare(0, all.prefix.size(), all.prefix) == 0;
    const std::size_t begin = prefixed ? all.prefix.size() : 0;
    const auto last = all.separator.empty() ? std::string::npos : folder.mailbox.rfind(all.separator);

    if (last == std::string::npos || last < begin || last == 0) {
        folder.name = folder.mailbox.substr(begin);
        return;
    }
    folder.parent = folder.mailbox.substr(0, last);
    folder.name = folder.mailbox.substr(last + all.separator.size());
}

static std::uint32_t role_of_attribute(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, std::uint32_t>, 5> roles{{{"\\Sent", IOSTX_FOLDER_SENT},
                                                                                      {"\\Drafts", IOSTX_FOLDER_DRAFTS},
                                                                                      {"\\Trash", IOSTX_FOLDER_DELETED},
                                                                                      {"\\Junk", IOSTX_FOLDER_JUNK},
                                                                                      {"\\Archive", IOSTX_FOLDER_ARCHIVE}}};

    for (const auto &[name, role] : roles)
        if (same_word(name, word))
            return role;
    return IOSTX_FOLDER_NONE;
}

/* For servers that do not tell: the names that mail programs have given them. */
static std::uint32_t role_of_name(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, std::uint32_t>, 9> roles{{{"Sent", IOSTX_FOLDER_SENT},
                                                                                      {"Sent Items", IOSTX_FOLDER_SENT},
                                                                                      {"Sent Messages", IOSTX_FOLDER_SENT},
                                                                                      {"Drafts", IOSTX_FOLDER_DRAFTS},
                                                                                      {"Trash", IOSTX_FOLDER_DELETED},
                                                                                      {"Deleted Items", IOSTX_FOLDER_DELETED},
                                                                                      {"Junk", IOSTX_FOLDER_JUNK},
                                                                                      {"Spam", IOSTX_FOLDER_JUNK},
                                                                                      {"Archive", IOSTX_FOLDER_ARCHIVE}}};

    for (const auto &[known, role] : roles)
        if (same_word(known, name))
            return role;
    return IOSTX_FOLDER_NONE;
}

static void add_listed(server_folders &out, client &server, const response &line, const config &settings)
{
    server_folder folder;

    if (line.values.size() < 3)
        return;
    if (line.values[1].type != value::kind::nil && out.separator.empty())
        out.separator = line.values[1].text;
    folder.mailbox = server.mailbox_name(line.values[2].text);
    /* A mailbox of the name NIL is an atom that means no name at all only where there may be none. */
    if (is_inbox(folder.mailbox))
        folder.mailbox = "INBOX", folder.role = IOSTX_FOLDER_INBOX;
    for (const auto &attribute : line.values[0].items) {
        if (attribute.is("\\Noselect") || attribute.is("\\NonExistent"))
            folder.selectable = false;
        if (attribute.is("\\All") || attribute.is("\\Flagged"))
            folder.left_out = true;
        if (attribute.is("\\Subscribed"))
            out.subscribed.insert(folder.mailbox);
        if (folder.role == IOSTX_FOLDER_NONE)
            folder.role = role_of_attribute(attribute.text);
    }
    folder.left_out =
        folder.left_out || std::find(settings.without.begin(), settings.without.end(), folder.mailbox) != settings.without.end();
    if (!folder.mailbox.empty() && out.find(folder.mailbox) == nullptr)
        out.items.push_back(std::move(folder));
}

/* For servers that do not say it in LIST. What is \Noselect here is only the way to one that is subscribed to. */
static void add_subscribed(server_folders &out, client &server, const response &line)
{
    if (line.values.size() < 3)
        return;
    const auto &attributes = line.values[0].items;
    if (std::none_of(attributes.begin(), attributes.end(), [](const value &one) { return one.is("\\Noselect"); }))
        out.subscribed.insert(server.mailbox_name(line.values[2].text));
}

/* INBOX is there for everybody. */
static void leave_out_unsubscribed(server_folders &all)
{
    for (auto &folder : all.items)
        folder.left_out = folder.left_out || (folder.role != IOSTX_FOLDER_INBOX && all.subscribed.count(folder.mailbox) == 0);
}

static void add_status(server_folders &out, client &server, const response &line)
{
    if (line.values.size() < 2)
        return;
    std::string mailbox = server.mailbox_name(line.values[0].text);
    if (is_inbox(mailbox))
        mailbox = "INBOX";
    const auto found =
        std::find_if(out.items.begin(), out.items.end(), [&](const server_folder &folder) { return folder.mailbox == mailbox; });
    const auto &words = line.values[1].items;
    if (found == out.items.end())
        return;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
        const std::uint64_t number = words[i + 1].number().value_or(0);

        if (words[i].is("UIDVALIDITY"))
            found->state.uidvalidity = static_cast<std::uint32_t>(number);
        else if (words[i].is("UIDNEXT"))
            found->state.uidnext = number;
        else if (words[i].is("HIGHESTMODSEQ"))
            found->state.modseq = number;
        else if (words[i].is("MESSAGES"))
            found->state.messages = number;
    }
}

static void read_namespace(server_folders &out, client &server, const response &line)
{
    if (line.word != "NAMESPACE" || line.values.empty() || line.values[0].items.empty() || line.values[0].items[0].items.size() < 2)
        return;
    const auto &personal = line.values[0].items[0].items;
    out.prefix = server.mailbox_name(personal[0].text);
    if (personal[1].type != value::kind::nil)
        out.separator = personal[1].text;
}

/* Parents that the server does not list are there as well, and cannot be selected. */
static void complete(server_folders &out)
{
    const bool told =
        std::any_of(out.items.begin(), out.items.end(), [](const server_folder &folder) { return folder.role > IOSTX_FOLDER_INBOX; });

    for (std::size_t i = 0; i < out.items.size(); i++) {
        split_name(out, out.items[i]);
        const std::string parent = out.items[i].parent;
        if (!told && parent.empty() && out.items[i].role == IOSTX_FOLDER_NONE) {
            const std::uint32_t role = role_of_name(out.items[i].name);
            const bool taken =
                std::any_of(out.items.begin(), out.items.end(), [&](const server_folder &folder) { return folder.role == role; });
            out.items[i].role = taken ? IOSTX_FOLDER_NONE : role;
        }
        if (parent.empty() || out.find(parent) != nullptr)
            continue;
        server_folder missing;
        missing.mailbox = parent;
        missing.selectable = false;
        missing.left_out = out.items[i].left_out;
        out.items.push_back(std::move(missing));
    }
    const auto depth = [&](const server_folder &folder) {
        std::size_t levels = 0;
        for (auto at = folder.mailbox.find(out.separator); !out.separator.empty() && at != std::string::npos;
             at = folder.mailbox.find(out.separator, at + 1))
            levels++;
        return levels;
    };
    std::stable_sort(out.items.begin(), out.items.end(),
                     [&](const server_folder &a, const server_folder &b) { return depth(a) < depth(b); });
    std::set<std::string> ways;
    for (auto folder = out.items.rbegin(); folder != out.items.rend(); ++folder) {
        folder->is_way = folder->left_out && ways.count(folder->mailbox) > 0;
        if (!folder->left_out || folder->is_way)
            ways.insert(folder->parent);
    }
}

server_folders list_server(client &server, const config &settings)
{
    const std::string words = std::string("(UIDVALIDITY UIDNEXT MESSAGES") + (server.can("CONDSTORE") ? " HIGHESTMODSEQ)" : ")");
    const bool extended = server.can("LIST-EXTENDED");
    std::string list = "LIST \"\" \"*\"", wanted;
    server_folders out;

    if (extended && server.can("SPECIAL-USE"))
        wanted += " SPECIAL-USE";
    if (extended && settings.subscribed)
        wanted += " SUBSCRIBED";
    if (server.can("LIST-STATUS"))
        wanted += " STATUS " + words;
    if (!wanted.empty())
        list += " RETURN (" + wanted.substr(1) + ")";
    const auto take = [&](const response &line) {
        if (line.word == "LIST")
            add_listed(out, server, line, settings);
        else if (line.word == "LSUB")
            add_subscribed(out, server, line);
        else if (line.word == "STATUS")
            add_status(out, server, line);
        else
            read_namespace(out, server, line);
    };
    const std::string space = server.can("NAMESPACE") ? server.send("NAMESPACE") : "";
    const std::string lsub = settings.subscribed && !extended ? server.send("LSUB \"\" \"*\"") : "";
    server.run(list, take);
    if (!space.empty())
        (void)server.answer(space, take);
    if (!lsub.empty())
        if (const response answer = server.answer(lsub, take); answer.word != "OK")
            throw refused(answer, "LSUB");
    if (settings.subscribed)
        leave_out_unsubscribed(out);
    complete(out);
    if (server.can("LIST-STATUS"))
        return out;
    std::vector<std::string> tags;
    for (const auto &folder : out.items)
        if (folder.selectable && !folder.left_out)
            tags.push_back(server.send("STATUS " + server.quote_mailbox(folder.mailbox) + " " + words));
    for (const auto &tag : tags)
        (void)server.answer(tag, take);
    return out;
}

} // namespace imap
