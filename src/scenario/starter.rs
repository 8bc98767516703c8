//! Scenarios to start from: a back-loaded or otherwise shaped offer beside its evenly vesting twin, as
//! text with every key explained. Knows no guide and reads nothing.

use std::fmt::Write;

use super::builtin;
use super::nearest::advice;
use super::path::quoted;
use super::presets::vesting::{self, VestingPreset};
use crate::error::Error;

/// Where the comments behind keys start.
const COMMENTS: usize = 44;
/// Comment lines are wrapped here.
const WIDTH: usize = 104;
/// How the twin vests.
const EVEN: &str = "even_quarterly";

/// What is said of the share's return and volatility wherever a scenario is written.
const STOCK_NOTE: &str = "Expected return: 4 % a year is the risk-free rate, at which a share is worth its \
    price; more is pay for bearing risk (10 % is a common estimate, recruiters often assume 15 %). \
    Volatility: options on AMZN mostly imply 25 to 40 % a year, and its closes of 2012 to 2022 show 28 %; \
    try 0.55 as a stress.";

/// How the twin of an offer that vests evenly itself vests.
const BACK_LOADED: &str = "amazon";

/// An offer to be written with its twin: the same money on another schedule.
pub(super) struct Starter<'a> {
    /// Paragraphs of comment at the head of the file.
    pub head: Vec<String>,
    /// The scenario's title.
    pub title: String,
    /// The offer's name.
    pub offer: String,
    /// Whose offer it is.
    pub employer: &'a str,
    /// The stock of the grant.
    pub stock: &'a str,
    /// Its price, and what is to be said of that.
    pub price: (f64, &'a str),
    /// Salary a year, and where it comes from.
    pub base_salary: (Amount, String),
    /// Sign-on payments.
    pub sign_on: Vec<SignOn>,
    /// The grant in dollars, and where that comes from.
    pub grant: (Amount, String),
    /// How it vests.
    pub vesting: &'a VestingPreset,
    /// A yearly bonus in percent of the base salary, if there is one.
    pub bonus_percent: Option<f64>,
}

/// Dollars to be written.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Amount {
    /// One number.
    Stated(f64),
    /// A band between two.
    Band(f64, f64),
}

impl Amount {
    /// From one end to the other; one number where nothing is written between them.
    pub fn between(low: f64, high: f64) -> Self {
        let alike = amount(low) == amount(high);
        if alike || low > high { Self::Stated(low) } else { Self::Band(low, high) }
    }

    /// In TOML.
    fn text(self) -> String {
        match self {
            Self::Stated(dollars) => amount(dollars),
            Self::Band(low, high) => {
                format!("{{ low = {}, high = {} }}", amount(low), amount(high))
            }
        }
    }
}

/// A sign-on payment to be written.
pub(super) struct SignOn {
    /// Dollars.
    pub amount: Amount,
    /// Where the amount comes from.
    pub comment: String,
    /// `{ … }` of its months, and what that means.
    pub paid: (&'static str, &'static str),
    /// A clawback preset, and what it means.
    pub clawback: (&'static str, &'static str),
}

/// The scenario that is written where nothing is asked for.
#[must_use]
pub fn default_text() -> &'static str {
    builtin::text(builtin::DEFAULT).unwrap_or_default()
}

/// A scenario with a vesting preset's schedule and its evenly vesting twin; the numbers are placeholders
/// that run as they are.
///
/// ```
/// let text = vestrisk::scenario::starter::of_preset("google_33")?;
/// assert!(text.contains("vesting = \"google_33\""));
/// # Ok::<(), vestrisk::Error>(())
/// ```
///
/// # Errors
/// [`Error::Unusable`] for a name that is no vesting preset's, with the nearest one.
pub fn of_preset(name: &str) -> Result<String, Error> {
    let preset = vesting::find(name).ok_or_else(|| {
        let help = advice(name, vesting::names(), "vesting presets");
        Error::Unusable(format!("there is no vesting preset {}; {help}", shown(name)))
    })?;
    let seen = preset.provenance;
    let head = vec![
        format!(
            "An offer that vests as the preset `{name}` does, against the same money {}. Every amount is \
             a placeholder.",
            twin_of(preset).how
        ),
        FORMAT_NOTE.to_owned(),
        format!(
            "The schedule: {} % of the grant by year. Seen in: {} ({}; confidence: {}). Your letter \
             decides, not the preset.",
            by_year(preset),
            seen.source,
            seen.date,
            seen.confidence.name()
        ),
    ];
    let placeholder = || "a placeholder".to_owned();
    let starter = Starter {
        head,
        title: format!("An offer vesting {} against {}", by_year(preset), twin_of(preset).what),
        offer: format!("My offer, {name}"),
        employer: "My employer",
        stock: "SHARE",
        price: (100.0, "dollars a share today: put in the current price"),
        base_salary: (Amount::Stated(175_000.0), placeholder()),
        sign_on: vec![SignOn {
            amount: Amount::Stated(50_000.0),
            comment: placeholder(),
            paid: ("{ at = 0 }", "all of it on the first day"),
            clawback: ("prorated_12", "quit after 9 months, and 3/12 of it goes back"),
        }],
        grant: (Amount::Stated(400_000.0), "dollars at today's price: a placeholder".to_owned()),
        vesting: preset,
        bonus_percent: None,
    };
    Ok(starter.text())
}

/// The twin of an offer: the same money on another schedule.
struct Twin {
    /// The offer's name.
    name: String,
    /// The preset.
    vesting: &'static str,
    /// What it is called in a title.
    what: String,
    /// How it vests, behind "the same money" or "the grant".
    how: &'static str,
    /// What the schedule means.
    comment: String,
}

/// The twin vests evenly, unless the offer does so itself: against itself it would tell nothing.
fn twin_of(preset: &VestingPreset) -> Twin {
    let even = vesting::find(EVEN).is_some_and(|even| even.schedule() == preset.schedule());
    let back_loaded = vesting::find(BACK_LOADED).filter(|_| even);
    back_loaded.map_or_else(
        || Twin {
            name: "Even vesting".to_owned(),
            vesting: EVEN,
            what: "even vesting".to_owned(),
            how: "vesting evenly",
            comment: "6.25 % every three months".to_owned(),
        },
        |late| Twin {
            name: format!("Back-loaded, {}", by_year(late)),
            vesting: BACK_LOADED,
            what: format!("back-loaded {}", by_year(late)),
            how: "vesting late",
            comment: format!("{} % by year", by_year(late)),
        },
    )
}

/// What every scenario says about its own form.
pub(super) const FORMAT_NOTE: &str = "Put your own letter's numbers in, and run it:  vestrisk run \
    my-offer.toml\nA line starting with # is a comment. Months count from your first day; money is US \
    dollars before tax.";

/// A name that was given, cut where nobody would read on.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 60;
    let cut: String = name.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if name.chars().count() > LONGEST { format!("`{cut}…`") } else { format!("`{cut}`") }
}

/// Percent by year as people say it: `5/15/40/40`.
pub(super) fn by_year(preset: &VestingPreset) -> String {
    let years: Vec<String> = preset.yearly.iter().map(ToString::to_string).collect();
    years.join("/")
}

/// A number of dollars in TOML: `172_500`, with cents where there are some.
fn amount(dollars: f64) -> String {
    let text = format!("{dollars:.2}");
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    if cents == "00" { out } else { format!("{out}.{cents}") }
}

impl Starter<'_> {
    /// The scenario as text.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        for (index, paragraph) in self.head.iter().enumerate() {
            if index > 0 {
                page.line("#");
            }
            page.paragraph(paragraph);
        }
        let twin = twin_of(self.vesting);
        self.settings(&mut page, &twin.name);
        page.line("\n# The offer.");
        self.offer(&mut page, None);
        page.line(&format!("\n# Its twin: the same money, with the grant {}.", twin.how));
        self.offer(&mut page, Some(&twin));
        page.text
    }

    fn settings(&self, page: &mut Page, baseline: &str) {
        page.line("");
        page.key("format = 1", "the version of this file format");
        page.line(&format!("title = {}", quoted(&self.title)));
        let baseline = format!("baseline = {}", quoted(baseline));
        page.key(&baseline, "the offer that the others are compared with");
        page.line("\n[simulation]");
        page.key("runs = 100_000", "simulated careers: more runs, smaller errors");
        page.key("seed = 20260223", "the same seed gives the same careers, to the bit");
        page.key("discount_rate = 0.04", "what a dollar a year later is worth less: 4 % a year");
        page.line("\n[goals]");
        page.key("tail = 0.05", "\"a bad case\" means the worst 1 in 20");
        page.key(
            "# walk_away = 1_400_000",
            "the least you would take; without the first # it counts",
        );
        page.line(&format!("\n[stocks.{}]", self.stock));
        page.key(&format!("price = {:.2}", self.price.0), self.price.1);
        page.paragraph(STOCK_NOTE);
        page.key("expected_return = 0.04", "a year, continuously compounded");
        page.key(
            "model = { kind = \"gbm\", volatility = 0.32 }",
            "a random walk; other models: vestrisk presets model",
        );
    }

    /// The offer or its twin; what was explained in the offer is not explained again in the twin.
    fn offer(&self, page: &mut Page, twin: Option<&Twin>) {
        let own = (self.offer.as_str(), self.vesting.name);
        let (name, vesting) = twin.map_or(own, |twin| (twin.name.as_str(), twin.vesting));
        let explained =
            |comment: &str| if twin.is_some() { String::new() } else { comment.to_owned() };
        page.line("[[offers]]");
        page.line(&format!("name = {}", quoted(name)));
        page.line(&format!("employer = {}", quoted(self.employer)));
        let how_often = "preset: how often people quit, are laid off or let go there";
        page.key("attrition = \"amazon\"", &explained(how_often));
        let base = format!("base_salary = {}", self.base_salary.0.text());
        page.key(&base, &explained(&format!("a year; {}", self.base_salary.1)));
        for payment in &self.sign_on {
            page.line("\n[[offers.sign_on]]");
            page.key(&format!("amount = {}", payment.amount.text()), &explained(&payment.comment));
            let ((paid, when), (clawback, owed)) = (payment.paid, payment.clawback);
            page.key(&format!("paid = {paid}"), &explained(when));
            page.key(&format!("clawback = \"{clawback}\""), &explained(owed));
        }
        page.line("\n[[offers.grants]]");
        page.line(&format!("stock = \"{}\"", self.stock));
        page.key(&format!("value = {}", self.grant.0.text()), &explained(&self.grant.1));
        let how = match (twin, self.vesting.cliff_months) {
            (Some(twin), _) => twin.comment.clone(),
            (None, 0) => format!("{} % by year", by_year(self.vesting)),
            (None, cliff) => {
                format!("{} % by year, nothing before month {cliff}", by_year(self.vesting))
            }
        };
        page.key(&format!("vesting = \"{vesting}\""), &how);
        if let Some(percent) = self.bonus_percent {
            page.line("\n[offers.bonus]");
            // Without the rounding of the division.
            let target = (percent * 1e6).round() / 1e8;
            let comment = format!("the guide: {percent} % of the base a year");
            page.key(&format!("target = {target}"), &explained(&comment));
        }
    }
}

/// Text that grows line by line.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A key with its value, and a comment behind it unless that is empty.
    fn key(&mut self, key: &str, comment: &str) {
        if comment.is_empty() {
            return self.line(key);
        }
        let width = (COMMENTS - 1).max(key.chars().count());
        // Writing into a string cannot fail.
        let _ = writeln!(self.text, "{key:width$} # {comment}");
    }

    /// Lines of comment, each wrapped at spaces.
    fn paragraph(&mut self, text: &str) {
        for whole in text.lines() {
            let mut line = String::from("#");
            for word in whole.split(' ') {
                if line.len() > 1 && line.chars().count() + 1 + word.chars().count() > WIDTH {
                    self.line(&line);
                    "#".clone_into(&mut line);
                }
                line.push(' ');
                line.push_str(word);
            }
            self.line(&line);
        }
    }
}
