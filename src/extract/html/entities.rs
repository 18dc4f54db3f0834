//! How long an entity in a page is, and what it stands for.
//!
//! There is no table of the two thousand names here: the tree builder has one, and is asked about each name once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use scraper::Html;

/// Those that most pages have: the others are asked for.
const COMMON: [(&str, &str); 14] = [
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&nbsp;", "\u{a0}"),
    ("&rsquo;", "\u{2019}"),
    ("&lsquo;", "\u{2018}"),
    ("&rdquo;", "\u{201d}"),
    ("&ldquo;", "\u{201c}"),
    ("&ndash;", "\u{2013}"),
    ("&mdash;", "\u{2014}"),
    ("&pound;", "\u{a3}"),
    ("&#8217;", "\u{2019}"),
    ("&#8211;", "\u{2013}"),
];

/// Bytes of a name that are looked at; the longest has 32.
const MAX_NAME: usize = 40;

/// Where an entity stands: `&copy=` is one in a text, and none in an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Inside {
    Text,
    Attribute,
}

/// An entity as it stands in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entity {
    /// Bytes that it takes in the page.
    pub(super) source: usize,
    /// What it stands for: one character, for some names two.
    pub(super) text: String,
}

/// The entities of a page that were met.
#[derive(Debug, Default)]
pub(super) struct Entities {
    known: BTreeMap<(Inside, String), Option<Entity>>,
}

impl Entities {
    /// The entity at the head of `source`, which begins with `&` and became a text that begins with `wanted`. An `&` that
    /// begins no entity stands for itself.
    pub(super) fn read(&mut self, source: &str, wanted: char, inside: Inside) -> Option<Entity> {
        let body = source.get(1..)?;
        // Only these can become an `&`: any other name behind one that stayed was none.
        let of_itself = ["#", "amp", "AMP"].iter().any(|name| body.starts_with(name));
        if wanted == '&' && !of_itself {
            return Some(Entity { source: 1, text: "&".to_owned() });
        }
        self.at_head(source, inside)
    }

    /// A text with its entities decoded.
    pub(super) fn decoded<'a>(&mut self, text: &'a str, inside: Inside) -> Option<Cow<'a, str>> {
        let Some(first) = text.find('&') else { return Some(Cow::Borrowed(text)) };
        let mut decoded = String::with_capacity(text.len());
        let (before, mut rest) = text.split_at(first);
        decoded.push_str(before);
        while !rest.is_empty() {
            let entity = self.at_head(rest, inside)?;
            decoded.push_str(&entity.text);
            let after = rest.get(entity.source..)?;
            let (plain, next) = after.split_at(after.find('&').unwrap_or(after.len()));
            decoded.push_str(plain);
            rest = next;
        }
        Some(Cow::Owned(decoded))
    }

    /// The entity at the head of `source`, which begins with `&`.
    fn at_head(&mut self, source: &str, inside: Inside) -> Option<Entity> {
        let body = source.get(1..)?;
        let length = name_length(body);
        if length == 0 {
            return Some(Entity { source: 1, text: "&".to_owned() });
        }
        let decides = match inside {
            Inside::Text => ";",
            Inside::Attribute => ";=",
        };
        let closed = body.get(length..)?.starts_with(|c| decides.contains(c));
        let written = source.get(..1 + length + usize::from(closed))?;
        if let Some((_, text)) = COMMON.iter().find(|(common, _)| *common == written) {
            return Some(Entity { source: written.len(), text: (*text).to_owned() });
        }
        let key = (inside, written.to_owned());
        self.known.entry(key).or_insert_with(|| measured(written, inside)).clone()
    }
}

/// Bytes of what may be the name or number of an entity.
fn name_length(body: &str) -> usize {
    let most = if body.starts_with('#') { usize::MAX } else { MAX_NAME };
    let may_be = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    body.bytes().take(most).take_while(may_be).count()
}

/// What the head of `written` stands for and how much of it does: what follows the entity is left as it was.
fn measured(written: &str, inside: Inside) -> Option<Entity> {
    let text = decoded(written, inside)?;
    if text == written {
        return Some(Entity { source: 1, text: "&".to_owned() });
    }
    if written.ends_with(';') && !text.ends_with(';') {
        return Some(Entity { source: written.len(), text });
    }
    // `&copy2016`: old names need no semicolon; each stands for one character.
    let first = text.chars().next()?;
    let left = text.len() - first.len_utf8();
    Some(Entity { source: written.len().checked_sub(left)?, text: first.to_string() })
}

fn decoded(written: &str, inside: Inside) -> Option<String> {
    match inside {
        Inside::Text => Some(Html::parse_fragment(written).root_element().text().collect()),
        Inside::Attribute => {
            let page = Html::parse_fragment(&format!("<p title=\"{written}\">"));
            let title = |node: &scraper::Node| Some(node.as_element()?.attr("title")?.to_owned());
            page.tree.values().find_map(title)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{COMMON, Entities, Inside, measured};

    #[test]
    fn an_entity_is_as_long_as_the_tree_builder_takes_it_to_be() {
        for (source, inside, entity, text) in [
            ("&amp;amp;", Inside::Text, "&amp;", "&"),
            ("&copyGood&amp;", Inside::Text, "&copy", "\u{a9}"),
            ("&copyGood;", Inside::Text, "&copy", "\u{a9}"),
            ("&copyGood;", Inside::Attribute, "&", "&"),
            ("&copy=", Inside::Text, "&copy", "\u{a9}"),
            ("&copy=", Inside::Attribute, "&", "&"),
            ("&copy;=", Inside::Attribute, "&copy;", "\u{a9}"),
            ("&Good&amp;", Inside::Text, "&", "&"),
            ("& x", Inside::Text, "&", "&"),
            ("&#8217Good", Inside::Text, "&#8217", "\u{2019}"),
            ("&#x41zz", Inside::Text, "&#x41", "A"),
            ("&#;", Inside::Text, "&", "&"),
            ("&semi;;", Inside::Text, "&semi;", ";"),
            ("&fjlig;ord", Inside::Text, "&fjlig;", "fj"),
            ("&notin;", Inside::Text, "&notin;", "\u{2209}"),
            ("&noti;", Inside::Text, "&not", "\u{ac}"),
            (
                "&CounterClockwiseContourIntegral;",
                Inside::Text,
                "&CounterClockwiseContourIntegral;",
                "\u{2233}",
            ),
        ] {
            let wanted = text.chars().next().unwrap();
            let found = Entities::default().read(source, wanted, inside).unwrap();
            assert_eq!((&source[..found.source], found.text.as_str()), (entity, text), "{source}");
        }
        let long = format!("&#{}65;", "0".repeat(100));
        let found = Entities::default().read(&long, 'A', Inside::Text).unwrap();
        assert_eq!(found.source, long.len());
    }

    #[test]
    fn the_common_ones_are_what_the_tree_builder_takes_them_to_be() {
        for (written, text) in COMMON {
            for inside in [Inside::Text, Inside::Attribute] {
                let entity = measured(written, inside).unwrap();
                assert_eq!((entity.source, entity.text.as_str()), (written.len(), text));
            }
        }
    }

    #[test]
    fn a_text_is_decoded_as_the_tree_builder_decodes_it() {
        let mut entities = Entities::default();
        for text in [
            "no entity",
            "R&D &amp; &copy2016 &&amp;amp; &#x41;&#8217 &nosuch; &notin;&noti; &",
            "&copy=&copy;=&amp=&ampx",
        ] {
            for inside in [Inside::Text, Inside::Attribute] {
                let whole = super::decoded(text, inside).unwrap();
                assert_eq!(entities.decoded(text, inside).unwrap(), whole, "{inside:?}");
            }
        }
    }
}
