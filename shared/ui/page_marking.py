"""Selecting words of a page by a long press, or by dragging while text is being selected; with two handles."""

import msgspec
from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QPen

from shared.pdf.pages import PageText
from shared.ui.page_places import PlacedPage
from shared.ui.page_selection import Letters, Selection
from shared.ui.page_tint import Tones, tint
from shared.ui.page_view import PageView
from shared.ui.theme import Theme
from shared.ui.tokens import Tone

_TONES = Tones(day=Tone.SOFT_GREEN, night=Tone.GREEN)
_HANDLE_RADIUS_PX = 9
_FAR = 2.0
"""While a selection grows, the nearest word counts wherever the finger is."""


class _Ends(msgspec.Struct, frozen=True):
    """The numbers of the two words that a selection runs between; `fixed` stays while `moving` follows the finger."""

    fixed: int
    moving: int


class _Touch(msgspec.Struct):
    """A finger whose words are not known yet: where it began and where it is, in (u, v)."""

    begin: tuple[float, float]
    now: tuple[float, float]
    is_lifted: bool = False


class PageMarking(QObject):
    """At most one selection, on one page. The words of a page are asked for when a person presses on it."""

    text_selected = Signal(int, object, str)
    """A selection was made or changed: page, boxes in (u, v) with one for each line, and what it says."""

    cleared = Signal()
    """Nothing is selected any more."""

    text_needed = Signal(int)
    """The words of this page are wanted: `set_text` brings them."""

    def __init__(self, theme: Theme, view: PageView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._letters: dict[int, Letters] = {}
        self._page = 0
        self._ends: _Ends | None = None
        self._touch: _Touch | None = None
        view.press_takers.add(self)
        view.press_takers.add_tap(self.take_tap)

    @property
    def selection(self) -> Selection:
        """What is selected."""
        letters = self._letters.get(self._page)
        if letters is None or self._ends is None:
            return Selection()
        return letters.between(self._ends.fixed, self._ends.moving)

    @property
    def page(self) -> int:
        """The page on which something is selected, 0 for none."""
        return self._page if self._ends is not None else 0

    def set_text(self, page: int, text: PageText) -> None:
        """The words of a page."""
        letters = self._letters[page] = Letters(text)
        touch = self._touch
        if touch is None or page != self._page:
            return
        self._touch = None
        self._begin(letters, *touch.begin)
        self._extend(*touch.now)
        if touch.is_lifted:
            self._tell()

    def forget(self) -> None:
        """Another paper is shown: nothing is selected, no words are known."""
        self._letters.clear()
        self.clear()

    def clear(self) -> None:
        """Select nothing."""
        had_selection = self._ends is not None
        self._page, self._ends, self._touch = 0, None, None
        if had_selection:
            self._view.update()
            self.cleared.emit()

    # As a taker of presses ----------------------------------------------------------------------------

    def takes_press(self, point: QPointF) -> bool:
        """A press on a handle moves that end."""
        placed, ends = self._placed(), self._ends
        if placed is None or ends is None:
            return False
        reach = self._theme.scale.target_px / 2
        first, last = self._handles(placed)
        low, high = min(ends.fixed, ends.moving), max(ends.fixed, ends.moving)
        if (point - last).manhattanLength() <= reach:
            self._ends = _Ends(low, high)
        elif (point - first).manhattanLength() <= reach:
            self._ends = _Ends(high, low)
        else:
            return False
        return True

    def takes_long_press(self, point: QPointF) -> bool:
        """Select the word under the finger."""
        placed = self._view.placed_at(point)
        if placed is None:
            return False
        self.clear()
        u, v = placed.to_page(point)
        letters = self._letters.get(placed.page)
        self._page = placed.page
        if letters is not None:
            return self._begin(letters, u, v)
        self._touch = _Touch((u, v), (u, v))
        self.text_needed.emit(placed.page)
        return True

    def take_tap(self, point: QPointF) -> bool:
        """A tap beside the selection ends it, one on it leaves it; without a selection it is for others."""
        placed = self._placed()
        if placed is None or self._ends is None:
            return False
        if not any(placed.box_to_view(*box).contains(point) for box in self.selection.boxes):
            self.clear()
        return True

    def follow(self, point: QPointF) -> None:
        """The selection runs to where the finger is."""
        placed = self._placed()
        if placed is None:
            return
        place = placed.to_page(point)
        if self._touch is not None:
            self._touch.now = place
        else:
            self._extend(*place)

    def lift(self) -> None:
        """The selection is made."""
        if self._touch is not None:
            self._touch.is_lifted = True
        else:
            self._tell()

    # How ----------------------------------------------------------------------------------------------

    def _placed(self) -> PlacedPage | None:
        return self._view.place_of(self._page) if self._page else None

    def _begin(self, letters: Letters, u: float, v: float) -> bool:
        number = letters.at(u, v)
        self._ends = None if number is None else _Ends(number, number)
        self._view.update()
        return number is not None

    def _extend(self, u: float, v: float) -> None:
        letters, ends = self._letters.get(self._page), self._ends
        if letters is None or ends is None:
            return
        number = letters.at(u, v, reach=_FAR)
        if number is not None and number != ends.moving:
            self._ends = _Ends(ends.fixed, number)
            self._view.update()

    def _tell(self) -> None:
        if self._ends is not None:
            chosen = self.selection
            self.text_selected.emit(self._page, chosen.boxes, chosen.text)

    def _handles(self, placed: PlacedPage) -> tuple[QPointF, QPointF]:
        """Below the begin of the first word, and below the end of the last."""
        letters, ends = self._letters[self._page], self._ends or _Ends(0, 0)
        first = letters.box_of(min(ends.fixed, ends.moving))
        last = letters.box_of(max(ends.fixed, ends.moving))
        return placed.to_view(first[0], first[3]), placed.to_view(last[2], last[3])

    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        """As an overlay: the selected words and the handles."""
        if self._ends is None or placed.page != self._page:
            return
        tint(painter, self._theme, placed, self.selection.boxes, exposed, _TONES)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour(Tone.RAISED), self._theme.scale.line(1.5)))
        painter.setBrush(self._theme.colour(Tone.GREEN))
        radius = self._theme.space(_HANDLE_RADIUS_PX)
        for handle in self._handles(placed):
            painter.drawEllipse(handle + QPointF(0, radius), radius, radius)
