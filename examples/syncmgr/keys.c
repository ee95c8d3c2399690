#include "keys.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static unsigned char waiting[256];
static size_t count;

static void drop(size_t size)
{
    count -= size;
    memmove(waiting, waiting + size, count);
}

/* false: the terminal is gone. */
static bool fill(void)
{
    ssize_t size = read(STDIN_FILENO, waiting + count, sizeof(waiting) - count);

    if (size > 0)
        count += (size_t)size;
    return size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN));
}

static bool more_comes(void)
{
    struct pollfd place = {.fd = STDIN_FILENO, .events = POLLIN};

    /* The bytes of one key come together; a lone escape is a key of its own. */
    return count < sizeof(waiting) && poll(&place, 1, 25) > 0 && fill();
}

static int of_sequence(const char *sequence)
{
    static const struct {
        const char *sequence;
        int key;
    } known[] = {
        {"A", KEY_UP},     {"B", KEY_DOWN},    {"C", KEY_RIGHT},     {"D", KEY_LEFT}, {"H", KEY_HOME}, {"F", KEY_END},
        {"5~", KEY_PAGE_UP}, {"6~", KEY_PAGE_DOWN}, {"1~", KEY_HOME}, {"4~", KEY_END}, {"7~", KEY_HOME}, {"8~", KEY_END},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(known[i].sequence, sequence) == 0)
            return known[i].key;
    return KEY_NONE;
}

/* ESC [ or ESC O, then parameters, then a letter or ~ (ECMA-48, 5.4). Unknown ones are passed over. */
static int escape(void)
{
    char sequence[16];
    size_t at = 2, size = 0;

    while (count < 2 && more_comes())
        ;
    if (count < 2 || (waiting[1] != '[' && waiting[1] != 'O')) {
        drop(1);
        return KEY_ESCAPE;
    }
    for (;; at++) {
        while (at >= count && more_comes())
            ;
        if (at >= count)
            break;
        if (size + 1 < sizeof(sequence))
            sequence[size++] = (char)waiting[at];
        if (waiting[at] >= 0x40 && waiting[at] <= 0x7E) {
            at++;
            break;
        }
    }
    sequence[size] = '\0';
    drop(at < count ? at : count);
    return of_sequence(sequence);
}

int keys_next(bool *readable)
{
    for (;;) {
        int key;

        if (count == 0) {
            if (!*readable)
                return KEY_NONE;
            *readable = false;
            if (!fill())
                return KEY_CLOSED;
            continue;
        }
        if (waiting[0] == 27) {
            key = escape();
            if (key != KEY_NONE)
                return key;
            continue;
        }
        key = waiting[0];
        drop(1);
        if (key == '\n')
            return KEY_ENTER;
        /* Bytes of characters that are no key here. */
        if (key < 0x80)
            return key;
    }
}
