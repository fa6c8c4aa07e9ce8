//! How long to wait after a failure: full jitter, so that phones at one mast do not come back all at once.

/// The first ceiling.
const FIRST_MS: u64 = 2_000;
/// The last ceiling.
const LAST_MS: u64 = 300_000;

/// Returns the wait after so many failures in a row: anything up to a ceiling that doubles, from 2 s to 5 min;
/// on top of what the server asked for.
pub(super) fn wait_ms(failures: u32, retry_after_ms: Option<u64>, random: u64) -> u64 {
    let ceiling = FIRST_MS.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LAST_MS);
    retry_after_ms.unwrap_or(0).saturating_add(random % (ceiling + 1))
}
