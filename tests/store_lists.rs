//! Listings, tables and names (design 3): read by key, in columns, forwards and backwards, whatever happens between two calls.

mod kit;

use iostx::codes::*;
use iostx::ids::Guid;
use iostx::props::{Bag, NameId, PropName, PropTag, PropType, Value, tags::*};
use iostx::store::flags::*;
use iostx::store::*;
use kit::*;

fn subjects(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row.values[0].as_text().expect("a subject").to_owned()).collect()
}

fn by_subject(store: &Store, folder: FolderId, options: ListOptions) -> Cursor {
    store.list_items(folder, ListOptions { columns: vec![SUBJECT], ..options }).expect("a list")
}

/// An item with all that lists sort and filter by.
fn put(bench: &Bench, subject: &str, sender: &str, minute: u64, size: usize) -> ItemId {
    let message = bench.store.create_message(bench.inbox, false).expect("a message");
    let values = [
        (IOSTX_PR_SUBJECT, Value::Text(subject.into())),
        (IOSTX_PR_SENDER_NAME, Value::Text(sender.into())),
        (IOSTX_PR_MESSAGE_DELIVERY_TIME, Value::Time(134_000_000_000_000_000 + minute * MINUTE)),
        (IOSTX_PR_INTERNET_CONTENT, Value::Binary(vec![b'x'; size])),
    ];
    values.into_iter().for_each(|(tag, value)| message.set(PropTag(tag), value).expect("set"));
    message.save(0).expect("saved");
    message.id().expect("saved")
}

fn sample(bench: &Bench) -> Vec<ItemId> {
    vec![
        put(bench, "Re: delta", "Zoe", 3, 30),
        put(bench, "alpha", "bob", 1, 40),
        put(bench, "Charlie", "Anna", 4, 10),
        put(bench, "bravo", "Carl", 2, 20),
    ]
}

#[test]
fn every_sort_key_orders_forwards_backwards_and_descending() {
    let bench = Bench::new();
    sample(&bench);
    let orders = [
        (Sort::Date, ["alpha", "bravo", "Re: delta", "Charlie"]),
        (Sort::Subject, ["alpha", "bravo", "Charlie", "Re: delta"]),
        (Sort::Sender, ["Charlie", "alpha", "bravo", "Re: delta"]),
        (Sort::Size, ["Charlie", "bravo", "Re: delta", "alpha"]),
        (Sort::Id, ["Re: delta", "alpha", "Charlie", "bravo"]),
    ];
    for (sort, wanted) in orders {
        let mut up = by_subject(&bench.store, bench.inbox, ListOptions { sort, ..ListOptions::default() });
        assert_eq!(subjects(&up.rows(10).expect("rows")), wanted, "{sort:?}");
        assert_eq!(subjects(&up.rows(-10).expect("rows")), wanted, "{sort:?}, read backwards, in the order of the table");
        let mut down = by_subject(&bench.store, bench.inbox, ListOptions { sort, descending: true, ..ListOptions::default() });
        let mut reversed = wanted;
        reversed.reverse();
        assert_eq!(subjects(&down.rows(10).expect("rows")), reversed, "{sort:?}, descending");
        assert_eq!(subjects(&down.rows(-1).expect("rows")), [wanted[0]], "{sort:?}: one back from the end");
    }
}

#[test]
fn a_cursor_reads_on_by_key_when_items_come_and_go_between_two_calls() {
    let bench = Bench::new();
    let ids: Vec<ItemId> = (0..6).map(|n| put(&bench, &format!("s{n}"), "", 10 * n, 1)).collect();
    let mut cursor = by_subject(&bench.store, bench.inbox, ListOptions::default());
    assert_eq!(subjects(&cursor.rows(2).expect("rows")), ["s0", "s1"]);
    bench.delete(ids[0]);
    bench.delete(ids[1]);
    bench.delete(ids[3]);
    put(&bench, "before", "", 5, 1);
    put(&bench, "after", "", 35, 1);
    assert_eq!(subjects(&cursor.rows(10).expect("rows")), ["s2", "after", "s4", "s5"], "none twice, none left out");
    assert_eq!(cursor.rows(10).expect("the end"), []);
    put(&bench, "late", "", 90, 1);
    assert_eq!(subjects(&cursor.rows(10).expect("rows")), ["late"], "what is added behind the end is found");
    assert_eq!(subjects(&cursor.rows(-2).expect("rows")), ["s5", "late"]);
    assert_eq!(subjects(&cursor.rows(-100).expect("rows")), ["before", "s2", "after", "s4"]);
    assert_eq!(cursor.rows(-1).expect("the beginning"), []);
}

#[test]
fn seek_find_position_and_total() {
    let bench = Bench::new();
    let ids: Vec<ItemId> = (0..5).map(|n| put(&bench, &format!("s{n}"), "", n, 1)).collect();
    for descending in [false, true] {
        let at = |n: usize| if descending { format!("s{}", 4 - n) } else { format!("s{n}") };
        let mut cursor = by_subject(&bench.store, bench.inbox, ListOptions { descending, ..ListOptions::default() });
        assert_eq!(cursor.position().expect("a position"), (0, 5));
        assert_eq!(cursor.seek(SeekOrigin::Begin, 3).expect("moved"), 3);
        assert_eq!(cursor.position().expect("a position"), (3, 5));
        assert_eq!(subjects(&cursor.rows(1).expect("rows")), [at(3)]);
        assert_eq!(cursor.seek(SeekOrigin::Current, -2).expect("moved"), -2);
        assert_eq!(subjects(&cursor.rows(1).expect("rows")), [at(2)]);
        assert_eq!(cursor.seek(SeekOrigin::End, -1).expect("moved"), -1);
        assert_eq!(subjects(&cursor.rows(9).expect("rows")), [at(4)]);
        assert_eq!(cursor.seek(SeekOrigin::Begin, 99).expect("moved"), 5, "it stops at the end");
        assert_eq!(cursor.seek(SeekOrigin::Current, -99).expect("moved"), -5);
        cursor.find(ids[3]).expect("there");
        assert_eq!(subjects(&cursor.rows(1).expect("rows")), ["s3"]);
        let position = cursor.position().expect("a position");
        assert_eq!(cursor.find(ItemId(1)).expect_err("no such item").code, IOSTX_MAPI_E_NOT_FOUND);
        assert_eq!(cursor.position().expect("a position"), position, "a find that fails moves nothing");
    }
}

#[test]
fn filters_show_unread_and_flagged_items_with_every_sort_key() {
    let bench = Bench::new();
    let ids = sample(&bench);
    bench.set_read(ids[0], false);
    bench.set_read(ids[1], false);
    let update = ItemUpdate { values: Bag::new().with(IOSTX_PR_FLAG_STATUS, Value::I4(2)), ..ItemUpdate::default() };
    bench.store.update_items(bench.inbox, &[ids[1], ids[2]], &update).expect("flagged");
    let hidden = bench.store.create_message(bench.inbox, true).expect("an associated one");
    hidden.set(SUBJECT, Value::Text("hidden".into())).expect("set");
    hidden.save(0).expect("saved");
    for sort in [Sort::Date, Sort::Subject, Sort::Sender, Sort::Size, Sort::Id] {
        let list = |unread, flagged, associated| {
            let mut cursor =
                by_subject(&bench.store, bench.inbox, ListOptions { sort, unread, flagged, associated, ..ListOptions::default() });
            let mut rows = subjects(&cursor.rows(10).expect("rows"));
            assert_eq!(cursor.position().expect("a position").1, rows.len() as u64, "{sort:?}");
            rows.sort();
            rows
        };
        assert_eq!(list(true, false, false), ["Re: delta", "alpha"], "{sort:?}");
        assert_eq!(list(false, true, false), ["Charlie", "alpha"], "{sort:?}");
        assert_eq!(list(true, true, false), ["alpha"], "{sort:?}");
        assert_eq!(list(false, false, true), ["hidden"], "{sort:?}");
        assert_eq!(list(false, false, false).len(), 4, "{sort:?}");
    }
}

#[test]
fn columns_show_any_property_and_say_why_one_is_missing() {
    let bench = Bench::new();
    let id = put(&bench, "a subject", "Anna", 0, 300);
    let message = bench.store.open_message(id, Access::Modify).expect("open");
    message.set(PropTag(IOSTX_PR_BODY), Value::Text("long ".repeat(1000))).expect("set");
    message.save(0).expect("saved");
    let columns = [
        IOSTX_PR_ENTRYID,
        IOSTX_PR_MESSAGE_SIZE,
        IOSTX_PR_READ,
        IOSTX_PR_PENDING,
        IOSTX_PR_REMOTE_ID,
        IOSTX_PR_BODY,
        IOSTX_PR_CHANGED_TAGS,
        IOSTX_PR_SUBJECT & 0xFFFF_0000 | IOSTX_PT_STRING8,
    ];
    let options = ListOptions { columns: columns.map(PropTag).to_vec(), ..ListOptions::default() };
    let mut cursor = bench.store.list_items(bench.inbox, options).expect("a list");
    let row = cursor.next().expect("a row").expect("one");
    assert_eq!(row.object, Some(Object::Item(id)));
    assert_eq!(row.values[0], Value::Binary(bench.store.meid(bench.inbox, id).to_bytes().to_vec()));
    assert_eq!(row.values[1..4], [Value::I4(300), Value::Bool(true), Value::I4(IOSTX_PENDING_NEW as i32)]);
    assert_eq!(
        row.values[4..7],
        [Value::Error(IOSTX_MAPI_E_NOT_FOUND), Value::Error(IOSTX_MAPI_E_NOT_ENOUGH_MEMORY), Value::Error(IOSTX_MAPI_E_NOT_FOUND)]
    );
    assert_eq!(row.values[7], Value::Text("a subject".into()), "PT_STRING8 is read as PT_UNICODE");
    cursor.seek(SeekOrigin::Begin, 0).expect("moved");
    let page = cursor.next_page(10).expect("a page");
    assert_eq!(page.columns[1].data, ColumnData::Numbers(vec![300]));
    assert_eq!((page.len(), page.columns[4].present.as_slice()), (1, [0].as_slice()));
    for bad in [IOSTX_PR_SUBJECT & 0xFFFF_0000, IOSTX_PR_MESSAGE_RECIPIENTS, IOSTX_PR_INTERNET_CONTENT, 0x1234_0777] {
        let refused = bench.store.list_items(bench.inbox, ListOptions { columns: vec![PropTag(bad)], ..ListOptions::default() });
        assert_eq!(refused.err().map(|e| e.code), Some(IOSTX_MAPI_E_BAD_COLUMN), "{bad:08X}");
    }
}

#[test]
fn the_listing_of_a_deleted_folder_says_so() {
    let bench = Bench::new();
    let folder = bench.store.create_folder(bench.root, "short-lived", "IPF.Note", 0).expect("a folder");
    let mut cursor = by_subject(&bench.store, folder, ListOptions::default());
    assert_eq!(cursor.rows(1).expect("rows"), []);
    assert_eq!(cursor.rows(0).expect_err("0 rows").code, IOSTX_MAPI_E_INVALID_PARAMETER);
    bench.store.delete_folder(folder, 0).expect("deleted");
    assert_eq!(cursor.rows(1).expect_err("gone").code, IOSTX_MAPI_E_OBJECT_DELETED);
    assert!(bench.store.list_items(folder, ListOptions::default()).is_err());
}

#[test]
fn a_read_only_store_lists_by_every_key_without_making_indexes() {
    let bench = Bench::new();
    sample(&bench);
    bench.store.close(std::time::Duration::from_secs(60)).expect("closed");
    let path = bench.dir.path().join("test.iostx");
    let store = Store::open(&path, OpenOptions { read_only: true, ..OpenOptions::default() }).expect("a store");
    let mut cursor = by_subject(&store, bench.inbox, ListOptions { sort: Sort::Sender, ..ListOptions::default() });
    assert_eq!(subjects(&cursor.rows(2).expect("rows")), ["Charlie", "alpha"]);
    assert_eq!(subjects(&cursor.rows(9).expect("rows")), ["bravo", "Re: delta"]);
}

#[test]
fn rule_9_4_items_out_of_scope_are_not_listed_and_agents_still_walk_them() {
    let bench = Bench::new();
    let old = 134_000_000_000_000_000 - 100 * DAY;
    let options = FolderOptions { scope: Scope::Newer(134_000_000_000_000_000 - DAY), ..FolderOptions::default() };
    bench.store.set_folder_options(bench.inbox, options).expect("set");
    let sink = bench.store.importer(bench.inbox, &SessionMemory::default(), ImportOptions::default()).expect("a sink");
    for (id, time) in [("old", old), ("new", old + 200 * DAY)] {
        let mut item = incoming(id, "v1", id);
        item.values.set(IOSTX_PR_MESSAGE_DELIVERY_TIME, Value::Time(time));
        item.values.set(IOSTX_PR_MESSAGE_FLAGS, Value::I4(IOSTX_MSGFLAG_READ as i32));
        sink.import_item(item).expect("imported");
    }
    sink.finish(true).expect("finished");
    for sort in [Sort::Date, Sort::Subject, Sort::Id] {
        let mut cursor = by_subject(&bench.store, bench.inbox, ListOptions { sort, ..ListOptions::default() });
        assert_eq!(subjects(&cursor.rows(9).expect("rows")), ["new"], "{sort:?}");
        assert_eq!(cursor.position().expect("a position"), (1, 1));
    }
    let mut walk = bench.store.walk_remote(bench.inbox).expect("a walk");
    let ids: Vec<Value> = walk.rows(9).expect("rows").into_iter().map(|row| row.values[1].clone()).collect();
    assert_eq!(ids, [Value::Binary(b"new".to_vec()), Value::Binary(b"old".to_vec())]);
}

#[test]
fn rule_1_3_the_walk_goes_by_remote_id_and_shows_what_the_server_has() {
    let bench = Bench::new();
    let ids = bench.server_items(bench.inbox, &["b", "aa", "a", "B"]);
    bench.set_read(ids[0], true);
    bench.create(bench.inbox, "not bound");
    let mut walk = bench.store.walk_remote(bench.inbox).expect("a walk");
    let rows = walk.rows(9).expect("rows");
    let remote: Vec<&[u8]> = rows.iter().map(|row| row.values[1].as_binary().expect("an id")).collect();
    assert_eq!(remote, [b"B".as_slice(), b"a", b"aa", b"b"], "byte by byte");
    assert!(rows.iter().all(|row| row.values[2] == Value::Binary(b"v1".to_vec())));
    assert_eq!(rows[3].values[3], Value::Bool(false), "read here, not on the server");
    assert_eq!(rows[3].object, Some(Object::Item(ids[0])));
    walk.find(ids[2]).expect("there");
    assert_eq!(walk.position().expect("a position"), (1, 4));
}

#[test]
fn rule_1_3_many_remote_ids_are_found_in_one_folder_or_in_all() {
    let bench = Bench::new();
    let other = bench.server_folder("Other");
    let here = bench.server_items(bench.inbox, &["1", "2"]);
    let there = bench.server_items(other, &["2", "3"]);
    let find = |folder, ids: &[&str]| -> Vec<Option<Object>> {
        let mut cursor = bench.store.find_remote(folder, ids).expect("a table");
        cursor.rows(99).expect("rows").into_iter().map(|row| row.object).collect()
    };
    let items = |ids: &[ItemId]| -> Vec<Option<Object>> { ids.iter().map(|id| Some(Object::Item(*id))).collect() };
    assert_eq!(find(Some(bench.inbox), &["2", "9", "1"]), items(&[here[1], here[0]]), "in the order asked, unknown ones left out");
    assert_eq!(find(None, &["3", "2"]), items(&[there[1], here[1], there[0]]), "several hits for one id");
    assert_eq!(find(None, &[]), []);
}

#[test]
fn folders_are_listed_as_a_tree_with_any_columns() {
    let bench = Bench::new();
    let make = |parent, name: &str| bench.store.create_folder(parent, name, "IPF.Note", 0).expect("a folder");
    let top = make(bench.inbox, "top");
    let (b, _a) = (make(top, "beta"), make(top, "Alpha"));
    let deep = make(b, "deep");
    bench.create(deep, "one");
    let columns = [IOSTX_PR_DISPLAY_NAME, IOSTX_PR_DEPTH, IOSTX_PR_CONTENT_COUNT, IOSTX_PR_PENDING_COUNT, IOSTX_PR_SUBFOLDERS];
    let list = |parent, flags| {
        let mut cursor = bench.store.list_folders(Some(parent), columns.map(PropTag).to_vec(), flags).expect("a table");
        cursor.rows(99).expect("rows").into_iter().map(|row| row.values).collect::<Vec<_>>()
    };
    let row = |name: &str, depth, count, pending, subfolders| {
        vec![Value::Text(name.into()), Value::I4(depth), Value::I4(count), Value::I4(pending), Value::Bool(subfolders)]
    };
    assert_eq!(list(bench.inbox, 0), [row("top", 1, 0, 1, true)]);
    assert_eq!(
        list(bench.inbox, IOSTX_FOLDERS_DEPTH),
        [row("top", 1, 0, 1, true), row("Alpha", 2, 0, 1, false), row("beta", 2, 0, 1, true), row("deep", 3, 1, 2, false)],
        "by name without case, below their parent"
    );
    bench.store.delete_folder(deep, IOSTX_DEL_MESSAGES).expect("deleted");
    assert_eq!(list(b, IOSTX_FOLDERS_DEPTH), Vec::<Vec<Value>>::new());
    assert_eq!(bench.store.list_folders(None, Vec::new(), 0x80).err().map(|e| e.code), Some(IOSTX_MAPI_E_UNKNOWN_FLAGS));
    let mut all = bench.store.list_folders(None, Vec::new(), IOSTX_FOLDERS_DEPTH | IOSTX_FOLDERS_PENDING).expect("a table");
    assert_eq!(all.position().expect("a position").1, 3, "the three new folders are pending");
    assert_eq!(all.find(ItemId(1)).expect_err("folders are no items").code, IOSTX_MAPI_E_NO_SUPPORT);
}

#[test]
fn names_of_properties_get_tags_on_demand_and_keep_them() {
    let bench = Bench::new();
    let set = Guid([7; 16]);
    let names = [PropName::number(set, 5), PropName::text(set, "colour"), PropName::text(set, "Colour"), PropName::number(set, 5)];
    assert_eq!(bench.store.map_names(&names, false).expect("mapped"), [None; 4], "nothing is made unless asked");
    let ids = bench.store.map_names(&names, true).expect("mapped");
    assert_eq!(ids[0], ids[3]);
    assert!(ids[1] != ids[2] && ids.iter().all(|id| id.is_some_and(|id| id >= 0x8002)), "{ids:?}");
    let other = bench.open_again();
    assert_eq!(other.map_names(&names, false).expect("mapped"), ids, "another process finds the same");
    let more = other.map_names(&[PropName::text(set, "size")], true).expect("mapped")[0];
    assert_eq!(bench.store.map_names(&[PropName::text(set, "size")], true).expect("mapped"), [more]);
    let found = bench.store.get_names(&[ids[1].expect("mapped"), 0x8000, 0x9999, 0x0037]).expect("names");
    assert_eq!(found, [Some(names[1].clone()), Some(PropName::text(PropName::PUBLIC_STRINGS, "Keywords")), None, None]);
    assert_eq!(bench.store.map_names(&[PropName::number(Guid(IOSTX_PS_MAPI), 0x37)], false).expect("mapped"), [Some(0x37)]);
    let empty = PropName { set, id: NameId::Text(String::new()) };
    assert_eq!(bench.store.map_names(&[empty], true).expect_err("no name").code, IOSTX_MAPI_E_INVALID_PARAMETER);
}

#[test]
fn what_another_process_writes_is_noticed_and_what_this_one_writes_is_told_once() {
    let bench = Bench::new();
    let events = bench.store.events(EventOptions::default()).expect("a subscription");
    let other = bench.open_again();
    let next =
        || events.next(std::time::Duration::from_secs(30)).expect("open").expect("within a second; the rest is for a busy machine");
    bench.create(bench.inbox, "ours");
    assert!(matches!(next(), Event { change: Change::ItemCreated(..), origin: Origin::App }));
    let message = other.create_message(bench.inbox, false).expect("a message");
    message.save(0).expect("saved");
    assert_eq!(next(), Event { change: Change::FolderContents(bench.inbox), origin: Origin::Other });
    let folder = other.create_folder(bench.root, "theirs", "IPF.Note", 0).expect("a folder");
    assert_eq!(next(), Event { change: Change::FolderCreated(folder), origin: Origin::Other });
    other.delete_folder(folder, 0).expect("deleted");
    assert_eq!(next(), Event { change: Change::FolderDeleted(folder), origin: Origin::Other });
    other.set_folder_values(bench.inbox, &Bag::new().with(IOSTX_PR_COMMENT, Value::Text("x".into()))).expect("set");
    assert_eq!(next(), Event { change: Change::FolderChanged(bench.inbox), origin: Origin::Other });
    bench.store.close(std::time::Duration::from_secs(60)).expect("the watching thread ends with the store");
    let ended = std::iter::repeat_with(|| events.next(std::time::Duration::ZERO)).find_map(Result::err);
    assert_eq!(ended.map(|e| e.code), Some(IOSTX_MAPI_E_USER_CANCEL));
}

#[test]
fn properties_of_a_folder_are_those_it_has_and_those_it_computes() {
    let bench = Bench::new();
    let values = bench.store.folder_values(bench.inbox, &[]).expect("values");
    let get = |tag: u32| values.iter().find(|(known, _)| known.0 == tag).and_then(|(_, value)| value.clone());
    assert_eq!(get(IOSTX_PR_DISPLAY_NAME), Some(Value::Text("Inbox".into())));
    assert_eq!(get(IOSTX_PR_SPECIAL_FOLDER), Some(Value::I4(IOSTX_FOLDER_INBOX as i32)));
    assert_eq!(get(IOSTX_PR_ENTRYID), Some(Value::Binary(bench.store.feid(bench.inbox).to_bytes().to_vec())));
    assert!(values.iter().all(|(_, value)| value.is_some()), "a list of all names none that is missing");
    let asked = [IOSTX_PR_IPM_TASK_ENTRYID, IOSTX_PR_ADDITIONAL_REN_ENTRYIDS, IOSTX_PR_REMOTE_ID].map(PropTag);
    let asked = bench.store.folder_values(bench.inbox, &asked).expect("values");
    let tasks = bench.store.special_folder(IOSTX_FOLDER_TASKS).expect("there");
    assert_eq!(asked[0].1, Some(Value::Binary(bench.store.feid(tasks).to_bytes().to_vec())));
    assert!(matches!(&asked[1].1, Some(Value::Multi(PropType::Binary, ids)) if ids.len() == 5));
    assert_eq!(asked[2].1, None);
}
