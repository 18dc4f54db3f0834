//! Bytes as the main part of a Word file, and, if they begin as an archive does, as the whole of one.
#![no_main]

mod shared;

use libfuzzer_sys::fuzz_target;
use peelian::corpus::Format;

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        return shared::read(Format::Docx, bytes);
    }
    shared::read(Format::Docx, &archive(b"word/document.xml", bytes));
    shared::read(Format::Odt, &archive(b"content.xml", bytes));
});

/// A ZIP archive of one file that is stored (PKWARE APPNOTE 6.3); its checksum is computed, so that its bytes are read.
fn archive(name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let (size, length) = ((bytes.len() as u32).to_le_bytes(), (name.len() as u16).to_le_bytes());
    let sum = crc(bytes).to_le_bytes();
    let fields: Vec<u8> =
        [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sum, &size, &size, &length, &[0, 0]].concat();
    let local = [&b"PK\x03\x04"[..], &fields, name, bytes].concat();
    let central = [&b"PK\x01\x02\x14\0"[..], &fields, &[0; 14], name].concat();
    let (at, length) = ((local.len() as u32).to_le_bytes(), (central.len() as u32).to_le_bytes());
    let end = [&b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..], &length, &at, &[0, 0]].concat();
    [local, central, end].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 }
        })
    };
    !bytes.iter().fold(!0, step)
}
