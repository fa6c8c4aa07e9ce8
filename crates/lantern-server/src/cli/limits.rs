//! Limits of a running server that can be set: how much of the machine others may take.
//!
//! Leaves what happens beyond each to where it is asked for; `docs/operate.md` lists them all.

use clap::Args;
use lantern_server::Settings;

const MIB: u64 = 1024 * 1024;

#[derive(Args)]
pub(super) struct Limits {
    /// The most memory for what phones are sending, until it is answered, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 64, env = "LANTERN_UPLOADS_MIB")]
    uploads_mib: u64,
    /// How many requests may be there at once, those that wait included.
    #[arg(long, value_name = "COUNT", default_value_t = 2_048, env = "LANTERN_REQUESTS")]
    requests: usize,
    /// The most rows of an uploaded plan, all its files together.
    #[arg(long, value_name = "COUNT", default_value_t = 500_000, env = "LANTERN_PLAN_ROWS")]
    plan_rows: usize,
    /// The most memory for batches under keys that HQ does not know, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 256, env = "LANTERN_HELD_MIB")]
    held_mib: u64,
    /// The same for what one phone brought.
    #[arg(long, value_name = "MIB", default_value_t = 32, env = "LANTERN_HELD_OF_ONE_MIB")]
    held_of_one_mib: u64,
    /// The most memory for what phones wrote, about, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 4096, env = "LANTERN_RECORDS_MIB")]
    records_mib: u64,
    /// How much of that one phone may bring in a day.
    #[arg(long, value_name = "MIB", default_value_t = 64, env = "LANTERN_RECORDS_OF_ONE_MIB")]
    records_of_one_mib: u64,
}

impl Limits {
    /// Puts them into settings.
    pub(super) fn of(&self, settings: Settings) -> Settings {
        Settings {
            uploads_bytes_max: usize::try_from(self.uploads_mib.saturating_mul(MIB)).unwrap_or(usize::MAX),
            requests_waiting_max: self.requests,
            plan_rows_max: self.plan_rows,
            held_bytes_max: self.held_mib.saturating_mul(MIB),
            held_bytes_of_one_max: self.held_of_one_mib.saturating_mul(MIB),
            entry_bytes_max: self.records_mib.saturating_mul(MIB),
            entry_bytes_of_one_max: self.records_of_one_mib.saturating_mul(MIB),
            ..settings
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        limits: Limits,
    }

    fn settings(line: &[&str]) -> Settings {
        let typed = Line::parse_from([&["serve"], line].concat());
        typed.limits.of(Settings::default())
    }

    #[test]
    fn without_a_word_the_limits_are_those_of_the_settings() {
        assert_eq!(settings(&[]), Settings::default());
    }

    #[test]
    fn each_limit_can_be_set() {
        let set = settings(&["--held-mib", "5", "--held-of-one-mib", "2"]);
        assert_eq!((set.held_bytes_max, set.held_bytes_of_one_max), (5 * MIB, 2 * MIB));
        let set = settings(&["--records-mib", "6", "--records-of-one-mib", "3"]);
        assert_eq!((set.entry_bytes_max, set.entry_bytes_of_one_max), (6 * MIB, 3 * MIB));
        let set = settings(&["--uploads-mib", "7", "--requests", "9", "--plan-rows", "11"]);
        assert_eq!((set.uploads_bytes_max, set.requests_waiting_max, set.plan_rows_max), (7 * 1024 * 1024, 9, 11));
    }
}
