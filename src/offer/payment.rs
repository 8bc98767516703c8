//! When a sign-on payment is paid.

use crate::error::ParameterError;

/// When a sign-on payment is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payment {
    /// At once, at a month, to who is still employed then.
    Lump {
        /// The month.
        month: u32,
    },
    /// Accruing evenly over [from, to) months, stopping at the exit.
    Instalments {
        /// First month.
        from: u32,
        /// End, above `from`.
        to: u32,
    },
}

impl Payment {
    /// Instalments over [from, to).
    ///
    /// # Errors
    /// Unless `from < to`.
    pub fn instalments(from: u32, to: u32) -> Result<Self, ParameterError> {
        if from < to {
            Ok(Self::Instalments { from, to })
        } else {
            Err(ParameterError {
                path: "paid.to".to_owned(),
                given: to.to_string(),
                allowed: format!("a month after paid.from ({from})"),
            })
        }
    }

    /// The month in which the payment starts: a lump's month, the instalments' first.
    #[must_use]
    pub const fn first_month(&self) -> u32 {
        match *self {
            Self::Lump { month } => month,
            Self::Instalments { from, .. } => from,
        }
    }

    /// The fraction of the payment made by a time in months, to someone employed until then.
    #[inline]
    #[must_use]
    pub fn fraction_paid_by(&self, time: f64) -> f64 {
        match *self {
            Self::Lump { month } => f64::from(u8::from(time >= f64::from(month))),
            Self::Instalments { from, to } => {
                let (from, to) = (f64::from(from), f64::from(to));
                ((time - from) / (to - from)).clamp(0.0, 1.0)
            }
        }
    }
}
