//! Rules 9.4 to 9.6 of replication: what of a folder is kept here, which way it replicates, and what deletions lead to.

mod support_conflicts;

use iostx::codes::*;
use iostx::props::flags::*;
use iostx::props::{Bag, PropTag, Value, tags::*};
use iostx::store::flags::*;
use iostx::store::*;
use support_conflicts::*;

const DAY: u64 = 24 * 60 * MINUTE;
const DELETED: u32 = IOSTX_FLAG_DELETED;

/// A version that was delivered so many days before the start.
fn days_old(id: &str, days: u64) -> ImportItem {
    sent(id, "1").text(id).delivered(START - days * DAY)
}

fn scope(bench: &Bench, folder: FolderId, scope: Scope) {
    bench.options(folder, |options| options.scope = scope);
}

fn direction(bench: &Bench, folder: FolderId, direction: Direction) {
    bench.options(folder, |options| options.direction = direction);
}

fn expunge(bench: &Bench, folder: FolderId, expunge: Expunge) {
    bench.options(folder, |options| options.expunge = expunge);
}

fn probe(bench: &Bench, folder: FolderId, item: ImportItem) -> Probe {
    let mut answer = None;
    bench.download(folder, |sink| answer = sink.probe(&[item]).expect("answered").pop());
    answer.expect("one")
}

fn wanted_ids(bench: &Bench, folder: FolderId) -> Vec<String> {
    bench.wanted(folder).into_iter().map(|(id, _)| id).collect()
}

// 9.4: scope.

#[test]
fn rule_9_4_none_keeps_only_bindings_and_offers_no_download() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    bench.synced(folder, "a", "one");
    let own = bench.create(folder, "ours");
    scope(&bench, folder, Scope::None);
    assert_eq!(bench.texts(folder), ["ours"], "the body is gone at once, pending work stays");
    assert!(bench.bound(folder, "a").is_some(), "the binding stays");
    assert!(!bench.store.download_folders(&bench.offer()).expect("a list").contains(&folder));
    assert_eq!(bench.offered(folder), [(own, Pending::NEW)]);
    assert_eq!(bench.offers(folder).2, 0, "the server is not touched");
}

#[test]
fn rule_9_4_headers_and_a_size_limit_ask_for_headers_only() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let big = ImportItem { content_size: 2000, ..sent("big", "1") };
    assert_eq!(probe(&bench, folder, big.clone()), Probe::WantAll);
    scope(&bench, folder, Scope::UpTo(1000));
    assert_eq!(probe(&bench, folder, big), Probe::WantHeader);
    assert_eq!(probe(&bench, folder, ImportItem { content_size: 1000, ..sent("small", "1") }), Probe::WantAll);
    scope(&bench, folder, Scope::Headers);
    assert_eq!(probe(&bench, folder, ImportItem { content_size: 1, ..sent("small", "1") }), Probe::WantHeader);
}

#[test]
fn rule_9_4_newer_than_a_date_leaves_a_slim_row_and_keeps_flagged_and_unread_items() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    for (id, days) in [("new", 1), ("old", 100), ("unread", 100), ("flagged", 100), ("edited", 100)] {
        let version = days_old(id, days);
        bench.import(folder, if id == "unread" { version.unread() } else { version });
    }
    bench.server_flags(folder, "flagged", "2", IOSTX_FLAG_FLAGGED, 0);
    let (old, edited) = (bench.bound(folder, "old").expect("there"), bench.bound(folder, "edited").expect("there"));
    bench.set(edited, SHELF, Value::I4(1));
    scope(&bench, folder, Scope::Newer(START - 10 * DAY));
    assert_eq!(bench.texts(folder), ["new", "unread", "flagged", "edited"]);
    assert_eq!(bench.store.open_message(old, Access::Read).err().map(|e| e.code), Some(IOSTX_MAPI_E_OBJECT_DELETED));
    assert_eq!(probe(&bench, folder, days_old("old", 100)), Probe::OutOfScope, "it is not fetched again");
    assert_eq!(bench.offers(folder), (1, 0, 0), "only the edit; nothing is deleted on the server");
    // Once it is uploaded, the edited one leaves with the next download.
    bench.upload(folder);
    bench.download(folder, |_| ());
    assert_eq!(bench.texts(folder), ["new", "unread", "flagged"]);
    assert_eq!(bench.store.find_remote(Some(folder), &["edited"]).expect("a list").position().expect("a position").1, 1);
}

#[test]
fn rule_9_4_recurring_items_age_by_their_last_occurrence() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    scope(&bench, folder, Scope::Newer(START));
    let weekly = |id: &str, last: u64| days_old(id, 500).with(PropTag(IOSTX_PR_LAST_OCCURRENCE), Value::Time(last));
    bench.import(folder, weekly("goes on", START + DAY));
    bench.import(folder, weekly("is over", START - DAY));
    bench.download(folder, |_| ());
    assert_eq!(bench.texts(folder), ["goes on"]);
}

#[test]
fn rule_9_4_the_newest_n_stay_with_what_is_flagged_or_unread() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    scope(&bench, folder, Scope::Newest(2));
    for days in 1..=5 {
        let version = days_old(&format!("{days}"), days);
        bench.import(folder, if days == 4 { version.unread() } else { version });
    }
    assert_eq!(bench.texts(folder), ["1", "2", "4"]);
    bench.import(folder, days_old("0", 0));
    assert_eq!(bench.texts(folder), ["1", "4", "0"]);
    assert_eq!(bench.store.info().expect("facts").pending, 0);
}

#[test]
fn rule_9_4_a_wider_scope_wants_what_it_takes_in_again() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    for days in [1, 20, 300] {
        bench.import(folder, days_old(&format!("{days}"), days));
    }
    scope(&bench, folder, Scope::Newer(START - 10 * DAY));
    assert_eq!((bench.texts(folder).len(), bench.wanted(folder).len()), (1, 0));
    scope(&bench, folder, Scope::Newer(START - 100 * DAY));
    assert_eq!(bench.wanted(folder), [("20".to_owned(), IOSTX_WANTED_BODY)]);
    // A body that comes fills the row; the item is the one that it was.
    let item = bench.bound(folder, "20");
    bench.import(folder, days_old("20", 20));
    assert_eq!((bench.texts(folder), bench.bound(folder, "20")), (vec!["1".to_owned(), "20".to_owned()], item));
    assert_eq!(bench.wanted(folder), []);
    // Widened and narrowed again before anything came: nothing is wanted any more.
    scope(&bench, folder, Scope::All);
    assert_eq!(wanted_ids(&bench, folder), ["300"]);
    scope(&bench, folder, Scope::Newer(START - 100 * DAY));
    assert_eq!(bench.wanted(folder), []);
    scope(&bench, folder, Scope::Newest(1));
    assert_eq!(bench.texts(folder), ["1"]);
    scope(&bench, folder, Scope::Newest(2));
    assert_eq!(wanted_ids(&bench, folder), ["20"]);
}

#[test]
fn rule_9_4_flags_of_the_server_bring_an_item_back_into_the_scope() {
    for (kind, narrow) in [("newer", Scope::Newer(START - 10 * DAY)), ("newest", Scope::Newest(1))] {
        let bench = Bench::new();
        let folder = bench.server_folder("f");
        bench.import(folder, days_old("new", 1));
        bench.import(folder, days_old("old", 100));
        scope(&bench, folder, narrow);
        assert_eq!(bench.texts(folder), ["new"], "{kind}");
        bench.server_flags(folder, "old", "2", IOSTX_FLAG_ANSWERED, 0);
        assert_eq!(bench.wanted(folder), [], "{kind}: answered or not, it is old");
        bench.server_flags(folder, "old", "3", IOSTX_FLAG_FLAGGED, 0);
        assert_eq!(bench.wanted(folder), [("old".to_owned(), IOSTX_WANTED_BODY)], "{kind}");
    }
}

#[test]
fn rule_9_4_pending_work_is_never_dropped_by_a_scope_that_changes() {
    for narrow in [Scope::None, Scope::Newer(START + DAY), Scope::Newest(0)] {
        let bench = Bench::new();
        let (folder, dest) = (bench.server_folder("f"), bench.server_folder("dest"));
        let changes = ["edited", "read", "word", "deleted", "moved"].map(|id| (bench.synced(folder, id, id), id));
        bench.write(changes[0].0, "edited here");
        bench.read(changes[1].0, false);
        bench.words(changes[2].0, &["red"], &[]);
        bench.delete(changes[3].0);
        bench.move_to(changes[4].0, dest);
        let new = bench.create(folder, "new");
        let before = (bench.offers(folder), bench.offers(dest));
        scope(&bench, folder, narrow);
        bench.download(folder, |_| ());
        assert_eq!((bench.offers(folder), bench.offers(dest)), before, "{narrow:?}");
        assert_eq!(bench.text(changes[0].0), "edited here");
        assert_eq!(bench.text(new), "new");
    }
}

#[test]
fn rule_9_4_the_server_may_delete_what_left_the_scope() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    bench.import(folder, days_old("new", 1));
    bench.import(folder, days_old("old", 100));
    scope(&bench, folder, Scope::Newer(START - 10 * DAY));
    bench.server_deletes(folder, "old");
    assert_eq!(bench.bound(folder, "old"), None);
    assert!(bench.conflicts().is_empty());
}

// 9.5: direction.

#[test]
fn rule_9_5_upload_only_takes_versions_for_guarding_and_nothing_else() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let item = bench.synced(folder, "a", "ours");
    direction(&bench, folder, Direction::Upload);
    bench.import(folder, sent("a", "2").text("theirs"));
    bench.import(folder, sent("b", "1").text("theirs"));
    assert_eq!(bench.texts(folder), ["ours"]);
    assert_eq!(bench.item(item).binding, Binding::new("a", "2"), "the version to guard with");
    bench.write(item, "ours again");
    assert_eq!(bench.offered(folder), [(item, Pending::CONTENT)]);
}

#[test]
fn rule_9_5_a_folder_that_refuses_local_writes_refuses_every_one_and_goes_on_downloading() {
    let bench = Bench::new();
    let (folder, other) = (bench.server_folder("f"), bench.server_folder("other"));
    let (item, outside) = (bench.synced(folder, "a", "one"), bench.synced(other, "b", "two"));
    bench.mkdir(folder, "below");
    let open = bench.store.open_message(item, Access::Modify).expect("not refused yet");
    open.set(SUBJECT, Value::Text("late".into())).expect("set");
    direction(&bench, folder, Direction::DownloadRefuse);
    let code = |result: iostx::Result<()>| result.err().map(|e| e.code);
    let word = ItemUpdate { keywords_add: vec!["red".into()], ..ItemUpdate::default() };
    let rename = Bag::new().with(IOSTX_PR_DISPLAY_NAME, Value::Text("g".into()));
    let store = &bench.store;
    let refused: [(&str, Option<i32>); 15] = [
        ("save", code(open.save(0))),
        ("open", code(store.open_message(item, Access::Modify).map(drop))),
        ("create", code(store.create_message(folder, false).map(drop))),
        ("read", code(store.set_read(folder, &[item], false).map(drop))),
        ("read all", code(store.set_read_all(folder, false).map(drop))),
        ("update", code(store.update_items(folder, &[item], &word).map(drop))),
        ("delete", code(store.delete_items(folder, &[item]).map(drop))),
        ("delete for good", code(store.delete_items_for_good(folder, &[item]).map(drop))),
        ("move out", code(store.move_items(folder, &[item], other).map(drop))),
        ("move in", code(store.move_items(other, &[outside], folder).map(drop))),
        ("copy in", code(store.copy_items(other, &[outside], folder).map(drop))),
        ("subfolder", code(store.create_folder(folder, "sub", "", 0).map(drop))),
        ("rename", code(store.set_folder_values(folder, &rename))),
        ("move a folder in", code(store.move_folder(other, folder))),
        ("delete the folder", code(store.delete_folder(folder, IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS))),
    ];
    for (what, answer) in refused {
        assert_eq!(answer, Some(IOSTX_MAPI_E_NO_ACCESS), "{what}");
    }
    assert!(store.open_message(item, Access::Best).is_ok(), "for reading");
    assert_eq!(store.copy_items(folder, &[item], other).expect("copied out").0.done, 1);
    assert_eq!(bench.offers(folder), (0, 0, 0));
    bench.import(folder, sent("a", "2").text("theirs"));
    assert_eq!(bench.text(item), "theirs");
    bench.server_deletes(folder, "a");
    assert!(bench.is_gone(item));
}

#[test]
fn rule_9_5_a_folder_above_one_that_refuses_local_writes_cannot_be_deleted() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let sub = bench.server_folder_in("f", "sub");
    direction(&bench, sub, Direction::DownloadRefuse);
    let error = bench.store.delete_folder(folder, IOSTX_DEL_FOLDERS).expect_err("refused");
    assert_eq!(error.code, IOSTX_MAPI_E_NO_ACCESS);
    assert_eq!(bench.folder(sub).parent, Some(folder));
}

#[test]
fn rule_9_5_local_writes_can_be_kept_and_are_never_offered() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let item = bench.synced(folder, "a", "one");
    direction(&bench, folder, Direction::DownloadKeep);
    bench.write(item, "ours");
    bench.create(folder, "new");
    let gone = bench.synced(folder, "b", "two");
    bench.delete(gone);
    bench.rename(folder, "renamed");
    assert_eq!(bench.offers(folder), (0, 0, 0));
    assert_eq!(bench.store.upload_folders(&bench.offer()).expect("a list"), []);
    assert_eq!(bench.folder_work(), []);
    bench.download(folder, |_| ());
    assert_eq!(bench.texts(folder), ["ours", "new"]);
    assert_eq!(bench.folder(folder).name, "renamed");
}

#[test]
fn rule_9_5_local_writes_can_be_reverted_by_the_next_download_after_a_copy() {
    let bench = Bench::new();
    let (folder, other) = (bench.server_folder("f"), bench.server_folder("other"));
    let (edited, gone) = (bench.synced(folder, "a", "one"), bench.synced(folder, "b", "two"));
    let away = bench.synced(folder, "c", "three");
    direction(&bench, folder, Direction::DownloadRevert);
    bench.write(edited, "ours");
    bench.create(folder, "new");
    bench.delete(gone);
    bench.move_to(away, other);
    assert_eq!(bench.offers(folder), (0, 0, 0));
    bench.download(folder, |_| ());
    assert_eq!(bench.texts(folder), ["one"], "back to what the server has; the new one is gone");
    assert!(bench.pending(edited).is_clean());
    let mut copies = bench.texts(bench.special(IOSTX_FOLDER_LOCAL_FAILURES));
    copies.sort();
    assert_eq!(copies, ["new", "ours"]);
    assert_eq!(wanted_ids(&bench, folder), ["b", "c"], "what was taken away is fetched again");
    bench.import(folder, sent("b", "1").text("two"));
    bench.import(folder, sent("c", "1").text("three"));
    assert_eq!(bench.texts(folder), ["one", "two", "three"]);
    assert_eq!(bench.texts(other), ["three"], "what was moved to a folder of both ways is new there");
}

#[test]
fn rule_9_5_an_archive_unbinds_what_the_server_deletes_and_never_offers_it() {
    let bench = Bench::new();
    let (folder, other) = (bench.server_folder("f"), bench.server_folder("other"));
    direction(&bench, folder, Direction::Archive);
    let items = ["a", "b", "c", "d"].map(|id| bench.synced(folder, id, id));
    // Absence from a whole listing deletes as well; no guard is needed where nothing is lost.
    let finished = bench.download(folder, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.listing_complete().expect("complete");
    });
    assert!(!finished.deletions_held);
    assert_eq!(bench.texts(folder), ["a", "b", "c", "d"]);
    assert!(items.iter().all(|item| !bench.item(*item).binding.is_bound()));
    // Whatever is done to them, and whatever becomes of the folder: the server hears nothing of it.
    bench.write(items[0], "edited");
    bench.read(items[1], false);
    bench.words(items[1], &["red"], &[]);
    assert!(bench.pending(items[0]).is_clean() && bench.pending(items[1]).is_clean());
    bench.delete(items[2]);
    direction(&bench, folder, Direction::Both);
    assert_eq!(bench.offers(folder), (0, 0, 0));
    // The id may be another item's by now.
    bench.import(folder, ImportItem { match_key: b"<other@example.org>".to_vec(), ..sent("a", "9").text("another") });
    assert_eq!(bench.texts(folder), ["edited", "b", "d", "another"]);
    // One that is moved to another folder is new there.
    bench.move_to(items[3], other);
    assert_eq!(bench.offers(folder), (0, 0, 0));
    assert_eq!(bench.offered(other), [(items[3], Pending::NEW)]);
}

#[test]
fn rule_9_5_an_archive_keeps_what_a_deleted_item_had_of_local_changes() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let item = bench.synced(folder, "a", "one");
    bench.write(item, "ours");
    direction(&bench, folder, Direction::Archive);
    bench.server_deletes(folder, "a");
    assert_eq!(bench.texts(folder), ["ours"]);
    assert!(bench.pending(item).is_clean());
}

// 9.6: the mark of deletion, expunge, trash.

#[test]
fn rule_9_6_without_expunge_the_mark_is_a_flag_like_others() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let (theirs, ours) = (bench.synced(folder, "a", "one"), bench.synced(folder, "b", "two"));
    bench.server_flags(folder, "a", "2", DELETED, 0);
    bench.flag(ours, DELETED, 0);
    assert_eq!(bench.texts(folder), ["one", "two"]);
    assert_eq!((bench.pending(ours), bench.offers(folder)), (Pending::FLAGS, (1, 0, 0)));
    bench.flag(ours, 0, DELETED);
    assert!(bench.pending(ours).is_clean());
    assert_eq!(bench.offers(folder).2, 0);
    assert!(bench.item(theirs).flag_set() & DELETED != 0);
}

#[test]
fn rule_9_6_expunge_here_takes_marked_items_away_once_the_server_has_the_mark() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    expunge(&bench, folder, Expunge::Here);
    let (theirs, ours) = (bench.synced(folder, "a", "one"), bench.synced(folder, "b", "two"));
    bench.server_flags(folder, "a", "2", DELETED, 0);
    assert!(bench.items(folder) == [ours] && bench.bound(folder, "a") == Some(theirs), "the row stays");
    bench.flag(ours, DELETED, 0);
    assert_eq!(bench.items(folder), [ours], "the mark is work that waits");
    assert_eq!(bench.upload(folder), [(ours, Pending::FLAGS)]);
    assert_eq!(bench.items(folder), []);
    assert_eq!(bench.offers(folder), (0, 0, 0), "nothing is deleted on the server");
    assert_eq!(probe(&bench, folder, sent("a", "3")), Probe::OutOfScope, "nor fetched again");
    // One that is marked before it ever came is not fetched at all.
    let marked = sent("c", "1").text("three").number(PropTag(IOSTX_PR_MSG_STATUS), IOSTX_MSGSTATUS_DELMARKED as i32);
    bench.import(folder, marked);
    assert_eq!(bench.items(folder), []);
    // The mark is taken back: the item comes back.
    bench.server_flags(folder, "a", "4", 0, DELETED);
    assert_eq!(wanted_ids(&bench, folder), ["a"]);
    bench.import(folder, sent("a", "4").text("one"));
    assert_eq!(bench.items(folder), [theirs]);
}

#[test]
fn rule_9_6_expunge_here_never_drops_work_that_the_server_lacks() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    expunge(&bench, folder, Expunge::Here);
    let item = bench.synced(folder, "a", "one");
    bench.write(item, "ours");
    bench.server_flags(folder, "a", "2", DELETED, 0);
    assert_eq!(bench.texts(folder), ["ours"]);
    assert_eq!(bench.upload(folder), [(item, Pending::CONTENT)]);
    assert_eq!(bench.items(folder), []);
}

#[test]
fn rule_9_6_expunge_there_deletes_on_the_server_and_keeps_the_item_here() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let (theirs, ours) = (bench.synced(folder, "a", "one"), bench.synced(folder, "b", "two"));
    let new = bench.create(folder, "new");
    bench.flag(ours, DELETED, 0);
    bench.flag(new, DELETED, 0);
    bench.server_flags(folder, "a", "2", DELETED, 0);
    expunge(&bench, folder, Expunge::There);
    let mut table = bench.table(folder);
    assert!(table.next_item(b"").expect("read").is_none(), "what is deleted there is not uploaded before");
    let mut deleted: Vec<Vec<u8>> =
        table.next_deletes(10, b"").expect("read").into_iter().map(|entry| entry.stone.binding.remote_id).collect();
    deleted.sort();
    assert_eq!(deleted, [b"a", b"b"]);
    drop(table);
    assert_eq!(bench.texts(folder), ["one", "two", "new"]);
    assert!([theirs, ours, new].iter().all(|item| bench.pending(*item).is_clean() && !bench.item(*item).binding.is_bound()));
    // A listing that still shows it changes nothing.
    bench.import(folder, sent("a", "2").text("one"));
    assert_eq!(bench.texts(folder), ["one", "two", "new"]);
    bench.upload(folder);
    assert_eq!(bench.offers(folder), (0, 0, 0));
    assert_eq!(bench.store.info().expect("facts").pending, 0);
}

#[test]
fn rule_9_6_expunge_there_lets_another_text_of_the_server_come_as_an_item_of_its_own() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    expunge(&bench, folder, Expunge::There);
    let item = bench.synced(folder, "a", "one");
    bench.flag(item, DELETED, 0);
    assert_eq!(bench.offers(folder), (0, 0, 1));
    bench.import(folder, sent("a", "2").text("changed there"));
    assert_eq!(bench.texts(folder), ["one", "changed there"]);
    assert_eq!(bench.offers(folder), (0, 0, 0));
}

#[test]
fn rule_9_6_expunge_there_fetches_the_body_of_a_header_before_only_the_server_has_it() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    expunge(&bench, folder, Expunge::There);
    bench.import(folder, ImportItem { header: true, content_size: 3, ..sent("a", "1") });
    let item = bench.bound(folder, "a").expect("there");
    bench.flag(item, DELETED, 0);
    assert_eq!(bench.offers(folder).2, 0);
    assert_eq!(bench.wanted(folder), [("a".to_owned(), IOSTX_WANTED_BODY)]);
    bench.import(folder, sent("a", "1").text("one"));
    assert_eq!(bench.offers(folder), (0, 0, 1));
    assert_eq!(bench.texts(folder), ["one"]);
}

#[test]
fn rule_9_6_expunge_both_deletes_marked_items_on_both_sides() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    expunge(&bench, folder, Expunge::Both);
    let (_, ours) = (bench.synced(folder, "a", "one"), bench.synced(folder, "b", "two"));
    bench.server_flags(folder, "a", "2", DELETED, 0);
    assert_eq!(bench.items(folder), [ours]);
    bench.flag(ours, DELETED, 0);
    assert_eq!(bench.items(folder), [ours], "until the next pass it can be taken back");
    assert_eq!(bench.offers(folder), (0, 0, 2));
    assert_eq!(bench.items(folder), []);
    bench.upload(folder);
    assert_eq!(bench.store.info().expect("facts").pending, 0);
    // A new one that no server ever saw leaves nothing.
    let new = bench.create(folder, "new");
    bench.flag(new, DELETED, 0);
    assert_eq!(bench.offers(folder), (0, 0, 0));
    assert_eq!(bench.items(folder), []);
}

#[test]
fn rule_9_6_expunge_both_uploads_what_only_this_side_has_before_it_deletes() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    expunge(&bench, folder, Expunge::Both);
    let item = bench.synced(folder, "a", "one");
    bench.write(item, "ours");
    bench.server_flags(folder, "a", "2", DELETED, 0);
    assert_eq!(bench.texts(folder), ["ours"], "the mark is the server's, the text ours: nothing is lost");
    assert_eq!(bench.upload(folder), [(item, Pending::CONTENT)]);
    assert_eq!((bench.items(folder), bench.offers(folder)), (vec![], (0, 0, 1)));
}

#[test]
fn rule_9_6_a_folder_that_only_downloads_expunges_nothing_on_the_server() {
    for (how, left) in [(Expunge::There, 1), (Expunge::Both, 0)] {
        let bench = Bench::new();
        let folder = bench.server_folder("f");
        direction(&bench, folder, Direction::DownloadRefuse);
        expunge(&bench, folder, how);
        bench.synced(folder, "a", "one");
        bench.server_flags(folder, "a", "2", DELETED, 0);
        assert_eq!(bench.items(folder).len(), left, "{how:?}");
        assert_eq!(bench.store.info().expect("facts").tombstones, 0, "{how:?}");
    }
}

#[test]
fn rule_9_6_items_that_are_marked_already_are_expunged_when_the_option_is_set() {
    for (how, left, deletions) in [(Expunge::Here, 0, 0), (Expunge::There, 1, 1), (Expunge::Both, 0, 1)] {
        let bench = Bench::new();
        let folder = bench.server_folder("f");
        bench.synced(folder, "a", "one");
        bench.server_flags(folder, "a", "2", DELETED, 0);
        expunge(&bench, folder, how);
        assert_eq!((bench.items(folder).len(), bench.offers(folder).2), (left, deletions), "{how:?}");
    }
}

#[test]
fn rule_9_6_a_deletion_becomes_a_move_to_the_trash_of_the_server_as_exactly_one_copy() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let trash = bench.special(IOSTX_FOLDER_DELETED);
    let role = Value::I4(IOSTX_FOLDER_DELETED as i32);
    bench.import_folder(dir("trash", "Trash").with(IOSTX_PR_SPECIAL_FOLDER, role));
    bench.options(folder, |options| options.trash = true);
    let item = bench.synced(folder, "a", "one");
    bench.delete(item);
    assert_eq!((bench.item(item).folder, bench.pending(item)), (trash, Pending::MOVED));
    // A server that can move: one move, and nothing else is left to do.
    assert_eq!(bench.offered(trash), [(item, Pending::MOVED)]);
    bench.upload(trash);
    assert_eq!((bench.offers(folder), bench.offers(trash)), ((0, 0, 0), (0, 0, 0)));
    // One that cannot: the copy is there before the deletion is offered, and both are one pair.
    let second = bench.synced(folder, "b", "two");
    bench.delete(second);
    let copy = |up: &UploadItem| Answer { moved: false, ..taken(up) };
    bench.upload_as(trash, copy);
    assert_eq!(bench.offers(folder), (0, 0, 1), "now it may go from where it was");
    bench.upload(folder);
    assert_eq!(bench.store.info().expect("facts").pending, 0);
    // In the trash itself a deletion is one.
    bench.delete(second);
    assert!(bench.is_gone(second));
    assert_eq!(bench.offers(trash), (0, 0, 1));
}

#[test]
fn rule_9_6_a_stop_between_the_copy_to_the_trash_and_the_deletion_leaves_one_copy_to_look_for() {
    let mut bench = Bench::new();
    let folder = bench.server_folder("f");
    let trash = bench.special(IOSTX_FOLDER_DELETED);
    bench.import_folder(dir("trash", "Trash").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(IOSTX_FOLDER_DELETED as i32)));
    bench.download(trash, |_| ());
    bench.options(folder, |options| options.trash = true);
    let item = bench.synced(folder, "a", "one");
    bench.delete(item);
    // The server got the copy; the program stopped before the answer was written down.
    let mut table = bench.table(trash);
    let first = table.next_item(b"cookie").expect("read").expect("offered");
    assert!(!first.retry);
    drop((table, first));
    bench.restart();
    let mut table = bench.table(trash);
    let again = table.next_item(b"").expect("read").expect("offered again");
    assert_eq!((again.retry, again.cookie.as_slice()), (true, b"cookie".as_slice()), "look for it first");
    table.answer_item(&again, Answer { ok: true, binding: Some(Binding::new("t", "1")), ..Answer::default() });
    table.commit().expect("written");
    drop(table);
    // And a stop before the deletion: it comes again, by its id.
    bench.restart();
    let mut table = bench.table(folder);
    let deletions = table.next_deletes(10, b"").expect("read");
    assert_eq!(deletions.iter().map(|entry| entry.stone.binding.remote_id.as_slice()).collect::<Vec<_>>(), [b"a"]);
    drop(table);
    // The download of the trash, meanwhile, shows the copy: it is the item.
    bench.import(trash, ImportItem { binding: Binding::new("t", "1"), ..sent("a", "1").text("one") });
    assert_eq!((bench.items(trash), bench.texts(folder).len()), (vec![item], 0));
}

#[test]
fn rule_9_6_with_the_trash_of_the_server_expunge_both_goes_by_way_of_it() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let trash = bench.special(IOSTX_FOLDER_DELETED);
    bench.options(folder, |options| (options.trash, options.expunge) = (true, Expunge::Both));
    let item = bench.synced(folder, "a", "one");
    bench.flag(item, DELETED, 0);
    assert_eq!(bench.offers(folder).0, 0);
    assert_eq!(bench.item(item).folder, trash);
}

fn keep_trash(bench: &Bench, days: u32) {
    let settings = Settings { trash_days: days, ..bench.store.settings().expect("settings") };
    bench.store.set_settings(&settings).expect("set");
}

fn trashed(bench: &Bench, folder: FolderId) -> Vec<ItemId> {
    let options = ListOptions { trash: true, sort: Sort::Id, ..ListOptions::default() };
    let mut cursor = bench.store.list_items(folder, options).expect("a list");
    std::iter::from_fn(|| cursor.next().expect("a row")).filter_map(|row| item_of(&row)).collect()
}

#[test]
fn rule_9_6_a_local_trash_keeps_what_the_server_deleted_for_its_days() {
    let mut bench = Bench::new();
    let folder = bench.server_folder("f");
    keep_trash(&bench, 10);
    let (first, second) = (bench.synced(folder, "a", "one"), bench.synced(folder, "b", "two"));
    bench.server_deletes(folder, "a");
    bench.at(5 * 24 * 60).server_deletes(folder, "b");
    assert_eq!(trashed(&bench, folder), [first, second]);
    assert_eq!(bench.text(first), "one", "it can be read");
    assert_eq!(bench.offers(folder), (0, 0, 0));
    // Any pass looks at the time, and so does the opening of the store.
    bench.at(11 * 24 * 60).download(folder, |_| ());
    assert_eq!(trashed(&bench, folder), [second]);
    bench.at(16 * 24 * 60);
    bench.restart();
    assert_eq!(trashed(&bench, folder), []);
    assert!(bench.is_gone(second));
    // For ever, however late it is.
    keep_trash(&bench, u32::MAX);
    let third = bench.synced(folder, "c", "three");
    bench.server_deletes(folder, "c");
    bench.at(1000 * 365 * 24 * 60);
    bench.restart();
    assert_eq!(trashed(&bench, folder), [third]);
}

#[test]
fn rule_9_6_without_a_trash_window_nothing_that_the_server_deleted_stays() {
    let mut bench = Bench::new();
    let folder = bench.server_folder("f");
    let item = bench.synced(folder, "a", "one");
    // The pass stops before its end.
    let memory = SessionMemory::default();
    let sink = bench.store.importer(folder, &memory, ImportOptions::default()).expect("a sink");
    sink.delete_remote(&[b"a"]).expect("staged");
    sink.finish(true).expect("finished");
    drop(sink);
    assert!(!bench.is_gone(item), "laid aside, in case that it was moved");
    bench.restart();
    assert!(bench.is_gone(item));
}

#[test]
fn rule_9_6_what_is_restored_from_the_local_trash_is_a_new_item_with_a_retry_mark() {
    for copied in [false, true] {
        let bench = Bench::new();
        let folder = bench.server_folder("f");
        bench.download(folder, |_| ());
        keep_trash(&bench, 10);
        let item = bench.synced(folder, "a", "one");
        bench.server_deletes(folder, "a");
        let trash = bench.special(IOSTX_FOLDER_TRASH);
        let back = match copied {
            true => bench.store.copy_items(trash, &[item], folder).expect("copied").1[0].1,
            false => {
                bench.move_to(item, folder);
                item
            }
        };
        assert_eq!(bench.item(back).bag.time(IOSTX_PR_DELETED_ON), None);
        let mut table = bench.table(folder);
        let up = table.next_item(b"").expect("read").expect("offered");
        assert_eq!((up.item.id, up.why, up.retry), (back, Pending::NEW, true), "copied: {copied}");
        drop((up, table));
        // It is no longer in the trash, and does not go with it.
        assert_eq!(trashed(&bench, folder).len(), usize::from(copied));
        bench.at(30 * 24 * 60).download(folder, |_| ());
        assert_eq!(bench.texts(folder), ["one"]);
    }
}
