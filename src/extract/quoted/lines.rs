//! Paragraphs of plain text and of Markdown, line by line.

use super::Paragraph;

/// The paragraphs, each with the line on which it begins. In both, lines that begin with `>` are a block quotation.
pub(super) fn paragraphs(text: &str, is_markdown: bool) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let mut open: Option<Paragraph> = None;
    let mut fence: Option<&str> = None;
    for (line, raw) in (1..).zip(text.lines()) {
        let trimmed = raw.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        if is_markdown && (fence.is_some() || mark.is_some()) {
            found.extend(open.take());
            fence = match fence {
                None => mark,
                Some(fence) if mark == Some(fence) => None,
                open => open,
            };
            continue;
        }
        let quoted = trimmed.strip_prefix('>').map(|rest| rest.trim_start_matches(['>', ' ']));
        let is_block = quoted.is_some();
        let words = quoted.unwrap_or(trimmed);
        let goes_on = open.as_ref().is_some_and(|open| open.is_block == is_block)
            && (is_block || !words.is_empty())
            && !(is_markdown && !is_block && begins(words));
        if !goes_on {
            found.extend(open.take());
        }
        if words.is_empty() && !is_block {
            continue;
        }
        let words = if is_markdown { plain(words) } else { words.to_owned() };
        match &mut open {
            Some(open) => {
                open.text.push('\n');
                open.text.push_str(&words);
            }
            None => open = Some(Paragraph { text: words, line, is_block }),
        }
    }
    found.extend(open);
    found
}

/// True for a line of Markdown that is not part of the paragraph before it: a heading, an item, a row.
fn begins(line: &str) -> bool {
    let item = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['#', '|'])
        || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
        || (item.len() < line.len() && (item.starts_with(". ") || item.starts_with(") ")))
}

/// A line without the markup within it: emphasis, code, links, escapes.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                let escaped = after.chars().next().unwrap_or_default();
                out.push(escaped);
                rest = &after[escaped.len_utf8()..];
                continue;
            }
            '*' => {}
            // Within a word it is a letter of a name.
            '_' if !(out.ends_with(char::is_alphanumeric)
                && after.starts_with(char::is_alphanumeric)) => {}
            '`' => {
                // Code is none of the words.
                rest = after.split_once('`').map_or(after, |(_, rest)| rest);
                continue;
            }
            '[' => {
                if let Some((words, target)) = after.split_once("](")
                    && !words.contains(['[', ']'])
                    && let Some((_, beyond)) = target.split_once(')')
                {
                    out.push_str(&plain(words));
                    rest = beyond;
                    continue;
                }
                out.push(c);
            }
            c => out.push(c),
        }
        rest = after;
    }
    out
}
