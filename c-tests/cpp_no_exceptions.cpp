// iostx.hpp without exceptions: functions give a result, and a loop says how it ended.
#define IOSTX_NO_EXCEPTIONS
#include <iostx.hpp>

extern "C" {
#include "agent.h"
}

namespace {

iostx::store_ref the_store() { return iostx::store_ref(w.store); }

void a_result_has_the_code_and_with_a_success_the_value()
{
    auto inbox = the_store().open_folder(special(IOSTX_FOLDER_INBOX));
    CHECK(inbox && inbox.code() == IOSTX_S_OK);
    auto note = inbox->create_message();
    CHECK(note && note->set_content("text").code() == IOSTX_S_OK);
    CHECK_OK(note->save().code());
    auto none = the_store().open_message(iostx_meid{});
    CHECK(!none && none.code() == IOSTX_MAPI_E_INVALID_ENTRYID && !*none);
    iostx_error *error = iostx::last_error_of(w.store);
    CHECK(error != nullptr && error->code == IOSTX_MAPI_E_INVALID_ENTRYID);
    iostx_error_free(error);
    CHECK_CODE(iostx::open_store("nowhere/at/all").code(), IOSTX_MAPI_E_NOT_FOUND);
}

void a_loop_over_a_cursor_ends_and_says_why()
{
    const std::uint32_t columns[] = { IOSTX_PR_SUBJECT };
    new_item(special(IOSTX_FOLDER_INBOX), "a", "a");
    auto inbox = the_store().open_folder(special(IOSTX_FOLDER_INBOX));
    auto cursor = inbox->list(columns);
    int rows = 0;
    for (const iostx::row &row : *cursor)
        rows += row.text(IOSTX_PR_SUBJECT) == "a";
    CHECK_EQ(rows, 1);
    CHECK_CODE(cursor->status(), IOSTX_S_FALSE);
    CHECK_OK(iostx_store_close(w.store, 1000));
    for (const iostx::row &row : *cursor)
        rows += row.empty() ? 0 : 1;
    CHECK_CODE(cursor->status(), IOSTX_E_CLOSED);
}

void a_state_that_is_not_there_is_a_code()
{
    iostx::session_ref session(w.session);
    CHECK_OK(session.init_sync().code());
    CHECK_CODE(session.contents().code(), IOSTX_E_UNEXPECTED);
    {
        auto sync = session.synchronize();
        CHECK(sync && *sync);
        (*sync)->flags = IOSTX_UPS_UPLOAD_ONLY;
        auto contents = session.contents();
        auto table = session.upload_table();
        CHECK(!table && table.code() == IOSTX_MAPI_E_NOT_FOUND);
        CHECK_OK(contents->end(IOSTX_UPC_OK).code());
    }
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
}

class nothing : public iostx::remote {
public:
    std::int32_t list_changes(const iostx_dntbl &) override { return IOSTX_MAPI_E_OFFLINE; }
    std::int32_t list_folders(const iostx_dnhier &) override { return IOSTX_MAPI_E_OFFLINE; }
};

void an_agents_code_is_the_code_of_the_run()
{
    nothing agent;
    CHECK_CODE(iostx::replicate(iostx::session_ref(w.session), agent).code(), IOSTX_MAPI_E_OFFLINE);
}

} // namespace

RUN(IN_STORE(a_result_has_the_code_and_with_a_success_the_value),
    IN_STORE(a_loop_over_a_cursor_ends_and_says_why),
    IN_STORE(a_state_that_is_not_there_is_a_code),
    IN_STORE(an_agents_code_is_the_code_of_the_run))
