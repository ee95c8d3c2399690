/* What is seen on the screen. */
#include <stdio.h>
#include <string.h>

#include "charset.h"
#include "columns.h"
#include "screen.h"
#include "terminal.h"
#include "words.h"

/* Columns: the name of an account or folder, a bar, its percent, and how it stands. Narrow terminals have no bar. */
struct layout {
    size_t name, bar, percent;
};

static struct layout layout_of(const struct screen *screen)
{
    size_t width = screen->frame.width;
    struct layout out = {.bar = width >= 72 ? 20 : width >= 50 ? 10 : 0, .percent = width >= 50 ? 6 : 0};

    out.name = (width - out.bar - out.percent) * 2 / 5;
    if (out.name < 16)
        out.name = width < 16 ? width : 16;
    if (out.name > 36)
        out.name = 36;
    return out;
}

size_t screen_rows(const struct screen *screen, enum view view)
{
    switch (view) {
    case VIEW_ACCOUNTS:
        return screen->place_count;
    case VIEW_ERRORS:
        return screen->log_count;
    case VIEW_CONFLICTS:
        return screen->conflict_count;
    default:
        return 0;
    }
}

const struct log_line *screen_line(const struct screen *screen)
{
    for (size_t i = 0; i < screen->log_count; i++)
        if (screen->log[i].sequence == screen->line)
            return &screen->log[i];
    return NULL;
}

/* --- Rows ------------------------------------------------------------------------------------------------------------------------- */

static void percent_cell(struct frame *frame, unsigned part, size_t width, bool shown)
{
    char text[16];

    snprintf(text, sizeof(text), "%u %%", part / 10);
    frame_cell(frame, STYLE_PLAIN, shown ? text : "", width, true);
}

static void bar_cell(struct frame *frame, unsigned part, const struct layout *layout, bool shown, bool moving, unsigned tick)
{
    if (shown)
        frame_bar(frame, part, layout->bar, moving, tick);
    else
        frame_cell(frame, STYLE_PLAIN, "", layout->bar, false);
    percent_cell(frame, part, layout->percent, shown && !moving);
    frame_text(frame, STYLE_PLAIN, "  ");
}

static enum style handler_style(const struct handler *handler)
{
    if (model_is_running(handler))
        return STYLE_BUSY;
    switch (handler->outcome) {
    case IOSTX_SYNCMGR_OUTCOME_SUCCEEDED:
        return handler->result == IOSTX_S_OK ? STYLE_GOOD : STYLE_BAD;
    case IOSTX_SYNCMGR_OUTCOME_FAILED:
    case IOSTX_SYNCMGR_OUTCOME_STUCK:
    case IOSTX_SYNCMGR_OUTCOME_INTERRUPTED:
        return STYLE_BAD;
    default:
        return STYLE_DIM;
    }
}

static void draw_handler(struct screen *screen, const struct handler *handler, bool folded, const struct layout *layout)
{
    struct frame *frame = &screen->frame;
    bool utf8 = frame->utf8;
    char words[WORDS_MAX];

    frame_text(frame, STYLE_PLAIN, folded ? utf8 ? "\xE2\x96\xB8 " : "+ " : utf8 ? "\xE2\x96\xBE " : "- ");
    frame_cell(frame, STYLE_TITLE, handler->name, layout->name > 3 ? layout->name - 3 : 0, false);
    frame_text(frame, STYLE_PLAIN, " ");
    bar_cell(frame, part_of(handler->value, handler->max), layout, model_is_running(handler), false, 0);
    handler_words(handler, words);
    frame_text(frame, handler_style(handler), words);
}

static enum style item_style(const struct handler *handler, const struct item *item)
{
    if (!item->enabled || !item->checked)
        return STYLE_DIM;
    switch (item->status) {
    case IOSTX_SYNCMGRSTATUS_SUCCEEDED:
        return STYLE_PLAIN;
    case IOSTX_SYNCMGRSTATUS_FAILED:
        return STYLE_BAD;
    case IOSTX_SYNCMGRSTATUS_UPDATING:
    case IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE:
        return model_is_running(handler) ? STYLE_BUSY : STYLE_DIM;
    default:
        return STYLE_DIM;
    }
}

static void draw_item(struct screen *screen, const struct handler *handler, const struct item *item, const struct layout *layout)
{
    struct frame *frame = &screen->frame;
    bool updating = item->status == IOSTX_SYNCMGRSTATUS_UPDATING || item->status == IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE;
    bool moving = item->status == IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE;
    bool shown = model_is_running(handler) && updating && item->checked && item->enabled;
    char words[WORDS_MAX];

    frame_text(frame, STYLE_PLAIN, !item->enabled ? "  [-] " : item->checked ? "  [x] " : "  [ ] ");
    frame_cell(frame, item->checked && item->enabled ? STYLE_PLAIN : STYLE_DIM, item->name, layout->name > 7 ? layout->name - 7 : 0,
               false);
    frame_text(frame, STYLE_PLAIN, " ");
    bar_cell(frame, item_part(handler, item), layout, shown, moving, screen->tick);
    item_words(handler, item, words);
    frame_text(frame, item_style(handler, item), words);
}

static void draw_error(struct screen *screen, const struct log_line *line)
{
    static const enum style styles[] = {STYLE_PLAIN, STYLE_DIM, STYLE_BUSY, STYLE_BAD};
    struct frame *frame = &screen->frame;
    const struct handler *handler = model_handler(&screen->model, &line->handler);
    const struct item *item = model_item(handler, &line->item);
    char when[WORDS_MAX];
    char who[512];

    snprintf(who, sizeof(who), "%s%s%s", handler == NULL ? "" : handler->name, item == NULL ? "" : "/", item == NULL ? "" : item->name);
    time_words(line->time, when);
    frame_text(frame, STYLE_PLAIN, line->can_open ? "* " : "  ");
    frame_cell(frame, STYLE_DIM, when, frame->width >= 60 ? 16 : 0, false);
    frame_text(frame, STYLE_PLAIN, " ");
    frame_cell(frame, STYLE_TITLE, who, frame->width >= 72 ? 20 : frame->width / 4, false);
    frame_text(frame, STYLE_PLAIN, " ");
    frame_text(frame, styles[line->level <= 3 ? line->level : 0], line->text == NULL ? "" : line->text);
}

static void draw_conflict(struct screen *screen, const struct conflict *conflict)
{
    struct frame *frame = &screen->frame;
    const struct handler *handler = model_handler(&screen->model, &conflict->handler);
    const struct item *item = model_item(handler, &conflict->item);
    size_t who = frame->width >= 72 ? 32 : frame->width / 3;

    frame_cell(frame, STYLE_TITLE, handler == NULL ? "" : handler->name, who / 2, false);
    frame_text(frame, STYLE_PLAIN, " ");
    frame_cell(frame, STYLE_PLAIN, item == NULL ? "" : item->name, who / 2, false);
    frame_text(frame, STYLE_PLAIN, " ");
    frame_text(frame, STYLE_PLAIN, conflict->text == NULL || conflict->text[0] == '\0' ? "(without a subject)" : conflict->text);
}

static void draw_row(struct screen *screen, size_t row, const struct layout *layout)
{
    const struct place *place;

    switch (screen->view) {
    case VIEW_ACCOUNTS:
        place = &screen->places[row];
        if (place->item == SIZE_MAX)
            draw_handler(screen, &screen->model.handlers[place->handler], screen->folded[place->handler], layout);
        else
            draw_item(screen, &screen->model.handlers[place->handler], &screen->model.handlers[place->handler].items[place->item],
                      layout);
        break;
    case VIEW_ERRORS:
        draw_error(screen, &screen->log[row]);
        break;
    default:
        draw_conflict(screen, &screen->conflicts[row]);
    }
}

static void draw_rows(struct screen *screen, size_t first, size_t height)
{
    struct listing *list = &screen->lists[screen->view];
    struct layout layout = layout_of(screen);
    size_t rows = screen_rows(screen, screen->view);

    if (list->selected >= rows)
        list->selected = rows > 0 ? rows - 1 : 0;
    if (list->selected < list->top)
        list->top = list->selected;
    if (height > 0 && list->selected >= list->top + height)
        list->top = list->selected - height + 1;
    if (rows <= height)
        list->top = 0;
    for (size_t i = 0; i < height && list->top + i < rows; i++) {
        bool selected = list->top + i == list->selected;

        frame_line(&screen->frame, first + i, selected);
        draw_row(screen, list->top + i, &layout);
        /* The whole line shows that it is selected. */
        if (selected)
            frame_cell(&screen->frame, STYLE_PLAIN, "", frame_room(&screen->frame), false);
    }
    if (rows == 0) {
        frame_line(&screen->frame, first, false);
        frame_text(&screen->frame, STYLE_DIM, screen->view == VIEW_ERRORS ? "  The log is empty." : "  Nothing waits to be decided.");
    }
}

/* --- Texts ------------------------------------------------------------------------------------------------------------------------ */

/* A text in lines that fit, from a line on; the line after it. Words that do not fit into one are cut by it. */
static size_t draw_wrapped(struct frame *frame, size_t at, size_t end, const char *text)
{
    size_t width = frame->width > 8 ? frame->width - 4 : frame->width;

    while (text[0] != '\0' && at < end) {
        size_t size = 0, columns = 0, space = 0;
        char line[2048];

        while (text[size] != '\0' && size + 8 < sizeof(line)) {
            char one[8] = {0};
            size_t length = charset_utf8_char(text + size, strlen(text + size));

            length = length == 0 ? 1 : length;
            memcpy(one, text + size, length);
            columns += text_width(one);
            if (columns > width)
                break;
            if (one[0] == ' ')
                space = size;
            size += length;
        }
        if (text[size] != '\0' && space > 0)
            size = space;
        if (size == 0)
            break;
        memcpy(line, text, size);
        line[size] = '\0';
        frame_line(frame, at++, false);
        frame_text(frame, STYLE_PLAIN, "  ");
        frame_text(frame, STYLE_PLAIN, line);
        text += size;
        text += strspn(text, " ");
    }
    return at;
}

static void draw_line(struct screen *screen, size_t first, size_t end)
{
    struct frame *frame = &screen->frame;
    const struct log_line *line = screen_line(screen);
    const struct handler *handler = line == NULL ? NULL : model_handler(&screen->model, &line->handler);
    const struct item *item = line == NULL ? NULL : model_item(handler, &line->item);
    char when[WORDS_MAX];

    if (line == NULL) {
        frame_line(frame, first, false);
        frame_text(frame, STYLE_DIM, "  This line of the log is gone.");
        return;
    }
    time_words(line->time, when);
    frame_line(frame, first, false);
    frame_text(frame, STYLE_PLAIN, "  ");
    frame_text(frame, STYLE_TITLE, handler == NULL ? "" : handler->name);
    frame_text(frame, STYLE_PLAIN, item == NULL ? "" : " / ");
    frame_text(frame, STYLE_PLAIN, item == NULL ? "" : item->name);
    frame_text(frame, STYLE_DIM, ", ");
    frame_text(frame, STYLE_DIM, level_name(line->level));
    frame_text(frame, STYLE_DIM, ", ");
    frame_text(frame, STYLE_DIM, when);
    first = draw_wrapped(frame, first + 2, end, line->text == NULL ? "" : line->text);
    if (screen->asked && first + 1 < end)
        (void)draw_wrapped(frame, first + 1, end, "Press r to try again now what this is about; Esc leaves it to the next run.");
}

static void draw_help(struct screen *screen, size_t first, size_t end)
{
    static const struct {
        const char *keys, *what;
    } lines[] = {
        {"up down pgup pgdn home end", "move"},
        {"space", "choose a folder, or not; fold an account"},
        {"r a", "run what is selected; run all accounts"},
        {"s", "skip this folder in the run that is going on"},
        {"c C", "cancel this account's run; cancel all"},
        {"enter", "open the last error of a folder"},
        {"t", "try again what the last error was about"},
        {"d", "disable an account or folder for good, or enable it"},
        {"e", "the error log: * lines can be tried again"},
        {"   enter t x", "open a line; try it again; empty the log"},
        {"o", "conflicts that the stores kept"},
        {"   l n b", "keep the version here; the server's; both"},
        {"   L N B", "the same for all conflicts of the account"},
        {"q", "quit; what runs is cancelled first"},
        {"ctrl-z", "suspend"},
    };
    size_t width = screen->frame.width >= 70 ? 28 : 14;

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]) && first < end; i++) {
        frame_line(&screen->frame, first++, false);
        frame_text(&screen->frame, STYLE_PLAIN, "  ");
        frame_cell(&screen->frame, STYLE_TITLE, lines[i].keys, width, false);
        frame_text(&screen->frame, STYLE_PLAIN, "  ");
        frame_text(&screen->frame, STYLE_PLAIN, lines[i].what);
    }
}

/* --- The frame around ------------------------------------------------------------------------------------------------------------- */

static void draw_title(struct screen *screen)
{
    static const char *const titles[] = {"accounts", "errors", "conflicts", "error", "keys"};
    struct frame *frame = &screen->frame;
    size_t running = screen->model.running, conflicts = 0;
    char right[96];

    for (size_t i = 0; i < screen->model.count; i++)
        conflicts += screen->model.handlers[i].conflicts;
    snprintf(right, sizeof(right), "%zu of %zu running ", running, screen->model.count);
    if (conflicts > 0 && frame->width >= 60)
        snprintf(right, sizeof(right), "%zu %s   %zu of %zu running ", conflicts, conflicts == 1 ? "conflict" : "conflicts", running,
                 screen->model.count);
    frame_line(frame, 0, true);
    frame_text(frame, STYLE_TITLE, " iostx-syncmgr ");
    frame_text(frame, STYLE_PLAIN, titles[screen->view]);
    if (frame_room(frame) > strlen(right))
        frame_cell(frame, STYLE_PLAIN, right, frame_room(frame), true);
    else
        frame_cell(frame, STYLE_PLAIN, "", frame_room(frame), false);
}

static void draw_overall(struct screen *screen, size_t at)
{
    struct frame *frame = &screen->frame;
    struct layout layout = layout_of(screen);
    int64_t value = 0, max = 0;

    for (size_t i = 0; i < screen->model.count; i++) {
        if (model_is_running(&screen->model.handlers[i])) {
            value += screen->model.handlers[i].value;
            max += screen->model.handlers[i].max;
        }
    }
    frame_line(frame, at, false);
    if (screen->message[0] != '\0') {
        frame_text(frame, STYLE_BAD, "  ");
        frame_text(frame, STYLE_BAD, screen->message);
    } else if (screen->model.running > 0) {
        frame_cell(frame, STYLE_TITLE, "  overall", layout.name, false);
        bar_cell(frame, max > 0 ? (unsigned)(value * 1000 / max) : 0, &layout, true, false, 0);
        frame_text(frame, STYLE_DIM, screen->quitting ? "cancelling; q again leaves at once" : "");
    }
}

static void draw_keys(struct screen *screen, size_t at)
{
    static const char *const keys[] = {
        " r run  a all  s skip  c cancel  space choose  enter open  e errors  o conflicts  ? help  q quit",
        " enter open  t try again  x empty the log  esc back",
        " l keep here  n keep server's  b keep both  L N B for all  esc back",
        " r try again  esc back",
        " esc back",
    };

    frame_line(&screen->frame, at, false);
    frame_text(&screen->frame, STYLE_DIM, screen->view == VIEW_LINE && !screen->asked ? " esc back" : keys[screen->view]);
}

void screen_draw(struct screen *screen)
{
    struct terminal_size size = terminal_size();
    struct frame *frame = &screen->frame;
    size_t height;

    if ((size.width != frame->width || size.height != frame->height || frame->lines == NULL) &&
        !frame_resize(frame, size.width, size.height))
        return;
    height = frame->height;
    frame_begin(frame);
    draw_title(screen);
    /* A terminal of a few lines has the list only. */
    if (height > 6) {
        draw_overall(screen, height - 2);
        draw_keys(screen, height - 1);
    }
    if (screen->view == VIEW_LINE)
        draw_line(screen, 2, height > 6 ? height - 3 : height);
    else if (screen->view == VIEW_HELP)
        draw_help(screen, 2, height > 6 ? height - 3 : height);
    else if (height > 6)
        draw_rows(screen, 2, height - 5);
    else
        draw_rows(screen, 1, height > 0 ? height - 1 : 0);
    (void)frame_show(frame);
}
