"""The ballot beside the page: what is asked, how far it is, what it came to. Never a choice before the close."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from presenter.ui.ballot_buttons import BallotButtons
from presenter.ui.ballot_results import issued_words, result_sentence, result_table
from presenter.ui.ballot_shown import BallotPhase, BallotShown, Line
from presenter.ui.pieces import Icon, clear, column, row, scrolled
from presenter.ui.result_figures import ResultFigures, TableFigures
from shared.domain.ballot_terms import Outcome
from shared.domain.ballots import BallotId
from shared.domain.election import ElectionResult
from shared.domain.majority import MotionResult
from shared.system.i18n import tr
from shared.ui.buttons import BareButton, ChoiceButton
from shared.ui.chips import Badge, Chip
from shared.ui.fonts import Face
from shared.ui.state_row import ProgressSegments
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_LABEL_PX: Final = 76
_COMPARED: Final = (BallotPhase.PREPARED, BallotPhase.OPEN)
_BADGES: Final = {
    BallotPhase.PREPARED: Badge.NEUTRAL,
    BallotPhase.OPEN: Badge.RUNNING,
    BallotPhase.CLOSED: Badge.ATTENTION,
    BallotPhase.ANNOUNCED: Badge.SETTLED,
    BallotPhase.ABORTED: Badge.NEUTRAL,
}


class BallotPanel(QWidget):
    """One ballot with its next action at the bottom."""

    wished = Signal(str, str)
    """This (a `BallotAct`) is wished for this ballot (id)."""

    new_requested = Signal()
    """Prepare another ballot under the selected item."""

    ballot_chosen = Signal(str)
    """Look at this ballot of the item."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: BallotShown | None = None
        self._is_filled = False
        self.setObjectName("ballot")
        everything = column(self, spacing=theme.space(8))
        head = row(spacing=theme.space(8))
        head.addWidget(Label(theme, tr("Ballot"), step=Step.CAPTION, tone=Tone.INK2))
        self._new = BareButton(theme, tr("New ballot"), name="new_ballot", icon="plus", step=Step.CAPTION)
        self._new.clicked.connect(self.new_requested)
        head.addWidget(self._new)
        head.addStretch(1)
        self._named = Chip(theme, tr("Named"), Badge.OUTLINE)
        self._chip = Chip(theme, "", Badge.NEUTRAL, name="ballot_state")
        head.addWidget(self._named)
        head.addWidget(self._chip)
        everything.addLayout(head)
        self._inside = QWidget()
        self._body = column(self._inside, spacing=theme.space(6))
        everything.addWidget(scrolled(self._inside, name="ballot_scroll"), 1)
        self._buttons = BallotButtons(theme)
        self._buttons.pressed.connect(self._wish)
        everything.addWidget(self._buttons)

    def show_ballot(self, shown: BallotShown | None, *, can_prepare: bool) -> None:
        """Show this ballot, or that the item has none; rebuilt only when something but the time changed."""
        before, self._shown = self._shown, shown
        self._new.setVisible(can_prepare)
        self._new.set_word(tr("New ballot") if shown is None else tr("New"))
        self._new.setAccessibleName(tr("New ballot"))
        for chip in (self._named, self._chip):
            chip.setVisible(shown is not None)
        if shown is not None:
            self._named.set_state(tr("Named") if shown.grade is None else tr("Secret"), Badge.OUTLINE)
            badge = Badge.HELD if shown.is_held else _BADGES[shown.phase]
            self._chip.set_state(shown.chip, badge)
        if not self._is_filled or _without_time(before) != _without_time(shown):
            self._is_filled = True
            clear(self._body)
            self._fill(shown)
        if shown is None:
            self._buttons.show_actions("", ())
        else:
            self._buttons.show_actions(shown.id, shown.actions)

    def _wish(self, act: str) -> None:
        if self._shown is not None:
            self.wished.emit(act, self._shown.id)

    def _fill(self, shown: BallotShown | None) -> None:
        theme = self._theme
        if shown is None:
            words = TextBlock(theme, tr("No ballot for this item"), step=Step.CAPTION, tone=Tone.INK2)
            self._body.addWidget(words)
            self._body.addStretch(1)
            return
        self._add_choice(shown)
        question = TextBlock(
            theme, shown.question, step=Step.LEAD, bold=True, face=Face.FORMAL, max_lines=3, name="question"
        )
        self._body.addWidget(question)
        if shown.fingerprint and shown.phase in _COMPARED:
            self._add_check_code(shown.fingerprint)
        match shown.phase:
            case BallotPhase.PREPARED:
                self._fill_prepared(shown)
            case BallotPhase.OPEN:
                self._fill_open(shown)
            case BallotPhase.CLOSED | BallotPhase.ANNOUNCED if shown.result is not None:
                self._fill_result(shown, shown.result)
            case _:
                self._add_lines(shown)
        self._body.addStretch(1)

    def _add_choice(self, shown: BallotShown) -> None:
        if not shown.others:
            return
        across = row(spacing=self._theme.space(6))
        for number, ballot in enumerate(shown.others, start=1):
            spoken = tr("Ballot {number}", number=number)
            word = spoken if len(shown.others) < 4 else str(number)
            button = ChoiceButton(self._theme, word, name=f"ballot_{number}", step=Step.CAPTION)
            button.setAccessibleName(spoken)
            button.setChecked(ballot == shown.id)
            button.clicked.connect(lambda _=False, b=ballot: self._choose(b))
            across.addWidget(button)
        across.addStretch(1)
        self._body.addLayout(across)

    def _choose(self, ballot: BallotId) -> None:
        self._is_filled = False
        self.ballot_chosen.emit(ballot)

    def _fill_prepared(self, shown: BallotShown) -> None:
        self._body.addWidget(TextBlock(self._theme, shown.rule, step=Step.BODY, name="rule"))
        if shown.quorum:
            self._add_marked("check", Tone.GREEN, shown.quorum, Tone.INK2, "quorum")
        if shown.obstacle:
            self._add_marked("warn", Tone.OCHRE, shown.obstacle, Tone.OCHRE, "obstacle")
        self._add_lines(shown)
        self._add_source(shown)

    def _add_check_code(self, fingerprint: str) -> None:
        """Large, in groups: it is read out and compared."""
        theme = self._theme
        words = TextBlock(
            theme,
            tr("Check code: the same on every seat, or do not vote"),
            step=Step.CAPTION,
            tone=Tone.INK2,
        )
        code = Label(theme, fingerprint, step=Step.LARGE, bold=True, name="check_code")
        code.setAccessibleName(tr("Check code {code}", code=" ".join(fingerprint)))
        self._body.addWidget(words)
        self._body.addWidget(code)

    def _add_source(self, shown: BallotShown) -> None:
        words = TextBlock(self._theme, shown.source, step=Step.CAPTION, tone=Tone.INK2, name="rule_source")
        self._body.addWidget(words)

    def _add_marked(self, icon: str, tone: Tone, words: str, words_tone: Tone, name: str) -> None:
        across = row(spacing=self._theme.space(8))
        across.addWidget(Icon(self._theme, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(TextBlock(self._theme, words, step=Step.BODY, tone=words_tone, name=name), 1)
        self._body.addLayout(across)

    def _fill_open(self, shown: BallotShown) -> None:
        theme = self._theme
        across = row(spacing=theme.space(8))
        count = Label(theme, str(shown.voted), step=Step.LARGE, bold=True, name="voted")
        count.setAlignment(Qt.AlignmentFlag.AlignBottom)
        words = Label(theme, tr("/ {voters} have voted", voters=shown.voters), step=Step.BODY, name="voters")
        words.setAlignment(Qt.AlignmentFlag.AlignBottom)
        words.setContentsMargins(0, 0, 0, theme.space(4))
        across.addWidget(count)
        across.addWidget(words)
        across.addStretch(1)
        self._body.addLayout(across)
        segments = ProgressSegments(theme)
        spoken = tr("{voted} of {voters} have voted", voted=shown.voted, voters=shown.voters)
        segments.set_counts(shown.voted, shown.uncertain, shown.missing + shown.aside, spoken)
        self._body.addWidget(segments)
        self._body.addWidget(TextBlock(theme, shown.rule, step=Step.CAPTION, tone=Tone.INK2, name="rule"))
        self._add_lines(shown)

    def _fill_result(self, shown: BallotShown, result: Outcome) -> None:
        theme = self._theme
        tone = Tone.GREEN if isinstance(result, MotionResult) and result.passed else Tone.INK
        sentence = result_sentence(result)
        self._body.addWidget(TextBlock(theme, sentence, step=Step.BODY, bold=True, tone=tone, name="result"))
        table = result_table(shown.terms, result)
        if isinstance(result, MotionResult):
            self._body.addWidget(ResultFigures(theme, result, shown.wording))
        elif table is not None:
            self._body.addWidget(TableFigures(theme, table))
        if isinstance(result, ElectionResult):
            words = issued_words(result)
            self._body.addWidget(TextBlock(theme, words, step=Step.CAPTION, tone=Tone.INK2, name="issued"))
        self._add_lines(shown)
        self._body.addWidget(TextBlock(theme, shown.rule, step=Step.CAPTION, tone=Tone.INK2, name="rule"))
        self._add_source(shown)

    def _add_lines(self, shown: BallotShown) -> None:
        for line in shown.lines:
            self._add_line(line)

    def _add_line(self, line: Line) -> None:
        theme = self._theme
        tone = Tone.OCHRE if line.is_note else Tone.INK2
        across = row(spacing=theme.space(8))
        label = TextBlock(theme, line.label, step=Step.CAPTION, tone=tone)
        label.setFixedWidth(theme.space(_LABEL_PX))
        across.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(TextBlock(theme, line.words, step=Step.CAPTION, bold=not line.is_note), 1)
        self._body.addLayout(across)


def _without_time(shown: BallotShown | None) -> BallotShown | None:
    return None if shown is None else msgspec.structs.replace(shown, chip="")
