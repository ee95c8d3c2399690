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

/* An id of this store that names nothing: never there, or deleted. */
#define GONE(function, arguments)                                                               \
    do {                                                                                        \
        int32_t gone_code = function arguments;                                                 \
        if (gone_code != IOSTX_MAPI_E_OBJECT_DELETED)                                           \
            (void)test_code(gone_code, IOSTX_MAPI_E_NOT_FOUND, #function #arguments, __FILE__, __LINE__); \
    } while (0)

/* Short names of the codes that most rows have. */
#define NO_OBJECT IOSTX_MAPI_E_INVALID_OBJECT
#define NO_OUTPUT IOSTX_E_POINTER
#define INVALID IOSTX_MAPI_E_INVALID_PARAMETER
#define BAD_FLAGS IOSTX_MAPI_E_UNKNOWN_FLAGS
#define BAD_ID IOSTX_MAPI_E_INVALID_ENTRYID

/* Ids as another store gives them. */
static inline iostx_feid foreign_feid(iostx_feid id)
{
    id.provider[3] ^= 1;
    id.folder.guid.bytes[3] ^= 1;
    return id;
}

static inline iostx_meid foreign_meid(iostx_meid id)
{
    id.provider[3] ^= 1;
    id.folder.guid.bytes[3] ^= 1;
    id.message.guid.bytes[3] ^= 1;
    return id;
}

/* A flag that no function knows, a pointer that no handle is, a text that is not UTF-8. */
#define UNKNOWN_FLAG 0x08000000u
#define NOT_UTF8 "caf\xE9"

#endif
