"""The ballot beside the page: prepare, open, hold, close, announce. Never a choice before the close."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from presenter.ui.ballot_shown import BallotPhase, BallotShown, Line, result_sentence
from presenter.ui.pieces import Icon, clear, column, row, scrolled
from presenter.ui.result_figures import ResultFigures
from shared.domain.ballots import BallotId
from shared.domain.majority import MotionResult
from shared.system.i18n import tr
from shared.ui.buttons import BareButton, Button, ChoiceButton, PrimaryButton, QuietButton
from shared.ui.chips import Badge, Chip
from shared.ui.fonts import Face
from shared.ui.state_row import ProgressSegments
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_ACTION_HEIGHT_PX: Final = 44
_LABEL_PX: Final = 76
_BADGES: Final = {
    BallotPhase.PREPARED: Badge.NEUTRAL,
    BallotPhase.OPEN: Badge.RUNNING,
    BallotPhase.CLOSED: Badge.ATTENTION,
    BallotPhase.ANNOUNCED: Badge.SETTLED,
    BallotPhase.ABORTED: Badge.NEUTRAL,
}


class BallotPanel(QWidget):
    """One ballot with its next action at the bottom."""

    open_requested = Signal(str)
    """Take votes on this ballot (id)."""

    hold_requested = Signal(str)
    """Pause voting."""

    continue_requested = Signal(str)
    """Go on after a pause."""

    close_requested = Signal(str)
    """Stop voting; the window asks while somebody has not voted."""

    announce_requested = Signal(str)
    """Make the result public."""

    announce_anyway_requested = Signal(str)
    """Make it public without waiting for votes that may be on their way; the window asks for the reason."""

    abort_requested = Signal(str)
    """Stop without a result; the window asks for the reason."""

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
        head.addStretch(1)
        self._named = Chip(theme, tr("Named"), Badge.OUTLINE)
        self._chip = Chip(theme, "", Badge.NEUTRAL, name="ballot_state")
        head.addWidget(self._named)
        head.addWidget(self._chip)
        everything.addLayout(head)
        self._inside = QWidget()
        self._body = column(self._inside, spacing=theme.space(6))
        everything.addWidget(scrolled(self._inside, name="ballot_scroll"), 1)
        self._aside = row()
        self._actions = row(spacing=theme.space(8))
        everything.addLayout(self._aside)
        everything.addLayout(self._actions)

    @property
    def shown(self) -> BallotShown | None:
        """The ballot in the panel."""
        return self._shown

    def show_ballot(self, shown: BallotShown | None) -> None:
        """Show this ballot, or that the item has none; rebuilt only when something but the time changed."""
        before, self._shown = self._shown, shown
        for chip in (self._named, self._chip):
            chip.setVisible(shown is not None)
        if shown is not None:
            badge = Badge.HELD if shown.is_held else _BADGES[shown.phase]
            self._chip.set_state(shown.chip, badge)
        if not self._is_filled or _without_time(before) != _without_time(shown):
            self._is_filled = True
            clear(self._body)
            self._fill(shown)
        if _actions_of(before) != _actions_of(shown):
            # Only then: a vote that arrives while a button is held down must not take the button away.
            clear(self._aside)
            clear(self._actions)
            if shown is not None:
                self._fill_actions(shown)

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
            button = ChoiceButton(
                self._theme, tr("Ballot {number}", number=number), name=f"ballot_{number}", step=Step.CAPTION
            )
            button.setChecked(ballot == shown.id)
            button.clicked.connect(lambda _=False, b=ballot: self._choose(b))
            across.addWidget(button)
        across.addStretch(1)
        self._body.addLayout(across)

    def _choose(self, ballot: BallotId) -> None:
        self._is_filled = False
        self.ballot_chosen.emit(ballot)

    def _fill_prepared(self, shown: BallotShown) -> None:
        theme = self._theme
        self._body.addWidget(TextBlock(theme, shown.rule, step=Step.BODY, name="rule"))
        if shown.quorum:
            self._add_marked("check", Tone.GREEN, shown.quorum, Tone.INK2, "quorum")
        if shown.obstacle:
            self._add_marked("warn", Tone.OCHRE, shown.obstacle, Tone.OCHRE, "obstacle")
        self._body.addWidget(
            TextBlock(theme, shown.source, step=Step.CAPTION, tone=Tone.INK2, name="rule_source")
        )

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
        segments.set_counts(shown.voted, shown.uncertain, shown.missing, spoken)
        self._body.addWidget(segments)
        self._body.addWidget(TextBlock(theme, shown.rule, step=Step.CAPTION, tone=Tone.INK2, name="rule"))
        self._add_lines(shown)

    def _fill_result(self, shown: BallotShown, result: MotionResult) -> None:
        theme = self._theme
        tone = Tone.GREEN if result.passed else Tone.INK
        sentence = result_sentence(result)
        self._body.addWidget(TextBlock(theme, sentence, step=Step.BODY, bold=True, tone=tone, name="result"))
        self._body.addWidget(ResultFigures(theme, result))
        self._add_lines(shown)

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

    def _fill_actions(self, shown: BallotShown) -> None:
        theme = self._theme
        match shown.phase:
            case BallotPhase.PREPARED:
                begin = self._filled(tr("Open ballot"), "open_ballot")
                begin.setEnabled(not shown.obstacle)
                self._add(begin, self.open_requested, shown, 1)
            case BallotPhase.OPEN:
                self._add(BareButton(theme, tr("Abort"), name="abort_ballot"), self.abort_requested, shown)
                if shown.is_held:
                    go_on = self._quiet(tr("Continue voting"), "continue_ballot")
                    self._add(go_on, self.continue_requested, shown)
                else:
                    self._add(self._quiet(tr("Pause voting"), "hold_ballot"), self.hold_requested, shown)
                close = self._filled(tr("Close ballot"), "close_ballot")
                self._add(close, self.close_requested, shown, 1)
            case BallotPhase.CLOSED:
                self._add(BareButton(theme, tr("Abort"), name="abort_ballot"), self.abort_requested, shown)
                if shown.is_waiting:
                    anyway = self._quiet(tr("Record the reason and announce"), "announce_anyway")
                    anyway.clicked.connect(lambda: self.announce_anyway_requested.emit(shown.id))
                    self._aside.addWidget(anyway)
                announce = self._filled(tr("Announce"), "announce_ballot")
                if shown.is_waiting:
                    announce.set_busy(tr("Waiting for votes"))
                self._add(announce, self.announce_requested, shown, 1)
            case BallotPhase.ANNOUNCED | BallotPhase.ABORTED:
                pass

    def _filled(self, word: str, name: str) -> PrimaryButton:
        height = self._theme.space(_ACTION_HEIGHT_PX)
        return PrimaryButton(self._theme, word, name=name, step=Step.BODY, bold=True, height_px=height)

    def _quiet(self, word: str, name: str) -> QuietButton:
        return QuietButton(self._theme, word, name=name, height_px=self._theme.space(_ACTION_HEIGHT_PX))

    def _add(self, button: Button, wish: SignalInstance, shown: BallotShown, stretch: int = 0) -> None:
        button.clicked.connect(lambda: wish.emit(shown.id))
        self._actions.addWidget(button, stretch)


def _without_time(shown: BallotShown | None) -> BallotShown | None:
    return None if shown is None else msgspec.structs.replace(shown, chip="")


def _actions_of(shown: BallotShown | None) -> tuple[object, ...]:
    """What the actions depend on."""
    return () if shown is None else (shown.id, shown.phase, shown.obstacle, shown.is_held, shown.is_waiting)
