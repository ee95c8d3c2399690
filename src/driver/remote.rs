//! What an agent gives: its server, in ten operations.

use super::batch::Batch;
use super::report::Failure;
use crate::codes::IOSTX_MAPI_E_NO_SUPPORT;
use crate::error::{Error, Result};
use crate::replication::{ResultDetails, Session};
use crate::store::{Binding, FolderId, Message, Wanted};

/// A folder that could be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderState {
    /// The folder.
    pub folder: FolderId,
    /// Its counterpart on the server.
    pub binding: Binding,
    /// Its state blob.
    pub state_blob: Vec<u8>,
    /// In: whether the server has anything new of it; true unless the agent says otherwise.
    pub changed: bool,
}

/// A server, as an agent reaches it. Each operation is called in the state that it is for, whose structure the session shows; it may
/// use the store, the sinks of that state, and what of the session does not walk: blobs, the epoch, progress, cancel.
///
/// An operation that the server does not have answers `MAPI_E_NO_SUPPORT`, as those do that are not given.
///
/// What it fails with decides how the run goes on:
/// - `MAPI_E_NETWORK_ERROR`, `MAPI_E_TIMEOUT`: the line failed. The run begins again after a while.
/// - `MAPI_E_OFFLINE`, `MAPI_E_LOGON_FAILED`, `MAPI_E_USER_CANCEL`: the run ends.
/// - anything else: this folder failed. It is told to [`Remote::failed`], and the next one follows.
pub trait Remote {
    /// Whether the server's folders are bound to those of the store. Items of a folder that is not bound are then not uploaded.
    /// `false`: the agent knows by itself where they belong. If it gives no `upload_folder` either, what changes of folders here counts
    /// as uploaded, except that one was deleted.
    fn binds_folders(&self) -> bool {
        true
    }

    /// Brings the server's folders into the sink of [`Session::download_hierarchy`]: all of them between `listing_begin` and
    /// `listing_complete`, or what changed since its state blob.
    fn list_folders(&mut self, session: &mut Session) -> Result<()> {
        let _ = session;
        not_given("list_folders")
    }

    /// Creates, renames, moves or deletes the folder of [`Session::upload_folder`] on the server, as its flags say; success is
    /// IOSTX_UPF_OK with the folder's binding. With IOSTX_UPF_RETRY it may be there already: look for it first.
    fn upload_folder(&mut self, session: &mut Session) -> Result<ResultDetails> {
        let _ = session;
        not_given("upload_folder")
    }

    /// Says which folders the server has nothing new of, where it can tell that for many at once. Called once per download, in
    /// LR_SYNC, whose state blob is that of the account. Folders that still want items are visited whatever it says.
    fn changed_folders(&mut self, session: &mut Session, folders: &mut [FolderState]) -> Result<()> {
        let _ = (session, folders);
        not_given("changed_folders")
    }

    /// Brings what is new in the folder of [`Session::download_table`] into its sink, and sets the new state blob.
    fn list_changes(&mut self, session: &mut Session) -> Result<()> {
        let _ = session;
        not_given("list_changes")
    }

    /// Uploads new, moved-in and modified items into the folder of [`Session::upload_table`]. They may be sent in one go; each is
    /// answered by itself, success being IOSTX_UPM_OK with the item's binding. What fails with anything but the line, and leaves
    /// items of a larger batch unanswered, is asked for these again one by one, with IOSTX_UPM_RETRY, so that the bad one is found.
    fn upload(&mut self, session: &mut Session, batch: &mut Batch) -> Result<()> {
        let _ = (session, batch);
        not_given("upload")
    }

    /// Sets the read states of [`Session::upload_reads`], answering each with IOSTX_UPR_OK. `MAPI_E_NO_SUPPORT`: the server has no
    /// read states; they count as uploaded.
    fn set_read(&mut self, session: &mut Session, batch: &mut Batch) -> Result<()> {
        let _ = (session, batch);
        not_given("set_read")
    }

    /// Deletes what [`Session::upload_deletes`] names, answering each with IOSTX_UPD_OK. An entry that was moved (IOSTX_UPD_MOV) is
    /// left unanswered by an agent that moves items where they arrive, or moved here, and answered with IOSTX_UPD_MOVED.
    fn remove(&mut self, session: &mut Session, batch: &mut Batch) -> Result<()> {
        let _ = (session, batch);
        not_given("remove")
    }

    /// Fetches whole items that the folder of [`Session::download_table`] still wants, into its sink: bodies that the app asked for,
    /// and what failed before. What cannot be fetched is imported as failed, and asked for again after a while.
    fn fetch_full(&mut self, session: &mut Session, wanted: &[Wanted]) -> Result<()> {
        let _ = (session, wanted);
        not_given("fetch_full")
    }

    /// Sends a message of the outgoing queue. A result says what became of it; `None`, and a failure, that nobody knows: such a
    /// message is not sent again without the user's word.
    fn send(&mut self, session: &mut Session, message: &Message) -> Result<Option<ResultDetails>> {
        let _ = (session, message);
        not_given("send")
    }

    /// Told of what failed without stopping the run.
    fn failed(&mut self, failure: &Failure) {
        let _ = failure;
    }
}

/// What an operation that is not given answers.
pub(crate) fn not_given<T>(operation: &str) -> Result<T> {
    Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, format!("the agent gives no {operation}")))
}
