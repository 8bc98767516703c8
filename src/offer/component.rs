//! The components of pay, by which every amount is booked.

/// A component of pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Component {
    /// Base salary.
    Base,
    /// Sign-on payments.
    SignOn,
    /// Repaid sign-on; negative.
    Clawback,
    /// Vested grants of the letter.
    Rsu,
    /// Vested refreshers.
    Refresh,
    /// Annual bonus.
    Bonus,
    /// Severance after a layoff.
    Severance,
    /// Income after an exit.
    OtherIncome,
}

impl Component {
    /// All components, in the order of every output.
    pub const ALL: [Self; 8] = [
        Self::Base,
        Self::SignOn,
        Self::Clawback,
        Self::Rsu,
        Self::Refresh,
        Self::Bonus,
        Self::Severance,
        Self::OtherIncome,
    ];

    /// The component's name in outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::SignOn => "sign_on",
            Self::Clawback => "clawback",
            Self::Rsu => "rsu",
            Self::Refresh => "refresh",
            Self::Bonus => "bonus",
            Self::Severance => "severance",
            Self::OtherIncome => "other_income",
        }
    }
}
