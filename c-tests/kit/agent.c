/* States and uploads of the case's session. See agent.h. */
#include "agent.h"

#include <stdio.h>
#include <string.h>

/* --- States ---------------------------------------------------------------------------------------------------------------------- */

uint32_t innermost(void)
{
    iostx_state *state = NULL;
    int32_t code = iostx_session_get_state(w.session, IOSTX_LR_SYNC_IDLE, &state);
    CHECK(code == IOSTX_S_OK || code == IOSTX_MAPI_E_NOT_FOUND);
    return code == IOSTX_S_OK ? state->tag : IOSTX_LR_SYNC_IDLE;
}

iostx_state *beg(uint32_t tag)
{
    iostx_state *state = NULL;
    CHECK_OK(iostx_sync_beg(w.session, tag, &state));
    CHECK(state != NULL);
    CHECK_EQ(state->tag, tag);
    CHECK(state->size > 8 && state->size <= sizeof(iostx_state));
    CHECK_EQ(innermost(), tag);
    return state;
}

void end(void)
{
    CHECK_OK(iostx_sync_end(w.session));
}

void refused(uint32_t tag, int32_t code)
{
    iostx_state *state = (iostx_state *)&state;
    uint32_t before = innermost();
    CHECK_CODE(iostx_sync_beg(w.session, tag, &state), code);
    CHECK(state == NULL);
    CHECK_EQ(innermost(), before);
}

iostx_sync *start_with(uint32_t init_flags, uint32_t ups_flags, const iostx_feid *folders, size_t count)
{
    iostx_state *state;
    CHECK_OK(iostx_init_sync(w.session, init_flags));
    state = beg(IOSTX_LR_SYNC);
    CHECK_OK(iostx_session_set_selection(w.session, ups_flags, folders, NULL, count));
    return &state->body.sync;
}

iostx_sync *start(uint32_t init_flags, uint32_t ups_flags)
{
    return start_with(init_flags, ups_flags, NULL, 0);
}

int32_t leave(bool ok)
{
    iostx_result result = IOSTX_RESULT_INIT;
    int32_t code, held = IOSTX_S_OK;
    uint32_t tag;

    result.flags = OK_FLAG;
    while ((tag = innermost()) != IOSTX_LR_SYNC_IDLE) {
        if (ok && tag != IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ && tag != IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL)
            CHECK_OK(iostx_session_set_result(w.session, NULL, &result));
        code = tag == IOSTX_LR_SYNC_DOWNLOAD_HEADER ? iostx_sync_hdr_end(w.session) : iostx_sync_end(w.session);
        if (code == IOSTX_W_DELETIONS_HELD)
            held = code;
        else
            CHECK_OK(code);
    }
    return held;
}

void give_up(void)
{
    leave(false);
}

void set_policy(uint32_t policy)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;
    options.policy = policy;
    CHECK_OK(iostx_session_set_options(w.session, &options));
}

iostx_session *other_session(void)
{
    iostx_session *before = w.session;
    CHECK_OK(iostx_get_sync_object(w.store, &w.session));
    return before;
}

/* --- Upload ---------------------------------------------------------------------------------------------------------------------- */

iostx_uptbl *upload_table(iostx_feid folder)
{
    iostx_synccont *contents;
    iostx_uptbl *table;

    start_with(0, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &folder, 1);
    contents = &beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont;
    CHECK_EQ(contents->count, 1);
    CHECK_EQ(contents->index, 0);
    table = &beg(IOSTX_LR_SYNC_UPLOAD_TABLE)->body.uptbl;
    CHECK(same_feid(table->feid, folder));
    return table;
}

/* Enters the next state of this kind, if there is one. */
static iostx_state *try_beg(uint32_t tag)
{
    iostx_state *state = NULL;
    int32_t code = iostx_sync_beg(w.session, tag, &state);
    if (code != IOSTX_MAPI_E_NOT_FOUND)
        CHECK_OK(code);
    return state;
}

bool is_offered(iostx_feid folder)
{
    static const uint32_t kinds[] = { IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL };
    bool offered = false;

    start_with(0, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &folder, 1);
    if (beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count > 0) {
        beg(IOSTX_LR_SYNC_UPLOAD_TABLE);
        for (size_t i = 0; i < COUNT(kinds) && !offered; i++)
            offered = try_beg(kinds[i]) != NULL;
    }
    give_up();
    return offered;
}

iostx_upmsg *next_message(void)
{
    return &beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE)->body.upmsg;
}

void answer(uint32_t flags, const char *remote_id, const char *version)
{
    iostx_result result = IOSTX_RESULT_INIT;
    result.flags = flags;
    result.remote_id = B(remote_id);
    result.remote_version = B(version);
    CHECK_OK(iostx_session_set_result(w.session, NULL, &result));
    end();
}

void fail(int32_t code)
{
    CHECK_OK(iostx_set_sync_result(w.session, code));
    end();
}

uint32_t answer_entries(uint32_t flags)
{
    iostx_result result = IOSTX_RESULT_INIT;
    iostx_state *state = NULL;
    uint32_t count;

    CHECK_OK(iostx_session_get_state(w.session, IOSTX_LR_SYNC_IDLE, &state));
    count = state->tag == IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ ? state->body.upread.count : state->body.updel.count;
    result.flags = flags;
    for (uint32_t i = 0; i < count; i++)
        CHECK_OK(iostx_session_set_entry_results(w.session, i, 1, &result));
    end();
    return count;
}

/* Entries of a kind until there are no more. */
static uint32_t upload_entries(uint32_t tag)
{
    uint32_t count = 0;
    while (try_beg(tag) != NULL)
        count += answer_entries(OK_FLAG);
    return count;
}

uploaded upload(iostx_feid folder)
{
    static unsigned next;
    uploaded done = { 0, 0, 0 };
    iostx_state *state;
    char name[32];

    start_with(0, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &folder, 1);
    if (beg(IOSTX_LR_SYNC_CONTENTS)->body.synccont.count == 0) {
        leave(true);
        return done;
    }
    beg(IOSTX_LR_SYNC_UPLOAD_TABLE);
    while ((state = try_beg(IOSTX_LR_SYNC_UPLOAD_MESSAGE)) != NULL) {
        bool is_new = state->body.upmsg.binding.remote_id.size == 0;
        snprintf(name, sizeof(name), "up-%u", ++next);
        answer(IOSTX_UPM_OK, is_new ? name : NULL, "uploaded");
        done.messages++;
    }
    done.reads = upload_entries(IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ);
    done.deletes = upload_entries(IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL);
    leave(true);
    return done;
}

uint32_t upload_hierarchy(void)
{
    static unsigned next;
    iostx_state *state;
    uint32_t count = 0;
    char name[32];

    start(0, IOSTX_UPS_UPLOAD_ONLY);
    beg(IOSTX_LR_SYNC_UPLOAD_HIERARCHY);
    while ((state = try_beg(IOSTX_LR_SYNC_UPLOAD_FOLDER)) != NULL) {
        bool is_new = (state->body.upfld.flags & IOSTX_UPF_NEW) != 0;
        snprintf(name, sizeof(name), "uf-%u", ++next);
        answer(IOSTX_UPF_OK, is_new ? name : NULL, NULL);
        count++;
    }
    leave(true);
    return count;
}
