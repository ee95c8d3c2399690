//! Semantics 11: the clock and the source of GUIDs are the caller's, if he gives them.

mod support;

use iostx::store::{Environment, OpenOptions, Store};
use support::*;

#[test]
fn rule_11_every_time_that_is_written_comes_from_the_clock_that_was_given() {
    let bench = Bench::new();
    bench.turn_clock(7);
    let item = bench.create(bench.inbox, "a");
    assert_eq!(bench.item(item).mtime, bench.now());
    bench.turn_clock(5);
    bench.write(item, "later");
    assert_eq!(bench.item(item).mtime, bench.now());
    let folder = bench.new_folder("f");
    assert_eq!(bench.store.folder(folder).expect("there").mtime, bench.now());
    bench.delete(bench.imported(bench.inbox, mail("r1", "1", "b")));
    assert_eq!(bench.deletes(bench.inbox).1[0].stone.time, bench.now());
}

#[test]
fn rule_11_the_guid_of_a_store_is_made_of_the_bytes_that_were_given() {
    let dir = tempfile::tempdir().expect("a folder");
    let open = |name: &str, byte: u8| {
        let environment = Environment::default().with_random(move |bytes| {
            bytes.fill(byte);
            true
        });
        Store::open(dir.path().join(name), OpenOptions { environment, ..OpenOptions::default() }).expect("a store")
    };
    let (a, b, c) = (open("a", 7), open("b", 7), open("c", 8));
    assert_eq!(a.replica_guid(), b.replica_guid());
    assert_ne!(a.replica_guid(), c.replica_guid());
    assert!(a.replica_guid().0.iter().filter(|byte| **byte == 7).count() >= 14, "but for the version of the GUID");
}

#[test]
fn rule_11_a_source_of_chance_that_fails_makes_no_store() {
    let dir = tempfile::tempdir().expect("a folder");
    let environment = Environment::default().with_random(|_| false);
    let options = OpenOptions { environment, ..OpenOptions::default() };
    assert!(Store::open(dir.path().join("a"), options).is_err());
}
