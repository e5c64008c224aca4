//! The five published cases, table by table. All companies and people are invented.
//!
//! Each module makes the tables of one case; [`files`] names them all. Only names are
//! drawn; everything that is measured is laid out on purpose.

mod appliances;
#[path = "../sample_company/draw.rs"]
#[allow(dead_code, reason = "the company draws more than names")]
mod draw;
mod erp_a;
mod erp_b;
#[path = "../sample_company/names.rs"]
#[allow(dead_code, reason = "the company has regions too")]
mod names;
mod presales;
mod product;
mod rows;
mod staff;

/// Every file: its path below the folder of the cases, and its content.
pub(crate) fn files() -> Vec<(String, String)> {
    let cases = [
        erp_a::tables(),
        erp_b::tables(),
        appliances::tables(),
        product::tables(),
        presales::tables(),
    ];
    let mut all = Vec::new();
    for (at, tables) in cases.into_iter().enumerate() {
        for (name, table) in tables {
            all.push((format!("{}/data/{name}.csv", at + 1), table.text()));
        }
    }
    all
}
