//! `plans.csv`: the proposed actions of everybody, in the columns of the canonical table
//! `action_plans`, to be edited and put back in as input.
//!
//! Written a few people at a time; memory does not grow with their number.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::cell;
use crate::compose::Composer;
use crate::compose::plan::Action;

/// People whose rows are made at once.
const CHUNK: usize = 1024;

/// The columns, as in the canonical table.
const COLUMNS: [&str; 11] = [
    "plan_id",
    "engineer_id",
    "period",
    "kpi",
    "action",
    "target",
    "owner",
    "due_on",
    "status",
    "result",
    "done_on",
];

/// Writes the proposals of everybody who has not agreed on a plan yet.
pub(super) fn write(composer: &Composer<'_>, out: &mut dyn Write) -> io::Result<()> {
    // Spreadsheets read UTF-8 only with a byte order mark.
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::Writer::from_writer(out);
    cell::write_record(&mut writer, COLUMNS)?;
    let people: Vec<usize> = (0..composer.roster.people.len()).collect();
    for chunk in people.chunks(CHUNK) {
        let made: Vec<(usize, Vec<Action>)> = chunk
            .par_iter()
            .map(|person| (*person, composer.proposals(*person)))
            .collect();
        for (person, actions) in made {
            for action in actions {
                let row = row(&composer.roster.people[person].id, composer, action);
                cell::write_record(&mut writer, row)?;
            }
        }
    }
    writer.flush()
}

fn row(person: &str, composer: &Composer<'_>, action: Action) -> [String; COLUMNS.len()] {
    let due_on = action
        .due_on
        .map_or_else(String::new, |day| day.to_string());
    [
        action.id,
        person.to_owned(),
        composer.period.to_string(),
        action.kpi.unwrap_or_default(),
        action.action,
        action.target,
        action.owner,
        due_on,
        "open".to_owned(),
        String::new(),
        String::new(),
    ]
}
