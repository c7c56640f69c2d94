"""The tools beside the page: 84 wide. What does not fit its height is one tap further, behind “More”."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.ui.screens.glass import by_glass
from shared.system.i18n import tr
from shared.ui.buttons import BareButton
from shared.ui.popover import Popover
from shared.ui.theme import Theme
from shared.ui.tokens import Tone
from shared.ui.tool_buttons import RailButton

_MORE_WIDTH = 260


class ToolRail(QWidget):
    """Agenda, pages, ink, find, contents, bookmarks, view; at the foot service and dimmer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        space = theme.space
        self._theme = theme
        self.setObjectName("tool_rail")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(by_glass(theme, 84, 92))
        self.agenda = self._tool(tr("Agenda"), "show_agenda", "list")
        self.thumbnails = self._tool(tr("Pages"), "show_thumbnails", "pages")
        self.ink = self._tool(tr("Ink"), "ink", "pen")
        self.search = self._tool(tr("Find"), "show_search", "search")
        self.contents = self._tool(tr("Contents"), "show_outline", "contents")
        self.bookmarks = self._tool(tr("Marks"), "show_bookmarks", "bookmark")
        self.bookmarks.setAccessibleName(tr("Bookmarks"))
        self.look = self._tool(tr("View"), "show_view", "view")
        self.more = self._tool(tr("More"), "show_more", "more")
        self.service = self._tool(tr("Service"), "call_service", "bell")
        self.night = self._tool(tr("Dim"), "night", "moon")
        self._first = (self.agenda, self.thumbnails, self.ink, self.search)
        self._further = (self.contents, self.bookmarks, self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(8), space(4), space(8))
        column.setSpacing(0)
        for button in (*self._first, *self._further, self.more):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        column.addWidget(self.service, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.night, 0, Qt.AlignmentFlag.AlignHCenter)
        self._fit()

    @property
    def paper_tools(self) -> tuple[RailButton, ...]:
        """The tools that need a paper."""
        return (self.thumbnails, self.ink, self.search, self.contents, self.bookmarks, self.look)

    @property
    def behind_more(self) -> tuple[RailButton, ...]:
        """The tools that have no room of their own now."""
        return () if self.more.isHidden() else self._further

    def anchor_of(self, tool: RailButton) -> QWidget:
        """What the card of a tool opens beside."""
        return self.more if tool in self.behind_more else tool

    def show_service(self, *, is_called: bool) -> None:
        """Whether the clerk was called and did not answer yet."""
        self.service.setChecked(is_called)
        self.service.set_word(tr("Called") if is_called else tr("Service"))

    def _tool(self, word: str, name: str, icon: str) -> RailButton:
        button = RailButton(self._theme, word, name=name, icon=icon)
        button.setCheckable(True)
        return button

    def _fit(self) -> None:
        each = self.agenda.sizeHint().height()
        room = self.height() - 2 * self._theme.space(8)
        fits = room >= each * (len(self._first) + len(self._further) + 2)
        self.more.setVisible(not fits)
        for button in self._further:
            button.setVisible(fits)

    @override
    def minimumSizeHint(self) -> QSize:
        """What stays when all that can stand behind “More” does."""
        least = self.agenda.sizeHint().height() * (len(self._first) + 3)
        return QSize(self.width(), least + 2 * self._theme.space(8))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class MoreCard(Popover):
    """The tools that the rail has no room for."""

    tool_chosen = Signal(object)
    """One of the buttons that were given."""

    def __init__(self, theme: Theme, parent: QWidget, tools: Sequence[tuple[RailButton, str]]) -> None:
        """`tools` are the rail's buttons with their icons."""
        super().__init__(theme, parent, name="more_card")
        for tool, icon in tools:
            button = BareButton(
                theme, tool.text(), name=f"more_{tool.objectName()}", icon=icon, tone=Tone.INK
            )
            button.clicked.connect(lambda _on=False, tool=tool: self._choose(tool))
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def open_for(self, beside: QWidget) -> None:
        """Open the card."""
        self.open_beside(beside, self._theme.space(_MORE_WIDTH))

    def _choose(self, tool: RailButton) -> None:
        self.close_card()
        self.tool_chosen.emit(tool)
