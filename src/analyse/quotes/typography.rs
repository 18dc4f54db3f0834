//! Texts without what only their setting makes different: the shapes of quotation marks, dashes and spaces.

use super::align::ENDS;

/// What differs in shape alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Straight and curly quotation marks and apostrophes.
    Marks,
    /// Hyphens and dashes of any length.
    Dashes,
    /// Spaces of any width, line ends, soft hyphens.
    Spaces,
}

impl Shape {
    const ALL: [Self; 3] = [Self::Marks, Self::Dashes, Self::Spaces];

    /// The name in JSON and tables.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Marks => "quotation_marks",
            Self::Dashes => "dashes",
            Self::Spaces => "spaces",
        }
    }
}

/// A text in plain shapes: straight marks, hyphens, single spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plain(String);

impl Plain {
    pub(super) fn of(text: &str) -> Self {
        Self(folded(text, &Shape::ALL))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// True if the segments, which are plain, stand in it one after the other, each as whole words.
    pub(super) fn holds_all(&self, segments: &[String]) -> bool {
        holds_all(&self.0, segments)
    }
}

/// The shapes in which the segments differ from the text that holds them.
pub(super) fn shapes(segments: &[String], text: &str) -> Vec<Shape> {
    let without = |left_out: Shape| {
        let others: Vec<Shape> = Shape::ALL.into_iter().filter(|one| *one != left_out).collect();
        let segments: Vec<String> = segments.iter().map(|one| folded(one, &others)).collect();
        !holds_all(&folded(text, &others), &segments)
    };
    Shape::ALL.into_iter().filter(|shape| without(*shape)).collect()
}

fn holds_all(text: &str, segments: &[String]) -> bool {
    let mut at = 0;
    for segment in segments.iter().filter(|segment| !segment.is_empty()) {
        match find(text, segment, at) {
            Some(end) => at = end,
            None => return false,
        }
    }
    at > 0
}

/// Where the first place of `segment` from `from` on ends that cuts no word in two. A full stop, comma or the like at the end
/// of a quotation may be the writer's own.
fn find(text: &str, segment: &str, from: usize) -> Option<usize> {
    let bare = segment.trim_end_matches(ENDS);
    let segment = if bare.is_empty() { segment } else { bare };
    let mut at = from;
    while let Some(found) = text.get(at..)?.find(segment) {
        let (start, end) = (at + found, at + found + segment.len());
        let cuts = |before: Option<char>, after: Option<char>| {
            before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
        };
        let first = segment.chars().next();
        let last = segment.chars().next_back();
        if !cuts(text[..start].chars().next_back(), first)
            && !cuts(last, text[end..].chars().next())
        {
            return Some(end);
        }
        at = start + first.map_or(1, char::len_utf8);
    }
    None
}

/// The text with these shapes made plain.
fn folded(text: &str, shapes: &[Shape]) -> String {
    let has = |shape| shapes.contains(&shape);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{2bc}' | '`'
            | '\u{b4}'
                if has(Shape::Marks) =>
            {
                out.push('\'');
            }
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '\u{ab}'
            | '\u{bb}'
                if has(Shape::Marks) =>
            {
                // Marks within marks are single in one house and double in another.
                out.push('\'');
            }
            '"' if has(Shape::Marks) => out.push('\''),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
                if has(Shape::Dashes) =>
            {
                out.push('-');
            }
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}'
                if has(Shape::Spaces) => {}
            c if c.is_whitespace() && has(Shape::Spaces) => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

#[cfg(test)]
mod tests {
    use super::{Plain, Shape, shapes};

    fn holds(text: &str, segments: &[&str]) -> bool {
        let segments: Vec<String> =
            segments.iter().map(|one| Plain::of(one).as_str().to_owned()).collect();
        Plain::of(text).holds_all(&segments)
    }

    #[test]
    fn shapes_are_accepted_and_words_are_not_cut() {
        let text = "The force\u{2019}s counter\u{2011}corruption unit\u{a0}is small.";
        assert!(holds(text, &["force's counter-corruption unit is small"]));
        assert!(holds(text, &["counter-corruption unit is small,"]));
        assert!(!holds(text, &["orce's counter-corruption"]));
        assert!(!holds(text, &["counter-corruption uni"]));
        assert!(!holds(text, &["The Force's"]));
    }

    #[test]
    fn segments_stand_in_their_order() {
        let text = "It is good at nets, and it is good at boats.";
        assert!(holds(text, &["It is good", "good at boats"]));
        assert!(!holds(text, &["at boats", "at nets"]));
        assert!(holds(text, &["good at", "good at"]));
        assert!(!holds(text, &["good at", "good at", "good at"]));
    }

    #[test]
    fn what_differs_in_shape_is_told() {
        let of = |quoted: &str, text: &str| shapes(&[quoted.to_owned()], text);
        assert_eq!(of("the force's nets", "the force's nets"), []);
        assert_eq!(of("the force's nets", "the force\u{2019}s nets"), [Shape::Marks]);
        assert_eq!(of("well-run - it says", "well\u{2011}run \u{2013} it says"), [Shape::Dashes]);
        assert_eq!(
            of("the force's well-run nets", "the force\u{2019}s\nwell\u{2010}run nets"),
            [Shape::Marks, Shape::Dashes, Shape::Spaces]
        );
    }
}
