//! Counts in classes as they are stored, and what is checked when they are read again.

use serde::{Deserialize, Serialize};

use super::{ClassCounts, SoleValue, class_of};
use crate::statistics::classes::is_class;
use crate::statistics::share_bins::PART_FOLD;

/// The classes that hold values; nothing is known of them yet.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    fold: u32,
    /// How far the class is from the one before, from 0 for the first; its count; its value, if it holds a single one.
    classes: Vec<(u32, u64, Option<f64>)>,
}

impl From<ClassCounts> for Stored {
    fn from(counts: ClassCounts) -> Self {
        let mut before = 0;
        let classes = counts.numbered().map(|(class, count, sole)| {
            let step = class - std::mem::replace(&mut before, class);
            (step, count, sole.value())
        });
        Self { fold: counts.fold, classes: classes.collect() }
    }
}

impl TryFrom<Stored> for ClassCounts {
    type Error = &'static str;

    fn try_from(Stored { fold, classes: stored }: Stored) -> Result<Self, Self::Error> {
        if fold > PART_FOLD {
            return Err("counts in classes of an unknown width");
        }
        let mut classes = Vec::with_capacity(stored.len());
        let (mut class, mut end) = (0_u32, 0_u64);
        for (step, count, sole) in stored {
            let next = class.checked_add(step).filter(|next| step > 0 && is_class(*next, fold));
            class = next.ok_or("counts in classes that do not exist or do not ascend")?;
            end = end.checked_add(count).ok_or("counts in classes that are too many")?;
            let sole = match sole {
                None => SoleValue::SEVERAL,
                Some(value) if value.is_finite() && class_of(value) >> fold == class => {
                    SoleValue::of(value)
                }
                Some(_) => return Err("the value of a class is not in it"),
            };
            if count == 0 {
                return Err("a class that holds nothing");
            }
            classes.push((class, count, sole));
        }
        Ok(Self::new(fold, classes.iter().copied()))
    }
}
