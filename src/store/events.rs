//! Change events of a store: what happened, who did it, and what a subscriber wants of it.

use super::model::{FolderId, ItemId};
use crate::queue::{Notice, QueueOptions, Subscription};

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

/// A subscription to the changes of a store. Dropping it ends it.
pub type Events = Subscription<Event>;

/// Gives events to the subscribers of a store.
pub(super) type Broadcaster = crate::queue::Broadcaster<Event>;

impl Notice for Event {
    fn overflow(&self) -> Self {
        Event { change: Change::Overflow, origin: self.origin }
    }

    fn is_overflow(&self) -> bool {
        self.change == Change::Overflow
    }
}

impl From<EventOptions> for QueueOptions<Event> {
    fn from(options: EventOptions) -> Self {
        let EventOptions { folder, filter, capacity, wake } = options;
        let wanted = move |event: &Event| folder.is_none_or(|folder| event.change.concerns(folder)) && filter(event);
        QueueOptions { filter: Box::new(wanted), capacity, wake }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn created(n: i64) -> Event {
        Event { change: Change::ItemCreated(FolderId(1), ItemId(n)), origin: Origin::App }
    }

    #[test]
    fn a_subscriber_to_one_folder_hears_of_moves_in_and_out_and_of_nothing_else() {
        let broadcaster = Broadcaster::default();
        let events = broadcaster.subscribe(EventOptions { folder: Some(FolderId(2)), ..EventOptions::default() });
        broadcaster.publish(&[
            created(1),
            Event { change: Change::ItemMoved(ItemId(1), FolderId(1), FolderId(2), 0), origin: Origin::App },
        ]);
        let first = events.next(Duration::ZERO).expect("open").expect("the move");
        assert!(matches!(first.change, Change::ItemMoved(..)));
        assert_eq!(events.next(Duration::ZERO).expect("open"), None);
    }
}
