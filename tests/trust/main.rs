//! Nothing is lost, doubled or crashed: histories from seeds on one or several stores and a server in memory, and named
//! scenarios, each through four passes.
//!
//! `SEEDS=N cargo test --test trust simulated` runs N seeds, from the one that SEED names on. What fails is made short and
//! printed as a script; `SCRIPT=file cargo test --test trust once_failed` runs a script.

mod agent;
mod agent_down;
mod agent_up;
mod fuse;
mod local;
mod model;
mod passes;
mod rng;
mod scenarios;
mod script;
mod server;
mod shrink;
mod simulator;
mod stage;
mod world;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use passes::Scenario;
use simulator::Breadth;
use world::Totals;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn simulate(breadth: Breadth, usual: u64) {
    let (first, count) = (number("SEED", 1), number("SEEDS", usual));
    let (mut totals, mut failures) = (Totals::default(), Vec::new());
    for seed in first..first + count {
        let script = simulator::script(seed, breadth);
        match simulator::run(&script) {
            Ok(more) => totals.add(&more),
            Err(failure) => {
                let (script, failure) = shrink::shrink(&script, failure);
                println!("seed {seed} of {breadth:?} fails:\n{script}\n{failure}\n");
                failures.push(seed);
                if failures.len() as u64 >= number("FAILURES", 3) {
                    break;
                }
            }
        }
    }
    println!("{breadth:?}: {totals}");
    assert_eq!(failures, Vec::<u64>::new(), "seeds of {breadth:?} that fail");
}

#[test]
fn simulated_items_are_neither_lost_nor_doubled() {
    simulate(Breadth::Items, 20);
}

#[test]
fn simulated_folders_are_neither_lost_nor_doubled() {
    simulate(Breadth::Folders, 20);
}

#[test]
fn simulated_stores_on_one_server_become_the_same() {
    simulate(Breadth::All, 20);
}

/// Each processor takes the next scenario that nobody has taken.
#[test]
fn every_scenario_stands_the_four_passes() {
    let only = std::env::var("SCENARIO").ok();
    let is_chosen = |scenario: &Scenario| only.as_ref().is_none_or(|only| scenario.name.contains(only));
    let groups = scenarios::groups();
    let chosen: Vec<_> = groups
        .iter()
        .flat_map(|(group, scenarios)| scenarios.iter().map(move |scenario| (group, scenario)))
        .filter(|(_, scenario)| is_chosen(scenario))
        .collect();
    let (next, seen) = (AtomicUsize::new(0), Mutex::new((Totals::default(), Vec::new())));
    let work = || {
        while let Some((group, scenario)) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = scenario.run();
            let (totals, failures) = &mut *seen.lock().expect("no panic");
            match result {
                Ok(more) => totals.add(&more),
                Err(failure) => failures.push(format!("{group}: {failure}")),
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(work);
        }
    });
    let (totals, failures) = seen.into_inner().expect("no panic");
    for (group, scenarios) in &groups {
        println!("{group}: {} scenarios", scenarios.iter().filter(|scenario| is_chosen(scenario)).count());
    }
    println!("scenarios: {totals}");
    failures.iter().for_each(|failure| println!("{failure}\n"));
    assert!(failures.is_empty(), "{} scenarios fail", failures.len());
}

/// `PASSES=N` takes so many of each kind, from the one that SEED names on.
#[test]
fn a_sample_of_histories_stands_the_four_passes() {
    let (first, count) = (number("SEED", 1), number("PASSES", 2));
    let (mut totals, mut failures) = (Totals::default(), Vec::new());
    for breadth in [Breadth::Items, Breadth::Folders] {
        for seed in first..first + count {
            match passes::of_history(&simulator::script(seed, breadth)) {
                Ok(more) => totals.add(&more),
                Err(failure) => failures.push(format!("seed {seed} of {breadth:?}: {failure}")),
            }
        }
    }
    println!("histories through four passes: {totals}");
    failures.iter().for_each(|failure| println!("{failure}\n"));
    assert!(failures.is_empty(), "{} histories fail", failures.len());
}

/// The scripts beside this file.
fn scripts() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trust/scripts");
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let mut files: Vec<_> = files.collect();
    files.sort();
    files
}

fn replay(file: &Path) -> Result<Totals, String> {
    simulator::run(&script::parse(&std::fs::read_to_string(file).expect("a script"))?)
}

#[test]
fn histories_that_once_failed_end_well() {
    let given = std::env::var("SCRIPT").map(|file| vec![PathBuf::from(file)]);
    let files = given.unwrap_or_else(|_| scripts());
    assert!(!files.is_empty(), "the scripts are there");
    let failed: Vec<String> =
        files.iter().filter_map(|file| Some(format!("{}: {}", file.display(), replay(file).err()?))).collect();
    failed.iter().for_each(|failure| println!("{failure}\n"));
    assert!(failed.is_empty(), "{} scripts fail", failed.len());
}

#[test]
fn a_script_reads_back_as_it_was_written() {
    for seed in 0..200 {
        let script = simulator::script(seed, Breadth::All);
        assert_eq!(script::parse(&script.to_string()), Ok(script));
    }
}
