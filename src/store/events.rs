//! Change events: each subscriber has its own bounded queue; what does not fit becomes one event "list again".

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::model::{FolderId, ItemId};
use crate::codes::IOSTX_MAPI_E_USER_CANCEL;
use crate::error::{Error, Result};

/// Who made a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An app, through this process.
    App,
    /// An import or the result of an upload, through this process.
    Import,
    /// Another process.
    Other,
}

/// Bits of what changed.
pub mod changed {
    /// Properties.
    pub const PROPS: u32 = 0x1;
    /// The native text.
    pub const CONTENT: u32 = 0x2;
    /// Read state, flags or keywords.
    pub const FLAGS: u32 = 0x4;
    /// The binding.
    pub const BINDING: u32 = 0x8;
    /// What waits for upload.
    pub const PENDING: u32 = 0x10;
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An item appeared.
    ItemCreated(FolderId, ItemId),
    /// An item changed: [`changed`] bits.
    ItemChanged(FolderId, ItemId, u32),
    /// An item is gone.
    ItemDeleted(FolderId, ItemId),
    /// An item is in another folder: the item, from, to, and what else changed: [`changed`] bits.
    ItemMoved(ItemId, FolderId, FolderId, u32),
    /// A folder appeared.
    FolderCreated(FolderId),
    /// A folder's name or properties changed.
    FolderChanged(FolderId),
    /// A folder is gone.
    FolderDeleted(FolderId),
    /// A folder has another parent: the folder, its old parent. Its name may have changed with it.
    FolderMoved(FolderId, FolderId),
    /// The items of a folder changed in another process: list it again.
    FolderContents(FolderId),
    /// The outgoing queue changed.
    Outgoing(ItemId),
    /// The app asks for the body of an item.
    FullWanted(FolderId, ItemId),
    /// A conflict was found, or resolved.
    Conflict(FolderId, ItemId),
    /// An upload failed for good.
    Failure(FolderId, ItemId),
    /// Deletions of a folder are held, or were decided.
    Held(FolderId),
    /// Events were lost: list everything again.
    Overflow,
}

impl Change {
    /// The folder that the change is about, if it is about one.
    pub fn folder(&self) -> Option<FolderId> {
        use Change::*;
        match self {
            ItemCreated(folder, _) | ItemChanged(folder, _, _) | ItemDeleted(folder, _) | ItemMoved(_, folder, ..) => Some(*folder),
            FolderCreated(folder) | FolderChanged(folder) | FolderDeleted(folder) | FolderMoved(folder, _) => Some(*folder),
            FolderContents(folder) | Held(folder) => Some(*folder),
            FullWanted(folder, _) | Conflict(folder, _) | Failure(folder, _) => Some(*folder),
            Outgoing(_) | Overflow => None,
        }
    }

    /// Whether a subscriber to one folder wants to know.
    fn concerns(&self, wanted: FolderId) -> bool {
        match self {
            Change::ItemMoved(_, from, to, _) => *from == wanted || *to == wanted,
            other => other.folder().is_none_or(|folder| folder == wanted),
        }
    }
}

/// A change and who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub change: Change,
    /// Who did it.
    pub origin: Origin,
}

/// What a subscriber wants.
pub struct EventOptions {
    /// Only this folder; `None`: all.
    pub folder: Option<FolderId>,
    /// Only events for which this answers true.
    pub filter: Box<dyn Fn(&Event) -> bool + Send + Sync>,
    /// Events kept until they are fetched; more become [`Change::Overflow`].
    pub capacity: usize,
    /// Called when the queue is no longer empty, on the thread that made the change, after its commit and under no lock.
    pub wake: Option<Box<dyn Fn() + Send + Sync>>,
}

impl Default for EventOptions {
    fn default() -> Self {
        EventOptions { folder: None, filter: Box::new(|_| true), capacity: 1000, wake: None }
    }
}

/// A subscription. Dropping it ends it.
pub struct Events {
    queue: Arc<Queue>,
}

struct Queue {
    options: EventOptions,
    state: Mutex<QueueState>,
    arrived: Condvar,
}

#[derive(Default)]
struct QueueState {
    events: VecDeque<Event>,
    stopped: bool,
}

/// Gives events to the subscribers of a store.
#[derive(Default)]
pub(super) struct Broadcaster {
    queues: Mutex<Vec<Weak<Queue>>>,
}

impl Broadcaster {
    pub(super) fn subscribe(&self, options: EventOptions) -> Events {
        let queue = Arc::new(Queue { options, state: Mutex::default(), arrived: Condvar::new() });
        let mut queues = self.queues.lock();
        queues.retain(|queue| queue.strong_count() > 0);
        queues.push(Arc::downgrade(&queue));
        Events { queue }
    }

    pub(super) fn has_subscribers(&self) -> bool {
        self.queues.lock().iter().any(|queue| queue.strong_count() > 0)
    }

    pub(super) fn publish(&self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let queues: Vec<_> = self.queues.lock().iter().filter_map(Weak::upgrade).collect();
        for queue in queues {
            queue.push(&events);
        }
    }

    pub(super) fn stop_all(&self) {
        let queues: Vec<_> = self.queues.lock().iter().filter_map(Weak::upgrade).collect();
        queues.iter().for_each(|queue| queue.stop());
    }
}

impl Queue {
    fn push(&self, events: &[Event]) {
        let wanted =
            |event: &&Event| self.options.folder.is_none_or(|folder| event.change.concerns(folder)) && (self.options.filter)(event);
        let mut state = self.state.lock();
        let was_empty = state.events.is_empty();
        for event in events.iter().filter(wanted) {
            if state.events.len() >= self.options.capacity.max(1) {
                state.events.clear();
                state.events.push_back(Event { change: Change::Overflow, origin: event.origin });
            } else if state.events.front().is_none_or(|first| first.change != Change::Overflow) {
                state.events.push_back(event.clone());
            }
        }
        let wake = was_empty && !state.events.is_empty();
        drop(state);
        if wake {
            self.arrived.notify_all();
            self.options.wake.as_ref().inspect(|wake| wake());
        }
    }

    fn stop(&self) {
        self.state.lock().stopped = true;
        self.arrived.notify_all();
    }
}

impl Events {
    /// The next event; `None` when `timeout` has passed. After [`Events::stop`] or the close of the store: `MAPI_E_USER_CANCEL`.
    pub fn next(&self, timeout: Duration) -> Result<Option<Event>> {
        let deadline = Instant::now().checked_add(timeout);
        let mut state = self.queue.state.lock();
        loop {
            if state.stopped {
                return Err(Error::new(IOSTX_MAPI_E_USER_CANCEL, "the subscription was stopped"));
            }
            if let Some(event) = state.events.pop_front() {
                return Ok(Some(event));
            }
            match deadline {
                Some(deadline) if self.queue.arrived.wait_until(&mut state, deadline).timed_out() => return Ok(None),
                Some(_) => {}
                None => self.queue.arrived.wait(&mut state),
            }
        }
    }

    /// Wakes a thread that waits in [`Events::next`], and ends the subscription.
    pub fn stop(&self) {
        self.queue.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn created(n: i64) -> Event {
        Event { change: Change::ItemCreated(FolderId(1), ItemId(n)), origin: Origin::App }
    }

    #[test]
    fn a_full_queue_becomes_one_event_that_says_list_again() {
        let broadcaster = Broadcaster::default();
        let events = broadcaster.subscribe(EventOptions { capacity: 2, ..EventOptions::default() });
        broadcaster.publish((0..5).map(created).collect());
        assert_eq!(events.next(Duration::ZERO).expect("open").map(|event| event.change), Some(Change::Overflow));
        assert_eq!(events.next(Duration::ZERO).expect("open"), None);
        broadcaster.publish(vec![created(9)]);
        assert_eq!(events.next(Duration::ZERO).expect("open"), Some(created(9)));
    }

    #[test]
    fn stop_wakes_a_waiting_thread() {
        let broadcaster = Broadcaster::default();
        let events = Arc::new(broadcaster.subscribe(EventOptions::default()));
        let waiting = Arc::clone(&events);
        let thread = std::thread::spawn(move || waiting.next(Duration::from_secs(60)).expect_err("stopped").code);
        events.stop();
        assert_eq!(thread.join().expect("no panic"), IOSTX_MAPI_E_USER_CANCEL);
    }

    #[test]
    fn a_subscriber_to_one_folder_hears_of_moves_in_and_out_and_of_nothing_else() {
        let broadcaster = Broadcaster::default();
        let events = broadcaster.subscribe(EventOptions { folder: Some(FolderId(2)), ..EventOptions::default() });
        broadcaster.publish(vec![
            created(1),
            Event { change: Change::ItemMoved(ItemId(1), FolderId(1), FolderId(2), 0), origin: Origin::App },
        ]);
        let first = events.next(Duration::ZERO).expect("open").expect("the move");
        assert!(matches!(first.change, Change::ItemMoved(..)));
        assert_eq!(events.next(Duration::ZERO).expect("open"), None);
    }
}
