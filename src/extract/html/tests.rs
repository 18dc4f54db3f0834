use proptest::prelude::*;

use super::regular::Regular;
use super::tree::Tree;
use super::{mark, read};
use crate::extract::decode::{clean_str, decode};
use crate::extract::{BlockKind, Text};
use crate::report::Span;

fn page(html: &str) -> Text {
    read(clean_str(html))
}

/// `kind words` a block.
fn shown(html: &str) -> Vec<String> {
    let text = page(html);
    let show = |block: &crate::extract::Block| {
        let kind = match block.kind {
            BlockKind::Heading(level) => format!("h{level}"),
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::Item(depth) => format!("i{depth}"),
            BlockKind::Row => "row".to_owned(),
            BlockKind::Badge => "badge".to_owned(),
        };
        format!("{kind} {}", text.block_text(block))
    };
    text.blocks.iter().map(show).collect()
}

#[test]
fn blocks_of_a_page() {
    for (html, blocks) in [
        ("<h2>Legitimacy</h2><p>How <b>well</b>?</p>", vec!["h2 Legitimacy", "p How well?"]),
        ("<p>Last updated 08/12/2016<br>Good</p>", vec!["p Last updated 08/12/2016", "p Good"]),
        ("<p>coun<wbr>ter-<i>corr</i>uption\n unit</p>", vec!["p counter-corruption unit"]),
        (
            "<ul><li>one<ul><li><p>two</p><p>more</p></ul>after<li>three</ul>",
            vec!["i0 one", "i1 two more", "p after", "i0 three"],
        ),
        ("<ul><li><h3>Card</h3><p>Words</p></ul>", vec!["h3 Card", "p Words"]),
        (
            "<table><tr><th>Question<th>Grade<tr><td>1<td><span class=grade>Good</span><tr><td><td>x<td></table>",
            vec!["row Question\tGrade", "row 1\tGood", "row \tx\t"],
        ),
        (
            "<table><tr><td><h2>Head</h2><p>a<p>b<td><ul><li>c</ul></table>",
            vec!["h2 Head", "p a", "p b", "i0 c"],
        ),
        (
            "<dl><dt>Force<dd>Kent</dl><blockquote><p>We are glad</p></blockquote><pre>a\nb</pre>",
            vec!["p Force", "p Kent", "p We are glad", "p a", "p b"],
        ),
        (
            "<details><summary>More</summary><div>text <div>block</div> tail</div></details>",
            vec!["p More", "p text", "p block", "p tail"],
        ),
        ("loose &amp; <!-- not --> free", vec!["p loose & free"]),
        ("", vec![]),
    ] {
        assert_eq!(shown(html), blocks, "{html}");
    }
}

#[test]
fn lines_and_definitions_stand_close_by() {
    let text = page("<p>a<br>b</p><p>c</p><dl><dt>d<dd>e</dl>");
    let blanks: Vec<_> = text.blocks.iter().map(|block| block.blank_before).collect();
    assert_eq!(blanks, [0, 0, 1, 1, 0]);
    assert_eq!(text.canonical, "a\nb\n\nc\n\nd\ne");
}

#[test]
fn labels_are_badges_only_outside_of_prose() {
    for (html, blocks) in [
        ("<p><span class='grade grade--good'>Good</span></p>", vec!["badge Good"]),
        (
            "<div class='grade-box'><span class=grade>Requires improvement</span></div>",
            vec!["badge Requires improvement"],
        ),
        (
            "<h3>How well? <strong class=govuk-tag>Good</strong></h3>",
            vec!["h3 How well?", "badge Good"],
        ),
        (
            "<div><span>How well?</span> <span class=grade>Good</span></div>",
            vec!["p How well?", "badge Good"],
        ),
        ("<p>It was <span class=grade>good</span> at it.</p>", vec!["p It was good at it."]),
        ("<p>Overall grade: <span class=badge>Good</span></p>", vec!["p Overall grade: Good"]),
        ("<ul><li><a>Kent</a> <span class=grade>Good</span></ul>", vec!["i0 Kent Good"]),
        (
            "<div><span class=label>Last updated</span> <b>8 May</b></div>",
            vec!["p Last updated 8 May"],
        ),
        ("<p><img src=x alt='Graded good'></p>", vec!["badge Graded good"]),
        ("<p>Grade <img alt=Good> now</p>", vec!["p Grade Good now"]),
        ("<p><img alt='The chief constable'>x</p>", vec!["p x"]),
        ("<div class=rating><h4>Efficiency</h4><p>Good</p></div>", vec!["h4 Efficiency", "p Good"]),
    ] {
        assert_eq!(shown(html), blocks, "{html}");
    }
}

#[test]
fn furniture_is_left_out() {
    let html = "<html><head><title> Kent \n 2016</title><link rel='x canonical' href='/kent/'>\
        <style>p{}</style></head><body class='page has-sidebar menu-open'>\
        <a class=v href='#main'>Skip to content</a><header><p>HMIC</header><nav>Home</nav>\
        <div class='cookie-banner'>Cookies</div><p class=breadcrumb>Home &gt; Kent</p>\
        <div id=wrap class='sidebar-right'><main id=main><header><h1>Kent 2016</h1></header>\
        <script>var good = '<p>Good</p>';</script><p hidden>secret<p>Words of the page.\
        <div class='share-buttons'>Tweet</div><aside><p>Other forces: <b class=grade>Inadequate</b></aside>\
        <form><label>Search <input></label><select><option>x</select><p>Within a form</p></form></main></div>\
        <div class=related-content><article>Thornwold Outstanding</article></div>\
        <footer>Crown copyright</footer></body></html>";
    assert_eq!(
        shown(html),
        ["h1 Kent 2016", "p Words of the page.", "p Search", "p Within a form"]
    );
    let text = page(html);
    assert_eq!(text.head_title.as_deref(), Some("Kent 2016"));
    assert_eq!(text.head_url.as_deref(), Some("/kent/"));
    // Without a main part the same furniture goes; a title before it is kept.
    for (html, blocks) in [
        (
            "<body><nav>n</nav><div class=sidebar>s</div><p>Words</p><footer>f</footer>",
            vec!["p Words"],
        ),
        (
            "<body><div class=hero><h1>Title</h1></div><main><p>Words here</p></main>",
            vec!["h1 Title", "p Words here"],
        ),
        (
            "<body><p>Long words of the page, and more.</p><main></main>",
            vec!["p Long words of the page, and more."],
        ),
    ] {
        assert_eq!(shown(html), blocks, "{html}");
    }
}

/// Every ASCII word of the canonical text maps to bytes that are that word once entities are decoded.
fn words_lead_back(bytes: &[u8], text: &Text) -> (usize, usize) {
    let (mut mapped, mut all) = (0, 0);
    let mut at = 0;
    for word in text.canonical.split(|c: char| !c.is_ascii_alphanumeric()) {
        let start = at;
        at += word.len()
            + text.canonical[start + word.len()..].chars().next().map_or(0, char::len_utf8);
        if word.is_empty() {
            continue;
        }
        all += 1;
        let Some(source) = text.source.to_source(Span::new(start, start + word.len())) else {
            continue;
        };
        let raw = String::from_utf8_lossy(&bytes[source.start..source.end]).into_owned();
        let mut inside = false;
        let bare: String = raw
            .chars()
            .filter(|c| {
                inside = *c == '<' || (inside && *c != '>');
                !inside && *c != '>'
            })
            .collect();
        assert_eq!(bare, word, "at {start}");
        mapped += 1;
    }
    (mapped, all)
}

#[test]
fn every_word_leads_back_to_its_bytes() {
    let html = "<!-- 1 5 --><title>T</title>stray <table>foster<tr><td>cell&nbsp;one</table>\
        <p>The force&rsquo;s caf\u{e9} &amp; unit<b>s</b> &copy2016 &pound;5 \u{2014} and\n  more</p>\
        <ul><li>a &lt;tag&gt;<li>b</ul><img alt='Good'><svg><text>no</text></svg></body>after";
    let text = page(html);
    let (mapped, all) = words_lead_back(html.as_bytes(), &text);
    assert!(mapped + 2 >= all, "{mapped} of {all}: {:?}", text.canonical);
    let legacy = encoding_rs::WINDOWS_1252.encode(html).0.into_owned();
    let text = read(decode(&legacy, true));
    let (mapped, all) = words_lead_back(&legacy, &text);
    assert!(mapped + 2 >= all, "{mapped} of {all}: {:?}", text.canonical);
}

#[test]
fn depth_does_not_cost_structure() {
    let html = "<div>".repeat(5000)
        + "<h1>Title</h1><p>Words<ul><li>Item</ul>"
        + &"</div>".repeat(5000)
        + "<p>End";
    assert_eq!(shown(&html), ["h1 Title", "p Words", "i0 Item", "p End"]);
}

#[test]
fn hostile_pages_are_read_in_time() {
    let many = |open: &str, n: usize| open.repeat(n);
    for (name, html) in [
        ("nested", many("<div>", 100_000) + "deep" + &many("</div>", 100_000) + "<p>after"),
        ("formatting", many("<b><i class=x><p>", 10_000) + "deep<p>after"),
        ("anchors", many("<a href=#x><p>x", 10_000) + "<p>after"),
        ("tables", many("<table><tr><td>", 20_000) + "deep</table><p>after"),
        ("attributes", format!("<p {}>deep<p>after", many("a=1 class=b ", 50_000))),
        ("unclosed", many("<!-- ", 100_000) + "-->deep<p>after"),
        (
            "badges",
            format!("<div>{}</div><p>after", many("<span class=grade>Good</span> ", 10_000)),
        ),
        ("ends", format!("<div>{}deep<p>after", many("</span></b></p>", 50_000))),
        ("entities", format!("<p>{}<p>after", many("&ampx&nosuchentityatall;", 5_000))),
    ] {
        let begun = std::time::Instant::now();
        let text = page(&html);
        assert!(text.canonical.ends_with("after"), "{name}");
        assert!(begun.elapsed().as_secs() < 20, "{name}: {:?}", begun.elapsed());
    }
}

/// Tags that a page may have, in any order, with what they must not disturb: the places of words, labels, furniture, entities.
const PIECES: &str = "(<(html|head|body|main|p|div|div class=grade|div id=main|section|span class=a|b|i class=x|a href=#m|abbr|em|h1|h2|h3|\
    ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|caption|form|button|nav|aside|pre|blockquote|article|select|option|svg|title|br|hr|img \
    alt=Good|meta|link rel=canonical href='/&amp;x'|font|object|ruby|rt|x-y|label)>|</(body|main|p|div|section|span|b|i|a|h1|h2|h3|ul|ol|li|\
    dl|dt|dd|table|tbody|tr|td|th|caption|form|button|nav|aside|pre|article|select|svg|title|br|object|x-y|label|abbr)>|\
    Good|words &amp; more|&copy2016|&nosuch;| |\n|<|1 < 2|\u{a0}|caf\u{e9}|<!-- c -->)";

/// The same with nothing that a program would not write.
const SOUND: &str = "(<p>Words &amp; <b>more</b></p>|<div class=grade>Good</div>|<div><p>a<p>b</div>|<h2>Head</h2>|<ul><li>x<li>y</ul>|\
    <ul>\n<li><p>x</p></li> </ul>|<table>\n<tr><td>a<th>b</tr> <tr><td>c</table>|<table><tbody><tr><td><p>x<ul><li>y</ul></table>|\
    <dl><dt>a<dd>b<dd>c</dl>|<section><h3>T</h3>\n text <span class=badge>Good</span> </section>|<form><label>x <input></label></form>|\
    <nav><a href=#a>x</a></nav>|<br>|<hr>|<hr id=a>|<blockquote>q &rsquo;</blockquote>|<svg><title>t</title></svg>|<i>a</i> <i>b</i>|\
    <img alt='Good'>|<article><div><div>deep</div> tail</div></article>|<button>press</button>| loose\n)";

fn read_in_both_ways(html: &str) -> (Option<Text>, Text) {
    let decoded = clean_str(html);
    let mut regular = Regular::new();
    let notes = mark::mark(&decoded.text, &mut regular);
    let told = regular.finish().map(|nodes| super::read_tree(&Tree::of(nodes), &decoded, notes));
    (told, super::read_mended(&decoded))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_of_regular_tags_is_read_as_the_tree_builder_reads_it(
        pieces in prop::collection::vec(PIECES, 0..24),
        sound in prop::collection::vec(SOUND, 0..12),
        is_sound in any::<bool>(),
    ) {
        let html = match is_sound {
            true => format!("<h1>Head</h1>{}", sound.concat()),
            false => format!("{}{}{}", sound.concat(), pieces.concat(), sound.concat()),
        };
        let (told, mended) = read_in_both_ways(&html);
        if let Some(told) = told {
            prop_assert_eq!(told, mended, "{}", html);
        } else {
            prop_assert!(!is_sound, "not told: {}", html);
        }
    }
}
