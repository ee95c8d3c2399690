//! Tokens that have become too old, and servers that void their ids.

use crate::passes::Scenario;
use crate::world::World;

const NAMES: [&str; 6] = ["e", "f", "a", "b", "c", "d"];

fn six(w: &mut World) {
    w.both("Inbox", &NAMES);
}

/// Something of everything.
fn work(w: &mut World) {
    w.edit_here("e", "e2");
    w.read_here("a", true);
    w.delete_here("b");
    w.move_here("c", "A");
    w.new_here("Inbox", "n");
    w.flag_there("d", true);
}

/// More than a transaction has in the background.
fn forty(w: &mut World) {
    let names = forty_names();
    w.both("Inbox", &names.iter().map(String::as_str).collect::<Vec<_>>());
}

fn forty_names() -> Vec<String> {
    (0..40).map(|n| format!("a{n:02}-")).collect()
}

/// The server voids the ids of many, of which these are gone.
fn voided(w: &mut World, gone: std::ops::Range<usize>) {
    forty_names()[gone].iter().for_each(|name| w.delete_there(name));
    w.move_here("a20-", "A");
    w.delete_here("a21-");
    w.renumber_there("Inbox");
}

fn forty_end(left: impl IntoIterator<Item = usize>) -> Vec<String> {
    let inbox = left.into_iter().filter(|n| *n != 20 && *n != 21).map(|n| format!("Inbox: a{n:02}-1"));
    inbox.chain(["A: a20-1".to_owned()]).collect()
}

const WORKED: [&str; 6] = ["A: c1", "Inbox: a1 read", "Inbox: d1 flagged", "Inbox: e2", "Inbox: f1", "Inbox: n1 read"];
const PLAIN: [&str; 6] = ["Inbox: a1", "Inbox: b1", "Inbox: c1", "Inbox: d1", "Inbox: e1", "Inbox: f1"];

pub fn scenarios() -> Vec<Scenario> {
    let all = [
        Scenario::new("an expired token is a full listing", six, |w| w.expire_there("Inbox"), &PLAIN),
        Scenario::new(
            "an expired token with work on both sides",
            six,
            |w| {
                work(w);
                w.expire_there("Inbox");
            },
            &WORKED,
        ),
        Scenario::new(
            "an expired token after a deletion there",
            six,
            |w| {
                w.delete_there("a");
                w.expire_there("Inbox");
            },
            &["Inbox: b1", "Inbox: c1", "Inbox: d1", "Inbox: e1", "Inbox: f1"],
        ),
        Scenario::new("voided ids with nothing else changed", six, |w| w.renumber_there("Inbox"), &PLAIN),
        Scenario::new(
            "voided ids with a change here",
            six,
            |w| {
                w.edit_here("e", "e2");
                w.renumber_there("Inbox");
            },
            &["Inbox: a1", "Inbox: b1", "Inbox: c1", "Inbox: d1", "Inbox: e2", "Inbox: f1"],
        ),
        Scenario::new(
            "voided ids with a read mail here",
            six,
            |w| {
                w.read_here("a", true);
                w.renumber_there("Inbox");
            },
            &["Inbox: a1 read", "Inbox: b1", "Inbox: c1", "Inbox: d1", "Inbox: e1", "Inbox: f1"],
        ),
        Scenario::new(
            "voided ids with a deletion here",
            six,
            |w| {
                w.delete_here("b");
                w.renumber_there("Inbox");
            },
            &["Inbox: a1", "Inbox: c1", "Inbox: d1", "Inbox: e1", "Inbox: f1"],
        ),
        Scenario::new(
            "voided ids with a move here",
            six,
            |w| {
                w.move_here("c", "A");
                w.renumber_there("Inbox");
            },
            &["A: c1", "Inbox: a1", "Inbox: b1", "Inbox: d1", "Inbox: e1", "Inbox: f1"],
        ),
        Scenario::new(
            "voided ids with flags there",
            six,
            |w| {
                w.flag_there("d", true);
                w.renumber_there("Inbox");
            },
            &["Inbox: a1", "Inbox: b1", "Inbox: c1", "Inbox: d1 flagged", "Inbox: e1", "Inbox: f1"],
        ),
        Scenario::new(
            "voided ids with work on both sides",
            six,
            |w| {
                work(w);
                w.renumber_there("Inbox");
            },
            &WORKED,
        ),
        Scenario::new(
            "ids voided twice",
            six,
            |w| {
                w.renumber_there("Inbox");
                w.renumber_there("Inbox");
            },
            &PLAIN,
        ),
    ];
    let downloads_first = all.clone().map(|mut scenario| {
        scenario.name += ", download first";
        scenario.plan(|plan| plan.down_first = true)
    });
    let [most, few, every] = [forty_end(4..40), forty_end(20..40), forty_end(0..40)];
    fn lines(ends: &[String]) -> Vec<&str> {
        ends.iter().map(String::as_str).collect()
    }
    let many = [
        Scenario::new("voided ids of many, some of them deleted there", forty, |w| voided(w, 0..4), &lines(&most)),
        Scenario::new("voided ids of many, half of them deleted there", forty, |w| voided(w, 0..20), &lines(&few))
            .here(&lines(&every)),
    ];
    let many = many.map(|scenario| scenario.plan(|plan| plan.background = true));
    all.into_iter().chain(downloads_first).chain(many).collect()
}
