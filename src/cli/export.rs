//! `export`: everything that matches, into a file of another program's.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::count::choice;
use super::figures::figures;
use super::filters::{Filters, parsed};
use super::new_file::NewFile;
#[cfg(feature = "parquet")]
use super::new_folder::NewFolder;
use super::search::tell;
use super::terminal::{Format, Terminal};
use super::{End, Global, open, shield};
use crate::analyse::{RecordUnit, Records, RecordsRequest};
use crate::index::Index;
use crate::query::{self, Node, Query};
use crate::render::export::{self, Csv, Figure, Lines, Page, Tsv, Written};
use crate::render::{json, plural, thousands};
use crate::search::{self, Dimension, SearchRequest, Sequence, Sort};
use crate::{Error, ErrorKind, Result};

/// Take away everything that matches, for other programs
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian export --to findings.parquet                    every finding, typed columns
  peelian export vetting --force kent --to vetting.xlsx   what matches, for a spreadsheet
  peelian export --unit judgments --to -                  every judgment as CSV on standard output
  peelian export --unit reports --to reports.jsonl
  peelian export \"stop and search\" --kind afi --to afi.html
  peelian export --to all/ --as parquet --partition year,force

Every row that matches is written; there is no limit. A file is written under another name and moved to its place when
it is whole. Texts that a spreadsheet would run as formulas get an apostrophe before them in CSV and TSV and are marked
as text in XLSX; the other formats hold every text as it is.")]
pub(super) struct Args {
    /// Only what matches
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The file to write; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    to: PathBuf,
    /// csv, tsv, jsonl, parquet, xlsx, sqlite, html [default: what the name of the file says, else csv]
    #[arg(long = "as", value_name = "FORMAT")]
    form: Option<String>,
    /// What a row is: findings (the default), judgments, reports
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// What comes first: id (the default), score, date (newest), grade (best), force (A to Z), as in `search`
    #[arg(long, value_name = "ORDER", conflicts_with = "partition")]
    sort: Option<String>,
    /// Turn the order round: oldest, worst, Z to A
    #[arg(long, requires = "sort")]
    reverse: bool,
    /// Parquet in a folder, a file for each value of year, force, region, programme or pillar, as Hive lays them out
    #[arg(long, value_name = "A[,B]", value_delimiter = ',')]
    partition: Vec<String>,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    filters: Filters,
}

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Tsv,
    Lines,
    Parquet,
    Xlsx,
    Sqlite,
    Html,
}

const FORMS: [(&str, Form); 7] = [
    ("csv", Form::Csv),
    ("tsv", Form::Tsv),
    ("jsonl", Form::Lines),
    ("parquet", Form::Parquet),
    ("xlsx", Form::Xlsx),
    ("sqlite", Form::Sqlite),
    ("html", Form::Html),
];

/// What the names of files end in, beside the names of the formats.
const ENDINGS: [(&str, Form); 6] = [
    ("ndjson", Form::Lines),
    ("json", Form::Lines),
    ("tab", Form::Tsv),
    ("sqlite3", Form::Sqlite),
    ("db", Form::Sqlite),
    ("htm", Form::Html),
];

impl Form {
    fn slug(self) -> &'static str {
        FORMS.iter().find(|(_, form)| *form == self).map_or("", |(name, _)| name)
    }
}

/// What is wanted, and how it is to be written.
struct Meant {
    request: RecordsRequest,
    form: Form,
    partition: Vec<Dimension>,
    /// What a page shows of its rows.
    figures: Vec<Figure>,
}

impl Args {
    fn meant(&self, terminal: &Terminal) -> Result<Meant> {
        let text = shield::lower(&self.query);
        let query = if text.trim().is_empty() { None } else { Some(parsed(&text, self.exact)?) };
        let units = RecordUnit::ALL.map(|unit| (unit.slug(), unit));
        let unit = self.unit.as_deref().map(|name| choice("--unit", name, units)).transpose()?;
        let dimensions = Dimension::ALL.map(|by| (by.slug(), by));
        let by = |name: &String| choice("--partition", name, dimensions);
        let partition = self.partition.iter().map(by).collect::<Result<Vec<_>>>()?;
        let sequence = match self.sorted()? {
            Some(sort) => Sequence::Listed(sort, self.reverse),
            None if partition.is_empty() => Sequence::Ids,
            None => Sequence::Together(partition.clone()),
        };
        let (filters, unit) = (self.filters.meant()?, unit.unwrap_or_default());
        let form = self.form(terminal)?;
        self.check(form)?;
        Ok(Meant {
            request: RecordsRequest { query, filters, unit, sequence },
            form,
            partition,
            figures: Vec::new(),
        })
    }

    /// The order of the list that is asked for; `None` for that of the ids.
    fn sorted(&self) -> Result<Option<Sort>> {
        let orders = [
            ("id", None),
            ("score", Some(Sort::Score)),
            ("date", Some(Sort::Date)),
            ("grade", Some(Sort::Grade)),
            ("force", Some(Sort::Force)),
        ];
        let sort = self.sort.as_deref().map(|name| choice("--sort", name, orders)).transpose()?;
        if self.reverse && matches!(sort, Some(None | Some(Sort::Score))) {
            let message = "this order cannot be reversed";
            return Err(Error::new(ErrorKind::Usage, message).hint("sort by date, grade or force"));
        }
        Ok(sort.flatten())
    }

    /// The format asked for, else that of the file's name.
    fn form(&self, terminal: &Terminal) -> Result<Form> {
        if let Some(name) = &self.form {
            return choice("--as", name, FORMS);
        }
        if self.is_to_standard_output() {
            return Ok(if terminal.format() == Format::Json { Form::Lines } else { Form::Csv });
        }
        let ending = self.to.extension().map(|end| end.to_string_lossy().to_lowercase());
        let known = FORMS.iter().chain(&ENDINGS).find(|(name, _)| Some(*name) == ending.as_deref());
        // A folder of parts bears any name; one that ends as a file of another format does is a mistake.
        let parts = (!self.partition.is_empty()).then_some(Form::Parquet);
        known.map(|(_, form)| *form).or(parts).ok_or_else(|| {
            let names = FORMS.map(|(name, _)| format!("`{name}`")).join(", ");
            let message = format!("`{}` does not say which format is meant", self.to.display());
            Error::new(ErrorKind::Usage, message).hint(format!("add `--as` with one of {names}"))
        })
    }

    /// Refuses what a format cannot do.
    fn check(&self, form: Form) -> Result<()> {
        let usage = |message: &str, hint: &str| {
            Err(Error::new(ErrorKind::Usage, message.to_owned()).hint(hint.to_owned()))
        };
        let parted = !self.partition.is_empty();
        if parted && form != Form::Parquet {
            return usage("`--partition` is for Parquet only", "add `--as parquet`");
        }
        if parted && self.is_to_standard_output() {
            return usage("parts are files in a folder", "name it with `--to FOLDER`");
        }
        if form == Form::Sqlite && self.is_to_standard_output() {
            return usage("a database is a file", "name it with `--to FILE`");
        }
        Ok(())
    }

    fn is_to_standard_output(&self) -> bool {
        self.to == Path::new("-")
    }
}

pub(super) fn run(args: Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let mut meant = args.meant(terminal)?;
    let index = open::open(global, terminal)?;
    if meant.form == Form::Html {
        meant.figures = figures(&index, &meant.request)?;
    }
    let records = Records::find(&index, &meant.request)?;
    let (written, notes) = if args.is_to_standard_output() {
        (None, write(&records, &meant, terminal.data())?)
    } else {
        let (written, notes) = to_file(&records, &meant, &args.to)?;
        (Some(written), notes)
    };
    say(&records, written.as_ref(), &args, meant.form, terminal)?;
    notes.iter().for_each(|note| terminal.note(note));
    remark(&index, &meant.request, records.is_empty(), terminal)?;
    Ok(End::found(!records.is_empty()))
}

/// What the words also stood for; where nothing was found, why, as `search` says it.
fn remark(
    index: &Index,
    request: &RecordsRequest,
    nothing: bool,
    terminal: &mut Terminal,
) -> Result<()> {
    let Some(query) = &request.query else { return Ok(()) };
    if nothing {
        let filters = request.filters.clone();
        let asked = SearchRequest { filters, limit: 0, ..SearchRequest::new(query.clone()) };
        let answer = search::search(index, &asked)?;
        tell(&answer.also, &answer.hints, terminal);
    } else {
        let understood = search::understood(index, query)?;
        tell(&understood.also, &understood.left_out, terminal);
    }
    Ok(())
}

/// What a reader should know of what was written.
type Notes = Vec<String>;

fn to_file(records: &Records<'_>, meant: &Meant, to: &Path) -> Result<(Written, Notes)> {
    if !meant.partition.is_empty() {
        return Ok((parts(records, &meant.partition, to)?, Notes::new()));
    }
    let mut file = NewFile::begin(to)?;
    let notes = match meant.form {
        Form::Sqlite => database(records, file.path()?)?,
        _ => write(records, meant, &mut file)?,
    };
    Ok((Written { files: 1, bytes: file.keep()? }, notes))
}

fn write(records: &Records<'_>, meant: &Meant, out: &mut (dyn Write + Send)) -> Result<Notes> {
    match meant.form {
        Form::Csv => export::write_text(records, &Csv, out)?,
        Form::Tsv => export::write_text(records, &Tsv, out)?,
        Form::Lines => export::write_text(records, &Lines, out)?,
        Form::Html => {
            let (asked, figures) = (asked(&meant.request), meant.figures.clone());
            export::write_text(records, &Page { asked, figures }, out)?;
        }
        #[cfg(feature = "parquet")]
        Form::Parquet => export::write_parquet(records, out)?,
        #[cfg(feature = "xlsx")]
        Form::Xlsx => return export::write_xlsx(records, out),
        // A database opens its file itself; any other was left out of this program.
        form => return Err(left_out(form)),
    }
    Ok(Notes::new())
}

#[cfg(feature = "sqlite")]
fn database(records: &Records<'_>, path: &Path) -> Result<Notes> {
    export::write_sqlite(records, path).map(|()| Notes::new())
}

#[cfg(not(feature = "sqlite"))]
fn database(_: &Records<'_>, _: &Path) -> Result<Notes> {
    Err(left_out(Form::Sqlite))
}

#[cfg(feature = "parquet")]
fn parts(records: &Records<'_>, partition: &[Dimension], to: &Path) -> Result<Written> {
    let folder = NewFolder::begin(to)?;
    let files = export::write_parts(records, partition, &mut |path| folder.file(path))?;
    Ok(Written { files, bytes: folder.keep()? })
}

#[cfg(not(feature = "parquet"))]
fn parts(_: &Records<'_>, _: &[Dimension], _: &Path) -> Result<Written> {
    Err(left_out(Form::Parquet))
}

/// This program was built without a format.
fn left_out(form: Form) -> Error {
    let name = form.slug();
    Error::new(ErrorKind::Usage, format!("this program was built without `{name}`"))
        .hint(format!("build it with `--features {name}`, or take another format"))
}

/// Query and filters as one query in its canonical form.
fn asked(request: &RecordsRequest) -> String {
    let typed = match request.query.as_ref().and_then(|query| query.root.clone()) {
        Some(Node::And(nodes)) => nodes,
        other => other.into_iter().collect(),
    };
    let filters = request.filters.iter().cloned().map(Node::Field);
    let nodes: Vec<Node> = typed.into_iter().chain(filters).collect();
    let root = if nodes.is_empty() { None } else { Some(Node::And(nodes)) };
    query::print(&Query { text: String::new(), root, plain: true })
}

/// The number of rows, which is the number of hits, on standard error; with `--json` as a line too.
fn say(
    records: &Records<'_>,
    written: Option<&Written>,
    args: &Args,
    form: Form,
    terminal: &mut Terminal,
) -> Result<()> {
    let rows = records.len() as u64;
    let mut said = plural(rows, records.unit().singular());
    if let Some(written) = written {
        let files = match written.files {
            1 => String::new(),
            n => format!("{} of ", plural(n as u64, "file")),
        };
        let bytes = thousands(written.bytes);
        said += &format!(" to {} ({files}{bytes} bytes)", args.to.display());
        if terminal.format() == Format::Json {
            terminal.json(&json::exported(records.unit(), rows, &args.to, form.slug(), written))?;
        }
    }
    terminal.note(&said);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Form, RecordsRequest, asked};
    use crate::analyse::RecordUnit;
    use crate::query::{self, FieldName, parse};
    use crate::search::Sequence;

    #[test]
    fn a_format_has_the_name_it_is_asked_for_by() {
        assert_eq!((Form::Lines.slug(), Form::Html.slug()), ("jsonl", "html"));
    }

    #[test]
    fn what_was_asked_is_one_query() {
        let filter = query::filter(FieldName::Year, &["2016".to_owned()]).unwrap();
        let request = |text: &str| RecordsRequest {
            query: Some(parse(text).unwrap()),
            filters: vec![filter.clone()],
            unit: RecordUnit::Findings,
            sequence: Sequence::Ids,
        };
        assert_eq!(asked(&request("vetting backlog")), "vetting backlog year:2016");
        assert_eq!(asked(&request("vetting OR backlog")), "(vetting OR backlog) year:2016");
        assert_eq!(asked(&request("")), "year:2016");
    }
}
