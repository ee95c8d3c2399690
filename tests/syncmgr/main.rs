//! The synchronization manager, rule by rule (Synchronization Manager reference, sections 1, 4 and 5).

mod cancel;
#[path = "../support/cases.rs"]
mod cases;
mod completions;
mod kit;
mod load;
mod log;
mod random;
mod running;
mod schedules;
mod sequence;
