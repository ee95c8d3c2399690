//! Properties: tags, typed values, bags of them, named properties, and the one table of flags and keywords.
//!
//! Tags and types are those of MAPI (MS-OXCDATA 2.11, MS-OXPROPS).

mod bag;
pub mod classify;
pub mod flags;
mod names;
mod tag;
pub mod tags;
mod value;

pub use bag::Bag;
pub use classify::ItemKind;
pub use names::{NameId, PropName};
pub use tag::{PropTag, PropType};
pub use value::{LargeRef, Value};
