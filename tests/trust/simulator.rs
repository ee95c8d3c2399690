//! Histories from seeds.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use iostx::store::Policy;

use crate::agent::Plan;
use crate::rng::Rng;
use crate::script::{OPERATIONS, POLICIES, Script, Step, What, Who};
use crate::server::{Fault, Moves, Style};
use crate::world::{Check, Totals, World};

/// What kinds of histories a seed makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// One store, items in the folders that there are.
    Items,
    /// Folders too.
    Folders,
    /// Everything: several stores, all policies, epochs, headers.
    All,
}

/// The history of a seed.
pub fn script(seed: u64, breadth: Breadth) -> Script {
    let mut rng = Rng::new(seed);
    let wide = breadth == Breadth::All;
    let style = Style {
        moves: *rng.pick(&[Moves::AtDestination, Moves::AtSource, Moves::ByCopy]),
        tells_ids: rng.chance(75),
        tells_time: rng.chance(50),
        prints: rng.chance(50),
        tells_moves: rng.chance(40),
    };
    let stores = if wide { 1 + rng.below(3) as usize } else { 1 };
    let policy = if wide { rng.pick(&POLICIES).1 } else { Policy::LastWriter };
    let (deletion_wins, rejects) = (wide && rng.chance(30), wide && rng.chance(40));
    let most = if rng.chance(30) { 50 } else { 20 };
    let count = 3 + rng.below(most);
    let steps = (0..count).map(|_| any_step(&mut rng, stores, policy, breadth)).collect();
    Script { style, stores, policy, deletion_wins, rejects, steps }
}

fn any_step(rng: &mut Rng, stores: usize, policy: Policy, breadth: Breadth) -> Step {
    let store = Who::Store(rng.below(stores as u64) as usize);
    match rng.below(100) {
        0..25 => Step {
            who: store,
            what: What::Sync(Box::new(any_plan(rng, policy, breadth)), rng.chance(30).then(|| 1 + rng.below(9) as u32)),
        },
        25..65 => Step { who: store, what: any_operation(rng, true, breadth) },
        _ => Step { who: Who::Server, what: any_operation(rng, false, breadth) },
    }
}

/// How often an operation comes, for a store and for the server.
fn weight(name: &str, breadth: Breadth) -> (u64, u64) {
    let folders = u64::from(breadth != Breadth::Items);
    let wide = u64::from(breadth == Breadth::All);
    match name {
        "create" => (8, 8),
        "create-event" => (5, 5),
        "edit" => (8, 8),
        "note" => (4, 4),
        "delete" => (7, 7),
        "move" => (9, 6),
        "copy" => (2, 0),
        "make-folder" => (4 * folders, 3 * folders),
        "rename-folder" | "move-folder" => (2 * folders, 2 * folders),
        "delete-folder" => (3 * folders, 2 * folders),
        "expire" => (0, 2),
        "renumber" => (0, 2 * wide),
        "empty" => (0, wide),
        "reopen" | "retry" => (2, 0),
        "confirm" | "reject" | "resolve" => (wide, 0),
        "ask-body" => (wide, 0),
        "wait" | "batch" => (1, 0),
        _ => (2, 2),
    }
}

fn any_operation(rng: &mut Rng, of_store: bool, breadth: Breadth) -> What {
    let weight = |name: &str| {
        let (store, server) = weight(name, breadth);
        if of_store { store } else { server }
    };
    let mut at = rng.below(OPERATIONS.iter().map(|(name, _)| weight(name)).sum());
    let chosen = OPERATIONS.iter().find(|(name, _)| {
        let weight = weight(name);
        let found = at < weight;
        at = at.saturating_sub(weight);
        found
    });
    let (name, numbers) = chosen.copied().unwrap_or(OPERATIONS[0]);
    let mut number = |at: usize| if at < numbers { rng.below(12) as usize } else { 0 };
    What::Do(name, number(0), number(1))
}

fn any_plan(rng: &mut Rng, policy: Policy, breadth: Breadth) -> Plan {
    let direction = rng.below(10);
    let faults = (0..rng.below(3)).map(|_| {
        let fault = *rng.pick(&[Fault::Cut, Fault::Lost, Fault::Lost, Fault::Refuse]);
        (rng.below(9) as u32, fault)
    });
    let faults = faults.collect::<Vec<_>>();
    let faults = if rng.chance(50) { Vec::new() } else { faults };
    Plan {
        up: direction != 0,
        down: direction > 2,
        down_first: rng.chance(40) && direction > 2,
        hierarchy: rng.chance(85),
        contents: rng.chance(95),
        only: rng.chance(15).then(|| rng.below(8) as usize),
        pipelined: rng.chance(40),
        full: rng.chance(25),
        probes: rng.chance(70),
        headers: breadth == Breadth::All && rng.chance(20),
        twice: rng.chance(15),
        commits: rng.chance(25),
        drops: rng.chance(50),
        // What a history has fits into one transaction.
        background: false,
        policy,
        faults,
    }
}

/// Runs a history to its end. A panic of the library is a failure like others.
pub fn run(script: &Script) -> Check<Totals> {
    quietly(|| {
        let trace = std::env::var_os("TRACE").is_some();
        let mut world = World::new(script);
        for (number, step) in script.steps.iter().enumerate() {
            world.take(step).map_err(|e| format!("step {} ({step}): {e}", number + 1))?;
            if trace {
                println!("--- {step}\n{}", world.picture());
            }
        }
        world.settle()?;
        Ok(world.totals)
    })
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static WHERE: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

/// Runs `f`; a panic becomes a failure, and prints nothing.
pub fn quietly<T>(f: impl FnOnce() -> Check<T>) -> Check<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| match QUIET.get() {
            true => WHERE.set(info.to_string()),
            false => usual(info),
        }));
    });
    let before = QUIET.replace(true);
    let result = catch_unwind(AssertUnwindSafe(f));
    QUIET.set(before);
    result.unwrap_or_else(|_| Err(WHERE.take()))
}
