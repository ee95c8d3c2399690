//! Calls of IMAPIFolder that concern more than the items they name.

mod kit;

use iostx::codes::{IOSTX_MAPI_E_COLLISION, IOSTX_MAPI_E_HAS_MESSAGES};
use iostx::store::flags::{IOSTX_DEL_ASSOCIATED, IOSTX_DEL_MESSAGES, IOSTX_OPEN_IF_EXISTS};
use kit::Bench;

#[test]
fn names_of_siblings_collide_without_case_but_a_folder_may_change_the_case_of_its_own() {
    let bench = Bench::new();
    let folder = bench.store.create_folder(bench.root, "Ærfugl", "", 0).expect("created");
    let error = bench.store.create_folder(bench.root, "ærfugl", "", 0).expect_err("a sibling has the name");
    assert_eq!(error.code, IOSTX_MAPI_E_COLLISION);
    let opened = bench.store.create_folder(bench.root, "ÆRFUGL", "", IOSTX_OPEN_IF_EXISTS).expect("opened");
    assert_eq!(opened, folder);

    let name = iostx::props::Value::Text("ÆRFUGL".to_owned());
    let values = iostx::props::Bag::new().with(iostx::props::tags::IOSTX_PR_DISPLAY_NAME, name);
    bench.store.set_folder_values(folder, &values).expect("its own name");
    assert_eq!(bench.store.folder(folder).expect("there").name, "ÆRFUGL");
}

#[test]
fn all_normal_items_of_a_folder_are_marked_at_once_and_no_others() {
    let bench = Bench::new();
    let items: Vec<_> = (0..3).map(|n| bench.create(bench.inbox, &format!("item {n}"))).collect();
    let elsewhere = bench.create(bench.root, "elsewhere");
    bench.set_read(elsewhere, true);

    let outcome = bench.store.set_read_all(bench.inbox, false).expect("marked");
    assert_eq!(outcome.skipped, 0);
    assert_eq!(bench.store.folder(bench.inbox).expect("there").unread, 3);
    assert!(bench.store.item(elsewhere).expect("there").is_read());

    assert_eq!(bench.store.set_read_all(bench.inbox, true).expect("marked").done, 3);
    assert!(items.iter().all(|item| bench.store.item(*item).expect("there").is_read()));
    assert_eq!(bench.store.set_read_all(bench.inbox, true).expect("nothing to do").done, 0);
}

#[test]
fn a_folder_with_associated_items_goes_only_when_they_may_go_too() {
    let bench = Bench::new();
    let folder = bench.store.create_folder(bench.root, "views", "", 0).expect("created");
    bench.store.create_message(folder, true).expect("a message").save(0).expect("saved");

    let error = bench.store.delete_folder(folder, IOSTX_DEL_MESSAGES).expect_err("it holds an associated item");
    assert_eq!(error.code, IOSTX_MAPI_E_HAS_MESSAGES);
    bench.store.delete_folder(folder, IOSTX_DEL_ASSOCIATED).expect("deleted");
    bench.store.folder(folder).expect_err("it is gone");
}
