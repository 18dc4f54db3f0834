//! Which characters the bytes of a Rich Text Format file are: its fonts say it.

use std::collections::BTreeMap;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
    WINDOWS_1257, WINDOWS_1258,
};

/// The encodings of a file.
#[derive(Debug)]
pub(super) struct Codepages {
    usual: &'static Encoding,
    fonts: BTreeMap<i32, &'static Encoding>,
    /// A code page that there is no table for.
    pub(super) unknown: Option<i32>,
}

impl Default for Codepages {
    fn default() -> Self {
        Self { usual: WINDOWS_1252, fonts: BTreeMap::new(), unknown: None }
    }
}

impl Codepages {
    /// `\ansicpg`, `\mac`, `\pc`: the code page of the file.
    pub(super) fn set_usual(&mut self, number: i32) {
        match of_number(number) {
            Some(encoding) => self.usual = encoding,
            None => self.unknown = Some(number),
        }
    }

    /// `\fcharset` of a font.
    pub(super) fn set_font(&mut self, font: i32, charset: i32) {
        if let Some(encoding) = of_charset(charset) {
            self.fonts.insert(font, encoding);
        }
    }

    /// The characters of bytes in a font.
    pub(super) fn decode(&self, font: i32, bytes: &[u8]) -> String {
        let encoding = self.fonts.get(&font).copied().unwrap_or(self.usual);
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    }
}

fn of_number(number: i32) -> Option<&'static Encoding> {
    Some(match number {
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 => GBK,
        949 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 | 0 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        65001 => UTF_8,
        _ => return None,
    })
}

/// The character sets of Windows fonts; 0 and 1 are the usual one of the file, 2 is that of symbols.
fn of_charset(charset: i32) -> Option<&'static Encoding> {
    Some(match charset {
        77 => MACINTOSH,
        128 => SHIFT_JIS,
        129 => EUC_KR,
        134 => GBK,
        136 => BIG5,
        161 => WINDOWS_1253,
        162 => WINDOWS_1254,
        163 => WINDOWS_1258,
        177 => WINDOWS_1255,
        178 => WINDOWS_1256,
        186 => WINDOWS_1257,
        204 => WINDOWS_1251,
        222 => WINDOWS_874,
        238 => WINDOWS_1250,
        _ => return None,
    })
}
