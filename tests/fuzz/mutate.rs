//! Inputs made from others.

use super::chance::Chance;

const TELLING: [u8; 8] = [0, 1, 0x7F, 0x80, 0xFF, 0xFE, 0x10, 0x20];

/// One or two of the corpus, with a few changes.
pub fn mutate(chance: &mut Chance, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = chance.pick(corpus).cloned().unwrap_or_default();
    for _ in 0..1 + chance.below(6) {
        let at = chance.below(bytes.len() as u64 + 1) as usize;
        match chance.below(8) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, chance.next() as u8),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            4 if at < bytes.len() => bytes[at] = *chance.pick(&TELLING).unwrap_or(&0),
            5 => {
                let other = chance.pick(corpus).map_or(&[][..], Vec::as_slice);
                let from = chance.below(other.len() as u64 + 1) as usize;
                bytes.truncate(at);
                bytes.extend(&other[from..]);
            }
            6 => bytes.extend((0..chance.below(24)).map(|_| chance.next() as u8)),
            _ => {
                let end = (at + chance.below(16) as usize).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes.truncate(4096);
    bytes
}
