//! The figures, each with its floor.

use std::path::{Path, PathBuf};

use iostx::ffi::iostx::{iostx_init_sync, iostx_sync_beg, iostx_sync_end};
use iostx::ffi::misc::iostx_abi_version;
use iostx::replication::flags::*;

use crate::abi::{Store, check};
use crate::floor::Floor;
use crate::memory;
use crate::report::{Options, compare, median, show, time};

type Figure = fn(&Options, &str);

pub const ALL: [(&str, Figure); 13] = [
    ("import 10,000 items of 5 KB", import),
    ("upload walk, per item", upload_walk),
    ("read-state entry uploaded", read_entries),
    ("SyncBeg + SyncEnd of LR_SYNC", empty_state),
    ("SyncBeg + SyncEnd of an empty upload hierarchy", empty_hierarchy),
    ("memory while importing 1,000,000 small items", memory::import),
    ("memory while streaming 512 MiB in and out", memory::stream),
    ("find 100 pending", find_pending),
    ("open a store", open),
    ("first page (50) by date", first_page),
    ("an app's longest write while 10,000 items come", crate::waiting::shared),
    ("the same from another process", crate::waiting::apart),
    ("Progress of a handler of the manager", crate::syncmgr::progress),
];

pub const ITEMS: usize = 10_000;

pub fn folder() -> tempfile::TempDir {
    // Beside the build, not in a file system of memory: durability is part of the figures.
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

pub fn body(n: u64) -> Vec<u8> {
    let mut body =
        format!("From: a@example.org\r\nSubject: Subject number {n}\r\nMessage-ID: <{n}.bench@example.org>\r\n\r\n").into_bytes();
    let mut x = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    while body.len() < 5120 {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        body.extend(x.to_le_bytes().map(|byte| b' ' + byte % 90));
    }
    body
}

fn import(options: &Options, name: &str) {
    let bodies: Vec<Vec<u8>> = (0..ITEMS as u64).map(body).collect();
    compare(
        options,
        name,
        1.3,
        || {
            let dir = folder();
            let store = Store::open(&dir.path().join("s"));
            time(|| store.import(ITEMS as u64, |n| &bodies[n as usize]))
        },
        || {
            let dir = folder();
            let floor = Floor::new(&dir.path().join("f"));
            time(|| floor.load(&bodies))
        },
    );
}

/// A store and a floor of as many items; the floor's cost of one row.
fn pair(dir: &Path) -> (Store, Floor) {
    let small: Vec<Vec<u8>> = (0..ITEMS).map(|n| vec![b'x'; 64 + n % 64]).collect();
    let store = Store::open(&dir.join("s"));
    store.import(ITEMS as u64, |n| &small[n as usize]);
    let floor = Floor::new(&dir.join("f"));
    floor.load(&small);
    (store, floor)
}

fn upload_walk(options: &Options, name: &str) {
    let dir = folder();
    let (store, floor) = pair(dir.path());
    let items = store.items(ITEMS);
    let session = store.session();
    let mut round = 0;
    compare(
        options,
        name,
        4.0,
        || {
            round += 1;
            store.change(&items, round);
            let seconds = time(|| assert_eq!(session.upload_messages(&store), ITEMS));
            seconds / ITEMS as f64
        },
        || time(|| floor.select_and_update(ITEMS as i64)) / ITEMS as f64,
    );
}

fn read_entries(options: &Options, name: &str) {
    let dir = folder();
    let (store, floor) = pair(dir.path());
    let items = store.items(ITEMS);
    let session = store.session();
    let mut read = true;
    compare(
        options,
        name,
        2.0,
        || {
            read = !read;
            store.set_read(&items, read);
            let seconds = time(|| assert_eq!(session.upload_reads(&store), ITEMS));
            seconds / ITEMS as f64
        },
        || time(|| floor.update_all(ITEMS as i64)) / ITEMS as f64,
    );
}

const CALLS: u32 = 200_000;

fn empty_state(options: &Options, name: &str) {
    let dir = folder();
    let store = Store::open(&dir.path().join("s"));
    let session = store.session();
    check(unsafe { iostx_init_sync(session.0, 0) });
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        floor.push(
            time(|| {
                (0..CALLS).for_each(|_| {
                    std::hint::black_box(iostx_abi_version());
                })
            }) / f64::from(CALLS),
        );
        ours.push(
            time(|| {
                for _ in 0..CALLS {
                    session.begin(IOSTX_LR_SYNC);
                    session.end();
                }
            }) / f64::from(CALLS),
        );
    }
    let (ours, floor) = (median(ours), median(floor));
    println!("{name:<58} {:>12} {:>12} {:>9} more  (under 1 us more)", show(ours), show(floor), show(ours - floor));
}

fn empty_hierarchy(options: &Options, name: &str) {
    let dir = folder();
    let (store, floor) = pair(dir.path());
    let session = store.session();
    let calls = 20_000;
    check(unsafe { iostx_init_sync(session.0, 0) });
    session.begin(IOSTX_LR_SYNC);
    session.select(IOSTX_UPS_UPLOAD_ONLY, &[]);
    compare(
        options,
        name,
        2.0,
        || {
            time(|| {
                for _ in 0..calls {
                    let mut state = std::ptr::null_mut();
                    check(unsafe { iostx_sync_beg(session.0, IOSTX_LR_SYNC_UPLOAD_HIERARCHY, &mut state) });
                    check(unsafe { iostx_sync_end(session.0) });
                }
            }) / f64::from(calls)
        },
        || time(|| (0..calls).for_each(|n| floor.select_alone(i64::from(n) % ITEMS as i64 + 1))) / f64::from(calls),
    );
}

/// A large store and a small one, made once for the figures that compare them.
fn sizes(options: &Options, small: u64) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let dir = folder();
    let (large, little) = (dir.path().join("large"), dir.path().join("small"));
    Store::open(&large).import(options.items, |_| b"x");
    Store::open(&little).import(small, |_| b"x");
    (dir, large, little)
}

fn find_pending(options: &Options, name: &str) {
    let (_dir, large, small) = sizes(options, 10_000);
    let (large, small) = (Store::open(&large), Store::open(&small));
    for store in [&large, &small] {
        store.change(&store.items(100), 1);
    }
    let look = |store: &Store| time(|| assert_eq!(store.count_pending(), 100));
    compare(options, name, 1.3, || look(&large), || look(&small));
}

fn open(options: &Options, name: &str) {
    let (_dir, large, small) = sizes(options, 1000);
    let look = |path: &Path| {
        let mut store = None;
        let seconds = time(|| store = Some(Store::open(path)));
        drop(store);
        seconds
    };
    compare(options, name, 2.0, || look(&large), || look(&small));
}

fn first_page(options: &Options, name: &str) {
    let (_dir, large, small) = sizes(options, 1000);
    let (large, small) = (Store::open(&large), Store::open(&small));
    let look = |store: &Store| time(|| (0..100).for_each(|_| assert_eq!(store.first_page(), 50))) / 100.0;
    compare(options, name, 1.5, || look(&large), || look(&small));
}
