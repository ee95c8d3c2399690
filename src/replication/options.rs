//! Options of a session.

use std::sync::Arc;

use super::Session;
use super::control::Progress;
use crate::error::{Error, Result};
use crate::props::PropTag;
use crate::store::flags::IOSTX_FOLDER_IPM_SUBTREE;
use crate::store::{AskCallback, FolderId, MassLimit, MergeCallback, Policy, SessionMemory};

/// Told of progress.
pub type ProgressCallback = Arc<dyn Fn(&Progress) + Send + Sync>;

/// Entries of a vector, and messages that one commit marks, unless the options say otherwise.
pub const DEFAULT_VECTOR_LIMIT: u32 = 1000;
/// The most that the options may say: what a session then holds in memory stays a few megabytes.
pub const MAX_VECTOR_LIMIT: u32 = 100_000;

/// Options of a session. They can be changed while it is idle.
#[derive(Clone)]
pub struct SessionOptions {
    /// The folder in which the session works; `None`: the IPM subtree. It stands for the top of the server's: its items take part
    /// and all folders below it, but not its own name and place. Blobs of hierarchy and account are kept per root.
    pub root: Option<FolderId>,
    /// IOSTX_KIND_*: kinds of items that are offered; 0: all.
    pub kinds: u32,
    /// How conflicts are decided where the folder does not say.
    pub policy: Policy,
    /// Decides conflicts under [`Policy::Ask`]. Called on the session's thread, before the transaction; may use the store, not the
    /// session.
    pub ask: Option<AskCallback>,
    /// Merges the contents of an item. Called as `ask` is.
    pub merge: Option<MergeCallback>,
    /// Told of progress on the session's thread, at most every 100 ms, and of what a phase came to when it ends; may use the store,
    /// not the session.
    pub progress: Option<ProgressCallback>,
    /// Values that [`super::UploadMessage::values`] brings along.
    pub columns: Vec<PropTag>,
    /// Entries of one vector of read states or deletions, and messages that one commit marks.
    pub vector_limit: u32,
    /// After a SyncBeg that failed, swallows exactly one result and one end: for agents that end those too.
    pub lenient: bool,
    /// The agent waits with a second upload where the downloads of other folders are to tell first: IOSTX_UPM_ELSEWHERE.
    pub elsewhere: bool,
    /// The mass-delete guard; `None`: the store's.
    pub mass_delete: Option<MassLimit>,
}

impl Default for SessionOptions {
    fn default() -> Self {
        SessionOptions {
            root: None,
            kinds: 0,
            policy: Policy::default(),
            ask: None,
            merge: None,
            progress: None,
            columns: Vec::new(),
            vector_limit: DEFAULT_VECTOR_LIMIT,
            lenient: false,
            elsewhere: false,
            mass_delete: None,
        }
    }
}

impl SessionOptions {
    /// Refuses members that are out of their range, by name.
    pub(super) fn check(&self) -> Result<()> {
        use super::flags::*;
        const KINDS: u32 =
            IOSTX_KIND_MAIL | IOSTX_KIND_CALENDAR | IOSTX_KIND_CONTACT | IOSTX_KIND_NOTE | IOSTX_KIND_JOURNAL | IOSTX_KIND_TASK;
        if self.kinds & !KINDS != 0 {
            return Err(Error::invalid(format!("session options: kinds has bits of no kind, 0x{:X}", self.kinds & !KINDS)));
        }
        if !(1..=MAX_VECTOR_LIMIT).contains(&self.vector_limit) {
            return Err(Error::invalid(format!("session options: vector_limit must lie between 1 and {MAX_VECTOR_LIMIT}")));
        }
        if self.policy == Policy::Ask && self.ask.is_none() {
            return Err(Error::invalid("session options: the policy is to ask, and there is no callback ask"));
        }
        Ok(())
    }
}

impl Session {
    /// Sets the options. Idle only.
    ///
    /// Errors: `E_UNEXPECTED` (not idle), `MAPI_E_INVALID_PARAMETER` (a member is out of its range), `MAPI_E_NOT_FOUND` (root).
    pub fn set_options(&mut self, options: SessionOptions) -> Result<()> {
        let result = self.try_set_options(options);
        self.note(result)
    }

    fn try_set_options(&mut self, options: SessionOptions) -> Result<()> {
        self.expect_idle("the session's options")?;
        options.check()?;
        let root = match options.root {
            Some(root) => {
                self.folder_unless_gone(root)?.ok_or_else(|| Error::not_found("session options, root: there is no such folder"))?.id
            }
            None => self.store.special_folder(IOSTX_FOLDER_IPM_SUBTREE)?,
        };
        self.synchronize.forget_blob();
        self.root = root;
        self.memory = SessionMemory::of(root);
        self.options = options;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::IOSTX_MAPI_E_INVALID_PARAMETER;

    #[test]
    fn options_out_of_range_are_refused_by_name() {
        SessionOptions::default().check().expect("the defaults are in range");
        let refused = |options: SessionOptions| options.check().expect_err("refused").code;
        assert_eq!(refused(SessionOptions { kinds: 1 << 20, ..Default::default() }), IOSTX_MAPI_E_INVALID_PARAMETER);
        assert_eq!(refused(SessionOptions { vector_limit: 0, ..Default::default() }), IOSTX_MAPI_E_INVALID_PARAMETER);
        assert_eq!(refused(SessionOptions { vector_limit: u32::MAX, ..Default::default() }), IOSTX_MAPI_E_INVALID_PARAMETER);
        assert_eq!(refused(SessionOptions { policy: Policy::Ask, ..Default::default() }), IOSTX_MAPI_E_INVALID_PARAMETER);
    }
}
