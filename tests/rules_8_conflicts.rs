//! Section 8 of the rules of replication: what becomes of a server's change or deletion that meets local work, row by row, and
//! what each policy makes of a conflict.

mod support_conflicts;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use iostx::codes::*;
use iostx::ids::Meid;
use iostx::props::flags::*;
use iostx::props::{PropTag, PropType, Value, tags::*};
use iostx::store::flags::*;
use iostx::store::*;
use support_conflicts::*;

/// An item that was changed here one minute after the start.
fn edited(bench: &Bench) -> ItemId {
    let item = bench.synced(bench.inbox, "a", "base");
    bench.at(1).write(item, "ours");
    item
}

fn policy(policy: Policy) -> ImportOptions {
    ImportOptions { policy, ..ImportOptions::default() }
}

/// The items that PR_CONFLICT_ITEMS of an item names.
fn linked(bench: &Bench, item: ItemId) -> Vec<ItemId> {
    let item = bench.item(item);
    let Some(Value::Multi(PropType::Binary, ids)) = item.bag.get(IOSTX_PR_CONFLICT_ITEMS) else { return Vec::new() };
    let meid = |id: &Value| Meid::from_slice(id.as_binary().expect("bytes")).expect("an entry id");
    ids.iter().map(|id| bench.store.item_of(&meid(id).message).expect("an item")).collect()
}

// The table, row by row.

#[test]
fn rule_8_row_1_a_change_replaces_a_clean_item() {
    let bench = Bench::new();
    let item = bench.synced(bench.inbox, "a", "one");
    bench.import(bench.inbox, sent("a", "2").text("two").number(SHELF, 4));
    assert_eq!((bench.text(item).as_str(), bench.number(item, SHELF)), ("two", Some(4)));
    assert!(bench.pending(item).is_clean());
    assert_eq!((bench.kept().len(), bench.conflicts().len()), (0, 0));
}

#[test]
fn rule_8_row_2_a_change_takes_the_text_and_merges_pending_flags_by_element() {
    let bench = Bench::new();
    let item = bench.synced(bench.inbox, "a", "one");
    bench.flag(item, IOSTX_FLAG_FLAGGED, 0);
    bench.words(item, &["mine"], &[]);
    bench.read(item, false);
    let change = sent("a", "2").text("two").number(PropTag(IOSTX_PR_LAST_VERB_EXECUTED), 102);
    bench.import(bench.inbox, change.with(PropTag(IOSTX_PR_KEYWORDS), Value::texts(["theirs"])));
    let now = bench.item(item);
    assert_eq!(bench.text(item), "two");
    assert_eq!(now.flag_set(), IOSTX_FLAG_FLAGGED | IOSTX_FLAG_ANSWERED);
    assert_eq!(now.keywords(), ["mine", "theirs"]);
    assert_eq!(now.pending, Pending::FLAGS.plus(Pending::READ));
    assert_eq!(bench.conflicts(), []);
    let message = bench.store.open_message(item, Access::Read).expect("there").pending().expect("a list");
    assert_eq!(message.get(IOSTX_PR_KEYWORDS_ADDED), Some(&Value::texts(["mine"])), "only ours is left to upload");
}

#[test]
fn rule_8_row_2_a_pending_flag_that_the_server_has_now_is_clean() {
    let bench = Bench::new();
    let item = bench.synced(bench.inbox, "a", "one");
    bench.flag(item, IOSTX_FLAG_FLAGGED, 0);
    bench.import(bench.inbox, sent("a", "2").text("two").number(PropTag(IOSTX_PR_FLAG_STATUS), 2));
    assert!(bench.pending(item).is_clean());
    assert_eq!(bench.item(item).flag_set() & IOSTX_FLAG_FLAGGED, IOSTX_FLAG_FLAGGED);
}

#[test]
fn rule_8_row_3_the_same_result_on_both_sides_is_bound_and_clean() {
    let bench = Bench::new();
    let item = bench.synced(bench.inbox, "a", "one");
    bench.write(item, "the same");
    bench.set(item, SHELF, Value::I4(3));
    bench.import(bench.inbox, sent("a", "2").text("the same").number(SHELF, 3));
    assert!(bench.pending(item).is_clean());
    assert_eq!(bench.item(item).binding, Binding::new("a", "2"));
    assert_eq!((bench.kept().len(), bench.conflicts().len()), (0, 0));
}

#[test]
fn rule_8_row_4_changes_of_other_properties_merge_and_ours_stay_pending() {
    let bench = Bench::new();
    let item = bench.synced(bench.inbox, "a", "one");
    bench.set(item, SHELF, Value::I4(5));
    bench.import(bench.inbox, sent("a", "2").text("two").number(ROW, 7));
    assert_eq!((bench.text(item).as_str(), bench.number(item, SHELF), bench.number(item, ROW)), ("two", Some(5), Some(7)));
    assert_eq!(bench.pending(item), Pending::PROPS);
    assert_eq!(bench.item(item).binding, Binding::new("a", "2"));
    assert_eq!(bench.conflicts(), []);
}

#[test]
fn rule_8_row_5_the_later_change_of_one_field_wins_and_the_loser_is_kept_and_linked() {
    // (minutes of the server's version, what wins)
    for (made, winner, loser) in [(2, "theirs", "ours"), (0, "ours", "theirs")] {
        let bench = Bench::new();
        let item = edited(&bench);
        bench.import(bench.inbox, sent("a", "2").text("theirs").made(START + made * MINUTE));
        assert_eq!(bench.text(item), winner);
        assert_eq!(bench.kept(), [loser]);
        assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_CHANGE_CHANGE]);
        assert_eq!(bench.pending(item).is_clean(), winner == "theirs", "ours is still to be uploaded");
        assert_eq!(bench.item(item).binding, Binding::new("a", "2"), "against the version that it was merged with");
        let copy = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS))[0];
        assert_eq!((linked(&bench, item), linked(&bench, copy)), (vec![copy], vec![item]));
    }
}

#[test]
fn rule_8_row_5_a_property_that_both_changed_is_a_conflict_too() {
    let bench = Bench::new();
    bench.import(bench.inbox, sent("a", "1").number(SHELF, 1));
    let item = bench.bound(bench.inbox, "a").expect("imported");
    bench.at(1).set(item, SHELF, Value::I4(2));
    bench.import(bench.inbox, sent("a", "2").number(SHELF, 3).made(START));
    assert_eq!((bench.number(item, SHELF), bench.pending(item)), (Some(2), Pending::PROPS));
    let copy = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS))[0];
    assert_eq!(bench.number(copy, SHELF), Some(3));
}

#[test]
fn rule_8_row_5_without_a_time_the_servers_wins() {
    let bench = Bench::new();
    let item = edited(&bench);
    bench.import(bench.inbox, sent("a", "2").text("theirs"));
    assert_eq!((bench.text(item).as_str(), bench.kept()), ("theirs", vec!["ours".to_owned()]));
}

#[test]
fn rule_8_row_5_a_time_more_than_five_minutes_ahead_says_nothing() {
    // Against such a time ours could never win; it does not matter how late ours is.
    for (ahead, winner) in [(5 * MINUTE, "theirs"), (5 * MINUTE + 1, "theirs")] {
        let bench = Bench::new();
        let item = edited(&bench);
        bench.import(bench.inbox, sent("a", "2").text("theirs").made(bench.now() + ahead));
        assert_eq!(bench.text(item), winner);
    }
    // A clock that was set back: ours is later than now, and later than a time that says something.
    let winner = |made: FileTime| {
        let bench = Bench::new();
        let item = bench.synced(bench.inbox, "a", "base");
        bench.at(60).write(item, "ours");
        bench.at(0).import(bench.inbox, sent("a", "2").text("theirs").made(made));
        bench.text(item)
    };
    assert_eq!(winner(START + 5 * MINUTE), "ours");
    assert_eq!(winner(START + 5 * MINUTE + 1), "theirs");
}

#[test]
fn rule_8_row_5_on_a_tie_without_keys_the_servers_wins() {
    let bench = Bench::new();
    let item = edited(&bench);
    bench.import(bench.inbox, sent("a", "2").text("theirs").made(START + MINUTE));
    assert_eq!((bench.text(item).as_str(), bench.kept()), ("theirs", vec!["ours".to_owned()]));
}

#[test]
fn rule_8_row_6_a_change_of_what_was_moved_away_here_is_taken_and_the_move_stays_pending() {
    let bench = Bench::new();
    let dest = bench.server_folder("dest");
    let item = bench.synced(bench.inbox, "a", "one");
    bench.move_to(item, dest);
    bench.import(bench.inbox, sent("a", "2").text("two"));
    assert_eq!((bench.text(item).as_str(), bench.item(item).folder), ("two", dest));
    assert_eq!(bench.pending(item), Pending::MOVED);
    assert_eq!(bench.items(bench.inbox), []);
    let mut table = bench.table(dest);
    let up = table.next_item(b"").expect("read").expect("offered");
    assert_eq!(
        up.source.as_ref().map(|source| source.binding.clone()),
        Some(Binding::new("a", "2")),
        "the newest version is moved"
    );
}

#[test]
fn rule_8_row_6_a_change_of_the_same_field_of_a_moved_item_is_a_conflict() {
    let bench = Bench::new();
    let dest = bench.server_folder("dest");
    let item = edited(&bench);
    bench.move_to(item, dest);
    bench.import(bench.inbox, sent("a", "2").text("theirs").made(START));
    assert_eq!((bench.text(item).as_str(), bench.kept()), ("ours", vec!["theirs".to_owned()]));
    assert_eq!(bench.pending(item), Pending::MOVED.plus(Pending::CONTENT));
}

#[test]
fn rule_8_row_7_what_was_deleted_here_comes_back_with_a_change_of_its_content() {
    let bench = Bench::new();
    let item = bench.synced(bench.inbox, "a", "one");
    bench.delete(item);
    bench.import(bench.inbox, sent("a", "2").text("two"));
    assert_eq!((bench.text(item).as_str(), bench.pending(item)), ("two", Pending::NONE));
    assert_eq!(bench.item(item).binding, Binding::new("a", "2"));
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0), "nothing of the deletion is left");
    assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_CHANGE_DELETE]);
}

#[test]
fn rule_8_row_7_with_deletion_wins_the_deletion_stands_and_the_servers_version_is_kept() {
    let bench = Bench::new();
    bench.options(bench.inbox, |options| options.deletion_wins = true);
    let item = bench.synced(bench.inbox, "a", "one");
    bench.delete(item);
    bench.import(bench.inbox, sent("a", "2").text("two"));
    assert!(bench.is_gone(item));
    assert_eq!(bench.offers(bench.inbox), (0, 0, 1));
    assert_eq!((bench.kept(), bench.conflicts()), (vec!["two".to_owned()], vec![IOSTX_CONFLICT_CHANGE_DELETE]));
    let entry = bench.table(bench.inbox).next_deletes(10, b"").expect("read").remove(0);
    assert_eq!(entry.stone.binding, Binding::new("a", "2"), "the deletion names what the server has now");
}

#[test]
fn rule_8_row_8_a_change_of_flags_alone_does_not_bring_back_what_was_deleted_here() {
    let bench = Bench::new();
    let item = bench.synced(bench.inbox, "a", "one");
    bench.delete(item);
    bench.server_flags(bench.inbox, "a", "2", IOSTX_FLAG_FLAGGED, 0);
    assert!(bench.is_gone(item));
    assert_eq!((bench.offers(bench.inbox), bench.conflicts()), ((0, 0, 1), vec![IOSTX_CONFLICT_CHANGE_DELETE]));
    // The same as a whole item: the text is the one that was deleted.
    bench.import(bench.inbox, sent("a", "3").text("one").unread());
    assert!(bench.is_gone(item));
    assert_eq!(bench.items(bench.inbox), []);
}

#[test]
fn rule_8_row_9_a_deletion_takes_clean_items_and_those_with_pending_flags_only() {
    let bench = Bench::new();
    let clean = bench.synced(bench.inbox, "a", "one");
    let flagged = bench.synced(bench.inbox, "b", "two");
    let unread = bench.synced(bench.inbox, "c", "three");
    bench.synced(bench.inbox, "d", "four");
    bench.flag(flagged, IOSTX_FLAG_FLAGGED, 0);
    bench.read(unread, false);
    bench.server_deletes(bench.inbox, "a");
    assert!(bench.is_gone(clean));
    assert_eq!(bench.conflicts(), [], "nobody changed it");
    bench.server_deletes(bench.inbox, "b");
    bench.server_deletes(bench.inbox, "c");
    assert!(bench.is_gone(flagged) && bench.is_gone(unread));
    assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_DELETE_CHANGE; 2]);
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0));
}

#[test]
fn rule_8_row_10_a_deletion_of_what_was_changed_here_makes_it_new() {
    for changes_text in [true, false] {
        let bench = Bench::new();
        let item = bench.synced(bench.inbox, "a", "one");
        match changes_text {
            true => bench.write(item, "ours"),
            false => bench.set(item, SHELF, Value::I4(1)),
        }
        let key = bench.table(bench.inbox).next_item(b"").expect("read").expect("offered").source_key.clone();
        bench.server_deletes(bench.inbox, "a");
        // What it was tells what was changed, should it show up elsewhere.
        let changed = if changes_text { Pending::CONTENT } else { Pending::PROPS };
        assert_eq!((bench.pending(item), bench.item(item).binding), (Pending::NEW.plus(changed), Binding::default()));
        assert_eq!(bench.text(item), if changes_text { "ours" } else { "one" });
        assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_DELETE_CHANGE]);
        let new = bench.table(bench.inbox).next_item(b"").expect("read").expect("offered");
        assert_ne!(new.source_key, key, "a key that the server deleted never comes back (ics.md 1.3)");
        assert!(!new.item.match_key.is_empty());
    }
}

#[test]
fn rule_8_row_10_with_deletion_wins_the_item_goes_and_a_copy_is_kept() {
    let bench = Bench::new();
    bench.options(bench.inbox, |options| options.deletion_wins = true);
    let item = bench.synced(bench.inbox, "a", "one");
    bench.write(item, "ours");
    bench.server_deletes(bench.inbox, "a");
    assert!(bench.is_gone(item));
    assert_eq!((bench.kept(), bench.conflicts()), (vec!["ours".to_owned()], vec![IOSTX_CONFLICT_DELETE_CHANGE]));
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0));
}

// Policies.

#[test]
fn rule_8_policy_server_wins_even_if_ours_is_later() {
    let bench = Bench::new();
    let item = edited(&bench);
    bench.import_with(bench.inbox, &policy(Policy::Server), sent("a", "2").text("theirs").made(START));
    assert_eq!((bench.text(item).as_str(), bench.pending(item)), ("theirs", Pending::NONE));
    assert_eq!(bench.kept(), ["ours"]);
}

#[test]
fn rule_8_policy_local_wins_even_if_the_servers_is_later() {
    let bench = Bench::new();
    let item = edited(&bench);
    bench.import_with(bench.inbox, &policy(Policy::Local), sent("a", "2").text("theirs").made(START + 2 * MINUTE));
    assert_eq!((bench.text(item).as_str(), bench.pending(item)), ("ours", Pending::CONTENT));
    assert_eq!(bench.kept(), ["theirs"]);
    assert_eq!(bench.upload(bench.inbox), [(item, Pending::CONTENT)]);
    assert!(bench.pending(item).is_clean());
}

#[test]
fn rule_8_the_policy_of_a_folder_goes_before_that_of_the_session() {
    let bench = Bench::new();
    bench.options(bench.inbox, |options| options.policy = Some(Policy::Local));
    let item = edited(&bench);
    bench.import_with(bench.inbox, &policy(Policy::Server), sent("a", "2").text("theirs"));
    assert_eq!(bench.text(item), "ours");
}

#[test]
fn rule_8_policy_hold_keeps_ours_unoffered_and_the_servers_newest_beside_it() {
    let bench = Bench::new();
    let item = edited(&bench);
    let hold = policy(Policy::Hold);
    bench.import_with(bench.inbox, &hold, sent("a", "2").text("theirs"));
    assert_eq!((bench.text(item).as_str(), bench.kept()), ("ours", vec!["theirs".to_owned()]));
    assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_HELD]);
    assert_eq!((bench.offers(bench.inbox), bench.upload(bench.inbox)), ((0, 0, 0), vec![]));
    // A newer version takes the place of the one beside it, whatever the policy is now; our edits go on.
    bench.write(item, "ours again");
    bench.import(bench.inbox, sent("a", "3").text("theirs again"));
    assert_eq!((bench.text(item).as_str(), bench.kept()), ("ours again", vec!["theirs again".to_owned()]));
    assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_HELD]);
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0));
}

#[test]
fn rule_8_policy_hold_still_merges_flags() {
    let bench = Bench::new();
    let item = edited(&bench);
    bench.flag(item, IOSTX_FLAG_FLAGGED, 0);
    let hold = policy(Policy::Hold);
    bench.import_with(bench.inbox, &hold, sent("a", "2").text("theirs").number(PropTag(IOSTX_PR_LAST_VERB_EXECUTED), 102));
    assert_eq!(bench.item(item).flag_set(), IOSTX_FLAG_READ | IOSTX_FLAG_FLAGGED | IOSTX_FLAG_ANSWERED);
    bench.server_flags(bench.inbox, "a", "3", IOSTX_FLAG_DELETED, IOSTX_FLAG_READ);
    assert_eq!(bench.item(item).flag_set(), IOSTX_FLAG_FLAGGED | IOSTX_FLAG_ANSWERED | IOSTX_FLAG_DELETED);
    assert_eq!((bench.text(item).as_str(), bench.kept()), ("ours", vec!["theirs".to_owned()]));
}

#[test]
fn rule_8_policy_hold_is_resolved_later() {
    let hold = || {
        let bench = Bench::new();
        let item = edited(&bench);
        bench.import_with(bench.inbox, &policy(Policy::Hold), sent("a", "2").text("theirs"));
        (bench, item)
    };
    let (bench, item) = hold();
    bench.store.resolve_conflict(item, Choice::Server).expect("resolved");
    assert_eq!((bench.text(item).as_str(), bench.kept(), bench.pending(item)), ("theirs", vec!["ours".to_owned()], Pending::NONE));
    assert_eq!(bench.conflicts(), []);

    let (bench, item) = hold();
    bench.store.resolve_conflict(item, Choice::Local).expect("resolved");
    assert_eq!((bench.text(item).as_str(), bench.kept()), ("ours", vec!["theirs".to_owned()]));
    let mut table = bench.table(bench.inbox);
    let up = table.next_item(b"").expect("read").expect("offered again");
    assert_eq!(up.item.binding, Binding::new("a", "2"), "over the version that was held");
    drop(table);

    let (bench, item) = hold();
    bench.store.resolve_conflict(item, Choice::KeepBoth).expect("resolved");
    assert_eq!((bench.texts(bench.inbox), bench.kept()), (vec!["theirs".to_owned(), "ours".to_owned()], vec![]));
    assert_eq!(bench.offers(bench.inbox).0, 1);
    assert!(bench.pending(item).is_clean());
}

#[test]
fn rule_8_policy_hold_ends_when_the_server_deletes_the_item() {
    let bench = Bench::new();
    let item = edited(&bench);
    bench.import_with(bench.inbox, &policy(Policy::Hold), sent("a", "2").text("theirs"));
    bench.server_deletes(bench.inbox, "a");
    assert_eq!((bench.text(item).as_str(), bench.pending(item)), ("ours", Pending::NEW.plus(Pending::CONTENT)));
    assert_eq!(bench.kept(), ["theirs"], "the version that was beside it stays");
    assert_eq!(bench.offers(bench.inbox), (1, 0, 0), "nothing is left to decide");
    assert!(!bench.conflicts().contains(&IOSTX_CONFLICT_HELD));
}

#[test]
fn rule_8_policy_keep_both_makes_ours_a_new_item_with_a_key_of_its_own() {
    let bench = Bench::new();
    let item = edited(&bench);
    bench.import_with(bench.inbox, &policy(Policy::KeepBoth), sent("a", "2").text("theirs"));
    assert_eq!((bench.text(item).as_str(), bench.pending(item)), ("theirs", Pending::NONE));
    assert_eq!(bench.item(item).binding, Binding::new("a", "2"), "the server's keeps the identity");
    let new = *bench.items(bench.inbox).last().expect("ours");
    assert_eq!((bench.text(new).as_str(), bench.pending(new)), ("ours", Pending::NEW));
    let key = |item| bench.item(item).match_key;
    assert!(!key(new).is_empty() && key(new) != key(item));
    assert_eq!(bench.upload(bench.inbox), [(new, Pending::NEW)]);
    assert_eq!(bench.kept(), Vec::<String>::new());
}

/// The text that a version in a callback has.
fn text_of(message: &Message) -> String {
    match message.get(CONTENT) {
        Ok(Value::Binary(bytes)) => String::from_utf8(bytes).expect("text"),
        _ => String::new(),
    }
}

#[test]
fn rule_8_policy_ask_shows_the_versions_and_takes_the_answer() {
    for (answer, text, kept, pending) in [
        (Policy::Server, "theirs", vec!["ours"], Pending::NONE),
        (Policy::Local, "ours", vec!["theirs"], Pending::CONTENT),
        (Policy::KeepBoth, "theirs", vec![], Pending::NONE),
        (Policy::LastWriter, "theirs", vec!["ours"], Pending::NONE),
        (Policy::Hold, "ours", vec!["theirs"], Pending::CONTENT),
    ] {
        let bench = Bench::new();
        let item = edited(&bench);
        let seen = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&seen);
        let ask: AskCallback = Arc::new(move |case| {
            count.fetch_add(1, Ordering::Relaxed);
            assert_eq!([&case.base, &case.local, &case.server].map(text_of), ["base", "ours", "theirs"]);
            assert_eq!(case.item, item);
            answer
        });
        bench.import_with(bench.inbox, &ImportOptions { ask: Some(ask), ..policy(Policy::Ask) }, sent("a", "2").text("theirs"));
        assert_eq!(seen.load(Ordering::Relaxed), 1, "asked once");
        assert_eq!((bench.text(item).as_str(), bench.pending(item)), (text, pending), "{answer:?}");
        assert_eq!(bench.kept(), kept, "{answer:?}");
        assert_eq!(bench.conflicts().contains(&IOSTX_CONFLICT_HELD), answer == Policy::Hold);
    }
}

#[test]
fn rule_8_policy_ask_may_merge() {
    let bench = Bench::new();
    let item = edited(&bench);
    let ask: AskCallback = Arc::new(|case| {
        let both = format!("{} and {}", text_of(&case.local), text_of(&case.server));
        case.merged.set(CONTENT, Value::Binary(both.into_bytes())).expect("set");
        Policy::Ask
    });
    bench.import_with(bench.inbox, &ImportOptions { ask: Some(ask), ..policy(Policy::Ask) }, sent("a", "2").text("theirs"));
    assert_eq!((bench.text(item).as_str(), bench.pending(item)), ("ours and theirs", Pending::CONTENT));
    let mut kept = bench.kept();
    kept.sort();
    assert_eq!(kept, ["ours", "theirs"], "no version is lost");
    assert_eq!(bench.item(item).binding, Binding::new("a", "2"));
    assert_eq!(linked(&bench, item).len(), 2);
}

#[test]
fn rule_8_policy_ask_without_a_callback_is_last_writer_wins() {
    let bench = Bench::new();
    let item = edited(&bench);
    bench.import_with(bench.inbox, &policy(Policy::Ask), sent("a", "2").text("theirs").made(START));
    assert_eq!((bench.text(item).as_str(), bench.kept()), ("ours", vec!["theirs".to_owned()]));
}

#[test]
fn rule_8_a_merge_callback_goes_before_every_policy() {
    for (merges, text, kept) in [(true, "merged", 2), (false, "theirs", 1)] {
        for other in [Policy::LastWriter, Policy::Server] {
            let bench = Bench::new();
            let item = edited(&bench);
            let merge: MergeCallback = Arc::new(move |case| {
                if merges {
                    case.merged.set(CONTENT, Value::Binary(b"merged".to_vec())).expect("set");
                }
                merges
            });
            let options = ImportOptions { merge: Some(merge), ..policy(other) };
            bench.import_with(bench.inbox, &options, sent("a", "2").text("theirs"));
            assert_eq!((bench.text(item).as_str(), bench.kept().len()), (text, kept), "{other:?}");
        }
    }
}

#[test]
fn rule_8_a_callback_may_use_the_store() {
    let bench = Bench::new();
    let item = edited(&bench);
    let store = bench.store.clone();
    let inbox = bench.inbox;
    let ask: AskCallback = Arc::new(move |_| {
        assert!(store.folder(inbox).expect("readable").total >= 1);
        store.set_read(inbox, &[item], false).expect("writable");
        Policy::Server
    });
    bench.import_with(bench.inbox, &ImportOptions { ask: Some(ask), ..policy(Policy::Ask) }, sent("a", "2").text("theirs"));
    assert_eq!(bench.text(item), "theirs");
    assert!(!bench.item(item).is_read(), "what was done meanwhile stays");
}

#[test]
fn rule_8_an_agent_that_forbids_conflicts_gets_a_code_and_nothing_is_imported() {
    let bench = Bench::new();
    let item = edited(&bench);
    let change = ImportItem { no_conflicts: true, ..sent("a", "2").text("theirs") };
    bench.import(bench.inbox, change);
    assert_eq!((bench.text(item).as_str(), bench.item(item).binding), ("ours", Binding::new("a", "1")));
    assert_eq!((bench.wanted(bench.inbox), bench.kept()), (vec![("a".to_owned(), IOSTX_WANTED_FAILED)], vec![]));
    let error = rows(bench.store.list_wanted(None).expect("a list"), IOSTX_PR_LAST_ERROR);
    assert_eq!(error, [Value::I4(IOSTX_SYNC_E_CONFLICT)]);
}
