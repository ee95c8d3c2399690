/* Folders, down and up: list_folders, changed_folders, upload_folder. */
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <sstream>

#include "agent.h"
#include "names.h"

namespace imap
{

/* --- Down ----------------------------------------------------------------------------------------------------------------------- */

/* A folder of the store has another mailbox from now on. */
static void rebind(agent &of, const local_folder &folder, const std::string &mailbox)
{
    const iostx_value values[] = {iostx::value::text(IOSTX_PR_REMOTE_ID, mailbox)};

    of.store.open_folder(folder.feid).set(values);
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
    std::istringstream lines{std::string(iostx::view(blob))};
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

/* Whether the store does not take one folder, and may take the others. */
static bool is_of_one(std::int32_t code)
{
    return code == IOSTX_MAPI_E_INVALID_PARAMETER || code == IOSTX_MAPI_E_BAD_VALUE || code == IOSTX_MAPI_E_TOO_BIG ||
           code == IOSTX_SYNC_E_NO_PARENT;
}

static void import_folder(iostx::hierarchy_sink sink, const std::vector<local_folder> &local, const server_folder &folder)
{
    const auto special = std::find_if(local.begin(), local.end(),
                                      [&](const local_folder &one) { return folder.role != IOSTX_FOLDER_NONE && one.role == folder.role; });
    std::vector<iostx_value> values;

    /* Special folders keep the names that the store gave them; the role binds the mailbox to ours. */
    const std::string name = special != local.end() ? special->name : to_utf8(folder.name);

    values.push_back(iostx::value::text(IOSTX_PR_DISPLAY_NAME, name));
    values.push_back(iostx::value::text(IOSTX_PR_REMOTE_ID, folder.mailbox));
    values.push_back(iostx::value::text(IOSTX_PR_PARENT_REMOTE_ID, folder.parent));
    if (folder.role != IOSTX_FOLDER_NONE)
        values.push_back(iostx::value::number(IOSTX_PR_SPECIAL_FOLDER, static_cast<std::int32_t>(folder.role)));
    if (find_mailbox(local, folder.mailbox) == nullptr && special == local.end())
        values.push_back(iostx::value::text(IOSTX_PR_CONTAINER_CLASS, "IPF.Note"));
    try {
        sink.import_folder(values);
    } catch (const iostx::error &error) {
        if (error.code() != IOSTX_SYNC_E_IGNORE && error.code() != IOSTX_SYNC_E_OBJECT_DELETED)
            throw agent_error(error.code(), folder.mailbox + ": " + error.what());
    }
}

void list_folders(agent &of, const iostx_dnhier &hierarchy)
{
    of.listed = list_server(of.server, of.settings);
    of.uploaded = false;
    const iostx::hierarchy_sink sink(hierarchy.sink);
    auto local = list_local(of.store);
    if (follow_renames(of, local, hierarchy.state_blob))
        local = list_local(of.store);
    std::optional<agent_error> first;

    sink.listing_begin();
    for (const auto &folder : of.listed.items) {
        const bool known = find_mailbox(local, folder.mailbox) != nullptr;

        if (folder.left_out && !folder.is_way && !known)
            continue;
        try {
            import_folder(sink, local, folder);
        } catch (const agent_error &error) {
            /* One that the store does not have can be left out of the listing. */
            if (known || !is_of_one(error.code()))
                throw;
            if (!first)
                first = error;
        }
    }
    sink.listing_complete();
    sink.set_state_blob(hierarchy_blob(of.listed));
    if (first)
        throw agent_error(*first);
}

void changed_folders(agent &of, iostx::span<iostx_folder_state> folders)
{
    /* What was listed before the upload does not tell what the upload did. */
    if (of.uploaded || of.listed.items.empty())
        of.listed = list_server(of.server, of.settings);
    of.visits.clear();
    for (iostx_folder_state &folder : folders) {
        const std::string mailbox(iostx::view(folder.binding.remote_id));
        const server_folder *there = of.listed.find(mailbox);
        folder_blob known;

        if (there == nullptr || !there->selectable || there->left_out)
            folder.changed = 0;
        else if (known.read(folder.state_blob) && known.state.modseq != 0 && there->state.uidvalidity == known.state.uidvalidity &&
                 there->state.uidnext == known.state.uidnext && there->state.modseq == known.state.modseq &&
                 there->state.messages == known.state.messages)
            folder.changed = 0;
        if (folder.changed != 0)
            of.visits.push_back({mailbox, known.select_arguments(of.server)});
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

/* The mailbox that a folder is to be. Throws agent_error if the server cannot have it. */
static std::string wanted_mailbox(agent &of, const iostx_upfld &folder)
{
    static constexpr std::array<std::uint32_t, 3> tags{IOSTX_PR_DISPLAY_NAME, IOSTX_PR_SPECIAL_FOLDER, IOSTX_PR_CONTAINER_CLASS};
    const iostx::values values = iostx::folder_ref(folder.folder).get(tags);
    std::string name(values.all().text(IOSTX_PR_DISPLAY_NAME));
    const std::string kind(values.all().text(IOSTX_PR_CONTAINER_CLASS));
    const auto role = static_cast<std::uint32_t>(values.all().number(IOSTX_PR_SPECIAL_FOLDER, IOSTX_FOLDER_NONE));

    if (role == IOSTX_FOLDER_INBOX)
        return "INBOX";
    if (!kind.empty() && !same_word(std::string_view(kind).substr(0, 8), "IPF.Note"))
        throw agent_error(IOSTX_MAPI_E_NO_SUPPORT, "a mail server keeps no folder of the class " + kind);
    if (const char *known = name_of_role(role))
        name = known;
    if (!of.listed.separator.empty() && name.find(of.listed.separator) != std::string::npos)
        throw agent_error(IOSTX_MAPI_E_BAD_VALUE, "the server does not allow '" + of.listed.separator + "' in the name of a folder");
    return of.listed.child(std::string(iostx::view(folder.parent_binding.remote_id)), name);
}

static void create_mailbox(agent &of, const std::string &mailbox)
{
    try {
        of.server.run("CREATE " + of.server.quote_mailbox(mailbox));
    } catch (const refused &error) {
        /* There already: by an attempt without an answer, or by another client. The server's and ours are then one. */
        if (error.word != "ALREADYEXISTS" && list_server(of.server, of.settings).find(mailbox) == nullptr)
            throw;
    }
    of.server.run("SUBSCRIBE " + of.server.quote_mailbox(mailbox));
}

/* What is below a renamed mailbox was renamed with it. */
static void rename_mailbox(agent &of, const std::string &from, const std::string &to)
{
    const auto local = list_local(of.store);
    const std::string below = from + of.listed.separator;

    if (from == to)
        return;
    (void)of.server.answer(of.server.send("UNSUBSCRIBE " + of.server.quote_mailbox(from)));
    try {
        of.server.run("RENAME " + of.server.quote_mailbox(from) + " " + of.server.quote_mailbox(to));
    } catch (const refused &error) {
        if (error.word != "NONEXISTENT" || of.listed.find(to) == nullptr)
            throw;
    }
    (void)of.server.answer(of.server.send("SUBSCRIBE " + of.server.quote_mailbox(to)));
    for (const auto &folder : local)
        if (!of.listed.separator.empty() && folder.mailbox.compare(0, below.size(), below) == 0)
            rebind(of, folder, to + of.listed.separator + folder.mailbox.substr(below.size()));
}

static void delete_mailbox(agent &of, const std::string &mailbox)
{
    if (of.server.selected() == mailbox)
        of.server.select("INBOX");
    (void)of.server.answer(of.server.send("UNSUBSCRIBE " + of.server.quote_mailbox(mailbox)));
    try {
        of.server.run("DELETE " + of.server.quote_mailbox(mailbox));
    } catch (const refused &error) {
        if (error.word != "NONEXISTENT")
            throw;
    }
}

void upload_folder(agent &of, const iostx_upfld &folder, iostx::batch answers)
{
    const std::string bound(iostx::view(folder.binding.remote_id));
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
    } catch (const network_error &) {
        throw;
    } catch (const cancelled &) {
        throw;
    } catch (const iostx::error &error) {
        out = result{error.code(), 0, "", "", error.what()};
    }
    give(answers, 0, out);
}

} // namespace imap
