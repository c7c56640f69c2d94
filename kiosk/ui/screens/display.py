"""The big screen of the room: welcome, item, how far a ballot is, its announced result. Nothing can be pressed."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.view import SessionView
from kiosk.ui.ballot_standing import closing_words
from kiosk.ui.display_showing import (
    DisplayView,
    ballot_on_display,
    display_view,
    headcount_words,
    progress_sentence,
    session_words,
)
from kiosk.ui.result_words import question_words
from kiosk.ui.screens.display_result import DisplayResult
from kiosk.ui.words import where_and_when
from shared.domain.room_ballots import RoomBallot
from shared.system.i18n import tr
from shared.system.wording_ballots import kind_words
from shared.system.wording_secret import secret_sentence
from shared.system.wording_time import clock_time
from shared.ui.chips import ClockLabel
from shared.ui.fonts import Face
from shared.ui.scale import scale_for_display
from shared.ui.share_bar import ShareBar
from shared.ui.signs import DoubleRule, Hairline
from shared.ui.text import Label, wide_gap
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_TURN_MS = 12_000
_MARGIN = 55
"""96 pixels on a screen 1080 high."""


class DisplayScreen(QWidget):
    """Draws itself for the height it has; no name of who did not vote, no address, nothing of undelivered votes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("display_screen")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)
        self._picture: _Picture | None = None
        self._drawn: tuple[SessionView, datetime] | None = None
        self._turns = QTimer(self)
        self._turns.setInterval(_TURN_MS)
        self._turns.timeout.connect(self.turn_on)

    def render_state(self, view: SessionView, now: datetime) -> None:
        """Draw the view at this time of the room."""
        self._drawn = (view, now)
        picture = self._fitted()
        shown = display_view(view)
        picture.render_state(view, shown, now)
        if shown is not DisplayView.RESULT:
            self._turns.stop()
        elif not self._turns.isActive():
            self._turns.start()

    def turn_on(self) -> None:
        """Show the next part of a result that does not fit at once."""
        if self._picture is not None:
            self._picture.result.turn_on()

    def _fitted(self) -> _Picture:
        """The picture for this height; sizes of a theme are fixed, so that another height takes another picture."""
        old = self._picture
        if old is not None and old.height_px == self.height():
            return old
        if old is not None:
            self._room.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._picture = _Picture(self._theme, self.height())
        self._room.addWidget(self._picture)
        self._picture.show()
        return self._picture

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._drawn is not None:
            self.render_state(*self._drawn)


class _Picture(QWidget):
    def __init__(self, theme: Theme, height_px: int) -> None:
        super().__init__()
        self.height_px = height_px
        large = theme.at_scale(scale_for_display(height_px), self)
        self._head = Label(large, step=Step.CAPTION, tone=Tone.INK2, name="display_head")
        self._clock = ClockLabel(large, step=Step.BODY)
        self._plate = _Plate(large)
        self._progress = _Progress(large)
        self.result = DisplayResult(large)
        self._middle = QStackedWidget()
        for part in (self._plate, self._progress, self.result):
            self._middle.addWidget(part)
        space = large.space
        head = QHBoxLayout()
        head.addWidget(self._head, 1)
        head.addWidget(self._clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(_MARGIN), space(30), space(_MARGIN), space(30))
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(space(14))
        column.addWidget(DoubleRule(large))
        column.addSpacing(space(18))
        column.addWidget(self._middle, 1)

    def render_state(self, view: SessionView, shown: DisplayView, now: datetime) -> None:
        self._clock.show_time(clock_time(now))
        ballot = ballot_on_display(view)
        if shown is DisplayView.RESULT and ballot is not None:
            self._head.setText(_head_words(view, ballot, tr("Ballot result")))
            self.result.render_state(view, ballot)
            self._middle.setCurrentWidget(self.result)
        elif shown is DisplayView.PROGRESS and ballot is not None:
            self._head.setText(_head_words(view, ballot, tr("Ballot")))
            self._progress.render_state(view, ballot, now)
            self._middle.setCurrentWidget(self._progress)
        else:
            self._show_plate(view, shown)
            self._middle.setCurrentWidget(self._plate)

    def _show_plate(self, view: SessionView, shown: DisplayView) -> None:
        meeting, room = view.meeting, view.room
        item = None
        if (
            shown is DisplayView.ITEM
            and meeting is not None
            and room is not None
            and room.active_item is not None
        ):
            item = meeting.item(room.active_item)
        title = "" if meeting is None else meeting.title
        if item is None:
            self._head.setText("")
            where = "" if meeting is None else where_and_when(meeting)
            self._plate.show_words(title, where, session_words(view), headcount_words(view))
        else:
            self._head.setText(title)
            number = tr("Item {number}", number=item.number)
            self._plate.show_words(item.title, number, "", headcount_words(view))


class _Plate(QWidget):
    """A title for the room, two lines about it, and who is here."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._title = TextBlock(
            theme, step=Step.LARGE, bold=True, face=Face.FORMAL, max_lines=3, name="display_title"
        )
        self._line = TextBlock(theme, step=Step.TITLE, tone=Tone.INK2, name="display_line")
        self._state = TextBlock(theme, step=Step.TITLE, name="display_state")
        for block in (self._title, self._line, self._state):
            block.set_align(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._count = Label(theme, step=Step.BODY, tone=Tone.INK2, name="display_headcount")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(20))
        column.addStretch(2)
        column.addWidget(self._title)
        column.addWidget(self._line)
        column.addStretch(1)
        column.addWidget(self._state)
        column.addStretch(1)
        column.addWidget(Hairline())
        column.addWidget(self._count)

    def show_words(self, title: str, line: str, state: str, count: str) -> None:
        self._title.set_text(title)
        self._line.set_text(line)
        self._state.set_text(state)
        self._count.setText(count)


class _Progress(QWidget):
    """已投票 9 / 13."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._question = TextBlock(
            theme, step=Step.QUESTION, bold=True, face=Face.FORMAL, max_lines=3, name="display_question"
        )
        self._count = Label(theme, step=Step.LARGE, bold=True, name="display_voted")
        self._bar = ShareBar(theme, name="display_progress")
        self._sentence = TextBlock(theme, step=Step.LEAD, name="display_sentence")
        self._closing = Label(theme, step=Step.LEAD, bold=True, name="display_closing")
        self._hidden = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="display_secrecy")
        space = theme.space
        foot = QHBoxLayout()
        foot.setSpacing(space(24))
        foot.addWidget(self._sentence, 1)
        foot.addWidget(self._closing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(16))
        column.addWidget(self._question)
        column.addStretch(1)
        column.addWidget(self._count)
        column.addWidget(self._bar)
        column.addStretch(1)
        column.addWidget(self._hidden)
        column.addWidget(Hairline())
        column.addLayout(foot)

    def render_state(self, view: SessionView, ballot: RoomBallot, now: datetime) -> None:
        self._question.set_text(question_words(ballot))
        said = tr("Voted {voted} / {voters}", voted=ballot.voted, voters=ballot.voters_count)
        self._count.setText(said)
        self._bar.set_share(ballot.voted, ballot.voters_count, said)
        self._sentence.set_text(progress_sentence(view, ballot))
        self._closing.setText(closing_words(ballot, now))
        grade = ballot.shown.grade
        self._hidden.set_text("" if grade is None else secret_sentence(grade))
        self._hidden.setVisible(grade is not None)


def _head_words(view: SessionView, ballot: RoomBallot, what: str) -> str:
    shown = ballot.shown
    item = None if view.meeting is None or shown.item is None else view.meeting.item(shown.item)
    number = "" if item is None else tr("Item {number}", number=item.number)
    return wide_gap().join(
        words for words in (number, what, kind_words(shown.grade, shown.following)) if words
    )
