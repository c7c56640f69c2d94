"""What stands on every sheet of a secret ballot: what is hidden from whom, and the check code to compare."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.session.secret_view import SeatSecret
from kiosk.ui.secret_words import grouped_code, spoken_code
from shared.domain.secrecy import Grade
from shared.system.i18n import tr
from shared.system.wording_secret import secret_sentence
from shared.ui.signs import Hairline
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class CheckCode(QWidget):
    """Twelve characters in three groups, large enough to compare across a table; nothing while a key is missing."""

    def __init__(self, theme: Theme, *, step: Step = Step.TITLE, name: str = "check_code") -> None:
        super().__init__()
        self._title = Label(
            theme, tr("Check code, the same on all screens"), step=Step.CAPTION, tone=Tone.INK2
        )
        self._code = Label(theme, step=step, bold=True, name=name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._code)
        column.addStretch(1)

    def show_code(self, fingerprint: str) -> None:
        """Show this code, or that there is none yet."""
        self._code.setText(grouped_code(fingerprint) if fingerprint else "—")
        self._code.setAccessibleName(spoken_code(fingerprint) if fingerprint else tr("No check code yet"))


class SecretBand(QWidget):
    """The plain sentence at the left, the check code at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("secret_band")
        self._sentence = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="secret_sentence")
        self._sentence.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._code = CheckCode(theme)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(32))
        row.addWidget(self._sentence, 1)
        row.addWidget(self._code)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(6))
        column.addLayout(row, 1)
        column.addWidget(Hairline())

    def show_secret(self, grade: Grade | None, secret: SeatSecret | None) -> None:
        """Draw what belongs to this grade; hidden for a ballot by name."""
        self.setVisible(grade is not None)
        if grade is not None:
            self._sentence.set_text(secret_sentence(grade))
            self._code.show_code("" if secret is None else secret.fingerprint)
