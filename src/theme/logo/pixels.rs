//! The pixels of a PNG.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

use super::Unfit;

/// The largest number of pixels: far more than the space of a logo can show.
const MOST_PIXELS: u64 = 1_000_000;

/// Memory that decoding may take.
const MEMORY: usize = 16 << 20;

/// A picture of pixels, row by row from the top left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green and blue of each pixel.
    pub colours: Vec<u8>,
    /// How opaque each pixel is; absent where all are.
    pub opacity: Option<Vec<u8>>,
}

/// Reads a PNG.
pub(super) fn read(bytes: &[u8]) -> Result<Pixels, Unfit> {
    let damaged =
        |why: String| Unfit::new(format!("the PNG cannot be read: {why}"), "export it again");
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MEMORY });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder
        .read_info()
        .map_err(|error| damaged(error.to_string()))?;
    let (width, height) = reader.info().size();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let message = format!("the PNG has {width} × {height} pixels; at most a million will do");
        return Err(Unfit::new(
            message,
            "make it about 400 pixels wide: it is shown small",
        ));
    }
    let size = reader.output_buffer_size();
    let mut buffer = vec![0; size.ok_or_else(|| damaged("it is too large".to_owned()))?];
    let frame = reader
        .next_frame(&mut buffer)
        .map_err(|error| damaged(error.to_string()))?;
    buffer.truncate(frame.buffer_size());
    let channels = match frame.color_type {
        ColorType::Grayscale | ColorType::Indexed => 1,
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb => 3,
        ColorType::Rgba => 4,
    };
    let colours = buffer
        .chunks_exact(channels)
        .flat_map(|pixel| match *pixel {
            [grey] | [grey, _] => [grey; 3],
            [red, green, blue, ..] => [red, green, blue],
            [] => [0; 3],
        });
    let opacity: Option<Vec<u8>> = (channels % 2 == 0).then(|| {
        let last = buffer.chunks_exact(channels);
        last.map(|pixel| pixel[channels - 1]).collect()
    });
    Ok(Pixels {
        width,
        height,
        colours: colours.collect(),
        opacity: opacity.filter(|all| all.iter().any(|one| *one != u8::MAX)),
    })
}
