//! The driver: walks the state machine for an agent that gives the operations of its server.
//!
//! [`replicate`] does what every agent would otherwise write: the order of the states, batches of uploads, isolation of bad items,
//! another try after the line failed, the wanted lists, the outgoing queue, and the report. The machine stays open to who wants to
//! drive it by hand.
//!
//! - `remote`: what an agent gives. `options`, `report`: what the caller gives and gets.
//! - `walk`: the session and its agent, whether they are of Rust or of C.
//! - `drive`: a run from its beginning to its end; `up`, `down`, `send`: its parts.

mod batch;
mod down;
mod drive;
pub mod flags;
mod options;
mod remote;
mod report;
mod send;
mod up;
mod walk;

pub use batch::Batch;
pub use options::ReplicateOptions;
pub use remote::{FolderState, Remote};
pub use report::{Counts, Failure, Report};

pub(crate) use drive::run;
pub(crate) use remote::not_given;
pub(crate) use walk::Walk;

use crate::error::Result;
use crate::replication::Session;

/// Synchronizes on an idle session, with a server that `remote` reaches: uploads what is pending, then downloads what is new.
///
/// Begins with InitSync, which clears an earlier cancel. `report` is filled also if the run fails. A failure of one item or one
/// folder is no failure of the run: it is told to [`Remote::failed`], and counted.
///
/// Errors: `E_UNEXPECTED` (the session is not idle), `MAPI_E_INVALID_PARAMETER` (an option is out of its range), `MAPI_E_USER_CANCEL`,
/// what the agent says of its line (`MAPI_E_NETWORK_ERROR`, `MAPI_E_TIMEOUT`, after the retries; `MAPI_E_OFFLINE`,
/// `MAPI_E_LOGON_FAILED`, at once), and what the store says of itself.
pub fn replicate(session: &mut Session, remote: &mut dyn Remote, options: &ReplicateOptions, report: &mut Report) -> Result<()> {
    run(&mut walk::Local { session, remote }, options, report)
}
