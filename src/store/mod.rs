//! The local store: folders and items in one SQLite file, with exact tracking of what changed here.
//!
//! Where to find what:
//!
//! - `schema`, `sql`, `db`: the file, SQLite's errors, connections and transactions.
//! - `model`, `options`, `env`: rows as values, folder options, the clock.
//! - `change`: what counts as a change and how changes merge. No SQL.
//! - `rows_*`, `put`, `contents`, `identity`: reading and writing rows, large values, ids and keys.
//! - `folders`, `items`, `message`, `list`: what apps do.
//! - `upload`, `results`: what waits for upload, and what the server answered.
//! - `import`, `apply`, `conflict`, `absence`: what the server sends.
//! - `supervision`, `outgoing`, `events`, `check`: looking after it.

mod change;
mod contents;
mod db;
mod env;
mod events;
mod files;
pub mod flags;
mod folders;
mod identity;
mod items;
mod locks;
mod message;
mod model;
mod open;
mod options;
mod put;
mod rows_folder;
mod rows_item;
mod rows_track;
mod schema;
mod sql;

use std::sync::Arc;

use parking_lot::{Mutex, RwLock};

use crate::error::Result;

pub use env::{DAY, Environment, FileTime, MINUTE, SECOND};
pub use events::{Change, Event, EventOptions, Events, Origin, changed};
pub use model::*;
pub use open::{OpenOptions, StoreInfo};
pub use options::{Direction, Expunge, FolderOptions, Policy, Scope};

/// An open store. Clones share it; the file is closed with the last of them, or by [`Store::close`].
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    db: db::Db,
    locks: Arc<locks::Locks>,
    pins: Mutex<contents::Pins>,
    replicas: RwLock<identity::Replicas>,
}

impl Inner {
    /// A write transaction. What was put off (large values whose readers are gone) is done first.
    fn write<T>(&self, origin: Origin, f: impl FnOnce(&db::Tx<'_>) -> Result<T>) -> Result<T> {
        self.db.write(origin, |tx| {
            contents::reap(tx, self)?;
            f(tx)
        })
    }
}
