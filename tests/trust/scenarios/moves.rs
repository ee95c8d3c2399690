//! Moves across folders and chains of them, by each way in which a server moves.

use crate::passes::{Act, Scenario};
use crate::server::Moves;
use crate::world::World;

fn one(w: &mut World) {
    w.both("Inbox", &["e", "a"]);
}

const CASES: [(&str, Act, &[&str]); 8] = [
    ("one move", |w| w.move_here("a", "A"), &["A: a1", "Inbox: e1"]),
    (
        "a chain of moves",
        |w| {
            w.move_here("a", "A");
            w.move_here("a", "B");
        },
        &["B: a1", "Inbox: e1"],
    ),
    (
        "there and back",
        |w| {
            w.move_here("a", "A");
            w.move_here("a", "Inbox");
        },
        &["Inbox: a1", "Inbox: e1"],
    ),
    (
        "moved, then changed",
        |w| {
            w.move_here("e", "A");
            w.edit_here("e", "e2");
        },
        &["A: e2", "Inbox: a1"],
    ),
    (
        "changed and read, then moved",
        |w| {
            w.edit_here("e", "e2");
            w.read_here("e", true);
            w.move_here("e", "A");
        },
        &["A: e2 read", "Inbox: a1"],
    ),
    (
        "moved, then deleted",
        |w| {
            w.move_here("a", "A");
            w.delete_here("a");
        },
        &["Inbox: e1"],
    ),
    (
        "moved here and changed there",
        |w| {
            w.move_here("e", "A");
            w.edit_there("e", "e2");
        },
        &["A: e2", "Inbox: a1"],
    ),
    (
        "moved to two places",
        |w| {
            w.move_here("a", "A");
            w.move_there("a", "B");
        },
        &["B: a1", "Inbox: e1"],
    ),
];

pub fn scenarios() -> Vec<Scenario> {
    let mut all = Vec::new();
    for moves in [Moves::AtDestination, Moves::AtSource, Moves::ByCopy] {
        for (name, when, ends) in CASES {
            all.push(Scenario::new(format!("{name}, moves {moves:?}"), one, when, ends).style(|style| style.moves = moves));
        }
        // Killed while the move was handed out, it may have been done: then the deletion does not win (semantics 4.4).
        let deleted = Scenario::new(
            format!("moved here and deleted there, moves {moves:?}"),
            one,
            |w| {
                w.move_here("a", "A");
                w.delete_there("a");
            },
            &["Inbox: e1"],
        );
        all.push(deleted.or_killed(&["A: a1", "Inbox: e1"]).style(|style| style.moves = moves));
    }
    let there = Scenario::new("moved there, by a server that tells", one, |w| w.move_there("e", "A"), &["A: e1", "Inbox: a1"]);
    all.push(there.style(|style| style.tells_moves = true));
    all
}
