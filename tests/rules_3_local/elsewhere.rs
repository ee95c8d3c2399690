//! 6.10, 4.3, 7.2, 7.3: what the server moved before anybody here knew that it has it, and what it moved and changed at once.

use iostx::codes::{IOSTX_MAPI_E_NETWORK_ERROR, IOSTX_SYNC_E_CONFLICT};
use iostx::props::{PropTag, Value, tags};
use iostx::store::flags::IOSTX_FOLDER_CONFLICTS;
use iostx::store::{
    Answer, Binding, Cancel, DAY, FolderId, FolderOptions, ImportItem, ItemId, ListingScope, MassLimit, Pending, Scope,
    SessionMemory,
};

use crate::support::*;

/// Two folders that are downloaded, and an event of the first one whose upload was not answered.
fn unheard() -> (Bench, FolderId, FolderId, ItemId) {
    let bench = Bench::new();
    let (home, other) = (bench.folder("home"), bench.folder("other"));
    bench.import(home, &[]);
    bench.import(other, &[]);
    let item = bench.create_event(home, "uid", "text");
    bench.upload_one(home, failed(IOSTX_MAPI_E_NETWORK_ERROR));
    (bench, home, other, item)
}

fn failed(code: i32) -> Answer {
    Answer { code, ..Answer::default() }
}

/// One pass that downloads these changes of these folders.
fn pass(bench: &Bench, hierarchy: bool, tables: &[(FolderId, &[ImportItem])]) {
    let memory = SessionMemory::default();
    if hierarchy {
        let folders = bench.store.hierarchy_importer(bench.root, &memory, MassLimit::default(), &Cancel::default());
        folders.expect("an importer").finish(true).expect("finished");
    }
    for (folder, items) in tables {
        let importer = bench.importer_in(*folder, &memory);
        items.iter().for_each(|item| drop(importer.import_item(item.clone()).expect("imported")));
        importer.finish(true).expect("finished");
    }
    bench.store.end_pass(&memory, bench.root, true).expect("ended");
    bench.check();
}

/// What a folder offers as new: whether it is to be looked for, and whether it may be elsewhere.
pub(super) fn offered(bench: &Bench, folder: FolderId) -> Vec<(bool, bool)> {
    bench.hand_out(folder).1.iter().map(|up| (up.retry, up.elsewhere)).collect()
}

#[test]
fn rule_6_10_what_was_moved_on_the_server_before_anybody_heard_of_its_upload_is_one_item_there() {
    for other_first in [false, true] {
        let (bench, home, other, item) = unheard();
        let there = [event("r1", "v1", "uid", "text")];
        let tables: [(FolderId, &[ImportItem]); 2] =
            if other_first { [(other, &there), (home, &[])] } else { [(home, &[]), (other, &there)] };
        pass(&bench, false, &tables);
        assert_eq!((bench.items(home), bench.items(other)), (vec![], vec![item]), "first: {other_first}");
        assert_eq!((bench.pending_count(), offered(&bench, other).len()), (0, 0), "first: {other_first}");
    }
}

#[test]
fn rule_6_10_what_came_elsewhere_waits_for_the_download_of_the_items_own_folder() {
    let (bench, home, other, item) = unheard();
    pass(&bench, false, &[(other, &[event("r1", "v1", "uid", "text")])]);
    assert_eq!((bench.items(home).len(), bench.items(other).len()), (1, 1), "it may be a copy");
    assert_eq!(offered(&bench, home), [(true, true)]);
    let bench = bench.restarted();
    pass(&bench, false, &[(home, &[])]);
    assert_eq!((bench.items(home), bench.items(other)), (vec![], vec![item]));
}

#[test]
fn rule_6_10_a_copy_elsewhere_is_not_taken_for_the_item_that_is_in_its_folder() {
    for other_first in [false, true] {
        let (bench, home, other, item) = unheard();
        let (original, copy) = ([event("r1", "v1", "uid", "text")], [event("r2", "v2", "uid", "text")]);
        let tables: [(FolderId, &[ImportItem]); 2] =
            if other_first { [(other, &copy), (home, &original)] } else { [(home, &original), (other, &copy)] };
        pass(&bench, false, &tables);
        assert_eq!((bench.by_remote(home, "r1"), bench.items(other).len()), (Some(item), 1), "first: {other_first}");
        let before = bench.bytes();
        pass(&bench, false, &[(home, &[]), (other, &[])]);
        assert_eq!((bench.by_remote(home, "r1"), bench.items(other).len()), (Some(item), 1), "first: {other_first}");
        assert!(bench.bytes() == before, "nothing is left to join");
    }
}

#[test]
fn rule_6_10_what_came_below_another_root_is_none_of_what_was_uploaded() {
    let bench = Bench::new();
    let roots = ["one", "two"].map(|name| bench.folder(name));
    for folder in roots {
        bench.import(folder, &[]);
    }
    let item = bench.create_event(roots[0], "uid", "text");
    bench.upload_one(roots[0], failed(IOSTX_MAPI_E_NETWORK_ERROR));
    let there = [event("r1", "v1", "uid", "text")];
    for (number, items) in [(1, &there[..]), (0, &[])] {
        let memory = SessionMemory::of(roots[number]);
        let importer = bench.importer_in(roots[number], &memory);
        items.iter().for_each(|item| drop(importer.import_item(item.clone()).expect("imported")));
        importer.finish(true).expect("finished");
        bench.store.end_pass(&memory, roots[number], true).expect("ended");
    }
    assert_eq!((bench.items(roots[0]), bench.items(roots[1]).len()), (vec![item], 1));
    assert_eq!(offered(&bench, roots[0]).len(), 1);
}

#[test]
fn rule_6_10_a_copy_that_was_not_heard_of_is_not_taken_for_what_became_of_its_original() {
    for moved in [true, false] {
        for home_last in [true, false] {
            let bench = Bench::new();
            let (first, home, other) = (bench.folder("first"), bench.folder("home"), bench.folder("other"));
            let original = bench.imported(first, event("r1", "v1", "uid", "text"));
            bench.import(home, &[]);
            let copy = bench.copy(original, home);
            bench.upload_one(home, failed(IOSTX_MAPI_E_NETWORK_ERROR));
            let memory = SessionMemory::default();
            let mut tables = [other, home, first];
            if home_last {
                tables.swap(1, 2);
            }
            for folder in tables {
                let importer = bench.importer_in(folder, &memory);
                if folder == other {
                    importer.import_item(event("r7", "v7", "uid", "text")).expect("imported");
                } else if folder == first && moved {
                    importer.delete_remote(&[b"r1"]).expect("told");
                }
                importer.finish(true).expect("finished");
            }
            bench.store.end_pass(&memory, bench.root, true).expect("ended");
            bench.check();
            let case = format!("moved: {moved}, its folder last: {home_last}");
            assert_eq!(bench.items(home), [copy], "{case}");
            assert_eq!(bench.by_remote(other, "r7") == Some(original), moved, "{case}");
            assert_eq!(bench.items(first).len(), usize::from(!moved), "{case}");
            assert_eq!(offered(&bench, home).len(), 1, "{case}");
        }
    }
}

#[test]
fn rule_6_10_among_many_of_its_key_nobody_can_tell_which_one_came() {
    let of_key = |id: &str, subject: &str| ImportItem { match_key: b"<key@example.org>".to_vec(), ..mail(id, "v1", subject) };
    for (alike, joined) in [(1, true), (16, false)] {
        let bench = Bench::new();
        let (first, home, other) = (bench.folder("first"), bench.folder("home"), bench.folder("other"));
        let others: Vec<_> = (0..alike).map(|n| of_key(&format!("r{n}"), &format!("other {n}"))).collect();
        bench.import(first, &others);
        bench.import(home, &[]);
        let item = bench.create(home, "ours");
        bench.set(item, PropTag(tags::IOSTX_PR_MATCH_KEY), Value::Binary(b"<key@example.org>".into()));
        bench.upload_one(home, failed(IOSTX_MAPI_E_NETWORK_ERROR));
        pass(&bench, false, &[(other, &[of_key("r99", "ours")]), (home, &[]), (first, &[])]);
        assert_eq!(bench.by_remote(other, "r99") == Some(item), joined, "{alike} others");
        assert_eq!(bench.items(home).is_empty(), joined, "{alike} others");
    }
}

#[test]
fn rule_6_10_the_header_of_a_mail_of_another_size_or_text_is_none_of_what_was_uploaded() {
    let sent = |size: u64| ImportItem { content_size: size, ..header(mail("r1", "v1", "one")) };
    for (longer, other_text, one) in [(0, false, true), (1, false, false), (0, true, false)] {
        let bench = Bench::new();
        let (home, other) = (bench.folder("home"), bench.folder("other"));
        bench.import(home, &[]);
        let item = bench.create(home, "one");
        bench.set(item, PropTag(tags::IOSTX_PR_MATCH_KEY), Value::Binary(b"<r1@example.org>".into()));
        bench.upload_one(home, failed(IOSTX_MAPI_E_NETWORK_ERROR));
        let size = text_of("one").len() as u64 + longer;
        pass(&bench, false, &[(other, &[sent(size)])]);
        let full: &[ImportItem] =
            if other_text { &[ImportItem { content: Some(text_of("eno")), ..mail("r1", "v2", "one") }] } else { &[] };
        pass(&bench, false, &[(other, full), (home, &[])]);
        let case = format!("{longer} longer, another text: {other_text}");
        assert_eq!(bench.items(home).is_empty(), one, "{case}");
        assert_eq!(bench.by_remote(other, "r1") == Some(item), one, "{case}");
    }
}

#[test]
fn rule_6_10_what_was_changed_on_both_sides_since_is_merged_where_the_server_has_it() {
    let (bench, home, other, item) = unheard();
    bench.write(item, "edited here");
    pass(&bench, false, &[(home, &[]), (other, &[event("r1", "v1", "uid", "text")])]);
    assert_eq!((bench.by_remote(other, "r1"), bench.pending(item)), (Some(item), Pending::CONTENT));
    assert_eq!(bench.text(item).as_deref(), Some("edited here"));

    let (bench, home, other, item) = unheard();
    pass(&bench, false, &[(home, &[]), (other, &[event("r1", "v1", "uid", "edited there")])]);
    assert_eq!((bench.by_remote(other, "r1"), bench.pending(item)), (Some(item), Pending::NONE));
    assert_eq!(bench.text(item).as_deref(), Some("edited there"));
    // It may be another event of that UID, and ours never have come there.
    let kept = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS));
    assert_eq!(kept.into_iter().map(|item| bench.text(item)).collect::<Vec<_>>(), [Some("text".to_owned())]);
}

#[test]
fn rule_6_10_a_second_upload_is_to_wait_until_all_folders_have_told() {
    let (bench, home, other, _) = unheard();
    assert_eq!(offered(&bench, home), [(true, true)]);
    pass(&bench, true, &[(home, &[])]);
    assert_eq!(offered(&bench, home), [(true, true)], "one folder has not told");
    pass(&bench, false, &[(home, &[]), (other, &[])]);
    assert_eq!(offered(&bench, home), [(true, true)], "there may be new folders");
    pass(&bench, true, &[(home, &[]), (other, &[])]);
    assert_eq!(offered(&bench, home), [(true, false)], "it is enough to look for it here");
    // That was one more upload without an answer.
    assert_eq!(offered(&bench, home), [(true, true)]);
}

#[test]
fn rule_6_10_who_downloads_one_folder_only_waits_for_a_day_and_who_downloads_nothing_not_at_all() {
    let (bench, home, _, _) = unheard();
    bench.upload_one(home, failed(IOSTX_SYNC_E_CONFLICT));
    assert_eq!(offered(&bench, home), [], "until the next download");
    pass(&bench, true, &[(home, &[])]);
    bench.turn_clock(DAY - 1);
    assert_eq!(offered(&bench, home), [(true, true)]);
    bench.turn_clock(1);
    assert_eq!(offered(&bench, home), [(true, false)]);
    assert_eq!(offered(&bench, home), [(true, true)], "that was one more upload without an answer");

    let (bench, home, _, _) = unheard();
    bench.turn_clock(2 * DAY);
    bench.upload_one(home, failed(IOSTX_SYNC_E_CONFLICT));
    pass(&bench, true, &[(home, &[])]);
    bench.turn_clock(0u64.wrapping_sub(2 * DAY));
    assert_eq!(offered(&bench, home), [(true, false)], "a clock that is set back does not make it longer");

    let bench = Bench::new();
    bench.create_event(bench.inbox, "uid", "text");
    bench.upload_one(bench.inbox, failed(IOSTX_MAPI_E_NETWORK_ERROR));
    assert_eq!(offered(&bench, bench.inbox), [(true, false)]);

    let (bench, home, _, _) = unheard();
    let options = bench.store.folder(home).expect("a folder").options;
    bench.store.set_folder_options(home, FolderOptions { scope: Scope::None, ..options }).expect("set");
    assert_eq!(offered(&bench, home), [(true, false)], "the folder is not downloaded any more");
}

#[test]
fn rule_6_10_what_was_moved_on_here_and_on_the_server_before_anybody_heard_of_it_is_one_item_where_the_server_has_it() {
    for other_first in [false, true] {
        let (bench, home, other, item) = unheard();
        let third = bench.folder("third");
        bench.move_to(item, third);
        let there = [event("r1", "v1", "uid", "text")];
        let tables: [(FolderId, &[ImportItem]); 2] =
            if other_first { [(other, &there), (home, &[])] } else { [(home, &[]), (other, &there)] };
        pass(&bench, false, &tables);
        assert_eq!((bench.items(home), bench.items(third), bench.by_remote(other, "r1")), (vec![], vec![], Some(item)));
        assert_eq!((bench.pending_count(), bench.deletes(home).1.len()), (0, 0), "first: {other_first}");
    }
}

#[test]
fn rule_6_10_what_was_moved_on_is_found_elsewhere_only_once_each_folder_has_told_that_it_may_be_in() {
    let (bench, home, other, item) = unheard();
    let (third, fourth) = (bench.folder("third"), bench.folder("fourth"));
    bench.import(third, &[]);
    bench.move_to(item, third);
    bench.import(home, &[]);
    drop(bench.hand_out(third));
    bench.move_to(item, fourth);
    pass(&bench, false, &[(other, &[event("r1", "v1", "uid", "text")]), (home, &[])]);
    assert_eq!((bench.items(fourth), bench.items(other).len()), (vec![item], 1), "it may be in the third");
    pass(&bench, false, &[(home, &[]), (third, &[])]);
    assert_eq!((bench.items(fourth), bench.by_remote(other, "r1"), bench.pending_count()), (vec![], Some(item), 0));

    // One that is where it was sent to is moved from there: what came is a copy.
    let (bench, home, other, item) = unheard();
    let third = bench.folder("third");
    bench.move_to(item, third);
    pass(&bench, false, &[(other, &[event("r2", "v2", "uid", "text")]), (home, &[event("r1", "v1", "uid", "text")])]);
    assert_eq!((bench.items(third), bench.items(other).len()), (vec![item], 1));
    let (_, items) = bench.hand_out(third);
    assert_eq!(items[0].source.as_ref().map(|source| source.binding.remote_id.clone()), Some(b"r1".to_vec()));
}

#[test]
fn rule_6_10_what_was_moved_on_waits_until_all_folders_have_told_or_for_a_day() {
    let begin = || {
        let (bench, home, other, item) = unheard();
        let third = bench.folder("third");
        bench.import(third, &[]);
        bench.move_to(item, third);
        pass(&bench, true, &[(home, &[])]);
        assert_eq!(offered(&bench, third), [(false, true)], "one folder has not told");
        (bench, home, other, third)
    };
    let (bench, home, other, third) = begin();
    pass(&bench, true, &[(home, &[]), (other, &[]), (third, &[]), (bench.inbox, &[])]);
    assert_eq!(offered(&bench, third), [(true, false)], "it is enough to look for it here");
    let (bench, home, _, third) = begin();
    bench.turn_clock(DAY - 1);
    pass(&bench, true, &[(home, &[])]);
    assert_eq!(offered(&bench, third), [(true, true)]);
    bench.turn_clock(1);
    assert_eq!(offered(&bench, third), [(true, false)]);
}

/// A server without moves, and without a word of them: an item goes from one folder and comes into another, in either order.
fn moved_there(bench: &Bench, item: ImportItem, (from, to): (FolderId, FolderId), deletion_first: bool) {
    let memory = SessionMemory::default();
    for deletion in [deletion_first, !deletion_first] {
        let importer = bench.importer_in(if deletion { from } else { to }, &memory);
        match deletion {
            true => importer.delete_remote(&[b"r1"]).expect("told"),
            false => drop(importer.import_item(item.clone()).expect("imported")),
        }
        importer.finish(true).expect("finished");
    }
    bench.store.end_pass(&memory, bench.root, true).expect("ended");
    bench.check();
}

#[test]
fn rule_4_3_an_event_that_was_moved_and_changed_there_and_changed_here_is_one_and_a_conflict() {
    for deletion_first in [true, false] {
        let bench = Bench::new();
        let (a, b) = (bench.folder("a"), bench.folder("b"));
        let item = bench.imported(a, with_print(event("r1", "v1", "uid", "text"), "p1"));
        bench.write(item, "ours");
        moved_there(&bench, with_print(event("r7", "v2", "uid", "theirs"), "p2"), (a, b), deletion_first);
        assert_eq!((bench.items(a), bench.by_remote(b, "r7")), (vec![], Some(item)), "deletion first: {deletion_first}");
        let kept = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS)).into_iter().map(|item| bench.text(item));
        let all: std::collections::BTreeSet<_> = kept.chain([bench.text(item)]).flatten().collect();
        assert_eq!(all, ["ours", "theirs"].map(str::to_owned).into(), "deletion first: {deletion_first}");
    }
}

/// A mail of this subject under a remote id.
fn letter(id: &str, subject: &str) -> ImportItem {
    ImportItem { binding: Binding::new(id, "v1"), ..with_print(mail(subject, "v1", subject), subject) }
}

#[test]
fn rule_7_2_what_shows_up_in_another_folder_of_the_pass_is_no_deletion_that_is_held() {
    for epoch in [false, true] {
        for appears_first in [false, true] {
            let bench = Bench::new();
            let (a, b) = (bench.folder("a"), bench.folder("b"));
            bench.import(a, &[letter("r1", "one"), letter("r2", "two")]);
            let items = bench.items(a);
            let memory = SessionMemory::default();
            let appears = || {
                let importer = bench.importer_in(b, &memory);
                for (id, subject) in [("r7", "one"), ("r8", "two")] {
                    importer.import_item(letter(id, subject)).expect("imported");
                }
                importer.finish(true).expect("finished");
            };
            if appears_first {
                appears();
            }
            let importer = bench.importer_in(a, &memory);
            if epoch {
                importer.begin_epoch().expect("begun");
            }
            importer.listing_begin(ListingScope::default()).expect("begun");
            importer.listing_complete().expect("complete");
            let held = importer.finish(true).expect("finished").deletions_held;
            if !appears_first {
                appears();
            }
            bench.store.end_pass(&memory, bench.root, true).expect("ended");
            let case = format!("epoch: {epoch}, first: {appears_first}");
            assert_eq!((held, bench.items(a)), (!appears_first, vec![]), "{case}");
            assert_eq!(bench.items(b), items, "{case}");
            assert!(bench.store.list_held(None).expect("a list").next().expect("a row").is_none(), "{case}");
            assert_eq!(bench.pending_count(), 0, "{case}");
            bench.check();
        }
    }
}
