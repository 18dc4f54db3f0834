//! What on a page is not its text: navigation, banners, side columns; and where the text is.

use super::element::Element;
use super::tree::{Kind, Node, Tree};

/// Where the text of a page is.
#[derive(Debug)]
pub(super) struct Main {
    /// Index of the element to read.
    pub(super) root: usize,
    /// Index of the page's first heading, where it stands outside of `root`.
    pub(super) title: Option<usize>,
}

impl Main {
    /// `main`, else an element that says it is the content and holds most of the text, else the body.
    pub(super) fn find(tree: &Tree<'_>) -> Self {
        let body = tree.inside(0).find(|(_, e)| e.name() == "body").map_or(0, |(at, _)| at);
        let weights: Vec<usize> = tree.nodes.iter().map(weight_of).collect();
        let weight = |root| -> usize {
            Visible::new(tree, root).filter_map(|at| weights.get(at).copied()).sum()
        };
        let whole = weight(body);
        let best = |share: usize, test: fn(&Element<'_>) -> bool| {
            let candidates = tree.inside(body).filter(|(_, element)| test(element)).take(16);
            let weighed = candidates.map(|(at, _)| (weight(at), std::cmp::Reverse(at)));
            weighed.max().filter(|(w, _)| *w * 100 >= whole * share && *w > 0).map(|(_, at)| at.0)
        };
        let root = best(30, is_main).or_else(|| best(60, is_content)).unwrap_or(body);
        let title = |root| Visible::new(tree, root).find(|at| tree.name(*at) == "h1");
        let outside = tree.inside(body).filter(|(_, element)| element.name() == "h1");
        let mut outside =
            outside.filter(|(at, _)| !tree.around(*at).any(|a| is_never_text(tree, a)));
        let title = if title(root).is_some() { None } else { outside.next().map(|(at, _)| at) };
        Self { root, title }
    }
}

fn is_main(element: &Element<'_>) -> bool {
    element.name() == "main" || element.attr("role") == Some("main")
}

fn is_content(element: &Element<'_>) -> bool {
    const NAMES: [&str; 8] = [
        "content",
        "main",
        "main-content",
        "maincontent",
        "page-content",
        "primary",
        "entry-content",
        "post-content",
    ];
    let named = |name: &str| NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
    element.name() == "article" || element.id().is_some_and(named) || element.classes().any(named)
}

/// Characters of a text, white space left out. Runs short enough that a byte counts them, so that many are counted at a time.
fn weight_of(node: &Node<'_>) -> usize {
    let Kind::Text(text, _) = &node.kind else { return 0 };
    let runs = text.as_bytes().chunks(usize::from(u8::MAX));
    runs.map(|run| {
        usize::from(run.iter().map(|byte| u8::from(!byte.is_ascii_whitespace())).sum::<u8>())
    })
    .sum()
}

/// The nodes of a subtree that are not furniture, in reading order.
pub(super) struct Visible<'t, 'a> {
    tree: &'t Tree<'a>,
    at: usize,
    root: usize,
}

impl<'t, 'a> Visible<'t, 'a> {
    pub(super) fn new(tree: &'t Tree<'a>, root: usize) -> Self {
        Self { tree, at: root, root }
    }
}

impl Iterator for Visible<'_, '_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.at < self.tree.end(self.root) {
            let at = self.at;
            if at != self.root && self.tree.is_furniture(at) {
                self.at = self.tree.end(at).max(at + 1);
                continue;
            }
            self.at += 1;
            return Some(at);
        }
        None
    }
}

/// What [`Tree::is_furniture`] says of a node.
pub(super) fn told(tree: &Tree<'_>, at: usize) -> bool {
    let Some(element) = tree.element(at) else { return false };
    if is_never_text(tree, at) || is_skip_link(tree, at, element) {
        return true;
    }
    if element.name() == "header" {
        return !tree.around(at).any(|a| matches!(tree.name(a), "main" | "article" | "section"))
            && !tree.around(at).filter_map(|a| tree.element(a)).any(is_main);
    }
    let names = element.classes().chain(element.id());
    names.into_iter().any(is_side_name) && !holds_main(tree, at)
}

/// Elements that hold no text of the page wherever they stand.
fn is_never_text(tree: &Tree<'_>, at: usize) -> bool {
    let Some(element) = tree.element(at) else { return false };
    let by_name = matches!(
        element.name(),
        "head"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "nav"
            | "aside"
            | "footer"
            | "button"
            | "select"
            | "textarea"
            | "input"
            | "datalist"
            | "dialog"
            | "object"
            | "canvas"
            | "audio"
            | "video"
            | "map"
            | "menu"
    );
    by_name || is_hidden(element) || element.attr("role").is_some_and(is_side_role)
}

fn is_hidden(element: &Element<'_>) -> bool {
    let style = || element.attr("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    element.attr("hidden").is_some_and(|how| how != "until-found")
        || element.attr("aria-hidden") == Some("true")
        || style().contains("display:none")
}

fn is_side_role(role: &str) -> bool {
    matches!(
        role,
        "navigation"
            | "banner"
            | "contentinfo"
            | "complementary"
            | "search"
            | "dialog"
            | "alertdialog"
            | "menu"
            | "menubar"
            | "toolbar"
    )
}

/// A link to a place on this page that offers to skip to it.
fn is_skip_link(tree: &Tree<'_>, at: usize, element: &Element<'_>) -> bool {
    element.attr("href").is_some_and(|href| href.starts_with('#'))
        && tree.texts(at).find(|text| !text.trim().is_empty()).is_some_and(|text| {
            text.trim_start().get(..7).is_some_and(|s| s.eq_ignore_ascii_case("skip to"))
        })
}

/// True for a class or id that names furniture: the word itself or a plain compound of it. `has-sidebar` and
/// the like say how a page is laid out, not what the element is.
fn is_side_name(name: &str) -> bool {
    const WORDS: [&str; 25] = [
        "banner",
        "breadcrumb",
        "breadcrumbs",
        "cookie",
        "cookies",
        "related",
        "sidebar",
        "share",
        "sharing",
        "social",
        "skip",
        "skiplink",
        "skiplinks",
        "menu",
        "pagination",
        "pager",
        "nav",
        "navbar",
        "navigation",
        "footer",
        "masthead",
        "toolbar",
        "popup",
        "switcher",
        "announcement",
    ];
    const ALSO: [&str; 35] = [
        "bar",
        "alert",
        "consultation",
        "emergency",
        "header",
        "lang",
        "language",
        "languages",
        "notification",
        "phase",
        "top",
        "block",
        "box",
        "buttons",
        "consent",
        "content",
        "control",
        "footer",
        "global",
        "icons",
        "left",
        "link",
        "links",
        "list",
        "main",
        "media",
        "message",
        "nav",
        "notice",
        "page",
        "pages",
        "primary",
        "right",
        "secondary",
        "site",
    ];
    let parts = || name.split(['-', '_']).filter(|part| !part.is_empty());
    let is_in = |words: &[&str], part: &str| words.iter().any(|it| it.eq_ignore_ascii_case(part));
    parts().any(|part| is_in(&WORDS, part))
        && parts().all(|part| is_in(&WORDS, part) || is_in(&ALSO, part))
}

/// True if the page's main part or its title is inside: then the name says how the page is laid out.
fn holds_main(tree: &Tree<'_>, at: usize) -> bool {
    let own =
        tree.element(at).is_some_and(|e| matches!(e.name(), "body" | "html" | "main" | "article"));
    own || tree.holds_landmark(at)
}

#[cfg(test)]
mod tests {
    use super::is_side_name;

    #[test]
    fn only_names_of_furniture_are_furniture() {
        for (name, side) in [
            ("breadcrumb", true),
            ("cookie-banner", true),
            ("cookie-control", true),
            ("related-links", true),
            ("consultation-banner", true),
            ("language-switcher", true),
            ("site-announcement", true),
            ("consultation", false),
            ("grade-banner", false),
            ("language", false),
            ("sidebar_right", true),
            ("share-buttons", true),
            ("Main-Menu", true),
            ("has-sidebar", false),
            ("with-menu-open", false),
            ("shared-services", false),
            ("unrelated", false),
            ("grade-box", false),
            ("main-content", false),
            ("stakeholder-related-crime", false),
        ] {
            assert_eq!(is_side_name(name), side, "{name}");
        }
    }
}
