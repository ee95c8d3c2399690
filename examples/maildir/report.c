#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "charset.h"

void report_init(struct report *report, bool json, bool verbose)
{
    *report = (struct report){.json = json, .verbose = verbose, .terminal = !json && isatty(STDOUT_FILENO)};
    if (json || !report->terminal)
        setvbuf(stdout, NULL, _IOLBF, 0);
}

/* --- Writing ---------------------------------------------------------------------------------------------------------------- */

/* Names come from outside: control characters would move the cursor of a terminal. */
static void print_plain(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        fputc((unsigned char)*text < 0x20 || *text == 0x7F ? '?' : *text, out);
}

static void print_json_text(const char *text)
{
    struct buffer utf8 = {0};

    charset_to_utf8("utf-8", text, strlen(text), &utf8);
    putchar('"');
    for (size_t i = 0; i < utf8.size; i++) {
        unsigned char c = (unsigned char)utf8.data[i];

        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
    buffer_free(&utf8);
}

static void json_begin(const char *event)
{
    printf("{\"event\":\"%s\"", event);
}

static void json_text(const char *name, const char *text)
{
    if (text == NULL)
        return;
    printf(",\"%s\":", name);
    print_json_text(text);
}

static void json_number(const char *name, uint64_t number)
{
    printf(",\"%s\":%" PRIu64, name, number);
}

static void json_end(void)
{
    puts("}");
}

static void json_counts(const struct counts *counts)
{
    json_number("items", counts->items);
    json_number("flags", counts->flags);
    json_number("deletions", counts->deletions);
    json_number("failed", counts->failed);
    json_number("later", counts->later);
}

static void print_count(uint64_t count, const char *what, bool *first)
{
    if (count == 0)
        return;
    printf("%s%" PRIu64 " %s", *first ? "" : ", ", count, what);
    *first = false;
}

/* --- Lines ------------------------------------------------------------------------------------------------------------------ */

static void add(struct counts *sum, const struct counts *counts)
{
    sum->items += counts->items;
    sum->flags += counts->flags;
    sum->deletions += counts->deletions;
    sum->failed += counts->failed;
    sum->later += counts->later;
}

void report_folder(struct report *report, const char *way, const char *folder, const struct counts *counts)
{
    bool first = true;

    if (counts->items + counts->flags + counts->deletions + counts->failed + counts->later == 0)
        return;
    add(way[0] == 'u' ? &report->up : &report->down, counts);
    if (report->quiet)
        return;
    if (report->json) {
        json_begin("folder");
        json_text("way", way);
        json_text("folder", folder);
        json_counts(counts);
        json_end();
        return;
    }
    progress_clear(report);
    printf("%-5s", way);
    print_plain(stdout, folder);
    fputs(": ", stdout);
    print_count(counts->items, counts->items == 1 ? "item" : "items", &first);
    print_count(counts->flags, counts->flags == 1 ? "change of flags" : "changes of flags", &first);
    print_count(counts->deletions, "deleted", &first);
    print_count(counts->failed, "failed", &first);
    print_count(counts->later, "put off: changed meanwhile", &first);
    putchar('\n');
}

void report_hierarchy(struct report *report, const char *way, const char *what, const char *folder, const char *detail)
{
    if (way[0] == 'u')
        report->folders_up++;
    else
        report->folders_down++;
    report_plan(report, way, what, folder, NULL, detail);
}

void report_item(struct report *report, const char *way, const char *what, const char *folder, iostx_bytes item)
{
    char name[256];

    if (!report->verbose)
        return;
    snprintf(name, sizeof(name), "%.*s", (int)item.size, item.data == NULL ? "" : (const char *)item.data);
    report_plan(report, way, what, folder, name, NULL);
}

void report_plan(struct report *report, const char *way, const char *what, const char *folder, const char *item, const char *detail)
{
    if (report->quiet)
        return;
    if (report->json) {
        json_begin(item == NULL ? "hierarchy" : "item");
        json_text("way", way);
        json_text("what", what);
        json_text("folder", folder);
        json_text("item", item);
        json_text("detail", detail);
        json_end();
        return;
    }
    progress_clear(report);
    printf("%-5s", way);
    print_plain(stdout, folder);
    if (item != NULL) {
        putchar('/');
        print_plain(stdout, item);
    }
    printf(": %s%s", item == NULL ? "folder " : "", what);
    if (detail != NULL) {
        fputs(", ", stdout);
        print_plain(stdout, detail);
    }
    putchar('\n');
}

void report_failure(struct report *report, const char *folder, const char *item, int32_t code, const char *text)
{
    report->failed++;
    if (report->quiet) {
        if (report->on_failure != NULL)
            report->on_failure(report->userdata, folder, item, code, text);
        return;
    }
    if (report->json) {
        json_begin("failed");
        json_text("folder", folder);
        json_text("item", item);
        printf(",\"code\":\"0x%08" PRIX32 "\"", (uint32_t)code);
        json_text("name", iostx_error_name(code));
        json_text("text", text);
        json_end();
        return;
    }
    progress_clear(report);
    fflush(stdout);
    fputs("failed: ", stderr);
    if (folder != NULL)
        print_plain(stderr, folder);
    if (item != NULL) {
        fputc('/', stderr);
        print_plain(stderr, item);
    }
    if (folder != NULL || item != NULL)
        fputs(": ", stderr);
    print_plain(stderr, text != NULL && *text != '\0' ? text : iostx_error_text(code));
    fprintf(stderr, " (%s)\n", iostx_error_name(code) != NULL ? iostx_error_name(code) : "unknown code");
}

void report_note(struct report *report, const char *folder, const char *text)
{
    if (report->quiet)
        return;
    if (report->json) {
        json_begin("note");
        json_text("folder", folder);
        json_text("text", text);
        json_end();
        return;
    }
    progress_clear(report);
    if (folder != NULL) {
        print_plain(stdout, folder);
        fputs(": ", stdout);
    }
    print_plain(stdout, text);
    putchar('\n');
}

void report_remark(struct report *report, const char *folder, const char *text)
{
    if (report->verbose)
        report_note(report, folder, text);
}

static uint64_t changes(const struct counts *counts)
{
    return counts->items + counts->flags + counts->deletions;
}

void report_sum(struct report *report, const struct sum *sum)
{
    if (report->json) {
        json_begin("sum");
        json_text("state", sum->state);
        json_number("folders", sum->folders);
        json_number("items", sum->items);
        json_number("uploaded", changes(&report->up));
        json_number("downloaded", changes(&report->down));
        json_number("conflicts", sum->conflicts);
        json_number("failed", report->failed);
        json_number("held", sum->held);
        json_number("wanted", sum->wanted);
        json_number("pending", sum->pending);
        printf(",\"seconds\":%.3f", sum->seconds);
        json_end();
        return;
    }
    progress_clear(report);
    printf("%s: %" PRIu64 " folders, %" PRIu64 " items, %" PRIu64 " uploaded, %" PRIu64 " downloaded, %" PRIu64 " conflicts kept", sum->state,
           sum->folders, sum->items, changes(&report->up), changes(&report->down), sum->conflicts);
    if (report->failed > 0)
        printf(", %" PRIu64 " failed", report->failed);
    if (sum->held > 0)
        printf(", %" PRIu64 " deletions held", sum->held);
    if (sum->wanted > 0)
        printf(", %" PRIu64 " still to be fetched", sum->wanted);
    printf(", %" PRIu64 " pending, %.1f s\n", sum->pending, sum->seconds);
}
