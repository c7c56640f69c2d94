"""The list before the meeting, and the files after it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from presenter.ui.check_button import Switch
from presenter.ui.checks import Check, checks
from presenter.ui.pieces import Icon, clear, column, row, scrolled
from presenter.ui.state import Export, PodiumState
from shared.system.i18n import tr, tr_n
from shared.ui.chips import Badge, Chip
from shared.ui.signs import Hairline
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class CheckRow(QWidget):
    """An icon, what it is about, and how it stands."""

    def __init__(self, theme: Theme, check: Check) -> None:
        super().__init__()
        icon, tone = ("warn", Tone.OCHRE) if check.is_open else ("check", Tone.GREEN)
        if check.is_pending:
            icon, tone = "dots", Tone.INK2
        across = row(self, spacing=theme.space(8), margins=(0, theme.space(5), 0, theme.space(5)))
        across.addWidget(Icon(theme, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=theme.space(1))
        words.addWidget(TextBlock(theme, check.title, step=Step.BODY, bold=check.is_open))
        if check.detail:
            words.addWidget(TextBlock(theme, check.detail, step=Step.CAPTION, tone=Tone.INK2))
        across.addLayout(words, 1)


class ChecksPanel(QWidget):
    """Nothing here blocks: notes say what to do, the meeting may begin all the same."""

    watermark_switched = Signal(bool)
    """Lay name, seat and time over the pages, or stop it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[Check, ...] | None = None
        self.setObjectName("checks")
        everything = column(self, spacing=theme.space(4))
        head = row()
        head.addWidget(Label(theme, tr("Before the meeting"), step=Step.CAPTION, tone=Tone.INK2))
        head.addStretch(1)
        self._chip = Chip(theme, "", Badge.ATTENTION, name="to_do")
        head.addWidget(self._chip)
        everything.addLayout(head)
        inside = QWidget()
        self._list = column(inside)
        everything.addWidget(scrolled(inside, name="checks_scroll"), 1)
        everything.addWidget(Hairline())
        everything.addLayout(self._make_watermark())
        everything.addSpacing(theme.space(4))
        note = tr(
            "Sign-in may be opened with open points; papers that cannot be shown do not go to the seats."
        )
        everything.addWidget(TextBlock(theme, note, step=Step.CAPTION, tone=Tone.INK2))

    def _make_watermark(self) -> QHBoxLayout:
        theme = self._theme
        words = column(spacing=theme.space(1))
        words.addWidget(TextBlock(theme, tr("Watermark"), step=Step.BODY))
        about = tr("Name, seat and time over every page, on screens and in exports")
        words.addWidget(TextBlock(theme, about, step=Step.CAPTION, tone=Tone.INK2))
        self._watermark = Switch(theme, tr("Watermark"), name="watermark")
        self._watermark.clicked.connect(self.watermark_switched)
        across = row(spacing=theme.space(12))
        across.addLayout(words, 1)
        across.addWidget(self._watermark, 0, Qt.AlignmentFlag.AlignVCenter)
        return across

    def render_state(self, state: PodiumState) -> None:
        """Show the list."""
        has_watermark = state.meeting is not None and state.meeting.meeting.has_watermark
        self._watermark.setChecked(has_watermark)
        self._watermark.setEnabled(state.meeting is not None)
        shown = checks(state)
        if shown == self._shown:
            return
        self._shown = shown
        to_do = sum(check.is_open for check in shown)
        self._chip.setVisible(to_do > 0)
        self._chip.set_state(tr_n("{n} to do", "{n} to do", to_do), Badge.ATTENTION)
        clear(self._list)
        for check in shown:
            self._list.addWidget(CheckRow(self._theme, check))
            self._list.addWidget(Hairline())
        self._list.addStretch(1)


class ExportPanel(QWidget):
    """The clerk's files after the adjournment."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: Export | None = None
        self.setObjectName("exports")
        everything = column(self, spacing=theme.space(6))
        everything.addWidget(Label(theme, tr("Exports"), step=Step.CAPTION, tone=Tone.INK2))
        self._words = TextBlock(theme, step=Step.BODY, name="export_words")
        everything.addWidget(self._words)
        inside = QWidget()
        self._list = column(inside)
        everything.addWidget(scrolled(inside, name="exports_scroll"), 1)
        self.show_export(None)

    def show_export(self, export: Export | None) -> None:
        """Show where the files are."""
        if export is not None and export == self._shown:
            return
        self._shown = export
        clear(self._list)
        if export is None:
            self._words.set_text(
                tr("The meeting is over. Export attendance, results, minutes and the record.")
            )
        elif export.is_running:
            self._words.set_text(tr("Writing the exports and the copies of the papers"))
            self._list_files(export)
        else:
            self._words.set_text(tr("Exported to {folder}", folder=str(export.folder)))
            for note in export.notes:
                self._list.addWidget(CheckRow(self._theme, Check(title=note, is_open=True)))
            self._list_files(export)
        self._list.addStretch(1)

    def _list_files(self, export: Export) -> None:
        for file in export.files:
            name = file.relative_to(export.folder) if file.is_relative_to(export.folder) else Path(file.name)
            self._list.addWidget(CheckRow(self._theme, Check(title=name.as_posix())))
