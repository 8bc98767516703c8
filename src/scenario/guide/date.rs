//! Calendar dates as guides write them: `2026-02-23`. Owns no clock: today comes from the caller.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u32,
    month: u32,
    day: u32,
}

/// Days of four centuries, after which the calendar repeats.
const ERA: u64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: u64 = 719_468;

impl Date {
    /// Reads `YYYY-MM-DD`; `None` for anything else and for days that no calendar has.
    ///
    /// ```
    /// use vestrisk::scenario::guide::Date;
    /// assert_eq!(Date::parse("2026-02-23").map(|date| date.to_string()), Some("2026-02-23".into()));
    /// assert_eq!(Date::parse("2026-02-29"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return None;
        }
        let [year, month, day] = [&text[..4], &text[5..7], &text[8..]].map(str::parse);
        let date = Self { year: year.ok()?, month: month.ok()?, day: day.ok()? };
        (1..=date.days_of_month()).contains(&date.day).then_some(date)
    }

    /// The date a number of days after 1970-01-01.
    ///
    /// The months are counted from March, so that a leap day is the last of its year (Howard Hinnant's
    /// `civil_from_days`).
    ///
    /// ```
    /// use vestrisk::scenario::guide::Date;
    /// assert_eq!(Date::from_days(0).to_string(), "1970-01-01");
    /// assert_eq!(Date::from_days(20_507).to_string(), "2026-02-23");
    /// ```
    #[must_use]
    pub fn from_days(days: u64) -> Self {
        let days = days.saturating_add(EPOCH);
        let of_era = days % ERA;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + days / ERA * 400 + u64::from(month <= 2);
        let [year, month, day] =
            [year, month, day].map(|part| u32::try_from(part).unwrap_or(u32::MAX));
        Self { year, month, day }
    }

    /// Days of the date's month; none where there is no such month.
    fn days_of_month(self) -> u32 {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => 0,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
