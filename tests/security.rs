//! What a store keeps to itself, and what it does not let outsiders do to it.
//!
//! The example agent's part (links, devices and names like `..` on a server) is tested with it, in examples/maildir/tests/outside.sh.

#[path = "fuzz/watch.rs"]
#[allow(dead_code)]
mod watch;

use std::collections::BTreeMap;
use std::path::Path;

use iostx::codes::*;
use iostx::props::{Bag, NameId, PropName, PropTag, Value, tags};
use iostx::replication::Session;
use iostx::store::flags::*;
use iostx::store::*;
use iostx::syncmgr::{Options, SyncMgr};
use iostx::{Error, Result};

const SUBJECT: PropTag = PropTag(tags::IOSTX_PR_SUBJECT);
const CONTENT: PropTag = PropTag(tags::IOSTX_PR_INTERNET_CONTENT);

fn store_in(dir: &Path) -> Store {
    Store::open(dir.join("s.iostx"), OpenOptions::default()).expect("a store")
}

fn inbox(store: &Store) -> FolderId {
    store.special_folder(IOSTX_FOLDER_INBOX).expect("every store has one")
}

fn item(store: &Store, subject: &str, content: &[u8]) -> ItemId {
    let message = store.create_message(inbox(store), false).expect("a message");
    message.set(SUBJECT, Value::Text(subject.into())).expect("set");
    message.set(CONTENT, Value::Binary(content.to_vec())).expect("set");
    message.save(0).expect("saved");
    message.id().expect("saved")
}

fn importer(store: &Store) -> std::sync::Arc<Importer> {
    store.importer(inbox(store), &SessionMemory::default(), ImportOptions::default()).expect("an importer")
}

// --- Who may read the files ---------------------------------------------------------------------------------------------------

#[cfg(unix)]
mod files {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// Name and permissions of all that lies in a folder. A file that went meanwhile is not there.
    fn modes(dir: &Path) -> BTreeMap<String, u32> {
        let entries = std::fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry"));
        let named = entries.filter_map(|entry| {
            let mode = entry.metadata().ok()?.permissions().mode() & 0o7777;
            Some((entry.file_name().to_string_lossy().into_owned(), mode))
        });
        named.collect()
    }

    fn expect_owner_only(dir: &Path, names: &[&str]) {
        let found = modes(dir);
        for name in names {
            assert!(found.contains_key(*name), "{name} is not among {found:?}");
        }
        for (name, mode) in &found {
            assert_eq!(mode & 0o077, 0, "{name} has mode {mode:o}");
        }
    }

    /// Nobody's mask keeps others out: what the files get is what they were made with.
    fn open_mask() {
        // SAFETY: only sets a number of the process, to the same one each time.
        unsafe { libc::umask(0) };
    }

    #[test]
    fn a_store_and_all_beside_it_are_readable_by_the_owner_only_whatever_the_mask() {
        open_mask();
        let dir = tempfile::tempdir().expect("a folder");
        let store = store_in(dir.path());
        item(&store, "large", &vec![1; 3 << 20]);
        store.events(EventOptions::default()).expect("a watcher");
        let mut session = Session::new(&store).expect("a session");
        session.init_sync(0).expect("idle");
        expect_owner_only(dir.path(), &["s.iostx", "s.iostx-wal", "s.iostx-shm", "s.iostx-lock"]);
        drop(session);
        store.close(std::time::Duration::from_secs(60)).expect("closed");
        drop(store);
        expect_owner_only(dir.path(), &["s.iostx"]);
        // Opened again: side files take after the file.
        let store = store_in(dir.path());
        item(&store, "again", b"text");
        expect_owner_only(dir.path(), &["s.iostx-wal"]);
    }

    #[test]
    fn the_managers_file_and_all_beside_it_are_readable_by_the_owner_only_whatever_the_mask() {
        open_mask();
        let dir = tempfile::tempdir().expect("a folder");
        let manager = SyncMgr::open(dir.path().join("m.db"), Options::default()).expect("a manager");
        manager.register_handler(iostx::ids::Guid([1; 16]), Some("a handler"), 0).expect("registered");
        expect_owner_only(dir.path(), &["m.db", "m.db-wal", "m.db-shm"]);
    }

    #[test]
    fn a_link_to_nowhere_is_no_place_for_a_store() {
        open_mask();
        let dir = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        for name in ["s.iostx", "m.db"] {
            std::os::unix::fs::symlink(elsewhere.path().join(name), dir.path().join(name)).expect("a link");
        }
        assert!(Store::open(dir.path().join("s.iostx"), OpenOptions::default()).is_err());
        assert!(SyncMgr::open(dir.path().join("m.db"), Options::default()).is_err());
        assert_eq!(modes(elsewhere.path()), BTreeMap::new());
    }

    #[test]
    fn a_link_in_the_place_of_the_lock_file_is_not_followed() {
        open_mask();
        let dir = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(elsewhere.path().join("made"), dir.path().join("s.iostx-lock")).expect("a link");
        assert!(Store::open(dir.path().join("s.iostx"), OpenOptions::default()).is_err());
        assert_eq!(modes(elsewhere.path()), BTreeMap::new());
    }
}

// --- Texts from outside are values, never SQL ------------------------------------------------------------------------------------

const TEXTS: [&str; 8] = [
    "'; DROP TABLE item; --",
    "\" OR 1=1 --",
    "100%",
    "a_b",
    "*?[a-z]",
    "\\'\\\"",
    "x'; ATTACH DATABASE 'other' AS o; --",
    "]]; SELECT group_concat(bag) FROM item --",
];

#[test]
fn names_and_texts_with_the_signs_of_sql_come_back_as_they_are() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = store_in(dir.path());
    let root = store.special_folder(IOSTX_FOLDER_IPM_SUBTREE).expect("every store has one");
    let names = TEXTS.map(|text| PropName { set: PropName::PUBLIC_STRINGS, id: NameId::Text(text.into()) });
    let ids = store.map_names(&names, true).expect("named");
    let back = store.get_names(&ids.iter().map(|id| id.expect("made")).collect::<Vec<_>>()).expect("known");
    assert_eq!(back, names.clone().map(Some));
    for text in TEXTS {
        let folder = store.create_folder(root, text, text, 0).expect("a folder");
        assert_eq!(store.folder(folder).expect("there").name, text);
        let one = item(&store, text, text.as_bytes());
        let keywords = ItemUpdate { keywords_add: vec![text.into()], ..ItemUpdate::default() };
        assert_eq!(store.update_items(inbox(&store), &[one], &keywords).expect("updated").first, None);
        let found = store.item(one).expect("there");
        assert_eq!((found.bag.text(tags::IOSTX_PR_SUBJECT), found.keywords()), (Some(text), vec![text]));
    }
    for sort in [Sort::Subject, Sort::Sender, Sort::Size] {
        let mut list = store.list_items(inbox(&store), ListOptions { sort, ..ListOptions::default() }).expect("a list");
        assert_eq!(list.rows(100).expect("rows").len(), TEXTS.len());
    }
    let mut findings = Vec::new();
    store.check_each(0, |finding| findings.push(finding)).expect("checked");
    assert_eq!(findings, []);
}

#[test]
fn a_remote_id_finds_itself_only_whatever_signs_it_has() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = store_in(dir.path());
    let sink = importer(&store);
    // Beside each text one that it would find, were it a pattern.
    let ids: Vec<&[u8]> = TEXTS.iter().map(|text| text.as_bytes()).chain([&b"1000"[..], b"axb", b"zzm"]).collect();
    for id in &ids {
        let content = Some([b"text of ", *id].concat());
        let item = ImportItem { binding: Binding::new(*id, *id), match_key: id.to_vec(), content, ..ImportItem::default() };
        sink.import_item(item).expect("imported");
    }
    sink.set_state_blob(TEXTS[0].as_bytes()).expect("set");
    sink.finish(true).expect("finished");
    for id in &ids {
        assert_eq!(store.find_remote(None, &[id]).expect("a list").rows(100).expect("rows").len(), 1);
    }
    assert_eq!(store.state_blob(StateKind::Folder(inbox(&store))).expect("kept"), TEXTS[0].as_bytes());

    let sink = importer(&store);
    sink.delete_remote(&[b"%", b"a_", b"' OR ''='"]).expect("none of them");
    sink.delete_remote(&[b"a_b", b"100%"]).expect("these two");
    sink.finish(true).expect("finished");
    let left = store.walk_remote(inbox(&store)).expect("a list").rows(100).expect("rows");
    assert_eq!(left.len(), ids.len() - 2);
    assert_eq!(store.find_remote(None, &[b"axb"]).expect("a list").rows(9).expect("rows").len(), 1);
    assert_eq!(store.find_remote(None, &[b"1000"]).expect("a list").rows(9).expect("rows").len(), 1);
}

// --- Sizes are looked at before memory is taken -----------------------------------------------------------------------------------

/// Twice what any single read of the library takes at once.
const MODEST: usize = 1 << 20;

fn modest<T>(act: impl FnOnce() -> T) -> T {
    let mut result = None;
    let memory = watch::largest_allocation(|| result = Some(act()));
    assert!(memory <= MODEST, "{memory} bytes of memory at once");
    result.expect("done")
}

/// A size or count of 2^32 - 1 and of 2^63, as a bag has it.
const CLAIMS: [&[u8]; 2] = [&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F], &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]];

#[test]
fn counts_and_sizes_of_a_bag_that_claims_gigabytes_take_no_memory() {
    for claim in CLAIMS {
        assert!(modest(|| Bag::decode(claim)).is_err(), "properties");
        for tag in [0x0037_001F_u32, 0x6001_0102, 0x6002_101F, 0x6002_1003, 0x6002_1001, 0x0E12_000D] {
            let bytes = [&[1][..], &tag.to_le_bytes(), claim].concat();
            assert!(modest(|| Bag::decode(&bytes)).is_err(), "{tag:08X}");
        }
        // Within a row of recipients.
        let row = [&[1][..], &0x0037_001F_u32.to_le_bytes(), claim].concat();
        let rows = [&[1][..], &0x0E12_000D_u32.to_le_bytes(), &[1, row.len() as u8], &row].concat();
        assert!(modest(|| Bag::decode(&rows)).is_err());
    }
}

#[test]
fn large_values_that_claim_terabytes_take_no_memory_and_are_told_of() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = store_in(dir.path());
    let one = item(&store, "large", &vec![b'x'; 300_000]);
    drop(store);
    let conn = rusqlite::Connection::open(dir.path().join("s.iostx")).expect("a database");
    conn.execute_batch("UPDATE content SET size = 1 << 42; UPDATE item SET content_size = 1 << 42").expect("damaged");
    drop(conn);

    let store = store_in(dir.path());
    let message = store.open_message(one, Access::Modify).expect("there");
    let got = modest(|| message.get(CONTENT));
    assert!(got.is_err(), "{got:?}");
    let end = modest(|| {
        let mut stream = message.open_reader(CONTENT).expect("a stream");
        let mut room = [0; 65536];
        loop {
            match stream.read(&mut room) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(e) => return Err(e),
            }
        }
    });
    assert!(end.is_err(), "a value that ends early has no end");
    let mut findings = 0;
    modest(|| store.check_each(0, |_| findings += 1)).expect("checked");
    assert!(findings > 0);
}

#[test]
fn large_values_with_any_numbers_take_no_memory_and_the_check_ends() {
    let dir = tempfile::tempdir().expect("a folder");
    for number in [i64::MAX, 1 << 42, -1, i64::MIN] {
        let store = Store::open(dir.path().join(format!("{number}.iostx")), OpenOptions::default()).expect("a store");
        item(&store, "large", &vec![b'x'; 300_000]);
        let path = store.path().to_owned();
        drop(store);
        let conn = rusqlite::Connection::open(&path).expect("a database");
        conn.execute("UPDATE content SET id = ?1", [number]).expect("damaged");
        drop(conn);
        let store = Store::open(&path, OpenOptions::default()).expect("it opens");
        let mut findings = Vec::new();
        modest(|| store.check_each(0, |finding| findings.push(finding.text))).expect("checked");
        let told = format!("large value {number} counts 1 references and has 0");
        assert!(findings.contains(&told), "{findings:?}");
    }
}

#[test]
fn what_a_server_sends_has_limits() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = store_in(dir.path());
    let sink = importer(&store);
    let long = vec![b'x'; 1025];
    let small = |binding| ImportItem { binding, content: Some(b"text".to_vec()), ..ImportItem::default() };
    assert_eq!(code(sink.import_item(small(Binding::new(long.clone(), "1")))), IOSTX_MAPI_E_INVALID_PARAMETER);
    assert_eq!(code(sink.import_item(small(Binding::new("a", long)))), IOSTX_MAPI_E_INVALID_PARAMETER);
    assert_eq!(code(sink.set_state_blob(&vec![0; (16 << 20) + 1])), IOSTX_MAPI_E_TOO_BIG);
    // How large a server says that something is, is only a number.
    let header = ImportItem { header: true, content: None, content_size: u64::MAX, ..small(Binding::new("h", "1")) };
    let _ = modest(|| sink.import_item(header));
    modest(|| sink.finish(true)).expect("finished");
}

#[test]
fn pages_of_any_length_take_what_the_rows_take() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = store_in(dir.path());
    item(&store, "one", b"text");
    let mut list = store.list_items(inbox(&store), ListOptions::default()).expect("a list");
    for rows in [i32::MAX, i32::MIN, -1] {
        assert!(modest(|| list.next_page(rows)).expect("a page").len() <= 1);
    }
    list.seek(SeekOrigin::Begin, 0).expect("there");
    assert_eq!(modest(|| list.rows(i64::MAX)).expect("rows").len(), 1);
}

fn code<T>(result: Result<T>) -> i32 {
    result.err().map_or(0, |e| e.code)
}

// --- Errors tell nothing that is nobody's business -----------------------------------------------------------------------------

const PRIVATE: &str = "dismissal of Ada Quay";

#[test]
fn no_error_and_no_finding_repeats_a_subject_a_text_or_an_address() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = store_in(dir.path());
    let mut said: Vec<String> = Vec::new();
    let mut hear = |result: Result<()>| {
        let Error { message, .. } = result.expect_err("each of these fails");
        said.push(message);
    };
    let one = item(&store, PRIVATE, PRIVATE.as_bytes());
    let gone = item(&store, PRIVATE, PRIVATE.as_bytes());
    let first = store.open_message(one, Access::Modify).expect("there");
    let second = store.open_message(one, Access::Modify).expect("there");
    first.set(SUBJECT, Value::Text(format!("{PRIVATE}, again"))).expect("set");
    second.set(SUBJECT, Value::Text(format!("{PRIVATE}, once more"))).expect("set");
    first.save(0).expect("saved");
    hear(second.save(0));
    hear(first.set(PropTag(tags::IOSTX_PR_ENTRYID), Value::Text(PRIVATE.into())));
    hear(first.set_recipients(vec![Bag::new().with(tags::IOSTX_PR_SMTP_ADDRESS, Value::Text(PRIVATE.into()))], 0x8000));
    hear(store.delete_items_for_good(inbox(&store), &[gone]).and_then(|_| store.open_message(gone, Access::Read)).map(drop));
    hear(Bag::decode(&Bag::new().with(SUBJECT, Value::Text(PRIVATE.into())).encode()[..20]).map(drop));
    let sink = importer(&store);
    let own = |id: &str| ImportItem {
        binding: Binding::new(id, "1"),
        values: Bag::new().with(SUBJECT, Value::Text(PRIVATE.into())),
        content: Some(PRIVATE.into()),
        ..ImportItem::default()
    };
    sink.import_item(own("a")).expect("imported");
    hear(sink.import_item(own(&PRIVATE.repeat(100))).map(drop));
    hear(sink.import_message_change(&own("b").values, 0).map(drop));
    hear(sink.import_message_change(&own("b").values.with(tags::IOSTX_PR_SOURCE_KEY, Value::Binary(PRIVATE.into())), 0).map(drop));
    sink.finish(true).expect("finished");
    drop((first, second, store));

    // Nor do those about damage.
    let conn = rusqlite::Connection::open(dir.path().join("s.iostx")).expect("a database");
    conn.execute_batch("UPDATE item SET bag = substr(bag, 1, length(bag) - 3); UPDATE folder SET total = 77").expect("damaged");
    drop(conn);
    let store = store_in(dir.path());
    store.check_each(0, |finding| said.push(finding.text)).expect("checked");
    said.extend(store.open_message(one, Access::Read).err().map(|e| e.message));

    assert!(said.len() >= 15, "{said:?}");
    for message in &said {
        assert!(!message.contains("dismissal") && !message.contains("Quay"), "{message}");
    }
}
