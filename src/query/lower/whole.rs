//! Something whole, or its parts: what holds the whole counts by the better of the two, what holds only parts by less.

use tantivy::query::{EnableScoring, Explanation, Query, QueryClone, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TantivyError, Term};

/// A compound, or the words of it that stand apart; what was typed, or what else it is called.
#[derive(Debug)]
pub(super) struct WholeOrParts {
    /// The compound.
    pub(super) whole: Box<dyn Query>,
    /// Its words.
    pub(super) parts: Box<dyn Query>,
    /// What the words are called in an explanation.
    pub(super) called: &'static str,
    /// What the words count beside the compound, where a record holds it.
    pub(super) beside: Score,
    /// What the words count where it does not; `None` if only what holds the compound matches.
    pub(super) alone: Option<Score>,
}

impl Clone for WholeOrParts {
    fn clone(&self) -> Self {
        Self { whole: self.whole.box_clone(), parts: self.parts.box_clone(), ..*self }
    }
}

impl Query for WholeOrParts {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(WholeOrPartsWeight {
            whole: self.whole.weight(scoring)?,
            parts: self.parts.weight(scoring)?,
            called: self.called,
            beside: self.beside,
            alone: self.alone,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.whole.query_terms(visitor);
        self.parts.query_terms(visitor);
    }
}

struct WholeOrPartsWeight {
    whole: Box<dyn Weight>,
    parts: Box<dyn Weight>,
    called: &'static str,
    beside: Score,
    alone: Option<Score>,
}

impl WholeOrPartsWeight {
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<WholeOrPartsScorer> {
        Ok(WholeOrPartsScorer {
            whole: self.whole.scorer(reader, boost)?,
            parts: self.parts.scorer(reader, boost)?,
            beside: self.beside,
            alone: self.alone,
        })
    }
}

impl Weight for WholeOrPartsWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.open(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("record {doc} does not match")));
        }
        let (score, factor) = (scorer.score(), scorer.factor());
        if let Ok(whole) = self.whole.explain(reader, doc)
            && whole.value() >= score
        {
            return Ok(whole);
        }
        let what = format!("{}, times {factor}", self.called);
        let mut explanation = Explanation::new_with_string(what, score);
        explanation.add_detail(self.parts.explain(reader, doc)?);
        Ok(explanation)
    }
}

struct WholeOrPartsScorer {
    whole: Box<dyn Scorer>,
    parts: Box<dyn Scorer>,
    beside: Score,
    alone: Option<Score>,
}

impl WholeOrPartsScorer {
    /// What the words count in the present record.
    fn factor(&self) -> Score {
        match self.alone {
            Some(alone) if self.whole.doc() > self.parts.doc() => alone,
            _ => self.beside,
        }
    }
}

impl DocSet for WholeOrPartsScorer {
    fn advance(&mut self) -> DocId {
        let doc = self.doc();
        if self.whole.doc() == doc {
            self.whole.advance();
        }
        if self.alone.is_some() && self.parts.doc() == doc {
            self.parts.advance();
        }
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.whole.doc() < target {
            self.whole.seek(target);
        }
        if self.alone.is_some() && self.parts.doc() < target {
            self.parts.seek(target);
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        match self.alone {
            Some(_) => self.whole.doc().min(self.parts.doc()),
            None => self.whole.doc(),
        }
    }

    fn size_hint(&self) -> u32 {
        match self.alone {
            Some(_) => self.whole.size_hint().saturating_add(self.parts.size_hint()),
            None => self.whole.size_hint(),
        }
    }
}

impl Scorer for WholeOrPartsScorer {
    fn score(&mut self) -> Score {
        let doc = self.doc();
        if self.parts.doc() < doc {
            self.parts.seek(doc);
        }
        let whole = if self.whole.doc() == doc { self.whole.score() } else { 0.0 };
        match self.parts.doc() == doc {
            true => whole.max(self.parts.score() * self.factor()),
            false => whole,
        }
    }
}
