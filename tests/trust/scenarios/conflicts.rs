//! Both sides changed the same, or one changed what the other deleted, under each policy.

use iostx::store::Policy;

use crate::passes::Scenario;
use crate::world::World;

fn one(w: &mut World) {
    w.both("Inbox", &["e"]);
}

fn text_against_text(w: &mut World) {
    w.edit_here("e", "e2h");
    w.edit_there("e", "e2t");
}

fn here_later(w: &mut World) {
    w.edit_there("e", "e2t");
    w.turn_clock(iostx::store::MINUTE);
    w.edit_here("e", "e2h");
}

fn there_later(w: &mut World) {
    w.edit_here("e", "e2h");
    w.turn_clock(iostx::store::MINUTE);
    w.edit_there("e", "e2t");
}

fn changed_and_deleted(w: &mut World) {
    w.edit_here("e", "e2h");
    w.delete_there("e");
}

fn deleted_and_changed(w: &mut World) {
    w.delete_here("e");
    w.edit_there("e", "e2t");
}

fn resolve<const HOW: usize>(w: &mut World) {
    w.resolve(0, HOW).expect("resolved");
}

pub fn scenarios() -> Vec<Scenario> {
    let timed = |name: &str, when, ends: &[&str], kept: &[&str]| {
        Scenario::new(name, one, when, ends).kept(kept).style(|style| style.tells_time = true)
    };
    let of = |name: &str, policy, ends: &[&str], kept: &[&str]| {
        Scenario::new(name, one, text_against_text, ends).kept(kept).policy(policy)
    };
    let held = |name: &str, then, ends: &[&str], kept: &[&str]| of(name, Policy::Hold, ends, kept).then(then);
    vec![
        timed("the later writer is the app", here_later, &["Inbox: e2h"], &["e2t"]),
        timed("the later writer is the server", there_later, &["Inbox: e2t"], &["e2h"]),
        of("without times the server wins", Policy::LastWriter, &["Inbox: e2t"], &["e2h"]),
        of("the server wins", Policy::Server, &["Inbox: e2t"], &["e2h"]),
        of("ours wins", Policy::Local, &["Inbox: e2h"], &["e2t"]),
        of("both are kept", Policy::KeepBoth, &["Inbox: e2h", "Inbox: e2t"], &[]),
        of("the conflict is held", Policy::Hold, &["Inbox: e2t"], &["e2t"]).here(&["Inbox: e2h"]),
        held("held, then both are kept", resolve::<0>, &["Inbox: e2h", "Inbox: e2t"], &[]),
        held("held, then ours wins", resolve::<1>, &["Inbox: e2h"], &["e2t"]),
        held("held, then the server's wins", resolve::<2>, &["Inbox: e2t"], &["e2h"]),
        Scenario::new("changed here and deleted there stays", one, changed_and_deleted, &["Inbox: e2h"]),
        Scenario::new("changed here and deleted there: the deletion wins", one, changed_and_deleted, &[])
            .kept(&["e2h"])
            .deletion_wins(),
        Scenario::new("deleted here and changed there comes back", one, deleted_and_changed, &["Inbox: e2t"]),
        Scenario::new("deleted here and changed there: the deletion wins", one, deleted_and_changed, &[])
            .kept(&["e2t"])
            .deletion_wins(),
        Scenario::new(
            "a held conflict still takes flags",
            one,
            |w| {
                text_against_text(w);
                w.flag_there("e", true);
            },
            &["Inbox: e2t flagged"],
        )
        .kept(&["e2t"])
        .here(&["Inbox: e2h flagged"])
        .policy(Policy::Hold),
    ]
}
