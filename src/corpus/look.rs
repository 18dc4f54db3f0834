use std::path::Path;
use std::time::UNIX_EPOCH;

use ignore::WalkBuilder;

/// What the files under some folders look like from outside: names, sizes, times of change. Two looks that are equal found
/// the same files, none of them written to in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look(blake3::Hash);

/// Looks at every file that a corpus of these folders, or files, might read: sidecars and manifests too. Nothing is opened.
/// What cannot be looked at looks like nothing.
#[must_use]
pub fn look(roots: &[impl AsRef<Path>]) -> Look {
    let mut hasher = blake3::Hasher::new();
    for root in roots {
        let mut walk = WalkBuilder::new(root);
        walk.standard_filters(false).hidden(true).sort_by_file_path(Path::cmp);
        for entry in walk.build().flatten() {
            let Ok(metadata) = entry.metadata() else { continue };
            // That a folder's own time changes is no news: what is in it is looked at.
            if metadata.is_dir() {
                continue;
            }
            let path = entry.path().as_os_str().as_encoded_bytes();
            let modified = metadata.modified().ok();
            let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            hasher.update(&(path.len() as u64).to_le_bytes());
            hasher.update(path);
            hasher.update(&metadata.len().to_le_bytes());
            hasher.update(&modified.map_or(0, |time| time.as_nanos()).to_le_bytes());
            hasher.update(&of_system(&metadata));
        }
    }
    Look(hasher.finalize())
}

/// What tells a file that was put in the place of another, and one whose time of change was put back.
#[cfg(unix)]
fn of_system(metadata: &std::fs::Metadata) -> [u8; 24] {
    use std::os::unix::fs::MetadataExt;
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&metadata.ino().to_le_bytes());
    bytes[8..16].copy_from_slice(&metadata.ctime().to_le_bytes());
    bytes[16..].copy_from_slice(&metadata.ctime_nsec().to_le_bytes());
    bytes
}

#[cfg(not(unix))]
fn of_system(_: &std::fs::Metadata) -> [u8; 24] {
    [0; 24]
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::look;

    #[test]
    fn every_change_is_seen_and_none_is_imagined() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let looked = || look(&[folder.path()]);
        fs::create_dir(place("a")).unwrap();
        fs::write(place("a/one.txt"), "one").unwrap();
        let mut before = looked();
        assert_eq!(before, looked());
        let mut changed = |what: &str| {
            let now = look(&[folder.path()]);
            assert_ne!(now, before, "{what}");
            before = now;
        };
        fs::write(place("a/two.txt"), "two").unwrap();
        changed("a new file");
        fs::write(place("a/two.txt"), "three").unwrap();
        changed("a longer file");
        fs::rename(place("a/two.txt"), place("a/three.txt")).unwrap();
        changed("another name");
        fs::write(place("a/one.txt.meta.json"), "{}").unwrap();
        changed("a sidecar");
        fs::remove_file(place("a/one.txt")).unwrap();
        changed("a file less");
        fs::write(place(".hidden"), "x").unwrap();
        fs::create_dir(place("empty")).unwrap();
        assert_eq!(before, looked());
    }
}
