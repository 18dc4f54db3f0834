//! The analysis as tantivy wants it: an index names its tokenizers, and what the engine would write with them is what `segment`
//! writes.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::analysis::Analyzer;
use super::beginnings::Beginnings;

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
    tokens: Tokens,
}

/// Tokens, used again for every text, so that a token costs no allocation.
#[derive(Clone, Default)]
struct Tokens {
    all: Vec<Token>,
    count: usize,
}

impl Tokens {
    fn push(&mut self, text: &str, (start, end): (usize, usize), position: usize) {
        if self.count == self.all.len() {
            self.all.push(Token::default());
        }
        let token = &mut self.all[self.count];
        token.text.clear();
        token.text.push_str(text);
        (token.offset_from, token.offset_to) = (start, end);
        token.position = position;
        self.count += 1;
    }
}

impl Words {
    fn new(stem: bool) -> Self {
        Self { stem, analyzer: Analyzer::default(), tokens: Tokens::default() }
    }

    fn fill(&mut self, text: &str) {
        let Self { stem, analyzer, tokens } = self;
        tokens.count = 0;
        if *stem {
            analyzer.each_stemmed_of(text, &Beginnings::any(), |found, stem| {
                tokens.push(stem, (found.start, found.end), found.position);
            });
        } else {
            analyzer.each(text, |found| {
                tokens.push(found.text, (found.start, found.end), found.position);
            });
        }
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.fill(text);
        let Tokens { all, count } = &mut self.tokens;
        Stream { tokens: &mut all[..*count], next: 0, none: Token::default() }
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

#[cfg(test)]
mod tests {
    use tantivy::tokenizer::{TokenStream, TokenizerManager};

    use super::{EXACT, STEMMED, tokenizers};

    fn tokens(manager: &TokenizerManager, name: &str, text: &str) -> Vec<String> {
        let mut analyzer = manager.get(name).unwrap();
        let mut stream = analyzer.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            let token = stream.token();
            found.push(format!(
                "{}@{} {}..{}",
                token.text, token.position, token.offset_from, token.offset_to
            ));
        }
        found
    }

    /// One tokenizer is asked text after text, and remembers nothing of the one before.
    #[test]
    fn each_text_has_its_own_tokens() {
        let manager = tokenizers();
        for text in ["the anti-crime units", "", "Officers' vetting"] {
            for name in [STEMMED, EXACT] {
                assert_eq!(tokens(&manager, name, text), tokens(&tokenizers(), name, text));
            }
        }
        assert_eq!(tokens(&manager, STEMMED, "Officers' vetting")[0], "offic@0 0..8");
        assert_eq!(tokens(&manager, EXACT, "Officers' vetting")[0], "officers@0 0..8");
    }
}
