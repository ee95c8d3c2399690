/*
 * Two processes on one file: one synchronizes, the other reads and writes. Nothing is lost, and no call says that something is
 * locked. And what a process that dies in the middle leaves behind.
 */
#include "server.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Multiples of four also as a fifth. */
#define ROUNDS test_rounds(40)
#define SYNCS test_rounds(15)

static iostx_feid work, other;

static void with_folders(void)
{
    open_world();
    memset(server_items, 0, sizeof(server_items));
    work = server_folder("Work", "work");
    other = server_folder("Other", "other");
}

#define WITH_FOLDERS(function) CASE_IN(function, with_folders, close_world)

/* The application: creates, edits, moves, marks and deletes items, and lists them in between. */
static void be_the_application(void)
{
    char subject[32];
    for (int i = 0; i < ROUNDS; i++) {
        iostx_meid item;
        snprintf(subject, sizeof(subject), "app %d", i);
        item = new_item(work, subject, subject);
        if (i % 4 == 1)
            set_content(item, "edited");
        if (i % 4 == 2)
            item = move_item(item, other);
        if (i % 4 == 3)
            delete_item(item);
        CHECK(items_of(work, 0, NULL, 0) > 0);
        (void)pending_in(work);
    }
}

static void one_synchronizes_while_the_other_reads_and_writes(void)
{
    int process;
    close_world();
    if (test_fork(&process)) {
        open_world();
        be_the_application();
        close_world();
        test_process_exit();
    }
    open_world();
    for (int i = 0; i < SYNCS; i++) {
        char subject[32];
        snprintf(subject, sizeof(subject), "server %d", i);
        server_add("work", subject, subject);
        server_sync();
    }
    test_process_join(process);
    for (int i = 0; i < 4; i++)
        server_sync();
    CHECK_EQ(store_info().pending_count, 0);
    server_compare(work);
    server_compare(other);
    /* 3 of 4 survive; a quarter was moved; and what the server made. */
    CHECK_EQ(server_count("work"), ROUNDS / 2 + SYNCS);
    CHECK_EQ(server_count("other"), ROUNDS / 4);
    CHECK_EQ(conflicts_in(work) + conflicts_in(other), 0);
    check_store();
}

static void many_processes_write_at_once(void)
{
    enum { PROCESSES = 4 };
    int processes[PROCESSES];
    close_world();
    for (int i = 0; i < PROCESSES; i++) {
        if (test_fork(&processes[i])) {
            open_world();
            be_the_application();
            close_world();
            test_process_exit();
        }
    }
    for (int i = 0; i < PROCESSES; i++)
        test_process_join(processes[i]);
    open_world();
    CHECK_EQ(items_of(work, 0, NULL, 0), PROCESSES * ROUNDS / 2);
    CHECK_EQ(items_of(other, 0, NULL, 0), PROCESSES * ROUNDS / 4);
    check_store();
}

/* Of every four items one is moved, one deleted, one edited, by another process, while they are being handed out. */
static void items_that_another_process_takes_away_while_they_are_handed_out_are_not_doubled(void)
{
    enum { MOST_ITEMS = 120 };
    iostx_meid items[MOST_ITEMS];
    const int count = test_rounds(MOST_ITEMS);
    char subject[32];
    int process;

    for (int i = 0; i < count; i++) {
        snprintf(subject, sizeof(subject), "item %d", i);
        items[i] = new_item(work, subject, subject);
    }
    close_world();
    if (test_fork(&process)) {
        open_world();
        for (int i = 0; i < count; i++) {
            if (i % 4 == 1)
                move_item(items[i], other);
            if (i % 4 == 2)
                delete_item(items[i]);
            if (i % 4 == 3)
                set_subject(items[i], "edited");
        }
        close_world();
        test_process_exit();
    }
    open_world();
    for (int i = 0; i < 8; i++)
        server_sync();
    test_process_join(process);
    for (int i = 0; i < 4; i++)
        server_sync();
    CHECK_EQ(store_info().pending_count, 0);
    CHECK_EQ(server_count("work"), count / 2);
    CHECK_EQ(server_count("other"), count / 4);
    server_compare(work);
    server_compare(other);
    check_store();
}

static void the_lock_of_a_folder_holds_across_processes_and_ends_with_its_process(void)
{
    int process, ready[2], go[2];
    char byte = 0;

    CHECK_EQ(pipe(ready), 0);
    CHECK_EQ(pipe(go), 0);
    close_world();
    if (test_fork(&process)) {
        open_world();
        download_table(work);
        CHECK_EQ(write(ready[1], &byte, 1), 1);
        CHECK_EQ(read(go[0], &byte, 1), 1);
        test_process_crash();
    }
    CHECK_EQ(read(ready[0], &byte, 1), 1);
    open_world();
    {
        iostx_feid folders[2] = { work, other };
        start_with(0, IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS, folders, 2);
        beg(IOSTX_LR_SYNC_CONTENTS);
        refused(IOSTX_LR_SYNC_DOWNLOAD_TABLE, IOSTX_MAPI_E_BUSY);
        CHECK(same_feid(beg(IOSTX_LR_SYNC_DOWNLOAD_TABLE)->body.dntbl.feid, other));
        leave(true);
    }
    /* The application may write there all the same. */
    new_item(work, "while it is locked", "text");
    CHECK_EQ(write(go[1], &byte, 1), 1);
    test_process_join(process);
    download_table(work);
    leave(true);
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(go[i]);
    }
}

static void wait_to_be_killed(void)
{
    for (;;)
        pause();
}

static void a_process_killed_in_the_middle_of_imports_leaves_a_prefix_and_never_a_blob_without_its_data(void)
{
    enum { PROCESSES = 6, STEPS = 300 };
    for (int round = 0; round < PROCESSES; round++) {
        int process, ready[2], status = 0;
        char byte = 0, id[16];
        size_t count;
        unsigned blob = 0;

        CHECK_EQ(pipe(ready), 0);
        close_world();
        if (test_fork(&process)) {
            iostx_store_options options = IOSTX_STORE_OPTIONS_INIT;
            iostx_contents_sink *sink;
            open_world();
            options.batch_items = 7;
            CHECK_OK(iostx_store_set_options(w.store, &options));
            sink = download_table(work);
            for (int i = 0; i < STEPS; i++) {
                snprintf(id, sizeof(id), "id-%04d", i);
                CHECK(import(sink, id, "1", id, id) >= 0);
                CHECK_OK(iostx_contents_sink_set_state_blob(sink, B(id)));
                if (i == 20 * (round + 1))
                    CHECK_EQ(write(ready[1], &byte, 1), 1);
            }
            wait_to_be_killed();
        }
        close(ready[1]);
        CHECK_EQ(read(ready[0], &byte, 1), 1);
        CHECK_EQ(kill(process, SIGKILL), 0);
        CHECK_EQ(waitpid(process, &status, 0), process);
        close(ready[0]);

        open_world();
        check_store();
        count = items_of(work, 0, NULL, 0);
        download_table(work);
        if (open_download()->state_blob.size > 0) {
            CHECK(open_download()->state_blob.size < sizeof(id));
            memcpy(id, open_download()->state_blob.data, open_download()->state_blob.size);
            id[open_download()->state_blob.size] = '\0';
            CHECK_EQ(sscanf(id, "id-%u", &blob), 1);
        }
        leave(true);
        test_context("round %d: %zu items, blob %u", round, count, blob);
        CHECK(count >= blob + (blob > 0));
        for (unsigned i = 0; i < count; i++) {
            snprintf(id, sizeof(id), "id-%04u", i);
            CHECK(!is_none(find_remote(work, id)));
        }
    }
}

static void a_process_killed_in_the_middle_of_uploads_doubles_nothing(void)
{
    int process, ready[2], status = 0;
    char byte = 0, subject[32];

    for (int i = 0; i < 20; i++) {
        snprintf(subject, sizeof(subject), "item %d", i);
        new_item(work, subject, subject);
    }
    CHECK_EQ(pipe(ready), 0);
    close_world();
    /* The process uploads ten; the server has them, and the store does not know. */
    if (test_fork(&process)) {
        open_world();
        upload_table(work);
        for (int i = 0; i < 10; i++) {
            iostx_upmsg *up = next_message();
            char text[64];
            size_t got = 0;
            CHECK_OK(iostx_message_get_content(up->message, text, sizeof(text) - 1, &got));
            text[got] = '\0';
            CHECK_EQ(write(ready[1], text, got), (long long)got);
            CHECK_EQ(write(ready[1], "\n", 1), 1);
            answer(IOSTX_UPM_OK, text, "1");
        }
        CHECK_EQ(write(ready[1], ".\n", 2), 2);
        wait_to_be_killed();
    }
    {
        char line[64];
        size_t size = 0;
        while (read(ready[0], &byte, 1) == 1) {
            if (byte != '\n') {
                CHECK(size < sizeof(line) - 1);
                line[size++] = byte;
                continue;
            }
            line[size] = '\0';
            size = 0;
            if (strcmp(line, ".") == 0)
                break;
            server_add("work", line, line);
        }
    }
    CHECK_EQ(kill(process, SIGKILL), 0);
    CHECK_EQ(waitpid(process, &status, 0), process);
    close(ready[0]);
    close(ready[1]);
    open_world();
    CHECK_EQ(server_count("work"), 10);
    for (int i = 0; i < 3; i++)
        server_sync();
    CHECK_EQ(server_count("work"), 20);
    CHECK_EQ(items_of(work, 0, NULL, 0), 20);
    CHECK_EQ(store_info().pending_count, 0);
    server_compare(work);
    check_store();
}

RUN(WITH_FOLDERS(one_synchronizes_while_the_other_reads_and_writes), WITH_FOLDERS(many_processes_write_at_once),
    WITH_FOLDERS(items_that_another_process_takes_away_while_they_are_handed_out_are_not_doubled),
    WITH_FOLDERS(the_lock_of_a_folder_holds_across_processes_and_ends_with_its_process),
    WITH_FOLDERS(a_process_killed_in_the_middle_of_imports_leaves_a_prefix_and_never_a_blob_without_its_data),
    WITH_FOLDERS(a_process_killed_in_the_middle_of_uploads_doubles_nothing))
