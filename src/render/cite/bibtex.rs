//! BibTeX: a `@techreport`, its words in UTF-8, what TeX would run escaped.

use super::{line, note};
use crate::analyse::{Author, Citation};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// One entry.
pub(super) fn entry(citation: &Citation) -> String {
    let name = citation.author.map_or("report", Author::short).to_lowercase();
    let year = citation.date.map(|(date, _)| date.year().to_string());
    let key = format!("{name}{}-{}", year.as_deref().unwrap_or_default(), plain(&citation.id));
    let kind = if citation.author.is_some() { "techreport" } else { "misc" };
    let month = citation.date.and_then(|(date, _)| {
        usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?))
    });
    let braced = |words: &str| format!("{{{}}}", escaped(words));
    let fields = [
        ("title", Some(format!("{{{}}}", braced(&line(&citation.title))))),
        (
            "author",
            citation.author.map(|author| format!("{{{}}}", braced(author.long(citation.date)))),
        ),
        ("institution", citation.author.map(|author| braced(author.short()))),
        ("year", year.map(|year| braced(&year))),
        ("month", month.map(|month| (*month).to_owned())),
        ("note", note(citation, true).map(|note| braced(&note))),
        // An address is read letter by letter; braces would end it, and `link` has none.
        ("url", citation.link.as_ref().map(|link| format!("{{{}}}", link.url))),
        ("urldate", citation.accessed.map(|day| format!("{{{day}}}"))),
    ];
    let fields =
        fields.into_iter().filter_map(|(name, value)| Some(format!("  {name} = {},\n", value?)));
    format!("@{kind}{{{key},\n{}}}\n", fields.collect::<String>())
}

/// What a key may hold.
fn plain(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect()
}

fn escaped(text: &str) -> String {
    let mut tex = String::new();
    for c in text.chars() {
        match c {
            '\\' => tex.push_str(r"\textbackslash{}"),
            '~' => tex.push_str(r"\textasciitilde{}"),
            '^' => tex.push_str(r"\textasciicircum{}"),
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => {
                tex.push('\\');
                tex.push(c);
            }
            c => tex.push(c),
        }
    }
    tex
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_of_a_title_is_run() {
        assert_eq!(
            escaped(r"\input{x} ~ ^ $1 & 2# %_"),
            r"\textbackslash{}input\{x\} \textasciitilde{} \textasciicircum{} \$1 \& 2\# \%\_"
        );
    }
}
