//! Decisions read from bytes. At their end every decision is zero.

pub struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Input(bytes)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    pub fn u32(&mut self) -> u32 {
        u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()])
    }

    /// A number of any size, often a telling one.
    pub fn number(&mut self) -> i64 {
        let first = self.byte();
        match first {
            0..=0x9F => i64::from(first),
            0xA0..=0xDF => 1_i64.wrapping_shl(u32::from(first)).wrapping_sub(i64::from(first & 1)),
            0xE0..=0xEF => -i64::from(first - 0xDF),
            0xF0..=0xF7 => i64::from(self.u32()),
            _ => i64::from(self.u32()) << 32 | i64::from(self.u32()),
        }
    }

    /// Up to 255 bytes of the input itself.
    pub fn bytes(&mut self) -> &'a [u8] {
        let size = usize::from(self.byte()).min(self.0.len());
        let (bytes, rest) = self.0.split_at(size);
        self.0 = rest;
        bytes
    }
}
