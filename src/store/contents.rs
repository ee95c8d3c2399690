//! Large values: rows that never change once written, counted by who refers to them, read and written in chunks.
//!
//! A small one stands in its row; a larger one in rows of `chunk`, which are written in transactions of their own before
//! anything refers to them, so that no transaction holds a large value.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::Connection;

use super::Inner;
use super::db::{Tx, query_opt};
use super::events::Origin;
use super::model::{Base, ContentRef, Item};
use super::sql::SqlResult;
use crate::codes::IOSTX_MAPI_E_OBJECT_CHANGED;
use crate::error::{Error, Result};
use crate::props::{Bag, LargeRef, PropTag, PropType, Value, tags};

/// Up to this size a value stands in one row.
const INLINE: usize = 128 << 10;
/// The size of a chunk.
pub(super) const CHUNK: usize = 256 << 10;
/// Up to this size a value of a property stands in the bag.
pub(super) const IN_BAG: usize = 2 << 10;

/// Large values that readers of this process hold on to, and those to be removed when it is their turn.
#[derive(Default)]
pub(super) struct Pins {
    held: HashMap<i64, usize>,
    /// Nobody refers to them any more, but readers do.
    dead: HashSet<i64>,
    /// To be removed by the next write transaction.
    reap: Vec<i64>,
}

/// Keeps a stored value readable.
pub(super) struct Pin {
    store: Arc<Inner>,
    id: i64,
}

impl Pin {
    pub(super) fn new(store: &Arc<Inner>, id: i64) -> Self {
        *store.pins.lock().held.entry(id).or_default() += 1;
        Pin { store: Arc::clone(store), id }
    }
}

impl Clone for Pin {
    fn clone(&self) -> Self {
        Pin::new(&self.store, self.id)
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        let mut pins = self.store.pins.lock();
        let Some(count) = pins.held.get_mut(&self.id) else { return };
        *count -= 1;
        if *count == 0 {
            pins.held.remove(&self.id);
            if pins.dead.remove(&self.id) {
                pins.reap.push(self.id);
            }
        }
    }
}

/// A value that was written but that nothing refers to yet. Dropped unlinked, it is removed by the next write.
#[derive(Clone)]
pub(super) enum Staged {
    /// Still in memory.
    Bytes(Arc<Vec<u8>>, [u8; 32]),
    /// In the file, unlinked.
    Stored(ContentRef, Arc<Unlinked>),
}

/// Takes the rows of an unlinked value away when nobody wants it any more.
pub(super) struct Unlinked {
    store: Arc<Inner>,
    id: i64,
    linked: Mutex<bool>,
}

impl Drop for Unlinked {
    fn drop(&mut self) {
        if !*self.linked.lock() {
            self.store.pins.lock().reap.push(self.id);
        }
    }
}

impl Staged {
    /// A value in memory.
    pub(super) fn of_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let digest = *blake3::hash(&bytes).as_bytes();
        Staged::Bytes(Arc::new(bytes), digest)
    }

    /// A value given at once: a large one goes to the file before anything refers to it.
    pub(super) fn of_given(store: &Arc<Inner>, bytes: impl AsRef<[u8]> + Into<Vec<u8>>) -> Result<Self> {
        if bytes.as_ref().len() <= INLINE {
            return Ok(Staged::of_bytes(bytes));
        }
        let mut writer = ContentWriter::new(store);
        writer.write(bytes.as_ref())?;
        writer.finish()
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        match self {
            Staged::Bytes(_, digest) => *digest,
            Staged::Stored(content, _) => content.digest,
        }
    }

    pub(super) fn size(&self) -> u64 {
        match self {
            Staged::Bytes(bytes, _) => bytes.len() as u64,
            Staged::Stored(content, _) => content.size,
        }
    }

    /// How much memory it takes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Staged::Bytes(bytes, _) => bytes.len(),
            Staged::Stored(..) => 0,
        }
    }

    /// What the value will be referred to by, before it is in the file.
    pub(super) fn preview(&self) -> ContentRef {
        match self {
            Staged::Bytes(bytes, digest) => ContentRef { id: None, size: bytes.len() as u64, digest: *digest },
            Staged::Stored(content, _) => content.clone(),
        }
    }

    /// The same for a property.
    pub(super) fn preview_large(&self, tag: PropTag) -> LargeRef {
        let text = tag.kind().is_ok_and(|kind| kind == PropType::Unicode);
        LargeRef { content: 0, size: self.size(), digest: self.digest(), text }
    }

    /// Puts the value into the file with one reference, the caller's.
    pub(super) fn link(&self, tx: &Tx<'_>) -> Result<ContentRef> {
        match self {
            Staged::Bytes(bytes, digest) => {
                let (inline, chunks) = if bytes.len() <= INLINE { (Some(&bytes[..]), &[][..]) } else { (None, &bytes[..]) };
                tx.execute(
                    "INSERT INTO content (refs, size, digest, data) VALUES (1, ?1, ?2, ?3)",
                    (bytes.len() as i64, digest, inline),
                )?;
                let id = tx.conn().last_insert_rowid();
                for (part, chunk) in (0i64..).zip(chunks.chunks(CHUNK)) {
                    tx.execute("INSERT INTO chunk (content, part, data) VALUES (?1, ?2, ?3)", (id, part, chunk))?;
                }
                Ok(ContentRef { id: Some(id), size: bytes.len() as u64, digest: *digest })
            }
            Staged::Stored(content, unlinked) => {
                let id = content.id.unwrap_or_default();
                if tx.execute("UPDATE content SET refs = refs + 1 WHERE id = ?1", [id])? == 0 {
                    return Err(Error::corrupt(format!("large value {id} is gone before it was linked")));
                }
                *unlinked.linked.lock() = true;
                Ok(content.clone())
            }
        }
    }
}

/// Writes a large value.
pub(super) struct ContentWriter {
    store: Arc<Inner>,
    buffer: Vec<u8>,
    /// The row, once the value is too large for memory.
    row: Option<Arc<Unlinked>>,
    parts: i64,
    size: u64,
    hasher: blake3::Hasher,
}

impl ContentWriter {
    pub(super) fn new(store: &Arc<Inner>) -> Self {
        ContentWriter { store: Arc::clone(store), buffer: Vec::new(), row: None, parts: 0, size: 0, hasher: blake3::Hasher::new() }
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
        while !bytes.is_empty() {
            let (head, rest) = bytes.split_at(bytes.len().min(CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(head);
            bytes = rest;
            if self.buffer.len() == CHUNK {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let part = self.parts;
        let row = self.row.as_ref().map(|row| row.id);
        let buffer = &self.buffer;
        let id = self.store.db.write_ahead(Origin::App, |tx| {
            let id = match row {
                Some(id) => id,
                None => {
                    tx.execute("INSERT INTO content (refs, size, digest) VALUES (0, 0, zeroblob(32))", [])?;
                    tx.conn().last_insert_rowid()
                }
            };
            tx.execute("INSERT INTO chunk (content, part, data) VALUES (?1, ?2, ?3)", (id, part, buffer))?;
            Ok(id)
        })?;
        self.row.get_or_insert_with(|| Arc::new(Unlinked { store: Arc::clone(&self.store), id, linked: Mutex::new(false) }));
        self.parts += 1;
        self.buffer.clear();
        Ok(())
    }

    /// The whole value, ready to be linked.
    pub(super) fn finish(mut self) -> Result<Staged> {
        let digest = *self.hasher.finalize().as_bytes();
        if self.row.is_none() && self.buffer.len() <= INLINE {
            self.buffer.shrink_to_fit();
            return Ok(Staged::Bytes(Arc::new(self.buffer), digest));
        }
        if !self.buffer.is_empty() {
            self.flush()?;
        }
        let (size, row) = (self.size, self.row.take());
        // There is a row: either it was there, or the buffer was larger than INLINE and has just been flushed.
        let row = row.ok_or_else(|| Error::corrupt("a large value without a row"))?;
        self.store.db.write_ahead(Origin::App, |tx| {
            tx.execute("UPDATE content SET size = ?2, digest = ?3 WHERE id = ?1", (row.id, size as i64, digest))
        })?;
        self.store.db.forget_pages()?;
        Ok(Staged::Stored(ContentRef { id: Some(row.id), size, digest }, row))
    }
}

/// Reads from a stored value at an offset; answers how many bytes there were, 0 at the end. The digest tells whether the row is still
/// that value: when another process removes one, a later value may get its number.
pub(super) fn read_at(conn: &Connection, content: &ContentRef, offset: u64, out: &mut [u8]) -> Result<usize> {
    let gone = || Error::new(IOSTX_MAPI_E_OBJECT_CHANGED, "the value was replaced by another process while it was being read");
    if offset >= content.size || out.is_empty() {
        return Ok(0);
    }
    let id = content.id.ok_or_else(gone)?;
    let wanted = out.len().min(usize::try_from(content.size - offset).unwrap_or(usize::MAX));
    if content.size <= INLINE as u64 {
        let mut statement = conn.prepare_cached("SELECT data FROM content WHERE id = ?1 AND digest = ?2").sql()?;
        let mut rows = statement.query((id, &content.digest)).sql()?;
        let row = rows.next().sql()?.ok_or_else(gone)?;
        let data = row.get_ref(0).sql()?.as_bytes_or_null().unwrap_or_default();
        if let Some(data) = data {
            let at = usize::try_from(offset).unwrap_or(usize::MAX);
            let part =
                data.get(at..at + wanted).ok_or_else(|| Error::corrupt(format!("large value {id} is shorter than it says")))?;
            out[..wanted].copy_from_slice(part);
            return Ok(wanted);
        }
    }
    let part = offset / CHUNK as u64;
    let within = (offset % CHUNK as u64) as usize;
    const PART: &str = "SELECT chunk.data FROM chunk JOIN content ON content.id = chunk.content \
        WHERE content = ?1 AND part = ?2 AND digest = ?3";
    let mut statement = conn.prepare_cached(PART).sql()?;
    let mut rows = statement.query((id, part as i64, &content.digest)).sql()?;
    let row = rows.next().sql()?.ok_or_else(gone)?;
    let data = row.get_ref(0).sql()?.as_bytes().unwrap_or_default();
    let rest = data.get(within..).filter(|rest| !rest.is_empty());
    let rest = rest.ok_or_else(|| Error::corrupt(format!("large value {id} is shorter than it says")))?;
    let got = wanted.min(rest.len());
    out[..got].copy_from_slice(&rest[..got]);
    Ok(got)
}

/// All of a value, which must fit in `limit` bytes.
pub(super) fn read_all(conn: &Connection, content: &ContentRef, limit: usize) -> Result<Vec<u8>> {
    let size = usize::try_from(content.size).ok().filter(|size| *size <= limit);
    let size =
        size.ok_or_else(|| Error::new(crate::codes::IOSTX_MAPI_E_NOT_ENOUGH_MEMORY, "the value is too large: open a stream"))?;
    let mut bytes = vec![0; size];
    let mut at = 0;
    while at < size {
        match read_at(conn, content, at as u64, &mut bytes[at..])? {
            0 => return Err(Error::corrupt("a large value ends early")),
            got => at += got,
        }
    }
    Ok(bytes)
}

/// The numbers of all stored values that an item refers to.
pub(super) fn of_item(item: &Item) -> Vec<i64> {
    item.content.iter().filter_map(|content| content.id).chain(of_bag(&item.bag)).collect()
}

/// The numbers of all stored values that a base refers to.
pub(super) fn of_base(base: &Base) -> Vec<i64> {
    base.content.iter().filter_map(|content| content.id).chain(of_bag(&base.bag)).collect()
}

/// The numbers of all stored values that a bag refers to.
pub(super) fn of_bag(bag: &Bag) -> impl Iterator<Item = i64> {
    bag.iter().filter_map(|(_, value)| match value {
        Value::Large(large) => Some(large.content),
        _ => None,
    })
}

/// Of old values that another process took away meanwhile a base keeps size and digest, which are enough to compare with. `held`:
/// values that are referred to, and so are there.
pub(super) fn forget_gone(tx: &Tx<'_>, base: &mut Base, held: &[i64]) -> Result<()> {
    // The number alone says nothing: a value that came later may have got it.
    let there = |id: i64, digest: &[u8; 32]| -> Result<bool> {
        const SAME: &str = "SELECT 1 FROM content WHERE id = ?1 AND digest = ?2";
        Ok(held.contains(&id) || query_opt(tx.conn(), SAME, (id, digest), |_| Ok(()))?.is_some())
    };
    if let Some(content) = &mut base.content
        && let Some(id) = content.id
        && !there(id, &content.digest)?
    {
        content.id = None;
    }
    for tag in base.bag.tags().collect::<Vec<_>>() {
        if let Some(Value::Large(large)) = base.bag.get(tag)
            && large.content != 0
            && !there(large.content, &large.digest)?
        {
            let large = LargeRef { content: 0, ..*large };
            base.bag.set(tag, Value::Large(large));
        }
    }
    Ok(())
}

/// Brings the counts of references from `before` to `after`.
pub(super) fn relink(tx: &Tx<'_>, store: &Inner, mut before: Vec<i64>, after: Vec<i64>) -> Result<()> {
    for id in after {
        match before.iter().position(|old| *old == id) {
            Some(at) => drop(before.swap_remove(at)),
            None => drop(tx.execute("UPDATE content SET refs = refs + 1 WHERE id = ?1", [id])?),
        }
    }
    for id in before {
        release(tx, store, id)?;
    }
    Ok(())
}

fn release(tx: &Tx<'_>, store: &Inner, id: i64) -> Result<()> {
    let refs =
        query_opt(tx.conn(), "UPDATE content SET refs = refs - 1 WHERE id = ?1 RETURNING refs", [id], |row| row.get::<_, i64>(0))?;
    if refs != Some(0) {
        return Ok(());
    }
    let mut pins = store.pins.lock();
    if pins.held.contains_key(&id) {
        pins.dead.insert(id);
        return Ok(());
    }
    drop(pins);
    remove(tx, id)
}

fn remove(tx: &Tx<'_>, id: i64) -> Result<()> {
    // Only while nobody refers to it: it may have been linked again since it was put on the list.
    if tx.execute("DELETE FROM content WHERE id = ?1 AND refs = 0", [id])? > 0 {
        tx.execute("DELETE FROM chunk WHERE content = ?1", [id])?;
    }
    Ok(())
}

/// Removes what was put off; part of every write transaction.
pub(super) fn reap(tx: &Tx<'_>, store: &Inner) -> Result<()> {
    let due = {
        let mut pins = store.pins.lock();
        if pins.reap.is_empty() {
            return Ok(());
        }
        std::mem::take(&mut pins.reap)
    };
    due.into_iter().try_for_each(|id| remove(tx, id))
}

/// Removes what crashed writers left: only when no other process has the store open.
pub(super) fn sweep(tx: &Tx<'_>) -> Result<()> {
    tx.execute("DELETE FROM chunk WHERE content IN (SELECT id FROM content WHERE refs = 0)", [])?;
    tx.execute("DELETE FROM content WHERE refs = 0", [])?;
    Ok(())
}

/// Moves values that are too large for the bag into rows of their own; they come back with one reference each, the caller's.
/// A value whose bytes `old` has already keeps the old row.
pub(super) fn spill(tx: &Tx<'_>, bag: &mut Bag, old: Option<&Bag>) -> Result<Vec<i64>> {
    let big: Vec<PropTag> = bag.iter().filter(|(_, value)| is_big(value)).map(|(tag, _)| tag).collect();
    let mut fresh = Vec::new();
    for tag in big {
        let Some(value) = bag.get(tag) else { continue };
        let (bytes, text) = match value {
            Value::Text(text) => (text.as_bytes(), true),
            Value::Binary(bytes) => (bytes.as_slice(), false),
            _ => continue,
        };
        let staged = Staged::of_bytes(bytes);
        let same = |large: &LargeRef| large.digest == staged.digest() && large.size == staged.size() && large.text == text;
        let large = match old.and_then(|old| old.get(tag)) {
            Some(Value::Large(large)) if same(large) => *large,
            _ => {
                let content = staged.link(tx)?;
                let id = content.id.unwrap_or_default();
                fresh.push(id);
                LargeRef { content: id, size: content.size, digest: content.digest, text }
            }
        };
        bag.set(tag, Value::Large(large));
    }
    Ok(fresh)
}

fn is_big(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Binary(_)) && value.weight() > IN_BAG
}

/// A stored value as the content of a stream.
pub(super) fn as_content(large: &LargeRef) -> ContentRef {
    ContentRef { id: Some(large.content), size: large.size, digest: large.digest }
}

/// The native text's tag.
pub(super) const CONTENT: PropTag = PropTag(tags::IOSTX_PR_INTERNET_CONTENT);
