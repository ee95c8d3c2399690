//! The state machine: twelve states through which an agent uploads what changed here and downloads what changed on the server.
//!
//! - `table`: states and transitions. Everything about what is legal comes from it.
//! - `session`: the open states, and the calls that enter and leave them. `control` is for other threads, `options` for options,
//!   `results` for what the agent says.
//! - One file per group of states: `synchronize`, `upload_hierarchy`, `contents`, `upload_table` with `upload_message` and
//!   `upload_vectors`, `download_hierarchy`, `download_table`, `header`.
//!
//! The machine hands out work and takes answers. What is pending, and what an answer settles, the store decides.

mod contents;
mod control;
mod download_hierarchy;
mod download_table;
pub mod flags;
mod header;
mod options;
#[cfg(test)]
mod picture;
mod results;
mod session;
mod synchronize;
pub mod table;
mod upload_hierarchy;
mod upload_message;
mod upload_table;
mod upload_vectors;

pub use contents::Contents;
pub use control::{Control, Observer, Progress, Question};
pub use download_hierarchy::DownloadHierarchy;
pub use download_table::DownloadTable;
pub use header::DownloadHeader;
pub use options::{DEFAULT_VECTOR_LIMIT, MAX_VECTOR_LIMIT, ProgressCallback, SessionOptions};
pub use results::ResultDetails;
pub(crate) use session::KINDS_OF_WORK;
pub use session::{Ended, Session};
pub use synchronize::{Selection, Synchronize};
pub use table::State;
pub use upload_hierarchy::{UploadFolder, UploadHierarchy};
pub use upload_message::UploadMessage;
pub use upload_table::{UploadCounts, UploadMove, UploadTable};
pub use upload_vectors::{UploadDelete, UploadDeletes, UploadRead, UploadReads};
