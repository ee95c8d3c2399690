//! A store with rows of every kind, the same bytes each time.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use iostx::Result;
use iostx::codes::IOSTX_MAPI_E_NO_ACCESS;
use iostx::props::{Bag, PropName, PropTag, Value, tags};
use iostx::replication::{ResultDetails, State, flags::IOSTX_DNT_OK};
use iostx::store::flags::*;
use iostx::store::*;

use super::kit::{self, CONTENT, SUBJECT, enter, enter_folder, incoming, sink};

/// Opens a store whose time stands still and whose GUIDs come from a counter.
pub fn open(path: &Path) -> Result<Store> {
    let chance = AtomicU64::new(1);
    let environment = Environment::default().with_clock(|| 134_000_000_000_000_000).with_random(move |bytes| {
        bytes.fill(chance.fetch_add(1, Ordering::Relaxed) as u8);
        true
    });
    Store::open(path, OpenOptions { environment, ..OpenOptions::default() })
}

/// A folder for the files of one program, in memory where there is such a place, since nothing needs to outlive it.
pub fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).expect("a temporary folder")
}

/// Removes a store's file and what lies beside it.
pub fn remove(path: &Path) {
    for side in ["", "-wal", "-shm", "-lock", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(side);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

/// The file of the store, closed.
pub fn file() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let dir = scratch();
        let path = dir.path().join("populated.iostx");
        let store = open(&path).expect("a store");
        fill(&store);
        store.checkpoint().expect("folded");
        drop(store);
        std::fs::read(&path).expect("the file")
    })
}

fn new_item(store: &Store, folder: FolderId, subject: &str, size: usize) -> ItemId {
    let message = store.create_message(folder, false).expect("a message");
    message.set(SUBJECT, Value::Text(subject.into())).expect("set");
    message.set(CONTENT, Value::Binary(subject.bytes().cycle().take(size).collect())).expect("set");
    message.save(0).expect("saved");
    message.id().expect("saved")
}

fn set(store: &Store, item: ItemId, tag: PropTag, value: Value) {
    let message = store.open_message(item, Access::Modify).expect("there");
    message.set(tag, value).expect("set");
    message.save(0).expect("saved");
}

fn fill(store: &Store) {
    let root = store.special_folder(IOSTX_FOLDER_IPM_SUBTREE).expect("every store has one");
    let work = server_folder(store, root, "Work");
    let other = server_folder(store, root, "Other");
    let ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
    download(store, work, &|sink| {
        for id in ids {
            sink.import_item(incoming(id, "1", &format!("subject of {id}"))).expect("imported");
        }
        let header = ImportItem { content: None, header: true, content_size: 5000, ..incoming("x", "1", "a header") };
        sink.import_item(header).expect("imported");
        let failed = ImportItem { failed: Some((-1, "did not arrive".into())), ..incoming("y", "1", "failed") };
        let _ = sink.import_item(failed);
        sink.set_state_blob(b"a token").expect("set");
    });
    let at = |id: &str| by_remote(store, work, id);

    // Pending work of every kind, with bases, tombstones, moves, attempts, a conflict, held deletions.
    set(store, at("a"), SUBJECT, Value::Text("changed here".into()));
    set(store, at("b"), CONTENT, Value::Binary(vec![b'b'; 30_000]));
    let rows = vec![Bag::new().with(tags::IOSTX_PR_DISPLAY_NAME, Value::Text("Ada".into()))];
    let message = store.open_message(at("c"), Access::Modify).expect("there");
    message.set_recipients(rows, IOSTX_MODRECIP_REPLACE).expect("set");
    message.set(PropTag(0x6001_0102), Value::Binary(vec![7; 20_000])).expect("set");
    message.save(0).expect("saved");
    store.move_items(work, &[at("d")], other).expect("moved");
    store.delete_items(work, &[at("e")]).expect("deleted");
    store.set_read(work, &[at("f")], true).expect("set");
    let keywords = ItemUpdate { keywords_add: vec!["blue".into()], ..ItemUpdate::default() };
    store.update_items(work, &[at("f")], &keywords).expect("updated");
    store.request_full(&[at("x")]).expect("wanted");
    let named = PropName { set: PropName::COMMON, id: iostx::props::NameId::Text("Mood".into()) };
    store.map_names(&[named], true).expect("named");
    set(store, at("a"), CONTENT, Value::Binary(b"ours".to_vec()));
    download(store, work, &|sink| {
        let theirs = ImportItem { content: Some(b"theirs".to_vec()), ..incoming("a", "2", "theirs") };
        sink.import_item(theirs).expect("imported");
    });
    new_item(store, work, "small and new", 20);
    let refused = new_item(store, work, "refused", 9000);
    try_upload(store, work, refused);
    download(store, other, &|sink| {
        for n in 0..3 {
            sink.import_item(incoming(&format!("o{n}"), "1", "to be held")).expect("imported");
        }
    });
    download(store, other, &|sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.listing_complete().expect("complete");
    });
    let archive = store.create_folder(root, "Archive of old things", "IPF.Note", 0).expect("a folder");
    let options = FolderOptions { scope: Scope::Newest(2), ..FolderOptions::default() };
    store.set_folder_options(archive, options).expect("set");
    submit(store);
    store.begin_epoch(other).expect("begun");
}

fn server_folder(store: &Store, root: FolderId, name: &str) -> FolderId {
    let folder = store.create_folder(root, name, "IPF.Note", 0).expect("a folder");
    let mut session = kit::session(store);
    enter(&mut session, &[State::Synchronize, State::UploadHierarchy]);
    while session.begin(State::UploadFolder).is_ok() {
        let id = session.upload_folder().expect("open").upload.folder.name.clone();
        let result = ResultDetails::success(iostx::replication::flags::IOSTX_UPF_OK).bound(id.into_bytes(), *b"1");
        session.set_full_result(None, result).expect("taken");
        session.end().expect("left");
    }
    kit::end_all(&mut session);
    folder
}

fn download(store: &Store, folder: FolderId, act: &dyn Fn(&Arc<Importer>)) {
    let mut session = kit::session(store);
    enter_folder(&mut session, folder, State::DownloadTable);
    act(&sink(&session));
    session.set_flags(IOSTX_DNT_OK);
    kit::end_all(&mut session);
}

/// An upload of one folder in which one item is refused again and again, and no other is answered.
fn try_upload(store: &Store, folder: FolderId, refused: ItemId) {
    for _ in 0..2 {
        let mut session = kit::session(store);
        enter_folder(&mut session, folder, State::UploadTable);
        kit::upload_messages(&mut session, |message| match message.upload.item.id == refused {
            true => ResultDetails { text: "not today".into(), ..ResultDetails::failure(IOSTX_MAPI_E_NO_ACCESS) },
            false => ResultDetails::success(0),
        });
        kit::end_all(&mut session);
    }
}

fn submit(store: &Store) {
    let outbox = store.special_folder(IOSTX_FOLDER_OUTBOX).expect("every store has one");
    let message = store.create_message(outbox, false).expect("a message");
    message.set(SUBJECT, Value::Text("to be sent".into())).expect("set");
    let to = Bag::new()
        .with(tags::IOSTX_PR_ROWID, Value::I4(0))
        .with(tags::IOSTX_PR_RECIPIENT_TYPE, Value::I4(tags::IOSTX_RECIPIENT_TO as i32))
        .with(tags::IOSTX_PR_SMTP_ADDRESS, Value::Text("ada@example.org".into()));
    message.set_recipients(vec![to], IOSTX_MODRECIP_REPLACE).expect("set");
    message.submit().expect("submitted");
}

fn by_remote(store: &Store, folder: FolderId, id: &str) -> ItemId {
    match store.find_remote(Some(folder), &[id.as_bytes()]).and_then(|mut found| found.next()) {
        Ok(Some(Row { object: Some(Object::Item(item)), .. })) => item,
        other => panic!("{id}: {other:?}"),
    }
}
