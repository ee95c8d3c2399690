/* The screen: what keys do. */
#include "screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "dialog.h"
#include "keys.h"
#include "loop.h"
#include "options.h"
#include "terminal.h"

/* It is drawn so often at most; bars that only move, so often. */
#define DRAW_EVERY_MS 60
#define MOVE_EVERY_MS 150

/* --- The picture ------------------------------------------------------------------------------------------------------------------ */

/* The rows of the accounts and of the folders of those that are not folded. */
static void list_places(struct screen *screen)
{
    size_t count = screen->model.count, at = 0;
    struct place *places;

    for (size_t i = 0; i < screen->model.count; i++)
        count += screen->model.handlers[i].count;
    places = calloc(count + 1, sizeof(*places));
    if (screen->folded_count != screen->model.count) {
        free(screen->folded);
        screen->folded = calloc(screen->model.count + 1, sizeof(*screen->folded));
        screen->folded_count = screen->model.count;
    }
    free(screen->places);
    screen->places = places;
    for (size_t i = 0; places != NULL && screen->folded != NULL && i < screen->model.count; i++) {
        places[at++] = (struct place){i, SIZE_MAX};
        for (size_t k = 0; !screen->folded[i] && k < screen->model.handlers[i].count; k++)
            places[at++] = (struct place){i, k};
    }
    screen->place_count = at;
}

static void look(struct screen *screen)
{
    iostx_guid handler, error;

    (void)model_load(screen->accounts->manager, &screen->model);
    list_places(screen);
    model_free_log(screen->log, screen->log_count);
    screen->log = model_log(screen->accounts->manager, &screen->log_count);
    model_free_conflicts(screen->conflicts, screen->conflict_count);
    screen->conflicts = model_conflicts(screen->accounts->manager, &screen->conflict_count);
    if (!dialog_is_open(&handler, &error) || screen->asked)
        return;
    if (screen->again || screen->quitting) {
        dialog_answer(screen->again && !screen->quitting);
        screen->again = false;
        return;
    }
    for (size_t i = 0; i < screen->log_count; i++)
        if (same_guid(&screen->log[i].handler, &handler) && same_guid(&screen->log[i].error, &error))
            screen->line = screen->log[i].sequence;
    screen->asked = true;
    screen->view = VIEW_LINE;
}

/* Takes what the manager did; false: the screen is as it was. */
static bool take_events(struct screen *screen)
{
    iostx_syncmgr_event event;
    bool any = false;

    while (accounts_next_event(screen->accounts, &event))
        any = true;
    return any;
}

/* --- What is selected ------------------------------------------------------------------------------------------------------------- */

static const struct place *selected(const struct screen *screen)
{
    size_t at = screen->lists[VIEW_ACCOUNTS].selected;

    return at < screen->place_count ? &screen->places[at] : NULL;
}

static const struct handler *selected_handler(const struct screen *screen)
{
    const struct place *place = selected(screen);

    return place == NULL ? NULL : &screen->model.handlers[place->handler];
}

static const struct item *selected_item(const struct screen *screen)
{
    const struct place *place = selected(screen);

    return place == NULL || place->item == SIZE_MAX ? NULL : &screen->model.handlers[place->handler].items[place->item];
}

/* What the manager refused, on the screen. */
static void said(struct screen *screen, int32_t result)
{
    iostx_error *error = NULL;

    screen->message[0] = '\0';
    if (result >= 0)
        return;
    (void)iostx_syncmgr_get_last_error(screen->accounts->manager, &error);
    snprintf(screen->message, sizeof(screen->message), "%s",
             error != NULL && error->code == result ? error->message : iostx_error_text(result));
    iostx_error_free(error);
}

/* --- Keys of the accounts --------------------------------------------------------------------------------------------------------- */

static void start_selected(struct screen *screen)
{
    const struct handler *handler = selected_handler(screen);
    const struct item *item = selected_item(screen);

    if (handler != NULL)
        said(screen, iostx_syncmgr_start(screen->accounts->manager, &handler->id, item == NULL ? NULL : &item->id, item != NULL));
}

static void stop_selected(struct screen *screen, bool only_item)
{
    const struct handler *handler = selected_handler(screen);
    const struct item *item = only_item ? selected_item(screen) : NULL;

    if (handler == NULL)
        return;
    if (only_item && item == NULL)
        snprintf(screen->message, sizeof(screen->message), "select a folder to skip; c cancels the account");
    else
        said(screen, iostx_syncmgr_stop(screen->accounts->manager, &handler->id, item == NULL ? NULL : &item->id, item != NULL));
}

static void choose_selected(struct screen *screen)
{
    const struct place *place = selected(screen);
    const struct item *item = selected_item(screen);
    iostx_syncmgr_item_options options = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;

    if (place == NULL)
        return;
    if (item == NULL) {
        screen->folded[place->handler] = !screen->folded[place->handler];
        return;
    }
    options.mask = IOSTX_SYNCMGR_ITEMOPTION_CHECKED;
    options.checked = item->checked ? IOSTX_SYNCMGRITEMSTATE_UNCHECKED : IOSTX_SYNCMGRITEMSTATE_CHECKED;
    said(screen, iostx_syncmgr_set_item_options(screen->accounts->manager, &selected_handler(screen)->id, &item->id, &options));
}

static void disable_selected(struct screen *screen)
{
    static const char reason[] = "by the user";
    const struct handler *handler = selected_handler(screen);
    const struct item *item = selected_item(screen);
    iostx_syncmgr_item_options options = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;

    if (handler == NULL)
        return;
    if (item == NULL) {
        said(screen, iostx_syncmgr_set_handler_enabled(screen->accounts->manager, &handler->id, !handler->enabled,
                                                       handler->enabled ? reason : NULL));
        return;
    }
    options.mask = IOSTX_SYNCMGR_ITEMOPTION_ENABLED;
    options.enabled = !item->enabled;
    options.reason = item->enabled ? reason : NULL;
    said(screen, iostx_syncmgr_set_item_options(screen->accounts->manager, &handler->id, &item->id, &options));
}

/* Opens a line of the log; again: only tries again what it is about. One that cannot be opened is shown in full. */
static void open_line(struct screen *screen, const struct log_line *line, bool again)
{
    screen->message[0] = '\0';
    if (line->can_open) {
        screen->again = again;
        said(screen, iostx_syncmgr_show_error(screen->accounts->manager, &line->handler, &line->error, NULL));
    } else if (again) {
        snprintf(screen->message, sizeof(screen->message), "this cannot be tried again by itself; run the account");
    } else {
        screen->line = line->sequence;
        screen->asked = false;
        screen->view = VIEW_LINE;
    }
}

/* The newest line about what is selected. */
static void open_selected(struct screen *screen, bool again)
{
    const struct handler *handler = selected_handler(screen);
    const struct item *item = selected_item(screen);

    if (handler == NULL)
        return;
    for (size_t i = 0; i < screen->log_count; i++) {
        const struct log_line *line = &screen->log[i];

        if (same_guid(&line->handler, &handler->id) && (item == NULL || same_guid(&line->item, &item->id)) &&
            (!again || line->can_open)) {
            open_line(screen, line, again);
            return;
        }
    }
    snprintf(screen->message, sizeof(screen->message), again ? "no error of it can be tried again" : "the log has nothing about it");
}

static void key_in_accounts(struct screen *screen, int key)
{
    switch (key) {
    case 'r':
        start_selected(screen);
        break;
    case 'a':
        said(screen, iostx_syncmgr_start(screen->accounts->manager, NULL, NULL, 0));
        break;
    case 's':
        stop_selected(screen, true);
        break;
    case 'c':
        stop_selected(screen, false);
        break;
    case 'C':
        said(screen, iostx_syncmgr_stop(screen->accounts->manager, NULL, NULL, 0));
        break;
    case ' ':
        choose_selected(screen);
        break;
    case 'd':
        disable_selected(screen);
        break;
    case 't':
        open_selected(screen, true);
        break;
    case KEY_ENTER:
        if (selected_item(screen) == NULL)
            choose_selected(screen);
        else
            open_selected(screen, false);
        break;
    default:
        break;
    }
}

/* --- Keys of the other views ------------------------------------------------------------------------------------------------------ */

static void key_in_errors(struct screen *screen, int key)
{
    size_t at = screen->lists[VIEW_ERRORS].selected;

    if (key == 'x')
        said(screen, iostx_syncmgr_clear_errors(screen->accounts->manager, NULL));
    else if (at < screen->log_count && (key == KEY_ENTER || key == 't'))
        open_line(screen, &screen->log[at], key == 't');
}

static void key_in_conflicts(struct screen *screen, int key)
{
    static const struct {
        int key;
        uint32_t choice;
    } choices[] = {
        {'l', IOSTX_RFC_KEEPLOCAL},  {'n', IOSTX_RFC_KEEPNETWORK},  {'b', IOSTX_RFC_KEEPBOTH},
        {'L', IOSTX_RFC_KEEPLOCAL | IOSTX_RFC_APPLY_TO_ALL},        {'N', IOSTX_RFC_KEEPNETWORK | IOSTX_RFC_APPLY_TO_ALL},
        {'B', IOSTX_RFC_KEEPBOTH | IOSTX_RFC_APPLY_TO_ALL},
    };
    size_t at = screen->lists[VIEW_CONFLICTS].selected;

    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]) && at < screen->conflict_count; i++)
        if (choices[i].key == key)
            said(screen, iostx_syncmgr_resolve_conflicts(screen->accounts->manager, &screen->conflicts[at].handler,
                                                         &screen->conflicts[at].id, 1, choices[i].choice));
}

static void close_line(struct screen *screen, bool again)
{
    if (screen->asked)
        dialog_answer(again);
    screen->asked = false;
    screen->view = again ? VIEW_ACCOUNTS : VIEW_ERRORS;
}

static void quit(struct screen *screen)
{
    if (screen->asked)
        close_line(screen, false);
    screen->quitting = true;
    screen->view = VIEW_ACCOUNTS;
    (void)iostx_syncmgr_stop(screen->accounts->manager, NULL, NULL, 0);
}

static bool moves(struct screen *screen, int key)
{
    struct listing *list = &screen->lists[screen->view];
    size_t rows = screen_rows(screen, screen->view), page = screen->frame.height > 6 ? screen->frame.height - 6 : 1;

    switch (key) {
    case KEY_UP:
    case 'k':
        list->selected -= list->selected > 0;
        return true;
    case KEY_DOWN:
    case 'j':
        list->selected += list->selected + 1 < rows;
        return true;
    case KEY_PAGE_UP:
        list->selected -= list->selected > page ? page : list->selected;
        return true;
    case KEY_PAGE_DOWN:
        list->selected = list->selected + page < rows ? list->selected + page : rows > 0 ? rows - 1 : 0;
        return true;
    case KEY_HOME:
        list->selected = 0;
        return true;
    case KEY_END:
        list->selected = rows > 0 ? rows - 1 : 0;
        return true;
    default:
        return false;
    }
}

static void key(struct screen *screen, int key)
{
    if (moves(screen, key))
        return;
    if (key == 'q') {
        quit(screen);
        return;
    }
    if (screen->view == VIEW_LINE && (key == KEY_ESCAPE || key == KEY_ENTER || (key == 'r' && screen->asked))) {
        close_line(screen, key == 'r');
        return;
    }
    if (screen->view == VIEW_LINE)
        return;
    screen->message[0] = '\0';
    if (key == KEY_ESCAPE)
        screen->view = VIEW_ACCOUNTS;
    else if (key == 'e')
        screen->view = VIEW_ERRORS;
    else if (key == 'o')
        screen->view = VIEW_CONFLICTS;
    else if (key == '?')
        screen->view = VIEW_HELP;
    else if (screen->view == VIEW_ACCOUNTS)
        key_in_accounts(screen, key);
    else if (screen->view == VIEW_ERRORS)
        key_in_errors(screen, key);
    else if (screen->view == VIEW_CONFLICTS)
        key_in_conflicts(screen, key);
}

/* --- The loop --------------------------------------------------------------------------------------------------------------------- */

static bool is_idle(const struct screen *screen)
{
    for (size_t i = 0; i < screen->model.count; i++) {
        uint32_t state = screen->model.handlers[i].state;

        if (state != IOSTX_SYNCMGR_STATE_IDLE && state != IOSTX_SYNCMGR_STATE_UNAVAILABLE)
            return false;
    }
    return true;
}

/* What came from outside; false: the screen ends at once. */
static bool take(struct screen *screen, unsigned came)
{
    bool readable = (came & LOOP_KEYS) != 0;
    int next;

    if (came & LOOP_END) {
        if (screen->quitting)
            return false;
        screen->interrupted = true;
        quit(screen);
    }
    if (came & LOOP_SUSPEND) {
        terminal_leave();
        loop_suspend();
        came |= LOOP_RESIZE;
        if (!terminal_enter())
            return false;
    }
    /* Whatever changed the size, or wrote on the terminal meanwhile: all is drawn anew. */
    if (came & LOOP_RESIZE)
        screen->frame.width = 0;
    while ((next = keys_next(&readable)) != KEY_NONE) {
        if (next == KEY_CLOSED || (next == 'q' && screen->quitting))
            return false;
        key(screen, next);
        look(screen);
    }
    return true;
}

static void watch(struct screen *screen)
{
    long long drawn = 0;
    bool dirty = true;

    for (;;) {
        long long now = loop_milliseconds();
        int timeout = -1;
        unsigned came;

        if (dirty && now - drawn >= DRAW_EVERY_MS) {
            look(screen);
            screen->tick = (unsigned)(now / MOVE_EVERY_MS);
            screen_draw(screen);
            drawn = now;
            dirty = false;
            if (screen->quitting && is_idle(screen))
                break;
        }
        if (dirty)
            timeout = (int)(drawn + DRAW_EVERY_MS - now);
        else if (screen->model.running > 0)
            timeout = MOVE_EVERY_MS;
        came = loop_wait(timeout, true);
        if (!take(screen, came))
            break;
        dirty = take_events(screen) || came != 0 || dirty || screen->model.running > 0;
    }
}

int screen_run(struct accounts *accounts)
{
    struct screen screen = {.accounts = accounts};

    screen.frame = (struct frame){.utf8 = terminal_has_utf8(), .colours = terminal_has_colours()};
    if (!terminal_enter()) {
        fputs("iostx-syncmgr: the terminal cannot be used\n", stderr);
        return EXIT_UNUSABLE;
    }
    watch(&screen);
    terminal_leave();
    dialog_end();
    model_free(&screen.model);
    model_free_log(screen.log, screen.log_count);
    model_free_conflicts(screen.conflicts, screen.conflict_count);
    frame_free(&screen.frame);
    free(screen.places);
    free(screen.folded);
    return screen.interrupted ? EXIT_INTERRUPTED : EXIT_DONE;
}
