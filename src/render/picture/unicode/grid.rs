//! Grids of signs: shaded where they are amounts, coloured where there is colour, in bands where the screen is narrow.

use unicode_width::UnicodeWidthStr;

use super::lines::bands;
use super::{centred, left, lines_of, names, push_line};
use crate::render::Look;
use crate::render::picture::palette::{self, Fill};
use crate::render::picture::{Cell, Grid, Tone};

/// The longest line of a head.
const HEAD: usize = 13;

pub(super) fn draw(form: &Grid, look: Look) -> String {
    let (names, widest) = names(form.rows.iter(), look);
    let heads: Vec<Vec<String>> = form.columns.iter().map(|head| lines_of(head, HEAD)).collect();
    let signs = |at: usize| {
        let cells = form.cells.iter().filter_map(|row| row.get(at));
        cells.map(|cell| cell.sign.width()).max().unwrap_or(0)
    };
    let signs: Vec<usize> = (0..form.columns.len()).map(signs).collect();
    let width = |at: usize| {
        let cells = form.cells.iter().filter_map(|row| row.get(at));
        let cells = cells.map(|cell| text(cell, signs[at]).width());
        let head = heads.get(at).into_iter().flatten().map(|line| line.width());
        cells.chain(head).max().unwrap_or(1)
    };
    let widths: Vec<usize> = (0..form.columns.len()).map(width).collect();
    let mut drawn = String::new();
    for (band, columns) in bands(&widths, look.width.saturating_sub(widest)).into_iter().enumerate()
    {
        if band > 0 {
            drawn.push('\n');
        }
        let tallest = columns.iter().map(|at| heads[*at].len()).max().unwrap_or(0);
        let row = |name: &str, cell: &dyn Fn(usize) -> String| {
            let cells = columns.iter().map(|at| {
                let gap = if form.breaks.contains(at) { "┊ " } else { "  " };
                format!("{gap}{}", cell(*at))
            });
            format!("{}{}", left(name, widest), cells.collect::<String>())
        };
        for line in 0..tallest {
            // Heads stand on the cells: short ones begin lower.
            let head = |at: usize| {
                let up = tallest - heads[at].len();
                let line = line.checked_sub(up).and_then(|line| heads[at].get(line));
                centred(line.map_or("", String::as_str), widths[at])
            };
            push_line(&mut drawn, &row("", &head));
        }
        for (name, cells) in names.iter().zip(&form.cells) {
            let cell = |at: usize| {
                cells
                    .get(at)
                    .map_or_else(String::new, |one| shown(one, (signs[at], widths[at]), look))
            };
            push_line(&mut drawn, &row(name.first().map_or("", String::as_str), &cell));
            for more in name.iter().skip(1) {
                push_line(&mut drawn, more);
            }
        }
    }
    drawn
}

/// The sign, with a shade before an amount: it must be seen without colour too. Amounts stand right in `room`.
fn text(cell: &Cell, room: usize) -> String {
    match cell.tone {
        Tone::Share(share) => {
            let space = " ".repeat(room.saturating_sub(cell.sign.width()));
            format!("{} {space}{}", shade(share), cell.sign)
        }
        Tone::Grade(_) | Tone::Absent(_) => cell.sign.clone(),
    }
}

fn shade(share: f64) -> &'static str {
    match palette::step(share) {
        0 => " ",
        1 => "░",
        2 | 3 => "▒",
        4 => "▓",
        _ => "█",
    }
}

fn shown(cell: &Cell, (sign, room): (usize, usize), look: Look) -> String {
    let text = centred(&text(cell, sign), room);
    let fill = match cell.tone {
        Tone::Grade(grade) if look.colour => palette::grade(grade),
        Tone::Share(share) if look.colour && share > 0.0 => palette::share(palette::step(share)),
        _ => return text,
    };
    let Fill { terminal, is_dark, .. } = fill;
    let ink = if is_dark { 231 } else { 16 };
    format!("\u{1b}[38;5;{ink};48;5;{terminal}m{text}\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::bands;
    use crate::render::picture::unicode::GAP;

    #[test]
    fn bands_hold_every_column_once_in_order() {
        for room in [0, 5, 12, 100] {
            let bands = bands(&[3, 9, 1, 4], room);
            assert_eq!(bands.concat(), [0, 1, 2, 3], "{room}");
        }
        assert_eq!(bands(&[3, 3, 3], 2 * (3 + GAP)), [vec![0, 1], vec![2]]);
    }
}
