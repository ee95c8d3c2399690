//! Bytes that come from files and peers: property bags, change lists, keys and entry ids.

use iostx::ids::{Feid, Guid, Ltid, Meid, Pcl, Xid};
use iostx::props::Bag;

/// What is read as a bag is written and read as the same bag.
pub fn bag(bytes: &[u8]) {
    if let Ok(bag) = Bag::decode(bytes) {
        assert_eq!(Bag::decode(&bag.encode()).as_ref(), Ok(&bag));
        assert!(bag.weight() <= 64 * bytes.len(), "{} bytes claim to weigh {}", bytes.len(), bag.weight());
    }
}

/// Two lists, one behind the other, with the size of the first in front.
pub fn change_list(bytes: &[u8]) {
    let Some((&at, rest)) = bytes.split_first() else { return };
    let (ours, theirs) = rest.split_at(usize::from(at).min(rest.len()));
    let (Ok(ours), Ok(theirs)) = (Pcl::decode(ours), Pcl::decode(theirs)) else { return };
    assert_eq!(Pcl::decode(&ours.encode()).as_ref(), Ok(&ours));
    let mut both = ours.clone();
    both.merge(&theirs);
    assert!(both.includes(&ours) && both.includes(&theirs));
    let mut other = theirs.clone();
    other.merge(&ours);
    // Two keys of one namespace and of different lengths are what nobody should send; they still have one order.
    assert_eq!(both, other);
    let _ = ours.compare(&theirs);
}

/// Ids of all kinds. What is read gives back the bytes that count.
pub fn entry_id(bytes: &[u8]) {
    if let Some(id) = Feid::from_slice(bytes) {
        assert_eq!(Feid::from_slice(&id.to_bytes()), Some(id));
    }
    if let Some(id) = Meid::from_slice(bytes) {
        assert_eq!(Meid::from_slice(&id.to_bytes()), Some(id));
    }
    if let Some(id) = Ltid::from_slice(bytes) {
        assert_eq!(id.gid()[..], bytes[..22]);
    }
    if let Ok(key) = Xid::from_slice(bytes) {
        assert_eq!((key.as_bytes(), Some(key.namespace())), (bytes, Guid::from_slice(&bytes[..16])));
    }
    let _ = Guid::from_slice(bytes);
}
