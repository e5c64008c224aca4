//! What an edition leaves behind for the page over all periods.
//!
//! `summary.json` is a few figures. `history.js` holds everybody's name, team, score and grade
//! by columns, about 45 bytes a person. It is a script because a page that is opened from disk
//! may load scripts, but no other files; its one statement hands JSON to a function.

use serde::{Deserialize, Serialize};

use crate::score::Grade;

/// The file of figures.
pub(in crate::pipeline) const SUMMARY: &str = "summary.json";

/// The file of marks.
pub(in crate::pipeline) const MARKS: &str = "history.js";

/// Around the JSON in the file of marks.
const CALL: (&str, &str) = ("scorepack(", ");\n");

/// An edition in figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Summary {
    /// Version of both files.
    pub(super) format: u32,
    /// People who were there.
    pub(super) people: usize,
    /// People with a grade.
    pub(super) graded: usize,
    /// How many have each grade, S first.
    pub(super) grades: Vec<usize>,
    /// Median score; absent without any.
    pub(super) median: Option<f64>,
    /// Files of the organisation's packet, the page first.
    pub(super) organisation: Vec<String>,
}

/// Scores and grades of one edition, by columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Marks {
    /// Version of both files.
    pub(super) format: u32,
    /// The period.
    pub(super) period: String,
    /// People, in the order of the roster.
    pub(super) people: Columns,
    /// Teams, in the order of the roster.
    pub(super) teams: Columns,
}

/// Everybody of one kind; all columns are equally long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Columns {
    /// Identifiers.
    pub(super) id: Vec<String>,
    /// Names in the organisation's language.
    pub(super) name: Vec<String>,
    /// What the search finds besides: name and team in the other language.
    pub(super) also: Vec<String>,
    /// Names of teams; empty for teams.
    pub(super) team: Vec<String>,
    /// Scores in tenths of a point.
    pub(super) score: Vec<Option<i64>>,
    /// A letter for each; `-` for no grade.
    pub(super) grade: String,
    /// Address of each packet within the edition; empty for one that could not be made.
    pub(super) file: Vec<String>,
}

impl Columns {
    /// Adds one; the address is empty where there is no packet.
    pub(super) fn push(
        &mut self,
        [id, name, also, team, file]: [String; 5],
        score: Option<f64>,
        grade: Option<Grade>,
    ) {
        self.id.push(id);
        self.name.push(name);
        self.also.push(also);
        self.team.push(team);
        self.file.push(file);
        self.score
            .push(score.map(|score| (score * 10.0).round() as i64));
        self.grade.push_str(grade.map_or("-", Grade::letter));
    }

    /// The grade at a position.
    pub(super) fn grade_at(&self, at: usize) -> Option<Grade> {
        self.grade.get(at..=at).and_then(Grade::from_letter)
    }

    /// Whether all columns are equally long.
    fn is_whole(&self) -> bool {
        let count = self.id.len();
        [&self.name, &self.also, &self.team, &self.file]
            .iter()
            .all(|column| column.len() == count)
            && self.score.len() == count
            && self.grade.len() == count
            && self.grade.is_ascii()
    }
}

impl Marks {
    /// The file.
    pub(super) fn to_script(&self) -> serde_json::Result<Vec<u8>> {
        let json = serde_json::to_string(self)?;
        Ok(format!("{}{json}{}", CALL.0, CALL.1).into_bytes())
    }

    /// Reads the file back; `None` where it is not as it was written.
    pub(super) fn from_script(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let json = text.strip_prefix(CALL.0)?.strip_suffix(CALL.1)?;
        let marks: Self = serde_json::from_str(json).ok()?;
        (marks.people.is_whole() && marks.teams.is_whole()).then_some(marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_read_back_as_they_were_written_and_not_otherwise() {
        let mut marks = Marks {
            format: 1,
            period: "2026-10".to_owned(),
            ..Marks::default()
        };
        let texts = ["E1", "Ada </script>", "艾达", "T", "people/E1.html"].map(str::to_owned);
        marks.people.push(texts, Some(84.3), Some(Grade::B));
        let bytes = marks.to_script().unwrap_or_default();
        assert_eq!(Marks::from_script(&bytes), Some(marks.clone()));
        assert_eq!(marks.people.score, [Some(843)]);
        assert_eq!(marks.people.grade_at(0), Some(Grade::B));
        assert_eq!(Marks::from_script(&bytes[1..]), None);
        marks.people.grade.push('A');
        let longer = marks.to_script().unwrap_or_default();
        assert_eq!(Marks::from_script(&longer), None);
    }
}
