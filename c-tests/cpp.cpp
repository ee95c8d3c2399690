// iostx.hpp with exceptions: handles, views, cursors, states, the driver; and that it costs what C costs.
#include <iostx.hpp>

extern "C" {
#include "agent.h"
}
#include "cpp_calls.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

namespace {
std::size_t allocations;
}

// Every allocation of C++ counts.
void *operator new(std::size_t size)
{
    allocations++;
    if (void *memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

std::size_t calls_made;
#define DEFINE(name, parameters, arguments)        \
    extern "C" std::int32_t __real_##name parameters; \
    extern "C" std::int32_t __wrap_##name parameters  \
    {                                              \
        calls_made++;                              \
        return __real_##name arguments;            \
    }
COUNTED_CALLS(DEFINE)
#define DEFINE_FREE(name, type, argument)          \
    extern "C" void __real_##name(type *argument);    \
    extern "C" void __wrap_##name(type *argument)     \
    {                                              \
        calls_made++;                              \
        __real_##name(argument);                   \
    }
COUNTED_FREES(DEFINE_FREE)

namespace {

iostx::store_ref the_store() { return iostx::store_ref(w.store); }

std::int32_t code_of(void (*body)())
{
    try {
        body();
    } catch (const iostx::error &failure) {
        return failure.code();
    }
    return IOSTX_S_OK;
}

// --- Handles and errors ------------------------------------------------------------------------------------------------------------

void handles_free_themselves_move_and_are_given_up()
{
    iostx::folder folder = the_store().open_folder(special(IOSTX_FOLDER_INBOX));
    iostx_folder *handle = folder.get();
    iostx::folder other = std::move(folder);
    CHECK(!folder && other.get() == handle);
    other = the_store().open_folder(special(IOSTX_FOLDER_NOTES));
    iostx_feid id;
    CHECK_CODE(iostx_folder_get_id(handle, &id), IOSTX_MAPI_E_INVALID_OBJECT);
    iostx_folder *given_up = other.release();
    CHECK(!other);
    iostx_folder_free(given_up);
    iostx::message message = iostx::folder(open_folder(special(IOSTX_FOLDER_INBOX))).create_message();
    iostx::message second = message.share();
    message.reset();
    CHECK_CODE(second.set(iostx::span<const iostx_value>()), IOSTX_S_OK);
}

void a_failure_is_thrown_with_its_code_and_what_the_library_says()
{
    try {
        (void)the_store().open_message(iostx_meid{});
        CHECK(!"nothing was thrown");
    } catch (const iostx::error &failure) {
        CHECK_CODE(failure.code(), IOSTX_MAPI_E_INVALID_ENTRYID);
        CHECK(failure.detail() != nullptr && std::string(failure.what()) == failure.detail()->message);
        iostx::error copy = failure;
        CHECK_TEXT(copy.what(), failure.what());
    }
    CHECK_CODE(code_of([] { (void)iostx::open_store("nowhere/at/all"); }), IOSTX_MAPI_E_NOT_FOUND);
    CHECK_CODE(code_of([] { iostx::session_ref(w.session).set_state_blob("x"); }), IOSTX_E_UNEXPECTED);
    CHECK_CODE(code_of([] { (void)iostx::check(iostx_store_checkpoint(nullptr)); }), IOSTX_MAPI_E_INVALID_OBJECT);
    CHECK_TEXT(iostx::error(IOSTX_MAPI_E_NOT_FOUND).what(), iostx_error_text(IOSTX_MAPI_E_NOT_FOUND));
}

// --- Values and cursors ------------------------------------------------------------------------------------------------------------

void messages_are_written_and_read_with_views()
{
    iostx::folder inbox = the_store().open_folder(special(IOSTX_FOLDER_INBOX));
    iostx::message note = inbox.create_message();
    const iostx_value set[] = { iostx::value::text(IOSTX_PR_SUBJECT, "Grüße"), iostx::value::number(IOSTX_PR_IMPORTANCE, 2),
        iostx::value::time(IOSTX_PR_CLIENT_SUBMIT_TIME, 5) };
    note.set(set);
    note.set_content("all of it");
    note.save();
    const std::uint32_t tags[] = { IOSTX_PR_SUBJECT, IOSTX_PR_IMPORTANCE, IOSTX_PR_CLIENT_SUBMIT_TIME };
    iostx::values values = note.get(tags);
    iostx::row row = values.all();
    CHECK(row.text(IOSTX_PR_SUBJECT) == "Grüße" && row.number(IOSTX_PR_IMPORTANCE) == 2 && row.time(IOSTX_PR_CLIENT_SUBMIT_TIME) == 5);
    CHECK(row.find(IOSTX_PR_PRIORITY) == nullptr && row.number(IOSTX_PR_PRIORITY, 7) == 7);
    iostx::stream stream = note.open_stream(IOSTX_PR_INTERNET_CONTENT);
    char buffer[32];
    CHECK(stream.size() == 9 && stream.read(buffer, sizeof(buffer)) == 9 && std::memcmp(buffer, "all of it", 9) == 0);
}

void a_loop_goes_through_a_cursor_and_another_one_goes_on_where_it_stopped()
{
    const std::uint32_t columns[] = { IOSTX_PR_SUBJECT };
    for (const char *subject : { "a", "b", "c" })
        new_item(special(IOSTX_FOLDER_INBOX), subject, subject);
    iostx::cursor cursor = iostx::folder(open_folder(special(IOSTX_FOLDER_INBOX))).list(columns);
    std::vector<std::string> subjects;
    for (const iostx::row &row : cursor) {
        subjects.emplace_back(row.text(IOSTX_PR_SUBJECT));
        if (subjects.size() == 1)
            break;
    }
    for (const iostx::row &row : cursor)
        subjects.emplace_back(row.text(IOSTX_PR_SUBJECT));
    CHECK(subjects.size() == 3 && cursor.status() == IOSTX_S_FALSE);
    CHECK_EQ(cursor.where().total, 3);
    std::size_t pending = 0;
    for (const iostx::row &row : the_store().list_pending()) {
        (void)row;
        pending++;
    }
    CHECK_EQ(pending, 3);
}

// --- States ------------------------------------------------------------------------------------------------------------------------

void states_are_scopes_that_leave_themselves()
{
    iostx_feid folder = server_folder("Work", "f1");
    new_item(folder, "one", "one");
    new_item(folder, "two", "two");
    iostx::session_ref session(w.session);
    session.init_sync();
    try {
        auto sync = session.synchronize();
        auto contents = session.contents();
        auto table = session.upload_table();
        throw 1;
    } catch (int) {
    }
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    auto sync = session.synchronize();
    sync->flags = IOSTX_UPS_UPLOAD_ONLY;
    auto contents = session.contents();
    int items = 0;
    while (auto table = session.upload_table()) {
        while (auto item = session.upload_message()) {
            std::string id = "u" + std::to_string(++items);
            iostx_result result = IOSTX_RESULT_INIT;
            result.remote_id = iostx::to_bytes(id);
            session.set_result(result);
            item.end(IOSTX_UPM_OK);
        }
        table.end(IOSTX_UPT_OK);
    }
    contents.end(IOSTX_UPC_OK);
    CHECK_CODE(sync.end(), IOSTX_S_OK);
    CHECK_EQ(items, 2);
    CHECK_EQ(pending_in(folder), 0);
}

// --- The driver --------------------------------------------------------------------------------------------------------------------

class small_server : public iostx::remote {
public:
    std::vector<std::string> there;
    std::int32_t told = 0;
    bool throws = false;

    bool binds_folders() const override { return false; }
    std::int32_t list_changes(const iostx_dntbl &table) override
    {
        if (throws)
            throw iostx::error(IOSTX_MAPI_E_NO_ACCESS);
        if (iostx::view(table.binding.remote_id) != "f1")
            return IOSTX_S_OK;
        iostx::contents_sink sink(table.contents);
        for (const std::string &text : there) {
            iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
            item.binding = iostx::to_binding(text, "1");
            item.content = iostx::to_bytes(text);
            sink.import_item(item);
        }
        sink.set_state_blob("token");
        return IOSTX_S_OK;
    }
    std::int32_t upload(const iostx_uptbl &, iostx::batch batch) override
    {
        for (std::size_t index = 0; index < batch.size(); index++) {
            char text[64];
            std::size_t got = iostx::message_ref(batch.item(index)->message).content(text, sizeof(text));
            there.emplace_back(text, got);
            iostx_result result = IOSTX_RESULT_INIT;
            result.flags = IOSTX_UPM_OK;
            result.remote_id = iostx::to_bytes(there.back());
            result.remote_version = iostx::to_bytes("1");
            batch.answer(index, result);
        }
        return IOSTX_S_OK;
    }
    void failed(const iostx_replicate_failure &failure) override { told = failure.code; }
};

void an_agent_is_a_class_and_what_it_throws_is_a_code()
{
    iostx_feid folder = server_folder("Work", "f1");
    new_item(folder, "ours", "ours");
    small_server server;
    server.there.emplace_back("theirs");
    iostx_replicate_report report = IOSTX_REPLICATE_REPORT_INIT;
    iostx_replicate_options options = IOSTX_REPLICATE_OPTIONS_INIT;
    options.folders = &folder;
    options.folder_count = 1;
    CHECK_CODE(iostx::replicate(iostx::session_ref(w.session), server, &options, &report), IOSTX_S_OK);
    CHECK(report.up.created == 1 && report.down.created == 1 && server.there.size() == 2);
    server.throws = true;
    std::int32_t code = iostx::replicate(iostx::session_ref(w.session), server, &options, &report);
    CHECK_CODE(code, IOSTX_MAPI_W_PARTIAL_COMPLETION);
    CHECK_CODE(server.told, IOSTX_MAPI_E_NO_ACCESS);
}

// --- What it costs -----------------------------------------------------------------------------------------------------------------

const std::uint32_t subject_column[] = { IOSTX_PR_SUBJECT };

// Makes a note, reads it, lists its folder, and offers it for upload: in C, and the same in C++.
iostx_meid in_c()
{
    iostx_feid id;
    iostx_meid meid;
    iostx_folder *notes;
    iostx_message *note;
    iostx_values *values;
    iostx_cursor *cursor;
    iostx_session *session;
    iostx_state *state;
    const iostx_value *array;
    std::size_t count;
    iostx_value subject = iostx_value();
    subject.tag = IOSTX_PR_SUBJECT;
    subject.value.bytes = B("note");
    CHECK_OK(iostx_store_get_special_folder(w.store, IOSTX_FOLDER_NOTES, &id));
    CHECK_OK(iostx_store_open_folder(w.store, &id, &notes));
    CHECK_OK(iostx_folder_create_message(notes, 0, &note));
    CHECK_OK(iostx_message_set_values(note, &subject, 1));
    CHECK_OK(iostx_message_save(note, 0));
    CHECK_OK(iostx_message_get_id(note, &meid));
    iostx_message_free(note);
    CHECK_OK(iostx_store_open_message(w.store, &meid, 0, &note));
    CHECK_OK(iostx_message_get_values(note, subject_column, 1, 0, &values));
    CHECK_OK(iostx_values_get(values, &array, &count));
    iostx_values_free(values);
    iostx_message_free(note);
    iostx_list_options options = IOSTX_LIST_OPTIONS_INIT;
    options.columns = subject_column;
    options.column_count = 1;
    CHECK_OK(iostx_folder_list(notes, &options, &cursor));
    while (iostx_cursor_next(cursor, &array, &count) == IOSTX_S_OK) {
    }
    iostx_cursor_free(cursor);
    iostx_folder_free(notes);
    CHECK_OK(iostx_get_sync_object(w.store, &session));
    CHECK_OK(iostx_init_sync(session, 0));
    CHECK_OK(iostx_sync_beg(session, IOSTX_LR_SYNC, &state));
    CHECK_OK(iostx_sync_beg(session, IOSTX_LR_SYNC_CONTENTS, &state));
    CHECK_OK(iostx_sync_end(session));
    CHECK_OK(iostx_sync_end(session));
    iostx_session_free(session);
    return meid;
}

iostx_meid in_cpp()
{
    iostx_meid meid;
    iostx::message note;
    {
        iostx::folder notes = the_store().open_folder(the_store().special_folder(IOSTX_FOLDER_NOTES));
        note = notes.create_message();
        iostx_value subject = iostx::value::text(IOSTX_PR_SUBJECT, "note");
        note.set({ &subject, 1 });
        note.save();
        meid = note.id();
        note.reset();
        note = the_store().open_message(meid);
        iostx::values values = note.get(subject_column);
        CHECK(values.all().text(IOSTX_PR_SUBJECT) == "note");
        for (const iostx::row &row : notes.list(subject_column))
            CHECK(row.text(IOSTX_PR_SUBJECT) == "note");
    }
    note.reset();
    iostx::session session = the_store().new_session();
    session.init_sync();
    auto sync = session.synchronize();
    session.contents().end();
    sync.end();
    return meid;
}

void a_task_in_cpp_makes_the_calls_of_c_and_allocates_nothing()
{
    calls_made = 0;
    iostx_meid made = in_c();
    std::size_t of_c = calls_made, before = allocations;
    delete_item(made);
    calls_made = 0;
    in_cpp();
    CHECK_EQ(calls_made, of_c);
    CHECK(of_c > 20);
    CHECK_EQ(allocations, before);
}

} // namespace

RUN(IN_STORE(handles_free_themselves_move_and_are_given_up),
    IN_STORE(a_failure_is_thrown_with_its_code_and_what_the_library_says),
    IN_STORE(messages_are_written_and_read_with_views),
    IN_STORE(a_loop_goes_through_a_cursor_and_another_one_goes_on_where_it_stopped),
    IN_STORE(states_are_scopes_that_leave_themselves),
    IN_STORE(an_agent_is_a_class_and_what_it_throws_is_a_code),
    IN_STORE(a_task_in_cpp_makes_the_calls_of_c_and_allocates_nothing))
