//! `compare`: forces side by side.

use super::filters::Filters;
use super::pictures::Pictures;
use super::terminal::{Format, Terminal};
use super::{End, Global, count, open};
use crate::Result;
use crate::analyse::{self, CompareRequest, Compared, Topics};
use crate::render::{Table, compared, json, picture};

/// Compare forces: grades, areas for improvement, distinctive words, shared sentences
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian compare kent essex
  peelian compare kent essex sussex --year 2016 --pillar legitimacy --question all
  peelian compare northants kent --part areas --limit 50
  peelian compare kent essex --json

Areas for improvement stand together where their words are alike (cosine of rare words), which is not to say that they
mean the same. Distinctive words are those of `keyness`.")]
pub(super) struct Args {
    /// Two or more forces by any of their names
    #[arg(value_name = "FORCE", required = true)]
    forces: Vec<String>,
    /// Parts to show: grades, areas, words, sentences [default: all]
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    part: Vec<String>,
    /// Whose grades: overall, all, a number, or a name such as investigating_crime
    #[arg(long, value_name = "QUESTION")]
    question: Option<String>,
    /// Judgments that are left out otherwise: retrospective, second_hand
    #[arg(long, value_name = "WHICH", value_delimiter = ',')]
    include: Vec<String>,
    /// Rows of each sort to show; grades are all shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

/// A part of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Grades,
    Areas,
    Words,
    Sentences,
}

impl Part {
    const ALL: [(&'static str, Self); 4] = [
        ("grades", Self::Grades),
        ("areas", Self::Areas),
        ("words", Self::Words),
        ("sentences", Self::Sentences),
    ];

    fn table(self, found: &Compared, limit: usize) -> Table {
        match self {
            Self::Grades => compared::grades(found),
            Self::Areas => compared::areas(found, limit),
            Self::Words => compared::words(found),
            Self::Sentences => compared::sentences(found, limit),
        }
    }
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = CompareRequest {
        forces: args.forces.clone(),
        filters: args.filters.meant()?,
        topics: args.question.as_deref().map(Topics::read).unwrap_or_default(),
        include: count::include(&args.include)?,
        words: args.limit,
    };
    let wanted: Vec<Part> = args
        .part
        .iter()
        .map(|name| count::choice("--part", name, Part::ALL))
        .collect::<Result<_>>()?;
    let index = open::open(global, terminal)?;
    let found = analyse::compare(&index, &request)?;
    let parts = Part::ALL.into_iter().filter(|(_, it)| wanted.is_empty() || wanted.contains(it));
    // The grades are what can be drawn; the other parts stay tables.
    let draw = || picture::of::compare(&request.filters, &found);
    let drawn = args.pictures.show(terminal, draw)?;
    let parts = parts.filter(|(_, part)| !drawn || *part != Part::Grades);
    if terminal.format() == Format::Json {
        for (_, part) in parts {
            lines(part, &found, args.limit, terminal)?;
        }
        terminal.json(&json::compared_summary(&found))?;
    } else {
        let mut any = drawn;
        for (name, part) in parts {
            let table = part.table(&found, args.limit);
            if table.is_empty() {
                continue;
            }
            if any {
                terminal.text("\n")?;
            }
            any = true;
            if terminal.format() == Format::Table {
                terminal.text(&format!("{name}\n"))?;
                terminal.table(&table)?;
            } else {
                terminal.table(&table.in_front("part", name))?;
            }
        }
    }
    for line in compared::summary(&found, args.limit) {
        terminal.note(&line);
    }
    Ok(End::found(found.forces.iter().any(|force| force.findings > 0) || !found.grades.is_empty()))
}

fn lines(part: Part, found: &Compared, limit: usize, terminal: &mut Terminal) -> Result<()> {
    match part {
        Part::Grades => {
            for row in &found.grades {
                terminal.json(&json::compared_grade(found, row))?;
            }
        }
        Part::Areas => {
            for group in found.areas.groups.iter().take(limit) {
                let alike = Some(group.similarity);
                terminal.json(&json::compared_area(found, alike, &group.areas))?;
            }
            for area in found.areas.alone.iter().take(limit) {
                let alone = std::slice::from_ref(area);
                terminal.json(&json::compared_area(found, None, alone))?;
            }
        }
        Part::Words => {
            for (force, distinctive) in found.forces.iter().zip(&found.words) {
                for word in &distinctive.words {
                    terminal.json(&json::compared_word(&force.slug, word))?;
                }
            }
        }
        Part::Sentences => {
            for sentence in found.sentences.shared.iter().take(limit) {
                terminal.json(&json::compared_sentence(found, sentence))?;
            }
        }
    }
    Ok(())
}
