//! The stems of words, those of frequent words kept at hand.

use tantivy::tokenizer::{RawTokenizer, Stemmer, TextAnalyzer};

use super::spelling::british;

/// Letters of the longest word whose stem is remembered, and of the longest end that a stem has in place of its word's.
const WORD_BYTES: usize = 24;
const ENDING_BYTES: usize = 5;

/// The stems of words.
pub(super) struct Stems {
    stemmer: Made,
    /// Words with their stems, each at the place its hash gives: a later word takes the place of an earlier one.
    /// Room for them is made when the first is asked for.
    known: Vec<KnownStem>,
    places: usize,
    /// The stem that was asked for last.
    stem: String,
}

/// A word of ASCII letters and what its stem is: so many letters of it, and an end. Half a cache line, for a corpus is
/// looked up here word by word.
#[derive(Clone, Copy, Default)]
struct KnownStem {
    /// The word, filled with zeros, which no word has.
    word: [u8; WORD_BYTES],
    kept: u8,
    ending: [u8; ENDING_BYTES],
    ending_bytes: u8,
}

impl Stems {
    /// Keeps the stems of so many words at hand, a power of two.
    pub(super) fn remembering(places: usize) -> Self {
        let stemmer = Made::by(|| {
            TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::default()).build()
        });
        Self { stemmer, places, known: Vec::new(), stem: String::new() }
    }

    /// For how many words there is room.
    pub(super) fn places(&self) -> usize {
        self.places
    }

    /// The stem of a folded word.
    pub(super) fn of(&mut self, folded: &str) -> &str {
        let Some(word) = KnownStem::key(folded) else {
            self.stem = self.looked_up(folded);
            return &self.stem;
        };
        if self.known.is_empty() {
            self.known.resize(self.places, KnownStem::default());
        }
        let place = KnownStem::place(&word, self.places);
        if self.known[place].word != word {
            self.stem = self.looked_up(folded);
            if let Some(known) = KnownStem::new(word, folded, &self.stem) {
                self.known[place] = known;
            }
            return &self.stem;
        }
        self.known[place].write(folded, &mut self.stem);
        &self.stem
    }

    fn looked_up(&mut self, folded: &str) -> String {
        self.stemmer.run(&british(folded))
    }
}

impl KnownStem {
    /// The word as it is kept; `None` for one too long or with other letters than ASCII.
    fn key(folded: &str) -> Option<[u8; WORD_BYTES]> {
        let mut word = [0; WORD_BYTES];
        let room = word.get_mut(..folded.len())?;
        room.copy_from_slice(folded.as_bytes());
        (folded.is_ascii() && !folded.is_empty()).then_some(word)
    }

    /// A place for the word among `places`, which are a power of two: its letters, eight at a time, multiplied by an odd
    /// number that spreads them.
    fn place(word: &[u8; WORD_BYTES], places: usize) -> usize {
        let (eights, _) = word.as_chunks::<8>();
        let hash = eights.iter().fold(0_u64, |hash, eight| {
            (hash.rotate_left(23) ^ u64::from_le_bytes(*eight)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        (hash >> 40) as usize & (places.max(1) - 1)
    }

    /// `None` for a stem that is not the beginning of its word with a short end.
    fn new(word: [u8; WORD_BYTES], folded: &str, stem: &str) -> Option<Self> {
        let kept = folded.bytes().zip(stem.bytes()).take_while(|(a, b)| a == b).count();
        let own = stem.as_bytes().get(kept..)?;
        let mut ending = [0; ENDING_BYTES];
        ending.get_mut(..own.len())?.copy_from_slice(own);
        stem.is_ascii().then_some(())?;
        Some(Self { word, kept: kept as u8, ending, ending_bytes: own.len() as u8 })
    }

    fn write(&self, folded: &str, stem: &mut String) {
        stem.clear();
        stem.push_str(folded.get(..usize::from(self.kept)).unwrap_or(folded));
        stem.extend(
            self.ending.iter().take(usize::from(self.ending_bytes)).map(|b| char::from(*b)),
        );
    }
}

/// What is made when it is first needed: most words of a query are neither folded nor stemmed by it.
pub(super) struct Made {
    made: Option<TextAnalyzer>,
    make: fn() -> TextAnalyzer,
}

impl Made {
    /// What this makes.
    pub(super) fn by(make: fn() -> TextAnalyzer) -> Self {
        Self { made: None, make }
    }

    /// What becomes of a text.
    pub(super) fn run(&mut self, text: &str) -> String {
        run(self.made.get_or_insert_with(self.make), text)
    }
}

fn run(analyzer: &mut TextAnalyzer, text: &str) -> String {
    let mut stream = analyzer.token_stream(text);
    match stream.next() {
        Some(token) => token.text.clone(),
        None => text.to_owned(),
    }
}
