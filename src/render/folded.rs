//! What stands under a hit of the findings folded under it.

use super::thousands;
use crate::report::Finding;
use crate::search::Folded;

/// `and 42 like it, of 41 other forces, in 2014 and 2016 (--unfold shows them)`: whose and when only where they are not
/// those of the finding itself.
pub(super) fn alike(folded: &Folded, finding: &Finding) -> String {
    let own = finding.force.as_ref().map(|force| force.name.as_str());
    let others: Vec<&str> = folded.forces.iter().map(|force| force.label.as_str()).collect();
    let others: Vec<&str> = others.into_iter().filter(|name| Some(*name) != own).collect();
    let years: Vec<String> = folded.years.iter().map(ToString::to_string).collect();
    let elsewhen = folded.years.iter().any(|year| Some(*year) != finding.cycle);
    let mut line = format!(
        "and {}{} like it",
        if folded.at_least { "at least " } else { "" },
        thousands(folded.n)
    );
    match others.len() {
        0 => {}
        1 | 2 => line.push_str(&format!(", of {}", others.join(" and "))),
        n => line.push_str(&format!(", of {n} other forces")),
    }
    if elsewhen {
        line.push_str(&match years.as_slice() {
            [first, .., last] if years.len() > 2 => format!(", {first} to {last}"),
            years => format!(", in {}", years.join(" and ")),
        });
    }
    format!("{line} (--unfold shows {})", if folded.n == 1 { "it" } else { "them" })
}

#[cfg(test)]
mod tests {
    use super::alike;
    use crate::report::{Cycle, Finding, FindingKind, Force, Span};
    use crate::search::{Bucket, Folded};

    #[test]
    fn the_line_says_how_many_of_whom_and_when() {
        let finding = Finding {
            id: String::new(),
            source_id: None,
            kind: FindingKind::Narrative,
            force: Some(Force::unlisted("Ambridge")),
            programme: None,
            cycle: Some(Cycle::year(2016)),
            pillar: None,
            question: None,
            question_text: None,
            outcome: None,
            heading: None,
            text: String::new(),
            span: Span::new(0, 0),
            page: None,
            carried_over_from: None,
        };
        let folded = |n, at_least, forces: &[&str], years: &[u16]| {
            let bucket = |name: &&str| Bucket { value: None, label: (*name).to_owned() };
            let forces = forces.iter().map(bucket).collect();
            let years = years.iter().map(|year| Cycle::year(*year)).collect();
            alike(&Folded { n, at_least, forces, years, ids: Vec::new() }, &finding)
        };
        for (line, expected) in [
            (folded(1, false, &["Ambridge"], &[2016]), "and 1 like it (--unfold shows it)"),
            (
                folded(2, false, &["Ambridge", "Penny"], &[2014, 2016]),
                "and 2 like it, of Penny, in 2014 and 2016 (--unfold shows them)",
            ),
            (
                folded(1042, true, &["A", "B", "C"], &[2014, 2015, 2018]),
                "and at least 1,042 like it, of 3 other forces, 2014 to 2018 (--unfold shows them)",
            ),
            (folded(3, false, &[], &[]), "and 3 like it (--unfold shows them)"),
        ] {
            assert_eq!(line, expected);
        }
    }
}
