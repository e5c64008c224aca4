//! Canonical tables, and how a workspace's own sources are mapped onto them.

use std::collections::BTreeMap;
use std::path::Path;

use chrono_tz::Tz;

use super::check::{Checked, Problems};
use super::forms::{OneOrMany, Short};
use super::raw::{RawColumn, RawColumnDetails, RawColumnKind, RawNumbers, RawSource, RawTable};
use super::source::{
    ColumnKind, ColumnSource, EncodingName, FileFormat, Keep, NumberFormat, Origin, TableSource,
    Which,
};
use crate::locale::{Language, Text};

/// A canonical table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSchema {
    /// Name for readers.
    pub name: Text,
    /// What a row is.
    pub about: Text,
    /// Columns that identify a row.
    pub key: Vec<String>,
    /// Column that says whose row it is.
    pub person: Option<String>,
    /// Pairs of columns; the second is never before the first.
    pub order: Vec<(String, String)>,
    /// Columns by name.
    pub columns: Checked<ColumnSchema>,
}

/// A canonical column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSchema {
    /// What its values are.
    pub kind: ColumnKind,
    /// It must be there, without gaps.
    pub required: bool,
    /// Its dates lie in the past.
    pub happened: bool,
    /// It holds somebody else: no packet shows it among records.
    pub private: bool,
    /// The closed vocabulary, if any.
    pub values: Vec<String>,
    /// What it holds.
    pub about: Text,
}

/// Resolves the canonical tables.
pub(super) fn resolve_schema(raw: BTreeMap<String, RawTable>) -> Checked<TableSchema> {
    let column = |raw: super::raw::RawTableColumn| ColumnSchema {
        kind: kind(raw.kind),
        required: raw.required,
        happened: raw.happened,
        private: raw.private,
        values: raw.values,
        about: raw.about,
    };
    raw.into_iter()
        .map(|(name, raw)| {
            let schema = TableSchema {
                name: raw.name,
                about: raw.about,
                key: raw.key,
                person: raw.person,
                order: raw.order,
                columns: raw
                    .columns
                    .into_iter()
                    .map(|(id, raw)| (id, column(raw)))
                    .collect(),
            };
            (name, schema)
        })
        .collect()
}

fn kind(raw: RawColumnKind) -> ColumnKind {
    match raw {
        RawColumnKind::Text => ColumnKind::Text,
        RawColumnKind::Integer => ColumnKind::Integer,
        RawColumnKind::Number => ColumnKind::Number,
        RawColumnKind::Money => ColumnKind::Money,
        RawColumnKind::Boolean => ColumnKind::Boolean,
        RawColumnKind::Date => ColumnKind::Date,
        RawColumnKind::Instant => ColumnKind::Instant,
    }
}

/// What all sources of a workspace share.
pub(super) struct Common<'a> {
    pub(super) root: &'a Path,
    pub(super) time_zone: Tz,
    pub(super) environment: &'a dyn Fn(&str) -> Option<String>,
    pub(super) schema: &'a Checked<TableSchema>,
}

/// Resolves one source of `data:`.
pub(super) fn resolve_source(
    name: &str,
    raw: RawSource,
    common: &Common<'_>,
    problems: &mut Problems,
) -> TableSource {
    let at = |key: &str| format!("data.{name}.{key}");
    // Refused rows go to a file of this name.
    if name.is_empty()
        || !name
            .chars()
            .all(|c| c.is_alphanumeric() || "_-".contains(c))
    {
        let message = format!("`{name}` is no name for a table");
        let problem = problems.wrong_value(&format!("data.{name}"), message);
        problem.help("write letters, digits and `_`, as work_orders");
    }
    let schema = common.schema.get(name);
    let origin = resolve_origin(name, &raw, common, problems);
    let delimiter = raw.delimiter.as_deref().and_then(|text| match text {
        "tab" | "\t" => Some(b'\t'),
        _ if text.len() == 1 => text.bytes().next(),
        _ => {
            problems
                .wrong_value(&at("delimiter"), format!("`{text}` is no delimiter"))
                .help("write one character, or `tab`");
            None
        }
    });
    let source_time_zone = raw
        .time_zone
        .as_deref()
        .and_then(|zone| resolve_zone(zone, &at("time_zone"), problems));
    let number = raw.numbers.as_ref().map(number_format).unwrap_or_default();
    let dates = raw.dates.map(OneOrMany::into_vec).unwrap_or_default();
    if schema.is_none() && raw.columns.is_empty() && raw.sql.is_none() {
        problems
            .missing_key(
                &at("columns"),
                "a table that is not canonical needs its columns",
            )
            .help(
                "name them with their types, or give the table a canonical name of docs/tables.md",
            );
    }
    let columns = resolve_columns(name, raw.columns, schema, &number, &dates, problems);
    TableSource {
        name: name.to_owned(),
        format: raw
            .format
            .as_deref()
            .and_then(|text| resolve_format(text, &at("format"), problems)),
        encoding: raw
            .encoding
            .as_deref()
            .and_then(|text| resolve_encoding(text, &at("encoding"), problems)),
        keep: raw
            .keep
            .as_deref()
            .and_then(|text| resolve_keep(text, &at("keep"), problems)),
        key: raw
            .key
            .unwrap_or_else(|| schema.map_or_else(Vec::new, |schema| schema.key.clone())),
        person: raw
            .person
            .or_else(|| schema.and_then(|schema| schema.person.clone())),
        order: raw.order.unwrap_or_else(|| {
            let known = |column: &String| columns.iter().any(|c| &c.name == column);
            let mut order = schema.map_or_else(Vec::new, |schema| schema.order.clone());
            order.retain(|(first, second)| known(first) && known(second));
            order
        }),
        team: raw.team,
        origin,
        sheet: raw.sheet,
        member: raw.member,
        skip_rows: raw.skip_rows,
        delimiter,
        nulls: raw.nulls,
        time_zone: common.time_zone,
        source_time_zone,
        columns,
    }
}

fn resolve_origin(
    name: &str,
    raw: &RawSource,
    common: &Common<'_>,
    problems: &mut Problems,
) -> Origin {
    match (&raw.file, &raw.sql) {
        (Some(file), None) => Origin::Files {
            pattern: expand(file, common.environment),
            root: common.root.to_owned(),
        },
        (None, Some(sql)) => Origin::Query { sql: sql.clone() },
        _ => {
            problems
                .missing_key(
                    &format!("data.{name}.file"),
                    "a table needs either `file` or `sql`",
                )
                .help("add `file: data/NAME.csv`");
            Origin::Query { sql: String::new() }
        }
    }
}

/// `${NAME}` and `${NAME:-default}` become the variable's value.
fn expand(text: &str, environment: &dyn Fn(&str) -> Option<String>) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((variable, after)) = after.split_once('}') else {
            break;
        };
        let (variable, default) = variable.split_once(":-").unwrap_or((variable, ""));
        expanded.push_str(before);
        expanded.push_str(
            &environment(variable)
                .filter(|value| !value.is_empty())
                .unwrap_or_else(|| default.to_owned()),
        );
        rest = after;
    }
    expanded + rest
}

pub(super) fn resolve_zone(zone: &str, key: &str, problems: &mut Problems) -> Option<Tz> {
    let found = zone.parse::<Tz>().ok();
    if found.is_none() {
        problems
            .wrong_value(key, format!("`{zone}` is no time zone"))
            .help("write a name of the IANA database, as Asia/Shanghai or UTC");
    }
    found
}

fn resolve_format(text: &str, key: &str, problems: &mut Problems) -> Option<FileFormat> {
    let format = match text {
        "csv" => FileFormat::Csv,
        "tsv" => FileFormat::Tsv,
        "parquet" => FileFormat::Parquet,
        "excel" | "xlsx" | "xls" => FileFormat::Excel,
        _ => {
            problems
                .wrong_value(key, format!("`{text}` is no format"))
                .help("write csv, tsv, parquet or excel");
            return None;
        }
    };
    Some(format)
}

fn resolve_encoding(text: &str, key: &str, problems: &mut Problems) -> Option<EncodingName> {
    let encoding = match text.to_ascii_lowercase().replace(['_', ' '], "-").as_str() {
        "utf-8" | "utf8" => EncodingName::Utf8,
        "utf-16" | "utf-16le" | "utf16" => EncodingName::Utf16Le,
        "utf-16be" => EncodingName::Utf16Be,
        "gb18030" | "gbk" | "gb2312" => EncodingName::Gb18030,
        "windows-1252" | "cp1252" | "latin1" | "iso-8859-1" => EncodingName::Windows1252,
        _ => {
            problems
                .wrong_value(key, format!("`{text}` is no known encoding"))
                .help("write utf-8, utf-16le, utf-16be, gb18030 or windows-1252");
            return None;
        }
    };
    Some(encoding)
}

/// `last by number, system order by updated_at`.
fn resolve_keep(text: &str, key: &str, problems: &mut Problems) -> Option<Keep> {
    let list = |text: &str| {
        text.split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
    };
    let parts = text.trim().split_once(" by ").and_then(|(which, rest)| {
        let which = match which.trim() {
            "first" => Which::First,
            "last" => Which::Last,
            _ => return None,
        };
        let (by, order) = rest.split_once(" order by ")?;
        Some(Keep {
            which,
            by: list(by),
            order: list(order),
        })
    });
    let keep = parts.filter(|keep| !keep.by.is_empty() && !keep.order.is_empty());
    if keep.is_none() {
        problems
            .wrong_value(key, format!("`{text}` does not say which row to keep"))
            .help("write `last by ID order by CHANGED_AT`");
    }
    keep
}

fn number_format(raw: &RawNumbers) -> NumberFormat {
    let usual = if raw.decimal == ',' { '.' } else { ',' };
    NumberFormat {
        decimal: raw.decimal,
        group: raw.group.or(Some(usual)),
    }
}

fn resolve_columns(
    table: &str,
    mut raw: BTreeMap<String, RawColumn>,
    schema: Option<&TableSchema>,
    number: &NumberFormat,
    dates: &[String],
    problems: &mut Problems,
) -> Vec<ColumnSource> {
    let mut columns = Vec::new();
    for (name, known) in schema.iter().flat_map(|schema| &schema.columns) {
        let mapped = raw.remove(name);
        let details = column_details(mapped.clone());
        let mut column = resolve_column(name, details, Some(known), number, dates);
        column.optional_header = !known.required && mapped.is_none();
        columns.push(column);
    }
    for (name, column) in raw {
        let details = column_details(Some(column));
        if details.kind.is_none() && schema.is_none() {
            problems
                .missing_key(
                    &format!("data.{table}.columns.{name}.type"),
                    "a column that is not canonical needs its type",
                )
                .help("write for example `{header: Opened, type: instant}`");
        }
        columns.push(resolve_column(&name, details, None, number, dates));
    }
    columns.sort_by(|a, b| a.name.cmp(&b.name));
    columns
}

fn column_details(raw: Option<RawColumn>) -> RawColumnDetails {
    match raw {
        None => RawColumnDetails::default(),
        Some(Short::Text(header)) => RawColumnDetails {
            header: Some(header),
            ..RawColumnDetails::default()
        },
        Some(Short::Long(details)) => *details,
    }
}

fn resolve_column(
    name: &str,
    raw: RawColumnDetails,
    known: Option<&ColumnSchema>,
    number: &NumberFormat,
    dates: &[String],
) -> ColumnSource {
    let known_kind = known.map_or(ColumnKind::Text, |known| known.kind);
    ColumnSource {
        name: name.to_owned(),
        header: raw.header,
        constant: raw.value,
        kind: raw.kind.map_or(known_kind, kind),
        required: raw
            .required
            .unwrap_or_else(|| known.is_some_and(|known| known.required)),
        optional_header: false,
        happened: raw
            .happened
            .unwrap_or_else(|| known.is_some_and(|known| known.happened)),
        private: raw
            .private
            .unwrap_or_else(|| known.is_some_and(|known| known.private)),
        formats: raw
            .format
            .map_or_else(|| dates.to_vec(), OneOrMany::into_vec),
        number: raw.numbers.as_ref().map_or(*number, number_format),
        values: raw
            .values
            .unwrap_or_else(|| known.map_or_else(Vec::new, |known| known.values.clone())),
        nulls: raw.nulls,
        map: raw.map,
    }
}

/// The canonical tables as a Markdown page: the reference for whoever maps exports onto them.
pub fn describe(tables: &Checked<TableSchema>, language: Language) -> String {
    let words = match language {
        Language::Zh => ["数据表", "列", "类型", "必填", "内容", "主键", "是", "取值"],
        _ => [
            "Tables",
            "Column",
            "Type",
            "Needed",
            "What it holds",
            "Key",
            "yes",
            "One of",
        ],
    };
    let [title, column, kind, needed, holds, key, yes, one_of] = words;
    let mut page = format!("# {title}\n");
    for (name, table) in tables {
        let (heading, about) = (
            table.name.in_language(language),
            table.about.in_language(language),
        );
        let keys = table.key.join(", ");
        page += &format!("\n## {name} · {heading}\n\n{about}\n\n{key}: {keys}\n\n");
        page += &format!("| {column} | {kind} | {needed} | {holds} |\n|---|---|---|---|\n");
        for (name, column) in &table.columns {
            let needed = if column.required { yes } else { "" };
            let mut holds = column.about.in_language(language).to_owned();
            if !column.values.is_empty() {
                holds += &format!(" ({one_of}: {})", column.values.join(", "));
            }
            page += &format!("| {name} | {} | {needed} | {holds} |\n", column.kind.name());
        }
    }
    page
}
