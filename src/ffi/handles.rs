//! Handles: numbers that stand for objects, checked on every call.
//!
//! The pointer that C holds is not an address. It is odd, and holds the kind of object, a slot of that kind's table, and the slot's
//! generation; the slot's next object has another generation. So a handle that was freed, is made up, or belongs to another kind
//! finds nothing. A table is cut into shards, each behind a lock of its own that is held only to look up or replace one slot.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use parking_lot::RwLock;

/// Handles and results that are alive; borrowed handles do not count.
static LIVE: AtomicU64 = AtomicU64::new(0);

/// How many handles and results are alive.
pub fn live_objects() -> u64 {
    LIVE.load(Ordering::Relaxed)
}

/// Counts one live object, as long as it lives itself.
#[derive(Debug)]
pub struct Live(());

impl Live {
    /// One more.
    pub fn new() -> Self {
        LIVE.fetch_add(1, Ordering::Relaxed);
        Live(())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How the bits of a handle are shared out: lowest is the mark, then kind, slot, generation.
struct Layout;

impl Layout {
    /// Handles are odd: no object of the C side lies at an odd address by chance.
    const MARK: usize = 1;
    const KIND_SHIFT: u32 = 1;
    const KIND_BITS: u32 = 5;
    const SLOT_SHIFT: u32 = Self::KIND_SHIFT + Self::KIND_BITS;
    const SLOT_BITS: u32 = if usize::BITS == 64 { 29 } else { 14 };
    const GENERATION_SHIFT: u32 = Self::SLOT_SHIFT + Self::SLOT_BITS;
    const GENERATION_BITS: u32 = usize::BITS - Self::GENERATION_SHIFT;
    const LAST_GENERATION: usize = (1 << Self::GENERATION_BITS) - 1;

    fn pack(kind: u8, slot: usize, generation: usize) -> usize {
        Self::MARK | (kind as usize) << Self::KIND_SHIFT | slot << Self::SLOT_SHIFT | generation << Self::GENERATION_SHIFT
    }

    /// Slot and generation of a handle of this kind.
    fn unpack(kind: u8, handle: usize) -> Option<(usize, usize)> {
        let low = handle & ((1 << Self::SLOT_SHIFT) - 1);
        let slot = (handle >> Self::SLOT_SHIFT) & ((1 << Self::SLOT_BITS) - 1);
        (low == Self::pack(kind, 0, 0)).then_some((slot, handle >> Self::GENERATION_SHIFT))
    }
}

const SHARD_BITS: u32 = 4;
const SHARDS: usize = 1 << SHARD_BITS;

/// The objects of one kind, whose handles C knows as `*mut C`.
pub struct Table<C, T> {
    kind: u8,
    next_shard: AtomicUsize,
    shards: [RwLock<Shard<T>>; SHARDS],
    opaque: PhantomData<fn(*mut C)>,
}

struct Shard<T> {
    slots: Vec<Slot<T>>,
    free: Vec<usize>,
}

struct Slot<T> {
    /// Of the object in the slot, or of the next one. 0 is never used: such a handle is made up.
    generation: usize,
    entry: Option<Entry<T>>,
}

struct Entry<T> {
    object: Arc<T>,
    /// `None`: a borrowed handle, which its owner takes back.
    live: Option<Live>,
}

impl<C, T> Table<C, T> {
    /// An empty table. No two tables have the same kind, 1 to 31.
    pub const fn new(kind: u8) -> Self {
        assert!(kind > 0 && kind < 1 << Layout::KIND_BITS);
        Table {
            kind,
            next_shard: AtomicUsize::new(0),
            shards: [const { RwLock::new(Shard { slots: Vec::new(), free: Vec::new() }) }; SHARDS],
            opaque: PhantomData,
        }
    }

    /// A new handle that the caller frees. NULL if there are no more handles.
    pub fn insert(&self, object: Arc<T>) -> *mut C {
        self.put(object, Some(Live::new()))
    }

    /// A new handle that freeing does not end: only [`Table::take_back`] does.
    pub fn lend(&self, object: Arc<T>) -> *mut C {
        self.put(object, None)
    }

    fn put(&self, object: Arc<T>, live: Option<Live>) -> *mut C {
        let at = self.next_shard.fetch_add(1, Ordering::Relaxed) % SHARDS;
        let mut shard = self.shards[at].write();
        let index = match shard.free.pop() {
            Some(index) => index,
            None if shard.slots.len() >> (Layout::SLOT_BITS - SHARD_BITS) == 0 => {
                shard.slots.push(Slot { generation: 1, entry: None });
                shard.slots.len() - 1
            }
            None => return std::ptr::null_mut(),
        };
        let slot = &mut shard.slots[index];
        slot.entry = Some(Entry { object, live });
        let handle = Layout::pack(self.kind, index << SHARD_BITS | at, slot.generation);
        std::ptr::without_provenance_mut(handle)
    }

    /// The object of a handle.
    pub fn get(&self, handle: *mut C) -> Option<Arc<T>> {
        let (at, index, generation) = self.place(handle)?;
        let shard = self.shards[at].read();
        let slot = shard.slots.get(index).filter(|slot| slot.generation == generation)?;
        slot.entry.as_ref().map(|entry| Arc::clone(&entry.object))
    }

    /// Ends a handle that [`Table::insert`] made. The object goes when nobody uses it any more; it is handed out so that it goes
    /// outside the lock.
    pub fn free(&self, handle: *mut C) -> Option<Arc<T>> {
        self.remove(handle, |entry| entry.live.is_some())
    }

    /// Ends a handle that [`Table::lend`] made.
    pub fn take_back(&self, handle: *mut C) -> Option<Arc<T>> {
        self.remove(handle, |entry| entry.live.is_none())
    }

    fn remove(&self, handle: *mut C, may: impl FnOnce(&Entry<T>) -> bool) -> Option<Arc<T>> {
        let (at, index, generation) = self.place(handle)?;
        let mut shard = self.shards[at].write();
        let slot = shard.slots.get_mut(index).filter(|slot| slot.generation == generation)?;
        let entry = slot.entry.take_if(|entry| may(entry))?;
        // A slot whose generations are used up is never used again.
        slot.generation += 1;
        if slot.generation <= Layout::LAST_GENERATION {
            shard.free.push(index);
        }
        drop(shard);
        Some(entry.object)
    }

    /// Shard, index within it, and generation.
    fn place(&self, handle: *mut C) -> Option<(usize, usize, usize)> {
        let (slot, generation) = Layout::unpack(self.kind, handle.addr())?;
        Some((slot % SHARDS, slot >> SHARD_BITS, generation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    enum Opaque {}
    type Numbers = Table<Opaque, u32>;

    fn number(table: &Numbers, handle: *mut Opaque) -> Option<u32> {
        table.get(handle).map(|object| *object)
    }

    #[test]
    fn a_handle_finds_its_object_until_it_is_freed() {
        let table = Numbers::new(3);
        let handles: Vec<_> = (0..100).map(|n| table.insert(Arc::new(n))).collect();
        assert_eq!(handles.iter().collect::<HashSet<_>>().len(), 100);
        for (n, handle) in (0..).zip(&handles) {
            assert_eq!(number(&table, *handle), Some(n));
        }
        assert_eq!(table.free(handles[7]).as_deref(), Some(&7));
        assert_eq!(number(&table, handles[7]), None);
        assert!(table.free(handles[7]).is_none(), "freeing twice does nothing");
        assert_eq!(number(&table, handles[8]), Some(8));
    }

    #[test]
    fn the_next_object_of_a_slot_has_another_handle() {
        let table = Numbers::new(3);
        let mut seen = HashSet::new();
        for n in 0..1000 {
            let handle = table.insert(Arc::new(n));
            assert!(seen.insert(handle), "a handle came again");
            table.free(handle);
        }
        assert!(table.shards.iter().all(|shard| shard.read().slots.len() <= 1), "slots are used again");
    }

    #[test]
    fn made_up_handles_and_those_of_another_kind_find_nothing() {
        let (table, other) = (Numbers::new(3), Numbers::new(4));
        let handle = table.insert(Arc::new(1));
        other.insert(Arc::new(2));
        assert_eq!(number(&other, handle), None);
        assert_eq!(number(&table, std::ptr::null_mut()), None);
        for bit in 0..usize::BITS {
            let made_up = std::ptr::without_provenance_mut(handle.addr() ^ 1 << bit);
            assert_eq!(number(&table, made_up), None, "bit {bit}");
        }
        let local = 5u64;
        assert_eq!(number(&table, (&raw const local).cast_mut().cast()), None, "an address");
    }

    #[test]
    fn freeing_a_borrowed_handle_does_nothing_and_its_owner_ends_it() {
        let table = Numbers::new(3);
        let handle = table.lend(Arc::new(1));
        assert!(table.free(handle).is_none());
        assert_eq!(number(&table, handle), Some(1));
        assert!(table.take_back(handle).is_some());
        assert_eq!(number(&table, handle), None);
        let owned = table.insert(Arc::new(2));
        assert!(table.take_back(owned).is_none());
        assert!(table.free(owned).is_some());
    }

    #[test]
    fn an_object_in_use_outlives_its_handle() {
        let table = Numbers::new(3);
        let handle = table.insert(Arc::new(9));
        let in_use = table.get(handle).expect("it is there");
        drop(table.free(handle));
        assert_eq!(*in_use, 9);
        assert_eq!(Arc::strong_count(&in_use), 1);
    }

    #[test]
    fn threads_insert_get_and_free_at_once() {
        let table = Numbers::new(3);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let table = &table;
                scope.spawn(move || {
                    for n in 0..2000 {
                        let handle = table.insert(Arc::new(thread * 10_000 + n));
                        assert_eq!(number(table, handle), Some(thread * 10_000 + n));
                        assert!(table.free(handle).is_some());
                    }
                });
            }
        });
    }

    #[test]
    fn a_slot_whose_generations_are_used_up_is_left() {
        let table = Numbers::new(3);
        let first = table.insert(Arc::new(1));
        table.shards[0].write().slots[0].generation = Layout::LAST_GENERATION;
        let last: *mut Opaque = std::ptr::without_provenance_mut(Layout::pack(3, 0, Layout::LAST_GENERATION));
        assert_eq!(number(&table, first), None);
        assert!(table.free(last).is_some());
        assert!(table.shards[0].read().free.is_empty());
    }
}
