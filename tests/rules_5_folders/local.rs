//! 3.4: roles, local folders, bindings.

use super::*;

#[test]
fn rule_3_4_what_goes_into_a_special_folder_waits_until_that_is_on_the_server() {
    let bench = Bench::new();
    let child = bench.mkdir(bench.inbox, "child");
    assert_eq!(plan(&bench), [], "nobody knows yet what the server calls the Inbox");
    bench.hierarchy(|_| ());
    assert_eq!(plan(&bench), [done("Inbox", Pending::NEW), done("child", Pending::NEW)], "it has none");
    let bench = Bench::new();
    let known = bench.mkdir(bench.inbox, "child");
    bench.import_folder(dir("in", "INBOX").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(IOSTX_FOLDER_INBOX as i32)));
    let upload = hand_out(&bench, b"");
    assert_eq!((upload.folder.id, upload.parent_binding.remote_id.as_slice()), (known, b"in".as_slice()));
    assert!(child.0 > 0);
}

#[test]
fn rule_3_4_a_role_that_is_taken_or_none_is_not_given_away() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let role = |role: u32| Bag::new().with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(role as i32));
    let code = |id: FolderId, values: &Bag| bench.store.set_folder_values(id, values).err().map(|e| e.code);
    assert_eq!(code(folder, &role(IOSTX_FOLDER_JUNK)), Some(IOSTX_MAPI_E_COLLISION));
    assert_eq!(code(folder, &role(99)), Some(IOSTX_MAPI_E_INVALID_PARAMETER));
    assert_eq!(code(bench.inbox, &role(0)), Some(IOSTX_MAPI_E_NO_ACCESS), "every store has one");
    // A server that learns of a role later, or gives it twice: the folder is one like others.
    assert_eq!(bench.import_folder(dir("f", "f").version("2").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(12))), folder);
    assert_eq!(bench.folder(folder).role, 0);
    bench.hierarchy(|sink| {
        let code = sink.import_folder_change(&dir("g", "g").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(99))).err().map(|e| e.code);
        assert_eq!(code, Some(IOSTX_MAPI_E_INVALID_PARAMETER));
    });
    // What only this store has takes no binding, whatever the server calls its own.
    let conflicts = dir("c", "Conflicts").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(IOSTX_FOLDER_CONFLICTS as i32));
    assert_ne!(bench.import_folder(conflicts), bench.special(IOSTX_FOLDER_CONFLICTS));
}

#[test]
fn rule_3_4_a_folder_becomes_local_with_all_below_it_and_replicated_again_as_new() {
    let bench = Bench::new();
    let top = bench.mkdir(bench.root, "top");
    let sub = bench.mkdir(top, "sub");
    assert_eq!(set_local(&bench, top, true), None);
    assert_eq!(plan(&bench), []);
    bench.create(sub, "never offered");
    assert_eq!(bench.store.info().expect("facts").pending, 0);
    assert_eq!(set_local(&bench, sub, false), Some(IOSTX_MAPI_E_NO_SUPPORT), "its parent is local, and it is not empty");
    bench.delete(bench.items(sub)[0]);
    assert_eq!(set_local(&bench, sub, false), Some(IOSTX_MAPI_E_NO_SUPPORT), "its parent is local");
    assert_eq!(set_local(&bench, top, false), None);
    assert_eq!(plan(&bench), [done("top", Pending::NEW), done("sub", Pending::NEW)]);
}

#[test]
fn rule_3_4_what_a_server_may_know_of_stays_replicated() {
    let bench = Bench::new();
    let known = bench.server_folder("known");
    assert_eq!(set_local(&bench, known, true), Some(IOSTX_MAPI_E_NO_SUPPORT));
    let above = bench.mkdir(bench.root, "above");
    let below = bench.mkdir(above, "below");
    hand_out(&bench, b"");
    assert_eq!(set_local(&bench, above, true), Some(IOSTX_MAPI_E_NO_SUPPORT), "handed out: it may be there");
    let bench = Bench::new();
    let above = bench.mkdir(bench.root, "above");
    bench.create(bench.mkdir(above, "below"), "work");
    assert_eq!(set_local(&bench, above, true), Some(IOSTX_MAPI_E_NO_SUPPORT), "work below it would be lost to the server");
    for role in [IOSTX_FOLDER_IPM_SUBTREE, IOSTX_FOLDER_ROOT] {
        assert_eq!(set_local(&bench, bench.special(role), role != IOSTX_FOLDER_ROOT), Some(IOSTX_MAPI_E_NO_ACCESS));
    }
    assert_eq!(set_local(&bench, bench.special(IOSTX_FOLDER_CONFLICTS), false), Some(IOSTX_MAPI_E_NO_ACCESS));
    assert!(below.0 > 0);
}

#[test]
fn a_remote_id_that_a_sibling_has_collides() {
    let bench = Bench::new();
    let (first, second) = (bench.server_folder("a"), bench.server_folder("b"));
    let id = |id: &str| Bag::new().with(IOSTX_PR_REMOTE_ID, Value::Binary(id.into()));
    let taken = bench.store.set_folder_values(second, &id("a")).err().map(|e| e.code);
    assert_eq!(taken, Some(IOSTX_MAPI_E_COLLISION));
    bench.store.set_folder_values(first, &id("a")).expect("its own");
    bench.store.set_folder_values(second, &id("c")).expect("free");
    assert_eq!(plan(&bench), [], "a binding is no local change");
}
