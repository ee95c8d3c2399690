use super::Guid;

/// A counter value under a replica GUID: what folders, items and versions are numbered with. 48 bits, never 0, never used twice.
pub type ObjectId = u64;

/// A long-term id (LTID, 24 bytes): a replica GUID, a counter of six bytes, two zero bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ltid {
    /// Who numbered the object.
    pub guid: Guid,
    /// The number.
    pub counter: ObjectId,
}

impl Ltid {
    /// The long-term id with this GUID and counter.
    pub fn new(guid: Guid, counter: ObjectId) -> Self {
        Ltid { guid, counter }
    }

    /// The 22 bytes of GUID and counter: a GID, which is a source key or change key too.
    pub fn gid(&self) -> [u8; 22] {
        let mut bytes = [0; 22];
        bytes[..16].copy_from_slice(&self.guid.0);
        bytes[16..].copy_from_slice(&self.counter.to_be_bytes()[2..]);
        bytes
    }

    /// The 24 bytes.
    pub fn to_bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[..22].copy_from_slice(&self.gid());
        bytes
    }

    /// Reads the first 22 bytes as GUID and counter; `None` if there are fewer.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let guid = Guid::from_slice(bytes.get(..16)?)?;
        let mut counter = [0; 8];
        counter[2..].copy_from_slice(bytes.get(16..22)?);
        Some(Ltid { guid, counter: u64::from_be_bytes(counter) })
    }
}

/// A folder entry id (FEID, 46 bytes): four flag bytes, the store's GUID, two bytes that are a placeholder, the folder's long-term
/// id. Flags and placeholder are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Feid {
    /// The GUID of the store.
    pub store: Guid,
    /// The folder.
    pub folder: Ltid,
}

impl Feid {
    /// How many bytes an FEID has.
    pub const SIZE: usize = 46;

    /// The 46 bytes.
    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[4..20].copy_from_slice(&self.store.0);
        bytes[22..].copy_from_slice(&self.folder.to_bytes());
        bytes
    }

    /// Reads 46 bytes; `None` for another size. Flags and placeholder are not looked at, as clients fill them differently.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != Self::SIZE {
            return None;
        }
        Some(Feid { store: Guid::from_slice(&bytes[4..20])?, folder: Ltid::from_slice(&bytes[22..])? })
    }
}

/// A message entry id (MEID, 70 bytes): the folder's entry id, byte for byte, then the message's long-term id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Meid {
    /// The GUID of the store.
    pub store: Guid,
    /// The folder in which the item was when the id was made; it may have moved since.
    pub folder: Ltid,
    /// The item.
    pub message: Ltid,
}

impl Meid {
    /// How many bytes an MEID has.
    pub const SIZE: usize = 70;

    /// The 70 bytes.
    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..Feid::SIZE].copy_from_slice(&Feid { store: self.store, folder: self.folder }.to_bytes());
        bytes[Feid::SIZE..].copy_from_slice(&self.message.to_bytes());
        bytes
    }

    /// Reads 70 bytes; `None` for another size.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != Self::SIZE {
            return None;
        }
        let Feid { store, folder } = Feid::from_slice(&bytes[..Feid::SIZE])?;
        Some(Meid { store, folder, message: Ltid::from_slice(&bytes[Feid::SIZE..])? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_ids_have_the_documented_layout_and_read_back() {
        let folder = Ltid::new(Guid([1; 16]), 0x0102_0304_0506);
        let message = Ltid::new(Guid([2; 16]), 7);
        let meid = Meid { store: Guid([9; 16]), folder, message };
        let bytes = meid.to_bytes();
        assert_eq!(&bytes[..4], &[0; 4]);
        assert_eq!(&bytes[38..44], &[1, 2, 3, 4, 5, 6], "the counter is big-endian");
        assert_eq!(Meid::from_slice(&bytes), Some(meid));
        let feid = Feid { store: Guid([9; 16]), folder };
        assert_eq!(feid.to_bytes(), bytes[..46], "what an agent makes of a folder's id and a message's is the message's id");
        assert_eq!(feid.to_bytes()[20..22], [0; 2], "the placeholder");
        assert_eq!(Feid::from_slice(&feid.to_bytes()), Some(feid));
        assert_eq!(Feid::from_slice(&bytes), None);
        assert_eq!(Meid::from_slice(&bytes[..69]), None);
    }
}
