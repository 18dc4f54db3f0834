//! Clauses that stand for more than one word: phrases, prefixes, wildcards, near spellings, regular expressions.

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::ast::Node;
use super::lex::bad_distance;
use super::mistake::Mistake;
use super::scan::{self, Scanner};
use super::{MAX_DISTANCE, MAX_REGEX};
use crate::report::Span;

/// Reads `"words"` or `"words"~3`, the scanner standing at the opening mark.
pub(super) fn phrase(scan: &mut Scanner<'_>) -> Result<Node, Mistake> {
    let start = scan.at();
    let text = quoted(scan)?;
    if scan::letters(&text) == 0 {
        return Err(Mistake::new(scan.span_from(start), "the phrase has no words")
            .hint("expected words between the quotation marks, as in `\"stop and search\"`"));
    }
    check_stars(&text, scan.span_from(start))?;
    let slop = if scan.eat("~") { slop(scan, start)? } else { 0 };
    Ok(Node::Phrase { text, slop, span: scan.span_from(start) })
}

/// Whether a word of a phrase stands for every word that begins so: `corrupt*`.
pub(crate) fn is_begun(word: &str) -> bool {
    word.strip_suffix('*').is_some_and(|letters| scan::letters(letters) > 1)
}

/// Whether a phrase has a word that stands for many.
pub(crate) fn holds_pattern(phrase: &str) -> bool {
    phrase.split(' ').any(is_begun)
}

/// A star in a phrase that stands for nothing would be lost in silence.
fn check_stars(text: &str, span: Span) -> Result<(), Mistake> {
    let lost = |word: &&str| {
        word.contains('*') && !(is_begun(word) && word.find('*') == Some(word.len() - 1))
    };
    let Some(word) = text.split(' ').find(lost) else { return Ok(()) };
    let mistake =
        Mistake::new(span, format!("the star of `{word}` stands for nothing in a phrase")).hint(
            "expected a star only after at least two letters of a word, as in `\"corrupt* unit\"`",
        );
    let others: Vec<&str> = text.split(' ').filter(|word| scan::letters(word) > 0).collect();
    Err(if scan::letters(word) == 0 && others.len() > 1 {
        mistake.hint(format!("for any word between, write `\"{}\"~1`", others.join(" ")))
    } else {
        mistake.hint("if no other word is meant, leave the star off")
    })
}

/// Reads the text between two quotation marks, white space folded, the scanner standing at the first.
pub(super) fn quoted(scan: &mut Scanner<'_>) -> Result<String, Mistake> {
    let start = scan.at();
    scan.bump();
    let open = scan.span_from(start);
    let text = scan.take_while(|c| !scan::is_quote(c));
    if scan.bump().is_none() {
        return Err(Mistake::new(open, "the quotation mark is never closed")
            .hint("expected a second `\"` after the last word of the phrase")
            .hint("if no phrase is meant, leave the mark off"));
    }
    Ok(scan::fold_spaces(text))
}

fn slop(scan: &mut Scanner<'_>, start: usize) -> Result<u32, Mistake> {
    let mark = scan.at() - 1;
    let digits = scan.take_run();
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    digits.parse().ok().filter(|n| plain && *n <= MAX_DISTANCE).ok_or_else(|| {
        let example = format!("{}~3", scan.since(start).split('~').next().unwrap_or_default());
        bad_distance(scan.span_from(mark), &format!("~{digits}"), &example)
    })
}

/// Reads `run` as everything, near spelling, prefix or wildcard; `None` if it is none of them.
pub(super) fn pattern(run: &str, span: Span) -> Result<Option<Node>, Mistake> {
    if run == "*" {
        return Ok(Some(Node::Everything(span)));
    }
    if let Some((text, distance)) = run.split_once('~') {
        return fuzzy(text, distance, span).map(Some);
    }
    if !run.contains(['*', '?']) {
        return Ok(None);
    }
    let prefix = run.strip_suffix('*').filter(|text| !text.contains(['*', '?']));
    if scan::letters(run) < 2 {
        return Err(too_short(run, span, prefix.is_some()));
    }
    Ok(Some(match prefix {
        Some(text) => Node::Prefix { text: text.to_owned(), span },
        None => Node::Wildcard { text: run.to_owned(), span },
    }))
}

fn too_short(run: &str, span: Span, prefix: bool) -> Mistake {
    let (message, example) = if prefix {
        (format!("`{run}` has fewer than two letters before the star"), "corrupt*")
    } else {
        (format!("`{run}` has fewer than two letters beside its `?` and `*`"), "organi?ation")
    };
    Mistake::new(span, message)
        .hint(format!("expected at least two letters, as in `{example}`"))
        .hint("`*` alone asks for everything; a `?` that ends a question is left off")
}

fn fuzzy(text: &str, distance: &str, span: Span) -> Result<Node, Mistake> {
    if scan::letters(text) == 0 {
        return Err(Mistake::new(span, format!("`~{distance}` has no word before it"))
            .hint("expected a word directly before `~`, as in `corrupton~1`"));
    }
    if text.contains(['*', '?']) {
        return Err(Mistake::new(
            span,
            format!("`{text}~` is a pattern and a near spelling at once"),
        )
        .hint("expected letters only before `~`, as in `corrupton~1`"));
    }
    let distance = match distance {
        "" | "1" => 1,
        "2" => 2,
        _ => return Err(bad_edits(text, distance, span)),
    };
    Ok(Node::Fuzzy { text: text.to_owned(), distance, span })
}

fn bad_edits(text: &str, distance: &str, span: Span) -> Mistake {
    let mark = Span::new(span.start + text.len(), span.end);
    let mistake = Mistake::new(mark, format!("`~{distance}` is no number of wrong letters"))
        .hint("expected `~`, `~1` or `~2`: at most 2 letters may differ");
    if distance.chars().all(|c| c.is_ascii_digit()) {
        mistake.hint(format!("for words close to each other, write `\"... ...\"~{distance}`"))
    } else {
        mistake.or_quote(&format!("{text}~{distance}"))
    }
}

/// Reads `/regular expression/`, the scanner standing at the first slash.
pub(super) fn regex(scan: &mut Scanner<'_>) -> Result<Node, Mistake> {
    let start = scan.at();
    scan.bump();
    let Some(text) = up_to_slash(scan) else {
        return Err(unclosed_regex(scan, start));
    };
    let span = scan.span_from(start);
    if !scan.is_at_bound() {
        let mut after = scan.clone();
        let tail = after.take_run();
        let whole = after.since(start);
        let message = format!("`{tail}` stands right after a regular expression");
        return Err(Mistake::new(after.span_from(scan.at()), message)
            .hint("expected a space after the closing `/`")
            .or_quote(whole));
    }
    check_regex(text, span)?;
    Ok(Node::Regex { text: text.to_owned(), span })
}

/// The text up to the next slash that no backslash precedes, and passes over both; no slash in the same word gives `None`.
fn up_to_slash<'a>(scan: &mut Scanner<'a>) -> Option<&'a str> {
    let start = scan.at();
    loop {
        match scan.peek().filter(|c| !scan::is_space(*c))? {
            '/' => break,
            '\\' => {
                scan.bump();
                scan.peek().filter(|c| !scan::is_space(*c))?;
            }
            _ => {}
        }
        scan.bump();
    }
    let text = scan.since(start);
    scan.bump();
    Some(text)
}

fn unclosed_regex(scan: &Scanner<'_>, start: usize) -> Mistake {
    Mistake::new(Span::new(start, start + 1), "the regular expression is never closed")
        .hint("expected a second `/` before the next space: an expression matches one word")
        .or_quote(scan.since(start))
}

fn check_regex(text: &str, span: Span) -> Result<(), Mistake> {
    let length = text.chars().count();
    if length == 0 {
        return Err(Mistake::new(span, "the regular expression is empty")
            .hint("expected an expression that matches a whole word, as in `/corrupt(ion|ly)/`"));
    }
    if length > MAX_REGEX {
        let message = format!("the regular expression is {length} characters long");
        return Err(Mistake::new(span, message)
            .hint(format!("expected at most {MAX_REGEX} characters between the slashes")));
    }
    match unusable_in(text, span)? {
        Some(what) => {
            let message = format!("{what} cannot be used in a regular expression here");
            Err(Mistake::new(span, message)
                .hint("expected an expression for a whole word, as in `/corrupt(ion|ly)/`")
                .hint("capitals never matter, and the whole word always matches: leave `(?i)`, `^`, `$`, `\\b` off"))
        }
        None => Ok(()),
    }
}

fn unusable_in(text: &str, span: Span) -> Result<Option<&'static str>, Mistake> {
    let ast = ParserBuilder::new().nest_limit(32).build().parse(text);
    let ast = ast.map_err(|error| bad_syntax(error.kind(), error.span(), span))?;
    if regex_syntax::ast::visit(&ast, NoFlags).is_err() {
        return Ok(Some("a flag such as `(?i)`"));
    }
    let hir = Translator::new().translate(text, &ast);
    let hir = hir.map_err(|error| bad_syntax(error.kind(), error.span(), span))?;
    Ok(unusable(&hir))
}

/// A syntax error of the expression, at its place in the query.
fn bad_syntax(what: &dyn std::fmt::Display, within: &ast::Span, span: Span) -> Mistake {
    let inside = span.start + 1;
    let place = Span::new(inside + within.start.offset, inside + within.end.offset);
    Mistake::new(place, format!("the regular expression is wrong: {what}"))
        .hint("expected an expression that matches a whole word, as in `/corrupt(ion|ly)/`")
        .hint("a mark such as `(` or `+` that is meant literally needs a backslash: `\\(`")
}

/// Stops at the first flag: without regard to case, large classes take a thousand times as long to build.
struct NoFlags;

impl ast::Visitor for NoFlags {
    type Output = ();
    type Err = ();

    fn finish(self) -> Result<(), ()> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), ()> {
        let flagged = match ast {
            Ast::Flags(_) => true,
            Ast::Group(group) => group.flags().is_some_and(|flags| !flags.items.is_empty()),
            _ => false,
        };
        if flagged { Err(()) } else { Ok(()) }
    }
}

/// What the engine has no means for: it runs expressions over its list of words. The parser limits the depth to 32.
fn unusable(hir: &Hir) -> Option<&'static str> {
    match hir.kind() {
        HirKind::Look(_) => Some("a mark for a bound (`^`, `$`, `\\b`)"),
        HirKind::Class(Class::Bytes(_)) => Some("a class of bytes"),
        HirKind::Repetition(repetition) if !repetition.greedy => Some("a lazy repetition"),
        HirKind::Repetition(repetition) => unusable(&repetition.sub),
        HirKind::Capture(capture) => unusable(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(unusable),
        _ => None,
    }
}
