//! Rules of the state machine (semantics, section 6), each by its number. All pairs of states stand in `states.rs`.

mod kit;

#[path = "semantics_6/background.rs"]
mod background;
#[path = "semantics_6/machine.rs"]
mod machine;
#[path = "semantics_6/narrowing.rs"]
mod narrowing;
#[path = "semantics_6/results.rs"]
mod results;
#[path = "semantics_6/sessions.rs"]
mod sessions;
#[path = "semantics_6/snapshots.rs"]
mod snapshots;
#[path = "semantics_6/tables.rs"]
mod tables;
