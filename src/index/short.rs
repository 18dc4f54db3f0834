//! Short texts as numbers: most words of a text are found, folded and told apart by a few operations on sixteen bytes, without a
//! loop whose end the processor would have to guess.

/// A text of at most fifteen bytes: its bytes, the first lowest, zeros, and in the highest byte how many they are. Two texts are
/// the same if these numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Short(u128);

/// Bytes of a [`Short`].
const WIDTH: usize = size_of::<u128>();

/// Sets the bit that small letters have and capitals lack; digits have it.
const SMALL: u128 = each_byte(0x20);

/// The highest bit of every byte, and all the others.
const HIGH: u128 = each_byte(0x80);
const LOW: u128 = each_byte(0x7f);

/// The same byte sixteen times.
const fn each_byte(byte: u8) -> u128 {
    u128::from_ne_bytes([byte; WIDTH])
}

impl Short {
    /// Bytes of the longest.
    pub(super) const MOST: usize = WIDTH - 1;

    /// The text, unless it is too long.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let mut bytes = [0; WIDTH];
        let (length, room) = bytes.split_last_mut()?;
        room.get_mut(..text.len())?.copy_from_slice(text);
        *length = text.len() as u8;
        Some(Self(u128::from_le_bytes(bytes)))
    }

    /// The ASCII letters and digits from `start` on, in lower case; `None` where there are none or too many.
    pub(super) fn word_at(text: &[u8], start: usize) -> Option<Self> {
        let bytes = match text.get(start..start + WIDTH) {
            Some(bytes) => <[u8; WIDTH]>::try_from(bytes).ok()?,
            None => {
                let rest = text.get(start..)?;
                let mut bytes = [0; WIDTH];
                bytes.get_mut(..rest.len())?.copy_from_slice(rest);
                bytes
            }
        };
        let bytes = u128::from_le_bytes(bytes);
        let length = others(bytes).trailing_zeros() / 8;
        if length == 0 || length > Self::MOST as u32 {
            return None;
        }
        let rest = u128::MAX << (8 * length);
        Some(Self((bytes | SMALL) & !rest | u128::from(length) << (8 * Self::MOST)))
    }

    /// How many bytes it has.
    pub(super) fn len(self) -> usize {
        (self.0 >> (8 * Self::MOST)) as usize
    }

    /// Its bytes: the first [`len`](Self::len) of these.
    pub(super) fn bytes(self) -> [u8; WIDTH] {
        self.0.to_le_bytes()
    }

    /// True if one of its letters and digits is a digit, which lacks a bit that small letters have.
    pub(super) fn has_digit(self) -> bool {
        let letters = (1 << (8 * self.len())) - 1;
        !self.0 & each_byte(0x40) & letters != 0
    }

    /// It as a number.
    pub(super) fn number(self) -> u128 {
        self.0
    }
}

/// The highest bit of each byte that is no ASCII letter or digit. A sum of two of these bytes is less than 256, so that none runs over
/// into the next.
fn others(bytes: u128) -> u128 {
    let low = bytes & LOW;
    let at_least = |low: u128, byte: u8| low + each_byte(0x80 - byte);
    let digit = at_least(low, b'0') & !at_least(low, b'9' + 1);
    let folded = low | SMALL;
    let letter = at_least(folded, b'a') & !at_least(folded, b'z' + 1);
    !(digit | letter) & HIGH | bytes & HIGH
}

#[cfg(test)]
mod tests {
    use super::Short;

    fn read(short: Short) -> String {
        String::from_utf8(short.bytes()[..short.len()].to_vec()).unwrap()
    }

    /// Every byte behind a word of every length, at the end of the text and in the midst of it.
    #[test]
    fn a_word_ends_where_it_ends_byte_by_byte() {
        for length in 0..20 {
            for byte in 0..=u8::MAX {
                for tail in [&b""[..], b"ab cd ef gh ij kl mn"] {
                    let mut text = b"--".to_vec();
                    text.extend((0..length).map(|at| b"Az09mQ"[at % 6]));
                    text.push(byte);
                    text.extend_from_slice(tail);
                    let end = text[2..].iter().take_while(|it| it.is_ascii_alphanumeric()).count();
                    let plainly = String::from_utf8_lossy(&text[2..2 + end]).to_lowercase();
                    let expected = Some(plainly).filter(|_| (1..=Short::MOST).contains(&end));
                    assert_eq!(
                        Short::word_at(&text, 2).map(read),
                        expected,
                        "{length} {byte} {tail:?}"
                    );
                }
            }
        }
        assert_eq!(Short::word_at(b"a", 1), None);
        assert_eq!(Short::word_at(b"a", 2), None);
    }

    #[test]
    fn texts_are_the_same_if_their_numbers_are() {
        for text in [&b""[..], b"\0", b"\0\0", b"a", b"a\0", b"abcdefghijklmno"] {
            for other in [&b""[..], b"\0", b"\0\0", b"a", b"a\0", b"abcdefghijklmno"] {
                assert_eq!(Short::of(text) == Short::of(other), text == other);
            }
            assert_eq!(Short::of(text).map(|it| it.len()), Some(text.len()));
        }
        assert_eq!(Short::of(b"abcdefghijklmnop"), None);
        assert_eq!(Short::of(b"vetting"), Short::word_at(b"a Vetting unit", 2));
    }
}
