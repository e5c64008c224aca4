//! What is fuzzed (`fuzz/`), without a fuzzer: the corpus, and mutations of it that are the same
//! in every run. `SCOREPACK_FUZZ_SECONDS` is how long each is mutated (1).

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

#[path = "../fuzz/inputs.rs"]
mod inputs;

use std::fs;
use std::time::{Duration, Instant};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Pieces that mean something somewhere.
const PIECES: [&[u8]; 28] = [
    b"\"",
    b"'",
    b",",
    b"\n",
    b"\r\n",
    b"\0",
    b"<",
    b">",
    b"</div>",
    b"<table>",
    b"&#0;",
    b"&lt;",
    b"{{",
    b"%}",
    b": ",
    b"- ",
    b"&a ",
    b"*a",
    b"!t ",
    b"[",
    b"}",
    b"9999999999999999999",
    b"-1e309",
    b"2026-02-30",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    "\u{202e}".as_bytes(),
    "张".as_bytes(),
];

/// Runs a target over its corpus and what becomes of it.
fn mutate(name: &str, target: fn(&[u8])) {
    let folder = format!("{}/fuzz/corpus/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let corpus: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(!corpus.is_empty());
    corpus.iter().for_each(|input| target(input));
    let seconds = std::env::var("SCOREPACK_FUZZ_SECONDS").map_or(1, |text| text.parse().unwrap());
    let (begun, mut random) = (Instant::now(), ChaCha8Rng::seed_from_u64(1));
    while begun.elapsed() < Duration::from_secs(seconds) {
        let mut below = |most: usize| random.next_u64() as usize % most.max(1);
        let mut input = corpus[below(corpus.len())].clone();
        for _ in 0..=below(6) {
            let (at, length) = (below(input.len() + 1), below(32));
            let end = (at + length).min(input.len());
            match below(5) {
                0 if at < input.len() => input[at] = below(256) as u8,
                1 => drop(input.drain(at..end)),
                2 => drop(input.splice(at..at, PIECES[below(PIECES.len())].iter().copied())),
                3 => drop(input.splice(at..at, input[at..end].to_vec())),
                _ => {
                    let other = &corpus[below(corpus.len())];
                    let from = below(other.len());
                    drop(input.splice(
                        at..end,
                        other[from..(from + length).min(other.len())].to_vec(),
                    ));
                }
            }
        }
        // A finding is kept, so that it can become part of the corpus.
        let kept = std::env::temp_dir().join(format!("scorepack-fuzzed-{name}"));
        fs::write(&kept, &input).unwrap();
        target(&input);
        fs::remove_file(&kept).unwrap();
    }
}

#[test]
fn any_configuration_is_read_or_refused() {
    mutate("configuration", inputs::configuration);
}

#[test]
fn any_text_table_is_read_or_refused_row_by_row() {
    mutate("csv", inputs::csv);
}

#[test]
fn any_workbook_is_read_or_refused() {
    mutate("xlsx", inputs::xlsx);
}

#[test]
fn any_text_can_stand_in_a_packet() {
    mutate("template_input", inputs::template_input);
}

#[test]
fn any_markup_is_printed_or_refused() {
    mutate("markup", inputs::markup);
}
