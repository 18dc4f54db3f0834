//! A page to read, print or send: everything in one file that asks for nothing else.
//!
//! Pictures of the rows come first, each with its table; findings are articles with a heading each, judgments and reports tables
//! with a caption. No script, no colour that says something by itself; what a document says is escaped.

use super::{Figure, TextFormat};
use crate::Result;
use crate::analyse::{Batch, Field, RecordUnit, Value};
use crate::render::html::escaped;
use crate::render::plural;

/// An HTML page of all rows.
#[derive(Debug, Clone)]
pub struct Page {
    /// What was asked for, as a query; empty for everything.
    pub asked: String,
    /// What is drawn of the rows.
    pub figures: Vec<Figure>,
}

const STYLE: &str = "\
body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color:#111;background:#fff}
article{border-top:1px solid #767676;padding:.5rem 0 1rem}
h2{font-size:1.1rem;margin:.5rem 0}
blockquote{margin:.5rem 0 .5rem 1rem;white-space:pre-line}
.of{margin:0;color:#444}
table{border-collapse:collapse;font-size:.875rem}
caption{text-align:left;font-weight:bold;padding:.5rem 0}
th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}
.wide{overflow-x:auto}
figure{margin:1rem 0}
figure svg{max-width:100%;height:auto}
@media print{body{max-width:none;margin:0}article{break-inside:avoid}}";

impl TextFormat for Page {
    fn head(&self, unit: RecordUnit, fields: &[Field], rows: usize) -> Vec<u8> {
        let rows = plural(rows as u64, unit.singular());
        let of = match self.asked.as_str() {
            "" => "all of the corpus".to_owned(),
            asked => asked.to_owned(),
        };
        let title = escaped(&format!("{rows}: {of}"));
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"generator\" content=\"peelian {}\">\n<title>{title}</title>\n<style>\n{STYLE}\n</style>\n\
             </head>\n<body>\n<main>\n<h1>{title}</h1>\n",
            env!("CARGO_PKG_VERSION"),
        );
        page.extend(self.figures.iter().map(Figure::markup));
        if unit != RecordUnit::Findings {
            page.push_str(&format!(
                "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{unit}\">\n<table>\n\
                 <caption>{title}</caption>\n<thead>\n<tr>",
                unit = unit.slug(),
            ));
            for field in fields {
                page.push_str(&format!("<th scope=\"col\">{}</th>", words(field.name)));
            }
            page.push_str("</tr>\n</thead>\n<tbody>\n");
        }
        page.into_bytes()
    }

    fn rows(&self, unit: RecordUnit, fields: &[Field], batch: &Batch<'_>) -> Result<Vec<u8>> {
        let mut page = String::new();
        batch.each(|values| {
            match unit {
                RecordUnit::Findings => article(&mut page, &Row { fields, values }),
                RecordUnit::Judgments | RecordUnit::Reports => row(&mut page, values),
            }
            Ok(())
        })?;
        Ok(page.into_bytes())
    }

    fn tail(&self, unit: RecordUnit) -> Vec<u8> {
        let table = match unit {
            RecordUnit::Findings => "",
            RecordUnit::Judgments | RecordUnit::Reports => "</tbody>\n</table>\n</div>\n",
        };
        format!("{table}</main>\n</body>\n</html>\n").into_bytes()
    }
}

/// A row with the names of its values.
struct Row<'a> {
    fields: &'a [Field],
    values: &'a [Value<'a>],
}

impl Row<'_> {
    /// The value of a field, escaped; `None` if it is absent.
    fn get(&self, name: &str) -> Option<String> {
        let at = self.fields.iter().position(|field| field.name == name)?;
        Some(escaped(&self.values.get(at)?.text()?))
    }
}

fn article(page: &mut String, row: &Row<'_>) {
    let get = |name: &str| row.get(name);
    let question = get("question").map(|number| format!("question {number}"));
    let grade = get("grade").or_else(|| get("state").filter(|state| state != "graded"));
    let heading = [
        get("force_name"),
        get("year"),
        get("pillar"),
        question,
        grade.as_deref().map(words),
        get("kind").as_deref().map(words),
    ];
    let heading = heading.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let id = get("id").unwrap_or_default();
    page.push_str(&format!("<article id=\"{id}\">\n<h2>{heading}</h2>\n"));
    page.push_str(&format!("<blockquote>{}</blockquote>\n", get("text").unwrap_or_default()));
    let path = get("report_path");
    let title = get("report_title").or_else(|| path.clone()).unwrap_or_default();
    let link = get("report_url").filter(|url| is_web(url));
    let source = match link {
        Some(url) => format!("<a href=\"{url}\" rel=\"noreferrer\"><cite>{title}</cite></a>"),
        None => format!("<cite>{title}</cite>"),
    };
    let rest = [
        Some(source),
        get("published").map(|day| format!("published {day}")),
        get("page").map(|page| format!("page {page}")),
        path,
        Some(id),
    ];
    let rest = rest.into_iter().flatten().collect::<Vec<_>>().join(", ");
    page.push_str(&format!("<p class=\"of\">{rest}</p>\n</article>\n"));
}

/// A link leads to the web and nowhere else: no document gets a script into a page.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn row(page: &mut String, values: &[Value<'_>]) {
    page.push_str("<tr>");
    for (at, value) in values.iter().enumerate() {
        let text = escaped(&value.text().unwrap_or_default());
        let cell = if at == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
        page.push_str(&format!("<{}>{text}</{}>", cell.0, cell.1));
    }
    page.push_str("</tr>\n");
}

/// A name as a person reads it.
fn words(name: &str) -> String {
    name.replace('_', " ")
}
