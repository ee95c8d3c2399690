/* Ctrl-C and its like: the first lets the run end in good order, the second ends the process. */
#pragma once

#include <iostx.h>

namespace imap::interrupt
{

/* Before any thread begins. false: there are no descriptors or threads left. */
bool start();
bool happened();
/* Readable once it happened, for poll. */
int descriptor();
/* The session that is cancelled then; nullptr: none any more. */
void set_session(iostx_session *session);

} // namespace imap::interrupt
