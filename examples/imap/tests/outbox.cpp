/* What a mail program does with its Outbox: imap_outbox STORE submit | list | unlock
   submit: puts what lies in it into the queue; list: a line "STATE SUBJECT" for each; unlock: uncertain ones may be sent again. */
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <iostx.hpp>

namespace
{

template <class Id> Id id_in(const iostx::row &row)
{
    Id id{};

    std::memcpy(&id, row.text(IOSTX_PR_ENTRYID).data(), sizeof(id));
    return id;
}

void submit(iostx::store_ref store)
{
    const std::uint32_t columns[] = {IOSTX_PR_ENTRYID};
    const iostx_feid sent = store.special_folder(IOSTX_FOLDER_SENT);
    const iostx_value values[] = {
        iostx::value::text(IOSTX_PR_SENTMAIL_ENTRYID, {reinterpret_cast<const char *>(&sent), sizeof(sent)})};
    std::vector<iostx_meid> items;

    for (const iostx::row &row : store.open_folder(store.special_folder(IOSTX_FOLDER_OUTBOX)).list(columns))
        items.push_back(id_in<iostx_meid>(row));
    for (const iostx_meid &item : items) {
        const iostx::message message = store.open_message(item, IOSTX_MAPI_MODIFY);
        message.set(values);
        message.submit();
    }
}

void look(iostx::store_ref store, bool unlock)
{
    static const char *const states[] = {"?", "queued", "locked", "uncertain"};
    iostx_cursor *out = nullptr;

    iostx::check(iostx_emulate_spooler(store.get(), 1), store.get());
    iostx::check(iostx_store_get_outgoing_queue(store.get(), 0, &out), store.get());
    const iostx::cursor queue(out);
    for (const iostx::row &row : queue) {
        const std::string subject(row.text(IOSTX_PR_SUBJECT));
        const std::int32_t state = row.number(IOSTX_PR_OUTGOING_STATE);

        if (!unlock)
            std::printf("%s %s\n", states[state & 3], subject.c_str());
        else if (state == IOSTX_OUTGOING_UNCERTAIN)
            iostx::check(iostx_store_set_lock_state(store.get(), store.open_message(id_in<iostx_meid>(row)).get(), IOSTX_MSG_UNLOCKED),
                         store.get());
    }
}

} // namespace

int main(int argc, char **argv)
{
    const std::string what = argc == 3 ? argv[2] : "";

    if (what != "submit" && what != "list" && what != "unlock")
        return 2;
    try {
        const iostx::store store = iostx::open_store(argv[1]);

        if (what == "submit")
            submit(store);
        else
            look(store, what == "unlock");
    } catch (const iostx::error &error) {
        std::fprintf(stderr, "imap_outbox: %s\n", error.what());
        return 1;
    }
    return 0;
}
