"""The pen bar: the tools beside the page, one column in the gutter."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from shared.system.i18n import mark, tr
from shared.ui.buttons import Button
from shared.ui.ink_actions import InkActions
from shared.ui.ink_tools import SHAPES, InkTools, InkTray, Tool
from shared.ui.pen_bar_choices import ToolChoices, tool_word
from shared.ui.scale import Program
from shared.ui.shadow import Depth, Shadow
from shared.ui.signs import Hairline
from shared.ui.theme import Theme
from shared.ui.tokens import Tone
from shared.ui.tool_buttons import IconButton

GUTTER_PX = 128
"""The free strip beside the page on the smallest kiosk, in design pixels."""

_ICONS: dict[Tool, str] = {
    Tool.PEN: "pen",
    Tool.HIGHLIGHTER: "marker",
    Tool.ERASER: "eraser",
    Tool.LINE: "line",
    Tool.ARROW: "arrow",
    Tool.RECTANGLE: "rectangle",
    Tool.ELLIPSE: "ellipse",
    Tool.NOTE: "note",
    Tool.STAMP: "stamp",
    Tool.LASSO: "lasso",
}
_COLOURLESS = frozenset({Tool.ERASER, Tool.LASSO})
_PAD_PX = 6
_CELL_PX = 60
_CELL_LAPTOP_PX = 40
_GAP_PX = 16
_SHAPES_WORD = mark("Shapes")


class Swatch(Button):
    """The colour of the tool in use; a press lays out the others."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", name="ink_colour")
        self._colour: QColor | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("Colour and width"))
        self.setAccessibleName(tr("Colour and width"))

    def set_colour(self, colour: str | None) -> None:
        """Show a colour, or none for a tool without."""
        self._colour = QColor(colour) if colour is not None else None
        self.setEnabled(colour is not None)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_swatch(painter, self._theme, QRectF(self.rect()), self._colour, is_chosen=self.isEnabled())


def paint_swatch(
    painter: QPainter, theme: Theme, box: QRectF, colour: QColor | None, *, is_chosen: bool
) -> None:
    """A disc of a colour in a ring of paper, so that dark ink shows dimmed too; without a colour an empty ring."""
    radius = theme.space(12)
    if is_chosen:
        painter.setPen(QPen(theme.colour(Tone.INK), theme.scale.line(2)))
        painter.setBrush(theme.colour(Tone.PAPER))
        painter.drawEllipse(box.center(), radius + theme.space(5), radius + theme.space(5))
    painter.setPen(QPen(theme.colour(Tone.EDGE if colour is not None else Tone.LINE), 1))
    painter.setBrush(colour if colour is not None else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.center(), radius, radius)


class PenBar(QWidget):
    """Shows the tools of a tray and what can be undone. A second press on the tool in use lays out its choices."""

    closed = Signal()
    """The person closed the bar and laid down the tools."""

    def __init__(
        self, theme: Theme, parent: QWidget, tray: InkTray, actions: InkActions, *, name: str = "pen_bar"
    ) -> None:
        """`parent` is what the bar and its choices float over."""
        super().__init__(parent)
        self._theme = theme
        self._tray = tray
        self._actions = actions
        self._is_left_handed = False
        self._shadow = Shadow(Depth.POPOVER, theme.radius_card)
        self._tools: dict[Tool, IconButton] = {}
        self._undo = self._icon_button(tr("Undo"), "ink_undo", "undo")
        self._redo = self._icon_button(tr("Redo"), "ink_redo", "redo")
        self._close = self._icon_button(tr("Close"), "ink_close", "cross")
        self._swatch = Swatch(theme)
        self._choices = ToolChoices(theme, parent, tray)
        self.setObjectName(name)
        self.setAccessibleName(tr("Pens and tools"))
        self._lay_out()
        self._swatch.clicked.connect(lambda: self._lay_choices(self._swatch))
        self._undo.clicked.connect(actions.undo)
        self._redo.clicked.connect(actions.redo)
        self._close.clicked.connect(self.close_bar)
        tray.changed.connect(self._render)
        actions.history_changed.connect(self._render)
        self._render()
        self.hide()

    def open_bar(self, area: QRect) -> None:
        """Show the bar in the gutter of `area` of the parent, and take up the pen if no tool is in hand."""
        self.place_in(area)
        self.show()
        self.raise_()
        if self._tray.tools.tool is None:
            self._tray.take(self._tray.tools.writing)

    def close_bar(self) -> None:
        """Lay down the tools and hide; nothing happens where it is hidden."""
        if self.isHidden():
            return
        self._choices.close_card()
        self.hide()
        self._tray.take(None)
        self.closed.emit()

    def set_left_handed(self, left_handed: bool) -> None:
        """A left hand writes: the bar lies in the right gutter. It moves with the next `place_in`."""
        self._is_left_handed = left_handed

    def place_in(self, area: QRect) -> None:
        """Put the bar into the gutter beside the page; `area` is where the page view lies in the parent."""
        theme = self._theme
        reach, gap = self._shadow.reach_px, theme.space(_GAP_PX)
        self._fit_height(area.height() - 2 * gap)
        size = self._card_size()
        inset = max(0, (theme.space(GUTTER_PX) - size.width()) // 2)
        left = area.left() + inset
        if self._is_left_handed:
            left = area.right() + 1 - inset - size.width()
        corner = QPoint(left - reach, area.top() + gap - reach)
        self.setGeometry(QRect(corner, size + QSize(2 * reach, 2 * reach)))

    def card_rect(self) -> QRect:
        """The visible bar inside the widget, which also holds its shadow."""
        reach = self._shadow.reach_px
        return self.rect().adjusted(reach, reach, -reach, -reach)

    def _icon_button(self, word: str, name: str, icon: str) -> IconButton:
        return IconButton(self._theme, word, name=name, icon=icon, icon_px=self._theme.space(28))

    def _lay_out(self) -> None:
        reach, pad = self._shadow.reach_px, self._theme.space(_PAD_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(reach + pad, reach + pad, reach + pad, reach + pad)
        column.setSpacing(0)
        buttons = (Tool.PEN, Tool.HIGHLIGHTER, Tool.ERASER, Tool.LINE, Tool.NOTE, Tool.STAMP, Tool.LASSO)
        for tool in buttons:
            button = self._icon_button(tool_word(tool), f"ink_{tool}", _ICONS[tool])
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, tool=tool: self._on_tool(tool))
            self._tools[tool] = button
            column.addWidget(button)
        rule = QHBoxLayout()
        rule.setContentsMargins(2 * pad, pad, 2 * pad, pad)
        rule.addWidget(Hairline())
        column.addLayout(rule)
        for other in (self._swatch, self._undo, self._redo, self._close):
            column.addWidget(other)

    def _cells(self) -> list[Button]:
        return [*self._tools.values(), self._swatch, self._undo, self._redo, self._close]

    def _fit_height(self, room_px: int) -> None:
        """Make the buttons as high as the design, or as much lower as the room needs, but never too small."""
        theme = self._theme
        is_laptop = theme.scale.program is Program.PRESENTER
        wanted = theme.space(_CELL_LAPTOP_PX if is_laptop else _CELL_PX)
        rest = 4 * theme.space(_PAD_PX) + 1
        cells = self._cells()
        cell = max(theme.scale.target_px, min(wanted, (room_px - rest) // len(cells)))
        for button in cells:
            button.setFixedSize(max(wanted, theme.scale.target_px), cell)

    def _card_size(self) -> QSize:
        reach = self._shadow.reach_px
        layout = self.layout()
        if layout is None:
            return QSize()
        layout.invalidate()
        return layout.sizeHint() - QSize(2 * reach, 2 * reach)

    def _on_tool(self, button: Tool) -> None:
        tools = self._tray.tools
        tool = tools.shape if button is Tool.LINE else button
        if tools.tool is tool:
            self._render()
            self._lay_choices(self._tools[button])
        else:
            self._choices.close_card()
            self._tray.take(tool)

    def _lay_choices(self, anchor: QWidget) -> None:
        tool = self._tray.tools.tool
        if self._choices.isVisible():
            self._choices.close_card()
        elif tool is not None and tool is not Tool.LASSO:
            self._choices.open_for(tool, anchor)

    def _render(self) -> None:
        tools = self._tray.tools
        in_use = Tool.LINE if tools.tool in SHAPES else tools.tool
        for tool, button in self._tools.items():
            button.setChecked(tool is in_use)
        is_shape = tools.tool in SHAPES
        shapes = self._tools[Tool.LINE]
        shapes.set_icon_name(_ICONS[tools.shape] if is_shape else "shape")
        shapes.set_tip(tool_word(tools.shape) if is_shape else tr(_SHAPES_WORD))
        self._swatch.set_colour(_colour_of(tools))
        self._undo.setEnabled(self._actions.can_undo)
        self._redo.setEnabled(self._actions.can_redo)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.card_rect())
        self._shadow.paint(painter, box)
        painter.setPen(QPen(theme.colour(Tone.LINE), 1))
        painter.setBrush(theme.colour(Tone.RAISED))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.radius_card, theme.radius_card)


def _colour_of(tools: InkTools) -> str | None:
    return None if tools.tool is None or tools.tool in _COLOURLESS else tools.colour(tools.tool)
