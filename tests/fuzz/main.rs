//! Bytes and calls that nobody in his right mind would send. Nothing may panic (a panic that the boundary of the C ABI catches counts),
//! take memory that the input does not pay for, run on without end, or leave something behind.
//!
//! Each target runs over the inputs in `corpus/TARGET`: those that found a fault once (named for it), and those that `make fuzz` kept for
//! leading through code that no other leads through. Then over inputs made from them: `IOSTX_SEED` tries others, `IOSTX_FUZZ_RUNS` more.

#[path = "../crashes/chance.rs"]
mod chance;
mod mutate;
mod targets;
mod watch;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Instant;

use chance::{Chance, from_environment};
use iostx::codes::IOSTX_MAPI_E_CORRUPT_STORE;
use iostx::store::{OpenOptions, Store};

fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} holds something to begin with", folder.display());
    paths.iter().map(|path| (path.display().to_string(), std::fs::read(path).expect("read"))).collect()
}

/// Runs a target over its corpus, and over so many inputs made from it.
fn fuzz(name: &str, usual: u64) {
    watch::watch_panics();
    let begin = Instant::now();
    let target = targets::target(name);
    let (names, inputs): (Vec<String>, Vec<Vec<u8>>) = corpus(name).into_iter().unzip();
    names.iter().zip(&inputs).for_each(|(path, input)| check(target, path, input));

    let (seed, runs) = (from_environment("IOSTX_SEED", 1), from_environment("IOSTX_FUZZ_RUNS", usual));
    let mut chance = Chance::new(seed);
    for n in 0..runs {
        let input = mutate::mutate(&mut chance, &inputs);
        check(target, &format!("seed {seed}, run {n}"), &input);
    }
    println!("fuzz: {name}: {} inputs kept, {runs} made from seed {seed}, {} ms", inputs.len(), begin.elapsed().as_millis());
}

fn check(target: &targets::Target, which: &str, input: &[u8]) {
    let name = target.name;
    let mut outcome = Ok(());
    let memory = watch::largest_allocation(|| outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(input))));
    assert!(outcome.is_ok(), "{name}, {which}, fails with {input:02X?}");
    let most = (target.memory)(input.len());
    assert!(memory <= most, "{name}, {which}, takes {memory} bytes of memory where {most} would do, for {input:02X?}");
}

#[test]
fn a_damaged_property_bag_is_refused_and_a_sound_one_reads_back() {
    fuzz("bag", 50_000);
}

#[test]
fn a_damaged_change_list_is_refused_and_a_sound_one_reads_back() {
    fuzz("change_list", 50_000);
}

#[test]
fn ids_and_keys_of_any_bytes_are_refused_or_read() {
    fuzz("entry_id", 50_000);
}

#[test]
fn a_damaged_store_file_is_refused_or_told_of_and_no_accident() {
    fuzz("store_file", 20);
}

#[test]
fn values_of_a_store_that_make_no_sense_are_told_of_and_no_accident() {
    fuzz("store_rows", 20);
}

#[test]
fn a_damaged_file_of_a_synchronization_manager_is_refused_or_told_of_and_no_accident() {
    fuzz("syncmgr_file", 100);
    assert_eq!(watch::panics(), Vec::<String>::new());
}

#[test]
fn calls_in_any_order_with_any_handle_fail_clearly_and_leave_nothing() {
    fuzz("calls", 400);
    assert_eq!(watch::panics(), Vec::<String>::new());
}

#[test]
fn calls_on_three_threads_with_the_same_handles_fail_clearly_and_leave_nothing() {
    fuzz("threads", 200);
    assert_eq!(watch::panics(), Vec::<String>::new());
}

/// The functions of include/iostx.h: what stands in front of a parenthesis on a line that declares something.
#[test]
fn every_function_of_the_header_is_called() {
    let header = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/include/iostx.h")).expect("the header");
    let declared = header.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase())).filter_map(|line| {
        let name = line[..line.find('(')?].rsplit([' ', '*']).next()?;
        name.starts_with("iostx_").then_some(name)
    });
    let known = |name: &&str| {
        targets::calls::table::FUNCTIONS.iter().any(|(called, _)| called == name)
            || targets::calls::table::NOT_CALLED.contains(name)
    };
    let (known, unknown): (Vec<&str>, Vec<&str>) = declared.partition(known);
    assert_eq!(unknown, Vec::<&str>::new(), "are to be added to tests/fuzz/targets/calls/table.rs");
    assert!(known.len() >= targets::calls::table::FUNCTIONS.len(), "the header declares them all");
}

#[test]
fn every_target_has_a_corpus() {
    targets::TARGETS.iter().for_each(|target| assert!(!corpus(target.name).is_empty()));
}

/// Faults that were found in damaged stores, each by itself: an inner code instead of one that says that the store is damaged.
#[test]
fn rows_that_contradict_what_is_written_are_told_of_as_damage() {
    let dir = targets::scratch();
    type Act = fn(&Store) -> iostx::Result<()>;
    let damages: [(&str, Act); 2] = [
        ("UPDATE folder SET work = 9223372036854775807", |store| store.info().map(drop)),
        ("UPDATE replica SET first_object = (SELECT next FROM counter WHERE name = 'object')", Store::renew_guid),
    ];
    for (n, (damage, act)) in damages.into_iter().enumerate() {
        let path = dir.path().join(format!("{n}.iostx"));
        drop(Store::open(&path, OpenOptions::default()).expect("a store"));
        rusqlite::Connection::open(&path).and_then(|conn| conn.execute_batch(damage)).expect("damaged");
        let store = Store::open(&path, OpenOptions::default()).expect("it still opens");
        assert_eq!(act(&store).map_err(|e| e.code), Err(IOSTX_MAPI_E_CORRUPT_STORE), "{damage}");
    }
}
