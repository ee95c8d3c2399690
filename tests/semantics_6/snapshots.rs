//! 6.8: what is handed out is a snapshot; success settles that, and later edits, moves and deletions stay pending.

use iostx::codes::*;
use iostx::props::{PropTag, Value, tags};
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, Session, State};
use iostx::store::flags::IOSTX_FORCE_SAVE;
use iostx::store::{Access, ItemId, Pending};

use crate::kit::*;

const COMMENT: PropTag = PropTag(tags::IOSTX_PR_COMMENT);

/// Hands an item of the inbox out and leaves it open.
fn hand_out(bench: &Bench) -> Session {
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    session
}

fn answer(mut session: Session, flags: u32, id: &str) {
    session.set_full_result(None, ResultDetails::success(flags).bound(id, *b"2")).expect("taken");
    end_all(&mut session);
}

fn comment(bench: &Bench, item: ItemId) -> Option<String> {
    text_of(&bench.store.open_message(item, Access::Read).expect("there"), COMMENT)
}

#[test]
fn rule_6_8_the_message_handed_out_does_not_change_under_the_agent() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "as handed out");
    let session = hand_out(&bench);
    let edited = bench.store.open_message(item, Access::Modify).expect("there");
    edited.set(SUBJECT, Value::Text("edited".into())).expect("set");
    edited.set(CONTENT, Value::Binary(b"other text".to_vec())).expect("set");
    edited.save(0).expect("saved");
    let given = &message(&session).upload.message;
    assert_eq!(text_of(given, SUBJECT).as_deref(), Some("as handed out"));
    let Ok(Value::Binary(content)) = given.get(CONTENT) else { panic!("its text") };
    assert!(content.starts_with(b"Subject: as handed out"));
}

#[test]
fn rule_6_8_an_edit_made_during_the_upload_stays_pending() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "new");
    let session = hand_out(&bench);
    bench.edit(item, "edited meanwhile");
    answer(session, IOSTX_UPM_OK, "7");
    assert_eq!(bench.pending(item), Pending::PROPS, "no longer new, and changed");
    let session = hand_out(&bench);
    assert_eq!(text_of(&message(&session).upload.message, COMMENT).as_deref(), Some("edited meanwhile"));
    assert_eq!(message(&session).upload.item.binding.remote_id, b"7");
    answer(session, IOSTX_UPM_OK, "7");
    assert!(bench.pending(item).is_clean());
}

#[test]
fn rule_6_8_the_result_settles_its_own_generation_however_late_it_is_committed() {
    let bench = Bench::new();
    let item = bench.server_items(bench.inbox, &["1"])[0];
    bench.edit(item, "first");
    let mut session = hand_out(&bench);
    session.set_full_result(None, ResultDetails::success(IOSTX_UPM_OK)).expect("taken");
    session.end().expect("left, the result not durable yet");
    bench.edit(item, "second");
    end_all(&mut session);
    assert_eq!(bench.pending(item), Pending::PROPS);
    assert_eq!(comment(&bench, item).as_deref(), Some("second"));
}

#[test]
fn rule_6_8_a_deletion_made_during_the_upload_stays_pending_for_the_new_id() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "new");
    let session = hand_out(&bench);
    bench.delete(item);
    answer(session, IOSTX_UPM_OK, "7");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    assert_eq!(session.begin(State::UploadMessage).expect_err("it is gone").code, IOSTX_MAPI_E_NOT_FOUND);
    enter(&mut session, &[State::UploadDelete]);
    assert_eq!(session.upload_deletes().expect("open").entries[0].entry.stone.binding.remote_id, b"7");
}

#[test]
fn rule_6_8_a_move_made_during_the_upload_stays_pending_with_its_source() {
    let bench = Bench::new();
    let other = bench.server_folder("Other");
    let item = bench.create(bench.inbox, "new");
    let session = hand_out(&bench);
    bench.move_to(item, other);
    answer(session, IOSTX_UPM_OK, "7");
    assert!(bench.pending(item).has(Pending::MOVED));
    let mut session = bench.session();
    enter_folder(&mut session, other, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    let source = message(&session).upload.source.clone().expect("a source");
    assert_eq!((source.folder, source.binding.remote_id), (bench.inbox, b"7".to_vec()));
}

#[test]
fn rule_6_8_a_read_state_changed_during_its_upload_stays_pending() {
    let bench = Bench::new();
    let item = bench.server_items(bench.inbox, &["1"])[0];
    bench.set_read(item, true);
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadRead]);
    bench.set_read(item, false);
    session.set_full_result(None, ResultDetails::success(IOSTX_UPR_OK)).expect("for all entries");
    end_all(&mut session);
    assert_eq!(bench.pending(item), Pending::READ, "the server has it as read, we as unread");
}

#[test]
fn rule_6_8_upm_delete_removes_the_item_but_keeps_a_newer_one_as_new() {
    for edited in [false, true] {
        let bench = Bench::new();
        let item = bench.server_items(bench.inbox, &["1"])[0];
        bench.edit(item, "to upload");
        let session = hand_out(&bench);
        if edited {
            bench.edit(item, "newer");
        }
        answer(session, IOSTX_UPM_OK | IOSTX_UPM_DELETE, "1");
        assert_eq!(bench.store.item(item).is_ok(), edited);
        if edited {
            assert!(bench.pending(item).has(Pending::NEW));
            assert_eq!(comment(&bench, item).as_deref(), Some("newer"));
        }
        assert_eq!(bench.store.folder(bench.inbox).expect("there").gone, 0, "nothing is to be deleted on the server");
    }
}

#[test]
fn rule_6_8_upm_save_keeps_what_the_agent_set_but_for_what_the_app_changed_since() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "new");
    let session = hand_out(&bench);
    let given = message(&session).upload.message.clone();
    given.set(COMMENT, Value::Text("of the agent".into())).expect("set");
    given.set(PropTag(tags::IOSTX_PR_BODY), Value::Text("of the agent".into())).expect("set");
    given.save(0).expect("kept for the result");
    bench.edit(item, "of the app");
    answer(session, IOSTX_UPM_OK | IOSTX_UPM_SAVE, "7");
    assert_eq!(comment(&bench, item).as_deref(), Some("of the app"));
    let body = text_of(&bench.store.open_message(item, Access::Read).expect("there"), PropTag(tags::IOSTX_PR_BODY));
    assert_eq!(body.as_deref(), Some("of the agent"));
    assert_eq!(bench.pending(item), Pending::PROPS, "only what the app changed");
}

#[test]
fn rule_6_8_without_upm_save_what_the_agent_set_is_dropped() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "new");
    let session = hand_out(&bench);
    message(&session).upload.message.set(COMMENT, Value::Text("of the agent".into())).expect("set");
    message(&session).upload.message.save(0).expect("kept for the result");
    answer(session, IOSTX_UPM_OK, "7");
    assert_eq!(comment(&bench, item), None);
    assert!(bench.pending(item).is_clean());
}

#[test]
fn rule_6_8_a_save_over_what_changed_since_is_refused_and_forced_keeps_the_replaced_version() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "new");
    let ours = bench.store.open_message(item, Access::Modify).expect("there");
    ours.set(COMMENT, Value::Text("ours".into())).expect("set");
    bench.edit(item, "another's");
    assert_eq!(ours.save(0).expect_err("changed since").code, IOSTX_MAPI_E_OBJECT_CHANGED);
    assert_eq!(comment(&bench, item).as_deref(), Some("another's"));
    ours.save(IOSTX_FORCE_SAVE).expect("forced");
    assert_eq!(comment(&bench, item).as_deref(), Some("ours"));
    let conflicts = bench.store.special_folder(iostx::store::flags::IOSTX_FOLDER_CONFLICTS).expect("every store has it");
    let kept = bench.items(conflicts);
    assert_eq!(kept.len(), 1);
    assert_eq!(comment(&bench, kept[0]).as_deref(), Some("another's"));
}
