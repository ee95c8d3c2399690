//! State blobs: what an agent needs to go on where it stopped. Opaque, and written with what they stand for (semantics 1.6).

use super::Store;
use super::db::{Tx, query_opt};
use super::events::Origin;
use super::model::{FolderId, MAX_STATE};
use crate::codes::IOSTX_MAPI_E_TOO_BIG;
use crate::error::{Error, Result};

/// What a state blob belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKind {
    /// The items of a folder.
    Folder(FolderId),
    /// The folders below a root.
    Hierarchy(FolderId),
    /// Everything below a root, for servers whose state spans all folders.
    Account(FolderId),
}

impl StateKind {
    fn key(self) -> (u32, i64) {
        match self {
            StateKind::Folder(folder) => (1, folder.0),
            StateKind::Hierarchy(root) => (2, root.0),
            StateKind::Account(root) => (3, root.0),
        }
    }
}

/// Refuses a blob that is too large.
pub(super) fn check_blob(blob: &[u8]) -> Result<()> {
    match blob.len() {
        0..=MAX_STATE => Ok(()),
        n => Err(Error::new(IOSTX_MAPI_E_TOO_BIG, format!("state blob: {n} bytes; at most {MAX_STATE} are allowed"))),
    }
}

/// Writes a blob, unless it is there already.
pub(super) fn put_state(tx: &Tx<'_>, kind: StateKind, blob: &[u8]) -> Result<()> {
    let (number, folder) = kind.key();
    if read(tx.conn(), kind)? != blob {
        tx.execute("INSERT OR REPLACE INTO state (kind, folder, blob) VALUES (?1, ?2, ?3)", (number, folder, blob))?;
    }
    Ok(())
}

fn read(conn: &rusqlite::Connection, kind: StateKind) -> Result<Vec<u8>> {
    let blob = query_opt(conn, "SELECT blob FROM state WHERE kind = ?1 AND folder = ?2", kind.key(), |row| row.get(0))?;
    Ok(blob.unwrap_or_default())
}

impl Store {
    /// The blob; empty if there is none.
    pub fn state_blob(&self, kind: StateKind) -> Result<Vec<u8>> {
        self.inner.db.reader(|conn| read(conn, kind))
    }

    /// Sets a blob outside of an import: of an account, when no table is open.
    pub fn set_state_blob(&self, kind: StateKind, blob: &[u8]) -> Result<()> {
        check_blob(blob)?;
        if self.state_blob(kind)? == blob {
            return Ok(());
        }
        self.inner.write(Origin::Import, |tx| put_state(tx, kind, blob))
    }
}
