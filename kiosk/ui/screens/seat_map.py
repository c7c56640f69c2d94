"""The seats of the room by their mark: a ring of tiles around the table, as people sit."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kiosk.session.view import SessionView
from shared.domain.ballot_terms import Choice
from shared.domain.majority import Wording
from shared.domain.people import Person, SeatId
from shared.domain.room_ballots import ResultShown
from shared.system.i18n import tr
from shared.system.wording_answers import choice_of, choice_word
from shared.ui.seat_tile import Seated, SeatLook, SeatTile
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_LOOKS = {
    Choice.YES: SeatLook.YES,
    Choice.NO: SeatLook.NO,
    Choice.ABSTAIN: SeatLook.ABSTAIN,
    None: SeatLook.NO_ANSWER,
}
_COLUMNS = 5
_RING_AT_MOST = 24


class SeatMap(QWidget):
    """Up to 24 seats stand around a table that names who is not here; more stand in rows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("seat_map")
        self._theme = theme
        self._shown: tuple[tuple[SeatId, Seated], ...] = ()
        self._tiles: list[SeatTile] = []
        self._table = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK3, name="not_here")
        self._table.setParent(self)
        self._table.set_align(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._table_box = QRect()

    def render_state(self, view: SessionView, result: ResultShown, wording: Wording) -> None:
        """Draw everybody's vote; persons with a vote who were not there are named in the middle."""
        if view.room is None:
            return
        votes = {vote.person: choice_of(vote.answer) for vote in result.votes}
        apart = {a.person for a in (*result.excluded, *result.recused)}
        seated = []
        for seat in view.room.meeting.seats:
            person_id = view.room.seating.get(seat)
            person = None if person_id is None else view.room.meeting.person(person_id)
            if person is not None and person.role.has_vote:
                has_voted = person.id in votes
                seated.append((seat, _seated(person, votes.get(person.id), wording, is_here=has_voted)))
                if person.id in apart:
                    note = tr("No vote")
                    spoken = f"{person.name}, {note}"
                    seated[-1] = (seat, Seated(person.name, SeatLook.AWAY, note, spoken))
        there = set(votes)
        sitting = set(view.room.seating.values())
        absent = [p.name for p in view.room.meeting.voters() if p.id not in there and p.id not in sitting]
        self._table.set_text(tr("Not here: {names}", names=tr(", ").join(absent)) if absent else "")
        if tuple(seated) != self._shown:
            self._shown = tuple(seated)
            self._make_tiles()

    def _make_tiles(self) -> None:
        for tile in self._tiles:
            tile.deleteLater()
        self._tiles = []
        for seat, seated in self._shown:
            tile = SeatTile(self._theme, seated, name=f"seat_{seat}", step=Step.BODY)
            tile.setParent(self)
            tile.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            tile.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            tile.show()
            self._tiles.append(tile)
        self._place()

    def _place(self) -> None:
        count = len(self._tiles)
        if not count:
            return
        gap = self._theme.space(16)
        cells, rows, columns = ring(count) if count <= _RING_AT_MOST else grid(count)
        wide = (self.width() - gap * (columns - 1)) / columns
        down = self._theme.space(24)
        high = min(float(self._theme.space(84)), (self.height() - down * (rows - 1)) / rows)
        pitch = high + down
        for tile, (row, column) in zip(self._tiles, cells, strict=True):
            tile.setGeometry(round(column * (wide + gap)), round(row * pitch), round(wide), round(high))
        self._table_box = QRect()
        if count <= _RING_AT_MOST and rows > 2 and columns > 2:
            left, top = round(wide + gap), round(pitch)
            self._table_box = QRect(left, top, self.width() - 2 * left, round((rows - 2) * pitch - down))
        inner = self._table_box.adjusted(gap, gap, -gap, -gap)
        self._table.setGeometry(inner)
        self._table.setVisible(not self._table_box.isEmpty())
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._table_box.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour(Tone.LINE), 1))
        radius = self._theme.radius_control
        painter.drawRoundedRect(self._table_box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def ring(count: int) -> tuple[list[tuple[int, int]], int, int]:
    """(row, column) of `count` seats around a table, clockwise order read in rows: top, sides, bottom; and the size.

    Seats come in the order of the plan: the upper row from the left, then the rows at both sides, then the lower row.
    """
    if count <= _COLUMNS:
        return [(0, place) for place in range(count)], 1, max(1, count)
    columns = _COLUMNS if count <= 16 else 7
    sides = max(0, -(-(count - 2 * columns) // 2))
    rows = 2 + sides
    cells = [(0, place) for place in range(columns)]
    for row in range(1, 1 + sides):
        cells += [(row, 0), (row, columns - 1)]
    cells += [(rows - 1, place) for place in range(columns)]
    return cells[:count], rows, columns


def grid(count: int) -> tuple[list[tuple[int, int]], int, int]:
    """(row, column) of many seats in rows; and the size."""
    columns = max(8, round((count * 1.6) ** 0.5))
    cells = [divmod(place, columns) for place in range(count)]
    return cells, -(-count // columns), columns


def _seated(person: Person, choice: Choice | None, wording: Wording, *, is_here: bool) -> Seated:
    if not is_here:
        note = tr("On leave") if person.leave_reason is not None else tr("Absent")
        return Seated(person.name, SeatLook.AWAY, note, f"{person.name}, {note}")
    return Seated(person.name, _LOOKS[choice], "", f"{person.name}, {choice_word(choice, wording)}")
