//! 5.2: new folders and retry marks.

use super::*;

#[test]
fn rule_5_2_a_new_folder_carries_a_retry_mark_until_it_is_answered() {
    let mut bench = Bench::new();
    let folder = bench.mkdir(bench.root, "new");
    let first = hand_out(&bench, b"cookie");
    assert!(!first.retry);
    bench.restart();
    let again = hand_out(&bench, b"");
    assert_eq!((again.retry, again.cookie.as_slice()), (true, b"cookie".as_slice()));
    answer(&bench, &again, Answer { ok: true, binding: Some(Binding::new("n", "1")), ..Answer::default() });
    assert_eq!(bench.folder(folder).binding, Binding::new("n", "1"));
    assert_eq!(plan(&bench), []);
    bench.rename(folder, "other");
    assert!(!hand_out(&bench, b"").retry, "a rename is safe to repeat");
}

#[test]
fn rule_5_2_a_server_folder_of_the_name_of_a_pending_new_one_is_that_folder() {
    for handed_out in [false, true] {
        let bench = Bench::new();
        let folder = bench.mkdir(bench.root, "new");
        let item = bench.create(folder, "mine");
        if handed_out {
            hand_out(&bench, b"");
        }
        let imported = bench.import_folder(dir("n", "new").version("1"));
        assert_eq!(imported, folder);
        assert_eq!(bench.folder(folder).binding, Binding::new("n", "1"));
        assert_eq!((plan(&bench), names(&bench, bench.root)), (vec![], vec!["new".to_owned()]));
        assert_eq!(bench.offered(folder), [(item, Pending::NEW)], "what is in it can be uploaded now");
    }
}

#[test]
fn rule_5_2_a_server_folder_of_that_name_elsewhere_is_another() {
    let bench = Bench::new();
    let parent = bench.server_folder("parent");
    let folder = bench.mkdir(parent, "new");
    assert_ne!(bench.import_folder(dir("n", "new")), folder);
    assert!(bench.folder(folder).pending.has(Pending::NEW));
}

#[test]
fn rule_5_2_a_new_folder_that_the_server_took_without_telling_its_id_is_bound_by_its_name() {
    let bench = Bench::new();
    let folder = bench.mkdir(bench.root, "new");
    answer(&bench, &hand_out(&bench, b""), Answer { ok: true, ..Answer::default() });
    assert_eq!(plan(&bench), [], "it is not offered again");
    assert_eq!(bench.import_folder(dir("n", "new")), folder);
    assert_eq!(bench.folder(folder).binding.remote_id, b"n");
}

#[test]
fn rule_5_2_a_new_folder_deleted_after_it_was_handed_out_is_deleted_on_the_server() {
    for told in [None, Some(Answer { ok: true, ..Answer::default() })] {
        let bench = Bench::new();
        let folder = bench.mkdir(bench.root, "new");
        let upload = hand_out(&bench, b"cookie");
        let answered = told.is_some();
        told.into_iter().for_each(|told| answer(&bench, &upload, told));
        bench.rmdir(folder);
        let deletion = hand_out(&bench, b"");
        assert_eq!((deletion.why, deletion.retry), (Pending::DELETED, true), "answered: {answered}");
        // The download shows that it is there, which is no change: the deletion stands, and knows what to delete.
        bench.import_folder(dir("n", "new").version("1"));
        assert!(bench.store.folder(folder).is_err());
        let deletion = hand_out(&bench, b"");
        assert_eq!((deletion.why, &deletion.folder.binding), (Pending::DELETED, &Binding::new("n", "1")));
        answer(&bench, &deletion, Answer { ok: true, ..Answer::default() });
        assert_eq!(plan(&bench), []);
    }
    let bench = Bench::new();
    let folder = bench.mkdir(bench.root, "new");
    bench.rmdir(folder);
    assert_eq!(plan(&bench), [], "one that was never handed out leaves no trace");
}
