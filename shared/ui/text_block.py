"""Text that wraps and, where it is too long, is drawn one step smaller."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.fonts import Face
from shared.ui.text import Span, plain
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_HEIGHT_BODY, LINE_HEIGHT_TITLE, Step, Tone

_MOST_KEPT = 8


class TextBlock(QWidget):
    """Text that wraps, and where it would need more than `max_lines`, is drawn one step smaller.

    Formal text (names, questions, titles) wraps into lines of about the same length.
    Nothing is ever cut: text that is too long even then takes the lines it needs.
    """

    def __init__(
        self,
        theme: Theme,
        text: str | Sequence[Span] = "",
        *,
        step: Step = Step.BODY,
        tone: Tone = Tone.INK,
        bold: bool = False,
        face: Face = Face.UI,
        max_lines: int = 0,
        name: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._text: str | Sequence[Span] = ""
        self._step = step
        self._tone = tone
        self._bold = bold
        self._face = face
        self._max_lines = max_lines
        self._align = Qt.AlignmentFlag.AlignLeft
        self._laid_out: dict[tuple[Step, float, bool], list[QTextLayout]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)

    def set_text(self, text: str | Sequence[Span]) -> None:
        """Show another text; a line break in it is kept."""
        if text == self._text:
            return
        self._text = text
        self._laid_out.clear()
        self.setAccessibleName(plain(text))
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: Tone) -> None:
        """Change the colour's role."""
        self._tone = tone
        self.update()

    def set_align(self, align: Qt.AlignmentFlag) -> None:
        """Left, centred or right; joined with AlignVCenter the block also stands in the middle."""
        self._align = align
        self.update()

    def text(self) -> str:
        """The words shown."""
        return plain(self._text)

    def step_used(self, width_px: int) -> Step:
        """The step the text is drawn in at this width."""
        if self._max_lines and len(self._lines(self._step, width_px)) > self._max_lines:
            return self._step.one_smaller()
        return self._step

    def _line_height(self, step: Step) -> float:
        share = LINE_HEIGHT_TITLE if step >= Step.TITLE else LINE_HEIGHT_BODY
        return self._theme.scale.type_px(step) * share

    def _font(self, step: Step) -> QFont:
        return self._theme.font(step, bold=self._bold, face=self._face)

    def _lines(self, step: Step, width_px: float) -> list[QTextLayout]:
        """One laid-out `QTextLayout` for each line as it wraps; kept, as a layout asks again and again."""
        place = (step, width_px, self._theme.is_night)
        if place not in self._laid_out:
            if len(self._laid_out) >= _MOST_KEPT:
                self._laid_out.clear()
            self._laid_out[place] = self._laid(step, width_px)
        return self._laid_out[place]

    def _laid(self, step: Step, width_px: float) -> list[QTextLayout]:
        lines: list[QTextLayout] = []
        words = plain(self._text)
        start = 0
        for paragraph in words.split("\n"):
            cut = self._cuts(paragraph, step, width_px)
            if len(cut) > 1 and self._face is Face.FORMAL:
                cut = self._balanced(paragraph, step, width_px, len(cut))
            for begin, length in cut:
                lines.append(self._single(paragraph[begin : begin + length], start + begin, step))
            start += len(paragraph) + 1
        return lines

    def _cuts(self, paragraph: str, step: Step, width_px: float) -> list[tuple[int, int]]:
        layout = self._layout(paragraph, step, 0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        cuts: list[tuple[int, int]] = []
        layout.beginLayout()
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(1.0, width_px))
            cuts.append((line.textStart(), line.textLength()))
        layout.endLayout()
        return cuts or [(0, 0)]

    def _balanced(self, paragraph: str, step: Step, width_px: float, lines: int) -> list[tuple[int, int]]:
        """The cuts at the least width that needs no more lines: a title never ends in one lonely character."""
        least, enough = width_px / lines, width_px
        while enough - least > 2:
            middle = (least + enough) / 2
            if len(self._cuts(paragraph, step, middle)) > lines:
                least = middle
            else:
                enough = middle
        return self._cuts(paragraph, step, enough)

    def _single(self, words: str, offset: int, step: Step) -> QTextLayout:
        layout = self._layout(words.rstrip(" "), step, offset)
        layout.beginLayout()
        line = layout.createLine()
        if line.isValid():
            line.setLineWidth(1e6)
        layout.endLayout()
        return layout

    def _layout(self, words: str, step: Step, offset: int) -> QTextLayout:
        layout = QTextLayout(words, self._font(step))
        layout.setFormats(self._formats(offset, len(words)))
        return layout

    def _formats(self, offset: int, length: int) -> list[QTextLayout.FormatRange]:
        if isinstance(self._text, str):
            return []
        ranges: list[QTextLayout.FormatRange] = []
        at = 0
        for span in self._text:
            first, last = max(at, offset), min(at + len(span.text), offset + length)
            at += len(span.text)
            if first >= last or not (span.bold or span.tone):
                continue
            piece = QTextLayout.FormatRange()
            piece.start = first - offset
            piece.length = last - first
            look = QTextCharFormat()
            if span.bold:
                look.setFontWeight(QFont.Weight.Bold)
            if span.tone is not None:
                look.setForeground(self._theme.colour(span.tone))
            piece.format = look
            ranges.append(piece)
        return ranges

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        step = self.step_used(width)
        return round(len(self._lines(step, width)) * self._line_height(step))

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._font(self._step))
        bold = QFontMetricsF(self._theme.font(self._step, bold=True, face=self._face))
        use = bold if not isinstance(self._text, str) else metrics
        widest = max((use.horizontalAdvance(row) for row in plain(self._text).split("\n")), default=0.0)
        rows = plain(self._text).count("\n") + 1
        return QSize(int(widest) + 2, round(rows * self._line_height(self._step)))

    @override
    def minimumSizeHint(self) -> QSize:
        em = self._theme.scale.type_px(self._step)
        return QSize(min(self.sizeHint().width(), em * 4), round(self._line_height(self._step)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.colour(self._tone))
        step = self.step_used(self.width())
        height = self._line_height(step)
        lines = self._lines(step, self.width())
        top = 0.0
        if self._align & Qt.AlignmentFlag.AlignVCenter:
            top = max(0.0, (self.height() - height * len(lines)) / 2)
        for layout in lines:
            used = layout.maximumWidth() if layout.lineCount() == 0 else layout.lineAt(0).naturalTextWidth()
            inner = layout.lineAt(0).height() if layout.lineCount() else 0.0
            layout.draw(painter, QPointF(self._left(used), top + (height - inner) / 2))
            top += height

    def _left(self, used_px: float) -> float:
        if self._align & Qt.AlignmentFlag.AlignHCenter:
            return (self.width() - used_px) / 2
        if self._align & Qt.AlignmentFlag.AlignRight:
            return self.width() - used_px
        return 0.0
