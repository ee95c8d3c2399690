//! How long an app waits for its own write while a session downloads in the background (semantics 6.17).

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use iostx::props::{Bag, Value, tags};
use iostx::replication::flags::*;
use iostx::replication::{Selection, Session, State};
use iostx::store::flags::{IOSTX_FOLDER_DRAFTS, IOSTX_FOLDER_INBOX};
use iostx::store::{Binding, FolderId, ImportItem, ItemId, ListingScope, OpenOptions, Store};

use crate::figures::{ITEMS, body, folder};
use crate::report::{Options, median, show, time};

/// What nobody should wait for longer, in seconds.
const LIMIT: f64 = 0.050;
/// Between two writes of the app.
const PAUSE: Duration = Duration::from_millis(5);

/// The app and the session have the store open together.
pub fn shared(options: &Options, name: &str) {
    longest(options, name, |store, _| store.clone());
}

/// The app has the store open for itself, as another process would.
pub fn apart(options: &Options, name: &str) {
    longest(options, name, |_, path| open(path));
}

fn open(path: &Path) -> Store {
    Store::open(path, OpenOptions::default()).expect("a store")
}

fn longest(options: &Options, name: &str, app: impl Fn(&Store, &Path) -> Store) {
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let dir = folder();
        let path = dir.path().join("s");
        let store = open(&path);
        let app = app(&store, &path);
        let draft = draft(&app);
        let over = AtomicBool::new(false);
        let during = thread::scope(|threads| {
            let waits = threads.spawn(|| longest_write(&app, draft, |_| !over.load(Relaxed)));
            download(&store);
            over.store(true, Relaxed);
            waits.join().expect("no panic")
        });
        ours.push(during);
        floor.push(longest_write(&app, draft, |writes| writes < 500));
    }
    let worst = ours.iter().copied().fold(0.0, f64::max);
    println!(
        "{name:<58} {:>12} {:>12} {:>9} worst  (at most {})",
        show(median(ours)),
        show(median(floor)),
        show(worst),
        show(LIMIT)
    );
}

fn draft(store: &Store) -> (FolderId, ItemId) {
    let drafts = store.special_folder(IOSTX_FOLDER_DRAFTS).expect("every store has one");
    let message = store.create_message(drafts, false).expect("a message");
    message.save(0).expect("saved");
    (drafts, message.id().expect("saved"))
}

/// The longest of an app's writes, a little apart.
fn longest_write(store: &Store, (folder, item): (FolderId, ItemId), goes_on: impl Fn(u32) -> bool) -> f64 {
    let (mut longest, mut writes) = (0.0_f64, 0);
    while goes_on(writes) {
        writes += 1;
        thread::sleep(PAUSE);
        longest = longest.max(time(|| drop(store.set_read(folder, &[item], writes % 2 == 0).expect("set"))));
    }
    longest
}

/// A listing in the background: it brings items, and, once more, shows two thirds of them.
fn download(store: &Store) {
    let inbox = store.special_folder(IOSTX_FOLDER_INBOX).expect("every store has one");
    for kept in [1, 3] {
        let mut session = Session::new(store).expect("a session");
        session.init_sync(IOSTX_SYNC_BACKGROUND).expect("idle");
        session.begin(State::Synchronize).expect("entered");
        session.set_direction(IOSTX_UPS_DNLOAD_ONLY).expect("open");
        session.set_selection(Selection { folders: vec![store.feid(inbox)], ..Default::default() }).expect("open");
        session.begin(State::Contents).expect("entered");
        session.begin(State::DownloadTable).expect("entered");
        let sink = session.download_table().expect("open").contents.clone().expect("the folder is there");
        sink.listing_begin(ListingScope::default()).expect("open");
        for n in (0..ITEMS as u64).filter(|n| kept == 1 || n % kept > 0) {
            drop(sink.import_item(item(n)).expect("imported"));
        }
        sink.listing_complete().expect("open");
        session.set_flags(IOSTX_DNT_OK);
        for _ in 0..3 {
            session.end().expect("left");
        }
    }
}

fn item(n: u64) -> ImportItem {
    ImportItem {
        // Ids in no order.
        binding: Binding::new(format!("{:016x}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15)), "1"),
        match_key: format!("<{n}.bench@example.org>").into_bytes(),
        values: Bag::new().with(tags::IOSTX_PR_SUBJECT, Value::Text(format!("Subject number {n}"))),
        content: Some(body(n)),
        ..ImportItem::default()
    }
}
