//! A picture of the rows of a page, with the table of its figures below it.

use crate::render::html::escaped;
use crate::render::picture::{Picture, svg};
use crate::render::{ABSENT, Table};

/// A picture and its table: what is drawn can be read as well.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The picture.
    pub picture: Picture,
    /// Its figures.
    pub table: Table,
}

impl Figure {
    /// Both as markup.
    pub(super) fn markup(&self) -> String {
        let title = escaped(&self.picture.title);
        format!(
            "<figure>\n<div class=\"wide\">\n{}</div>\n<figcaption>\n<details>\n<summary>{title}: the figures</summary>\n\
             <div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\">\n{}</div>\n</details>\n\
             </figcaption>\n</figure>\n",
            svg::render(&self.picture),
            rows(&self.table, &title),
        )
    }
}

fn rows(table: &Table, title: &str) -> String {
    let heads = table.heads().iter();
    let heads = heads
        .map(|head| format!("<th scope=\"col\">{}</th>", escaped(&head.name.replace('_', " "))));
    let row = |row: &Vec<Option<String>>| {
        let cells = row.iter().enumerate().map(|(at, value)| {
            let text = escaped(value.as_deref().unwrap_or(ABSENT));
            if at == 0 {
                format!("<th scope=\"row\">{text}</th>")
            } else {
                format!("<td>{text}</td>")
            }
        });
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    format!(
        "<table>\n<caption>{title}</caption>\n<thead>\n<tr>{}</tr>\n</thead>\n<tbody>\n{}</tbody>\n</table>\n",
        heads.collect::<String>(),
        table.rows().iter().map(row).collect::<String>(),
    )
}
