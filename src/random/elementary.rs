//! The one door to float functions whose bits differ between platforms: today `libm`'s portable ones,
//! the same everywhere. The standard library's are banned by clippy (see the design notes).

/// e to the power `x`.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// e to the power `x`, minus 1, accurate near 0.
#[inline]
#[must_use]
pub fn exp_minus_one(x: f64) -> f64 {
    libm::expm1(x)
}

/// The natural logarithm.
#[inline]
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The natural logarithm of 1 + x, accurate near 0.
#[inline]
#[must_use]
pub fn ln_one_plus(x: f64) -> f64 {
    libm::log1p(x)
}

/// `base` to the power `exponent`.
#[inline]
#[must_use]
pub fn power(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

/// The natural logarithm of the gamma function.
#[inline]
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Sine and cosine.
#[inline]
#[must_use]
pub fn sin_cos(x: f64) -> (f64, f64) {
    libm::sincos(x)
}
