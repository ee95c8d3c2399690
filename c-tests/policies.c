/* Policies for conflicts: server, local, hold, keep both, ask and merge; and what is resolved afterwards. */
#include "agent.h"

#include <string.h>

static iostx_feid folder, conflicts;
static iostx_meid item;

static void with_change(void)
{
    open_world();
    folder = server_folder("Work", "f1");
    conflicts = special(IOSTX_FOLDER_CONFLICTS);
    item = server_sends(folder, "a", "1", "subject", "base");
    clock_forward(1 * HOURS);
    set_content(item, "mine");
}

#define WITH_CHANGE(function) CASE_IN(function, with_change, close_world)

/* The server's version comes, with an older time: last writer would take the local one. */
static void theirs(const char *version, const char *content)
{
    server_sends_at(folder, "a", version, "subject", content, clock_time() - 30 * MINUTES);
}

static const char *kept_content(void)
{
    iostx_meid found = IOSTX_MEID_INIT;
    return items_of(conflicts, 0, &found, 1) == 1 ? content_of(found) : "";
}

/* --- Fixed policies -------------------------------------------------------------------------------------------------------------- */

static void the_servers_version_wins(void)
{
    set_policy(IOSTX_POLICY_SERVER);
    theirs("2", "theirs");
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_TEXT(kept_content(), "mine");
    CHECK_EQ(pending_of(item), 0);
}

static void the_local_version_wins(void)
{
    set_policy(IOSTX_POLICY_LOCAL);
    server_sends(folder, "a", "2", "subject", "theirs");
    CHECK_TEXT(content_of(item), "mine");
    CHECK_TEXT(kept_content(), "theirs");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_CONTENT);
}

static void a_held_item_stays_current_is_not_offered_and_the_newest_of_the_server_is_kept_beside_it(void)
{
    set_policy(IOSTX_POLICY_HOLD);
    theirs("2", "theirs");
    CHECK_TEXT(content_of(item), "mine");
    CHECK((pending_of(item) & IOSTX_PENDING_HELD) != 0);
    CHECK(!is_offered(folder));
    CHECK_EQ(pending_in(folder), 1);
    CHECK_EQ(conflicts_in(folder), 1);
    theirs("3", "theirs, newer");
    CHECK_EQ(conflicts_in(folder), 1);
    CHECK_TEXT(content_of(item), "mine");
    /* Flags still merge. */
    server_sends_flags(folder, "a", "4", IOSTX_FLAG_FLAGGED, 0);
    CHECK_EQ(number_of(item, IOSTX_PR_FLAG_STATUS), 2);

    CHECK_OK(iostx_store_resolve_conflict(w.store, &item, IOSTX_CHOICE_SERVER, NULL));
    CHECK_TEXT(content_of(item), "theirs, newer");
    CHECK_EQ(pending_of(item), 0);
    CHECK_EQ(conflicts_in(folder), 0);
}

static void keep_both_gives_the_server_the_identity_and_makes_ours_new(void)
{
    iostx_meid ours;
    set_policy(IOSTX_POLICY_KEEP_BOTH);
    theirs("2", "theirs");
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
    CHECK_TEXT(content_of(find_remote(folder, "a")), "theirs");
    CHECK_EQ(pending_of(find_remote(folder, "a")), 0);
    CHECK_EQ(pending_in(folder), 1);
    upload_table(folder);
    ours = next_message()->meid;
    CHECK_TEXT(content_of(ours), "mine");
    CHECK(!same_item(ours, find_remote(folder, "a")));
    answer(IOSTX_UPM_OK, "b", "1");
    leave(true);
    CHECK(memcmp(text_of(ours, IOSTX_PR_MATCH_KEY), text_of(find_remote(folder, "a"), IOSTX_PR_MATCH_KEY), sizeof(iostx_skey)) != 0);
}

static void the_policy_of_the_folder_goes_before_that_of_the_session(void)
{
    iostx_folder_options options = folder_options(folder);
    options.policy = IOSTX_POLICY_SERVER;
    set_folder_options(folder, &options);
    set_policy(IOSTX_POLICY_LOCAL);
    theirs("2", "theirs");
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_TEXT(kept_content(), "mine");
}

/* --- Ask ------------------------------------------------------------------------------------------------------------------------- */

typedef struct asked {
    int count, freed;
    uint32_t choice;
    int32_t code;
    bool change_meanwhile;
    char base[64], local[64], server[64];
} asked;

static void read_text(iostx_message *message, char *text)
{
    size_t got = 0;
    text[0] = '\0';
    if (message != NULL && iostx_message_get_content(message, text, 63, &got) == IOSTX_S_OK)
        text[got] = '\0';
}

static int32_t ask(void *userdata, const iostx_conflict *conflict, uint32_t *choice)
{
    asked *question = userdata;
    iostx_state *state = NULL;

    question->count++;
    EXPECT_EQ(conflict->struct_size, sizeof(*conflict));
    EXPECT_EQ(conflict->kind, IOSTX_CONFLICT_CHANGE_CHANGE);
    EXPECT(same_item(conflict->meid, item));
    read_text(conflict->base, question->base);
    read_text(conflict->local, question->local);
    read_text(conflict->server, question->server);
    /* It may use the store, not the session. */
    EXPECT(store_info().item_count > 0);
    EXPECT_CODE(iostx_session_get_state(w.session, IOSTX_LR_SYNC, &state), IOSTX_MAPI_E_BUSY);
    if (question->change_meanwhile && question->count == 1)
        set_content(item, "mine, changed while you asked");
    if (question->choice == IOSTX_CHOICE_MERGED && conflict->merged != NULL)
        EXPECT_CODE(iostx_message_set_content(conflict->merged, "merged", 6), IOSTX_S_OK);
    *choice = question->choice;
    return question->code;
}

static void count_free(void *userdata)
{
    ((asked *)userdata)->freed++;
}

static void set_ask(asked *question)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    options.policy = IOSTX_POLICY_ASK;
    options.ask = ask;
    options.userdata = question;
    options.userdata_free = count_free;
    CHECK_OK(iostx_session_set_options(w.session, &options));
}

static void the_callback_sees_all_three_versions_and_decides(void)
{
    static const uint32_t choices[] = { IOSTX_CHOICE_SERVER, IOSTX_CHOICE_LOCAL, IOSTX_CHOICE_LAST_WRITER };
    static const char *results[] = { "theirs", "mine", "mine" };
    char version[2] = "2";

    for (size_t i = 0; i < COUNT(choices); i++) {
        asked question = { .choice = choices[i] };
        test_context("choice %u", (unsigned)choices[i]);
        set_content(item, "mine");
        set_ask(&question);
        theirs(version, "theirs");
        CHECK_EQ(question.count, 1);
        CHECK_TEXT(question.local, "mine");
        CHECK_TEXT(question.server, "theirs");
        CHECK_TEXT(question.base, "base");
        CHECK_TEXT(content_of(item), results[i]);
        /* Back to a common base. */
        version[0]++;
        set_policy(IOSTX_POLICY_SERVER);
        CHECK_EQ(question.freed, 1);
        set_content(item, "base");
        if (pending_of(item) != 0)
            upload(folder);
        version[0]++;
        server_sends(folder, "a", version, "subject", "base");
        version[0]++;
    }
}

static void the_callback_may_merge(void)
{
    asked question = { .choice = IOSTX_CHOICE_MERGED };
    set_ask(&question);
    theirs("2", "theirs");
    CHECK_EQ(question.count, 1);
    CHECK_TEXT(content_of(item), "merged");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_CONTENT);
    iostx_session_free(w.session);
    CHECK_EQ(question.freed, 1);
    w.session = NULL;
}

static void a_failing_or_holding_callback_holds(void)
{
    asked failing = { .choice = IOSTX_CHOICE_SERVER, .code = IOSTX_MAPI_E_CALL_FAILED }, holding = { .choice = IOSTX_CHOICE_HOLD };
    set_ask(&failing);
    theirs("2", "theirs");
    CHECK_TEXT(content_of(item), "mine");
    CHECK((pending_of(item) & IOSTX_PENDING_HELD) != 0);
    CHECK_OK(iostx_store_resolve_conflict(w.store, &item, IOSTX_CHOICE_LOCAL, NULL));
    CHECK_EQ(pending_of(item), IOSTX_PENDING_CONTENT);
    set_ask(&holding);
    theirs("3", "theirs again");
    CHECK_TEXT(content_of(item), "mine");
    CHECK((pending_of(item) & IOSTX_PENDING_HELD) != 0);
    set_policy(IOSTX_POLICY_DEFAULT);
    CHECK_EQ(failing.freed, 1);
    CHECK_EQ(holding.freed, 1);
}

static void an_answer_that_is_out_of_date_is_asked_again(void)
{
    asked question = { .choice = IOSTX_CHOICE_LOCAL, .change_meanwhile = true };
    set_ask(&question);
    theirs("2", "theirs");
    CHECK_EQ(question.count, 2);
    CHECK_TEXT(question.local, "mine, changed while you asked");
    CHECK_TEXT(content_of(item), "mine, changed while you asked");
    set_policy(IOSTX_POLICY_DEFAULT);
}

/* --- Merge ----------------------------------------------------------------------------------------------------------------------- */

static int32_t merge(void *userdata, const iostx_conflict *conflict)
{
    asked *question = userdata;
    question->count++;
    read_text(conflict->base, question->base);
    read_text(conflict->local, question->local);
    read_text(conflict->server, question->server);
    if (question->code != IOSTX_S_OK)
        return question->code;
    return iostx_message_set_content(conflict->merged, "both together", 13);
}

static void set_merge(asked *question)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    options.merge = merge;
    options.userdata = question;
    CHECK_OK(iostx_session_set_options(w.session, &options));
}

static void a_merge_callback_merges_contents(void)
{
    asked question = { .code = IOSTX_S_OK };
    set_merge(&question);
    theirs("2", "theirs");
    CHECK_EQ(question.count, 1);
    CHECK_TEXT(question.base, "base");
    CHECK_TEXT(question.local, "mine");
    CHECK_TEXT(question.server, "theirs");
    CHECK_TEXT(content_of(item), "both together");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_CONTENT);
    upload_table(folder);
    CHECK_BYTES(next_message()->binding.remote_version, "2");
    give_up();
}

static void what_cannot_be_merged_is_a_conflict(void)
{
    asked question = { .code = IOSTX_S_FALSE };
    set_merge(&question);
    server_sends(folder, "a", "2", "subject", "theirs");
    CHECK_EQ(question.count, 1);
    CHECK_TEXT(content_of(item), "theirs");
    CHECK_TEXT(kept_content(), "mine");
    CHECK_EQ(conflicts_in(folder), 1);
}

/* --- Resolving afterwards -------------------------------------------------------------------------------------------------------- */

static void hold(void)
{
    set_policy(IOSTX_POLICY_HOLD);
    theirs("2", "theirs");
    CHECK((pending_of(item) & IOSTX_PENDING_HELD) != 0);
}

static void a_held_conflict_is_resolved_for_the_local_version(void)
{
    hold();
    CHECK_OK(iostx_store_resolve_conflict(w.store, &item, IOSTX_CHOICE_LOCAL, NULL));
    CHECK_TEXT(content_of(item), "mine");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_CONTENT);
    CHECK(is_offered(folder));
    CHECK_TEXT(kept_content(), "theirs");
    upload_table(folder);
    CHECK_BYTES(next_message()->binding.remote_version, "2");
    give_up();
}

static void a_held_conflict_is_resolved_as_both(void)
{
    hold();
    CHECK_OK(iostx_store_resolve_conflict(w.store, &item, IOSTX_CHOICE_KEEP_BOTH, NULL));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 2);
    CHECK_TEXT(content_of(find_remote(folder, "a")), "theirs");
    CHECK_EQ(upload(folder).messages, 1);
    CHECK_EQ(pending_in(folder), 0);
}

static void a_held_conflict_is_resolved_with_a_merged_message(void)
{
    iostx_folder *opened = open_folder(folder);
    iostx_message *merged = NULL;
    iostx_value values[2];

    hold();
    CHECK_OK(iostx_folder_create_message(opened, 0, &merged));
    values[0] = text_value(IOSTX_PR_MESSAGE_CLASS, "IPM.Note");
    values[1] = text_value(IOSTX_PR_SUBJECT, "subject");
    CHECK_OK(iostx_message_set_values(merged, values, COUNT(values)));
    CHECK_OK(iostx_message_set_content(merged, "the user's merge", 16));
    CHECK_CODE(iostx_store_resolve_conflict(w.store, &item, IOSTX_CHOICE_MERGED, NULL), IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_OK(iostx_store_resolve_conflict(w.store, &item, IOSTX_CHOICE_MERGED, merged));
    iostx_message_free(merged);
    iostx_folder_free(opened);
    CHECK_TEXT(content_of(item), "the user's merge");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_CONTENT);
    CHECK_EQ(conflicts_in(folder), 0);
}

RUN(WITH_CHANGE(the_servers_version_wins), WITH_CHANGE(the_local_version_wins),
    WITH_CHANGE(a_held_item_stays_current_is_not_offered_and_the_newest_of_the_server_is_kept_beside_it),
    WITH_CHANGE(keep_both_gives_the_server_the_identity_and_makes_ours_new),
    WITH_CHANGE(the_policy_of_the_folder_goes_before_that_of_the_session),
    WITH_CHANGE(the_callback_sees_all_three_versions_and_decides), WITH_CHANGE(the_callback_may_merge),
    WITH_CHANGE(a_failing_or_holding_callback_holds), WITH_CHANGE(an_answer_that_is_out_of_date_is_asked_again),
    WITH_CHANGE(a_merge_callback_merges_contents), WITH_CHANGE(what_cannot_be_merged_is_a_conflict),
    WITH_CHANGE(a_held_conflict_is_resolved_for_the_local_version), WITH_CHANGE(a_held_conflict_is_resolved_as_both),
    WITH_CHANGE(a_held_conflict_is_resolved_with_a_merged_message))
