//! The import sink for items (IExchangeImportContentsChanges), and what this library adds to it.

use super::arguments::{self, Out};
use super::errors::LastError;
use super::guard::{self, Gate, Object, Success, call};
use super::handles::Table;
use super::imports::{Configuration, all_bytes, binding, ended, import_flags, import_item, listing_scope, remote_ids, required_id};
use super::objects::{MessageObject, StoreObject, object};
use super::option_types::*;
use super::session_object::SessionObject;
use super::types::*;
use super::{convert, cursor};
use crate::codes::{IOSTX_MAPI_W_PARTIAL_COMPLETION, IOSTX_S_OK};
use crate::error::{Result, check_flags};
use crate::replication::flags::{IOSTX_ICS_EXPIRY, IOSTX_ICS_READ, IOSTX_ICS_SOFT_DELETE};
use crate::store::{Importer, MoveKeys};
use std::sync::{Arc, Weak};

/// An import sink for items. It lives as long as its state; calls on it are calls on the session.
pub struct ContentsSinkObject {
    store: Arc<StoreObject>,
    session: Weak<SessionObject>,
    importer: Arc<Importer>,
    configuration: Configuration,
    last_error: LastError,
}

object!(ContentsSinkObject, iostx_contents_sink, 7, |sink| Some(&sink.store.gate));

impl ContentsSinkObject {
    /// A borrowed handle of the sink of a state.
    pub fn lend(session: &Arc<SessionObject>, importer: &Arc<Importer>) -> *mut iostx_contents_sink {
        Self::table().lend(Arc::new(ContentsSinkObject {
            store: Arc::clone(&session.store),
            session: Arc::downgrade(session),
            importer: Arc::clone(importer),
            configuration: Configuration::default(),
            last_error: LastError::default(),
        }))
    }

    /// Runs a call, and brings the counters of the session's structures up to date.
    fn run<R>(&self, body: impl FnOnce(&Arc<SessionObject>, &Importer) -> Result<R>) -> Result<R> {
        let session = self.session.upgrade().ok_or_else(ended)?;
        let _turn = session.turn.take()?;
        let result = body(&session, &self.importer);
        session.refresh();
        result
    }
}

fn on_sink<R: Success>(
    function: &'static str,
    handle: *mut iostx_contents_sink,
    body: impl FnOnce(&Arc<SessionObject>, &Importer) -> Result<R>,
) -> i32 {
    call(function, handle, |sink: &Arc<ContentsSinkObject>| {
        sink.configuration.skip();
        sink.run(body)
    })
}

/// IExchangeImportContentsChanges::Config. Optional here; at most once per sink, before any import.
///
/// stream: the state of an earlier iostx_contents_sink_update_state, or NULL. flags: IOSTX_ICS_* of config.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, E_UNEXPECTED (twice, or after an import), MAPI_E_CORRUPT_DATA (the state).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_config(sink: *mut iostx_contents_sink, stream: *mut iostx_stream, flags: u32) -> i32 {
    call("iostx_contents_sink_config", sink, |sink: &Arc<ContentsSinkObject>| {
        sink.run(|_, importer| sink.configuration.configure(stream, |state| importer.config(state, flags)))
    })
}

/// IExchangeImportContentsChanges::UpdateState: writes the current state, which includes the imports made so far; they are
/// committed first.
///
/// stream: its contents are replaced by the state; NULL means that of config. flags: 0.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER (there is no stream), MAPI_E_NO_ACCESS (a stream for reading).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_update_state(
    sink: *mut iostx_contents_sink,
    stream: *mut iostx_stream,
    flags: u32,
) -> i32 {
    call("iostx_contents_sink_update_state", sink, |sink: &Arc<ContentsSinkObject>| {
        check_flags("update_state", flags, 0)?;
        let stream = sink.configuration.stream(stream)?;
        sink.run(|_, importer| stream.replace(&importer.update_state()?))
    })
}

/// IExchangeImportContentsChanges::ImportMessageChange: decides by source key, change key and change list, and gives out an empty
/// message to fill. Nothing is stored before iostx_message_save on it.
///
/// values: in any order; PR_CHANGE_KEY, or IOSTX_PR_REMOTE_ID, is required. PR_SOURCE_KEY may be missing if PR_ENTRYID is there; an
/// empty change list and a missing PR_LAST_MODIFICATION_TIME are taken. Binding, match key and fingerprint may be among them.
/// flags: IOSTX_ICS_ASSOCIATED, IOSTX_ICS_NO_CONFLICTS, IOSTX_ICS_NEW_MESSAGE, IOSTX_ICS_LIMITED_IMESSAGE. out: free it with
/// iostx_message_free; NULL with every code but success.
///
/// Errors: SYNC_E_IGNORE (it is here already: skip it), SYNC_E_OBJECT_DELETED (deleted here before: skip it), SYNC_E_CONFLICT,
/// MAPI_E_INVALID_PARAMETER (a key is missing or malformed), MAPI_E_COLLISION (the remote id belongs to another item),
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_message_change(
    sink: *mut iostx_contents_sink,
    values: *const iostx_value,
    count: usize,
    flags: u32,
    out: *mut *mut iostx_message,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    on_sink("iostx_contents_sink_import_message_change", sink, |session, importer| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let values = unsafe { convert::read_bag(arguments::array(values, count, "values")?) }?;
        let message = importer.import_message_change(&values, flags)?;
        out.set(MessageObject::table().insert(session.message(message)));
        Ok(())
    })
}

/// IExchangeImportContentsChanges::ImportMessageDeletion. Unknown keys are passed over and remembered. All are checked first.
///
/// flags: IOSTX_ICS_SOFT_DELETE, IOSTX_ICS_EXPIRY.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a malformed key, or NULL), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_message_deletion(
    sink: *mut iostx_contents_sink,
    flags: u32,
    source_keys: *const iostx_bytes,
    count: usize,
) -> i32 {
    on_sink("iostx_contents_sink_import_message_deletion", sink, |_, importer| {
        // SAFETY: the header's contract.
        let keys = unsafe { all_bytes(source_keys, count, "source_keys") }?;
        importer.import_message_deletion(&keys, flags)
    })
}

/// IExchangeImportContentsChanges::ImportPerUserReadStateChange. Associated and missing messages are passed over.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_per_user_read_state_change(
    sink: *mut iostx_contents_sink,
    entries: *const iostx_readstate,
    count: usize,
) -> i32 {
    on_sink("iostx_contents_sink_import_per_user_read_state_change", sink, |_, importer| {
        // SAFETY: the header's contract, for the entries and for the key of each.
        let entries = unsafe { arguments::structures(entries, count, "entries") }?;
        let read = |entry: &iostx_readstate| {
            check_flags("import_per_user_read_state_change", entry.flags, IOSTX_ICS_READ)?;
            // SAFETY: as above.
            Ok((unsafe { arguments::bytes(entry.source_key, "entries[].source_key") }?, entry.flags & IOSTX_ICS_READ != 0))
        };
        importer.import_read_state(&entries.iter().map(read).collect::<Result<Vec<_>>>()?)
    })
}

/// IExchangeImportContentsChanges::ImportMessageMove, on the sink of the destination folder.
///
/// Answers SYNC_W_CLIENT_CHANGE_NEWER, a success, if the store holds a newer version than the change list says: the move is done,
/// the given change key was not applied.
///
/// Errors: SYNC_E_OBJECT_DELETED (the message is gone), MAPI_E_INVALID_PARAMETER (an empty or malformed member),
/// MAPI_E_COLLISION (the new source key is taken), MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_message_move(
    sink: *mut iostx_contents_sink,
    r#move: *const iostx_message_move,
) -> i32 {
    on_sink("iostx_contents_sink_import_message_move", sink, |_, importer| {
        // SAFETY: the header's contract, for the structure and for what it points to.
        let keys = unsafe {
            let keys = arguments::structure(r#move, "move")?;
            MoveKeys {
                source_folder: arguments::bytes(keys.source_folder_key, "move.source_folder_key")?.to_vec(),
                source_message: arguments::bytes(keys.source_message_key, "move.source_message_key")?.to_vec(),
                change_list: arguments::bytes(keys.change_list, "move.change_list")?.to_vec(),
                dest_message: arguments::bytes(keys.dest_message_key, "move.dest_message_key")?.to_vec(),
                dest_change: arguments::bytes(keys.dest_change_key, "move.dest_change_key")?.to_vec(),
            }
        };
        importer.import_message_move(keys)
    })
}

/// Imports one item by its remote id in one call: binding, match key, values, content or header only. Saved imports are seen by
/// the session at once and committed in batches.
///
/// item: copied. out: may be NULL. With IOSTX_IMPORT_STREAM it is required: the message to write the content to; nothing is
/// imported before iostx_message_save on it; free it with iostx_message_free. Without that flag it becomes NULL.
///
/// What the store has to say is known when the batch is committed: an item that it refuses then (a conflict, with
/// IOSTX_IMPORT_NO_CONFLICTS) goes on the wanted list with the reason, and never stops the rest.
///
/// Errors: MAPI_E_INVALID_PARAMETER (no remote id; an id, version or key is too long), MAPI_E_UNKNOWN_FLAGS, MAPI_E_BAD_VALUE,
/// MAPI_E_USER_CANCEL, and those of a commit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_item(
    sink: *mut iostx_contents_sink,
    item: *const iostx_import_item,
    out: *mut *mut iostx_message,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    on_sink("iostx_contents_sink_import_item", sink, |session, importer| {
        // SAFETY: as above, for the item and for what it points to.
        let item = unsafe { import_item(&arguments::structure(item, "item")?) }?;
        if !item.stream {
            return importer.import_item(item).map(|_| ());
        }
        let out = out.required("out")?;
        if let Some(message) = importer.import_item(item)? {
            out.set(MessageObject::table().insert(session.message(message)));
        }
        Ok(())
    })
}

/// Asks what of a listing is to be fetched, before anything is; many items at once. Binds items that were here unbound, and keeps
/// ids and versions of those outside the scope; changes nothing else.
///
/// items: binding, match key, values (IOSTX_PR_FINGERPRINT, times, size) as far as known. answers: one of IOSTX_PROBE_* each.
///
/// Errors: MAPI_E_INVALID_PARAMETER (no remote id), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_probe(
    sink: *mut iostx_contents_sink,
    items: *const iostx_import_item,
    count: usize,
    answers: *mut u32,
) -> i32 {
    on_sink("iostx_contents_sink_probe", sink, |_, importer| {
        // SAFETY: the header's contract, for the items and for what they point to.
        let (items, answers) = unsafe {
            let items = arguments::structures(items, count, "items")?;
            let items = items.iter().map(|item| import_item(item)).collect::<Result<Vec<_>>>()?;
            (items, arguments::array_out(answers, count, "answers")?)
        };
        let probed = importer.probe(&items)?;
        answers.iter_mut().zip(probed).for_each(|(answer, probe)| *answer = probe as u32);
        Ok(())
    })
}

/// Lists the remote ids that still must be fetched, those that wait after failures marked.
///
/// out: rows of IOSTX_PR_REMOTE_ID, IOSTX_PR_WANTED_REASON, IOSTX_PR_ATTEMPTS, IOSTX_PR_LAST_ERROR, IOSTX_PR_NEXT_ATTEMPT,
/// IOSTX_PR_BACKED_OFF, PR_ENTRYID (of the item, if it is here).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_list_wanted(sink: *mut iostx_contents_sink, out: *mut *mut iostx_cursor) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    on_sink("iostx_contents_sink_list_wanted", sink, |session, importer| {
        let out = out.required("out")?;
        importer.flush()?;
        let rows = session.store.core.list_wanted(Some(importer.folder()))?;
        out.set(cursor::give(&session.store, rows));
        Ok(())
    })
}

/// Begins a listing: until iostx_contents_sink_listing_complete, what is imported, probed or given flags counts as being there.
///
/// scope: what the listing names in full; NULL: the whole folder.
///
/// Errors: E_UNEXPECTED (a listing is open), MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_listing_begin(
    sink: *mut iostx_contents_sink,
    scope: *const iostx_listing_scope,
) -> i32 {
    on_sink("iostx_contents_sink_listing_begin", sink, |_, importer| {
        // SAFETY: the header's contract, for the scope and for what it points to.
        let scope = unsafe { listing_scope(scope) }?;
        importer.listing_begin(scope)
    })
}

/// Completes the listing: items within its scope that were bound before it began and did not appear are deleted, at the end of the
/// state, under the mass-delete guard. Only this makes absence mean deletion.
///
/// Errors: E_UNEXPECTED (no listing is open), MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_listing_complete(sink: *mut iostx_contents_sink) -> i32 {
    on_sink("iostx_contents_sink_listing_complete", sink, |_, importer| importer.listing_complete())
}

/// Imports flags, keywords and versions by remote id, without content.
///
/// results: one code each, or NULL: IOSTX_S_OK, or MAPI_E_NOT_FOUND (unknown here: it goes on the wanted list).
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a flag in set and in clear; no remote id), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_flags(
    sink: *mut iostx_contents_sink,
    items: *const iostx_import_flags,
    count: usize,
    results: *mut i32,
) -> i32 {
    on_sink("iostx_contents_sink_import_flags", sink, |_, importer| {
        // SAFETY: the header's contract, for the items and for what they point to.
        let (entries, results) = unsafe {
            let items = arguments::structures(items, count, "items")?;
            let entries = items.iter().map(|item| import_flags(item)).collect::<Result<Vec<_>>>()?;
            let results = if results.is_null() { &mut [] } else { arguments::array_out(results, count, "results")? };
            (entries, results)
        };
        let codes = importer.import_flags(&entries)?;
        results.iter_mut().zip(&codes).for_each(|(result, code)| *result = *code);
        Ok(if codes.iter().any(|code| *code < IOSTX_S_OK) { IOSTX_MAPI_W_PARTIAL_COMPLETION } else { IOSTX_S_OK })
    })
}

/// Imports deletions by remote id. Unknown ids are passed over. They are carried out at the end of the state, under the
/// mass-delete guard.
///
/// flags: IOSTX_ICS_SOFT_DELETE, IOSTX_ICS_EXPIRY.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an empty or over-long id), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_delete_remote(
    sink: *mut iostx_contents_sink,
    ids: *const iostx_bytes,
    count: usize,
    flags: u32,
) -> i32 {
    on_sink("iostx_contents_sink_delete_remote", sink, |_, importer| {
        check_flags("delete_remote", flags, IOSTX_ICS_SOFT_DELETE | IOSTX_ICS_EXPIRY)?;
        // SAFETY: the header's contract.
        importer.delete_remote(&unsafe { remote_ids(ids, count, "ids") }?)
    })
}

/// Imports the deletion of all items whose remote ids lie between two, both inclusive, as memcmp orders them.
///
/// flags, errors: as iostx_contents_sink_delete_remote. An empty first or last leaves that end open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_delete_remote_range(
    sink: *mut iostx_contents_sink,
    first: iostx_bytes,
    last: iostx_bytes,
    flags: u32,
) -> i32 {
    on_sink("iostx_contents_sink_delete_remote_range", sink, |_, importer| {
        check_flags("delete_remote_range", flags, IOSTX_ICS_SOFT_DELETE | IOSTX_ICS_EXPIRY)?;
        // SAFETY: the header's contract.
        let (first, last) = unsafe { (arguments::bytes(first, "first")?, arguments::bytes(last, "last")?) };
        importer.delete_remote_range(first, last)
    })
}

/// Imports a move by remote ids, on the sink of the destination folder: the item keeps its long-term id, body and pending work.
///
/// source_folder, source_id: where it was. dest: what it is called here.
///
/// An item that is unknown there goes on the wanted list.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an empty or over-long id), MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_move_remote(
    sink: *mut iostx_contents_sink,
    source_folder: *const iostx_feid,
    source_id: iostx_bytes,
    dest: *const iostx_binding,
) -> i32 {
    on_sink("iostx_contents_sink_move_remote", sink, |session, importer| {
        // SAFETY: the header's contract, for the arguments and for what they point to.
        let (source, source_id, dest) = unsafe {
            let dest = arguments::required(dest, "dest")?;
            (arguments::required(source_folder, "source_folder")?, required_id(source_id, "source_id")?, binding(dest, "dest")?)
        };
        importer.move_remote(session.store.folder(source)?, source_id, dest)
    })
}

/// Sets the folder's state blob. It stands for all imports made so far, and is committed with them, never before them. An equal
/// blob writes nothing.
///
/// Errors: MAPI_E_TOO_BIG (over 16 MiB).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_set_state_blob(sink: *mut iostx_contents_sink, blob: iostx_bytes) -> i32 {
    on_sink("iostx_contents_sink_set_state_blob", sink, |_, importer| {
        // SAFETY: the header's contract.
        importer.set_state_blob(unsafe { arguments::bytes(blob, "blob") }?)
    })
}

/// Commits the imports made so far, with the blob, now.
///
/// Errors: MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR, MAPI_E_BUSY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_flush(sink: *mut iostx_contents_sink) -> i32 {
    on_sink("iostx_contents_sink_flush", sink, |_, importer| importer.flush())
}

/// The last failure of a call on this sink. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_get_last_error(sink: *mut iostx_contents_sink, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<ContentsSinkObject>(sink, out) }
}
