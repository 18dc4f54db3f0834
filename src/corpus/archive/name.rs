//! Names of files in an archive, made safe: they come from outside and may hold anything.

/// Characters of a name at most; of a longer one the middle goes, for its end says its format.
const MOST: usize = 500;

/// A name as a path within its archive: without a root, a drive, a way up or characters that steer a terminal.
pub(super) fn safe(raw: &str) -> String {
    let shown: String = raw.chars().map(|c| if is_hostile(c) { '\u{fffd}' } else { c }).collect();
    let slashed = shown.replace('\\', "/");
    let parts: Vec<&str> =
        slashed.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let parts = match parts.as_slice() {
        [drive, rest @ ..] if is_drive(drive) => rest,
        all => all,
    };
    match parts.join("/") {
        name if name.is_empty() => "unnamed".to_owned(),
        name => shortened(name),
    }
}

/// True if a name was changed by more than a leading `./`.
pub(super) fn is_changed(raw: &str, safe: &str) -> bool {
    raw.trim_start_matches("./") != safe
}

fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_drive(part: &str) -> bool {
    matches!(part.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// A digest of the whole stands for what goes, so that two long names stay two.
fn shortened(name: String) -> String {
    const END: usize = 60;
    let characters: Vec<char> = name.chars().collect();
    if characters.len() <= MOST {
        return name;
    }
    let digest = blake3::hash(name.as_bytes()).to_hex();
    let (front, end) = (MOST - END - 18, characters.len() - END);
    let part = |range: std::ops::Range<usize>| -> String {
        characters.get(range).unwrap_or_default().iter().collect()
    };
    format!("{}~{}~{}", part(0..front), &digest.as_str()[..16], part(end..characters.len()))
}

#[cfg(test)]
mod tests {
    use super::{MOST, is_changed, safe};

    #[test]
    fn a_name_leads_nowhere_but_into_its_archive() {
        for (raw, name) in [
            ("a/b.html", "a/b.html"),
            ("./a.html", "a.html"),
            ("/etc/passwd", "etc/passwd"),
            ("../../a.txt", "a.txt"),
            ("a/../../b.txt", "a/b.txt"),
            ("C:\\reports\\a.txt", "reports/a.txt"),
            ("a\u{1b}[2J\n.txt", "a\u{fffd}[2J\u{fffd}.txt"),
            ("\u{202e}txt.exe", "\u{fffd}txt.exe"),
            ("..", "unnamed"),
            ("", "unnamed"),
        ] {
            assert_eq!(safe(raw), name, "{raw:?}");
            assert_eq!(is_changed(raw, name), raw != name && raw != "./a.html", "{raw:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ends_and_differs_from_another() {
        let (one, two) =
            (format!("{}1/a.html", "x".repeat(3_000)), format!("{}2/a.html", "x".repeat(3_000)));
        assert_eq!(safe(&one).chars().count(), MOST);
        assert!(safe(&one).ends_with("1/a.html") && safe(&one) != safe(&two));
    }
}
