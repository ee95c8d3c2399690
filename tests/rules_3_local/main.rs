//! Semantics 3: what counts as a local change.

#[path = "../support/mod.rs"]
mod support;

mod elsewhere;
mod folders;
mod handed_out;
mod headers;
mod histories;
mod moves;
mod pairs;
mod rows;
mod untold;
mod vanished;
mod whereabouts;
