//! 9.3: changes of folders that the user gives up.

use super::*;

/// Nothing in the store contradicts anything else.
fn check(bench: &Bench) {
    let mut findings = Vec::new();
    bench.store.check_each(0, |finding| findings.push(finding)).expect("checked");
    findings.retain(|finding| finding.severity == Severity::Error);
    assert_eq!(findings, []);
}

fn give_up(bench: &Bench, folder: FolderId) {
    let outcome = bench.store.drop_change(&[Object::Folder(folder)]).expect("one commit");
    assert_eq!((outcome.done, outcome.skipped), (1, 0), "{:?}", outcome.first);
    check(bench);
}

/// Why a change cannot be given up.
fn refusal(bench: &Bench, folder: FolderId) -> i32 {
    let outcome = bench.store.drop_change(&[Object::Folder(folder)]).expect("one commit");
    assert_eq!((outcome.done, outcome.skipped), (0, 1));
    check(bench);
    outcome.first.expect("a reason").code
}

fn comment(bench: &Bench, folder: FolderId, text: &str) {
    bench.store.set_folder_values(folder, &Bag::new().with(IOSTX_PR_COMMENT, Value::Text(text.into()))).expect("set");
}

fn failures(bench: &Bench) -> Vec<String> {
    let mut texts = bench.texts(bench.special(IOSTX_FOLDER_LOCAL_FAILURES));
    texts.sort();
    texts
}

#[test]
fn rule_9_3_a_rename_a_move_and_properties_given_up_are_as_on_the_server_again() {
    let bench = Bench::new();
    let other = bench.server_folder("other");
    let folder = bench.import_folder(dir("f", "theirs").version("1").with(IOSTX_PR_COMMENT, Value::Text("their words".into())));
    let item = bench.synced(folder, "a", "one");
    bench.rename(folder, "ours");
    comment(&bench, folder, "our words");
    bench.store.move_folder(folder, other).expect("moved");
    let up = hand_out(&bench, b"");
    for _ in 0..8 {
        answer(&bench, &up, Answer { code: IOSTX_MAPI_E_NO_ACCESS, ..Answer::default() });
    }
    assert_eq!(bench.store.supervision_counts().expect("counts").iter().map(|(_, counts)| counts.failures).sum::<u64>(), 1);
    give_up(&bench, folder);
    let now = bench.folder(folder);
    assert_eq!((now.name.as_str(), now.parent, now.pending), ("theirs", Some(bench.root), Pending::NONE));
    assert_eq!(now.bag.text(IOSTX_PR_COMMENT), Some("their words"));
    assert_eq!(plan(&bench), []);
    assert_eq!(bench.texts(folder), ["one"], "what is in it is not touched");
    assert!(bench.store.item(item).is_ok());
    let counts = bench.store.supervision_counts().expect("counts");
    let of = |id: FolderId| counts.iter().find(|(folder, _)| *folder == id).map(|(_, counts)| *counts).unwrap_or_default();
    assert_eq!(
        of(folder),
        SupervisionCounts { conflicts: 2, ..SupervisionCounts::default() },
        "both are reported, and nothing fails"
    );
    assert_eq!(refusal(&bench, folder), IOSTX_MAPI_E_NOT_FOUND, "nothing is pending any more");
    // The server goes on from what it has.
    bench.import_folder(dir("f", "theirs again"));
    assert_eq!(bench.folder(folder).name, "theirs again");
}

#[test]
fn rule_9_3_a_move_given_up_leads_home_through_whatever_was_done_to_the_home() {
    // Its home was deleted here meanwhile.
    let bench = Bench::new();
    let (home, folder) = (bench.server_folder("home"), bench.server_folder_in("home", "f"));
    bench.store.move_folder(folder, bench.root).expect("moved");
    bench.rmdir(home);
    give_up(&bench, folder);
    assert_eq!(bench.folder(folder).parent, Some(home));
    assert_eq!(plan(&bench), []);
    // Its home was moved into it.
    let bench = Bench::new();
    let (home, folder) = (bench.server_folder("home"), bench.server_folder_in("home", "f"));
    bench.store.move_folder(folder, bench.root).expect("moved");
    bench.store.move_folder(home, folder).expect("moved");
    give_up(&bench, folder);
    assert_eq!((bench.folder(home).parent, bench.folder(folder).parent), (Some(bench.root), Some(home)));
    assert_eq!(plan(&bench), []);
}

#[test]
fn rule_9_3_a_deletion_given_up_brings_the_folder_back_and_what_was_in_it_is_listed_anew() {
    let bench = Bench::new();
    let (folder, below) = (bench.server_folder("f"), bench.server_folder_in("f", "below"));
    bench.synced(folder, "a", "one");
    bench.store.set_state_blob(StateKind::Folder(folder), b"token").expect("set");
    bench.rmdir(folder);
    give_up(&bench, below);
    assert_eq!(bench.folder(below).parent, Some(folder), "those above it come back with it");
    assert_eq!(plan(&bench), []);
    assert_eq!(bench.store.state_blob(StateKind::Folder(folder)).expect("a blob"), b"");
    bench.synced(folder, "a", "one");
    assert_eq!(bench.texts(folder), ["one"]);
}

#[test]
fn rule_5_4_items_of_a_folder_that_came_back_are_imported_by_their_source_keys_again() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let key = xid(7, 1);
    let values = Bag::new()
        .with(IOSTX_PR_SOURCE_KEY, Value::Binary(key.clone()))
        .with(IOSTX_PR_CHANGE_KEY, Value::Binary(key.clone()))
        .with(IOSTX_PR_PREDECESSOR_CHANGE_LIST, Value::Binary(change_list(&key)))
        .with(IOSTX_PR_SUBJECT, Value::Text("one".into()));
    let bring = || {
        bench.download(folder, |sink| {
            let message = sink.import_message_change(&values, 0).expect("taken");
            message.save(0).expect("saved");
        })
    };
    bring();
    assert_eq!(bench.items(folder).len(), 1);
    bench.rmdir(folder);
    give_up(&bench, folder);
    bring();
    assert_eq!(bench.items(folder).len(), 1);
    // One that was deleted before its folder was.
    bench.delete(bench.items(folder)[0]);
    bench.rmdir(folder);
    give_up(&bench, folder);
    bring();
    assert_eq!(bench.items(folder).len(), 1);
}

#[test]
fn rule_9_3_a_new_folder_given_up_goes_with_what_is_new_in_it_and_the_rest_goes_home() {
    let bench = Bench::new();
    let guest = bench.server_folder("guest");
    let (made, within) = {
        let made = bench.mkdir(bench.root, "made");
        (made, bench.mkdir(made, "within"))
    };
    bench.create(made, "first");
    bench.create(within, "second");
    let moved = bench.synced(bench.inbox, "m", "third");
    bench.move_to(moved, within);
    bench.store.move_folder(guest, within).expect("moved");
    give_up(&bench, made);
    assert!(bench.store.folder(made).is_err() && bench.store.folder(within).is_err());
    assert_eq!(bench.folder(guest).parent, Some(bench.root));
    assert_eq!(plan(&bench), []);
    assert_eq!(failures(&bench), ["first", "second", "third"]);
    let wanted = bench.store.supervision_counts().expect("counts").iter().map(|(_, counts)| counts.wanted).sum::<u64>();
    assert_eq!(wanted, 1, "what the server has of the item that was moved is fetched again");
    bench.synced(bench.inbox, "m", "third");
    assert_eq!(bench.texts(bench.inbox), ["third"]);
}

#[test]
fn rule_9_3_a_creation_in_doubt_that_is_given_up_comes_from_the_server_if_it_has_it() {
    let bench = Bench::new();
    let made = bench.mkdir(bench.root, "made");
    hand_out(&bench, b"");
    let out = bench.create(made, "one");
    bench.move_to(out, bench.inbox);
    give_up(&bench, made);
    assert_eq!(bench.texts(bench.inbox), ["one"], "what was moved out of it is not of it");
    let again = bench.import_folder(dir("f", "made"));
    assert_ne!(again, made);
    assert!(bench.folder(again).pending.is_clean());
}

#[test]
fn rule_9_3_a_folder_whose_creation_is_in_doubt_is_new_again_when_its_deletion_is_given_up() {
    let bench = Bench::new();
    let made = bench.mkdir(bench.root, "made");
    hand_out(&bench, b"look");
    bench.rmdir(made);
    assert_eq!(plan(&bench), [done("(deleted)", Pending::DELETED)]);
    give_up(&bench, made);
    assert_eq!(plan(&bench), [done("made", Pending::NEW)]);
    let up = hand_out(&bench, b"");
    assert!(up.retry, "the server may have it");
    assert_eq!(up.cookie, b"look");
}

#[test]
fn rule_9_3_a_new_folder_with_queued_mail_is_not_given_up_and_nothing_of_it_is_touched() {
    let bench = Bench::new();
    let (made, guest) = (bench.mkdir(bench.root, "made"), bench.server_folder("guest"));
    let below = bench.mkdir(made, "below");
    bench.store.move_folder(guest, made).expect("moved");
    let mail = bench.store.create_message(below, false).expect("a message");
    let to = Bag::new().with(IOSTX_PR_EMAIL_ADDRESS, Value::Text("ann@example.org".into()));
    mail.set_recipients(vec![to], IOSTX_MODRECIP_REPLACE).expect("set");
    mail.submit().expect("queued");
    assert_eq!(refusal(&bench, made), IOSTX_MAPI_E_SUBMITTED);
    assert_eq!(bench.folder(guest).parent, Some(made));
    assert_eq!(refusal(&bench, bench.inbox), IOSTX_MAPI_E_NOT_FOUND, "nothing of it is pending");
}
