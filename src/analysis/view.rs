//! Views: statements about the future that runs are weighed anew to hold, read from text with every fault in place. The
//! weights belong to `statistics`, what they say about offers to `reweight`.

use std::ops::Range;

use crate::attrition::Cause;
use crate::error::{DocumentFaults, Error, Fault, FaultKind, Flag};
use crate::scenario::{Scenario, advice};
use crate::simulation::plan::Plan;
use crate::statistics::MOST_VIEWS;

/// What the flag of a view is called.
const FLAG: &str = "--reweight";
/// The words that open a view of a stock.
const RETURN: &str = "mean log return of ";
/// The words that open a view of exits.
const EXIT: &str = "probability of ";
/// Both forms, for help.
const FORMS: &str =
    "`mean log return of STOCK = X` or `probability of quit|layoff|performance|staying = P`";
/// The largest log return that can be asked for: more than 400 million times the price.
const LARGEST_RETURN: f64 = 20.0;
/// How runs end, in the words of views.
const EXITS: [(&str, Option<Cause>); 5] = [
    ("quit", Some(Cause::Voluntary)),
    ("voluntary", Some(Cause::Voluntary)),
    ("layoff", Some(Cause::Layoff)),
    ("performance", Some(Cause::Performance)),
    ("staying", None),
];

/// What a view is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewSubject {
    /// The mean of ln(S(H)/S(0)) of a stock by position: from the start date to the horizon, not a year.
    LogReturn {
        /// The stock.
        stock: usize,
    },
    /// The probability that an employment ends by the horizon with a cause; `None`: that it does not end.
    Exit {
        /// The employment, by its position in the plan.
        employment: usize,
        /// The cause.
        cause: Option<Cause>,
    },
}

/// A view: a subject and the mean or probability that it is to have.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedView {
    /// The text, spaces around it removed.
    pub text: String,
    /// What it is about.
    pub subject: ViewSubject,
    /// Its mean or probability.
    pub target: f64,
}

impl StatedView {
    /// Reads views.
    ///
    /// # Errors
    /// [`Error::Document`] with every fault of every text: none of the two forms, a name that refers to nothing, a number out
    /// of range, a subject that is there twice, more than [`MOST_VIEWS`] views; and exits of offers that are left in different
    /// ways without `at "OFFER"`.
    pub fn read_all(texts: &[String], scenario: &Scenario) -> Result<Vec<Self>, Error> {
        let plan = Plan::new(&scenario.setup);
        let mut views: Vec<Self> = Vec::new();
        let mut faults: Vec<Fault> = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let reader = Reader { text, scenario, plan: &plan };
            match reader.view() {
                Ok(view) if views.iter().any(|of| of.subject == view.subject) => {
                    let mut twice = faulty(0..text.len(), "the same is stated twice");
                    twice.message = format!("`{}` is about what another view states", text.trim());
                    twice.help.push("leave one of the two out".to_owned());
                    faults.push(Fault { flag: Some(at), ..twice });
                }
                Ok(view) => views.push(view),
                Err(fault) => faults.push(Fault { flag: Some(at), ..*fault }),
            }
        }
        if views.len() > MOST_VIEWS {
            let text = &texts[MOST_VIEWS];
            let mut many = faulty(0..text.len(), &format!("allowed: {MOST_VIEWS} views"));
            many.message = format!("`{}` is a view too many", text.trim());
            faults.push(Fault { flag: Some(MOST_VIEWS), ..many });
        }
        if faults.is_empty() {
            return Ok(views);
        }
        let flag = |text: &String| Flag { name: FLAG.to_owned(), text: text.clone() };
        let flags = texts.iter().map(flag).collect();
        let (name, text) = (FLAG.to_owned(), String::new());
        Err(Error::Document(Box::new(DocumentFaults { name, text, flags, faults })))
    }
}

/// The text of one view and what it may name.
struct Reader<'a> {
    text: &'a str,
    scenario: &'a Scenario,
    plan: &'a Plan,
}

impl Reader<'_> {
    fn view(&self) -> Result<StatedView, Box<Fault>> {
        let Some(equals) = self.text.rfind('=') else {
            let end = self.text.len();
            let mut fault = faulty(end..end, "allowed: `= NUMBER` at the end");
            fault.message = format!("`{}` states no number", self.text.trim());
            fault.help.push(format!("write {FORMS}"));
            return Err(Box::new(fault));
        };
        let about = self.trimmed(0..equals);
        let number = self.trimmed(equals + 1..self.text.len());
        let text = &self.text[about.clone()];
        let (subject, target) = if let Some(stock) = self.rest(&about, RETURN) {
            let allowed =
                "the mean of ln(price at the horizon / price at the start), from -20 to 20";
            let target = self.number(number, allowed, |x| x.abs() <= LARGEST_RETURN);
            (self.stock(stock), target)
        } else if let Some(event) = self.rest(&about, EXIT) {
            let allowed = "a probability above 0 and below 1 (0.2 is 20 %)";
            let target = self.number(number, allowed, |p| p > 0.0 && p < 1.0);
            (self.exit(&event), target)
        } else {
            let mut fault = faulty(about, &format!("allowed: {FORMS}"));
            fault.message = format!("`{text}` is no view");
            return Err(Box::new(fault));
        };
        Ok(StatedView { text: self.text.trim().to_owned(), subject: subject?, target: target? })
    }

    fn stock(&self, at: Range<usize>) -> Result<ViewSubject, Box<Fault>> {
        let name = unquoted(&self.text[at.clone()]);
        let stocks = &self.scenario.setup.market.stocks;
        let known = stocks.iter().position(|stock| stock.name == name);
        let stock = known.ok_or_else(|| {
            let mut fault = faulty(at.clone(), "allowed: a stock of the scenario");
            fault.message = format!("`{name}` is no stock of this scenario");
            fault.help.push(advice(name, stocks.iter().map(|of| of.name.as_str()), "stocks"));
            fault
        })?;
        if stocks[stock].model.is_random() {
            return Ok(ViewSubject::LogReturn { stock });
        }
        let mut fault = faulty(at, "allowed: a stock that moves at random");
        fault.message = format!("`{name}` follows a stated path, which no weights can move");
        Err(Box::new(fault))
    }

    fn exit(&self, at: &Range<usize>) -> Result<ViewSubject, Box<Fault>> {
        let text = &self.text[at.clone()];
        let words = text.find(char::is_whitespace).unwrap_or(text.len());
        let event = &text[..words];
        let Some((_, cause)) = EXITS.iter().find(|(name, _)| *name == event) else {
            let span = at.start..at.start + words;
            let mut fault = faulty(span, "allowed: quit, layoff, performance, staying");
            fault.message = format!("`{event}` is no way that runs end");
            fault.help.push(advice(event, EXITS.iter().map(|(name, _)| *name), "ways to end"));
            return Err(Box::new(fault));
        };
        let rest = self.trimmed(at.start + words..at.end);
        let employment = self.employment(rest)?;
        Ok(ViewSubject::Exit { employment, cause: *cause })
    }

    /// The employment of `at "OFFER"`, or the only one.
    fn employment(&self, at: Range<usize>) -> Result<usize, Box<Fault>> {
        let offers = &self.scenario.setup.offers;
        let names = || offers.iter().map(|offer| offer.name.as_str());
        let of = |offer: usize| self.plan.offers[offer].employment;
        if at.is_empty() {
            let same = (1..offers.len()).all(|offer| of(offer) == of(0));
            return if same {
                Ok(of(0))
            } else {
                let end = at.end..at.end;
                let mut fault = faulty(end, "allowed here: `at \"OFFER\"`");
                fault
                    .message
                    .push_str("offers are left in different ways, so a view must name one");
                fault.help.push(advice("", names(), "offers"));
                Err(Box::new(fault))
            };
        }
        let Some(name) = self.rest(&at, "at ") else {
            let mut fault = faulty(at.clone(), "allowed here: `at \"OFFER\"`");
            fault.message = format!("`{}` is no part of a view", &self.text[at]);
            return Err(Box::new(fault));
        };
        let text = unquoted(&self.text[name.clone()]);
        let known = names().position(|offer| offer == text);
        known.map(of).ok_or_else(|| {
            let mut fault = faulty(name, "allowed: the name of an offer");
            fault.message = format!("`{text}` is no offer of this scenario");
            fault.help.push(advice(text, names(), "offers"));
            Box::new(fault)
        })
    }

    fn number(
        &self,
        at: Range<usize>,
        allowed: &str,
        fits: impl Fn(f64) -> bool,
    ) -> Result<f64, Box<Fault>> {
        let text = &self.text[at.clone()];
        let number: Option<f64> = text.replace('_', "").parse().ok();
        number.filter(|number| fits(*number)).ok_or_else(|| {
            let mut fault = faulty(at, &format!("allowed: {allowed}"));
            fault.message = match number {
                Some(_) => format!("`{text}` is out of range"),
                None if text.is_empty() => "no number stands behind the `=`".to_owned(),
                None => format!("`{text}` is no number"),
            };
            Box::new(fault)
        })
    }

    /// What stands behind the words that a part opens with.
    fn rest(&self, at: &Range<usize>, words: &str) -> Option<Range<usize>> {
        let rest = self.text[at.clone()].strip_prefix(words)?;
        Some(self.trimmed(at.end - rest.len()..at.end))
    }

    /// A part without the spaces around it.
    fn trimmed(&self, at: Range<usize>) -> Range<usize> {
        let part = &self.text[at.clone()];
        let start = at.start + part.len() - part.trim_start().len();
        start..start + part.trim().len()
    }
}

/// A fault of a view, still without what is wrong.
fn faulty(span: Range<usize>, label: &str) -> Fault {
    Fault {
        kind: FaultKind::Meaning,
        message: String::new(),
        path: String::new(),
        flag: None,
        span: Some(span),
        label: label.to_owned(),
        help: Vec::new(),
    }
}

/// A name without the quotes around it.
fn unquoted(text: &str) -> &str {
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    quoted.unwrap_or(text)
}
