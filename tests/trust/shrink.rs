//! Makes a failing history short: takes steps out, then makes what is left plain, as long as it fails.

use std::time::{Duration, Instant};

use crate::agent::Plan;
use crate::script::{Script, What};
use crate::simulator::run;

/// How long shrinking may take.
const TIME: Duration = Duration::from_secs(20);

/// The shortest failing history that was found, and how it fails.
pub fn shrink(script: &Script, failure: String) -> (Script, String) {
    let begin = Instant::now();
    let mut best = (script.clone(), failure);
    loop {
        let before = best.0.clone();
        shorten(&mut best, begin);
        simplify(&mut best, begin);
        if best.0 == before || begin.elapsed() > TIME {
            return best;
        }
    }
}

fn attempt(best: &mut (Script, String), candidate: Script, begin: Instant) -> bool {
    if candidate == best.0 || begin.elapsed() > TIME {
        return false;
    }
    match run(&candidate) {
        Ok(_) => false,
        Err(failure) => {
            *best = (candidate, failure);
            true
        }
    }
}

/// Takes out halves, quarters and so on, down to single steps.
fn shorten(best: &mut (Script, String), begin: Instant) {
    let mut size = best.0.steps.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < best.0.steps.len() {
            let mut candidate = best.0.clone();
            let end = (at + size).min(candidate.steps.len());
            candidate.steps.drain(at..end);
            if !attempt(best, candidate, begin) {
                at += size;
            }
        }
        size /= 2;
    }
}

/// Makes plans plain and numbers small.
fn simplify(best: &mut (Script, String), begin: Instant) {
    for change in [
        |script: &mut Script| script.stores = 1,
        |script: &mut Script| script.deletion_wins = false,
        |script: &mut Script| script.rejects = false,
        |script: &mut Script| script.policy = iostx::store::Policy::LastWriter,
        |script: &mut Script| script.style = Default::default(),
        |script: &mut Script| script.style.tells_time = false,
        |script: &mut Script| script.style.tells_moves = false,
        |script: &mut Script| script.style.tells_ids = true,
        |script: &mut Script| script.style.prints = true,
        |script: &mut Script| script.style.moves = crate::server::Moves::AtDestination,
    ] {
        let mut candidate = best.0.clone();
        change(&mut candidate);
        let policy = candidate.policy;
        for step in &mut candidate.steps {
            if let What::Sync(plan, _) = &mut step.what {
                plan.policy = policy;
            }
        }
        attempt(best, candidate, begin);
    }
    for at in 0..best.0.steps.len() {
        for simpler in simpler(&best.0.steps[at].what) {
            let mut candidate = best.0.clone();
            candidate.steps[at].what = simpler;
            attempt(best, candidate, begin);
        }
    }
}

fn simpler(what: &What) -> Vec<What> {
    let (plan, kill) = match what {
        What::Do(name, a, b) => {
            let numbers = (0..*a).map(|a| What::Do(name, a, *b)).chain((0..*b).map(|b| What::Do(name, *a, b)));
            return numbers.collect();
        }
        What::Sync(plan, kill) => (plan, kill),
    };
    let plain = Plan { policy: plan.policy, ..Plan::default() };
    let mut simpler = vec![What::Sync(Box::new(plain.clone()), None), What::Sync(plan.clone(), None)];
    simpler.extend((1..kill.unwrap_or(1)).map(|kill| What::Sync(plan.clone(), Some(kill))));
    let changes: [fn(&mut Plan, &Plan); 12] = [
        |plan, plain| plan.faults.clone_from(&plain.faults),
        |plan, _| plan.faults.truncate(1),
        |plan, plain| plan.only = plain.only,
        |plan, plain| plan.pipelined = plain.pipelined,
        |plan, plain| plan.full = plain.full,
        |plan, plain| plan.probes = plain.probes,
        |plan, plain| plan.headers = plain.headers,
        |plan, plain| plan.twice = plain.twice,
        |plan, plain| plan.commits = plain.commits,
        |plan, plain| plan.drops = plain.drops,
        |plan, plain| plan.background = plain.background,
        |plan, plain| (plan.hierarchy, plan.contents) = (plain.hierarchy, plain.contents),
    ];
    for change in changes {
        let mut less = plan.clone();
        change(&mut less, &plain);
        simpler.push(What::Sync(less, *kill));
    }
    simpler.retain(|simpler| simpler != what);
    simpler
}
