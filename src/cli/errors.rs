//! How it ended: the one table of exit codes, and errors as a person reads them.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::End;
use crate::{Error, ErrorKind};

/// The exit code of a kind of error.
pub(super) fn code_of(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::ClosedPipe => 0,
        ErrorKind::Usage | ErrorKind::Query => 2,
        ErrorKind::Input => 3,
        ErrorKind::IndexMissing
        | ErrorKind::IndexLocked
        | ErrorKind::IndexDamaged
        | ErrorKind::IndexFormat => 4,
        ErrorKind::Io => 5,
        ErrorKind::Bug => BUG,
        ErrorKind::Interrupted => 130,
    }
}

const BUG: u8 = 70;

/// The exit code of a verb that ran to its end.
pub(super) fn code_of_end(end: End) -> u8 {
    match end {
        End::Done => 0,
        End::Nothing => 1,
        End::SomeFailed => code_of(ErrorKind::Input),
        End::SomeWrong => code_of(ErrorKind::Query),
        End::Damaged => code_of(ErrorKind::IndexDamaged),
    }
}

/// Runs `run`; a panic is a bug of ours, said in a way that helps to mend it.
pub(super) fn guarded(run: impl FnOnce() -> u8) -> u8 {
    std::panic::set_hook(Box::new(|panic| {
        // A message that cannot be written is not worth a second panic.
        let _ = writeln!(
            std::io::stderr(),
            "bug: {panic}\nThis is a mistake in peelian {}, not in what you asked. Please report it \
             with this message and the command that led to it.",
            env!("CARGO_PKG_VERSION")
        );
    }));
    catch_unwind(AssertUnwindSafe(run)).unwrap_or(BUG)
}

/// Shows clap's message; help and version are no errors.
pub(super) fn usage(error: &clap::Error) -> u8 {
    // Nothing can be done where even this cannot be written.
    let _ = error.print();
    if error.use_stderr() { code_of(ErrorKind::Usage) } else { 0 }
}

/// The error as text: a caret under the place in the query, then what to try.
pub(super) fn render(error: &Error, colour: bool) -> String {
    let title = Level::ERROR.primary_title(&error.message);
    let mut group = match &error.place {
        Some((query, span)) => {
            let place = on_characters(query, span.start, span.end);
            title.element(
                Snippet::source(query.as_str())
                    .line_numbering(false)
                    .annotation(AnnotationKind::Primary.span(place)),
            )
        }
        None => Group::with_title(title),
    };
    for hint in &error.hints {
        group = group.element(Level::HELP.message(hint));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n", renderer.render(&[group]))
}

/// A place that ends within the text and cuts no character in two.
fn on_characters(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(start.min(text.len()));
    start..text.ceil_char_boundary(end.clamp(start, text.len()))
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::report::Span;
    use crate::{Error, ErrorKind};

    #[test]
    fn a_mistake_in_a_query_has_a_caret_under_it() {
        let error = Error::in_query("vetting AND", Span::new(8, 11), "`AND` wants words after it")
            .hint("put the word in quotation marks");
        let shown = render(&error, false);
        assert!(shown.contains("error: `AND` wants words after it"), "{shown}");
        assert!(shown.contains("vetting AND\n"), "{shown}");
        assert!(shown.contains("        ^^^"), "{shown}");
        assert!(shown.contains("help: put the word"), "{shown}");
    }

    #[test]
    fn a_place_outside_the_query_is_no_panic() {
        let error = Error::in_query("Zoë", Span::new(3, 99), "odd");
        assert!(render(&error, false).contains("Zoë"));
        assert!(render(&Error::new(ErrorKind::Io, "gone"), true).contains("gone"));
    }
}
