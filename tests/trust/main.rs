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

use std::collections::BTreeSet;

use simulator::Breadth;
use world::Totals;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// What open.txt names of a kind: faults that wait for the library. One that is mended must be taken out of the list.
fn open_ones(kind: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trust/open.txt")).expect("the list");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.strip_prefix(kind)?.strip_prefix(": ")).map(str::to_owned).collect()
}

fn simulate(breadth: Breadth, usual: u64) {
    let (first, count) = (number("SEED", 1), number("SEEDS", usual));
    let open = open_ones("seed");
    let (mut totals, mut failures) = (Totals::default(), Vec::new());
    for seed in first..first + count {
        let script = simulator::script(seed, breadth);
        let is_open = open.contains(&format!("{breadth:?} {seed}"));
        match simulator::run(&script) {
            Ok(_) if is_open => failures.push(format!("{seed} ends well by now: take it out of open.txt")),
            Ok(more) => totals.add(&more),
            Err(_) if is_open => println!("open: seed {seed} of {breadth:?}"),
            Err(failure) => {
                let (script, failure) = shrink::shrink(&script, failure);
                println!("seed {seed} of {breadth:?} fails:\n{script}\n{failure}\n");
                failures.push(seed.to_string());
                if failures.len() as u64 >= number("FAILURES", 3) {
                    break;
                }
            }
        }
    }
    println!("{breadth:?}: {totals}");
    assert_eq!(failures, Vec::<String>::new(), "seeds of {breadth:?} that fail");
}

#[test]
fn simulated_items_are_neither_lost_nor_doubled() {
    simulate(Breadth::Items, 40);
}

#[test]
fn simulated_folders_are_neither_lost_nor_doubled() {
    simulate(Breadth::Folders, 40);
}

#[test]
fn simulated_stores_on_one_server_become_the_same() {
    simulate(Breadth::All, 40);
}

#[test]
fn every_scenario_stands_the_four_passes() {
    let only = std::env::var("SCENARIO").ok();
    let open = open_ones("scenario");
    let (mut totals, mut failures) = (Totals::default(), Vec::new());
    for (group, scenarios) in scenarios::groups() {
        let chosen = scenarios.iter().filter(|scenario| only.as_ref().is_none_or(|only| scenario.name.contains(only)));
        let mut count = 0;
        for scenario in chosen {
            count += 1;
            let is_open = open.contains(&scenario.name);
            match scenario.run() {
                Ok(_) if is_open => failures.push(format!("{group}: {} ends well by now: take it out of open.txt", scenario.name)),
                Ok(more) => totals.add(&more),
                Err(_) if is_open => println!("open: {}", scenario.name),
                Err(failure) => failures.push(format!("{group}: {failure}")),
            }
        }
        println!("{group}: {count} scenarios");
    }
    println!("scenarios: {totals}");
    failures.iter().for_each(|failure| println!("{failure}\n"));
    assert!(failures.is_empty(), "{} scenarios fail", failures.len());
}

/// The scripts in a folder beside this file, with what came of them.
fn scripts(folder: &str) -> Vec<(String, Result<Totals, String>)> {
    let folder = format!("{}/tests/trust/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(&folder).into_iter().flatten().map(|file| file.expect("a file").path());
    let mut files: Vec<_> = files.filter(|path| path.is_file()).collect();
    files.sort();
    files.into_iter().map(|file| (file.display().to_string(), replay(&file))).collect()
}

fn replay(file: &std::path::Path) -> Result<Totals, String> {
    simulator::run(&script::parse(&std::fs::read_to_string(file).expect("a script"))?)
}

#[test]
fn histories_that_once_failed_end_well() {
    let mut files = scripts("scripts");
    assert!(!files.is_empty(), "the scripts are there");
    if let Ok(file) = std::env::var("SCRIPT") {
        files = vec![(file.clone(), replay(file.as_ref()))];
    }
    let failed: Vec<String> = files.into_iter().filter_map(|(file, end)| Some(format!("{file}: {}", end.err()?))).collect();
    failed.iter().for_each(|failure| println!("{failure}\n"));
    assert!(failed.is_empty(), "{} scripts fail", failed.len());
}

/// Faults that wait for the library. One that is mended must be taken out of the folder, to where it is run for ever.
#[test]
fn histories_that_still_fail_are_known() {
    for (file, end) in scripts("scripts/open") {
        match end {
            Ok(_) => panic!("{file} ends well by now: move it out of the folder of open ones"),
            Err(failure) => println!("open: {file}: {}", failure.lines().next().unwrap_or_default()),
        }
    }
}

#[test]
fn a_script_reads_back_as_it_was_written() {
    for seed in 0..200 {
        let script = simulator::script(seed, Breadth::All);
        assert_eq!(script::parse(&script.to_string()), Ok(script));
    }
}
