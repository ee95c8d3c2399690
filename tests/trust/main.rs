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

#[test]
fn every_scenario_stands_the_four_passes() {
    let only = std::env::var("SCENARIO").ok();
    let (mut totals, mut failures) = (Totals::default(), Vec::new());
    for (group, scenarios) in scenarios::groups() {
        let chosen = scenarios.iter().filter(|scenario| only.as_ref().is_none_or(|only| scenario.name.contains(only)));
        let mut count = 0;
        for scenario in chosen {
            count += 1;
            match scenario.run() {
                Ok(more) => totals.add(&more),
                Err(failure) => failures.push(format!("{group}: {failure}")),
            }
        }
        println!("{group}: {count} scenarios");
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
