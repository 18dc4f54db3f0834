//! Acronyms that are ordinary words too.
//!
//! The index folds capitals, so that it cannot tell `PACE` from `pace`. Such an acronym stands for its long form only where
//! it is typed in capitals, and is never added for the long form.

/// English words of which public bodies have made acronyms, and abbreviations of other things; sorted.
const ORDINARY: [&str; 273] = [
    "a", "about", "above", "after", "aim", "aims", "all", "also", "am", "an", "and", "any", "app",
    "arch", "are", "arm", "arms", "art", "as", "at", "bail", "bat", "be", "beat", "bin", "but",
    "by", "cab", "camp", "can", "cap", "caps", "car", "care", "case", "cast", "cat", "chat", "cop",
    "cope", "core", "could", "crop", "dab", "dare", "dart", "dash", "date", "did", "do", "does",
    "east", "eg", "etc", "face", "fact", "fast", "fee", "few", "fit", "flag", "flare", "flow",
    "focus", "for", "form", "frame", "from", "gain", "gap", "gem", "go", "gold", "grip", "had",
    "has", "have", "he", "hear", "help", "her", "here", "hers", "him", "his", "home", "hope",
    "how", "hr", "hub", "i", "ice", "ie", "if", "in", "ink", "into", "is", "it", "its", "jet",
    "join", "joint", "just", "key", "kin", "lead", "led", "lift", "light", "line", "link", "list",
    "live", "log", "loop", "made", "make", "many", "map", "maps", "mark", "mast", "may", "me",
    "met", "might", "mind", "mine", "more", "most", "mr", "mrs", "ms", "must", "my", "nest", "net",
    "no", "nor", "north", "not", "now", "of", "off", "old", "on", "one", "only", "open", "or",
    "order", "other", "our", "out", "over", "own", "pace", "pact", "page", "part", "pass", "past",
    "path", "peel", "pip", "place", "plan", "pm", "port", "post", "prevent", "probe", "pulse",
    "raid", "ram", "rap", "rat", "reach", "real", "reform", "rest", "ride", "rise", "rose", "sad",
    "safe", "sage", "said", "sail", "salt", "same", "scan", "scope", "search", "see", "set", "she",
    "ship", "should", "sir", "sit", "smart", "so", "some", "south", "spa", "spot", "st", "star",
    "start", "stay", "step", "stop", "strive", "such", "tact", "take", "talk", "target", "team",
    "tent", "test", "than", "that", "the", "them", "then", "there", "these", "they", "this",
    "those", "thrive", "tie", "time", "tip", "to", "too", "top", "track", "trap", "trust", "under",
    "up", "upon", "us", "use", "very", "was", "way", "we", "web", "were", "west", "what", "when",
    "where", "which", "while", "who", "whom", "whose", "why", "will", "win", "wise", "with",
    "word", "work", "would", "you", "your",
];

/// Whether a folded word is also something other than an acronym.
pub(crate) fn is_ordinary(folded: &str) -> bool {
    ORDINARY.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_acronyms() {
        assert!(ORDINARY.is_sorted());
        assert!(is_ordinary("pace") && is_ordinary("it") && !is_ordinary("ccu"));
    }
}
