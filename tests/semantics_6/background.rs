//! 6.17: what a synchronization in the background does, it does in transactions so small that nobody waits for them.
//!
//! Not timed: how many pages a transaction writes is counted in the log of the store file. SQLite writes nothing else while it holds the
//! lock that an app's write waits for.

use iostx::props::{Bag, Value, tags};
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, Session, State};
use iostx::store::flags::IOSTX_FOLDER_TRASH;
use iostx::store::{Binding, Cancel, FolderOptions, ImportItem, ImportOptions, Importer, ListingScope, MassLimit, SessionMemory};

use crate::kit::*;

const ITEMS: usize = 1_500;
/// What a transaction of the background may write: about a tenth of what the items of this test take.
const FEW: usize = 64;
/// Items in a transaction of the background.
const BATCH: usize = 32;
/// What is more than may be deleted at once.
const MANY: usize = 320;

/// The log of a store file; nothing of it is folded into the file as long as this lives.
struct Log {
    path: std::path::PathBuf,
    _reader: rusqlite::Connection,
    seen: usize,
}

impl Log {
    fn of(bench: &Bench) -> Self {
        let store = bench.store.path();
        let reader = rusqlite::Connection::open(store).expect("opens");
        reader.execute_batch("BEGIN; SELECT count(*) FROM item").expect("read");
        let mut log = Log { path: format!("{}-wal", store.display()).into(), _reader: reader, seen: 0 };
        log.largest();
        log
    }

    /// The pages of the largest transaction since it was last asked.
    fn largest(&mut self) -> usize {
        self.transactions().into_iter().max().unwrap_or(0)
    }

    /// So much was done in many transactions, none of them large.
    fn expect_small(&mut self, items: usize) {
        let pages = self.transactions();
        assert!(pages.len() > items / BATCH && pages.iter().all(|pages| *pages <= FEW), "pages of {items} items: {pages:?}");
    }

    /// The pages of each transaction since it was last asked, by the format of SQLite's log (fileformat2, section 4.1): a header of
    /// 32 bytes, and each page behind 24 bytes, of which the second four are 0 but for the last page of a transaction.
    fn transactions(&mut self) -> Vec<usize> {
        let log = std::fs::read(&self.path).expect("a log");
        let word = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().expect("four bytes"));
        let frame = 24 + word(8) as usize;
        let (mut transactions, mut pages, mut frames) = (Vec::new(), 0, 0);
        while 32 + (frames + 1) * frame <= log.len() {
            let at = 32 + frames * frame;
            // What lies behind the end was written before the log began anew.
            if log[at + 8..at + 16] != log[16..24] {
                break;
            }
            frames += 1;
            if frames <= self.seen {
                continue;
            }
            pages += 1;
            if word(at + 4) != 0 {
                transactions.push(std::mem::take(&mut pages));
            }
        }
        assert!(frames > self.seen || self.seen == 0, "something was written");
        self.seen = frames;
        transactions
    }
}

/// An item of a server whose ids have no order.
fn item(number: usize, version: &str) -> ImportItem {
    let id = format!("{:08x}", (number as u32).wrapping_mul(2_654_435_761));
    let text = vec![b'a' + (number % 26) as u8; 3_000];
    ImportItem { content: Some([id.as_bytes(), &text].concat()), ..incoming(&id, version, &id) }
}

/// The largest transaction of a listing that brings items, of one that does not show a third of them any more, of an upload of read
/// states, and of an upload of changes.
fn largest_of(flags: u32) -> [usize; 4] {
    let bench = Bench::new();
    let mut log = Log::of(&bench);
    let begin = |table: State| {
        let mut session = Session::new(&bench.store).expect("a session");
        session.init_sync(flags).expect("idle");
        enter_folder(&mut session, bench.inbox, table);
        session
    };
    let list = |items: &mut dyn Iterator<Item = usize>| {
        let mut session = begin(State::DownloadTable);
        let sink = sink(&session);
        sink.listing_begin(ListingScope::default()).expect("open");
        items.for_each(|number| drop(sink.import_item(item(number, "v1")).expect("imported")));
        sink.listing_complete().expect("open");
        session.set_flags(IOSTX_DNT_OK);
        end_all(&mut session);
    };
    list(&mut (0..ITEMS));
    assert_eq!(bench.items(bench.inbox).len(), ITEMS);
    let imports = log.largest();

    list(&mut (0..ITEMS).filter(|number| number % 3 > 0));
    let trash = bench.store.special_folder(IOSTX_FOLDER_TRASH).expect("every store has one");
    assert_eq!((bench.items(bench.inbox).len(), bench.items(trash).len()), (ITEMS - ITEMS / 3, 0));
    let deletions = log.largest();

    let items = bench.items(bench.inbox);
    bench.store.set_read(bench.inbox, &items, true).expect("set");
    log.largest();
    let mut session = begin(State::UploadTable);
    while session.begin(State::UploadRead).is_ok() {
        session.set_full_result(None, ResultDetails::success(IOSTX_UPR_OK)).expect("for all entries");
        session.end().expect("left");
    }
    end_all(&mut session);
    let reads = log.largest();

    items.iter().for_each(|item| bench.edit(*item, "changed"));
    log.largest();
    let mut session = begin(State::UploadTable);
    assert_eq!(upload_messages(&mut session, taken).len(), items.len());
    end_all(&mut session);
    assert_eq!(bench.store.info().expect("facts").pending, 0);
    [imports, deletions, reads, log.largest()]
}

#[test]
fn rule_6_17_in_the_background_no_transaction_is_so_large_that_an_app_waits_for_it() {
    let background = largest_of(IOSTX_SYNC_BACKGROUND);
    let usual = largest_of(0);
    println!("pages of the largest transaction: in the background {background:?}, else {usual:?}");
    assert!(background.iter().all(|pages| *pages <= FEW), "{background:?}");
    assert!(usual[0] > FEW, "larger ones would be seen: {usual:?}");
}

#[test]
fn rule_6_17_a_large_folder_that_the_server_deletes_goes_in_small_transactions() {
    let bench = Bench::new();
    let (memory, limit) = (SessionMemory::default(), MassLimit { percent: u32::MAX, ..MassLimit::default() });
    let hierarchy = || bench.store.hierarchy_importer(bench.root, &memory, limit, &Cancel::default()).expect("open");
    let values = Bag::new()
        .with(tags::IOSTX_PR_REMOTE_ID, Value::Binary(b"large".to_vec()))
        .with(tags::IOSTX_PR_PARENT_REMOTE_ID, Value::Binary(Vec::new()))
        .with(tags::IOSTX_PR_DISPLAY_NAME, Value::Text("Large".into()));
    let folder = hierarchy().import_folder_change(&values).expect("imported");
    let sink = bench.store.importer(folder, &memory, ImportOptions { background: true, ..Default::default() }).expect("open");
    (0..ITEMS / 3).for_each(|number| drop(sink.import_item(item(number, "v1")).expect("imported")));
    sink.finish(true).expect("ended");
    let mut log = Log::of(&bench);

    let sink = hierarchy();
    sink.delete_remote(&[b"large"]).expect("told");
    assert!(!sink.finish(true).expect("deleted"));
    let pages = log.largest();
    assert!(bench.store.folder(folder).is_err(), "it is gone");
    assert!(pages <= FEW, "{pages} pages in one transaction");
}

/// What a download of the inbox in the background comes to.
fn download(bench: &Bench, import: impl FnOnce(&Importer)) -> bool {
    let options = ImportOptions { background: true, ..Default::default() };
    let sink = bench.store.importer(bench.inbox, &SessionMemory::default(), options).expect("open");
    import(&sink);
    sink.finish(true).expect("ended").deletions_held
}

/// A store with many items in the inbox, and its log.
fn many() -> (Bench, Log) {
    let bench = Bench::new();
    download(&bench, |sink| (0..MANY).for_each(|number| drop(sink.import_item(item(number, "v1")).expect("imported"))));
    let log = Log::of(&bench);
    (bench, log)
}

#[test]
fn rule_6_17_too_many_deletions_are_held_in_small_transactions() {
    let (bench, mut log) = many();
    let ids: Vec<Vec<u8>> = (0..MANY).map(|number| item(number, "v1").binding.remote_id).collect();
    let ids: Vec<&[u8]> = ids.iter().map(Vec::as_slice).collect();
    assert!(download(&bench, |sink| sink.delete_remote(&ids).expect("told")));
    log.expect_small(MANY);
    let held = || bench.store.folder(bench.inbox).expect("there").held;
    assert_eq!((bench.items(bench.inbox).len(), held()), (ids.len(), ids.len() as i64));
    bench.store.confirm_held(bench.inbox).expect("confirmed");
    assert_eq!((bench.items(bench.inbox).len(), held()), (0, 0));
}

#[test]
fn rule_6_17_too_many_deletions_of_the_user_are_held_in_small_transactions() {
    let (bench, mut log) = many();
    let options = bench.store.folder_options(bench.inbox).expect("there");
    bench.store.set_folder_options(bench.inbox, FolderOptions { local_delete_limit: 3, ..options }).expect("set");
    bench.store.delete_items(bench.inbox, &bench.items(bench.inbox)).expect("deleted");
    log.largest();
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    end_all(&mut session);
    log.expect_small(MANY);
    assert_eq!(bench.store.folder(bench.inbox).expect("there").held, MANY as i64);
}

#[test]
fn rule_6_17_an_epoch_begins_and_ends_in_small_transactions() {
    // How many of six the server has under other ids, and whether the rest is held.
    for (left, held) in [(5, false), (2, true)] {
        let (bench, mut log) = many();
        let is_held = download(&bench, |sink| {
            sink.begin_epoch().expect("open");
            log.expect_small(MANY);
            sink.listing_begin(ListingScope::default()).expect("open");
            for number in (0..MANY).filter(|number| number % 6 < left) {
                let old = item(number, "v2");
                let id = [b"new ", &old.binding.remote_id[..]].concat();
                sink.import_item(ImportItem { binding: Binding::new(id, "v2"), ..old }).expect("imported");
            }
            sink.listing_complete().expect("open");
            sink.flush().expect("committed");
            log.largest();
        });
        let listed = (0..MANY).filter(|number| number % 6 < left).count();
        log.expect_small(MANY - listed);
        assert_eq!((is_held, bench.items(bench.inbox).len()), (held, if held { MANY } else { listed }));
    }
}

/// Each open store has locks of its own, as each process has.
#[cfg(target_os = "linux")]
#[test]
fn rule_6_17_another_process_that_wants_to_write_is_next() {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
    const WRITES: u32 = 20;
    let bench = Bench::new();
    let (busy, waiting) = (bench.create(bench.inbox, "busy"), bench.create(bench.inbox, "waiting"));
    let app = bench.open_again();
    let (commits, over) = (AtomicU32::new(0), AtomicBool::new(false));
    let passed: u32 = std::thread::scope(|threads| {
        threads.spawn(|| {
            while !over.load(SeqCst) {
                let read = commits.fetch_add(1, SeqCst).is_multiple_of(2);
                bench.store.set_read(bench.inbox, &[busy], read).expect("set");
            }
        });
        let passed = |n: u32| {
            let before = commits.load(SeqCst);
            app.set_read(bench.inbox, &[waiting], n.is_multiple_of(2)).expect("set");
            commits.load(SeqCst) - before
        };
        let passed = (0..WRITES).map(passed).sum();
        over.store(true, SeqCst);
        passed
    });
    println!("{passed} commits of the other one, {} in all", commits.load(SeqCst));
    assert!(passed <= 2 * WRITES, "{passed} commits while {WRITES} waited");
}
