//! What was decided once and takes many transactions, so that nobody waits for all of it: a row says so from the first of them to the
//! last, and whoever comes to the folder after a stop goes on with it.

use rusqlite::Connection;

use super::db::{Tx, query_opt};
use super::model::FolderId;
use crate::error::Result;

/// Items or tombstones of one transaction where the caller has no batch of its own.
pub(super) const BATCH: usize = 32;

/// The kinds of such rows, in the table `state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// The server's deletions of a folder are held for the user: none is carried out before all of them are.
    Holding = 5,
    /// The ids of a folder are void.
    Voiding = 6,
    /// The user's own deletions of a folder are held: none is offered before all of them are.
    HoldingOwn = 7,
}

impl Unfinished {
    pub(super) fn begin(self, tx: &Tx<'_>, folder: FolderId) -> Result<()> {
        const BEGIN: &str = "INSERT INTO state (kind, folder, blob) VALUES (?1, ?2, x'') ON CONFLICT DO NOTHING";
        tx.execute(BEGIN, (self as u32, folder.0)).map(|_| ())
    }

    pub(super) fn end(self, tx: &Tx<'_>, folder: FolderId) -> Result<()> {
        tx.execute("DELETE FROM state WHERE kind = ?1 AND folder = ?2", (self as u32, folder.0)).map(|_| ())
    }

    pub(super) fn is_open(self, conn: &Connection, folder: FolderId) -> Result<bool> {
        let sql = "SELECT 1 FROM state WHERE kind = ?1 AND folder = ?2";
        Ok(query_opt(conn, sql, (self as u32, folder.0), |_| Ok(()))?.is_some())
    }
}

/// Nothing of the folder is left to go on with.
pub(super) fn forget(tx: &Tx<'_>, folder: FolderId) -> Result<()> {
    use Unfinished::*;
    [Holding, Voiding, HoldingOwn].into_iter().try_for_each(|kind| kind.end(tx, folder))
}
