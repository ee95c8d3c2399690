//! The session and its agent, whether they are of Rust or of C: what the driver walks with.

use std::ops::DerefMut;

use super::batch::Batch;
use super::remote::{FolderState, Remote};
use super::report::Failure;
use crate::error::Result;
use crate::replication::{ResultDetails, Session};
use crate::store::{Message, Wanted};

/// A session that can be had between the operations of its agent. The operations are those of [`Remote`].
pub(crate) trait Walk {
    /// The session, as long as the driver needs it.
    type Seat<'a>: DerefMut<Target = Session>
    where
        Self: 'a;

    fn session(&mut self) -> Self::Seat<'_>;
    fn binds_folders(&self) -> bool;
    /// Whether messages may be sent at present.
    fn may_send(&self) -> bool;
    fn list_folders(&mut self) -> Result<()>;
    fn upload_folder(&mut self) -> Result<ResultDetails>;
    fn changed_folders(&mut self, folders: &mut [FolderState]) -> Result<()>;
    fn list_changes(&mut self) -> Result<()>;
    fn upload(&mut self, batch: &mut Batch) -> Result<()>;
    fn set_read(&mut self, batch: &mut Batch) -> Result<()>;
    fn remove(&mut self, batch: &mut Batch) -> Result<()>;
    fn fetch_full(&mut self, wanted: &[Wanted]) -> Result<()>;
    fn send(&mut self, message: &Message) -> Result<Option<ResultDetails>>;
    fn failed(&mut self, failure: &Failure);
}

/// A session and an agent of Rust.
pub(super) struct Local<'s, 'r> {
    pub session: &'s mut Session,
    pub remote: &'r mut dyn Remote,
}

impl Walk for Local<'_, '_> {
    type Seat<'a>
        = &'a mut Session
    where
        Self: 'a;

    fn session(&mut self) -> &mut Session {
        self.session
    }

    fn binds_folders(&self) -> bool {
        self.remote.binds_folders()
    }

    fn may_send(&self) -> bool {
        true
    }

    fn list_folders(&mut self) -> Result<()> {
        self.remote.list_folders(self.session)
    }

    fn upload_folder(&mut self) -> Result<ResultDetails> {
        self.remote.upload_folder(self.session)
    }

    fn changed_folders(&mut self, folders: &mut [FolderState]) -> Result<()> {
        self.remote.changed_folders(self.session, folders)
    }

    fn list_changes(&mut self) -> Result<()> {
        self.remote.list_changes(self.session)
    }

    fn upload(&mut self, batch: &mut Batch) -> Result<()> {
        self.remote.upload(self.session, batch)
    }

    fn set_read(&mut self, batch: &mut Batch) -> Result<()> {
        self.remote.set_read(self.session, batch)
    }

    fn remove(&mut self, batch: &mut Batch) -> Result<()> {
        self.remote.remove(self.session, batch)
    }

    fn fetch_full(&mut self, wanted: &[Wanted]) -> Result<()> {
        self.remote.fetch_full(self.session, wanted)
    }

    fn send(&mut self, message: &Message) -> Result<Option<ResultDetails>> {
        self.remote.send(self.session, message)
    }

    fn failed(&mut self, failure: &Failure) {
        self.remote.failed(failure);
    }
}
