/*
 * Every function of the header, found by sweep.cmake, with nothing, with made-up handles and with handles of another kind: an error
 * and no crash, and what is alive stays so. The tables of args_*.c say which error, argument by argument.
 */
#include "agent.h"

#include <stdio.h>
#include <string.h>

struct called {
    const char *name;
    /* The type of the handle that it takes first; "": none. */
    const char *kind;
    /* Whether it answers a code. */
    bool answers;
    int32_t (*call)(void *handle);
};

#include "sweep.inc"

static void expect_refused(const struct called *function, void *handle)
{
    int32_t code;
    test_context("%s with %p", function->name, handle);
    code = function->call(handle);
    if (function->answers)
        EXPECT(code < 0);
    test_context(NULL);
}

static void the_table_has_all_functions(void)
{
    size_t with_handle = 0;
    for (size_t i = 0; i < COUNT(functions); i++)
        with_handle += functions[i].kind[0] != '\0';
    EXPECT(COUNT(functions) >= 150);
    EXPECT(with_handle >= 140);
}

static void nothing_is_refused_by_every_function(void)
{
    for (size_t i = 0; i < COUNT(functions); i++)
        expect_refused(&functions[i], NULL);
    EXPECT(store_info().folder_count > 0);
}

static void made_up_handles_are_refused_by_every_function(void)
{
    char memory[64] = { 0 };
    uint64_t before = iostx_live_objects();
    void *made_up[] = { (void *)1, (void *)64, memory, (void *)(uintptr_t)UINTPTR_MAX, (void *)((uintptr_t)w.store ^ 1),
        (void *)((uintptr_t)w.session ^ ((uintptr_t)1 << (sizeof(void *) * 4))) };

    for (size_t i = 0; i < COUNT(functions); i++)
        for (size_t n = 0; functions[i].kind[0] != '\0' && n < COUNT(made_up); n++)
            expect_refused(&functions[i], made_up[n]);
    EXPECT_EQ(iostx_live_objects(), before);
    EXPECT(store_info().folder_count > 0);
    EXPECT_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
}

static void handles_of_another_kind_are_refused_by_every_function_and_stay_alive(void)
{
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX));
    uint64_t before = iostx_live_objects();
    iostx_feid id;

    for (size_t i = 0; i < COUNT(functions); i++) {
        if (functions[i].kind[0] == '\0')
            continue;
        if (strcmp(functions[i].kind, "iostx_store") != 0)
            expect_refused(&functions[i], w.store);
        if (strcmp(functions[i].kind, "iostx_session") != 0)
            expect_refused(&functions[i], w.session);
        if (strcmp(functions[i].kind, "iostx_folder") != 0)
            expect_refused(&functions[i], inbox);
    }
    EXPECT_EQ(iostx_live_objects(), before);
    EXPECT(store_info().folder_count > 0);
    CHECK_OK(iostx_folder_get_id(inbox, &id));
    EXPECT_EQ(innermost(), IOSTX_LR_SYNC_IDLE);
    iostx_folder_free(inbox);
}

static void handles_that_were_freed_are_refused_by_every_function(void)
{
    iostx_store *store = w.store;
    iostx_session *session = w.session;
    iostx_folder *inbox = open_folder(special(IOSTX_FOLDER_INBOX));
    iostx_message *message = open_item(new_item(special(IOSTX_FOLDER_INBOX), "one", "text"), 0);

    iostx_message_free(message);
    iostx_folder_free(inbox);
    close_world();
    for (size_t i = 0; i < COUNT(functions); i++) {
        const char *kind = functions[i].kind;
        void *freed = strcmp(kind, "iostx_store") == 0 ? (void *)store
            : strcmp(kind, "iostx_session") == 0       ? (void *)session
            : strcmp(kind, "iostx_folder") == 0        ? (void *)inbox
            : strcmp(kind, "iostx_message") == 0       ? (void *)message
                                                       : NULL;
        if (freed != NULL)
            expect_refused(&functions[i], freed);
    }
    EXPECT_EQ(iostx_live_objects(), 0);
    open_world();
    check_store();
}

RUN(CASE(the_table_has_all_functions), IN_STORE(nothing_is_refused_by_every_function),
    IN_STORE(made_up_handles_are_refused_by_every_function),
    IN_STORE(handles_of_another_kind_are_refused_by_every_function_and_stay_alive),
    IN_STORE(handles_that_were_freed_are_refused_by_every_function))
