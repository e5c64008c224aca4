//! The committed sample company is what its generator makes.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

#[path = "../examples/sample_company/company.rs"]
mod company;

use std::path::Path;

use company::{Company, Options, TABLES};

#[test]
fn the_committed_tables_are_what_the_generator_makes() {
    let company = Company::new(Options::default());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/data");
    let mut total = 0;
    for (name, write) in TABLES {
        let mut made = Vec::new();
        write(&company, &mut made).unwrap();
        let committed = std::fs::read(folder.join(name)).unwrap();
        assert!(
            made == committed,
            "{name} differs; run `cargo run --example sample_company sample-data/data`"
        );
        total += made.len();
    }
    assert!(total < 6_000_000, "{total} bytes are too many to commit");
}

#[test]
fn more_people_change_nothing_about_those_who_were_there() {
    let table = |people| {
        let company = Company::new(Options {
            people,
            ..Options::default()
        });
        let mut bytes = Vec::new();
        let (_, write) = TABLES
            .iter()
            .find(|(name, _)| *name == "work_orders.csv")
            .unwrap();
        write(&company, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let (few, many) = (table(48), table(56));
    let many: std::collections::BTreeSet<&str> = many.lines().collect();
    let of_e025: Vec<&str> = few.lines().filter(|line| line.contains("E025")).collect();
    assert!(of_e025.len() > 100);
    assert!(of_e025.iter().all(|line| many.contains(line)));
}
