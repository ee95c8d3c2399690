/* The agent: the operations that iostx_replicate calls, for one IMAP account. Each is a function of its own file; agent.cpp lets none of
   their exceptions out. */
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "client.h"
#include "config.h"
#include "flags.h"
#include "folders.h"
#include "handles.h"
#include "report.h"

extern "C" {
#include "item_text.h"
}

namespace imap
{

/* Throws if a call of the library failed. */
struct store_error : std::runtime_error {
    store_error(std::int32_t code, const std::string &text) : std::runtime_error(text), code(code) {}
    std::int32_t code;
};
std::int32_t check(std::int32_t code, const char *what);

struct agent {
    agent(const config &settings, report &told) : settings(settings), server(settings), told(told) {}

    const config &settings;
    client server;
    report &told;
    store_handle store;
    session_handle session;
    item_tags tags{};
    /* The mailboxes as they were listed last; whether anything was uploaded since. */
    server_folders listed;
    bool uploaded = false;

    /* Opens the store. */
    void open(std::uint32_t flags);
    /* Synchronizes once. The code is that of iostx_replicate. */
    std::int32_t synchronize(iostx_replicate_report &out);
};

/* What one operation answers for one thing of a batch. */
struct result {
    std::int32_t code = IOSTX_S_OK;
    std::uint32_t flags = 0;
    std::string remote_id, version, text;
};
void give(iostx_batch *batch, std::size_t index, const result &answer);

/* The operations. They throw. */
void list_folders(agent &of, const iostx_dnhier &hierarchy);
void upload_folder(agent &of, const iostx_upfld &folder, iostx_batch *answers);
void changed_folders(agent &of, iostx_folder_state *folders, std::size_t count);
void list_changes(agent &of, const iostx_dntbl &table);
void fetch_full(agent &of, const iostx_dntbl &table, const iostx_bytes *remote_ids, std::size_t count);
void upload(agent &of, const iostx_uptbl &table, iostx_batch *items);
void set_read(agent &of, const iostx_uptbl &table, const iostx_upread &reads, iostx_batch *answers);
void remove_items(agent &of, const iostx_uptbl &table, const iostx_updel &deletes, iostx_batch *answers);
void send_message(agent &of, iostx_message *message, iostx_batch *answers);

/* Deletes messages of the selected mailbox, and no others. */
void expunge(agent &of, const std::vector<uid> &numbers);

/* The state blob of a folder. */
struct folder_blob {
    mailbox_state state;

    std::string text() const;
    /* false: there is none, or of another agent. */
    bool read(iostx_bytes blob);
};

} // namespace imap
