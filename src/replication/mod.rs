//! replication

pub mod flags;
