//! Many handlers of many items, for a moment, or with SOAK_SECONDS=N (`make soak`) for so long.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use iostx::ids::Guid;
use iostx::syncmgr::flags::*;

use crate::kit::*;

const HANDLERS: u8 = 200;
const ITEMS: u8 = 50;

/// Runs that began and ended, told apart by their numbers.
#[derive(Default)]
struct Counted {
    runs: HashMap<u64, (u32, u32)>,
}

impl Counted {
    fn take(&mut self, bench: &Bench) {
        while let Some(event) = bench.events.next(Duration::ZERO).expect("open") {
            match event.kind {
                IOSTX_SYNCMGR_EVENT_STARTED => self.runs.entry(event.run).or_default().0 += 1,
                IOSTX_SYNCMGR_EVENT_ENDED if event.run != 0 => self.runs.entry(event.run).or_default().1 += 1,
                IOSTX_SYNCMGR_EVENT_OVERFLOW => panic!("the queue is too short for this test"),
                _ => {}
            }
        }
    }

    /// Each run has one result.
    fn check(&mut self) -> usize {
        assert!(self.runs.values().all(|counts| *counts == (1, 1)), "{:?}", self.runs);
        std::mem::take(&mut self.runs).len()
    }
}

/// Pages of memory that the process has; 0 where nobody says.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0)
}

#[test]
fn two_hundred_handlers_of_fifty_items_run_and_leave_nothing() {
    let seconds = std::env::var("SOAK_SECONDS").ok().and_then(|text| text.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(0));
    let bench = Bench::with(|options| options.parallel = 8);
    let script = || {
        let mut script = Script::working(|callback, items| {
            for item in items {
                callback.progress(*item, status(IOSTX_SYNCMGRSTATUS_UPDATING)).expect("an item of the run");
                callback.progress(*item, status(IOSTX_SYNCMGRSTATUS_SUCCEEDED)).expect("an item of the run");
            }
            // Kept until the next run, and in the bounded log.
            callback.log_error(&openable(5)).expect("logged");
        });
        script.items = (1..=ITEMS).map(item).collect();
        script
    };
    let stages: Vec<Arc<Stage>> = (1..=HANDLERS).map(|number| bench.serve(number, script())).collect();
    let (mut counted, mut runs, mut settled) = (Counted::default(), 0, 0);
    for round in 0_u32.. {
        bench.manager.start(None, &[]).expect("started");
        // In odd rounds users are impatient.
        if round % 2 == 1 {
            for number in (1..=HANDLERS).step_by(7) {
                bench.manager.stop(Some(id(number)), &[]).expect("stopped");
                bench.manager.stop(Some(id(number + 1)), &[Guid([3; 16])]).expect("skipped");
                bench.manager.start(Some(id(number)), &[]).expect("started");
            }
        }
        while !bench.manager.is_idle().expect("open") {
            counted.take(&bench);
            std::thread::yield_now();
        }
        counted.take(&bench);
        runs += counted.check();
        stages.iter().for_each(|stage| stage.forget());
        if round == 3 {
            settled = resident();
        }
        if Instant::now() >= end {
            break;
        }
    }
    assert!(runs >= usize::from(HANDLERS));
    if seconds.is_some() && settled > 0 {
        let grown = resident().saturating_sub(settled) * 4096 / 1_048_576;
        println!("{runs} runs, {grown} MiB more than after the first rounds");
        assert!(grown < 32, "it grew by {grown} MiB");
    }
    bench.manager.close(LONG).expect("closes");
    for stage in &stages {
        assert_eq!(Arc::strong_count(stage), 1, "objects or factories are left");
    }
}
