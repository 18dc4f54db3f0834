//! `completions`: what a shell needs to complete the command line.

use clap_complete::Shell;

use super::terminal::Terminal;
use super::{End, command};
use crate::Result;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian completions bash > ~/.local/share/bash-completion/completions/peelian
  peelian completions fish > ~/.config/fish/completions/peelian.fish")]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<End> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "peelian", &mut script);
    terminal.text(&String::from_utf8_lossy(&script))?;
    Ok(End::Done)
}
