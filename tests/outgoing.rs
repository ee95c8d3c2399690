//! The outgoing queue (ics.md 6; semantics 10).

mod kit;

use iostx::codes::*;
use iostx::props::{Bag, PropTag, Value, tags::*};
use iostx::replication::State;
use iostx::replication::flags::*;
use iostx::store::flags::*;
use iostx::store::*;
use kit::*;

fn recipients() -> Vec<Bag> {
    let one = Bag::new()
        .with(IOSTX_PR_ROWID, Value::I4(0))
        .with(IOSTX_PR_RECIPIENT_TYPE, Value::I4(IOSTX_RECIPIENT_TO as i32))
        .with(IOSTX_PR_DISPLAY_NAME, Value::Text("Ada".into()))
        .with(IOSTX_PR_SMTP_ADDRESS, Value::Text("ada@example.org".into()));
    vec![one]
}

/// A message in the Outbox that goes to Sent Items.
fn submit(bench: &Bench, subject: &str, values: &[(u32, Value)]) -> ItemId {
    let outbox = special(bench, IOSTX_FOLDER_OUTBOX);
    let message = bench.store.create_message(outbox, false).expect("a message");
    message.set(SUBJECT, Value::Text(subject.into())).expect("set");
    values.iter().for_each(|(tag, value)| message.set(PropTag(*tag), value.clone()).expect("set"));
    message.set_recipients(recipients(), IOSTX_MODRECIP_REPLACE).expect("set");
    message.submit().expect("submitted");
    message.id().expect("saved")
}

fn special(bench: &Bench, role: u32) -> FolderId {
    bench.store.special_folder(role).expect("every store has one")
}

fn to_sent(bench: &Bench) -> (u32, Value) {
    (IOSTX_PR_SENTMAIL_ENTRYID, Value::Binary(bench.store.feid(special(bench, IOSTX_FOLDER_SENT)).to_bytes().to_vec()))
}

fn queue(spooler: &Spooler) -> Vec<(ItemId, u32)> {
    let mut cursor = spooler.queue(vec![PropTag(IOSTX_PR_OUTGOING_STATE)]).expect("a table");
    let mut rows = Vec::new();
    while let Some(row) = cursor.next().expect("a row") {
        match (row.object, &row.values[0]) {
            (Some(Object::Item(item)), Value::I4(state)) => rows.push((item, *state as u32)),
            other => panic!("{other:?}"),
        }
    }
    rows
}

fn code<T>(result: iostx::Result<T>) -> Option<i32> {
    result.err().map(|e| e.code)
}

fn upload(bench: &Bench, folder: FolderId) -> Vec<(ItemId, bool)> {
    let offer = Offer { root: bench.root, folders: None, kinds: 0, only_associated: false, backed_off: true };
    let mut table = bench.store.upload_table(folder, &offer).expect("a table");
    std::iter::from_fn(|| table.next_item(b"").expect("the next").map(|up| (up.item.id, up.retry))).collect()
}

#[test]
fn a_submitted_message_is_queued_by_time_with_what_a_sender_needs() {
    let bench = Bench::new();
    let outbox = special(&bench, IOSTX_FOLDER_OUTBOX);
    let bare = bench.store.create_message(outbox, false).expect("a message");
    assert_eq!(code(bare.submit()), Some(IOSTX_MAPI_E_NO_RECIPIENTS));
    let first = submit(&bench, "first", &[]);
    bench.turn_clock(5);
    let second = submit(&bench, "second", &[]);
    let item = bench.store.item(first).expect("there");
    assert!(item.flags & IOSTX_MSGFLAG_SUBMIT != 0 && item.bag.time(IOSTX_PR_CLIENT_SUBMIT_TIME).is_some());
    let message = bench.store.open_message(first, Access::Best).expect("read only");
    assert_eq!(message.recipients().expect("rows")[0].get(IOSTX_PR_RESPONSIBILITY), Some(&Value::Bool(false)));
    assert_eq!(code(bench.store.open_message(first, Access::Modify)), Some(IOSTX_MAPI_E_SUBMITTED));
    let spooler = bench.store.spooler().expect("the only one");
    assert_eq!(queue(&spooler), [(first, IOSTX_OUTGOING_QUEUED), (second, IOSTX_OUTGOING_QUEUED)]);
    let row = spooler.queue(Vec::new()).expect("a table").next().expect("a row").expect("one");
    assert_eq!(row.values[0], Value::Binary(bench.store.meid(outbox, first).to_bytes().to_vec()));
    assert_eq!(row.values[4], Value::Text("Ada".into()), "PR_DISPLAY_TO");
    assert_eq!(row.values[10], Value::I4(0), "PR_SUBMIT_FLAGS");
    assert_eq!(upload(&bench, outbox), [], "3.5: a submitted message is never in an upload table");
}

#[test]
fn one_spooler_at_a_time_locks_unlocks_and_finishes() {
    let bench = Bench::new();
    let item = submit(&bench, "letter", &[to_sent(&bench)]);
    let spooler = bench.store.spooler().expect("the only one");
    assert_eq!(code(bench.store.spooler()), Some(IOSTX_MAPI_E_BUSY));
    assert_eq!(code(spooler.lock(ItemId(9999))), Some(IOSTX_MAPI_E_NOT_IN_QUEUE));
    assert_eq!(code(spooler.finished(item)), Some(IOSTX_MAPI_E_UNCONFIGURED), "not locked");
    spooler.lock(item).expect("locked");
    assert_eq!(queue(&spooler), [(item, IOSTX_OUTGOING_LOCKED)]);
    assert_eq!(code(spooler.lock(item)), Some(IOSTX_MAPI_E_NO_ACCESS));
    assert_eq!(code(bench.store.open_message(item, Access::Best)), Some(IOSTX_MAPI_E_NO_ACCESS), "it is being sent");
    assert_eq!(code(bench.store.abort_submit(item)), Some(IOSTX_MAPI_E_UNABLE_TO_ABORT));
    spooler.unlock(item).expect("unlocked");
    assert_eq!(queue(&spooler), [(item, IOSTX_OUTGOING_QUEUED)]);
    spooler.lock(item).expect("locked again");
    spooler.finished(item).expect("sent");
    assert_eq!(queue(&spooler), []);
    assert_eq!(code(spooler.finished(item)), Some(IOSTX_MAPI_E_NOT_IN_QUEUE));
    let sent = bench.store.item(item).expect("there");
    assert_eq!(sent.folder, special(&bench, IOSTX_FOLDER_SENT));
    assert_eq!(sent.flags & (IOSTX_MSGFLAG_SUBMIT | IOSTX_MSGFLAG_UNSENT), 0);
    assert_eq!(upload(&bench, sent.folder), [(item, true)], "10: the copy for Sent is handed out with a retry mark");
    drop(spooler);
    bench.store.spooler().map(drop).expect("free again");
}

#[test]
fn a_sent_message_is_deleted_or_stays_as_its_properties_say() {
    let bench = Bench::new();
    let gone = submit(&bench, "no copy", &[(IOSTX_PR_DELETE_AFTER_SUBMIT, Value::Bool(true))]);
    let both = submit(&bench, "no copy either", &[to_sent(&bench), (IOSTX_PR_DELETE_AFTER_SUBMIT, Value::Bool(true))]);
    let stays = submit(&bench, "stays", &[]);
    let spooler = bench.store.spooler().expect("the only one");
    for item in [gone, both, stays] {
        spooler.lock(item).expect("locked");
        spooler.finished(item).expect("sent");
    }
    assert_eq!(code(bench.store.item(gone)), Some(IOSTX_MAPI_E_OBJECT_DELETED));
    assert_eq!(code(bench.store.item(both)), Some(IOSTX_MAPI_E_OBJECT_DELETED));
    assert_eq!(bench.store.item(stays).expect("there").folder, special(&bench, IOSTX_FOLDER_OUTBOX));
}

#[test]
fn a_message_can_be_taken_back_before_it_is_locked() {
    let bench = Bench::new();
    let outbox = special(&bench, IOSTX_FOLDER_OUTBOX);
    let item = submit(&bench, "regretted", &[]);
    assert_eq!(
        code(bench.store.delete_items(outbox, &[item]).expect("one commit").first.map_or(Ok(()), Err)),
        Some(IOSTX_MAPI_E_SUBMITTED)
    );
    bench.store.abort_submit(item).expect("taken back");
    assert_eq!(code(bench.store.abort_submit(item)), Some(IOSTX_MAPI_E_NOT_IN_QUEUE));
    let draft = bench.store.item(item).expect("there");
    assert_eq!(draft.flags & (IOSTX_MSGFLAG_SUBMIT | IOSTX_MSGFLAG_UNSENT), IOSTX_MSGFLAG_UNSENT);
    bench.store.open_message(item, Access::Modify).map(drop).expect("a draft again");
    assert_eq!(upload(&bench, outbox), [(item, true)]);
}

#[test]
fn rule_10_a_message_that_was_being_sent_in_a_crash_is_uncertain_until_somebody_gives_his_word() {
    let bench = Bench::new();
    let items: Vec<ItemId> = ["finished", "again", "aborted"].iter().map(|subject| submit(&bench, subject, &[])).collect();
    let crashed = bench.store.spooler().expect("the only one");
    items.iter().for_each(|item| crashed.lock(*item).expect("locked"));
    // Its process ends: the lock of the queue goes, the marks stay.
    drop(crashed);
    let spooler = bench.open_again().spooler().expect("the next one");
    assert!(queue(&spooler).iter().all(|(_, state)| *state == IOSTX_OUTGOING_UNCERTAIN));
    assert_eq!(code(spooler.lock(items[1])), Some(IOSTX_MAPI_E_NO_ACCESS), "not sent again by itself");
    spooler.finished(items[0]).expect("the agent's word: it was sent");
    spooler.unlock(items[1]).expect("the agent's word: send it again");
    spooler.lock(items[1]).expect("sent again");
    bench.store.abort_submit(items[2]).expect("the user's word: not at all");
    assert_eq!(queue(&spooler), [(items[1], IOSTX_OUTGOING_LOCKED)]);
    spooler.release().expect("ended in order");
    drop(spooler);
    assert_eq!(
        queue(&bench.store.spooler().expect("the next one")),
        [(items[1], IOSTX_OUTGOING_QUEUED)],
        "released, not uncertain"
    );
}

#[test]
fn a_queue_that_nobody_spools_lets_go_of_what_a_dead_one_locked() {
    let bench = Bench::new();
    let item = submit(&bench, "stuck", &[]);
    let crashed = bench.store.spooler().expect("the only one");
    crashed.lock(item).expect("locked");
    assert_eq!(code(bench.store.open_message(item, Access::Read)), Some(IOSTX_MAPI_E_NO_ACCESS));
    drop(crashed);
    bench.store.open_message(item, Access::Read).map(drop).expect("to see what became of it");
    bench.store.abort_submit(item).expect("nobody alive is sending it");
}

#[test]
fn changes_of_the_queue_are_told_to_subscribers() {
    let bench = Bench::new();
    let filter = Box::new(|event: &Event| matches!(event.change, Change::Outgoing(_)));
    let events = bench.store.events(EventOptions { filter, ..EventOptions::default() }).expect("a subscription");
    let item = submit(&bench, "letter", &[]);
    let spooler = bench.store.spooler().expect("the only one");
    spooler.lock(item).expect("locked");
    spooler.finished(item).expect("sent");
    let told = std::iter::from_fn(|| events.next(std::time::Duration::ZERO).expect("open"));
    assert_eq!(told.map(|event| event.change).collect::<Vec<_>>(), vec![Change::Outgoing(item); 3]);
}

#[test]
fn rule_10_a_folder_with_queued_messages_is_not_deleted() {
    let bench = Bench::new();
    let folder = bench.server_folder("Drafts of mine");
    let message = bench.store.create_message(folder, false).expect("a message");
    message.set(SUBJECT, Value::Text("queued".into())).expect("set");
    message.set_recipients(recipients(), IOSTX_MODRECIP_REPLACE).expect("set");
    message.submit().expect("submitted");
    let flags = IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS;
    assert_eq!(code(bench.store.delete_folder(folder, flags)), Some(IOSTX_MAPI_E_SUBMITTED));
    bench.store.abort_submit(message.id().expect("saved")).expect("taken back");
    bench.store.delete_folder(folder, flags).expect("deleted");
}

#[test]
fn rule_10_what_the_server_deletes_is_sent_all_the_same_once_it_is_queued() {
    let bench = Bench::new();
    let folder = bench.server_folder("Work");
    let queue_up = |id: &str| {
        let item = bench.server_items(folder, &[id])[0];
        let message = bench.store.open_message(item, Access::Modify).expect("there");
        message.set_recipients(recipients(), IOSTX_MODRECIP_REPLACE).expect("set");
        message.submit().expect("submitted");
        item
    };
    // The message alone: it stays where it is.
    let alone = queue_up("a");
    let memory = SessionMemory::default();
    let sink = bench.store.importer(folder, &memory, ImportOptions::default()).expect("a sink");
    sink.delete_remote(&[b"a"]).expect("told");
    sink.finish(true).expect("finished");
    bench.store.end_pass(&memory, bench.root, true).expect("ended");
    assert_eq!(bench.store.item(alone).expect("there").folder, folder);
    // With its folder: it goes to the Outbox.
    let inside = queue_up("b");
    let sink = bench.store.hierarchy_importer(bench.root, &memory, MassLimit::default(), &Cancel::default()).expect("a sink");
    sink.delete_remote(&[bench.store.folder(folder).expect("there").binding.remote_id.as_slice()]).expect("told");
    assert!(!sink.finish(true).expect("finished"));
    bench.store.end_pass(&memory, bench.root, true).expect("ended");
    assert!(bench.store.folder(folder).is_err());
    let outbox = special(&bench, IOSTX_FOLDER_OUTBOX);
    let spooler = bench.store.spooler().expect("the only one");
    assert_eq!(queue(&spooler).len(), 2);
    for item in [alone, inside] {
        assert_eq!(bench.store.item(item).expect("there").folder, outbox);
        spooler.lock(item).expect("locked");
        spooler.finished(item).expect("sent");
    }
    assert_eq!(upload(&bench, outbox), [(alone, true), (inside, true)], "new to the server, to be looked for");
}

#[test]
fn rule_6_17_in_a_round_with_outgoing_mail_the_session_has_the_right_to_send() {
    let bench = Bench::new();
    let item = submit(&bench, "a letter", &[to_sent(&bench)]);
    {
        let dead = bench.store.spooler().expect("alone");
        dead.lock(item).expect("locked");
    }
    let mut session = bench.session();
    assert!(session.spooler().is_none(), "without the flag the queue takes no part");
    session.init_sync(IOSTX_SYNC_OUTGOING_MAIL | IOSTX_SYNC_UPLOAD_CONTENTS).expect("begun");
    let spooler = session.spooler().expect("the right to send").clone();
    assert_eq!(queue(&spooler), [(item, IOSTX_OUTGOING_UNCERTAIN)], "what the dead one had locked");
    assert_eq!(code(bench.store.spooler()), Some(IOSTX_MAPI_E_BUSY), "one sends at a time");
    // What is submitted is in no table; the copy of what was sent is, in a table that begins afterwards.
    assert_eq!(code(session.begin(State::Synchronize)), None);
    assert_eq!(code(session.begin(State::Contents)), None);
    assert_eq!(session.contents().expect("open").count, 0);
    end_all(&mut session);
    spooler.unlock(item).expect("the word that it may be sent again");
    spooler.lock(item).expect("locked");
    spooler.finished(item).expect("sent");
    assert_eq!(upload(&bench, special(&bench, IOSTX_FOLDER_SENT)), [(item, true)]);
    // The next round without it gives the right back.
    drop(spooler);
    session.init_sync(IOSTX_SYNC_UPLOAD_CONTENTS).expect("begun");
    assert!(session.spooler().is_none());
    assert!(bench.store.spooler().is_ok());
}

#[test]
fn rule_6_17_a_round_goes_on_without_the_queue_where_another_sends() {
    let bench = Bench::new();
    let other = bench.store.spooler().expect("alone");
    let mut session = bench.session();
    session.init_sync(IOSTX_SYNC_OUTGOING_MAIL).expect("begun all the same");
    assert!(session.spooler().is_none());
    drop(other);
    session.init_sync(IOSTX_SYNC_OUTGOING_MAIL).expect("begun");
    assert!(session.spooler().is_some());
    drop(session);
    assert!(bench.store.spooler().is_ok(), "a session that ends gives it back");
}
