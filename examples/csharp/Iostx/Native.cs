// Generated from include/iostx.h by generate.py; not to be edited. scripts/lint.sh checks that it is current.

using System;
using System.Runtime.InteropServices;

namespace Iostx
{
    /// <summary>The functions of iostx.h; ids are arrays of bytes, structures are pointers.</summary>
    internal static class Native
    {
        private const string Name = "iostx";

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr iostx_version();

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern uint iostx_abi_version();

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr iostx_error_text(int code);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr iostx_error_name(int code);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_error_free(IntPtr error);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern ulong iostx_live_objects();

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_open(byte[] path, IntPtr options, out StoreHandle @out, out IntPtr error);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_close(StoreHandle store, uint timeoutMs);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_store_free(IntPtr store);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_get_last_error(StoreHandle store, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_get_info(StoreHandle store, IntPtr info);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_set_options(StoreHandle store, IntPtr options);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_get_options(StoreHandle store, IntPtr options);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_check(StoreHandle store, uint flags, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_checkpoint(StoreHandle store);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_renew_guid(StoreHandle store);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_get_special_folder(StoreHandle store, uint which, [In, Out] byte[] @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_list_folders(StoreHandle store, byte[] parent, uint[] tags, UIntPtr tagCount, uint flags, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_open_folder(StoreHandle store, byte[] folder, out FolderHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_open_message(StoreHandle store, byte[] message, uint flags, out MessageHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_open_entry(StoreHandle store, NativeBytes entryId, uint flags, out FolderHandle outFolder, out MessageHandle outMessage);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_find_remote(StoreHandle store, byte[] folder, IntPtr remoteIds, UIntPtr count, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_request_full(StoreHandle store, byte[] messages, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_map_names(StoreHandle store, IntPtr names, UIntPtr count, uint flags, [In, Out] uint[] tags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_get_names(StoreHandle store, uint[] tags, UIntPtr count, out ValuesHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_create_folder(FolderHandle parent, byte[] name, byte[] containerClass, uint flags, out FolderHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_create_message(FolderHandle folder, uint flags, out MessageHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_get_id(FolderHandle folder, [In, Out] byte[] @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_get_values(FolderHandle folder, uint[] tags, UIntPtr count, uint flags, out ValuesHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_set_values(FolderHandle folder, IntPtr values, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_delete_values(FolderHandle folder, uint[] tags, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_list(FolderHandle folder, IntPtr options, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_walk_remote(FolderHandle folder, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_move(FolderHandle folder, FolderHandle parent);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_copy(FolderHandle folder, FolderHandle parent, uint flags, out FolderHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_delete(FolderHandle folder, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_ref(FolderHandle folder, out FolderHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_get_last_error(FolderHandle folder, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_folder_free(IntPtr folder);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_get_options(FolderHandle folder, IntPtr options);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_set_options(FolderHandle folder, IntPtr options);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_copy_messages(FolderHandle folder, byte[] messages, UIntPtr count, FolderHandle destination, uint flags, [In, Out] byte[] outIds);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_delete_messages(FolderHandle folder, byte[] messages, UIntPtr count, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_set_read_flags(FolderHandle folder, byte[] messages, UIntPtr count, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_folder_update_messages(FolderHandle folder, byte[] messages, UIntPtr count, IntPtr values, UIntPtr valueCount, IntPtr keywordsAdd, UIntPtr addCount, IntPtr keywordsRemove, UIntPtr removeCount);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_get_id(MessageHandle message, [In, Out] byte[] @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_get_values(MessageHandle message, uint[] tags, UIntPtr count, uint flags, out ValuesHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_set_values(MessageHandle message, IntPtr values, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_delete_values(MessageHandle message, uint[] tags, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_get_pending(MessageHandle message, out ValuesHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_get_recipients(MessageHandle message, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_set_recipients(MessageHandle message, IntPtr rows, UIntPtr count, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_open_stream(MessageHandle message, uint tag, uint flags, out StreamHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_get_content(MessageHandle message, IntPtr buffer, UIntPtr size, out UIntPtr got);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_set_content(MessageHandle message, IntPtr data, UIntPtr size);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_save(MessageHandle message, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_submit(MessageHandle message, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_ref(MessageHandle message, out MessageHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_message_get_last_error(MessageHandle message, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_message_free(IntPtr message);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_stream_create(out StreamHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_stream_read(StreamHandle stream, IntPtr buffer, UIntPtr size, out UIntPtr got);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_stream_write(StreamHandle stream, IntPtr data, UIntPtr size);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_stream_seek(StreamHandle stream, long offset, uint origin, out ulong position);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_stream_get_size(StreamHandle stream, out ulong size);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_stream_set_size(StreamHandle stream, ulong size);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_stream_commit(StreamHandle stream);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_stream_get_last_error(StreamHandle stream, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_stream_free(IntPtr stream);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_values_get(ValuesHandle values, out IntPtr @out, out UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_values_find(ValuesHandle values, uint tag, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_values_free(IntPtr values);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_cursor_next(CursorHandle cursor, out IntPtr row, out UIntPtr columns);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_cursor_next_page(CursorHandle cursor, int rows, out IntPtr page);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_cursor_seek(CursorHandle cursor, uint origin, long rows);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_cursor_find(CursorHandle cursor, byte[] message);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_cursor_get_position(CursorHandle cursor, out ulong row, out ulong total);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_cursor_get_last_error(CursorHandle cursor, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_cursor_free(IntPtr cursor);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_events_open(StoreHandle store, IntPtr options, out EventsHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_events_next(EventsHandle events, uint timeoutMs, IntPtr @event);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_events_stop(EventsHandle events);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_events_get_last_error(EventsHandle events, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_events_free(IntPtr events);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_get_sync_object(StoreHandle store, out SessionHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_emulate_spooler(StoreHandle store, uint on);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_set_spool_suspend_state(StoreHandle store, uint state);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_disconnect_store(StoreHandle store, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_init_sync(SessionHandle session, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_sync_beg(SessionHandle session, uint state, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_sync_end(SessionHandle session);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_sync_hdr_beg(SessionHandle session, byte[] message, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_sync_hdr_end(SessionHandle session);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_set_sync_result(SessionHandle session, int code);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_get_last_error(SessionHandle session, int code, uint flags, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_set_options(SessionHandle session, IntPtr options);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_set_result(SessionHandle session, byte[] deferred, IntPtr result);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_set_entry_results(SessionHandle session, uint first, uint count, IntPtr results);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_get_state(SessionHandle session, uint state, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_set_selection(SessionHandle session, uint flags, byte[] folders, uint[] folderOptions, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_set_index(SessionHandle session, uint index);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_set_move(SessionHandle session, byte[] destination, uint flags, uint moved, IntPtr clientFolder, IntPtr clientSink);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_set_header(SessionHandle session, uint flags, MessageHandle full);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_set_state_blob(SessionHandle session, NativeBytes blob);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_set_attempt_cookie(SessionHandle session, NativeBytes cookie);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_begin_epoch(SessionHandle session);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_expect(SessionHandle session, ulong items, ulong bytes);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_cancel(SessionHandle session);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_is_cancelled(SessionHandle session);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_skip_folder(SessionHandle session, byte[] feid);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_is_skipped(SessionHandle session, byte[] feid);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_session_get_progress(SessionHandle session, IntPtr progress);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_session_free(IntPtr session);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_config(IntPtr sink, StreamHandle stream, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_update_state(IntPtr sink, StreamHandle stream, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_import_message_change(IntPtr sink, IntPtr values, UIntPtr count, uint flags, out MessageHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_import_message_deletion(IntPtr sink, uint flags, IntPtr sourceKeys, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_import_per_user_read_state_change(IntPtr sink, IntPtr entries, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_import_message_move(IntPtr sink, IntPtr move);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_import_item(IntPtr sink, IntPtr item, out MessageHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_probe(IntPtr sink, IntPtr items, UIntPtr count, [In, Out] uint[] answers);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_list_wanted(IntPtr sink, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_listing_begin(IntPtr sink, IntPtr scope);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_listing_complete(IntPtr sink);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_import_flags(IntPtr sink, IntPtr items, UIntPtr count, [In, Out] int[] results);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_delete_remote(IntPtr sink, IntPtr ids, UIntPtr count, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_delete_remote_range(IntPtr sink, NativeBytes first, NativeBytes last, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_move_remote(IntPtr sink, byte[] sourceFolder, NativeBytes sourceId, IntPtr dest);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_set_state_blob(IntPtr sink, NativeBytes blob);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_flush(IntPtr sink);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_contents_sink_get_last_error(IntPtr sink, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_hierarchy_sink_config(IntPtr sink, StreamHandle stream, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_hierarchy_sink_update_state(IntPtr sink, StreamHandle stream, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_hierarchy_sink_import_folder_change(IntPtr sink, IntPtr values, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_hierarchy_sink_import_folder_deletion(IntPtr sink, uint flags, IntPtr sourceKeys, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_hierarchy_sink_delete_remote(IntPtr sink, IntPtr ids, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_hierarchy_sink_listing_begin(IntPtr sink, IntPtr scope);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_hierarchy_sink_listing_complete(IntPtr sink);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_hierarchy_sink_set_state_blob(IntPtr sink, NativeBytes blob);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_hierarchy_sink_get_last_error(IntPtr sink, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_replicate(SessionHandle session, IntPtr ops, IntPtr options, IntPtr report);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern UIntPtr iostx_batch_get_count(IntPtr batch);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_batch_get(IntPtr batch, UIntPtr index, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_batch_answer(IntPtr batch, UIntPtr index, IntPtr result);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_list_pending(StoreHandle store, byte[] folder, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_list_conflicts(StoreHandle store, byte[] folder, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_list_failures(StoreHandle store, byte[] folder, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_list_held(StoreHandle store, byte[] folder, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_list_wanted(StoreHandle store, byte[] folder, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_retry(StoreHandle store, byte[] messages, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_drop_change(StoreHandle store, byte[] messages, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_resolve_conflict(StoreHandle store, byte[] message, uint choice, MessageHandle merged);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_confirm_held(StoreHandle store, byte[] folder);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_reject_held(StoreHandle store, byte[] folder);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_get_outgoing_queue(StoreHandle store, uint flags, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_set_lock_state(StoreHandle store, MessageHandle message, uint state);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_abort_submit(StoreHandle store, byte[] message);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_store_finished_msg(StoreHandle store, byte[] message);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_open(byte[] path, IntPtr options, out SyncMgrHandle @out, out IntPtr error);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_close(SyncMgrHandle manager, uint timeoutMs);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_syncmgr_free(IntPtr manager);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_get_last_error(SyncMgrHandle manager, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_register_handler(SyncMgrHandle manager, byte[] handlerId, byte[] description, uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_unregister_handler(SyncMgrHandle manager, byte[] handlerId);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_get_handler_registration_info(SyncMgrHandle manager, byte[] handlerId, out uint flags);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_attach(SyncMgrHandle manager, byte[] handlerId, IntPtr factory, out ulong token);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_detach(SyncMgrHandle manager, ulong token);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_update_items(SyncMgrHandle manager, uint flags, byte[] handlerId, NativeBytes cookie);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_update_all(SyncMgrHandle manager);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_start(SyncMgrHandle manager, byte[] handlerId, byte[] items, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_stop(SyncMgrHandle manager, byte[] handlerId, byte[] items, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_notify(SyncMgrHandle manager, uint @event);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_run_due(SyncMgrHandle manager, out ulong nextMs);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_show_properties(SyncMgrHandle manager, byte[] handlerId, byte[] itemId, IntPtr window);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_show_error(SyncMgrHandle manager, byte[] handlerId, byte[] errorId, IntPtr window);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_resolve_conflicts(SyncMgrHandle manager, byte[] handlerId, byte[] conflicts, UIntPtr count, uint choice);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_set_item_options(SyncMgrHandle manager, byte[] handlerId, byte[] itemId, IntPtr options);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_set_handler_enabled(SyncMgrHandle manager, byte[] handlerId, uint enabled, byte[] reason);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_set_schedule(SyncMgrHandle manager, byte[] handlerId, IntPtr schedule);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_get_schedule(SyncMgrHandle manager, byte[] handlerId, IntPtr schedule);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_clear_errors(SyncMgrHandle manager, byte[] handlerId);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_list_handlers(SyncMgrHandle manager, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_list_items(SyncMgrHandle manager, byte[] handlerId, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_list_errors(SyncMgrHandle manager, byte[] handlerId, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_list_conflicts(SyncMgrHandle manager, byte[] handlerId, out CursorHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_show_properties_completed(SyncMgrCallbackHandle callback, int code);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_prepare_completed(SyncMgrCallbackHandle callback, int code);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_synchronize_completed(SyncMgrCallbackHandle callback, int code);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_show_error_completed(SyncMgrCallbackHandle callback, int code, byte[] items, UIntPtr count);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_enable_modeless(SyncMgrCallbackHandle callback, uint enable);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_progress(SyncMgrCallbackHandle callback, byte[] itemId, IntPtr progress);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_log_error(SyncMgrCallbackHandle callback, uint level, byte[] text, IntPtr info);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_delete_log_error(SyncMgrCallbackHandle callback, byte[] errorId);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_establish_connection(SyncMgrCallbackHandle callback, byte[] name);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_propose_item(SyncMgrCallbackHandle callback, IntPtr proposed, out uint chosen);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_report_conflict(SyncMgrCallbackHandle callback, IntPtr conflict);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_remove_conflict(SyncMgrCallbackHandle callback, byte[] conflictId);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_ref(SyncMgrCallbackHandle callback, out SyncMgrCallbackHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_callback_get_last_error(SyncMgrCallbackHandle callback, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_syncmgr_callback_free(IntPtr callback);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_events_open(SyncMgrHandle manager, IntPtr options, out SyncMgrEventsHandle @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_events_next(SyncMgrEventsHandle events, uint timeoutMs, IntPtr @event);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_events_stop(SyncMgrEventsHandle events);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_events_get_last_error(SyncMgrEventsHandle events, out IntPtr @out);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void iostx_syncmgr_events_free(IntPtr events);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_add_store_handler(SyncMgrHandle manager, byte[] handlerId, IntPtr options, out ulong token);

        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int iostx_syncmgr_store_item(StoreHandle store, byte[] feid, [In, Out] byte[] itemId);
    }

    // Handles. What has no function to free it is always borrowed, and a plain pointer.

    internal sealed class CursorHandle : Handle
    {
        public CursorHandle()
        {
        }

        internal CursorHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_cursor_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_cursor_get_last_error(this, out error);
        }
    }

    internal sealed class EventsHandle : Handle
    {
        public EventsHandle()
        {
        }

        internal EventsHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_events_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_events_get_last_error(this, out error);
        }
    }

    internal sealed class FolderHandle : Handle
    {
        public FolderHandle()
        {
        }

        internal FolderHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_folder_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_folder_get_last_error(this, out error);
        }
    }

    internal sealed class MessageHandle : Handle
    {
        public MessageHandle()
        {
        }

        internal MessageHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_message_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_message_get_last_error(this, out error);
        }
    }

    internal sealed class SessionHandle : Handle
    {
        public SessionHandle()
        {
        }

        internal SessionHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_session_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_get_last_error(this, code, 0, out error);
        }
    }

    internal sealed class StoreHandle : Handle
    {
        public StoreHandle()
        {
        }

        internal StoreHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_store_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_store_get_last_error(this, out error);
        }
    }

    internal sealed class StreamHandle : Handle
    {
        public StreamHandle()
        {
        }

        internal StreamHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_stream_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_stream_get_last_error(this, out error);
        }
    }

    internal sealed class SyncMgrHandle : Handle
    {
        public SyncMgrHandle()
        {
        }

        internal SyncMgrHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_syncmgr_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_syncmgr_get_last_error(this, out error);
        }
    }

    internal sealed class SyncMgrCallbackHandle : Handle
    {
        public SyncMgrCallbackHandle()
        {
        }

        internal SyncMgrCallbackHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_syncmgr_callback_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_syncmgr_callback_get_last_error(this, out error);
        }
    }

    internal sealed class SyncMgrEventsHandle : Handle
    {
        public SyncMgrEventsHandle()
        {
        }

        internal SyncMgrEventsHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_syncmgr_events_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            return Native.iostx_syncmgr_events_get_last_error(this, out error);
        }
    }

    internal sealed class ValuesHandle : Handle
    {
        public ValuesHandle()
        {
        }

        internal ValuesHandle(IntPtr borrowed) : base(borrowed)
        {
        }

        protected override bool ReleaseHandle()
        {
            Native.iostx_values_free(handle);
            return true;
        }

        protected override int GetLastError(int code, out IntPtr error)
        {
            error = IntPtr.Zero;
            return 0;
        }
    }

    // Functions that the library calls.

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate ulong StoreOptionsNow(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void StoreOptionsRandom(IntPtr userdata, IntPtr buffer, UIntPtr size);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void StoreOptionsUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void EventsOptionsWake(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void EventsOptionsUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SessionOptionsAsk(IntPtr userdata, IntPtr conflict, IntPtr choice);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SessionOptionsMerge(IntPtr userdata, IntPtr conflict);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SessionOptionsProgress(IntPtr userdata, IntPtr progress);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SessionOptionsUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void RemoteOpsUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int RemoteOpsListFolders(IntPtr userdata, IntPtr hierarchy);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int RemoteOpsUploadFolder(IntPtr userdata, IntPtr folder, IntPtr answers);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int RemoteOpsChangedFolders(IntPtr userdata, IntPtr sync, IntPtr folders, UIntPtr count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int RemoteOpsListChanges(IntPtr userdata, IntPtr table);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int RemoteOpsUpload(IntPtr userdata, IntPtr table, IntPtr items);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int RemoteOpsSetRead(IntPtr userdata, IntPtr table, IntPtr reads, IntPtr answers);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int RemoteOpsRemove(IntPtr userdata, IntPtr table, IntPtr deletes, IntPtr answers);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int RemoteOpsFetchFull(IntPtr userdata, IntPtr table, IntPtr remoteIds, UIntPtr count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int RemoteOpsSend(IntPtr userdata, IntPtr message, IntPtr answers);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void RemoteOpsFailed(IntPtr userdata, IntPtr failure);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrOptionsConnect(IntPtr userdata, IntPtr name);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SyncMgrOptionsDisconnect(IntPtr userdata, IntPtr name);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate uint SyncMgrOptionsPoll(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate ulong SyncMgrOptionsNow(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SyncMgrOptionsRandom(IntPtr userdata, IntPtr buffer, UIntPtr size);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SyncMgrOptionsUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SyncMgrEnumeratorUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrEnumeratorNext(IntPtr userdata, IntPtr item);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrEnumeratorSkip(IntPtr userdata, uint count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrEnumeratorReset(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrEnumeratorClone(IntPtr userdata, IntPtr @out);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SyncMgrHandlerUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerInitialize(IntPtr userdata, uint flags, NativeBytes cookie);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerGetHandlerInfo(IntPtr userdata, IntPtr info);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerEnumSyncMgrItems(IntPtr userdata, IntPtr items);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerGetItemObject(IntPtr userdata, IntPtr item, IntPtr interfaceId, IntPtr @object);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerShowProperties(IntPtr userdata, IntPtr window, IntPtr item);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerSetProgressCallback(IntPtr userdata, IntPtr callback);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerPrepareForSync(IntPtr userdata, IntPtr items, UIntPtr count, IntPtr window);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerSynchronize(IntPtr userdata, IntPtr window);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerSetItemStatus(IntPtr userdata, IntPtr item, uint status);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerShowError(IntPtr userdata, IntPtr window, IntPtr error);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrHandlerResolveConflict(IntPtr userdata, IntPtr conflict, IntPtr item, uint choice);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrFactoryCreate(IntPtr userdata, IntPtr handler);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SyncMgrFactoryUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SyncMgrEventsOptionsWake(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SyncMgrEventsOptionsUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrStoreOptionsPrepare(IntPtr userdata, IntPtr window);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrStoreOptionsSynchronize(IntPtr userdata, IntPtr session, IntPtr callback, IntPtr folders, UIntPtr count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void SyncMgrStoreOptionsUserdataFree(IntPtr userdata);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SyncMgrStoreOptionsShowError(IntPtr userdata, IntPtr window, IntPtr error);

    /// <summary>Where the members of structures lie, with pointers of 64 bits.</summary>
    internal static class Layout
    {
        internal static class Error
        {
            internal const int SizeOf = 32;
            internal const int StructSize = 0;
            internal const int Code = 4;
            internal const int SystemCode = 8;
            internal const int Context = 12;
            internal const int Message = 16;
            internal const int Component = 24;
        }

        internal static class StoreOptions
        {
            internal const int SizeOf = 72;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int TrashDays = 8;
            internal const int MassDeletePercent = 12;
            internal const int MassDeleteCount = 16;
            internal const int BatchItems = 20;
            internal const int BatchBytes = 24;
            internal const int BatchMs = 32;
            internal const int Reserved = 36;
            internal const int Now = 40;
            internal const int Random = 48;
            internal const int Userdata = 56;
            internal const int UserdataFree = 64;
        }

        internal static class Guid
        {
            internal const int SizeOf = 16;
            internal const int Bytes = 0;
        }

        internal static class StoreInfo
        {
            internal const int SizeOf = 120;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int SchemaVersion = 8;
            internal const int Reserved = 12;
            internal const int Guid = 16;
            internal const int FileSize = 32;
            internal const int FolderCount = 40;
            internal const int ItemCount = 48;
            internal const int PendingCount = 56;
            internal const int TombstoneCount = 64;
            internal const int ConflictCount = 72;
            internal const int FailureCount = 80;
            internal const int HeldCount = 88;
            internal const int WantedCount = 96;
            internal const int OutgoingCount = 104;
            internal const int Path = 112;
        }

        internal static class Ltid
        {
            internal const int SizeOf = 24;
            internal const int Guid = 0;
            internal const int Counter = 16;
            internal const int Level = 22;
        }

        internal static class Feid
        {
            internal const int SizeOf = 46;
            internal const int Flags = 0;
            internal const int Provider = 4;
            internal const int Placeholder = 20;
            internal const int Folder = 22;
        }

        internal static class Meid
        {
            internal const int SizeOf = 70;
            internal const int Flags = 0;
            internal const int Provider = 4;
            internal const int Placeholder = 20;
            internal const int Folder = 22;
            internal const int Message = 46;
        }

        internal static class Bytes
        {
            internal const int SizeOf = 16;
            internal const int Data = 0;
            internal const int Size = 8;
        }

        internal static class Name
        {
            internal const int SizeOf = 40;
            internal const int StructSize = 0;
            internal const int Kind = 4;
            internal const int Id = 8;
            internal const int Type = 12;
            internal const int Set = 16;
            internal const int NameMember = 32;
        }

        internal static class List
        {
            internal const int SizeOf = 16;
            internal const int Items = 0;
            internal const int Count = 8;
        }

        internal static class ValueUnion
        {
            internal const int SizeOf = 16;
            internal const int I2 = 0;
            internal const int I4 = 0;
            internal const int I8 = 0;
            internal const int R4 = 0;
            internal const int R8 = 0;
            internal const int Time = 0;
            internal const int Error = 0;
            internal const int Guid = 0;
            internal const int Bytes = 0;
            internal const int List = 0;
        }

        internal static class Value
        {
            internal const int SizeOf = 24;
            internal const int Tag = 0;
            internal const int Reserved = 4;
            internal const int ValueMember = 8;
        }

        internal static class ListOptions
        {
            internal const int SizeOf = 32;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int Sort = 8;
            internal const int Reserved = 12;
            internal const int Columns = 16;
            internal const int ColumnCount = 24;
        }

        internal static class FolderOptions
        {
            internal const int SizeOf = 56;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int Direction = 8;
            internal const int Scope = 12;
            internal const int Policy = 16;
            internal const int Expunge = 20;
            internal const int DeleteLimit = 24;
            internal const int Reserved = 28;
            internal const int ScopeSince = 32;
            internal const int ScopeCount = 40;
            internal const int ScopeSize = 48;
        }

        internal static class Row
        {
            internal const int SizeOf = 16;
            internal const int Values = 0;
            internal const int Count = 8;
        }

        internal static class PageColumn
        {
            internal const int SizeOf = 40;
            internal const int Tag = 0;
            internal const int Kind = 4;
            internal const int Present = 8;
            internal const int Numbers = 16;
            internal const int Offsets = 24;
            internal const int Text = 32;
        }

        internal static class Page
        {
            internal const int SizeOf = 32;
            internal const int StructSize = 0;
            internal const int Reserved = 4;
            internal const int RowCount = 8;
            internal const int ColumnCount = 16;
            internal const int Columns = 24;
        }

        internal static class EventsOptions
        {
            internal const int SizeOf = 48;
            internal const int StructSize = 0;
            internal const int Mask = 4;
            internal const int QueueLimit = 8;
            internal const int Reserved = 12;
            internal const int Folder = 16;
            internal const int Wake = 24;
            internal const int Userdata = 32;
            internal const int UserdataFree = 40;
        }

        internal static class Event
        {
            internal const int SizeOf = 180;
            internal const int StructSize = 0;
            internal const int Kind = 4;
            internal const int Changed = 8;
            internal const int Origin = 12;
            internal const int Feid = 16;
            internal const int Meid = 62;
            internal const int OldFeid = 132;
        }

        internal static class Sync
        {
            internal const int SizeOf = 104;
            internal const int Flags = 0;
            internal const int Path = 8;
            internal const int Folder = 16;
            internal const int Folders = 64;
            internal const int FolderOptions = 72;
            internal const int FolderCount = 80;
            internal const int StateBlob = 88;
        }

        internal static class Uphier
        {
            internal const int SizeOf = 12;
            internal const int Flags = 0;
            internal const int Index = 4;
            internal const int Count = 8;
        }

        internal static class Binding
        {
            internal const int SizeOf = 32;
            internal const int RemoteId = 0;
            internal const int RemoteVersion = 16;
        }

        internal static class Upfld
        {
            internal const int SizeOf = 144;
            internal const int Flags = 0;
            internal const int Folder = 8;
            internal const int Feid = 16;
            internal const int Binding = 64;
            internal const int ParentBinding = 96;
            internal const int ChangedTags = 128;
            internal const int ChangedCount = 136;
        }

        internal static class Synccont
        {
            internal const int SizeOf = 12;
            internal const int Flags = 0;
            internal const int Index = 4;
            internal const int Count = 8;
        }

        internal static class Uptble
        {
            internal const int SizeOf = 24;
            internal const int IndexMod = 0;
            internal const int CountMod = 4;
            internal const int IndexRead = 8;
            internal const int CountRead = 12;
            internal const int IndexDel = 16;
            internal const int CountDel = 20;
        }

        internal static class Upmov
        {
            internal const int SizeOf = 128;
            internal const int Flags = 0;
            internal const int Name = 8;
            internal const int Feid = 16;
            internal const int ClientFolder = 64;
            internal const int ClientSink = 72;
            internal const int Count = 80;
            internal const int Binding = 88;
            internal const int Next = 120;
        }

        internal static class Uptbl
        {
            internal const int SizeOf = 160;
            internal const int Flags = 0;
            internal const int Name = 8;
            internal const int Feid = 16;
            internal const int Entries = 64;
            internal const int Index = 112;
            internal const int Count = 116;
            internal const int Moves = 120;
            internal const int Binding = 128;
        }

        internal static class Skey
        {
            internal const int SizeOf = 22;
            internal const int Guid = 0;
            internal const int Counter = 16;
        }

        internal static class Upmsg
        {
            internal const int SizeOf = 368;
            internal const int Flags = 0;
            internal const int Message = 8;
            internal const int Meid = 16;
            internal const int SourceFolder = 86;
            internal const int ChangeKey = 136;
            internal const int ChangeList = 152;
            internal const int SourceKey = 168;
            internal const int Binding = 192;
            internal const int SourceBinding = 224;
            internal const int MatchKey = 256;
            internal const int ChangedTags = 272;
            internal const int ChangedCount = 280;
            internal const int Values = 288;
            internal const int ValueCount = 296;
            internal const int ContentSize = 304;
            internal const int Cookie = 312;
            internal const int Attempts = 328;
            internal const int SourceFolderBinding = 336;
        }

        internal static class Upreade
        {
            internal const int SizeOf = 96;
            internal const int Flags = 0;
            internal const int Result = 4;
            internal const int SourceKey = 8;
            internal const int Binding = 32;
            internal const int Reserved = 64;
        }

        internal static class Upread
        {
            internal const int SizeOf = 16;
            internal const int Entries = 0;
            internal const int Count = 8;
        }

        internal static class Updele
        {
            internal const int SizeOf = 232;
            internal const int Flags = 0;
            internal const int Result = 4;
            internal const int SourceKey = 8;
            internal const int DestKey = 30;
            internal const int ChangeKey = 56;
            internal const int ChangeList = 72;
            internal const int Move = 88;
            internal const int Binding = 96;
            internal const int Dest = 128;
            internal const int Reserved = 200;
        }

        internal static class Updel
        {
            internal const int SizeOf = 16;
            internal const int Entries = 0;
            internal const int Count = 8;
        }

        internal static class Dnhier
        {
            internal const int SizeOf = 48;
            internal const int Flags = 0;
            internal const int Sink = 8;
            internal const int CountNew = 16;
            internal const int CountMod = 20;
            internal const int CountDel = 24;
            internal const int StateBlob = 32;
        }

        internal static class Dntble
        {
            internal const int SizeOf = 16;
            internal const int CountNew = 0;
            internal const int CountMod = 4;
            internal const int CountRead = 8;
            internal const int CountDel = 12;
        }

        internal static class Dntbl
        {
            internal const int SizeOf = 176;
            internal const int Flags = 0;
            internal const int Contents = 8;
            internal const int Hierarchy = 16;
            internal const int Name = 24;
            internal const int LastModified = 32;
            internal const int Rights = 40;
            internal const int Feid = 44;
            internal const int Entries = 92;
            internal const int Binding = 128;
            internal const int StateBlob = 160;
        }

        internal static class Hdrsync
        {
            internal const int SizeOf = 72;
            internal const int Header = 0;
            internal const int Parent = 8;
            internal const int Flags = 56;
            internal const int Full = 64;
        }

        internal static class StateUnion
        {
            internal const int SizeOf = 368;
            internal const int Sync = 0;
            internal const int Uphier = 0;
            internal const int Upfld = 0;
            internal const int Synccont = 0;
            internal const int Uptbl = 0;
            internal const int Upmsg = 0;
            internal const int Upread = 0;
            internal const int Updel = 0;
            internal const int Dnhier = 0;
            internal const int Dntbl = 0;
            internal const int Hdrsync = 0;
        }

        internal static class State
        {
            internal const int SizeOf = 376;
            internal const int Tag = 0;
            internal const int Size = 4;
            internal const int Body = 8;
        }

        internal static class Conflict
        {
            internal const int SizeOf = 112;
            internal const int StructSize = 0;
            internal const int Kind = 4;
            internal const int Meid = 8;
            internal const int Base = 80;
            internal const int Local = 88;
            internal const int Server = 96;
            internal const int Merged = 104;
        }

        internal static class Progress
        {
            internal const int SizeOf = 144;
            internal const int StructSize = 0;
            internal const int State = 4;
            internal const int Phase = 8;
            internal const int FoldersDone = 12;
            internal const int FoldersTotal = 16;
            internal const int Reserved = 20;
            internal const int ItemsDone = 24;
            internal const int ItemsTotal = 32;
            internal const int BytesDone = 40;
            internal const int BytesTotal = 48;
            internal const int Uploaded = 56;
            internal const int Downloaded = 64;
            internal const int Deleted = 72;
            internal const int Conflicts = 80;
            internal const int Failures = 88;
            internal const int Folder = 96;
        }

        internal static class SessionOptions
        {
            internal const int SizeOf = 96;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int Kinds = 8;
            internal const int Policy = 12;
            internal const int VectorLimit = 16;
            internal const int MassDeletePercent = 20;
            internal const int MassDeleteCount = 24;
            internal const int Reserved = 28;
            internal const int Root = 32;
            internal const int Columns = 40;
            internal const int ColumnCount = 48;
            internal const int Ask = 56;
            internal const int Merge = 64;
            internal const int Progress = 72;
            internal const int Userdata = 80;
            internal const int UserdataFree = 88;
        }

        internal static class Result
        {
            internal const int SizeOf = 56;
            internal const int StructSize = 0;
            internal const int Code = 4;
            internal const int Flags = 8;
            internal const int RetryAfterMs = 12;
            internal const int RemoteId = 16;
            internal const int RemoteVersion = 32;
            internal const int Text = 48;
        }

        internal static class Readstate
        {
            internal const int SizeOf = 24;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int SourceKey = 8;
        }

        internal static class MessageMove
        {
            internal const int SizeOf = 88;
            internal const int StructSize = 0;
            internal const int Reserved = 4;
            internal const int SourceFolderKey = 8;
            internal const int SourceMessageKey = 24;
            internal const int ChangeList = 40;
            internal const int DestMessageKey = 56;
            internal const int DestChangeKey = 72;
        }

        internal static class ImportItem
        {
            internal const int SizeOf = 96;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int Binding = 8;
            internal const int MatchKey = 40;
            internal const int Values = 56;
            internal const int ValueCount = 64;
            internal const int Content = 72;
            internal const int ContentSize = 88;
        }

        internal static class ListingScope
        {
            internal const int SizeOf = 56;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int First = 8;
            internal const int Last = 24;
            internal const int Since = 40;
            internal const int Until = 48;
        }

        internal static class ImportFlags
        {
            internal const int SizeOf = 56;
            internal const int StructSize = 0;
            internal const int Set = 4;
            internal const int Clear = 8;
            internal const int Reserved = 12;
            internal const int Binding = 16;
            internal const int Keywords = 48;
        }

        internal static class FolderState
        {
            internal const int SizeOf = 104;
            internal const int Changed = 0;
            internal const int Reserved = 4;
            internal const int Feid = 8;
            internal const int Binding = 56;
            internal const int StateBlob = 88;
        }

        internal static class ReplicateFailure
        {
            internal const int SizeOf = 144;
            internal const int StructSize = 0;
            internal const int State = 4;
            internal const int Code = 8;
            internal const int Reserved = 12;
            internal const int Folder = 16;
            internal const int Message = 62;
            internal const int Text = 136;
        }

        internal static class RemoteOps
        {
            internal const int SizeOf = 104;
            internal const int StructSize = 0;
            internal const int Reserved = 4;
            internal const int Userdata = 8;
            internal const int UserdataFree = 16;
            internal const int ListFolders = 24;
            internal const int UploadFolder = 32;
            internal const int ChangedFolders = 40;
            internal const int ListChanges = 48;
            internal const int Upload = 56;
            internal const int SetRead = 64;
            internal const int Remove = 72;
            internal const int FetchFull = 80;
            internal const int Send = 88;
            internal const int Failed = 96;
        }

        internal static class ReplicateOptions
        {
            internal const int SizeOf = 56;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int InitFlags = 8;
            internal const int Direction = 12;
            internal const int Window = 16;
            internal const int Retries = 20;
            internal const int WindowBytes = 24;
            internal const int RetryDelayMs = 32;
            internal const int Reserved = 36;
            internal const int Folders = 40;
            internal const int FolderCount = 48;
        }

        internal static class ReplicateCounts
        {
            internal const int SizeOf = 64;
            internal const int Created = 0;
            internal const int Changed = 8;
            internal const int Read = 16;
            internal const int Moved = 24;
            internal const int Deleted = 32;
            internal const int Folders = 40;
            internal const int Bytes = 48;
            internal const int Reserved = 56;
        }

        internal static class ReplicateReport
        {
            internal const int SizeOf = 192;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int Up = 8;
            internal const int Down = 72;
            internal const int Sent = 136;
            internal const int Conflicts = 144;
            internal const int Failures = 152;
            internal const int Unanswered = 160;
            internal const int FoldersFailed = 168;
            internal const int FoldersBusy = 176;
            internal const int Retries = 184;
        }

        internal static class SyncMgrOptions
        {
            internal const int SizeOf = 88;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int Parallel = 8;
            internal const int TimeoutMs = 12;
            internal const int LogLimit = 16;
            internal const int PollIntervalMs = 20;
            internal const int Window = 24;
            internal const int Connect = 32;
            internal const int Disconnect = 40;
            internal const int Poll = 48;
            internal const int Now = 56;
            internal const int Random = 64;
            internal const int Userdata = 72;
            internal const int UserdataFree = 80;
        }

        internal static class SyncMgrHandlerInfo
        {
            internal const int SizeOf = 208;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int Icon = 8;
            internal const int Name = 16;
            internal const int IconName = 112;
        }

        internal static class SyncMgrItem
        {
            internal const int SizeOf = 528;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int ItemId = 8;
            internal const int ItemState = 24;
            internal const int Reserved = 28;
            internal const int LastUpdate = 32;
            internal const int Icon = 40;
            internal const int Name = 48;
            internal const int IconName = 432;
        }

        internal static class SyncMgrEnumerator
        {
            internal const int SizeOf = 56;
            internal const int StructSize = 0;
            internal const int Reserved = 4;
            internal const int Userdata = 8;
            internal const int UserdataFree = 16;
            internal const int Next = 24;
            internal const int Skip = 32;
            internal const int Reset = 40;
            internal const int Clone = 48;
        }

        internal static class SyncMgrHandler
        {
            internal const int SizeOf = 112;
            internal const int StructSize = 0;
            internal const int Reserved = 4;
            internal const int Userdata = 8;
            internal const int UserdataFree = 16;
            internal const int Initialize = 24;
            internal const int GetHandlerInfo = 32;
            internal const int EnumSyncMgrItems = 40;
            internal const int GetItemObject = 48;
            internal const int ShowProperties = 56;
            internal const int SetProgressCallback = 64;
            internal const int PrepareForSync = 72;
            internal const int Synchronize = 80;
            internal const int SetItemStatus = 88;
            internal const int ShowError = 96;
            internal const int ResolveConflict = 104;
        }

        internal static class SyncMgrFactory
        {
            internal const int SizeOf = 32;
            internal const int StructSize = 0;
            internal const int Reserved = 4;
            internal const int Create = 8;
            internal const int Userdata = 16;
            internal const int UserdataFree = 24;
        }

        internal static class SyncMgrItemOptions
        {
            internal const int SizeOf = 24;
            internal const int StructSize = 0;
            internal const int Mask = 4;
            internal const int Checked = 8;
            internal const int Enabled = 12;
            internal const int Reason = 16;
        }

        internal static class SyncMgrSchedule
        {
            internal const int SizeOf = 24;
            internal const int StructSize = 0;
            internal const int Flags = 4;
            internal const int IntervalMs = 8;
            internal const int DailyMinute = 16;
            internal const int JitterMs = 20;
        }

        internal static class SyncMgrProgressItem
        {
            internal const int SizeOf = 32;
            internal const int StructSize = 0;
            internal const int Mask = 4;
            internal const int StatusText = 8;
            internal const int StatusType = 16;
            internal const int ProgValue = 20;
            internal const int MaxValue = 24;
            internal const int Reserved = 28;
        }

        internal static class SyncMgrLogErrorInfo
        {
            internal const int SizeOf = 64;
            internal const int StructSize = 0;
            internal const int Mask = 4;
            internal const int ErrorFlags = 8;
            internal const int Reserved = 12;
            internal const int ErrorId = 16;
            internal const int ItemId = 32;
            internal const int Link = 48;
            internal const int LinkText = 56;
        }

        internal static class SyncMgrConflict
        {
            internal const int SizeOf = 48;
            internal const int StructSize = 0;
            internal const int Reserved = 4;
            internal const int ConflictId = 8;
            internal const int ItemId = 24;
            internal const int Text = 40;
        }

        internal static class SyncMgrEventsOptions
        {
            internal const int SizeOf = 32;
            internal const int StructSize = 0;
            internal const int QueueLimit = 4;
            internal const int Wake = 8;
            internal const int Userdata = 16;
            internal const int UserdataFree = 24;
        }

        internal static class SyncMgrEvent
        {
            internal const int SizeOf = 64;
            internal const int StructSize = 0;
            internal const int Kind = 4;
            internal const int HandlerId = 8;
            internal const int ItemId = 24;
            internal const int Run = 40;
            internal const int Status = 48;
            internal const int ProgValue = 52;
            internal const int MaxValue = 56;
            internal const int Code = 60;
        }

        internal static class SyncMgrStoreOptions
        {
            internal const int SizeOf = 64;
            internal const int StructSize = 0;
            internal const int RegisterFlags = 4;
            internal const int Store = 8;
            internal const int Name = 16;
            internal const int Prepare = 24;
            internal const int Synchronize = 32;
            internal const int Userdata = 40;
            internal const int UserdataFree = 48;
            internal const int ShowError = 56;
        }
    }
}
