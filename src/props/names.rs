use crate::ids::Guid;

/// The name of a named property (MAPINAMEID): a property set and a number or a text within it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PropName {
    /// The property set.
    pub set: Guid,
    /// The name within the set.
    pub id: NameId,
}

/// The name within a property set.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NameId {
    /// MNID_ID.
    Number(u32),
    /// MNID_STRING.
    Text(String),
}

impl PropName {
    /// The bytes of {xxxxxxxx-0000-0000-C000-000000000046}, as the property sets of Outlook are numbered.
    pub const fn outlook_set(number: u32) -> Guid {
        let n = number.to_le_bytes();
        Guid([n[0], n[1], n[2], n[3], 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46])
    }

    /// PS_PUBLIC_STRINGS.
    pub const PUBLIC_STRINGS: Guid = Self::outlook_set(0x0002_0329);
    /// PSETID_Common.
    pub const COMMON: Guid = Self::outlook_set(0x0006_2008);

    /// A name with a number.
    pub fn number(set: Guid, number: u32) -> Self {
        PropName { set, id: NameId::Number(number) }
    }

    /// A name with a text.
    pub fn text(set: Guid, text: impl Into<String>) -> Self {
        PropName { set, id: NameId::Text(text.into()) }
    }
}
