"""The plan of the room: seats around a table, the legend in its middle; a grid where there are too many."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from presenter.ui.seats_shown import SeatShown, SeatState, count, short_name, short_note, spoken_words
from shared.domain.people import Role, SeatId
from shared.system.i18n import tr
from shared.ui.seat_tile import Seated, SeatLook, SeatTile
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

MOST_AROUND_A_TABLE: Final = 24
_LOOKS: Final = {
    SeatState.VACANT: SeatLook.VACANT,
    SeatState.WAITING: SeatLook.NOT_SIGNED_IN,
    SeatState.LEAVE: SeatLook.AWAY,
    SeatState.LEFT: SeatLook.AWAY,
    SeatState.ABSENT: SeatLook.AWAY,
    SeatState.OFFLINE: SeatLook.OFFLINE,
    SeatState.CALLING: SeatLook.CALLS_SERVICE,
    SeatState.FOLLOWING: SeatLook.FOLLOWING,
    SeatState.BROWSING: SeatLook.BROWSING,
    SeatState.VOTED: SeatLook.VOTED,
    SeatState.NOT_VOTED: SeatLook.NOT_VOTED,
    SeatState.OBSERVING: SeatLook.OBSERVER,
}
_PROBLEMS: Final = (SeatState.OFFLINE, SeatState.CALLING, SeatState.NOT_VOTED)


class LegendLine(msgspec.Struct, frozen=True):
    """One line of the legend."""

    icon: str
    tone: Tone
    words: str


def legend(seats: tuple[SeatShown, ...]) -> tuple[LegendLine, ...]:
    """What the marks mean, with their numbers; only what there is."""
    lines = (
        (SeatState.VOTED, "check", Tone.GREEN, tr("Voted {n}", n=count(seats, SeatState.VOTED))),
        (SeatState.NOT_VOTED, "dots", Tone.INK2, tr("Not voted {n}", n=count(seats, SeatState.NOT_VOTED))),
        (SeatState.FOLLOWING, "ribbon", Tone.GREEN, tr("Following {n}", n=count(seats, SeatState.FOLLOWING))),
        (
            SeatState.BROWSING,
            "ribbon-open",
            Tone.INK2,
            tr("Browsing {n}", n=count(seats, SeatState.BROWSING)),
        ),
        (SeatState.WAITING, "dots", Tone.INK2, tr("Not signed in {n}", n=count(seats, SeatState.WAITING))),
        (SeatState.CALLING, "bell", Tone.OCHRE, tr("Calling {n}", n=count(seats, SeatState.CALLING))),
        (SeatState.OFFLINE, "net-off", Tone.OCHRE, tr("Offline {n}", n=count(seats, SeatState.OFFLINE))),
    )
    return tuple(LegendLine(icon, tone, words) for state, icon, tone, words in lines if count(seats, state))


def seated(shown: SeatShown, *, is_small: bool) -> Seated:
    """A seat as its tile draws it."""
    look = _LOOKS[shown.state]
    if shown.state is SeatState.OFFLINE and shown.unsent_votes:
        look = SeatLook.OFFLINE_UNSENT
    return Seated(
        short_name(shown, is_small=is_small),
        look,
        short_note(shown),
        spoken_words(shown),
        is_leader=shown.person is not None and shown.person.role is Role.CHAIR,
        is_writer=shown.is_writer,
    )


def table_shape(seats: int) -> tuple[int, int]:
    """Columns along the long sides and rows at the short ones, for seats around a table."""
    columns = 7 if seats > 20 else min(6, max(2, -(-seats // 3)))
    return columns, max(0, -(-(seats - 2 * columns) // 2))


def table_place(place: int, shape: tuple[int, int]) -> tuple[int, int]:
    """Column and row of place `place` (from 0), clockwise from the top left, in the grid around the table."""
    columns, rows = shape
    if place < columns:
        return place, 0
    place -= columns
    if place < rows:
        return columns - 1, 1 + place
    place -= rows
    if place < columns:
        return columns - 1 - place, rows + 1
    return 0, rows - (place - columns)


def around_the_chair(seats: tuple[SeatShown, ...], columns: int) -> tuple[SeatShown, ...]:
    """The seats in the plan's order, turned so that the chair sits in the middle of the upper side."""
    chair = next(
        (n for n, seat in enumerate(seats) if seat.person is not None and seat.person.role is Role.CHAIR),
        None,
    )
    if chair is None:
        return seats
    first = (chair - (columns - 1) // 2) % len(seats)
    return seats[first:] + seats[:first]


class SeatMap(QWidget):
    """Tiles and legend. A press on a tile asks for more about the seat."""

    seat_requested = Signal(str)
    """Tell more about this seat."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seats: tuple[SeatShown, ...] = ()
        self._legend: tuple[LegendLine, ...] = ()
        self._tiles: dict[SeatId, SeatTile] = {}
        self.setObjectName("seat_map")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_seats(self, seats: tuple[SeatShown, ...]) -> None:
        """Show the room."""
        if seats == self._seats:
            return
        is_other_plan = [s.seat for s in seats] != [s.seat for s in self._seats]
        was_small = self.is_small
        self._seats, self._legend = seats, legend(seats)
        if is_other_plan or was_small != self.is_small:
            self._make_tiles()
            self.updateGeometry()
        else:
            for seat in seats:
                self._tiles[seat.seat].set_seated(seated(seat, is_small=self.is_small))
        self._place_tiles()
        self.update()

    @property
    def is_small(self) -> bool:
        """Whether there are too many seats for a table."""
        return len(self._seats) > MOST_AROUND_A_TABLE

    @property
    def seats_count(self) -> int:
        """How many seats there are."""
        return len(self._seats)

    def tile(self, seat: SeatId) -> SeatTile | None:
        """The tile of a seat."""
        return self._tiles.get(seat)

    def _make_tiles(self) -> None:
        for tile in self._tiles.values():
            tile.hide()
            tile.deleteLater()
        self._tiles = {}
        for seat in self._seats:
            tile = SeatTile(self._theme, seated(seat, is_small=self.is_small), name=f"seat_{seat.seat}")
            tile.setParent(self)
            tile.clicked.connect(lambda _=False, wanted=seat.seat: self.seat_requested.emit(wanted))
            tile.show()
            self._tiles[seat.seat] = tile

    def _gap(self) -> int:
        return self._theme.space(5)

    def _tile_height(self) -> int:
        return self._theme.space(34 if self.is_small else 44)

    def _columns(self, width: int) -> int:
        least = self._theme.space(52)
        return max(1, (width + self._gap()) // (least + self._gap()))

    def _place_tiles(self) -> None:
        if not self._seats or self.width() <= 1:
            return
        if self.is_small:
            ordered = sorted(self._seats, key=lambda seat: seat.state not in _PROBLEMS)
            columns = self._columns(self.width())
            places = [(n % columns, n // columns) for n in range(len(ordered))]
        else:
            shape = table_shape(len(self._seats))
            columns = shape[0]
            ordered = list(around_the_chair(self._seats, columns))
            places = [table_place(n, shape) for n in range(len(ordered))]
        top = self._legend_height() if self.is_small else 0
        for seat, place in zip(ordered, places, strict=True):
            self._tiles[seat.seat].setGeometry(self._box(*place, columns, top))

    def _box(self, column: int, row: int, columns: int, top: int) -> QRect:
        gap, tall = self._gap(), self._tile_height()
        wide = (self.width() - gap * (columns - 1)) / columns
        left, right = round(column * (wide + gap)), round(column * (wide + gap) + wide)
        return QRect(QPoint(left, top + row * (tall + gap)), QSize(right - left, tall))

    def _legend_height(self) -> int:
        return round(self._theme.scale.type_px(Step.CAPTION) * 1.9)

    @override
    def heightForWidth(self, width: int) -> int:
        if not self._seats:
            return 0
        if self.is_small:
            rows, top = -(-len(self._seats) // self._columns(width)), self._legend_height()
        else:
            rows, top = table_shape(len(self._seats))[1] + 2, 0
        return top + rows * (self._tile_height() + self._gap()) - self._gap()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def sizeHint(self) -> QSize:
        wide = self._theme.space(340)
        return QSize(wide, self.heightForWidth(wide))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tiles()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._seats:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_small:
            self._paint_legend_in_a_row(painter)
        else:
            self._paint_table(painter)

    def _paint_table(self, painter: QPainter) -> None:
        theme = self._theme
        columns, rows = table_shape(len(self._seats))
        if rows < 1 or columns < 3:
            return
        corner = self._box(1, 1, columns, 0).topLeft()
        end = self._box(columns - 2, rows, columns, 0).bottomRight()
        table = QRectF(QRect(corner, end)).adjusted(3.5, 3.5, -3.5, -3.5)
        painter.setPen(QPen(theme.colour(Tone.LINE), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(table, theme.radius_card, theme.radius_card)
        pitch = min(theme.space(24), table.height() / max(1, len(self._legend)))
        metrics = QFontMetricsF(theme.font(Step.CAPTION))
        side = theme.space(14)
        wide = max((metrics.horizontalAdvance(line.words) for line in self._legend), default=0.0)
        left = table.center().x() - (side + theme.space(8) + wide) / 2
        top = table.center().y() - pitch * len(self._legend) / 2
        for place, line in enumerate(self._legend):
            self._paint_line(painter, line, QRectF(left, top + place * pitch, table.right() - left, pitch))

    def _paint_legend_in_a_row(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self._theme.font(Step.CAPTION))
        left = 0.0
        for line in self._legend:
            wide = self._theme.space(14 + 6 + 12) + metrics.horizontalAdvance(line.words)
            self._paint_line(painter, line, QRectF(left, 0, wide, self._legend_height() * 0.8))
            left += wide

    def _paint_line(self, painter: QPainter, line: LegendLine, box: QRectF) -> None:
        theme = self._theme
        side = theme.space(14)
        theme.paint_icon(painter, line.icon, line.tone, QRectF(box.left(), box.top(), side, box.height()))
        painter.setFont(theme.font(Step.CAPTION))
        painter.setPen(theme.colour(line.tone))
        words = box.adjusted(side + theme.space(8), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line.words)
