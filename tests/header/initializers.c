/* Every initializer, used: with -Wextra the compiler says which member it misses. */
#include <iostx.h>

iostx_bytes bytes = IOSTX_BYTES_INIT;
iostx_binding binding = IOSTX_BINDING_INIT;
iostx_ltid ltid = IOSTX_LTID_INIT;
iostx_feid feid = IOSTX_FEID_INIT;
iostx_meid meid = IOSTX_MEID_INIT;
iostx_store_options store_options = IOSTX_STORE_OPTIONS_INIT;
iostx_store_info store_info = IOSTX_STORE_INFO_INIT;
iostx_folder_options folder_options = IOSTX_FOLDER_OPTIONS_INIT;
iostx_list_options list_options = IOSTX_LIST_OPTIONS_INIT;
iostx_events_options events_options = IOSTX_EVENTS_OPTIONS_INIT;
iostx_event event = IOSTX_EVENT_INIT;
iostx_progress progress = IOSTX_PROGRESS_INIT;
iostx_session_options session_options = IOSTX_SESSION_OPTIONS_INIT;
iostx_result result = IOSTX_RESULT_INIT;
iostx_import_item import_item = IOSTX_IMPORT_ITEM_INIT;
iostx_import_flags import_flags = IOSTX_IMPORT_FLAGS_INIT;
iostx_readstate readstate = IOSTX_READSTATE_INIT;
iostx_message_move message_move = IOSTX_MESSAGE_MOVE_INIT;
iostx_listing_scope listing_scope = IOSTX_LISTING_SCOPE_INIT;
iostx_name named_property = IOSTX_NAME_INIT;
iostx_syncmgr_item syncmgr_item = IOSTX_SYNCMGR_ITEM_INIT;
iostx_syncmgr_factory syncmgr_factory = IOSTX_SYNCMGR_FACTORY_INIT;
iostx_syncmgr_progress_item syncmgr_progress_item = IOSTX_SYNCMGR_PROGRESS_ITEM_INIT;
iostx_syncmgr_log_error_info syncmgr_log_error_info = IOSTX_SYNCMGR_LOG_ERROR_INFO_INIT;
iostx_syncmgr_conflict syncmgr_conflict = IOSTX_SYNCMGR_CONFLICT_INIT;
iostx_syncmgr_schedule syncmgr_schedule = IOSTX_SYNCMGR_SCHEDULE_INIT;
iostx_syncmgr_item_options syncmgr_item_options = IOSTX_SYNCMGR_ITEM_OPTIONS_INIT;
iostx_syncmgr_options syncmgr_options = IOSTX_SYNCMGR_OPTIONS_INIT;
iostx_syncmgr_store_options syncmgr_store_options = IOSTX_SYNCMGR_STORE_OPTIONS_INIT;
iostx_syncmgr_events_options syncmgr_events_options = IOSTX_SYNCMGR_EVENTS_OPTIONS_INIT;
iostx_syncmgr_event syncmgr_event = IOSTX_SYNCMGR_EVENT_INIT;

iostx_guid ps_mapi = IOSTX_PS_MAPI;
iostx_guid ps_public_strings = IOSTX_PS_PUBLIC_STRINGS;
iostx_guid ps_internet_headers = IOSTX_PS_INTERNET_HEADERS;
iostx_guid psetid_appointment = IOSTX_PSETID_APPOINTMENT;
iostx_guid psetid_task = IOSTX_PSETID_TASK;
iostx_guid psetid_address = IOSTX_PSETID_ADDRESS;
iostx_guid psetid_common = IOSTX_PSETID_COMMON;
iostx_guid psetid_log = IOSTX_PSETID_LOG;
iostx_guid psetid_note = IOSTX_PSETID_NOTE;
iostx_guid psetid_meeting = IOSTX_PSETID_MEETING;
iostx_guid provider_nst = IOSTX_PROVIDER_NST;
