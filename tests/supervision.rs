//! Supervision (semantics 7.2, 8, 9): what is pending, failing, in conflict, held or wanted, and what the user decides about it.

mod kit;

use iostx::codes::*;
use iostx::props::{PropTag, Value, tags::*};
use iostx::store::flags::*;
use iostx::store::*;
use kit::*;

/// The rows of a table, each as one line: what it is about and some columns, missing ones left out.
fn lines(mut cursor: Cursor, columns: &[u32]) -> Vec<String> {
    let at: Vec<usize> =
        columns.iter().map(|tag| cursor.columns().iter().position(|known| known.0 == *tag).expect("a column")).collect();
    let mut lines = Vec::new();
    while let Some(row) = cursor.next().expect("a row") {
        let values = at.iter().map(|at| match &row.values[*at] {
            Value::Text(text) => text.clone(),
            Value::I4(number) => format!("{number:#x}"),
            Value::Bool(flag) => flag.to_string(),
            Value::Binary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Value::Error(_) => String::from("-"),
            other => format!("{other:?}"),
        });
        lines.push(values.collect::<Vec<_>>().join(" "));
    }
    lines
}

fn count(cursor: Cursor) -> u64 {
    cursor.position().expect("a position").1
}

/// Nothing in the store contradicts anything else.
fn assert_sound(store: &Store) {
    let mut findings = Vec::new();
    store.check_each(0, |finding| findings.push(finding)).expect("checked");
    findings.retain(|finding| finding.severity == Severity::Error);
    assert_eq!(findings, []);
}

fn offer(bench: &Bench) -> Offer {
    Offer { root: bench.root, folders: None, kinds: 0, only_associated: false, backed_off: true }
}

/// Uploads all items of a folder, each answered with this code.
fn answer_all(bench: &Bench, folder: FolderId, code: i32) -> usize {
    let mut table = bench.store.upload_table(folder, &offer(bench)).expect("a table");
    let mut count = 0;
    while let Some(item) = table.next_item(b"").expect("the next") {
        table.answer_item(&item, Answer { code, ok: code >= 0, text: "the server says no".into(), ..Answer::default() });
        count += 1;
    }
    table.commit().expect("durable");
    count
}

fn subject_of(bench: &Bench, item: ItemId) -> String {
    text_of(&bench.store.open_message(item, Access::Read).expect("there"), SUBJECT).expect("a subject")
}

fn set_subject(bench: &Bench, item: ItemId, subject: &str) {
    let message = bench.store.open_message(item, Access::Modify).expect("there");
    message.set(SUBJECT, Value::Text(subject.into())).expect("set");
    message.set(CONTENT, Value::Binary(format!("ours: {subject}").into_bytes())).expect("set");
    message.save(0).expect("saved");
}

fn special(bench: &Bench, role: u32) -> FolderId {
    bench.store.special_folder(role).expect("every store has one")
}

#[test]
fn rule_9_3_the_dry_run_names_everything_that_waits_with_what_changed() {
    let bench = Bench::new();
    let other = bench.server_folder("Other");
    let ids = bench.server_items(bench.inbox, &["edited", "read", "deleted", "moved", "tagged", "clean"]);
    let fresh = bench.create(bench.inbox, "fresh");
    bench.edit(ids[0], "a comment");
    bench.set_read(ids[1], true);
    bench.delete(ids[2]);
    bench.move_to(ids[3], other);
    let words = ItemUpdate { keywords_add: vec!["todo".into()], ..ItemUpdate::default() };
    bench.store.update_items(bench.inbox, &[ids[4]], &words).expect("tagged");
    let folder = bench.store.create_folder(bench.root, "New folder", "IPF.Note", 0).expect("a folder");
    let columns = [IOSTX_PR_SUBJECT, IOSTX_PR_PENDING, IOSTX_PR_REMOTE_ID, IOSTX_PR_BACKED_OFF];
    assert_eq!(
        lines(bench.store.list_pending(None).expect("a table"), &columns),
        [
            "New folder 0x1 - false",
            "subject of edited 0x4 edited false",
            "subject of read 0x10 read false",
            "subject of tagged 0x20 tagged false",
            "fresh 0x1 - false",
            "subject of moved 0x2 - false",
            "- 0x40 deleted false",
            "subject of moved 0x80 moved false",
        ]
    );
    let mut one = bench.store.list_pending(Some(other)).expect("a table");
    let row = one.next().expect("a row").expect("one");
    let source = one.columns().iter().position(|tag| tag.0 == IOSTX_PR_SOURCE_FOLDER_ENTRYID).expect("a column");
    assert_eq!(
        (row.object, &row.values[source]),
        (Some(Object::Item(ids[3])), &Value::Binary(bench.store.feid(bench.inbox).to_bytes().to_vec()))
    );
    assert_eq!(one.next().expect("the end"), None);
    one.find(ids[3]).expect("its row");
    let tags = [IOSTX_PR_CHANGED_TAGS, IOSTX_PR_KEYWORDS_ADDED];
    let tagged = &lines(bench.store.list_pending(Some(bench.inbox)).expect("a table"), &tags)[2];
    assert!(tagged.contains("todo") && tagged.contains(&format!("{}", IOSTX_PR_KEYWORDS as i32)), "{tagged}");

    let run = bench.store.dry_run(None).expect("a dry run");
    let inbox = PendingCounts { new: 1, changed: 1, flags: 1, read: 1, deleted: 1, moved_out: 1, ..PendingCounts::default() };
    let there = PendingCounts { moved: 1, ..PendingCounts::default() };
    let made = PendingCounts { folder: Pending::NEW, ..PendingCounts::default() };
    assert_eq!(run, [(bench.inbox, inbox), (other, there), (folder, made)]);
    assert_eq!(bench.store.dry_run(Some(other)).expect("a dry run").len(), 1);
    let counts = bench.store.supervision_counts().expect("counts");
    assert_eq!(counts[0], (bench.inbox, SupervisionCounts { pending: 6, ..SupervisionCounts::default() }));
    assert_eq!(bench.store.list_pending(Some(FolderId(9999))).err().map(|e| e.code), Some(IOSTX_MAPI_E_NOT_FOUND));
    assert_eq!(bench.store.item(fresh).expect("there").pending, Pending::NEW, "looking changes nothing");
    assert_sound(&bench.store);
}

#[test]
fn rule_9_5_what_a_folder_never_uploads_is_not_pending_work() {
    let bench = Bench::new();
    bench.create(bench.inbox, "kept");
    let options = FolderOptions { direction: Direction::DownloadKeep, ..FolderOptions::default() };
    bench.store.set_folder_options(bench.inbox, options).expect("set");
    assert_eq!(count(bench.store.list_pending(None).expect("a table")), 0);
    assert_eq!(bench.store.dry_run(None).expect("a dry run"), []);
}

#[test]
fn rule_9_1_after_eight_failures_an_item_is_listed_until_the_user_says_retry() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "refused");
    for attempt in 1..=8 {
        assert_eq!(count(bench.store.list_failures(None).expect("a table")), 0, "before attempt {attempt}");
        assert_eq!(answer_all(&bench, bench.inbox, IOSTX_MAPI_E_NO_ACCESS), 1);
        bench.turn_clock(2 * 24 * 3600);
    }
    let columns = [IOSTX_PR_SUBJECT, IOSTX_PR_ATTEMPTS, IOSTX_PR_LAST_ERROR_TEXT, IOSTX_PR_BACKED_OFF];
    let listed = ["refused 0x8 the server says no true"];
    assert_eq!(lines(bench.store.list_failures(None).expect("a table"), &columns), listed);
    assert_eq!(lines(bench.store.list_failures(Some(bench.inbox)).expect("a table"), &columns), listed);
    assert_eq!(count(bench.store.list_failures(Some(bench.root)).expect("a table")), 0);
    assert_eq!(lines(bench.store.list_pending(None).expect("a table"), &columns), listed, "pending all the same");
    assert_eq!(bench.store.supervision_counts().expect("counts")[0].1.failures, 1);
    assert_eq!(bench.store.dry_run(None).expect("a dry run")[0].1.backed_off, 1);
    assert_eq!(answer_all(&bench, bench.inbox, 0), 0, "it is not offered any more");

    let outcome = bench.store.retry(&[Object::Item(item), Object::Item(ItemId(9999))]).expect("one commit");
    assert_eq!((outcome.done, outcome.skipped), (1, 1));
    assert_eq!(count(bench.store.list_failures(None).expect("a table")), 0);
    assert_eq!(answer_all(&bench, bench.inbox, IOSTX_MAPI_E_NO_ACCESS), 1, "offered at once");
    assert_sound(&bench.store);
}

#[test]
fn rule_9_1_a_retry_after_is_kept_and_counts_no_failure_where_nobody_knows_the_outcome() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "later");
    let offer = Offer { root: bench.root, folders: None, kinds: 0, only_associated: false, backed_off: false };
    let upload = |answer: Answer| {
        let mut table = bench.store.upload_table(bench.inbox, &offer).expect("a table");
        let offered = table.next_item(b"").expect("handed out");
        offered.iter().for_each(|item| table.answer_item(item, answer.clone()));
        table.commit().expect("settled");
        offered.is_some()
    };
    assert!(upload(Answer { code: IOSTX_MAPI_E_NETWORK_ERROR, retry_after_ms: 600_000, ..Answer::default() }));
    bench.turn_clock(599);
    assert!(!upload(Answer::default()), "the server said when");
    assert_eq!(count(bench.store.list_failures(None).expect("a table")), 0);
    assert_eq!(bench.store.supervision_counts().expect("counts").iter().map(|(_, counts)| counts.failures).sum::<u64>(), 0);
    bench.turn_clock(1);
    assert!(upload(Answer { ok: true, binding: Some(Binding::new("r1", "v1")), ..Answer::default() }));
    assert!(bench.store.item(item).expect("there").pending.is_clean());
}

#[test]
fn rule_9_3_the_counts_of_a_folder_follow_what_they_count() {
    let bench = Bench::new();
    let other = bench.server_folder("Other");
    let ids = bench.server_items(bench.inbox, &["moved", "edited", "removed"]);
    set_subject(&bench, ids[0], "ours");
    set_subject(&bench, ids[1], "ours");
    bench.delete(ids[2]);
    let failures = |folder: FolderId| {
        assert_sound(&bench.store);
        let values = bench.store.folder_values(folder, &[PropTag(IOSTX_PR_FAILURE_COUNT)]).expect("values");
        let listed = count(bench.store.list_failures(Some(folder)).expect("a table"));
        assert_eq!(values[0].1, Some(Value::I4(listed as i32)));
        listed
    };
    for _ in 0..8 {
        answer_all(&bench, bench.inbox, IOSTX_MAPI_E_NO_ACCESS);
        let mut table = bench.store.upload_table(bench.inbox, &offer(&bench)).expect("a table");
        for entry in table.next_deletes(10, b"").expect("entries") {
            table.answer_delete(&entry, Answer { code: IOSTX_MAPI_E_NO_ACCESS, ..Answer::default() });
        }
        table.commit().expect("durable");
        bench.turn_clock(2 * 24 * 3600);
    }
    assert_eq!((failures(bench.inbox), failures(other)), (3, 0), "two items and a deletion");
    let info = bench.store.info().expect("facts");
    assert_eq!((info.failures, info.wanted, info.held), (3, 0, 0));

    let sink = bench.store.importer(other, &SessionMemory::default(), ImportOptions::default()).expect("a sink");
    sink.move_remote(bench.inbox, b"moved", Binding::new("moved there", "v1")).expect("taken");
    sink.finish(true).expect("finished");
    assert_eq!((failures(bench.inbox), failures(other)), (2, 1), "moved by the server: the failure goes with the item");
    bench.store.drop_change(&[Object::Item(ids[1])]).expect("dropped");
    assert_eq!(failures(bench.inbox), 1);
    let wanted = bench.store.folder_values(bench.inbox, &[PropTag(IOSTX_PR_WANTED_COUNT)]).expect("values");
    assert_eq!(wanted[0].1, Some(Value::I4(1)), "what the server has is fetched again");
    bench.store.drop_change(&[Object::Item(ids[2])]).expect("dropped");
    bench.store.retry(&[Object::Item(ids[0])]).expect("one commit");
    assert_eq!((failures(bench.inbox), failures(other)), (0, 0));
    let counts = bench.store.supervision_counts().expect("counts");
    let inbox = SupervisionCounts { conflicts: 1, wanted: 2, ..SupervisionCounts::default() };
    assert_eq!(counts.iter().find(|(folder, _)| *folder == bench.inbox).map(|(_, counts)| *counts), Some(inbox));
}

#[test]
fn rule_9_3_reports_of_a_folder_that_goes_are_counted_by_its_parent() {
    let bench = Bench::new();
    let folder = bench.server_folder("Project");
    let ids = bench.server_items(folder, &["edited"]);
    set_subject(&bench, ids[0], "ours");
    let memory = SessionMemory::default();
    let sink = bench.store.hierarchy_importer(bench.root, &memory, MassLimit::default(), &Cancel::default()).expect("a sink");
    sink.delete_remote(&[b"Project"]).expect("taken");
    sink.finish(true).expect("finished");
    assert!(bench.store.folder(folder).is_err());
    let counts = bench.store.supervision_counts().expect("counts");
    let listed = count(bench.store.list_conflicts(Some(bench.root)).expect("a table"));
    assert_eq!(counts.iter().map(|(_, counts)| counts.conflicts).sum::<u64>(), listed);
    assert!(listed > 0);
    assert_eq!(bench.store.info().expect("facts").conflicts, listed);
    assert_sound(&bench.store);
}

#[test]
fn rule_9_2_what_waits_after_failures_is_listed_as_pending_and_marked() {
    let bench = Bench::new();
    bench.create(bench.inbox, "refused");
    answer_all(&bench, bench.inbox, IOSTX_MAPI_E_NO_ACCESS);
    answer_all(&bench, bench.inbox, IOSTX_MAPI_E_NO_ACCESS);
    let columns = [IOSTX_PR_SUBJECT, IOSTX_PR_ATTEMPTS, IOSTX_PR_BACKED_OFF];
    assert_eq!(lines(bench.store.list_pending(None).expect("a table"), &columns), ["refused 0x2 true"]);
    bench.turn_clock(61);
    assert_eq!(
        lines(bench.store.list_pending(None).expect("a table"), &columns),
        ["refused 0x2 false"],
        "a minute later it is due"
    );
}

#[test]
fn rule_9_3_dropped_work_leaves_a_copy_and_the_servers_version_is_wanted() {
    let bench = Bench::new();
    let other = bench.server_folder("Other");
    let ids = bench.server_items(bench.inbox, &["edited", "deleted", "moved", "clean"]);
    let fresh = bench.create(bench.inbox, "fresh");
    set_subject(&bench, ids[0], "our words");
    bench.delete(ids[1]);
    bench.move_to(ids[2], other);
    let outcome = bench.store.drop_change(&[ids[0], ids[1], ids[2], ids[3], fresh].map(Object::Item)).expect("one commit");
    assert_eq!((outcome.done, outcome.skipped), (4, 1), "the clean one has nothing to drop");
    assert_eq!(outcome.first.map(|e| e.code), Some(IOSTX_MAPI_E_NOT_FOUND));

    assert_eq!(subject_of(&bench, ids[0]), "subject of edited", "back to what the server had");
    assert_eq!(bench.pending(ids[0]), Pending::NONE);
    assert!(bench.store.item(fresh).is_err());
    assert_eq!(count(bench.store.list_pending(None).expect("a table")), 0);
    let copies: Vec<String> =
        bench.items(special(&bench, IOSTX_FOLDER_LOCAL_FAILURES)).into_iter().map(|id| subject_of(&bench, id)).collect();
    assert_eq!(copies.len(), 3, "{copies:?}");
    assert!(["our words", "subject of moved", "fresh"].iter().all(|wanted| copies.iter().any(|copy| copy == wanted)), "{copies:?}");
    let wanted = lines(bench.store.list_wanted(Some(bench.inbox)).expect("a table"), &[IOSTX_PR_REMOTE_ID, IOSTX_PR_WANTED_REASON]);
    assert_eq!(wanted, ["deleted 0x3", "edited 0x3", "moved 0x3"]);
    assert_sound(&bench.store);

    // The server's versions come: all is as it was.
    let sink = bench.store.importer(bench.inbox, &SessionMemory::default(), ImportOptions::default()).expect("a sink");
    for id in ["edited", "deleted", "moved"] {
        sink.import_item(incoming(id, "v1", &format!("subject of {id}"))).expect("imported");
    }
    sink.finish(true).expect("finished");
    assert_eq!(bench.items(bench.inbox).len(), 4);
    assert_eq!(count(bench.store.list_wanted(None).expect("a table")), 0, "what has come is wanted no more");
    assert_sound(&bench.store);
}

/// An item that was changed on both sides, under a policy.
fn conflict(policy: Policy) -> (Bench, ItemId) {
    let bench = Bench::new();
    let item = bench.server_items(bench.inbox, &["1"])[0];
    set_subject(&bench, item, "our words");
    let options = ImportOptions { policy, ..ImportOptions::default() };
    let sink = bench.store.importer(bench.inbox, &SessionMemory::default(), options).expect("a sink");
    sink.import_item(incoming("1", "v2", "their words")).expect("imported");
    sink.finish(true).expect("finished");
    assert_eq!(count(bench.store.list_conflicts(None).expect("a table")), 1);
    (bench, item)
}

fn kept(bench: &Bench) -> Vec<String> {
    let mut kept: Vec<String> =
        bench.items(special(bench, IOSTX_FOLDER_CONFLICTS)).into_iter().map(|id| subject_of(bench, id)).collect();
    kept.sort();
    kept
}

#[test]
fn rule_8_hold_a_held_conflict_is_listed_marked_and_not_offered_until_it_is_resolved() {
    let (bench, item) = conflict(Policy::Hold);
    let columns = [IOSTX_PR_SUBJECT, IOSTX_PR_CONFLICT_KIND, IOSTX_PR_PENDING];
    assert_eq!(lines(bench.store.list_conflicts(Some(bench.inbox)).expect("a table"), &columns), ["our words 0x8 0x100"]);
    let pending = lines(bench.store.list_pending(None).expect("a table"), &[IOSTX_PR_PENDING]);
    assert_eq!(pending, [format!("{:#x}", IOSTX_PENDING_PROPERTIES | IOSTX_PENDING_CONTENT | IOSTX_PENDING_HELD)]);
    assert_eq!(bench.store.dry_run(None).expect("a dry run")[0].1.held, 1);
    assert_eq!(answer_all(&bench, bench.inbox, 0), 0);
    assert_eq!(kept(&bench), ["their words"]);
    assert_eq!(bench.store.resolve_conflict(ItemId(9999), Choice::Local).expect_err("no conflict").code, IOSTX_MAPI_E_NOT_FOUND);
    assert_eq!(subject_of(&bench, item), "our words");
    assert_sound(&bench.store);
}

#[test]
fn rule_8_hold_each_choice_ends_it_and_loses_no_version() {
    let merged = |bench: &Bench| {
        let message = bench.store.create_message(bench.inbox, false).expect("a message");
        message.set(SUBJECT, Value::Text("both".into())).expect("set");
        message.set(CONTENT, Value::Binary(b"merged".to_vec())).expect("set");
        message
    };
    // What is chosen, the subject of the item then, what is pending, what is kept, how many items the folder has.
    let text = Pending::PROPS.plus(Pending::CONTENT);
    for (choice, subject, pending, kept_then, items) in [
        ("server", "their words", Pending::NONE, vec!["our words"], 1),
        ("local", "our words", text, vec!["their words"], 1),
        ("both", "their words", Pending::NONE, vec![], 2),
        ("merged", "both", text, vec!["our words", "their words"], 1),
    ] {
        let (bench, item) = conflict(Policy::Hold);
        let message = merged(&bench);
        let how = match choice {
            "server" => Choice::Server,
            "local" => Choice::Local,
            "both" => Choice::KeepBoth,
            _ => Choice::Merged(&message),
        };
        bench.store.resolve_conflict(item, how).expect("resolved");
        assert_eq!(subject_of(&bench, item), subject, "{choice}");
        assert_eq!(bench.pending(item), pending, "{choice}");
        assert_eq!(kept(&bench), kept_then, "{choice}");
        assert_eq!(bench.items(bench.inbox).len(), items, "{choice}");
        assert_eq!(count(bench.store.list_conflicts(None).expect("a table")), 0, "{choice}");
        assert_eq!(bench.store.item(item).expect("there").binding, Binding::new("1", "v2"), "{choice}");
        let uploads = usize::from(!pending.is_clean()) + items - 1;
        assert_eq!(answer_all(&bench, bench.inbox, 0), uploads, "{choice}: what is ours is offered");
        assert_sound(&bench.store);
    }
}

#[test]
fn rule_8_hold_the_later_writer_can_be_chosen() {
    for (minutes, subject) in [(-1_i64, "our words"), (1, "their words")] {
        let bench = Bench::new();
        let item = bench.server_items(bench.inbox, &["1"])[0];
        bench.turn_clock(3600);
        set_subject(&bench, item, "our words");
        let ours = bench.store.item(item).expect("there").mtime;
        let options = ImportOptions { policy: Policy::Hold, ..ImportOptions::default() };
        let sink = bench.store.importer(bench.inbox, &SessionMemory::default(), options).expect("a sink");
        let mut theirs = incoming("1", "v2", "their words");
        theirs.values.set(IOSTX_PR_LAST_MODIFICATION_TIME, Value::Time(ours.wrapping_add_signed(minutes * MINUTE as i64)));
        sink.import_item(theirs).expect("imported");
        sink.finish(true).expect("finished");
        bench.store.resolve_conflict(item, Choice::LastWriter).expect("resolved");
        assert_eq!(subject_of(&bench, item), subject);
    }
}

#[test]
fn rule_8_a_decided_conflict_can_be_decided_the_other_way() {
    for (policy, choice, subject, pending) in [
        (Policy::Server, Choice::Local, "our words", true),
        (Policy::Server, Choice::Server, "their words", false),
        (Policy::Local, Choice::Server, "their words", false),
        (Policy::Local, Choice::Local, "our words", true),
    ] {
        let (bench, item) = conflict(policy);
        let loser = if subject == "our words" { "their words" } else { "our words" };
        bench.store.resolve_conflict(item, choice).expect("resolved");
        assert_eq!(subject_of(&bench, item), subject, "{policy:?}");
        assert_eq!(!bench.pending(item).is_clean(), pending, "{policy:?}");
        assert_eq!(kept(&bench), [loser], "{policy:?}: the other one is kept");
        let linked =
            bench.store.open_message(item, Access::Read).expect("there").get(PropTag(IOSTX_PR_CONFLICT_ITEMS)).expect("linked");
        let copy = bench.items(special(&bench, IOSTX_FOLDER_CONFLICTS))[0];
        let meid = bench.store.meid(special(&bench, IOSTX_FOLDER_CONFLICTS), copy).to_bytes().to_vec();
        assert!(matches!(linked, Value::Multi(_, ids) if ids == [Value::Binary(meid)]), "{policy:?}");
        assert_eq!(count(bench.store.list_conflicts(None).expect("a table")), 0);
        assert_sound(&bench.store);
    }
}

#[test]
fn rule_8_a_kept_version_can_be_named_itself_and_be_brought_back_after_the_item_is_gone() {
    let (bench, item) = conflict(Policy::Server);
    let copy = bench.items(special(&bench, IOSTX_FOLDER_CONFLICTS))[0];
    bench.delete(item);
    bench.store.resolve_conflict(copy, Choice::Local).expect("resolved");
    let items = bench.items(bench.inbox);
    assert_eq!(items.iter().map(|item| subject_of(&bench, *item)).collect::<Vec<_>>(), ["our words"]);
    assert_eq!(bench.pending(items[0]), Pending::NEW);
    assert_eq!(kept(&bench), Vec::<String>::new());
    assert_sound(&bench.store);
}

/// A folder of which the server deleted more than the guard lets through.
fn held() -> (Bench, Vec<ItemId>) {
    let bench = Bench::new();
    let names: Vec<String> = (0..30).map(|n| format!("i{n:02}")).collect();
    let ids = bench.server_items(bench.inbox, &names.iter().map(String::as_str).collect::<Vec<_>>());
    set_subject(&bench, ids[0], "our words");
    let sink = bench.store.importer(bench.inbox, &SessionMemory::default(), ImportOptions::default()).expect("a sink");
    let gone: Vec<&[u8]> = names[..25].iter().map(|name| name.as_bytes()).collect();
    sink.delete_remote(&gone).expect("taken");
    assert!(sink.finish(true).expect("finished").deletions_held);
    (bench, ids)
}

#[test]
fn rule_7_2_held_deletions_are_listed_and_run_when_they_are_confirmed() {
    let (bench, ids) = held();
    let mut table = bench.store.list_held(Some(bench.inbox)).expect("a table");
    assert_eq!(table.position().expect("a position"), (0, 25));
    let row = table.next().expect("a row").expect("one");
    assert_eq!(row.object, Some(Object::Item(ids[0])));
    assert_eq!(lines(bench.store.list_held(None).expect("a table"), &[IOSTX_PR_REMOTE_ID, IOSTX_PR_HELD_COUNT])[24], "i24 0x19");
    assert_eq!(bench.store.supervision_counts().expect("counts")[0].1.held, 25);
    assert_eq!(bench.items(bench.inbox).len(), 30, "nothing is deleted yet");
    assert_eq!(bench.store.confirm_held(bench.root).expect_err("nothing held there").code, IOSTX_MAPI_E_NOT_FOUND);
    assert_sound(&bench.store);

    bench.store.confirm_held(bench.inbox).expect("confirmed");
    assert_eq!(count(bench.store.list_held(None).expect("a table")), 0);
    assert_eq!(bench.items(bench.inbox).len(), 6, "five were never deleted, and one was changed here");
    assert_eq!(
        bench.pending(ids[0]),
        Pending::NEW.plus(Pending::PROPS).plus(Pending::CONTENT),
        "changed here and deleted there: it stays, as new"
    );
    assert!(bench.store.item(ids[1]).is_err());
    assert_eq!(bench.store.confirm_held(bench.inbox).expect_err("done").code, IOSTX_MAPI_E_NOT_FOUND);
    assert_sound(&bench.store);
}

#[test]
fn rule_7_2_rejected_deletions_make_the_items_new_with_a_retry_mark() {
    let (bench, ids) = held();
    let key = bench.store.open_message(ids[1], Access::Read).expect("there").get(PropTag(IOSTX_PR_SOURCE_KEY)).expect("a key");
    bench.store.reject_held(bench.inbox).expect("rejected");
    assert_eq!(count(bench.store.list_held(None).expect("a table")), 0);
    assert_eq!(bench.items(bench.inbox).len(), 30);
    let item = bench.store.item(ids[1]).expect("there");
    assert_eq!((item.pending, item.binding), (Pending::NEW, Binding::default()));
    let now = bench.store.open_message(ids[1], Access::Read).expect("there").get(PropTag(IOSTX_PR_SOURCE_KEY)).expect("a key");
    assert_ne!(now, key, "a key that the server deleted never comes back");
    let mut table = bench.store.upload_table(bench.inbox, &offer(&bench)).expect("a table");
    let mut retries = 0;
    while let Some(up) = table.next_item(b"").expect("the next") {
        retries += usize::from(up.retry && up.why.has(Pending::NEW));
    }
    assert_eq!(retries, 25);
    assert_sound(&bench.store);
}

#[test]
fn the_trash_lists_what_the_server_deleted_from_one_folder() {
    let bench = Bench::new();
    let other = bench.server_folder("Other");
    bench.server_items(bench.inbox, &["a", "b", "c"]);
    bench.server_items(other, &["x", "y", "z"]);
    bench.store.set_settings(&Settings { trash_days: 30, ..bench.store.settings().expect("settings") }).expect("set");
    for (folder, id) in [(bench.inbox, "b"), (other, "y")] {
        let memory = SessionMemory::default();
        let sink = bench.store.importer(folder, &memory, ImportOptions::default()).expect("a sink");
        sink.delete_remote(&[id.as_bytes()]).expect("taken");
        sink.finish(true).expect("finished");
        bench.store.end_pass(&memory, bench.root, true).expect("ended");
    }
    for sort in [Sort::Date, Sort::Subject] {
        let options = ListOptions { columns: vec![SUBJECT], trash: true, sort, ..ListOptions::default() };
        let mut cursor = bench.store.list_items(bench.inbox, options).expect("a list");
        assert_eq!(cursor.position().expect("a position"), (0, 1));
        assert_eq!(cursor.next().expect("a row").expect("one").values, [Value::Text("subject of b".into())]);
    }
    assert_eq!(bench.items(bench.inbox).len(), 2);
    assert_sound(&bench.store);
}
