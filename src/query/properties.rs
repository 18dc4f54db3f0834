//! Any text is a query or a mistake at a place, and any query that is written out reads back as itself.

use proptest::prelude::*;

use super::{Comparison, FieldName, FieldTest, Node, Query, Value, parse, print};
use crate::report::Span;

proptest! {
    #[test]
    fn any_text_is_a_query_or_a_mistake_at_a_place(text in any_text()) {
        match parse(&text) {
            Ok(query) => {
                let printed = print(&query);
                let again = parse(&printed).map(Query::without_spans).map_err(|error| error.message);
                prop_assert_eq!(again, Ok(query.without_spans()), "printed as {}", printed);
            }
            Err(error) => {
                let (query, span) = error.place.expect("a short query's mistake has a place");
                prop_assert_eq!(&query, &text);
                prop_assert!(query.get(span.start..span.end).is_some(), "{:?}", span);
            }
        }
    }

    #[test]
    fn what_is_printed_reads_back(query in any_query()) {
        let printed = print(&query);
        let again = parse(&printed).map(Query::without_spans).map_err(|error| error.message);
        prop_assert_eq!(again, Ok(query), "printed as {}", printed);
    }
}

/// Arbitrary text, and text of the pieces that mean something to the language.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "vetting", "é", " ", "  ", "(", ")", "\"", "“", "AND", " OR ", "NOT ", "NEAR/3", "-",
        "!", "&&", "||", "|", "*", "?", "~", "~1", "^", "^2", "/", "=", "force:", "grade", ">=",
        "year:", "2016", "..", "2018/19", "missing:", "has:", "q", ":", "<", ",", ".", "'",
        "\u{AD}", "–", "—", "\u{0}", "\\", "x:", "://", "👍",
    ]);
    prop_oneof![
        "\\PC{0,40}",
        prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    ]
}

const NOWHERE: Span = Span { start: 0, end: 0 };

fn any_query() -> impl Strategy<Value = Query> {
    (prop::option::of(any_node()), any::<bool>()).prop_map(|(root, wish)| {
        let can_be_plain = match &root {
            Some(Node::And(nodes)) => nodes.iter().all(Node::is_plain),
            Some(node) => node.is_plain(),
            None => true,
        };
        let plain = can_be_plain && (wish || root.is_none());
        Query { text: String::new(), root, plain }
    })
}

fn any_node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        word(),
        with_places(),
        any_test().prop_map(Node::Field),
        Just(Node::Everything(NOWHERE))
    ];
    let near = (near_side(), near_side(), 1..=100_u32, any::<bool>());
    let near = near.prop_map(|(left, right, distance, ordered)| Node::Near {
        left: Box::new(left),
        right: Box::new(right),
        distance,
        ordered,
        span: NOWHERE,
    });
    prop_oneof![8 => leaf, 1 => near].prop_recursive(5, 24, 4, |node| {
        let several = || prop::collection::vec(node.clone(), 2..4);
        prop_oneof![
            several().prop_map(Node::And),
            several().prop_map(Node::Or),
            node.clone().prop_map(|node| Node::Not(Box::new(node))),
            (node.clone(), 0.01..100_f32)
                .prop_map(|(node, factor)| Node::Boost { node: Box::new(node), factor }),
        ]
    })
}

fn near_side() -> impl Strategy<Value = Node> {
    prop_oneof![with_places(), prop::collection::vec(with_places(), 2..4).prop_map(Node::Or)]
}

fn letters() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{2,8}",
        prop::sample::select(vec![
            "counter-corruption",
            "force's",
            "10:30",
            "and",
            "U.K.",
            "Æon",
            "Q1.2"
        ])
        .prop_map(str::to_owned),
    ]
}

fn word() -> impl Strategy<Value = Node> {
    (letters(), any::<bool>()).prop_map(|(text, exact)| Node::Word { text, exact, span: NOWHERE })
}

fn with_places() -> impl Strategy<Value = Node> {
    let span = NOWHERE;
    prop_oneof![
        word(),
        (letters(), letters(), 0..=100_u32).prop_map(move |(a, b, slop)| Node::Phrase {
            text: format!("{a} {b}"),
            slop,
            span
        }),
        (letters(), letters(), 0..=100_u32).prop_map(move |(a, b, slop)| Node::Phrase {
            text: format!("{a}* {b}"),
            slop,
            span
        }),
        letters().prop_map(move |text| Node::Prefix { text, span }),
        (letters(), letters())
            .prop_map(move |(a, b)| Node::Wildcard { text: format!("{a}?{b}*x"), span }),
        "[a-z]{1,4}(\\([a-z]\\|[a-z]\\))?".prop_map(move |text| Node::Regex { text, span }),
        (letters(), 1..=2_u8).prop_map(move |(text, distance)| Node::Fuzzy {
            text,
            distance,
            span
        }),
    ]
}

fn any_test() -> impl Strategy<Value = FieldTest> {
    let text = prop_oneof![letters(), "[a-z<>=,.()&|*^ /-]{1,6}x"];
    let named = (
        prop::sample::select(vec![FieldName::Force, FieldName::Path, FieldName::Id]),
        prop_oneof![
            text.clone().prop_map(folded),
            prop::collection::vec(text.prop_map(folded), 2..4).prop_map(Value::Any),
        ],
    )
        .prop_map(|(field, value)| (field, Comparison::Is, value));
    let year = || (2014..2026_u16).prop_map(|year| year.to_string());
    let range = prop_oneof![
        year().prop_map(|from| Value::Range(Some(from), None)),
        year().prop_map(|to| Value::Range(None, Some(to))),
    ];
    let sign = prop::sample::select(vec![
        Comparison::Less,
        Comparison::AtMost,
        Comparison::More,
        Comparison::AtLeast,
    ]);
    let several = (range.clone(), sign.clone(), year()).prop_map(|(range, sign, year)| {
        Value::Any(vec![range, Value::Compared(sign, year.clone()), Value::One(year)])
    });
    let dated = prop_oneof![
        (sign, year()).prop_map(|(sign, year)| (FieldName::Year, sign, Value::One(year))),
        prop_oneof![range, several].prop_map(|value| (FieldName::Year, Comparison::Is, value)),
    ];
    prop_oneof![named, dated].prop_map(|(field, comparison, value)| FieldTest {
        field,
        comparison,
        value,
        span: NOWHERE,
    })
}

/// A value as the language keeps it: white space folded.
fn folded(text: String) -> Value {
    Value::One(super::scan::fold_spaces(&text))
}
