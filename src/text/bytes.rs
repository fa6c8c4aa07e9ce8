//! Sizes and ages in few signs, such as 1.1 KB and 6 h.
//!
//! Leaves when to say them to the pages.

/// A language's short names of units. In each, `{}` stands for the number.
pub struct Units {
    /// Bytes.
    pub bytes: &'static str,
    /// Thousands of bytes.
    pub kilobytes: &'static str,
    /// Millions of bytes.
    pub megabytes: &'static str,
    /// Minutes.
    pub minutes: &'static str,
    /// Hours.
    pub hours: &'static str,
    /// Days: the language's own plural.
    pub days: fn(u64) -> String,
}

impl Units {
    /// Says how many bytes something has, in the unit that keeps the number short.
    pub fn size(&self, bytes: u64) -> String {
        match bytes {
            0..1_000 => self.bytes.replace("{}", &bytes.to_string()),
            1_000..1_000_000 => self.kilobytes.replace("{}", &tenths(bytes, 1_000)),
            _ => self.megabytes.replace("{}", &tenths(bytes, 1_000_000)),
        }
    }

    /// Says how old something is; never less than a minute, and never negative when a clock was set back.
    pub fn age(&self, seconds: i64) -> String {
        let minutes = u64::try_from(seconds / 60).unwrap_or_default().max(1);
        match minutes {
            0..60 => self.minutes.replace("{}", &minutes.to_string()),
            60..2_880 => self.hours.replace("{}", &(minutes / 60).to_string()),
            _ => (self.days)(minutes / 1_440),
        }
    }
}

/// One decimal below ten, whole numbers above: 1.1, 9.9, 12.
fn tenths(bytes: u64, unit: u64) -> String {
    let tenths = bytes * 10 / unit;
    if tenths < 100 { format!("{}.{}", tenths / 10, tenths % 10) } else { (tenths / 10).to_string() }
}

#[cfg(test)]
mod tests {
    use crate::text::Language;

    #[test]
    fn sizes_are_short() {
        let units = &Language::English.words().units;
        assert_eq!(units.size(0), "0 B");
        assert_eq!(units.size(1_130), "1.1 KB");
        assert_eq!(units.size(48_900), "48 KB");
        assert_eq!(units.size(2_400_000), "2.4 MB");
    }

    #[test]
    fn ages_are_short() {
        let units = &Language::English.words().units;
        assert_eq!(units.age(-5), "1 min");
        assert_eq!(units.age(3_599), "59 min");
        assert_eq!(units.age(6 * 3_600), "6 h");
        assert_eq!(units.age(3 * 86_400), "3 days");
        assert_eq!((Language::Arabic.words().units.days)(3), "3 أيام");
    }
}
