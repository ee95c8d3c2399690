/* Runs the cases. See test.h. */
#include "test.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char case_dir[512];
static char context[256];
static void (*on_failure)(void);
static atomic_uint failures;

/* --- Places and processes -------------------------------------------------------------------------------------------------------- */

const char *test_dir(void)
{
    return case_dir;
}

const char *test_path(const char *name)
{
    static char paths[4][1024];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof(paths[0]), "%s/%s", case_dir, name);
    return path;
}

unsigned char *test_read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *data = NULL;
    long length;

    *size = 0;
    if (file == NULL)
        return NULL;
    CHECK(fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) >= 0 && fseek(file, 0, SEEK_SET) == 0);
    data = malloc((size_t)length + 1);
    CHECK(data != NULL && fread(data, 1, (size_t)length, file) == (size_t)length);
    fclose(file);
    *size = (size_t)length;
    return data;
}

void test_write_file(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL);
    CHECK_EQ(fwrite(data, 1, size, file), size);
    CHECK_EQ(fclose(file), 0);
}

uint64_t test_file_digest(const char *path)
{
    size_t size;
    unsigned char *data = test_read_file(path, &size);
    uint64_t digest = size == 0 ? 0 : UINT64_C(0xCBF29CE484222325) + size;
    for (size_t i = 0; i < size; i++)
        digest = (digest ^ data[i]) * UINT64_C(0x100000001B3);
    free(data);
    return digest;
}

static size_t number_of(const char *variable, size_t otherwise)
{
    const char *text = getenv(variable);
    return text == NULL ? otherwise : (size_t)strtoul(text, NULL, 10);
}

int test_rounds(int usually)
{
    return usually / (int)number_of("TEST_FEWER", 1);
}

/* Every process of a case ends by itself, whatever becomes of the others. */
static void set_time_limit(void)
{
    alarm((unsigned)number_of("TEST_SECONDS", 300));
}

bool test_fork(int *process)
{
    fflush(NULL);
    *process = (int)fork();
    if (*process < 0) {
        perror("fork");
        test_abandon();
    }
    if (*process == 0)
        set_time_limit();
    return *process == 0;
}

void test_process_exit(void)
{
    fflush(NULL);
    exit(test_failed() ? 1 : 0);
}

void test_process_crash(void)
{
    fflush(NULL);
    _exit(test_failed() ? 1 : 0);
}

void test_process_join(int process)
{
    int status = 0;
    CHECK_EQ(waitpid(process, &status, 0), process);
    CHECK_EQ(status, 0);
}

/* --- Checks ---------------------------------------------------------------------------------------------------------------------- */

void test_context(const char *format, ...)
{
    context[0] = '\0';
    if (format != NULL) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(context, sizeof(context), format, arguments);
        va_end(arguments);
    }
}

void test_on_failure(void (*say_more)(void))
{
    on_failure = say_more;
}

bool test_failed(void)
{
    return atomic_load(&failures) > 0;
}

void test_abandon(void)
{
    fflush(NULL);
    _exit(1);
}

/* Begins the line of a failed check. */
static void report(const char *file, int line, const char *text)
{
    const char *name = strrchr(file, '/');
    atomic_fetch_add(&failures, 1);
    printf("  %s:%d: %s", name == NULL ? file : name + 1, line, text);
    if (context[0] != '\0')
        printf(" [%s]", context);
}

static bool finish(void)
{
    void (*say_more)(void) = on_failure;
    printf("\n");
    on_failure = NULL;
    if (say_more != NULL)
        say_more();
    on_failure = say_more;
    fflush(stdout);
    return false;
}

bool test_true(bool condition, const char *text, const char *file, int line)
{
    if (condition)
        return true;
    report(file, line, text);
    printf(": it is not so");
    return finish();
}

bool test_equal(long long got, long long want, const char *text, const char *file, int line)
{
    if (got == want)
        return true;
    report(file, line, text);
    printf(": got %lld (0x%llX), not %lld (0x%llX)", got, (unsigned long long)got, want, (unsigned long long)want);
    return finish();
}

static void print_code(int32_t code)
{
    const char *name = iostx_error_name(code);
    printf("%s (0x%08X)", name == NULL ? "unknown" : name, (unsigned)code);
}

bool test_code(int32_t got, int32_t want, const char *text, const char *file, int line)
{
    if (got == want)
        return true;
    report(file, line, text);
    printf(": got ");
    print_code(got);
    printf(", not ");
    print_code(want);
    return finish();
}

bool test_text(const char *got, const char *want, const char *text, const char *file, int line)
{
    if (got == want || (got != NULL && want != NULL && strcmp(got, want) == 0))
        return true;
    report(file, line, text);
    printf(": got \"%s\", not \"%s\"", got == NULL ? "(NULL)" : got, want == NULL ? "(NULL)" : want);
    return finish();
}

bool test_bytes(iostx_bytes got, const char *want, const char *text, const char *file, int line)
{
    if (got.size == strlen(want) && (got.size == 0 || memcmp(got.data, want, got.size) == 0))
        return true;
    report(file, line, text);
    printf(": got %zu bytes \"%.*s\", not \"%s\"", got.size, got.size > 80 ? 80 : (int)got.size,
        got.data == NULL ? "" : (const char *)got.data, want);
    return finish();
}

bool test_memory(const void *got, const void *want, size_t size, const char *text, const char *file, int line)
{
    const unsigned char *left = got, *right = want;
    size_t at = 0;
    while (at < size && left[at] == right[at])
        at++;
    if (at == size)
        return true;
    report(file, line, text);
    printf(": byte %zu of %zu is 0x%02X, not 0x%02X", at, size, left[at], right[at]);
    return finish();
}

/* --- The runner ------------------------------------------------------------------------------------------------------------------ */

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void remove_tree(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* The case itself, in a directory of its own below `parent`; whether it passed and left nothing alive. No two cases of a process
   have the same path: what is only freed and not closed may end in the background. */
static bool run_here(const test_case *one, const char *parent)
{
    static unsigned number;
    atomic_store(&failures, 0);
    snprintf(case_dir, sizeof(case_dir), "%s/%u", parent, ++number);
    CHECK(mkdir(case_dir, 0700) == 0);
    if (one->before != NULL)
        one->before();
    one->run();
    if (one->after != NULL)
        one->after();
    test_context(NULL);
    EXPECT_EQ(iostx_live_objects(), 0);
    remove_tree(case_dir);
    return !test_failed();
}

static bool tell(const test_case *one, bool passed, const char *why)
{
    printf("%s %s%s\n", passed ? "pass" : "FAIL", one->name, why);
    fflush(stdout);
    return passed;
}

/* Why a process did not end well, if it did not say so itself. */
static const char *reason(int status)
{
    static char text[128];
    text[0] = '\0';
    if (WIFSIGNALED(status))
        snprintf(text, sizeof(text), ": %s", WTERMSIG(status) == SIGALRM ? "took too long" : strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) > 1)
        snprintf(text, sizeof(text), ": its process ended with %d", WEXITSTATUS(status));
    return text;
}

/* A process of its own for these cases, as long as they pass. Each that passed adds a byte to `passed`; the last one is not told
   of here, since what is found at the end of the process counts too. */
static void run_process(const test_case *const *cases, size_t count, const char *dir, int passed)
{
    for (size_t i = 0; i < count; i++) {
        set_time_limit();
        if (!run_here(cases[i], dir))
            exit(1);
        if (i + 1 == count)
            break;
        (void)tell(cases[i], true, "");
        if (write(passed, "", 1) != 1)
            exit(2);
    }
    exit(0);
}

/* Runs the first of these cases in one process; how many it got through. The last of them may have failed. */
static size_t run_some(const test_case *const *cases, size_t count, bool *failed)
{
    const char *parent = getenv("TMPDIR");
    FILE *passed = tmpfile();
    char dir[256];
    int status = 0;
    pid_t process;
    size_t done;

    snprintf(dir, sizeof(dir), "%s/iostx-test.XXXXXX", parent == NULL ? "/tmp" : parent);
    fflush(NULL);
    /* Others may pass through: a case may try as another user. */
    if (passed == NULL || mkdtemp(dir) == NULL || chmod(dir, 0711) != 0 || (process = fork()) < 0) {
        perror(dir);
        exit(2);
    }
    if (process == 0)
        run_process(cases, count, dir, fileno(passed));
    if (waitpid(process, &status, 0) != process) {
        perror("waitpid");
        exit(2);
    }
    done = (size_t)lseek(fileno(passed), 0, SEEK_END);
    fclose(passed);
    remove_tree(dir);
    *failed = !tell(cases[done], status == 0, reason(status));
    return done + 1;
}

static bool is_wanted(const test_case *one, int argc, char **argv)
{
    if (argc < 2)
        return true;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], one->name) == 0)
            return true;
    return false;
}

int test_main(const test_case *cases, size_t count, int argc, char **argv)
{
    const test_case *wanted[TEST_MOST_CASES];
    size_t wanted_count = 0, together = number_of("TEST_TOGETHER", 1), failed_count = 0, some;
    bool failed;

    for (size_t i = 0; i < count; i++)
        if (is_wanted(&cases[i], argc, argv) && wanted_count < sizeof(wanted) / sizeof(wanted[0]))
            wanted[wanted_count++] = &cases[i];
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (size_t i = 0; i < count; i++)
            printf("%s\n", cases[i].name);
        return 0;
    }
    if (number_of("TEST_IN_PROCESS", 0) > 0)
        run_process(wanted, wanted_count, ".", fileno(tmpfile()));
    for (size_t i = 0; i < wanted_count; i += some) {
        some = wanted_count - i < together ? wanted_count - i : together;
        some = run_some(wanted + i, some, &failed);
        failed_count += failed;
    }
    printf("%zu passed, %zu failed\n", wanted_count - failed_count, failed_count);
    return failed_count == 0 && wanted_count > 0 ? 0 : 1;
}
