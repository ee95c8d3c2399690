/* All pairs of the twelve states: legal ones work, illegal ones answer as designed and change nothing. */
#include "agent.h"

#include <stdio.h>
#include <string.h>

static const struct {
    uint32_t tag;
    const char *name;
} states[] = {
    { IOSTX_LR_SYNC_IDLE, "LR_SYNC_IDLE" },
    { IOSTX_LR_SYNC, "LR_SYNC" },
    { IOSTX_LR_SYNC_UPLOAD_HIERARCHY, "LR_SYNC_UPLOAD_HIERARCHY" },
    { IOSTX_LR_SYNC_UPLOAD_FOLDER, "LR_SYNC_UPLOAD_FOLDER" },
    { IOSTX_LR_SYNC_CONTENTS, "LR_SYNC_CONTENTS" },
    { IOSTX_LR_SYNC_UPLOAD_TABLE, "LR_SYNC_UPLOAD_TABLE" },
    { IOSTX_LR_SYNC_UPLOAD_MESSAGE, "LR_SYNC_UPLOAD_MESSAGE" },
    { IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, "LR_SYNC_UPLOAD_MESSAGE_READ" },
    { IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL, "LR_SYNC_UPLOAD_MESSAGE_DEL" },
    { IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY, "LR_SYNC_DOWNLOAD_HIERARCHY" },
    { IOSTX_LR_SYNC_DOWNLOAD_TABLE, "LR_SYNC_DOWNLOAD_TABLE" },
    { IOSTX_LR_SYNC_DOWNLOAD_HEADER, "LR_SYNC_DOWNLOAD_HEADER" },
};

/* The documented ways; the last one goes by SyncHdrBeg. UPLOAD_FOLDER from LR_SYNC is the one-folder case, tested on its own. */
static const struct {
    uint32_t from, to;
} ways[] = {
    { IOSTX_LR_SYNC_IDLE, IOSTX_LR_SYNC },
    { IOSTX_LR_SYNC, IOSTX_LR_SYNC_UPLOAD_HIERARCHY },
    { IOSTX_LR_SYNC, IOSTX_LR_SYNC_CONTENTS },
    { IOSTX_LR_SYNC, IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY },
    { IOSTX_LR_SYNC_UPLOAD_HIERARCHY, IOSTX_LR_SYNC_UPLOAD_FOLDER },
    { IOSTX_LR_SYNC_CONTENTS, IOSTX_LR_SYNC_UPLOAD_TABLE },
    { IOSTX_LR_SYNC_CONTENTS, IOSTX_LR_SYNC_DOWNLOAD_TABLE },
    { IOSTX_LR_SYNC_UPLOAD_TABLE, IOSTX_LR_SYNC_UPLOAD_MESSAGE },
    { IOSTX_LR_SYNC_UPLOAD_TABLE, IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ },
    { IOSTX_LR_SYNC_UPLOAD_TABLE, IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL },
    { IOSTX_LR_SYNC_IDLE, IOSTX_LR_SYNC_DOWNLOAD_HEADER },
    { IOSTX_LR_SYNC_DOWNLOAD_TABLE, IOSTX_LR_SYNC_DOWNLOAD_HEADER },
};

static bool is_way(uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < COUNT(ways); i++)
        if (ways[i].from == from && ways[i].to == to)
            return true;
    return false;
}

static iostx_feid work, renamed;
static iostx_meid header;

/* Work of every kind, so that every state can be entered. */
static void with_work(void)
{
    iostx_contents_sink *sink;

    open_world();
    work = server_folder("Work", "f1");
    renamed = server_folder("Old name", "f2");
    rename_folder(renamed, "New name");
    sink = download_table(work);
    CHECK_OK(import(sink, "a", "1", "modified", "a"));
    CHECK_OK(import(sink, "b", "1", "read", "b"));
    CHECK_OK(import(sink, "c", "1", "deleted", "c"));
    CHECK_OK(import_at(sink, "h", "1", "header", NULL, 0, IOSTX_IMPORT_HEADER));
    leave(true);
    set_subject(find_remote(work, "a"), "changed here");
    set_read(find_remote(work, "b"), true);
    delete_item(find_remote(work, "c"));
    header = find_remote(work, "h");
}

static iostx_state *enter_header(void)
{
    iostx_state *state = NULL;
    CHECK_OK(iostx_sync_hdr_beg(w.session, &header, &state));
    CHECK_EQ(state->tag, IOSTX_LR_SYNC_DOWNLOAD_HEADER);
    return state;
}

/* From idle into a state, by the usual way. */
static void go_to(uint32_t tag)
{
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    CHECK_OK(iostx_init_sync(w.session, 0));
    if (tag == IOSTX_LR_SYNC_DOWNLOAD_HEADER) {
        enter_header();
        return;
    }
    if (tag == IOSTX_LR_SYNC_IDLE)
        return;
    beg(IOSTX_LR_SYNC);
    switch (tag) {
    case IOSTX_LR_SYNC_UPLOAD_HIERARCHY:
    case IOSTX_LR_SYNC_UPLOAD_FOLDER:
        beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY);
        break;
    case IOSTX_LR_SYNC_CONTENTS:
    case IOSTX_LR_SYNC_UPLOAD_TABLE:
    case IOSTX_LR_SYNC_UPLOAD_MESSAGE:
    case IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ:
    case IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL:
    case IOSTX_LR_SYNC_DOWNLOAD_TABLE:
        CHECK_OK(iostx_session_set_selection(w.session, IOSTX_UPS_THESE_FOLDERS, &work, NULL, 1));
        beg(IOSTX_LR_SYNC_CONTENTS);
        if (tag >= IOSTX_LR_SYNC_UPLOAD_MESSAGE && tag <= IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)
            beg(IOSTX_LR_SYNC_UPLOAD_TABLE);
        break;
    default:
        break;
    }
    if (innermost() != tag)
        beg(tag);
}

/* The numbers that an illegal call could have changed. */
static void expect_unchanged(const iostx_store_info *before)
{
    iostx_store_info now = store_info();
    EXPECT_EQ(now.folder_count, before->folder_count);
    EXPECT_EQ(now.item_count, before->item_count);
    EXPECT_EQ(now.pending_count, before->pending_count);
    EXPECT_EQ(now.tombstone_count, before->tombstone_count);
    EXPECT_EQ(now.failure_count, before->failure_count);
    EXPECT_EQ(now.wanted_count, before->wanted_count);
}

static void try_legal(uint32_t from, uint32_t to)
{
    if (to == IOSTX_LR_SYNC_DOWNLOAD_HEADER) {
        enter_header();
        CHECK_EQ(innermost(), to);
        CHECK_OK(iostx_sync_hdr_end(w.session));
    } else {
        beg(to);
        CHECK_OK(iostx_sync_end(w.session));
    }
    EXPECT_EQ(innermost(), from);
}

static void try_illegal(uint32_t from, uint32_t to)
{
    iostx_state *open = NULL, *now = NULL, *out = (iostx_state *)&open;
    iostx_store_info before = store_info();
    iostx_error *error = NULL;
    uint32_t size = 0, flags = 0;

    if (from != IOSTX_LR_SYNC_IDLE) {
        CHECK_OK(iostx_session_get_state(w.session, IOSTX_LR_SYNC_IDLE, &open));
        size = open->size;
        flags = open->body.sync.flags; /* Where all but the vectors have their flags. */
    }
    if (to == IOSTX_LR_SYNC_DOWNLOAD_HEADER) {
        EXPECT_CODE(iostx_sync_hdr_beg(w.session, &header, &out), IOSTX_E_UNEXPECTED);
        EXPECT(out == NULL);
        out = (iostx_state *)&open;
    }
    EXPECT_CODE(iostx_sync_beg(w.session, to, &out), IOSTX_E_UNEXPECTED);
    EXPECT(out == NULL);
    CHECK_OK(iostx_get_last_error(w.session, IOSTX_E_UNEXPECTED, 0, &error));
    CHECK(error != NULL && error->message != NULL);
    EXPECT_EQ(error->context, from);
    iostx_error_free(error);

    EXPECT_EQ(innermost(), from);
    if (from != IOSTX_LR_SYNC_IDLE) {
        CHECK_OK(iostx_session_get_state(w.session, IOSTX_LR_SYNC_IDLE, &now));
        EXPECT(now == open);
        EXPECT_EQ(now->tag, from);
        EXPECT_EQ(now->size, size);
        EXPECT_EQ(now->body.sync.flags, flags);
    }
    expect_unchanged(&before);
}

static void all_pairs_of_states_answer_as_designed(void)
{
    for (size_t from = 0; from < COUNT(states); from++) {
        for (size_t to = 0; to < COUNT(states); to++) {
            test_context("from %s to %s", states[from].name, states[to].name);
            go_to(states[from].tag);
            if (is_way(states[from].tag, states[to].tag))
                try_legal(states[from].tag, states[to].tag);
            else
                try_illegal(states[from].tag, states[to].tag);
            give_up();
        }
    }
}

static void after_every_illegal_call_the_pass_goes_on_and_ends_well(void)
{
    uploaded done;
    go_to(IOSTX_LR_SYNC_UPLOAD_MESSAGE);
    for (size_t to = 0; to < COUNT(states); to++)
        refused(states[to].tag, IOSTX_E_UNEXPECTED);
    answer(IOSTX_UPM_OK, NULL, "2");
    leave(true);
    done = upload(work);
    EXPECT_EQ(done.messages, 0);
    EXPECT_EQ(done.reads, 1);
    EXPECT_EQ(done.deletes, 1);
    EXPECT_EQ(pending_in(work), 0);
}

static void numbers_that_are_no_state_are_invalid_in_every_state(void)
{
    static const uint32_t numbers[] = { 7, 12, 13, 14, 15, 16, 18, 19, 255, 0x10001, UINT32_MAX };
    for (size_t from = 0; from < COUNT(states); from++) {
        go_to(states[from].tag);
        for (size_t i = 0; i < COUNT(numbers); i++) {
            test_context("from %s to %u", states[from].name, (unsigned)numbers[i]);
            refused(numbers[i], IOSTX_MAPI_E_INVALID_PARAMETER);
        }
        test_context(NULL);
        give_up();
    }
}

static void the_error_names_the_state_and_what_is_legal(void)
{
    for (size_t from = 0; from < COUNT(states); from++) {
        iostx_error *error = NULL;
        iostx_state *out = NULL;
        go_to(states[from].tag);
        CHECK_CODE(iostx_sync_beg(w.session, IOSTX_LR_SYNC_IDLE, &out), IOSTX_E_UNEXPECTED);
        CHECK_OK(iostx_get_last_error(w.session, IOSTX_E_UNEXPECTED, 0, &error));
        CHECK(error != NULL && error->message != NULL);
        test_context("%s: %s", states[from].name, error->message);
        EXPECT(strstr(error->message, states[from].name) != NULL);
        for (size_t i = 0; i < COUNT(ways); i++) {
            if (ways[i].from != states[from].tag)
                continue;
            for (size_t to = 0; to < COUNT(states); to++)
                if (states[to].tag == ways[i].to && ways[i].to != IOSTX_LR_SYNC_DOWNLOAD_HEADER)
                    EXPECT(strstr(error->message, states[to].name) != NULL);
        }
        iostx_error_free(error);
        test_context(NULL);
        give_up();
    }
}

static void before_init_sync_no_state_can_be_entered(void)
{
    for (size_t to = 0; to < COUNT(states); to++)
        refused(states[to].tag, IOSTX_E_UNEXPECTED);
    refused(7, IOSTX_MAPI_E_INVALID_PARAMETER);
    CHECK_CODE(iostx_sync_end(w.session), IOSTX_S_FALSE);
}

static void init_sync_is_legal_in_idle_only(void)
{
    for (size_t from = 1; from < COUNT(states); from++) {
        test_context("in %s", states[from].name);
        go_to(states[from].tag);
        EXPECT_CODE(iostx_init_sync(w.session, 0), IOSTX_E_UNEXPECTED);
        EXPECT_EQ(innermost(), states[from].tag);
        give_up();
    }
}

static void sync_end_ends_the_innermost_state_and_is_harmless_in_idle(void)
{
    iostx_state *outer;
    go_to(IOSTX_LR_SYNC_UPLOAD_MESSAGE);
    CHECK_OK(iostx_session_get_state(w.session, IOSTX_LR_SYNC, &outer));
    end();
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_UPLOAD_TABLE);
    end();
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_CONTENTS);
    end();
    CHECK_EQ(innermost(), IOSTX_LR_SYNC);
    CHECK_EQ(outer->tag, IOSTX_LR_SYNC);
    end();
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    CHECK_EQ(outer->tag, IOSTX_LR_SYNC_IDLE);
    CHECK_CODE(iostx_sync_end(w.session), IOSTX_S_FALSE);
    CHECK_CODE(iostx_sync_end(w.session), IOSTX_S_FALSE);
    beg(IOSTX_LR_SYNC);
    end();
}

static void download_header_is_left_by_sync_hdr_end_only(void)
{
    go_to(IOSTX_LR_SYNC_DOWNLOAD_TABLE);
    CHECK_CODE(iostx_sync_hdr_end(w.session), IOSTX_E_UNEXPECTED);
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_DOWNLOAD_TABLE);
    enter_header();
    CHECK_CODE(iostx_sync_end(w.session), IOSTX_E_UNEXPECTED);
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_DOWNLOAD_HEADER);
    CHECK_OK(iostx_sync_hdr_end(w.session));
    CHECK_EQ(innermost(), IOSTX_LR_SYNC_DOWNLOAD_TABLE);
    give_up();
}

static void one_folder_leads_from_synchronize_straight_to_upload_folder(void)
{
    iostx_state *state;

    start_with(0, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_ONE_FOLDER, &renamed, 1);
    state = beg(IOSTX_LR_SYNC_UPLOAD_FOLDER);
    EXPECT(same_feid(state->body.upfld.feid, renamed));
    EXPECT_EQ(state->body.upfld.flags, IOSTX_UPF_MOD_PROPS);
    EXPECT_BYTES(state->body.upfld.binding.remote_id, "f2");
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_S_OK));
    end();
    CHECK_EQ(innermost(), IOSTX_LR_SYNC);
    end();
    EXPECT_EQ(pending_in(renamed), 1);

    /* The same by writing the structure, as the documents say. */
    CHECK_OK(iostx_init_sync(w.session, 0));
    state = beg(IOSTX_LR_SYNC);
    state->body.sync.flags = IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_ONE_FOLDER;
    state->body.sync.folder = renamed;
    state = beg(IOSTX_LR_SYNC_UPLOAD_FOLDER);
    state->body.upfld.flags |= IOSTX_UPF_OK;
    CHECK_OK(iostx_set_sync_result(w.session, IOSTX_S_OK));
    end();
    refused(IOSTX_LR_SYNC_UPLOAD_FOLDER, IOSTX_MAPI_E_NOT_FOUND);
    end();
    EXPECT_EQ(pending_in(renamed), 0);
}

#define WITH_WORK(function) CASE_IN(function, with_work, close_world)
RUN(WITH_WORK(all_pairs_of_states_answer_as_designed), WITH_WORK(after_every_illegal_call_the_pass_goes_on_and_ends_well),
    WITH_WORK(numbers_that_are_no_state_are_invalid_in_every_state), WITH_WORK(the_error_names_the_state_and_what_is_legal),
    IN_STORE(before_init_sync_no_state_can_be_entered), WITH_WORK(init_sync_is_legal_in_idle_only),
    WITH_WORK(sync_end_ends_the_innermost_state_and_is_harmless_in_idle), WITH_WORK(download_header_is_left_by_sync_hdr_end_only),
    WITH_WORK(one_folder_leads_from_synchronize_straight_to_upload_folder))
