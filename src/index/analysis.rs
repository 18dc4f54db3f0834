//! From text to the tokens of the index: one analysis for documents, queries and highlights.
//!
//! Words are runs of letters and digits, lower case, without accents; possessives are folded away, and `&` between spaces
//! is the word it stands for. The parts of
//! a compound such as `counter-corruption` have a position each, and its joined form `countercorruption` has the
//! position of the first part, so that every spelling of it can be found.

use tantivy::tokenizer::{AsciiFoldingFilter, LowerCaser, RawTokenizer, TextAnalyzer};

use super::Token;
use super::beginnings::Beginnings;
use super::scan::{AMPERSAND, Chain, compounds, next_word};
use super::short::Short;
use super::stems::{Made, Stems};

/// Longest indexed form in bytes; tantivy would drop terms above 65,530 and nobody types more than this.
const MAX_TOKEN_BYTES: usize = 200;

/// Stems kept at hand for a query or the text of a hit: making room for more costs more than it saves there.
const FEW_STEMS: usize = 1 << 5;

/// Stems kept at hand for compounds while an index is built: they are the same few hundred again and again.
const STEMS_OF_COMPOUNDS: usize = 1 << 11;

/// Stems kept at hand where all words of a corpus are stemmed: most words of a text are among the commonest few thousand.
const MANY_STEMS: usize = 1 << 15;

/// What a token is within its compound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A word that stands alone.
    Word,
    /// A part of a compound.
    Part,
    /// A compound without its dashes.
    Joined,
}

impl Role {
    /// The name that `analyze` shows.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Part => "part",
            Self::Joined => "joined",
        }
    }
}

/// A token before it is stemmed: borrowed, for the fast path of indexing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'a> {
    /// The folded form.
    pub(crate) text: &'a str,
    /// Byte range in the analysed text.
    pub(crate) start: usize,
    /// End of the byte range.
    pub(crate) end: usize,
    /// Position among the words.
    pub(crate) position: usize,
    /// Word, part or joined.
    pub(crate) role: Role,
}

/// A folded form as it is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form<'a> {
    /// A short one.
    Short(Short),
    /// Any other.
    Text(&'a str),
}

impl Form<'_> {
    /// Gives it to `with` as a text.
    fn read<T>(self, with: impl FnOnce(&str) -> T) -> T {
        match self {
            Self::Text(text) => with(text),
            Self::Short(short) => {
                let bytes = short.bytes();
                let letters = bytes.get(..short.len()).unwrap_or_default();
                with(std::str::from_utf8(letters).unwrap_or_default())
            }
        }
    }
}

/// A [`Form`] with where it stands.
struct Piece<'a> {
    form: Form<'a>,
    range: (usize, usize),
    position: usize,
    role: Role,
}

impl Piece<'_> {
    fn found(self, each: impl FnOnce(Found<'_>)) {
        let Self { form, range: (start, end), position, role } = self;
        form.read(|text| each(Found { text, start, end, position, role }));
    }
}

/// Folds and stems words, with the memory that makes it fast.
pub(crate) struct Analyzer {
    words: Words,
    stems: Stems,
}

/// Finds and folds words.
struct Words {
    folder: Made,
    folded: Vec<String>,
    joined: String,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::remembering(FEW_STEMS)
    }
}

impl Clone for Analyzer {
    /// A fresh one: what is remembered is only for speed.
    fn clone(&self) -> Self {
        Self::remembering(self.stems.places())
    }
}

impl Analyzer {
    /// One that is to analyse a whole corpus.
    pub(crate) fn for_corpus() -> Self {
        Self::remembering(MANY_STEMS)
    }

    /// One that is to find the compounds of a whole corpus.
    pub(super) fn for_compounds() -> Self {
        Self::remembering(STEMS_OF_COMPOUNDS)
    }

    fn remembering(stems: usize) -> Self {
        let folder = Made::by(|| {
            let letters = TextAnalyzer::builder(RawTokenizer::default()).filter(AsciiFoldingFilter);
            letters.filter(LowerCaser).build()
        });
        let words = Words { folder, folded: Vec::new(), joined: String::new() };
        Self { words, stems: Stems::remembering(stems) }
    }

    /// Gives every token of `text` to `each`, in the order of the positions.
    pub(crate) fn each(&mut self, text: &str, mut each: impl FnMut(Found<'_>)) {
        self.words.each_of(text, |_| true, &mut |piece: Piece<'_>| piece.found(&mut each));
    }

    /// Gives the form and the position of every token of `text` to `each`, in the order of the positions.
    pub(super) fn each_form(&mut self, text: &str, mut each: impl FnMut(Form<'_>, usize)) {
        self.words.each_of(text, |_| true, &mut |piece: Piece<'_>| {
            each(piece.form, piece.position);
        });
    }

    /// Gives the folded parts of every compound of `text` to `each`.
    pub(crate) fn compounds(&mut self, text: &str, mut each: impl FnMut(&[String])) {
        for chain in compounds(text) {
            self.words.fold_chain(text, &chain);
            each(&self.words.folded[..chain.words().len()]);
        }
    }

    /// The stem of a folded word.
    pub(crate) fn stem(&mut self, folded: &str) -> &str {
        self.stems.of(folded)
    }

    /// The tokens of `text` with their stems.
    pub(crate) fn tokens(&mut self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        self.each_stemmed_of(text, &Beginnings::any(), |found, stem| {
            tokens.push(Token {
                text: found.text.to_owned(),
                start: found.start,
                end: found.end,
                position: found.position,
                role: found.role.slug().to_owned(),
                stem: stem.to_owned(),
            });
        });
        tokens
    }

    /// Gives the tokens of `text` that may have one of these beginnings, as written or as their stem, to `each`, with their
    /// stems; others may be among them. Most of a long text is passed over so.
    pub(crate) fn each_stemmed_of(
        &mut self,
        text: &str,
        beginnings: &Beginnings,
        mut each: impl FnMut(Found<'_>, &str),
    ) {
        let Self { words, stems } = self;
        let may_begin = |word: &str| beginnings.may_have(word);
        words.each_of(text, may_begin, &mut |piece: Piece<'_>| {
            piece.found(|found| each(found, stems.of(found.text)));
        });
    }

    /// Letters as they are indexed, whatever stands between them: for patterns.
    pub(crate) fn fold(&mut self, text: &str) -> String {
        self.words.folder.run(text)
    }
}

impl Words {
    /// Gives the tokens to `each`, without single words that are not `wanted`; it is given the text from the word on.
    fn each_of(
        &mut self,
        text: &str,
        wanted: impl Fn(&str) -> bool,
        each: &mut impl FnMut(Piece<'_>),
    ) {
        let (mut at, mut position) = (0, 0);
        let is_wanted = |start: usize| wanted(text.get(start..).unwrap_or_default());
        while let Some(next) = next_word(text, at) {
            position += next.gap;
            let range = next.word;
            if let Some(short) = next.short {
                at = range.1;
                if is_wanted(range.0) {
                    each(Piece { form: Form::Short(short), range, position, role: Role::Word });
                }
                position += 1;
                continue;
            }
            let chain = Chain::from(text, range);
            at = chain.end();
            if chain.is_compound() || is_wanted(range.0) {
                self.fold_chain(text, &chain);
                self.emit(&chain, position, each);
            }
            position += chain.words().len();
        }
    }

    fn fold_chain(&mut self, text: &str, chain: &Chain) {
        while self.folded.len() < chain.words().len() {
            self.folded.push(String::new());
        }
        for (word, folded) in chain.words().iter().zip(&mut self.folded) {
            fold_word(&text[word.0..word.1], folded, &mut self.folder);
        }
    }

    fn emit(&mut self, chain: &Chain, position: usize, each: &mut impl FnMut(Piece<'_>)) {
        let role = if chain.is_compound() { Role::Part } else { Role::Word };
        for (index, (word, folded)) in chain.words().iter().zip(&self.folded).enumerate() {
            let position = position + index;
            each(Piece { form: Form::Text(folded), range: *word, position, role });
            if index == 0 && chain.is_compound() {
                self.joined.clear();
                self.folded[..chain.words().len()]
                    .iter()
                    .for_each(|part| self.joined.push_str(part));
                cut(&mut self.joined);
                let range = (word.0, chain.end());
                let form = Form::Text(&self.joined);
                each(Piece { form, range, position, role: Role::Joined });
            }
        }
    }
}

/// Lower case, without accents, apostrophes and the commas of thousands; `force's` is `force`, `&` is `and`.
fn fold_word(word: &str, folded: &mut String, folder: &mut Made) {
    folded.clear();
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        folded.push_str(word);
        folded.make_ascii_lowercase();
        return cut(folded);
    }
    let base = without_possessive(word);
    if base.starts_with(AMPERSAND) {
        folded.push_str("and");
    } else if base.is_ascii() {
        folded.push_str(base);
        folded.make_ascii_lowercase();
        if folded.bytes().any(|byte| matches!(byte, b'\'' | b',')) {
            folded.retain(|c| c != '\'' && c != ',');
        }
    } else {
        let letters: String = base.chars().filter(|&c| !is_silent(c)).collect();
        folded.push_str(&folder.run(&letters));
    }
    cut(folded);
}

fn without_possessive(word: &str) -> &str {
    let Some(stripped) = word.strip_suffix(['s', 'S']) else { return word };
    match stripped.strip_suffix(super::scan::is_apostrophe) {
        Some(base) if !base.is_empty() => base,
        _ => word,
    }
}

fn is_silent(c: char) -> bool {
    super::scan::is_apostrophe(c) || super::scan::is_combining(c) || c == ','
}

fn cut(text: &mut String) {
    if text.len() > MAX_TOKEN_BYTES {
        text.truncate(text.floor_char_boundary(MAX_TOKEN_BYTES));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = Vec::new();
        Analyzer::default().each(text, |found| {
            out.push(format!("{}@{}", found.text, found.position));
        });
        out.join(" ")
    }

    #[test]
    fn words_are_folded() {
        for (text, expected) in [
            ("The force\u{2019}s FORCES' plan", "the@0 force@1 forces@2 plan@3"),
            ("Zo\u{eb} e\u{301}lan \u{fb01}nd", "zoe@0 elan@1 find@2"),
            ("don't O\u{2019}Neill", "dont@0 oneill@1"),
            ("2018/19, 3.5 and 12,400 (101)", "2018@0 19@1 3.5@2 and@3 12400@4 101@5"),
            ("questions 1,2", "questions@0 1@1 2@2"),
            ("stop & search, R&D & more", "stop@0 and@1 search@2 r@3 d@4 and@5 more@6"),
            ("& then &", "then@0"),
            ("'quoted' -- \u{2013} words", "quoted@0 words@1"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    /// Whatever its length and wherever in the text: the short ways are only faster.
    #[test]
    fn words_of_any_length_are_folded_alike() {
        let letters = "ABcdEFgh12IJklMNopQRst";
        for length in 1..letters.len() {
            let word = &letters[..length];
            let text = format!("{word} {word}, {word}. {word}-{word} {word}'s {word}");
            let folded = word.to_lowercase();
            let expected = format!(
                "{folded}@0 {folded}@1 {folded}@2 {folded}@3 {folded}{folded}@3 {folded}@4 {folded}@5 {folded}@6"
            );
            assert_eq!(shown(&text), expected);
        }
    }

    #[test]
    fn a_compound_is_its_parts_and_its_joined_form() {
        let parts = "the@0 anti@1 anticrime@1 crime@2 unit@3";
        for dash in [
            '-', '\u{ad}', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2212}', '\u{fe63}',
            '\u{ff0d}',
        ] {
            assert_eq!(shown(&format!("the anti{dash}crime unit")), parts, "{dash:?}");
        }
        for broken in
            ["the anti- crime unit", "the anti-\ncrime unit", "the anti\u{ad}\r\n  crime unit"]
        {
            assert_eq!(shown(broken), parts, "{broken:?}");
        }
        for apart in ["anti \u{2013} crime", "anti\u{2013} crime", "anti- Crime", "anti--crime"] {
            assert_eq!(shown(apart), "anti@0 crime@1", "{apart:?}");
        }
    }

    #[test]
    fn spellings_of_a_word_have_one_stem() {
        let mut analyzer = Analyzer::default();
        for (a, b) in [("organised", "organized"), ("forces", "force"), ("behavior", "behaviour")] {
            assert_eq!(analyzer.stem(a).to_owned(), analyzer.stem(b), "{a} {b}");
        }
        assert_ne!(analyzer.stem("size").to_owned(), analyzer.stem("sis"));
    }

    /// Asked again, and with other words in between that may take its place, a word has the stem it had.
    #[test]
    fn a_stem_that_is_remembered_is_the_stem() {
        let words = [
            "running",
            "skies",
            "force",
            "organized",
            "maximization",
            "behavior",
            "flies",
            "a",
            "zo\u{eb}",
            "\u{3b1}\u{3b2}\u{3b3}",
            "abcdefghijklmnopqrstuvwx",
            "abcdefghijklmnopqrstuvwxyz",
            "3.5",
            "vetting",
            "",
        ];
        let alone = |word: &str| Analyzer::default().stem(word).to_owned();
        let mut few = Analyzer::remembering(2);
        let mut many = Analyzer::for_corpus();
        for word in words.iter().chain(&words).chain(words.iter().rev()) {
            assert_eq!(few.stem(word), alone(word), "{word}");
            assert_eq!(many.stem(word), alone(word), "{word}");
        }
        assert_eq!(alone("maximization"), alone("maximisation"));
    }

    #[test]
    fn hostile_words_are_cut() {
        let long = "\u{1e9e}".repeat(100_000);
        assert!(Analyzer::default().tokens(&long).iter().all(|token| token.text.len() <= 200));
        let dashes = "a-".repeat(10_000);
        assert!(Analyzer::default().tokens(&dashes).len() < 13_000);
    }
}
