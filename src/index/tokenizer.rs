//! The analysis as tantivy wants it.

use std::cell::RefCell;

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
    tokens: Tokens,
}

/// Tokens, used again for every text, so that a token costs no allocation.
#[derive(Clone, Default)]
struct Tokens {
    all: Vec<Token>,
    count: usize,
}

/// The words of a text.
#[derive(Default)]
struct Analysed {
    text: String,
    tokens: Tokens,
}

thread_local! {
    /// The words of the text that was analysed last on this thread, unstemmed: the text of a finding is analysed for its
    /// stems and then for its words as written, and only the first has to look for them.
    static LAST: RefCell<Analysed> = RefCell::default();
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

    fn as_slice(&self) -> &[Token] {
        &self.all[..self.count]
    }

    fn find(&mut self, text: &str, analyzer: &mut Analyzer) {
        self.count = 0;
        analyzer.each(text, |found| {
            self.push(found.text, (found.start, found.end), found.position);
        });
    }
}

impl Words {
    fn new(stem: bool) -> Self {
        Self { stem, analyzer: Analyzer::for_corpus(), tokens: Tokens::default() }
    }

    fn fill(&mut self, text: &str) {
        LAST.with_borrow_mut(|last| {
            if self.stem { self.stems(text, last) } else { self.words(text, last) }
        });
    }

    fn stems(&mut self, text: &str, last: &mut Analysed) {
        last.tokens.find(text, &mut self.analyzer);
        text.clone_into(&mut last.text);
        self.tokens.count = 0;
        for token in last.tokens.as_slice() {
            let place = (token.offset_from, token.offset_to);
            self.tokens.push(self.analyzer.stem(&token.text), place, token.position);
        }
    }

    fn words(&mut self, text: &str, last: &mut Analysed) {
        if last.text == text {
            std::mem::swap(&mut self.tokens, &mut last.tokens);
            // What is there now is of an earlier text.
            last.text.clear();
            last.tokens.count = 0;
        } else {
            self.tokens.find(text, &mut self.analyzer);
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

    /// In whatever order texts come for the two fields, each gives the tokens that it gives alone.
    #[test]
    fn what_was_analysed_before_changes_nothing() {
        let manager = tokenizers();
        let texts = ["Officers' vetting", "the anti-crime units", "", "Officers' vetting"];
        let alone = |name: &'static str, text: &'static str| {
            std::thread::spawn(move || tokens(&tokenizers(), name, text)).join().unwrap()
        };
        assert_eq!(alone(STEMMED, texts[0])[0], "offic@0 0..8");
        assert_eq!(alone(EXACT, texts[0])[0], "officers@0 0..8");
        for first in texts {
            for then in texts {
                for names in
                    [[STEMMED, EXACT], [EXACT, STEMMED], [STEMMED, STEMMED], [EXACT, EXACT]]
                {
                    assert_eq!(tokens(&manager, names[0], first), alone(names[0], first));
                    assert_eq!(tokens(&manager, names[1], then), alone(names[1], then));
                    assert_eq!(tokens(&manager, EXACT, then), alone(EXACT, then));
                }
            }
        }
    }
}
