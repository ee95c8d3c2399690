/* The terminal: taken over for the screen, and given back as it was on every way out. */
#ifndef SYNCMGR_TERMINAL_H
#define SYNCMGR_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Takes the whole terminal: another screen, no cursor, keys one by one. false: it cannot be. From the first time on it is given back also
   when the program exits or crashes. */
bool terminal_enter(void);
void terminal_leave(void);

struct terminal_size {
    size_t width, height;
};
struct terminal_size terminal_size(void);

/* Whether it shows UTF-8, and whether it is to be coloured. */
bool terminal_has_utf8(void);
bool terminal_has_colours(void);

/* Writes all of it; false: it is gone. */
bool terminal_write(const char *data, size_t size);

#endif
