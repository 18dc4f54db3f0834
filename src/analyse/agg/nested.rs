//! From the documents of one unit to those of another that belong with them, and back.

use serde_json::{Map, Value};

use super::Run;
use super::request::Named;
use crate::Result;
use crate::analyse::Unit;

impl Run {
    /// The documents of `unit` that belong with any of `rows`, each once.
    pub(super) fn nested(&mut self, agg: &Named, unit: Unit, rows: &[u32]) -> Result<Value> {
        let (outer, inner) = (self.at, self.leading(self.at, unit, rows));
        let mut bucket = rows.to_vec();
        bucket.sort_unstable();
        self.around.push((outer, bucket));
        self.at = unit;
        let answer = self.filled(Map::new(), &inner, agg)?;
        self.at = outer;
        self.around.pop();
        Ok(answer.into())
    }

    /// The documents of the bucket around, of the outermost unit if none is named, that belong with any of `rows`.
    pub(super) fn reverse_nested(
        &mut self,
        agg: &Named,
        unit: Option<Unit>,
        rows: &[u32],
    ) -> Result<Value> {
        let is_meant = |(around, _): &(Unit, Vec<u32>)| unit.is_none_or(|unit| unit == *around);
        let place = self.around.iter().position(is_meant).unwrap_or_default();
        let inner = self.at;
        let left = self.around.split_off(place);
        if let Some((unit, bucket)) = left.first() {
            let mut outer = self.leading(inner, *unit, rows);
            // A judgment may be stated by reports of other buckets too.
            outer.retain(|row| bucket.binary_search(row).is_ok());
            self.at = *unit;
            let answer = self.filled(Map::new(), &outer, agg);
            self.at = inner;
            self.around.extend(left);
            return Ok(answer?.into());
        }
        Ok(Value::Null)
    }

    fn leading(&self, from: Unit, to: Unit, rows: &[u32]) -> Vec<u32> {
        self.links.get(&(from, to)).map_or_else(Vec::new, |links| links.of_all(rows))
    }
}
