//! Shares with what they are of.

/// The standard normal deviate of a 95% interval.
const Z: f64 = 1.959_963_984_540_054;

/// `n` of `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub n: u64,
    /// Of how many.
    pub of: u64,
}

impl Share {
    /// The share, 0 to 1; `None` of nothing.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.n as f64 / self.of as f64)
    }

    /// The 95% score interval; `None` of nothing. E. B. Wilson, "Probable inference, the law of succession, and statistical
    /// inference", Journal of the American Statistical Association 22, 1927.
    #[must_use]
    pub fn interval(self) -> Option<(f64, f64)> {
        let p = self.value()?;
        let n = self.of as f64;
        let middle = p + Z * Z / (2.0 * n);
        let wide = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + Z * Z / n;
        // At the ends rounding alone would leave the bound beside the share.
        let low = if self.n == 0 { 0.0 } else { (middle - wide) / whole };
        let high = if self.n == self.of { 1.0 } else { (middle + wide) / whole };
        Some((low, high))
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    /// The worked examples of R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of
    /// seven methods", Statistics in Medicine 17, 1998, table I, method 3.
    #[test]
    fn intervals_are_those_of_the_literature() {
        for (n, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (l, h) = Share { n, of }.interval().unwrap();
            assert!((l - low).abs() < 0.000_05 && (h - high).abs() < 0.000_05, "{n}/{of}: {l} {h}");
        }
        assert_eq!(Share { n: 3, of: 3 }.interval().unwrap().1, 1.0);
        assert_eq!(Share { n: 0, of: 0 }.interval(), None);
    }
}
