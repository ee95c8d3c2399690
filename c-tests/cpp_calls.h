/* Counts the calls of the library that a task makes: the linker leads them here (--wrap, see CMakeLists.txt), and on to the library. */
#ifndef CPP_CALLS_H
#define CPP_CALLS_H

#include <iostx.h>

#include <cstddef>
#include <cstdint>

extern std::size_t calls_made;

/* The calls that are counted: COUNTED(name, parameters, arguments). */
#define COUNTED_CALLS(COUNTED)                                                                                                       \
    COUNTED(iostx_store_get_special_folder, (iostx_store * store, std::uint32_t which, iostx_feid * out), (store, which, out))      \
    COUNTED(iostx_store_open_folder, (iostx_store * store, const iostx_feid *id, iostx_folder **out), (store, id, out))             \
    COUNTED(iostx_store_open_message, (iostx_store * store, const iostx_meid *id, std::uint32_t flags, iostx_message **out),        \
        (store, id, flags, out))                                                                                                     \
    COUNTED(iostx_folder_create_message, (iostx_folder * folder, std::uint32_t flags, iostx_message **out), (folder, flags, out))   \
    COUNTED(iostx_folder_list, (iostx_folder * folder, const iostx_list_options *options, iostx_cursor **out), (folder, options, out)) \
    COUNTED(iostx_message_set_values, (iostx_message * message, const iostx_value *values, std::size_t count), (message, values, count)) \
    COUNTED(iostx_message_get_values,                                                                                                \
        (iostx_message * message, const std::uint32_t *tags, std::size_t count, std::uint32_t flags, iostx_values **out),           \
        (message, tags, count, flags, out))                                                                                          \
    COUNTED(iostx_values_get, (iostx_values * values, const iostx_value **out, std::size_t *count), (values, out, count))           \
    COUNTED(iostx_message_get_id, (iostx_message * message, iostx_meid * out), (message, out))                                      \
    COUNTED(iostx_message_save, (iostx_message * message, std::uint32_t flags), (message, flags))                                   \
    COUNTED(iostx_cursor_next, (iostx_cursor * cursor, const iostx_value **row, std::size_t *columns), (cursor, row, columns))      \
    COUNTED(iostx_get_sync_object, (iostx_store * store, iostx_session * *out), (store, out))                                       \
    COUNTED(iostx_init_sync, (iostx_session * session, std::uint32_t flags), (session, flags))                                      \
    COUNTED(iostx_sync_beg, (iostx_session * session, std::uint32_t state, iostx_state **out), (session, state, out))               \
    COUNTED(iostx_sync_end, (iostx_session * session), (session))

/* The same for functions that free. */
#define COUNTED_FREES(COUNTED)                         \
    COUNTED(iostx_folder_free, iostx_folder, folder)    \
    COUNTED(iostx_message_free, iostx_message, message) \
    COUNTED(iostx_values_free, iostx_values, values)    \
    COUNTED(iostx_cursor_free, iostx_cursor, cursor)    \
    COUNTED(iostx_session_free, iostx_session, session)

#endif
