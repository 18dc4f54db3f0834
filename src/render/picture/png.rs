//! Pictures as PNG: the SVG drawn with the fonts that the program carries, so that the bytes are the same on every machine.
//!
//! What a machine has of fonts is never asked for. DejaVu Sans has Latin, Greek, Cyrillic, Hebrew and Arabic letters; what it
//! lacks is drawn as a box, and [`Png::boxed`] tells, so that it can be said.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex};

use resvg::{tiny_skia, usvg};

use super::{Picture, svg};
use crate::{Error, ErrorKind, Result};

/// Dots a pixel of the SVG: sharp on a dense screen and on paper.
const SCALE: f32 = 2.0;
/// Dots of one side at most.
const MOST: u32 = 16_000;
const FAMILY: &str = "DejaVu Sans";

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    Arc::new(fonts)
});

/// A picture as PNG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Png {
    /// The file.
    pub bytes: Vec<u8>,
    /// Characters that the program's font lacks, the first of each text that holds any: each such is drawn as a box.
    pub boxed: BTreeSet<char>,
}

/// The picture as PNG, on light paper.
///
/// # Errors
/// `Usage` for a picture with more than 16,000 dots to a side.
pub fn render(picture: &Picture) -> Result<Png> {
    let boxed = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&boxed);
    let options = usvg::Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::clone(&FONTS),
        font_resolver: usvg::FontResolver {
            select_fallback: Box::new(move |c, _, _| {
                if let Ok(mut seen) = seen.lock() {
                    seen.insert(c);
                }
                None
            }),
            ..usvg::FontResolver::default()
        },
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&svg::render(picture), &options).map_err(bug)?;
    let dots = |side: f32| (side * SCALE).ceil() as u32;
    let (width, height) = (dots(tree.size().width()), dots(tree.size().height()));
    if width.max(height) > MOST {
        let message = format!("a PNG of {width} by {height} dots is too large");
        return Err(Error::new(ErrorKind::Usage, message)
            .hint("an `.svg` can have any size; or ask for less with filters or `--limit`"));
    }
    let mut dots = tiny_skia::Pixmap::new(width, height)
        .ok_or_else(|| Error::new(ErrorKind::Bug, "a picture without a size"))?;
    let scale = tiny_skia::Transform::from_scale(SCALE, SCALE);
    resvg::render(&tree, scale, &mut dots.as_mut());
    let boxed = boxed.lock().map(|seen| seen.clone()).unwrap_or_default();
    Ok(Png { bytes: dots.encode_png().map_err(bug)?, boxed })
}

fn bug(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Bug, format!("the picture cannot be drawn: {error}")).because(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::picture::samples;

    #[test]
    fn the_same_picture_has_the_same_bytes_and_what_the_font_lacks_is_told() {
        for picture in [samples::matrix(), samples::all().swap_remove(0)] {
            let png = render(&picture).unwrap();
            assert!(png.bytes.starts_with(b"\x89PNG\r\n"));
            assert_eq!(png, render(&picture).unwrap());
            let holds = words(&picture).contains('神');
            assert_eq!(!png.boxed.is_empty(), holds, "{:?}", png.boxed);
        }
    }

    fn words(picture: &Picture) -> String {
        crate::render::picture::words::description(picture)
    }

    #[test]
    fn letters_are_drawn_from_right_to_left_too() {
        let dots = |name: &str| render(&samples::bars(&[(name, 1.0)])).unwrap();
        assert!(dots("משטרה").boxed.is_empty() && dots("شرطة").boxed.is_empty());
        assert_ne!(dots("משטרה").bytes, dots("הרטשמ").bytes);
    }

    #[test]
    fn a_picture_too_tall_is_refused_with_what_to_do() {
        let names: Vec<String> = (0..400).map(|at| format!("row {at}")).collect();
        let many: Vec<(&str, f64)> = names.iter().map(|name| (name.as_str(), 1.0)).collect();
        let error = render(&samples::bars(&many)).unwrap_err();
        assert!(error.hints.join(" ").contains(".svg"), "{error:?}");
    }
}
