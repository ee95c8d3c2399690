//! Refusals: one bad item never stops the rest, and what failed waits and is tried again.

use crate::passes::Scenario;
use crate::server::Fault;
use crate::world::World;

fn four_new(w: &mut World) {
    ["a", "b", "c", "e"].iter().for_each(|name| w.new_here("Inbox", name));
}

const FOUR: [&str; 4] = ["Inbox: a1 read", "Inbox: b1 read", "Inbox: c1 read", "Inbox: e1 read"];

pub fn scenarios() -> Vec<Scenario> {
    let mut all = Vec::new();
    for at in 0..5 {
        let scenario = Scenario::new(format!("request {at} refused once"), |_| {}, four_new, &FOUR);
        all.push(scenario.plan(|plan| plan.faults = vec![(at, Fault::Refuse)]));
    }
    let several = Scenario::new("every second request refused once", |_| {}, four_new, &FOUR);
    all.push(several.plan(|plan| plan.faults = vec![(0, Fault::Refuse), (2, Fault::Refuse), (4, Fault::Refuse)]));
    let changed = |name: &str, at| {
        let scenario = Scenario::new(
            name,
            |w| w.both("Inbox", &["e", "f", "a"]),
            |w| {
                w.edit_here("e", "e2");
                w.delete_here("f");
                w.read_here("a", true);
            },
            &["Inbox: a1 read", "Inbox: e2"],
        );
        scenario.plan(|plan| plan.faults = vec![(at, Fault::Refuse)])
    };
    all.push(changed("a change refused once", 0));
    all.push(changed("a read state refused once", 1));
    all.push(changed("a deletion refused once", 2));
    let body = Scenario::new(
        "a body that the server does not give at first",
        |_| {},
        |w| {
            w.new_there("Inbox", "a");
            w.new_there("Inbox", "b");
        },
        &["Inbox: a1", "Inbox: b1"],
    );
    all.push(body.plan(|plan| plan.faults = (2..8).map(|at| (at, Fault::Refuse)).collect()));
    all
}
