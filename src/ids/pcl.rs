use super::Guid;
use crate::error::{Error, Result};

/// A change key or source key (XID, MS-OXCFXICS 2.2.2.2): a namespace GUID and a local id of 1 to 8 bytes.
///
/// Within one namespace all local ids have one length, so they compare byte by byte.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Xid(Vec<u8>);

impl Xid {
    /// Reads an XID of 17 to 24 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self> {
        match bytes.len() {
            17..=24 => Ok(Xid(bytes.to_vec())),
            n => Err(Error::invalid(format!("a key of {n} bytes: 17 to 24 are allowed"))),
        }
    }

    /// The bytes: the GUID, then the local id.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The namespace.
    pub fn namespace(&self) -> Guid {
        let mut guid = [0; 16];
        guid.copy_from_slice(&self.0[..16]);
        Guid(guid)
    }

    fn local(&self) -> &[u8] {
        &self.0[16..]
    }
}

impl From<[u8; 22]> for Xid {
    fn from(gid: [u8; 22]) -> Self {
        Xid(gid.to_vec())
    }
}

/// How an incoming version stands to the one in the store (MS-OXCFXICS 3.1.5.6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// The same version.
    Same,
    /// The incoming one is older.
    Older,
    /// The incoming one is newer.
    Newer,
    /// Neither includes the other.
    Conflict,
}

/// A predecessor change list (PR_PREDECESSOR_CHANGE_LIST): for each namespace the highest change that a version has seen, its
/// own change key included. Kept ascending by namespace, at most one entry for each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pcl(Vec<Xid>);

impl Pcl {
    /// Reads SizedXids in any order; refuses a size byte under 17, over 24 or past the end.
    pub fn decode(mut bytes: &[u8]) -> Result<Self> {
        let mut list = Pcl::default();
        while let Some((&size, rest)) = bytes.split_first() {
            let size = usize::from(size);
            if rest.len() < size {
                return Err(Error::invalid("a change list ends within an entry"));
            }
            list.add(Xid::from_slice(&rest[..size]).map_err(|e| e.during("a change list"))?);
            bytes = &rest[size..];
        }
        Ok(list)
    }

    /// The bytes: SizedXid after SizedXid, ascending by namespace.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * 23);
        for xid in &self.0 {
            // An XID has at most 24 bytes.
            bytes.push(xid.0.len() as u8);
            bytes.extend_from_slice(&xid.0);
        }
        bytes
    }

    /// Puts a change in; of two of one namespace the greater stays.
    pub fn add(&mut self, xid: Xid) {
        match self.0.binary_search_by_key(&xid.namespace(), Xid::namespace) {
            Ok(at) if self.0[at].local() < xid.local() => self.0[at] = xid,
            Ok(_) => {}
            Err(at) => self.0.insert(at, xid),
        }
    }

    /// The list with a change put in.
    #[must_use]
    pub fn with(mut self, xid: Xid) -> Self {
        self.add(xid);
        self
    }

    /// Takes over all entries of another list.
    pub fn merge(&mut self, other: &Pcl) {
        other.0.iter().for_each(|xid| self.add(xid.clone()));
    }

    /// Whether every change of `other` is in this list. An empty list is in every list.
    pub fn includes(&self, other: &Pcl) -> bool {
        other.0.iter().all(|theirs| {
            self.0.binary_search_by_key(&theirs.namespace(), Xid::namespace).is_ok_and(|at| self.0[at].local() >= theirs.local())
        })
    }

    /// Compares an incoming list with this one, the store's. The incoming change key must be in it already.
    pub fn compare(&self, incoming: &Pcl) -> Compared {
        match (self.includes(incoming), incoming.includes(self)) {
            (true, true) => Compared::Same,
            (true, false) => Compared::Older,
            (false, true) => Compared::Newer,
            (false, false) => Compared::Conflict,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn xid(namespace: u8, counter: u8) -> Xid {
        Xid::from_slice(&[[namespace; 16].as_slice(), &[0, 0, 0, 0, 0, counter]].concat()).expect("22 bytes")
    }

    fn list(of: &[(u8, u8)]) -> Pcl {
        of.iter().fold(Pcl::default(), |list, &(namespace, counter)| list.with(xid(namespace, counter)))
    }

    #[test]
    fn the_four_outcomes_of_the_comparison_table() {
        let store = list(&[(1, 5), (2, 3)]);
        assert_eq!(store.compare(&list(&[(2, 3), (1, 5)])), Compared::Same);
        assert_eq!(store.compare(&list(&[(1, 4)])), Compared::Older);
        assert_eq!(store.compare(&list(&[(1, 5), (2, 4)])), Compared::Newer);
        assert_eq!(store.compare(&list(&[(1, 6)])), Compared::Conflict);
        assert_eq!(store.compare(&Pcl::default()), Compared::Older, "a raw empty list");
        assert_eq!(Pcl::default().compare(&Pcl::default()), Compared::Same);
    }

    #[test]
    fn malformed_lists_are_refused() {
        for bytes in [&[16u8][..], &[25], &[22, 1, 2], &[0], &[17]] {
            assert!(Pcl::decode(bytes).is_err(), "{bytes:?}");
        }
        let mut short = vec![16];
        short.extend([0; 16]);
        assert!(Pcl::decode(&short).is_err());
    }

    proptest! {
        #[test]
        fn decoding_never_panics_and_what_it_takes_it_gives_back(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Ok(list) = Pcl::decode(&bytes) {
                prop_assert_eq!(Pcl::decode(&list.encode()).expect("our own bytes"), list);
            }
        }

        #[test]
        fn a_merge_includes_both(a in prop::collection::vec((0u8..4, any::<u8>()), 0..6), b in prop::collection::vec((0u8..4, any::<u8>()), 0..6)) {
            let (a, b) = (list(&a), list(&b));
            let mut both = a.clone();
            both.merge(&b);
            prop_assert!(both.includes(&a) && both.includes(&b));
            let mut other = b.clone();
            other.merge(&a);
            prop_assert_eq!(both, other);
        }
    }
}
