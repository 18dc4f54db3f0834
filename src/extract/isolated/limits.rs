//! The limits that a process sets itself, and what is left to it of them.

use super::Limits;

/// Sets the limits on memory and files, for good: no cores, no files of its own.
#[cfg(unix)]
pub(super) fn set(limits: &Limits) {
    use rustix::process::Resource;
    lower(Resource::As, limits.memory);
    lower(Resource::Nofile, limits.files);
    lower(Resource::Core, 0);
    lower(Resource::Fsize, 0);
}

/// Allows `seconds` of processor time from now on.
#[cfg(unix)]
pub(super) fn allow_cpu(seconds: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
    let used = u64::try_from(used).unwrap_or(0);
    let hard = getrlimit(Resource::Cpu).maximum;
    let wanted = used + seconds + 1;
    let current = Some(hard.map_or(wanted, |hard| hard.min(wanted)));
    // A system that refuses leaves the limit on time that the other side keeps.
    let _ = setrlimit(Resource::Cpu, Rlimit { current, maximum: hard });
}

#[cfg(unix)]
fn lower(resource: rustix::process::Resource, to: u64) {
    use rustix::process::{Rlimit, getrlimit, setrlimit};
    let known = getrlimit(resource);
    let least = |known: Option<u64>| Some(known.map_or(to, |known| known.min(to)));
    let limit = Rlimit { current: least(known.current), maximum: least(known.maximum) };
    let _ = setrlimit(resource, limit);
}

/// Other systems have no such limits; the time that the other side keeps still holds.
#[cfg(not(unix))]
pub(super) fn set(_: &Limits) {}

#[cfg(not(unix))]
pub(super) fn allow_cpu(_: u64) {}
