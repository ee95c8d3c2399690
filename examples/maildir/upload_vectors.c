/* LR_SYNC_UPLOAD_MESSAGE_READ and LR_SYNC_UPLOAD_MESSAGE_DEL: vectors of entries, each answered on its own. A vector holds at most 1,000
   entries; entering the state again gives the next ones, until IOSTX_MAPI_E_NOT_FOUND. */
#include "upload.h"

#include <stdlib.h>

/* Gives the answers to the entries of the open vector and leaves its state. */
static bool answer_entries(struct upload *upload, const struct outcome *outcomes, uint32_t count)
{
    iostx_session *session = upload->agent->session;

    for (uint32_t i = 0; i < count; i++) {
        iostx_result answer = outcome_result(&outcomes[i]);
        int32_t result = iostx_session_set_entry_results(session, i, 1, &answer);

        if (result < 0)
            agent_report(upload->agent, result, upload->title);
    }
    /* The vector as a whole succeeded: what failed, failed entry by entry. */
    return agent_end(upload->agent, IOSTX_S_OK, upload->title) >= 0;
}

void upload_reads(struct upload *upload)
{
    iostx_state *state = NULL;
    bool more = true;

    while (more && agent_begin(upload->agent, IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, upload->title, &state) >= 0) {
        const iostx_upread *vector = &state->body.upread;
        struct outcome *outcomes = calloc((size_t)vector->count + 1, sizeof(*outcomes));
        uint32_t done;

        for (done = 0; outcomes != NULL && done < vector->count && !agent_stops(upload->agent); done++) {
            const iostx_upreade *entry = &vector->entries[done];

            if (upload->folder.kind == FOLDER_MAIL)
                upload_mail_read(upload, entry, &outcomes[done]);
            else /* A file of this kind has no read state: the store keeps it. */
                outcome_kept(&outcomes[done], IOSTX_UPR_OK, entry->binding.remote_version);
            upload_account(upload, &outcomes[done], &upload->counts.flags, entry->flags & IOSTX_UPR_READ ? "read" : "unread",
                           entry->binding.remote_id);
        }
        more = answer_entries(upload, outcomes, done) && outcomes != NULL && !agent_stops(upload->agent);
        free(outcomes);
    }
}

void upload_deletions(struct upload *upload)
{
    iostx_state *state = NULL;
    bool more = true;

    while (more && agent_begin(upload->agent, IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL, upload->title, &state) >= 0) {
        const iostx_updel *vector = &state->body.updel;
        struct outcome *outcomes = calloc((size_t)vector->count + 1, sizeof(*outcomes));
        uint32_t done;

        for (done = 0; outcomes != NULL && done < vector->count && !agent_stops(upload->agent); done++) {
            const iostx_updele *entry = &vector->entries[done];
            bool moved = entry->flags & IOSTX_UPD_MOV;

            if (upload->folder.kind == FOLDER_MAIL)
                upload_mail_delete(upload, entry, &outcomes[done]);
            else
                upload_pim_delete(upload, entry, &outcomes[done]);
            upload_account(upload, &outcomes[done], moved ? &upload->counts.items : &upload->counts.deletions, moved ? "moved" : "deleted",
                           entry->binding.remote_id);
        }
        more = answer_entries(upload, outcomes, done) && outcomes != NULL && !agent_stops(upload->agent);
        free(outcomes);
    }
}
