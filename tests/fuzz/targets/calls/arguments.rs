//! Arguments of every type that the header has: how one is made, and what is done with it when the call is over.

use std::ffi::{CStr, c_char, c_void};
use std::mem::zeroed;
use std::ptr::{null, null_mut};

use iostx::ffi::option_types::*;
use iostx::ffi::state_types::*;
use iostx::ffi::syncmgr_types::*;
use iostx::ffi::types::*;

use super::caller::{COUNT, Caller};
use super::{instead, walk};

/// How many bytes a buffer has.
const BUFFER: usize = 256;

/// An opaque structure of the header.
pub trait Kind {
    const KIND: u8;
}

/// A type of arguments.
pub trait Argument: Copy {
    fn make(caller: &mut Caller<'_>) -> Self;

    /// What is to be done with it when the call has returned this code.
    fn after(self, _caller: &mut Caller<'_>, _code: i32) {}
}

/// What functions give back: as a code.
pub trait Returned {
    fn code(self) -> i32;
}

impl Returned for i32 {
    fn code(self) -> i32 {
        self
    }
}

impl Returned for () {
    fn code(self) -> i32 {
        0
    }
}

impl Returned for u32 {
    fn code(self) -> i32 {
        0
    }
}

impl Returned for u64 {
    fn code(self) -> i32 {
        0
    }
}

impl Returned for *const c_char {
    fn code(self) -> i32 {
        if !self.is_null() {
            // SAFETY: a text that the library has for ever.
            assert!(unsafe { CStr::from_ptr(self) }.to_str().is_ok());
        }
        0
    }
}

/// A C function of some arguments.
pub trait Function<A> {
    fn call(self, caller: &mut Caller<'_>) -> i32;
}

macro_rules! function {
    ($($argument:ident)*) => {
        #[allow(non_snake_case, unused_variables)]
        impl<R: Returned, $($argument: Argument),*> Function<($($argument,)*)> for unsafe extern "C" fn($($argument),*) -> R {
            fn call(self, caller: &mut Caller<'_>) -> i32 {
                $(let $argument = $argument::make(caller);)*
                // SAFETY: as the module says.
                let code = unsafe { self($($argument),*) }.code();
                $($argument.after(caller, code);)*
                code
            }
        }
    };
}

function!();
function!(A);
function!(A B);
function!(A B C);
function!(A B C D);
function!(A B C D E);
function!(A B C D E F);
function!(A B C D E F G H I);

macro_rules! kinds {
    ($($kind:ident = $number:expr;)*) => {$(
        impl Kind for $kind {
            const KIND: u8 = $number;
        }

        impl Argument for *mut $kind {
            fn make(caller: &mut Caller<'_>) -> Self {
                caller.handle()
            }

            fn after(self, caller: &mut Caller<'_>, code: i32) {
                if caller.function.ends_with("_free") || caller.function == "iostx_message_submit" && code >= 0 {
                    caller.ended(self);
                }
            }
        }

        impl Argument for *mut *mut $kind {
            fn make(caller: &mut Caller<'_>) -> Self {
                if caller.input.byte() == 0xFF { null_mut() } else { caller.keep(vec![null_mut()]) }
            }

            fn after(self, caller: &mut Caller<'_>, code: i32) {
                if self.is_null() {
                    return;
                }
                // SAFETY: kept until the call is over.
                let made = unsafe { *self };
                assert!(code >= 0 || made.is_null(), "an output of a call that failed with {code:08X}");
                caller.made(made);
            }
        }
    )*};
}

macro_rules! frees {
    ($($kind:ident $free:path;)*) => {
        /// Frees a handle of a kind, whatever it stands for.
        pub fn free(kind: u8, handle: usize) {
            // SAFETY: any handle may be freed, and more than once.
            unsafe {
                match kind {
                    $($kind::KIND => $free(std::ptr::without_provenance_mut(handle)),)*
                    // Borrowed ones end with their state.
                    _ => {}
                }
            }
        }
    };
}

frees! {
    iostx_store iostx::ffi::store::iostx_store_free;
    iostx_folder iostx::ffi::folder::iostx_folder_free;
    iostx_message iostx::ffi::message::iostx_message_free;
    iostx_stream iostx::ffi::stream::iostx_stream_free;
    iostx_cursor iostx::ffi::cursor::iostx_cursor_free;
    iostx_session iostx::ffi::session::iostx_session_free;
    iostx_values iostx::ffi::values::iostx_values_free;
    iostx_events iostx::ffi::events::iostx_events_free;
    iostx_syncmgr iostx::ffi::syncmgr::iostx_syncmgr_free;
    iostx_syncmgr_callback iostx::ffi::syncmgr_callback::iostx_syncmgr_callback_free;
    iostx_syncmgr_events iostx::ffi::syncmgr_events::iostx_syncmgr_events_free;
}

kinds! {
    iostx_store = 1;
    iostx_folder = 2;
    iostx_message = 3;
    iostx_stream = 4;
    iostx_cursor = 5;
    iostx_session = 6;
    iostx_contents_sink = 7;
    iostx_hierarchy_sink = 8;
    iostx_values = 9;
    iostx_events = 10;
    iostx_syncmgr = 11;
    iostx_syncmgr_callback = 12;
    iostx_syncmgr_events = 13;
}

macro_rules! made_by {
    ($($argument:ty, $caller:ident => $make:expr;)*) => {$(
        impl Argument for $argument {
            fn make($caller: &mut Caller<'_>) -> Self {
                $make
            }
        }
    )*};
}

/// A structure whose first member is its size: an output, an input of which all else is zero, or one that is made.
macro_rules! sized {
    ($($structure:ident $($member:ident: $make:expr),*;)*) => {$(
        impl Argument for *mut $structure {
            fn make(caller: &mut Caller<'_>) -> Self {
                let size = caller.size_of::<$structure>();
                // SAFETY: plain data, for which zeros are a value.
                caller.array(|_| $structure { struct_size: size, ..unsafe { zeroed() } })
            }
        }

        impl Argument for *const $structure {
            fn make(caller: &mut Caller<'_>) -> Self {
                let size = caller.size_of::<$structure>();
                caller.array(|caller| {
                    // SAFETY: as above.
                    let mut made: $structure = unsafe { zeroed() };
                    let make: fn(&mut Caller<'_>, &mut $structure) = |_caller, _made| { $(_made.$member = ($make)(_caller);)* };
                    make(caller, &mut made);
                    made.struct_size = size;
                    made
                })
            }
        }
    )*};
}

fn binding(caller: &mut Caller<'_>) -> iostx_binding {
    caller.binding()
}

fn bits(caller: &mut Caller<'_>) -> u32 {
    caller.bits()
}

fn small(caller: &mut Caller<'_>) -> u32 {
    caller.input.number() as u32
}

fn number(caller: &mut Caller<'_>) -> u64 {
    caller.input.number() as u64
}

fn bytes(caller: &mut Caller<'_>) -> iostx_bytes {
    caller.some_bytes()
}

fn text(caller: &mut Caller<'_>) -> *const c_char {
    caller.text()
}

fn guid(caller: &mut Caller<'_>) -> iostx_guid {
    caller.guid()
}

fn values(caller: &mut Caller<'_>) -> *const iostx_value {
    let values = (0..COUNT).map(|_| caller.value()).collect();
    caller.keep(values)
}

fn tags(caller: &mut Caller<'_>) -> *const u32 {
    let tags = (0..COUNT).map(|_| caller.tag()).collect();
    caller.keep(tags)
}

fn feid(caller: &mut Caller<'_>) -> *const iostx_feid {
    if caller.input.byte() < 0xC0 {
        return null();
    }
    let id = caller.feid();
    caller.keep(vec![id])
}

fn up_to_four(caller: &mut Caller<'_>) -> usize {
    usize::from(caller.input.byte()) % (COUNT + 1)
}

fn keywords(caller: &mut Caller<'_>) -> *const iostx_value {
    if caller.input.byte() < 0x80 {
        return null();
    }
    let value = caller.value();
    caller.keep(vec![value])
}

fn name_kind(caller: &mut Caller<'_>) -> u32 {
    u32::from(caller.input.byte() % 3)
}

sized! {
    iostx_store_options flags: bits, trash_days: small, mass_delete_percent: small, mass_delete_count: small, batch_items: small,
        batch_bytes: number, batch_ms: small, now: instead::clock, random: instead::chance;
    iostx_store_info;
    iostx_folder_options flags: bits, direction: small, scope: small, policy: small, expunge: small, delete_limit: small,
        scope_since: number, scope_count: number, scope_size: number;
    iostx_list_options flags: bits, sort: small, columns: tags, column_count: up_to_four;
    iostx_events_options mask: bits, queue_limit: small, folder: feid;
    iostx_event;
    iostx_progress;
    iostx_session_options flags: bits, kinds: bits, policy: small, vector_limit: small, mass_delete_percent: small,
        mass_delete_count: small, root: feid, columns: tags, column_count: up_to_four, ask: instead::ask, merge: instead::merge;
    iostx_import_item flags: bits, binding: binding, match_key: bytes, values: values, value_count: up_to_four, content: bytes,
        content_size: number;
    iostx_import_flags set: bits, clear: bits, binding: binding, keywords: keywords;
    iostx_readstate flags: bits, source_key: bytes;
    iostx_message_move source_folder_key: bytes, source_message_key: bytes, change_list: bytes, dest_message_key: bytes,
        dest_change_key: bytes;
    iostx_listing_scope flags: bits, first: bytes, last: bytes, since: number, until: number;
    iostx_name kind: name_kind, id: small, r#type: small, set: guid, name: text;
    iostx_syncmgr_options flags: bits, parallel: small, timeout_ms: small, log_limit: small, poll_interval_ms: small;
    iostx_syncmgr_item flags: bits, item_id: guid, item_state: small;
    iostx_syncmgr_item_options mask: bits, checked: small, enabled: small, reason: text;
    iostx_syncmgr_schedule flags: bits, interval_ms: number, daily_minute: small, jitter_ms: small;
    iostx_syncmgr_progress_item mask: bits, status_text: text, status_type: small, prog_value: |c| small(c) as i32,
        max_value: |c| small(c) as i32;
    iostx_syncmgr_log_error_info mask: bits, error_flags: bits, error_id: guid, item_id: guid, link: text, link_text: text;
    iostx_syncmgr_conflict conflict_id: guid, item_id: guid, text: text;
    iostx_syncmgr_store_options register_flags: bits, store: Caller::handle, name: text;
    iostx_syncmgr_events_options queue_limit: small;
    iostx_syncmgr_event;
}

made_by! {
    u32, caller => match caller.input.byte() {
        0..=0x1F => caller.tag(),
        0x20..=0x9F => caller.bits(),
        _ => u32::from(caller.input.byte() % 34),
    };
    i32, caller => if caller.input.byte() < 0x80 { caller.input.number() as i32 } else { caller.code() };
    u64, caller => match caller.input.byte() {
        0xF0.. => caller.input.number() as u64,
        // A size that nobody minds.
        _ => u64::from(caller.input.u32() % 100_000),
    };
    i64, caller => caller.input.number();
    usize, caller => match caller.length {
        0 => 0,
        length => usize::from(caller.input.byte()) % (length + 1),
    };
    iostx_bytes, caller => caller.some_bytes();
    *const c_char, caller => caller.text().cast_const();
    *const *const c_char, caller => caller.array(|caller| caller.text().cast_const()).cast_const();
    *const u32, caller => caller.array(Caller::tag).cast_const();
    *mut u32, caller => caller.array(|_| 0);
    *mut i32, caller => caller.array(|_| 0);
    *mut u64, caller => caller.array(|_| 0);
    *mut usize, caller => caller.array(|_| 0);
    *const iostx_value, caller => caller.array(Caller::value).cast_const();
    *const iostx_row, caller => caller.array(Caller::row).cast_const();
    *const iostx_bytes, caller => caller.array(Caller::some_bytes).cast_const();
    *const iostx_binding, caller => caller.array(Caller::binding).cast_const();
    *const iostx_feid, caller => caller.array(Caller::feid).cast_const();
    *const iostx_meid, caller => caller.array(Caller::meid).cast_const();
    *const iostx_guid, caller => caller.array(Caller::guid).cast_const();
    *mut iostx_feid, caller => caller.array(|_| iostx_feid::default());
    *mut iostx_meid, caller => caller.array(|_| iostx_meid::default());
    *mut iostx_guid, caller => caller.array(|_| iostx_guid::default());
    *const iostx_result, caller => caller.array(Caller::result).cast_const();
    *mut iostx_error, _caller => null_mut();
}

impl Argument for *mut c_void {
    fn make(caller: &mut Caller<'_>) -> Self {
        caller.length = BUFFER;
        caller.keep(vec![0_u8; BUFFER]).cast()
    }
}

impl Argument for *const c_void {
    fn make(caller: &mut Caller<'_>) -> Self {
        let iostx_bytes { data, size } = caller.some_bytes();
        caller.length = size;
        data.cast()
    }
}

impl Argument for *mut *mut iostx_error {
    fn make(caller: &mut Caller<'_>) -> Self {
        if caller.input.byte() == 0xFF { null_mut() } else { caller.keep(vec![null_mut()]) }
    }

    fn after(self, _caller: &mut Caller<'_>, _code: i32) {
        // SAFETY: kept until the call is over; the error is ours to free.
        unsafe {
            if let Some(error) = self.as_ref().and_then(|error| error.as_ref()) {
                assert!(!CStr::from_ptr(error.message).is_empty() && CStr::from_ptr(error.component).to_str().is_ok());
                iostx::ffi::misc::iostx_error_free(*self);
            }
        }
    }
}

/// What a call lends: looked at from one end to the other.
macro_rules! lent {
    ($($output:ty: $look:expr;)*) => {$(
        impl Argument for $output {
            fn make(caller: &mut Caller<'_>) -> Self {
                if caller.input.byte() == 0xFF { null_mut() } else { caller.keep(vec![null_mut::<c_void>()]).cast() }
            }

            fn after(self, caller: &mut Caller<'_>, code: i32) {
                // SAFETY: kept until the call is over; what it points to is valid until the next call on the same object.
                unsafe {
                    if self.is_null() || (*self).is_null() {
                        return;
                    }
                    assert!(code >= 0, "an output of a call that failed with {code:08X}");
                    let look: unsafe fn(&mut Caller<'_>, $output) = $look;
                    if !caller.shared {
                        look(caller, self);
                    }
                }
            }
        }
    )*};
}

lent! {
    *mut *mut iostx_state: |caller, out| walk::look_at_state(caller, *out);
    *mut *const iostx_value: |_, _| {};
    *mut *const iostx_page: |_, out| walk::look_at_page(&**out);
}
