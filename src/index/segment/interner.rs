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
    /// An open table with linear probing, never more than three quarters full.
    places: Vec<Place>,
}

#[derive(Clone, Copy)]
struct Place {
    key: Key,
    id: u32,
}

/// What tells two texts apart: of a short one its letters and how many they are, of a longer one the hash, which may be that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key([u64; 2]);

/// Bytes of a text whose key says everything.
const SHORT: usize = 15;

const EMPTY: Place = Place { key: Key([0; 2]), id: NONE };

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
        let key = self.key(text);
        let mask = self.places.len() - 1;
        let mut at = self.home(key) & mask;
        loop {
            let place = self.places[at];
            if place.id == NONE {
                break;
            }
            if place.key == key && (text.len() <= SHORT || self.text(place.id) == text) {
                return place.id;
            }
            at = (at + 1) & mask;
        }
        let id = self.ends.len() as u32;
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u32);
        self.places[at] = Place { key, id };
        if self.ends.len() * 4 > self.places.len() * 3 {
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
            let mut at = self.home(place.key) & mask;
            while places[at].id != NONE {
                at = (at + 1) & mask;
            }
            places[at] = *place;
        }
        self.places = places;
    }

    fn key(&self, text: &[u8]) -> Key {
        let length = text.len() as u64;
        match text.len() {
            0..=7 => Key([short(text), length << 56]),
            8..=SHORT => {
                let (first, rest) = text.split_at(8);
                Key([short(first), short(rest) | length << 56])
            }
            // No short text has these lengths.
            _ => Key([self.hash(text), u64::MAX]),
        }
    }

    /// Where the search for it begins.
    fn home(&self, Key([first, second]): Key) -> usize {
        let hash = step(step(self.seed, first), second);
        (hash ^ hash >> 32) as usize
    }

    /// A hash of the text, of this interner's own: eight bytes at a time.
    pub(super) fn hash(&self, text: &[u8]) -> u64 {
        let (eights, rest) = text.as_chunks::<8>();
        let start = self.seed ^ text.len() as u64;
        let hash = eights.iter().fold(start, |hash, it| step(hash, u64::from_le_bytes(*it)));
        step(hash, short(rest))
    }
}

/// Multiplies by an odd number that spreads the bits.
fn step(hash: u64, eight: u64) -> u64 {
    let hash = (hash.rotate_left(23) ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ hash >> 29
}

/// Up to eight bytes as one number, read as two that may overlap: no loop, no copy.
fn short(text: &[u8]) -> u64 {
    let four = |at: usize| {
        let bytes = text.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
        bytes.map_or(0, |four| u64::from(u32::from_le_bytes(four)))
    };
    match text {
        [_, _, _, _, ..] => four(0) | four(text.len() - 4) << (8 * (text.len() - 4)),
        [a, b, c] => u64::from(*a) | u64::from(*b) << 8 | u64::from(*c) << 16,
        [a, b] => u64::from(*a) | u64::from(*b) << 8,
        [a] => u64::from(*a),
        [] => 0,
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

    /// Of every length, and with the byte that fills a short key up.
    #[test]
    fn texts_that_are_nearly_the_same_are_not() {
        let mut interner = Interner::default();
        let mut texts: Vec<Vec<u8>> = Vec::new();
        for length in 0..20 {
            for byte in [0, b'a', 0xff] {
                for at in 0..length {
                    let mut text = vec![b'x'; length];
                    text[at] = byte;
                    texts.push(text);
                }
                texts.push(vec![byte; length]);
            }
        }
        texts.sort_unstable();
        texts.dedup();
        for (id, text) in (0..).zip(&texts).chain((0..).zip(&texts)) {
            assert_eq!(interner.id(text), id, "{text:?}");
        }
    }
}
