//! The state machine: twelve states through which an agent uploads what changed here and downloads what changed on the server.

pub mod flags;
#[cfg(test)]
mod picture;
pub mod table;
