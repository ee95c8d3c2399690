//! Headers first; bodies when they are asked for.

use crate::passes::Scenario;
use crate::world::World;

fn headers(w: &mut World) {
    w.new_there("Inbox", "a");
    w.new_there("Inbox", "b");
    let plan = crate::agent::Plan { headers: true, ..w.plan() };
    w.sync_here(&plan);
}

pub fn scenarios() -> Vec<Scenario> {
    let new = |name: &str, when, ends: &[&str], here: &[&str]| {
        Scenario::new(name, |_| {}, when, ends).here(here).plan(|plan| plan.headers = true)
    };
    vec![
        new(
            "only headers come",
            |w| {
                w.new_there("Inbox", "a");
                w.new_there("Inbox", "b");
            },
            &["Inbox: a1", "Inbox: b1"],
            &["Inbox: ", "Inbox: "],
        ),
        new(
            "a header takes flags of both sides",
            |w| {
                headers(w);
                w.read_here("a", true);
                w.flag_there("a", true);
            },
            &["Inbox: a1 read flagged", "Inbox: b1"],
            &["Inbox: ", "Inbox:  read flagged"],
        ),
        new(
            "a header that is asked for becomes whole",
            |w| {
                headers(w);
                w.ask_body("a");
            },
            &["Inbox: a1", "Inbox: b1"],
            &["Inbox: ", "Inbox: a1"],
        ),
        new(
            "a header is deleted",
            |w| {
                headers(w);
                w.delete_here("a");
            },
            &["Inbox: b1"],
            &["Inbox: "],
        ),
        new(
            "a header is moved",
            |w| {
                headers(w);
                w.move_here("a", "A");
            },
            &["A: a1", "Inbox: b1"],
            &["A: ", "Inbox: "],
        ),
        new(
            "a header is deleted there",
            |w| {
                headers(w);
                w.delete_there("a");
            },
            &["Inbox: b1"],
            &["Inbox: "],
        ),
        new(
            "no text can be written into a header",
            |w| {
                headers(w);
                assert!(w.refuses_text("a"));
            },
            &["Inbox: a1", "Inbox: b1"],
            &["Inbox: ", "Inbox: "],
        ),
        Scenario::new("a session for whole items completes headers", |_| {}, headers, &["Inbox: a1", "Inbox: b1"])
            .plan(|plan| plan.full = true),
    ]
}
