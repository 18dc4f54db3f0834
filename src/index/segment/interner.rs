//! Texts by number: each distinct one is kept once, and everything else says only its number.

use std::hash::{BuildHasher, Hasher, RandomState};

use super::super::short::Short;

/// Stands where no text is.
const NONE: u32 = u32::MAX;

/// Places in the table of a new interner: a power of two.
const FEW: usize = 1 << 8;

/// Texts that are looked up together.
pub(super) const TOGETHER: usize = 16;

/// Distinct texts, numbered from 0 in the order in which they came.
pub(super) struct Interner {
    /// Makes the hash of this interner its own, so that no document can be written to have all its words at one place.
    seed: u64,
    bytes: Vec<u8>,
    /// Where each text ends in `bytes`.
    ends: Vec<u32>,
    /// What tells each text from others. Frequent texts come early, so that their keys lie close together.
    keys: Vec<Key>,
    /// An open table with linear probing, never more than three quarters full.
    places: Vec<Place>,
}

/// A text in the table: half of its hash, which most others there do not share, and its number.
#[derive(Clone, Copy)]
struct Place {
    tag: u32,
    id: u32,
}

/// What tells two texts apart: a short one as a number, of a longer one the hash, which may be that of another, behind ones, which no
/// short one begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key(u128);

const EMPTY: Place = Place { tag: 0, id: NONE };

impl Default for Interner {
    fn default() -> Self {
        Self {
            seed: RandomState::new().build_hasher().finish(),
            bytes: Vec::new(),
            ends: Vec::new(),
            keys: Vec::new(),
            places: vec![EMPTY; FEW],
        }
    }
}

impl Interner {
    /// The number of `text`, which is new if it was not there.
    pub(super) fn id(&mut self, text: &[u8]) -> u32 {
        match Short::of(text) {
            Some(short) => self.id_of_short(short),
            None => self.id_of_long(text),
        }
    }

    /// The same of a short text.
    pub(super) fn id_of_short(&mut self, short: Short) -> u32 {
        let key = Key(short.number());
        match self.find(key, |_| true) {
            Ok(id) => id,
            Err(at) => self.put(at, key, &short.bytes()[..short.len()]),
        }
    }

    /// The same of several, in their order. They are looked up together, as each may lie far away in memory: the next is not awaited until
    /// the last has come.
    pub(super) fn ids_of_short(&mut self, shorts: &[Short], mut each: impl FnMut(u32)) {
        for shorts in shorts.chunks(TOGETHER) {
            let mut found = [(EMPTY, false); TOGETHER];
            let mask = self.places.len() - 1;
            for (short, (place, is_it)) in shorts.iter().zip(&mut found) {
                let (at, tag) = self.home(Key(short.number()));
                *place = self.places[at & mask];
                *is_it = place.tag == tag;
            }
            for (short, (place, is_it)) in shorts.iter().zip(&mut found) {
                let key = self.keys.get(place.id as usize);
                *is_it &= key == Some(&Key(short.number()));
            }
            for (short, (place, is_it)) in shorts.iter().zip(found) {
                each(if is_it { place.id } else { self.id_of_short(*short) });
            }
        }
    }

    fn id_of_long(&mut self, text: &[u8]) -> u32 {
        let key = Key(u128::from(u64::MAX) << 64 | u128::from(self.hash(text)));
        match self.find(key, |id| self.text(id) == text) {
            Ok(id) => id,
            Err(at) => self.put(at, key, text),
        }
    }

    /// The number of the text with this key, if it is the one; else the place for it.
    fn find(&self, key: Key, is_it: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mask = self.places.len() - 1;
        let (mut at, tag) = self.home(key);
        loop {
            at &= mask;
            let place = self.places[at];
            if place.id == NONE {
                return Err(at);
            }
            if place.tag == tag && self.keys[place.id as usize] == key && is_it(place.id) {
                return Ok(place.id);
            }
            at += 1;
        }
    }

    /// A number for `text` whether it was there or not; after that none can be looked up.
    pub(super) fn append(&mut self, text: &[u8]) -> u32 {
        reserve(&mut self.bytes, text.len());
        self.bytes.extend_from_slice(text);
        reserve(&mut self.ends, 1);
        self.ends.push(self.bytes.len() as u32);
        self.ends.len() as u32 - 1
    }

    fn put(&mut self, at: usize, key: Key, text: &[u8]) -> u32 {
        let id = self.append(text);
        reserve(&mut self.keys, 1);
        self.keys.push(key);
        self.places[at] = Place { tag: self.home(key).1, id };
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
            + self.ends.len() * (size_of::<u32>() + size_of::<Key>())
            + self.places.len() * size_of::<Place>()
    }

    fn grow(&mut self) {
        let mask = self.places.len() * 2 - 1;
        let mut places = vec![EMPTY; mask + 1];
        for (id, key) in (0..).zip(&self.keys) {
            let (mut at, tag) = self.home(*key);
            at &= mask;
            while places[at].id != NONE {
                at = (at + 1) & mask;
            }
            places[at] = Place { tag, id };
        }
        self.places = places;
    }

    /// Where the search for it begins, and its tag: the halves of a product of both halves of the key, each hidden by the seed.
    fn home(&self, Key(key): Key) -> (usize, u32) {
        let [first, second] =
            [key as u64 ^ self.seed, (key >> 64) as u64 ^ self.seed.rotate_left(32)];
        let product = u128::from(first) * u128::from(second);
        let hash = product as u64 ^ (product >> 64) as u64;
        (hash as usize, (hash >> 32) as u32)
    }

    /// A hash of the text, of this interner's own: eight bytes at a time.
    pub(super) fn hash(&self, text: &[u8]) -> u64 {
        let (eights, rest) = text.as_chunks::<8>();
        let start = self.seed ^ text.len() as u64;
        let hash = eights.iter().fold(start, |hash, it| step(hash, u64::from_le_bytes(*it)));
        step(hash, Short::of(rest).map_or(0, |rest| rest.number() as u64))
    }
}

/// Makes room for more, four times as much as there was where there is none: room that is not needed is not touched, and what is touched for
/// the first time and then left is dear.
pub(super) fn reserve<T>(room: &mut Vec<T>, more: usize) {
    if room.capacity() - room.len() < more {
        room.reserve(more + room.len() * 3);
    }
}

/// Multiplies by an odd number that spreads the bits.
fn step(hash: u64, eight: u64) -> u64 {
    let hash = (hash.rotate_left(23) ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ hash >> 29
}

#[cfg(test)]
mod tests {
    use super::{Interner, Short};

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
        let short = |n: usize| Short::of(format!("s{}", n % 700).as_bytes()).unwrap();
        let shorts: Vec<Short> = (0..1_999).map(short).collect();
        let mut together = Vec::new();
        Interner::default().ids_of_short(&shorts, |id| together.push(id));
        let mut alone = Interner::default();
        let alone: Vec<u32> = shorts.iter().map(|short| alone.id_of_short(*short)).collect();
        assert_eq!(together, alone);
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
