//! From tokens to the tree: `OR` binds loosest, then `AND` and words side by side, then `NEAR`, then `NOT`.

use super::MAX_DEPTH;
use super::ast::Node;
use super::lex::{Token, TokenKind};
use super::mistake::Mistake;
use crate::report::Span;

/// Reads the tokens of `text` as one tree; `None` if there are none.
pub(super) fn tree(text: &str, tokens: Vec<Token>) -> Result<Option<Node>, Mistake> {
    if tokens.is_empty() {
        return Ok(None);
    }
    let mut grammar =
        Grammar { text, tokens: tokens.into_iter().peekable(), before: None, depth: 0 };
    let root = grammar.alternatives()?;
    match grammar.tokens.next() {
        None => Ok(Some(root)),
        Some(token) => Err(grammar.stray(&token)),
    }
}

struct Grammar<'a> {
    text: &'a str,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    /// The token read last.
    before: Option<(Before, Span)>,
    /// How many parentheses and negations are open; checked before the functions below call each other.
    depth: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Before {
    Operator,
    Open,
    Other,
}

impl Grammar<'_> {
    fn alternatives(&mut self) -> Result<Node, Mistake> {
        let mut sides = vec![self.all()?];
        while self.next_is(|kind| *kind == TokenKind::Or) {
            self.take();
            sides.push(self.all()?);
        }
        Ok(single_or(sides, Node::Or))
    }

    fn all(&mut self) -> Result<Node, Mistake> {
        let mut sides = vec![self.near()?];
        loop {
            if self.next_is(|kind| *kind == TokenKind::And) {
                self.take();
            } else if !self.next_is(begins_clause) {
                return Ok(single_or(sides, Node::And));
            }
            sides.push(self.near()?);
        }
    }

    fn near(&mut self) -> Result<Node, Mistake> {
        let left = self.negated()?;
        let Some(TokenKind::Near(distance, ordered)) = self.tokens.peek().map(|token| &token.kind)
        else {
            return Ok(left);
        };
        let (distance, ordered) = (*distance, *ordered);
        let sign = self.take().map_or(Span::new(0, 0), |token| token.span);
        check_side(&left, sign, self.text)?;
        let right = self.negated()?;
        check_side(&right, sign, self.text)?;
        if self.next_is(|kind| matches!(kind, TokenKind::Near(..))) {
            return Err(self.chained());
        }
        let span = Span::new(left.span().start, right.span().end);
        Ok(Node::Near { left: Box::new(left), right: Box::new(right), distance, ordered, span })
    }

    fn negated(&mut self) -> Result<Node, Mistake> {
        let mut negations = 0;
        while self.next_is(|kind| *kind == TokenKind::Not) {
            if let Some(token) = self.take() {
                self.enter(token.span)?;
            }
            negations += 1;
        }
        let node = self.weighed()?;
        self.depth -= negations;
        Ok((0..negations).fold(node, |node, _| Node::Not(Box::new(node))))
    }

    fn weighed(&mut self) -> Result<Node, Mistake> {
        let node = self.clause()?;
        let end = self.before.map_or(0, |(_, span)| span.end);
        match self.tokens.peek() {
            Some(Token { kind: TokenKind::Boost(factor), span }) if span.start == end => {
                let factor = *factor;
                self.take();
                Ok(Node::Boost { node: Box::new(node), factor })
            }
            _ => Ok(node),
        }
    }

    fn clause(&mut self) -> Result<Node, Mistake> {
        if !self.next_is(|kind| matches!(kind, TokenKind::Open | TokenKind::Clause(_))) {
            return Err(self.no_clause());
        }
        match self.take() {
            Some(Token { kind: TokenKind::Clause(node), .. }) => Ok(node),
            Some(Token { span, .. }) => self.group(span),
            None => Err(self.no_clause()),
        }
    }

    /// What stands between `(` and `)`, the first being read.
    fn group(&mut self, open: Span) -> Result<Node, Mistake> {
        self.enter(open)?;
        let node = self.alternatives()?;
        match self.take() {
            Some(Token { kind: TokenKind::Close, .. }) => {
                self.depth -= 1;
                Ok(node)
            }
            Some(token) => Err(self.stray(&token)),
            None => Err(unclosed(open)),
        }
    }

    fn enter(&mut self, span: Span) -> Result<(), Mistake> {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        Err(Mistake::new(span, "the query is nested more than 64 deep")
            .hint("expected at most 64 parentheses and negations within each other"))
    }

    fn next_is(&mut self, wanted: impl Fn(&TokenKind) -> bool) -> bool {
        self.tokens.peek().is_some_and(|token| wanted(&token.kind))
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.next()?;
        let before = match &token.kind {
            TokenKind::Open => Before::Open,
            kind if kind.is_operator() => Before::Operator,
            _ => Before::Other,
        };
        self.before = Some((before, token.span));
        Some(token)
    }

    fn typed(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// A clause should stand here and does not.
    fn no_clause(&mut self) -> Mistake {
        let next = self.tokens.peek().map(|token| (token.kind.clone(), token.span));
        match (self.before, next) {
            (Some((Before::Operator, operator)), _) => self.no_operand(operator, "right"),
            (Some((Before::Open, open)), Some((TokenKind::Close, close))) => Mistake::new(
                Span::new(open.start, close.end),
                "there is nothing in the parentheses",
            )
            .hint("expected a word, a phrase or a field test between `(` and `)`"),
            (Some((_, open)), None) => unclosed(open),
            (_, Some((kind, operator))) if kind.is_operator() => self.no_operand(operator, "left"),
            (_, Some((kind, span))) => self.stray(&Token { kind, span }),
            (None, None) => Mistake::new(Span::new(0, 0), "the query is empty"),
        }
    }

    fn no_operand(&self, operator: Span, side: &str) -> Mistake {
        let typed = self.typed(operator);
        let mut mistake = Mistake::new(operator, format!("`{typed}` has nothing on its {side}"))
            .hint("expected a word, a phrase, a field test or `(` there");
        if side == "left" {
            mistake =
                mistake.hint("nothing needs joining at the beginning: `NOT fleet` may stand alone");
        }
        if typed.starts_with(|c: char| c.is_ascii_uppercase()) {
            let word = typed.split('/').next().unwrap_or(typed).to_lowercase();
            return mistake.hint(format!("if the word is meant, write it small: `{word}`"));
        }
        mistake.hint(format!("if the mark is meant, leave `{typed}` off: marks are not searched"))
    }

    /// A token that cannot follow what was read.
    fn stray(&self, token: &Token) -> Mistake {
        let typed = self.typed(token.span);
        match token.kind {
            TokenKind::Close => Mistake::new(token.span, "`)` closes nothing")
                .hint("expected a word or the end of the query")
                .hint("leave it off, or put `(` where the group begins"),
            TokenKind::Boost(_) => Mistake::new(token.span, format!("`{typed}` weighs nothing"))
                .hint("expected a word, a phrase or `)` directly before it, as in `vetting^2`"),
            _ => Mistake::new(token.span, format!("`{typed}` cannot stand here"))
                .hint("expected a word or the end of the query"),
        }
    }

    fn chained(&mut self) -> Mistake {
        let span = self.take().map_or(Span::new(0, 0), |token| token.span);
        Mistake::new(span, format!("`{}` joins more than two sides", self.typed(span)))
            .hint("expected a word or phrase on each side, and no third")
            .hint("join pairs: `(a NEAR/5 b) AND (b NEAR/5 c)`")
    }
}

fn single_or(mut nodes: Vec<Node>, join: impl Fn(Vec<Node>) -> Node) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        last => {
            nodes.extend(last);
            join(nodes)
        }
    }
}

fn begins_clause(kind: &TokenKind) -> bool {
    matches!(kind, TokenKind::Open | TokenKind::Not | TokenKind::Clause(_))
}

fn unclosed(open: Span) -> Mistake {
    Mistake::new(open, "`(` is never closed")
        .hint("expected `)` after the last word of the group")
        .hint("if no group is meant, leave it off")
}

/// Words near each other have places; what is absent, or holds for a whole finding, has none.
fn check_side(side: &Node, sign: Span, text: &str) -> Result<(), Mistake> {
    if has_places(side) {
        return Ok(());
    }
    let typed = text.get(sign.start..sign.end).unwrap_or_default();
    let mistake = Mistake::new(side.span(), format!("this cannot stand beside `{typed}`")).hint(
        "expected a word, a phrase, a pattern, or several of them joined by `OR` in parentheses",
    );
    Err(match side {
        Node::Not(_) => mistake.hint(format!("to leave near words out, write `NOT (a {typed} b)`")),
        Node::And(_) => mistake.hint("put words that follow each other in quotation marks"),
        Node::Field(_) => mistake.hint(format!("join it by AND: `force:kent AND (a {typed} b)`")),
        Node::Boost { .. } => mistake.hint(format!("weigh the whole: `(a {typed} b)^2`")),
        _ => mistake,
    })
}

fn has_places(node: &Node) -> bool {
    match node {
        Node::Or(nodes) => nodes.iter().all(has_places),
        Node::Word { .. }
        | Node::Phrase { .. }
        | Node::Prefix { .. }
        | Node::Wildcard { .. }
        | Node::Regex { .. }
        | Node::Fuzzy { .. } => true,
        _ => false,
    }
}
