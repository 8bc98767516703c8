//! Model presets: the usual parameters of each model, at a total volatility that the scenario states.

use super::Confidence::{High, Low};
use super::{Provenance, seen};
use crate::error::ParameterError;
use crate::market::{GarchCoefficients, Gbm, GjrGarch, Growth, Heston, JumpLaw, Merton, Model};
use crate::quantity::{
    Asymmetry, Correlation, DegreesOfFreedom, GarchCoefficient, JumpIntensity, JumpMean,
    JumpVolatility, LongRunVariance, MeanReversion, Variance, VolOfVariance, Volatility,
};

/// A model's usual parameters; what is not among them follows from the total volatility.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelPreset {
    /// The name in scenario files, that of the model's kind.
    pub name: &'static str,
    /// Keys of the scenario file and their values.
    pub parameters: &'static [(&'static str, f64)],
    /// What follows from the total volatility, in words.
    pub follows: &'static str,
    /// Where they come from.
    pub provenance: Provenance,
}

/// All model presets.
pub static ALL: [ModelPreset; 4] = [
    ModelPreset {
        name: "gbm",
        parameters: &[],
        follows: "volatility is the total",
        provenance: seen("one parameter, no choice", "2026", High),
    },
    ModelPreset {
        name: "merton",
        parameters: &[("jump_intensity", 1.0), ("jump_mean", -0.02), ("jump_volatility", 0.10)],
        follows: "volatility of the diffusion is what the jumps leave",
        provenance: seen("one earnings surprise a year; a judgement", "2026", Low),
    },
    ModelPreset {
        name: "heston",
        parameters: &[("mean_reversion", 2.0), ("vol_of_variance", 0.5), ("correlation", -0.6)],
        follows: "initial_variance and long_run_variance are the total's square",
        provenance: seen("usual sizes of fits to single-stock options; a judgement", "2026", Low),
    },
    ModelPreset {
        name: "gjr_garch",
        parameters: &[
            ("alpha", 0.025),
            ("gamma", 0.15),
            ("beta", 0.88),
            ("degrees_of_freedom", 5.0),
        ],
        follows: "omega is (1 - alpha - gamma/2 - beta) of the total's square over 252",
        provenance: seen(
            "usual sizes of fits to daily returns of large stocks; a judgement",
            "2026",
            Low,
        ),
    },
];

/// The preset of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static ModelPreset> {
    ALL.iter().find(|preset| preset.name == name)
}

/// The names of all presets.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    ALL.iter().map(|preset| preset.name)
}

impl ModelPreset {
    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, key: &str) -> Option<f64> {
        self.parameters.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }

    /// The model at a total volatility.
    ///
    /// # Errors
    /// When the model has no parameters of that volatility: below that of Merton's jumps, 0 under Heston.
    pub fn model(&self, growth: Growth, total: Volatility) -> Result<Model, ParameterError> {
        let value = |key: &str| self.parameter(key).unwrap_or(f64::NAN);
        Ok(match self.name {
            "merton" => {
                let jumps = JumpLaw {
                    intensity: JumpIntensity::new(value("jump_intensity"))?,
                    mean: JumpMean::new(value("jump_mean"))?,
                    volatility: JumpVolatility::new(value("jump_volatility"))?,
                };
                Model::Merton(Merton::of_total_volatility(growth, total, jumps)?)
            }
            "heston" => {
                let variance = total.get() * total.get();
                Model::Heston(Heston {
                    growth,
                    initial_variance: Variance::new(variance)?,
                    long_run_variance: LongRunVariance::new(variance)?,
                    mean_reversion: MeanReversion::new(value("mean_reversion"))?,
                    vol_of_variance: VolOfVariance::new(value("vol_of_variance"))?,
                    correlation: Correlation::new(value("correlation"))?,
                })
            }
            "gjr_garch" => {
                let alpha = GarchCoefficient::new(value("alpha"))?;
                let beta = GarchCoefficient::new(value("beta"))?;
                let gamma = Asymmetry::new(value("gamma"))?;
                let coefficients = GarchCoefficients::new(alpha, gamma, beta)?;
                let garch = GjrGarch::of_total_volatility(growth, total, coefficients)?;
                let degrees = DegreesOfFreedom::new(value("degrees_of_freedom"))?;
                Model::GjrGarch(GjrGarch { degrees_of_freedom: Some(degrees), ..garch })
            }
            _ => Model::Gbm(Gbm { growth, volatility: total }),
        })
    }
}
