//! State blobs: what an agent needs to go on where it stopped. Opaque, and written with what they stand for (semantics 1.6).

use super::Store;
use super::db::{Tx, query_opt};
use super::events::Origin;
use super::model::{FolderId, MAX_STATE};
use crate::codes::{IOSTX_MAPI_E_CORRUPT_DATA, IOSTX_MAPI_E_TOO_BIG};
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

/// Forgets a state: the server is to tell everything again.
pub(super) fn forget(tx: &Tx<'_>, kind: StateKind) -> Result<()> {
    tx.execute("DELETE FROM state WHERE kind = ?1 AND folder = ?2", kind.key()).map(|_| ())
}

fn read(conn: &rusqlite::Connection, kind: StateKind) -> Result<Vec<u8>> {
    let blob = query_opt(conn, "SELECT blob FROM state WHERE kind = ?1 AND folder = ?2", kind.key(), |row| row.get(0))?;
    Ok(blob.unwrap_or_default())
}

/// How the state of a sink begins.
const SINK_STATE: &[u8] = b"iostx sink 1";

impl Store {
    /// The state of an import sink (UpdateState), opaque to all but this store: what it is the state of, and its blob.
    pub(super) fn sink_state(&self, kind: StateKind) -> Result<Vec<u8>> {
        let mut state = self.sink_state_head(kind);
        state.extend(self.state_blob(kind)?);
        Ok(state)
    }

    /// Refuses a state that is not of this sink (Config).
    pub(super) fn check_sink_state(&self, kind: StateKind, state: &[u8]) -> Result<()> {
        match state.strip_prefix(self.sink_state_head(kind).as_slice()) {
            Some(blob) => check_blob(blob),
            None => Err(Error::new(IOSTX_MAPI_E_CORRUPT_DATA, "state: it was not written by this sink, or is damaged")),
        }
    }

    fn sink_state_head(&self, kind: StateKind) -> Vec<u8> {
        let (number, folder) = kind.key();
        [SINK_STATE, &number.to_le_bytes(), &self.feid(FolderId(folder)).to_bytes()].concat()
    }

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
