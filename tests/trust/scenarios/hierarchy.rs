//! Folders: made, renamed, moved and deleted, on either side or both.

use crate::passes::Scenario;
use crate::world::World;

fn filled(w: &mut World) {
    w.both("A", &["a", "e"]);
}

pub fn scenarios() -> Vec<Scenario> {
    let new = |name: &str, given, when, ends: &[&str]| Scenario::new(name, given, when, ends);
    vec![
        new(
            "a folder made here",
            |_| {},
            |w| {
                w.make_here("", "C");
                w.new_here("C", "a");
            },
            &["C: a1 read"],
        ),
        new(
            "a folder made there",
            |_| {},
            |w| {
                w.make_there("", "C");
                w.new_there("C", "a");
            },
            &["C: a1"],
        ),
        new(
            "folders within folders made here",
            |_| {},
            |w| {
                w.make_here("", "C");
                w.make_here("C", "D");
                w.new_here("C/D", "a");
            },
            &["C/D: a1 read"],
        ),
        new(
            "folders within folders made there",
            |_| {},
            |w| {
                w.make_there("A", "C");
                w.make_there("A/C", "D");
                w.new_there("A/C/D", "a");
            },
            &["A/C/D: a1"],
        ),
        new(
            "the same folder made on both sides",
            |_| {},
            |w| {
                w.make_here("", "C");
                w.new_here("C", "a");
                w.make_there("", "C");
                w.new_there("C", "b");
            },
            &["C: a1 read", "C: b1"],
        )
        .plan(|plan| plan.down_first = true),
        new("a folder renamed here", filled, |w| w.rename_here("A", "C"), &["C: a1", "C: e1"]),
        new("a folder renamed there", filled, |w| w.rename_there("A", "C"), &["C: a1", "C: e1"]),
        new(
            "a folder renamed here and filled there",
            filled,
            |w| {
                w.rename_here("A", "C");
                w.new_there("A", "b");
            },
            &["C: a1", "C: b1", "C: e1"],
        ),
        new(
            "a folder renamed here and moved there",
            filled,
            |w| {
                w.rename_here("A", "C");
                w.put_there("A", "B");
            },
            &["B/C: a1", "B/C: e1"],
        )
        .plan(|plan| plan.down_first = true),
        new("a folder moved here", filled, |w| w.put_here("A", "B"), &["B/A: a1", "B/A: e1"]),
        new("a folder moved there", filled, |w| w.put_there("A", "B"), &["B/A: a1", "B/A: e1"]),
        new(
            "moves of folders that would make a circle",
            filled,
            |w| {
                w.put_here("A", "B");
                w.put_there("B", "A");
            },
            &["A: a1", "A: e1"],
        )
        .plan(|plan| plan.down_first = true),
        new(
            "names of two folders swapped here",
            |w| {
                filled(w);
                w.both("B", &["b"]);
            },
            |w| {
                w.rename_here("A", "C");
                w.rename_here("B", "A");
                w.rename_here("C", "B");
            },
            &["A: b1", "B: a1", "B: e1"],
        ),
        new("a folder deleted here", filled, |w| w.remove_here("A"), &[]),
        new("a folder deleted there", filled, |w| w.remove_there("A"), &[]),
        new(
            "a folder deleted on both sides",
            filled,
            |w| {
                w.remove_here("A");
                w.remove_there("A");
            },
            &[],
        ),
        new(
            "a folder deleted here and filled there comes back",
            filled,
            |w| {
                w.remove_here("A");
                w.new_there("A", "b");
            },
            &["A: a1", "A: b1", "A: e1"],
        ),
        new(
            "a folder deleted there with work in it here",
            filled,
            |w| {
                w.remove_there("A");
                w.edit_here("e", "e2");
            },
            &[],
        )
        .kept(&["e2"]),
        new(
            "an empty folder deleted here and its name given to another",
            |w| w.both("B", &["b"]),
            |w| {
                w.remove_here("A");
                w.rename_here("B", "A");
            },
            &["A: b1"],
        ),
        new(
            "an item moved out of a folder that is deleted then",
            filled,
            |w| {
                w.move_here("a", "B");
                w.remove_here("A");
            },
            &["B: a1"],
        ),
        new(
            "an item moved into a folder made here",
            filled,
            |w| {
                w.make_here("", "C");
                w.move_here("a", "C");
            },
            &["A: e1", "C: a1"],
        ),
    ]
}
