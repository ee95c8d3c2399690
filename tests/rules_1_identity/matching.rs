//! 1.4, 1.5: match keys, fingerprints, probes.

use std::collections::BTreeSet;

use iostx::codes::*;
use iostx::props::flags::IOSTX_FLAG_FLAGGED;
use iostx::props::{PropTag, Value, tags};
use iostx::store::flags::*;
use iostx::store::{Binding, DAY, FolderOptions, ImportItem, ItemId, ListOptions, Pending, Probe, Scope};

use crate::source_key;
use crate::support::*;

#[test]
fn rule_1_4_every_item_has_a_match_key_before_it_is_handed_out() {
    let bench = Bench::new();
    let plain = bench.create(bench.inbox, "plain");
    let named = bench.create(bench.inbox, "named");
    bench.set(named, PropTag(tags::IOSTX_PR_INTERNET_MESSAGE_ID), Value::Text("<n@example.org>".into()));
    let keyless = bench.imported(bench.inbox, ImportItem { match_key: Vec::new(), ..mail("r1", "1", "keyless") });
    bench.write(keyless, "changed");
    let dest = bench.folder("dest");
    let moved = bench.imported(bench.inbox, ImportItem { match_key: Vec::new(), ..mail("r2", "1", "moved") });
    bench.move_to(moved, dest);
    let handed =
        |folder| bench.hand_out(folder).1.into_iter().map(|up| (up.item.id, up.item.match_key.clone())).collect::<Vec<_>>();
    let keys = [handed(bench.inbox), handed(dest)].concat();
    assert_eq!(keys.len(), 4);
    for (item, key) in keys {
        assert!(!key.is_empty(), "item {item:?} has none");
        assert_eq!(key, bench.item(item).match_key, "it is on disk");
        if item == plain {
            assert_eq!(key, source_key(&bench, plain), "its source key if nothing better");
        }
    }
}

#[test]
fn rule_1_4_an_unknown_id_with_a_strong_key_and_equal_text_binds_silently() {
    let bench = Bench::new();
    let ours = bench.create_event(bench.inbox, "uid-1", "BEGIN");
    let counts = bench.import(bench.inbox, &[event("r1", "1", "uid-1", "BEGIN")]);
    assert_eq!((counts.created, counts.conflicts), (0, 0));
    assert_eq!(bench.items(bench.inbox), [ours]);
    assert_eq!((bench.pending(ours), bench.item(ours).binding), (Pending::NONE, Binding::new("r1", "1")));
    assert!(bench.items(bench.special(IOSTX_FOLDER_CONFLICTS)).is_empty());
    bench.check();
}

#[test]
fn rule_1_4_an_unknown_id_with_a_strong_key_and_another_text_binds_as_a_conflict() {
    let bench = Bench::new();
    let ours = bench.create_event(bench.inbox, "uid-1", "OURS");
    let counts = bench.import(bench.inbox, &[event("r1", "1", "uid-1", "THEIRS")]);
    assert_eq!((counts.created, counts.conflicts), (0, 1));
    assert_eq!(bench.items(bench.inbox), [ours]);
    assert_eq!(bench.item(ours).binding.remote_id, b"r1");
    let kept = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS));
    let texts: BTreeSet<_> = [bench.text(ours), bench.text(kept[0])].into();
    assert_eq!(texts, [Some("OURS".to_owned()), Some("THEIRS".to_owned())].into(), "neither is lost");
    bench.check();
}

#[test]
fn rule_1_4_a_strong_key_binds_no_item_that_is_bound_already() {
    let bench = Bench::new();
    let bound = bench.imported(bench.inbox, event("r1", "1", "uid-1", "A"));
    let other = bench.imported(bench.inbox, event("r2", "1", "uid-1", "A"));
    assert_ne!(bound, other);
    assert_eq!(bench.item(bound).binding.remote_id, b"r1");
}

/// A mail of our own with the key of what `mail(id, ...)` sends.
fn own_mail(bench: &Bench, id: &str, text: &str) -> ItemId {
    let message = bench.store.create_message(bench.inbox, false).expect("a message");
    message.set(PropTag(tags::IOSTX_PR_INTERNET_MESSAGE_ID), Value::Text(format!("<{id}@example.org>"))).expect("set");
    message.set(CONTENT, Value::Binary(text.into())).expect("set");
    message.save(0).expect("saved");
    message.id().expect("saved")
}

fn mail_of(id: &str, key: &str, text: &str) -> ImportItem {
    ImportItem { match_key: format!("<{key}@example.org>").into_bytes(), content: Some(text.into()), ..mail(id, "1", "s") }
}

#[test]
fn rule_1_4_a_weak_key_binds_if_the_digest_agrees() {
    let bench = Bench::new();
    let ours = own_mail(&bench, "k", "text");
    let counts = bench.import(bench.inbox, &[mail_of("r1", "k", "text")]);
    assert_eq!((counts.created, bench.items(bench.inbox)), (0, vec![ours]));
    assert_eq!(bench.item(ours).binding.remote_id, b"r1");
    assert!(!bench.pending(ours).has(Pending::NEW));
}

#[test]
fn rule_1_4_a_weak_key_with_another_digest_leaves_two_items() {
    let bench = Bench::new();
    let ours = own_mail(&bench, "k", "ours");
    assert_eq!(bench.import(bench.inbox, &[mail_of("r1", "k", "theirs")]).created, 1);
    assert_eq!(bench.items(bench.inbox).len(), 2);
    assert_eq!((bench.pending(ours), bench.item(ours).binding.is_bound()), (Pending::NEW, false));
}

#[test]
fn rule_1_4_a_weak_key_never_binds_one_of_two() {
    let bench = Bench::new();
    let ours = [own_mail(&bench, "k", "text"), own_mail(&bench, "k", "text")];
    assert_eq!(bench.import(bench.inbox, &[mail_of("r1", "k", "text")]).created, 1);
    assert!(ours.iter().all(|item| bench.pending(*item) == Pending::NEW));
}

#[test]
fn rule_1_4_a_weak_key_binds_an_item_with_a_retry_mark_if_exactly_one_fits() {
    let bench = Bench::new();
    let ours = own_mail(&bench, "k", "ours");
    drop(bench.hand_out(bench.inbox));
    let short = ImportItem { content: None, ..mail_of("r1", "k", "") };
    let importer = bench.importer(bench.inbox);
    assert_eq!(importer.probe(&[short]), Ok(vec![Probe::Bound]), "without its body");
    importer.finish(true).expect("finished");
    assert_eq!((bench.items(bench.inbox), bench.pending(ours)), (vec![ours], Pending::NONE));
    assert_eq!(bench.item(ours).binding.remote_id, b"r1");
    bench.check();
}

#[test]
fn rule_1_4_a_weak_key_binds_no_item_with_a_retry_mark_if_two_of_the_server_fit() {
    let bench = Bench::new();
    let ours = own_mail(&bench, "k", "ours");
    drop(bench.hand_out(bench.inbox));
    let short = |id| ImportItem { content: None, ..mail_of(id, "k", "") };
    let importer = bench.importer(bench.inbox);
    assert_eq!(importer.probe(&[short("r1"), short("r2")]), Ok(vec![Probe::WantAll, Probe::WantAll]));
    importer.import_item(mail_of("r1", "k", "theirs")).expect("imported");
    importer.import_item(mail_of("r2", "k", "ours")).expect("imported");
    importer.finish(true).expect("finished");
    assert_eq!(importer.counts()[0].created, 1);
    assert_eq!(bench.item(ours).binding.remote_id, b"r2", "the digest tells");
    assert_eq!(bench.items(bench.inbox).len(), 2);
}

#[test]
fn rule_1_4_fingerprints_that_contradict_never_bind() {
    let bench = Bench::new();
    let ours = own_mail(&bench, "k", "ours");
    bench.set(ours, PropTag(tags::IOSTX_PR_FINGERPRINT), Value::Binary(b"size 4".to_vec()));
    drop(bench.hand_out(bench.inbox));
    let theirs = with_print(mail_of("r1", "k", "ours"), "size 9");
    let answers = bench.importer(bench.inbox).probe(&[ImportItem { content: None, ..theirs.clone() }]);
    assert_eq!(answers, Ok(vec![Probe::WantAll]));
    assert_eq!(bench.import(bench.inbox, &[theirs]).created, 1);
    assert!(!bench.item(ours).binding.is_bound());
    let uid = bench.create_event(bench.inbox, "uid", "E");
    bench.set(uid, PropTag(tags::IOSTX_PR_FINGERPRINT), Value::Binary(b"size 1".to_vec()));
    bench.import(bench.inbox, &[with_print(event("r2", "1", "uid", "E"), "size 2")]);
    assert!(!bench.item(uid).binding.is_bound(), "a strong key neither");
}

#[test]
fn rule_1_4_a_copy_that_moved_an_event_is_the_event_whatever_somebody_made_of_it_since() {
    for sent in [true, false] {
        let bench = Bench::new();
        let (a, b) = (bench.folder("a"), bench.folder("b"));
        let item = bench.imported(a, with_print(event("r1", "v1", "uid", "ours"), "p1"));
        bench.import(b, &[]);
        bench.move_to(item, b);
        if sent {
            drop(bench.hand_out(b));
        }
        bench.import(b, &[with_print(event("r7", "v2", "uid", "theirs"), "p2")]);
        assert_eq!((bench.items(b), bench.by_remote(b, "r7")), (vec![item], Some(item)), "sent: {sent}");
        assert_eq!((bench.text(item).as_deref(), bench.pending(item)), (Some("theirs"), Pending::NONE), "sent: {sent}");
        let left: Vec<_> = bench.deletes(a).1.iter().map(|entry| (entry.stone.binding.clone(), entry.dest.is_some())).collect();
        assert_eq!(left, [(Binding::new("r1", "v1"), false)], "the original is to be deleted, sent: {sent}");
        // What was never sent cannot be what became the other one: it is kept.
        let kept: Vec<_> = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS)).into_iter().map(|item| bench.text(item)).collect();
        assert_eq!(kept, if sent { vec![] } else { vec![Some("ours".to_owned())] });
        bench.check();
    }
}

#[test]
fn rule_1_4_a_known_id_with_another_weak_key_is_a_deletion_and_a_new_item() {
    let bench = Bench::new();
    let old = bench.imported(bench.inbox, mail_of("r1", "first", "one"));
    let changed = bench.imported(bench.inbox, mail_of("r9", "changed", "nine"));
    bench.write(changed, "ours");
    bench.import(bench.inbox, &[mail_of("r1", "second", "two"), mail_of("r9", "other", "ten")]);
    let new = bench.by_remote(bench.inbox, "r1").expect("imported");
    assert_ne!(old, new);
    assert_eq!(bench.store.item(old).err().map(|e| e.code), Some(IOSTX_MAPI_E_OBJECT_DELETED));
    assert_eq!(bench.text(new).as_deref(), Some("two"));
    let pending = Pending::NEW.plus(Pending::CONTENT);
    assert_eq!((bench.pending(changed), bench.text(changed).as_deref()), (pending, Some("ours")), "its work is not lost");
    assert_eq!(bench.importer(bench.inbox).probe(&[mail_of("r1", "third", "")]), Ok(vec![Probe::WantAll]));
    bench.check();
}

#[test]
fn rule_1_4_items_without_a_key_bind_by_digest() {
    let bench = Bench::new();
    let ours = bench.create(bench.inbox, "same");
    let keyless = |id: &str| ImportItem { match_key: Vec::new(), ..mail(id, "1", "same") };
    assert_eq!(bench.import(bench.inbox, &[keyless("r1")]).created, 0);
    assert_eq!(bench.item(ours).binding.remote_id, b"r1");
    assert_eq!(bench.import(bench.inbox, &[keyless("r2")]).created, 1, "the next one is another item");
}

#[test]
fn rule_1_5_a_probe_says_what_must_be_fetched() {
    let bench = Bench::new();
    bench.import(bench.inbox, &[mail("same", "1", "a"), mail("flags", "1", "b"), event("event", "1", "uid", "text")]);
    bench.import(bench.inbox, &[header(mail("head", "1", "h"))]);
    let own = bench.create(bench.inbox, "own");
    bench.set(own, PropTag(tags::IOSTX_PR_FINGERPRINT), Value::Binary(b"print".to_vec()));
    drop(bench.hand_out(bench.inbox));
    let key = bench.item(own).match_key;
    let deleted = bench.imported(bench.inbox, mail("deleted", "1", "d"));
    bench.delete(deleted);
    let ours = ImportItem { binding: Binding::new("own", "1"), match_key: key, strong: Some(false), ..ImportItem::default() };
    let probes = [
        (mail("same", "1", "a"), Probe::Have),
        (mail("flags", "2", "b"), Probe::WantFlags),
        (event("event", "2", "uid", ""), Probe::WantAll),
        (mail("head", "1", "h"), Probe::WantAll),
        (mail("new", "1", "n"), Probe::WantAll),
        (mail("deleted", "1", "d"), Probe::Deleted),
        (with_print(ours, "print"), Probe::Bound),
    ];
    let asked: Vec<_> = probes.iter().map(|(item, _)| ImportItem { content: None, ..item.clone() }).collect();
    let importer = bench.importer(bench.inbox);
    assert_eq!(importer.probe(&asked), Ok(probes.iter().map(|(_, answer)| *answer).collect()));
    importer.finish(true).expect("finished");
    assert_eq!(bench.item(own).binding.remote_id, b"own", "the probe bound it");
    assert_eq!(importer.probe(&asked[..1]).map(|_| ()).map_err(|e| e.code), Ok(()), "a probe that finds all changes nothing");
}

#[test]
fn rule_1_5_a_probe_of_an_old_item_whose_flags_nobody_told_is_out_of_scope_and_one_that_is_unread_is_not() {
    let bench = Bench::new();
    let options = bench.store.folder_options(bench.inbox).expect("there");
    bench.store.set_folder_options(bench.inbox, FolderOptions { scope: Scope::Newer(bench.now()), ..options }).expect("set");
    let old = |id: &str, flags: Option<i32>| {
        let time = Value::Time(bench.now() - DAY);
        let item = ImportItem { binding: Binding::new(id, "1"), ..ImportItem::default() };
        let item = with_value(item, PropTag(tags::IOSTX_PR_MESSAGE_DELIVERY_TIME), time);
        flags.map_or(item.clone(), |flags| with_value(item, PropTag(tags::IOSTX_PR_MESSAGE_FLAGS), Value::I4(flags)))
    };
    let probe = |items: &[ImportItem]| {
        let importer = bench.importer(bench.inbox);
        let answers = importer.probe(items).expect("answered");
        importer.finish(true).expect("finished");
        answers
    };
    let read = tags::IOSTX_MSGFLAG_READ as i32;
    let listed = [old("unknown", None), old("read", Some(read)), old("unread", Some(0))];
    assert_eq!(probe(&listed), [Probe::OutOfScope, Probe::OutOfScope, Probe::WantAll]);
    assert_eq!(probe(&listed[..2]), [Probe::OutOfScope; 2], "and stays so");
    let listed = bench.store.list_items(bench.inbox, ListOptions::default()).expect("a list").next().expect("a row");
    let kept = bench.store.find_remote(Some(bench.inbox), &["unknown"]).expect("a list").next().expect("a row");
    assert!(listed.is_none() && kept.is_some(), "a slim row, which apps do not see");
}

#[test]
fn rule_1_5_under_a_strong_key_only_an_equal_fingerprint_binds_without_the_body() {
    for (theirs, answer) in [(Some("same"), Probe::Bound), (Some("other"), Probe::WantAll), (None, Probe::WantAll)] {
        let bench = Bench::new();
        let ours = bench.create_event(bench.inbox, "uid-1", "BEGIN");
        bench.set(ours, PropTag(tags::IOSTX_PR_FINGERPRINT), Value::Binary(b"same".to_vec()));
        drop(bench.hand_out(bench.inbox));
        let seen = ImportItem { content: None, ..event("r1", "1", "uid-1", "") };
        let seen = theirs.map_or(seen.clone(), |print| with_print(seen, print));
        let importer = bench.importer(bench.inbox);
        assert_eq!(importer.probe(&[seen]), Ok(vec![answer]), "{theirs:?}");
        importer.finish(true).expect("finished");
        assert_eq!(bench.by_remote(bench.inbox, "r1"), (answer == Probe::Bound).then_some(ours), "{theirs:?}");
        bench.check();
    }
}

#[test]
fn rule_1_5_a_probe_sees_imports_that_are_not_committed() {
    let bench = Bench::new();
    let importer = bench.importer(bench.inbox);
    importer.import_item(mail("r1", "1", "a")).expect("imported");
    assert_eq!(importer.probe(&[mail("r1", "1", "a")]), Ok(vec![Probe::Have]));
}

#[test]
fn rule_1_4_items_of_one_weak_key_and_text_that_were_uploaded_without_an_id_bind_one_to_one() {
    let bench = Bench::new();
    let ours = [own_mail(&bench, "k", "text"), own_mail(&bench, "k", "text")];
    bench.set_flags(ours[1], IOSTX_FLAG_FLAGGED, 0);
    let (mut table, items) = bench.hand_out(bench.inbox);
    items.iter().for_each(|up| table.answer_item(up, ok()));
    table.commit().expect("settled");
    let flagged = with_value(mail_of("r1", "k", "text"), PropTag(tags::IOSTX_PR_FLAG_STATUS), Value::I4(2));
    let counts = bench.import(bench.inbox, &[flagged, mail_of("r2", "k", "text"), mail_of("r3", "k", "text")]);
    assert_eq!(counts.created, 1, "the third is another one");
    let ids = ours.map(|item| bench.item(item).binding.remote_id);
    assert_eq!(ids, [b"r2".to_vec(), b"r1".to_vec()], "each the one that needs no change");
    bench.check();
}

#[test]
fn rule_1_4_of_two_with_one_weak_key_the_one_that_was_handed_out_binds() {
    let bench = Bench::new();
    let sent = own_mail(&bench, "k", "text");
    drop(bench.hand_out(bench.inbox));
    let later = own_mail(&bench, "k", "text");
    assert_eq!(bench.import(bench.inbox, &[mail_of("r1", "k", "text")]).created, 0);
    assert_eq!((bench.item(sent).binding.remote_id, bench.pending(later)), (b"r1".to_vec(), Pending::NEW));
}

#[test]
fn rule_1_4_of_two_uploaded_without_an_answer_the_text_tells_which_one_it_is() {
    let bench = Bench::new();
    let ours = [own_mail(&bench, "k", "one"), own_mail(&bench, "k", "two")];
    drop(bench.hand_out(bench.inbox));
    assert_eq!(bench.import(bench.inbox, &[mail_of("r2", "k", "two"), mail_of("r1", "k", "one")]).created, 0);
    assert_eq!(ours.map(|item| bench.item(item).binding.remote_id), [b"r1".to_vec(), b"r2".to_vec()]);
}

#[test]
fn rule_1_4_deletions_of_items_of_one_weak_key_and_text_find_one_each() {
    let bench = Bench::new();
    let ours = [own_mail(&bench, "k", "text"), own_mail(&bench, "k", "text")];
    let (mut table, items) = bench.hand_out(bench.inbox);
    items.iter().for_each(|up| table.answer_item(up, ok()));
    table.commit().expect("settled");
    ours.iter().for_each(|item| bench.delete(*item));
    let counts = bench.import(bench.inbox, &[mail_of("r1", "k", "text"), mail_of("r2", "k", "text")]);
    assert_eq!((counts.created, bench.items(bench.inbox).len()), (0, 0), "neither comes back");
    let ids: BTreeSet<_> = bench.deletes(bench.inbox).1.into_iter().map(|entry| entry.stone.binding.remote_id).collect();
    assert_eq!(ids, [b"r1".to_vec(), b"r2".to_vec()].into());
    bench.check();
}
