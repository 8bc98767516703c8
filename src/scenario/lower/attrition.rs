//! `[attrition.NAME]`: exit profiles, from the file or from presets, by the names that offers use.

use super::files::Files;
use super::{hazards, responses, without_name};
use crate::attrition::{Cause, CertainExit, Hazard, Hazards, Profile, Responses};
use crate::error::FaultKind;
use crate::scenario::faults::{Faults, Told};
use crate::scenario::field::{Field, flaw_of_name};
use crate::scenario::presets::attrition::{self as presets, AttritionPreset, NONE};
use crate::scenario::table::TableReader;

/// The exit profiles of a document: all names, and those that could be read.
pub(super) struct Profiles {
    names: Vec<String>,
    read: Vec<Option<Profile>>,
    /// Whether `names` are all the file's, so that another name is a preset or a fault.
    complete: bool,
}

impl Profiles {
    /// The position of the profile that a field names: the file's, else a preset, which is added;
    /// `None` where nobody leaves.
    pub fn position(
        &mut self,
        field: &Field<'_>,
        faults: &mut Faults<'_>,
    ) -> Result<Option<usize>, Told> {
        let name = field.name(faults).ok_or(Told)?;
        if name == NONE {
            return Ok(None);
        }
        if let Some(position) = self.names.iter().position(|known| known == name) {
            return Ok(Some(position));
        }
        if let Some(preset) = presets::find(name) {
            self.names.push(name.to_owned());
            self.read.push(Some(Profile::Hazards(preset.hazards())));
            return Ok(Some(self.names.len() - 1));
        }
        if self.complete {
            let mut names: Vec<&str> = self.names.iter().map(String::as_str).collect();
            names.extend(presets::ALL.iter().map(|preset| preset.name));
            faults.unknown_name(field, name, "profiles in this file and presets", names);
        }
        Err(Told)
    }

    /// Whether layoffs of a profile answer to the return of a stock.
    pub fn follows_stock(&self, position: usize) -> bool {
        let Some(Some(Profile::Hazards(hazards))) = self.read.get(position) else { return false };
        hazards.responses.layoff_to_return.is_some()
    }

    /// All profiles, if none has a fault.
    pub fn into_whole(self) -> Option<Vec<Profile>> {
        self.read.into_iter().collect()
    }
}

/// Reads the tables if they are there.
pub(super) fn read(
    field: Option<Field<'_>>,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
) -> Profiles {
    let mut profiles = Profiles { names: Vec::new(), read: Vec::new(), complete: true };
    let Some(field) = field else { return profiles };
    let Some(fields) = field.named("tables [attrition.NAME]", faults) else {
        profiles.complete = false;
        return profiles;
    };
    let keys = ["preset", "voluntary", "layoff", "performance", "exit", "response"];
    if without_name(&field, &fields, &keys, "[attrition.mine]", faults) {
        profiles.complete = false;
        return profiles;
    }
    for (name, field) in fields {
        if name == NONE {
            let message = format!("`{}` takes a reserved name", field.path);
            let label = "`none` always means that nobody leaves";
            let added = faults.at_key(&field, message, label).kind(FaultKind::Shape);
            added.help("choose another name for this profile");
        } else if let Some(flaw) = flaw_of_name(name) {
            let message = format!("`{}` has no proper name", field.path);
            let added = faults.at_key(&field, message, "a profile's name is text of one line");
            added.kind(FaultKind::Shape).help(flaw);
        }
        let wanted = "a table [attrition.NAME]";
        let read = field.table(wanted, faults, |table, faults| profile(table, files, faults));
        profiles.names.push(name.to_owned());
        profiles.read.push(read);
    }
    profiles
}

fn profile(
    table: &mut TableReader<'_>,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
) -> Option<Profile> {
    let preset = table.optional("preset");
    let causes = Cause::ALL.map(|cause| table.optional(cause.name()));
    let response = table.optional("response");
    if let Some(exit) = table.optional("exit") {
        let beside = preset.iter().chain(causes.iter().flatten()).chain(&response);
        let beside: Vec<String> = beside.map(key).collect();
        if !beside.is_empty() {
            let list = beside.join(", ");
            let message = format!("`{}` stands beside {list}", exit.path);
            let rule = "a certain exit stands alone: hazards or a preset would add other exits, a \
                        response would have nothing to change";
            let added = faults.at_key(&exit, message, rule).kind(FaultKind::Shape);
            added.help(format!("remove `exit`, or remove {list}"));
        }
        return certain_exit(&exit, faults).map(Profile::Certain);
    }
    let responses = match response {
        Some(field) => responses::read(&field, faults),
        None => Some(Responses::default()),
    };
    let preset = preset.map_or(Some(None), |field| find_preset(&field, faults).map(Some));
    let mut by_cause = Vec::with_capacity(causes.len());
    for (cause, field) in Cause::ALL.into_iter().zip(causes) {
        by_cause.push(match field {
            Some(field) => hazards::read(&field, files, faults).map(Some),
            None => Some(preset.flatten().and_then(|preset| preset.hazard(cause))),
        });
    }
    let [voluntary, layoff, performance]: [Option<Hazard>; 3] =
        by_cause.into_iter().collect::<Option<Vec<_>>>()?.try_into().ok()?;
    preset?;
    let hazards = Hazards::new(voluntary, layoff, performance);
    Some(Profile::Hazards(hazards.responding(responses?)))
}

fn key(field: &Field<'_>) -> String {
    let name = field.path.rsplit('.').next().unwrap_or_default();
    format!("`{name}`")
}

fn find_preset(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<&'static AttritionPreset> {
    let name = field.text("the name of an attrition preset, in quotes", faults)?;
    let found = presets::find(name);
    if found.is_none() {
        let added = faults.unknown_name(field, name, "attrition presets", presets::names());
        added.kind(FaultKind::Shape);
    }
    found
}

fn certain_exit(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<CertainExit> {
    let causes = Cause::ALL.map(|cause| (cause.name(), cause));
    let wanted = "a table such as { month = 18, cause = \"voluntary\" }";
    field.table(wanted, faults, |table, faults| {
        let month = table.required("month", "month = 18");
        let month = month.and_then(|field| field.month(0, faults));
        let cause = table.required("cause", "cause = \"voluntary\"");
        let cause = cause.and_then(|field| field.choice(&causes, faults));
        Some(CertainExit { month: month?, cause: cause? })
    })
}
