//! The colour profile: sRGB, as PDF/A asks every document to carry one.
//!
//! Made here from the figures of IEC 61966-2-1, adapted to the illuminant D50 by the
//! Bradford matrix, in the form of ICC.1:2004 (version 4.2): three primaries and one
//! parametric curve, half a kilobyte in all.

/// What the document says about it.
pub(super) const NAME: &str = "sRGB IEC61966-2.1";

const LICENCE: &str = "No copyright, use freely";

/// D50, the white of every profile.
const WHITE: [f64; 3] = [0.964_2, 1.0, 0.824_9];

/// From D65, the white of sRGB, to D50.
const ADAPTATION: [f64; 9] = [
    1.047_88, 0.022_92, -0.050_22, 0.029_59, 0.990_48, -0.017_07, -0.009_25, 0.015_08, 0.751_68,
];

/// The colours of full red, green and blue.
const PRIMARIES: [[f64; 3]; 3] = [
    [0.436_07, 0.222_49, 0.013_92],
    [0.385_15, 0.716_87, 0.097_08],
    [0.143_07, 0.060_61, 0.714_10],
];

/// ((x + 0.055) ÷ 1.055)^2.4 from 0.04045 on, x ÷ 12.92 below.
const CURVE: [f64; 5] = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45];

/// Bytes of the header.
const HEADER: usize = 128;

/// The profile.
pub(super) fn srgb() -> Vec<u8> {
    let curve = [b"para\0\0\0\0\0\x03\0\0".as_slice(), &fixed(&CURVE)].concat();
    let [red, green, blue] = PRIMARIES.map(|primary| numbers(b"XYZ ", &primary));
    let tags = [
        (b"desc", text(NAME)),
        (b"cprt", text(LICENCE)),
        (b"wtpt", numbers(b"XYZ ", &WHITE)),
        (b"chad", numbers(b"sf32", &ADAPTATION)),
        (b"rXYZ", red),
        (b"gXYZ", green),
        (b"bXYZ", blue),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let mut table = word(tags.len());
    let mut data: Vec<u8> = Vec::new();
    let start = HEADER + 4 + 12 * tags.len();
    for (name, content) in tags {
        table.extend(name);
        table.extend(word(start + data.len()));
        table.extend(word(content.len()));
        data.extend(content);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header(start + data.len());
    profile.extend(table);
    profile.extend(data);
    profile
}

fn header(size: usize) -> Vec<u8> {
    let mut header = word(size);
    header.extend(b"\0\0\0\0\x04\x20\0\0mntrRGB XYZ ");
    // The first of January 2026: a profile has a date.
    header.extend(b"\x07\xEA\0\x01\0\x01\0\0\0\0\0\0acsp");
    header.resize(68, 0);
    header.extend(fixed(&WHITE));
    header.resize(HEADER, 0);
    header
}

fn word(value: usize) -> Vec<u8> {
    (value as u32).to_be_bytes().to_vec()
}

/// Numbers with 16 bits before and after the point.
fn fixed(values: &[f64]) -> Vec<u8> {
    let bytes = |value: &f64| ((value * 65536.0).round() as i32).to_be_bytes();
    values.iter().flat_map(bytes).collect()
}

fn numbers(kind: &[u8; 4], values: &[f64]) -> Vec<u8> {
    [kind.as_slice(), &[0; 4], &fixed(values)].concat()
}

/// A text in one language.
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let head = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0CenUS".to_vec();
    [head, word(units.len()), word(28), units].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_as_long_as_it_says_and_its_primaries_make_white() {
        let profile = srgb();
        assert_eq!(profile[..4], (profile.len() as u32).to_be_bytes());
        assert!(profile.len() < 800);
        assert_eq!(&profile[36..40], b"acsp");
        for part in 0..3 {
            let sum: f64 = PRIMARIES.iter().map(|primary| primary[part]).sum();
            assert!((sum - WHITE[part]).abs() < 1e-3, "{sum}");
        }
    }
}
