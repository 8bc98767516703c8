//! What is drawn beside prices and exit clocks: levels of bands, ratings, bonuses. A feature that is
//! absent draws nothing.

use crate::processor::Processor;
use crate::random::{Column, Entity, Purpose, Runs, Stream, normal_quad, uniform};

/// One column to draw, four for normals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtraDraw {
    /// Whose draw it is.
    pub owner: Entity,
    /// What it is for.
    pub kind: ExtraKind,
    /// The column it fills, the first of several.
    pub column: usize,
}

/// What a draw is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtraKind {
    /// The level of bands: 0 for the one an offer's bands share, else a band's own place.
    BandLevel(u32),
    /// The rating at a month, 0 for the start.
    Rating(u32),
    /// The bonuses of four years, fours counted from 0.
    BonusQuad(u32),
}

impl ExtraKind {
    /// Columns that the draw fills.
    #[must_use]
    pub const fn columns(self) -> usize {
        match self {
            Self::BandLevel(_) | Self::Rating(_) => 1,
            Self::BonusQuad(_) => 4,
        }
    }
}

impl ExtraDraw {
    /// Draws a block.
    pub fn fill(&self, processor: Processor, seed: u64, runs: &Runs, columns: &mut [Column]) {
        let stream = |purpose| Stream::new(seed, purpose, self.owner);
        let own = &mut columns[self.column..];
        match self.kind {
            ExtraKind::BandLevel(index) => {
                uniform(processor, &stream(Purpose::BandLevel), runs, index, &mut own[0]);
            }
            ExtraKind::Rating(month) => {
                uniform(processor, &stream(Purpose::Rating), runs, month, &mut own[0]);
            }
            ExtraKind::BonusQuad(index) => {
                if let Some(four) = own.first_chunk_mut() {
                    let stream = stream(Purpose::BonusShock);
                    normal_quad(processor, &stream, runs, index, four);
                }
            }
        }
    }
}

/// The draws of a plan, each made once whoever asks for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExtraDraws {
    /// The draws in order of their columns.
    pub list: Vec<ExtraDraw>,
    /// Columns in all.
    pub columns: usize,
}

impl ExtraDraws {
    /// The column of a draw, which is added if it is new.
    pub fn column(&mut self, owner: Entity, kind: ExtraKind) -> usize {
        let known = self.list.iter().find(|draw| draw.owner == owner && draw.kind == kind);
        if let Some(draw) = known {
            return draw.column;
        }
        let column = self.columns;
        self.list.push(ExtraDraw { owner, kind, column });
        self.columns += kind.columns();
        column
    }
}
