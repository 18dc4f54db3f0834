//! BM25F: something looked for over text, heading, question and title, as one count with one saturation.
//!
//! After Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields" (2004): the frequencies
//! are weighed and summed before they saturate, so that a word in heading and text is not two words. A compound or phrase
//! is counted like a word. The first fields decide whether a record matches, the others only weigh.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{
    EmptyScorer, EnableScoring, Explanation, PhraseQuery, Query, Scorer, TermQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::key::Key;
use super::looked_up::{Known, LookedUp, only_word};
use super::occurrences::{Occurrences, Sequence};
use super::sweep::{List, Lists};
use super::windows::Within;

/// Something looked for in one field.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// What the field is called in an explanation.
    pub(super) name: &'static str,
    /// The field.
    pub(super) field: Field,
    /// The ways to write it.
    pub(super) ways: Vec<Sequence>,
    /// For each way the terms of its words two by two, where those are indexed; none if nothing is known of that.
    pub(super) pairs: Vec<Vec<Option<Term>>>,
    /// What it counts there against 1 in the text.
    pub(super) weight: Score,
    /// How far the length of the field counts, 0 to 1.
    pub(super) length: Score,
}

impl Place {
    /// What one occurrence counts in a field of each length, among so many records.
    pub(super) fn worths(
        &self,
        searcher: &Searcher,
        records: u64,
    ) -> tantivy::Result<Arc<[Score]>> {
        Ok(worths(self.weight, self.length, average(searcher, self.field, records)?))
    }
}

/// Something looked for over several fields.
#[derive(Debug, Clone)]
pub(super) struct Bm25f {
    /// What it is called in an explanation.
    pub(super) name: String,
    /// Where it may stand.
    pub(super) places: Vec<Place>,
    /// Number of the first places that decide whether a record matches: one at least; the others only weigh.
    pub(super) deciding: usize,
    /// `k1`.
    pub(super) saturation: Score,
    /// Records of the kind that is searched.
    pub(super) records: u64,
    /// What the whole counts.
    pub(super) weight: Score,
    /// The words of the query that were looked up.
    pub(super) looked_up: LookedUp,
}

/// The inverse document frequency of BM25 in the form that is never negative.
pub(super) fn rarity(holding: u64, records: u64) -> Score {
    let rest = records.saturating_sub(holding) as Score;
    (1.0 + (rest + 0.5) / (holding as Score + 0.5)).ln()
}

/// How rare the commonest of `ways` is. How many records hold a sequence is not known before all are read, so a sequence is
/// as rare as if its words stood together by chance, as Lucene has it.
pub(super) fn rarity_of(ways: &[Vec<Known>], records: u64) -> Score {
    let mut least: Option<Score> = None;
    for way in ways {
        let mut rare = 0.0;
        let mut is_there = true;
        for word in way {
            let holding = word.held();
            is_there &= holding > 0;
            rare += rarity(holding, records);
        }
        if is_there {
            least = Some(least.map_or(rare, |least| least.min(rare)));
        }
    }
    least.unwrap_or(0.0)
}

/// Words in `field` by record.
pub(super) fn average(searcher: &Searcher, field: Field, records: u64) -> tantivy::Result<Score> {
    let mut words = 0;
    for reader in searcher.segment_readers() {
        words += reader.inverted_index(field)?.total_num_tokens();
    }
    Ok((words as Score / records.max(1) as Score).max(1.0))
}

/// What one occurrence counts in a field of each length that the index tells apart.
pub(super) fn worths(weight: Score, length: Score, average: Score) -> Arc<[Score]> {
    let worth = |id| {
        let relative = FieldNormReader::id_to_fieldnorm(id) as Score / average;
        weight / (1.0 - length + length * relative)
    };
    (0..=u8::MAX).map(worth).collect()
}

impl Query for Bm25f {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let Some(first) = self.places.first() else {
            return Err(TantivyError::InvalidArgument("a word without a field".to_owned()));
        };
        let (saturation, deciding) = (self.saturation, self.deciding.max(1));
        let EnableScoring::Enabled { searcher, .. } = scoring else {
            if let Some(word) = self.only_word() {
                return TermQuery::new(word.clone(), IndexRecordOption::Basic).weight(scoring);
            }
            if let ([words], [] | [_], 1) = (&*first.ways, &*first.pairs, deciding)
                && first.pairs.iter().flatten().all(Option::is_none)
            {
                return PhraseQuery::new(words.clone()).weight(scoring);
            }
            let searcher = scoring.searcher().ok_or_else(|| {
                TantivyError::InvalidArgument("a word without an index".to_owned())
            })?;
            let bare = |place: &Place| self.prepared(place, Arc::from([]), searcher);
            let places = self.places.iter().take(deciding).map(bare).collect::<Result<_, _>>()?;
            let name = String::new();
            return Ok(Box::new(Bm25fWeight { name, places, deciding, saturation, factor: 0.0 }));
        };
        Ok(Box::new(self.weighed(searcher)?))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        let ways = self.places.iter().flat_map(|place| &place.ways);
        ways.for_each(|way| way.iter().for_each(|word| visitor(word, way.len() > 1)));
    }
}

impl Bm25f {
    /// What it weighs.
    pub(super) fn weighed(&self, searcher: &Searcher) -> tantivy::Result<Bm25fWeight> {
        self.weighed_by(searcher, |place| place.worths(searcher, self.records))
    }

    /// The same with the worths that `worths` gives.
    pub(super) fn weighed_by(
        &self,
        searcher: &Searcher,
        worths: impl Fn(&Place) -> tantivy::Result<Arc<[Score]>>,
    ) -> tantivy::Result<Bm25fWeight> {
        let prepared = |place: &Place| self.prepared(place, worths(place)?, searcher);
        let places = self.places.iter().map(prepared).collect::<tantivy::Result<Vec<_>>>()?;
        let rare = places.first().map_or(0.0, |first| rarity_of(&first.ways, self.records));
        let (saturation, deciding) = (self.saturation, self.deciding.max(1));
        let (name, factor) = (self.name.clone(), self.weight * rare * (saturation + 1.0));
        Ok(Bm25fWeight { name, places, deciding, saturation, factor })
    }

    /// The term that every record holds that matches, and no other record, if it is one: a word, or a pair.
    pub(super) fn only_word(&self) -> Option<&Term> {
        let first = self.places.first().filter(|_| self.deciding < 2)?;
        match (first.ways.as_slice(), first.pairs.as_slice()) {
            ([way], _) if way.len() == 1 => way.first(),
            ([way], [pairs]) if way.len() == 2 => pairs.first()?.as_ref(),
            _ => None,
        }
    }

    /// The words that every record that matches holds one behind the other, and no other record, if they are no pair.
    pub(super) fn only_run(&self) -> Option<&[Term]> {
        let first = self.places.first().filter(|_| self.deciding < 2)?;
        let [way] = first.ways.as_slice() else { return None };
        (way.len() > 1 && self.only_word().is_none()).then_some(way)
    }

    /// All that the scores depend on in one index, as bytes.
    pub(super) fn key(&self) -> Key {
        let mut key = Key::of(b'w');
        key.number(self.deciding as u64);
        key.number(self.records);
        key.numbers(&[self.saturation, self.weight]);
        for Place { field, ways, weight, length, .. } in &self.places {
            key.number(u64::from(field.field_id()));
            key.numbers(&[*weight, *length]);
            key.ways(ways);
        }
        key
    }

    fn prepared(
        &self,
        place: &Place,
        worths: Arc<[Score]>,
        searcher: &Searcher,
    ) -> tantivy::Result<Prepared> {
        let ways = self.looked_up.ways(&place.ways, searcher)?;
        let pair = |pair: &Option<Term>| {
            pair.as_ref().map(|pair| self.looked_up.word(pair, searcher)).transpose()
        };
        let of_way = |pairs: &Vec<Option<Term>>| pairs.iter().map(pair).collect();
        let pairs = place.pairs.iter().map(of_way).collect::<tantivy::Result<_>>()?;
        Ok(Prepared { name: place.name, field: place.field, ways, pairs, worths })
    }
}

/// A place with what one occurrence counts in it by the length of the field.
struct Prepared {
    name: &'static str,
    field: Field,
    ways: Vec<Vec<Known>>,
    pairs: Vec<Vec<Option<Known>>>,
    worths: Arc<[Score]>,
}

impl Prepared {
    fn open(&self, reader: &SegmentReader) -> tantivy::Result<Option<Opened>> {
        let Some(occurrences) = Occurrences::counted(&self.ways, &self.pairs, reader)? else {
            return Ok(None);
        };
        let lengths = reader.get_fieldnorms_reader(self.field)?;
        Ok(Some(Opened { occurrences, lengths, worths: Arc::clone(&self.worths), name: self.name }))
    }
}

pub(super) struct Bm25fWeight {
    name: String,
    places: Vec<Prepared>,
    deciding: usize,
    saturation: Score,
    factor: Score,
}

impl Bm25fWeight {
    /// `None` if no record of the segment can match.
    pub(super) fn open(
        &self,
        reader: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<Bm25fScorer>> {
        let (mut opened, mut deciding) = (Vec::with_capacity(self.places.len()), 0);
        for (at, place) in self.places.iter().enumerate() {
            if at == self.deciding {
                deciding = opened.len();
            }
            opened.extend(place.open(reader)?);
        }
        if self.places.len() <= self.deciding {
            deciding = opened.len();
        }
        let (saturation, factor) = (self.saturation, self.factor * boost);
        let mut scorer = Bm25fScorer { opened, deciding, doc: TERMINATED, saturation, factor };
        scorer.settle();
        Ok((deciding > 0).then_some(scorer))
    }
}

impl Bm25fWeight {
    /// Its lists in a segment; `None` if it is anything but a word at each place, the first of which decides.
    pub(super) fn lists(&self, reader: &SegmentReader) -> tantivy::Result<Option<Lists>> {
        let Some(words) = self.words(reader) else { return Ok(None) };
        let mut lists = Vec::with_capacity(words.len());
        for (place, word) in words {
            let Some(postings) = word.blocks(reader)? else { return Ok(None) };
            let lengths = reader.get_fieldnorms_reader(place.field)?;
            lists.push(List::new(postings, lengths, Arc::clone(&place.worths)));
        }
        let (saturation, factor) = (self.saturation, self.factor);
        Ok(Some(Lists { lists, saturation, factor }))
    }

    /// The words of its places that stand in a segment, in the order of the places.
    fn words(&self, reader: &SegmentReader) -> Option<Vec<(&Prepared, &Known)>> {
        let mut words = Vec::with_capacity(self.places.len());
        for (nth, place) in self.places.iter().enumerate() {
            let is_there = |way: &&Vec<Known>| way.iter().all(|word| word.is_in(reader));
            let mut there = place.ways.iter().filter(is_there);
            match (there.next().map(Vec::as_slice), there.next()) {
                (Some([word]), None) if place.pairs.iter().all(Vec::is_empty) => {
                    words.push((place, word));
                }
                (None, _) if nth > 0 => {}
                _ => return None,
            }
        }
        (self.deciding == 1).then_some(words)
    }

    /// The word that decides, if it is one.
    pub(super) fn decides(&self) -> Option<&Known> {
        self.places.first().filter(|_| self.deciding == 1).and_then(|first| only_word(&first.ways))
    }
}

impl Weight for Bm25fWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.open(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    /// The score, and what each field has of it: in proportion to its part of the weighed frequency.
    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let not_there = || TantivyError::InvalidArgument(format!("record {doc} does not match"));
        let mut scorer = self.open(reader, 1.0)?.ok_or_else(not_there)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(not_there());
        }
        let (score, whole) = (scorer.score(), scorer.frequency());
        let what = format!("`{}`, of at most {:.2} for a word so rare", self.name, scorer.factor);
        let mut explanation = Explanation::new_with_string(what, score);
        for opened in &mut scorer.opened {
            let part = opened.frequency(doc);
            if part > 0.0 {
                let (times, words) =
                    (opened.occurrences.frequency(), opened.lengths.fieldnorm(doc));
                let what = format!("{times} in {words} words of the {}", opened.name);
                let share = score * part / whole;
                explanation.add_detail(Explanation::new_with_string(what, share));
            }
        }
        Ok(explanation)
    }
}

/// What is looked for in one field of a segment.
struct Opened {
    occurrences: Occurrences,
    lengths: FieldNormReader,
    worths: Arc<[Score]>,
    name: &'static str,
}

impl Opened {
    /// How often `doc` holds it, weighed and against its length.
    fn frequency(&mut self, doc: DocId) -> Score {
        if self.occurrences.doc() < doc {
            self.occurrences.seek(doc);
        }
        if self.occurrences.doc() == doc { self.weighed(doc) } else { 0.0 }
    }

    /// The same of `doc`, at which it stands.
    fn weighed(&mut self, doc: DocId) -> Score {
        let worth = self.worths.get(usize::from(self.lengths.fieldnorm_id(doc)));
        self.occurrences.frequency() as Score * worth.copied().unwrap_or(0.0)
    }
}

pub(super) struct Bm25fScorer {
    /// What decides, then what only weighs.
    opened: Vec<Opened>,
    deciding: usize,
    /// The present record: the first of those at which what decides stands.
    doc: DocId,
    saturation: Score,
    factor: Score,
}

impl Bm25fScorer {
    /// Whether no positions are read to know what a record scores.
    pub(super) fn is_of_words(&self) -> bool {
        self.opened.iter().all(|place| place.occurrences.is_word())
    }

    fn frequency(&mut self) -> Score {
        match self.doc {
            TERMINATED => 0.0,
            doc => self.opened.iter_mut().map(|place| place.frequency(doc)).sum(),
        }
    }

    fn settle(&mut self) -> DocId {
        let deciding = self.opened.iter().take(self.deciding);
        self.doc = deciding.map(|place| place.occurrences.doc()).min().unwrap_or(TERMINATED);
        self.doc
    }

    fn deciding(&mut self) -> impl Iterator<Item = &mut Occurrences> {
        self.opened.iter_mut().take(self.deciding).map(|place| &mut place.occurrences)
    }
}

impl Within for Bm25fScorer {
    fn within(&mut self, from: DocId, past: DocId) -> DocId {
        for place in self.deciding() {
            place.within(from, past);
        }
        self.settle()
    }

    fn here(&self) -> DocId {
        self.doc
    }

    fn go_on(&mut self) -> DocId {
        self.advance()
    }

    fn scored(&mut self) -> Score {
        self.score()
    }

    fn records(&self) -> u32 {
        self.size_hint()
    }
}

impl DocSet for Bm25fScorer {
    fn advance(&mut self) -> DocId {
        if let ([place, ..], 1) = (self.opened.as_mut_slice(), self.deciding) {
            self.doc = place.occurrences.advance();
            return self.doc;
        }
        let doc = self.doc;
        for place in self.deciding().filter(|place| place.doc() == doc) {
            place.advance();
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for place in self.deciding().filter(|place| place.doc() < target) {
            place.seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let deciding = self.opened.iter().take(self.deciding);
        deciding.map(|place| place.occurrences.size_hint()).fold(0, u32::saturating_add)
    }
}

impl Scorer for Bm25fScorer {
    fn score(&mut self) -> Score {
        let frequency = match self.opened.as_mut_slice() {
            // One place, which stands at the present record: most of what is asked for as it is written.
            [place] if self.doc != TERMINATED => place.weighed(self.doc),
            _ => self.frequency(),
        };
        self.factor * frequency / (self.saturation + frequency)
    }
}
