"""Words on screens: names, pieces of sentences, and single lines."""

import html
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from shared.system.i18n import current_language
from shared.ui.fonts import Face
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

IDEOGRAPHIC_SPACE = "\u3000"
_DOT_BETWEEN = " \u00b7 "


def wide_gap() -> str:
    """What parts two things on one line: in Chinese the space of one letter, elsewhere a dot in the middle."""
    return IDEOGRAPHIC_SPACE if current_language() == "zh_CN" else _DOT_BETWEEN


THIN_SPACE = "\u2009"


def spread_name(name: str) -> str:
    """A two-character Chinese name takes one full-width space, so that it is as wide as the others."""
    if len(name) == 2 and all("\u4e00" <= letter <= "\u9fff" for letter in name):
        return name[0] + IDEOGRAPHIC_SPACE + name[1]
    return name


class Span(msgspec.Struct, frozen=True):
    """A piece of a sentence; `tone` None takes the block's own."""

    text: str
    bold: bool = False
    tone: Tone | None = None


def plain(text: str | Sequence[Span]) -> str:
    """The words without their looks."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


class Label(QLabel):
    """One line of text in one step and one tone. It is never cut with dots."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        step: Step = Step.BODY,
        tone: Tone = Tone.INK,
        bold: bool = False,
        face: Face = Face.UI,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(step, bold=bold, face=face))
        self.setProperty("tone", tone.value)
        self.setText(text)

    def set_tone(self, tone: Tone) -> None:
        """Change the colour's role."""
        if self.property("tone") != tone.value:
            self.setProperty("tone", tone.value)
            self.style().unpolish(self)
            self.style().polish(self)


class SpanLabel(QLabel):
    """One line of text with bold or coloured pieces in it."""

    def __init__(
        self,
        theme: Theme,
        spans: str | Sequence[Span] = "",
        *,
        step: Step = Step.BODY,
        tone: Tone = Tone.INK,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = theme
        self._spans: str | Sequence[Span] = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(theme.font(step))
        self.setProperty("tone", tone.value)
        theme.switched.connect(self._redraw)
        self.set_spans(spans)

    def set_spans(self, spans: str | Sequence[Span]) -> None:
        """Show these pieces; their text is data, never markup."""
        self._spans = spans
        self._redraw()

    def words(self) -> str:
        """The text without markup."""
        return plain(self._spans)

    def _redraw(self) -> None:
        spans = (Span(self._spans),) if isinstance(self._spans, str) else self._spans
        self.setText("".join(self._markup(span) for span in spans))
        self.setAccessibleName(self.words())

    def _markup(self, span: Span) -> str:
        style = "white-space:pre;" + ("font-weight:700;" if span.bold else "")
        if span.tone is not None:
            style += f"color:{self._theme.colour(span.tone).name()};"
        return f'<span style="{style}">{html.escape(span.text)}</span>'
