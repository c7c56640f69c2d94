"""A DOCX page as GB/T 9704—2012 asks for: A4, text block 156 × 225 mm, 22 lines of 28 characters.

The official faces are licensed, so they are named here, not embedded; a machine without them substitutes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from docx import Document
from docx.document import Document as OfficialDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

BODY_FACE: Final = "FangSong"
TITLE_FACE: Final = "FZXiaoBiaoSong-B05S"
LEVEL_FACE: Final = "SimHei"
PAGE_NUMBER_FACE: Final = "SimSun"
BODY_PT: Final = 16
TITLE_PT: Final = 22
PAGE_NUMBER_PT: Final = 14
TABLE_PT: Final = 12
TEXT_MM: Final = 156.0
LINE_PT: Final = 225 / 25.4 * 72 / 22
"""22 lines in 225 mm."""

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class OfficialPage:
    """A document that grows downward: title, headings, paragraphs and labelled lists of names."""

    def __init__(self) -> None:
        self.document: OfficialDocument = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(35 - 7 - 5)
        self.document.settings.odd_and_even_pages_header_footer = True
        _page_number(section, is_even=False)
        _page_number(section, is_even=True)
        style = self.document.styles["Normal"].paragraph_format
        style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PT)
        style.space_before = style.space_after = Pt(0)

    def title(self, text: str) -> None:
        """The title: 2号小标宋, centred, an empty line below."""
        paragraph = self._paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, text, TITLE_FACE, TITLE_PT)
        self._paragraph()

    def heading(self, text: str) -> None:
        """A first-level heading (一、…): 3号黑体, indented two characters."""
        _run(self._indented(), text, LEVEL_FACE, BODY_PT)

    def text(self, text: str) -> None:
        """A paragraph: 3号仿宋, indented two characters."""
        _run(self._indented(), text, BODY_FACE, BODY_PT)

    def names(self, label: str, names: str) -> None:
        """`label` in 黑体 and names in 仿宋; wrapped lines align after the label."""
        paragraph = self._paragraph()
        indent = Pt(BODY_PT * (len(label) + 2))
        paragraph.paragraph_format.left_indent = indent
        paragraph.paragraph_format.first_line_indent = -Pt(BODY_PT * len(label))
        _run(paragraph, label, LEVEL_FACE, BODY_PT)
        _run(paragraph, names, BODY_FACE, BODY_PT)

    def table(
        self,
        rows: Sequence[Sequence[str | int]],
        *,
        header: Sequence[str | int] = (),
        widths_mm: Sequence[float] = (),
    ) -> None:
        """A ruled table as wide as the text: 小四仿宋, the header in 黑体 and again on every page.

        Without a width for each the columns are equal. Rows are not broken between pages; a short one leaves cells empty.
        """
        count = max((len(row) for row in (header, *rows)), default=0)
        if not count:
            return
        widths = widths_mm if len(widths_mm) == count else [TEXT_MM / count] * count
        table = self.document.add_table(rows=0, cols=count, style="Table Grid")
        table.autofit = False
        for place, row in enumerate(((header,) if header else ()) + tuple(rows)):
            is_header = bool(header) and place == 0
            line = table.add_row()
            line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx names neither
            if is_header:
                line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
            cells = line.cells
            for column, cell in enumerate(cells):
                cell.width = Mm(widths[column])
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
                text = str(row[column]) if column < len(row) else ""
                _run(paragraph, text, LEVEL_FACE if is_header else BODY_FACE, TABLE_PT)

    def new_page(self) -> None:
        """What follows begins on a page of its own."""
        self._paragraph().paragraph_format.page_break_before = True

    def gap(self) -> None:
        """An empty line."""
        self._paragraph()

    def _paragraph(self) -> Paragraph:
        return self.document.add_paragraph()

    def _indented(self) -> Paragraph:
        paragraph = self._paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(BODY_PT * 2)
        return paragraph


def _run(paragraph: Paragraph, text: str, face: str, size_pt: float) -> Run:
    run = paragraph.add_run(_NOT_XML.sub("", text))
    run.font.name = face
    run.font.size = Pt(size_pt)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 - python-docx names only Latin faces
    fonts.set(qn("w:eastAsia"), face)
    return run


def _page_number(section: Section, *, is_even: bool) -> None:
    """A dash on each side, 4号宋体; odd pages right, even pages left, one character free on the outside."""
    footer = section.even_page_footer if is_even else section.footer
    paragraph = footer.paragraphs[0]
    if is_even:
        paragraph.paragraph_format.left_indent = Pt(PAGE_NUMBER_PT)
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(PAGE_NUMBER_PT)
    _run(paragraph, "— ", PAGE_NUMBER_FACE, PAGE_NUMBER_PT)
    number = _run(paragraph, "", PAGE_NUMBER_FACE, PAGE_NUMBER_PT)
    for kind, instruction in (("begin", None), (None, "PAGE"), ("end", None)):
        number._element.append(_field_part(kind, instruction))  # noqa: SLF001 - python-docx has no fields
    _run(paragraph, " —", PAGE_NUMBER_FACE, PAGE_NUMBER_PT)


def _field_part(kind: str | None, instruction: str | None) -> BaseOxmlElement:
    if kind is not None:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = instruction
    return part
