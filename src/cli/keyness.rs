//! `keyness`: the words that one set of findings has more or less of than another.

use super::filters::{Filters, parsed};
use super::pictures::Pictures;
use super::search::tell;
use super::terminal::{Format, Terminal};
use super::{End, Global, count, open};
use crate::analyse::{self, KeyOrder, Keyness, KeynessRequest, MAX_GRAM, Mask, Masked};
use crate::render::{json, keyness as sheet, picture, plural, thousands};
use crate::{Error, ErrorKind, Result};

/// Compare the words of two sets of findings: what is typical of each
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian keyness --target grade:inadequate --reference grade:good
  peelian keyness --target grade:inadequate --mask grades,boilerplate --ngram 1..3
  peelian keyness --target year:2016 --force kent      one year of a force against its others
  peelian keyness --target 'kind:afi' --json

A term is key where log-likelihood G2 is 10.83 and more: a difference that chance makes once in 1,000. log_ratio counts
how often its relative frequency is doubled; dp is 0 where it is spread evenly over the inspections, near 1 where one
has it all. Negative figures are of words that the target has less of.")]
pub(super) struct Args {
    /// The findings whose words are asked about: any query
    #[arg(long, value_name = "QUERY")]
    target: String,
    /// The findings they are compared with [default: all others]
    #[arg(long, value_name = "QUERY")]
    reference: Option<String>,
    /// Words of a term: 1, 2 or a range as 1..3; at most 5
    #[arg(long, value_name = "N", default_value = "1")]
    ngram: String,
    /// What does not count: grades (words that state a grade), boilerplate (sentences that three inspections share)
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    mask: Vec<String>,
    /// Occurrences that a term must have
    #[arg(long, value_name = "N", default_value_t = 5)]
    min_freq: u64,
    /// Inspections that must hold it
    #[arg(long, value_name = "N", default_value_t = 2)]
    min_inspections: u64,
    /// The order: g2 (how sure the difference is), log-ratio (how great it is)
    #[arg(long, value_name = "ORDER", default_value = "g2")]
    sort: String,
    /// Keywords to show of either kind
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

impl Args {
    fn meant(&self) -> Result<KeynessRequest> {
        let orders = [("g2", KeyOrder::LogLikelihood), ("log_ratio", KeyOrder::LogRatio)];
        Ok(KeynessRequest {
            target: parsed(&self.target, false)?,
            reference: self.reference.as_deref().map(|text| parsed(text, false)).transpose()?,
            filters: self.filters.meant()?,
            grams: grams("--ngram", &self.ngram, 1)?,
            mask: mask(&self.mask)?,
            least_frequency: self.min_freq,
            least_inspections: self.min_inspections,
            order: count::choice("--sort", &self.sort, orders)?,
            limit: self.limit,
        })
    }
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = args.meant()?;
    let index = open::open(global, terminal)?;
    let found = analyse::keyness(&index, &request)?;
    let drawn = args.pictures.show(terminal, || picture::of::keyness(&request, &found))?;
    let lines = found.positive.iter().chain(&found.negative).map(json::keyword);
    let table = || (!drawn).then(|| sheet::table(&found));
    terminal.rows(lines, &json::keyness_summary(&found), table)?;
    say(&found, terminal);
    Ok(End::found(found.key != [0; 2]))
}

fn say(found: &Keyness, terminal: &mut Terminal) {
    for (name, side) in ["target", "reference"].into_iter().zip(&found.sides) {
        terminal.note(&format!(
            "{name}: {} in {} of {}",
            plural(side.tokens, "token"),
            plural(side.findings, "finding"),
            plural(side.inspections, "inspection"),
        ));
    }
    let [positive, negative] = found.key;
    terminal.note(&format!(
        "{} the target has more of, {} it has less of; {} of {} reach the minima",
        plural(positive, "keyword"),
        thousands(negative),
        thousands(found.terms[1]),
        plural(found.terms[0], "term"),
    ));
    if found.both > 0 {
        terminal.note(&format!(
            "{} in both: counted for the target alone",
            plural(found.both, "finding")
        ));
    }
    say_masked(found.masked, terminal);
    let first = found.positive.first().or(found.negative.first());
    if let Some(word) = first.filter(|_| terminal.format() == Format::Table) {
        terminal.note(&format!("every place of a term: {}", sheet::command(word)));
    }
    tell(&[], &found.hints, terminal);
}

/// Says what was masked, if anything.
pub(super) fn say_masked(masked: Masked, terminal: &mut Terminal) {
    if masked != Masked::default() {
        terminal.note(&format!(
            "masked: {} of grades, {} that inspections share",
            plural(masked.grade_words, "word"),
            plural(masked.sentences, "sentence"),
        ));
    }
}

/// Reads the values of `--mask`.
///
/// # Errors
/// `Usage` for any other value.
pub(super) fn mask(names: &[String]) -> Result<Mask> {
    let mut mask = Mask::default();
    for name in names {
        let set: fn(&mut Mask) = count::choice(
            "--mask",
            name,
            [
                ("grades", (|mask| mask.grades = true) as fn(&mut Mask)),
                ("boilerplate", |mask| mask.boilerplate = true),
            ],
        )?;
        set(&mut mask);
    }
    Ok(mask)
}

/// Reads a number of words or a range of them, none below `least`.
///
/// # Errors
/// `Usage` for anything else.
pub(super) fn grams(option: &str, text: &str, least: usize) -> Result<(usize, usize)> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let range = number(from).zip(number(to));
    range
        .filter(|(from, to)| (least..=MAX_GRAM).contains(from) && (*from..=MAX_GRAM).contains(to))
        .ok_or_else(|| {
            let message = format!("`{option} {text}` is no number of words");
            Error::new(ErrorKind::Usage, message)
                .hint(format!("expected {least} to {MAX_GRAM}, or a range such as `{least}..3`"))
        })
}

#[cfg(test)]
mod tests {
    use super::grams;

    #[test]
    fn a_number_of_words_is_one_or_a_range() {
        for (text, expected) in [
            ("1", Some((1, 1))),
            ("2..4", Some((2, 4))),
            ("0", None),
            ("6", None),
            ("3..2", None),
            ("two", None),
            ("1..", None),
        ] {
            assert_eq!(grams("--ngram", text, 1).ok(), expected, "{text}");
        }
        assert!(grams("--n", "1", 2).is_err());
    }
}
