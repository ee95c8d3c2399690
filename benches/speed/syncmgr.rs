//! One Progress call of a handler of the synchronization manager, with a subscriber that is told of it.

use std::ffi::{CString, c_void};
use std::mem::{size_of, zeroed};
use std::ptr::{null, null_mut};

use iostx::codes::IOSTX_S_OK;
use iostx::ffi::misc::iostx_abi_version;
use iostx::ffi::syncmgr::*;
use iostx::ffi::syncmgr_callback::iostx_syncmgr_callback_progress;
use iostx::ffi::syncmgr_events::*;
use iostx::ffi::syncmgr_store::*;
use iostx::ffi::syncmgr_types::*;
use iostx::ffi::types::*;
use iostx::syncmgr::flags::*;

use crate::abi::{Store, check};
use crate::report::{Options, median, show, time};

const CALLS: u32 = 200_000;

struct Measured {
    store: *mut iostx_store,
    runs: usize,
    ours: Vec<f64>,
    floor: Vec<f64>,
}

/// The agent of the run: reports, with everything that a report can bring.
unsafe extern "C" fn report(
    userdata: *mut c_void,
    _: *mut iostx_session,
    callback: *mut iostx_syncmgr_callback,
    folders: *const iostx_feid,
    _: usize,
) -> i32 {
    let measured = unsafe { &mut *userdata.cast::<Measured>() };
    let mut item = unsafe { zeroed() };
    check(unsafe { iostx_syncmgr_store_item(measured.store, folders, &mut item) });
    let mut progress = iostx_syncmgr_progress_item {
        struct_size: size_of::<iostx_syncmgr_progress_item>() as u32,
        mask: 0xF,
        status_text: c"downloading".as_ptr(),
        status_type: IOSTX_SYNCMGRSTATUS_UPDATING,
        prog_value: 0,
        max_value: CALLS as i32,
        reserved: 0,
    };
    for _ in 0..measured.runs {
        let floor = time(|| {
            (0..CALLS).for_each(|_| {
                std::hint::black_box(iostx_abi_version());
            })
        });
        let ours = time(|| {
            for n in 0..CALLS {
                progress.prog_value = n as i32;
                check(unsafe { iostx_syncmgr_callback_progress(callback, &item, &progress) });
            }
        });
        measured.floor.push(floor / f64::from(CALLS));
        measured.ours.push(ours / f64::from(CALLS));
    }
    IOSTX_S_OK
}

pub fn progress(options: &Options, name: &str) {
    let dir = crate::figures::folder();
    let store = Store::open(&dir.path().join("s"));
    let path = CString::new(dir.path().join("m").to_str().expect("a path")).expect("no NUL");
    let mut measured = Measured { store: store.0, runs: options.runs, ours: Vec::new(), floor: Vec::new() };
    let (mut manager, mut events, mut token) = (null_mut(), null_mut(), 0);
    let id = iostx_guid { bytes: [1; 16] };
    let mut handler: iostx_syncmgr_store_options = unsafe { zeroed() };
    handler.struct_size = size_of::<iostx_syncmgr_store_options>() as u32;
    handler.store = store.0;
    handler.name = c"Mail".as_ptr();
    handler.synchronize = Some(report);
    handler.userdata = (&raw mut measured).cast();
    unsafe {
        check(iostx_syncmgr_open(path.as_ptr(), null(), &mut manager, null_mut()));
        check(iostx_syncmgr_events_open(manager, null(), &mut events));
        check(iostx_syncmgr_add_store_handler(manager, &id, &handler, &mut token));
        check(iostx_syncmgr_start(manager, &id, null(), 0));
        let mut event: iostx_syncmgr_event = zeroed();
        event.struct_size = size_of::<iostx_syncmgr_event>() as u32;
        // What came before may have been replaced by one event that says so.
        while event.kind != IOSTX_SYNCMGR_EVENT_ENDED {
            check(iostx_syncmgr_events_next(events, 60_000, &mut event));
        }
        check(iostx_syncmgr_close(manager, 60_000));
        iostx_syncmgr_events_free(events);
        iostx_syncmgr_free(manager);
    }
    let (ours, floor) = (median(measured.ours), median(measured.floor));
    println!("{name:<58} {:>12} {:>12} {:>9} more  (under 2 us more)", show(ours), show(floor), show(ours - floor));
}
