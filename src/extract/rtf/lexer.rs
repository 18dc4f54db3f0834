//! The pieces of a Rich Text Format file (specification 1.9.1, "RTF Syntax").

/// A piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\name` with its number.
    Word(&'a str, Option<i32>),
    /// `\` and a character that is no letter.
    Symbol(u8),
    /// `\'hh`, or a byte that stands for itself in an encoding other than ASCII.
    Byte(u8),
    /// ASCII that stands for itself, without line ends.
    Text(&'a str),
}

/// Cuts a file into pieces.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = self.peek()?;
        if first == b'\'' {
            let pair = self.bytes.get(self.at + 1..self.at + 3).unwrap_or_default();
            let digits = std::str::from_utf8(pair).unwrap_or_default();
            self.at += 1;
            let Ok(byte) = u8::from_str_radix(digits, 16) else {
                return Some(Token::Symbol(b'\''));
            };
            self.at += 2;
            return Some(Token::Byte(byte));
        }
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return Some(Token::Symbol(first));
        }
        let name = self.take_while(|byte| byte.is_ascii_alphabetic());
        let minus = self.peek() == Some(b'-');
        self.at += usize::from(minus);
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        if minus && digits.is_empty() {
            self.at -= 1;
        }
        let number = digits.parse().ok().map(|number: i32| if minus { -number } else { number });
        // One space ends a word and is part of it.
        self.at += usize::from(self.peek() == Some(b' '));
        if name == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
        }
        Some(Token::Word(name, number))
    }

    fn take_while(&mut self, fits: fn(&u8) -> bool) -> &'a str {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| fits(byte)).count();
        self.at += length;
        rest.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            if matches!(byte, b'\r' | b'\n' | 0) {
                self.at += 1;
                continue;
            }
            if !matches!(byte, b'{' | b'}' | b'\\') && byte.is_ascii() {
                let is_plain = |byte: &u8| {
                    byte.is_ascii() && !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0)
                };
                return Some(Token::Text(self.take_while(is_plain)));
            }
            self.at += 1;
            return match byte {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.control(),
                other => Some(Token::Byte(other)),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lexer, Token};

    #[test]
    fn a_file_is_cut_into_its_pieces() {
        let found: Vec<Token<'_>> =
            Lexer::new(b"{\\rtf1\\li-7 \\b0bold\\~\\'e9\xe9\\bin3 }{}x\\'zz\r\n\\u8211-\\}")
                .collect();
        let expected = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Word("li", Some(-7)),
            Token::Word("b", Some(0)),
            Token::Text("bold"),
            Token::Symbol(b'~'),
            Token::Byte(0xe9),
            Token::Byte(0xe9),
            Token::Word("bin", Some(3)),
            Token::Text("x"),
            Token::Symbol(b'\''),
            Token::Text("zz"),
            Token::Word("u", Some(8211)),
            Token::Text("-"),
            Token::Symbol(b'}'),
        ];
        assert_eq!(found, expected);
        assert_eq!(Lexer::new(b"\\").count(), 0);
        assert_eq!(Lexer::new(b"\\bin99999999999 x").count(), 2);
    }
}
