//! When and why a job ends, from hazards alone: survival, densities by cause, and expectations over
//! the exit.

use vestrisk::attrition::{Cause, Hazard, Profile};

use super::quadrature::{Node, nodes};

/// The law of the exit on [0, H], at the nodes of a quadrature.
pub struct Leaving {
    horizon: u32,
    nodes: Vec<Node>,
    /// P(T ≥ t) at the nodes.
    survival: Vec<f64>,
    /// Density of an exit with a cause, a month, at the nodes; by [`Cause::index`].
    densities: [Vec<f64>; 3],
    /// P(T ≥ month) at the whole months 0 … H.
    retention: Vec<f64>,
    certain: Option<(u32, Cause)>,
}

impl Leaving {
    /// The law of a profile; `None`: nobody leaves.
    pub fn new(profile: Option<&Profile>, horizon: u32) -> Self {
        let hazards = |cause| match profile {
            Some(Profile::Hazards(hazards)) => hazards.of(cause),
            _ => None,
        };
        let certain = match profile {
            Some(Profile::Certain(exit)) => Some((exit.month, exit.cause)),
            _ => None,
        };
        let survives = |t: f64| {
            if let Some((month, _)) = certain {
                return f64::from(u8::from(t <= f64::from(month)));
            }
            let causes = Cause::ALL.into_iter().filter_map(hazards);
            libm::exp(-causes.map(|hazard| integrated(hazard, t)).sum::<f64>())
        };
        let nodes = nodes(horizon);
        let survival: Vec<f64> = nodes.iter().map(|node| survives(node.time)).collect();
        let densities = Cause::ALL.map(|cause| {
            let rate = |t: f64| hazards(cause).map_or(0.0, |hazard| rate(hazard, t));
            nodes.iter().zip(&survival).map(|(node, stays)| rate(node.time) * stays).collect()
        });
        let retention = (0..=horizon).map(|month| survives(f64::from(month))).collect();
        Self { horizon, nodes, survival, densities, retention, certain }
    }

    /// P(T ≥ month).
    pub fn retained(&self, month: u32) -> f64 {
        self.retention[month as usize]
    }

    /// P(no exit by the horizon).
    pub fn stayed(&self) -> f64 {
        match self.certain {
            Some((month, _)) => f64::from(u8::from(month > self.horizon)),
            None => self.retained(self.horizon),
        }
    }

    /// E[∫₀^min(T, H) f dt].
    pub fn while_employed(&self, f: impl Fn(f64) -> f64) -> f64 {
        let points = self.nodes.iter().zip(&self.survival);
        points.map(|(node, stays)| node.weight * stays * f(node.time)).sum()
    }

    /// E[f(T); exit by the horizon with the cause].
    pub fn at_exit(&self, cause: Cause, f: impl Fn(f64) -> f64) -> f64 {
        if let Some((month, certain)) = self.certain {
            let here = certain == cause && month <= self.horizon;
            return if here { f(f64::from(month)) } else { 0.0 };
        }
        let points = self.nodes.iter().zip(&self.densities[cause.index()]);
        points.map(|(node, density)| node.weight * density * f(node.time)).sum()
    }
}

/// The annual rate that holds in the month after `month`.
fn annual(step_months: u32, rates: &[vestrisk::quantity::HazardRate], month: u32) -> f64 {
    let step = (month / step_months) as usize;
    rates[step.min(rates.len() - 1)].get()
}

/// The hazard a month at a time.
pub fn rate(hazard: &Hazard, t: f64) -> f64 {
    match hazard {
        Hazard::Piecewise { step_months, rates } => annual(*step_months, rates, whole(t)) / 12.0,
        Hazard::Weibull { shape, scale_years } => {
            let scale = 12.0 * scale_years.get();
            shape.get() / scale * libm::pow(t / scale, shape.get() - 1.0)
        }
    }
}

/// The hazard integrated from 0, month by month.
pub fn integrated(hazard: &Hazard, t: f64) -> f64 {
    match hazard {
        Hazard::Piecewise { step_months, rates } => {
            let before: f64 = (0..whole(t)).map(|month| annual(*step_months, rates, month)).sum();
            (before + annual(*step_months, rates, whole(t)) * (t - t.floor())) / 12.0
        }
        Hazard::Weibull { shape, scale_years } => {
            libm::pow(t / (12.0 * scale_years.get()), shape.get())
        }
    }
}

/// The whole months of a time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … 120 months")]
pub fn whole(t: f64) -> u32 {
    t.floor() as u32
}

#[test]
fn every_run_stays_or_leaves_with_one_cause() {
    use vestrisk::attrition::Hazards;
    use vestrisk::quantity::{HazardRate, WeibullScale, WeibullShape};
    let rates = [0.1, 0.0, 0.3].map(|rate| HazardRate::new(rate).unwrap());
    let hazards = Hazards::new(
        Some(Hazard::by_year(&rates).unwrap()),
        Some(Hazard::Weibull {
            shape: WeibullShape::new(0.6).unwrap(),
            scale_years: WeibullScale::new(5.0).unwrap(),
        }),
        None,
    );
    let leaving = Leaving::new(Some(&Profile::Hazards(hazards)), 54);
    let by_cause = Cause::ALL.map(|cause| leaving.at_exit(cause, |_| 1.0));
    let total = by_cause.iter().sum::<f64>() + leaving.stayed();
    assert!((total - 1.0).abs() < 1e-12, "{total}");
    // Integration by parts: E[min(T, H)] both ways.
    let by_exit: f64 = Cause::ALL.map(|cause| leaving.at_exit(cause, |t| t)).iter().sum();
    let employed = leaving.while_employed(|_| 1.0);
    assert!((by_exit + 54.0 * leaving.stayed() - employed).abs() < 1e-11, "{employed}");
    // Λ(54 months) = 0.1 + 0 + 0.3 × 2.5 for the first cause.
    let expected = 0.85 + libm::pow(0.9, 0.6);
    assert!((libm::log(leaving.retained(54)) + expected).abs() < 1e-12);
}
