//! The tables of a store file, and how an older file becomes a newer one.
//!
//! A row of `item` has only the columns that listing, sorting and synchronizing need; all other properties are one blob, `bag`.
//! An id of a folder or item is a counter value under the replica GUID that was in force when it was given (table `replica`).
//! Key columns that are NULL are derived: a source key from the id, a change key from the change number, a change list from
//! the change key.
//!
//! What is pending of an item is one row of `work`, with the item's base (`bag` is NULL without one) and the item's `version`, so that
//! a result can be settled without reading or writing the item. A clean item has no such row.
//!
//! What there is to look after in a folder is counted in its row by triggers, since many statements write those tables, some of them
//! many rows at once. `REPLACE` fires no trigger for what it replaces: such rows are written by an upsert. `attempt.failed_in` is the
//! folder of what failed so often that it is listed, NULL of all else.
//!
//! `item.origin` is the folder that the server deleted an item of the local trash from. `sighting` names, for an item that came, the
//! one that it may be (`elsewhere`).
//!
//! Indexes for listings that are sorted otherwise than by time, or filtered, are made when such a listing is first asked for
//! (`list`): who never asks does not pay for them with every import.

use std::collections::HashMap;

use rusqlite::Connection;

use super::sql::from_sqlite;
use crate::codes::{IOSTX_E_INCOMPATIBLE, IOSTX_MAPI_E_CORRUPT_STORE};
use crate::error::{Error, Result};

/// "iost" in the header of the file.
pub(super) const APPLICATION_ID: i32 = 0x696F_7374;

/// Each step makes version N+1 of version N. Steps are never edited once published, only added.
const STEPS: [&str; 1] = [V1];

/// The version that this library writes.
pub(super) const VERSION: i32 = STEPS.len() as i32;

const V1: &str = "
CREATE TABLE replica (first_object INTEGER PRIMARY KEY, first_change INTEGER NOT NULL, guid BLOB NOT NULL) STRICT;
CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE prop_name (id INTEGER PRIMARY KEY, prop_set BLOB NOT NULL, number INTEGER, name TEXT) STRICT;
CREATE UNIQUE INDEX prop_name_key ON prop_name (prop_set, number, name);

CREATE TABLE folder (
  id INTEGER PRIMARY KEY, parent INTEGER REFERENCES folder (id), name TEXT NOT NULL, role INTEGER NOT NULL, bits INTEGER NOT NULL,
  pending INTEGER NOT NULL DEFAULT 0, base BLOB, mtime INTEGER NOT NULL, cn INTEGER NOT NULL, stamp INTEGER NOT NULL DEFAULT 0,
  source_key BLOB, change_key BLOB, pcl BLOB, remote_id BLOB, remote_version BLOB,
  total INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0, assoc INTEGER NOT NULL DEFAULT 0,
  work INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,
  conflicts INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0,
  wanted INTEGER NOT NULL DEFAULT 0, options BLOB, bag BLOB NOT NULL
) STRICT;
CREATE INDEX folder_parent ON folder (parent, name);
CREATE UNIQUE INDEX folder_source ON folder (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX folder_remote ON folder (remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX folder_pending ON folder (id) WHERE pending <> 0;
CREATE INDEX folder_work ON folder (id) WHERE work <> 0 OR gone <> 0;
CREATE UNIQUE INDEX folder_role ON folder (role) WHERE role <> 0;

CREATE TABLE content (id INTEGER PRIMARY KEY, refs INTEGER NOT NULL, size INTEGER NOT NULL, digest BLOB NOT NULL, data BLOB) STRICT;
CREATE INDEX content_unlinked ON content (id) WHERE refs = 0;
CREATE TABLE chunk (content INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX chunk_key ON chunk (content, part);

CREATE TABLE item (
  id INTEGER PRIMARY KEY, folder INTEGER NOT NULL REFERENCES folder (id), bits INTEGER NOT NULL, flags INTEGER NOT NULL,
  sort_time INTEGER NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL, cn INTEGER NOT NULL,
  version INTEGER NOT NULL, content INTEGER, content_size INTEGER NOT NULL, digest BLOB,
  source_key BLOB, change_key BLOB, pcl BLOB, remote_id BLOB, remote_version BLOB, match_key BLOB, fingerprint BLOB,
  origin INTEGER, subject TEXT NOT NULL, sender TEXT NOT NULL, bag BLOB NOT NULL
) STRICT;
CREATE INDEX item_time ON item (folder, (bits & 9), sort_time);
CREATE UNIQUE INDEX item_remote ON item (folder, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX item_match ON item (folder, match_key) WHERE match_key IS NOT NULL;
CREATE INDEX item_unbound ON item (folder, digest) WHERE remote_id IS NULL;
CREATE UNIQUE INDEX item_source ON item (source_key) WHERE source_key IS NOT NULL;

CREATE TABLE work (
  folder INTEGER NOT NULL, item INTEGER NOT NULL, pending INTEGER NOT NULL, version INTEGER NOT NULL,
  changed INTEGER NOT NULL, content INTEGER, content_size INTEGER NOT NULL, digest BLOB, bag BLOB, PRIMARY KEY (folder, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE tombstone (
  id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, item INTEGER NOT NULL, dest INTEGER, bits INTEGER NOT NULL, source_key BLOB NOT NULL,
  change_key BLOB NOT NULL, pcl BLOB NOT NULL, remote_id BLOB, remote_version BLOB, match_key BLOB, fingerprint BLOB, digest BLOB,
  flags BLOB, own BLOB, time INTEGER NOT NULL
) STRICT;
CREATE INDEX tombstone_folder ON tombstone (folder, id);
CREATE INDEX tombstone_item ON tombstone (item);
CREATE INDEX tombstone_source ON tombstone (source_key);
CREATE INDEX tombstone_remote ON tombstone (folder, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX tombstone_match ON tombstone (folder, match_key) WHERE match_key IS NOT NULL;
CREATE TABLE attempt (
  kind INTEGER NOT NULL, object INTEGER NOT NULL, mark INTEGER NOT NULL, cookie BLOB, fails INTEGER NOT NULL, since INTEGER NOT NULL,
  next INTEGER NOT NULL, code INTEGER NOT NULL, text TEXT NOT NULL, failed_in INTEGER, PRIMARY KEY (kind, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_failed ON attempt (kind, failed_in, object) WHERE failed_in IS NOT NULL;
CREATE TABLE handed_out (folder INTEGER PRIMARY KEY REFERENCES folder (id) ON DELETE CASCADE, items TEXT NOT NULL) STRICT;
CREATE TABLE awaited (
  item INTEGER NOT NULL, waiter INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE, PRIMARY KEY (item, waiter)
) STRICT, WITHOUT ROWID;
CREATE INDEX awaited_waiter ON awaited (waiter);
CREATE TABLE sighting (
  item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE, lost INTEGER NOT NULL UNIQUE REFERENCES item (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE deleted_key (key BLOB PRIMARY KEY, time INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX deleted_key_time ON deleted_key (time);

CREATE TABLE state (kind INTEGER NOT NULL, folder INTEGER NOT NULL, blob BLOB NOT NULL, PRIMARY KEY (kind, folder)) STRICT;
CREATE TABLE wanted (
  folder INTEGER NOT NULL, remote_id BLOB NOT NULL, why INTEGER NOT NULL, code INTEGER NOT NULL, text TEXT NOT NULL,
  attempts INTEGER NOT NULL, next INTEGER NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (folder, remote_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE held (
  folder INTEGER NOT NULL, kind INTEGER NOT NULL, object INTEGER NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (folder, kind, object)
) STRICT, WITHOUT ROWID;
CREATE TABLE conflict (
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, folder INTEGER NOT NULL, item INTEGER NOT NULL, copy INTEGER, time INTEGER NOT NULL,
  side INTEGER NOT NULL DEFAULT 0, detail TEXT NOT NULL
) STRICT;
CREATE INDEX conflict_item ON conflict (item);
CREATE INDEX conflict_copy ON conflict (copy);
CREATE INDEX conflict_folder ON conflict (folder, id);
CREATE TABLE outgoing (item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE, time INTEGER NOT NULL, state INTEGER NOT NULL) STRICT;
CREATE INDEX outgoing_time ON outgoing (time);

CREATE TRIGGER conflict_added AFTER INSERT ON conflict BEGIN
  UPDATE folder SET conflicts = conflicts + 1 WHERE id = NEW.folder;
END;
CREATE TRIGGER conflict_removed AFTER DELETE ON conflict BEGIN
  UPDATE folder SET conflicts = conflicts - 1 WHERE id = OLD.folder;
END;
CREATE TRIGGER conflict_moved AFTER UPDATE OF folder ON conflict WHEN NEW.folder IS NOT OLD.folder BEGIN
  UPDATE folder SET conflicts = conflicts - 1 WHERE id = OLD.folder;
  UPDATE folder SET conflicts = conflicts + 1 WHERE id = NEW.folder;
END;
CREATE TRIGGER held_added AFTER INSERT ON held BEGIN
  UPDATE folder SET held = held + 1 WHERE id = NEW.folder;
END;
CREATE TRIGGER held_removed AFTER DELETE ON held BEGIN
  UPDATE folder SET held = held - 1 WHERE id = OLD.folder;
END;
CREATE TRIGGER wanted_added AFTER INSERT ON wanted BEGIN
  UPDATE folder SET wanted = wanted + 1 WHERE id = NEW.folder;
END;
CREATE TRIGGER wanted_removed AFTER DELETE ON wanted BEGIN
  UPDATE folder SET wanted = wanted - 1 WHERE id = OLD.folder;
END;
CREATE TRIGGER attempt_added AFTER INSERT ON attempt WHEN NEW.failed_in IS NOT NULL BEGIN
  UPDATE folder SET failures = failures + 1 WHERE id = NEW.failed_in;
END;
CREATE TRIGGER attempt_removed AFTER DELETE ON attempt WHEN OLD.failed_in IS NOT NULL BEGIN
  UPDATE folder SET failures = failures - 1 WHERE id = OLD.failed_in;
END;
CREATE TRIGGER attempt_moved AFTER UPDATE OF failed_in ON attempt WHEN NEW.failed_in IS NOT OLD.failed_in BEGIN
  UPDATE folder SET failures = failures - 1 WHERE id = OLD.failed_in;
  UPDATE folder SET failures = failures + 1 WHERE id = NEW.failed_in;
END;
";

/// Looks that a file opened read-only is a store of exactly this version.
pub(super) fn verify(conn: &Connection) -> Result<()> {
    match inspect(conn)? {
        Found { fresh: false, version: VERSION } => Ok(()),
        _ => {
            Err(Error::new(IOSTX_E_INCOMPATIBLE, "read-only: the store is empty or of an older version: open it for writing once"))
        }
    }
}

/// What of the tables and indexes of this version the file does not have, or has otherwise. Indexes for listings come on top.
pub(super) fn differences(conn: &Connection) -> Result<Vec<String>> {
    let fresh = Connection::open_in_memory().map_err(from_sqlite)?;
    STEPS.iter().try_for_each(|step| fresh.execute_batch(step)).map_err(from_sqlite)?;
    let parts = |conn: &Connection| -> Result<Vec<(String, String)>> {
        const PARTS: &str = "SELECT type || ' ' || name, ifnull(sql, '') FROM sqlite_schema \
                             WHERE substr(name, 1, 7) <> 'sqlite_' ORDER BY type DESC, name";
        let mut statement = conn.prepare(PARTS).map_err(from_sqlite)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(from_sqlite)?;
        rows.collect::<rusqlite::Result<_>>().map_err(from_sqlite)
    };
    let there: HashMap<String, String> = parts(conn)?.into_iter().collect();
    let tell = |(name, sql): (String, String)| match there.get(&name) {
        None => Some(format!("the file has no {name}")),
        Some(found) if *found != sql => Some(format!("{name} is not as this version makes it")),
        Some(_) => None,
    };
    Ok(parts(&fresh)?.into_iter().filter_map(tell).collect())
}

struct Found {
    fresh: bool,
    version: i32,
}

/// Makes the tables of a new file or brings an older one up to date, in one transaction. Answers whether the file was empty before.
pub(super) fn prepare(conn: &Connection) -> Result<bool> {
    let Found { fresh, version } = inspect(conn)?;
    if version < VERSION {
        for step in &STEPS[version as usize..] {
            conn.execute_batch(step).map_err(from_sqlite)?;
        }
        conn.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"))
            .map_err(from_sqlite)?;
    }
    Ok(fresh)
}

/// What the file is; refuses a newer one and a foreign one.
fn inspect(conn: &Connection) -> Result<Found> {
    let number =
        |pragma: &str| -> Result<i32> { conn.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).map_err(from_sqlite) };
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(from_sqlite)?;
    let fresh = application == 0 && version == 0 && tables == 0;
    if !fresh && application != APPLICATION_ID {
        return Err(Error::new(IOSTX_MAPI_E_CORRUPT_STORE, "the file is an SQLite database, but not a store of this library"));
    }
    if version > VERSION {
        return Err(Error::new(
            IOSTX_E_INCOMPATIBLE,
            format!("the store has schema version {version}; this library knows up to {VERSION}: use a newer library"),
        ));
    }
    if version < 0 || (!fresh && version == 0) {
        return Err(Error::new(IOSTX_MAPI_E_CORRUPT_STORE, format!("the store has the impossible schema version {version}")));
    }
    Ok(Found { fresh, version })
}
