//! 1.8: versions.

use std::collections::BTreeSet;

use iostx::codes::*;
use iostx::ids::{Pcl, Xid};
use iostx::props::Value;
use iostx::store::flags::*;
use iostx::store::{ImportItem, ListingScope, Pending, Probe, SessionMemory};
use proptest::prelude::*;

use crate::ics;
use crate::support::*;

#[test]
fn rule_1_8_an_equal_version_that_brings_nothing_the_store_lacks_is_no_change() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, mail("r1", "1", "a"));
    let before = (bench.item(item), bench.bytes());
    let importer = bench.importer(bench.inbox);
    importer.import_item(mail("r1", "1", "a")).expect("known");
    importer
        .import_item(ImportItem { content: Some(b"other bytes, so the version lies".to_vec()), ..mail("r1", "1", "a") })
        .expect("known");
    importer.import_item(header(mail("r1", "1", "a"))).expect("known");
    importer.finish(true).expect("finished");
    assert_eq!(importer.counts()[0], Default::default());
    assert_eq!((bench.item(item), bench.bytes()), before, "not a byte is written");
}

#[test]
fn rule_1_8_an_equal_version_that_brings_the_missing_body_is_taken() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, header(mail("r1", "1", "a")));
    assert_eq!(bench.text(item), None);
    assert_eq!(bench.import(bench.inbox, &[mail("r1", "1", "a")]).changed, 1);
    assert_eq!(bench.text(item).map(String::into_bytes), Some(text_of("a")));
    let lacking = with_value(mail("r1", "1", "a"), OWN, Value::I4(5));
    bench.import(bench.inbox, &[lacking]);
    assert_eq!(bench.item(item).bag.number(OWN.0), Some(5), "a property that the store lacks too");
}

#[test]
fn rule_1_8_empty_versions_compare_by_value() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, mail("r1", "", "a"));
    let before = (bench.item(item), bench.bytes());
    assert_eq!(bench.import(bench.inbox, &[mail("r1", "", "a")]), Default::default());
    assert_eq!((bench.item(item), bench.bytes()), before);
    assert_eq!(bench.import(bench.inbox, &[mail("r1", "", "b")]).changed, 1);
    assert_eq!(bench.text(item).map(String::into_bytes), Some(text_of("b")));
}

#[test]
fn rule_1_8_a_header_of_the_same_version_never_drops_the_body() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, mail("r1", "1", "a"));
    let same = with_value(header(mail("r1", "1", "a")), OTHER, Value::I4(1));
    bench.import(bench.inbox, &[same]);
    assert_eq!(bench.text(item).map(String::into_bytes), Some(text_of("a")));
    assert_eq!(bench.item(item).bag.number(OTHER.0), Some(1));
}

#[test]
fn rule_1_8_a_header_of_another_version_leaves_no_outdated_body_that_nobody_fetches_again() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, event("r1", "1", "uid", "old"));
    bench.import(bench.inbox, &[header(event("r1", "2", "uid", "new"))]);
    assert_eq!(bench.importer(bench.inbox).probe(&[event("r1", "2", "uid", "new")]), Ok(vec![Probe::WantAll]));
    bench.import(bench.inbox, &[event("r1", "2", "uid", "new")]);
    assert_eq!(bench.text(item).as_deref(), Some("new"));
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.check();
}

#[test]
fn rule_1_8_a_header_of_another_version_keeps_our_pending_text() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, event("r1", "1", "uid", "old"));
    bench.write(item, "ours");
    bench.import(bench.inbox, &[header(event("r1", "2", "uid", "new"))]);
    let texts = |bench: &Bench| {
        let kept = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS));
        kept.into_iter().chain([item]).filter_map(|item| bench.text(item)).collect::<BTreeSet<_>>()
    };
    assert!(texts(&bench).contains("ours"));
    bench.import(bench.inbox, &[event("r1", "2", "uid", "new")]);
    assert!(texts(&bench).is_superset(&["ours".to_owned(), "new".to_owned()].into()), "{:?}", texts(&bench));
    bench.check();
}

#[test]
fn rule_1_8_with_ics_keys_the_change_list_decides() {
    let bench = Bench::new();
    let key = xid(9, 1);
    let import = |change| {
        let importer = bench.importer(bench.inbox);
        let result = importer.import_message_change(&ics(&key, change), 0).map_err(|e| e.code)?;
        result.set(SUBJECT, Value::Text(format!("version {change}"))).expect("set");
        result.save(0).expect("saved");
        importer.finish(true).expect("finished");
        Ok(())
    };
    assert_eq!(import(5), Ok(()));
    assert_eq!(import(5), Err(IOSTX_SYNC_E_IGNORE), "the same");
    assert_eq!(import(4), Err(IOSTX_SYNC_E_IGNORE), "older");
    assert_eq!(import(6), Ok(()), "newer");
    let item = bench.items(bench.inbox)[0];
    assert_eq!(bench.item(item).bag.text(SUBJECT.0), Some("version 6"));
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.set(item, OWN, Value::I4(1));
    let change = xid(9, 6);
    let (_, items) = bench.hand_out(bench.inbox);
    let list = Pcl::decode(&items[0].change_list).expect("a list");
    assert!(list.includes(&Pcl::default().with(Xid::from_slice(&change).expect("a key"))), "our change has seen theirs");
    assert_ne!(items[0].change_key.namespace().0, [9; 16], "and is ours");
}

fn any_mail() -> impl Strategy<Value = ImportItem> {
    (0u8..4, 0u8..3, 0u8..3, prop::bool::ANY, prop::option::of(0u8..3)).prop_map(|(id, version, text, head, own)| {
        let version = if version == 0 { String::new() } else { version.to_string() };
        let item = mail(&format!("r{id}"), &version, &format!("text {text}"));
        let item = own.map_or(item.clone(), |own| with_value(item, OWN, Value::I4(own.into())));
        if head { header(item) } else { item }
    })
}

proptest! {
    #![proptest_config(cases(48))]
    #[test]
    fn rule_1_8_and_6_12_importing_again_what_was_imported_last_changes_nothing(items in prop::collection::vec(any_mail(), 1..12)) {
        let bench = Bench::new();
        bench.import(bench.inbox, &items);
        bench.check();
        let mut last: Vec<ImportItem> = Vec::new();
        for item in items.into_iter().rev().filter(|item| !item.header) {
            if last.iter().all(|known| known.binding.remote_id != item.binding.remote_id) {
                last.push(item);
            }
        }
        bench.import(bench.inbox, &last);
        let before = (bench.bytes(), bench.items(bench.inbox));
        let counts = bench.import(bench.inbox, &last);
        prop_assert_eq!(counts, Default::default());
        prop_assert!((bench.bytes(), bench.items(bench.inbox)) == before, "not a byte is written");
        let importer = bench.importer_in(bench.inbox, &SessionMemory::default());
        importer.listing_begin(ListingScope::default()).expect("begun");
        let answers = importer.probe(&bench_list(&bench)).expect("probed");
        importer.listing_complete().expect("complete");
        importer.finish(true).expect("finished");
        prop_assert!(answers.iter().all(|answer| matches!(answer, Probe::Have | Probe::WantFlags | Probe::WantAll)));
        prop_assert!(bench.bytes() == before.0, "nor by a listing");
        bench.check();
    }
}

fn bench_list(bench: &Bench) -> Vec<ImportItem> {
    let items = bench.items(bench.inbox).into_iter().map(|item| bench.item(item));
    items.map(|item| ImportItem { binding: item.binding, match_key: item.match_key, ..ImportItem::default() }).collect()
}
