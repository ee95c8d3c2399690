#include "agent.h"

#include <algorithm>
#include <array>

namespace imap
{

void give(iostx::batch batch, std::size_t index, const result &answer)
{
    iostx_result out = IOSTX_RESULT_INIT;

    out.code = answer.code;
    out.flags = answer.code < 0 ? 0 : answer.flags;
    out.remote_id = iostx::to_bytes(answer.remote_id);
    out.remote_version = iostx::to_bytes(answer.version);
    out.text = answer.text.empty() ? nullptr : answer.text.c_str();
    batch.answer(index, out);
}

/* --- The operations ------------------------------------------------------------------------------------------------------------- */

/* With a connection. What is thrown leaves its text. */
template <class Operation> std::int32_t agent::operate(Operation operation)
{
    error_text.clear();
    try {
        server.open();
        operation();
        return IOSTX_S_OK;
    } catch (const iostx::error &error) {
        error_text = error.code() == IOSTX_MAPI_E_USER_CANCEL ? "" : error.what();
        return error.code();
    }
}

namespace
{

/* Users may skip the folder of an operation while it waits. */
class at_work
{
public:
    at_work(stop &stopped, const iostx_feid &folder) : stopped_(stopped) { stopped_.set_folder(&folder); }
    ~at_work() { stopped_.set_folder(nullptr); }
    at_work(const at_work &) = delete;
    at_work &operator=(const at_work &) = delete;

private:
    stop &stopped_;
};

} // namespace

template <class Table, class Operation> std::int32_t agent::operate_in(const Table &table, Operation operation)
{
    const std::string_view mailbox = iostx::view(table.binding.remote_id);

    if (mailbox != done.mailbox)
        tell_work();
    done.mailbox = mailbox;
    const at_work here(stopped, table.feid);
    return operate(operation);
}

void agent::tell_work()
{
    if (done.up + done.down > 0)
        told.worked(done);
    done = work_done();
}

std::int32_t agent::list_folders(const iostx_dnhier &hierarchy)
{
    return operate([&] { imap::list_folders(*this, hierarchy); });
}

std::int32_t agent::upload_folder(const iostx_upfld &folder, iostx::batch answers)
{
    return operate([&] { imap::upload_folder(*this, folder, answers); });
}

std::int32_t agent::changed_folders(const iostx_sync &, iostx::span<iostx_folder_state> folders)
{
    return operate([&] { imap::changed_folders(*this, folders); });
}

std::int32_t agent::list_changes(const iostx_dntbl &table)
{
    return operate_in(table, [&] { imap::list_changes(*this, table); });
}

std::int32_t agent::fetch_full(const iostx_dntbl &table, iostx::span<const iostx_bytes> remote_ids)
{
    return operate_in(table, [&] { imap::fetch_full(*this, table, remote_ids); });
}

std::int32_t agent::upload(const iostx_uptbl &table, iostx::batch items)
{
    const std::int32_t code = operate_in(table, [&] { imap::upload(*this, table, items); });

    done.up += code < 0 ? 0 : items.size();
    return code;
}

std::int32_t agent::set_read(const iostx_uptbl &table, const iostx_upread &reads, iostx::batch answers)
{
    const std::int32_t code = operate_in(table, [&] { imap::set_read(*this, table, reads, answers); });

    done.up += code < 0 ? 0 : reads.count;
    return code;
}

std::int32_t agent::remove(const iostx_uptbl &table, const iostx_updel &deletes, iostx::batch answers)
{
    const std::int32_t code = operate_in(table, [&] { remove_items(*this, table, deletes, answers); });

    done.up += code < 0 ? 0 : deletes.count;
    return code;
}

std::int32_t agent::send(iostx::message_ref message, iostx::batch answers)
{
    if (settings.smtp_host.empty())
        return IOSTX_MAPI_E_NO_SUPPORT;
    /* Not over the line to the IMAP server: what fails there must not leave it open whether a message was sent. */
    error_text.clear();
    send_message(*this, message, answers);
    return IOSTX_S_OK;
}

/* The number by which storectl knows an item, and its subject; empty: none. */
static std::string name_of(iostx::store_ref store, const iostx_meid &id)
{
    static constexpr std::array<std::uint32_t, 1> tags{IOSTX_PR_SUBJECT};
    std::uint64_t number = 0;

    for (std::uint8_t byte : id.message.counter)
        number = number << 8 | byte;
    if (number == 0)
        return {};
    const iostx::values values = store.open_message(id).get(tags);
    const std::string_view subject = values.all().text(IOSTX_PR_SUBJECT);
    return std::to_string(number) + (subject.empty() ? "" : " (" + std::string(subject) + ")");
}

void agent::failed(const iostx_replicate_failure &what)
{
    failure out{"", "", "", what.code, what.text};

    try {
        const auto local = list_local(store);
        if (const auto *found = find_folder(local, what.folder))
            out.folder = found->path, out.mailbox = found->mailbox;
        out.item = name_of(store, what.message);
    } catch (const iostx::error &) {
        /* Without its name then. */
    }
    if (out.item.empty() && !error_text.empty())
        out.text = error_text;
    told.failed(out);
    error_text.clear();
}

/* What is read ahead of an upload at most, and marked in one commit: these, and as many that were answered, are in memory. */
static constexpr std::uint32_t AT_ONCE = 250;

/* --- The run -------------------------------------------------------------------------------------------------------------------- */

void agent::prepare(iostx_session_options options)
{
    /* What comes along with each item to upload; flags.cpp and append.cpp read it. */
    static constexpr std::array<std::uint32_t, 6> columns{IOSTX_PR_MESSAGE_FLAGS, IOSTX_PR_FLAG_STATUS, IOSTX_PR_LAST_VERB_EXECUTED,
                                                          IOSTX_PR_MSG_STATUS,    IOSTX_PR_KEYWORDS,    IOSTX_PR_MESSAGE_DELIVERY_TIME};

    options.flags |= IOSTX_SESSION_ELSEWHERE;
    options.kinds = IOSTX_KIND_MAIL;
    options.columns = columns.data();
    options.column_count = columns.size();
    options.vector_limit = AT_ONCE;
    session.set_options(options);
    iostx::check(item_tags_map(store.get(), true, &tags), store.get());
}

std::int32_t agent::synchronize(iostx_replicate_report &out)
{
    iostx_replicate_options options = IOSTX_REPLICATE_OPTIONS_INIT;

    out = IOSTX_REPLICATE_REPORT_INIT;
    options.retries = static_cast<std::uint32_t>(settings.retries);
    options.init_flags = settings.headers ? IOSTX_SYNC_HEADERS : 0;
    error_text.clear();
    std::int32_t code = IOSTX_S_OK;
    try {
        code = iostx::replicate(session, *this, &options, &out);
    } catch (const iostx::error &error) {
        if (error_text.empty())
            error_text = error.what();
        code = error.code();
    }
    tell_work();
    return code;
}

bool is_complete(std::int32_t code, const iostx_replicate_report &done)
{
    return code == IOSTX_S_OK && done.flags == 0 && done.failures + done.folders_failed + done.folders_busy + done.unanswered == 0;
}

} // namespace imap
