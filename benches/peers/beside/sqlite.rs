//! SQLite with FTS5 over the body; what is filtered and counted by lies in a table of its own, so that a count reads no body.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, params};

use super::{Failure, Peer, Question, findings, text};

const TABLES: &str = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA temp_store=MEMORY;
CREATE TABLE cards(n INTEGER PRIMARY KEY, id TEXT, force TEXT, year TEXT, grade TEXT, pillar TEXT, kind TEXT);
CREATE TABLE texts(n INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE words USING fts5(body, content='texts', content_rowid='n', tokenize='unicode61');";

pub(super) fn build(bodies: &Path, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let mut database = Connection::open(folder.join("db.sqlite"))?;
    database.execute_batch(TABLES)?;
    let all = database.transaction()?;
    {
        let mut card = all.prepare("INSERT INTO cards VALUES(?,?,?,?,?,?,?)")?;
        let mut kept = all.prepare("INSERT INTO texts VALUES(?,?)")?;
        let mut words = all.prepare("INSERT INTO words(rowid, body) VALUES(?,?)")?;
        for (n, finding) in (0_i64..).zip(findings(bodies)?) {
            let finding = finding?;
            let of = |field| text(&finding, field);
            card.execute(params![
                n,
                of("id"),
                of("force"),
                of("year"),
                of("grade"),
                of("pillar"),
                of("kind")
            ])?;
            kept.execute(params![n, of("body")])?;
            words.execute(params![n, of("body")])?;
        }
    }
    all.commit()?;
    database.execute_batch("CREATE INDEX by_grade ON cards(grade); ANALYZE; INSERT INTO words(words) VALUES('optimize');")?;
    Ok(())
}

pub(super) struct Sqlite(Connection);

impl Sqlite {
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let database = Connection::open_with_flags(
            folder.join("db.sqlite"),
            OpenFlags::SQLITE_OPEN_READ_ONLY,
        )?;
        database.execute_batch("PRAGMA cache_size=-1000000; PRAGMA mmap_size=8000000000;")?;
        Ok(Self(database))
    }

    /// The ten best with their bodies.
    fn ten(&self, words: &str, and: &str) -> Result<u64, Failure> {
        let sql = format!(
            "SELECT texts.body FROM (SELECT cards.n AS k FROM words JOIN cards ON cards.n = words.rowid \
             WHERE words MATCH ? {and} ORDER BY words.rank LIMIT 10) JOIN texts ON texts.n = k"
        );
        let mut asked = self.0.prepare(&sql)?;
        let bodies = asked.query_map([words], |row| row.get::<_, String>(0))?;
        Ok(bodies.collect::<Result<Vec<_>, _>>()?.len() as u64)
    }
}

impl Peer for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn ask(&self, question: &Question) -> Result<u64, Failure> {
        match question {
            Question::Word(word) => self.ten(word, ""),
            Question::All(a, b) => self.ten(&format!("{a} AND {b}"), ""),
            Question::Any(a, b) => self.ten(&format!("{a} OR {b}"), ""),
            Question::Phrase(a, b) => self.ten(&format!("\"{a} {b}\""), ""),
            Question::Prefix(letters) => self.ten(&format!("{letters}*"), ""),
            Question::Graded(word) => self.ten(word, "AND cards.grade = 'good'"),
            Question::Count(a, b) => {
                let mut asked = self.0.prepare("SELECT count(*) FROM words WHERE words MATCH ?")?;
                Ok(asked
                    .query_row([format!("{a} AND {b}")], |row| row.get::<_, i64>(0))?
                    .unsigned_abs())
            }
            Question::Grades(word) => {
                let sql = "SELECT count(*) FROM words JOIN cards ON cards.n = words.rowid WHERE words MATCH ? GROUP BY grade";
                let mut asked = self.0.prepare(sql)?;
                let counts = asked.query_map([word], |row| row.get::<_, i64>(0))?;
                let counts = counts.collect::<Result<Vec<_>, _>>()?;
                Ok(counts.iter().map(|count| count.unsigned_abs()).sum())
            }
        }
    }
}
