//! Texts by number: each distinct one is kept once, and everything else says only its number.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Stands where no text is.
const NONE: u32 = u32::MAX;

/// Places in the table of a new interner: a power of two.
const FEW: usize = 1 << 8;

/// Distinct texts, numbered from 0 in the order in which they came.
pub(super) struct Interner {
    /// Makes the hash of this interner its own, so that no document can be written to have all its words at one place.
    seed: u64,
    bytes: Vec<u8>,
    /// Where each text ends in `bytes`.
    ends: Vec<u32>,
    /// An open table with linear probing, never more than half full.
    places: Vec<Place>,
}

#[derive(Clone, Copy)]
struct Place {
    hash: u32,
    id: u32,
}

const EMPTY: Place = Place { hash: 0, id: NONE };

impl Default for Interner {
    fn default() -> Self {
        Self {
            seed: RandomState::new().build_hasher().finish(),
            bytes: Vec::new(),
            ends: Vec::new(),
            places: vec![EMPTY; FEW],
        }
    }
}

impl Interner {
    /// The number of `text`, which is new if it was not there.
    pub(super) fn id(&mut self, text: &[u8]) -> u32 {
        let hash = self.hash(text);
        let mask = self.places.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let place = self.places[at];
            if place.id == NONE {
                break;
            }
            if place.hash == hash && self.text(place.id) == text {
                return place.id;
            }
            at = (at + 1) & mask;
        }
        let id = self.ends.len() as u32;
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u32);
        self.places[at] = Place { hash, id };
        if self.ends.len() * 2 > self.places.len() {
            self.grow();
        }
        id
    }

    /// The text with this number.
    pub(super) fn text(&self, id: u32) -> &[u8] {
        let at = id as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.bytes[start..self.ends[at] as usize]
    }

    /// Number of texts.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of memory.
    pub(super) fn held(&self) -> usize {
        self.bytes.len()
            + self.ends.len() * size_of::<u32>()
            + self.places.len() * size_of::<Place>()
    }

    fn grow(&mut self) {
        let mask = self.places.len() * 2 - 1;
        let mut places = vec![EMPTY; mask + 1];
        for place in self.places.iter().filter(|place| place.id != NONE) {
            let mut at = place.hash as usize & mask;
            while places[at].id != NONE {
                at = (at + 1) & mask;
            }
            places[at] = *place;
        }
        self.places = places;
    }

    /// Eight bytes at a time, each multiplied by an odd number that spreads its bits.
    fn hash(&self, text: &[u8]) -> u32 {
        let step = |hash: u64, eight: u64| {
            (hash.rotate_left(23) ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        };
        let (eights, rest) = text.as_chunks::<8>();
        let mut hash = self.seed ^ text.len() as u64;
        for eight in eights {
            hash = step(hash, u64::from_le_bytes(*eight));
        }
        let rest = rest.iter().rev().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
        hash = step(hash, rest);
        (hash ^ hash >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::Interner;

    #[test]
    fn each_text_has_one_number_and_keeps_it() {
        let mut interner = Interner::default();
        let texts: Vec<String> =
            (0..5_000).map(|n| "vetting ".repeat(n % 7) + &n.to_string()).collect();
        for round in 0..2 {
            for (id, text) in (0..).zip(&texts) {
                assert_eq!(interner.id(text.as_bytes()), id, "{text} {round}");
                assert_eq!(interner.text(id), text.as_bytes());
            }
        }
        assert_eq!(interner.len(), texts.len());
        assert_eq!(interner.id(b""), 5_000);
        assert_eq!(interner.text(5_000), b"");
        assert_eq!(interner.id(b""), 5_000);
    }
}
