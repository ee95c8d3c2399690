/* The sizes that a language gives the structures that cross the boundary, so that C and C++ can be compared. */
#ifndef SIZES_H
#define SIZES_H

#include <iostx.h>

#define SIZES                                                                                                                      \
    {                                                                                                                              \
        sizeof(iostx_guid), sizeof(iostx_ltid), sizeof(iostx_skey), sizeof(iostx_feid), sizeof(iostx_meid), sizeof(iostx_bytes),   \
            sizeof(iostx_binding), sizeof(iostx_value), sizeof(iostx_error), sizeof(iostx_sync), sizeof(iostx_uphier),             \
            sizeof(iostx_upfld), sizeof(iostx_synccont), sizeof(iostx_uptble), sizeof(iostx_upmov), sizeof(iostx_uptbl),           \
            sizeof(iostx_upmsg), sizeof(iostx_upreade), sizeof(iostx_upread), sizeof(iostx_updele), sizeof(iostx_updel),           \
            sizeof(iostx_dnhier), sizeof(iostx_dntble), sizeof(iostx_dntbl), sizeof(iostx_hdrsync), sizeof(iostx_state),           \
            sizeof(iostx_result), sizeof(iostx_import_item), sizeof(iostx_import_flags), sizeof(iostx_store_options),              \
            sizeof(iostx_store_info), sizeof(iostx_folder_options), sizeof(iostx_list_options), sizeof(iostx_events_options),      \
            sizeof(iostx_event), sizeof(iostx_progress), sizeof(iostx_session_options), sizeof(iostx_readstate),                   \
            sizeof(iostx_message_move), sizeof(iostx_listing_scope), sizeof(iostx_name), sizeof(iostx_page),                       \
            sizeof(iostx_page_column), sizeof(iostx_row), sizeof(iostx_conflict)                                                   \
    }

enum { SIZE_COUNT = 45 };

#ifdef __cplusplus
extern "C"
#endif
const size_t *sizes_in_cpp(void);

#endif
