//! Every function of the header, with as many `_` as it has arguments; `tests/fuzz/main.rs` looks that none is missing.
//!
//! Behind `=>` stands what is called instead: the function with arguments that keep it from waiting, from files of others, or from
//! memory that is not there.

use iostx::ffi::{
    cursor::*, events::*, folder::*, iostx::*, message::*, misc::*, outgoing::*, session::*, sink_contents::*, sink_hierarchy::*,
    store::*, stream::*, supervision::*, syncmgr::*, syncmgr_callback::*, syncmgr_events::*, syncmgr_store::*, values::*,
};

use super::caller::Caller;
use super::instead;

/// A function, with everything it takes made by the caller.
pub type Call = fn(&mut Caller<'_>) -> i32;

/// What needs code of a caller and has tests of its own: handlers of the manager, agents of the driver.
pub const NOT_CALLED: [&str; 5] =
    ["iostx_syncmgr_attach", "iostx_replicate", "iostx_batch_get", "iostx_batch_get_count", "iostx_batch_answer"];

macro_rules! functions {
    (@which $name:ident) => { $name };
    (@which $name:ident $instead:ident) => { instead::$instead };
    ($($name:ident $(=> $instead:ident)? ($($any:tt),*);)*) => {
        /// All of them, by name.
        pub const FUNCTIONS: &[(&str, Call)] = &[$((stringify!($name), |caller| {
            caller.call(functions!(@which $name $($instead)?) as unsafe extern "C" fn($($any),*) -> _)
        })),*];
    };
}

functions! {
    iostx_version();
    iostx_abi_version();
    iostx_error_text(_);
    iostx_error_name(_);
    iostx_error_free => error_free (_);
    iostx_live_objects();
    iostx_store_open => store_open (_, _, _, _);
    iostx_store_close => store_close (_, _);
    iostx_store_free(_);
    iostx_store_get_last_error(_, _);
    iostx_store_get_info(_, _);
    iostx_store_set_options(_, _);
    iostx_store_get_options(_, _);
    iostx_store_check(_, _, _);
    iostx_store_checkpoint(_);
    iostx_store_renew_guid(_);
    iostx_store_get_special_folder(_, _, _);
    iostx_store_list_folders(_, _, _, _, _, _);
    iostx_store_open_folder(_, _, _);
    iostx_store_open_message(_, _, _, _);
    iostx_store_open_entry(_, _, _, _, _);
    iostx_store_find_remote(_, _, _, _, _);
    iostx_store_request_full(_, _, _);
    iostx_store_map_names(_, _, _, _, _);
    iostx_store_get_names(_, _, _, _);
    iostx_folder_create_folder(_, _, _, _, _);
    iostx_folder_create_message(_, _, _);
    iostx_folder_get_id(_, _);
    iostx_folder_get_values(_, _, _, _, _);
    iostx_folder_set_values(_, _, _);
    iostx_folder_delete_values(_, _, _);
    iostx_folder_list(_, _, _);
    iostx_folder_walk_remote(_, _);
    iostx_folder_move(_, _);
    iostx_folder_copy(_, _, _, _);
    iostx_folder_delete(_, _);
    iostx_folder_ref(_, _);
    iostx_folder_get_last_error(_, _);
    iostx_folder_free(_);
    iostx_folder_get_options(_, _);
    iostx_folder_set_options(_, _);
    iostx_folder_copy_messages(_, _, _, _, _, _);
    iostx_folder_delete_messages(_, _, _, _);
    iostx_folder_set_read_flags(_, _, _, _);
    iostx_folder_update_messages(_, _, _, _, _, _, _, _, _);
    iostx_message_get_id(_, _);
    iostx_message_get_values(_, _, _, _, _);
    iostx_message_set_values(_, _, _);
    iostx_message_delete_values(_, _, _);
    iostx_message_get_pending(_, _);
    iostx_message_get_recipients(_, _);
    iostx_message_set_recipients(_, _, _, _);
    iostx_message_open_stream(_, _, _, _);
    iostx_message_get_content(_, _, _, _);
    iostx_message_set_content(_, _, _);
    iostx_message_save(_, _);
    iostx_message_submit(_, _);
    iostx_message_ref(_, _);
    iostx_message_get_last_error(_, _);
    iostx_message_free(_);
    iostx_stream_create(_);
    iostx_stream_read(_, _, _, _);
    iostx_stream_write(_, _, _);
    iostx_stream_seek(_, _, _, _);
    iostx_stream_get_size(_, _);
    iostx_stream_set_size(_, _);
    iostx_stream_commit(_);
    iostx_stream_get_last_error(_, _);
    iostx_stream_free(_);
    iostx_values_get => values_get (_, _, _);
    iostx_values_find(_, _, _);
    iostx_values_free(_);
    iostx_cursor_next => cursor_next (_, _, _);
    iostx_cursor_next_page(_, _, _);
    iostx_cursor_seek(_, _, _);
    iostx_cursor_find(_, _);
    iostx_cursor_get_position(_, _, _);
    iostx_cursor_get_last_error(_, _);
    iostx_cursor_free(_);
    iostx_events_open(_, _, _);
    iostx_events_next => events_next (_, _, _);
    iostx_events_stop(_);
    iostx_events_get_last_error(_, _);
    iostx_events_free(_);
    iostx_get_sync_object(_, _);
    iostx_emulate_spooler(_, _);
    iostx_set_spool_suspend_state(_, _);
    iostx_disconnect_store(_, _);
    iostx_init_sync(_, _);
    iostx_sync_beg(_, _, _);
    iostx_sync_end(_);
    iostx_sync_hdr_beg(_, _, _);
    iostx_sync_hdr_end(_);
    iostx_set_sync_result(_, _);
    iostx_get_last_error(_, _, _, _);
    iostx_session_set_options(_, _);
    iostx_session_set_result(_, _, _);
    iostx_session_set_entry_results => session_set_entry_results (_, _, _, _);
    iostx_session_get_state(_, _, _);
    iostx_session_set_selection(_, _, _, _, _);
    iostx_session_set_index(_, _);
    iostx_session_set_move(_, _, _, _, _, _);
    iostx_session_set_header(_, _, _);
    iostx_session_set_state_blob(_, _);
    iostx_session_set_attempt_cookie(_, _);
    iostx_session_begin_epoch(_);
    iostx_session_expect(_, _, _);
    iostx_session_cancel(_);
    iostx_session_is_cancelled(_);
    iostx_session_skip_folder(_, _);
    iostx_session_is_skipped(_, _);
    iostx_session_get_progress(_, _);
    iostx_session_free(_);
    iostx_contents_sink_config(_, _, _);
    iostx_contents_sink_update_state(_, _, _);
    iostx_contents_sink_import_message_change(_, _, _, _, _);
    iostx_contents_sink_import_message_deletion(_, _, _, _);
    iostx_contents_sink_import_per_user_read_state_change(_, _, _);
    iostx_contents_sink_import_message_move(_, _);
    iostx_contents_sink_import_item(_, _, _);
    iostx_contents_sink_probe(_, _, _, _);
    iostx_contents_sink_list_wanted(_, _);
    iostx_contents_sink_listing_begin(_, _);
    iostx_contents_sink_listing_complete(_);
    iostx_contents_sink_import_flags(_, _, _, _);
    iostx_contents_sink_delete_remote(_, _, _, _);
    iostx_contents_sink_delete_remote_range(_, _, _, _);
    iostx_contents_sink_move_remote(_, _, _, _);
    iostx_contents_sink_set_state_blob(_, _);
    iostx_contents_sink_flush(_);
    iostx_contents_sink_get_last_error(_, _);
    iostx_hierarchy_sink_config(_, _, _);
    iostx_hierarchy_sink_update_state(_, _, _);
    iostx_hierarchy_sink_import_folder_change(_, _, _);
    iostx_hierarchy_sink_import_folder_deletion(_, _, _, _);
    iostx_hierarchy_sink_delete_remote(_, _, _);
    iostx_hierarchy_sink_listing_begin(_, _);
    iostx_hierarchy_sink_listing_complete(_);
    iostx_hierarchy_sink_set_state_blob(_, _);
    iostx_hierarchy_sink_get_last_error(_, _);
    iostx_store_list_pending(_, _, _);
    iostx_store_list_conflicts(_, _, _);
    iostx_store_list_failures(_, _, _);
    iostx_store_list_held(_, _, _);
    iostx_store_list_wanted(_, _, _);
    iostx_store_retry(_, _, _);
    iostx_store_drop_change(_, _, _);
    iostx_store_resolve_conflict(_, _, _, _);
    iostx_store_confirm_held(_, _);
    iostx_store_reject_held(_, _);
    iostx_store_get_outgoing_queue(_, _, _);
    iostx_store_set_lock_state(_, _, _);
    iostx_store_abort_submit(_, _);
    iostx_store_finished_msg(_, _);
    iostx_syncmgr_open => syncmgr_open (_, _, _, _);
    iostx_syncmgr_close => syncmgr_close (_, _);
    iostx_syncmgr_free(_);
    iostx_syncmgr_get_last_error(_, _);
    iostx_syncmgr_register_handler(_, _, _, _);
    iostx_syncmgr_unregister_handler(_, _);
    iostx_syncmgr_get_handler_registration_info(_, _, _);
    iostx_syncmgr_detach(_, _);
    iostx_syncmgr_update_items(_, _, _, _);
    iostx_syncmgr_update_all(_);
    iostx_syncmgr_start(_, _, _, _);
    iostx_syncmgr_stop(_, _, _, _);
    iostx_syncmgr_notify(_, _);
    iostx_syncmgr_run_due(_, _);
    iostx_syncmgr_show_properties(_, _, _, _);
    iostx_syncmgr_show_error(_, _, _, _);
    iostx_syncmgr_resolve_conflicts(_, _, _, _, _);
    iostx_syncmgr_set_item_options(_, _, _, _);
    iostx_syncmgr_set_handler_enabled(_, _, _, _);
    iostx_syncmgr_set_schedule(_, _, _);
    iostx_syncmgr_get_schedule(_, _, _);
    iostx_syncmgr_clear_errors(_, _);
    iostx_syncmgr_list_handlers(_, _);
    iostx_syncmgr_list_items(_, _, _);
    iostx_syncmgr_list_errors(_, _, _);
    iostx_syncmgr_list_conflicts(_, _, _);
    iostx_syncmgr_callback_show_properties_completed(_, _);
    iostx_syncmgr_callback_prepare_completed(_, _);
    iostx_syncmgr_callback_synchronize_completed(_, _);
    iostx_syncmgr_callback_show_error_completed(_, _, _, _);
    iostx_syncmgr_callback_enable_modeless(_, _);
    iostx_syncmgr_callback_progress(_, _, _);
    iostx_syncmgr_callback_log_error(_, _, _, _);
    iostx_syncmgr_callback_delete_log_error(_, _);
    iostx_syncmgr_callback_establish_connection(_, _);
    iostx_syncmgr_callback_propose_item(_, _, _);
    iostx_syncmgr_callback_report_conflict(_, _);
    iostx_syncmgr_callback_remove_conflict(_, _);
    iostx_syncmgr_callback_ref(_, _);
    iostx_syncmgr_callback_get_last_error(_, _);
    iostx_syncmgr_callback_free(_);
    iostx_syncmgr_events_open(_, _, _);
    iostx_syncmgr_events_next => syncmgr_events_next (_, _, _);
    iostx_syncmgr_events_stop(_);
    iostx_syncmgr_events_get_last_error(_, _);
    iostx_syncmgr_events_free(_);
    iostx_syncmgr_add_store_handler(_, _, _, _);
    iostx_syncmgr_store_item(_, _, _);
}
