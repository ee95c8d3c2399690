//! What must be somewhere: every version that a user or the server ever saved, until its own side replaced or deleted it.
//!
//! Each saved text and each saved note is a word that occurs nowhere else. A word lives from when it is saved until an app or the
//! server, having it before its eyes, writes something else in its place or deletes the item. A living word must be found on the
//! server, in a store's folders, or among the versions that a store kept.

use std::collections::{BTreeMap, BTreeSet};

use iostx::store::Policy;

use crate::local::{Local, View};
use crate::server::{Mail, Server};

#[derive(Debug, Clone, Default)]
pub struct Ledger {
    living: BTreeSet<String>,
    /// How many items more than one may have a word, since an app copied them.
    copies: BTreeMap<String, usize>,
}

impl Ledger {
    pub fn saved(&mut self, word: &str) {
        if !word.is_empty() {
            self.living.insert(word.to_owned());
        }
    }

    pub fn replaced(&mut self, word: &str) {
        self.living.remove(word);
    }

    pub fn deleted(&mut self, mail: &Mail) {
        self.replaced(&mail.text);
        self.replaced(&mail.note);
    }

    pub fn copied(&mut self, mail: &Mail) {
        *self.copies.entry(mail.text.clone()).or_default() += 1;
    }

    /// Every living word that is nowhere.
    pub fn lost(&self, server: &Server, locals: &[Local]) -> Vec<String> {
        let mut found = BTreeSet::new();
        let mut see = |mail: &Mail| {
            found.insert(mail.text.clone());
            found.insert(mail.note.clone());
        };
        server.dirs.values().flat_map(|dir| dir.items.values()).for_each(&mut see);
        for local in locals {
            local.view().values().for_each(|seen| see(&seen.mail));
            local.kept().iter().for_each(&mut see);
        }
        self.living.difference(&found).cloned().collect()
    }

    /// Every text that more items of the server have than should. Where conflicts keep both versions, or are resolved so, those have
    /// notes of their own.
    pub fn doubled(&self, server: &Server, policy: Policy) -> Vec<String> {
        let keeps_both = matches!(policy, Policy::KeepBoth | Policy::Hold);
        let mut count: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for mail in server.dirs.values().flat_map(|dir| dir.items.values()) {
            *count.entry((&mail.text, if keeps_both { &mail.note } else { "" })).or_default() += 1;
        }
        let allowed = |text: &str| 1 + self.copies.get(text).copied().unwrap_or(0);
        count
            .into_iter()
            .filter(|((text, _), many)| *many > allowed(text))
            .map(|((text, _), many)| format!("{text} x {many}"))
            .collect()
    }
}

/// What differs between what an app should see and what it sees; match keys come and go with uploads.
pub fn differences(expected: &View, seen: &View) -> Vec<String> {
    let keyless = |view: &View| -> View {
        let mut view = view.clone();
        view.values_mut().for_each(|seen| (seen.mail.key, seen.mail.strong) = Default::default());
        view
    };
    let (expected, seen) = (keyless(expected), keyless(seen));
    let ids: BTreeSet<_> = expected.keys().chain(seen.keys()).collect();
    let differs = ids.into_iter().filter(|id| expected.get(id) != seen.get(id));
    differs.map(|id| format!("item {}: should be {:?}, is {:?}", id.0, expected.get(id), seen.get(id))).collect()
}
