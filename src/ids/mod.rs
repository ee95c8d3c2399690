//! Identity: GUIDs, entry ids, source keys, change keys and predecessor change lists.
//!
//! Layouts are those of MS-OXCDATA 2.2 and MS-OXCFXICS 2.2; counters of six bytes are big-endian, all else little-endian.

mod entry;
mod guid;
mod pcl;

pub use entry::{Feid, Ltid, Meid, ObjectId};
pub use guid::Guid;
pub use pcl::{Compared, Pcl, Xid};
