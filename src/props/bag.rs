use super::value::{damaged, put_size, take, take_bytes, take_size};
use super::{PropTag, PropType, Value};
use crate::error::Result;

/// In an encoded tag: the value stands outside the bag. The bit is MV_INSTANCE, which is never stored.
const LARGE: u32 = 0x2000;

/// A set of properties, at most one of each id, ascending by tag.
///
/// Encoded as a count, then for each the tag in four bytes, little-endian, and the value: numbers in their own size, text and
/// binary behind their size, several values behind their count.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Bag(Vec<(PropTag, Value)>);

impl Bag {
    /// An empty bag.
    pub fn new() -> Self {
        Bag::default()
    }

    /// The value of a property. The type in `tag` counts only if it is given: PT_UNSPECIFIED asks for any.
    pub fn get(&self, tag: impl Into<PropTag>) -> Option<&Value> {
        let tag = tag.into().normalized();
        let (found, value) = &self.0[self.find(tag).ok()?];
        let wanted = tag.0 & 0xFFFF;
        (wanted == 0 || *found == tag).then_some(value)
    }

    /// Sets a property, whatever type it had. The tag takes the value's type.
    pub fn set(&mut self, tag: impl Into<PropTag>, value: Value) {
        let tag = tag.into().with_type(value.kind());
        match self.find(tag) {
            Ok(at) => self.0[at] = (tag, value),
            Err(at) => self.0.insert(at, (tag, value)),
        }
    }

    /// Sets a property, or removes it with `None`.
    pub fn put(&mut self, tag: impl Into<PropTag>, value: Option<Value>) {
        let tag = tag.into();
        match value {
            Some(value) => self.set(tag, value),
            None => drop(self.remove(tag)),
        }
    }

    /// Takes a property out.
    pub fn remove(&mut self, tag: impl Into<PropTag>) -> Option<Value> {
        self.find(tag.into()).ok().map(|at| self.0.remove(at).1)
    }

    /// The bag with a property set: for building one in an expression.
    #[must_use]
    pub fn with(mut self, tag: impl Into<PropTag>, value: Value) -> Self {
        self.set(tag, value);
        self
    }

    /// The properties, ascending by tag.
    pub fn iter(&self) -> impl Iterator<Item = (PropTag, &Value)> {
        self.0.iter().map(|(tag, value)| (*tag, value))
    }

    /// The tags, ascending.
    pub fn tags(&self) -> impl Iterator<Item = PropTag> {
        self.0.iter().map(|(tag, _)| *tag)
    }

    /// How many properties there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes of memory the values take, about.
    pub fn weight(&self) -> usize {
        self.0.iter().map(|(_, value)| 8 + value.weight()).sum()
    }

    /// The number in a property, if it is there and is one.
    pub fn number(&self, tag: u32) -> Option<i64> {
        self.get(tag).and_then(Value::as_i64)
    }

    /// The bits in a property; 0 if it is missing.
    pub fn bits(&self, tag: u32) -> u32 {
        self.get(tag).and_then(Value::as_bits).unwrap_or(0)
    }

    /// The text in a property.
    pub fn text(&self, tag: u32) -> Option<&str> {
        self.get(tag).and_then(Value::as_text)
    }

    /// The bytes in a property.
    pub fn binary(&self, tag: u32) -> Option<&[u8]> {
        self.get(tag).and_then(Value::as_binary)
    }

    /// The time in a property.
    pub fn time(&self, tag: u32) -> Option<u64> {
        self.get(tag).and_then(Value::as_time)
    }

    /// The compact form.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(2 + self.weight());
        put_size(&mut out, self.0.len() as u64);
        for (tag, value) in &self.0 {
            let large = if matches!(value, Value::Large(_)) { LARGE } else { 0 };
            out.extend((tag.0 | large).to_le_bytes());
            value.encode(&mut out);
        }
        out
    }

    /// Reads the compact form; refuses damage of any kind.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        Self::decode_at(bytes, 0)
    }

    /// The values of some properties in the compact form, in the order of `tags`, whose types count. What is not asked for is passed
    /// over, damaged or not.
    pub fn pick(mut bytes: &[u8], tags: &[PropTag]) -> Result<Vec<Option<Value>>> {
        let input = &mut bytes;
        let mut found = vec![None; tags.len()];
        let count = if input.is_empty() { 0 } else { take_size(input)? };
        for _ in 0..count {
            let (tag, large) = take_tag(input)?;
            let mut places = tags.iter().enumerate().filter(|(_, wanted)| **wanted == tag).map(|(at, _)| at);
            let Some(first) = places.next() else {
                skip_value(tag, large, input)?;
                continue;
            };
            let value = take_value(tag, large, input, 0)?;
            places.for_each(|at| found[at] = Some(value.clone()));
            found[first] = Some(value);
        }
        Ok(found)
    }

    pub(super) fn decode_at(mut bytes: &[u8], depth: u8) -> Result<Self> {
        let input = &mut bytes;
        if input.is_empty() {
            return Ok(Bag::new());
        }
        let count = take_size(input)?;
        if count > input.len() as u64 / 4 {
            return Err(damaged("more properties than bytes"));
        }
        let mut bag = Bag(Vec::with_capacity(count as usize));
        for _ in 0..count {
            let (tag, large) = take_tag(input)?;
            if tag != tag.normalized() || bag.0.last().is_some_and(|(last, _)| last.id() >= tag.id()) {
                return Err(damaged("tags out of order"));
            }
            bag.0.push((tag, take_value(tag, large, input, depth)?));
        }
        if !input.is_empty() {
            return Err(damaged("bytes behind the last property"));
        }
        Ok(bag)
    }

    fn find(&self, tag: PropTag) -> std::result::Result<usize, usize> {
        self.0.binary_search_by_key(&tag.id(), |(tag, _)| tag.id())
    }
}

/// The tag of the next property, and whether its value stands outside the bag.
fn take_tag(input: &mut &[u8]) -> Result<(PropTag, bool)> {
    let raw = u32::from_le_bytes(take(input)?);
    Ok((PropTag(raw & !LARGE), raw & LARGE != 0))
}

fn kind_of(tag: PropTag) -> Result<PropType> {
    PropType::from_code((tag.0 & 0xFFFF) as u16).map_err(|_| damaged("an unknown type"))
}

fn take_value(tag: PropTag, large: bool, input: &mut &[u8], depth: u8) -> Result<Value> {
    let kind = kind_of(tag)?;
    if large { Value::decode_large(kind, input) } else { Value::decode(kind, input, depth) }
}

fn skip_value(tag: PropTag, large: bool, input: &mut &[u8]) -> Result<()> {
    match kind_of(tag)? {
        // Nothing is copied of the long ones.
        PropType::Unicode | PropType::Binary if !large => take_bytes(input).map(drop),
        _ => take_value(tag, large, input, 0).map(drop),
    }
}

impl FromIterator<(PropTag, Value)> for Bag {
    fn from_iter<I: IntoIterator<Item = (PropTag, Value)>>(values: I) -> Self {
        let mut bag = Bag::new();
        values.into_iter().for_each(|(tag, value)| bag.set(tag, value));
        bag
    }
}

impl IntoIterator for Bag {
    type Item = (PropTag, Value);
    type IntoIter = std::vec::IntoIter<(PropTag, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Guid;
    use crate::props::LargeRef;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let single = prop_oneof![
            any::<i16>().prop_map(Value::I2),
            any::<i32>().prop_map(Value::I4),
            any::<u32>().prop_map(Value::R4),
            any::<u64>().prop_map(Value::R8),
            any::<i64>().prop_map(Value::I8),
            any::<bool>().prop_map(Value::Bool),
            any::<u64>().prop_map(Value::Time),
            any::<[u8; 16]>().prop_map(|bytes| Value::Guid(Guid(bytes))),
            any::<String>().prop_map(Value::Text),
            prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Binary),
            (any::<u32>(), any::<u64>(), any::<[u8; 32]>(), any::<bool>()).prop_map(|(content, size, digest, text)| Value::Large(
                LargeRef { content: i64::from(content), size, digest, text }
            )),
        ];
        prop_oneof![
            8 => single,
            1 => prop::collection::vec(any::<String>(), 0..4).prop_map(Value::texts),
            1 => prop::collection::vec(any::<i32>().prop_map(Value::I4), 0..4).prop_map(|v| Value::Multi(PropType::I4, v)),
        ]
    }

    fn any_bag() -> impl Strategy<Value = Bag> {
        prop::collection::vec((any::<u16>(), any_value()), 0..12)
            .prop_map(|pairs| pairs.into_iter().map(|(id, value)| (PropTag(u32::from(id) << 16), value)).collect())
    }

    proptest! {
        #[test]
        fn a_bag_reads_back_as_it_was(bag in any_bag(), rows in prop::collection::vec(any_bag(), 0..3)) {
            let bag = bag.with(0x0E12_000D, Value::Rows(rows));
            prop_assert_eq!(Bag::decode(&bag.encode()).expect("our own bytes"), bag);
        }

        #[test]
        fn picked_values_are_those_of_the_bag(bag in any_bag(), rows in prop::collection::vec(any_bag(), 0..3), at in any::<prop::sample::Index>()) {
            let bag = bag.with(0x0E12_000D, Value::Rows(rows));
            let (tag, _) = bag.0[at.index(bag.len())];
            let tags = [tag, PropTag(0x7FFF_0003), tag.with_type(PropType::Guid), tag];
            let wanted: Vec<Option<Value>> = tags.iter().map(|tag| bag.get(*tag).cloned()).collect();
            prop_assert_eq!(Bag::pick(&bag.encode(), &tags).expect("our own bytes"), wanted);
        }

        #[test]
        fn damaged_bytes_never_panic(bag in any_bag(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let mut bytes = bag.encode();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            let _ = Bag::decode(&bytes);
            let _ = Bag::decode(&bytes[..at]);
            let _ = Bag::pick(&bytes, &[PropTag(0x0037_001F), PropTag(0x3001_001F)]);
        }
    }

    #[test]
    fn a_property_has_one_value_whatever_its_type() {
        let mut bag = Bag::new().with(0x0037_001F, Value::Text("a".into()));
        bag.set(0x0037_001E, Value::Text("b".into()));
        assert_eq!(bag.len(), 1);
        assert_eq!(bag.text(0x0037_001E), Some("b"));
        assert_eq!(bag.get(0x0037_0000), Some(&Value::Text("b".into())));
        assert_eq!(bag.get(0x0037_0003), None);
    }
}
