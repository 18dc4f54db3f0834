//! A small web site on this machine in the shape of the inspectorate's, and what was asked of it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the site answers to a path.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// A body with its type; it has an ETag, and is `304` for who knows that.
    Body(&'static str, Vec<u8>),
    /// `301` to another place.
    Leads(String),
    /// A status without a body.
    Status(u16),
    /// The head and a beginning, and then nothing for as long as the other side waits.
    Slow,
    /// Bytes without an end.
    Endless,
}

impl Answer {
    pub(crate) fn html(text: &str) -> Self {
        Self::Body("text/html; charset=utf-8", text.as_bytes().to_vec())
    }

    pub(crate) fn xml(text: &str) -> Self {
        Self::Body("application/xml", text.as_bytes().to_vec())
    }
}

/// The site; its threads end with the process.
pub(crate) struct Site {
    at: SocketAddr,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// A site without pages.
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let at = listener.local_addr().expect("an address");
        let answers = Arc::new(Mutex::new(BTreeMap::new()));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let site = Self { at, answers: answers.clone(), asked: asked.clone() };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, asked) = (answers.clone(), asked.clone());
                thread::spawn(move || serve(stream, &answers, &asked));
            }
        });
        site
    }

    /// Pages of three eras about Mereshire, each with links to the next, and their sitemaps.
    pub(crate) fn of_three_eras() -> Self {
        let site = Self::new();
        let page = |title: &str, body: &str| {
            Answer::html(&format!(
                "<!doctype html><html><head><title>{title}</title></head><body><nav><a href=/news/>News</a></nav>\
                 <main><h1>{title}</h1>{body}</main><footer><p>All content is available under the \
                 <a href=x>Open Government Licence v3.0</a>, except where otherwise stated</p></footer></body></html>"
            ))
        };
        let graded = |pillar: &str, date: &str| {
            format!(
                "<h2>{pillar}</h2><p>Last updated {date}</p><p>Good</p><p>Mereshire Police has been assessed as good in \
                 respect of the {} with which it keeps people safe.</p>",
                pillar.to_lowercase()
            )
        };
        site.put(
            "/hmic/peel-assessments/peel-2016/mereshire/legitimacy/",
            page(
                "Mereshire PEEL 2016",
                &format!(
                    "{}<a href='/uploads/mereshire-2016.pdf'>Get the report (PDF document)</a>",
                    graded("Legitimacy", "08/12/2016")
                ),
            ),
        );
        site.put("/uploads/mereshire-2016.pdf", Answer::Body("application/pdf", pdf()));
        let hmicfrs = "/hmicfrs/peel-assessments/peel-2018/mereshire/efficiency/";
        site.put(hmicfrs, page("Mereshire PEEL 2018", &graded("Efficiency", "02/05/2019")));
        site.put(
            "/peel-reports/mereshire-2021-22/",
            page(
                "PEEL 2021/22 – An inspection of Mereshire Police",
                "<h2>Overall summary</h2><p>Text.</p>",
            ),
        );
        site.put("/news/", page("News", "<p>No report.</p>"));
        site.put("/private/mereshire/", page("Forbidden", "<p>Not for crawlers.</p>"));
        site.put("/hmic/mereshire/", Answer::Leads(hmicfrs.to_owned()));
        site.put(
            "/robots.txt",
            Answer::Body("text/plain", b"User-agent: *\nDisallow: /private/\n".to_vec()),
        );
        let locs = |paths: &[&str]| -> String {
            paths.iter().map(|path| format!("<url><loc>{}</loc></url>", site.url(path))).collect()
        };
        let pages = locs(&[
            "/hmic/peel-assessments/peel-2016/mereshire/legitimacy/",
            "/hmic/mereshire/",
            hmicfrs,
            "/peel-reports/mereshire-2021-22/",
            "/private/mereshire/",
        ]);
        site.put("/pages.xml", Answer::xml(&format!("<urlset>{pages}</urlset>")));
        let index = format!("<sitemap><loc>{}</loc></sitemap>", site.url("/pages.xml"));
        site.put("/sitemap.xml", Answer::xml(&format!("<sitemapindex>{index}</sitemapindex>")));
        site
    }

    /// Answers `path` so from now on.
    pub(crate) fn put(&self, path: &str, answer: Answer) {
        self.answers.lock().expect("answers").insert(path.to_owned(), answer);
    }

    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// The port as text.
    pub(crate) fn port(&self) -> u16 {
        self.at.port()
    }

    /// The heads of the requests since the last call.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("requests"))
    }

    /// Their paths.
    pub(crate) fn paths_asked(&self) -> Vec<String> {
        let path = |head: &String| head.split(' ').nth(1).unwrap_or_default().to_owned();
        self.asked().iter().map(path).collect()
    }
}

/// A PDF of one page with one line, with its table of places.
fn pdf() -> Vec<u8> {
    let stream = "BT /F1 12 Tf 72 720 Td (Mereshire Police listens to its people.) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let start = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1));
    places.iter().for_each(|place| file.push_str(&format!("{place:010} 00000 n \n")));
    let size = places.len() + 1;
    file.push_str(&format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    file.into_bytes()
}

fn serve(stream: TcpStream, answers: &Mutex<BTreeMap<String, Answer>>, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(&stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        asked.lock().expect("requests").push(head.clone());
        let answer = answers.lock().expect("answers").get(&path).cloned();
        if write(&stream, answer.unwrap_or(Answer::Status(404)), &head).is_err() {
            return;
        }
    }
}

fn write(mut out: &TcpStream, answer: Answer, request: &str) -> std::io::Result<()> {
    match answer {
        Answer::Body(kind, body) => {
            let etag = format!("\"{}\"", &blake3::hash(&body).to_hex()[..8]);
            if request.to_lowercase().contains(&format!("if-none-match: {etag}")) {
                return write!(out, "HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n");
            }
            let length = body.len();
            write!(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nETag: {etag}\r\n\r\n"
            )?;
            out.write_all(&body)
        }
        Answer::Leads(to) => {
            write!(
                out,
                "HTTP/1.1 301 Moved Permanently\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
            )
        }
        Answer::Status(status) => {
            write!(out, "HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n")
        }
        Answer::Slow => {
            write!(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n<p>"
            )?;
            thread::sleep(Duration::from_secs(30));
            Ok(())
        }
        Answer::Endless => {
            write!(out, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")?;
            let chunk = [b'x'; 1 << 14];
            loop {
                out.write_all(&chunk)?;
            }
        }
    }
}
