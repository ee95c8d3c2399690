//! Folding the log into the file: in a thread of its own, so that no commit waits for the disk on its account.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::connect::{PAGE, connect};
use super::events::Origin;
use super::signals;
use super::sql::SqlResult;
use crate::error::Result;

/// Pages that the log may have before it is folded, 16 MiB: that waits for the disk three times.
const LOGGED: u32 = (16 << 20) / PAGE;
/// Pages after which who fills it stops for the fold. The log begins anew with a transaction that finds all of it in the file; a writer
/// that goes on and on is always a commit ahead of the thread.
const FULL: u32 = 2 * LOGGED;
/// Pages after which an app that writes stops too, of whom it is not asked as long as a synchronization fills the log.
const OVERFULL: u32 = 2 * FULL;

/// The log of an open store.
pub(super) struct Log {
    path: PathBuf,
    /// What it had after the last commit.
    pages: Arc<AtomicU32>,
    limits: Limits,
    fold: Option<Fold>,
    /// How many pages it had when somebody stopped for the fold last, and whether he still does.
    stopped: u32,
    stopping: bool,
}

struct Limits {
    logged: u32,
    full: u32,
    overfull: u32,
}

/// The fold of a log that is full, for who filled it: most of it goes on while others write. Until [`Log::fold_rest`] nobody else folds.
#[must_use]
pub(super) struct Stop {
    path: PathBuf,
    before: Option<Fold>,
}

struct Fold {
    thread: JoinHandle<()>,
    /// How many pages the log had when it began.
    pages: u32,
}

impl Log {
    /// Of the file at `path`, which `writer` writes.
    pub(super) fn of(path: &Path, writer: &mut Connection) -> Result<Self> {
        Log::within(Limits { logged: LOGGED, full: FULL, overfull: OVERFULL }, path, writer)
    }

    fn within(limits: Limits, path: &Path, writer: &mut Connection) -> Result<Self> {
        let pages = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&pages);
        let note = move |_: &mut rusqlite::hooks::Wal, now| {
            seen.store(u32::try_from(now).unwrap_or_default(), Ordering::Relaxed);
            Ok(())
        };
        writer.wal_hook(Some(note)).sql()?;
        Ok(Log { path: path.to_owned(), pages, limits, fold: None, stopped: 0, stopping: false })
    }

    /// After each commit of the writer. Who gets an answer is to [`Stop::fold`], once others may write, and then to
    /// [`Log::fold_rest`]. What fails here fails again, and is told of, where it matters: the log only grows.
    pub(super) fn committed(&mut self, origin: Origin, writer: &Connection) -> Option<Stop> {
        let pages = self.pages.load(Ordering::Relaxed);
        let step = self.limits.logged / 2;
        if self.stopping {
            return None;
        }
        if pages < self.stopped {
            self.stopped = 0;
        }
        let full = if origin == Origin::App { self.limits.overfull } else { self.limits.full };
        if pages >= full && pages - self.stopped >= step {
            (self.stopped, self.stopping) = (pages, true);
            return Some(Stop { path: self.path.clone(), before: self.fold.take() });
        }
        if pages >= self.limits.logged && self.fold.as_ref().is_none_or(|last| last.is_past(pages, step)) {
            self.wait();
            self.begin(pages, writer);
        }
        None
    }

    /// What was committed while a stop was folded.
    pub(super) fn fold_rest(&mut self, writer: &Connection) {
        self.stopping = false;
        fold(writer);
    }

    /// Waits for the thread, if there is one.
    pub(super) fn wait(&mut self) {
        if let Some(fold) = self.fold.take() {
            fold.wait();
        }
    }

    fn begin(&mut self, pages: u32, writer: &Connection) {
        match fold_beside(&self.path) {
            Ok(thread) => self.fold = Some(Fold { thread, pages }),
            Err(_) => fold(writer),
        }
    }
}

impl Stop {
    /// Folds what was committed until now.
    pub(super) fn fold(self) {
        if let Some(before) = self.before {
            before.wait();
        }
        // In a thread too: what a connection takes for a moment does not stay with the one that calls.
        if let Ok(thread) = fold_beside(&self.path) {
            let _ = thread.join();
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.wait();
    }
}

impl Fold {
    /// It does not panic; and if it did, the log would only be longer.
    fn wait(self) {
        let _ = self.thread.join();
    }

    /// Whether it has ended and the log has grown by `more` pages since it began, or has begun anew.
    fn is_past(&self, pages: u32, more: u32) -> bool {
        self.thread.is_finished() && (pages < self.pages || pages - self.pages >= more)
    }
}

/// Folds in a thread of its own.
fn fold_beside(path: &Path) -> std::io::Result<JoinHandle<()>> {
    let path = path.to_owned();
    let work = move || {
        if let Ok(conn) = connect(&path, false) {
            fold(&conn);
        }
    };
    signals::blocked(|| std::thread::Builder::new().name("iostx-log".into()).spawn(work))
}

/// Folds what nobody reads any more.
fn fold(conn: &Connection) {
    let _ = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
}

#[cfg(test)]
mod tests {
    use super::super::connect::connect_writer;
    use super::*;

    const SMALL: Limits = Limits { logged: 8, full: 16, overfull: 32 };

    /// A file with a writer and a log that is short, of which many are full.
    fn open(path: &Path) -> (Connection, Log) {
        std::fs::File::create(path).expect("a file");
        let mut writer = connect_writer(path).expect("a connection");
        writer.execute_batch("PRAGMA synchronous = OFF; CREATE TABLE row (text BLOB)").expect("a table");
        let log = Log::within(SMALL, path, &mut writer).expect("a log");
        (writer, log)
    }

    fn insert(writer: &Connection) {
        writer.execute("INSERT INTO row VALUES (zeroblob(?1))", [PAGE]).expect("a row");
    }

    /// Commits rows of about a page, as an import; answers how many pages the log had at most.
    fn commit(rows: usize, writer: &Connection, log: &mut Log) -> u32 {
        let commit = |_| {
            insert(writer);
            if let Some(stop) = log.committed(Origin::Import, writer) {
                stop.fold();
                log.fold_rest(writer);
            }
            log.pages.load(Ordering::Relaxed)
        };
        (0..rows).map(commit).max().unwrap_or_default()
    }

    fn rows(conn: &Connection) -> i64 {
        conn.query_row("SELECT count(*) FROM row", [], |row| row.get(0)).expect("a count")
    }

    #[test]
    fn a_log_is_folded_beside_its_writer_and_begins_anew_before_it_is_long() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("file");
        let (writer, mut log) = open(&path);
        let longest = commit(500, &writer, &mut log);
        let commit_pages = 8;
        assert!((SMALL.logged..SMALL.full + commit_pages).contains(&longest), "{longest} pages");
        log.wait();
        let folded = std::fs::metadata(&path).expect("a file").len();
        assert!(folded > 450 * u64::from(PAGE), "{folded} bytes are in the file itself");
        assert_eq!(rows(&writer), 500);
    }

    #[test]
    fn an_app_does_not_stop_for_a_log_that_a_synchronization_filled_and_writes_while_that_folds() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("file");
        let (writer, mut log) = open(&path);
        // What folds beside the writer is not to be ahead of it.
        let reader = connect(&path, false).expect("a connection");
        reader.execute_batch("BEGIN; SELECT count(*) FROM row").expect("a transaction");
        while log.pages.load(Ordering::Relaxed) < SMALL.full {
            insert(&writer);
            assert!(log.committed(Origin::App, &writer).is_none());
        }
        insert(&writer);
        let stop = log.committed(Origin::Import, &writer).expect("the log is full");
        reader.execute_batch("ROLLBACK").expect("the end of it");
        for _ in 0..3 {
            insert(&writer);
            assert!(log.committed(Origin::App, &writer).is_none(), "it is folded already");
        }
        stop.fold();
        insert(&writer);
        log.fold_rest(&writer);
        insert(&writer);
        assert!(log.pages.load(Ordering::Relaxed) < SMALL.logged, "the log began anew");
        reader.execute_batch("BEGIN; SELECT count(*) FROM row").expect("a transaction");
        while log.committed(Origin::App, &writer).is_none() {
            insert(&writer);
        }
        assert!(log.pages.load(Ordering::Relaxed) >= SMALL.overfull);
    }

    #[test]
    fn a_reader_that_stays_lets_the_log_grow_and_reads_what_it_read_before() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("file");
        let (writer, mut log) = open(&path);
        commit(10, &writer, &mut log);
        let reader = connect(&path, false).expect("a connection");
        reader.execute_batch("BEGIN").expect("a transaction");
        assert_eq!(rows(&reader), 10);
        assert!(commit(100, &writer, &mut log) > SMALL.full * 4);
        assert_eq!(rows(&reader), 10);
        reader.execute_batch("ROLLBACK").expect("the end of it");
        // The last of them finds a log that begins anew.
        commit(SMALL.logged as usize, &writer, &mut log);
        assert!(commit(1, &writer, &mut log) <= SMALL.full);
        assert_eq!(rows(&writer), 119);
    }
}
