//! The import sink for folders (IExchangeImportHierarchyChanges), and what this library adds to it.

use super::arguments;
use super::convert;
use super::errors::LastError;
use super::guard::{self, Gate, Object, Success, call};
use super::handles::Table;
use super::imports::{Configuration, all_bytes, ended, listing_scope, remote_ids};
use super::objects::{StoreObject, object};
use super::option_types::iostx_listing_scope;
use super::session_object::SessionObject;
use super::types::*;
use crate::codes::{IOSTX_S_FALSE, IOSTX_S_OK};
use crate::error::{Result, check_flags};
use crate::store::HierarchyImporter;
use std::sync::{Arc, Weak};

/// An import sink for folders. It lives as long as its state; calls on it are calls on the session.
pub struct HierarchySinkObject {
    store: Arc<StoreObject>,
    session: Weak<SessionObject>,
    importer: Arc<HierarchyImporter>,
    configuration: Configuration,
    last_error: LastError,
}

object!(HierarchySinkObject, iostx_hierarchy_sink, 8, |sink| Some(&sink.store.gate));

impl HierarchySinkObject {
    /// A borrowed handle of the sink of a state.
    pub fn lend(session: &Arc<SessionObject>, importer: &Arc<HierarchyImporter>) -> *mut iostx_hierarchy_sink {
        Self::table().lend(Arc::new(HierarchySinkObject {
            store: Arc::clone(&session.store),
            session: Arc::downgrade(session),
            importer: Arc::clone(importer),
            configuration: Configuration::default(),
            last_error: LastError::default(),
        }))
    }

    /// Runs a call, and brings the counters of the session's structures up to date.
    fn run<R>(&self, body: impl FnOnce(&HierarchyImporter) -> Result<R>) -> Result<R> {
        let session = self.session.upgrade().ok_or_else(ended)?;
        let _turn = session.turn.take()?;
        let result = body(&self.importer);
        session.refresh();
        result
    }
}

fn on_sink<R: Success>(
    function: &'static str,
    handle: *mut iostx_hierarchy_sink,
    body: impl FnOnce(&HierarchyImporter) -> Result<R>,
) -> i32 {
    call(function, handle, |sink: &Arc<HierarchySinkObject>| {
        sink.configuration.skip();
        sink.run(body)
    })
}

/// IExchangeImportHierarchyChanges::Config. As iostx_contents_sink_config.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_config(
    sink: *mut iostx_hierarchy_sink,
    stream: *mut iostx_stream,
    flags: u32,
) -> i32 {
    call("iostx_hierarchy_sink_config", sink, |sink: &Arc<HierarchySinkObject>| {
        sink.run(|importer| sink.configuration.configure(stream, |state| importer.config(state, flags)))
    })
}

/// IExchangeImportHierarchyChanges::UpdateState. As iostx_contents_sink_update_state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_update_state(
    sink: *mut iostx_hierarchy_sink,
    stream: *mut iostx_stream,
    flags: u32,
) -> i32 {
    call("iostx_hierarchy_sink_update_state", sink, |sink: &Arc<HierarchySinkObject>| {
        check_flags("update_state", flags, 0)?;
        let stream = sink.configuration.stream(stream)?;
        sink.run(|importer| stream.replace(&importer.update_state()?))
    })
}

/// IExchangeImportHierarchyChanges::ImportFolderChange: creates, renames, moves or changes a folder. Parents come first.
///
/// values: in any order. PR_DISPLAY_NAME, and PR_SOURCE_KEY with PR_CHANGE_KEY or IOSTX_PR_REMOTE_ID, are required. The parent by
/// PR_PARENT_SOURCE_KEY or IOSTX_PR_PARENT_REMOTE_ID; empty, or the key of the root: the session's root; missing: a new folder comes
/// there, a known one stays where it is. IOSTX_PR_SPECIAL_FOLDER gives its role. Other properties of folders are stored.
///
/// Errors: SYNC_E_IGNORE (it is here already), SYNC_E_NO_PARENT (unknown here: send parents first), SYNC_E_OBJECT_DELETED (deleted
/// here before), SYNC_E_CYCLE, MAPI_E_INVALID_PARAMETER (a key is missing or malformed; no name), MAPI_E_COLLISION (the remote id
/// belongs to another folder), MAPI_E_BAD_VALUE, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_import_folder_change(
    sink: *mut iostx_hierarchy_sink,
    values: *const iostx_value,
    count: usize,
) -> i32 {
    on_sink("iostx_hierarchy_sink_import_folder_change", sink, |importer| {
        // SAFETY: the header's contract.
        let values = unsafe { convert::read_bag(arguments::array(values, count, "values")?) }?;
        let before = importer.counts();
        importer.import_folder_change(&values)?;
        Ok(if importer.counts() == before { IOSTX_S_FALSE } else { IOSTX_S_OK })
    })
}

/// IExchangeImportHierarchyChanges::ImportFolderDeletion: deletes folders with all that they hold, at the end of the state, under
/// the mass-delete guard. Unknown keys are passed over.
///
/// flags: IOSTX_ICS_SOFT_DELETE, IOSTX_ICS_EXPIRY.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a malformed key, or NULL), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_import_folder_deletion(
    sink: *mut iostx_hierarchy_sink,
    flags: u32,
    source_keys: *const iostx_bytes,
    count: usize,
) -> i32 {
    on_sink("iostx_hierarchy_sink_import_folder_deletion", sink, |importer| {
        // SAFETY: the header's contract.
        let keys = unsafe { all_bytes(source_keys, count, "source_keys") }?;
        importer.import_folder_deletion(&keys, flags)
    })
}

/// Imports deletions of folders by remote id. As iostx_hierarchy_sink_import_folder_deletion.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_delete_remote(
    sink: *mut iostx_hierarchy_sink,
    ids: *const iostx_bytes,
    count: usize,
) -> i32 {
    on_sink("iostx_hierarchy_sink_delete_remote", sink, |importer| {
        // SAFETY: the header's contract.
        importer.delete_remote(&unsafe { remote_ids(ids, count, "ids") }?)
    })
}

/// Begins a listing of folders. As iostx_contents_sink_listing_begin.
///
/// scope: only first and last are looked at; NULL: all folders below the session's root.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_listing_begin(
    sink: *mut iostx_hierarchy_sink,
    scope: *const iostx_listing_scope,
) -> i32 {
    on_sink("iostx_hierarchy_sink_listing_begin", sink, |importer| {
        // SAFETY: the header's contract.
        let scope = unsafe { listing_scope(scope) }?;
        importer.listing_begin(scope)
    })
}

/// Completes the listing: folders that did not appear are deleted. As iostx_contents_sink_listing_complete.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_listing_complete(sink: *mut iostx_hierarchy_sink) -> i32 {
    on_sink("iostx_hierarchy_sink_listing_complete", sink, |importer| importer.listing_complete())
}

/// Sets the hierarchy's state blob, which is kept per root. As iostx_contents_sink_set_state_blob.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_set_state_blob(sink: *mut iostx_hierarchy_sink, blob: iostx_bytes) -> i32 {
    on_sink("iostx_hierarchy_sink_set_state_blob", sink, |importer| {
        // SAFETY: the header's contract.
        importer.set_state_blob(unsafe { arguments::bytes(blob, "blob") }?)
    })
}

/// The last failure of a call on this sink. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_get_last_error(sink: *mut iostx_hierarchy_sink, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<HierarchySinkObject>(sink, out) }
}
