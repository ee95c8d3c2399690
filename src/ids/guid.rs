use std::fmt;

/// A GUID as 16 bytes in the order they have in memory; compared byte by byte, as MS-OXCFXICS compares namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Guid(pub [u8; 16]);

impl Guid {
    /// All zero.
    pub const ZERO: Guid = Guid([0; 16]);

    /// A version 4 GUID (RFC 9562 section 5.4) of 16 random bytes. The first three fields are little-endian in memory, so the
    /// version stands in byte 7.
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        bytes[7] = (bytes[7] & 0x0F) | 0x40;
        bytes[8] = (bytes[8] & 0x3F) | 0x80;
        Guid(bytes)
    }

    /// Reads a GUID; `None` unless there are exactly 16 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Guid)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let b = &self.0;
        write!(
            f,
            "{:02x}{:02x}{:02x}{:02x}-{:02x}{:02x}-{:02x}{:02x}-{:02x}{:02x}-",
            b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9]
        )?;
        b[10..].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_guid_says_version_4_in_its_text() {
        let guid = Guid::from_random([0xFF; 16]);
        assert_eq!(guid.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
