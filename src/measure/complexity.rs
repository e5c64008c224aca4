//! How complex people's projects are.

use super::extract::Directory;
use super::project::columns;
use crate::load::{Roster, Tables};
use crate::period::Period;
use crate::statistics::ExactSum;

/// Mean complexity of the projects that each person had open in `period`, by position in
/// the roster; `None` where no project of theirs says how complex it is.
pub fn complexities(tables: &Tables, roster: &Roster, period: Period) -> Vec<Option<f64>> {
    let directory = Directory::of(roster);
    let table = columns(tables, "projects");
    let (people, values) = (table.texts("engineer_id"), table.amounts("complexity"));
    let (begun, delivered) = (table.dates("kickoff_on"), table.dates("delivered_on"));
    let mut sums = vec![(ExactSum::default(), 0.0); roster.people.len()];
    for (row, person) in people.iter().enumerate() {
        let open = begun[row].is_some_and(|day| day <= period.end())
            && delivered[row].is_none_or(|day| day >= period.start());
        let person = person.as_deref().and_then(|id| directory.person(id));
        if let (true, Some(person), Some(value)) = (open, person, values[row]) {
            let sum = &mut sums[person as usize];
            sum.0.add(value);
            sum.1 += 1.0;
        }
    }
    let mean = |(sum, n): (ExactSum, f64)| (n > 0.0).then(|| sum.value() / n);
    sums.into_iter().map(mean).collect()
}
