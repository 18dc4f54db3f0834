//! What sort of archive a name says.

/// What a file holds once its compression is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Many files, with a table of contents at the end.
    Zip,
    /// Many files, one after the other.
    Tar,
    /// What a crawler was answered, one record after the other.
    Warc,
    /// One file: it keeps the path of the compressed one.
    Single,
}

/// How a whole file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstd,
}

/// What a name says of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape<'a> {
    pub(super) kind: Kind,
    pub(super) packing: Packing,
    /// The name without the ending that says its compression.
    pub(super) inner: &'a str,
}

impl<'a> Shape<'a> {
    /// `None` for a name that says no archive.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let (stem, ending) = split(path)?;
        let (kind, packing, inner) = match ending.to_ascii_lowercase().as_str() {
            "zip" | "wacz" => (Kind::Zip, Packing::None, path),
            "tar" => (Kind::Tar, Packing::None, path),
            "warc" => (Kind::Warc, Packing::None, path),
            "tgz" => (Kind::Tar, Packing::Gzip, path),
            "tzst" => (Kind::Tar, Packing::Zstd, path),
            "gz" => (Kind::Single, Packing::Gzip, stem),
            "zst" => (Kind::Single, Packing::Zstd, stem),
            _ => return None,
        };
        let ending = split(inner).map(|(_, ending)| ending.to_ascii_lowercase());
        let kind = match (kind, ending.as_deref()) {
            (Kind::Single, Some("tar")) => Kind::Tar,
            (Kind::Single, Some("warc")) => Kind::Warc,
            (kind, _) => kind,
        };
        Some(Self { kind, packing, inner })
    }
}

/// True if a file of this name is opened to see what is in it.
pub(in crate::corpus) fn is_archive(path: &str) -> bool {
    Shape::of(path).is_some()
}

/// The stem and the ending of a file's name; `None` without either.
fn split(path: &str) -> Option<(&str, &str)> {
    let (stem, ending) = path.rsplit_once('.')?;
    let name = stem.rsplit(['/', '!']).next().unwrap_or(stem);
    (!name.is_empty() && !ending.is_empty()).then_some((stem, ending))
}

#[cfg(test)]
mod tests {
    use super::{Kind, Packing, Shape};

    #[test]
    fn a_name_says_what_it_holds() {
        for (path, said) in [
            ("a/b.ZIP", Some((Kind::Zip, Packing::None, "a/b.ZIP"))),
            ("b.tar", Some((Kind::Tar, Packing::None, "b.tar"))),
            ("b.tar.gz", Some((Kind::Tar, Packing::Gzip, "b.tar"))),
            ("b.tgz", Some((Kind::Tar, Packing::Gzip, "b.tgz"))),
            ("b.wacz", Some((Kind::Zip, Packing::None, "b.wacz"))),
            ("b.warc.gz", Some((Kind::Warc, Packing::Gzip, "b.warc"))),
            ("b.warc", Some((Kind::Warc, Packing::None, "b.warc"))),
            ("b.tar.zst", Some((Kind::Tar, Packing::Zstd, "b.tar"))),
            ("b.html.gz", Some((Kind::Single, Packing::Gzip, "b.html"))),
            ("b.zip.gz", Some((Kind::Single, Packing::Gzip, "b.zip"))),
            ("b.jsonl.zst", Some((Kind::Single, Packing::Zstd, "b.jsonl"))),
            ("b.html", None),
            (".zip", None),
            ("a.zip/b", None),
            ("a.d/.gz", None),
        ] {
            let found = Shape::of(path).map(|shape| (shape.kind, shape.packing, shape.inner));
            assert_eq!(found, said, "{path}");
        }
    }
}
