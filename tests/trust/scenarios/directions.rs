//! One direction, a part of the folders, folders that go one way.

use iostx::store::{Direction, Scope};

use crate::passes::Scenario;
use crate::world::World;

fn changed_on_both(w: &mut World) {
    w.edit_here("e", "e2");
    w.edit_there("f", "f2");
}

fn two(w: &mut World) {
    w.both("Inbox", &["e", "f"]);
}

pub fn scenarios() -> Vec<Scenario> {
    vec![
        Scenario::new("an upload alone brings nothing here", two, changed_on_both, &["Inbox: e2", "Inbox: f2"])
            .here(&["Inbox: e2", "Inbox: f1"])
            .plan(|plan| plan.down = false),
        Scenario::new("a download alone sends nothing", two, changed_on_both, &["Inbox: e1", "Inbox: f2"])
            .here(&["Inbox: e2", "Inbox: f2"])
            .plan(|plan| plan.up = false),
        Scenario::new("a download first ends as an upload first", two, changed_on_both, &["Inbox: e2", "Inbox: f2"])
            .plan(|plan| plan.down_first = true),
        Scenario::new(
            "without items only folders go",
            two,
            |w| {
                changed_on_both(w);
                w.make_here("", "C");
            },
            &["Inbox: e1", "Inbox: f2"],
        )
        .here(&["Inbox: e2", "Inbox: f1"])
        .plan(|plan| plan.contents = false),
        Scenario::new("without folders items go", two, changed_on_both, &["Inbox: e2", "Inbox: f2"])
            .plan(|plan| plan.hierarchy = false),
        Scenario::new(
            "what is in a folder that the server lacks waits for it",
            |_| {},
            |w| {
                w.make_here("", "C");
                w.new_here("C", "a");
            },
            &[],
        )
        .here(&["C: a1 read"])
        .plan(|plan| plan.hierarchy = false),
        Scenario::new(
            "pipelined uploads end as others",
            |w| w.both("A", &["e", "f", "a"]),
            |w| {
                w.edit_here("e", "e2");
                w.edit_here("f", "f2");
                w.read_here("a", true);
                w.new_here("A", "b");
                w.new_here("A", "c");
            },
            &["A: a1 read", "A: b1 read", "A: c1 read", "A: e2", "A: f2"],
        )
        .plan(|plan| plan.pipelined = true),
        Scenario::new(
            "every answer made durable at once ends as others",
            |w| w.both("A", &["e"]),
            |w| {
                w.edit_here("e", "e2");
                w.new_here("A", "b");
                w.new_here("A", "c");
            },
            &["A: b1 read", "A: c1 read", "A: e2"],
        )
        .plan(|plan| plan.commits = true),
        Scenario::new(
            "answers that come twice count once",
            |w| w.both("A", &["e"]),
            |w| {
                w.edit_here("e", "e2");
                w.new_here("A", "b");
                w.new_there("A", "c");
            },
            &["A: b1 read", "A: c1", "A: e2"],
        )
        .plan(|plan| plan.twice = true),
        Scenario::new("full listings without probes end as others", two, changed_on_both, &["Inbox: e2", "Inbox: f2"])
            .plan(|plan| (plan.full, plan.probes) = (true, false)),
        Scenario::new(
            "an upload-only folder takes nothing",
            two,
            |w| {
                w.options("Inbox", |options| options.direction = Direction::Upload);
                w.edit_here("e", "e2");
                w.new_there("Inbox", "a");
            },
            &["Inbox: a1", "Inbox: e2", "Inbox: f1"],
        )
        .here(&["Inbox: e2", "Inbox: f1"]),
        Scenario::new(
            "a folder whose local changes are kept sends nothing",
            two,
            |w| {
                w.options("Inbox", |options| options.direction = Direction::DownloadKeep);
                w.edit_here("e", "e2");
                w.new_here("Inbox", "a");
                w.edit_there("f", "f2");
            },
            &["Inbox: e1", "Inbox: f2"],
        )
        .here(&["Inbox: a1 read", "Inbox: e2", "Inbox: f2"]),
        Scenario::new(
            "a folder that undoes local changes keeps a copy of them",
            two,
            |w| {
                w.options("Inbox", |options| options.direction = Direction::DownloadRevert);
                w.edit_here("e", "e2");
            },
            &["Inbox: e1", "Inbox: f1"],
        )
        .kept(&["e2"]),
        Scenario::new(
            "an archive keeps what the server deletes",
            two,
            |w| {
                w.options("Inbox", |options| options.direction = Direction::Archive);
                w.delete_there("e");
            },
            &["Inbox: f1"],
        )
        .here(&["Inbox: e1", "Inbox: f1"]),
        Scenario::new(
            "a folder of no scope takes nothing more",
            two,
            |w| {
                w.options("A", |options| options.scope = Scope::None);
                w.new_there("A", "a");
                w.edit_there("f", "f2");
            },
            &["A: a1", "Inbox: e1", "Inbox: f2"],
        )
        .here(&["Inbox: e1", "Inbox: f2"]),
    ]
}
