//! `export`: everything that matches, into a file of another program's.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::count::choice;
use super::filters::{Filters, parsed};
use super::new_file::NewFile;
#[cfg(feature = "parquet")]
use super::new_folder::NewFolder;
use super::search::tell;
use super::terminal::{Format, Terminal};
use super::{End, Global, open, shield};
use crate::analyse::{RecordUnit, Records, RecordsRequest};
use crate::render::export::{self, Csv, Lines, Tsv, Written};
use crate::render::{json, plural, thousands};
use crate::search::{self, Dimension};
use crate::{Error, ErrorKind, Result};

/// Take away everything that matches: CSV, TSV, JSON Lines, Parquet
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian export --to findings.parquet                    every finding, typed columns
  peelian export vetting --force kent --to vetting.csv    what matches, for a spreadsheet
  peelian export --unit judgments --to -                  every judgment as CSV on standard output
  peelian export --unit reports --to reports.jsonl
  peelian export --to all/ --as parquet --partition year,force

Every row that matches is written, in the order of the ids; there is no limit. A file is written under another name and
moved to its place when it is whole. Texts that a spreadsheet would run as formulas get an apostrophe before them in CSV
and TSV; the other formats hold every text as it is.")]
pub(super) struct Args {
    /// Only what matches
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The file to write; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    to: PathBuf,
    /// csv, tsv, jsonl, parquet [default: what the name of the file says, else csv]
    #[arg(long = "as", value_name = "FORMAT")]
    form: Option<String>,
    /// What a row is: findings (the default), judgments, reports
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Parquet in a folder, a file for each value of year, force, region, programme or pillar, as Hive lays them out
    #[arg(long, value_name = "A[,B]", value_delimiter = ',')]
    partition: Vec<String>,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    filters: Filters,
}

/// The formats by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Tsv,
    Lines,
    Parquet,
}

const FORMS: [(&str, Form); 4] =
    [("csv", Form::Csv), ("tsv", Form::Tsv), ("jsonl", Form::Lines), ("parquet", Form::Parquet)];

impl Form {
    fn slug(self) -> &'static str {
        FORMS.iter().find(|(_, form)| *form == self).map_or("", |(name, _)| name)
    }
}

/// What the names of files end in, beside the names of the formats.
const ENDINGS: [(&str, Form); 3] =
    [("ndjson", Form::Lines), ("json", Form::Lines), ("tab", Form::Tsv)];

impl Args {
    fn meant(&self) -> Result<RecordsRequest> {
        let text = shield::lower(&self.query);
        let query = if text.trim().is_empty() { None } else { Some(parsed(&text, self.exact)?) };
        let units = RecordUnit::ALL.map(|unit| (unit.slug(), unit));
        let unit = self.unit.as_deref().map(|name| choice("--unit", name, units)).transpose()?;
        let by =
            |name: &String| choice("--partition", name, Dimension::ALL.map(|by| (by.slug(), by)));
        Ok(RecordsRequest {
            query,
            filters: self.filters.meant()?,
            unit: unit.unwrap_or_default(),
            partition: self.partition.iter().map(by).collect::<Result<_>>()?,
        })
    }

    /// The format asked for, else that of the file's name.
    fn form(&self, terminal: &Terminal) -> Result<Form> {
        if let Some(name) = &self.form {
            return choice("--as", name, FORMS);
        }
        if self.to == Path::new("-") {
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
}

pub(super) fn run(args: Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let request = args.meant()?;
    let form = args.form(terminal)?;
    if !args.partition.is_empty() && form != Form::Parquet {
        let message = "`--partition` is for Parquet only";
        return Err(Error::new(ErrorKind::Usage, message).hint("add `--as parquet`"));
    }
    if !args.partition.is_empty() && args.to == Path::new("-") {
        let message = "a partitioned export is a folder of files";
        return Err(Error::new(ErrorKind::Usage, message).hint("name it with `--to FOLDER`"));
    }
    let index = open::open(global, terminal)?;
    let records = Records::find(&index, &request)?;
    let written = if args.to == Path::new("-") {
        write(&records, form, terminal.data())?;
        None
    } else {
        Some(to_file(&records, form, &request, &args.to)?)
    };
    say(&records, written.as_ref(), &args, form, terminal)?;
    if let Some(query) = &request.query {
        let understood = search::understood(&index, query)?;
        tell(&understood.also, &understood.left_out, terminal);
    }
    Ok(End::found(!records.is_empty()))
}

fn to_file(
    records: &Records<'_>,
    form: Form,
    request: &RecordsRequest,
    to: &Path,
) -> Result<Written> {
    if !request.partition.is_empty() {
        return parts(records, request, to);
    }
    let mut file = NewFile::begin(to)?;
    write(records, form, &mut file)?;
    Ok(Written { files: 1, bytes: file.keep()? })
}

fn write(records: &Records<'_>, form: Form, out: &mut (dyn Write + Send)) -> Result<()> {
    match form {
        Form::Csv => export::write_text(records, &Csv, out),
        Form::Tsv => export::write_text(records, &Tsv, out),
        Form::Lines => export::write_text(records, &Lines, out),
        #[cfg(feature = "parquet")]
        Form::Parquet => export::write_parquet(records, out),
        #[cfg(not(feature = "parquet"))]
        Form::Parquet => Err(left_out("parquet")),
    }
}

#[cfg(feature = "parquet")]
fn parts(records: &Records<'_>, request: &RecordsRequest, to: &Path) -> Result<Written> {
    let folder = NewFolder::begin(to)?;
    let files = export::write_parts(records, &request.partition, &mut |path| folder.file(path))?;
    Ok(Written { files, bytes: folder.keep()? })
}

#[cfg(not(feature = "parquet"))]
fn parts(_: &Records<'_>, _: &RecordsRequest, _: &Path) -> Result<Written> {
    Err(left_out("parquet"))
}

/// This program was built without a format.
#[cfg(not(feature = "parquet"))]
fn left_out(feature: &str) -> Error {
    let message = format!("this program was built without `{feature}`");
    Error::new(ErrorKind::Usage, message)
        .hint(format!("build it with `--features {feature}`, or take another format"))
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
