#include "commands.h"

#include <array>
#include <chrono>

#include "fetch.h"
#include "interrupt.h"

namespace imap
{

void program::open_store(std::uint32_t flags)
{
    iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;

    options.flags = flags;
    try {
        store = iostx::open_store(settings.store.c_str(), &options);
    } catch (const iostx::error &error) {
        throw agent_error(error.code(), settings.store + ": " + error.what());
    }
}

int program::with_agent(const std::function<int(agent &)> &work)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;

    open_store(0);
    const iostx::session session = store.new_session();
    agent with(settings, store, session, told, interrupt::descriptor());
    options.progress = [](void *data, const iostx_progress *now) {
        auto &of = *static_cast<program *>(data);

        try {
            of.told.progress(of.store, *now);
        } catch (const iostx::error &) {
            /* Not shown then. */
        }
    };
    options.userdata = this;
    with.prepare(options);
    return work(with);
}

std::int32_t synchronize(program &of, agent &with, iostx_replicate_report &done)
{
    const auto started = std::chrono::steady_clock::now();

    interrupt::set_session(with.session.get());
    const std::int32_t code = with.synchronize(done);
    interrupt::set_session(nullptr);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started;
    of.told.summary(code, done, with.error_text, passed.count());
    return code;
}

int exit_of(program &of, std::int32_t code, const iostx_replicate_report &done)
{
    if (interrupt::happened())
        return EXIT_INTERRUPTED;
    if (code == IOSTX_MAPI_E_LOGON_FAILED)
        return EXIT_UNUSABLE;
    return is_complete(code, done) && of.told.failures == 0 ? EXIT_IN_SYNC : EXIT_INCOMPLETE;
}

int sync_once(program &of)
{
    return of.with_agent([&](agent &with) {
        iostx_replicate_report done;
        const std::int32_t code = synchronize(of, with, done);

        return exit_of(of, code, done);
    });
}

int show_status(program &of)
{
    of.open_store(IOSTX_STORE_MUST_EXIST);
    const iostx_store_info info = of.store.info();
    /* That a folder itself waits is not in the counts of items. */
    bool waits = info.pending_count + info.failure_count + info.held_count + info.wanted_count > 0;
    for (const auto &folder : list_local(of.store))
        if (folder.pending > 0) {
            waits = true;
            of.told.row(line().text("folder", folder.name).number("pending", folder.pending),
                        folder.name + ": " + std::to_string(folder.pending) + " pending");
        }
    const std::array<std::pair<const char *, std::uint64_t>, 7> counts{{{"items", info.item_count},
                                                                        {"pending", info.pending_count},
                                                                        {"conflicts", info.conflict_count},
                                                                        {"failures", info.failure_count},
                                                                        {"held", info.held_count},
                                                                        {"wanted", info.wanted_count},
                                                                        {"outgoing", info.outgoing_count}}};
    std::string text;
    line values;
    for (const auto &[name, count] : counts) {
        values.number(name, count);
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + name;
    }
    of.told.row(values, text);
    return waits ? EXIT_INCOMPLETE : EXIT_IN_SYNC;
}

int show_folders(program &of)
{
    of.open_store(IOSTX_STORE_MUST_EXIST);
    for (const auto &folder : list_local(of.store))
        of.told.row(line()
                        .text("name", folder.name)
                        .number("depth", folder.depth)
                        .text("mailbox", folder.mailbox)
                        .number("items", folder.items)
                        .number("unread", folder.unread)
                        .number("pending", folder.pending),
                    std::string(folder.depth * 2, ' ') + folder.name + " (" + std::to_string(folder.items) + ", " +
                        std::to_string(folder.unread) + " unread" +
                        (folder.pending > 0 ? ", " + std::to_string(folder.pending) + " pending)" : ")") +
                        (folder.mailbox.empty() || folder.mailbox == folder.name ? "" : " = " + folder.mailbox));
    return EXIT_IN_SYNC;
}

int show_items(program &of, const std::string &mailbox)
{
    static constexpr std::array<std::uint32_t, 10> columns{
        IOSTX_PR_REMOTE_ID,  IOSTX_PR_SUBJECT,  IOSTX_PR_MESSAGE_FLAGS,         IOSTX_PR_FLAG_STATUS,  IOSTX_PR_LAST_VERB_EXECUTED,
        IOSTX_PR_MSG_STATUS, IOSTX_PR_KEYWORDS, IOSTX_PR_MESSAGE_DELIVERY_TIME, IOSTX_PR_CONTENT_SIZE, IOSTX_PR_INTERNET_MESSAGE_ID};

    of.open_store(IOSTX_STORE_MUST_EXIST);
    const auto local = list_local(of.store);
    const local_folder *found = find_mailbox(local, mailbox);
    for (const auto &one : local)
        if (found == nullptr && one.name == mailbox)
            found = &one;
    if (found == nullptr)
        throw agent_error(IOSTX_MAPI_E_NOT_FOUND, "there is no folder " + mailbox);
    const iostx::folder folder = of.store.open_folder(found->feid);
    for (const iostx::row &row : folder.list(columns)) {
        const auto text = [&](std::uint32_t tag) { return std::string(row.text(tag)); };
        const iostx_value *time = row.find(IOSTX_PR_MESSAGE_DELIVERY_TIME), *size = row.find(IOSTX_PR_CONTENT_SIZE);
        const std::string date = time == nullptr ? "" : format_date(time->value.time), flags = flags_from_values(row).imap();
        const std::uint64_t bytes = size == nullptr ? 0 : static_cast<std::uint64_t>(size->value.i8);
        of.told.row(line()
                        .text("id", text(IOSTX_PR_REMOTE_ID))
                        .text("message_id", text(IOSTX_PR_INTERNET_MESSAGE_ID))
                        .text("subject", text(IOSTX_PR_SUBJECT))
                        .text("flags", flags)
                        .text("date", date)
                        .number("size", bytes),
                    text(IOSTX_PR_REMOTE_ID) + "  " + date + "  " + text(IOSTX_PR_SUBJECT) + (flags.empty() ? "" : "  [" + flags + "]"));
    }
    return EXIT_IN_SYNC;
}

} // namespace imap
