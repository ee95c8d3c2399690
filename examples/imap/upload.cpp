/* upload: sorts the items of a batch by what is to be done with them, does it, and answers. */
#include "upload.h"

namespace imap
{

static bool is_move(const iostx_upmsg &item)
{
    return (item.flags & IOSTX_UPM_MOV) && item.source_binding.remote_id.size > 0 && !(item.flags & IOSTX_UPM_MOD_CONTENT);
}

static bool has_content_to_send(const iostx_upmsg &item)
{
    return item.binding.remote_id.size == 0 || (item.flags & IOSTX_UPM_MOD_CONTENT);
}

static void give_all(iostx::batch batch, const std::vector<outgoing *> &items)
{
    for (auto *one : items) {
        if (one->answer.code >= 0 && one->number != 0)
            one->answer.remote_id = remote_id(one->number);
        give(batch, one->index, one->answer);
    }
}

/* New content is new messages on a server whose messages never change: they come first, then the old ones go. */
static void send_contents(agent &of, const iostx_uptbl &table, const std::vector<outgoing *> &items)
{
    const std::string mailbox(iostx::view(table.binding.remote_id));
    std::vector<outgoing *> doubtful, absent;
    std::vector<uid> replaced;

    for (auto *one : items) {
        one->answer.flags = IOSTX_UPM_OK;
        one->answer.version = one->flags.version();
        if (one->item->flags & IOSTX_UPM_RETRY && one->item->content_size > 0)
            doubtful.push_back(one);
    }
    if (!doubtful.empty()) {
        of.server.select(mailbox);
        find_existing(of, table.feid, doubtful);
    }
    for (auto *one : items) {
        /* Its flags may be others there: the next download looks. */
        if (one->number != 0)
            one->answer.version.clear();
        else if (one->item->flags & IOSTX_UPM_ELSEWHERE)
            one->answer = result{IOSTX_SYNC_E_CONFLICT, 0, "", "", "it may have been moved: the download looks for it"};
        else
            absent.push_back(one);
    }
    append(of, mailbox, absent);
    for (auto *one : items)
        if (const auto old = uid_of(one->item->binding.remote_id); old && one->answer.code >= 0)
            replaced.push_back(*old);
    if (!replaced.empty()) {
        of.server.select(mailbox);
        expunge(of, replaced);
    }
}

void upload(agent &of, const iostx_uptbl &table, iostx::batch items)
{
    std::vector<outgoing> all(items.size());
    std::vector<outgoing *> contents, flags;
    std::map<std::string, std::vector<outgoing *>> moves;

    for (std::size_t i = 0; i < all.size(); i++) {
        outgoing &one = all[i];

        one.index = i;
        one.item = items.item(i);
        one.flags = flags_from_values(one.values());
        if (is_move(*one.item)) {
            moves[std::string(iostx::view(one.item->source_folder_binding.remote_id))].push_back(&one);
        } else if (has_content_to_send(*one.item)) {
            contents.push_back(&one);
        } else {
            one.number = uid_of(one.item->binding.remote_id).value_or(0);
            one.answer.flags = IOSTX_UPM_OK;
            flags.push_back(&one);
        }
    }
    for (auto &[source, moved] : moves) {
        if (source.empty())
            contents.insert(contents.end(), moved.begin(), moved.end());
        else
            move_items(of, table, source, moved), give_all(items, moved);
    }
    if (!contents.empty())
        send_contents(of, table, contents), give_all(items, contents);
    if (!flags.empty()) {
        of.server.select(std::string(iostx::view(table.binding.remote_id)));
        store_flags(of, flags, false);
        give_all(items, flags);
    }
}

} // namespace imap
