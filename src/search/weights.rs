//! What kinds of findings and documents weigh, at hand for every finding of a segment.

use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::{DocId, Score};

use super::best::Scale;
use super::columns::Texts;
use super::pass::Want;
use super::rank::{document_weight, kind_weight};
use crate::index::Index;
use crate::query::Ranking;
use crate::query::lower::Share;
use crate::report::{DocKind, FindingKind};
use crate::{Error, ErrorKind, Result};

/// The kind with this slug; columns hold nothing else, so that it need not be read as what a person typed.
fn by_slug<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, slug: &str) -> Option<T> {
    all.iter().copied().find(|kind| name(*kind) == slug)
}

/// The weight of each value of a column.
pub(super) struct Weights {
    texts: Texts,
    weights: Vec<f32>,
    greatest: f32,
    /// The weight of every value, where all weigh the same: then none is read.
    only: Option<f32>,
}

impl Weights {
    /// Those of the kinds of findings.
    pub(super) fn of_kinds(index: &Index, segment: usize, ranking: &Ranking) -> Result<Self> {
        Self::open(index, segment, "kind", |slug| {
            let known = by_slug(FindingKind::ALL, FindingKind::slug, slug);
            known.map_or(1.0, kind_weight).powf(ranking.kind)
        })
    }

    /// Those of the kinds of documents.
    pub(super) fn of_documents(index: &Index, segment: usize, ranking: &Ranking) -> Result<Self> {
        Self::open(index, segment, "doc_kind", |slug| {
            let known = by_slug(&DocKind::ALL, DocKind::slug, slug);
            known.map_or(1.0, document_weight).powf(ranking.document)
        })
    }

    fn open(
        index: &Index,
        segment: usize,
        name: &'static str,
        weight: impl Fn(&str) -> f32,
    ) -> Result<Self> {
        let texts = Texts::open(index, segment, name)?;
        let mut weights = vec![1.0];
        let ordinals: Vec<u64> = (1..texts.width() as u64).collect();
        let each = texts.each(&ordinals, |_, slug| weights.push(weight(slug)));
        each.map_err(|error| index.failure(error))?;
        let greatest = weights.iter().copied().fold(1.0, f32::max);
        let only = weights.first().copied().filter(|first| weights.iter().all(|it| it == first));
        Ok(Self { texts, weights, greatest, only })
    }

    /// The greatest.
    pub(super) fn greatest(&self) -> f32 {
        self.greatest
    }

    /// Says that those of so many findings are read next.
    pub(super) fn expect(&self, findings: usize) {
        self.texts.expect(findings);
    }

    /// That of `doc`.
    pub(super) fn of(&self, doc: DocId) -> f32 {
        if let Some(only) = self.only {
            return only;
        }
        self.weights.get(self.texts.ordinal(doc)).copied().unwrap_or(1.0)
    }
}

/// What gives findings their places, of all segments: for lists of the best alone, which would take longer to open it than to
/// be made.
pub(super) struct Scales(Vec<(SegmentId, Arc<Scale>)>);

impl Scales {
    /// Those of `want`, opened once an index.
    pub(super) fn of(index: &Index, want: &Want) -> Result<Arc<Self>> {
        // What is asked for most is not even spelled out.
        let usual = want.ranking == Ranking::default() && want.order.is_by_score();
        let what = match usual && !want.sketches {
            true => String::new(),
            false => format!("{:?} {:?} {}", want.ranking, want.order, want.sketches),
        };
        index.kept(what, || {
            let segments = index.searcher().segment_readers().iter().enumerate();
            let open = |(nth, reader): (usize, &tantivy::SegmentReader)| {
                Ok((reader.segment_id(), Arc::new(Scale::open(index, nth, want)?)))
            };
            segments.map(open).collect::<Result<_>>().map(Self)
        })
    }

    /// That of a segment.
    pub(super) fn segment(&self, nth: usize) -> Result<Arc<Scale>> {
        self.at(nth).map(Arc::clone)
    }

    /// The same without keeping it.
    pub(super) fn at(&self, nth: usize) -> Result<&Arc<Scale>> {
        let found = self.0.get(nth).map(|(_, scale)| scale);
        found.ok_or_else(|| Error::new(ErrorKind::IndexDamaged, format!("no segment {nth}")))
    }
}

impl Share for Scales {
    fn share(&self, segment: SegmentId) -> Box<dyn Fn(DocId) -> Score + '_> {
        match self.0.iter().find(|(id, _)| *id == segment) {
            Some((_, scale)) => Box::new(|doc| scale.share(doc)),
            None => Box::new(|_| 1.0),
        }
    }
}
