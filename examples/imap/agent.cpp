#include "agent.h"

#include <array>
#include <chrono>

#include "interrupt.h"

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

template <class F> static std::int32_t guarded(void *userdata, F &&operation)
{
    agent &of = *static_cast<agent *>(userdata);

    try {
        of.server.open();
        operation(of);
        return IOSTX_S_OK;
    } catch (const cancelled &) {
        return IOSTX_MAPI_E_USER_CANCEL;
    } catch (const timeout_error &error) {
        of.told.last_text = error.what();
        return IOSTX_MAPI_E_TIMEOUT;
    } catch (const network_error &error) {
        of.told.last_text = error.what();
        return IOSTX_MAPI_E_NETWORK_ERROR;
    } catch (const protocol_error &error) {
        of.server.drop();
        of.told.last_text = error.what();
        return IOSTX_MAPI_E_NETWORK_ERROR;
    } catch (const login_error &error) {
        of.told.last_text = error.what();
        return IOSTX_MAPI_E_LOGON_FAILED;
    } catch (const config_error &error) {
        of.told.last_text = error.what();
        return IOSTX_MAPI_E_LOGON_FAILED;
    } catch (const refused &error) {
        of.told.last_text = error.what();
        return IOSTX_MAPI_E_CALL_FAILED;
    } catch (const store_error &error) {
        of.told.last_text = error.what();
        return error.code;
    } catch (const std::bad_alloc &) {
        return IOSTX_MAPI_E_NOT_ENOUGH_MEMORY;
    } catch (const std::exception &error) {
        of.told.last_text = error.what();
        return IOSTX_MAPI_E_CALL_FAILED;
    }
}

static void show_failure(void *userdata, const iostx_replicate_failure *failure)
{
    agent &of = *static_cast<agent *>(userdata);
    const iostx_meid none{};
    std::string folder;

    try {
        const auto local = list_local(of.store.get());
        if (const auto *found = find_folder(local, failure->folder))
            folder = found->mailbox.empty() ? found->name : found->mailbox;
        const bool whole =
            std::equal(std::begin(none.message.counter), std::end(none.message.counter), std::begin(failure->message.message.counter));
        std::string item, text = failure->text;
        if (whole && !of.told.last_text.empty())
            text = of.told.last_text;
        if (!whole)
            for (std::uint8_t byte : failure->message.message.counter)
                item += "0123456789abcdef"[byte >> 4], item += "0123456789abcdef"[byte & 15];
        of.told.failed(folder, item, text);
    } catch (const std::exception &) {
        of.told.failed("", "", failure->text);
    }
    of.told.last_text.clear();
}

static iostx_remote_ops operations(agent &of)
{
    iostx_remote_ops ops = IOSTX_REMOTE_OPS_INIT;

    ops.userdata = &of;
    ops.list_folders = [](void *data, const iostx_dnhier *hierarchy) {
        return guarded(data, [&](agent &a) { list_folders(a, *hierarchy); });
    };
    ops.upload_folder = [](void *data, const iostx_upfld *folder, iostx_batch *answers) {
        return guarded(data, [&](agent &a) { upload_folder(a, *folder, answers); });
    };
    ops.changed_folders = [](void *data, const iostx_sync *, iostx_folder_state *folders, std::size_t count) {
        return guarded(data, [&](agent &a) { changed_folders(a, folders, count); });
    };
    ops.list_changes = [](void *data, const iostx_dntbl *table) { return guarded(data, [&](agent &a) { list_changes(a, *table); }); };
    ops.upload = [](void *data, const iostx_uptbl *table, iostx_batch *items) {
        return guarded(data, [&](agent &a) { upload(a, *table, items); });
    };
    ops.set_read = [](void *data, const iostx_uptbl *table, const iostx_upread *reads, iostx_batch *answers) {
        return guarded(data, [&](agent &a) { set_read(a, *table, *reads, answers); });
    };
    ops.remove = [](void *data, const iostx_uptbl *table, const iostx_updel *deletes, iostx_batch *answers) {
        return guarded(data, [&](agent &a) { remove_items(a, *table, *deletes, answers); });
    };
    ops.fetch_full = [](void *data, const iostx_dntbl *table, const iostx_bytes *ids, std::size_t count) {
        return guarded(data, [&](agent &a) { fetch_full(a, *table, ids, count); });
    };
    if (!of.settings.smtp_host.empty())
        ops.send = [](void *data, iostx_message *message, iostx_batch *answers) {
            return guarded(data, [&](agent &a) { send_message(a, message, answers); });
        };
    ops.failed = show_failure;
    return ops;
}

/* --- The run -------------------------------------------------------------------------------------------------------------------- */

void agent::open(std::uint32_t flags)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
    error_handle error;

    options.flags = flags;
    const std::int32_t code = iostx_store_open(settings.store.c_str(), &options, store.out(), error.out());
    if (code < 0)
        throw store_error(code, settings.store + ": " + (error.get() != nullptr ? error.get()->message : iostx_error_text(code)));
    check(item_tags_map(store.get(), (flags & IOSTX_STORE_READ_ONLY) == 0, &tags), "the store cannot be used");
}

static void open_session(agent &of)
{
    /* What comes along with each item to upload; flags.cpp and append.cpp read it. */
    static constexpr std::array<std::uint32_t, 6> columns{IOSTX_PR_MESSAGE_FLAGS, IOSTX_PR_FLAG_STATUS, IOSTX_PR_LAST_VERB_EXECUTED,
                                                          IOSTX_PR_MSG_STATUS,    IOSTX_PR_KEYWORDS,    IOSTX_PR_MESSAGE_DELIVERY_TIME};
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;

    options.kinds = IOSTX_KIND_MAIL;
    options.columns = columns.data();
    options.column_count = columns.size();
    options.progress = [](void *data, const iostx_progress *progress) { static_cast<report *>(data)->progress(*progress); };
    options.userdata = &of.told;
    check(iostx_get_sync_object(of.store.get(), of.session.out()), "no session can be begun");
    check(iostx_session_set_options(of.session.get(), &options), "no session can be begun");
}

std::int32_t agent::synchronize(iostx_replicate_report &out)
{
    iostx_replicate_options options = IOSTX_REPLICATE_OPTIONS_INIT;
    const iostx_remote_ops ops = operations(*this);
    const auto started = std::chrono::steady_clock::now();
    std::string text;

    if (session.get() == nullptr)
        open_session(*this);
    out = IOSTX_REPLICATE_REPORT_INIT;
    options.retries = static_cast<std::uint32_t>(settings.retries);
    options.init_flags = settings.headers ? IOSTX_SYNC_HEADERS : 0;
    told.last_text.clear();
    interrupt::set_session(session.get());
    const std::int32_t code = iostx_replicate(session.get(), &ops, &options, &out);
    interrupt::set_session(nullptr);
    if (code < 0) {
        error_handle error;
        (void)iostx_get_last_error(session.get(), code, 0, error.out());
        text = !told.last_text.empty() ? told.last_text : error.get() != nullptr ? error.get()->message : iostx_error_text(code);
    }
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started;
    told.summary(code, out, text, passed.count());
    return code;
}

} // namespace imap
