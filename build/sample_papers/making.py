"""Makes the PDF of a paper, and the look of a scan from one."""

from __future__ import annotations

import random
from typing import Final

import pymupdf

from sample_papers.blocks import PaperText, strings_of
from sample_papers.faces import SANS, SERIF, SERIF_BOLD, Face, cut_face
from sample_papers.setting import Setter

_FACES: Final = {"serif": SERIF, "sans": SANS, "bold": SERIF_BOLD}
_ALWAYS: Final = "0123456789—. "
_DATE: Final = "D:20260713090000+08'00'"
_SCAN_DPI: Final = 110
_SCAN_QUALITY: Final = 38
_SCAN_TURNS: Final = (0.55, -0.35, 0.8, -0.6, 0.3)


def make_paper(paper: PaperText) -> bytes:
    """The paper as PDF with text, outline and small fonts; the same bytes on every run."""
    characters = "".join(sorted(set("".join(strings_of(paper.blocks)) + _ALWAYS)))
    faces = {name: cut_face(file, characters) for name, file in _FACES.items()}
    setter = Setter(faces)
    for block in paper.blocks:
        setter.set(block)
    setter.number_pages()
    return _pdf(paper.title, setter, faces)


def make_scan(paper: PaperText) -> bytes:
    """The paper as an office scanner would deliver it: pictures only, a little crooked, with specks."""
    chance = random.Random(paper.title)  # noqa: S311 - specks, not secrets
    scan = pymupdf.open()
    with pymupdf.open(stream=make_paper(paper), filetype="pdf") as clean:
        for number, page in enumerate(clean):
            picture = _scanned(page, _SCAN_TURNS[number % len(_SCAN_TURNS)], chance)
            sheet = scan.new_page(width=page.rect.width, height=page.rect.height)
            sheet.insert_image(sheet.rect, stream=picture, keep_proportion=False)
    scan.set_metadata(
        {"title": paper.title, "creationDate": _DATE, "modDate": _DATE, "producer": "", "creator": ""}
    )
    return _bytes(scan)


def _pdf(title: str, setter: Setter, faces: dict[str, Face]) -> bytes:
    document = pymupdf.open()
    fonts: dict[str, int] = {}
    for canvas in setter.pages:
        page = document.new_page(width=canvas.width, height=canvas.height)
        _add_fonts(document, page, faces, fonts)
        content = document.get_new_xref()
        document.update_object(content, "<<>>")
        document.update_stream(content, canvas.content())
        page.set_contents(content)
    document.set_toc([list(entry) for entry in setter.outline], collapse=0)
    document.set_metadata(
        {"title": title, "creationDate": _DATE, "modDate": _DATE, "producer": "", "creator": ""}
    )
    document.subset_fonts()
    return _bytes(document)


def _add_fonts(
    document: pymupdf.Document, page: pymupdf.Page, faces: dict[str, Face], fonts: dict[str, int]
) -> None:
    """Give the page all faces; each is put into the file once."""
    for name, face in faces.items():
        if name not in fonts:
            fonts[name] = page.insert_font(fontname=name, fontbuffer=face.font)
    entries = "".join(f"/{name} {xref} 0 R" for name, xref in fonts.items())
    document.xref_set_key(page.xref, "Resources", f"<</Font<<{entries}>>>>")


def _scanned(page: pymupdf.Page, degrees: float, chance: random.Random) -> bytes:
    scale = _SCAN_DPI / 72
    turned = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale).prerotate(degrees), alpha=False)
    width, height = int(page.rect.width * scale), int(page.rect.height * scale)
    sheet = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, width, height))
    sheet.clear_with(246)
    turned.set_origin((width - turned.width) // 2, (height - turned.height) // 2)
    sheet.copy(turned, sheet.irect)
    sheet.gamma_with(1.15)
    for _ in range(260):
        _speck(sheet, chance)
    return bytes(sheet.tobytes("jpg", jpg_quality=_SCAN_QUALITY))


def _speck(sheet: pymupdf.Pixmap, chance: random.Random) -> None:
    shade = chance.choice((40, 90, 140, 190))
    size = chance.choice((1, 1, 1, 2, 2, 3))
    x, y = chance.randrange(sheet.width - size), chance.randrange(sheet.height - size)
    sheet.set_rect(pymupdf.IRect(x, y, x + size, y + size), (shade, shade, shade))


def _bytes(document: pymupdf.Document) -> bytes:
    content: bytes = document.tobytes(garbage=4, deflate=True, use_objstms=1, no_new_id=True)
    document.close()
    return content
