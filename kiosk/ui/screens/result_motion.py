"""The figures of a motion: bars on one base with the threshold, what was needed, the seats by their mark."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.session.view import SessionView
from kiosk.ui.screens.seat_map import SeatMap
from shared.domain.ballot_terms import Choice
from shared.domain.majority import MotionResult, Rule, Wording
from shared.domain.room_ballots import ResultShown, RoomBallot
from shared.system.i18n import tr, tr_n
from shared.system.wording_answers import choice_word
from shared.system.wording_presets import rule_name
from shared.system.wording_rules import margin_sentence, passing_words
from shared.ui.result_bars import BarRow, ResultBars
from shared.ui.signs import Hairline, Mark
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class MotionFigures(QWidget):
    """Numbers at the left, the room at the right; never percentages."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        space = theme.space
        self._bars = ResultBars(theme)
        self._margin = Label(theme, step=Step.LEAD, bold=True, name="result_margin")
        self._counted = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="result_counts")
        self._rule = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="result_rule")
        self._map = SeatMap(theme)
        numbers = QVBoxLayout()
        numbers.setSpacing(0)
        numbers.addWidget(self._bars)
        numbers.addSpacing(space(28))
        numbers.addWidget(Hairline())
        numbers.addSpacing(space(16))
        numbers.addWidget(self._margin)
        numbers.addSpacing(space(4))
        numbers.addWidget(self._counted)
        numbers.addWidget(self._rule)
        numbers.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(44))
        row.addLayout(numbers, 520)
        row.addWidget(self._map, 604)

    def show_result(
        self, view: SessionView, ballot: RoomBallot, shown: ResultShown, result: MotionResult
    ) -> None:
        """Draw an announced motion."""
        rule = ballot.shown.rule
        show_bars(self._bars, result, rule.wording)
        self._margin.setText(margin_sentence(result))
        self._counted.set_text(counts_words(view, result))
        self._rule.set_text(rule_words(rule))
        is_named = ballot.shown.grade is None
        self._map.setVisible(is_named)
        if is_named:
            self._map.render_state(view, shown, rule.wording)


def show_bars(bars: ResultBars, result: MotionResult, wording: Wording) -> None:
    """The answers on the base of their rule, with the threshold."""
    tally = result.tally
    rows = (
        BarRow(Mark.RING, choice_word(Choice.YES, wording), tally.yes),
        BarRow(Mark.CROSS, choice_word(Choice.NO, wording), tally.no),
        BarRow(Mark.DASH, choice_word(Choice.ABSTAIN, wording), tally.abstain),
        BarRow(Mark.DOTS, choice_word(None), tally.not_voted),
    )
    needed = tr_n("{n} vote needed", "{n} votes needed", result.needed)
    bars.set_result(rows, max(result.base_size, tally.present), result.needed, needed)


def rule_words(rule: Rule) -> str:
    """What had to be reached, and by which rule."""
    words = passing_words(rule)
    return f"{words[:1].upper()}{words[1:]} · {rule_name(rule)}"


def counts_words(view: SessionView, result: MotionResult) -> str:
    """应到 15（含请假 1、缺席 1），实到 13."""
    tally = result.tally
    away = tally.entitled - tally.present
    if not away:
        return tr("{entitled} entitled, all present", entitled=tally.entitled)
    leave = min(away, 0 if view.room is None else view.room.headcount.leave)
    return tr(
        "{entitled} entitled (leave {leave}, absent {absent}), {present} present",
        entitled=tally.entitled,
        leave=leave,
        absent=away - leave,
        present=tally.present,
    )
