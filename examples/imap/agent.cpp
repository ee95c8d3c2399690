#include "agent.h"

#include <algorithm>
#include <array>

namespace imap
{

std::int32_t check(std::int32_t code, const char *what)
{
    if (code < 0)
        throw store_error(code, std::string(what) + ": " + iostx_error_text(code));
    return code;
}

void give(iostx_batch *batch, std::size_t index, const result &answer)
{
    iostx_result out = IOSTX_RESULT_INIT;

    out.code = answer.code;
    out.flags = answer.code < 0 ? 0 : answer.flags;
    out.remote_id = bytes_of(answer.remote_id);
    out.remote_version = bytes_of(answer.version);
    out.text = answer.text.empty() ? nullptr : answer.text.c_str();
    check(iostx_batch_answer(batch, index, &out), "an answer is not taken");
}

/* --- Operations for the library: what they throw becomes a code, and a text that `failed` shows. -------------------------------------- */

/* Users may skip the folder of an operation while it waits. */
struct at_work {
    at_work(stop &stopped, const iostx_feid *folder) : stopped(stopped) { stopped.set_folder(folder); }
    ~at_work() { stopped.set_folder(nullptr); }
    at_work(const at_work &) = delete;
    at_work &operator=(const at_work &) = delete;

    stop &stopped;
};

template <class F> static std::int32_t guarded(void *userdata, const iostx_feid *folder, F &&operation)
{
    agent &of = *static_cast<agent *>(userdata);

    const at_work here(of.stopped, folder);
    of.error_text.clear();
    try {
        of.server.open();
        operation(of);
        return IOSTX_S_OK;
    } catch (const cancelled &) {
        return IOSTX_MAPI_E_USER_CANCEL;
    } catch (const timeout_error &error) {
        of.error_text = error.what();
        return IOSTX_MAPI_E_TIMEOUT;
    } catch (const network_error &error) {
        of.error_text = error.what();
        return IOSTX_MAPI_E_NETWORK_ERROR;
    } catch (const protocol_error &error) {
        of.server.drop();
        of.error_text = error.what();
        return IOSTX_MAPI_E_NETWORK_ERROR;
    } catch (const login_error &error) {
        of.error_text = error.what();
        return IOSTX_MAPI_E_LOGON_FAILED;
    } catch (const config_error &error) {
        of.error_text = error.what();
        return IOSTX_MAPI_E_LOGON_FAILED;
    } catch (const refused &error) {
        of.error_text = error.what();
        return IOSTX_MAPI_E_CALL_FAILED;
    } catch (const store_error &error) {
        of.error_text = error.what();
        return error.code;
    } catch (const std::bad_alloc &) {
        return IOSTX_MAPI_E_NOT_ENOUGH_MEMORY;
    } catch (const std::exception &error) {
        of.error_text = error.what();
        return IOSTX_MAPI_E_CALL_FAILED;
    }
}

static void show_failure(void *userdata, const iostx_replicate_failure *what)
{
    agent &of = *static_cast<agent *>(userdata);
    const iostx_meid none{};
    failure out{"", "", "", what->code, what->text};

    try {
        const auto local = list_local(of.store.get());
        if (const auto *found = find_folder(local, what->folder))
            out.folder = found->path, out.mailbox = found->mailbox;
        const bool whole =
            std::equal(std::begin(none.message.counter), std::end(none.message.counter), std::begin(what->message.message.counter));
        if (whole && !of.error_text.empty())
            out.text = of.error_text;
        if (!whole)
            for (std::uint8_t byte : what->message.message.counter)
                out.item += "0123456789abcdef"[byte >> 4], out.item += "0123456789abcdef"[byte & 15];
    } catch (const std::exception &) {
        /* Without its names then. */
    }
    of.told.failed(out);
    of.error_text.clear();
}

static iostx_remote_ops operations(agent &of)
{
    iostx_remote_ops ops = IOSTX_REMOTE_OPS_INIT;

    ops.userdata = &of;
    ops.list_folders = [](void *data, const iostx_dnhier *hierarchy) {
        return guarded(data, nullptr, [&](agent &a) { list_folders(a, *hierarchy); });
    };
    ops.upload_folder = [](void *data, const iostx_upfld *folder, iostx_batch *answers) {
        return guarded(data, nullptr, [&](agent &a) { upload_folder(a, *folder, answers); });
    };
    ops.changed_folders = [](void *data, const iostx_sync *, iostx_folder_state *folders, std::size_t count) {
        return guarded(data, nullptr, [&](agent &a) { changed_folders(a, folders, count); });
    };
    ops.list_changes = [](void *data, const iostx_dntbl *table) {
        return guarded(data, &table->feid, [&](agent &a) { list_changes(a, *table); });
    };
    ops.upload = [](void *data, const iostx_uptbl *table, iostx_batch *items) {
        return guarded(data, &table->feid, [&](agent &a) { upload(a, *table, items); });
    };
    ops.set_read = [](void *data, const iostx_uptbl *table, const iostx_upread *reads, iostx_batch *answers) {
        return guarded(data, &table->feid, [&](agent &a) { set_read(a, *table, *reads, answers); });
    };
    ops.remove = [](void *data, const iostx_uptbl *table, const iostx_updel *deletes, iostx_batch *answers) {
        return guarded(data, &table->feid, [&](agent &a) { remove_items(a, *table, *deletes, answers); });
    };
    ops.fetch_full = [](void *data, const iostx_dntbl *table, const iostx_bytes *ids, std::size_t count) {
        return guarded(data, &table->feid, [&](agent &a) { fetch_full(a, *table, ids, count); });
    };
    if (!of.settings.smtp_host.empty())
        ops.send = [](void *data, iostx_message *message, iostx_batch *answers) {
            return guarded(data, nullptr, [&](agent &a) { send_message(a, message, answers); });
        };
    ops.failed = show_failure;
    return ops;
}

/* --- The run -------------------------------------------------------------------------------------------------------------------- */

void agent::prepare(iostx_session_options options)
{
    /* What comes along with each item to upload; flags.cpp and append.cpp read it. */
    static constexpr std::array<std::uint32_t, 6> columns{IOSTX_PR_MESSAGE_FLAGS, IOSTX_PR_FLAG_STATUS, IOSTX_PR_LAST_VERB_EXECUTED,
                                                          IOSTX_PR_MSG_STATUS,    IOSTX_PR_KEYWORDS,    IOSTX_PR_MESSAGE_DELIVERY_TIME};

    options.kinds = IOSTX_KIND_MAIL;
    options.columns = columns.data();
    options.column_count = columns.size();
    check(iostx_session_set_options(session.get(), &options), "no session can be begun");
    check(item_tags_map(store.get(), true, &tags), "the store cannot be used");
}

std::int32_t agent::synchronize(iostx_replicate_report &out)
{
    iostx_replicate_options options = IOSTX_REPLICATE_OPTIONS_INIT;
    const iostx_remote_ops ops = operations(*this);

    out = IOSTX_REPLICATE_REPORT_INIT;
    options.retries = static_cast<std::uint32_t>(settings.retries);
    options.init_flags = settings.headers ? IOSTX_SYNC_HEADERS : 0;
    error_text.clear();
    const std::int32_t code = iostx_replicate(session.get(), &ops, &options, &out);
    if (code < 0 && error_text.empty()) {
        error_handle error;
        (void)iostx_get_last_error(session.get(), code, 0, error.out());
        error_text = error.get() != nullptr ? error.get()->message : iostx_error_text(code);
    }
    return code;
}

bool is_complete(std::int32_t code, const iostx_replicate_report &done)
{
    return code == IOSTX_S_OK && done.flags == 0 && done.failures + done.folders_failed + done.folders_busy + done.unanswered == 0;
}

} // namespace imap
