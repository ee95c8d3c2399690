//! 5.3: names and places that both sides changed.

use super::*;

#[test]
fn rule_5_3_name_and_parent_merge_separately() {
    let bench = Bench::new();
    let (dest, folder) = (bench.server_folder("dest"), bench.server_folder("f"));
    bench.rename(folder, "ours");
    bench.import_folder(dir("f", "f").in_folder("dest"));
    let now = bench.folder(folder);
    assert_eq!((now.name.as_str(), now.parent), ("ours", Some(dest)));
    assert_eq!(now.pending, Pending::PROPS, "only the name is left to upload");
    assert_eq!(bench.conflicts(), []);

    let bench = Bench::new();
    let (dest, folder) = (bench.server_folder("dest"), bench.server_folder("f"));
    bench.store.move_folder(folder, dest).expect("moved");
    bench.import_folder(dir("f", "theirs").in_folder(""));
    let now = bench.folder(folder);
    assert_eq!((now.name.as_str(), now.parent, now.pending), ("theirs", Some(dest), Pending::MOVED));
    assert_eq!(bench.conflicts(), []);
}

#[test]
fn rule_5_3_of_two_names_the_last_writers_stands_the_servers_on_ties_and_the_loser_is_reported() {
    let cases = [(Some(0), "ours"), (Some(1), "theirs"), (Some(2), "theirs"), (Some(7), "theirs"), (None, "theirs")];
    for (minutes, winner) in cases {
        let bench = Bench::new();
        let folder = bench.server_folder("f");
        bench.at(1).rename(folder, "ours");
        let version = dir("f", "theirs");
        bench.import_folder(match minutes {
            Some(minutes) => version.changed(START + minutes * MINUTE),
            None => version,
        });
        assert_eq!(bench.folder(folder).name, winner, "{minutes:?}");
        assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_FOLDER_NAME], "{minutes:?}");
        assert_eq!(bench.folder(folder).pending.has(Pending::PROPS), winner == "ours");
    }
}

#[test]
fn rule_5_3_of_two_places_the_last_writers_stands_and_the_loser_is_reported() {
    for (minutes, server_wins) in [(0, false), (1, true), (2, true)] {
        let bench = Bench::new();
        let (ours, theirs, folder) = (bench.server_folder("ours"), bench.server_folder("theirs"), bench.server_folder("f"));
        bench.at(1).store.move_folder(folder, ours).expect("moved");
        bench.import_folder(dir("f", "f").in_folder("theirs").changed(START + minutes * MINUTE));
        assert_eq!(bench.folder(folder).parent, Some(if server_wins { theirs } else { ours }));
        assert_eq!(bench.folder(folder).pending.has(Pending::MOVED), !server_wins);
        assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_FOLDER_PARENT]);
    }
}

#[test]
fn rule_5_3_an_echo_of_our_own_rename_is_no_change() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    bench.rename(folder, "ours");
    bench.import_folder(dir("f", "f").version("2"));
    assert_eq!(
        (bench.folder(folder).name.as_str(), bench.folder(folder).pending),
        ("ours", Pending::PROPS),
        "the server's old name"
    );
    bench.import_folder(dir("f", "ours").version("3"));
    assert!(bench.folder(folder).pending.is_clean(), "the server has our name");
    assert_eq!(bench.conflicts(), []);
}

#[test]
fn rule_5_3_a_server_move_that_would_make_a_cycle_undoes_the_local_one() {
    let bench = Bench::new();
    let (a, b) = (bench.server_folder("a"), bench.server_folder("b"));
    bench.store.move_folder(b, a).expect("moved");
    bench.import_folder(dir("a", "a").in_folder("b"));
    assert_eq!((bench.folder(a).parent, bench.folder(b).parent), (Some(b), Some(bench.root)));
    assert!(bench.folder(b).pending.is_clean());
    assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_FOLDER_PARENT]);
}

#[test]
fn rule_5_3_all_local_moves_that_are_in_the_way_are_undone() {
    // Server: a, b, c side by side. Here: a / b / c. Server moves a into c.
    let bench = Bench::new();
    let (a, b, c) = (bench.server_folder("a"), bench.server_folder("b"), bench.server_folder("c"));
    bench.store.move_folder(c, b).expect("moved");
    bench.store.move_folder(b, a).expect("moved");
    bench.import_folder(dir("a", "a").in_folder("c"));
    assert_eq!(bench.folder(a).parent, Some(c));
    assert!(!is_below(&bench, c, a), "no circle");
    // And one whose home was moved below it meanwhile. Server: p / m, x. Here: x / m / p. Server moves x into m.
    let bench = Bench::new();
    let p = bench.server_folder("p");
    let m = bench.server_folder_in("p", "m");
    let x = bench.server_folder("x");
    bench.store.move_folder(m, x).expect("moved");
    bench.store.move_folder(p, m).expect("moved");
    bench.import_folder(dir("x", "x").in_folder("m"));
    assert_eq!((bench.folder(x).parent, bench.folder(m).parent, bench.folder(p).parent), (Some(m), Some(p), Some(bench.root)));
}

fn is_below(bench: &Bench, folder: FolderId, top: FolderId) -> bool {
    std::iter::successors(Some(folder), |at| bench.folder(*at).parent).any(|at| at == top)
}

#[test]
fn rule_5_3_a_server_folder_below_itself_is_refused() {
    let bench = Bench::new();
    bench.server_folder("a");
    bench.server_folder_in("a", "b");
    bench.hierarchy(|sink| {
        let error = sink.import_folder_change(&dir("a", "a").in_folder("b")).expect_err("a circle");
        assert_eq!(error.code, IOSTX_SYNC_E_CYCLE);
        let error = sink.import_folder_change(&dir("z", "z").in_folder("unknown")).expect_err("no parent");
        assert_eq!(error.code, IOSTX_SYNC_E_NO_PARENT);
    });
}

#[test]
fn rule_5_3_imports_may_create_siblings_of_equal_name_and_local_creates_collide() {
    let bench = Bench::new();
    let first = bench.server_folder("same");
    let second = bench.import_folder(dir("second", "same"));
    assert_ne!(first, second);
    assert_eq!(names(&bench, bench.root), ["same", "same"]);
    let error = bench.store.create_folder(bench.root, "same", "", 0).expect_err("taken");
    assert_eq!(error.code, IOSTX_MAPI_E_COLLISION);
    let other = bench.mkdir(bench.root, "other");
    let rename = bench.store.set_folder_values(other, &Bag::new().with(IOSTX_PR_DISPLAY_NAME, Value::Text("same".into())));
    assert_eq!(rename.expect_err("taken").code, IOSTX_MAPI_E_COLLISION);
}

#[test]
fn rule_5_3_a_folder_whose_parent_is_not_told_stays_where_it_is_and_one_with_none_goes_to_the_top() {
    let bench = Bench::new();
    let above = bench.server_folder("above");
    let folder = bench.server_folder_in("above", "f");
    bench.import_folder(dir("f", "renamed"));
    assert_eq!((bench.folder(folder).name.as_str(), bench.folder(folder).parent), ("renamed", Some(above)));
    bench.import_folder(dir("f", "renamed").in_folder(""));
    assert_eq!(bench.folder(folder).parent, Some(bench.root));
    // A new one has no place yet.
    let fresh = bench.import_folder(dir("g", "g"));
    assert_eq!(bench.folder(fresh).parent, Some(bench.root));
}
