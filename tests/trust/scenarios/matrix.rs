//! One item, and what happens to it here, there, or on both sides.

use crate::passes::{Act, Scenario};

type Side = (&'static str, Act);

const HERE: [Side; 7] = [
    ("untouched here", |_| {}),
    ("changed here", |w| w.edit_here("e", "e2h")),
    ("noted here", |w| w.note_here("e", "nh")),
    ("flagged here", |w| w.flag_here("e", true)),
    ("read here", |w| w.word_here("e", "here")),
    ("moved here", |w| w.move_here("e", "A")),
    ("deleted here", |w| w.delete_here("e")),
];

const THERE: [Side; 7] = [
    ("untouched there", |_| {}),
    ("changed there", |w| w.edit_there("e", "e2t")),
    ("noted there", |w| w.note_there("e", "nt")),
    ("flagged there", |w| w.flag_there("e", true)),
    ("keyword there", |w| w.word_there("e", "there")),
    ("moved there", |w| w.move_there("e", "B")),
    ("deleted there", |w| w.delete_there("e")),
];

/// How an event ends, by what happened here (rows) and there (columns); after a bar what is kept.
const ENDS: [[&str; 7]; 7] = [
    ["Inbox: e1", "Inbox: e2t", "Inbox: e1 +nt", "Inbox: e1 flagged", "Inbox: e1 #there", "B: e1", ""],
    ["Inbox: e2h", "Inbox: e2t|e2h", "Inbox: e2h +nt", "Inbox: e2h flagged", "Inbox: e2h #there", "B: e2h", "Inbox: e2h"],
    [
        "Inbox: e1 +nh",
        "Inbox: e2t +nh",
        "Inbox: e1 +nt|e1",
        "Inbox: e1 +nh flagged",
        "Inbox: e1 +nh #there",
        "B: e1 +nh",
        "Inbox: e1 +nh",
    ],
    [
        "Inbox: e1 flagged",
        "Inbox: e2t flagged",
        "Inbox: e1 +nt flagged",
        "Inbox: e1 flagged",
        "Inbox: e1 flagged #there",
        "B: e1 flagged",
        "",
    ],
    [
        "Inbox: e1 #here",
        "Inbox: e2t #here",
        "Inbox: e1 +nt #here",
        "Inbox: e1 flagged #here",
        "Inbox: e1 #here #there",
        "B: e1 #here",
        "",
    ],
    ["A: e1", "A: e2t", "A: e1 +nt", "A: e1 flagged", "A: e1 #there", "B: e1", ""],
    // Flags alone do not bring it back; a deletion of what is elsewhere by now deletes nothing.
    ["", "Inbox: e2t", "Inbox: e1 +nt", "", "", "B: e1", ""],
];

/// Both sides of a cell as one act: a function is needed, which cannot carry anything.
macro_rules! cell {
    ($row:literal, $column:literal) => {
        Scenario::new(
            format!("an event {}, {}", HERE[$row].0, THERE[$column].0),
            |w| w.both("Inbox", &["e"]),
            |w| {
                (HERE[$row].1)(w);
                (THERE[$column].1)(w);
            },
            &ends($row, $column).0,
        )
        .kept(&ends($row, $column).1)
        .or_killed(&or_killed($row, $column))
    };
}

macro_rules! row {
    ($row:literal) => {
        [cell!($row, 0), cell!($row, 1), cell!($row, 2), cell!($row, 3), cell!($row, 4), cell!($row, 5), cell!($row, 6)]
    };
}

fn ends(row: usize, column: usize) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut parts = ENDS[row][column].split('|');
    let item = parts.next().filter(|line| !line.is_empty());
    (item.into_iter().collect(), parts.collect())
}

/// Moved there: the server shows a deletion and a new item. Who is killed between the two has both, or has lost flags. Moved here:
/// who is killed while the move is handed out may have moved it, and then the deletion does not win (semantics 4.4).
fn or_killed(row: usize, column: usize) -> Vec<&'static str> {
    match (row, column) {
        (1, 5) => vec!["Inbox: e2h", "B: e1"],
        (2, 5) => vec!["Inbox: e1 +nh", "B: e1"],
        (3, 5) | (4, 5) => vec!["B: e1"],
        (5, 6) => vec!["A: e1"],
        _ => ends(row, column).0,
    }
}

pub fn scenarios() -> Vec<Scenario> {
    let events = [row!(0), row!(1), row!(2), row!(3), row!(4), row!(5), row!(6)].into_iter().flatten();
    let mail = |name, when, ends: &[&str]| Scenario::new(name, |w| w.both("Inbox", &["a"]), when, ends);
    let new = |name, when, ends: &[&str]| Scenario::new(name, |_| {}, when, ends);
    let mails = [
        new("a mail new here", |w| w.new_here("Inbox", "a"), &["Inbox: a1 read"]),
        new("a mail new there", |w| w.new_there("Inbox", "a"), &["Inbox: a1"]),
        new(
            "mails new here and there",
            |w| {
                w.new_here("A", "a");
                w.new_there("A", "b");
            },
            &["A: a1 read", "A: b1"],
        ),
        new("an event new here", |w| w.new_here("A", "e"), &["A: e1 read"]),
        new(
            "the same event new here and there",
            |w| {
                w.new_here("A", "e");
                w.new_there("A", "e");
            },
            &["A: e1"],
        ),
        new(
            "an event of the same key with another text new here and there",
            |w| {
                w.new_here("A", "e");
                w.edit_here("e", "e2h");
                w.new_there("A", "e");
            },
            &["A: e1"],
        )
        .kept(&["e2h"]),
        mail("a mail read here", |w| w.read_here("a", true), &["Inbox: a1 read"]),
        mail("a mail read there", |w| w.read_there("a", true), &["Inbox: a1 read"]),
        mail(
            "a mail read here and flagged there",
            |w| {
                w.read_here("a", true);
                w.flag_there("a", true);
            },
            &["Inbox: a1 read flagged"],
        ),
        mail("a mail written anew here", |w| w.edit_here("a", "a2"), &["Inbox: a2"]),
        mail(
            "a mail written anew here and flagged there",
            |w| {
                w.edit_here("a", "a2");
                w.flag_there("a", true);
            },
            &["Inbox: a2 flagged"],
        ),
        mail(
            "a mail deleted here and flagged there",
            |w| {
                w.delete_here("a");
                w.flag_there("a", true);
            },
            &[],
        ),
        mail(
            "a mail read here and deleted there",
            |w| {
                w.read_here("a", true);
                w.delete_there("a");
            },
            &[],
        ),
        mail(
            "a mail written anew here and deleted there",
            |w| {
                w.edit_here("a", "a2");
                w.delete_there("a");
            },
            &["Inbox: a2"],
        ),
        mail(
            "a mail read here and moved there",
            |w| {
                w.read_here("a", true);
                w.move_there("a", "B");
            },
            &["B: a1 read"],
        )
        .or_killed(&["B: a1"]),
        mail(
            "a mail moved here and read there",
            |w| {
                w.move_here("a", "A");
                w.read_there("a", true);
            },
            &["A: a1 read"],
        ),
    ];
    events.chain(mails).collect()
}
