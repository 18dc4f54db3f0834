//! Words between double quotation marks of any shape.

/// What may close what an opening mark opened, likeliest first.
fn closers(open: char) -> &'static [char] {
    match open {
        '\u{201c}' => &['\u{201d}', '"'],
        '\u{201e}' => &['\u{201c}', '\u{201d}'],
        '\u{ab}' => &['\u{bb}'],
        '\u{bb}' => &['\u{ab}'],
        '\u{300c}' => &['\u{300d}'],
        '\u{ff02}' => &['\u{ff02}'],
        '"' => &['"', '\u{201d}'],
        _ => &[],
    }
}

/// What stands between marks, from left to right; a mark that nothing closes quotes to the end of the paragraph if its
/// shape says that it opens, and nothing if it is straight.
pub(super) fn between(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, open)) = next_open(text, at) {
        let inside = start + open.len_utf8();
        match close(text, inside, open) {
            Some(end) => {
                found.push(&text[inside..end]);
                at = end + text[end..].chars().next().map_or(1, char::len_utf8);
            }
            None if open == '\u{201c}' => {
                // The next paragraph goes on with the quotation.
                found.push(&text[inside..]);
                break;
            }
            None => at = inside,
        }
    }
    found
}

/// The text without the marks round the whole of it.
pub(super) fn without(text: &str) -> &str {
    let Some(open) = text.chars().next().filter(|c| !closers(*c).is_empty()) else { return text };
    let inside = &text[open.len_utf8()..];
    match inside.chars().last() {
        Some(last)
            if closers(open).contains(&last)
                && !inside[..inside.len() - last.len_utf8()].contains(open) =>
        {
            &inside[..inside.len() - last.len_utf8()]
        }
        _ => text,
    }
}

fn next_open(text: &str, from: usize) -> Option<(usize, char)> {
    let mut before = text[..from].chars().next_back().unwrap_or(' ');
    for (offset, c) in text[from..].char_indices() {
        let at = from + offset;
        let after = text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let opens = match c {
            // A straight mark opens where no word ends: else it is inches or closes something.
            '"' | '\u{ff02}' => !before.is_alphanumeric() && !after.is_whitespace(),
            '\u{bb}' => false,
            c => !closers(c).is_empty(),
        };
        if opens {
            return Some((at, c));
        }
        before = c;
    }
    None
}

fn close(text: &str, from: usize, open: char) -> Option<usize> {
    let rest = &text[from..];
    closers(open).iter().find_map(|closer| {
        rest.char_indices()
            .find(|(at, c)| {
                let before = rest[..*at].chars().next_back().unwrap_or(' ');
                c == closer && (*closer != '"' || !before.is_whitespace())
            })
            .map(|(at, _)| from + at)
    })
}
