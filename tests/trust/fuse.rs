//! Kills a program between two durable steps, from within: by unwinding out of the middle of whatever it does.
//!
//! A step is durable when the store's file or the server is another one than before. The store asks its clock in every write
//! transaction before it writes, and the server asks before and after everything that it does, so that the fuse sees each
//! durable state before the next one can come about. SQLite's log index tells one state of the file from another.

use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

/// What a killed program unwinds with.
struct Killed;

#[derive(Default)]
struct State {
    /// So many durable steps until it blows; `None`: never.
    left: Option<u32>,
    seen: Vec<u8>,
}

/// Blows after so many durable steps. Clones share it.
#[derive(Clone, Default)]
pub struct Fuse {
    state: Arc<Mutex<State>>,
    path: PathBuf,
    revision: Arc<AtomicU64>,
}

impl Fuse {
    /// The fuse of the store in a file, on a server whose changes `revision` counts.
    pub fn new(path: PathBuf, revision: Arc<AtomicU64>) -> Self {
        Fuse { state: Arc::default(), path, revision }
    }

    /// Runs `f`, which is killed after its `steps`th durable step; `None` if it was.
    pub fn run<T>(&self, steps: Option<u32>, f: impl FnOnce() -> T) -> Option<T> {
        *self.state.lock() = State { left: steps, seen: self.durable() };
        let result = catch_unwind(AssertUnwindSafe(f));
        self.state.lock().left = None;
        match result {
            Ok(value) => Some(value),
            Err(cause) if cause.is::<Killed>() => None,
            Err(cause) => resume_unwind(cause),
        }
    }

    /// A place where the program may die.
    pub fn touch(&self) {
        let mut state = self.state.lock();
        let Some(left) = state.left else { return };
        let now = self.durable();
        if now == state.seen || std::thread::panicking() {
            return;
        }
        state.seen = now;
        state.left = left.checked_sub(1).filter(|left| *left > 0);
        if state.left.is_none() {
            drop(state);
            resume_unwind(Box::new(Killed));
        }
    }

    /// What tells one durable state from another: the head of the log's index, which every commit changes, and the server's count.
    fn durable(&self) -> Vec<u8> {
        let mut name = self.path.clone().into_os_string();
        name.push("-shm");
        let mut bytes = vec![0; 48];
        let read = File::open(PathBuf::from(name)).and_then(|mut file| file.read(&mut bytes)).unwrap_or(0);
        bytes.truncate(read);
        bytes.extend(self.revision.load(Ordering::Relaxed).to_le_bytes());
        bytes
    }
}
