//! The organisation's holidays and make-up workdays, out of the table `holidays`.

use super::Tables;
use super::roster::Columns;
use crate::calendar::{DayKind, WorkCalendar};
use crate::diagnostic::{Diagnostic, Place};

/// The calendar of working days; plain weeks where there is no table.
///
/// The second part warns of make-up workdays that are worked anyway.
pub fn read_calendar(tables: &Tables) -> (WorkCalendar, Vec<Diagnostic>) {
    let Some(table) = tables.get("holidays") else {
        return (WorkCalendar::default(), Vec::new());
    };
    let columns = Columns::of(table);
    let exception = |row: usize| {
        let kind = match columns.text("kind", row)?.as_str() {
            "workday" => DayKind::Workday,
            _ => DayKind::Holiday,
        };
        Some((columns.date("on", row)?, kind))
    };
    let calendar = WorkCalendar::new((0..columns.rows).filter_map(exception));
    let idle: Vec<String> = calendar.idle().map(|day| day.to_string()).collect();
    let warning = (!idle.is_empty()).then(|| {
        let message = format!(
            "make-up workdays from Monday to Friday, which are worked anyway: {}",
            idle.join(", ")
        );
        let place = Place::default().in_column("holidays");
        Diagnostic::warning("idle-workday", place, message)
            .hint("correct the date, or write `holiday` if it is a day off")
    });
    (calendar, warning.into_iter().collect())
}
