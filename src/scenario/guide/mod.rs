//! Published compensation guides: text with YAML front matter to one region's ranges, what in them
//! contradicts itself, and a scenario made of them. Touches no file and no clock.
//!
//! `reader` finds the front matter and reads its fields, with every fault of the file at once; `yaml`
//! keeps values with their positions; `remarks` compares what the guide says with what it implies.

mod date;
mod reader;
mod remarks;
mod yaml;

pub use date::Date;

use super::field::grouped;
use super::presets::vesting::{self, VestingPreset};
use super::starter::{Amount, FORMAT_NOTE, SignOn, Starter, by_year};
use crate::error::Error;

/// The largest guide in bytes: 1 MiB.
pub const LARGEST_GUIDE: usize = 1 << 20;

/// The schedule that guides' back-loaded offers are written with.
const BACK_LOADED: &str = "amazon";
/// The company whose schedule and share the figures below belong to.
const COMPANY: &str = "amazon";
/// The part of the signing bonus that is paid in the first year; the rest is paid in the second.
const FIRST_INSTALMENT: f64 = 0.6;
/// What is said of bands wherever they are written.
const BAND_NOTE: &str = "Amounts written { low = …, high = … } are bands: in each simulated career the offer \
    stands at one level between the low and the high ends, every level as likely, and base, sign-on and \
    grant are at that level together. Write one number once you know it.";

/// The low and the high end of a range of dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends {
    /// The low end.
    pub low: f64,
    /// The high end; not below the low one.
    pub high: f64,
}

/// Which figure of a range to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The low ends.
    Low,
    /// The midpoints.
    Mid,
    /// The high ends.
    High,
    /// Whole ranges, as bands.
    Band,
}

impl Level {
    /// All levels, single figures from the lowest on first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Mid, Self::High, Self::Band];

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Mid => "mid",
            Self::High => "high",
            Self::Band => "band",
        }
    }

    /// Where it puts an offer in every range.
    const fn meaning(self) -> &'static str {
        match self {
            Self::Low => "at the low ends",
            Self::Mid => "at the midpoints",
            Self::High => "at the high ends",
            Self::Band => "anywhere between the ends",
        }
    }

    /// The low and the high end of what it takes of a range: one figure twice, but for the band.
    const fn of(self, ends: Ends) -> Ends {
        let figure = match self {
            Self::Low => ends.low,
            Self::Mid => f64::midpoint(ends.low, ends.high),
            Self::High => ends.high,
            Self::Band => return ends,
        };
        Ends { low: figure, high: figure }
    }
}

/// What a guide says about one region.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its name as the guide writes it.
    pub name: String,
    /// Base salary a year.
    pub base: Ends,
    /// The whole grant.
    pub stock: Ends,
    /// The signing bonus.
    pub signing_bonus: Ends,
    /// What the guide calls total compensation in year 1, if it does.
    pub first_year: Option<Ends>,
    /// A yearly bonus in percent of the base salary, if the guide has one.
    pub bonus_percent: Option<f64>,
}

/// A guide, read for one region.
#[derive(Clone, Debug, PartialEq)]
pub struct Guide {
    /// The company's short name.
    pub company: String,
    /// The company's name for people.
    pub company_display: String,
    /// The role's name for people.
    pub role: String,
    /// When its figures were updated.
    pub last_updated: Date,
    /// When it is due for review, if it says so.
    pub next_review_due: Option<Date>,
    /// The region that was asked for.
    pub region: Region,
}

impl Guide {
    /// Reads a guide. `name` is what its user calls it, `region` one of its regions in any case.
    ///
    /// # Errors
    /// [`Error::Document`] with all faults at once: no text of at most [`LARGEST_GUIDE`] bytes, no front
    /// matter, no such region (or none named), and fields of the guide or that region that are missing,
    /// no numbers, out of range or inverted. Other regions may be as they are.
    pub fn parse(name: &str, bytes: &[u8], region: Option<&str>) -> Result<Self, Error> {
        reader::read(name, bytes, region)
    }

    /// What in the guide contradicts itself, and what of it is out of date `today` or left out.
    #[must_use]
    pub fn remarks(&self, today: Date) -> Vec<String> {
        remarks::of(self, today)
    }

    /// A scenario with the back-loaded offer at a level of the guide's ranges, and its evenly vesting
    /// twin.
    #[must_use]
    pub fn scenario(&self, level: Level) -> String {
        let region = &self.region;
        let vesting = schedule();
        let signing = level.of(region.signing_bonus);
        let part = |dollars: f64| (dollars * FIRST_INSTALMENT * 100.0).round() / 100.0;
        let first = Ends { low: part(signing.low), high: part(signing.high) };
        let rest = Ends { low: signing.low - first.low, high: signing.high - first.high };
        let amount = |ends: Ends| Amount::between(ends.low, ends.high);
        let instalment = |ends: Ends, paid, comment: &str| SignOn {
            amount: amount(ends),
            comment: comment.to_owned(),
            paid: (paid, "in instalments, with each paycheck"),
            clawback: ("instalments", "they stop when you leave, and nothing is asked back"),
        };
        let sign_on = vec![
            instalment(first, "{ from = 0, to = 12 }", "first year: 60 % of the signing bonus"),
            instalment(rest, "{ from = 12, to = 24 }", "second year: the other 40 %"),
        ];
        let (stock, price) = self.share();
        let starter = Starter {
            head: self.head(level),
            title: format!(
                "{}, {}, {}: back-loaded against even vesting",
                self.role,
                region.name,
                level.name()
            ),
            offer: format!("{}, {}", self.company_display, by_year(vesting)),
            employer: &self.company_display,
            stock,
            price,
            base_salary: (amount(level.of(region.base)), within(region.base)),
            sign_on,
            grant: (
                amount(level.of(region.stock)),
                format!("dollars at today's price; {}", within(region.stock)),
            ),
            vesting,
            bonus_percent: region.bonus_percent.filter(|percent| *percent > 0.0),
        };
        starter.text()
    }

    fn head(&self, level: Level) -> Vec<String> {
        let region = &self.region;
        let mut head = vec![
            format!(
                "{} at {} in {}: the offer {} of a guide's ranges, against the same money vesting \
                 evenly.",
                self.role,
                self.company_display,
                region.name,
                level.meaning()
            ),
            FORMAT_NOTE.to_owned(),
            format!(
                "Where the figures come from: the published compensation guide of {} for this role: base \
                 {}, stock {}, signing bonus {}.",
                self.last_updated,
                between(region.base),
                between(region.stock),
                between(region.signing_bonus)
            ),
            "What the guide does not say is assumed: the signing bonus is paid 60 % in the first and 40 % \
             in the second year, with each paycheck; the grant vests by Amazon's schedule; attrition is \
             Amazon's; and the share's price, volatility and expected return are as stated below."
                .to_owned(),
        ];
        head.extend((level == Level::Band).then(|| BAND_NOTE.to_owned()));
        head
    }

    /// The share's name, its price and what to say of that.
    fn share(&self) -> (&'static str, (f64, &'static str)) {
        if self.company.eq_ignore_ascii_case(COMPANY) {
            ("AMZN", (230.0, "dollars a share today: put in the current price"))
        } else {
            ("SHARE", (100.0, "dollars a share today: a placeholder, put in the current price"))
        }
    }
}

fn schedule() -> &'static VestingPreset {
    vesting::find(BACK_LOADED).expect("the back-loaded schedule is in the table of presets")
}

/// A range in words.
fn between(ends: Ends) -> String {
    let [low, high] = [ends.low, ends.high].map(dollars);
    if low == high { low } else { format!("{low} to {high}") }
}

fn within(ends: Ends) -> String {
    format!("the guide: {}", between(ends))
}

/// Whole dollars with grouped thousands.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … 10^10, checked")]
fn dollars(amount: f64) -> String {
    grouped(amount.max(0.0).round() as u64)
}
