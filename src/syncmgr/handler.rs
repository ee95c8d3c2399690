//! What an application implements: handlers, and factories that make them.

use std::sync::Arc;

use super::callback::Callback;
use super::types::{HandlerInfo, Item, Native};
use crate::codes::IOSTX_E_NOTIMPL;
use crate::error::{Error, Result};
use crate::ids::Guid;

/// ISyncMgrSynchronize: synchronizes the items of one kind of data. One object serves one run; it is dropped after it, or, while
/// the run left errors that users can open, before the next.
///
/// The manager calls an object on a thread of that run, one call at a time, under no lock; a call may use the callback and the
/// manager. Where a method answers `Result<i32>`, the code is its HRESULT of success, and an error is its failure.
///
/// GetItemObject is not here: it is reserved, and the manager never calls it.
pub trait Handler: Send + Sync {
    /// Initialize: the first call. `flags`: why the run began (`IOSTX_SYNCMGRFLAG_*`), in force for the whole life of this object; an event that
    /// is not known counts as manual. `cookie`: what UpdateItems was given, else empty. S_FALSE declines: this run is none of this
    /// handler's business.
    fn initialize(&self, flags: u32, cookie: &[u8]) -> Result<i32>;

    /// GetHandlerInfo: once, after Initialize.
    fn handler_info(&self) -> Result<HandlerInfo>;

    /// EnumSyncMgrItems: the items there are.
    fn enum_items(&self) -> Result<Enumeration>;

    /// SetProgressCallback: what to report to from now on; replaces an earlier one. `None`: let go of it; no call comes after that.
    fn set_progress_callback(&self, callback: Option<Callback>) -> Result<()>;

    /// PrepareForSync: the items chosen, which also bound the following Synchronize; the place to log on. Exactly S_OK promises
    /// one PrepareForSyncCompleted, which may come inside this call, or later from any thread. S_FALSE: it cannot be prepared
    /// without windows, which are forbidden.
    fn prepare_for_sync(&self, items: &[Guid], window: Native) -> Result<i32>;

    /// Synchronize. Exactly S_OK promises one SynchronizeCompleted; anything else is the outcome.
    fn synchronize(&self, window: Native) -> Result<i32>;

    /// SetItemStatus: skip this item (`status` is SYNCMGRSTATUS_SKIPPED). Comes while a completion is owed, from the thread of the run.
    fn set_item_status(&self, item: Guid, status: u32) -> Result<()>;

    /// ShowProperties of an item, or of the handler itself (`None`). Success promises one ShowPropertiesCompleted.
    fn show_properties(&self, _window: Native, _item: Option<Guid>) -> Result<i32> {
        Err(Error::of(IOSTX_E_NOTIMPL))
    }

    /// ShowError: the user opened a line that this object logged. Success promises one ShowErrorCompleted.
    fn show_error(&self, _window: Native, _error: Guid) -> Result<i32> {
        Err(Error::of(IOSTX_E_NOTIMPL))
    }

    /// Resolves a conflict that was reported, in this run or an earlier one: `choice` is one of `IOSTX_RFC_KEEP*`. Ours.
    fn resolve_conflict(&self, _conflict: Guid, _item: Guid, _choice: u32) -> Result<()> {
        Err(Error::of(IOSTX_E_NOTIMPL))
    }
}

/// What EnumSyncMgrItems answers.
pub struct Enumeration {
    /// The enumerator.
    pub items: Box<dyn EnumItems>,
    /// `false`: S_SYNCMGR_MISSINGITEMS: there are more items, whose saved choices stay.
    pub complete: bool,
}

impl Enumeration {
    /// A complete list.
    pub fn of(items: Vec<Item>) -> Self {
        Enumeration { items: Box::new(items.into_iter()), complete: true }
    }
}

/// ISyncMgrEnumItems: asked for one item at a time, to the end, and dropped.
pub trait EnumItems {
    /// Next: one item; `None` at the end. After an error nothing more is asked.
    fn next_item(&mut self) -> Result<Option<Item>>;
}

impl EnumItems for std::vec::IntoIter<Item> {
    fn next_item(&mut self) -> Result<Option<Item>> {
        Ok(self.next())
    }
}

/// Makes handler objects for a registered id: the class object of the handler.
pub trait Factory: Send + Sync {
    /// A new object, for one run.
    fn create(&self) -> Result<Arc<dyn Handler>>;
}

impl<F: Fn() -> Result<Arc<dyn Handler>> + Send + Sync> Factory for F {
    fn create(&self) -> Result<Arc<dyn Handler>> {
        self()
    }
}
