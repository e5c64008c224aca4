"""The documents, judged by programs that did not make them.

    python tests/conformance/check.py DOCUMENT.pdf…

- PDF/UA-1: pdfua and outloud find nothing.
- PDF/A-2a: veraPDF where it is on the PATH. No package registry carries it; without it the
  clauses below are looked at here, with pikepdf, fontTools and LittleCMS, and that is said.
- qpdf finds no error.
- Every row of a table has a heading that says so (/TH with /Scope /Row), as columns have.
- poppler, MuPDF and PDFium (which is Chromium's) draw the same pages and read the same text.

Exits with 1 after all findings are printed.
"""

import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import numpy as np
import pikepdf
import pymupdf
import pypdfium2
from fontTools.ttLib import TTFont
from PIL import Image, ImageCms

# A warning of outloud that holds no water here: charts of numbers have alternatives that
# are mostly numbers ("oldest first: 66.7%, 80.0%, …"), which it takes for no language.
NUMBERS_ARE_NO_LANGUAGE = "FIG-012"
# Headings are more than half of a table's cells: so it is in every table of a row or two, as rows have
# headings like columns. Several rows of nothing but headings are still a finding.
HEADINGS_MANY = "TBL-010"
# Prose that is hidden from readers.
HIDDEN_PROSE = "TAG-002"

# Standard structure types that documents use.
ROLES = {
    "Document", "Sect", "Div", "P", "H1", "H2", "H3", "L", "LI", "Lbl", "LBody", "Table",
    "TR", "TH", "TD", "Figure", "Link", "Span",
}

# Dots to the inch at which pages are compared, and how far two drawings may be apart: the
# mean difference of a page, and of its worst square of 16 dots, in shares of black to white.
RESOLUTION = 60
MEAN = 0.012
SQUARE = 0.15

findings = []


def found(document, what):
    findings.append(f"{document.name}: {what}")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def tool(name):
    """A program beside this Python, or on the PATH."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def comes_again(document, line):
    """Whether a hidden line is the head of a table that goes on: it is read where it comes first."""
    text = run("pdftotext", "-layout", str(document), "-").stdout
    lines = [" ".join(each.split()) for each in text.splitlines()]
    return lines.count(" ".join(line.split())) > 1


def check_accessibility(document):
    said = run(tool("pdfua"), "check", "--format", "json", str(document))
    if said.returncode not in (0, 1, 2, 3):
        found(document, f"pdfua: {said.stderr.strip()}")
    elif said.returncode in (2, 3):
        found(document, f"pdfua: {said.stdout.strip()}")
    said = run(tool("outloud"), "-q", "--skip", NUMBERS_ARE_NO_LANGUAGE, "--json", "-",
               str(document))
    # A line for people follows the report.
    report, _ = json.JSONDecoder().raw_decode(said.stdout[said.stdout.index("{"):])
    for result in report["results"]:
        if result["error"]:
            found(document, f"outloud: {result['error']}")
        for finding in result["findings"]:
            if finding["rule"] == HIDDEN_PROSE and comes_again(document, finding["evidence"]):
                continue
            if finding["rule"] == HEADINGS_MANY and "header rows" not in finding["message"]:
                continue
            if finding["severity"] in ("error", "warning"):
                found(document, f"outloud: {finding['rule']} {finding['message']} "
                                f"{finding.get('evidence', '')}")


def check_file(document):
    said = run("qpdf", "--check", str(document))
    if said.returncode:
        found(document, f"qpdf: {said.stdout} {said.stderr}")


def cells_of(row):
    """The cells of a TR: role, scope and whether there is anything in them."""
    kids = row.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    for cell in kids:
        attributes = cell.get("/A", {})
        attributes = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
        scopes = [str(each.Scope) for each in attributes if "/Scope" in each]
        yield str(cell.S), scopes[0] if scopes else None, "/K" in cell


def check_tables(document):
    rows = 0
    with pikepdf.open(document) as pdf:
        for row in pdf.objects:
            if not isinstance(row, pikepdf.Dictionary) or row.get("/S") != "/TR":
                continue
            cells = list(cells_of(row))
            if all(role == "/TH" for role, _, _ in cells):
                if any(scope != "/Column" for _, scope, _ in cells) and len(cells) > 1:
                    found(document, f"table: a head without the scope of its columns: {cells}")
            # Lines to write on are empty, and a remark runs across all columns.
            elif len(cells) > 1 and cells[0][2]:
                rows += 1
                if cells[0][:2] != ("/TH", "/Row"):
                    found(document, f"table: a row without a heading: {cells}")
    if not rows:
        found(document, "table: no row in any")


def check_by_verapdf(program, document):
    said = run(program, "--format", "text", "--flavour", "2a", str(document))
    if said.returncode or "PASS" not in said.stdout:
        found(document, f"veraPDF: {said.stdout} {said.stderr}")


def objects(pdf):
    """Every dictionary and the dictionary of every stream, direct ones included."""
    def inside(thing, depth=0):
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            yield thing
        if depth > 8:
            return
        if isinstance(thing, pikepdf.Array):
            children = list(thing)
        elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            children = [value for _, value in thing.items()]
        else:
            children = []
        for child in children:
            if isinstance(child, pikepdf.Object) and not child.is_indirect:
                yield from inside(child, depth + 1)
    for thing in pdf.objects:
        yield from inside(thing)


def check_archive(document):
    """Clauses of ISO 19005-2, level A, by number."""
    with pikepdf.open(document) as pdf:
        root = pdf.Root
        xmp = root.Metadata.read_bytes().decode()
        told = {
            "6.6.4 part": "<pdfaid:part>2</pdfaid:part>",
            "6.6.4 conformance": "<pdfaid:conformance>A</pdfaid:conformance>",
            "PDF/UA part": "<pdfuaid:part>1</pdfuaid:part>",
            "6.6.2.3 extension schema": "http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>",
        }
        for clause, text in told.items():
            if text not in xmp:
                found(document, f"PDF/A {clause}: not in the metadata")
        with pdf.open_metadata() as metadata:
            pairs = [("/Title", "dc:title"), ("/Author", "dc:creator"),
                     ("/Subject", "dc:description"), ("/Producer", "pdf:Producer"),
                     ("/Creator", "xmp:CreatorTool")]
            for key, name in pairs:
                one, other = str(pdf.docinfo.get(key, "")), metadata.get(name, "")
                other = other[0] if isinstance(other, list) and other else other or ""
                if one != other:
                    found(document, f"PDF/A 6.6.3: {key} {one!r} is not {name} {other!r}")
        if "/ID" not in pdf.trailer or "/Encrypt" in pdf.trailer:
            found(document, "PDF/A 6.1.3: no identifier, or encrypted")
        if not root.MarkInfo.Marked or "/Lang" not in root or "/StructTreeRoot" not in root:
            found(document, "PDF/A 6.7: not tagged, or in no language")
        for key in ("/OpenAction", "/AA", "/AcroForm", "/OCProperties"):
            if key in root:
                found(document, f"PDF/A: {key} in the catalog")
        intents = [intent for intent in root.get("/OutputIntents", [])
                   if intent.S == "/GTS_PDFA1"]
        if len(intents) != 1:
            found(document, "PDF/A 6.2.3: no output intent")
        for intent in intents:
            check_profile(document, intent.DestOutputProfile)
        for thing in objects(pdf):
            check_object(document, thing)
        for page in pdf.pages:
            check_fonts(document, page)
    head = document.read_bytes()[:1024]
    if not re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}", head):
        found(document, "PDF/A 6.1.2: header")


def check_profile(document, stream):
    profile = ImageCms.getOpenProfile(io.BytesIO(stream.read_bytes()))
    srgb = ImageCms.createProfile("sRGB")
    colours = Image.new("RGB", (256, 3))
    colours.putdata([(v, 0, 255 - v) for v in range(256)] + [(v, v, v) for v in range(256)]
                    + [(40, v, 200) for v in range(256)])
    through = ImageCms.profileToProfile(colours, profile, srgb)
    apart = np.abs(np.asarray(colours, int) - np.asarray(through, int)).max()
    if stream.N != 3 or apart > 2:
        found(document, f"PDF/A 6.2.3: the profile is not sRGB, by {apart}")


def check_object(document, thing):
    if thing.get("/S") == "/Transparency" or "/SMask" in thing:
        found(document, "PDF/A 6.2.10: transparency")
    for key in ("/ca", "/CA"):
        if key in thing and thing[key] != 1:
            found(document, f"PDF/A 6.2.10: {key}")
    if "/JS" in thing or thing.get("/S") in ("/JavaScript", "/Launch"):
        found(document, "PDF/A 6.5.1: an action")
    if thing.get("/Filter") == "/LZWDecode" or "/EF" in thing:
        found(document, "PDF/A 6.1.7: LZW or an embedded file")
    if thing.get("/Subtype") == "/Link" and not ("/Contents" in thing and int(thing.get("/F", 0)) & 4):
        found(document, "PDF/A 6.3.2: a link that is not printed, or says nothing")
    if "/P" in thing and "/S" in thing and "/K" in thing:
        role = str(thing.S)[1:]
        if role not in ROLES:
            found(document, f"PDF/A 6.7.3.4: structure type {role}")


def check_fonts(document, page):
    for font in page.Resources.get("/Font", {}).values():
        name = str(font.BaseFont)
        below = font.DescendantFonts[0]
        descriptor = below.FontDescriptor
        if "/FontFile2" not in descriptor or "/ToUnicode" not in font:
            found(document, f"PDF/A 6.2.11: {name} is not embedded or cannot be read back")
            continue
        if not re.match(r"/[A-Z]{6}\+", name) or name != str(descriptor.FontName):
            found(document, f"PDF/A 6.2.11: {name} is named differently from its program")
        program = descriptor.FontFile2.read_bytes()
        if len(program) != descriptor.FontFile2.Length1 or below.CIDToGIDMap != "/Identity":
            found(document, f"PDF/A 6.2.11: {name} with a wrong length or map")
        check_widths(document, name, below, program)


def check_widths(document, name, below, program):
    with TTFont(io.BytesIO(program)) as face:
        order, widths = face.getGlyphOrder(), face["hmtx"].metrics
        scale = 1000 / face["head"].unitsPerEm
        listed, items = {}, list(below.W)
        while items:
            first, second = int(items.pop(0)), items.pop(0)
            if isinstance(second, pikepdf.Array):
                listed.update({first + n: float(width) for n, width in enumerate(second)})
            else:
                width = float(items.pop(0))
                listed.update({code: width for code in range(first, int(second) + 1)})
        for code, width in listed.items():
            if abs(width - widths[order[code]][0] * scale) > 1:
                found(document, f"PDF/A 6.2.11.5: width of glyph {code} of {name}")


def poppler_pages(document, folder):
    run("pdftoppm", "-r", str(RESOLUTION), "-gray", str(document), str(folder / "page"))
    return [Image.open(path).convert("L") for path in sorted(folder.glob("page*"))]


def mupdf_pages(document):
    with pymupdf.open(document) as pdf:
        pixmaps = [page.get_pixmap(dpi=RESOLUTION, colorspace="gray") for page in pdf]
        return [Image.frombytes("L", (map.width, map.height), map.samples) for map in pixmaps]


def pdfium_pages(document):
    pdf = pypdfium2.PdfDocument(document)
    scale = RESOLUTION / 72
    return [page.render(scale=scale).to_pil().convert("L") for page in pdf]


def check_drawings(document):
    with tempfile.TemporaryDirectory() as folder:
        drawn = {"poppler": poppler_pages(document, Path(folder)),
                 "MuPDF": mupdf_pages(document), "PDFium": pdfium_pages(document)}
    counts = {name: len(pages) for name, pages in drawn.items()}
    if len(set(counts.values())) != 1:
        found(document, f"pages: {counts}")
        return
    worst = (0.0, 0.0)
    for name in ("MuPDF", "PDFium"):
        for number, (one, other) in enumerate(zip(drawn["poppler"], drawn[name]), 1):
            mean, square = difference(one, other)
            worst = (max(worst[0], mean), max(worst[1], square))
            if mean > MEAN or square > SQUARE:
                found(document, f"page {number}: {name} and poppler draw differently "
                                f"(mean {mean:.3f}, worst square {square:.3f})")
    print(f"  {document.name}: {counts['poppler']} pages, drawn alike by poppler, MuPDF and "
          f"PDFium: mean ≤ {worst[0]:.4f}, square ≤ {worst[1]:.3f}")


def difference(one, other):
    """Mean of two drawings' differences, and the largest mean of a square of 16 dots."""
    width, height = min(one.width, other.width), min(one.height, other.height)
    # Means of squares, so that the edges of letters may fall a dot apart.
    squares = [np.asarray(image.crop((0, 0, width, height)), float)
               [:height // 16 * 16, :width // 16 * 16]
               .reshape(height // 16, 16, width // 16, 16).mean(axis=(1, 3)) / 255
               for image in (one, other)]
    apart = np.abs(squares[0] - squares[1])
    return apart.mean(), apart.max()


def squeezed(text):
    text = unicodedata.normalize("NFKC", text)
    return sorted(c for c in text if not c.isspace() and unicodedata.category(c)[0] != "C")


def check_text(document):
    """The same characters are read by all three, each as often."""
    texts = {"poppler": run("pdftotext", "-raw", str(document), "-").stdout}
    with pymupdf.open(document) as pdf:
        texts["MuPDF"] = "".join(page.get_text() for page in pdf)
    pdf = pypdfium2.PdfDocument(document)
    texts["PDFium"] = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    for name in ("MuPDF", "PDFium"):
        if squeezed(texts[name]) != squeezed(texts["poppler"]):
            one, other = squeezed(texts[name]), squeezed(texts["poppler"])
            found(document, f"{name} reads {len(one)} characters, poppler {len(other)}: "
                            f"{sorted(set(one) ^ set(other))[:10]}")


def main():
    documents = [Path(name) for name in sys.argv[1:]]
    if not documents:
        sys.exit("check.py: name the documents")
    verapdf = shutil.which("verapdf")
    if not verapdf:
        print("  veraPDF cannot be had from a package registry: PDF/A-2a by its clauses here")
    for document in documents:
        check_file(document)
        check_tables(document)
        check_accessibility(document)
        check_archive(document)
        if verapdf:
            check_by_verapdf(verapdf, document)
        check_drawings(document)
        check_text(document)
    for finding in findings:
        print(f"  {finding}", file=sys.stderr)
    print(f"{len(documents)} documents, {len(findings)} findings")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
