//! The inverse of the standard normal distribution function, for points that must keep their order, such as
//! those of low-discrepancy sequences. Pseudo-random normals come from `variates`.

use super::vector::scaled_ln;

/// Where the middle ends: |p − ½| ≤ 0.425.
const MIDDLE: f64 = 0.425;
/// Where the far tail begins, in √(−ln p).
const FAR: f64 = 5.0;

const MIDDLE_ABOVE: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const MIDDLE_BELOW: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];
const TAIL_ABOVE: [f64; 8] = [
    1.423_437_110_749_683_6,
    4.630_337_846_156_545,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    0.000_774_545_014_278_341_4,
];
const TAIL_BELOW: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    0.000_547_593_808_499_534_5,
    1.050_750_071_644_416_9e-9,
];
const FAR_ABOVE: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BELOW: [f64; 8] = [
    1.0,
    0.599_832_206_555_887_9,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    0.000_786_869_131_145_613_2,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// z with Φ(z) = p, for 0 < p < 1, to 1e-12 relative; at p = ½ exactly 0.
///
/// The rational approximations of algorithm AS 241 (Wichura 1988), all three parts in every lane, so that there is
/// no branch: the middle in (p − ½)², the tails in √(−ln min(p, 1 − p)).
///
/// ```
/// let z = vestrisk::random::normal_quantile(0.975);
/// assert!((z - 1.959_963_984_540_054).abs() < 1e-12);
/// ```
#[inline(always)]
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    let middle = q * ratio(&MIDDLE_ABOVE, &MIDDLE_BELOW, (-q).mul_add(q, MIDDLE * MIDDLE));
    let nearest = if q < 0.0 { p } else { 1.0 - p };
    let r = scaled_ln(nearest, -1.0).sqrt();
    let tail = ratio(&TAIL_ABOVE, &TAIL_BELOW, r - 1.6);
    let far = ratio(&FAR_ABOVE, &FAR_BELOW, r - FAR);
    let tail = if r <= FAR { tail } else { far };
    let tail = if q < 0.0 { -tail } else { tail };
    if q.abs() <= MIDDLE { middle } else { tail }
}

/// One polynomial over another, coefficients constant first.
#[inline(always)]
fn ratio(above: &[f64; 8], below: &[f64; 8], x: f64) -> f64 {
    let (mut numerator, mut denominator) = (above[7], below[7]);
    for place in (0..7).rev() {
        numerator = numerator.mul_add(x, above[place]);
        denominator = denominator.mul_add(x, below[place]);
    }
    numerator / denominator
}
