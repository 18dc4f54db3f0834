//! What a page says for those who follow its links: where they lead, and under which licence it stands.

use super::lexer::{Lexer, Token};
use super::mark::is_inline;

/// Characters of a licence line that are kept.
const LONGEST_LICENCE: usize = 300;

/// What a page says of other pages and of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The address from which the others are read (`base`), as written.
    pub base: Option<String>,
    /// Where its links lead (`href` of `a` and `area`), as written, in their order, furniture included.
    pub hrefs: Vec<String>,
    /// The line that names the Open Government Licence, white space folded; the first if there are several.
    pub licence: Option<String>,
}

/// Reads the links of a page in one pass over its tags, however deep they are nested.
pub(in super::super) fn links(page: &str) -> Links {
    let mut found = Links::default();
    let mut line = String::new();
    let mut lexer = Lexer::new(page);
    while let Some(token) = lexer.next() {
        match token {
            Token::Text(range) => line.push_str(page.get(range).unwrap_or_default()),
            Token::End(name) if is_inline(&name) => {}
            Token::End(_) => found.end_line(&mut line),
            Token::Start(tag) => {
                if !is_inline(&tag.name) {
                    found.end_line(&mut line);
                }
                let href = tag.attribute("href").map(|href| plain(href.value.trim()));
                match (&*tag.name, href) {
                    ("a" | "area", Some(href)) if !href.is_empty() => found.hrefs.push(href),
                    ("base", Some(href)) if found.base.is_none() => found.base = Some(href),
                    ("script" | "style" | "textarea" | "template", _) => {
                        lexer.raw_content(&tag.name);
                    }
                    _ => {}
                }
            }
        }
    }
    found.end_line(&mut line);
    found
}

impl Links {
    fn end_line(&mut self, line: &mut String) {
        if self.licence.is_none() && line.contains("icen") {
            let folded = super::super::fold(&plain(line));
            if folded.to_lowercase().contains("open government licen") {
                self.licence = Some(folded.chars().take(LONGEST_LICENCE).collect());
            }
        }
        line.clear();
    }
}

/// The text with those entities decoded that stand in addresses and plain sentences: numbers and the five of XML.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        plain.push_str(before);
        let end = entity.bytes().take(10).position(|byte| byte == b';');
        let named = end.and_then(|end| Some((character(entity.get(1..end)?)?, end + 1)));
        let (c, length) = named.unwrap_or(('&', 1));
        plain.push(c);
        rest = entity.get(length..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16));
        return code.ok().and_then(char::from_u32);
    }
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_read_as_a_browser_would_follow_them() {
        let page = "<base href='/hmic/'><script>'<a href=\"no\">'</script><A HREF = kent/?a=1&amp;b=2#038;>x</A>\
            <!-- <a href=no> --><area href=\"a&#038;b\"><a name=top>y</a><a href=' '>z</a><a href='&unknown;&'>";
        let found = links(page);
        assert_eq!(found.base.as_deref(), Some("/hmic/"));
        assert_eq!(found.hrefs, ["kent/?a=1&b=2#038;", "a&b", "&unknown;&"]);
        assert_eq!(found.licence, None);
    }

    #[test]
    fn the_licence_is_the_line_that_names_it() {
        let page = "<p>Grades.</p><footer><p>All content is available under the\n <a href=x>Open Government&nbsp;Licence\
            </a> v3.0,\n except where otherwise stated</p><p>Crown copyright</p>";
        let line = "All content is available under the Open Government Licence v3.0, except where otherwise stated";
        assert_eq!(links(page).licence.as_deref(), Some(line));
        let long = format!("<p>Open Government Licence {}", "x".repeat(5_000));
        assert_eq!(links(&long).licence.map(|line| line.chars().count()), Some(300));
    }
}
