//! How long to wait after a failure: full jitter, so that phones at one mast do not come back all at once.

/// The first ceiling.
const FIRST_MS: u64 = 2_000;
/// The last ceiling.
const LAST_MS: u64 = 300_000;

/// Returns the wait after so many failures in a row: anything up to a ceiling that doubles, from 2 s to 5 min; on top of what
/// the server asked for.
pub(super) fn wait_ms(failures: u32, retry_after_ms: Option<u64>, random: u64) -> u64 {
    let ceiling = FIRST_MS.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LAST_MS);
    retry_after_ms.unwrap_or(0).saturating_add(random % (ceiling + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_wait_is_within_its_ceiling(failures: u32, random: u64) {
            prop_assert!(wait_ms(failures, None, random) <= LAST_MS);
            prop_assert!(wait_ms(1, None, random) <= FIRST_MS);
            prop_assert!(wait_ms(3, None, random) <= 4 * FIRST_MS);
        }

        #[test]
        fn a_wait_is_never_shorter_than_the_server_asked(failures: u32, asked: u64, random: u64) {
            prop_assert!(wait_ms(failures, Some(asked), random) >= asked);
        }
    }

    #[test]
    fn many_phones_that_fail_together_come_back_spread_over_the_whole_time() {
        for (failures, ceiling) in [(1, FIRST_MS), (4, 8 * FIRST_MS), (30, LAST_MS)] {
            let mut tenths = [0_u32; 10];
            for phone in 0..10_000_u64 {
                // SplitMix64, as good as drawn.
                let mixed = (phone + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                let asked = 60_000;
                let wait = wait_ms(failures, Some(asked), mixed ^ (mixed >> 31)) - asked;
                assert!(wait <= ceiling);
                tenths[(wait * 10 / (ceiling + 1)) as usize] += 1;
            }
            assert!(tenths.iter().all(|count| (850..1150).contains(count)), "{tenths:?}");
        }
    }

    #[test]
    fn the_whole_range_is_used_and_the_ceiling_doubles() {
        assert_eq!(wait_ms(1, None, 0), 0);
        assert_eq!(wait_ms(1, None, FIRST_MS), FIRST_MS);
        assert_eq!(wait_ms(2, None, 2 * FIRST_MS), 2 * FIRST_MS);
        assert_eq!(wait_ms(1_000, None, LAST_MS), LAST_MS);
    }
}
