/* The one error that a user has opened: a thread of the manager's waits here for what he says. */
#ifndef SYNCMGR_DIALOG_H
#define SYNCMGR_DIALOG_H

#include <iostx.h>
#include <stdbool.h>

/* show_error_function: waits until dialog_answer. */
int32_t dialog_show(const iostx_guid *handler, const iostx_guid *error);

/* Whether one is open, and which. */
bool dialog_is_open(iostx_guid *handler, iostx_guid *error);

/* Ends it. */
void dialog_answer(bool again);

/* From now on nothing is shown: the program ends. */
void dialog_end(void);

#endif
