#include "follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cells.h"
#include "columns.h"
#include "frame.h"
#include "loop.h"
#include "model.h"
#include "terminal.h"
#include "words.h"

/* The bars are drawn so often at most. */
#define DRAW_EVERY_MS 100

/* What is followed of an account. */
struct followed {
    const struct account *account;
    bool wanted; /* It is to run, and has not ended. */
    long long begun;
};

struct follow {
    struct accounts *accounts;
    const struct options *options;
    struct followed *list;
    struct model model;
    struct frame frame;
    struct buffer above; /* Lines that stand above the bars next time. */
    bool bars;
    unsigned tick;
    int64_t logged; /* The last line of the log that was told of. */
    bool incomplete, interrupted;
};

/* --- Writing ---------------------------------------------------------------------------------------------------------------------- */

void follow_write(const struct buffer *line)
{
    if (!line->failed && line->size > 0) {
        (void)fwrite(line->data, 1, line->size, stdout);
        (void)putchar('\n');
        (void)fflush(stdout);
    }
}

static void say(struct follow *follow, const char *account, const char *text)
{
    struct buffer line = {0};

    add_visible(&line, account, strlen(account));
    buffer_add_text(&line, ": ");
    add_visible(&line, text, strlen(text));
    if (follow->bars) {
        buffer_add(&follow->above, line.data, line.size);
        buffer_add_text(&follow->above, "\033[K\r\n");
    } else {
        follow_write(&line);
    }
    buffer_free(&line);
}

static void json_line_begin(struct json *json, struct buffer *line, const char *event, const char *account)
{
    *line = (struct buffer){0};
    *json = (struct json){.out = line};
    json_begin(json, '{');
    json_key_text(json, "event", event);
    json_key_text(json, "account", account);
}

static void json_line_end(struct json *json, struct buffer *line)
{
    json_end(json, '}');
    follow_write(line);
    buffer_free(line);
}

/* --- What happened ---------------------------------------------------------------------------------------------------------------- */

static struct followed *find(struct follow *follow, const iostx_guid *handler)
{
    for (size_t i = 0; i < follow->accounts->count; i++)
        if (same_guid(&follow->list[i].account->id, handler))
            return &follow->list[i];
    return NULL;
}

static void on_started(struct follow *follow, struct followed *followed)
{
    struct buffer line;
    struct json json;

    followed->begun = loop_milliseconds();
    if (follow->options->json) {
        json_line_begin(&json, &line, "started", followed->account->config->name);
        json_line_end(&json, &line);
    } else {
        say(follow, followed->account->config->name, "begins");
    }
}

static void on_progress(struct follow *follow, const struct followed *followed, const iostx_syncmgr_event *event)
{
    const struct item *item;
    struct buffer line;
    struct json json;

    if (!follow->options->json)
        return;
    item = model_item(model_handler(&follow->model, &event->handler_id), &event->item_id);
    json_line_begin(&json, &line, "progress", followed->account->config->name);
    json_key_text(&json, "folder", item == NULL ? "" : item->name);
    json_key_text(&json, "status", status_name(event->status));
    json_key(&json, "value");
    json_number(&json, event->prog_value);
    json_key(&json, "max");
    json_number(&json, event->max_value);
    json_line_end(&json, &line);
}

/* Tells of the lines of the log that came since. */
static void on_logged(struct follow *follow)
{
    size_t count;
    struct log_line *lines = model_log(follow->accounts->manager, &count);

    for (size_t i = count; i-- > 0;) {
        const struct handler *handler = model_handler(&follow->model, &lines[i].handler);
        const struct item *item = model_item(handler, &lines[i].item);
        const char *name = handler == NULL ? "" : handler->name, *text = lines[i].text == NULL ? "" : lines[i].text;
        struct buffer line = {0};
        struct json json;

        if (lines[i].sequence <= follow->logged)
            continue;
        follow->logged = lines[i].sequence;
        if (follow->options->json) {
            json_line_begin(&json, &line, "logged", name);
            if (item != NULL)
                json_key_text(&json, "folder", item->name);
            json_key_text(&json, "level", level_name(lines[i].level));
            json_key_text(&json, "text", text);
            json_line_end(&json, &line);
            continue;
        }
        buffer_add_text(&line, level_name(lines[i].level));
        buffer_add_text(&line, ": ");
        if (item != NULL) {
            buffer_add_text(&line, item->name);
            buffer_add_text(&line, ": ");
        }
        buffer_add_text(&line, text);
        if (line.data != NULL)
            say(follow, name, line.data);
        buffer_free(&line);
    }
    model_free_log(lines, count);
}

static void count_folders(const struct handler *handler, unsigned counts[3])
{
    for (size_t i = 0; handler != NULL && i < handler->count; i++) {
        const struct item *item = &handler->items[i];

        if (!item->checked || !item->enabled)
            continue;
        counts[0] += item->status == IOSTX_SYNCMGRSTATUS_SUCCEEDED;
        counts[1] += item->status == IOSTX_SYNCMGRSTATUS_FAILED;
        counts[2] += item->status == IOSTX_SYNCMGRSTATUS_SKIPPED;
    }
}

static void on_ended(struct follow *follow, struct followed *followed, uint32_t outcome, int32_t code)
{
    const char *name = followed->account->config->name;
    long long taken = followed->begun == 0 ? 0 : loop_milliseconds() - followed->begun;
    unsigned counts[3] = {0};
    char text[WORDS_MAX];
    struct buffer line;
    struct json json;
    bool well = (outcome == IOSTX_SYNCMGR_OUTCOME_SUCCEEDED && code == IOSTX_S_OK) || outcome == IOSTX_SYNCMGR_OUTCOME_NOTHING;

    followed->wanted = false;
    followed->begun = 0;
    follow->incomplete = follow->incomplete || !well;
    count_folders(model_handler(&follow->model, &followed->account->id), counts);
    if (follow->options->json) {
        json_line_begin(&json, &line, "ended", name);
        json_key_text(&json, "outcome", outcome_name(outcome));
        json_key_text(&json, "code", iostx_error_name(code) != NULL ? iostx_error_name(code) : "");
        json_key(&json, "succeeded");
        json_unsigned(&json, counts[0]);
        json_key(&json, "failed");
        json_unsigned(&json, counts[1]);
        json_key(&json, "skipped");
        json_unsigned(&json, counts[2]);
        json_key(&json, "milliseconds");
        json_number(&json, taken);
        json_line_end(&json, &line);
        return;
    }
    snprintf(text, sizeof(text), "%s", code == IOSTX_S_OK || outcome != IOSTX_SYNCMGR_OUTCOME_SUCCEEDED ? outcome_word(outcome)
                                                                                                        : "in sync but for some items");
    if (outcome == IOSTX_SYNCMGR_OUTCOME_FAILED)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), ": %s", iostx_error_text(code));
    if (counts[0] + counts[1] + counts[2] > 0)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), ", %u folders done", counts[0]);
    if (counts[1] > 0)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), ", %u failed", counts[1]);
    if (counts[2] > 0)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), ", %u skipped", counts[2]);
    snprintf(text + strlen(text), sizeof(text) - strlen(text), ", %.1f s", (double)taken / 1000);
    say(follow, name, text);
}

/* Events were lost: who is at nothing any more has ended. */
static void on_overflow(struct follow *follow)
{
    for (size_t i = 0; i < follow->accounts->count; i++) {
        const struct handler *handler = model_handler(&follow->model, &follow->list[i].account->id);

        if (follow->list[i].wanted && handler != NULL && handler->state == IOSTX_SYNCMGR_STATE_IDLE)
            on_ended(follow, &follow->list[i], handler->outcome, handler->result);
    }
    on_logged(follow);
}

static void on_event(struct follow *follow, const iostx_syncmgr_event *event)
{
    struct followed *followed = find(follow, &event->handler_id);

    if (event->kind == IOSTX_SYNCMGR_EVENT_OVERFLOW)
        on_overflow(follow);
    if (followed == NULL)
        return;
    switch (event->kind) {
    case IOSTX_SYNCMGR_EVENT_STARTED:
        on_started(follow, followed);
        break;
    case IOSTX_SYNCMGR_EVENT_PROGRESS:
        on_progress(follow, followed, event);
        break;
    case IOSTX_SYNCMGR_EVENT_ERROR_LOGGED:
        on_logged(follow);
        break;
    case IOSTX_SYNCMGR_EVENT_ENDED:
        on_ended(follow, followed, event->status, event->code);
        break;
    default:
        break;
    }
}

static void take_events(struct follow *follow)
{
    iostx_syncmgr_event event;

    while (accounts_next_event(follow->accounts, &event)) {
        /* What the others say is looked up in the picture as it is now. */
        if (event.kind != IOSTX_SYNCMGR_EVENT_PROGRESS)
            (void)model_load(follow->accounts->manager, &follow->model);
        on_event(follow, &event);
    }
}

/* --- The bars --------------------------------------------------------------------------------------------------------------------- */

static void draw_bar(struct follow *follow, size_t at, const char *name, unsigned part, bool moving, const char *words)
{
    struct frame *frame = &follow->frame;
    size_t bar = frame->width >= 60 ? 24 : frame->width >= 36 ? 10 : 0;
    char percent[16];

    frame_line(frame, at, false);
    frame_cell(frame, STYLE_TITLE, name, frame->width >= 60 ? 16 : 10, false);
    frame_text(frame, STYLE_PLAIN, " ");
    frame_bar(frame, part, bar, moving, follow->tick);
    snprintf(percent, sizeof(percent), "%4u %%  ", part / 10);
    frame_text(frame, STYLE_PLAIN, percent);
    frame_text(frame, STYLE_DIM, words);
}

static void draw(struct follow *follow)
{
    struct terminal_size size = terminal_size();
    size_t lines = 0, running = 0;
    uint64_t value = 0, max = 0;

    if (!follow->bars)
        return;
    if (size.width - 1 != follow->frame.width || follow->frame.height != follow->accounts->count + 1)
        (void)frame_resize(&follow->frame, size.width - 1, follow->accounts->count + 1);
    (void)model_load(follow->accounts->manager, &follow->model);
    frame_begin(&follow->frame);
    follow->tick++;
    for (size_t i = 0; i < follow->accounts->count; i++) {
        const struct handler *handler = model_handler(&follow->model, &follow->list[i].account->id);
        char words[WORDS_MAX];

        if (handler == NULL || !follow->list[i].wanted)
            continue;
        handler_words(handler, words);
        draw_bar(follow, lines++, handler->name, part_of(handler->value, handler->max), false, words);
        value += (uint64_t)handler->value;
        max += (uint64_t)handler->max;
        running++;
    }
    if (running > 1 && max > 0)
        draw_bar(follow, lines++, "overall", (unsigned)(value * 1000 / max), false, "");
    /* More bars than lines would scroll. */
    (void)frame_show_inline(&follow->frame, lines < size.height ? lines : size.height - 1,
                            follow->above.data == NULL ? "" : follow->above.data);
    buffer_clear(&follow->above);
}

/* --- The runs --------------------------------------------------------------------------------------------------------------------- */

static bool is_chosen(const struct follow *follow, const char *name)
{
    for (size_t i = 0; i < follow->options->account_count; i++)
        if (strcmp(follow->options->accounts[i], name) == 0)
            return true;
    return follow->options->account_count == 0;
}

static void start(struct follow *follow)
{
    for (size_t i = 0; i < follow->accounts->count; i++) {
        struct followed *followed = &follow->list[i];
        int32_t result;

        if (!is_chosen(follow, followed->account->config->name))
            continue;
        result = iostx_syncmgr_start(follow->accounts->manager, &followed->account->id, NULL, 0);
        followed->wanted = result >= 0;
        if (result < 0) {
            accounts_say_error(follow->accounts, followed->account->config->name, result);
            follow->incomplete = true;
        }
    }
}

static bool any_wanted(const struct follow *follow)
{
    for (size_t i = 0; i < follow->accounts->count; i++)
        if (follow->list[i].wanted)
            return true;
    return false;
}

static void remember_log(struct follow *follow)
{
    size_t count;
    struct log_line *lines = model_log(follow->accounts->manager, &count);

    follow->logged = count > 0 ? lines[0].sequence : 0;
    model_free_log(lines, count);
}

/* Until all that was asked for has ended; a daemon, until it is told to end. */
static void watch(struct follow *follow)
{
    bool daemon = follow->options->mode == MODE_DAEMON;

    while (daemon ? !follow->interrupted || follow->model.running > 0 : any_wanted(follow)) {
        unsigned came = loop_wait(follow->bars ? DRAW_EVERY_MS : -1, false);

        if (came & LOOP_END && follow->interrupted)
            _exit(EXIT_INTERRUPTED);
        if (came & LOOP_END) {
            follow->interrupted = true;
            (void)iostx_syncmgr_stop(follow->accounts->manager, NULL, NULL, 0);
            (void)model_load(follow->accounts->manager, &follow->model);
        }
        if (came & LOOP_SUSPEND) {
            loop_suspend();
            follow->frame.shown_inline = 0;
        }
        take_events(follow);
        draw(follow);
    }
}

int follow_runs(struct accounts *accounts, const struct options *options)
{
    struct follow follow = {.accounts = accounts, .options = options};

    follow.list = calloc(accounts->count, sizeof(*follow.list));
    if (follow.list == NULL)
        return EXIT_UNUSABLE;
    for (size_t i = 0; i < accounts->count; i++)
        follow.list[i].account = &accounts->list[i];
    follow.bars = options->mode == MODE_ONCE && !options->json && isatty(STDOUT_FILENO);
    follow.frame = (struct frame){.utf8 = terminal_has_utf8(), .colours = terminal_has_colours()};
    (void)model_load(accounts->manager, &follow.model);
    remember_log(&follow);
    if (options->mode == MODE_ONCE)
        start(&follow);
    watch(&follow);
    draw(&follow);
    model_free(&follow.model);
    frame_free(&follow.frame);
    buffer_free(&follow.above);
    free(follow.list);
    if (options->mode == MODE_DAEMON)
        return EXIT_DONE;
    return follow.interrupted ? EXIT_INTERRUPTED : follow.incomplete ? EXIT_INCOMPLETE : EXIT_DONE;
}
