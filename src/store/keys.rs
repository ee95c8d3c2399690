//! The keys, the time and the binding among the values of an import, alike for items and folders (ics.md 3.4).

use super::env::FileTime;
use super::items::check_length;
use super::model::Binding;
use crate::error::Result;
use crate::ids::{Pcl, Xid};
use crate::props::{PropTag, Value, tags::*};

/// What identifies a version from the server.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) source: Option<Xid>,
    pub(super) change: Option<Xid>,
    pub(super) change_list: Option<Pcl>,
    /// When the version was made.
    pub(super) time: Option<FileTime>,
    pub(super) binding: Binding,
}

impl Keys {
    /// Takes a value if it is one of these; answers whether it was.
    pub(super) fn take(&mut self, tag: PropTag, value: &Value) -> Result<bool> {
        let is = |known: u32| tag.id() == PropTag(known).id();
        let bytes = value.as_binary().unwrap_or_default();
        match tag {
            _ if is(IOSTX_PR_SOURCE_KEY) => self.source = Some(Xid::from_slice(bytes).map_err(|e| e.during("PR_SOURCE_KEY"))?),
            _ if is(IOSTX_PR_CHANGE_KEY) => self.change = Some(Xid::from_slice(bytes).map_err(|e| e.during("PR_CHANGE_KEY"))?),
            _ if is(IOSTX_PR_PREDECESSOR_CHANGE_LIST) => {
                self.change_list = Some(Pcl::decode(bytes).map_err(|e| e.during("PR_PREDECESSOR_CHANGE_LIST"))?);
            }
            _ if is(IOSTX_PR_LAST_MODIFICATION_TIME) => self.time = value.as_time(),
            _ if is(IOSTX_PR_REMOTE_ID) => self.binding.remote_id = limited("IOSTX_PR_REMOTE_ID", bytes)?,
            _ if is(IOSTX_PR_REMOTE_VERSION) => self.binding.remote_version = limited("IOSTX_PR_REMOTE_VERSION", bytes)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Bytes that may be as long as ids and versions may be.
pub(super) fn limited(what: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    check_length(what, bytes)?;
    Ok(bytes.to_vec())
}
