//! What is in an archive: its documents with their digests, what was supplied beside them, what is passed over.

use std::collections::BTreeMap;
use std::io::Read;

use super::walk::{Found, Halt, Visit, walk};
use super::{Archive, Listing, Member};
use crate::corpus::supplied::{Given, MAX_SIDECAR, Manifest};
use crate::corpus::table::{Kind, csv_of, header, kind_of};
use crate::corpus::walk::{Named, name_in_archive, with_head};
use crate::corpus::{Format, MAX_BYTES, Skipped, Supplied, digest_supplied, too_large};
use crate::report::Note;

/// Bytes of all sidecars and manifests of an archive together.
const MOST_BESIDE: u64 = 64 << 20;

/// Bytes in which the header of a table must end.
const HEADER: u64 = 64 << 10;

/// Bytes at the beginning of a document that say what it is.
const HEAD: u64 = 1024;

/// Lists an archive as far as it can be gone through.
pub(super) fn list(archive: &Archive) -> Listing {
    let mut lister = Lister::default();
    let outcome = walk(&archive.file, &archive.path, &mut lister);
    let mut listing = lister.finish(archive);
    if let Err(Halt::Trouble(why)) = outcome {
        listing.trouble = Some(why);
    }
    listing
}

#[derive(Default)]
struct Lister {
    members: Vec<Member>,
    skipped: Vec<Skipped>,
    tables: Vec<(String, String)>,
    sidecars: BTreeMap<String, Vec<u8>>,
    manifests: BTreeMap<String, Vec<u8>>,
    beside: u64,
}

impl Lister {
    /// The bytes of a sidecar or manifest.
    fn keep(&mut self, bytes: &mut dyn Read) -> Result<Vec<u8>, String> {
        let mut kept = Vec::new();
        let read = bytes.take(MAX_SIDECAR + 1).read_to_end(&mut kept);
        read.map_err(|error| format!("cannot be unpacked: {error}"))?;
        self.beside += kept.len() as u64;
        if kept.len() as u64 > MAX_SIDECAR || self.beside > MOST_BESIDE {
            return Err(format!(
                "larger than {MAX_SIDECAR} bytes, or too many of its kind: not read"
            ));
        }
        Ok(kept)
    }

    fn skip(&mut self, path: String, reason: impl Into<String>, failed: bool) {
        self.skipped.push(Skipped { path, reason: reason.into(), failed });
    }

    /// A table: one of findings is a document, one of what is supplied for documents is kept.
    fn table(&mut self, found: Found<'_>, format: Format, bytes: &mut dyn Read) {
        let most = if format == Format::Xlsx { MAX_BYTES + 1 } else { HEADER };
        let mut head = Vec::new();
        if let Err(error) = bytes.take(most).read_to_end(&mut head) {
            return self.skip(found.path, format!("cannot be unpacked: {error}"), true);
        }
        if head.len() as u64 > MAX_BYTES {
            return self.skip(found.path, too_large(), true);
        }
        let csv = if format == Format::Xlsx { csv_of(&head).map(Some) } else { Ok(None) };
        let kind = csv.as_ref().map_err(|why| (why.clone(), true)).and_then(|csv| {
            let text = csv.as_ref().map_or(head.as_slice(), |(csv, _)| csv.as_bytes());
            header(text).map_err(|why| (why, true)).and_then(|columns| kind_of(&columns))
        });
        match (kind, csv) {
            (Ok(Kind::Findings), _) => {
                self.document(found, Some(format), &mut head.as_slice().chain(bytes));
            }
            (Ok(Kind::Documents), Ok(Some((csv, _)))) => self.tables.push((found.path, csv)),
            (Ok(Kind::Documents), _) => match self.keep(&mut head.as_slice().chain(bytes)) {
                Ok(kept) => self.tables.push((found.path, decoded(kept))),
                Err(why) => self.skip(found.path, why, true),
            },
            (Err((why, failed)), _) => self.skip(found.path, why, failed),
        }
    }

    /// A document: read to its end for its digest, but not kept.
    fn document(&mut self, found: Found<'_>, format: Option<Format>, bytes: &mut dyn Read) {
        let mut head = Vec::new();
        let mut unread = bytes.take(HEAD).read_to_end(&mut head).err().map(|e| e.to_string());
        let Some(format) = with_head(format, &head) else {
            if let Some(why) = unread {
                return self.skip(found.path, format!("cannot be unpacked: {why}"), true);
            }
            let reason = "no extension, and it does not look like text";
            return self.skip(found.path, reason, false);
        };
        let mut hasher = blake3::Hasher::new();
        hasher.update(&head);
        let mut size = head.len() as u64;
        if unread.is_none() {
            let most = if format.is_lines() { u64::MAX } else { MAX_BYTES };
            unread = digest(bytes, most, &mut size, &mut hasher).err();
        }
        let unread = unread.map(|why| format!("cannot be unpacked: {why}"));
        let too_large = (!format.is_lines() && size > MAX_BYTES).then(too_large);
        let supplied = found.record.map(|record| Supplied {
            url: Some(record.url),
            captured: record.captured,
            from: Some("the web archive".to_owned()),
            ..Supplied::default()
        });
        let renamed = found.raw.map(|raw| {
            let shown: String = raw.chars().take(200).flat_map(char::escape_default).collect();
            Note::info(format!("its name in the archive is `{shown}`"))
        });
        self.members.push(Member {
            ordinal: found.ordinal,
            path: found.path,
            size,
            format,
            digest: hasher.finalize().to_hex().to_string(),
            supplied: supplied.unwrap_or_default(),
            notes: renamed.into_iter().collect(),
            unread: unread.or(too_large),
        });
    }

    fn finish(mut self, archive: &Archive) -> Listing {
        let inner = self.inner_manifests();
        let base = Given { supplied: archive.supplied.clone(), notes: Vec::new() };
        let mut seen = BTreeMap::new();
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for member in &self.members {
            *names.entry(member.path.clone()).or_default() += 1;
        }
        for member in &mut self.members {
            let mut given = base.clone();
            if member.path != archive.path {
                // What an archive is called and where it came from is not so of what is in it.
                (given.supplied.url, given.supplied.title) = (None, None);
            }
            let own = std::mem::take(&mut member.supplied);
            // A web archive has many states of a page; elsewhere nobody expects a second file of a name.
            if let Some(many @ 2..) = names.get(&member.path).filter(|_| own.url.is_none()) {
                member.notes.push(Note::warning(format!(
                    "its name stands {many} times in the archive: each is a document of its own"
                )));
            }
            given = given.and(Given { supplied: own, notes: Vec::new() });
            given = given.and(inner.get(&member.path)).and(archive.manifest.get(&member.path));
            for path in sidecars(&member.path) {
                if let Some(bytes) = self.sidecars.get(&path) {
                    given.take_sidecar(path.rsplit(['/', '!']).next().unwrap_or(&path), bytes);
                }
            }
            member.supplied = given.supplied;
            member.notes.extend(given.notes);
            settle_digest(member);
            let times: &mut u32 = seen.entry(member.path.clone()).or_default();
            *times += 1;
            if *times > 1 {
                member.path = format!("{}~{times}", member.path);
            }
        }
        let gone = inner.paths().filter(|path| !seen.contains_key(path.as_str()));
        let gone = gone.filter(|path| self.skipped.iter().all(|other| &other.path != *path));
        let gone: Vec<Skipped> = gone.map(|path| Skipped::not_there(path.clone())).collect();
        self.skipped.extend(gone);
        let Self { members, skipped, tables, .. } = self;
        Listing { members, skipped, tables, trouble: None }
    }

    /// What the manifests in the archive give, those of inner folders last; a broken one is a failure.
    fn inner_manifests(&mut self) -> Manifest {
        let mut found: Vec<_> = std::mem::take(&mut self.manifests).into_iter().collect();
        found.sort_by_key(|(path, _)| path.matches(['/', '!']).count());
        let mut all = Manifest::default();
        for (path, bytes) in found {
            let text = String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned());
            let read = text.and_then(|text| all.parse(&text, &path).map_err(|error| error.message));
            match read {
                Ok(()) => self.skip(path, "a manifest: read with its documents", false),
                Err(why) => self.skip(path, why, true),
            }
        }
        all
    }
}

impl Visit for Lister {
    fn file(&mut self, found: Found<'_>, bytes: &mut dyn Read) -> bool {
        if let Some(record) = &found.record {
            match record.format.clone() {
                Ok(format) => self.document(found, format, bytes),
                Err(reason) => self.skip(found.path, reason, false),
            }
            return true;
        }
        match name_in_archive(found.name) {
            Named::Hidden => {}
            Named::Document(Some(format @ (Format::Csv | Format::Xlsx))) => {
                self.table(found, format, bytes);
            }
            Named::Document(format) => self.document(found, format, bytes),
            Named::Other(reason) => self.skip(found.path, reason, false),
            Named::Sidecar => match self.keep(bytes) {
                Ok(kept) => {
                    let before = self.sidecars.insert(found.path.clone(), kept);
                    let reason = match before {
                        None => "a sidecar: read with its document",
                        Some(_) => "a sidecar of the same name again: this one is read",
                    };
                    self.skip(found.path, reason, false);
                }
                Err(why) => self.skip(found.path, why, true),
            },
            Named::Manifest => match self.keep(bytes) {
                Ok(kept) => drop(self.manifests.insert(found.path, kept)),
                Err(why) => self.skip(found.path, why, true),
            },
        }
        true
    }

    fn refused(&mut self, path: String, why: String, failed: bool) {
        self.skip(path, why, failed);
    }
}

/// Spreadsheets write CSV in the encoding of their country where they are not told otherwise.
fn decoded(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned()
    })
}

/// Reads on to the end, or to one byte over `most`.
fn digest(
    bytes: &mut dyn Read,
    most: u64,
    size: &mut u64,
    hasher: &mut blake3::Hasher,
) -> Result<(), String> {
    let mut piece = vec![0; 1 << 16];
    while *size <= most {
        let read = bytes.read(&mut piece).map_err(|error| error.to_string())?;
        if read == 0 {
            break;
        }
        *size += read as u64;
        hasher.update(piece.get(..read).unwrap_or_default());
    }
    Ok(())
}

/// The digest of the bytes becomes that of all that the report is made from.
fn settle_digest(member: &mut Member) {
    if let Some(why) = &member.unread {
        member.digest = format!("unread: {why}");
    }
    if member.unread.is_some() || member.supplied.given().next().is_some() {
        let mut hasher = blake3::Hasher::new();
        hasher.update(member.digest.as_bytes());
        digest_supplied(&member.supplied, &mut hasher);
        member.digest = hasher.finalize().to_hex().to_string();
    }
}

/// Where the sidecars of a document would be, the weaker first.
fn sidecars(path: &str) -> Vec<String> {
    let whole = format!("{path}.meta.json");
    let name_at = path.rfind(['/', '!']).map_or(0, |at| at + 1);
    let dot = path.rfind('.').filter(|dot| *dot > name_at);
    let short = dot.and_then(|dot| path.get(..dot)).map(|stem| format!("{stem}.meta.json"));
    short.into_iter().chain([whole]).collect()
}
