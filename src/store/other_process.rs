//! Noticing what other processes write, for those who subscribed to events: a thread that looks a few times a second, as long as
//! there are subscribers.
//!
//! The writer's connection sees a new data_version exactly when somebody else committed. Which folders that was about, their
//! stamps tell: each commit raises the stamps of the folders that it touched.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::db::{Versions, query_all};
use super::events::{Change, Event, Origin};
use super::model::FolderId;
use super::{Inner, signals};
use crate::error::Result;

/// Subscribers hear of another process's writes within a second; this leaves room for a busy machine.
const INTERVAL: Duration = Duration::from_millis(250);

/// The thread, if there is one.
#[derive(Default)]
pub(super) struct Watcher {
    signal: Arc<Signal>,
}

#[derive(Default)]
struct Signal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    running: Option<ThreadId>,
    /// No thread runs any more, and none is started.
    stop: bool,
}

/// A folder as it was when it was last looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    stamp: i64,
    cn: i64,
    parent: Option<i64>,
}

type Folders = HashMap<FolderId, Seen>;

struct Look {
    versions: Versions,
    folders: Folders,
}

impl Watcher {
    /// Starts the thread unless it runs. To be called after the subscription was made.
    pub(super) fn start(&self, store: &Arc<Inner>) -> Result<()> {
        if store.db.is_read_only() {
            // Nobody may write the file meanwhile.
            return Ok(());
        }
        let mut state = self.signal.state.lock();
        if state.stop || state.running.is_some() {
            return Ok(());
        }
        let seen = look(store)?;
        let (store, signal) = (Arc::downgrade(store), Arc::clone(&self.signal));
        let begin = move || std::thread::Builder::new().name("iostx-watch".into()).spawn(move || watch(&store, &signal, seen));
        let thread = signals::blocked(begin)?;
        state.running = Some(thread.thread().id());
        Ok(())
    }

    /// Ends the thread for good, and waits for it; not when the thread itself asks, from a callback.
    pub(super) fn stop(&self, timeout: Duration) {
        let deadline = Instant::now().checked_add(timeout);
        let mut state = self.signal.state.lock();
        state.stop = true;
        self.signal.changed.notify_all();
        while state.running.is_some_and(|thread| thread != std::thread::current().id()) {
            match deadline {
                Some(deadline) if self.signal.changed.wait_until(&mut state, deadline).timed_out() => return,
                Some(_) => {}
                None => self.signal.changed.wait(&mut state),
            }
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stop(Duration::ZERO);
    }
}

fn watch(store: &Weak<Inner>, signal: &Signal, mut seen: Look) {
    loop {
        let mut state = signal.state.lock();
        if !state.stop {
            signal.changed.wait_for(&mut state, INTERVAL);
        }
        let store = if state.stop { None } else { store.upgrade() };
        let Some(store) = store.filter(|store| store.db.events.has_subscribers()) else {
            // Under the lock under which a new subscriber looks whether there is a thread.
            state.running = None;
            signal.changed.notify_all();
            return;
        };
        drop(state);
        // A look that fails (the store is being closed, the disk is in trouble) is repeated; the calls of the app tell of it.
        if let Ok(Some(now)) = notice(&store, &seen) {
            seen = now;
        }
    }
}

/// Looks once more, and publishes what others changed since; `None` if nobody wrote.
fn notice(store: &Inner, seen: &Look) -> Result<Option<Look>> {
    if store.db.versions()? == seen.versions {
        return Ok(None);
    }
    let now = look(store)?;
    if now.versions.others != seen.versions.others {
        let events = differences(&seen.folders, &now.folders).into_iter().map(|change| Event { change, origin: Origin::Other });
        store.db.events.publish(&events.collect::<Vec<_>>());
    }
    Ok(Some(now))
}

/// The folders, and the versions that go with them.
fn look(store: &Inner) -> Result<Look> {
    loop {
        let versions = store.db.versions()?;
        let rows = store.db.reader(|conn| {
            query_all(conn, "SELECT id, stamp, cn, parent FROM folder WHERE bits & 8 = 0", [], |row| {
                Ok((FolderId(row.get(0)?), Seen { stamp: row.get(1)?, cn: row.get(2)?, parent: row.get(3)? }))
            })
        })?;
        // Otherwise somebody else's commit fell in between, and may or may not be in what was read. A commit of our own that did
        // shows as one at the next look.
        if store.db.versions()?.others == versions.others {
            return Ok(Look { versions, folders: rows.into_iter().collect() });
        }
    }
}

fn differences(old: &Folders, new: &Folders) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, now) in new {
        match old.get(id) {
            None => changes.push(Change::FolderCreated(*id)),
            Some(was) if was == now => {}
            Some(was) => {
                match was.parent.filter(|_| was.parent != now.parent) {
                    Some(from) => changes.push(Change::FolderMoved(*id, FolderId(from))),
                    None if was.cn != now.cn => changes.push(Change::FolderChanged(*id)),
                    None => {}
                }
                changes.push(Change::FolderContents(*id));
            }
        }
    }
    changes.extend(old.keys().filter(|id| !new.contains_key(id)).map(|id| Change::FolderDeleted(*id)));
    changes
}
