//! Steps of a synchronization that are legal, so that sequences of calls lead deep; and looking at what calls lend.

use std::ffi::CStr;
use std::ptr::null_mut;

use iostx::codes::IOSTX_E_UNEXPECTED;
use iostx::ffi::iostx::*;
use iostx::ffi::option_types::*;
use iostx::ffi::session::*;
use iostx::ffi::state_types::*;
use iostx::ffi::types::*;
use iostx::replication::flags::*;

use super::caller::Caller;

/// What may begin in each state; LR_SYNC_UPLOAD_FOLDER in LR_SYNC only for one folder.
fn legal(state: u32) -> &'static [u32] {
    match state {
        IOSTX_LR_SYNC_IDLE => &[IOSTX_LR_SYNC],
        IOSTX_LR_SYNC => &[IOSTX_LR_SYNC_CONTENTS, IOSTX_LR_SYNC_UPLOAD_HIERARCHY, IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY],
        IOSTX_LR_SYNC_UPLOAD_HIERARCHY => &[IOSTX_LR_SYNC_UPLOAD_FOLDER],
        IOSTX_LR_SYNC_CONTENTS => &[IOSTX_LR_SYNC_UPLOAD_TABLE, IOSTX_LR_SYNC_DOWNLOAD_TABLE],
        IOSTX_LR_SYNC_UPLOAD_TABLE => {
            &[IOSTX_LR_SYNC_UPLOAD_MESSAGE, IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL]
        }
        _ => &[],
    }
}

const ALL: [u32; 14] = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 17, 7, 99];

fn innermost(session: *mut iostx_session) -> Option<*mut iostx_state> {
    let mut state = null_mut();
    // SAFETY: any handle may be asked.
    let code = unsafe { iostx_session_get_state(session, IOSTX_LR_SYNC_IDLE, &mut state) };
    (code >= 0).then_some(state)
}

/// One step. What is legal and what not is the same here and there.
pub fn step(caller: &mut Caller<'_>, choice: u8) -> i32 {
    let session: *mut iostx_session = caller.handle();
    let Some(state) = innermost(session) else { return 0 };
    // SAFETY: lives as long as the session; in a run with several threads it is not looked at.
    let now = if caller.shared { IOSTX_LR_SYNC } else { unsafe { (*state).tag } };
    let ways = legal(now);
    match choice % 8 {
        0..=3 if !ways.is_empty() => begin(caller, session, now, ways[usize::from(choice / 8) % ways.len()]),
        4 => begin(caller, session, now, ALL[usize::from(choice / 8) % ALL.len()]),
        5 => {
            let result = caller.result();
            // SAFETY: the structure is here for the call.
            unsafe { iostx_session_set_result(session, std::ptr::null(), &result) }
        }
        6 => {
            if !caller.shared {
                // SAFETY: the structure of the open state, whose [in] members a client writes.
                unsafe { write_back(caller, state) };
            }
            0
        }
        // SAFETY: any handle.
        _ => unsafe { iostx_sync_end(session) },
    }
}

fn begin(caller: &mut Caller<'_>, session: *mut iostx_session, now: u32, next: u32) -> i32 {
    let mut out = null_mut();
    // SAFETY: any handle, and an output of our own.
    let code = unsafe { iostx_sync_beg(session, next, &mut out) };
    if caller.shared {
        return code;
    }
    // SAFETY: as above.
    unsafe {
        if code >= 0 {
            assert!(legal(now).contains(&next) || (now, next) == (IOSTX_LR_SYNC, IOSTX_LR_SYNC_UPLOAD_FOLDER), "{now} to {next}");
            assert_eq!((*out).tag, next);
            look_at_state(caller, out);
        } else {
            assert!(out.is_null());
            assert_eq!(innermost(session).map(|state| (*state).tag), Some(now), "a state that was refused, {code:08X}");
            // Before InitSync nothing may begin.
            let lawful = now != IOSTX_LR_SYNC_IDLE && legal(now).contains(&next);
            assert!(code != IOSTX_E_UNEXPECTED || !lawful, "{now} to {next} was refused as out of order");
        }
    }
    code
}

/// What the original's clients do: flags and results in the structures.
unsafe fn write_back(caller: &mut Caller<'_>, state: *mut iostx_state) {
    // SAFETY: the arm of the tag is the one that is filled.
    unsafe {
        let flags = if caller.input.byte() < 0xC0 { 0x10000 } else { caller.input.u32() };
        let body = &mut (*state).body;
        match (*state).tag {
            IOSTX_LR_SYNC => {
                body.sync.flags = flags & 0xFF;
                body.sync.folders = std::ptr::null();
                body.sync.folder_count = 0;
            }
            IOSTX_LR_SYNC_UPLOAD_HIERARCHY => body.uphier.flags = flags,
            IOSTX_LR_SYNC_UPLOAD_FOLDER => body.upfld.flags = flags,
            IOSTX_LR_SYNC_CONTENTS => body.synccont.index = flags & 0x1F,
            IOSTX_LR_SYNC_UPLOAD_TABLE => body.uptbl.flags = flags,
            IOSTX_LR_SYNC_UPLOAD_MESSAGE => body.upmsg.flags = flags,
            IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ => {
                for n in 0..body.upread.count as usize {
                    (*body.upread.entries.add(n)).flags = flags;
                }
            }
            IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL => {
                for n in 0..body.updel.count as usize {
                    (*body.updel.entries.add(n)).flags = flags;
                }
            }
            IOSTX_LR_SYNC_DOWNLOAD_TABLE => body.dntbl.flags = flags,
            _ => {}
        }
    }
}

/// Reads a structure from one end to the other, and remembers the handles in it.
pub unsafe fn look_at_state(caller: &mut Caller<'_>, state: *const iostx_state) {
    // SAFETY: the structure of an open state: everything in it is valid until the state ends.
    unsafe {
        let body = &(*state).body;
        match (*state).tag {
            IOSTX_LR_SYNC => {
                look_at_text(body.sync.path);
                look_at_bytes(body.sync.state_blob);
            }
            IOSTX_LR_SYNC_UPLOAD_FOLDER => {
                let up = &body.upfld;
                caller.made(up.folder);
                look_at_binding(&up.binding);
                look_at_binding(&up.parent_binding);
                look_at_all(up.changed_tags, up.changed_count);
            }
            IOSTX_LR_SYNC_UPLOAD_TABLE => {
                look_at_text(body.uptbl.name);
                look_at_binding(&body.uptbl.binding);
                let mut next = body.uptbl.moves;
                while let Some(to) = next.as_ref() {
                    look_at_text(to.name);
                    look_at_binding(&to.binding);
                    next = to.next;
                }
            }
            IOSTX_LR_SYNC_UPLOAD_MESSAGE => look_at_upload(caller, &body.upmsg),
            IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ => {
                let entries = std::slice::from_raw_parts(body.upread.entries, body.upread.count as usize);
                entries.iter().for_each(|entry| look_at_binding(&entry.binding));
            }
            IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL => {
                for entry in std::slice::from_raw_parts(body.updel.entries, body.updel.count as usize) {
                    look_at_binding(&entry.binding);
                    look_at_bytes(entry.change_key);
                    look_at_bytes(entry.change_list);
                }
            }
            IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY => {
                caller.made(body.dnhier.sink);
                look_at_bytes(body.dnhier.state_blob);
            }
            IOSTX_LR_SYNC_DOWNLOAD_TABLE => {
                caller.made(body.dntbl.contents);
                look_at_text(body.dntbl.name);
                look_at_binding(&body.dntbl.binding);
                look_at_bytes(body.dntbl.state_blob);
            }
            IOSTX_LR_SYNC_DOWNLOAD_HEADER => {
                caller.made(body.hdrsync.full);
                look_at_upload(caller, &*body.hdrsync.header);
            }
            _ => {}
        }
    }
}

unsafe fn look_at_upload(caller: &mut Caller<'_>, up: &iostx_upmsg) {
    caller.made(up.message);
    // SAFETY: as above.
    unsafe {
        for bytes in [up.change_key, up.change_list, up.match_key, up.cookie] {
            look_at_bytes(bytes);
        }
        look_at_binding(&up.binding);
        look_at_binding(&up.source_binding);
        look_at_all(up.changed_tags, up.changed_count);
        if up.value_count > 0 {
            std::slice::from_raw_parts(up.values, up.value_count).iter().for_each(|value| look_at_value(value));
        }
    }
}

unsafe fn look_at_text(text: *const std::ffi::c_char) {
    // SAFETY: as above.
    assert!(text.is_null() || unsafe { CStr::from_ptr(text) }.to_str().is_ok());
}

unsafe fn look_at_bytes(bytes: iostx_bytes) {
    // SAFETY: as above.
    unsafe { look_at_all(bytes.data, bytes.size) };
}

unsafe fn look_at_binding(binding: &iostx_binding) {
    // SAFETY: as above.
    unsafe {
        look_at_bytes(binding.remote_id);
        look_at_bytes(binding.remote_version);
    }
}

unsafe fn look_at_all<T: Copy>(at: *const T, count: usize) {
    for n in 0..count {
        // SAFETY: as above.
        std::hint::black_box(unsafe { *at.add(n) });
    }
}

pub unsafe fn look_at_value(value: &iostx_value) {
    // SAFETY: the member of the tag's type is the one that is filled; text and binary have a NUL behind them.
    unsafe {
        match value.tag & 0xFFFF {
            0x001F => {
                let bytes = value.value.bytes;
                let text = std::slice::from_raw_parts(bytes.data, bytes.size);
                assert!(std::str::from_utf8(text).is_ok() && *bytes.data.add(bytes.size) == 0);
            }
            0x0102 => look_at_bytes(value.value.bytes),
            0x101F | 0x1102 => {
                let list = value.value.list;
                for n in 0..list.count {
                    look_at_bytes(*list.items.cast::<iostx_bytes>().add(n));
                }
            }
            _ => {}
        }
    }
}

pub unsafe fn look_at_page(page: &iostx_page) {
    // SAFETY: arrays of as many elements as the page has rows; texts end where the last offset says.
    unsafe {
        for n in 0..page.column_count {
            let column = &*page.columns.add(n);
            if page.row_count > 0 && !column.numbers.is_null() {
                look_at_all(column.numbers, page.row_count);
            }
            if !column.offsets.is_null() {
                let end = *column.offsets.add(page.row_count);
                look_at_all(column.text, end as usize);
            }
        }
    }
}
