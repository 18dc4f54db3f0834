//! Files beside an index that hold a JSON object a line: what is only remembered, and may be lost.

use std::fs::File;
use std::io::{BufWriter, IntoInnerError, Result, Write};
use std::path::Path;

use serde::Serialize;

/// Writes the file called `name` in `dir`, whole or not at all.
///
/// # Errors
/// Those of the disk; the old file then stays.
pub(super) fn write<T: Serialize>(
    dir: &Path,
    name: &str,
    lines: impl Iterator<Item = T>,
) -> Result<()> {
    let new = dir.join(format!(".tmp-{name}"));
    let mut file = BufWriter::new(File::create(&new)?);
    for line in lines {
        serde_json::to_writer(&mut file, &line)?;
        file.write_all(b"\n")?;
    }
    file.into_inner().map_err(IntoInnerError::into_error)?.sync_data()?;
    std::fs::rename(new, dir.join(name))
}
