//! Which findings several documents hold, among documents that are copies of one or are about the same inspection.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermMerger;
use tantivy::{DocAddress, DocId, DocSet, TERMINATED};

use super::copies::Records;
use super::schema::RecordType;
use super::{Index, Ordinals};
use crate::Result;
use crate::report::{Dated, Outcome, Report, latest_dated_first};

/// Reports kept at most, as [`Recent`]: so many take a few tens of megabytes.
const MOST_RECENT: usize = 1 << 16;

/// Reports that a build has just parsed, by their ids: their records need not be unpacked to learn when they were taken.
#[derive(Default)]
pub(super) struct Recent(HashMap<String, Parsed>);

struct Parsed {
    dated: Dated,
    /// Whether an attestation says that a grade is still to come.
    waits: bool,
}

impl Recent {
    /// Keeps a report, as long as there is room.
    pub(super) fn keep(&mut self, report: &Report) {
        if self.0.len() < MOST_RECENT {
            let waits =
                report.attestations.iter().any(|said| said.outcome == Outcome::NotYetGraded);
            self.0.insert(report.id.clone(), Parsed { dated: Dated::of(report), waits });
        }
    }
}

/// A finding of a report that shares something with another: where it lies, and the hash of its words.
struct Held {
    twin: u64,
    group: u32,
    report: u32,
    segment: u32,
    doc: DocId,
}

/// The findings that a later document holds too: same words, body, cycle, programme, pillar, question, kind and grade or state, in
/// documents that share something ([`shared`]) and do not say that they were published on different days. What one document says
/// twice counts twice.
///
/// [`shared`]: crate::report::shared
///
/// # Errors
/// `IndexDamaged`.
pub(super) fn repeated(index: &Index, recent: &Recent) -> Result<Records> {
    let failed = |error| index.failure(error);
    let mut groups = Sharing::find(index).map_err(failed)?;
    let mut held = groups.findings(index).map_err(failed)?;
    let groups = groups;
    held.par_sort_unstable_by_key(|it| (it.group, it.twin, it.report, it.segment, it.doc));
    let twins = held.chunk_by(|a, b| (a.group, a.twin) == (b.group, b.twin));
    let twins: Vec<&[Held]> = twins.filter(|twins| in_several(twins.iter())).collect();
    // Findings that are the same by all they say of themselves, by group.
    let mut same: BTreeMap<u32, Vec<Vec<&Held>>> = BTreeMap::new();
    if !twins.is_empty() {
        let described = Described::open(index).map_err(failed)?;
        let alike = twins.into_par_iter().map(|twins| described.alike(twins));
        let alike: Vec<Vec<Vec<&Held>>> = alike.collect();
        let alike = alike.into_iter().flatten();
        alike.for_each(|alike| same.entry(alike[0].group).or_default().push(alike));
    }
    // Most of the time goes into reading the reports, so many at a time as there are threads.
    let same: Vec<Vec<Vec<&Held>>> = same.into_values().collect();
    let copied = same.into_par_iter().map(|findings| groups.copied((index, recent), findings));
    let copied: Vec<Vec<&Held>> = copied.collect::<Result<_>>()?;
    let mut records: Records = vec![Vec::new(); index.segments()];
    copied.iter().flatten().for_each(|it| records[it.segment as usize].push(it.doc));
    records.iter_mut().for_each(|records| records.sort_unstable());
    Ok(records)
}

/// True unless two days are known and differ: what was published twice was said twice.
fn may_be_of_one_day(one: Option<Date>, other: Option<Date>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// True if findings are of several reports.
fn in_several<'a>(mut findings: impl Iterator<Item = &'a Held>) -> bool {
    let first = findings.next().map(|it| it.report);
    findings.any(|it| Some(it.report) != first)
}

/// Reports that share something, in groups.
#[derive(Default)]
struct Sharing {
    /// Their ids.
    ids: Vec<String>,
    /// Where their records lie.
    addresses: Vec<DocAddress>,
    /// Where those of their attestations lie.
    attested: Vec<Vec<DocAddress>>,
    /// The group of each: the place of one of its reports.
    group: Vec<usize>,
}

/// Records that one thread looks through at a time for those of reports that share something.
const AT_A_TIME: usize = 1 << 14;

impl Sharing {
    fn find(index: &Index) -> tantivy::Result<Self> {
        let field = index.fields().shared;
        let readers = index.searcher().segment_readers();
        let inverted: Vec<_> =
            readers.iter().map(|it| it.inverted_index(field)).collect::<tantivy::Result<_>>()?;
        let streams = inverted.iter().map(|it| it.terms().stream());
        let mut terms = TermMerger::new(streams.collect::<std::io::Result<_>>()?);
        let mut found = Self::default();
        let mut places: HashMap<(usize, DocId), usize> = HashMap::new();
        let mut sharing: Vec<(usize, DocId)> = Vec::new();
        while terms.advance() {
            let here: Vec<_> = terms.current_segment_ords_and_term_infos().collect();
            if here.iter().map(|(_, info)| info.doc_freq).sum::<u32>() < 2 {
                continue;
            }
            sharing.clear();
            for (segment, info) in here {
                let basic = IndexRecordOption::Basic;
                let mut docs = inverted[segment].read_postings_from_terminfo(&info, basic)?;
                let alive = readers[segment].alive_bitset();
                while docs.doc() != TERMINATED {
                    if alive.is_none_or(|alive| alive.is_alive(docs.doc())) {
                        sharing.push((segment, docs.doc()));
                    }
                    docs.advance();
                }
            }
            if sharing.len() < 2 {
                continue;
            }
            let mut before = None;
            for (segment, doc) in &sharing {
                let place = match places.get(&(*segment, *doc)) {
                    Some(place) => *place,
                    None => {
                        let place = found.add(*segment, *doc);
                        places.insert((*segment, *doc), place);
                        place
                    }
                };
                before.into_iter().for_each(|other| found.join(other, place));
                before = Some(place);
            }
        }
        for place in 0..found.ids.len() {
            found.group[place] = found.root(place);
        }
        found.read_ids(index)?;
        Ok(found)
    }

    fn add(&mut self, segment: usize, doc: DocId) -> usize {
        self.ids.push(String::new());
        self.addresses.push(DocAddress::new(segment as u32, doc));
        self.attested.push(Vec::new());
        self.group.push(self.group.len());
        self.group.len() - 1
    }

    /// Reads the ids in their order, so that each block of them is unpacked once.
    fn read_ids(&mut self, index: &Index) -> tantivy::Result<()> {
        for segment in 0..index.segments() {
            let reports = index.ordinals(segment, "report")?;
            let Some(column) = reports.column() else { continue };
            let here = (0..).zip(&self.addresses);
            let here = here.filter(|(_, address)| address.segment_ord as usize == segment);
            let ordinals = here.filter_map(|(place, address)| {
                Some((reports.of(address.doc_id).checked_sub(1)? as u64, place))
            });
            let mut ordinals: Vec<(u64, usize)> = ordinals.collect();
            ordinals.sort_unstable();
            let (ordinals, places): (Vec<u64>, Vec<usize>) = ordinals.into_iter().unzip();
            let mut places = places.into_iter();
            column.dictionary().sorted_ords_to_term_cb(&ordinals, |id| {
                if let Some(of_place) = places.next().and_then(|place| self.ids.get_mut(place)) {
                    *of_place = String::from_utf8_lossy(id).into_owned();
                }
            })?;
        }
        Ok(())
    }

    fn root(&self, place: usize) -> usize {
        let mut at = place;
        while self.group[at] != at {
            at = self.group[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (first, last) = (one.min(other), one.max(other));
        self.group[last] = first;
    }

    /// The findings of these reports that have words; finds out where the attestations lie on the way.
    fn findings(&mut self, index: &Index) -> tantivy::Result<Vec<Held>> {
        let mut held = Vec::new();
        if self.ids.is_empty() {
            return Ok(held);
        }
        for segment in 0..index.segments() {
            let reader = index.searcher().segment_reader(segment as u32);
            let reports = index.ordinals(segment, "report")?;
            let Some(column) = reports.column() else { continue };
            let mut place_of: Vec<Option<u32>> = vec![None; column.num_terms() + 1];
            for (place, (id, address)) in (0..).zip(self.ids.iter().zip(&self.addresses)) {
                // Most lie in this segment, which tells the number of their id.
                let ordinal = match reports.of(address.doc_id) {
                    ordinal if address.segment_ord as usize == segment => ordinal,
                    _ => column.dictionary().term_ord(id)?.map_or(0, |ord| ord as usize + 1),
                };
                place_of[ordinal] = Some(place).filter(|_| ordinal > 0);
            }
            let twins = index.numbers(segment, "twin")?;
            let types = index.ordinals(segment, "type")?;
            let attestation = match types.column() {
                Some(types) => types.dictionary().term_ord(RecordType::Attestation.slug())?,
                None => None,
            };
            let attestation = attestation.map(|ordinal| ordinal as usize + 1);
            let docs: Vec<DocId> = reader.doc_ids_alive().collect();
            let segment = segment as u32;
            let found = docs.par_chunks(AT_A_TIME).map(|docs| {
                let (mut held, mut attested) = (Vec::new(), Vec::new());
                let mut nth = docs.iter();
                reports.each(docs, |ordinal| {
                    let Some(doc) = nth.next() else { return };
                    let Some(report) = place_of.get(ordinal).copied().flatten() else { return };
                    // Only findings have words.
                    if let Some(twin) = twins.first(*doc).filter(|twin| *twin != 0) {
                        let group = self.group[report as usize] as u32;
                        held.push(Held { twin, group, report, segment, doc: *doc });
                    } else if Some(types.of(*doc)) == attestation {
                        attested.push((report, DocAddress::new(segment, *doc)));
                    }
                });
                (held, attested)
            });
            let found: Vec<_> = found.collect();
            held.reserve(found.iter().map(|(held, _)| held.len()).sum());
            for (mut of_docs, attested) in found {
                held.append(&mut of_docs);
                for (report, address) in attested {
                    self.attested[report as usize].push(address);
                }
            }
        }
        Ok(held)
    }

    /// Those of the findings of one group, alike by alike, that a later report holds too.
    fn copied<'h>(
        &self,
        reports: (&Index, &Recent),
        findings: Vec<Vec<&'h Held>>,
    ) -> Result<Vec<&'h Held>> {
        let members: BTreeSet<usize> =
            findings.iter().flatten().map(|it| it.report as usize).collect();
        let order = self.order(reports, &members)?;
        let rank =
            |it: &Held| order.get(&(it.report as usize)).map_or(usize::MAX, |(rank, _)| *rank);
        let day = |it: &Held| order.get(&(it.report as usize)).and_then(|(_, day)| *day);
        let mut copied = Vec::new();
        for mut alike in findings {
            alike.sort_by_key(|it| rank(it));
            let mut stand: Vec<&Held> = Vec::new();
            for one in alike {
                let is_copy = stand.iter().any(|other| {
                    other.report != one.report && may_be_of_one_day(day(other), day(one))
                });
                match is_copy {
                    true => copied.push(one),
                    false => stand.push(one),
                }
            }
        }
        Ok(copied)
    }

    /// These reports with their places in the order of the latest first, and their days of publication.
    fn order(
        &self,
        (index, recent): (&Index, &Recent),
        places: &BTreeSet<usize>,
    ) -> Result<HashMap<usize, (usize, Option<Date>)>> {
        let dated = places.iter().map(|place| match recent.0.get(&self.ids[*place]) {
            Some(parsed) => Ok(parsed.dated.clone()),
            None => index.read(self.addresses[*place]),
        });
        let mut dated: Vec<Dated> = dated.collect::<Result<_>>()?;
        if self.some_waits((index, recent), places)? {
            for (dated, place) in dated.iter_mut().zip(places) {
                let attested = self.attested[*place].iter().map(|address| index.read(*address));
                dated.attestations = attested.collect::<Result<_>>()?;
            }
        }
        let order = latest_dated_first(&dated);
        let places: Vec<usize> = places.iter().copied().collect();
        let placed = |(rank, at): (usize, usize)| (places[at], (rank, dated[at].published));
        Ok(order.into_iter().enumerate().map(placed).collect())
    }

    /// True if one of these reports may say `not yet graded`: else no attestation decides which is the latest, and none is read.
    fn some_waits(
        &self,
        (index, recent): (&Index, &Recent),
        places: &BTreeSet<usize>,
    ) -> Result<bool> {
        let waits = Outcome::NotYetGraded.state();
        for place in places {
            if let Some(parsed) = recent.0.get(&self.ids[*place]) {
                if parsed.waits {
                    return Ok(true);
                }
                continue;
            }
            for address in &self.attested[*place] {
                if index.json(*address)?.contains(waits) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// What findings say of themselves besides their words, as a hash.
struct Described {
    /// Of each segment the columns, with the hash of each of their values.
    segments: Vec<Vec<(Arc<Ordinals>, Vec<u64>)>>,
}

impl Described {
    /// Columns that are equal where findings are the same.
    const COLUMNS: [&str; 7] =
        ["body", "cycle", "programme", "pillar", "question_card", "kind", "outcome"];

    fn open(index: &Index) -> tantivy::Result<Self> {
        let column = |segment: usize, name: &'static str| {
            let ordinals = index.ordinals(segment, name)?;
            let mut hashes = vec![0];
            if let Some(column) = ordinals.column() {
                let mut terms = column.dictionary().stream()?;
                while terms.advance() {
                    hashes.push(hash_of(terms.key()));
                }
            }
            Ok((ordinals, hashes))
        };
        let of_segment =
            |segment| Self::COLUMNS.par_iter().map(|name| column(segment, name)).collect();
        let segments = (0..index.segments()).map(of_segment).collect::<tantivy::Result<_>>()?;
        Ok(Self { segments })
    }

    fn of(&self, held: &Held) -> u64 {
        let columns = self.segments.get(held.segment as usize).into_iter().flatten();
        columns.fold(0, |described, (ordinals, hashes)| {
            let value = hashes.get(ordinals.of(held.doc)).copied().unwrap_or(0);
            super::mixed(described ^ value)
        })
    }

    /// Those of findings with the same words that say the same of themselves, where they are of several reports.
    fn alike<'h>(&self, twins: &'h [Held]) -> Vec<Vec<&'h Held>> {
        let mut alike: BTreeMap<u64, Vec<&Held>> = BTreeMap::new();
        twins.iter().for_each(|one| alike.entry(self.of(one)).or_default().push(one));
        alike.into_values().filter(|alike| in_several(alike.iter().copied())).collect()
    }
}

fn hash_of(value: &[u8]) -> u64 {
    let hash = blake3::hash(value);
    hash.as_bytes()[..8].iter().fold(0, |all, byte| all << 8 | u64::from(*byte))
}
