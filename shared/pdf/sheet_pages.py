"""Draws sign-off sheets: content of A4 pages, words as outlines, signatures as vectors. Pure."""

import itertools
from collections.abc import Sequence
from typing import Final

import msgspec

from shared.domain.ink_geometry import pen_width
from shared.domain.ink_words import ASCENT, note_lines
from shared.domain.sign_off import SignatureStroke
from shared.pdf.ink_outline import centre_line, outline
from shared.pdf.ink_text import BOLD, EM, FILLED, Typeface, drawn_line, plain, width_of
from shared.pdf.sheet import PrintedRow, PrintedSheet

SHEET_SIZE_PT: Final = (595.28, 841.89)
"""A4."""

_LEFT: Final = 56.0
_RIGHT: Final = 539.0
_TOP: Final = 780.0
_BOTTOM: Final = 64.0
_FOOT: Final = 40.0
_COLUMNS: Final = (_LEFT, 156.0, 346.0, 466.0, _RIGHT)
_PAD: Final = 5.0
_TITLE_PT: Final = 18.0
_TEXT_PT: Final = 10.5
_SMALL_PT: Final = 8.5
_LEADING: Final = 1.4
_SIGNATURE_HEIGHT: Final = 44.0
_SIGNATURE_WIDTH: Final = 0.014
"""Of a signature's line, in widths of its box."""
_LEAST_RATIO: Final = 0.5
_MOST_RATIO: Final = 8.0
_FINE: Final = 0.02
_DECIMALS: Final = 2


def sheet_contents(sheet: PrintedSheet, typeface: Typeface) -> list[bytes]:
    """The content of each page, at least one."""
    pages = _Pages(sheet, typeface)
    for row in sheet.rows:
        pages.add(_row_lines(row, typeface), row)
    return pages.finished()


class _Lines(msgspec.Struct, frozen=True):
    """The words of a row, broken to their columns."""

    name: tuple[str, ...]
    post: tuple[str, ...]
    opinion: tuple[str, ...]
    time: tuple[str, ...]
    remark: tuple[str, ...]


class _Pages:
    """The pages so far; the last grows downward."""

    def __init__(self, sheet: PrintedSheet, typeface: Typeface) -> None:
        self._sheet = sheet
        self._typeface = typeface
        self._pages: list[list[bytes]] = []
        self._y = 0.0
        self._begin()

    def add(self, lines: _Lines, row: PrintedRow) -> None:
        """A row; an opinion that is too long for the page goes on on the next one."""
        names = len(lines.name) * _TEXT_PT + len(lines.post) * _SMALL_PT
        least = max(_SIGNATURE_HEIGHT, names * _LEADING, len(lines.time) * _TEXT_PT * _LEADING) + 2 * _PAD
        remark_height = (len(lines.remark) * _SMALL_PT * _LEADING + _PAD) if lines.remark else 0.0
        if self._y - least - remark_height < _BOTTOM:
            self._begin()
        opinion = list(lines.opinion)
        is_first = True
        while opinion or is_first:
            room = int((self._y - _BOTTOM - 2 * _PAD - remark_height) / (_TEXT_PT * _LEADING))
            part, opinion = opinion[:room], opinion[room:]
            height = len(part) * _TEXT_PT * _LEADING + 2 * _PAD
            top = self._y
            if is_first:
                height = max(height, least)
                self._first_part(lines, row)
            self._column(1, part, _TEXT_PT)
            self._y = top - height
            self._rules(top)
            if is_first:
                self._remark(lines.remark, remark_height)
            self._frame(top)
            is_first = False
            if opinion:
                self._begin()

    def finished(self) -> list[bytes]:
        """All pages, numbered."""
        count = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            words = self._sheet.page_form.replace("{page}", str(number)).replace("{pages}", str(count))
            page.append(self._centred(words, _FOOT, _SMALL_PT))
        return [b"0 g 0 G 0.6 w 1 j\n" + b"".join(page) for page in self._pages]

    def _begin(self) -> None:
        """A new page: the title and the facts on the first, the headings on each."""
        self._pages.append([])
        self._y = _TOP
        if len(self._pages) == 1:
            self._page.append(self._centred(self._sheet.title, _TOP, _TITLE_PT, BOLD))
            self._y -= 2 * _TITLE_PT
            for fact in self._sheet.facts:
                for line in _wrapped(fact, _RIGHT - _LEFT, _TEXT_PT, self._typeface):
                    self._page.append(self._words(line, _LEFT, self._y - ASCENT * _TEXT_PT, _TEXT_PT))
                    self._y -= _TEXT_PT * _LEADING
            self._y -= _TEXT_PT
        top = self._y
        for column, heading in enumerate(self._sheet.headings):
            width = _COLUMNS[column + 1] - _COLUMNS[column] - 2 * _PAD
            self._column(column, _wrapped(heading, width, _TEXT_PT, self._typeface)[:1], _TEXT_PT, BOLD)
        self._y = top - _TEXT_PT * _LEADING - 2 * _PAD
        self._rules(top)
        self._frame(top)

    @property
    def _page(self) -> list[bytes]:
        return self._pages[-1]

    def _first_part(self, lines: _Lines, row: PrintedRow) -> None:
        self._column(0, lines.name, _TEXT_PT)
        below = self._y - len(lines.name) * _TEXT_PT * _LEADING
        self._column(0, lines.post, _SMALL_PT, top=below)
        self._column(3, lines.time, _TEXT_PT)
        box = (_COLUMNS[2] + _PAD, self._y - _PAD - _SIGNATURE_HEIGHT, _COLUMNS[3] - _COLUMNS[2] - 2 * _PAD)
        self._page.append(_signature(row.signature, row.ratio, box))
        if row.remark and row.signature:
            x, y, width = box
            strike = f"{x:.2f} {y:.2f} m {x + width:.2f} {y + _SIGNATURE_HEIGHT:.2f} l S\n"
            self._page.append(strike.encode())

    def _remark(self, remark: Sequence[str], height: float) -> None:
        """What is the matter with the row, across its whole width."""
        for number, line in enumerate(remark):
            base = self._y - number * _SMALL_PT * _LEADING - ASCENT * _SMALL_PT
            self._page.append(self._words(line, _LEFT + _PAD, base, _SMALL_PT))
        self._y -= height

    def _column(
        self, column: int, lines: Sequence[str], size: float, paint: bytes = FILLED, top: float | None = None
    ) -> None:
        y = self._y if top is None else top
        for number, line in enumerate(lines):
            base = y - _PAD - number * size * _LEADING - ASCENT * size
            self._page.append(self._words(line, _COLUMNS[column] + _PAD, base, size, paint))

    def _rules(self, top: float) -> None:
        """The lines between the columns."""
        lines = "".join(f"{x:.2f} {top:.2f} m {x:.2f} {self._y:.2f} l " for x in _COLUMNS[1:-1])
        self._page.append(lines.encode() + b"S\n")

    def _frame(self, top: float) -> None:
        """The lines around the cells between `top` and here."""
        box = f"{_LEFT:.2f} {self._y:.2f} {_RIGHT - _LEFT:.2f} {top - self._y:.2f} re S\n"
        self._page.append(box.encode())

    def _centred(self, text: str, base: float, size: float, paint: bytes = FILLED) -> bytes:
        line = plain(text).replace("\n", " ")
        x = (SHEET_SIZE_PT[0] - width_of(line, self._typeface) * size / EM) / 2
        return self._words(line, x, base, size, paint)

    def _words(self, line: str, x: float, base: float, size: float, paint: bytes = FILLED) -> bytes:
        scale = size / EM
        place = f"q {scale:.5f} 0 0 {scale:.5f} {x:.2f} {base:.2f} cm 30 w\n".encode()
        return place + drawn_line(line, (0.0, 0.0), self._typeface, paint) + b"Q\n"


def _row_lines(row: PrintedRow, typeface: Typeface) -> _Lines:
    widths = [right - left - 2 * _PAD for left, right in itertools.pairwise(_COLUMNS)]
    return _Lines(
        name=_wrapped(row.name, widths[0], _TEXT_PT, typeface)[:4],
        post=_wrapped(row.post, widths[0], _SMALL_PT, typeface)[:8] if row.post.strip() else (),
        opinion=_wrapped(row.opinion, widths[1], _TEXT_PT, typeface),
        time=_wrapped(row.time, widths[3], _TEXT_PT, typeface)[:4],
        remark=_wrapped(row.remark, _RIGHT - _LEFT - 2 * _PAD, _SMALL_PT, typeface) if row.remark else (),
    )


def _wrapped(text: str, width: float, size: float, typeface: Typeface) -> tuple[str, ...]:
    return note_lines(plain(text), width, lambda line: width_of(line, typeface) * size / EM)


def _signature(strokes: Sequence[SignatureStroke], ratio: float, box: tuple[float, float, float]) -> bytes:
    """The strokes in the box (left, bottom, width), as large as their pad's proportions allow."""
    left, bottom, wide = box
    ratio = min(_MOST_RATIO, max(_LEAST_RATIO, ratio))
    width = min(wide, _SIGNATURE_HEIGHT * ratio)
    height = width / ratio
    left, top = left + (wide - width) / 2, bottom + (_SIGNATURE_HEIGHT + height) / 2
    parts: list[bytes] = []
    for stroke in strokes:
        if stroke:
            points = [
                (left + x * width, top - y * height, pen_width(_SIGNATURE_WIDTH * width, pressure) / 2)
                for x, y, pressure in stroke
            ]
            parts.append(outline(centre_line(points, _FINE), _DECIMALS) + b"f\n")
    return b"".join(parts)
