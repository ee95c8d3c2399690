//! 3.4 to 3.6: special and local folders, submitted messages, and what finding work costs.

use iostx::props::{Bag, PropTag, Value, tags};
use iostx::store::flags::*;
use iostx::store::{Binding, FolderId, ItemId, Pending};

use crate::support::*;

fn work(bench: &Bench) -> Vec<(FolderId, Pending)> {
    bench.store.hierarchy_work(&bench.offer()).expect("work").into_iter().map(|work| (work.id, work.why)).collect()
}

/// A download of the hierarchy that shows these folders: name, id, role.
fn import_folders(bench: &Bench, folders: &[(&str, u32)]) -> Vec<FolderId> {
    let importer = bench
        .store
        .hierarchy_importer(bench.root, &Default::default(), Default::default(), &Default::default())
        .expect("an importer");
    let import = |(name, role): &(&str, u32)| {
        let values = Bag::new()
            .with(tags::IOSTX_PR_REMOTE_ID, Value::Binary(name.as_bytes().to_vec()))
            .with(tags::IOSTX_PR_DISPLAY_NAME, Value::Text((*name).into()))
            .with(tags::IOSTX_PR_SPECIAL_FOLDER, Value::I4(*role as i32));
        importer.import_folder_change(&values).expect("imported")
    };
    let ids = folders.iter().map(import).collect();
    importer.finish(true).expect("finished");
    ids
}

#[test]
fn rule_3_4_special_folders_made_with_the_store_are_not_pending() {
    let bench = Bench::new();
    assert_eq!((work(&bench), bench.pending_count()), (Vec::new(), 0));
    assert_eq!(bench.store.upload_folders(&bench.offer()), Ok(Vec::new()));
}

#[test]
fn rule_3_4_a_server_folder_with_a_role_binds_to_ours_of_that_role() {
    let bench = Bench::new();
    let ids = import_folders(&bench, &[("INBOX", IOSTX_FOLDER_INBOX), ("Sent", IOSTX_FOLDER_SENT), ("Misc", 0)]);
    assert_eq!((ids[0], ids[1]), (bench.inbox, bench.special(IOSTX_FOLDER_SENT)));
    assert_eq!(bench.store.folder(bench.inbox).expect("there").binding.remote_id, b"INBOX");
    assert_eq!(work(&bench), Vec::new());
    bench.check();
}

#[test]
fn rule_3_4_an_unbound_special_folder_is_offered_once_it_holds_work_and_the_server_has_none_of_its_role() {
    let bench = Bench::new();
    let (drafts, junk) = (bench.special(IOSTX_FOLDER_DRAFTS), bench.special(IOSTX_FOLDER_JUNK));
    bench.create(drafts, "a");
    assert_eq!(work(&bench), Vec::new(), "no hierarchy download has shown what the server has");
    import_folders(&bench, &[("INBOX", IOSTX_FOLDER_INBOX)]);
    assert_eq!(work(&bench), [(drafts, Pending::NEW)], "and not {junk:?}, which is empty");
    let todo = bench.store.hierarchy_work(&bench.offer()).expect("work");
    let upload = bench.store.begin_folder_upload(&todo[0], b"").expect("handed out").expect("pending");
    bench.store.answer_folder(&upload, &done("Drafts", "1")).expect("settled");
    assert_eq!(bench.store.folder(drafts).expect("there").binding, Binding::new("Drafts", "1"));
    assert_eq!(work(&bench), Vec::new());
    bench.check();
}

#[test]
fn rule_3_4_a_special_folder_that_the_server_has_is_not_offered() {
    let bench = Bench::new();
    let drafts = bench.special(IOSTX_FOLDER_DRAFTS);
    bench.create(drafts, "a");
    import_folders(&bench, &[("Entwuerfe", IOSTX_FOLDER_DRAFTS)]);
    assert_eq!(work(&bench), Vec::new());
    assert_eq!(bench.store.upload_folders(&bench.offer()), Ok(vec![drafts]));
}

#[test]
fn rule_3_4_local_folders_are_never_offered_nor_what_is_in_them() {
    let bench = Bench::new();
    import_folders(&bench, &[]);
    let marked = bench.local_folder("marked");
    let below = bench.store.create_folder(marked, "below", "", 0).expect("a folder");
    let local = [IOSTX_FOLDER_SYNC_ISSUES, IOSTX_FOLDER_CONFLICTS, IOSTX_FOLDER_LOCAL_FAILURES, IOSTX_FOLDER_SERVER_FAILURES];
    let mut folders: Vec<FolderId> = local.into_iter().chain([IOSTX_FOLDER_TRASH]).map(|role| bench.special(role)).collect();
    folders.extend([marked, below]);
    for folder in &folders {
        let item = bench.create(*folder, "a");
        bench.write(item, "b");
        bench.set_read(item, false);
        assert_eq!(bench.pending(item), Pending::NONE);
        assert!(bench.hand_out(*folder).1.is_empty());
    }
    let in_issues = bench.store.create_folder(folders[0], "more", "", 0).expect("a folder");
    bench.delete(bench.create(in_issues, "b"));
    bench.store.delete_folder(below, IOSTX_DEL_MESSAGES).expect("deleted");
    assert_eq!((work(&bench), bench.pending_count()), (Vec::new(), 0));
    assert_eq!(bench.store.upload_folders(&bench.offer()), Ok(Vec::new()));
    let down = bench.store.download_folders(&bench.offer()).expect("folders");
    assert!(folders.iter().all(|folder| !down.contains(folder)));
    bench.check();
}

#[test]
fn rule_3_4_between_local_and_synchronized_folders_a_move_is_a_deletion_or_a_new_item() {
    let bench = Bench::new();
    let (folder, local) = (bench.folder("a"), bench.local_folder("local"));
    let item = bench.imported(folder, mail("r1", "v1", "a"));
    bench.write(item, "ours");
    bench.move_to(item, local);
    assert_eq!(bench.pending(item), Pending::NONE);
    let (table, deletes) = bench.deletes(folder);
    assert_eq!((deletes.len(), deletes[0].dest.is_none()), (1, true));
    drop(table);
    bench.move_to(item, folder);
    assert!(bench.deletes(folder).1.is_empty(), "back before the deletion was uploaded: it is the same item");
    assert_eq!((bench.item(item).binding, bench.text(item).as_deref()), (Binding::new("r1", "v1"), Some("ours")));
    assert!(bench.pending(item).has(Pending::CONTENT) && !bench.pending(item).has(Pending::NEW));
    let new = bench.create(folder, "b");
    bench.move_to(new, local);
    assert_eq!(bench.pending(new), Pending::NONE);
    assert!(bench.deletes(folder).1.is_empty(), "the server never heard of it");
    bench.check();
}

// 3.5

fn outgoing(bench: &Bench) -> ItemId {
    let message = bench.store.create_message(bench.inbox, false).expect("a message");
    let to = Bag::new().with(tags::IOSTX_PR_EMAIL_ADDRESS, Value::Text("ada@example.org".into()));
    message.set_recipients(vec![to], IOSTX_MODRECIP_REPLACE).expect("set");
    message.save(0).expect("saved");
    message.id().expect("saved")
}

fn submit(bench: &Bench, item: ItemId) {
    bench.store.open_message(item, iostx::store::Access::Modify).expect("there").submit().expect("submitted");
}

#[test]
fn rule_3_5_a_submitted_message_is_never_in_an_upload_table() {
    let bench = Bench::new();
    let (before, later) = (outgoing(&bench), outgoing(&bench));
    submit(&bench, before);
    let mut table = bench.table(bench.inbox);
    assert_eq!(table.counts()[0].messages, 1);
    submit(&bench, later);
    assert!(table.next_item(b"").expect("handed out").is_none(), "submitted while the table was open");
    bench.store.abort_submit(before).expect("taken back");
    let (_, items) = bench.hand_out(bench.inbox);
    assert_eq!(items.iter().map(|up| up.item.id).collect::<Vec<_>>(), [before], "a draft again");
    bench.check();
}

#[test]
fn rule_3_5_a_submitted_message_of_the_server_is_in_no_vector_either() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, mail("r1", "v1", "a"));
    let message = bench.store.open_message(item, iostx::store::Access::Modify).expect("there");
    let to = Bag::new().with(tags::IOSTX_PR_EMAIL_ADDRESS, Value::Text("ada@example.org".into()));
    message.set_recipients(vec![to], IOSTX_MODRECIP_REPLACE).expect("set");
    message.set(PropTag(tags::IOSTX_PR_READ), Value::Bool(true)).expect("set");
    message.submit().expect("submitted");
    let mut table = bench.table(bench.inbox);
    assert!(table.next_item(b"").expect("handed out").is_none() && table.next_reads(10).expect("handed out").is_empty());
}

// 3.6

/// How many bytes this thread has read from files.
#[cfg(target_os = "linux")]
fn bytes_read() -> u64 {
    let io = std::fs::read_to_string("/proc/thread-self/io").expect("the kernel counts");
    let line = io.lines().find_map(|line| line.strip_prefix("rchar: ")).expect("bytes read");
    line.parse().expect("a number")
}

#[cfg(target_os = "linux")]
#[test]
fn rule_3_6_finding_pending_work_costs_as_much_as_there_is_pending_work() {
    let mut costs = Vec::new();
    for clean in [100, 5000] {
        let bench = Bench::new();
        let importer = bench.importer(bench.inbox);
        for n in 0..clean {
            importer.import_item(mail(&format!("r{n}"), "v1", &format!("subject {n}"))).expect("imported");
        }
        importer.finish(true).expect("finished");
        bench.store.checkpoint().expect("folded");
        let items = bench.items(bench.inbox);
        for item in items.iter().step_by(clean / 5) {
            bench.write(*item, "changed");
        }
        let deleted = items[1];
        bench.delete(deleted);
        bench.store.checkpoint().expect("folded");
        let bench = bench.restarted();
        let before = bytes_read();
        assert_eq!(bench.store.upload_folders(&bench.offer()), Ok(vec![bench.inbox]));
        let mut table = bench.table(bench.inbox);
        assert_eq!((table.counts()[0].messages, table.counts()[0].deletes), (5, 1));
        while table.next_item(b"").expect("handed out").is_some() {}
        table.next_deletes(10, b"").expect("handed out");
        costs.push(bytes_read() - before);
    }
    assert!(costs[1] < costs[0] * 2, "{costs:?} bytes were read for 5 changes among 100 and among 5000 items");
}
