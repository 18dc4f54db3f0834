//! Sitemaps and indexes of sitemaps (sitemaps.org, protocol 0.9), plain or gzipped.

use std::io::Read;

use flate2::read::MultiGzDecoder;

/// The largest sitemap, unpacked: what the protocol allows.
pub(super) const MOST_BYTES: u64 = 50 << 20;

/// Addresses of one sitemap that are read: what the protocol allows.
const MOST_ADDRESSES: usize = 50_000;

/// What a sitemap names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sitemap {
    /// Other sitemaps.
    pub(super) sitemaps: Vec<String>,
    /// Pages and files.
    pub(super) pages: Vec<String>,
}

/// Reads a sitemap; `None` if the bytes are none.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(bytes: &[u8]) -> Option<Result<Sitemap, String>> {
    let unpacked = match bytes {
        [0x1f, 0x8b, ..] => match unpack(bytes) {
            Ok(unpacked) => unpacked,
            Err(what) => return Some(Err(what)),
        },
        _ => bytes.to_vec(),
    };
    let head = unpacked.get(..unpacked.len().min(1_024)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    if !["<urlset", "<sitemapindex"].iter().any(|root| head.contains(root)) {
        return None;
    }
    Some(parse(&unpacked))
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut unpacked = Vec::new();
    let mut reader = MultiGzDecoder::new(bytes).take(MOST_BYTES + 1);
    reader.read_to_end(&mut unpacked).map_err(|error| format!("damaged gzip: {error}"))?;
    if unpacked.len() as u64 > MOST_BYTES {
        return Err(format!("a sitemap of more than {} MiB", MOST_BYTES >> 20));
    }
    Ok(unpacked)
}

fn parse(bytes: &[u8]) -> Result<Sitemap, String> {
    let text = String::from_utf8_lossy(bytes);
    // Without a DTD there are no entities of the file's own to blow up.
    let document = roxmltree::Document::parse(text.trim_start_matches('\u{feff}').trim_start())
        .map_err(|error| format!("no sitemap: {error}"))?;
    let mut sitemap = Sitemap::default();
    for entry in document.root_element().children().filter(roxmltree::Node::is_element) {
        let of = match entry.tag_name().name() {
            "url" => &mut sitemap.pages,
            "sitemap" => &mut sitemap.sitemaps,
            _ => continue,
        };
        let place = entry.children().find(|child| child.tag_name().name() == "loc");
        of.extend(place.and_then(|place| place.text()).map(|text| text.trim().to_owned()));
        if sitemap.pages.len() + sitemap.sitemaps.len() > MOST_ADDRESSES {
            return Err(format!("a sitemap of more than {MOST_ADDRESSES} addresses"));
        }
    }
    Ok(sitemap)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{Sitemap, read};

    const PAGES: &str = "\u{feff}<?xml version=\"1.0\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
        <url><loc> https://a.example/x?a=1&amp;b=2 </loc><lastmod>2016-12-08</lastmod></url><url><loc/></url></urlset>";

    #[test]
    fn sitemaps_and_their_indexes_are_read_plain_and_packed() {
        let pages = vec!["https://a.example/x?a=1&b=2".to_owned()];
        let expected = Sitemap { pages, ..Sitemap::default() };
        assert_eq!(read(PAGES.as_bytes()), Some(Ok(expected)));
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(PAGES.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(read(&packed), read(PAGES.as_bytes()));
        assert!(read(&packed[..packed.len() / 2]).unwrap().is_err());
        let index =
            b"<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read(index).unwrap().unwrap().sitemaps, ["https://a.example/1.xml"]);
    }

    #[test]
    fn what_is_none_or_hostile_is_said() {
        assert_eq!(read(b"<!doctype html><p>urlset"), None);
        assert_eq!(read(b""), None);
        assert!(read(b"<urlset><url>").unwrap().is_err());
        let bomb = b"<!DOCTYPE u [<!ENTITY a \"aaaa\">]><urlset><url><loc>&a;</loc></url></urlset>";
        assert!(read(bomb).unwrap().is_err());
        let zeros = vec![b' '; (super::MOST_BYTES + 2) as usize];
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&zeros).unwrap();
        assert!(read(&packed.finish().unwrap()).unwrap().is_err());
    }
}
