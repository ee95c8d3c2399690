//! Locks that hold across processes and vanish with the process: on bytes of a side file.
//!
//! On Linux they are open file description locks, which belong to one open of the store; elsewhere on Unix they belong to the
//! process. Within one open store a table does the same, since such locks do not keep the threads of one owner apart.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::codes::IOSTX_MAPI_E_BUSY;
use crate::error::{Error, Result};

/// What can be locked: each has bytes of its own in the side file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lockable {
    /// The hierarchy below a root folder.
    Hierarchy(i64),
    /// The items of a folder, for synchronization.
    Folder(i64),
    /// The two halves of a move of an item.
    Move(i64),
    /// The outgoing queue.
    Outgoing,
    /// The run of a handler, in the file of a synchronization manager.
    Handler(i64),
}

impl Lockable {
    fn offset(self) -> i64 {
        const ROOM: i64 = 1 << 50;
        match self {
            Lockable::Outgoing => 1,
            Lockable::Folder(id) => ROOM + id,
            Lockable::Hierarchy(id) => 2 * ROOM + id,
            Lockable::Move(id) => 3 * ROOM + id,
            Lockable::Handler(id) => 4 * ROOM + id,
        }
    }
}

/// The byte that every open store holds shared.
const PRESENCE: i64 = 0;
/// The byte of who writes next.
const TURN: i64 = 2;
/// How often a writer looks whether it is next.
const TURN_LOOK: Duration = Duration::from_millis(1);
/// After so long it no longer waits behind one that is to be next: that one may be stopped. Who writes then, SQLite's lock tells.
const TURN_LOOKS: u32 = 250;

/// The side file of locks.
pub(crate) struct Locks {
    file: Option<File>,
    held: Mutex<HashSet<Lockable>>,
}

/// A lock; dropping it gives it back.
pub(crate) struct Lock {
    locks: Arc<Locks>,
    what: Lockable,
    /// Whether it holds against other processes too.
    everywhere: bool,
}

impl Locks {
    /// Opens the side file beside the store. `None` for a store opened read-only, which needs no locks.
    pub(crate) fn open(store: Option<&Path>) -> Result<Arc<Self>> {
        let file = match store {
            Some(store) => {
                let mut options = OpenOptions::new();
                options.read(true).write(true).create(true).truncate(false);
                super::files::owner_only(&mut options);
                super::files::no_link(&mut options);
                let path = side_file(store);
                Some(options.open(&path).map_err(|e| Error::from(e).during(path.display()))?)
            }
            None => None,
        };
        Ok(Arc::new(Locks { file, held: Mutex::default() }))
    }

    /// Marks the store as open here. If nobody else has it open, runs `alone` while everybody else waits.
    pub(crate) fn enter(&self, alone: impl FnOnce() -> Result<()>) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        if os::lock(file, PRESENCE, os::Kind::Exclusive)? {
            alone()?;
        }
        // Another holds it exclusively only while it runs `alone`, which is short.
        while !os::lock(file, PRESENCE, os::Kind::Shared)? {
            std::thread::yield_now();
        }
        Ok(())
    }

    /// Waits until it is this open store's turn to write. To be held until it writes: SQLite's lock gives no turns, and who writes
    /// again and again would keep the others out. A courtesy: nothing goes wrong without it.
    pub(super) fn turn(&self) -> Turn<'_> {
        let Some(file) = &self.file else { return Turn(None) };
        for _ in 0..TURN_LOOKS {
            match os::lock(file, TURN, os::Kind::Exclusive) {
                Ok(true) => return Turn(Some(file)),
                Ok(false) => std::thread::sleep(TURN_LOOK),
                Err(_) => break,
            }
        }
        Turn(None)
    }

    /// The store is closed here: it is nobody's business any more what others do with it.
    pub(super) fn leave(&self) {
        if let Some(file) = &self.file {
            // Nothing can be done about a failure; the lock goes with the file.
            let _ = os::lock(file, PRESENCE, os::Kind::None);
        }
    }

    /// Takes a lock at once, or answers MAPI_E_BUSY.
    pub(crate) fn take(self: &Arc<Self>, what: Lockable) -> Result<Lock> {
        let mut lock = self.claim(what)?;
        lock.extend()?;
        Ok(lock)
    }

    /// Takes a lock among the users of this open store only, which needs no call into the system; or answers MAPI_E_BUSY.
    pub(crate) fn claim(self: &Arc<Self>, what: Lockable) -> Result<Lock> {
        if !self.held.lock().insert(what) {
            return Err(busy(what, "another session"));
        }
        Ok(Lock { locks: Arc::clone(self), what, everywhere: false })
    }
}

fn busy(what: Lockable, who: &str) -> Error {
    Error::new(IOSTX_MAPI_E_BUSY, format!("{what:?} is being synchronized by {who}"))
}

/// The turn to write next; dropping it lets others wait for theirs.
pub(super) struct Turn<'a>(Option<&'a File>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(file) = self.0 {
            // Nothing can be done about a failure; others go on without a turn.
            let _ = os::lock(file, TURN, os::Kind::None);
        }
    }
}

impl Lock {
    /// Makes it hold against other processes too, or answers MAPI_E_BUSY.
    pub(crate) fn extend(&mut self) -> Result<()> {
        if let Some(file) = self.locks.file.as_ref().filter(|_| !self.everywhere) {
            if !os::lock(file, self.what.offset(), os::Kind::Exclusive)? {
                return Err(busy(self.what, "another process"));
            }
            self.everywhere = true;
        }
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(file) = self.locks.file.as_ref().filter(|_| self.everywhere) {
            // Nothing can be done about a failure; the lock goes with the file.
            let _ = os::lock(file, self.what.offset(), os::Kind::None);
        }
        self.locks.held.lock().remove(&self.what);
    }
}

fn side_file(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push("-lock");
    PathBuf::from(name)
}

#[cfg(unix)]
mod os {
    use std::fs::File;
    use std::os::fd::AsRawFd;

    use crate::error::{Error, Result};

    #[derive(Clone, Copy)]
    pub(super) enum Kind {
        Exclusive = libc::F_WRLCK as isize,
        Shared = libc::F_RDLCK as isize,
        None = libc::F_UNLCK as isize,
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    const SET: libc::c_int = libc::F_OFD_SETLK;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const SET: libc::c_int = libc::F_SETLK;

    /// Changes the lock on one byte; `false` if another owner is in the way.
    pub(super) fn lock(file: &File, offset: i64, kind: Kind) -> Result<bool> {
        // SAFETY: flock is plain data; all zero is a valid value.
        let mut request: libc::flock = unsafe { std::mem::zeroed() };
        request.l_type = kind as libc::c_short;
        request.l_whence = libc::SEEK_SET as libc::c_short;
        request.l_start = offset as libc::off_t;
        request.l_len = 1;
        // SAFETY: the descriptor is open as long as `file` lives, and fcntl only reads `request` for this command.
        if unsafe { libc::fcntl(file.as_raw_fd(), SET, &request) } == 0 {
            return Ok(true);
        }
        let error = std::io::Error::last_os_error();
        match error.raw_os_error() {
            Some(libc::EAGAIN | libc::EACCES) => Ok(false),
            _ => Err(Error::from(error).during("locking the side file")),
        }
    }
}

#[cfg(not(unix))]
mod os {
    use std::fs::File;

    use crate::error::Result;

    #[derive(Clone, Copy)]
    pub(super) enum Kind {
        Exclusive,
        Shared,
        None,
    }

    /// Where there are no byte locks, the table of the open store is all there is: one process at a time may synchronize.
    pub(super) fn lock(_: &File, _: i64, kind: Kind) -> Result<bool> {
        let _ = kind;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_keeps_out_this_open_store_and_another_until_it_is_dropped() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("s.iostx");
        let (a, b) = (Locks::open(Some(&path)).expect("opens"), Locks::open(Some(&path)).expect("opens"));
        let mut alone = Vec::new();
        a.enter(|| {
            alone.push('a');
            Ok(())
        })
        .expect("locks");
        b.enter(|| {
            alone.push('b');
            Ok(())
        })
        .expect("locks");
        if cfg!(target_os = "linux") {
            assert_eq!(alone, ['a']);
        }
        let held = a.take(Lockable::Folder(7)).expect("free");
        assert_eq!(a.take(Lockable::Folder(7)).err().map(|e| e.code), Some(IOSTX_MAPI_E_BUSY));
        if cfg!(target_os = "linux") {
            assert_eq!(b.take(Lockable::Folder(7)).err().map(|e| e.code), Some(IOSTX_MAPI_E_BUSY));
        }
        b.take(Lockable::Folder(8)).map(drop).expect("another folder is free");
        drop(held);
        b.take(Lockable::Folder(7)).map(drop).expect("free again");
    }
}
