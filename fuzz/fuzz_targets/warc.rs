//! Bytes as an archive on disk, a web archive unless they begin as another does: listed, and every document in it unpacked.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use peelian::corpus::archive::{Archive, Here, Opener};

static FOLDER: LazyLock<std::path::PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("peelian-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the archive");
    folder
});

fuzz_target!(|bytes: &[u8]| {
    let name = match bytes {
        [b'P', b'K', ..] => "fuzzed.zip",
        [0x1f, 0x8b, ..] => "fuzzed.warc.gz",
        // A frame, or one that is to be skipped and may hold a dictionary.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => "fuzzed.warc.zst",
        _ => "fuzzed.warc",
    };
    let file = FOLDER.join(name);
    std::fs::write(&file, bytes).expect("the archive can be written");
    let mut archive = Archive::default();
    archive.path = name.to_owned();
    archive.file = file;
    archive.size = bytes.len() as u64;
    let listing = Here.list(&archive);
    let whole = listing.members.iter().filter(|member| member.unread.is_none());
    let wanted: Vec<u64> = whole.map(|member| member.ordinal).collect();
    let mut events = Here.unpack(&archive, &wanted);
    let mut unpacked = Vec::new();
    while let Ok(Some(ordinal)) = events.next_member() {
        std::io::copy(&mut events.bytes(), &mut std::io::sink()).expect("what was listed is there");
        unpacked.push(ordinal);
    }
    assert_eq!(unpacked, wanted);
});
