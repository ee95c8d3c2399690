//! Deletions that are too many are held, until somebody carries them out or refuses them.

use crate::passes::Scenario;
use crate::world::World;

fn many(w: &mut World) {
    for n in 0..30 {
        w.new_there("A", &format!("a{n:02}-"));
    }
    let plan = w.plan();
    w.sync(0, &plan);
}

/// So much that a part of it takes several transactions and is not too much to be deleted.
fn large(w: &mut World) {
    for n in 0..36 {
        w.new_there("A", &format!("a{n:02}-"));
        w.new_there("B", &format!("b{n:02}-"));
        w.new_there("B", &format!("b{:02}-", n + 36));
    }
    let plan = w.plan();
    w.sync(0, &plan);
}

fn emptied(w: &mut World) {
    (0..30).for_each(|n| w.delete_there(&format!("a{n:02}-")));
}

fn emptied_and_expired(w: &mut World) {
    emptied(w);
    w.expire_there("A");
}

fn all() -> Vec<String> {
    (0..30).map(|n| format!("A: a{n:02}-1")).collect()
}

/// More than a transaction has in the background, by less than what may be deleted at once.
fn forty(w: &mut World) {
    (0..40).for_each(|n| w.new_there("A", &format!("a{n:02}-")));
    let plan = w.plan();
    w.sync(0, &plan);
}

fn forty_go(w: &mut World) {
    (0..40).for_each(|n| w.delete_there(&format!("a{n:02}-")));
}

fn forty_are_absent(w: &mut World) {
    forty_go(w);
    w.expire_there("A");
}

/// Deletions here too are held, with this option.
fn forty_go_here(w: &mut World) {
    w.options("A", |options| options.local_delete_limit = 20);
    (0..40).for_each(|n| w.delete_here(&format!("a{n:02}-")));
}

pub fn scenarios() -> Vec<Scenario> {
    let forty_kept: Vec<String> = (0..40).map(|n| format!("A: a{n:02}-1")).collect();
    let forty_kept: Vec<&str> = forty_kept.iter().map(String::as_str).collect();
    let in_background = |scenario: Scenario| scenario.plan(|plan| plan.background = true);
    let all = all();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let kept: Vec<String> = (0..72).map(|n| format!("B: b{n:02}-1")).collect();
    let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
    let confirm = |w: &mut World| w.decide(0, true).expect("confirmed");
    let reject = |w: &mut World| w.decide(0, false).expect("rejected");
    vec![
        Scenario::new("a folder emptied there is held", many, emptied, &[]).here(&all),
        Scenario::new("a folder emptied there, confirmed", many, emptied, &[]).then(confirm),
        Scenario::new("a folder emptied there, rejected", many, emptied, &all).then(reject),
        Scenario::new("a folder that a listing shows empty is held", many, emptied_and_expired, &[]).here(&all),
        Scenario::new("a folder that a listing shows empty, rejected", many, emptied_and_expired, &all).then(reject),
        Scenario::new("a large folder deleted there goes, whenever the run is stopped", large, |w| w.remove_there("A"), &kept),
        in_background(Scenario::new("many deleted there are all held, whenever the run is stopped", forty, forty_go, &[]))
            .here(&forty_kept),
        in_background(Scenario::new("many absent there, all held, and rejected", forty, forty_are_absent, &forty_kept))
            .then(reject),
        in_background(Scenario::new(
            "many deleted here are all held, whenever the run is stopped",
            forty,
            forty_go_here,
            &forty_kept,
        ))
        .here(&[]),
        Scenario::new(
            "two of many deleted there are not held",
            many,
            |w| {
                w.delete_there("a00-");
                w.delete_there("a01-");
            },
            &all[2..],
        ),
        Scenario::new(
            "what the user deletes here is not held",
            many,
            |w| {
                (0..30).for_each(|n| w.delete_here(&format!("a{n:02}-")));
            },
            &[],
        ),
    ]
}
