use std::fmt;

use crate::codes::IOSTX_MAPI_E_TYPE_NO_SUPPORT;
use crate::error::{Error, Result};

/// A property tag: the id in the upper 16 bits, the type in the lower.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropTag(pub u32);

impl PropTag {
    /// The property id. 0x8000 to 0xFFFE are named properties, numbered by each store.
    pub fn id(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// The type, with PT_STRING8 read as PT_UNICODE (all text is UTF-8 here).
    pub fn kind(self) -> Result<PropType> {
        PropType::from_code((self.0 & 0xFFFF) as u16)
    }

    /// The same property with another type.
    pub fn with_type(self, kind: PropType) -> Self {
        PropTag((self.0 & 0xFFFF_0000) | u32::from(kind.code()))
    }

    /// The tag with PT_STRING8 replaced by PT_UNICODE, also in its multi-value form.
    pub fn normalized(self) -> Self {
        match self.0 & 0xFFFF {
            0x001E | 0x101E => PropTag(self.0 + 1),
            _ => self,
        }
    }

    /// Whether the id belongs to a named property.
    pub fn is_named(self) -> bool {
        self.id() >= 0x8000
    }
}

impl From<u32> for PropTag {
    fn from(tag: u32) -> Self {
        PropTag(tag)
    }
}

impl fmt::Debug for PropTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08X}", self.0)
    }
}

impl fmt::Display for PropTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A property type (MS-OXCDATA 2.11.1). Multi-valued types are the single ones with [`PropType::MULTI`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum PropType {
    /// PT_UNSPECIFIED: any type, in a question.
    Unspecified = 0x0000,
    /// PT_NULL.
    Null = 0x0001,
    /// PT_I2.
    I2 = 0x0002,
    /// PT_LONG.
    I4 = 0x0003,
    /// PT_R4.
    R4 = 0x0004,
    /// PT_DOUBLE.
    R8 = 0x0005,
    /// PT_CURRENCY: 1/10000.
    Currency = 0x0006,
    /// PT_APPTIME: days since 1899-12-30 as a double.
    AppTime = 0x0007,
    /// PT_ERROR: the value is missing, and this code says why.
    Error = 0x000A,
    /// PT_BOOLEAN.
    Bool = 0x000B,
    /// PT_OBJECT: here only the recipient rows.
    Object = 0x000D,
    /// PT_I8.
    I8 = 0x0014,
    /// PT_UNICODE.
    Unicode = 0x001F,
    /// PT_SYSTIME: 100 ns since 1601-01-01 UTC.
    Time = 0x0040,
    /// PT_CLSID.
    Guid = 0x0048,
    /// PT_BINARY.
    Binary = 0x0102,
    /// PT_MV_I2.
    MvI2 = 0x1002,
    /// PT_MV_LONG.
    MvI4 = 0x1003,
    /// PT_MV_R4.
    MvR4 = 0x1004,
    /// PT_MV_DOUBLE.
    MvR8 = 0x1005,
    /// PT_MV_CURRENCY.
    MvCurrency = 0x1006,
    /// PT_MV_APPTIME.
    MvAppTime = 0x1007,
    /// PT_MV_I8.
    MvI8 = 0x1014,
    /// PT_MV_UNICODE.
    MvUnicode = 0x101F,
    /// PT_MV_SYSTIME.
    MvTime = 0x1040,
    /// PT_MV_CLSID.
    MvGuid = 0x1048,
    /// PT_MV_BINARY.
    MvBinary = 0x1102,
}

impl PropType {
    /// The bit of multi-valued types (MV_FLAG).
    pub const MULTI: u16 = 0x1000;

    const ALL: [PropType; 27] = {
        use PropType::*;
        [
            Unspecified,
            Null,
            I2,
            I4,
            R4,
            R8,
            Currency,
            AppTime,
            Error,
            Bool,
            Object,
            I8,
            Unicode,
            Time,
            Guid,
            Binary,
            MvI2,
            MvI4,
            MvR4,
            MvR8,
            MvCurrency,
            MvAppTime,
            MvI8,
            MvUnicode,
            MvTime,
            MvGuid,
            MvBinary,
        ]
    };

    /// The documented number.
    pub fn code(self) -> u16 {
        self as u16
    }

    /// The type with a documented number; PT_STRING8 counts as PT_UNICODE.
    pub fn from_code(code: u16) -> Result<Self> {
        let code = match code {
            0x001E | 0x101E => code + 1,
            other => other,
        };
        Self::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| Error::new(IOSTX_MAPI_E_TYPE_NO_SUPPORT, format!("property type 0x{code:04X} is not supported")))
    }

    /// The type of one element; of a single-valued type itself.
    pub fn element(self) -> PropType {
        Self::ALL.into_iter().find(|kind| kind.code() == self.code() & !Self::MULTI).unwrap_or(self)
    }
}
