/*
 * The kit of the C suite: named cases, checks, and a closing line.
 *
 * Each case runs in a process and an empty directory of its own, so that one that crashes, hangs or leaks spoils no other, and
 * nothing stays behind. It passes if no check failed and iostx_live_objects() is zero at its end.
 *
 *     program             runs all cases; last line "N passed, N failed"; exit code 0 if none failed
 *     program NAME...     runs those
 *     program --list      names them
 *
 * Environment:
 *     TEST_SECONDS=N      the time that one case may take (default 300)
 *     TEST_TOGETHER=N     so many cases in one process while they pass, so that valgrind translates the library once for all of them
 *     TEST_FEWER=N        what is done many times over is done so many times less often
 *     TEST_IN_PROCESS=1   no process but the program itself, in the directory where it is started: for a debugger
 */
#ifndef TEST_H
#define TEST_H

#include <iostx.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct test_case {
    const char *name;
    void (*run)(void);
    /* Called before and after run, or NULL. */
    void (*before)(void);
    void (*after)(void);
} test_case;

/* Entries of a table of cases. */
#define CASE(function) { #function, function, NULL, NULL }
#define CASE_IN(function, before, after) { #function, function, before, after }

int test_main(const test_case *cases, size_t count, int argc, char **argv);

/* How many cases a program may have. */
#define TEST_MOST_CASES 256

/* The main function of a subject: RUN(CASE(a), CASE(b)); or, where a program has many subjects (joined.c.in), its table of cases. */
#ifdef TEST_SUBJECT
#define RUN(...) TEST_CASES_OF(TEST_SUBJECT)[] = { __VA_ARGS__, { NULL, NULL, NULL, NULL } };
#define TEST_CASES_OF(subject) TEST_CASES_OF_(subject)
#define TEST_CASES_OF_(subject) extern const test_case cases_of_##subject[]; const test_case cases_of_##subject
#else
#define RUN(...)                                                                    \
    int main(int argc, char **argv)                                                 \
    {                                                                               \
        static const test_case cases[] = { __VA_ARGS__ };                           \
        return test_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);      \
    }
#endif

/* The directory of the running case. */
const char *test_dir(void);

/* A path in it; the text lives until the fourth next call. */
const char *test_path(const char *name);

/* A whole file, to be freed; NULL and 0 if it is not there. Writing it anew. */
unsigned char *test_read_file(const char *path, size_t *size);
void test_write_file(const char *path, const void *data, size_t size);
/* A number for the contents of a file; 0 if it is not there or empty. */
uint64_t test_file_digest(const char *path);

/* Printed with the checks that fail from now on, for tables; NULL for none. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
void test_context(const char *format, ...);

/* Called when a check fails, to say what the library says about it; NULL for none. */
void test_on_failure(void (*say_more)(void));

/* Whether a check of this case failed. */
bool test_failed(void);

/* Ends the case at once, as failed. */
#if defined(__GNUC__)
__attribute__((noreturn))
#endif
void test_abandon(void);

/* How often a case is to do what it does many times over. */
int test_rounds(int usually);

/* Starts a process of the case: true in the new one, which runs on and must end in one of the next two. */
bool test_fork(int *process);
void test_process_exit(void);
/* Ends it as a crash would: nothing is ended or freed. */
void test_process_crash(void);
/* Waits for it; a process that did not end well is a failed check. */
void test_process_join(int process);

/* --- Checks: CHECK ends the case when it fails, EXPECT lets it go on. Each prints file, line and values. ------------------------ */

#define CHECK(condition) TEST_FATAL(test_true((condition), #condition, __FILE__, __LINE__))
#define EXPECT(condition) (void)test_true((condition), #condition, __FILE__, __LINE__)

/* Integers: what was got, what it is to be. */
#define CHECK_EQ(got, want) TEST_FATAL(TEST_EQUAL(got, want))
#define EXPECT_EQ(got, want) (void)TEST_EQUAL(got, want)

/* Result codes. */
#define CHECK_CODE(call, want) TEST_FATAL(test_code((call), (want), #call, __FILE__, __LINE__))
#define EXPECT_CODE(call, want) (void)test_code((call), (want), #call, __FILE__, __LINE__)
#define CHECK_OK(call) CHECK_CODE(call, IOSTX_S_OK)

/* Texts that end with a NUL; NULL is a text of its own. */
#define CHECK_TEXT(got, want) TEST_FATAL(test_text((got), (want), #got, __FILE__, __LINE__))
#define EXPECT_TEXT(got, want) (void)test_text((got), (want), #got, __FILE__, __LINE__)

/* An iostx_bytes, against a text. */
#define CHECK_BYTES(got, want) TEST_FATAL(test_bytes((got), (want), #got, __FILE__, __LINE__))
#define EXPECT_BYTES(got, want) (void)test_bytes((got), (want), #got, __FILE__, __LINE__)

/* Memory: structures without padding, buffers. */
#define CHECK_MEMORY(got, want, size) TEST_FATAL(test_memory((got), (want), (size), #got, __FILE__, __LINE__))

#define TEST_FATAL(check) do { if (!(check)) test_abandon(); } while (0)
#define TEST_EQUAL(got, want) test_equal((long long)(got), (long long)(want), #got, __FILE__, __LINE__)

bool test_true(bool condition, const char *text, const char *file, int line);
bool test_equal(long long got, long long want, const char *text, const char *file, int line);
bool test_code(int32_t got, int32_t want, const char *text, const char *file, int line);
bool test_text(const char *got, const char *want, const char *text, const char *file, int line);
bool test_bytes(iostx_bytes got, const char *want, const char *text, const char *file, int line);
bool test_memory(const void *got, const void *want, size_t size, const char *text, const char *file, int line);

#endif
