//! A page on its way: the same parts as HTML, plain text and Markdown.

use std::fmt::Write as _;

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A page of the site, with what stands around every page.
    Html,
    /// The text that a browser shows of it.
    Text,
    /// The same as it is passed on in Markdown.
    Markdown,
}

impl Form {
    /// The end of the file's name.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "txt",
            Self::Markdown => "md",
        }
    }
}

/// A page; what is put in must need no escaping in HTML.
#[derive(Debug)]
pub(super) struct Sheet {
    form: Form,
    out: String,
}

impl Sheet {
    /// Begins the page called `title`, with what stands before every page.
    pub(super) fn begin(form: Form, title: &str, organisation: &str) -> Self {
        let mut sheet = Self { form, out: String::with_capacity(1 << 14) };
        match form {
            Form::Html => sheet.put(format_args!(
                "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
                 <title>{title} - {organisation}</title>\n\
                 <style>.grade{{border-radius:4px;color:#fff}}</style>\n\
                 <script>window.dataLayer = window.dataLayer || [];</script>\n</head>\n<body class=\"page\">\n\
                 <a class=\"skip-link\" href=\"#main\">Skip to content</a>\n\
                 <div id=\"cookie-banner\" role=\"dialog\"><p>This site uses cookies. \
                 <button>Accept</button></p></div>\n\
                 <header><p class=\"logo\">{organisation}</p><nav aria-label=\"Main\"><ul>\
                 <li><a href=\"/\">Home</a></li><li><a href=\"/police-forces/\">Police forces</a></li>\
                 <li><a href=\"/reports/\">Reports</a></li><li><a href=\"/news/\">News</a></li></ul></nav></header>\n\
                 <main id=\"main\">\n<h1>{title}</h1>\n"
            )),
            Form::Text => sheet.put(format_args!("Skip to content\n\n{title}\n\n")),
            Form::Markdown => sheet.put(format_args!("# {title}\n\n")),
        }
        sheet
    }

    /// Ends the page; on the site `others` stand beside it: other bodies with grades that are not its own.
    pub(super) fn end(mut self, others: &[(String, &str)]) -> String {
        if self.form == Form::Html {
            self.out.push_str(
                "</main>\n<aside class=\"related\"><h2>Related</h2><ul class=\"other-forces\">\n",
            );
            for (name, grade) in others {
                let class = grade.replace(' ', "-").to_lowercase();
                self.put(format_args!(
                    "<li><a href=\"/peel-assessments/\">{name}</a> <span class=\"grade grade--{class}\">{grade}</span></li>\n"
                ));
            }
            self.out.push_str(
                "</ul></aside>\n<footer><p>Accessibility | Contact | Crown copyright</p></footer>\n</body>\n</html>\n",
            );
        }
        self.out
    }

    pub(super) fn heading(&mut self, level: usize, text: &str) {
        match self.form {
            Form::Html => self.put(format_args!("<h{level}>{text}</h{level}>\n")),
            Form::Text => self.put(format_args!("{text}\n\n")),
            Form::Markdown => {
                self.put(format_args!("{} {text}\n\n", "######".split_at(level.min(6)).0))
            }
        }
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        match self.form {
            Form::Html => self.put(format_args!("<p>{text}</p>\n")),
            Form::Text | Form::Markdown => self.put(format_args!("{text}\n\n")),
        }
    }

    /// The day of the page and, right below, its grade.
    pub(super) fn updated(&mut self, day: &str, grade: Option<&str>) {
        match self.form {
            Form::Html => {
                self.put(format_args!("<p class=\"updated\">Last updated {day}</p>\n"));
                if let Some(grade) = grade {
                    self.grade(grade);
                }
            }
            Form::Text | Form::Markdown => {
                self.put(format_args!("Last updated {day}\n"));
                if let Some(grade) = grade {
                    self.put(format_args!("{grade}\n"));
                }
                self.out.push('\n');
            }
        }
    }

    /// A grade alone.
    pub(super) fn grade(&mut self, grade: &str) {
        match self.form {
            Form::Html => {
                let class = grade.replace(' ', "-").to_lowercase();
                self.put(format_args!(
                    "<p><span class=\"grade grade--{class}\">{grade}</span></p>\n"
                ));
            }
            Form::Text | Form::Markdown => self.put(format_args!("{grade}\n\n")),
        }
    }

    /// The number and the title of a question.
    pub(super) fn question(&mut self, number: u16, title: &str) {
        match self.form {
            Form::Html => {
                self.put(format_args!("<p class=\"number\">{number}</p>\n<h3>{title}</h3>\n"));
            }
            Form::Text => self.put(format_args!("{number}\n\n{title}\n\n")),
            Form::Markdown => self.put(format_args!("{number}\n\n**{title}**\n\n")),
        }
    }

    pub(super) fn items(&mut self, items: &[String]) {
        let (before, each, after, end) = match self.form {
            Form::Html => ("<ul>\n", "<li>", "</li>\n", "</ul>\n"),
            Form::Text => ("", "  \u{2022} ", "\n", "\n"),
            Form::Markdown => ("", "- ", "\n", "\n"),
        };
        self.out.push_str(before);
        for item in items {
            self.put(format_args!("{each}{item}{after}"));
        }
        self.out.push_str(end);
    }

    /// A table of two columns: on the site alone, for the other forms of a page have lost it.
    pub(super) fn table(&mut self, head: [&str; 2], rows: &[[&str; 2]]) {
        if self.form != Form::Html {
            return;
        }
        let [left, right] = head;
        self.put(format_args!(
            "<table>\n<thead><tr><th>{left}</th><th>{right}</th></tr></thead>\n<tbody>\n"
        ));
        for [left, right] in rows {
            self.put(format_args!("<tr><th scope=\"row\">{left}</th><td>{right}</td></tr>\n"));
        }
        self.out.push_str("</tbody>\n</table>\n");
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing into a string cannot fail.
        let _ = self.out.write_fmt(text);
    }
}
