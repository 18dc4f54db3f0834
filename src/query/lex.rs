//! From characters to tokens: operators, parentheses and whole clauses, each with its place.

use super::ast::Node;
use super::field;
use super::foreign;
use super::mistake::Mistake;
use super::pattern;
use super::scan::{self, Scanner};
use super::{MAX_CLAUSES, MAX_DISTANCE};
use crate::report::Span;

/// A piece of a query that the grammar does not take apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// What a [`Token`] is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Open,
    Close,
    And,
    Or,
    Not,
    /// Words between at most, and whether the left side must come first.
    Near(u32, bool),
    Boost(f32),
    Clause(Node),
}

impl TokenKind {
    /// True for what needs a clause on its right.
    pub(super) fn is_operator(&self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Not | Self::Near(..))
    }
}

/// Takes a query apart.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, Mistake> {
    let mut lexer = Lexer { scan: Scanner::new(text), tokens: Vec::new(), clauses: 0, idle: None };
    while lexer.step()? {}
    match lexer.idle {
        Some(mistake) if lexer.tokens.is_empty() => Err(mistake),
        _ => Ok(lexer.tokens),
    }
}

struct Lexer<'a> {
    scan: Scanner<'a>,
    tokens: Vec<Token>,
    clauses: usize,
    /// What is wrong if there is nothing but marks such as `&`: they must not ask for everything.
    idle: Option<Mistake>,
}

impl Lexer<'_> {
    /// Reads one token; false at the end.
    fn step(&mut self) -> Result<bool, Mistake> {
        self.scan.skip_spaces();
        let start = self.scan.at();
        let Some(next) = self.scan.peek() else {
            return Ok(false);
        };
        if let Some(kind) = self.token(next, start)? {
            self.push(kind, start)?;
        }
        Ok(true)
    }

    fn token(&mut self, next: char, start: usize) -> Result<Option<TokenKind>, Mistake> {
        Ok(Some(match next {
            '(' => self.single(TokenKind::Open),
            ')' => self.single(TokenKind::Close),
            '!' => self.single(TokenKind::Not),
            '^' => TokenKind::Boost(self.boost(start)?),
            '/' => TokenKind::Clause(pattern::regex(&mut self.scan)?),
            '=' => TokenKind::Clause(self.exact(start)?),
            '<' | '>' => return Err(self.comparison_alone(start)),
            c if scan::is_quote(c) => TokenKind::Clause(pattern::phrase(&mut self.scan)?),
            c if scan::is_minus(c) => self.minus(start)?,
            _ if self.scan.eat("&&") => TokenKind::And,
            _ if self.scan.eat("||") => TokenKind::Or,
            _ => return self.word(start),
        }))
    }

    fn single(&mut self, kind: TokenKind) -> TokenKind {
        self.scan.bump();
        kind
    }

    fn push(&mut self, kind: TokenKind, start: usize) -> Result<(), Mistake> {
        let span = self.scan.span_from(start);
        if let TokenKind::Clause(node) = &kind {
            self.clauses += weight(node);
            if self.clauses > MAX_CLAUSES {
                return Err(too_many_clauses(span));
            }
        }
        self.tokens.push(Token { kind, span });
        Ok(())
    }

    /// A dash at the start of a clause.
    fn minus(&mut self, start: usize) -> Result<TokenKind, Mistake> {
        self.scan.bump();
        let alone = self.scan.peek().is_none_or(|c| scan::is_space(c) || c == ')');
        if alone {
            return Err(dash_alone(self.scan.span_from(start), self.scan.since(start)));
        }
        if self.scan.rest().starts_with('-') {
            let name = self.scan.take_run().trim_start_matches('-');
            return Err(doubled_dash(self.scan.span_from(start), name));
        }
        Ok(TokenKind::Not)
    }

    /// `^2.5`
    fn boost(&mut self, start: usize) -> Result<f32, Mistake> {
        self.scan.bump();
        let digits = self.scan.take_run();
        let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
        let factor: Option<f32> = digits.parse().ok().filter(|_| plain);
        factor.filter(|factor| *factor > 0.0 && *factor <= 100.0).ok_or_else(|| {
            let span = self.scan.span_from(start);
            Mistake::new(span, format!("`{}` is no weight", self.scan.since(start)))
                .hint("expected a number above 0 and at most 100 after `^`, as in `vetting^2.5`")
                .hint("to look for text with `^` in it, put it in quotation marks")
        })
    }

    /// `=word`
    fn exact(&mut self, start: usize) -> Result<Node, Mistake> {
        self.scan.bump();
        let text = self.scan.take_run();
        let span = self.scan.span_from(start);
        let wrong = if self.scan.peek().is_some_and(scan::is_quote) && text.is_empty() {
            "`=` asks for one word, not for a phrase".to_owned()
        } else if scan::letters(text) == 0 {
            format!("`={text}` has no word")
        } else if text.contains(['*', '?', '~']) {
            format!("`={text}` asks for one word and for a pattern at once")
        } else {
            return Ok(Node::Word { text: text.to_owned(), exact: true, span });
        };
        Err(Mistake::new(span, wrong)
            .hint("expected a word directly after `=`, as in `=policing`")
            .hint("phrases and patterns stand without `=`"))
    }

    /// `< 3`, `>= good`: a comparison that a space parted from its field.
    fn comparison_alone(&mut self, start: usize) -> Mistake {
        let sign = self.scan.take_while(|c| matches!(c, '<' | '>' | '='));
        Mistake::new(self.scan.span_from(start), format!("`{sign}` has no field before it"))
            .hint(format!("expected field, comparison and value without spaces: `grade{sign}good`"))
            .or_quote(&format!("{sign}{}", self.scan.run()))
    }

    /// A word, an operator in capitals, a field test or a pattern; `None` for a mark that is passed over.
    fn word(&mut self, start: usize) -> Result<Option<TokenKind>, Mistake> {
        let run = self.scan.run();
        if let Some(operator) = self.operator(run, start)? {
            return Ok(Some(operator));
        }
        if is_address(run) {
            self.scan.take_run();
            return Ok(Some(TokenKind::Clause(self.plain_word(run, start))));
        }
        if let Some(test) = field::test(&mut self.scan)? {
            return Ok(Some(TokenKind::Clause(Node::Field(test))));
        }
        self.scan.take_run();
        if let Some(node) = pattern::pattern(run, self.scan.span_from(start))? {
            return Ok(Some(TokenKind::Clause(node)));
        }
        if run == "&" && self.joins_words() {
            return Ok(Some(TokenKind::Clause(self.plain_word("and", start))));
        }
        if scan::letters(run) == 0 {
            return self.pass_over(start).map(|()| None);
        }
        while self.scan.take_rest_of_broken_word(start) {}
        let whole = scan::fold_spaces(self.scan.since(start));
        Ok(Some(TokenKind::Clause(self.plain_word(&whole, start))))
    }

    /// Whether what was just read stands between two words: `&` is then the word *and*.
    fn joins_words(&self) -> bool {
        let last = self.tokens.last().map(|token| &token.kind);
        let after_word = matches!(last, Some(TokenKind::Clause(Node::Word { .. })));
        let rest = self.scan.rest().trim_start_matches(scan::is_space);
        let next = rest.split(scan::is_space).next().unwrap_or_default();
        let before_word =
            next.starts_with(char::is_alphanumeric) && !next.contains([':', '<', '>']);
        after_word && before_word
    }

    fn plain_word(&self, run: &str, start: usize) -> Node {
        Node::Word { text: run.to_owned(), exact: false, span: self.scan.span_from(start) }
    }

    fn operator(&mut self, run: &str, start: usize) -> Result<Option<TokenKind>, Mistake> {
        let kind = match run {
            "AND" => TokenKind::And,
            "OR" | "|" => TokenKind::Or,
            "NOT" => TokenKind::Not,
            "NEAR" => TokenKind::Near(10, false),
            "BEFORE" => TokenKind::Near(10, true),
            _ => {
                let span = Span::new(start, start + run.len());
                let (name, digits) = match run.split_once('/') {
                    Some((name @ ("NEAR" | "BEFORE"), digits)) => (name, digits),
                    _ => return foreign::operator(run, span).map_or(Ok(None), Err),
                };
                let distance = near_distance(digits)
                    .ok_or_else(|| bad_distance(span, run, &format!("{name}/10")))?;
                TokenKind::Near(distance, name == "BEFORE")
            }
        };
        self.scan.take_run();
        Ok(Some(kind))
    }

    /// Passes over a mark such as the dots in `vetting … backlog`, but never where an operator would then take the next word.
    fn pass_over(&mut self, start: usize) -> Result<(), Mistake> {
        let span = self.scan.span_from(start);
        if self.tokens.last().is_some_and(|token| token.kind.is_operator()) {
            return Err(no_letters(span, self.scan.since(start)));
        }
        self.idle.get_or_insert_with(|| no_letters(span, self.scan.since(start)));
        Ok(())
    }
}

/// How many clauses a leaf counts for: a phrase its words, a field test its values, an expression what it costs.
fn weight(node: &Node) -> usize {
    match node {
        Node::Phrase { text, .. } => text.split(' ').count(),
        Node::Field(test) => test.choices().len().max(1),
        Node::Regex { .. } => 16,
        _ => 1,
    }
}

/// True for `https://...`: a colon that makes no field.
fn is_address(run: &str) -> bool {
    run.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

fn near_distance(digits: &str) -> Option<u32> {
    let plain = digits.chars().all(|c| c.is_ascii_digit());
    digits.parse().ok().filter(|n| plain && (1..=MAX_DISTANCE).contains(n))
}

/// A distance or slop that is no number or too large.
pub(super) fn bad_distance(span: Span, typed: &str, example: &str) -> Mistake {
    Mistake::new(span, format!("`{typed}` has no distance that can be used"))
        .hint(format!("expected a number of words from 1 to {MAX_DISTANCE}, as in `{example}`"))
}

fn too_many_clauses(span: Span) -> Mistake {
    Mistake::new(span, "the query has more than 1,024 clauses")
        .hint("expected at most 1,024 words, patterns and field values in all")
        .hint("to name many words at once, use a prefix such as `corrupt*` or `/a|b|c/`")
}

fn dash_alone(span: Span, dash: &str) -> Mistake {
    Mistake::new(span, format!("`{dash}` stands alone"))
        .hint("expected a word directly after it to leave that word out, as in `-fleet`")
        .hint("a dash within a word joins it, as in `counter-corruption`; between words, leave it off")
}

fn doubled_dash(span: Span, name: &str) -> Mistake {
    let mistake = Mistake::new(span, "`--` begins an option, not a part of a query")
        .hint("expected one dash to leave a word out, as in `-fleet`");
    if name.is_empty() {
        return mistake;
    }
    mistake.hint(format!("give `--{name}` outside the quotation marks around the query"))
}

fn no_letters(span: Span, text: &str) -> Mistake {
    Mistake::new(span, format!("`{text}` has no letter or digit to look for"))
        .hint("expected a word, a phrase, a field test or `(`")
        .hint("`*` alone asks for everything")
}
