//! 1.3, 1.9: remote ids and versions, and the root that bounds a session.

use iostx::codes::*;
use iostx::props::{Bag, PropTag, Value, tags};
use iostx::store::flags::IOSTX_WANTED_UNKNOWN;
use iostx::store::{Access, Binding, Entry, ImportFlags, ImportItem, ItemUpdate, MAX_REMOTE, Offer, Pending, StateKind};

use crate::support::*;
use crate::{REMOTE_ID, REMOTE_VERSION};

#[test]
fn rule_1_3_ids_and_versions_are_any_bytes_up_to_a_kibibyte() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    for tag in [REMOTE_ID, REMOTE_VERSION] {
        bench.set(item, tag, Value::Binary(vec![0xFF; MAX_REMOTE]));
        let message = bench.store.open_message(item, Access::Modify).expect("there");
        message.set(tag, Value::Binary(vec![1; MAX_REMOTE + 1])).expect("taken");
        assert_eq!(message.save(0).map_err(|e| e.code), Err(IOSTX_MAPI_E_INVALID_PARAMETER));
    }
    let long = Binding::new(vec![0; MAX_REMOTE], vec![0; MAX_REMOTE]);
    bench.import(bench.inbox, &[ImportItem { binding: long.clone(), ..mail("", "", "b") }]);
    for binding in [Binding::new([0; MAX_REMOTE + 1], ""), Binding::new("r", [0; MAX_REMOTE + 1])] {
        let refused = bench.importer(bench.inbox).import_item(ImportItem { binding, ..mail("", "", "c") });
        assert_eq!(refused.map(|_| ()).map_err(|e| e.code), Err(IOSTX_MAPI_E_INVALID_PARAMETER));
    }
    assert_eq!(bench.item(item).binding, Binding::new(vec![0xFF; MAX_REMOTE], vec![0xFF; MAX_REMOTE]));
    assert_eq!(bench.items(bench.inbox).into_iter().filter(|item| bench.item(*item).binding == long).count(), 1);
}

#[test]
fn rule_1_3_setting_a_binding_is_no_local_change() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, mail("r1", "1", "a"));
    bench.set(item, REMOTE_VERSION, Value::Binary(b"2".to_vec()));
    bench.set(item, REMOTE_ID, Value::Binary(b"r2".to_vec()));
    bench.set(item, PropTag(tags::IOSTX_PR_MATCH_KEY), Value::Binary(b"k".to_vec()));
    assert_eq!((bench.pending(item), bench.item(item).binding), (Pending::NONE, Binding::new("r2", "2")));
    assert!(bench.hand_out(bench.inbox).1.is_empty());
}

#[test]
fn rule_1_3_a_remote_id_that_another_item_of_the_folder_has_collides_for_that_item_only() {
    let bench = Bench::new();
    let other = bench.folder("other");
    bench.imported(bench.inbox, mail("taken", "1", "a"));
    let (b, c) = (bench.create(bench.inbox, "b"), bench.create(other, "c"));
    let message = bench.store.open_message(b, Access::Modify).expect("there");
    message.set(REMOTE_ID, Value::Binary(b"taken".to_vec())).expect("set");
    assert_eq!(message.save(0).map_err(|e| e.code), Err(IOSTX_MAPI_E_COLLISION));
    bench.set(c, REMOTE_ID, Value::Binary(b"taken".to_vec()));
    let d = bench.create(bench.inbox, "d");
    let update = ItemUpdate { values: Bag::new().with(REMOTE_ID, Value::Binary(b"fresh".to_vec())), ..ItemUpdate::default() };
    let outcome = bench.store.update_items(bench.inbox, &[b, d], &update).expect("done as far as it goes");
    assert_eq!((outcome.done, outcome.skipped, outcome.first.map(|e| e.code)), (1, 1, Some(IOSTX_MAPI_E_COLLISION)));
    assert_eq!((bench.item(b).binding.remote_id, bench.item(d).binding.remote_id), (b"fresh".to_vec(), Vec::new()));
}

#[test]
fn rule_1_3_an_uploaded_item_that_gets_the_id_of_another_stays_pending_and_the_others_are_settled() {
    let bench = Bench::new();
    bench.imported(bench.inbox, mail("taken", "1", "a"));
    let (b, c) = (bench.create(bench.inbox, "b"), bench.create(bench.inbox, "c"));
    let (mut table, items) = bench.hand_out(bench.inbox);
    table.answer_item(&items[0], done("taken", "1"));
    table.answer_item(&items[1], done("free", "1"));
    let _ = table.commit();
    assert_eq!((bench.pending(b), bench.pending(c)), (Pending::NEW, Pending::NONE));
    assert_eq!(bench.item(c).binding, Binding::new("free", "1"));
    bench.check();
}

#[test]
fn rule_1_3_an_id_that_waits_for_its_deletion_is_not_given_to_another_item() {
    let bench = Bench::new();
    let gone = bench.imported(bench.inbox, mail("r1", "1", "a"));
    bench.delete(gone);
    let new = bench.create(bench.inbox, "b");
    let (mut table, items) = bench.hand_out(bench.inbox);
    table.answer_item(&items[0], done("r1", "2"));
    let _ = table.commit();
    drop(table);
    assert_eq!(bench.pending(new), Pending::NEW, "or the deletion would take it away again");
    bench.check();
}

#[test]
fn rule_1_3_many_ids_are_looked_up_at_once_in_one_folder_or_in_all() {
    let bench = Bench::new();
    let other = bench.folder("other");
    let a = bench.imported(bench.inbox, mail("r1", "1", "a"));
    let b = bench.imported(bench.inbox, mail("r2", "1", "b"));
    let c = bench.imported(other, mail("r1", "7", "c"));
    let find = |folder| {
        let mut cursor = bench.store.find_remote(folder, &["r2", "unknown", "r1"]).expect("found");
        let mut found = Vec::new();
        while let Some(row) = cursor.next().expect("a row") {
            let meid = row.values[1].as_binary().expect("an entry id").to_vec();
            found.push((row.values[0].as_binary().expect("an id").to_vec(), bench.store.open_entry(&meid).expect("there")));
        }
        found
    };
    let hit = |id: &str, item| (id.as_bytes().to_vec(), Entry::Item(item));
    assert_eq!(find(Some(bench.inbox)), [hit("r2", b), hit("r1", a)]);
    assert_eq!(find(None), [hit("r2", b), hit("r1", a), hit("r1", c)]);
}

#[test]
fn rule_1_3_a_folder_is_walked_in_the_order_of_remote_ids() {
    let bench = Bench::new();
    for id in ["b", "a", "ab", "B", "\u{fc}"] {
        bench.import(bench.inbox, &[mail(id, &format!("v{id}"), id)]);
    }
    bench.create(bench.inbox, "not bound");
    bench.set_read(bench.by_remote(bench.inbox, "a").expect("there"), true);
    let mut cursor = bench.store.walk_remote(bench.inbox).expect("a walk");
    let mut seen = Vec::new();
    while let Some(row) = cursor.next().expect("a row") {
        let bytes = |at: usize| String::from_utf8(row.values[at].as_binary().expect("bytes").to_vec()).expect("text");
        seen.push((bytes(1), bytes(2), row.values[3].clone()));
    }
    let row = |id: &str| (id.to_owned(), format!("v{id}"), Value::Bool(false));
    assert_eq!(seen, ["B", "a", "ab", "b", "\u{fc}"].map(row), "byte by byte, flags as the server had them");
}

#[test]
fn rule_1_3_flags_of_an_unknown_id_answer_not_found_for_that_one_only() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, mail("r1", "1", "a"));
    let flags = |id: &str| ImportFlags { binding: Binding::new(id, "2"), set: 1, clear: 0, keywords: None };
    let importer = bench.importer(bench.inbox);
    assert_eq!(importer.import_flags(&[flags("unknown"), flags("r1")]), Ok(vec![IOSTX_MAPI_E_NOT_FOUND, IOSTX_S_OK]));
    importer.finish(true).expect("finished");
    assert!(bench.item(item).is_read());
    assert_eq!(bench.items(bench.inbox).len(), 1);
    let wanted = |after: &str| bench.importer(bench.inbox).wanted(after.as_bytes(), 9).expect("a list");
    let unknown = wanted("");
    assert_eq!((unknown.len(), unknown[0].why), (1, IOSTX_WANTED_UNKNOWN), "to be fetched at once");
    bench.import(bench.inbox, &[mail("unknown", "2", "b")]);
    assert_eq!(wanted(""), []);
}

#[test]
fn rule_1_9_a_root_bounds_what_a_session_is_offered() {
    let bench = Bench::new();
    let (a, b) = (bench.new_folder("account a"), bench.new_folder("account b"));
    let below = |parent, name: &str| bench.store.create_folder(parent, name, "IPF.Note", 0).expect("a folder");
    let (in_a, in_b) = (below(a, "in a"), below(b, "in b"));
    let offer = |root| Offer { root, ..bench.offer() };
    let work = |root| bench.store.hierarchy_work(&offer(root)).expect("work").into_iter().map(|work| work.id).collect::<Vec<_>>();
    assert_eq!((work(a), work(b)), (vec![in_a], vec![in_b]), "the root stands for the top of the server's");
    for work in bench.store.hierarchy_work(&bench.offer()).expect("work") {
        let upload = bench.store.begin_folder_upload(&work, b"").expect("handed out").expect("pending");
        bench.store.answer_folder(&upload, &done(&work.id.0.to_string(), "1")).expect("settled");
    }
    bench.create(in_a, "x");
    bench.create(in_b, "y");
    assert_eq!(bench.store.upload_folders(&offer(a)), Ok(vec![in_a]));
    assert_eq!(bench.store.upload_folders(&offer(b)), Ok(vec![in_b]));
    assert_eq!(bench.store.download_folders(&offer(a)), Ok(vec![a, in_a]));
}

#[test]
fn rule_1_9_hierarchy_and_account_blobs_are_per_root() {
    let bench = Bench::new();
    let (a, b) = (bench.new_folder("account a"), bench.new_folder("account b"));
    for (root, blob) in [(a, b"a"), (b, b"b")] {
        bench.store.set_state_blob(StateKind::Hierarchy(root), blob).expect("set");
        bench.store.set_state_blob(StateKind::Account(root), blob).expect("set");
    }
    for (root, blob) in [(a, b"a"), (b, b"b")] {
        assert_eq!(bench.store.state_blob(StateKind::Hierarchy(root)), Ok(blob.to_vec()));
        assert_eq!(bench.store.state_blob(StateKind::Account(root)), Ok(blob.to_vec()));
    }
    let folders =
        bench.store.hierarchy_importer(a, &Default::default(), Default::default(), &Default::default()).expect("an importer");
    folders.set_state_blob(b"a2").expect("set");
    folders.finish(true).expect("finished");
    assert_eq!(bench.store.state_blob(StateKind::Hierarchy(a)), Ok(b"a2".to_vec()));
    assert_eq!(bench.store.state_blob(StateKind::Hierarchy(b)), Ok(b"b".to_vec()));
}

#[test]
fn rule_1_9_a_remote_id_outside_of_the_root_is_another_folder() {
    let bench = Bench::new();
    let (a, b) = (bench.new_folder("account a"), bench.new_folder("account b"));
    let import = |root, name: &str| {
        let folders = bench
            .store
            .hierarchy_importer(root, &Default::default(), Default::default(), &Default::default())
            .expect("an importer");
        let values = Bag::new()
            .with(tags::IOSTX_PR_REMOTE_ID, Value::Binary(b"same".to_vec()))
            .with(tags::IOSTX_PR_DISPLAY_NAME, Value::Text(name.into()));
        let id = folders.import_folder_change(&values).expect("imported");
        folders.finish(true).expect("finished");
        id
    };
    let (in_a, in_b) = (import(a, "x"), import(b, "y"));
    assert_ne!(in_a, in_b);
    assert_eq!(import(a, "z"), in_a);
    assert_eq!(bench.store.folder(in_b).expect("there").name, "y");
}
