"""A paper of an item: its title, its draft, how far its signing is, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from presenter.ui.pieces import Icon, clear, column, row
from shared.domain.papers import Sha256
from shared.system.i18n import tr
from shared.ui.buttons import tap_shade
from shared.ui.chips import Badge, Chip
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone
from shared.ui.tool_buttons import IconButton


class PaperShown(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says of a paper; `signing` is how far its sign-off is, "" where nobody was asked."""

    sha256: Sha256
    title: str
    draft: int = 1
    is_whiteboard: bool = False
    signing: str = ""
    is_signed_by_all: bool = False


class PaperButton(QAbstractButton):
    """Shows the paper; the one on the stage is bold."""

    def __init__(self, theme: Theme, shown: PaperShown, *, name: str, is_shown: bool) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[PaperShown, bool] | None = None
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumHeight(theme.scale.target_px)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._words = column(self, spacing=theme.space(2), margins=(0, theme.space(4), 0, theme.space(4)))
        self.show_paper(shown, is_shown=is_shown)

    def show_paper(self, shown: PaperShown, *, is_shown: bool) -> None:
        """Say how the paper stands now."""
        if self._shown == (shown, is_shown):
            return
        self._shown = (shown, is_shown)
        theme, name, words = self._theme, self.objectName(), self._words
        clear(words)
        words.addStretch(1)
        head = row(spacing=theme.space(8))
        icon = Icon(theme, "pen" if shown.is_whiteboard else "doc", Tone.INK2, step=Step.CAPTION)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(TextBlock(theme, shown.title, step=Step.CAPTION, bold=is_shown), 1)
        words.addLayout(head)
        below = icon.width() + theme.space(8)
        spoken = [shown.title]
        if shown.draft > 1:
            draft = tr("Draft {draft}", draft=shown.draft)
            words.addLayout(_indented(Chip(theme, draft, Badge.NEUTRAL, name=f"{name}_draft"), below))
            spoken.append(draft)
        if shown.signing:
            tone = Tone.GREEN if shown.is_signed_by_all else Tone.INK2
            signing = TextBlock(theme, shown.signing, step=Step.CAPTION, tone=tone, name=f"{name}_signing")
            words.addLayout(_indented(signing, below))
            spoken.append(shown.signing)
        words.addStretch(1)
        self.setAccessibleName(tr(", ").join(spoken))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        shade = tap_shade(self._theme, self)
        if shade:
            ground = self._theme.colour(Tone.INK).toRgb()
            ground.setAlphaF(shade)
            QPainter(self).fillRect(self.rect(), ground)


class PaperRow(QWidget):
    """The paper, and beside it the three dots. A PDF may be dropped on it."""

    pressed = Signal()
    """Show this paper."""

    menu_pressed = Signal(object)
    """What can be done with it, beside this widget."""

    files_dropped = Signal(object)
    """A tuple of paths of PDFs."""

    def __init__(
        self, theme: Theme, shown: PaperShown, number: int, *, prefix: str, is_shown: bool, can_bring: bool
    ) -> None:
        """`prefix` tells rows of the same number apart by name; without `can_bring` the paper is only shown."""
        super().__init__()
        self._theme = theme
        self.setObjectName(f"{prefix}paper_row_{number}")
        self.setAcceptDrops(can_bring)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        across = row(self)
        self._paper = PaperButton(theme, shown, name=f"{prefix}paper_{number}", is_shown=is_shown)
        self._paper.clicked.connect(self.pressed)
        across.addWidget(self._paper, 1)
        self._more = IconButton(theme, "", name=f"{prefix}paper_menu_{number}", icon="more")
        self._more.clicked.connect(lambda: self.menu_pressed.emit(self._more))
        across.addWidget(self._more, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_paper(shown, is_shown=is_shown)

    def show_paper(self, shown: PaperShown, *, is_shown: bool) -> None:
        """Show the paper. The widgets stay the same: a press, and what opened beside the dots, is not lost."""
        self._paper.show_paper(shown, is_shown=is_shown)
        self._more.set_tip(tr("More about “{title}”", title=shown.title))

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        accept_files(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.files_dropped.emit(local_files(event))


def _indented(widget: QWidget, left_px: int) -> QHBoxLayout:
    """Under the words of the title, not under its icon."""
    across = row(margins=(left_px, 0, 0, 0))
    across.addWidget(widget)
    across.addStretch(1)
    return across


def accept_files(event: QDragEnterEvent) -> None:
    """Let PDFs be dropped here; all else goes on to what lies below."""
    if local_files(event):
        event.acceptProposedAction()
    else:
        event.ignore()


def local_files(event: QDropEvent) -> tuple[Path, ...]:
    """The PDFs of this machine that are being dragged."""
    urls = event.mimeData().urls()
    paths = (Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    return tuple(path for path in paths if path.suffix.lower() == ".pdf")
