/* Interruption (SIGINT, SIGTERM, SIGHUP): a thread waits for the signal and cancels the session, which any thread may do at any time. The
   next call of the session then answers IOSTX_MAPI_E_USER_CANCEL, and the program leaves its states one by one; what was done stays done.
   A second signal ends the program at once, which is safe too. */
#ifndef MAILDIR_INTERRUPT_H
#define MAILDIR_INTERRUPT_H

#include <iostx.h>
#include <stdbool.h>

/* To be called before there is any other thread. */
bool interrupt_start(void);
/* The session to be cancelled from now on; NULL: none. */
void interrupt_set_session(iostx_session *session);
bool interrupt_happened(void);
void interrupt_stop(void);

#endif
