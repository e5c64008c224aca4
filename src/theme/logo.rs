//! The organisation's logo: a PNG or an SVG, checked and ready for the screen and for paper.
//!
//! On the screen the file itself is shown through `<img>` and a `data:` address, where an
//! SVG can neither run scripts nor load anything; what could try is refused all the same. On
//! paper a PNG is an image and an SVG stays lines and areas. Paper knows plain colours and
//! plain clipping; an SVG with gradients, text, masks, filters or pictures is refused with
//! the advice to export it otherwise, rather than printed wrong.

mod drawing;
mod pixels;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub use self::drawing::{Cap, Drawing, Fill, Join, Pen, Shape, Step};
pub use self::pixels::Pixels;

/// Every packet holds the logo, so it has to be small: at most this many bytes.
pub const LARGEST: usize = 128 * 1024;

/// A logo.
#[derive(Clone, Debug, PartialEq)]
pub struct Logo {
    /// What paper shows.
    pub picture: Picture,
    /// Width over height.
    pub aspect: f32,
    /// The file as an address: `data:image/png;base64,…`.
    pub address: String,
}

/// What a logo consists of.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture {
    /// Of a PNG.
    Pixels(Pixels),
    /// Of an SVG.
    Drawing(Drawing),
}

/// Why a file is no logo, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// What is wrong.
    pub message: String,
    /// Advice.
    pub hint: &'static str,
}

impl Unfit {
    fn new(message: impl Into<String>, hint: &'static str) -> Self {
        let message = message.into();
        Self { message, hint }
    }
}

impl Logo {
    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let (_, encoded) = self.address.split_once(',').unwrap_or_default();
        STANDARD.decode(encoded).unwrap_or_default()
    }

    /// Reads the bytes of a PNG or SVG file.
    ///
    /// # Errors
    /// A file that is neither, is damaged, too large, or has what paper cannot show.
    pub fn read(bytes: &[u8]) -> Result<Self, Unfit> {
        if bytes.len() > LARGEST {
            let message = format!(
                "the file has {} kB; at most {} will do",
                bytes.len() / 1024,
                LARGEST / 1024
            );
            return Err(Unfit::new(
                message,
                "every packet holds the logo: export it smaller",
            ));
        }
        let (picture, (width, height), media) = if bytes.starts_with(b"\x89PNG") {
            let pixels = pixels::read(bytes)?;
            let size = (pixels.width as f32, pixels.height as f32);
            (Picture::Pixels(pixels), size, "image/png")
        } else {
            let drawing = drawing::read(bytes)?;
            let size = (drawing.width, drawing.height);
            (Picture::Drawing(drawing), size, "image/svg+xml")
        };
        let aspect = width / height;
        if !(0.1..=20.0).contains(&aspect) {
            let message = format!("the picture is {width} by {height}");
            return Err(Unfit::new(
                message,
                "cut it to a shape that is less long and thin",
            ));
        }
        let address = format!("data:{media};base64,{}", STANDARD.encode(bytes));
        Ok(Self {
            picture,
            aspect,
            address,
        })
    }

    /// Width and height of the logo within a frame of this width and height.
    pub fn within(&self, width: f32, height: f32) -> (f32, f32) {
        let high = height.min(width / self.aspect);
        (high * self.aspect, high)
    }
}

#[cfg(test)]
mod tests;
