//! Which two rounds are compared.

use crate::report::{Cycle, Programme};
use crate::{Error, ErrorKind, Result};

use super::framework::break_between;
use super::pairs::PairsRequest;
use super::scope::{Scope, round_named};

/// A programme and two of its rounds.
pub(super) type Rounds = (Programme, Cycle, Cycle);

/// The rounds asked for, of the first programme that has them.
pub(super) fn choose(scope: &Scope<'_>, request: &PairsRequest) -> Result<Option<Rounds>> {
    // Those with judgments under the filters come first: of one that has none there is nothing to show.
    let programmes = scope.programmes(request.include);
    let known = Programme::ALL.into_iter().filter(|programme| scope.has_programme(*programme));
    let mut candidates = programmes.into_iter().chain(known.clone());
    let chosen = candidates.find_map(|programme| rounds_of(scope, request, programme));
    let Some((_, from, to)) = chosen else {
        return match (&request.from, &request.to) {
            (None, None) => Ok(None),
            _ => Err(no_such_rounds(scope, request, known)),
        };
    };
    if from >= to {
        let message = format!("the round `{from}` is not before `{to}`");
        return Err(Error::new(ErrorKind::Usage, message)
            .hint("`--from` is the earlier round, `--to` the later one"));
    }
    Ok(chosen)
}

/// The rounds that `request` asks for in one programme. A round that was named need only be known; one that was not must
/// have judgments and be comparable with the other.
pub(super) fn rounds_of(
    scope: &Scope<'_>,
    request: &PairsRequest,
    programme: Programme,
) -> Option<Rounds> {
    let known = scope.known_rounds(programme);
    let rounds = scope.rounds(programme, request.include);
    let can = |one: Cycle, other: Cycle| break_between(programme, one, other).is_none();
    let named = |text: &Option<String>| {
        text.as_deref().map(|text| round_named(text, &known)).map_or(Some(None), |it| it.map(Some))
    };
    let (from, to) = match (named(&request.from)?, named(&request.to)?) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => {
            (from, rounds.iter().copied().find(|to| *to > from && can(from, *to))?)
        }
        (None, Some(to)) => {
            (rounds.iter().rev().copied().find(|from| *from < to && can(*from, to))?, to)
        }
        (None, None) => {
            let latest = rounds.iter().rev().copied();
            let mut pairs = latest.clone().zip(latest.skip(1));
            let (to, from) = pairs.find(|(to, from)| can(*from, *to))?;
            (from, to)
        }
    };
    Some((programme, from, to))
}

fn no_such_rounds(
    scope: &Scope<'_>,
    request: &PairsRequest,
    programmes: impl Iterator<Item = Programme>,
) -> Error {
    let named: Vec<String> = [&request.from, &request.to]
        .into_iter()
        .flatten()
        .map(|text| format!("`{text}`"))
        .collect();
    let is_cycle = |text: &&String| text.parse::<Cycle>().is_ok();
    let wrong = [&request.from, &request.to].into_iter().flatten().find(|text| !is_cycle(text));
    if let Some(text) = wrong {
        return Error::new(ErrorKind::Usage, format!("`{text}` is no round"))
            .hint("expected a round such as `2016` or `2018/19`");
    }
    let message = match named.as_slice() {
        [one] => format!("no programme has the round {one} and another to compare it with"),
        _ => format!("no programme here has the rounds {}", named.join(" and ")),
    };
    let mut error = Error::new(ErrorKind::Query, message);
    for programme in programmes {
        let rounds: Vec<String> =
            scope.known_rounds(programme).iter().map(ToString::to_string).collect();
        if !rounds.is_empty() {
            error = error.hint(format!("{programme} has {}", rounds.join(", ")));
        }
    }
    error
}
