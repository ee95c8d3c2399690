/* The agent: the operations of one IMAP account, which iostx_replicate calls. Each is a function of its own file. It has no state of the
   process: main.cpp makes a program of it, sync.cpp a part of other programs. */
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include <iostx.hpp>

#include "client.h"
#include "config.h"
#include "flags.h"
#include "folders.h"
#include "stop.h"

extern "C" {
#include "item_text.h"
}

namespace imap
{

/* What failed while the rest went on. */
struct failure {
    /* A path in the store, and the mailbox that the folder is bound to; empty: all of them, or none. */
    std::string folder, mailbox;
    /* An item of it; empty: all of it. */
    std::string item;
    std::int32_t code;
    std::string text;
};

/* What was done in a folder. */
struct work_done {
    std::string mailbox;
    /* Items sent and fetched, with changes of flags and deletions; bytes of those that were fetched. */
    std::uint64_t up = 0, down = 0, bytes = 0;
};

class listener
{
public:
    virtual ~listener() = default;
    virtual void failed(const failure &what) = 0;
    /* Called when the work of a folder in one direction is over, if there was any. */
    virtual void worked(const work_done &) {}
};

/* A mailbox to be selected, and what its SELECT says besides its name. */
struct visit {
    std::string mailbox, arguments;
};

class agent : public iostx::remote
{
public:
    /* All is borrowed. interrupted: a descriptor that is readable once the run is to stop; else the session says so. */
    agent(const config &settings, iostx::store_ref store, iostx::session_ref session, listener &told, int interrupted = -1)
        : settings(settings), store(store), session(session), told(told), stopped(session.get(), interrupted), server(settings, stopped)
    {
    }

    const config &settings;
    const iostx::store_ref store;
    const iostx::session_ref session;
    listener &told;
    stop stopped;
    client server;
    item_tags tags{};
    /* The mailboxes as they were listed last; whether anything was uploaded since. */
    server_folders listed;
    bool uploaded = false;
    /* Mailboxes that will be downloaded next, most likely, in this order. */
    std::deque<visit> visits;
    /* In the folder at work. */
    work_done done;
    /* Why the last operation, and then the last run failed; empty: it did not. */
    std::string error_text;

    /* Once, before the first run: readies the session with these options, and what the agent adds to them. */
    void prepare(iostx_session_options options);
    /* Synchronizes once. The code is that of iostx_replicate. */
    std::int32_t synchronize(iostx_replicate_report &out);

private:
    std::int32_t list_folders(const iostx_dnhier &hierarchy) override;
    std::int32_t upload_folder(const iostx_upfld &folder, iostx::batch answers) override;
    std::int32_t changed_folders(const iostx_sync &state, iostx::span<iostx_folder_state> folders) override;
    std::int32_t list_changes(const iostx_dntbl &table) override;
    std::int32_t fetch_full(const iostx_dntbl &table, iostx::span<const iostx_bytes> remote_ids) override;
    std::int32_t upload(const iostx_uptbl &table, iostx::batch items) override;
    std::int32_t set_read(const iostx_uptbl &table, const iostx_upread &reads, iostx::batch answers) override;
    std::int32_t remove(const iostx_uptbl &table, const iostx_updel &deletes, iostx::batch answers) override;
    std::int32_t send(iostx::message_ref message, iostx::batch answers) override;
    void failed(const iostx_replicate_failure &what) override;

    template <class Operation> std::int32_t operate(Operation operation);
    template <class Table, class Operation> std::int32_t operate_in(const Table &table, Operation operation);
    void tell_work();
};
/* Whether a run left nothing over. */
bool is_complete(std::int32_t code, const iostx_replicate_report &done);

/* What one operation answers for one thing of a batch. */
struct result {
    std::int32_t code = IOSTX_S_OK;
    std::uint32_t flags = 0;
    std::string remote_id, version, text;
};
void give(iostx::batch batch, std::size_t index, const result &answer);

/* The operations. They throw. */
void list_folders(agent &of, const iostx_dnhier &hierarchy);
void upload_folder(agent &of, const iostx_upfld &folder, iostx::batch answers);
void changed_folders(agent &of, iostx::span<iostx_folder_state> folders);
void list_changes(agent &of, const iostx_dntbl &table);
void fetch_full(agent &of, const iostx_dntbl &table, iostx::span<const iostx_bytes> remote_ids);
void upload(agent &of, const iostx_uptbl &table, iostx::batch items);
void set_read(agent &of, const iostx_uptbl &table, const iostx_upread &reads, iostx::batch answers);
void remove_items(agent &of, const iostx_uptbl &table, const iostx_updel &deletes, iostx::batch answers);
void send_message(agent &of, iostx::message_ref message, iostx::batch answers);

/* Deletes messages of the selected mailbox, and no others. */
void expunge(agent &of, const std::vector<uid> &numbers);

/* The state blob of a folder. */
struct folder_blob {
    mailbox_state state;

    std::string text() const;
    /* false: there is none, or of another agent. */
    bool read(iostx_bytes blob);
    /* Of the SELECT that tells what changed since. */
    std::string select_arguments(const client &server) const;
};

} // namespace imap
