//! The measures of corpus linguistics, each with its source. Plain arithmetic: a test holds each against figures that others
//! published.

/// The log-likelihood G2 above which a difference would come about by chance once in 1,000 times (one degree of freedom):
/// what is key.
pub const KEY: f64 = 10.83;

/// How often something stands in one of two corpora: occurrences and tokens in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Occurrences.
    pub n: u64,
    /// Tokens in all.
    pub of: u64,
}

impl Share {
    /// Occurrences in a million tokens; `None` of nothing.
    #[must_use]
    pub fn per_million(self) -> Option<f64> {
        (self.of > 0).then(|| self.n as f64 * 1e6 / self.of as f64)
    }

    fn rate(self) -> f64 {
        self.n as f64 / self.of as f64
    }
}

/// Log-likelihood G2, positive where the target has more than its share, negative where it has less: Dunning, "Accurate
/// methods for the statistics of surprise and coincidence", Computational Linguistics 19(1), 1993, in the form with two
/// cells of Rayson and Garside, "Comparing corpora using frequency profiling", 2000. `None` where a corpus is empty.
#[must_use]
pub fn log_likelihood(target: Share, reference: Share) -> Option<f64> {
    if target.of == 0 || reference.of == 0 {
        return None;
    }
    let whole = (target.n + reference.n) as f64 / (target.of + reference.of) as f64;
    let cell = |share: Share| match share.n {
        0 => 0.0,
        n => n as f64 * (n as f64 / (share.of as f64 * whole)).ln(),
    };
    let sum = 2.0 * (cell(target) + cell(reference)).max(0.0);
    Some(if target.rate() < reference.rate() { -sum } else { sum })
}

/// Log ratio: how often the relative frequency is doubled. Hardie, "Log Ratio: an informal introduction", 2014, who takes
/// half an occurrence for none. `None` where a corpus is empty.
#[must_use]
pub fn log_ratio(target: Share, reference: Share) -> Option<f64> {
    let rate = |share: Share| match (share.n, share.of) {
        (_, 0) => None,
        (0, of) => Some(0.5 / of as f64),
        _ => Some(share.rate()),
    };
    Some((rate(target)? / rate(reference)?).log2())
}

/// %DIFF: by how many per cent the relative frequency is higher. Gabrielatos and Marchi, "Keyness: appropriate metrics and
/// practical issues", 2012. `None` where the reference has none, of which nothing is a percentage.
#[must_use]
pub fn percent_difference(target: Share, reference: Share) -> Option<f64> {
    let defined = target.of > 0 && reference.of > 0 && reference.n > 0;
    defined.then(|| (target.rate() - reference.rate()) * 100.0 / reference.rate())
}

/// How evenly something is spread over the parts of a corpus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// Parts that hold it.
    pub range: u64,
    /// Parts in all.
    pub parts: u64,
    /// Deviation of proportions: 0 where every part has its share, near 1 where one small part has all. Gries,
    /// "Dispersions and adjusted frequencies in corpora", International Journal of Corpus Linguistics 13(4), 2008.
    pub dp: f64,
    /// The same on a scale that reaches 1: Lijffijt and Gries, correction to the above, 17(1), 2012. `None` of one part.
    pub dp_norm: Option<f64>,
    /// Juilland's D: 1 where the relative frequency is the same in every part, 0 where one part has all. Juilland and
    /// Chang-Rodríguez, "Frequency dictionary of Spanish words", 1964, with relative frequencies as parts differ in
    /// size. `None` of one part.
    pub d: Option<f64>,
}

/// The dispersion over parts, each with its occurrences and its tokens; parts without tokens are none. `None` where nothing
/// occurs.
#[must_use]
pub fn dispersion(parts: &[Share]) -> Option<Dispersion> {
    let parts: Vec<Share> = parts.iter().copied().filter(|part| part.of > 0).collect();
    let n: u64 = parts.iter().map(|part| part.n).sum();
    let of: u64 = parts.iter().map(|part| part.of).sum();
    if n == 0 {
        return None;
    }
    let (n, of) = (n as f64, of as f64);
    let away = |part: &Share| (part.n as f64 / n - part.of as f64 / of).abs();
    let dp = parts.iter().map(away).sum::<f64>() / 2.0;
    let smallest = parts.iter().map(|part| part.of).min().unwrap_or(0) as f64 / of;
    let several = parts.len() > 1;
    Some(Dispersion {
        range: parts.iter().filter(|part| part.n > 0).count() as u64,
        parts: parts.len() as u64,
        dp,
        dp_norm: several.then(|| (dp / (1.0 - smallest)).min(1.0)),
        d: several.then(|| juilland(&parts)),
    })
}

fn juilland(parts: &[Share]) -> f64 {
    let count = parts.len() as f64;
    let mean = parts.iter().map(|part| part.rate()).sum::<f64>() / count;
    let variance = parts.iter().map(|part| (part.rate() - mean).powi(2)).sum::<f64>() / count;
    (1.0 - variance.sqrt() / mean / (count - 1.0).sqrt()).clamp(0.0, 1.0)
}

/// How often two words stand together, against how often they would by chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Company {
    /// Occurrences of the collocate within the window of the node.
    pub together: u64,
    /// Occurrences of the node.
    pub node: u64,
    /// Occurrences of the collocate.
    pub collocate: u64,
    /// Places around the node in which a collocate may stand; 1 gives the classical measures of pairs.
    pub window: f64,
    /// Tokens in all.
    pub tokens: u64,
}

impl Company {
    /// Occurrences together if words stood where they stand by chance: a share of the places around the node.
    #[must_use]
    pub fn expected(self) -> f64 {
        self.node as f64 * self.collocate as f64 * self.window / self.tokens as f64
    }

    /// Mutual information, the binary logarithm of observed over expected: Church and Hanks, "Word association norms,
    /// mutual information, and lexicography", Computational Linguistics 16(1), 1990.
    #[must_use]
    pub fn mutual_information(self) -> f64 {
        (self.together as f64 / self.expected()).log2()
    }

    /// t-score, observed less expected over the root of observed: Church, Gale, Hanks and Hindle, "Using statistics in
    /// lexical analysis", 1991.
    #[must_use]
    pub fn t_score(self) -> f64 {
        (self.together as f64 - self.expected()) / (self.together as f64).sqrt()
    }

    /// logDice, 14 and the binary logarithm of Dice's coefficient: Rychlý, "A lexicographer-friendly association score",
    /// 2008. It does not depend on the size of the corpus.
    #[must_use]
    pub fn log_dice(self) -> f64 {
        14.0 + (2.0 * self.together as f64 / (self.node + self.collocate) as f64).log2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(n: u64, of: u64) -> Share {
        Share { n, of }
    }

    fn near(found: Option<f64>, published: f64, within: f64, what: &str) {
        let found = found.unwrap_or(f64::NAN);
        assert!((found - published).abs() <= within, "{what}: {found}, published {published}");
    }

    /// The calculator of Lancaster University (UCREL): the first of its own example, the others as Paul Rayson gave them on
    /// the Corpora list, 18 January 2002, for corpora of a million words, without decimals.
    #[test]
    fn log_likelihood_is_that_of_the_calculator_of_lancaster() {
        for (target, reference, published, within) in [
            (share(52, 50_000), share(57, 75_000), 2.65, 0.005),
            (share(348, 1_000_000), share(99, 1_000_000), 147.0, 0.5),
            (share(9, 1_000_000), share(32, 1_000_000), -14.0, 0.5),
            (share(392, 1_000_000), share(170, 1_000_000), 90.0, 0.5),
            (share(15, 1_000_000), share(14, 1_000_000), 0.0, 0.5),
        ] {
            near(log_likelihood(target, reference), published, within, "G2");
        }
        assert_eq!(log_likelihood(share(1, 10), share(0, 0)), None);
    }

    /// Hardie's own examples: three times as often, as often.
    #[test]
    fn log_ratio_counts_doublings() {
        near(log_ratio(share(600, 1_000_000), share(200, 1_000_000)), 3_f64.log2(), 1e-12, "3");
        near(log_ratio(share(1, 1_000_000), share(1, 1_000_000)), 0.0, 1e-12, "1");
        near(log_ratio(share(8, 1_000), share(0, 2_000)), 5.0, 1e-12, "half for none");
        assert_eq!(log_ratio(share(1, 10), share(0, 0)), None);
    }

    /// Gabrielatos and Marchi, "Keyness: matching metrics to definitions", 2011, slide 18.
    #[test]
    fn percent_difference_is_that_of_the_slides() {
        near(
            percent_difference(share(206_523, 959_641), share(178_174, 1_562_358)),
            88.7,
            0.05,
            "%DIFF",
        );
        assert_eq!(percent_difference(share(5, 100), share(0, 100)), None);
    }

    /// Gries, "Analyzing dispersion", 2020: a corpus of letters in five parts. The figures of `b`, `i`, `q` and `x` are those
    /// that the test of scattertext (Apache-2.0) takes from it; those of `a` are 0.18 and 0.785 in the text.
    #[test]
    fn dispersion_is_that_of_gries_and_his_letters() {
        let sizes = [9, 10, 10, 10, 11];
        for (letter, counts, range, dp, norm, d) in [
            ("a", [1, 2, 3, 4, 5], 5, 0.18, 0.22, 0.785),
            ("b", [2, 2, 2, 2, 2], 5, 0.02, 0.024, 0.968),
            ("i", [1, 0, 0, 0, 0], 1, 0.82, 1.0, 0.0),
            ("q", [0, 1, 0, 0, 0], 1, 0.8, 0.976, 0.0),
            ("x", [0, 0, 0, 0, 1], 1, 0.78, 0.951, 0.0),
        ] {
            let parts: Vec<Share> = counts.iter().zip(sizes).map(|(n, of)| share(*n, of)).collect();
            let found = dispersion(&parts).unwrap();
            assert_eq!((found.range, found.parts), (range, 5), "{letter}");
            near(Some(found.dp), dp, 0.0005, letter);
            near(found.dp_norm, norm, 0.0005, letter);
            near(found.d, d, 0.0005, letter);
        }
        assert_eq!(dispersion(&[share(0, 5)]), None);
    }

    /// Lijffijt and Gries 2012, page 148; Carroll 1970, page 14; and the French lemma `allemand` in ten parts after Lyne 1985,
    /// as the R package tlda prints it.
    #[test]
    fn dispersion_is_that_of_other_sources() {
        let parts = |counts: &[u64]| counts.iter().map(|n| share(*n, 10)).collect::<Vec<_>>();
        near(dispersion(&parts(&[2, 1, 0])).unwrap().dp_norm, 0.5, 1e-9, "Lijffijt and Gries");
        near(dispersion(&parts(&[0, 4, 3, 2, 1])).unwrap().d, 0.6464, 0.00005, "Carroll");
        let sizes = [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930];
        let counts = [2, 0, 1, 1, 3, 0, 3, 0, 0, 0];
        let parts: Vec<Share> = counts.iter().zip(sizes).map(|(n, of)| share(*n, of)).collect();
        near(dispersion(&parts).unwrap().d, 0.603_879_7, 5e-8, "tlda");
    }

    fn pair(together: u64, node: u64, collocate: u64, tokens: u64) -> Company {
        Company { together, node, collocate, window: 1.0, tokens }
    }

    /// Church and Hanks 1990, page 24: `doctor` and `nurse`-like pairs in 15 million words. Manning and Schütze, "Foundations
    /// of statistical natural language processing", 1999, pages 164 and 165: `new companies`, whose t-test differs from
    /// the score only by the variance it takes.
    #[test]
    fn pairs_are_measured_as_in_the_papers() {
        near(Some(pair(8, 1105, 44, 15_000_000).mutual_information()), 11.3, 0.05, "MI");
        let companies = pair(8, 15_828, 4_675, 14_307_668);
        near(Some(companies.t_score()), 0.999_932, 0.0001, "t");
    }

    /// Smadja, McKeown and Hatzivassiloglou 1996, page 13, give a Dice coefficient of 0.08. The other rows are what Rychlý 2008
    /// says of the score: 14 at most, 0 for one in 16,384, one more for twice as often, about 7 more for a hundred times.
    #[test]
    fn log_dice_is_as_described() {
        let dice = (pair(130, 3121, 143, 1).log_dice() - 14.0).exp2();
        near(Some(dice), 0.08, 0.005, "Dice");
        let score = |together, each| Some(pair(together, each, each, 1_000_000).log_dice());
        near(score(500, 500), 14.0, 1e-12, "all");
        near(score(1, 16_384), 0.0, 1e-12, "one in 16,384");
        let of = |together| pair(together, 1_000, 1_000, 1).log_dice();
        near(Some(of(20) - of(10)), 1.0, 1e-12, "twice");
        near(Some(of(100) - of(1)), 7.0, 0.5, "a hundred times");
    }
}
