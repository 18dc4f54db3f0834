//! The analysis as tantivy wants it.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::analysis::Analyzer;

/// Name of the analysis that stems.
pub(crate) const STEMMED: &str = "peelian_stem";

/// Name of the analysis that does not.
pub(crate) const EXACT: &str = "peelian_exact";

/// The tokenizers of the index by name.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(STEMMED, Words::new(true));
    manager.register(EXACT, Words::new(false));
    manager
}

#[derive(Clone)]
struct Words {
    stem: bool,
    analyzer: Analyzer,
    /// Used again for every text, so that a token costs no allocation.
    tokens: Vec<Token>,
}

impl Words {
    fn new(stem: bool) -> Self {
        Self { stem, analyzer: Analyzer::for_corpus(), tokens: Vec::new() }
    }

    fn fill(&mut self, text: &str) -> usize {
        let Self { stem, analyzer, tokens } = self;
        let mut count = 0;
        analyzer.each(text, |found| {
            if count == tokens.len() {
                tokens.push(Token::default());
            }
            let token = &mut tokens[count];
            token.text.clear();
            token.text.push_str(found.text);
            (token.offset_from, token.offset_to) = (found.start, found.end);
            token.position = found.position;
            count += 1;
        });
        if *stem {
            for token in &mut tokens[..count] {
                let stemmed = analyzer.stem(&token.text);
                if stemmed != token.text {
                    token.text = stemmed.to_owned();
                }
            }
        }
        count
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let count = self.fill(text);
        Stream { tokens: &mut self.tokens[..count], next: 0, none: Token::default() }
    }
}

struct Stream<'a> {
    tokens: &'a mut [Token],
    next: usize,
    /// What is shown before the first `advance`.
    none: Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        self.next.checked_sub(1).and_then(|at| self.tokens.get(at)).unwrap_or(&self.none)
    }

    fn token_mut(&mut self) -> &mut Token {
        match self.next.checked_sub(1).and_then(|at| self.tokens.get_mut(at)) {
            Some(token) => token,
            None => &mut self.none,
        }
    }
}
