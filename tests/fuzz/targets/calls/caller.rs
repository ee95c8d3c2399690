//! A thread that makes calls: its decisions, the handles that it knows, and values made from bytes.
//!
//! All pointers point to what the header asks for; everything else, handles above all, may be anything.

use std::any::Any;
use std::ffi::{CString, c_char};
use std::ptr::{null, null_mut};
use std::sync::Mutex;

use iostx::ffi::state_types::*;
use iostx::ffi::types::*;
use iostx::props::tags::*;

use super::super::input::Input;
use super::arguments::{Function, Kind};

/// How many elements an array has.
pub const COUNT: usize = 4;

const TAGS: [u32; 24] = [
    IOSTX_PR_SUBJECT,
    IOSTX_PR_INTERNET_CONTENT,
    IOSTX_PR_BODY,
    IOSTX_PR_MESSAGE_FLAGS,
    IOSTX_PR_MESSAGE_CLASS,
    IOSTX_PR_FLAG_STATUS,
    IOSTX_PR_REMOTE_ID,
    IOSTX_PR_REMOTE_VERSION,
    IOSTX_PR_MATCH_KEY,
    IOSTX_PR_SOURCE_KEY,
    IOSTX_PR_PARENT_SOURCE_KEY,
    IOSTX_PR_CHANGE_KEY,
    IOSTX_PR_PREDECESSOR_CHANGE_LIST,
    IOSTX_PR_LAST_MODIFICATION_TIME,
    IOSTX_PR_DISPLAY_NAME,
    IOSTX_PR_PARENT_REMOTE_ID,
    IOSTX_PR_SPECIAL_FOLDER,
    IOSTX_PR_ENTRYID,
    IOSTX_PR_LOCAL_ONLY,
    IOSTX_PR_MESSAGE_RECIPIENTS,
    0x8000_101F,
    0x6001_0102,
    0,
    0xFFFF_FFFF,
];

/// What the server of `populated` calls its items, and keys of changes.
const NAMES: [&[u8]; 10] = [
    b"a",
    b"b",
    b"c",
    b"d",
    b"e",
    b"x",
    b"o1",
    b"new",
    &[7; 22],
    &[22, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0, 0, 0, 0, 0, 1],
];

/// Handles that were given out: of which kind, and which are still alive. Threads share one.
#[derive(Default)]
pub struct Pool {
    live: Vec<(u8, usize)>,
    gone: Vec<(u8, usize)>,
}

impl Pool {
    /// Every handle that was ever given out.
    pub fn all(self) -> impl Iterator<Item = (u8, usize)> {
        self.live.into_iter().chain(self.gone)
    }
}

/// One thread that makes calls.
pub struct Caller<'a> {
    pub input: Input<'a>,
    pub pool: &'a Mutex<Pool>,
    /// Whether other threads use the same handles: then what a handle lends may end at any moment, and is not looked at.
    pub shared: bool,
    /// An id of the store's Inbox, from which others are made.
    pub inbox: iostx_feid,
    /// The name of the running call.
    pub function: &'static str,
    /// What the arguments of the running call point to.
    memory: Vec<Box<dyn Any>>,
    /// How many elements the last array has: a count is not above it.
    pub length: usize,
}

impl<'a> Caller<'a> {
    pub fn new(bytes: &'a [u8], pool: &'a Mutex<Pool>, shared: bool, inbox: iostx_feid) -> Self {
        Caller { input: Input::new(bytes), pool, shared, inbox, function: "", memory: Vec::new(), length: 0 }
    }

    pub fn call<F: Function<A>, A>(&mut self, function: F) -> i32 {
        let code = function.call(self);
        self.memory.clear();
        self.length = 0;
        code
    }

    /// Keeps values until the call is over, and says where they are.
    pub fn keep<T: 'static>(&mut self, values: Vec<T>) -> *mut T {
        let mut values = values.into_boxed_slice();
        let at = values.as_mut_ptr();
        self.memory.push(Box::new(values));
        at
    }

    pub fn array<T: 'static>(&mut self, mut one: impl FnMut(&mut Self) -> T) -> *mut T {
        if self.input.byte() == 0xFF {
            self.length = 0;
            return null_mut();
        }
        let values = (0..COUNT).map(|_| one(self)).collect();
        self.length = COUNT;
        self.keep(values)
    }

    /// What a structure says of its size, which is sometimes too little.
    pub fn size_of<T>(&mut self) -> u32 {
        let size = size_of::<T>() as u32;
        match self.input.byte() {
            0xF8 => 0,
            0xF9 => 4,
            0xFA => size - 8,
            0xFB => size / 2,
            _ => size,
        }
    }

    pub fn handle<T: Kind>(&mut self) -> *mut T {
        let choice = self.input.byte();
        let pool = self.pool.lock().unwrap_or_else(|e| e.into_inner());
        let of_kind =
            |from: &[(u8, usize)]| from.iter().filter(|(kind, _)| *kind == T::KIND).map(|(_, at)| *at).collect::<Vec<_>>();
        let any = usize::from(choice);
        let found = match choice {
            0..=0xAF => of_kind(&pool.live).last().copied(),
            0xB0..=0xD7 => {
                let own = of_kind(&pool.live);
                own.get(any % own.len().max(1)).copied()
            }
            0xD8..=0xE7 => {
                let own = of_kind(&pool.gone);
                own.get(any % own.len().max(1)).copied()
            }
            0xE8..=0xF7 => pool.live.get(any % pool.live.len().max(1)).map(|(_, at)| *at),
            _ => None,
        };
        drop(pool);
        match (found, choice) {
            (Some(at), _) => std::ptr::without_provenance_mut(at),
            (None, 0xF8..) => std::ptr::without_provenance_mut(self.input.u32() as usize),
            (None, _) => null_mut(),
        }
    }

    pub fn made<T: Kind>(&mut self, handle: *mut T) {
        if !handle.is_null() {
            let mut pool = self.pool.lock().unwrap_or_else(|e| e.into_inner());
            pool.live.retain(|(_, at)| *at != handle.addr());
            pool.live.push((T::KIND, handle.addr()));
        }
    }

    /// A handle that was freed is chosen no more as if it were alive.
    pub fn ended<T: Kind>(&mut self, handle: *mut T) {
        let mut pool = self.pool.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(at) = pool.live.iter().position(|known| *known == (T::KIND, handle.addr())) {
            let ended = pool.live.remove(at);
            pool.gone.push(ended);
        }
    }

    pub fn some_bytes(&mut self) -> iostx_bytes {
        let choice = self.input.byte();
        let bytes = match choice {
            0..=0x7F => NAMES[usize::from(choice) % NAMES.len()].to_vec(),
            0x80 => return iostx_bytes { data: null(), size: 0 },
            0x81 => vec![b'r'; 1025],
            0x82 => vec![b'v'; 40_000],
            _ => self.input.bytes().to_vec(),
        };
        // Exactly as much as is said, so that a checker of memory sees a byte too many.
        let size = bytes.len();
        iostx_bytes { data: self.keep(bytes), size }
    }

    pub fn text(&mut self) -> *mut c_char {
        let text = match self.input.byte() {
            0xFF => return null_mut(),
            choice @ 0..=0x7F => match choice % 5 {
                0 => b"Work".to_vec(),
                1 => b"a new folder".to_vec(),
                2 => b"IPF.Note".to_vec(),
                3 => b"'; DROP TABLE item; --%_".to_vec(),
                _ => b"blue".to_vec(),
            },
            _ => self.input.bytes().iter().copied().filter(|byte| *byte != 0).collect(),
        };
        let text = CString::new(text).unwrap_or_default().into_bytes_with_nul();
        self.keep(text).cast()
    }

    pub fn tag(&mut self) -> u32 {
        match self.input.byte() {
            choice @ 0..=0xEF => TAGS[usize::from(choice) % TAGS.len()],
            _ => self.input.u32(),
        }
    }

    pub fn value(&mut self) -> iostx_value {
        let tag = self.tag();
        let value = match tag & 0x1FFF {
            0x001E | 0x001F | 0x0102 => iostx_value_union { bytes: self.some_bytes() },
            0x101E | 0x101F | 0x1102 => {
                let texts = vec![self.some_bytes(), self.some_bytes()];
                iostx_value_union { list: iostx_list { items: self.keep(texts).cast(), count: 2 } }
            }
            0x000D => {
                let rows = vec![self.row()];
                iostx_value_union { list: iostx_list { items: self.keep(rows).cast(), count: 1 } }
            }
            // Elements of any other size: two times the largest.
            kind if kind & 0x1000 != 0 => {
                let elements = vec![self.input.number(); 4];
                iostx_value_union { list: iostx_list { items: self.keep(elements).cast(), count: 2 } }
            }
            0x0048 => iostx_value_union { guid: self.guid() },
            _ => iostx_value_union { i8: self.input.number() },
        };
        iostx_value { tag, reserved: 0, value }
    }

    pub fn row(&mut self) -> iostx_row {
        // Values of a row are not rows again.
        let bytes = self.some_bytes();
        let number = self.input.number() as i32;
        let values = vec![
            iostx_value { tag: IOSTX_PR_ROWID, reserved: 0, value: iostx_value_union { i4: number } },
            iostx_value { tag: IOSTX_PR_RECIPIENT_TYPE, reserved: 0, value: iostx_value_union { i4: 1 } },
            iostx_value { tag: IOSTX_PR_SMTP_ADDRESS, reserved: 0, value: iostx_value_union { bytes } },
        ];
        iostx_row { values: self.keep(values), count: 3 }
    }

    pub fn guid(&mut self) -> iostx_guid {
        iostx_guid { bytes: [self.input.byte() % 4; 16] }
    }

    pub fn feid(&mut self) -> iostx_feid {
        let mut id = self.inbox;
        match self.input.byte() {
            0 => {}
            0xFF => id.provider[0] ^= 1,
            counter => id.folder.counter = [0, 0, 0, 0, 0, counter],
        }
        id
    }

    pub fn meid(&mut self) -> iostx_meid {
        let feid = self.feid();
        let (flags, provider, placeholder, folder) = (feid.flags, feid.provider, feid.placeholder, feid.folder);
        let message = iostx_ltid { counter: [0, 0, 0, 0, 0, self.input.byte()], ..self.inbox.folder };
        iostx_meid { flags, provider, placeholder, folder, message }
    }

    pub fn binding(&mut self) -> iostx_binding {
        iostx_binding { remote_id: self.some_bytes(), remote_version: self.some_bytes() }
    }

    pub fn result(&mut self) -> iostx_result {
        let flags = if self.input.byte() < 0xC0 { 0x10000 } else { self.bits() };
        let iostx_binding { remote_id, remote_version } = self.binding();
        let code = if self.input.byte() < 0xC0 { 0 } else { self.code() };
        let (struct_size, text) = (self.size_of::<iostx_result>(), self.text());
        iostx_result { struct_size, code, flags, retry_after_ms: self.input.number() as u32, remote_id, remote_version, text }
    }

    pub fn bits(&mut self) -> u32 {
        match self.input.byte() {
            0..=0x3F => 0,
            choice @ 0x40..=0x9F => 1 << (choice % 32),
            choice @ 0xA0..=0xDF => u32::from(choice % 24),
            _ => self.input.u32(),
        }
    }

    pub fn code(&mut self) -> i32 {
        match self.input.byte() {
            0..=0x7F => 0,
            0x80..=0x9F => iostx::codes::IOSTX_SYNC_E_CONFLICT,
            0xA0..=0xBF => iostx::codes::IOSTX_MAPI_E_NO_ACCESS,
            0xC0..=0xDF => iostx::codes::IOSTX_MAPI_E_NETWORK_ERROR,
            _ => self.input.u32() as i32,
        }
    }
}
