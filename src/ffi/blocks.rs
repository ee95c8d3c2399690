//! The memory of state structures: made once, never moved, freed with the session; a client may write it at any time.

use std::ffi::{CString, c_char};
use std::ptr::NonNull;
use std::sync::Arc;

use super::convert::ValueBlock;
use super::guard::Object;
use super::objects::{FolderObject, MessageObject};
use super::sink_contents::ContentsSinkObject;
use super::sink_hierarchy::HierarchySinkObject;
use super::state_types::*;
use super::types::*;
use crate::store::{Binding, UploadItem};

/// What may lie in memory that C writes: any bytes are a value of it.
///
/// # Safety
/// As said; integers and raw pointers only.
pub unsafe trait Plain: Copy {}

// SAFETY: integers, raw pointers, and a union of such.
unsafe impl Plain for iostx_state {}
// SAFETY: integers and raw pointers.
unsafe impl Plain for iostx_upmov {}
// SAFETY: integers and raw pointers.
unsafe impl Plain for iostx_upreade {}
// SAFETY: integers and raw pointers.
unsafe impl Plain for iostx_updele {}

/// Memory that C knows the address of. It is only read and written through its pointer, so that what C writes meanwhile counts.
pub struct Shared<T: Plain> {
    pointer: NonNull<T>,
    count: usize,
}

impl<T: Plain> Shared<T> {
    /// So many values of zero.
    pub fn new(count: usize) -> Self {
        let layout = Self::layout(count);
        // SAFETY: the layout is not empty.
        let pointer = unsafe { std::alloc::alloc_zeroed(layout) }.cast();
        let pointer = NonNull::new(pointer).unwrap_or_else(|| std::alloc::handle_alloc_error(layout));
        Shared { pointer, count: count.max(1) }
    }

    fn layout(count: usize) -> std::alloc::Layout {
        // The counts are those of vectors that exist already: their sizes fit.
        std::alloc::Layout::array::<T>(count.max(1)).unwrap_or(std::alloc::Layout::new::<T>())
    }

    /// Where it is.
    pub fn pointer(&self) -> *mut T {
        self.pointer.as_ptr()
    }

    /// A copy of a value.
    pub fn read(&self, at: usize) -> T {
        assert!(at < self.count);
        // SAFETY: within the memory; any bytes are a value.
        unsafe { self.pointer.add(at).read() }
    }

    /// Replaces a value.
    pub fn write(&self, at: usize, value: T) {
        assert!(at < self.count);
        // SAFETY: within the memory.
        unsafe { self.pointer.add(at).write(value) };
    }

    /// Changes a value.
    pub fn change(&self, at: usize, change: impl FnOnce(&mut T)) {
        let mut value = self.read(at);
        change(&mut value);
        self.write(at, value);
    }
}

impl<T: Plain> Drop for Shared<T> {
    fn drop(&mut self) {
        // SAFETY: allocated by `new` with this layout.
        unsafe { std::alloc::dealloc(self.pointer.as_ptr().cast(), Self::layout(self.count)) };
    }
}

// SAFETY: owned memory of plain values.
unsafe impl<T: Plain> Send for Shared<T> {}

/// An array that is used again and again. One that became too small is kept until the session ends, since a client may still write
/// it.
pub struct Array<T: Plain>(Vec<Shared<T>>);

impl<T: Plain> Default for Array<T> {
    fn default() -> Self {
        Array(Vec::new())
    }
}

impl<T: Plain> Array<T> {
    /// Memory for at least so many.
    pub fn begin(&mut self, count: usize) -> &Shared<T> {
        if self.0.last().is_none_or(|last| last.count < count) {
            self.0.push(Shared::new(count.next_power_of_two()));
        }
        self.current()
    }

    /// The memory of the last `begin`.
    pub fn current(&self) -> &Shared<T> {
        // `begin` comes first and leaves at least one.
        &self.0[self.0.len() - 1]
    }
}

/// A handle inside a structure: it ends with the state.
pub enum Lent {
    /// Of a folder.
    Folder(*mut iostx_folder),
    /// Of a message.
    Message(*mut iostx_message),
    /// Of a sink for items.
    Contents(*mut iostx_contents_sink),
    /// Of a sink for folders.
    Hierarchy(*mut iostx_hierarchy_sink),
}

impl Drop for Lent {
    fn drop(&mut self) {
        match *self {
            Lent::Folder(handle) => drop(FolderObject::table().take_back(handle)),
            Lent::Message(handle) => drop(MessageObject::table().take_back(handle)),
            Lent::Contents(handle) => drop(ContentsSinkObject::table().take_back(handle)),
            Lent::Hierarchy(handle) => drop(HierarchySinkObject::table().take_back(handle)),
        }
    }
}

/// What a structure points to, for C to read only. It is replaced when the block is filled again.
#[derive(Default)]
pub struct Kept {
    texts: Vec<CString>,
    bytes: Vec<Box<[u8]>>,
    tags: Vec<u32>,
    values: ValueBlock,
    upload: Option<Arc<UploadItem>>,
    header: Option<Box<iostx_upmsg>>,
    /// What a function, not the client, put into the selection.
    pub folders: Vec<iostx_feid>,
    /// As above.
    pub folder_options: Vec<u32>,
    lent: Vec<Lent>,
}

impl Kept {
    /// A text for C.
    pub fn text(&mut self, text: &str) -> *const c_char {
        // A text that comes from a store can have a NUL in it; C sees what is before it.
        let end = text.find('\0').unwrap_or(text.len());
        self.texts.push(CString::new(&text[..end]).unwrap_or_default());
        self.texts[self.texts.len() - 1].as_ptr()
    }

    /// Bytes for C, copied.
    pub fn bytes(&mut self, bytes: &[u8]) -> iostx_bytes {
        if bytes.is_empty() {
            return NO_BYTES;
        }
        self.bytes.push(bytes.into());
        in_place(&self.bytes[self.bytes.len() - 1])
    }

    /// A binding for C, copied.
    pub fn binding(&mut self, binding: &Binding) -> iostx_binding {
        iostx_binding { remote_id: self.bytes(&binding.remote_id), remote_version: self.bytes(&binding.remote_version) }
    }

    /// Tags for C: where they are, and their count.
    pub fn tags(&mut self, tags: impl Iterator<Item = u32>) -> (*const u32, usize) {
        self.tags.clear();
        self.tags.extend(tags);
        (self.tags.as_ptr(), self.tags.len())
    }

    /// The block for values.
    pub fn values(&mut self) -> &mut ValueBlock {
        &mut self.values
    }

    /// Keeps an item whose bytes C reads where they are.
    pub fn upload(&mut self, upload: &Arc<UploadItem>) {
        self.upload = Some(Arc::clone(upload));
    }

    /// The structure of a header item, for C.
    pub fn header(&mut self, header: iostx_upmsg) -> *const iostx_upmsg {
        let header = self.header.insert(Box::new(header));
        std::ptr::from_ref(&**header)
    }

    /// Keeps a handle until the state is left.
    pub fn lend(&mut self, lent: Lent) {
        self.lent.push(lent);
    }
}

/// No bytes.
pub const NO_BYTES: iostx_bytes = iostx_bytes { data: std::ptr::null(), size: 0 };

/// Bytes for C, where they are: they must stay there until the state is left.
pub fn in_place(bytes: &[u8]) -> iostx_bytes {
    if bytes.is_empty() { NO_BYTES } else { iostx_bytes { data: bytes.as_ptr(), size: bytes.len() } }
}

/// A binding for C, where it is.
pub fn binding_in_place(binding: &Binding) -> iostx_binding {
    iostx_binding { remote_id: in_place(&binding.remote_id), remote_version: in_place(&binding.remote_version) }
}

/// The block of one nesting level.
pub struct Block {
    /// The structure.
    pub state: Shared<iostx_state>,
    /// What it points to.
    pub kept: Kept,
    /// Entries of UPREAD.
    pub reads: Array<iostx_upreade>,
    /// Entries of UPDEL.
    pub deletes: Array<iostx_updele>,
    /// The chain of UPMOV. It never gets shorter: those past `linked` are of earlier tables.
    pub moves: Vec<Shared<iostx_upmov>>,
    /// How many of them belong to the open table.
    pub linked: usize,
}

// SAFETY: the raw pointers are handles, or point into what the block itself holds.
unsafe impl Send for Block {}

impl Default for Block {
    fn default() -> Self {
        Block {
            state: Shared::new(1),
            kept: Kept::default(),
            reads: Array::default(),
            deletes: Array::default(),
            moves: Vec::new(),
            linked: 0,
        }
    }
}

impl Block {
    /// Where C has the structure.
    pub fn pointer(&self) -> *mut iostx_state {
        self.state.pointer()
    }

    /// Begins a new structure: what the last one pointed to is gone.
    pub fn begin(&mut self) -> &mut Kept {
        self.linked = 0;
        self.kept =
            Kept { tags: std::mem::take(&mut self.kept.tags), values: std::mem::take(&mut self.kept.values), ..Kept::default() };
        &mut self.kept
    }

    /// Puts the structure of a state in.
    pub fn fill<Arm>(&self, tag: u32, body: iostx_state_union) {
        let size = std::mem::offset_of!(iostx_state, body) + size_of::<Arm>();
        self.state.write(0, iostx_state { tag, size: size as u32, body });
    }

    /// The structure as it is now, the client's writes included.
    pub fn body(&self) -> iostx_state_union {
        self.state.read(0).body
    }

    /// Changes members of the structure.
    pub fn change(&self, change: impl FnOnce(&mut iostx_state_union)) {
        self.state.change(0, |state| change(&mut state.body));
    }

    /// The state was left: the tag says so, and borrowed handles end. What the structure points to stays until it is filled again.
    pub fn leave(&mut self) {
        self.state.change(0, |state| state.tag = crate::replication::flags::IOSTX_LR_SYNC_IDLE);
        self.kept.lent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_used_again_and_old_ones_stay_writable() {
        let mut array = Array::<iostx_upreade>::default();
        let first = array.begin(3).pointer();
        assert_eq!(array.begin(2).pointer(), first);
        assert_ne!(array.begin(100).pointer(), first);
        // SAFETY: the first array is kept as long as `array`.
        unsafe { (*first).flags = 7 };
        assert_eq!(array.current().read(99).flags, 0);
    }

    #[test]
    fn a_block_says_idle_when_its_state_was_left_and_stays_where_it_is() {
        let mut block = Block::default();
        let pointer = block.pointer();
        block.begin();
        block.fill::<iostx_uphier>(2, iostx_state_union { uphier: iostx_uphier { flags: 0, index: 1, count: 5 } });
        let read = block.state.read(0);
        assert_eq!((read.tag, read.size), (2, 8 + 12));
        block.leave();
        assert_eq!((block.state.read(0).tag, block.pointer()), (0, pointer));
    }

    #[test]
    fn what_c_writes_is_read_back() {
        let block = Block::default();
        block.fill::<iostx_uphier>(2, iostx_state_union { uphier: iostx_uphier { flags: 0, index: 1, count: 5 } });
        // SAFETY: the block is there, and its tag says uphier.
        unsafe {
            (*block.pointer()).body.uphier.flags = 0x10000;
            assert_eq!(block.body().uphier.flags, 0x10000);
        }
    }
}
