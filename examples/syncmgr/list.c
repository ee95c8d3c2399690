#include "list.h"

#include <stdio.h>
#include <string.h>

#include "cells.h"
#include "columns.h"
#include "follow.h"
#include "model.h"
#include "times.h"
#include "words.h"

static void json_time(struct json *json, const char *key, uint64_t time)
{
    char text[TIMES_TEXT];

    if (time == 0)
        return;
    times_write_iso(time, text);
    json_key_text(json, key, text);
}

static void show_json(const struct handler *handler)
{
    struct buffer line = {0};
    struct json json = {.out = &line};

    json_begin(&json, '{');
    json_key_text(&json, "account", handler->name);
    json_key_text(&json, "state", state_name(handler->state));
    json_key_text(&json, "outcome", outcome_name(handler->outcome));
    json_key(&json, "enabled");
    json_bool(&json, handler->enabled);
    json_time(&json, "last_run", handler->last_run);
    json_time(&json, "last_success", handler->last_success);
    json_time(&json, "next_run", handler->next_run);
    json_key(&json, "errors");
    json_unsigned(&json, handler->errors);
    json_key(&json, "conflicts");
    json_unsigned(&json, handler->conflicts);
    json_key(&json, "folders");
    json_begin(&json, '[');
    for (size_t i = 0; i < handler->count; i++) {
        const struct item *item = &handler->items[i];

        json_begin(&json, '{');
        json_key_text(&json, "folder", item->name);
        json_key(&json, "chosen");
        json_bool(&json, item->checked);
        json_key(&json, "enabled");
        json_bool(&json, item->enabled);
        json_key_text(&json, "status", status_name(item->status));
        json_time(&json, "last_success", item->last_success);
        json_end(&json, '}');
    }
    json_end(&json, ']');
    json_end(&json, '}');
    follow_write(&line);
    buffer_free(&line);
}

static void show_line(const char *mark, const char *name, const char *words)
{
    struct buffer line = {0}, visible = {0};
    size_t width = terminal_width();

    add_visible(&visible, name, strlen(name));
    buffer_add_text(&line, mark);
    add_fitted(&line, visible.data == NULL ? "" : visible.data, 32 - strlen(mark), false);
    buffer_add_text(&line, "  ");
    if (width > 40) {
        struct buffer rest = {0};

        add_visible(&rest, words, strlen(words));
        if (text_width(words) > width - 34)
            add_fitted(&line, rest.data == NULL ? "" : rest.data, width - 34, false);
        else
            buffer_add_text(&line, rest.data == NULL ? "" : rest.data);
        buffer_free(&rest);
    } else {
        add_visible(&line, words, strlen(words));
    }
    follow_write(&line);
    buffer_free(&visible);
    buffer_free(&line);
}

static void show_text(const struct handler *handler)
{
    char words[WORDS_MAX];

    handler_words(handler, words);
    show_line("", handler->name, words);
    for (size_t i = 0; i < handler->count; i++) {
        const struct item *item = &handler->items[i];

        item_words(handler, item, words);
        show_line(!item->enabled ? "  [-] " : item->checked ? "  [x] " : "  [ ] ", item->name, words);
    }
}

int list_show(struct accounts *accounts, const struct options *options)
{
    struct model model = {0};

    if (!model_load(accounts->manager, &model)) {
        accounts_say_error(accounts, "the list", IOSTX_MAPI_E_CALL_FAILED);
        return EXIT_UNUSABLE;
    }
    for (size_t i = 0; i < model.count; i++) {
        bool wanted = options->account_count == 0;

        for (size_t k = 0; k < options->account_count && !wanted; k++)
            wanted = same_guid(&accounts_find(accounts, options->accounts[k])->id, &model.handlers[i].id);
        if (wanted && options->json)
            show_json(&model.handlers[i]);
        else if (wanted)
            show_text(&model.handlers[i]);
    }
    model_free(&model);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_UNUSABLE;
}
