//! The style sheet and the patterns of a picture.

use crate::render::picture::Absence;
use crate::render::picture::palette::{self, DARK, Fill, LIGHT, Surroundings};
use crate::report::Grade;

/// Style and definitions, as markup.
pub(super) fn sheet(id: &str) -> String {
    let fills = Grade::ALL.iter().map(|grade| (grade_class(*grade), palette::grade(*grade)));
    let shares = (0..palette::STEPS).map(|step| (share_class(step), palette::share(step)));
    let blank = [("blank".to_owned(), palette::BLANK)];
    let fills = fills.chain(shares).chain(blank).map(|(name, fill)| filled(&name, fill));
    let fills = fills.collect::<String>();
    format!(
        "<style>.p-strong{{font-weight:bold}}.p-edge{{stroke-width:1}}.p-dash{{stroke-dasharray:6 4;stroke-width:2}}\
         .p-thick{{stroke-width:2.5}}{light}{fills}\
         @media (prefers-color-scheme:dark){{{dark}}}</style>\n<defs>{patterns}</defs>\n",
        light = surroundings(LIGHT),
        dark = surroundings(DARK),
        patterns = patterns(id),
    )
}

fn surroundings(on: Surroundings) -> String {
    let Surroundings { paper, ink, faint, rule, mark, minus } = on;
    format!(
        ".p-paper{{fill:{paper}}}.p-ink{{fill:{ink}}}.p-faint{{fill:{faint}}}.p-rule,.p-edge{{stroke:{rule}}}\
         .p-mark{{fill:{mark}}}.p-minus{{fill:{minus}}}.p-path{{stroke:{mark}}}.p-halo{{stroke:{paper};stroke-width:4;\
         stroke-linejoin:round;paint-order:stroke}}"
    )
}

fn filled(name: &str, fill: Fill) -> String {
    format!(".p-{name}{{fill:{}}}.p-on-{name}{{fill:{}}}", fill.fill, fill.text)
}

/// The class of cells of a grade; `on-` before it is that of their text.
pub(super) fn grade_class(grade: Grade) -> String {
    grade.slug().replace('_', "-")
}

/// The class of cells of a step of amounts.
pub(super) fn share_class(step: usize) -> String {
    format!("s{step}")
}

/// The name of the pattern of an absence in the picture `id`; `None` for the one that is an empty frame.
pub(super) fn pattern(id: &str, absence: Absence) -> Option<String> {
    drawn(absence).map(|(name, _)| format!("{id}-{name}"))
}

/// The pattern of amounts below zero.
pub(super) fn minus_pattern(id: &str) -> String {
    format!("{id}-minus")
}

fn drawn(absence: Absence) -> Option<(&'static str, &'static str)> {
    match absence {
        Absence::NotInCorpus => None,
        Absence::NotStated => Some(("unstated", "M0 4H8")),
        Absence::LeftOut => Some(("left", "M4 0L8 4L4 8L0 4Z")),
        Absence::ByQuestion => Some(("question", "M2 2h1v1h-1zM6 6h1v1h-1z")),
        Absence::NotYetGraded => Some(("yet", "M0 8L8 0")),
        Absence::Ungraded => Some(("ungraded", "M0 0L8 8")),
        Absence::NotCarriedOut => Some(("out", "M0 0L8 8M0 8L8 0")),
        Absence::Lost => Some(("lost", "M0 4H8M4 0V8")),
        Absence::NotAsked => Some(("unasked", "M0 2H8M0 6H8")),
        Absence::NotCounted => Some(("uncounted", "M2 0V8M6 0V8")),
        Absence::NoFigure => Some(("none", "M4 0V8")),
    }
}

fn patterns(id: &str) -> String {
    let absent =
        Absence::ALL.into_iter().filter_map(drawn).map(|(name, path)| (name, path, "#8a8a8a"));
    let minus = [("minus", "M0 8L8 0", "#ffffff")];
    let patterns = absent.chain(minus).map(|(name, path, stroke)| {
        format!(
            "<pattern id=\"{id}-{name}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
             <path d=\"{path}\" stroke=\"{stroke}\" stroke-width=\"1\" fill=\"none\"/></pattern>"
        )
    });
    patterns.collect()
}
