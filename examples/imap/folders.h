/* Folders of the store and mailboxes of the server, as lists. */
#pragma once

#include <set>
#include <string>
#include <vector>

#include <iostx.hpp>

#include "client.h"
#include "config.h"

namespace imap
{

struct local_folder {
    iostx_feid feid{};
    std::string name;
    /* Its names from the top on, with slashes between. */
    std::string path;
    /* The mailbox that it is bound to; empty: none. */
    std::string mailbox;
    /* IOSTX_FOLDER_*. */
    std::uint32_t role = IOSTX_FOLDER_NONE;
    std::uint32_t depth = 0, items = 0, unread = 0, pending = 0;
};

/* Those below the IPM subtree, parents first. */
std::vector<local_folder> list_local(iostx::store_ref store);
const local_folder *find_mailbox(const std::vector<local_folder> &folders, const std::string &mailbox);
const local_folder *find_folder(const std::vector<local_folder> &folders, const iostx_feid &feid);

struct server_folder {
    /* Whole, in UTF-8; INBOX in capitals. */
    std::string mailbox;
    /* Of its parent; empty: it is at the top. */
    std::string parent;
    /* The last part of its name. */
    std::string name;
    std::uint32_t role = IOSTX_FOLDER_NONE;
    bool selectable = true;
    /* It shows messages of other mailboxes (\All, \Flagged), or the user does not want it. */
    bool left_out = false;
    /* One below it is not: it comes without its messages. */
    bool is_way = false;
    /* What STATUS said; uidvalidity 0: not asked. */
    mailbox_state state;
};

struct server_folders {
    /* Parents first. */
    std::vector<server_folder> items;
    /* Of the personal namespace. */
    std::string prefix;
    std::string separator;
    /* Those that the user subscribed to, if they were asked for. */
    std::set<std::string> subscribed;

    const server_folder *find(const std::string &mailbox) const;
    /* The name of a mailbox below another; parent empty: at the top. */
    std::string child(const std::string &parent, const std::string &name) const;
};

/* One command for all of it where the server can (LIST-STATUS). */
server_folders list_server(client &server, const config &settings);

} // namespace imap
