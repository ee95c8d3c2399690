//! Connections to a store's file: how each one is set up.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::sql::{self, SqlResult};
use crate::error::{Error, Result};

/// How long a writer waits for the writer of another process. Transactions here are short, so this is never reached but when a
/// process is stopped in the middle of one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(60);
/// How often it looks whether it is its turn. SQLite itself looks less and less often, in the end ten times a second, and so comes
/// late between the short transactions of the other process.
const BUSY_LOOK: Duration = Duration::from_millis(1);
/// The pages of a new file, in bytes: large ones hold several items of the usual size each, and so there are fewer to write.
pub(super) const PAGE: u32 = 16 << 10;
/// Memory for pages that a reader keeps, in KiB, and the writer: more than most commits of imports have. What is not there is in
/// the system's cache; a larger commit spills to the log.
const READER_CACHE: u32 = 1 << 10;
const WRITER_CACHE: u32 = 2560;
/// Prepared statements kept by each connection.
const STATEMENTS: usize = 128;

/// A connection, reading unless it is told to write. The log is folded into the file by [`super::fold`] only.
pub(super) fn connect(path: &Path, read_only: bool) -> Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    flags |= if read_only { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    let mut conn = if read_only {
        // Immutable: SQLite then makes no side file. The caller has looked that there is none with content.
        let uri = format!("file:{}?immutable=1", escape_uri(path)?);
        sql::open(uri, flags | OpenFlags::SQLITE_OPEN_URI)?
    } else {
        sql::open(path, flags)?
    };
    conn.busy_handler(Some(wait_for_writer)).sql()?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Otherwise SQLite compiles a statement anew whenever a value is bound that its plan looked at, such as a LIMIT.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).sql()?;
    // SQLite makes a number of pages of the cache's size, so the size of these comes first.
    conn.execute_batch(&format!(
        "PRAGMA page_size = {PAGE}; PRAGMA cache_size = -{READER_CACHE}; PRAGMA wal_autocheckpoint = 0; \
         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
    ))
    .sql()?;
    Ok(conn)
}

/// A connection that writes: what it commits is on disk.
pub(super) fn connect_writer(path: &Path) -> Result<Connection> {
    let conn = connect(path, false)?;
    conn.execute_batch(&format!("PRAGMA cache_size = -{WRITER_CACHE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"))
        .sql()?;
    Ok(conn)
}

/// Waits for the writer of another process; answers whether it is worth it. `looks`: how often it has waited already.
fn wait_for_writer(looks: i32) -> bool {
    std::thread::sleep(BUSY_LOOK);
    u128::try_from(looks).unwrap_or_default() * BUSY_LOOK.as_millis() < BUSY_TIMEOUT.as_millis()
}

fn escape_uri(path: &Path) -> Result<String> {
    let text = path.to_str().ok_or_else(|| Error::invalid("path: a read-only open needs a UTF-8 path"))?;
    Ok(text.bytes().fold(String::new(), |mut uri, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
        uri
    }))
}
