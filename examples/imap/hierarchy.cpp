/* Folders, down and up: list_folders, changed_folders, upload_folder. */
#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "agent.h"
#include "names.h"

namespace imap
{

static iostx_value bytes_value(std::uint32_t tag, std::string_view text)
{
    iostx_value out{};

    out.tag = tag;
    out.value.bytes = bytes_of(text);
    return out;
}

/* --- Down ----------------------------------------------------------------------------------------------------------------------- */

/* A folder of the store has another mailbox from now on. */
static void rebind(agent &of, const local_folder &folder, const std::string &mailbox)
{
    const iostx_value value = bytes_value(IOSTX_PR_REMOTE_ID, mailbox);
    folder_handle open;

    check(iostx_store_open_folder(of.store.get(), &folder.feid, open.out()), "a folder cannot be opened");
    check(iostx_folder_set_values(open.get(), &value, 1), "a folder cannot be bound");
}

/* What the mailboxes were called, line by line, and the UIDVALIDITY of each: by it one is known again after another client renamed it. */
static std::string hierarchy_blob(const server_folders &folders)
{
    std::string out;

    for (const auto &folder : folders.items)
        if (folder.state.uidvalidity != 0)
            out += std::to_string(folder.state.uidvalidity) + " " + folder.mailbox + "\n";
    return out;
}

/* Mailboxes that were renamed on the server: gone under one name, new under another, and of the same UIDVALIDITY as none besides. */
static bool follow_renames(agent &of, const std::vector<local_folder> &local, iostx_bytes blob)
{
    std::map<std::string, std::vector<std::string>> known;
    std::istringstream lines{std::string(text_of(blob))};
    std::string number, name;
    bool any = false;

    while (lines >> number && lines.get() == ' ' && std::getline(lines, name))
        known[number].push_back(name);
    for (const auto &folder : of.listed.items) {
        const auto same = known.find(std::to_string(folder.state.uidvalidity));
        const bool alone = std::count_if(of.listed.items.begin(), of.listed.items.end(), [&](const server_folder &other) {
                               return other.state.uidvalidity == folder.state.uidvalidity;
                           }) == 1;

        if (folder.state.uidvalidity == 0 || same == known.end() || same->second.size() != 1 || !alone ||
            find_mailbox(local, folder.mailbox) != nullptr)
            continue;
        const local_folder *was = find_mailbox(local, same->second[0]);
        if (was == nullptr || was->role != IOSTX_FOLDER_NONE || of.listed.find(was->mailbox) != nullptr)
            continue;
        rebind(of, *was, folder.mailbox);
        any = true;
    }
    return any;
}

static void import_folder(iostx_hierarchy_sink *sink, const std::vector<local_folder> &local, const server_folder &folder)
{
    const auto special = std::find_if(local.begin(), local.end(),
                                      [&](const local_folder &one) { return folder.role != IOSTX_FOLDER_NONE && one.role == folder.role; });
    std::vector<iostx_value> values;

    /* Special folders keep the names that the store gave them; the role binds the mailbox to ours. */
    values.push_back(bytes_value(IOSTX_PR_DISPLAY_NAME, special != local.end() ? special->name : folder.name));
    values.push_back(bytes_value(IOSTX_PR_REMOTE_ID, folder.mailbox));
    if (!folder.parent.empty())
        values.push_back(bytes_value(IOSTX_PR_PARENT_REMOTE_ID, folder.parent));
    if (folder.role != IOSTX_FOLDER_NONE) {
        iostx_value role{};
        role.tag = IOSTX_PR_SPECIAL_FOLDER;
        role.value.i4 = static_cast<std::int32_t>(folder.role);
        values.push_back(role);
    }
    if (find_mailbox(local, folder.mailbox) == nullptr && special == local.end())
        values.push_back(bytes_value(IOSTX_PR_CONTAINER_CLASS, "IPF.Note"));
    const std::int32_t code = iostx_hierarchy_sink_import_folder_change(sink, values.data(), values.size());
    if (code >= 0 || code == IOSTX_SYNC_E_IGNORE || code == IOSTX_SYNC_E_OBJECT_DELETED)
        return;
    error_handle error;
    (void)iostx_hierarchy_sink_get_last_error(sink, error.out());
    throw store_error(code, folder.mailbox + ": " + (error.get() != nullptr ? error.get()->message : iostx_error_text(code)));
}

void list_folders(agent &of, const iostx_dnhier &hierarchy)
{
    of.listed = list_server(of.server, of.settings);
    of.uploaded = false;
    auto local = list_local(of.store.get());
    if (follow_renames(of, local, hierarchy.state_blob))
        local = list_local(of.store.get());
    check(iostx_hierarchy_sink_listing_begin(hierarchy.sink, nullptr), "the folders cannot be imported");
    for (const auto &folder : of.listed.items)
        if (!folder.left_out || find_mailbox(local, folder.mailbox) != nullptr)
            import_folder(hierarchy.sink, local, folder);
    check(iostx_hierarchy_sink_listing_complete(hierarchy.sink), "the folders cannot be imported");
    check(iostx_hierarchy_sink_set_state_blob(hierarchy.sink, bytes_of(hierarchy_blob(of.listed))), "the folders cannot be imported");
}

void changed_folders(agent &of, iostx_folder_state *folders, std::size_t count)
{
    /* What was listed before the upload does not tell what the upload did. */
    if (of.uploaded || of.listed.items.empty())
        of.listed = list_server(of.server, of.settings);
    for (std::size_t i = 0; i < count; i++) {
        const server_folder *there = of.listed.find(std::string(text_of(folders[i].binding.remote_id)));
        folder_blob known;

        if (there == nullptr || !there->selectable || there->left_out)
            folders[i].changed = 0;
        else if (known.read(folders[i].state_blob) && known.state.modseq != 0 && there->state.uidvalidity == known.state.uidvalidity &&
                 there->state.uidnext == known.state.uidnext && there->state.modseq == known.state.modseq &&
                 there->state.messages == known.state.messages)
            folders[i].changed = 0;
    }
}

/* --- Up ------------------------------------------------------------------------------------------------------------------------- */

/* What a special folder of ours is called on a server that has none of its role. */
static const char *name_of_role(std::uint32_t role)
{
    switch (role) {
    case IOSTX_FOLDER_SENT:
        return "Sent";
    case IOSTX_FOLDER_DRAFTS:
        return "Drafts";
    case IOSTX_FOLDER_DELETED:
        return "Trash";
    case IOSTX_FOLDER_JUNK:
        return "Junk";
    case IOSTX_FOLDER_ARCHIVE:
        return "Archive";
    default:
        return nullptr;
    }
}

/* The mailbox that a folder is to be. Throws refused's kind of text if the server cannot have it. */
static std::string wanted_mailbox(agent &of, const iostx_upfld &folder)
{
    static constexpr std::array<std::uint32_t, 3> tags{IOSTX_PR_DISPLAY_NAME, IOSTX_PR_SPECIAL_FOLDER, IOSTX_PR_CONTAINER_CLASS};
    values_handle values;
    const iostx_value *value;
    std::string name, kind;
    std::uint32_t role = IOSTX_FOLDER_NONE;

    check(iostx_folder_get_values(folder.folder, tags.data(), tags.size(), 0, values.out()), "a folder cannot be read");
    if (iostx_values_find(values.get(), IOSTX_PR_DISPLAY_NAME, &value) >= 0)
        name = text_of(value->value.bytes);
    if (iostx_values_find(values.get(), IOSTX_PR_CONTAINER_CLASS, &value) >= 0)
        kind = text_of(value->value.bytes);
    if (iostx_values_find(values.get(), IOSTX_PR_SPECIAL_FOLDER, &value) >= 0)
        role = static_cast<std::uint32_t>(value->value.i4);
    if (role == IOSTX_FOLDER_INBOX)
        return "INBOX";
    if (!kind.empty() && !same_word(std::string_view(kind).substr(0, 8), "IPF.Note"))
        throw store_error(IOSTX_MAPI_E_NO_SUPPORT, "a mail server keeps no folder of the class " + kind);
    if (const char *known = name_of_role(role))
        name = known;
    if (!of.listed.separator.empty() && name.find(of.listed.separator) != std::string::npos)
        throw store_error(IOSTX_MAPI_E_BAD_VALUE, "the server does not allow '" + of.listed.separator + "' in the name of a folder");
    return of.listed.child(std::string(text_of(folder.parent_binding.remote_id)), name);
}

static void create_mailbox(agent &of, const std::string &mailbox)
{
    try {
        of.server.run("CREATE " + quote_mailbox(mailbox));
    } catch (const refused &error) {
        /* There already: by an attempt without an answer, or by another client. The server's and ours are then one. */
        if (error.code != "ALREADYEXISTS" && list_server(of.server, of.settings).find(mailbox) == nullptr)
            throw;
    }
    of.server.run("SUBSCRIBE " + quote_mailbox(mailbox));
}

/* What is below a renamed mailbox was renamed with it. */
static void rename_mailbox(agent &of, const std::string &from, const std::string &to)
{
    const auto local = list_local(of.store.get());
    const std::string below = from + of.listed.separator;

    if (from == to)
        return;
    (void)of.server.answer(of.server.send("UNSUBSCRIBE " + quote_mailbox(from)));
    try {
        of.server.run("RENAME " + quote_mailbox(from) + " " + quote_mailbox(to));
    } catch (const refused &error) {
        if (error.code != "NONEXISTENT" || of.listed.find(to) == nullptr)
            throw;
    }
    (void)of.server.answer(of.server.send("SUBSCRIBE " + quote_mailbox(to)));
    for (const auto &folder : local)
        if (!of.listed.separator.empty() && folder.mailbox.compare(0, below.size(), below) == 0)
            rebind(of, folder, to + of.listed.separator + folder.mailbox.substr(below.size()));
}

static void delete_mailbox(agent &of, const std::string &mailbox)
{
    if (of.server.selected() == mailbox)
        of.server.select("INBOX");
    (void)of.server.answer(of.server.send("UNSUBSCRIBE " + quote_mailbox(mailbox)));
    try {
        of.server.run("DELETE " + quote_mailbox(mailbox));
    } catch (const refused &error) {
        if (error.code != "NONEXISTENT")
            throw;
    }
}

void upload_folder(agent &of, const iostx_upfld &folder, iostx_batch *answers)
{
    const std::string bound(text_of(folder.binding.remote_id));
    result out;

    of.uploaded = true;
    out.flags = IOSTX_UPF_OK;
    try {
        if (of.listed.items.empty())
            of.listed = list_server(of.server, of.settings);
        if (folder.flags & IOSTX_UPF_DEL) {
            if (!bound.empty())
                delete_mailbox(of, bound);
        } else {
            out.remote_id = wanted_mailbox(of, folder);
            if (bound.empty())
                create_mailbox(of, out.remote_id);
            else if (bound == "INBOX")
                out.remote_id = bound;
            else
                rename_mailbox(of, bound, out.remote_id);
        }
    } catch (const refused &error) {
        out = result{IOSTX_MAPI_E_CALL_FAILED, 0, "", "", error.what()};
    } catch (const store_error &error) {
        out = result{error.code, 0, "", "", error.what()};
    }
    give(answers, 0, out);
}

} // namespace imap
