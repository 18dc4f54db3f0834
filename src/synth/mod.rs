//! From a seed to a corpus of any size: here is a number, make so many findings or reports.
//!
//! What is made looks like inspection reports and says nothing of the world: the bodies are those of the gazetteer, all
//! grades are drawn. A record depends on the seed and its number alone (`draws`), so that a smaller corpus is the
//! beginning of a larger one and any number of threads makes the same bytes. The words come from what the bundled corpus
//! taught (`language`), the grades from one world a seed (`world`), the layouts are those of the rounds (`pages`).

mod draws;
mod finding;
mod language;
mod pages;
mod sheet;
mod world;

use std::io::Write;
use std::sync::mpsc::sync_channel;

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::gazetteer::Gazetteer;
use crate::report::{JudgmentKey, Outcome};

/// Findings of a block: what one core makes at a time.
const BLOCK: u64 = 2_000;

/// Blocks that are made at a time, for each thread.
const BLOCKS_OF_THREAD: usize = 4;

/// A maker of findings and reports.
#[derive(Debug)]
pub struct Synth {
    seed: u64,
    language: language::Language,
    world: world::World,
}

/// A report that was made, and what it states.
#[derive(Debug, Clone)]
pub struct Made {
    /// Path within the corpus.
    pub path: String,
    /// The bytes of the file.
    pub text: String,
    /// Every judgment that it states of its own round.
    pub truth: Vec<(JudgmentKey, Outcome)>,
}

impl Synth {
    /// The maker of a seed: other seeds make other texts and other grades of the same bodies.
    #[must_use]
    pub fn new(seed: u64, gazetteer: &Gazetteer) -> Self {
        let language = language::Language::bundled();
        Self { seed, language, world: world::World::new(seed, gazetteer) }
    }

    /// Puts the finding numbered `number`, from 0, as a JSON line after what `out` has; gives what it says of its subject.
    pub fn finding(&self, number: u64, out: &mut String) -> Option<(JudgmentKey, Outcome)> {
        finding::line(self, number, out)
    }

    /// The report numbered `number`, from 0; `None` where the gazetteer has no territorial force.
    #[must_use]
    pub fn report(&self, number: u64) -> Option<Made> {
        pages::report(self, number)
    }

    /// Writes the findings below `size` as JSON Lines, made in `pool` and written in order; gives the number of bytes.
    ///
    /// # Errors
    /// What `out` fails with.
    pub fn write_findings(
        &self,
        size: u64,
        pool: &ThreadPool,
        out: &mut dyn Write,
    ) -> std::io::Result<u64> {
        let blocks: Vec<(u64, u64)> = (0..size.div_ceil(BLOCK))
            .map(|block| (block * BLOCK, (block * BLOCK + BLOCK).min(size)))
            .collect();
        let at_a_time = pool.current_num_threads() * BLOCKS_OF_THREAD;
        let (send, made) = sync_channel::<Vec<String>>(1);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for some in blocks.chunks(at_a_time) {
                    let texts =
                        pool.install(|| some.par_iter().map(|of| self.block(*of)).collect());
                    // Nobody writes any more: what is left is not wanted.
                    if send.send(texts).is_err() {
                        return;
                    }
                }
            });
            let mut bytes = 0;
            for text in made.into_iter().flatten() {
                out.write_all(text.as_bytes())?;
                bytes += text.len() as u64;
            }
            Ok(bytes)
        })
    }

    fn block(&self, (from, to): (u64, u64)) -> String {
        let mut text = String::with_capacity(BLOCK as usize * 768);
        for number in from..to {
            self.finding(number, &mut text);
        }
        text
    }
}

/// The word with a capital.
fn capital(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

#[cfg(test)]
mod tests;
