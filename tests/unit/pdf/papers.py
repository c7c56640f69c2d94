"""Papers made for tests: ordinary ones with the engine, hostile ones byte by byte."""

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pymupdf

from shared.pdf.wire import OpenPaper

_mu: Any = pymupdf  # not all of its names are declared

A4 = (595.0, 842.0)
LINE = b"1 0 0 rg 72 72 200 200 re f"


def ordinary(path: Path, pages: int = 3, size: tuple[float, float] = A4) -> Path:
    """Pages with their number, and a red square whose top left corner is at (72, 72)."""
    with pymupdf.open() as document:
        for number in range(pages):
            page = document.new_page(width=size[0], height=size[1])
            page.draw_rect(pymupdf.Rect(72, 72, 272, 272), color=(1, 0, 0), fill=(1, 0, 0))
            page.insert_text((72, 400), f"page {number + 1}", fontsize=40)
        document.save(path)
    return path


def locked(path: Path, password: str) -> Path:
    """One page that asks for a password."""
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "behind a door")
        document.save(path, encryption=_mu.PDF_ENCRYPT_AES_256, user_pw=password, owner_pw="owner")
    return path


def hand_made(
    path: Path,
    contents: Sequence[bytes],
    media_box: bytes = b"0 0 612 792",
    forms: int = 0,
    typeface: bool = False,
) -> Path:
    """One page for each content stream. With `forms`, /F0 draws /F1 ten times and so on, `forms` deep.

    With `typeface` there is one called F.
    """
    first_form = 3 + 2 * len(contents)
    resources = b"<</XObject<<%s>>>>" % b"".join(b"/F%d %d 0 R" % (n, first_form + n) for n in range(forms))
    if typeface:
        resources = resources[:-2] + b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    kids = b" ".join(b"%d 0 R" % (3 + 2 * n) for n in range(len(contents)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents))]
    for number, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents %d 0 R/Resources%s>>"
            % (media_box, 4 + 2 * number, resources)
        )
        objects.append(_stream(b"/Filter/FlateDecode", zlib.compress(content)))
    for depth in range(forms):
        inner = b"/F%d Do " % (depth + 1) * 10 if depth + 1 < forms else b"0 0 1 1 re f "
        form = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources" + resources
        objects.append(_stream(form, inner))
    path.write_bytes(_file(objects))
    return path


def hanging(path: Path, pages: int = 1) -> Path:
    """Every page but the last draws 10^11 rectangles by forms in forms; the last is a red square."""
    return hand_made(path, [b"/F0 Do"] * pages + [LINE], forms=12)


def slow(path: Path, pages: int) -> Path:
    """Every page takes about a second."""
    return hand_made(path, [b"/F0 Do /F0 Do"] * pages, forms=6)


def circling(path: Path) -> Path:
    """The one page draws a form that draws itself a thousand times."""
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    )
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</F 5 0 R>>>>"
    again = b"/F Do " * 1000
    path.write_bytes(
        _file([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, _stream(b"", again), _stream(form, again)])
    )
    return path


def greedy(path: Path) -> Path:
    """The one page is a single line of 100 million points, which no 768 MB can hold; the file is small."""
    press = zlib.compressobj(9)
    pieces = [press.compress(b"0 0 m ")]
    million = b"1 1 l 9 9 l 5 2 l 7 3 l " * 250_000
    pieces += [press.compress(million) for _ in range(100)]
    pieces += [press.compress(b" S"), press.flush()]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    content = zlib.compress(b"".join(pieces), 9)
    stream = _stream(b"/Filter[/FlateDecode/FlateDecode]", content)
    path.write_bytes(_file([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, stream]))
    return path


def without_pages(path: Path) -> Path:
    """A page tree without a page."""
    path.write_bytes(_file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]))
    return path


def claiming_pages(path: Path, count: int) -> Path:
    """A page tree of one page that claims `count`."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count
    path.write_bytes(_file([b"<</Type/Catalog/Pages 2 0 R>>", tree, page]))
    return path


def open_order(path: Path, digest: str = "d" * 64) -> OpenPaper:
    """The order to open this file."""
    return OpenPaper(digest, bytes(path), None)


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    content = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(content))
    return content + head + tail


TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange
2 beginbfchar <41> <FB03> <42> <006600660069> endbfchar
1 beginbfrange <61> <7a> <0061> endbfrange
endcmap end end"""


def ligatures(path: Path) -> Path:
    """Says "office" twice: with the letter U+FB03, and with a shape that stands for three letters."""
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((72, 100), "oAce", fontsize=20)
        page.insert_text((72, 200), "oBce", fontsize=20)
        (font,) = [entry[0] for entry in page.get_fonts()]
        stream = document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, TO_UNICODE)
        document.xref_set_key(font, "ToUnicode", f"{stream} 0 R")
        document.save(path)
    return path


def said(path: Path, pages: Sequence[Sequence[tuple[tuple[float, float], str]]], mode: int = 0) -> Path:
    """Pages on which these words stand with their left ends at these points; mode 3 is invisible."""
    with pymupdf.open() as document:
        for words in pages:
            page = document.new_page(width=A4[0], height=A4[1])
            for place, word in words:
                page.insert_text(place, word, fontname="china-s", fontsize=12, render_mode=mode)
        document.save(path)
    return path


def leading(path: Path) -> Path:
    """Eight pages, and a table of contents and links to them and to what must never be followed."""
    with pymupdf.open() as document:
        for number in range(8):
            page = document.new_page(width=400, height=600)
            page.set_rotation(90 * (number % 4))
        document.set_toc(
            [[1, "第一章\u202e\tone", 1], [2, "One.One", 2], [3, "deep", 3], [1, "Two", 8]], collapse=0
        )
        first = document[0]
        rect = pymupdf.Rect(40, 60, 140, 120)
        first.insert_link({"kind": _mu.LINK_GOTO, "from": rect, "page": 4, "to": pymupdf.Point(0, 150)})
        rect = pymupdf.Rect(40, 160, 140, 220)
        first.insert_link({"kind": _mu.LINK_URI, "from": rect, "uri": "https://example.com/#page=2"})
        first.insert_link({"kind": _mu.LINK_LAUNCH, "from": rect, "file": "program.exe"})
        first.insert_link(
            {"kind": _mu.LINK_GOTOR, "from": rect, "file": "other.pdf", "page": 1, "to": pymupdf.Point(0, 0)}
        )
        first.insert_link({"kind": _mu.LINK_NAMED, "from": rect, "name": "there"})
        first.insert_link({"kind": _mu.LINK_GOTO, "from": rect, "page": 7, "to": pymupdf.Point(0, 0)})
        target = document.page_xref(5)
        document.xref_set_key(document.pdf_catalog(), "Dests", f"<</there[{target} 0 R/XYZ 100 450 0]>>")
        document.save(path)
    return path


def lettered(path: Path, content: bytes) -> Path:
    """One page with this content stream and a typeface called F."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    stream = _stream(b"/Filter/FlateDecode", zlib.compress(content))
    path.write_bytes(_file([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, stream, font]))
    return path


def with_outline(path: Path, outline: bytes, entry: bytes) -> Path:
    """One page; the outline is object 4, its entry object 5."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    path.write_bytes(_file([b"<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>", tree, page, outline, entry]))
    return path
