//! What the person notices who puts a logo in.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;

fn svg(inside: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 10\">{inside}</svg>")
}

fn drawn(inside: &str) -> Vec<Shape> {
    match Logo::read(svg(inside).as_bytes()).unwrap().picture {
        Picture::Drawing(drawing) => drawing.shapes,
        Picture::Pixels(_) => unreachable!("an SVG has no pixels"),
    }
}

fn refused(bytes: &[u8]) -> String {
    Logo::read(bytes).unwrap_err().message
}

fn png_file(colour: png::ColorType, pixels: &[u8], width: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let height = (pixels.len() / colour.samples()) as u32 / width;
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(pixels)
        .unwrap();
    bytes
}

#[test]
fn an_svg_is_drawn_with_its_styles_transforms_and_references_resolved() {
    let shapes = drawn(
        "<style>.a{fill:#ff0000}</style><defs><rect id=\"r\" class=\"a\" width=\"4\" height=\"2\"/></defs>\
         <g transform=\"translate(10 3)\"><use href=\"#r\"/></g>\
         <path d=\"M0 0 Q3 3 6 0\" fill=\"none\" stroke=\"#00f\" stroke-width=\".5\" opacity=\".5\"/>",
    );
    assert_eq!(shapes.len(), 2);
    let fill = shapes[0].fill.unwrap();
    assert_eq!((fill.colour, fill.opacity), ([255, 0, 0], 1.0));
    assert_eq!(shapes[0].transform[4..], [10.0, 3.0]);
    assert_eq!(shapes[0].steps[0], Step::Move([0.0, 0.0]));
    let pen = shapes[1].pen.as_ref().unwrap();
    assert_eq!(
        (pen.colour, pen.width, pen.opacity),
        ([0, 0, 255], 0.5, 0.5)
    );
    // A quadratic curve by (3, 3) is the cubic one by (2, 2) and (4, 2).
    assert_eq!(
        shapes[1].steps[1],
        Step::Curve([[2.0, 2.0], [4.0, 2.0], [6.0, 0.0]])
    );
}

#[test]
fn a_clipping_path_of_a_drawing_program_is_kept() {
    let shapes = drawn(
        "<clipPath id=\"c\"><rect width=\"20\" height=\"10\"/></clipPath>\
         <g clip-path=\"url(#c)\"><circle cx=\"20\" cy=\"5\" r=\"5\"/></g>",
    );
    assert_eq!(shapes[0].clips.len(), 1);
    assert!(shapes[0].clips[0].0.contains(&Step::Line([20.0, 10.0])));
}

#[test]
fn an_svg_that_could_run_or_load_something_is_refused() {
    for (inside, named) in [
        ("<script>alert(1)</script>", "<script>"),
        (
            "<rect width=\"1\" height=\"1\" onload=\"alert(1)\"/>",
            "onload",
        ),
        ("<image href=\"a.png\"/>", "<image>"),
        (
            "<use href=\"https://example.com/a.svg#x\"/>",
            "another file",
        ),
        ("<style>@import 'x.css'</style>", "load files"),
        (
            "<rect width=\"1\" height=\"1\" style=\"fill:url(http://x/#a)\"/>",
            "another file",
        ),
        ("<foreignObject/>", "<foreignObject>"),
    ] {
        let message = refused(svg(inside).as_bytes());
        assert!(message.contains(named), "{inside}: {message}");
    }
}

#[test]
fn what_paper_cannot_show_is_named_with_a_way_out() {
    let gradient = "<linearGradient id=\"g\"><stop stop-color=\"red\"/><stop offset=\"1\"/></linearGradient>\
                    <rect width=\"9\" height=\"9\" fill=\"url(#g)\"/>";
    let mask = "<mask id=\"m\"><rect width=\"3\" height=\"3\" fill=\"#fff\"/></mask>\
                <rect width=\"9\" height=\"9\" mask=\"url(#m)\"/>";
    for (inside, named) in [
        (gradient, "gradients"),
        (mask, "masks"),
        ("<text y=\"9\">Blue</text>", "<text>"),
        ("", "draws nothing"),
    ] {
        let unfit = Logo::read(svg(inside).as_bytes()).unwrap_err();
        assert!(unfit.message.contains(named), "{inside}: {}", unfit.message);
        assert!(unfit.hint.contains("PNG"));
    }
}

#[test]
fn a_png_is_taken_apart_into_colours_and_opacity() {
    let file = png_file(png::ColorType::Rgba, &[1, 2, 3, 255, 4, 5, 6, 128], 2);
    let logo = Logo::read(&file).unwrap();
    let Picture::Pixels(pixels) = &logo.picture else {
        unreachable!("a PNG is pixels");
    };
    assert_eq!((pixels.width, pixels.height), (2, 1));
    assert_eq!(pixels.colours, [1, 2, 3, 4, 5, 6]);
    assert_eq!(pixels.opacity.as_deref(), Some([255, 128].as_slice()));
    assert!(logo.address.starts_with("data:image/png;base64,iVBOR"));
}

#[test]
fn a_png_without_transparency_needs_no_mask_and_grey_is_a_colour() {
    let logo = Logo::read(&png_file(png::ColorType::Grayscale, &[0, 90], 2)).unwrap();
    let opaque = Logo::read(&png_file(png::ColorType::Rgba, &[7, 8, 9, 255], 1)).unwrap();
    for (logo, colours) in [(logo, vec![0, 0, 0, 90, 90, 90]), (opaque, vec![7, 8, 9])] {
        let Picture::Pixels(pixels) = logo.picture else {
            unreachable!("a PNG is pixels");
        };
        assert_eq!((pixels.colours, pixels.opacity), (colours, None));
    }
}

#[test]
fn a_file_that_is_large_damaged_or_something_else_is_refused() {
    assert!(refused(&vec![b' '; LARGEST + 1]).contains("at most 128"));
    assert!(refused(b"GIF89a").contains("no PNG and no SVG"));
    assert!(refused(b"\x89PNG\r\n\x1a\n").contains("cannot be read"));
    let wide = png_file(png::ColorType::Grayscale, &vec![0; 1_001_000], 1001);
    assert!(refused(&wide).contains("at most a million"));
    let thin = png_file(png::ColorType::Grayscale, &[0; 30], 30);
    assert!(refused(&thin).contains("30 by 1"));
}

#[test]
fn a_logo_keeps_its_shape_within_its_frame() {
    let logo = Logo::read(svg("<rect width=\"40\" height=\"10\"/>").as_bytes()).unwrap();
    assert_eq!(logo.within(96.0, 16.0), (64.0, 16.0));
    assert_eq!(logo.within(20.0, 16.0), (20.0, 5.0));
}
