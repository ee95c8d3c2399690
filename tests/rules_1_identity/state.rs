//! 1.6, 1.7: state blobs and wanted lists.

use iostx::codes::*;
use iostx::store::flags::*;
use iostx::store::{DAY, ImportItem, MAX_STATE, Pending, StateKind, Wanted};

use crate::support::*;

#[test]
fn rule_1_6_there_is_a_blob_for_each_folder_hierarchy_and_account_up_to_16_mebibytes() {
    let bench = Bench::new();
    let kinds = [StateKind::Folder(bench.inbox), StateKind::Hierarchy(bench.root), StateKind::Account(bench.root)];
    for (kind, byte) in kinds.into_iter().zip(1u8..) {
        assert_eq!(bench.store.state_blob(kind), Ok(Vec::new()));
        bench.store.set_state_blob(kind, &vec![byte; MAX_STATE]).expect("fits");
        let refused = bench.store.set_state_blob(kind, &vec![byte; MAX_STATE + 1]);
        assert_eq!(refused.map_err(|e| e.code), Err(IOSTX_MAPI_E_TOO_BIG));
    }
    let bench = bench.restarted();
    for (kind, byte) in kinds.into_iter().zip(1u8..) {
        assert!(bench.store.state_blob(kind).expect("read") == vec![byte; MAX_STATE]);
    }
    let too_big = bench.importer(bench.inbox).set_state_blob(&vec![0; MAX_STATE + 1]);
    assert_eq!(too_big.map_err(|e| e.code), Err(IOSTX_MAPI_E_TOO_BIG));
}

#[test]
fn rule_1_6_a_blob_is_never_newer_than_the_imports_that_it_stands_for() {
    let bench = Bench::new();
    let observer = bench.open_again();
    let importer = bench.importer(bench.inbox);
    for n in 1..=1200u32 {
        importer.import_item(mail(&format!("r{n}"), "1", "s")).expect("imported");
        if n % 100 == 0 {
            importer.set_state_blob(n.to_string().as_bytes()).expect("set");
        }
        if n % 10 == 0 {
            let blob = observer.state_blob(StateKind::Folder(bench.inbox)).expect("read");
            let stands_for: i64 = String::from_utf8(blob).expect("text").parse().unwrap_or(0);
            assert!(observer.folder(bench.inbox).expect("there").total >= stands_for);
        }
    }
    drop(importer);
    let bench = bench.restarted();
    let blob = bench.store.state_blob(StateKind::Folder(bench.inbox)).expect("read");
    let stands_for: i64 = String::from_utf8(blob).expect("text").parse().expect("a number");
    let there = bench.store.folder(bench.inbox).expect("there").total;
    assert!(there >= stands_for && there < 1200, "a stop in the middle: {stands_for} of {there}");
}

#[test]
fn rule_1_6_a_blob_waits_for_the_deletions_that_were_told_before_it() {
    let bench = Bench::new();
    bench.import(bench.inbox, &["r1", "r2", "r3", "r4"].map(|id| mail(id, "1", id)));
    let importer = bench.importer(bench.inbox);
    importer.delete_remote(&[b"r1"]).expect("told");
    importer.set_state_blob(b"after r1").expect("set");
    importer.flush().expect("flushed");
    drop(importer);
    let bench = bench.restarted();
    let blob = |bench: &Bench| bench.store.state_blob(StateKind::Folder(bench.inbox)).expect("read");
    assert_eq!((blob(&bench), bench.items(bench.inbox).len()), (Vec::new(), 4), "neither");
    let importer = bench.importer(bench.inbox);
    importer.delete_remote(&[b"r1"]).expect("told");
    importer.set_state_blob(b"after r1").expect("set");
    importer.finish(true).expect("finished");
    assert_eq!((blob(&bench), bench.items(bench.inbox).len()), (b"after r1".to_vec(), 3), "both");
}

#[test]
fn rule_1_6_an_account_blob_set_on_a_sink_is_written_with_its_imports() {
    let bench = Bench::new();
    let importer = bench.importer(bench.inbox);
    importer.import_item(mail("r1", "1", "s")).expect("imported");
    importer.set_account_blob(bench.root, b"token").expect("set");
    assert_eq!(bench.store.state_blob(StateKind::Account(bench.root)), Ok(Vec::new()));
    importer.flush().expect("committed");
    assert_eq!(bench.store.state_blob(StateKind::Account(bench.root)), Ok(b"token".to_vec()));
    assert_eq!(bench.items(bench.inbox).len(), 1);
}

fn wanted(bench: &Bench) -> Vec<Wanted> {
    bench.importer(bench.inbox).wanted(b"", 100).expect("a list")
}

#[test]
fn rule_1_7_an_item_that_failed_is_wanted_and_the_blob_moves_on_past_it() {
    let bench = Bench::new();
    let failed = || ImportItem { failed: Some((IOSTX_MAPI_E_NETWORK_ERROR, "broke off".into())), ..mail("r2", "1", "b") };
    let importer = bench.importer(bench.inbox);
    importer.import_item(mail("r1", "1", "a")).expect("imported");
    importer.import_item(failed()).expect("noted");
    importer.set_state_blob(b"after r2").expect("set");
    drop(importer);
    let bench = bench.restarted();
    let blob = bench.store.state_blob(StateKind::Folder(bench.inbox)).expect("read");
    bench.turn_clock(DAY);
    assert_eq!((blob.is_empty(), wanted(&bench).is_empty()), (true, true), "blob and list are written together");
    let importer = bench.importer(bench.inbox);
    importer.import_item(failed()).expect("noted");
    importer.set_state_blob(b"after r2").expect("set");
    importer.finish(true).expect("finished");
    let bench = bench.restarted();
    assert_eq!(bench.store.state_blob(StateKind::Folder(bench.inbox)), Ok(b"after r2".to_vec()));
    assert!(wanted(&bench).is_empty(), "not again at once");
    bench.turn_clock(DAY);
    let list = wanted(&bench);
    assert_eq!(list.len(), 1);
    assert_eq!((list[0].remote_id.as_slice(), list[0].why, list[0].attempts), (&b"r2"[..], IOSTX_WANTED_FAILED, 1));
    assert_eq!((list[0].code, list[0].text.as_str()), (IOSTX_MAPI_E_NETWORK_ERROR, "broke off"));
    bench.import(bench.inbox, &[failed()]);
    bench.turn_clock(DAY);
    assert_eq!(wanted(&bench)[0].attempts, 2);
    bench.import(bench.inbox, &[mail("r2", "1", "b")]);
    bench.turn_clock(DAY);
    assert!(wanted(&bench).is_empty(), "it came");
}

#[test]
fn rule_1_7_a_body_that_the_app_asks_for_is_wanted_until_it_comes() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, header(mail("r1", "1", "a")));
    assert!(wanted(&bench).is_empty());
    bench.store.request_full(&[item]).expect("asked");
    assert_eq!(bench.pending(item), Pending::NONE, "asking is no change for the server");
    let list = wanted(&bench);
    assert_eq!((list.len(), list[0].remote_id.as_slice(), list[0].why), (1, &b"r1"[..], IOSTX_WANTED_BODY));
    bench.import(bench.inbox, &[mail("r1", "1", "a")]);
    assert!(wanted(&bench).is_empty());
    assert_eq!(bench.text(item).map(String::into_bytes), Some(text_of("a")));
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.check();
}

#[test]
fn rule_1_7_a_dropped_change_makes_the_servers_version_wanted() {
    let bench = Bench::new();
    let changed = bench.imported(bench.inbox, mail("r1", "1", "a"));
    let deleted = bench.imported(bench.inbox, mail("r2", "1", "b"));
    bench.write(changed, "ours");
    bench.delete(deleted);
    bench.store.drop_change(&[changed, deleted].map(iostx::store::Object::Item)).expect("dropped");
    let list: Vec<_> = wanted(&bench).into_iter().map(|wanted| (wanted.remote_id, wanted.why)).collect();
    assert_eq!(list, [(b"r1".to_vec(), IOSTX_WANTED_REVERTED), (b"r2".to_vec(), IOSTX_WANTED_REVERTED)]);
    bench.import(bench.inbox, &[mail("r1", "1", "a"), mail("r2", "1", "b")]);
    assert!(wanted(&bench).is_empty());
    assert_eq!(bench.items(bench.inbox).len(), 2);
}
