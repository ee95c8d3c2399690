/*
 * Faults planted on purpose: planted.cmake runs each case and sees to it that the suite tells. A way of running the suite in which
 * one of them passes would find nothing.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

static iostx_values *values_of_an_item(const char **subject)
{
    static const uint32_t tag = IOSTX_PR_SUBJECT;
    iostx_message *message = open_item(new_item(special(IOSTX_FOLDER_INBOX), "a subject", "text"), 0);
    iostx_values *values = NULL;
    const iostx_value *array = NULL;
    size_t count = 0;

    CHECK_OK(iostx_message_get_values(message, &tag, 1, 0, &values));
    CHECK_OK(iostx_values_get(values, &array, &count));
    CHECK_BYTES(array[0].value.bytes, "a subject");
    *subject = (const char *)array[0].value.bytes.data;
    iostx_message_free(message);
    return values;
}

/* --- In every way of running ----------------------------------------------------------------------------------------------------- */

static void a_check_that_fails(void)
{
    EXPECT_EQ(special(IOSTX_FOLDER_INBOX).flags[0], 0xEE);
}

static void a_handle_that_is_not_freed(void)
{
    (void)open_folder(special(IOSTX_FOLDER_INBOX));
}

static void a_result_that_is_not_freed(void)
{
    const char *subject;
    (void)values_of_an_item(&subject);
}

static void a_crash(void)
{
    abort();
}

static void a_check_that_fails_in_a_second_process(void)
{
    int process;
    close_world();
    if (test_fork(&process)) {
        EXPECT(false);
        test_process_exit();
    }
    test_process_join(process);
}

/* --- What only AddressSanitizer and valgrind see --------------------------------------------------------------------------------- */

/* Out of the compiler's sight, so that it neither warns nor drops the access. */
static char *volatile hidden;
static volatile char seen;

static void memory_that_is_lost(void)
{
    hidden = malloc(100);
    hidden = NULL;
}

static void a_write_past_the_end_of_memory(void)
{
    char *memory = malloc(100);
    hidden = memory;
    hidden[100] = 1;
    free(memory);
}

static void a_read_of_a_result_after_it_was_freed(void)
{
    const char *subject;
    iostx_values *values = values_of_an_item(&subject);
    hidden = (char *)(uintptr_t)subject;
    iostx_values_free(values);
    seen = hidden[0];
}

/* Only valgrind. */
static void a_decision_on_memory_that_nobody_wrote(void)
{
    char *memory = malloc(100);
    hidden = memory;
    if (hidden[50] == 'x')
        seen = 'x';
    free(memory);
}

RUN(IN_STORE(a_check_that_fails), IN_STORE(a_handle_that_is_not_freed), IN_STORE(a_result_that_is_not_freed), IN_STORE(a_crash),
    IN_STORE(a_check_that_fails_in_a_second_process), IN_STORE(memory_that_is_lost), IN_STORE(a_write_past_the_end_of_memory),
    IN_STORE(a_read_of_a_result_after_it_was_freed), IN_STORE(a_decision_on_memory_that_nobody_wrote))
