//! iostx: a local store of folders and items that tracks what changed, and the IOSTX state machine that replicates it with
//! any server.
//!
//! The rooms, each of which may use only those above it:
//!
//! - [`ids`]: entry ids, source keys, change keys, predecessor change lists.
//! - [`props`]: property tags, values, bags, named properties, the table of flags and keywords.
//! - [`queue`]: bounded queues of events, for stores and managers.
//! - [`store`]: the local store. All its SQL stands here.
//! - [`replication`]: the state machine, its states and import sinks.
//! - [`driver`]: walks the state machine for an agent that gives the operations of its server.
//! - [`syncmgr`]: the synchronization manager. It knows nothing of replication, and has a file and SQL of its own.
//! - [`store_handler`]: a ready handler of the manager, for stores.
//! - [`ffi`]: the C ABI, which only translates.

pub mod codes;
pub mod driver;
pub mod error;
pub mod ffi;
pub mod ids;
pub mod props;
pub mod queue;
pub mod replication;
pub mod store;
pub mod store_handler;
pub mod syncmgr;

pub use error::{Error, Result};
