//! Does to a store file whatever a program may do to it: checks it, reads everything, synchronizes, looks after it. Failures are
//! fine, as long as they are told; walks that do not end are not.

use std::path::Path;
use std::time::Duration;

use iostx::codes::{IOSTX_MAPI_E_CALL_FAILED, IOSTX_MAPI_E_NO_ACCESS};
use iostx::props::{PropTag, tags};
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, Session, State};
use iostx::store::flags::*;
use iostx::store::*;
use iostx::{Error, Result};

use super::kit::incoming;
use super::populated::open;

/// Rows of any list, states of any kind: a store of some dozens of objects has no more.
const MANY: usize = 2_000;

/// A failure that nobody should see: a panic that was caught, or one without words.
pub(super) fn told<T>(result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Error { code, message, .. }) => {
            assert!(code < 0 && code != IOSTX_MAPI_E_CALL_FAILED && !message.is_empty(), "{code:08X} {message}");
            None
        }
    }
}

/// Opens a file and does all that; answers whether it could be opened.
pub fn visit(path: &Path) -> bool {
    let Some(store) = told(open(path)) else { return false };
    told(store.check_each(0, |finding| assert!(!finding.text.is_empty())));
    told(store.info());
    read(&store);
    synchronize(&store);
    look_after(&store);
    told(store.renew_guid());
    told(store.checkpoint());
    told(store.close(Duration::from_secs(60)));
    true
}

fn rows(cursor: Result<Cursor>) -> Vec<Row> {
    let mut rows = Vec::new();
    let Some(mut cursor) = told(cursor) else { return rows };
    told(cursor.position());
    while let Some(Some(row)) = told(cursor.next()) {
        rows.push(row);
        assert!(rows.len() < MANY, "a list that does not end");
    }
    told(cursor.seek(SeekOrigin::Begin, 0));
    told(cursor.next_page(50));
    rows
}

fn objects(cursor: Result<Cursor>) -> Vec<Object> {
    rows(cursor).into_iter().filter_map(|row| row.object).collect()
}

fn folders(store: &Store) -> Vec<FolderId> {
    let columns = [tags::IOSTX_PR_DISPLAY_NAME, tags::IOSTX_PR_CONTENT_COUNT, tags::IOSTX_PR_REMOTE_ID].map(PropTag).to_vec();
    let listed = objects(store.list_folders(None, columns, IOSTX_FOLDERS_DEPTH));
    listed.into_iter().filter_map(|object| if let Object::Folder(folder) = object { Some(folder) } else { None }).collect()
}

fn items(store: &Store, folder: FolderId, options: ListOptions) -> Vec<ItemId> {
    let listed = objects(store.list_items(folder, options));
    listed.into_iter().filter_map(|object| if let Object::Item(item) = object { Some(item) } else { None }).collect()
}

fn read(store: &Store) {
    for folder in folders(store) {
        told(store.folder(folder));
        told(store.folder_options(folder));
        told(store.state_blob(StateKind::Folder(folder)));
        rows(store.walk_remote(folder));
        for sort in [Sort::Date, Sort::Subject, Sort::Size] {
            items(store, folder, ListOptions { sort, ..ListOptions::default() });
        }
        for item in items(store, folder, ListOptions::default()) {
            told(store.item(item));
            if let Some(message) = told(store.open_message(item, Access::Modify)) {
                read_message(&message);
            }
        }
    }
    told(store.get_names(&[0x8000, 0x8001, 0x8002, 0x9000]));
    told(store.find_remote(None, &[b"a", b"b"]));
}

fn read_message(message: &Message) {
    for tag in message.tags() {
        told(message.get(tag));
    }
    for tag in [tags::IOSTX_PR_INTERNET_CONTENT, 0x6001_0102] {
        let Some(mut stream) = told(message.open_reader(PropTag(tag))) else { continue };
        let mut room = [0; 4096];
        let mut got = 0;
        while let Some(size @ 1..) = told(stream.read(&mut room)) {
            got += size;
            assert!(got < 1 << 24, "a stream that does not end");
        }
    }
    told(message.recipients());
    told(message.pending());
}

/// One pass over everything, with answers of all kinds.
fn synchronize(store: &Store) {
    let Some(mut session) = told(Session::new(store)) else { return };
    if told(session.init_sync(0)).is_none() || told(session.begin(State::Synchronize)).is_none() {
        return;
    }
    let mut steps = 0;
    let mut step = move || {
        steps += 1;
        assert!(steps < MANY, "a synchronization that does not end");
        steps
    };
    if told(session.begin(State::UploadHierarchy)).is_some() {
        while told(session.begin(State::UploadFolder)).is_some() {
            let n = step();
            answer(&mut session, n, IOSTX_UPF_OK);
        }
        told(session.end());
    }
    if told(session.begin(State::DownloadHierarchy)).is_some() {
        if let Some(sink) = session.download_hierarchy().map(|open| open.sink.clone()) {
            told(sink.listing_begin(ListingScope::default()));
            told(sink.listing_complete());
        }
        told(session.end());
    }
    if told(session.begin(State::Contents)).is_some() {
        while told(session.begin(State::UploadTable)).is_some() {
            for (state, ok) in
                [(State::UploadMessage, IOSTX_UPM_OK), (State::UploadRead, IOSTX_UPR_OK), (State::UploadDelete, IOSTX_UPD_OK)]
            {
                while told(session.begin(state)).is_some() {
                    let n = step();
                    if let Some(upload) = session.upload_message() {
                        read_message(&upload.upload.message);
                    }
                    answer(&mut session, n, ok);
                }
            }
            told(session.end());
            step();
            if told(session.begin(State::DownloadTable)).is_some() {
                download(&session);
                session.set_flags(IOSTX_DNT_OK);
                told(session.end());
            }
        }
        told(session.end());
    }
    told(session.end());
}

fn answer(session: &mut Session, n: usize, ok: u32) {
    let result = match n % 4 {
        0 => ResultDetails::failure(IOSTX_MAPI_E_NO_ACCESS),
        1 => ResultDetails::success(ok),
        _ => ResultDetails::success(ok).bound(format!("u{n}"), "1"),
    };
    told(session.set_full_result(None, result));
    told(session.end());
}

fn download(session: &Session) {
    let Some(sink) = session.download_table().and_then(|table| table.contents.clone()) else { return };
    let several: Vec<ImportItem> = ["a", "b", "c", "o1", "new"].iter().map(|id| incoming(id, "3", "from the server")).collect();
    told(sink.probe(&several));
    for item in several {
        told(sink.import_item(item));
    }
    told(sink.delete_remote(&[b"g", b"o2"]));
    told(sink.wanted(b"", 100));
    told(sink.set_state_blob(b"another token"));
}

fn look_after(store: &Store) {
    for lists in [Store::list_pending, Store::list_failures, Store::list_conflicts, Store::list_held, Store::list_wanted] {
        rows(lists(store, None));
    }
    told(store.supervision_counts());
    told(store.dry_run(None));
    if let Some(spooler) = told(store.spooler()) {
        for queued in objects(spooler.queue(Vec::new())) {
            if let Object::Item(item) = queued {
                told(spooler.lock(item));
                told(spooler.finished(item));
            }
        }
    }
    for object in objects(store.list_conflicts(None)) {
        if let Object::Item(item) = object {
            told(store.resolve_conflict(item, Choice::Server));
        }
    }
    told(store.retry(&objects(store.list_failures(None))));
    let all = folders(store);
    for folder in &all {
        told(store.confirm_held(*folder));
        let items = items(store, *folder, ListOptions::default());
        told(store.drop_change(&items.iter().copied().map(Object::Item).chain([Object::Folder(*folder)]).collect::<Vec<_>>()));
        told(store.set_read_all(*folder, true));
        if let (Some(item), Some(dest)) = (items.first(), all.first()) {
            told(store.move_items(*folder, &[*item], *dest));
            told(store.delete_items(*folder, &items));
        }
    }
}
