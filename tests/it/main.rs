//! The one integration binary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests read the environment and the files they check"
)]

mod archives;
mod cli;
mod corpus;
mod desk;
mod docs;
mod forms;
mod honest;
mod hostile;
mod hostile_files;
mod isolated;
mod kill;
mod layouts;
mod names;
mod oracle;
mod outside;
mod pdf;
mod quality;
mod recurring;
mod scanned;
mod site;
mod slips;
mod source;
mod suite;
mod synth;
mod tables;
mod tidy;
mod watching;
mod web_archives;
