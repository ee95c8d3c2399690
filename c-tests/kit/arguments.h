/*
 * Tables of calls with wrong arguments. A row names the function, the code that it is to answer, and the arguments:
 *
 *     WRONG(iostx_store_get_info, IOSTX_E_POINTER, (w.store, NULL));
 *
 * HARMLESS is for functions that cannot fail. coverage.cmake checks that every function of the header has a row of either kind.
 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "agent.h"

#define WRONG(function, code, arguments) EXPECT_CODE(function arguments, code)
#define HARMLESS(function, arguments) function arguments

/* Short names of the codes that most rows have. */
#define NO_OBJECT IOSTX_MAPI_E_INVALID_OBJECT
#define NO_OUTPUT IOSTX_E_POINTER
#define INVALID IOSTX_MAPI_E_INVALID_PARAMETER
#define BAD_FLAGS IOSTX_MAPI_E_UNKNOWN_FLAGS
#define BAD_ID IOSTX_MAPI_E_INVALID_ENTRYID

/* A flag that no function knows, a pointer that no handle is, a text that is not UTF-8. */
#define UNKNOWN_FLAG 0x08000000u
#define NOT_UTF8 "caf\xE9"

#endif
