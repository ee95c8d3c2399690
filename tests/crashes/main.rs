//! The worst days of a store: processes that are killed, power that fails, disks that are full or broken. After each of them the store
//! opens, contradicts itself nowhere, and together with the server has lost nothing and doubled nothing.
//!
//! `IOSTX_SEED` tries another sequence of events; `IOSTX_KILLS`, `IOSTX_LOSSES` and `IOSTX_FAULTS` say how many. `make torture` runs many.

mod agent;
mod calm;
mod chance;
mod disk;
mod editor;
mod kills;
mod server;
mod version;
mod vfs;
mod world;
