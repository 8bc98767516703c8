//! Sobol's indices of functions whose indices are known, within the errors that are stated.

use std::f64::consts::PI;

use vestrisk::Processor;
use vestrisk::random::{Column, Coordinate, Coupling, Entity, LANES, Runs};
use vestrisk::statistics::{REPLICATES, SaltelliDesign, SaltelliValues, SobolIndex, sobol_indices};

use crate::tolerance::{Family, seed};

/// A number times itself, so often in all.
fn power(x: f64, times: usize) -> f64 {
    std::iter::repeat_n(x, times).product()
}

/// Indices of a function of uniforms by 32 scrambles of so many Sobol points.
fn indices(
    label: &str,
    inputs: usize,
    points: usize,
    f: &dyn Fn(&[f64]) -> f64,
) -> Vec<SobolIndex> {
    let wanted = (0..2 * inputs).map(|at| (at, Entity::of(label), u32::try_from(at).unwrap()));
    let coordinates = Coordinate::several(seed(label), wanted);
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); 2 * inputs];
    for block in 0..(REPLICATES * points).div_ceil(LANES) {
        let runs = Runs::consecutive((block * LANES) as u64, Coupling::Independent);
        for (coordinate, all) in coordinates.iter().zip(&mut columns) {
            let mut column = Column::of(0.0);
            coordinate.uniforms(Processor::best(), &runs, &mut column);
            all.extend(column.iter());
        }
    }
    let sample = |replicate: usize, first: usize| -> Vec<Vec<f64>> {
        let row = |at: usize| at * REPLICATES + replicate;
        let point = |at: usize| columns[first..first + inputs].iter().map(move |of| of[row(at)]);
        (0..points).map(|at| point(at).collect()).collect()
    };
    let values = |replicate: usize| {
        let design = SaltelliDesign::new(sample(replicate, 0), sample(replicate, inputs));
        let values: Vec<f64> = design.expect("a design").points().map(|x| f(&x)).collect();
        SaltelliValues::new(&values, inputs).expect("values of the design")
    };
    sobol_indices(&(0..REPLICATES).map(values).collect::<Vec<_>>()).expect("there is variance")
}

fn check(family: &mut Family, name: &str, found: &[SobolIndex], truth: &[(f64, f64)]) {
    assert_eq!(found.len(), truth.len());
    for (at, (index, truth)) in found.iter().zip(truth).enumerate() {
        for (kind, estimate, truth) in
            [("first", index.first, truth.0), ("total", index.total, truth.1)]
        {
            let error = estimate.std_error.expect("an error");
            let name = format!("{name}: {kind} of input {at}");
            if truth == 0.0 && error < 1e-12 {
                family.check_exact(&name, estimate.value, 0.0, 1e-12);
            } else {
                family.check_replicated(&name, estimate.value, error, truth, REPLICATES);
            }
        }
    }
}

/// Ishigami and Homma (1990): sin x1 + a sin² x2 + b x3⁴ sin x1 on (−π, π)³.
fn ishigami(u: &[f64]) -> f64 {
    let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
    let sin = libm::sin(x[0]);
    sin + 7.0 * power(libm::sin(x[1]), 2) + 0.1 * power(x[2], 4) * sin
}

/// Its first-order and total indices from the closed form of its variance.
fn ishigami_truth() -> [(f64, f64); 3] {
    let (a, b): (f64, f64) = (7.0, 0.1);
    let first = 0.5 * power(1.0 + b * power(PI, 4) / 5.0, 2);
    let second = a * a / 8.0;
    let both = b * b * power(PI, 8) * (1.0 / 18.0 - 1.0 / 50.0);
    let all = first + second + both;
    [(first / all, (first + both) / all), (second / all, second / all), (0.0, both / all)]
}

#[test]
fn indices_are_those_of_closed_forms() {
    let truth = ishigami_truth();
    for ((first, total), published) in
        truth.iter().zip([(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)])
    {
        assert!((first - published.0).abs() < 1e-4 && (total - published.1).abs() < 1e-4);
    }
    let mut family = Family::new("Sobol indices");
    check(&mut family, "Ishigami", &indices("Ishigami", 3, 256, &ishigami), &truth);
    family.next_group();
    // Variances 4/12, 1/12 and 0: shares of a sum are its terms'.
    let linear = |u: &[f64]| 100.0 + 2.0 * u[0] - u[1];
    let truth = [(0.8, 0.8), (0.2, 0.2), (0.0, 0.0)];
    check(&mut family, "linear", &indices("linear indices", 3, 64, &linear), &truth);
    family.next_group();
    // A product of centred uniforms: nothing alone, everything together.
    let product = |u: &[f64]| (u[0] - 0.5) * (u[1] - 0.5);
    let found = indices("a product's indices", 2, 256, &product);
    check(&mut family, "product", &found, &[(0.0, 1.0), (0.0, 1.0)]);
    family.holds();
    // The control: another input is the second.
    let mut control = Family::new("Sobol indices of other inputs");
    let swapped = |u: &[f64]| ishigami(&[u[1], u[0], u[2]]);
    let found = indices("Ishigami", 3, 256, &swapped);
    check(&mut control, "Ishigami", &found, &ishigami_truth());
    control.must_fail();
}

/// The stated error is the spread over seeds: neither a third as large nor three times.
#[test]
fn errors_are_the_spread_of_estimates() {
    let of = |seed: usize| indices(&format!("spread {seed}"), 3, 16, &ishigami)[0].first;
    let found: Vec<_> = (0..40).map(of).collect();
    let mean = found.iter().map(|of| of.value).sum::<f64>() / 40.0;
    let spread = found.iter().map(|of| power(of.value - mean, 2)).sum::<f64>() / 39.0;
    let stated = found.iter().map(|of| power(of.std_error.unwrap(), 2)).sum::<f64>() / 40.0;
    let ratio = (stated / spread).sqrt();
    assert!((0.6..1.7).contains(&ratio), "{ratio}");
}

#[test]
fn what_has_no_index_is_absent() {
    let values = |value: f64| SaltelliValues::new(&[value; 12], 1).expect("values");
    assert_eq!(sobol_indices(&[values(1.5), values(1.5)]), None, "no variance");
    assert_eq!(sobol_indices(&[values(1e6), values(1e6 + 1e-9)]), None, "rounding");
    assert_eq!(sobol_indices(&[]), None);
    assert_eq!(SaltelliValues::new(&[1.0, 2.0, f64::NAN], 1), None);
    assert_eq!(SaltelliValues::new(&[1.0; 4], 1), None);
    assert_eq!(SaltelliDesign::new(vec![vec![0.5]], vec![]), None);
    assert_eq!(SaltelliDesign::new(vec![vec![]], vec![vec![]]), None);
    // Fewer than 32 replicates have estimates without errors.
    let two = [1.0, 2.0, 5.0, 4.0, 3.0, 2.0]
        .map(|shift| SaltelliValues::new(&[shift, 1.0, 2.0, 4.0, 3.0, 7.0], 1).expect("values"));
    let found = sobol_indices(&two).expect("there is variance");
    assert_eq!((found.len(), found[0].first.std_error), (1, None));
}
