/* The agent that docs/driver.md shows: as it is printed there it compiles, and synchronizes. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documented.inc"

/* --- Its server: texts "UID:REST" in memory -------------------------------------------------------------------------------------- */

enum { MOST = 16 };
static struct {
    entry entry;
    char text[64];
} there[MOST];
static int revision, gets, puts_;
static const char *lost; /* the text whose upload is not answered, once */
static iostx_feid folder;

static size_t place_of(iostx_bytes id)
{
    for (size_t i = 0; i < MOST; i++)
        if (there[i].entry.id[0] != '\0' && id.size == strlen(there[i].entry.id) && memcmp(id.data, there[i].entry.id, id.size) == 0)
            return i;
    return MOST;
}

int32_t server_list(entry **entries, size_t *count, char token[64])
{
    entry *out = calloc(MOST, sizeof(*out));

    CHECK(out != NULL);
    for (size_t i = 0; i < MOST; i++)
        if (there[i].entry.id[0] != '\0')
            out[(*count)++] = there[i].entry;
    *entries = out;
    snprintf(token, 64, "%d", revision);
    return IOSTX_S_OK;
}

int32_t server_get(const char *id, char **text, size_t *size)
{
    size_t at = place_of(bytes_of(id));

    CHECK(at < MOST);
    gets++;
    *size = strlen(there[at].text);
    *text = malloc(*size + 1);
    CHECK(*text != NULL);
    memcpy(*text, there[at].text, *size + 1);
    return IOSTX_S_OK;
}

int32_t server_put(iostx_bytes id, iostx_bytes if_version, const void *text, size_t size, entry *now)
{
    size_t at = place_of(id);

    puts_++;
    if (id.size > 0 && (at == MOST || if_version.size != strlen(there[at].entry.version) ||
                           memcmp(if_version.data, there[at].entry.version, if_version.size) != 0))
        return IOSTX_SYNC_E_CONFLICT;
    for (at = at == MOST ? 0 : at; id.size == 0 && there[at].entry.id[0] != '\0';)
        at++;
    CHECK(at < MOST && size < sizeof(there[at].text));
    if (id.size == 0)
        snprintf(there[at].entry.id, sizeof(there[at].entry.id), "id%d", ++revision);
    snprintf(there[at].entry.version, sizeof(there[at].entry.version), "%d", ++revision);
    memcpy(there[at].text, text, size);
    there[at].text[size] = '\0';
    memset(there[at].entry.uid, 0, sizeof(there[at].entry.uid));
    memcpy(there[at].entry.uid, text, strcspn(there[at].text, ":"));
    *now = there[at].entry;
    if (lost != NULL && strcmp(lost, there[at].text) == 0) {
        lost = NULL;
        return IOSTX_MAPI_E_NETWORK_ERROR;
    }
    return IOSTX_S_OK;
}

int32_t server_remove(iostx_bytes id, iostx_bytes if_version)
{
    size_t at = place_of(id);

    (void)if_version;
    if (at < MOST)
        there[at].entry.id[0] = '\0';
    return IOSTX_S_OK;
}

int server_find(iostx_bytes uid, entry *found)
{
    for (size_t i = 0; i < MOST; i++)
        if (there[i].entry.id[0] != '\0' && uid.size == strlen(there[i].entry.uid) && memcmp(uid.data, there[i].entry.uid, uid.size) == 0)
            return *found = there[i].entry, 1;
    return 0;
}

int server_has(const char *id, const void *text, size_t size)
{
    size_t at = place_of(bytes_of(id));

    return at < MOST && strlen(there[at].text) == size && memcmp(there[at].text, text, size) == 0;
}

void server_free(void *memory)
{
    free(memory);
}

/* What the page leaves to the reader. */
static int32_t remove_items(void *userdata, const iostx_uptbl *table, const iostx_updel *deletes, iostx_batch *answers)
{
    (void)userdata, (void)table;
    for (uint32_t i = 0; i < deletes->count; i++) {
        iostx_result result = IOSTX_RESULT_INIT;
        int32_t code = server_remove(deletes->entries[i].binding.remote_id, deletes->entries[i].binding.remote_version);

        result.flags = IOSTX_UPD_OK;
        if (code < 0 || (code = iostx_batch_answer(answers, i, &result)) < 0)
            return code;
    }
    return IOSTX_S_OK;
}

/* --- The cases ------------------------------------------------------------------------------------------------------------------- */

static void with_folder(void)
{
    iostx_session_options options = IOSTX_SESSION_OPTIONS_INIT;

    open_world();
    memset(there, 0, sizeof(there));
    revision = gets = puts_ = 0;
    lost = NULL;
    folder = new_folder(special(IOSTX_FOLDER_IPM_SUBTREE), "Thoughts");
    options.root = &folder;
    CHECK_OK(iostx_session_set_options(w.session, &options));
}

static iostx_meid add_here(const char *uid, const char *text)
{
    iostx_meid item = new_item_of(folder, "IPM.StickyNote", uid, text);
    iostx_value key = bytes_value(IOSTX_PR_MATCH_KEY, B(uid));
    iostx_message *message = open_item(item, IOSTX_MAPI_MODIFY);

    CHECK_OK(iostx_message_set_values(message, &key, 1));
    CHECK_OK(iostx_message_save(message, 0));
    iostx_message_free(message);
    return item;
}

static entry add_there(const char *text)
{
    entry now;

    CHECK_OK(server_put(B(NULL), B(NULL), text, strlen(text), &now));
    return now;
}

static int32_t run(iostx_replicate_report *report)
{
    iostx_remote_ops ops = IOSTX_REMOTE_OPS_INIT;
    iostx_replicate_options options = IOSTX_REPLICATE_OPTIONS_INIT;

    ops.list_changes = list_changes, ops.upload = upload, ops.remove = remove_items;
    options.retry_delay_ms = 1;
    puts_ = gets = 0;
    return iostx_replicate(w.session, &ops, &options, report);
}

static void it_brings_both_sides_together(void)
{
    iostx_replicate_report report = IOSTX_REPLICATE_REPORT_INIT;
    iostx_meid mine = add_here("a", "a:ours");
    entry theirs = add_there("b:theirs");

    CHECK_OK(run(&report));
    CHECK_EQ(report.up.created, 1);
    CHECK_EQ(report.down.created, 1);
    CHECK_EQ(pending_in(folder), 0);
    CHECK_TEXT(content_of(find_remote(folder, theirs.id)), "b:theirs");
    /* Nothing is asked for twice. */
    CHECK_OK(run(&report));
    CHECK_EQ(puts_ + gets, 0);
    set_content(mine, "a:ours, changed");
    CHECK_OK(server_put(bytes_of(theirs.id), bytes_of(theirs.version), "b:changed", 9, &theirs));
    CHECK_OK(run(&report));
    CHECK_TEXT(content_of(find_remote(folder, theirs.id)), "b:changed");
    CHECK(server_find(B("a"), &theirs) && server_has(theirs.id, "a:ours, changed", 15));
    delete_item(mine);
    CHECK_OK(run(&report));
    CHECK(!server_find(B("a"), &theirs) && server_find(B("b"), &theirs));
    CHECK_OK(server_remove(bytes_of(theirs.id), B(NULL)));
    CHECK_OK(run(&report));
    CHECK_EQ(items_of(folder, 0, NULL, 0), 0);
}

static void a_lost_answer_doubles_nothing(void)
{
    iostx_replicate_report report = IOSTX_REPLICATE_REPORT_INIT;
    entry found;

    add_here("a", "a:ours");
    lost = "a:ours";
    CHECK_OK(run(&report));
    CHECK_EQ(report.retries, 1);
    CHECK_EQ(puts_, 1);
    CHECK(server_find(B("a"), &found) && pending_in(folder) == 0);
    CHECK_EQ(items_of(folder, 0, NULL, 0), 1);
}

static void a_change_on_both_sides_loses_neither(void)
{
    iostx_replicate_report report = IOSTX_REPLICATE_REPORT_INIT;
    iostx_meid mine = add_here("a", "a:first");
    entry theirs;

    CHECK_OK(run(&report));
    set_content(mine, "a:ours");
    CHECK(server_find(B("a"), &theirs));
    CHECK_OK(server_put(bytes_of(theirs.id), bytes_of(theirs.version), "a:theirs", 8, &theirs));
    CHECK_OK(run(&report));
    CHECK_EQ(report.conflicts, 1);
    CHECK_EQ(conflicts_in(folder), 1);
    CHECK_TEXT(content_of(mine), "a:theirs");
    CHECK(server_has(theirs.id, "a:theirs", 8));
}

RUN(CASE_IN(it_brings_both_sides_together, with_folder, close_world),
    CASE_IN(a_lost_answer_doubles_nothing, with_folder, close_world),
    CASE_IN(a_change_on_both_sides_loses_neither, with_folder, close_world))
