/* Keys, from what a terminal sends for them. */
#ifndef SYNCMGR_KEYS_H
#define SYNCMGR_KEYS_H

#include <stdbool.h>

/* Characters stand for themselves. */
enum {
    KEY_NONE = 0,
    KEY_ENTER = '\r',
    KEY_ESCAPE = 27,
    KEY_UP = 0x110000,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_CLOSED, /* There is no terminal any more. */
};

/* The next key that is there; KEY_NONE: no more. Reads standard input once it is asked, and only what poll says is there. */
int keys_next(bool *readable);

#endif
