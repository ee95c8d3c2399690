//! The local store: folders and items in one SQLite file, with exact tracking of what changed here.
//!
//! Where to find what:
//!
//! - `schema`, `sql`, `db`: the file, SQLite's errors, connections and transactions.
//! - `model`, `options`, `env`: rows as values, folder options, the clock.
//! - `change`: what counts as a change and how changes merge. No SQL.
//! - `rows_*`, `put`, `claims`, `contents`, `identity`: reading and writing rows, what belongs to one only, large values, ids and keys.
//! - `folders`, `items`, `message`, `list`: what apps do.
//! - `upload`, `results`: what waits for upload, and what the server answered.
//! - `import*`, `probe`: what a sink takes. `matching`: which item it is. `apply`, `bind`, `buried`, `version`, `resolve`: what
//!   becomes of it. `absence`, `held`, `epoch`, `import_end`: deletions by the server.
//! - `supervision`, `outgoing`, `events`, `check`: looking after it.

mod absence;
mod apply;
mod attempts;
mod awaited;
mod bind;
mod buried;
mod came;
mod change;
mod check;
mod check_contents;
mod check_kept;
mod check_rules;
mod choose;
mod claims;
mod computed;
mod computed_folder;
mod computed_work;
mod conflict;
mod connect;
mod contents;
mod cursor;
mod db;
mod elsewhere;
mod env;
mod epoch;
mod events;
mod expunge;
pub(crate) mod files;
mod filter;
pub mod flags;
mod fold;
mod folder_base;
mod folder_deletions;
mod folder_plan;
mod folder_values;
mod folder_versions;
mod folders;
mod give_up;
mod handed_out;
mod header;
mod held;
mod hierarchy;
mod identity;
mod import;
mod import_end;
mod import_folders;
mod import_ics;
mod import_listing;
mod import_remote;
mod incoming;
mod items;
mod keys;
mod list;
mod listed;
pub(crate) mod locks;
mod matching;
mod message;
mod model;
mod names;
mod open;
mod options;
mod other_process;
mod outgoing;
mod page;
mod probe;
mod put;
mod resolve;
mod results;
mod rows;
mod rows_folder;
mod rows_item;
mod rows_track;
mod schema;
mod scope;
mod server_moves;
mod settings;
pub(crate) mod signals;
pub(crate) mod sql;
mod staging;
mod state;
mod stream;
mod supervision;
mod supervision_lists;
mod tag_ids;
mod track;
mod trash;
mod unfinished;
mod upload;
mod upload_folders;
mod upload_pages;
mod upload_table;
mod version;
mod whereabouts;

use std::sync::Arc;

use parking_lot::{Mutex, RwLock};

use crate::error::Result;

pub use attempts::Answer;
pub use check::{Finding, Severity};
pub use choose::Choice;
pub use cursor::{Cursor, Row, SeekOrigin};
pub use env::{DAY, Environment, FileTime, MINUTE, SECOND};
pub use events::{Change, Event, EventOptions, Events, Origin, changed};
pub use hierarchy::{FolderUpload, FolderWork};
pub use import::{Finished, Importer};
pub use import_folders::{FolderCounts, HierarchyImporter};
pub use import_ics::MoveKeys;
pub use incoming::{
    AskCallback, Cancel, ConflictCase, Decision, ImportCounts, ImportFlags, ImportItem, ImportOptions, ListingScope, MassLimit,
    MergeCallback,
};
pub use items::{ItemUpdate, Outcome};
pub use list::{ListOptions, Sort};
pub use message::{Access, Draft, Entry, Message};
pub use model::*;
pub use open::{OpenOptions, StoreInfo};
pub use options::{Direction, Expunge, FolderOptions, Policy, Scope};
pub use outgoing::{OutgoingState, Spooler};
pub use page::{Column, ColumnData, Page};
pub use probe::{Probe, Wanted};
pub use rows::Rows;
pub use server_moves::SessionMemory;
pub use settings::Settings;
pub use state::StateKind;
pub use stream::Stream;
pub use supervision::PendingCounts;
pub use supervision_lists::SupervisionCounts;
pub use upload::{DeleteEntry, MoveDest, MoveSource, MoveTarget, ReadEntry, UploadCounts, UploadItem};
pub use upload_folders::{FolderLock, Offer};
pub use upload_table::UploadTable;

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
    names: names::Names,
    watcher: other_process::Watcher,
}

impl Inner {
    /// A write transaction. What was put off (large values whose readers are gone) is done first.
    fn write<T>(&self, origin: Origin, f: impl FnOnce(&db::Tx<'_>) -> Result<T>) -> Result<T> {
        self.write_as(origin, db::Durable::AtOnce, f)
    }

    fn write_as<T>(&self, origin: Origin, durable: db::Durable, f: impl FnOnce(&db::Tx<'_>) -> Result<T>) -> Result<T> {
        self.db.write_as(origin, durable, |tx| {
            contents::reap(tx, self)?;
            f(tx)
        })
    }
}
