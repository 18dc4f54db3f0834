//! An earlier report, to see what has changed since.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Error, ErrorKind, Result};

/// The times of an earlier report by the keys of its runs: threads or classes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Earlier {
    times: BTreeMap<String, f64>,
}

impl Earlier {
    /// Reads the JSON Lines that `bench --json` wrote: seconds by threads of lines `index_run`, microseconds by class of
    /// lines `query_run`.
    ///
    /// # Errors
    /// `Usage` where no line is one of `kind`.
    pub fn read(text: &str, kind: &str) -> Result<Self> {
        let mut times = BTreeMap::new();
        for line in text.lines() {
            let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
            let (key, time) = match kind {
                "index_run" => (line["threads"].as_u64().map(|n| n.to_string()), &line["seconds"]),
                _ => (line["class"].as_str().map(str::to_owned), &line["p50_us"]),
            };
            if line["type"] == kind
                && let (Some(key), Some(time)) = (key, time.as_f64())
            {
                times.insert(key, time);
            }
        }
        if times.is_empty() {
            return Err(Error::new(ErrorKind::Usage, format!("no line of it is a `{kind}`"))
                .hint("give what the same `peelian bench ... --json` wrote earlier"));
        }
        Ok(Self { times })
    }

    /// How many times as long it takes now: above 1 is slower. `None` where the earlier report has no such run.
    #[must_use]
    pub fn ratio(&self, key: &str, now: f64) -> Option<f64> {
        let before = *self.times.get(key)?;
        (before > 0.0).then(|| now / before)
    }
}

#[cfg(test)]
mod tests {
    use super::Earlier;

    #[test]
    fn an_earlier_report_is_read_by_the_keys_of_its_runs() {
        let text = "{\"type\":\"query_run\",\"class\":\"phrase\",\"p50_us\":200}\nno json\n\
                    {\"type\":\"index_run\",\"threads\":2,\"seconds\":4.0}\n{\"type\":\"summary\"}";
        let queries = Earlier::read(text, "query_run").unwrap();
        assert_eq!(queries.ratio("phrase", 300.0), Some(1.5));
        assert_eq!(queries.ratio("near", 300.0), None);
        assert_eq!(Earlier::read(text, "index_run").unwrap().ratio("2", 1.0), Some(0.25));
        assert!(Earlier::read("{\"type\":\"summary\"}", "index_run").is_err());
    }
}
