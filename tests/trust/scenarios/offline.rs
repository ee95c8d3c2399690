//! What is done while there is no line collapses to what the server needs to hear.

use crate::passes::Scenario;
use crate::world::World;

fn one(w: &mut World) {
    w.both("Inbox", &["e", "a"]);
}

const SAME: [&str; 2] = ["Inbox: a1", "Inbox: e1"];

pub fn scenarios() -> Vec<Scenario> {
    let new = |name: &str, when, ends: &[&str]| Scenario::new(name, one, when, ends);
    vec![
        new(
            "created, then deleted",
            |w| {
                w.new_here("Inbox", "b");
                w.delete_here("b");
            },
            &SAME,
        ),
        new(
            "created, then changed",
            |w| {
                w.new_here("Inbox", "b");
                w.edit_here("b", "b2");
                w.edit_here("b", "b3");
            },
            &["Inbox: a1", "Inbox: b3 read", "Inbox: e1"],
        ),
        new(
            "created, then moved",
            |w| {
                w.new_here("Inbox", "b");
                w.move_here("b", "A");
            },
            &["A: b1 read", "Inbox: a1", "Inbox: e1"],
        ),
        new(
            "changed, then set back",
            |w| {
                w.edit_here("e", "e2");
                w.edit_here("e", "e1");
            },
            &SAME,
        ),
        new(
            "changed twice",
            |w| {
                w.edit_here("e", "e2");
                w.edit_here("e", "e3");
            },
            &["Inbox: a1", "Inbox: e3"],
        ),
        new(
            "flagged, then not",
            |w| {
                w.flag_here("a", true);
                w.flag_here("a", false);
            },
            &SAME,
        ),
        new(
            "changed, then deleted",
            |w| {
                w.edit_here("e", "e2");
                w.delete_here("e");
            },
            &["Inbox: a1"],
        ),
        new("copied into another folder", |w| w.copy_here("a", "A"), &["A: a1", "Inbox: a1", "Inbox: e1"]),
        new(
            "a folder created, then deleted",
            |w| {
                w.make_here("", "C");
                w.new_here("C", "b");
                w.remove_here("C");
            },
            &SAME,
        ),
        new(
            "an event deleted, and one of its key created",
            |w| {
                w.delete_here("e");
                w.new_here("Inbox", "e");
                w.edit_here("e", "e9");
            },
            &["Inbox: a1", "Inbox: e9 read"],
        ),
        new(
            "moved away, and something else moved in",
            |w| {
                w.move_here("a", "A");
                w.new_here("A", "b");
                w.move_here("b", "Inbox");
            },
            &["A: a1", "Inbox: b1 read", "Inbox: e1"],
        ),
    ]
}
