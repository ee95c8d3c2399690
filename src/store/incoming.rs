//! What comes from a server: one version of one item, and what decides about it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::env::FileTime;
use super::message::{Draft, Message};
use super::model::*;
use super::options::Policy;
use crate::codes::IOSTX_MAPI_E_USER_CANCEL;
use crate::error::{Error, Result};
use crate::ids::{Pcl, Xid};
use crate::props::{Bag, PropTag, classify, tags};

/// One version of an item as the server has it.
#[derive(Clone, Default)]
pub(super) struct Incoming {
    pub(super) binding: Binding,
    pub(super) source_key: Option<Xid>,
    pub(super) change_key: Option<Xid>,
    pub(super) pcl: Option<Pcl>,
    /// When the server's version was made, if the agent knows.
    pub(super) time: Option<FileTime>,
    pub(super) match_key: Vec<u8>,
    /// Whether the match key is unique by protocol; `None`: as the kind of item says.
    pub(super) strong: Option<bool>,
    pub(super) fingerprint: Vec<u8>,
    pub(super) associated: bool,
    /// Only the header is given.
    pub(super) header: bool,
    /// Nothing of the text is given, since the store has it already under another id or none.
    pub(super) same_text: bool,
    /// Several unknown items of the server have this weak key: it tells none of them.
    pub(super) ambiguous: bool,
    /// The draft is all there is; what it does not have, the server's version does not have.
    pub(super) replace: bool,
    pub(super) draft: Draft,
    /// IOSTX_FLAG_* to set, and to clear.
    pub(super) flags: (u32, u32),
    pub(super) keywords: Option<Vec<String>>,
    /// Only flags, keywords and version; an unknown item is not made.
    pub(super) flags_only: bool,
    /// Answer SYNC_E_CONFLICT instead of deciding.
    pub(super) no_conflicts: bool,
    /// What a callback said, for the row version that it saw.
    pub(super) decided: Option<(i64, Decision)>,
}

impl Incoming {
    /// Whether it says anything of read state, flags or keywords.
    pub(super) fn tells_flags(&self) -> bool {
        let is_flag = |tag: PropTag| classify::is_flag(tag) || tag.id() == PropTag(tags::IOSTX_PR_READ).id();
        self.flags_only || self.flags != (0, 0) || self.keywords.is_some() || self.draft.values.tags().any(is_flag)
    }
}

/// An item given to [`super::Importer::import_item`] or `probe`.
#[derive(Debug, Clone, Default)]
pub struct ImportItem {
    /// What the server calls it, and its version; an empty version means unknown.
    pub binding: Binding,
    /// The match key; empty: none.
    pub match_key: Vec<u8>,
    /// Whether the match key is unique by protocol; `None`: as the kind of item says.
    pub strong: Option<bool>,
    /// Values; PT_ERROR or PT_NULL removes one. What is not given stays as it is.
    pub values: Bag,
    /// The native text, if it is given here and is small.
    pub content: Option<Vec<u8>>,
    /// Its size, as far as the agent knows it.
    pub content_size: u64,
    /// An associated item.
    pub associated: bool,
    /// Only the header is given.
    pub header: bool,
    /// The text will be streamed into the message that comes back.
    pub stream: bool,
    /// The agent could not fetch it: to be put on the wanted list with this code and text.
    pub failed: Option<(i32, String)>,
    /// Answer SYNC_E_CONFLICT instead of deciding a conflict.
    pub no_conflicts: bool,
}

/// Flags given to [`super::Importer::import_flags`].
#[derive(Debug, Clone, Default)]
pub struct ImportFlags {
    /// What the server calls the item, and its version.
    pub binding: Binding,
    /// IOSTX_FLAG_* to set.
    pub set: u32,
    /// IOSTX_FLAG_* to clear.
    pub clear: u32,
    /// All keywords of the item; `None`: not known.
    pub keywords: Option<Vec<String>>,
}

/// What a callback decides about a conflict.
#[derive(Clone)]
pub enum Decision {
    /// As one of the policies says.
    Policy(Policy),
    /// What was set on the local message, or on the merged one, is the outcome; it is uploaded.
    Merged(Draft),
}

/// A conflict as a callback sees it: three versions, to be read; `merged` takes the outcome.
pub struct ConflictCase {
    /// The folder.
    pub folder: FolderId,
    /// The item.
    pub item: ItemId,
    /// What the server had; of the old text only what is still here.
    pub base: Message,
    /// Ours.
    pub local: Message,
    /// What the server has now.
    pub server: Message,
    /// Ours with everything merged that does not conflict: set on it what the outcome shall be.
    pub merged: Message,
}

/// Decides a conflict. Runs on the thread of the import, before its transaction, and may use the store.
pub type AskCallback = Arc<dyn Fn(&ConflictCase) -> Policy + Send + Sync>;
/// Merges two versions; answers whether it could. Runs as [`AskCallback`] does.
pub type MergeCallback = Arc<dyn Fn(&ConflictCase) -> bool + Send + Sync>;

/// Above how many deletions a download table is held (semantics 7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MassLimit {
    /// More than this share of the folder, in percent...
    pub percent: u32,
    /// ...and more than this many.
    pub count: u32,
}

impl Default for MassLimit {
    fn default() -> Self {
        MassLimit { percent: 50, count: 20 }
    }
}

/// Stops imports from another thread. Clones share one flag.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    all: Arc<AtomicBool>,
    /// Of the one folder that it was given out for.
    part: Option<Arc<AtomicBool>>,
}

impl Cancel {
    /// Sets the flag, or clears it.
    pub fn set(&self, cancelled: bool) {
        self.all.store(cancelled, Ordering::Relaxed);
    }

    /// Whether the flag is set.
    pub fn is_set(&self) -> bool {
        self.all.load(Ordering::Relaxed)
    }

    /// The same flag with one beside it that only what it is given to looks at.
    pub fn for_part(&self) -> Cancel {
        Cancel { all: Arc::clone(&self.all), part: Some(Arc::default()) }
    }

    /// Sets the flag of the part.
    pub fn skip_part(&self) {
        self.part.iter().for_each(|part| part.store(true, Ordering::Relaxed));
    }

    /// MAPI_E_USER_CANCEL if a flag is set.
    pub fn check(&self) -> Result<()> {
        if self.is_set() {
            return Err(Error::new(IOSTX_MAPI_E_USER_CANCEL, "the session was cancelled; InitSync begins anew"));
        }
        match self.part.as_ref().is_some_and(|part| part.load(Ordering::Relaxed)) {
            true => Err(Error::new(IOSTX_MAPI_E_USER_CANCEL, "this folder is skipped; the session goes on with the next one")),
            false => Ok(()),
        }
    }
}

/// How imports are decided and stored.
#[derive(Clone, Default)]
pub struct ImportOptions {
    /// How conflicts are decided, where the folder has no policy of its own.
    pub policy: Policy,
    /// For [`Policy::Ask`].
    pub ask: Option<AskCallback>,
    /// Tried before the policy.
    pub merge: Option<MergeCallback>,
    /// Header-only imports are fine: probes ask for no more.
    pub headers: bool,
    /// Transactions so small that an app never waits.
    pub background: bool,
    /// Only items of these kinds; 0: all.
    pub kinds: u32,
    /// The mass-delete guard.
    pub mass_limit: MassLimit,
    /// Ends the import: what begins something new answers MAPI_E_USER_CANCEL; a message that was given out may still be saved.
    pub cancel: Cancel,
}

/// What a listing names in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingScope {
    /// Normal items.
    pub normal: bool,
    /// Associated items.
    pub associated: bool,
    /// The first remote id, compared byte by byte; empty: from the beginning.
    pub first: Vec<u8>,
    /// The last remote id, included; empty: to the end.
    pub last: Vec<u8>,
    /// Only items at or after this time, by what the folder is sorted by; 0: all.
    pub since: FileTime,
    /// Only items before this time; 0: all.
    pub until: FileTime,
}

impl Default for ListingScope {
    fn default() -> Self {
        ListingScope { normal: true, associated: true, first: Vec::new(), last: Vec::new(), since: 0, until: 0 }
    }
}

impl ListingScope {
    /// Whether a remote id lies within the scope.
    pub(super) fn names(&self, remote_id: &[u8]) -> bool {
        self.first.as_slice() <= remote_id && (self.last.is_empty() || remote_id <= self.last.as_slice())
    }

    /// Whether all normal items lie within the scope.
    pub(super) fn is_whole(&self) -> bool {
        self.normal && self.first.is_empty() && self.last.is_empty() && self.since == 0 && self.until == 0
    }

    /// Whether an item lies within the scope.
    pub(super) fn covers(&self, remote_id: &[u8], associated: bool, time: FileTime) -> bool {
        let kind = if associated { self.associated } else { self.normal };
        kind && self.names(remote_id) && self.since <= time && (self.until == 0 || time < self.until)
    }
}

/// How many imports were what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// New here.
    pub created: u32,
    /// Changed here.
    pub changed: u32,
    /// Only the read state changed.
    pub read: u32,
    /// Deleted here.
    pub deleted: u32,
    /// Conflicts found; each is one of the others too.
    pub conflicts: u32,
}
