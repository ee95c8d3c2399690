/* Upload messages: what the structure tells, what each flag does, what success and failure leave. */
#include "agent.h"

#include <string.h>

static iostx_feid folder;

static void with_folder(void)
{
    open_world();
    folder = server_folder("Work", "f1");
}

#define IN_FOLDER(function) CASE_IN(function, with_folder, close_world)

static bool has_tag(const uint32_t *tags, size_t count, uint32_t tag)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i] == tag)
            return true;
    return false;
}

/* --- What is told ---------------------------------------------------------------------------------------------------------------- */

static void a_new_item_comes_with_its_id_flags_and_match_key(void)
{
    iostx_meid item = new_item(folder, "one", "the text");
    iostx_uptbl *table = upload_table(folder);
    iostx_upmsg *up;

    CHECK_TEXT(table->name, "Work");
    CHECK_BYTES(table->binding.remote_id, "f1");
    CHECK_EQ(table->entries[0].count_mod, 1);
    CHECK_EQ(table->entries[0].count_read + table->entries[0].count_del + table->entries[1].count_mod, 0);
    CHECK_EQ(table->index, 0);
    CHECK_EQ(table->count, 1);
    up = next_message();
    CHECK_EQ(up->flags, IOSTX_UPM_NEW);
    CHECK(same_meid(up->meid, item));
    CHECK_EQ(up->binding.remote_id.size + up->binding.remote_version.size, 0);
    CHECK(up->match_key.size > 0);
    CHECK_EQ(up->content_size, strlen("the text"));
    CHECK_EQ(up->attempts, 0);
    CHECK_EQ(up->cookie.size, 0);
    CHECK(is_zero(&up->source_folder, sizeof(up->source_folder)));
    answer(IOSTX_UPM_OK, "a", "1");
    leave(true);
    CHECK_EQ(pending_of(item), 0);
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_ID), "a");
    CHECK_TEXT(text_of(item, IOSTX_PR_REMOTE_VERSION), "1");
}

static void until_the_first_download_every_new_item_comes_as_one_to_look_for(void)
{
    iostx_feid fresh;
    server_sends_folder("Fresh", "f2", NULL);
    fresh = find_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Fresh");
    new_item(fresh, "one", "text");
    upload_table(fresh);
    CHECK_EQ(next_message()->flags, IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    give_up();
}

static void a_modified_item_tells_what_changed_and_on_which_version(void)
{
    iostx_upmsg *up;
    iostx_meid item = server_sends(folder, "a", "7", "one", "text");

    set_subject(item, "two");
    set_number(item, IOSTX_PR_IMPORTANCE, 2);
    upload_table(folder);
    up = next_message();
    CHECK_EQ(up->flags, IOSTX_UPM_MOD_PROPS);
    CHECK(has_tag(up->changed_tags, up->changed_count, IOSTX_PR_SUBJECT));
    CHECK(has_tag(up->changed_tags, up->changed_count, IOSTX_PR_IMPORTANCE));
    CHECK(!has_tag(up->changed_tags, up->changed_count, IOSTX_PR_MESSAGE_CLASS));
    CHECK_BYTES(up->binding.remote_id, "a");
    CHECK_BYTES(up->binding.remote_version, "7");
    give_up();
    set_content(item, "other");
    set_keywords(item, "red", NULL);
    upload_table(folder);
    up = next_message();
    CHECK_EQ(up->flags, IOSTX_UPM_MOD_PROPS | IOSTX_UPM_MOD_CONTENT | IOSTX_UPM_MOD_FLAGS);
    give_up();
}

static void keywords_come_as_added_and_removed_behind_the_columns_asked_for(void)
{
    static const uint32_t columns[] = { IOSTX_PR_SUBJECT, IOSTX_PR_BODY, IOSTX_PR_IMPORTANCE };
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    const iostx_value *added;
    iostx_upmsg *up;
    iostx_meid item = server_sends(folder, "a", "1", "one", "text");

    options.columns = columns;
    options.column_count = COUNT(columns);
    CHECK_OK(iostx_session_set_options(w.session, &options));
    set_keywords(item, "red", NULL);
    upload_table(folder);
    up = next_message();
    CHECK_EQ(up->flags, IOSTX_UPM_MOD_FLAGS);
    CHECK(up->value_count == COUNT(columns) + 1);
    CHECK_EQ(up->values[0].tag, IOSTX_PR_SUBJECT);
    CHECK_BYTES(up->values[0].value.bytes, "one");
    CHECK_EQ(up->values[1].tag, (IOSTX_PR_BODY & 0xFFFF0000u) | IOSTX_PT_ERROR);
    CHECK_CODE(up->values[1].value.error, IOSTX_MAPI_E_NOT_FOUND);
    added = column_of(up->values, up->value_count, IOSTX_PR_KEYWORDS_ADDED);
    CHECK(added != NULL);
    CHECK_EQ(added->value.list.count, 1);
    CHECK_BYTES(((const iostx_bytes *)added->value.list.items)[0], "red");
    give_up();
}

static void associated_items_are_counted_apart_and_come_marked(void)
{
    iostx_folder *opened = open_folder(folder);
    iostx_message *message = NULL;
    iostx_value value = text_value(IOSTX_PR_SUBJECT, "hidden");
    iostx_uptbl *table;

    CHECK_OK(iostx_folder_create_message(opened, IOSTX_MAPI_ASSOCIATED, &message));
    CHECK_OK(iostx_message_set_values(message, &value, 1));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    iostx_folder_free(opened);
    new_item(folder, "one", "text");
    table = upload_table(folder);
    CHECK_EQ(table->entries[0].count_mod, 1);
    CHECK_EQ(table->entries[1].count_mod, 1);
    give_up();
    start_with(IOSTX_SYNC_ONLY_ASSOCIATED, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &folder, 1);
    beg(IOSTX_LR_SYNC_CONTENTS);
    CHECK_EQ(beg(IOSTX_LR_SYNC_UPLOAD_TABLE)->body.uptbl.entries[0].count_mod, 0);
    CHECK((next_message()->flags & IOSTX_UPM_ASSOC) != 0);
    give_up();
}

static void only_the_kinds_that_the_session_wants_are_offered(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    new_item(folder, "a mail", "text");
    new_item_of(folder, "IPM.Appointment", "an appointment", "text");
    options.kinds = IOSTX_KIND_CALENDAR;
    CHECK_OK(iostx_session_set_options(w.session, &options));
    CHECK_EQ(upload_table(folder)->entries[0].count_mod, 1);
    next_message();
    answer(IOSTX_UPM_OK, "a", "1");
    refused(IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_MAPI_E_NOT_FOUND);
    leave(true);
    CHECK_EQ(pending_of(find_subject(folder, "an appointment")), 0);
    CHECK_EQ(pending_of(find_subject(folder, "a mail")), IOSTX_PENDING_NEW);
}

/* --- Success, failure, and neither ----------------------------------------------------------------------------------------------- */

static void success_is_the_ok_flag_and_no_failing_result(void)
{
    iostx_meid item = new_item(folder, "one", "text");
    /* A good result without the flag. */
    upload_table(folder);
    next_message();
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_S_OK));
    end();
    leave(true);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    /* The flag with a failing result. */
    upload_table(folder);
    next_message()->flags |= IOSTX_UPM_OK;
    fail(IOSTX_MAPI_E_NETWORK_ERROR);
    leave(true);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    /* The flag and no result at all. */
    upload_table(folder);
    next_message()->flags |= IOSTX_UPM_OK;
    end();
    leave(true);
    CHECK_EQ(pending_of(item), 0);
}

static void the_ok_of_a_table_never_hides_pending_work(void)
{
    iostx_meid item = new_item(folder, "one", "text");
    upload_table(folder);
    answer(IOSTX_UPT_OK, NULL, NULL);
    leave(true);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    CHECK(is_offered(folder));
}

static void later_results_replace_earlier_ones(void)
{
    iostx_meid item = new_item(folder, "one", "text");
    upload_table(folder);
    next_message()->flags |= IOSTX_UPM_OK;
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_MAPI_E_NO_ACCESS));
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_S_OK));
    end();
    leave(true);
    CHECK_EQ(pending_of(item), 0);
}

static void one_bad_item_never_stops_the_rest(void)
{
    iostx_meid bad, good;
    new_item(folder, "one", "text");
    new_item(folder, "two", "text");
    upload_table(folder);
    bad = next_message()->meid;
    fail(IOSTX_MAPI_E_NO_ACCESS);
    good = next_message()->meid;
    answer(IOSTX_UPM_OK, "b", "1");
    leave(true);
    CHECK_EQ(pending_of(bad), IOSTX_PENDING_NEW);
    CHECK_EQ(pending_of(good), 0);
}

static void success_without_a_remote_id_is_not_offered_again_and_binds_at_the_next_download(void)
{
    iostx_meid item = new_item(folder, "one", "the same");
    upload_table(folder);
    next_message();
    answer(IOSTX_UPM_OK, NULL, NULL);
    leave(true);
    CHECK_EQ(pending_of(item), 0);
    CHECK(!is_offered(folder));
    server_sends(folder, "a", "1", "one", "the same");
    CHECK(same_item(find_remote(folder, "a"), item));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void a_remote_id_that_another_item_holds_is_refused_for_this_item_only(void)
{
    iostx_result result = IOSTX_RESULT_INIT;
    iostx_meid item = new_item(folder, "one", "text"), other;

    other = server_sends(folder, "taken", "1", "two", "other text");
    upload_table(folder);
    next_message();
    result.flags = IOSTX_UPM_OK;
    result.remote_id = B("taken");
    {
        int32_t code = iostx_session_set_result(w.session, NULL, &result);
        int32_t at_end = iostx_sync_end(w.session);
        CHECK(code == IOSTX_MAPI_E_COLLISION || at_end == IOSTX_MAPI_E_COLLISION);
    }
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_UPLOAD_TABLE);
    leave(true);
    CHECK_EQ(pending_of(item), IOSTX_PENDING_NEW);
    CHECK(same_item(find_remote(folder, "taken"), other));
}

static void results_become_durable_at_table_end_or_at_once_with_commit(void)
{
    iostx_meid first, second;
    int process;

    first = new_item(folder, "one", "text");
    second = new_item(folder, "two", "text");
    /* A process that dies in the middle of the table. */
    close_world();
    if (test_fork(&process)) {
        open_world();
        upload_table(folder);
        next_message();
        answer(IOSTX_UPM_OK | IOSTX_UPM_COMMIT, "a", "1");
        next_message();
        answer(IOSTX_UPM_OK, "b", "1");
        test_process_crash();
    }
    test_process_join(process);
    open_world();
    CHECK_EQ(pending_of(first), 0);
    CHECK_TEXT(text_of(first, IOSTX_PR_REMOTE_ID), "a");
    CHECK_EQ(pending_of(second), IOSTX_PENDING_NEW);
    upload_table(folder);
    CHECK_EQ(next_message()->flags, IOSTX_UPM_NEW | IOSTX_UPM_RETRY);
    give_up();
}

static void upm_delete_deletes_the_item_unless_it_was_changed_since(void)
{
    iostx_meid gone = new_item(folder, "one", "text"), kept;
    upload_table(folder);
    next_message();
    answer(IOSTX_UPM_OK | IOSTX_UPM_DELETE, "a", "1");
    leave(true);
    CHECK(!item_is_here(gone));
    CHECK_EQ(pending_in(folder), 0);

    kept = new_item(folder, "two", "text");
    upload_table(folder);
    next_message();
    set_subject(kept, "changed meanwhile");
    answer(IOSTX_UPM_OK | IOSTX_UPM_DELETE, "b", "1");
    leave(true);
    CHECK_TEXT(subject_of(kept), "changed meanwhile");
    CHECK((pending_of(kept) & IOSTX_PENDING_NEW) != 0);
}

static void upm_save_saves_the_agents_changes_and_skips_what_the_application_changed_since(void)
{
    iostx_meid item = new_item(folder, "one", "text");
    iostx_value values[2];
    iostx_upmsg *up;

    values[0] = text_value(IOSTX_PR_SUBJECT, "the agent's");
    values[1] = text_value(IOSTX_PR_INTERNET_MESSAGE_ID, "<given@example.org>");
    upload_table(folder);
    up = next_message();
    CHECK_OK(iostx_message_set_values(up->message, values, COUNT(values)));
    set_subject(item, "the application's");
    answer(IOSTX_UPM_OK | IOSTX_UPM_SAVE, "a", "1");
    leave(true);
    CHECK_TEXT(subject_of(item), "the application's");
    CHECK_TEXT(text_of(item, IOSTX_PR_INTERNET_MESSAGE_ID), "<given@example.org>");
    CHECK_EQ(pending_of(item), IOSTX_PENDING_PROPERTIES);
    /* Without the flag nothing of it is kept. */
    upload_table(folder);
    up = next_message();
    values[0] = text_value(IOSTX_PR_SUBJECT, "not to be saved");
    CHECK_OK(iostx_message_set_values(up->message, values, 1));
    answer(IOSTX_UPM_OK, NULL, "2");
    leave(true);
    CHECK_TEXT(subject_of(item), "the application's");
}

static void submitted_messages_are_in_no_upload_table(void)
{
    iostx_message *message = open_item(new_item(folder, "to send", "text"), IOSTX_MAPI_MODIFY);

    set_recipient(message, "ada@example.org");
    CHECK_OK(iostx_message_submit(message, 0));
    iostx_message_free(message);
    CHECK(!is_offered(folder));
}

RUN(IN_FOLDER(a_new_item_comes_with_its_id_flags_and_match_key),
    IN_FOLDER(until_the_first_download_every_new_item_comes_as_one_to_look_for),
    IN_FOLDER(a_modified_item_tells_what_changed_and_on_which_version),
    IN_FOLDER(keywords_come_as_added_and_removed_behind_the_columns_asked_for),
    IN_FOLDER(associated_items_are_counted_apart_and_come_marked), IN_FOLDER(only_the_kinds_that_the_session_wants_are_offered),
    IN_FOLDER(success_is_the_ok_flag_and_no_failing_result), IN_FOLDER(the_ok_of_a_table_never_hides_pending_work),
    IN_FOLDER(later_results_replace_earlier_ones), IN_FOLDER(one_bad_item_never_stops_the_rest),
    IN_FOLDER(success_without_a_remote_id_is_not_offered_again_and_binds_at_the_next_download),
    IN_FOLDER(a_remote_id_that_another_item_holds_is_refused_for_this_item_only),
    IN_FOLDER(results_become_durable_at_table_end_or_at_once_with_commit),
    IN_FOLDER(upm_delete_deletes_the_item_unless_it_was_changed_since),
    IN_FOLDER(upm_save_saves_the_agents_changes_and_skips_what_the_application_changed_since),
    IN_FOLDER(submitted_messages_are_in_no_upload_table))
