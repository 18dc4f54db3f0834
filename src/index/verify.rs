//! Checking an index: every file against its checksum, every count against the records.

use std::path::Path;

use tantivy::DocAddress;

use super::failure::{guarded, missing};
use super::open::{open_tantivy, read_payload};
use super::payload::Payload;
use super::schema::RecordType;
use super::{Index, Verified};
use crate::report::{Attestation, Finding, Report};
use crate::{Error, ErrorKind, Result};

/// Records that are read in full; of a larger index every nth.
const MAX_READ: usize = 100_000;

/// Checks every file of the index in `dir` against its checksum and every count against the records.
///
/// # Errors
/// `IndexMissing`, `IndexFormat`; damage is in the result.
pub fn verify(dir: &Path) -> Result<Verified> {
    let mut found = Verified { ok: false, files: 0, problems: Vec::new(), stats: None };
    let checked = guarded(dir, || check_files(dir, &mut found));
    note_damage(checked, &mut found)?;
    let checked = guarded(dir, || check_records(dir, &mut found));
    note_damage(checked, &mut found)?;
    found.ok = found.problems.is_empty();
    Ok(found)
}

/// Damage is what `verify` is asked for, so it is no error of its own.
fn note_damage(checked: Result<()>, found: &mut Verified) -> Result<()> {
    match checked {
        Err(error) if matches!(error.kind, ErrorKind::IndexDamaged | ErrorKind::Io) => {
            if !found.problems.contains(&error.message) {
                found.problems.push(error.message);
            }
            Ok(())
        }
        other => other,
    }
}

fn check_files(dir: &Path, found: &mut Verified) -> Result<()> {
    let index = open_tantivy(dir)?.ok_or_else(|| missing(dir))?;
    read_payload(dir)?.ok_or_else(|| missing(dir))?;
    let failure = |error| super::failure::failure(dir, error);
    let segments = index.searchable_segment_ids().map_err(failure)?;
    let segments: Vec<String> = segments.iter().map(|segment| segment.uuid_string()).collect();
    found.files = files_of(dir, &segments)?;
    let mut damaged: Vec<_> = index.validate_checksum().map_err(failure)?.into_iter().collect();
    damaged.sort();
    let problems = damaged.iter().map(|file| format!("`{}` is damaged", file.display()));
    found.problems.extend(problems);
    Ok(())
}

fn check_records(dir: &Path, found: &mut Verified) -> Result<()> {
    let index = Index::open(dir)?;
    found.stats = Some(index.stats());
    let mut unreadable = 0;
    for (record, said) in RecordType::ALL.into_iter().zip(index.payload().records) {
        let addresses = index.addresses(&*index.of_type(record))?;
        if addresses.len() as u64 != said {
            let there = addresses.len();
            let name = record.slug();
            found
                .problems
                .push(format!("{there} records of type `{name}`, the commit says {said}"));
        }
        let step = addresses.len() / MAX_READ + 1;
        let read = |&&address: &&DocAddress| !is_readable(&index, record, address);
        unreadable += addresses.iter().step_by(step).filter(read).count();
    }
    if unreadable > 0 {
        found.problems.push(format!("{unreadable} records cannot be read"));
    }
    if super::copies::is_misremembered(&index)? {
        found
            .problems
            .push(format!("`{}` names other findings than are copies", super::copies::FILE));
    }
    check_documents(&index, index.payload(), found)
}

fn is_readable(index: &Index, record: RecordType, address: DocAddress) -> bool {
    match record {
        RecordType::Report => index.read::<Report>(address).is_ok(),
        RecordType::Attestation => index.read::<Attestation>(address).is_ok(),
        RecordType::Finding => index.read::<Finding>(address).is_ok(),
    }
}

fn check_documents(index: &Index, payload: &Payload, found: &mut Verified) -> Result<()> {
    let known = index.known_documents()?;
    let pairs = known.iter().map(|(path, known)| (path.as_str(), known.digest.as_str()));
    if super::payload::corpus_digest(pairs) != payload.corpus_digest {
        found.problems.push("the documents are not those that the commit names".to_owned());
    }
    Ok(())
}

/// Number of files that belong to these segments.
fn files_of(dir: &Path, segments: &[String]) -> Result<u64> {
    let entries = std::fs::read_dir(dir).map_err(|error| Error::io(dir, error))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let ours = names.filter(|name| segments.iter().any(|segment| name.starts_with(segment)));
    Ok(ours.count() as u64)
}
