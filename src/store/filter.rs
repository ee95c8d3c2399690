//! A set of hashes in little memory, whatever their number, which may take one that it does not have for one that it has
//! (Bloom's filter).

/// Of 100,000 hashes that are not in the set of as many, one in thirty is taken for one that is.
const BITS: u32 = 20;

#[derive(Clone)]
pub(super) struct Filter(Vec<u64>);

impl Filter {
    pub(super) fn new() -> Self {
        Filter(vec![0; 1 << (BITS - u64::BITS.ilog2())])
    }

    pub(super) fn insert(&mut self, hash: u64) {
        places(hash).for_each(|(word, bit)| self.0[word] |= bit);
    }

    /// Whether the set may have the hash; if not, it does not.
    pub(super) fn may_have(&self, hash: u64) -> bool {
        places(hash).all(|(word, bit)| self.0[word] & bit != 0)
    }
}

/// The words of a hash, and its bit in each.
fn places(hash: u64) -> impl Iterator<Item = (usize, u64)> {
    [hash, hash >> BITS].into_iter().map(|part| {
        let place = part & ((1 << BITS) - 1);
        ((place / u64::from(u64::BITS)) as usize, 1 << (place % u64::from(u64::BITS)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::{BuildHasher, RandomState};

    #[test]
    fn what_was_put_in_is_there_and_little_else_seems_to_be() {
        let (hasher, mut filter) = (RandomState::new(), Filter::new());
        (0..100_000).for_each(|n| filter.insert(hasher.hash_one(n)));
        assert!((0..100_000).all(|n| filter.may_have(hasher.hash_one(n))));
        let mistaken = (100_000..200_000).filter(|n| filter.may_have(hasher.hash_one(n))).count();
        assert!(mistaken < 5_000, "{mistaken} of 100,000");
    }
}
