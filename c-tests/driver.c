/* iostx_replicate: an agent of operations on the server in memory. What a whole run does stands in tests/driver; this is the boundary. */
#include "server.h"

#include <stdio.h>
#include <string.h>

/* What the operations of a case do besides their work, and what they saw. */
typedef struct agent {
    int lists, uploads, batched, freed, failures;
    int32_t list_answer;
    const char *refuse; /* subject of an item that is refused */
    bool from_the_end, tries_everything;
    char failed_text[128];
    iostx_meid failed_item;
} agent;
static agent seen;
static iostx_feid folder;

static bool is_bytes(iostx_bytes bytes, const char *text)
{
    return bytes.size == strlen(text) && memcmp(bytes.data, text, bytes.size) == 0;
}

static server_item *by_id(iostx_bytes id)
{
    for (size_t i = 0; i < SERVER_ITEMS; i++)
        if (server_items[i].folder[0] != '\0' && is_bytes(id, server_items[i].id))
            return &server_items[i];
    return NULL;
}

static void answer_index(iostx_batch *batch, size_t index, uint32_t flags, int32_t code, const server_item *item)
{
    iostx_result result = IOSTX_RESULT_INIT;
    result.code = code;
    result.flags = flags;
    if (item != NULL) {
        result.remote_id = B(item->id);
        result.remote_version = B(item->version);
    }
    if (code < 0)
        result.text = "the server says no";
    CHECK_OK(iostx_batch_answer(batch, index, &result));
}

/* Calls that an operation may not make, and those that it may. */
static void try_everything(iostx_batch *batch)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    iostx_remote_ops ops = IOSTX_REMOTE_OPS_INIT;
    iostx_result result = IOSTX_RESULT_INIT;
    iostx_progress progress = IOSTX_PROGRESS_INIT;
    const iostx_upmsg *item;
    iostx_state *state;

    EXPECT_CODE(iostx_replicate(w.session, &ops, NULL, NULL), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_init_sync(w.session, 0), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_sync_beg(w.session, IOSTX_LR_SYNC_UPLOAD_MESSAGE, &state), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_sync_end(w.session), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_set_sync_result(w.session, 0), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_session_set_options(w.session, &options), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_session_set_result(w.session, NULL, &result), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_store_close(w.store, 0), IOSTX_MAPI_E_BUSY);
    EXPECT_CODE(iostx_session_get_progress(w.session, &progress), IOSTX_S_OK);
    EXPECT_CODE(iostx_session_is_cancelled(w.session), 0);
    EXPECT_CODE(iostx_session_set_attempt_cookie(w.session, B("next")), IOSTX_S_OK);
    EXPECT_CODE(iostx_session_expect(w.session, 1, 1), IOSTX_S_OK);
    EXPECT_CODE(iostx_batch_get(batch, 99, &item), IOSTX_MAPI_E_INVALID_PARAMETER);
    EXPECT(item == NULL);
    EXPECT_CODE(iostx_batch_get(batch, 0, NULL), IOSTX_E_POINTER);
    EXPECT_CODE(iostx_batch_answer(batch, 99, &result), IOSTX_MAPI_E_INVALID_PARAMETER);
    EXPECT_CODE(iostx_batch_answer(batch, 0, NULL), IOSTX_MAPI_E_INVALID_PARAMETER);
}

/* --- The operations -------------------------------------------------------------------------------------------------------------- */

static int32_t list_changes(void *userdata, const iostx_dntbl *table)
{
    CHECK(userdata == &seen);
    seen.lists++;
    if (seen.list_answer < 0)
        return seen.list_answer;
    CHECK(is_bytes(table->binding.remote_id, "f1"));
    CHECK_OK(iostx_contents_sink_listing_begin(table->contents, NULL));
    for (size_t i = 0; i < SERVER_ITEMS; i++)
        if (strcmp(server_items[i].folder, "f1") == 0)
            CHECK(import(table->contents, server_items[i].id, server_items[i].version, server_items[i].subject,
                      server_items[i].content) >= 0);
    CHECK_OK(iostx_contents_sink_listing_complete(table->contents));
    return iostx_contents_sink_set_state_blob(table->contents, B("token"));
}

static int32_t upload_batch(void *userdata, const iostx_uptbl *table, iostx_batch *items)
{
    size_t count = iostx_batch_get_count(items);

    CHECK(userdata == &seen && is_bytes(table->binding.remote_id, "f1"));
    seen.uploads++;
    seen.batched += (int)count;
    if (seen.tries_everything)
        try_everything(items);
    for (size_t n = 0; n < count; n++) {
        size_t index = seen.from_the_end ? count - 1 - n : n;
        const iostx_upmsg *item = NULL, *again = NULL;
        char content[64];
        size_t got = 0;
        CHECK_OK(iostx_batch_get(items, index, &item));
        CHECK_OK(iostx_batch_get(items, index, &again));
        CHECK(item == again);
        CHECK_OK(iostx_message_get_content(item->message, content, sizeof(content) - 1, &got));
        content[got] = '\0';
        if (seen.refuse != NULL && strcmp(content, seen.refuse) == 0)
            answer_index(items, index, 0, IOSTX_MAPI_E_NO_ACCESS, NULL);
        else
            answer_index(items, index, IOSTX_UPM_OK, IOSTX_S_OK, server_add("f1", content, content));
    }
    return IOSTX_S_OK;
}

static int32_t set_reads(void *userdata, const iostx_uptbl *table, const iostx_upread *reads, iostx_batch *answers)
{
    const iostx_upmsg *item;
    (void)userdata, (void)table;
    CHECK_EQ(iostx_batch_get_count(answers), reads->count);
    EXPECT_CODE(iostx_batch_get(answers, 0, &item), IOSTX_MAPI_E_NO_SUPPORT);
    for (uint32_t i = 0; i < reads->count; i++) {
        server_item *there = by_id(reads->entries[i].binding.remote_id);
        CHECK(there != NULL);
        there->read = (reads->entries[i].flags & IOSTX_UPR_READ) != 0;
        answer_index(answers, i, IOSTX_UPR_OK, IOSTX_S_OK, there);
    }
    return IOSTX_S_OK;
}

static int32_t remove_items(void *userdata, const iostx_uptbl *table, const iostx_updel *deletes, iostx_batch *answers)
{
    (void)userdata, (void)table;
    for (uint32_t i = 0; i < deletes->count; i++) {
        server_item *there = by_id(deletes->entries[i].binding.remote_id);
        CHECK(there != NULL);
        server_remove(there);
        answer_index(answers, i, IOSTX_UPD_OK, IOSTX_S_OK, NULL);
    }
    return IOSTX_S_OK;
}

static void failed(void *userdata, const iostx_replicate_failure *failure)
{
    CHECK(userdata == &seen && failure->struct_size == sizeof(*failure));
    seen.failures++;
    seen.failed_item = failure->message;
    snprintf(seen.failed_text, sizeof(seen.failed_text), "%s", failure->text);
}

static void userdata_free(void *userdata)
{
    CHECK(userdata == &seen);
    seen.freed++;
}

static iostx_remote_ops operations(void)
{
    iostx_remote_ops ops = IOSTX_REMOTE_OPS_INIT;
    ops.userdata = &seen;
    ops.userdata_free = userdata_free;
    ops.list_changes = list_changes;
    ops.upload = upload_batch;
    ops.set_read = set_reads;
    ops.remove = remove_items;
    ops.failed = failed;
    return ops;
}

static int32_t replicate(iostx_replicate_report *report)
{
    iostx_remote_ops ops = operations();
    iostx_replicate_options options = IOSTX_REPLICATE_OPTIONS_INIT;
    int before = seen.freed;
    int32_t code;

    options.retry_delay_ms = 1;
    options.folders = &folder;
    options.folder_count = 1;
    code = iostx_replicate(w.session, &ops, &options, report);
    EXPECT_EQ(seen.freed, before + 1);
    return code;
}

static void with_folder(void)
{
    open_world();
    /* Cases may share a process. */
    memset(&seen, 0, sizeof(seen));
    memset(server_items, 0, sizeof(server_items));
    folder = server_folder("Work", "f1");
}

#define WITH_FOLDER(function) CASE_IN(function, with_folder, close_world)

/* --- The cases ------------------------------------------------------------------------------------------------------------------- */

static void a_run_goes_both_ways_and_reports(void)
{
    iostx_replicate_report report = IOSTX_REPLICATE_REPORT_INIT;
    iostx_meid item = new_item(folder, "ours", "ours");

    server_add("f1", "theirs", "theirs");
    CHECK_OK(replicate(&report));
    CHECK_EQ(report.up.created, 1);
    CHECK_EQ(report.up.bytes, 4);
    CHECK_EQ(report.down.created, 1);
    CHECK_EQ(server_count("f1"), 2);
    CHECK_EQ(pending_in(folder), 0);
    set_read(item, !is_read(item));
    delete_item(find_subject(folder, "theirs"));
    CHECK_OK(replicate(&report));
    CHECK_EQ(report.up.read, 1);
    CHECK_EQ(report.up.deleted, 1);
    CHECK_EQ(server_count("f1"), 1);
    CHECK_OK(replicate(&report));
    CHECK_EQ(report.up.created + report.up.read + report.up.deleted + report.down.created + report.down.changed, 0);
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
}

static void a_batch_is_answered_in_any_order(void)
{
    iostx_replicate_report report = IOSTX_REPLICATE_REPORT_INIT;
    iostx_meid items[7];
    char text[8];

    for (int i = 0; i < 7; i++) {
        snprintf(text, sizeof(text), "m%d", i);
        items[i] = new_item(folder, text, text);
    }
    seen.from_the_end = true;
    CHECK_OK(replicate(&report));
    CHECK_EQ(report.up.created, 7);
    CHECK_EQ(seen.uploads, 1);
    for (int i = 0; i < 7; i++) {
        snprintf(text, sizeof(text), "m%d", i);
        CHECK(same_item(find_remote(folder, server_find("f1", text)->id), items[i]));
    }
}

static void a_refusal_is_told_with_the_servers_text_and_the_run_goes_on(void)
{
    iostx_replicate_report report = IOSTX_REPLICATE_REPORT_INIT;
    iostx_meid bad = new_item(folder, "bad", "bad");
    iostx_error *error = NULL;

    new_item(folder, "good", "good");
    seen.refuse = "bad";
    CHECK_CODE(replicate(&report), IOSTX_MAPI_W_PARTIAL_COMPLETION);
    CHECK_EQ(report.failures, 1);
    CHECK_EQ(report.up.created, 1);
    CHECK_EQ(seen.failures, 1);
    CHECK_TEXT(seen.failed_text, "the server says no");
    CHECK(same_item(seen.failed_item, bad));
    CHECK_OK(iostx_get_last_error(w.session, IOSTX_MAPI_W_PARTIAL_COMPLETION, 0, &error));
    CHECK(error != NULL && strstr(error->message, "the server says no") != NULL);
    iostx_error_free(error);
}

static void what_an_operation_may_call_and_what_not(void)
{
    new_item(folder, "one", "one");
    seen.tries_everything = true;
    CHECK_OK(replicate(NULL));
    CHECK_EQ(server_count("f1"), 1);
}

static void a_line_that_fails_is_tried_again_and_the_report_is_filled_all_the_same(void)
{
    iostx_replicate_report report = IOSTX_REPLICATE_REPORT_INIT;
    iostx_error *error = NULL;

    new_item(folder, "one", "one");
    seen.list_answer = IOSTX_MAPI_E_NETWORK_ERROR;
    CHECK_CODE(replicate(&report), IOSTX_MAPI_E_NETWORK_ERROR);
    CHECK_EQ(report.up.created, 1);
    CHECK(report.retries >= 3 && seen.lists == (int)report.retries + 1);
    CHECK_OK(iostx_get_last_error(w.session, IOSTX_MAPI_E_NETWORK_ERROR, 0, &error));
    CHECK(error != NULL && strstr(error->message, "list_changes") != NULL);
    iostx_error_free(error);
    seen.list_answer = IOSTX_S_OK;
    CHECK_OK(replicate(&report));
    CHECK_EQ(server_count("f1"), 1);
}

static void what_ends_a_run_is_its_answer(void)
{
    static const int32_t codes[] = { IOSTX_MAPI_E_TIMEOUT, IOSTX_MAPI_E_OFFLINE, IOSTX_MAPI_E_LOGON_FAILED, IOSTX_MAPI_E_USER_CANCEL };

    for (size_t i = 0; i < COUNT(codes); i++) {
        seen.list_answer = codes[i];
        EXPECT_CODE(replicate(NULL), codes[i]);
        CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    }
    start(0, 0);
    EXPECT_CODE(replicate(NULL), IOSTX_E_UNEXPECTED);
    give_up();
}

static void a_batch_ends_with_its_operation(void)
{
    iostx_result result = IOSTX_RESULT_INIT;
    const iostx_upmsg *item = NULL;
    iostx_batch *made_up = (iostx_batch *)&seen;

    CHECK_EQ(iostx_batch_get_count(NULL), 0);
    CHECK_EQ(iostx_batch_get_count(made_up), 0);
    CHECK_CODE(iostx_batch_get(made_up, 0, &item), IOSTX_MAPI_E_INVALID_OBJECT);
    CHECK_CODE(iostx_batch_answer(made_up, 0, &result), IOSTX_MAPI_E_INVALID_OBJECT);
}

static void older_and_newer_callers_are_served(void)
{
    struct {
        iostx_replicate_report report;
        uint64_t beyond;
    } larger = { IOSTX_REPLICATE_REPORT_INIT, 7 };
    iostx_replicate_report small = IOSTX_REPLICATE_REPORT_INIT;

    larger.report.struct_size = (uint32_t)sizeof(larger);
    CHECK_OK(replicate(&larger.report));
    CHECK_EQ(larger.beyond, 7);
    small.struct_size = 4;
    CHECK_CODE(replicate(&small), IOSTX_MAPI_E_INVALID_PARAMETER);
}

RUN(WITH_FOLDER(a_run_goes_both_ways_and_reports),
    WITH_FOLDER(a_batch_is_answered_in_any_order),
    WITH_FOLDER(a_refusal_is_told_with_the_servers_text_and_the_run_goes_on),
    WITH_FOLDER(what_an_operation_may_call_and_what_not),
    WITH_FOLDER(a_line_that_fails_is_tried_again_and_the_report_is_filled_all_the_same),
    WITH_FOLDER(what_ends_a_run_is_its_answer), WITH_FOLDER(a_batch_ends_with_its_operation),
    WITH_FOLDER(older_and_newer_callers_are_served))
