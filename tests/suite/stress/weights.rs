//! Tilting and weighted statistics against their definitions.

use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
use vestrisk::statistics::{
    MOST_VIEWS, Tilting, Untiltable, View, WeightedSample, effective_size, expected_shortfall,
    quantile, sort, tilt,
};

use crate::tolerance::seed;

const COUNT: usize = 400;

/// Numbers that lean to one side, and an indicator.
fn sample(label: &str) -> (Vec<f64>, Vec<f64>) {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed(label));
    let mut number = || generator.random_range(0.0..1.0_f64);
    let numbers: Vec<f64> = (0..COUNT).map(|_| number() * number() * 3.0 - 0.5).collect();
    (numbers.clone(), numbers.iter().map(|x| f64::from(u8::from(*x + number() > 0.8))).collect())
}

fn mean(values: &[f64], weights: &[f64]) -> f64 {
    values.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

/// Σ w ln(n w) by its definition.
fn relative_entropy(weights: &[f64]) -> f64 {
    let count = weights.len() as f64;
    weights.iter().filter(|weight| **weight > 0.0).map(|w| w * libm::log(count * w)).sum()
}

fn tilted(views: &[(&[f64], f64)]) -> Result<Tilting, Untiltable> {
    let views: Vec<View<'_>> =
        views.iter().map(|(values, target)| View { values, target: *target }).collect();
    tilt(&views)
}

#[test]
fn equal_weights_give_the_statistics_of_every_report() {
    let (mut numbers, _) = sample("equal weights");
    numbers[7] = numbers[8];
    let weighted = WeightedSample::new(&numbers, &[1.0 / COUNT as f64; COUNT]).expect("a sample");
    sort(&mut numbers);
    for p in [0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0] {
        let (own, house) = (weighted.quantile(p).unwrap(), quantile(&numbers, p).unwrap());
        assert!((own - house).abs() < 1e-11, "{p}: {own} {house}");
    }
    for alpha in [0.001, 0.05, 0.123, 0.5, 1.0] {
        let own = weighted.expected_shortfall(alpha).unwrap();
        let house = expected_shortfall(&numbers, alpha).unwrap();
        assert!((own - house).abs() < 1e-11, "{alpha}: {own} {house}");
    }
    assert!((weighted.mean() - numbers.iter().sum::<f64>() / COUNT as f64).abs() < 1e-12);
    for refused in [-0.1, 1.1, f64::NAN] {
        assert_eq!(
            (weighted.quantile(refused), weighted.expected_shortfall(refused)),
            (None, None)
        );
    }
    assert_eq!(WeightedSample::new(&[], &[]), None);
    assert_eq!(WeightedSample::new(&[1.0], &[]), None);
}

#[test]
fn weights_worked_by_hand() {
    let weighted = WeightedSample::new(&[30.0, 10.0, 20.0], &[0.25, 0.5, 0.25]).expect("a sample");
    assert!((weighted.mean() - 17.5).abs() < 1e-12);
    // Places 0, 0.375 and 0.625 of 0.625.
    assert!((weighted.quantile(0.5).unwrap() - (10.0 + 10.0 * 0.3125 / 0.375)).abs() < 1e-12);
    assert_eq!((weighted.quantile(0.0), weighted.quantile(1.0)), (Some(10.0), Some(30.0)));
    // The lowest 60 %: 10 with 0.5 and 20 with 0.1.
    assert!((weighted.expected_shortfall(0.6).unwrap() - 7.0 / 0.6).abs() < 1e-12);
    assert_eq!((weighted.at_or_above(20.0), weighted.at_or_above(30.5)), (0.5, 0.0));
    assert!((effective_size(&[0.5, 0.25, 0.25]) - 1.0 / 0.375).abs() < 1e-12);
    assert!((effective_size(&[0.01; 100]) - 100.0).abs() < 1e-9);
    // An outcome without weight moves no other.
    let idle = WeightedSample::new(&[10.0, 99.0, 20.0], &[0.5, 0.0, 0.5]).expect("a sample");
    assert!((idle.expected_shortfall(0.75).unwrap() - 40.0 / 3.0).abs() < 1e-12);
}

#[test]
fn tilted_weights_hold_the_views_and_are_the_closest_that_do() {
    let (numbers, happened) = sample("tilting");
    for views in [
        &[(&numbers[..], 0.6)][..],
        &[(&happened[..], 0.7)],
        &[(&numbers[..], 0.1), (&happened[..], 0.6)],
        &[(&numbers[..], 1.5)],
    ] {
        let found = tilted(views).expect("they can be reached");
        let weights = &found.weights;
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(weights.iter().all(|weight| *weight >= 0.0));
        for (values, target) in views {
            assert!((mean(values, weights) - target).abs() < 1e-8, "{target}");
        }
        assert!((found.relative_entropy - relative_entropy(weights)).abs() < 1e-9);
        // ln w is linear in the views, by the multipliers.
        let linear = |at: usize| -> f64 {
            views.iter().zip(&found.multipliers).map(|((values, _), l)| l * values[at]).sum()
        };
        for at in 1..COUNT {
            let logs = libm::log(weights[at] / weights[0]);
            assert!((logs - (linear(at) - linear(0))).abs() < 1e-8 * logs.abs().max(1.0));
        }
        closest(views, &found);
    }
}

/// Any other weights with the same means are farther away.
fn closest(views: &[(&[f64], f64)], found: &Tilting) {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed("perturbed"));
    let mut tried = 0;
    for _ in 0..2_000 {
        // A direction in four outcomes that keeps the sum and both means.
        let at: Vec<usize> = (0..4).map(|_| generator.random_range(0..COUNT)).collect();
        if (1..4).any(|place| at[..place].contains(&at[place])) {
            continue;
        }
        let rows: Vec<Vec<f64>> = std::iter::once(vec![1.0; 4])
            .chain(views.iter().map(|(values, _)| at.iter().map(|at| values[*at]).collect()))
            .collect();
        let Some(direction) = null_vector(&rows) else { continue };
        for size in [1e-4, -1e-4] {
            let mut other = found.weights.clone();
            at.iter().zip(&direction).for_each(|(at, by)| other[*at] += size * by);
            if other.iter().all(|weight| *weight >= 0.0) {
                tried += 1;
                assert!(relative_entropy(&other) > found.relative_entropy);
            }
        }
    }
    assert!(tried > 20, "{tried} other weights");
}

/// A vector of four, greatest entry 1, on which up to three rows vanish; `None` where rows are too alike.
fn null_vector(rows: &[Vec<f64>]) -> Option<Vec<f64>> {
    let mut rows = rows.to_vec();
    let mut pivots: Vec<usize> = Vec::new();
    for at in 0..rows.len() {
        let pivot = (0..4)
            .filter(|of| !pivots.contains(of))
            .max_by(|a, b| rows[at][*a].abs().total_cmp(&rows[at][*b].abs()))?;
        (rows[at][pivot].abs() > 1e-3).then_some(())?;
        pivots.push(pivot);
        for other in (0..rows.len()).filter(|other| *other != at).collect::<Vec<_>>() {
            let share = rows[other][pivot] / rows[at][pivot];
            for column in 0..4 {
                rows[other][column] -= share * rows[at][column];
            }
        }
    }
    let free = (0..4).find(|of| !pivots.contains(of))?;
    let mut vector = [0.0; 4];
    vector[free] = 1.0;
    for (row, pivot) in rows.iter().zip(&pivots) {
        vector[*pivot] = -row[free] / row[*pivot];
    }
    let most = vector.iter().fold(0.0, |most, of| f64::max(most, of.abs()));
    Some(vector.iter().map(|of| of / most).collect())
}

/// One indicator: within each group weights are equal, and the entropy has a closed form.
#[test]
fn one_probability_has_a_closed_form() {
    let (_, happened) = sample("an indicator");
    let share = happened.iter().sum::<f64>() / COUNT as f64;
    let stated = 0.9;
    let found = tilted(&[(&happened, stated)]).expect("it can be reached");
    for (happened, weight) in happened.iter().zip(&found.weights) {
        let of_group =
            if *happened > 0.5 { stated / share } else { (1.0 - stated) / (1.0 - share) };
        assert!((weight * COUNT as f64 / of_group - 1.0).abs() < 1e-7);
    }
    let other = 1.0 - stated;
    let entropy = stated * libm::log(stated / share) + other * libm::log(other / (1.0 - share));
    assert!((found.relative_entropy - entropy).abs() < 1e-8);
}

#[test]
fn what_cannot_be_reached_is_told() {
    let (numbers, happened) = sample("unreachable");
    let greatest = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for (values, target) in
        [(&numbers, greatest), (&numbers, 99.0), (&happened, -0.1), (&numbers, f64::NAN)]
    {
        let refused = tilted(&[(values, target)]);
        assert!(matches!(refused, Err(Untiltable::Outside { view: 0, .. })), "{refused:?}");
    }
    let constant = vec![0.3; COUNT];
    let refused = tilted(&[(&happened, 0.5), (&constant, 0.3)]);
    assert_eq!(refused, Err(Untiltable::Outside { view: 1, least: 0.3, greatest: 0.3 }));
    // Two that exclude each other, and each can be held.
    let other: Vec<f64> = happened.iter().map(|one| 1.0 - one).collect();
    assert_eq!(tilted(&[(&happened, 0.6), (&other, 0.6)]), Err(Untiltable::Together));
    // The same that agree are no obstacle.
    let agreed = tilted(&[(&happened, 0.6), (&other, 0.4)]).expect("they agree");
    let alone = tilted(&[(&happened, 0.6)]).expect("it can be reached");
    let apart = agreed.weights.iter().zip(&alone.weights).map(|(a, b)| (a - b).abs());
    assert!(apart.fold(0.0, f64::max) < 1e-9);
    assert_eq!(tilted(&[]), Err(Untiltable::Together));
    assert!(tilted(&vec![(&numbers[..], 0.3); MOST_VIEWS + 1]).is_err());
}
