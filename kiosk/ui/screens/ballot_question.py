"""What a ballot asks; where several matters are decided in one vote, all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.ui.screens.touch_list import touch_list
from shared.domain.ballot_terms import MotionTerms
from shared.domain.room_ballots import BallotShown
from shared.ui.fonts import Face
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class BallotQuestion(QWidget):
    """The question large; with merged matters it is smaller, and their list scrolls where it is long."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self._alone = TextBlock(
            theme, step=Step.QUESTION, bold=True, face=Face.FORMAL, max_lines=3, name="ballot_question"
        )
        self._alone.set_align(middle)
        self._above = TextBlock(
            theme, step=Step.TITLE, bold=True, face=Face.FORMAL, max_lines=2, name="merged_question"
        )
        self._subjects = TextBlock(theme, step=Step.BODY, tone=Tone.INK2, name="merged_subjects")
        self._area = touch_list()
        inner = QWidget()
        inner.setProperty("ground", "none")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, theme.space(12), 0)
        rows.addWidget(self._subjects)
        rows.addStretch(1)
        self._area.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(8))
        column.addWidget(self._alone, 1)
        column.addWidget(self._above)
        column.addWidget(self._area, 1)

    def show_question(self, shown: BallotShown) -> None:
        """Draw the question of this ballot."""
        subjects = shown.terms.subjects if isinstance(shown.terms, MotionTerms) else ()
        self._alone.set_text(shown.question)
        self._above.set_text(shown.question)
        self._subjects.set_text("\n".join(f"{n}. {subject}" for n, subject in enumerate(subjects, 1)))
        self._alone.setVisible(not subjects)
        self._above.setVisible(bool(subjects))
        self._area.setVisible(bool(subjects))
