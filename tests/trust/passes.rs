//! A named scenario, and the four passes that each goes through: the expected end on both sides; a second run that has nothing to
//! do and writes nothing; killed after every durable step and run again, to the same end; and opened again after the kill, which
//! leaves a sound store and touches neither side.

use std::sync::atomic::Ordering;

use iostx::store::Policy;

use crate::agent::Plan;
use crate::local::Saved;
use crate::model::Ledger;
use crate::script::Script;
use crate::server::{Server, Style};
use crate::simulator::quietly;
use crate::world::{Check, Totals, World};

/// A change of the world.
pub type Act = fn(&mut World);

#[derive(Clone)]
pub struct Scenario {
    pub name: String,
    pub style: Style,
    pub policy: Policy,
    pub deletion_wins: bool,
    pub plan: Plan,
    given: Act,
    when: Act,
    then: Option<Act>,
    there: Vec<String>,
    here: Option<Vec<String>>,
    kept: Vec<String>,
    /// Other ends that a kill may lead to.
    or_killed: Vec<Vec<String>>,
    /// The two sides do not become the same.
    apart: bool,
}

/// How many synchronizations may be needed until nothing is left to do.
const ROUNDS: usize = 6;

impl Scenario {
    /// Given what both sides have, when this happens while there is no line between them, then the two end with these items.
    pub fn new(name: impl Into<String>, given: Act, when: Act, ends: &[&str]) -> Self {
        Scenario {
            name: name.into(),
            style: Style::default(),
            policy: Policy::LastWriter,
            deletion_wins: false,
            plan: Plan::default(),
            given,
            when,
            then: None,
            there: ends.iter().map(|line| (*line).to_owned()).collect(),
            here: None,
            kept: Vec::new(),
            or_killed: Vec::new(),
            apart: false,
        }
    }

    /// These texts are kept among conflicts and failures.
    pub fn kept(mut self, kept: &[&str]) -> Self {
        self.kept = kept.iter().map(|text| (*text).to_owned()).collect();
        self
    }

    /// How else it may end after a kill: between the two halves of a move that the server shows as a deletion and a new item, the
    /// session that would have joined them is gone.
    pub fn or_killed(mut self, ends: &[&str]) -> Self {
        self.or_killed.push(ends.iter().map(|line| (*line).to_owned()).collect());
        self
    }

    /// The store ends with other items than the server.
    pub fn here(mut self, here: &[&str]) -> Self {
        self.here = Some(here.iter().map(|line| (*line).to_owned()).collect());
        self.apart = true;
        self
    }

    /// What somebody decides after the first synchronization.
    pub fn then(mut self, then: Act) -> Self {
        self.then = Some(then);
        self
    }

    pub fn style(mut self, change: impl FnOnce(&mut Style)) -> Self {
        change(&mut self.style);
        self
    }

    pub fn plan(mut self, change: impl FnOnce(&mut Plan)) -> Self {
        change(&mut self.plan);
        self
    }

    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self.plan.policy = policy;
        self
    }

    pub fn deletion_wins(mut self) -> Self {
        self.deletion_wins = true;
        self
    }

    /// The four passes.
    pub fn run(&self) -> Check<Totals> {
        quietly(|| self.passes()).map_err(|e| format!("{} ({:?}): {e}", self.name, self.style))
    }

    fn passes(&self) -> Check<Totals> {
        let script = Script {
            style: self.style,
            stores: 1,
            policy: self.policy,
            deletion_wins: self.deletion_wins,
            rejects: false,
            steps: Vec::new(),
        };
        let mut world = World::new(&script);
        (self.given)(&mut world);
        let usual = world.plan();
        world.sync(0, &usual);
        (self.when)(&mut world);
        world.totals.operations += 2;
        let start = Start::of(&mut world);

        self.finish(&mut world)?;
        self.check(&world, false).map_err(|e| format!("pass 1: {e}"))?;
        self.idle(&mut world).map_err(|e| format!("pass 2: {e}"))?;

        for step in 1.. {
            start.restore(&mut world);
            if world.sync_killed(0, &self.plan, step).is_some() {
                break;
            }
            reopened(&mut world).map_err(|e| format!("pass 4, killed after step {step}: {e}"))?;
            self.finish(&mut world).map_err(|e| format!("pass 3, killed after step {step}: {e}"))?;
            self.check(&world, true).map_err(|e| format!("pass 3, killed after step {step}: {e}"))?;
        }
        Ok(world.totals)
    }

    /// Synchronizes until nothing happens any more.
    fn finish(&self, world: &mut World) -> Check {
        world.sync(0, &self.plan);
        world.check()?;
        if let Some(then) = self.then {
            then(world);
        }
        let again = Plan { faults: Vec::new(), ..self.plan.clone() };
        for _ in 0..ROUNDS {
            let before = (world.server.revision.load(Ordering::Relaxed), world.locals[0].bytes());
            world.turn_clock(iostx::store::DAY);
            world.sync(0, &again);
            world.check()?;
            if (world.server.revision.load(Ordering::Relaxed), world.locals[0].bytes()) == before {
                return Ok(());
            }
        }
        Err(format!("it does not come to rest\n{}", world.picture()))
    }

    /// The expected end.
    fn check(&self, world: &World, killed: bool) -> Check {
        let there = items(world.server.summary());
        let here = items(world.locals[0].summary());
        let mut kept: Vec<String> = world.locals[0].kept().iter().map(|mail| mail.text.clone()).collect();
        kept.sort();
        let sorted = |lines: &Vec<String>| {
            let mut lines = lines.clone();
            lines.sort();
            lines
        };
        let should = [sorted(&self.there), sorted(self.here.as_ref().unwrap_or(&self.there)), sorted(&self.kept)];
        let otherwise = killed && there == here && self.or_killed.iter().any(|ends| sorted(ends) == there);
        if !otherwise && [&there, &here, &kept] != should.each_ref() {
            let picture = world.picture();
            return Err(format!("should end with {should:#?}\nends with {:#?}\n{picture}", [there, here, kept]));
        }
        let doubled = world.ledger.doubled(&world.server, world.policy);
        if !doubled.is_empty() && !otherwise {
            return Err(format!("doubled: {doubled:?}"));
        }
        match world.difference().filter(|_| !self.apart) {
            Some(difference) => Err(difference),
            None => Ok(()),
        }
    }

    /// A second run of the same kind writes nothing.
    fn idle(&self, world: &mut World) -> Check {
        let again = Plan { faults: Vec::new(), ..self.plan.clone() };
        let before = (world.server.revision.load(Ordering::Relaxed), world.locals[0].bytes());
        world.sync(0, &again);
        if world.server.revision.load(Ordering::Relaxed) != before.0 {
            return Err("a run with nothing to do changed the server".into());
        }
        if world.locals[0].bytes() != before.1 {
            return Err("a run with nothing to do wrote into the store".into());
        }
        let all = self.plan.hierarchy && self.plan.contents;
        if self.apart || !all { Ok(()) } else { world.check_idle() }
    }
}

/// The store was opened after the kill: it is sound, and opening it changes nothing on either side.
fn reopened(world: &mut World) -> Check {
    world.check()?;
    let revision = world.server.revision.load(Ordering::Relaxed);
    let before = (world.locals[0].view(), world.locals[0].waiting());
    // Closing folds the log in; from then on the file stays as it is.
    world.locals[0].reopen();
    let bytes = world.locals[0].bytes();
    world.locals[0].reopen();
    if (world.locals[0].view(), world.locals[0].waiting()) != before || world.locals[0].bytes() != bytes {
        return Err("opening the store again changed it".into());
    }
    if world.server.revision.load(Ordering::Relaxed) != revision {
        return Err("opening the store again changed the server".into());
    }
    Ok(())
}

/// The four passes where a history of one store ends: what it left undone is brought to an end, is then at rest, and is killed after
/// every durable step of its first synchronization.
pub fn of_history(script: &Script) -> Check<Totals> {
    quietly(|| {
        let mut world = World::new(script);
        script.steps.iter().try_for_each(|step| world.take(step))?;
        let start = Start::of(&mut world);
        let plan = world.plan();
        world.settle().map_err(|e| format!("pass 1 or 2: {e}"))?;
        for step in 1.. {
            start.restore(&mut world);
            if world.sync_killed(0, &plan, step).is_some() {
                break;
            }
            reopened(&mut world).map_err(|e| format!("pass 4, killed after step {step}: {e}"))?;
            world.settle().map_err(|e| format!("pass 3, killed after step {step}: {e}"))?;
        }
        Ok(world.totals)
    })
}

/// The lines of items in a summary. That an app's new mails are drafts says nothing here.
fn items(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().filter(|line| !line.ends_with('/')).map(|line| line.replace(" draft", "")).collect()
}

/// The world as it was before the first synchronization under test.
struct Start {
    saved: Saved,
    server: Server,
    revision: u64,
    ledger: Ledger,
    time: u64,
}

impl Start {
    fn of(world: &mut World) -> Self {
        let revision = world.server.revision.load(Ordering::Relaxed);
        let time = world.clock.load(Ordering::Relaxed);
        Start { saved: world.locals[0].save(), server: world.server.clone(), revision, ledger: world.ledger.clone(), time }
    }

    fn restore(&self, world: &mut World) {
        world.server = self.server.clone();
        world.server.revision.store(self.revision, Ordering::Relaxed);
        world.clock.store(self.time, Ordering::Relaxed);
        world.ledger = self.ledger.clone();
        world.locals[0].restore(&self.saved);
    }
}
