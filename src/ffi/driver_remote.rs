//! An agent of C's, as the driver walks with it, and the batches that it answers.

use std::ffi::{CString, c_void};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use parking_lot::Mutex;

use super::blocks::{Kept, binding_in_place, in_place};
use super::driver_types::*;
use super::errors::LastError;
use super::guard::{Gate, Object};
use super::handles::Table;
use super::ids;
use super::objects::{MessageObject, Userdata, object};
use super::session_object::{Seat, SessionObject};
use super::state_types::*;
use super::states;
use super::types::*;
use crate::codes::IOSTX_MAPI_E_NO_SUPPORT;
use crate::driver::{Batch, Failure, FolderState, Walk, not_given};
use crate::error::{Error, Result};
use crate::replication::{ResultDetails, State};
use crate::store::{Message, Wanted};

/// A batch, as C sees it during an operation.
pub struct BatchObject {
    session: Arc<SessionObject>,
    inside: Mutex<Inside>,
    last_error: LastError,
}

struct Inside {
    batch: Batch,
    /// The structures that C asked for, each with what it points to.
    given: Vec<Option<Box<(iostx_upmsg, Kept)>>>,
}

// SAFETY: the pointers of the structures are handles, or point into what is kept beside them.
unsafe impl Send for Inside {}

object!(BatchObject, iostx_batch, 24, |batch| Some(&batch.session.store.gate));

impl BatchObject {
    fn new(session: &Arc<SessionObject>, batch: Batch) -> Arc<Self> {
        let given = batch.items.iter().map(|_| None).collect();
        Arc::new(BatchObject {
            session: Arc::clone(session),
            inside: Mutex::new(Inside { batch, given }),
            last_error: LastError::default(),
        })
    }

    /// How many answers it waits for.
    pub fn len(&self) -> usize {
        self.inside.lock().batch.len()
    }

    /// Where C has the structure of an item.
    pub fn item(&self, index: usize) -> Result<*const iostx_upmsg> {
        let mut inside = self.inside.lock();
        let Inside { batch, given } = &mut *inside;
        if batch.items.is_empty() && index < batch.len() {
            let message = "this batch is not one of items: what it waits for stands in the structure of the operation";
            return Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, message));
        }
        let (Some(item), Some(place)) = (batch.items.get(index), given.get_mut(index)) else {
            return Err(Error::invalid(format!("index {index}: the batch has {}", batch.len())));
        };
        let made = place.get_or_insert_with(|| {
            let mut kept = Kept::default();
            let upmsg = states::upload_message(&mut kept, item, &self.session);
            Box::new((upmsg, kept))
        });
        Ok(std::ptr::from_ref(&made.0))
    }

    /// Answers for one of them.
    pub fn answer(&self, index: usize, result: ResultDetails) -> Result<()> {
        self.inside.lock().batch.answer(index, result)
    }

    fn take(&self) -> Batch {
        let mut inside = self.inside.lock();
        inside.given.clear();
        std::mem::take(&mut inside.batch)
    }
}

/// An agent of C's and its session.
pub struct CRemote<'a> {
    session: &'a Arc<SessionObject>,
    ops: iostx_remote_ops,
    userdata: Arc<Userdata>,
}

fn answered(operation: &str, code: i32) -> Result<()> {
    if code >= 0 { Ok(()) } else { Err(Error::new(code, format!("{operation}: {}", crate::codes::text(code)))) }
}

impl<'a> CRemote<'a> {
    /// The agent of these operations.
    pub fn new(session: &'a Arc<SessionObject>, ops: iostx_remote_ops, userdata: Arc<Userdata>) -> Self {
        CRemote { session, ops, userdata }
    }

    /// The structure of an open state, where C has it.
    fn structure(&self, state: State) -> Result<*const iostx_state_union> {
        let pointer = self.session.structure(state).ok_or_else(|| Error::not_found(format!("{} is not open", state.name())))?;
        // SAFETY: the structure is valid while its state is open; only the address of a member is taken.
        Ok(unsafe { std::ptr::addr_of!((*pointer).body) })
    }

    /// Calls an operation with a batch, which it answers.
    fn ask(&self, operation: &str, batch: &mut Batch, call: impl FnOnce(*mut c_void, *mut iostx_batch) -> i32) -> Result<()> {
        let object = BatchObject::new(self.session, std::mem::take(batch));
        let handle = BatchObject::table().lend(Arc::clone(&object));
        let code = call(self.userdata.pointer(), handle);
        drop(BatchObject::table().take_back(handle));
        *batch = object.take();
        answered(operation, code)
    }
}

/// Gives the function of an operation, or says that there is none.
macro_rules! operation {
    ($remote:expr, $name:ident) => {
        match $remote.ops.$name {
            Some(function) => function,
            None => return not_given(stringify!($name)),
        }
    };
}

// In all of them: the caller gave the function for this userdata, and the structures are valid until it returns.
impl Walk for CRemote<'_> {
    type Seat<'s>
        = Seat<'s>
    where
        Self: 's;

    fn session(&mut self) -> Seat<'_> {
        self.session.seat()
    }

    fn binds_folders(&self) -> bool {
        self.ops.list_folders.is_some() || self.ops.upload_folder.is_some()
    }

    fn may_send(&self) -> bool {
        !self.session.store.suspended.load(Ordering::Relaxed)
    }

    fn list_folders(&mut self) -> Result<()> {
        let function = operation!(self, list_folders);
        let hierarchy = self.structure(State::DownloadHierarchy)?.cast();
        // SAFETY: as above.
        answered("list_folders", unsafe { function(self.userdata.pointer(), hierarchy) })
    }

    fn upload_folder(&mut self) -> Result<ResultDetails> {
        let function = operation!(self, upload_folder);
        let folder = self.structure(State::UploadFolder)?.cast();
        let mut batch = Batch::of(1);
        // SAFETY: as above.
        self.ask("upload_folder", &mut batch, |userdata, answers| unsafe { function(userdata, folder, answers) })?;
        Ok(batch.into_answers().pop().flatten().unwrap_or_default())
    }

    fn changed_folders(&mut self, folders: &mut [FolderState]) -> Result<()> {
        let function = operation!(self, changed_folders);
        let sync = self.structure(State::Synchronize)?.cast();
        let core = &self.session.store.core;
        let mut states: Vec<iostx_folder_state> = folders
            .iter()
            .map(|state| iostx_folder_state {
                changed: 1,
                reserved: 0,
                feid: ids::c_feid(core.feid(state.folder)),
                binding: binding_in_place(&state.binding),
                state_blob: in_place(&state.state_blob),
            })
            .collect();
        // SAFETY: as above; the array has as many as are said.
        let code = unsafe { function(self.userdata.pointer(), sync, states.as_mut_ptr(), states.len()) };
        for (folder, state) in folders.iter_mut().zip(&states) {
            folder.changed = state.changed != 0;
        }
        answered("changed_folders", code)
    }

    fn list_changes(&mut self) -> Result<()> {
        let function = operation!(self, list_changes);
        let table = self.structure(State::DownloadTable)?.cast();
        // SAFETY: as above.
        answered("list_changes", unsafe { function(self.userdata.pointer(), table) })
    }

    fn upload(&mut self, batch: &mut Batch) -> Result<()> {
        let function = operation!(self, upload);
        let table = self.structure(State::UploadTable)?.cast();
        // SAFETY: as above.
        self.ask("upload", batch, |userdata, items| unsafe { function(userdata, table, items) })
    }

    fn set_read(&mut self, batch: &mut Batch) -> Result<()> {
        let function = operation!(self, set_read);
        let (table, reads) = (self.structure(State::UploadTable)?.cast(), self.structure(State::UploadRead)?.cast());
        // SAFETY: as above.
        self.ask("set_read", batch, |userdata, answers| unsafe { function(userdata, table, reads, answers) })
    }

    fn remove(&mut self, batch: &mut Batch) -> Result<()> {
        let function = operation!(self, remove);
        let (table, deletes) = (self.structure(State::UploadTable)?.cast(), self.structure(State::UploadDelete)?.cast());
        // SAFETY: as above.
        self.ask("remove", batch, |userdata, answers| unsafe { function(userdata, table, deletes, answers) })
    }

    fn fetch_full(&mut self, wanted: &[Wanted]) -> Result<()> {
        let function = operation!(self, fetch_full);
        let table = self.structure(State::DownloadTable)?.cast();
        let remote_ids: Vec<iostx_bytes> = wanted.iter().map(|wanted| in_place(&wanted.remote_id)).collect();
        // SAFETY: as above; the array has as many as are said.
        let code = unsafe { function(self.userdata.pointer(), table, remote_ids.as_ptr(), remote_ids.len()) };
        answered("fetch_full", code)
    }

    fn send(&mut self, message: &Message) -> Result<Option<ResultDetails>> {
        let function = operation!(self, send);
        let lent = MessageObject::table().lend(MessageObject::new(&self.session.store, message.clone()));
        let mut batch = Batch::of(1);
        // SAFETY: as above.
        let said = self.ask("send", &mut batch, |userdata, answers| unsafe { function(userdata, lent, answers) });
        drop(MessageObject::table().take_back(lent));
        said.map(|()| batch.into_answers().pop().flatten())
    }

    fn failed(&mut self, failure: &Failure) {
        let Some(function) = self.ops.failed else { return };
        let core = &self.session.store.core;
        let text = CString::new(failure.error.message.replace('\0', "?")).unwrap_or_default();
        let message =
            (failure.folder.zip(failure.item)).map_or(iostx_meid::default(), |(folder, item)| ids::c_meid(core.meid(folder, item)));
        let failure = iostx_replicate_failure {
            struct_size: size_of::<iostx_replicate_failure>() as u32,
            state: failure.state.number(),
            code: failure.error.code,
            reserved: 0,
            folder: failure.folder.map_or(iostx_feid::default(), |folder| ids::c_feid(core.feid(folder))),
            message,
            text: text.as_ptr(),
        };
        // SAFETY: as above.
        unsafe { function(self.userdata.pointer(), &failure) };
    }
}
