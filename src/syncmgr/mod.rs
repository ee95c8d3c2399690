//! The synchronization manager (SyncMgr, mobsync.h): drives handlers through the documented sequence, and knows when.
//!
//! A [`Handler`] is an interface; nothing here knows of replication. Where to find what:
//!
//! - `flags`, `types`, `handler`: the documented numbers, structures and interfaces.
//! - `instance`, `callback`: one handler object, and what it reports to.
//! - `run`: the sequence. `work`: which job runs when, on which thread.
//! - `schedule`, `local_time`, `clock`: when runs begin by themselves, and which handlers gave no sign of life.
//! - `manager`: what there is, its beginning and end. `calls`, `lists`, `events`: what applications call and look at.
//! - `file`: what is kept, and all SQL.
//!
//! Locks: that of the manager's state, of an instance's stage, and of the file. None is held across a call into an application,
//! and none while another is taken.

mod callback;
mod calls;
mod clock;
mod events;
mod file;
pub mod flags;
mod handler;
mod instance;
mod lists;
mod local_time;
mod manager;
mod run;
mod schedule;
mod types;
mod work;

pub use callback::Callback;
pub use events::{SyncEvent, SyncEvents};
pub use file::ItemOptions;
pub use handler::{EnumItems, Enumeration, Factory, Handler};
pub use manager::{Connector, Options, SyncMgr, Token};
pub use types::{Answer, Conflict, HandlerInfo, Item, LogEntry, Native, Notification, Progress, Schedule};
