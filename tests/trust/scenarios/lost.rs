//! Requests that never arrive, and answers that nobody hears though the server acted.

use crate::passes::Scenario;
use crate::server::{Fault, Moves};
use crate::world::World;

fn new_ones(w: &mut World) {
    w.new_here("Inbox", "a");
    w.new_here("Inbox", "e");
    w.new_here("A", "b");
}

const NEW: [&str; 3] = ["A: b1 read", "Inbox: a1 read", "Inbox: e1 read"];

fn changes(w: &mut World) {
    w.edit_here("e", "e2");
    w.move_here("f", "A");
    w.delete_here("g-event");
    w.read_here("a", true);
}

fn four(w: &mut World) {
    w.both("Inbox", &["e", "f", "g-event", "a"]);
}

const CHANGED: [&str; 3] = ["A: f1", "Inbox: a1 read", "Inbox: e2"];

pub fn scenarios() -> Vec<Scenario> {
    let mut all = Vec::new();
    for at in 0..4 {
        for fault in [Fault::Cut, Fault::Lost] {
            let new = Scenario::new(format!("new items, {fault:?} at request {at}"), |_| {}, new_ones, &NEW);
            all.push(new.plan(|plan| plan.faults = vec![(at, fault)]));
            let changed = Scenario::new(format!("changes of all kinds, {fault:?} at request {at}"), four, changes, &CHANGED);
            all.push(changed.plan(|plan| (plan.faults, plan.drops) = (vec![(at, fault)], at % 2 == 0)));
        }
    }
    for moves in [Moves::AtSource, Moves::ByCopy] {
        for at in 0..4 {
            let name = format!("changes of all kinds with moves {moves:?}, answer {at} lost");
            let scenario = Scenario::new(name, four, changes, &CHANGED).style(|style| style.moves = moves);
            all.push(scenario.plan(|plan| plan.faults = vec![(at, Fault::Lost)]));
        }
    }
    let untold = Scenario::new("new items of a server that tells no ids", |_| {}, new_ones, &NEW);
    all.push(untold.style(|style| style.tells_ids = false));
    let untold = Scenario::new("new items of a server that tells no ids, answer lost", |_| {}, new_ones, &NEW);
    all.push(untold.style(|style| style.tells_ids = false).plan(|plan| plan.faults = vec![(1, Fault::Lost)]));
    let pipelined = Scenario::new("new items in a pipeline that breaks", |_| {}, new_ones, &NEW);
    all.push(pipelined.plan(|plan| (plan.faults, plan.pipelined) = (vec![(1, Fault::Lost)], true)));
    all
}
