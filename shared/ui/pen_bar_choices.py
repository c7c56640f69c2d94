"""What a tool of the pen bar offers: its kinds, colours and widths, beside the bar."""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from shared.system.i18n import mark, tr
from shared.ui.buttons import ChoiceButton
from shared.ui.ink_drawing import stamp_words
from shared.ui.ink_tools import (
    HIGHLIGHTS,
    INKS,
    MAX_STAMP_LETTERS,
    SHAPES,
    STAMP_WORDS,
    InkTools,
    InkTray,
    Thickness,
    Tool,
    chosen,
    coloured,
    thickened,
)
from shared.ui.pen_bar_answers import ColourAnswer, IconAnswer, ThicknessAnswer
from shared.ui.popover import Popover
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WORDS: dict[Tool, str] = {
    Tool.PEN: mark("Pen"),
    Tool.HIGHLIGHTER: mark("Highlighter"),
    Tool.ERASER: mark("Eraser"),
    Tool.LINE: mark("Line"),
    Tool.ARROW: mark("Arrow"),
    Tool.RECTANGLE: mark("Rectangle"),
    Tool.ELLIPSE: mark("Ellipse"),
    Tool.NOTE: mark("Text note"),
    Tool.STAMP: mark("Stamp"),
    Tool.LASSO: mark("Lasso"),
}
_WIDE_PX = 300

IsChosen = Callable[[InkTools], bool]


def tool_word(tool: Tool) -> str:
    """The name of a tool in the language of the screen."""
    return tr(_WORDS[tool])


class ToolChoices(Popover):
    """Every choice counts at once; a touch beside the card closes it."""

    def __init__(self, theme: Theme, parent: QWidget, tray: InkTray) -> None:
        super().__init__(theme, parent, name="tool_choices")
        self._tray = tray
        self._tool = Tool.PEN
        self._page: QWidget | None = None
        self._answers: list[tuple[QAbstractButton, IsChosen]] = []
        tray.changed.connect(self._on_tools)

    def open_for(self, tool: Tool, anchor: QWidget) -> None:
        """Lay out what a tool offers beside its button."""
        self._tool = tool
        self._fill()
        self.setAccessibleName(tool_word(tool))
        self.open_beside(anchor, self._theme.space(_WIDE_PX))

    def _fill(self) -> None:
        if self._page is not None:
            self.body.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._answers = []
        self._page = QWidget()
        rows = QVBoxLayout(self._page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(self._theme.space(12))
        self._heading = Label(self._theme, tool_word(self._tool), step=Step.CAPTION, tone=Tone.INK2)
        rows.addWidget(self._heading)
        self._add_kinds(rows)
        if self._tool is not Tool.ERASER:
            self._add_colours(rows)
        self._add_thicknesses(rows)
        self.body.addWidget(self._page)
        self._show_chosen()

    def _add_kinds(self, rows: QVBoxLayout) -> None:
        match self._tool:
            case Tool.LINE | Tool.ARROW | Tool.RECTANGLE | Tool.ELLIPSE:
                self._add_shapes(rows)
            case Tool.ERASER:
                self._add_erasers(rows)
            case Tool.STAMP:
                self._add_stamps(rows)
            case _:
                pass

    def _add_shapes(self, rows: QVBoxLayout) -> None:
        answers: list[QAbstractButton] = []
        for shape in SHAPES:
            answer = IconAnswer(self._theme, tool_word(shape), shape.value, name=f"shape_{shape}")
            self._offer(answer, partial(chosen, tool=shape), partial(_has_shape, shape=shape))
            answers.append(answer)
        rows.addLayout(self._row(answers))

    def _add_erasers(self, rows: QVBoxLayout) -> None:
        for word, takes_parts in ((tr("Whole strokes"), False), (tr("Parts of strokes"), True)):
            name = "eraser_parts" if takes_parts else "eraser_strokes"
            answer = ChoiceButton(self._theme, word, name=name)
            self._offer(answer, partial(_erasing, parts=takes_parts), partial(_erases, parts=takes_parts))
            rows.addWidget(answer)

    def _add_stamps(self, rows: QVBoxLayout) -> None:
        answers: list[QAbstractButton] = []
        for number, msgid in enumerate(STAMP_WORDS, start=1):
            answers.append(self._stamp_answer(tr(msgid), f"stamp_{number}"))
        rows.addLayout(self._row(answers))
        field = QLineEdit(self._tray.tools.custom_stamp)
        field.setObjectName("stamp_field")
        field.setMaxLength(MAX_STAMP_LETTERS)
        field.setPlaceholderText(tr("Own words"))
        field.setAccessibleName(tr("Own words"))
        field.setMinimumHeight(self._theme.scale.target_px)
        field.textEdited.connect(self._on_own_words)
        field.returnPressed.connect(self.close_card)
        field.installEventFilter(self)
        rows.addWidget(field)

    def _stamp_answer(self, words: str, name: str) -> ChoiceButton:
        answer = ChoiceButton(self._theme, words, name=name)
        self._offer(
            answer,
            lambda tools: msgspec.structs.replace(tools, stamp_words=answer.text()),
            lambda tools: stamp_words(tools) == answer.text(),
        )
        return answer

    def _on_own_words(self, words: str) -> None:
        words = words.strip()
        self._choose(partial(_stamping_own, words=words))

    def _add_colours(self, rows: QVBoxLayout) -> None:
        answers: list[QAbstractButton] = []
        for colour in HIGHLIGHTS if self._tool is Tool.HIGHLIGHTER else INKS:
            answer = ColourAnswer(self._theme, colour, name=f"colour_{colour.value}")
            self._offer(
                answer,
                partial(coloured, tool=self._tool, colour=colour.value),
                partial(_has_colour, tool=self._tool, colour=colour.value),
            )
            answers.append(answer)
        rows.addLayout(self._row(answers))

    def _add_thicknesses(self, rows: QVBoxLayout) -> None:
        answers: list[QAbstractButton] = []
        for thickness in Thickness:
            width = thickened(self._tray.tools, self._tool, thickness).width(self._tool)
            answer = ThicknessAnswer(
                self._theme, self._tool, thickness, width, name=f"thickness_{thickness.name.lower()}"
            )
            self._offer(
                answer,
                partial(thickened, tool=self._tool, thickness=thickness),
                partial(_has_thickness, tool=self._tool, thickness=thickness),
            )
            answers.append(answer)
        rows.addLayout(self._row(answers))

    def _row(self, answers: Sequence[QAbstractButton]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.space(9))
        for answer in answers:
            row.addWidget(answer)
        return row

    def _offer(
        self, answer: QAbstractButton, choose: Callable[[InkTools], InkTools], is_chosen: IsChosen
    ) -> None:
        answer.clicked.connect(lambda: self._choose(choose))
        self._answers.append((answer, is_chosen))

    def _choose(self, choose: Callable[[InkTools], InkTools]) -> None:
        self._tray.set_tools(choose(self._tray.tools))
        self._show_chosen()

    def _on_tools(self) -> None:
        tool = self._tray.tools.tool
        if self.isHidden() or tool is None:
            return
        if tool in SHAPES and self._tool in SHAPES:
            self._tool = tool
            self._heading.setText(tool_word(tool))
        self._show_chosen()

    def _show_chosen(self) -> None:
        for answer, is_chosen in self._answers:
            answer.setChecked(is_chosen(self._tray.tools))
            if self._tool is Tool.HIGHLIGHTER and isinstance(answer, ThicknessAnswer):
                answer.set_colour(self._tray.tools.highlight)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QLineEdit):
            # Own words that were written before are chosen by going to their field.
            if event.type() == QEvent.Type.FocusIn and watched.text().strip():
                self._on_own_words(watched.text())
            return False
        # On the page a pen and a finger never become a mouse, so they are looked for themselves.
        place: QPointF | None = None
        if isinstance(event, QTouchEvent) and event.type() == QEvent.Type.TouchBegin:
            place = event.points()[0].position()
        elif isinstance(event, QTabletEvent) and event.type() == QEvent.Type.TabletPress:
            place = event.position()
        if place is not None and not self._is_ours(place):
            self.close_card()
        return super().eventFilter(watched, event)


def _has_shape(tools: InkTools, shape: Tool) -> bool:
    return tools.shape is shape


def _has_colour(tools: InkTools, tool: Tool, colour: str) -> bool:
    return tools.colour(tool) == colour


def _has_thickness(tools: InkTools, tool: Tool, thickness: Thickness) -> bool:
    return tools.thickness(tool) is thickness


def _erasing(tools: InkTools, *, parts: bool) -> InkTools:
    return msgspec.structs.replace(tools, erases_parts=parts)


def _erases(tools: InkTools, *, parts: bool) -> bool:
    return tools.erases_parts is parts


def _stamping_own(tools: InkTools, words: str) -> InkTools:
    return msgspec.structs.replace(tools, stamp_words=words, custom_stamp=words)
