//! What two neighbouring words of a query add to a finding in which they stand close: it only weighs.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyQuery, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::bm25f::{average, rarity};
use crate::query::ranking::{CLOSE, Ranking};

/// What it counts that the words stand in the other order.
const REVERSED: Score = 0.5;

/// Two words of one field, in the order of the query.
#[derive(Debug, Clone)]
pub(super) struct Nearness {
    /// The words.
    pub(super) words: [Term; 2],
    /// The parameters.
    pub(super) ranking: Ranking,
    /// Records of the kind that is searched.
    pub(super) records: u64,
}

impl Query for Nearness {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        // It only weighs: where nothing is weighed it holds nothing.
        let EnableScoring::Enabled { searcher, .. } = scoring else {
            return EmptyQuery.weight(scoring);
        };
        let [first, second] = &self.words;
        // The rarer word would weigh more; what stands together is as common as its commoner word.
        let holding = searcher.doc_freq(first)?.max(searcher.doc_freq(second)?);
        Ok(Box::new(NearnessWeight {
            average: average(searcher, first.field(), self.records)?,
            factor: self.ranking.nearness
                * rarity(holding, self.records)
                * (self.ranking.saturation + 1.0),
            query: self.clone(),
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.words.iter().for_each(|word| visitor(word, true));
    }
}

struct NearnessWeight {
    query: Nearness,
    average: Score,
    factor: Score,
}

impl Weight for NearnessWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let [first, second] = &self.query.words;
        let inverted = reader.inverted_index(first.field())?;
        let open = |word| inverted.read_postings(word, IndexRecordOption::WithFreqsAndPositions);
        let (Some(first_postings), Some(second_postings)) = (open(first)?, open(second)?) else {
            return Ok(Box::new(EmptyScorer));
        };
        let mut scorer = NearnessScorer {
            postings: [first_postings, second_postings],
            positions: [Vec::new(), Vec::new()],
            lengths: reader.get_fieldnorms_reader(first.field())?,
            average: self.average.max(1.0),
            ranking: self.query.ranking,
            factor: self.factor * boost,
            closeness: 0.0,
        };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || (scorer.doc() < doc && scorer.seek(doc) != doc) {
            return Err(TantivyError::InvalidArgument(format!("record {doc} does not match")));
        }
        Ok(Explanation::new("neighbouring words of the query stand close", scorer.score()))
    }
}

struct NearnessScorer {
    postings: [SegmentPostings; 2],
    positions: [Vec<u32>; 2],
    lengths: FieldNormReader,
    average: Score,
    ranking: Ranking,
    factor: Score,
    /// How close the words stand in the present record.
    closeness: Score,
}

impl NearnessScorer {
    /// Goes on to the next record in which the words stand close, if the present one is none.
    fn settle(&mut self) -> DocId {
        loop {
            let [first, second] = &mut self.postings;
            let doc = first.doc();
            if doc == TERMINATED {
                return doc;
            }
            if second.doc() < doc {
                second.seek(doc);
            }
            if second.doc() == doc {
                first.positions(&mut self.positions[0]);
                second.positions(&mut self.positions[1]);
                self.closeness = closeness(&self.positions[0], &self.positions[1]);
                if self.closeness > 0.0 {
                    return doc;
                }
                first.advance();
            } else {
                let next = second.doc();
                match next {
                    TERMINATED => while first.advance() != TERMINATED {},
                    _ => {
                        first.seek(next);
                    }
                }
            }
        }
    }
}

impl DocSet for NearnessScorer {
    fn advance(&mut self) -> DocId {
        self.postings[0].advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.postings[0].doc() < target {
            self.postings[0].seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.postings[0].doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings[0].size_hint().min(self.postings[1].size_hint())
    }
}

impl Scorer for NearnessScorer {
    fn score(&mut self) -> Score {
        let length = self.lengths.fieldnorm(self.doc()) as Score / self.average;
        let frequency = self.closeness / (1.0 - self.ranking.length + self.ranking.length * length);
        self.factor * frequency / (self.ranking.saturation + frequency)
    }
}

/// One over the distance of each two places that are close, summed; positions are sorted.
fn closeness(first: &[u32], second: &[u32]) -> Score {
    let reach = CLOSE + 1;
    let mut sum = 0.0;
    for &a in first {
        let from = second.partition_point(|&b| b.saturating_add(reach) < a);
        for &b in second.iter().skip(from).take_while(|&&b| b <= a.saturating_add(reach)) {
            sum += match b.cmp(&a) {
                std::cmp::Ordering::Greater => 1.0 / (b - a) as Score,
                std::cmp::Ordering::Less => REVERSED / (a - b) as Score,
                std::cmp::Ordering::Equal => 0.0,
            };
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closer_is_more_and_the_typed_order_is_most() {
        for (first, second, expected) in [
            (vec![3], vec![4], 1.0),
            (vec![3], vec![5], 0.5),
            (vec![4], vec![3], 0.5),
            (vec![0], vec![4], 0.25),
            (vec![0], vec![5], 0.0),
            (vec![7], vec![7], 0.0),
            (vec![1, 10], vec![2, 11], 2.0),
        ] {
            assert_eq!(closeness(&first, &second), expected, "{first:?} {second:?}");
        }
    }
}
