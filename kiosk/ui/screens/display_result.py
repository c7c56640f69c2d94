"""An announced result on the big screen: seal and question, bars and seats or rows, the rule below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.session.view import SessionView
from kiosk.ui.result_words import apart_words, figure_pages, question_words, seal_word
from kiosk.ui.screens.display_figures import DisplayFigures
from kiosk.ui.screens.result_motion import counts_words, rule_words, show_bars
from kiosk.ui.screens.seat_map import SeatMap
from kiosk.ui.words import seal_lines
from shared.domain.majority import MotionResult
from shared.domain.room_ballots import ResultShown, RoomBallot
from shared.system.i18n import tr
from shared.system.wording_rules import margin_sentence
from shared.system.wording_secret import secret_sentence
from shared.ui.fonts import Face
from shared.ui.result_bars import ResultBars
from shared.ui.signs import Hairline, Seal
from shared.ui.text import Label, wide_gap
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class DisplayResult(QWidget):
    """Numbers of persons, never percentages; of a secret ballot no names."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._seal = Seal(theme, ("",), side_px=106, name="display_seal")
        self._question = TextBlock(
            theme,
            step=Step.QUESTION,
            bold=True,
            face=Face.FORMAL,
            max_lines=2,
            name="display_result_question",
        )
        self._question.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._note = TextBlock(theme, step=Step.CAPTION, tone=Tone.OCHRE, name="display_note")
        self._bars = ResultBars(theme, name="display_bars")
        self._map = SeatMap(theme)
        self._figures = DisplayFigures(theme)
        self._figures.turned.connect(self._say_facts)
        self._motion = QWidget()
        self._middle = QStackedWidget()
        self._margin = Label(theme, step=Step.TITLE, bold=True, name="display_margin")
        self._rule = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="display_rule")
        self._rule.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._lay_out(theme)

    def render_state(self, view: SessionView, ballot: RoomBallot) -> None:
        """Draw the result; nothing is drawn before it is announced."""
        result = ballot.result
        if result is None:
            return
        word, is_in_favour = seal_word(result.result)
        self._seal.set_words(seal_lines(word), in_ink=not is_in_favour, spoken=word)
        self._seal.setVisible(bool(word))
        self._question.set_text(question_words(ballot))
        notes = [tr("Corrected: {reason}", reason=result.correction) if result.correction else ""]
        notes.append(apart_words(view, result))
        notes.append("" if ballot.shown.grade is None else secret_sentence(ballot.shown.grade))
        self._note.set_text("\n".join(note for note in notes if note))
        self._note.setVisible(any(notes))
        if isinstance(result.result, MotionResult):
            self._show_motion(view, ballot, result, result.result)
        else:
            self._middle.setCurrentWidget(self._figures)
            self._figures.show_pages(figure_pages(ballot, result.result))
            self._say_facts()

    def turn_on(self) -> None:
        """The next rows of a list that does not fit at once."""
        if self._middle.currentWidget() is self._figures:
            self._figures.turn_on()

    def _say_facts(self) -> None:
        if self._middle.currentWidget() is not self._figures:
            return
        first, *rest = self._figures.facts or ("",)
        self._margin.setText(first)
        self._rule.set_text(wide_gap().join(words for words in (*rest, self._figures.place) if words))

    def _show_motion(
        self, view: SessionView, ballot: RoomBallot, shown: ResultShown, result: MotionResult
    ) -> None:
        rule = ballot.shown.rule
        show_bars(self._bars, result, rule.wording)
        is_named = ballot.shown.grade is None
        self._map.setVisible(is_named)
        if is_named:
            self._map.render_state(view, shown, rule.wording)
        self._margin.setText(margin_sentence(result))
        self._rule.set_text(wide_gap().join((counts_words(view, result), rule_words(rule))))
        self._middle.setCurrentWidget(self._motion)

    def _lay_out(self, theme: Theme) -> None:
        space = theme.space
        words = QVBoxLayout()
        words.setSpacing(space(4))
        words.addWidget(self._question, 1)
        words.addWidget(self._note)
        title = QHBoxLayout()
        title.setSpacing(space(28))
        title.addWidget(self._seal)
        title.addLayout(words, 1)
        bars = QVBoxLayout()
        bars.addWidget(self._bars)
        bars.addStretch(1)
        row = QHBoxLayout(self._motion)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(56))
        row.addLayout(bars, 500)
        row.addWidget(self._map, 500)
        for part in (self._motion, self._figures):
            self._middle.addWidget(part)
        foot = QHBoxLayout()
        foot.setSpacing(space(28))
        foot.addWidget(self._margin)
        foot.addWidget(self._rule, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(16))
        column.addLayout(title)
        column.addWidget(self._middle, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)
