/* Imports 10,000 items of 5 KB into the Inbox of a new store, in one download table. Prints the seconds. The floor of bench.py. */
#include <iostx.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ITEMS = 10000, SIZE = 5120 };

static void check(int32_t code)
{
    if (code < 0) {
        fprintf(stderr, "%s\n", iostx_error_text(code));
        exit(1);
    }
}

static iostx_bytes bytes_of(const char *text)
{
    iostx_bytes bytes = { (const uint8_t *)text, strlen(text) };
    return bytes;
}

static iostx_state *begin(iostx_session *session, uint32_t state)
{
    iostx_state *out;
    check(iostx_sync_beg(session, state, &out));
    return out;
}

static void import_one(iostx_contents_sink *sink, int n, const uint8_t *body)
{
    char id[32], subject[64], key[64];
    iostx_value values[4] = { { 0 } };
    iostx_import_item item = IOSTX_IMPORT_ITEM_INIT;
    snprintf(id, sizeof(id), "%012d", n);
    snprintf(subject, sizeof(subject), "Subject number %d", n);
    snprintf(key, sizeof(key), "<%d.bench@example.org>", n);
    values[0].tag = IOSTX_PR_SUBJECT;
    values[0].value.bytes = bytes_of(subject);
    values[1].tag = IOSTX_PR_SENDER_EMAIL_ADDRESS;
    values[1].value.bytes = bytes_of("a@example.org");
    values[2].tag = IOSTX_PR_MESSAGE_DELIVERY_TIME;
    values[2].value.time = UINT64_C(134120000000000000) + (uint64_t)n * 600000000;
    values[3].tag = IOSTX_PR_MESSAGE_FLAGS;
    values[3].value.i4 = 1;
    item.binding.remote_id = bytes_of(id);
    item.binding.remote_version = bytes_of("1");
    item.match_key = bytes_of(key);
    item.values = values;
    item.value_count = 4;
    item.content.data = body;
    item.content.size = item.content_size = SIZE;
    check(iostx_contents_sink_import_item(sink, &item, NULL));
}

int main(int argc, char **argv)
{
    static uint8_t bodies[16][SIZE];
    iostx_store *store;
    iostx_session *session;
    iostx_contents_sink *sink;
    iostx_feid inbox;
    struct timespec from, to;
    if (argc != 2)
        return 2;
    for (int n = 0; n < 16; n++)
        for (int i = 0; i < SIZE; i++)
            bodies[n][i] = (uint8_t)(' ' + (i * (n + 3)) % 90);
    clock_gettime(CLOCK_MONOTONIC, &from);
    check(iostx_store_open(argv[1], NULL, &store, NULL));
    check(iostx_store_get_special_folder(store, IOSTX_FOLDER_INBOX, &inbox));
    check(iostx_get_sync_object(store, &session));
    check(iostx_init_sync(session, 0));
    begin(session, IOSTX_LR_SYNC);
    check(iostx_session_set_selection(session, IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, &inbox, NULL, 1));
    begin(session, IOSTX_LR_SYNC_CONTENTS);
    sink = begin(session, IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl.contents;
    for (int n = 0; n < ITEMS; n++)
        import_one(sink, n, bodies[n % 16]);
    for (int states = 0; states < 3; states++)
        check(iostx_sync_end(session));
    iostx_session_free(session);
    check(iostx_store_close(store, UINT32_MAX));
    iostx_store_free(store);
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.6f\n", (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
    return 0;
}
