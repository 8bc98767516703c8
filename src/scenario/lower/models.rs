//! `model` of a stock: the kinds, which parameters each has, and the presets that fill them.

use super::files::Files;
use super::{pairs, prices};
use crate::error::{FaultKind, ParameterError};
use crate::market::{
    Bootstrap, FixedPath, GarchCoefficients, Gbm, GjrGarch, Growth, Heston, JumpLaw, Merton, Model,
};
use crate::quantity::{
    Asymmetry, BlockDays, ContinuousRate, Correlation, DailyVariance, DegreesOfFreedom,
    DividendYield, GarchCoefficient, JumpIntensity, JumpMean, JumpVolatility, LongRunVariance,
    MeanReversion, Price, Variance, VolOfVariance, Volatility, to_digits,
};
use crate::scenario::faults::{Faults, Told};
use crate::scenario::field::Field;
use crate::scenario::presets::models::{self as presets, ModelPreset};
use crate::scenario::table::TableReader;

/// What a model's table says, as far as its kind is known.
pub(super) enum Law {
    /// A random model, which grows at 0 until the stock's growth is put in; `None` has a fault.
    Random(Option<Model>),
    /// A stated path.
    Fixed(Option<FixedPath>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gbm,
    Merton,
    Heston,
    GjrGarch,
    Bootstrap,
    Fixed,
}

const KINDS: [(&str, Kind); 6] = [
    ("gbm", Kind::Gbm),
    ("merton", Kind::Merton),
    ("heston", Kind::Heston),
    ("gjr_garch", Kind::GjrGarch),
    ("bootstrap", Kind::Bootstrap),
    ("fixed", Kind::Fixed),
];

/// The names of the kinds, in order of the format.
pub(in crate::scenario) fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _)| *name)
}

/// A parameter: its key, an example, and the kinds that have it.
type Parameter = (&'static str, &'static str, &'static [Kind]);

const PARAMETERS: [Parameter; 17] = [
    ("volatility", "volatility = 0.32", &[Kind::Gbm, Kind::Merton]),
    ("jump_intensity", "jump_intensity = 1", &[Kind::Merton]),
    ("jump_mean", "jump_mean = -0.02", &[Kind::Merton]),
    ("jump_volatility", "jump_volatility = 0.1", &[Kind::Merton]),
    ("initial_variance", "initial_variance = 0.1024", &[Kind::Heston, Kind::GjrGarch]),
    ("long_run_variance", "long_run_variance = 0.1024", &[Kind::Heston]),
    ("mean_reversion", "mean_reversion = 2", &[Kind::Heston]),
    ("vol_of_variance", "vol_of_variance = 0.5", &[Kind::Heston]),
    ("correlation", "correlation = -0.6", &[Kind::Heston]),
    ("omega", "omega = 8e-6", &[Kind::GjrGarch]),
    ("alpha", "alpha = 0.025", &[Kind::GjrGarch]),
    ("gamma", "gamma = 0.15", &[Kind::GjrGarch]),
    ("beta", "beta = 0.88", &[Kind::GjrGarch]),
    ("degrees_of_freedom", "degrees_of_freedom = 5", &[Kind::GjrGarch]),
    ("prices", "prices = \"closes.csv\"", &[Kind::Bootstrap]),
    ("mean_block_days", "mean_block_days = 63", &[Kind::Bootstrap]),
    ("points", "points = [[12, 250.0], [24, 200.0]]", &[Kind::Fixed]),
];

/// Reads the table; `None` where its kind is not known.
pub(super) fn read(
    field: &Field<'_>,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
) -> Option<Law> {
    let wanted = "a table such as { kind = \"gbm\", volatility = 0.32 }";
    field.table(wanted, faults, |table, faults| {
        let Some((kind, preset)) = kind(table, faults) else {
            // Any key may be right.
            for (key, ..) in PARAMETERS {
                table.optional(key);
            }
            return None;
        };
        ask_and_refuse(table, kind, preset, faults);
        let mut parameters = Parameters { table, preset, faults };
        if kind == Kind::Fixed {
            return Some(Law::Fixed(parameters.path()));
        }
        let growth = Growth {
            expected_return: ContinuousRate::new(0.0).ok()?,
            dividend_yield: DividendYield::new(0.0).ok()?,
        };
        Some(Law::Random(match kind {
            Kind::Merton => parameters.merton(growth),
            Kind::Heston => parameters.heston(growth),
            Kind::GjrGarch => parameters.gjr_garch(growth),
            Kind::Bootstrap => parameters.bootstrap(growth, files),
            Kind::Gbm | Kind::Fixed => parameters.gbm(growth),
        }))
    })
}

/// The kind, stated or that of a preset.
fn kind(
    table: &mut TableReader<'_>,
    faults: &mut Faults<'_>,
) -> Option<(Kind, Option<&'static ModelPreset>)> {
    match (table.optional("kind"), table.optional("preset")) {
        (Some(kind), None) => kind.choice(&KINDS, faults).map(|kind| (kind, None)),
        (None, Some(preset)) => of_preset(&preset, faults),
        (Some(_), Some(preset)) => {
            let message = format!("`{}` stands beside `kind`", preset.path);
            let rule = "a model is either of a `kind`, with all its parameters, or of a `preset`";
            let added = faults.at_key(&preset, message, rule).kind(FaultKind::Shape);
            added.help("remove one of the two; a preset needs a `volatility` only");
            None
        }
        (None, None) => {
            let label = "`kind` or `preset` is required here".to_owned();
            let help = "add `kind = \"gbm\"`, or `preset = \"merton\"` with the total `volatility`";
            table.note_missing("kind", label, help.to_owned());
            None
        }
    }
}

fn of_preset(
    field: &Field<'_>,
    faults: &mut Faults<'_>,
) -> Option<(Kind, Option<&'static ModelPreset>)> {
    let name = field.text("the name of a model preset, in quotes", faults)?;
    let kind = KINDS.iter().find(|(kind, _)| *kind == name);
    if let (Some(preset), Some((_, kind))) = (presets::find(name), kind) {
        return Some((*kind, Some(preset)));
    }
    let added = faults.unknown_name(field, name, "model presets", presets::names());
    let added = added.kind(FaultKind::Shape);
    if kind.is_some() {
        added.help(format!("`{name}` is a kind without a preset: write `kind = \"{name}\"`"));
    }
    None
}

/// Asks for the parameters of a kind, in order of the format. Reports those of other kinds, and those that follow from
/// the total volatility of a preset.
fn ask_and_refuse(
    table: &mut TableReader<'_>,
    kind: Kind,
    preset: Option<&'static ModelPreset>,
    faults: &mut Faults<'_>,
) {
    let name = |kind: &Kind| KINDS.iter().find(|(_, other)| other == kind).map_or("", |row| row.0);
    let own = name(&kind);
    for (key, _, of) in PARAMETERS {
        let rule = match (preset, key) {
            (Some(_), "volatility") => {
                table.optional(key);
                continue;
            }
            (Some(preset), "long_run_variance" | "omega") if of.contains(&kind) => {
                format!("with a `preset` it follows from `volatility`: {}", preset.follows)
            }
            _ if of.contains(&kind) => {
                table.optional(key);
                continue;
            }
            (_, "volatility") => not_by_volatility(kind).to_owned(),
            (_, "correlation") => format!(
                "it is that of price and variance in `heston`; how `{own}` moves with other stocks stands \
                 in [correlation]"
            ),
            _ => {
                let homes: Vec<String> =
                    of.iter().map(|kind| format!("`{}`", name(kind))).collect();
                format!("it belongs to {}, not to `{own}`", homes.join(" and "))
            }
        };
        table.refuse(key, &rule, faults);
    }
}

/// Why a kind takes no volatility.
fn not_by_volatility(kind: Kind) -> &'static str {
    match kind {
        Kind::Heston => {
            "a `heston` model has variances, the squares of volatilities; `preset = \"heston\"` takes a volatility"
        }
        Kind::GjrGarch => {
            "the volatility of `gjr_garch` follows from `omega`; `preset = \"gjr_garch\"` takes a volatility"
        }
        Kind::Bootstrap => "a `bootstrap` has the volatility of its prices",
        Kind::Gbm | Kind::Merton | Kind::Fixed => "a `fixed` path does not vary",
    }
}

/// A table whose kind is known, and what fills it.
struct Parameters<'r, 'a, 'f> {
    table: &'r mut TableReader<'a>,
    preset: Option<&'static ModelPreset>,
    faults: &'r mut Faults<'f>,
}

impl<'a> Parameters<'_, 'a, '_> {
    /// The field of a parameter that must be there.
    fn field(&mut self, key: &'static str) -> Option<Field<'a>> {
        let example = PARAMETERS.iter().find(|(name, ..)| *name == key).map_or("", |row| row.1);
        self.table.required(key, example)
    }

    /// A parameter that must be there unless the preset has it.
    fn must<T>(
        &mut self,
        key: &'static str,
        build: impl Fn(f64) -> Result<T, ParameterError>,
    ) -> Option<T> {
        let of_preset = self.preset.and_then(|preset| preset.parameter(key));
        match (self.table.optional(key), of_preset) {
            (None, Some(value)) => build(value).ok(),
            _ => self.field(key)?.number(build, self.faults),
        }
    }

    /// A parameter that may be absent from table and preset.
    fn may<T>(
        &mut self,
        key: &'static str,
        build: impl Fn(f64) -> Result<T, ParameterError>,
    ) -> Result<Option<T>, Told> {
        let of_preset = self.preset.and_then(|preset| preset.parameter(key));
        if of_preset.is_none() && self.table.optional(key).is_none() {
            return Ok(None);
        }
        self.must(key, build).map(Some).ok_or(Told)
    }

    /// Reports a parameter that contradicts others.
    fn refused<T>(&mut self, key: &'static str, allowed: &str, help: &str) -> Option<T> {
        let field = self.table.optional(key)?;
        self.faults.out_of_range(&field, allowed).kind(FaultKind::Meaning).help(help);
        None
    }

    fn gbm(&mut self, growth: Growth) -> Option<Model> {
        let volatility = self.must("volatility", Volatility::new)?;
        Some(Model::Gbm(Gbm { growth, volatility }))
    }

    fn merton(&mut self, growth: Growth) -> Option<Model> {
        let volatility = self.must("volatility", Volatility::new);
        let intensity = self.must("jump_intensity", JumpIntensity::new);
        let mean = self.must("jump_mean", JumpMean::new);
        let of_jumps = self.must("jump_volatility", JumpVolatility::new);
        let volatility = volatility?;
        let jumps = JumpLaw { intensity: intensity?, mean: mean?, volatility: of_jumps? };
        if self.preset.is_none() {
            return Some(Model::Merton(Merton { growth, volatility, jumps }));
        }
        if let Ok(merton) = Merton::of_total_volatility(growth, volatility, jumps) {
            return Some(Model::Merton(merton));
        }
        let least = (1e4 * jumps.variance().sqrt()).ceil() / 1e4;
        self.refused(
            "volatility",
            &format!("at least {least}, as the jumps alone have that much"),
            "raise it, or write fewer or smaller jumps beside the preset: `jump_intensity`, `jump_mean`, \
             `jump_volatility`",
        )
    }

    fn heston(&mut self, growth: Growth) -> Option<Model> {
        let total = self.preset.map(|_| self.must("volatility", Volatility::new));
        let initial = match total {
            None => self.must("initial_variance", Variance::new).map(Some).ok_or(Told),
            Some(_) => self.may("initial_variance", Variance::new),
        };
        let long_run = match total {
            None => self.must("long_run_variance", LongRunVariance::new),
            Some(total) => total.and_then(|total| self.squared(total)),
        };
        let mean_reversion = self.must("mean_reversion", MeanReversion::new);
        let vol_of_variance = self.must("vol_of_variance", VolOfVariance::new);
        let correlation = self.must("correlation", Correlation::new);
        let long_run_variance = long_run?;
        let initial =
            initial.ok()?.map_or_else(|| Variance::new(long_run_variance.get()).ok(), Some);
        Some(Model::Heston(Heston {
            growth,
            initial_variance: initial?,
            long_run_variance,
            mean_reversion: mean_reversion?,
            vol_of_variance: vol_of_variance?,
            correlation: correlation?,
        }))
    }

    /// The variance of a total volatility.
    fn squared(&mut self, total: Volatility) -> Option<LongRunVariance> {
        let variance = LongRunVariance::new(total.get() * total.get());
        variance.ok().or_else(|| {
            let help =
                "a share that does not move at random is `kind = \"gbm\"` with `volatility = 0`";
            self.refused("volatility", "above 0, as the variance reverts to its square", help)
        })
    }

    fn gjr_garch(&mut self, growth: Growth) -> Option<Model> {
        let total = self.preset.map(|_| self.must("volatility", Volatility::new));
        let omega = match total {
            None => self.must("omega", DailyVariance::new).map(Some),
            Some(_) => Some(None),
        };
        let alpha = self.must("alpha", GarchCoefficient::new);
        let gamma = self.must("gamma", Asymmetry::new);
        let beta = self.must("beta", GarchCoefficient::new);
        let initial_variance = self.may("initial_variance", DailyVariance::new);
        let degrees_of_freedom = self.may("degrees_of_freedom", DegreesOfFreedom::new);
        let coefficients = GarchCoefficients::new(alpha?, gamma?, beta?);
        let coefficients = coefficients.map_err(|error| self.garch_refused(&error)).ok()?;
        let omega = match (omega?, total) {
            (None, Some(total)) => self.omega(growth, total?, coefficients),
            (omega, _) => omega,
        };
        Some(Model::GjrGarch(GjrGarch {
            growth,
            omega: omega?,
            coefficients,
            initial_variance: initial_variance.ok()?,
            degrees_of_freedom: degrees_of_freedom.ok()?,
        }))
    }

    /// The constant of the recursion that gives a total volatility.
    fn omega(
        &mut self,
        growth: Growth,
        total: Volatility,
        coefficients: GarchCoefficients,
    ) -> Option<DailyVariance> {
        let garch = GjrGarch::of_total_volatility(growth, total, coefficients);
        garch.ok().map(|garch| garch.omega).or_else(|| {
            let allowed = "a volatility at which `omega`, (1 - alpha - gamma/2 - beta) of its square over 252, is \
                           up to 0.0625";
            self.refused("volatility", allowed, "write 0.32 for 32 % a year")
        })
    }

    /// Reports coefficients that do not go together, at one that the document states.
    fn garch_refused(&mut self, error: &ParameterError) {
        let sum = error.given.parse().map_or(0.0, |sum| to_digits(sum, 6));
        let stated = ["beta", "gamma", "alpha"].map(|key| self.table.optional(key));
        let [beta, rest @ ..] = stated;
        let part = if error.path.contains("beta") { beta } else { None };
        let Some(field) = part.or_else(|| rest.into_iter().flatten().next()) else { return };
        let given = self.faults.given(field.node);
        let message = format!("`{}` is {given}, so that {} is {sum}", field.path, error.path);
        let label = format!("allowed for {}: {}", error.path, error.allowed);
        self.faults
            .at(&field, message, label)
            .help("usual are alpha = 0.025, gamma = 0.15 and beta = 0.88, those of the preset `gjr_garch`");
    }

    fn bootstrap(&mut self, growth: Growth, files: &mut Files<'_>) -> Option<Model> {
        let history =
            self.field("prices").and_then(|field| prices::read(&field, files, self.faults));
        let block = match self.may("mean_block_days", BlockDays::new) {
            Ok(None) => BlockDays::new(Bootstrap::DEFAULT_BLOCK_DAYS).ok(),
            Ok(block) => block,
            Err(Told) => None,
        };
        match Bootstrap::new(growth, history?, block?) {
            Ok(bootstrap) => Some(Model::Bootstrap(bootstrap)),
            Err(error) => {
                let help = "63 days, the default, are 3 months; blocks keep returns together that follow each \
                            other";
                self.refused("mean_block_days", &error.allowed, help)
            }
        }
    }

    fn path(&mut self) -> Option<FixedPath> {
        let field = self.field("points")?;
        let points = field.list("a list of [month, price], months rising from 1", self.faults)?;
        let points = pairs::read(&points, "[month, price]", 1, Price::new, self.faults)?;
        let refused = |error: ParameterError| {
            self.faults.out_of_range(&field, &error.allowed).kind(FaultKind::Meaning);
        };
        FixedPath::new(&points).map_err(refused).ok()
    }
}
