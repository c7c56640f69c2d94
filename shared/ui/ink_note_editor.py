"""Writing a note where it will stand: a field on the page that takes the keyboard and any input method."""

import msgspec
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QGuiApplication, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from shared.domain.ink import MAX_TEXT, Note
from shared.domain.ink_geometry import Spot
from shared.domain.ink_strokes import on_the_page
from shared.domain.ink_words import LEADING, NOTE_MARGIN, note_room
from shared.system.i18n import tr
from shared.ui.buttons import QuietButton
from shared.ui.ink_layer import InkEdit
from shared.ui.ink_tools import Tool
from shared.ui.ink_workplace import InkWorkplace, ratio_of, width_px
from shared.ui.theme import Theme
from shared.ui.tokens import Step

_LEAST_ROOM_LETTERS = 14
"""A note begun near the right edge of the page moves left until a line holds so many letters."""

HOLDER = "note"
"""Who holds the page while a note is being written: no page comes by itself under the words."""

_LEAST_LINES = 2
_MOST_LINES = 8

_STAYS = frozenset({Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason})
"""Reasons to lose the keyboard for a moment: another window came forward, a list of characters opened."""


class NoteField(QPlainTextEdit):
    """The field itself. Enter makes a new line, Esc and a press elsewhere leave it."""

    left = Signal()
    """The person is done with it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("note_field")
        self.setAccessibleName(tr("Text note"))
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._hold_length)

    def show_all(self, *, fits: bool) -> None:
        """Show the first line on top if all lines fit, else a bar to scroll with."""
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(policy)
        if fits:
            self.verticalScrollBar().setValue(0)

    def _hold_length(self) -> None:
        """Take no more letters than a note may have."""
        beyond = len(self.toPlainText()) - MAX_TEXT
        if beyond > 0:
            # All in one edit: every edit is told as a change, and would come back here before the next.
            cursor = self.textCursor()
            back, keep = QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor
            cursor.movePosition(back, keep, beyond)
            cursor.removeSelectedText()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            # Later, so that the press which took the keyboard away is still seen as a press beside a note.
            QTimer.singleShot(0, self, self._tell_left)

    def _tell_left(self) -> None:
        if not self.hasFocus():
            self.left.emit()


class InkNotes(QObject):
    """Opens the field for a new note or an own one, and stores what was written. Nothing written is no note."""

    def __init__(self, theme: Theme, place: InkWorkplace) -> None:
        super().__init__(place.view)
        self._theme = theme
        self._place = place
        self._note: Note | None = None
        self._is_new = False
        self._field: NoteField | None = None
        self._done = QuietButton(theme, tr("Done"), name="note_done")
        self._done.setParent(place.view)
        self._done.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._done.hide()
        self._done.clicked.connect(self.store)
        place.view.geometry_changed.connect(self._lay_out)
        place.view.installEventFilter(self)
        place.tray.changed.connect(self._on_tools)

    @property
    def is_open(self) -> bool:
        """Whether a note is being written."""
        return self._field is not None

    def begin(self, page: int, spot: Spot) -> None:
        """Open the field for a new note with its first line at a place of the page."""
        placed = self._place.layer.placed(page)
        if placed is None:
            return
        tools = self._place.tray.tools
        size, ratio = tools.width(Tool.NOTE), ratio_of(placed)
        most_u = 1.0 - NOTE_MARGIN - _LEAST_ROOM_LETTERS * size
        at = on_the_page((min(spot[0], most_u), spot[1] - size * LEADING / 2 / ratio))
        color = tools.colour(Tool.NOTE)
        # One letter stands for the words to come: a note without words cannot be made.
        self._open(Note(id=self._place.new_id(), page=page, at=at, color=color, text="0", size=size), "")
        self._is_new = True

    def edit(self, note: Note) -> None:
        """Open the field for a note that is there."""
        self._open(note, note.text)
        self._is_new = False
        self._place.layer.set_edit(InkEdit(note.page, frozenset({note.id})))

    def store(self) -> None:
        """Store what was written and close the field; nothing happens where none is open."""
        field, note = self._field, self._note
        if field is None or note is None:
            return
        # An input method may still hold letters that are underlined on the screen: they were written too.
        QGuiApplication.inputMethod().commit()
        words = field.toPlainText().rstrip()[:MAX_TEXT]
        self._close(field)
        try:
            self._put(note, words)
            if not self._is_new:
                self._place.layer.set_edit(None)
        finally:
            # Last: then another paper may come at once, which is not the one that was written on.
            self._place.view.release(HOLDER)

    def _put(self, note: Note, words: str) -> None:
        actions = self._place.actions
        if not words.strip():
            if not self._is_new:
                actions.erase((note,))
        elif self._is_new:
            actions.add(self._fitted(msgspec.structs.replace(note, text=words)))
        elif words != note.text:
            actions.replace((note,), (self._fitted(msgspec.structs.replace(note, text=words)),))

    def _fitted(self, note: Note) -> Note:
        """The note moved up so far that its last line is on the page."""
        placed = self._place.layer.placed(note.page)
        box = None if placed is None else self._place.box_of(note, placed)
        if box is None or box[3] <= 1.0:
            return note
        return msgspec.structs.replace(note, at=(note.at[0], max(0.0, note.at[1] - (box[3] - 1.0))))

    def _open(self, note: Note, words: str) -> None:
        self.store()
        field = NoteField(self._place.view)
        field.setPlainText(words)
        field.moveCursor(QTextCursor.MoveOperation.End)
        if not self._theme.is_night:
            field.setStyleSheet(f"color: {note.color}")
        field.left.connect(self.store)
        field.textChanged.connect(self._lay_out)
        self._field, self._note = field, note
        self._place.view.hold(HOLDER)
        self._lay_out()
        if self._field is not None:
            field.show()
            field.raise_()
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self, field: NoteField) -> None:
        self._field = self._note = None
        self._done.hide()
        had_focus = field.hasFocus()
        field.hide()
        field.deleteLater()
        if had_focus:
            self._place.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        """Put the field where the note stands; one whose page went away is stored."""
        field, note = self._field, self._note
        if field is None or note is None:
            return
        placed = self._place.layer.placed(note.page)
        if placed is None:
            self.store()
            return
        view, wide = self._place.view, width_px(placed)
        em_px = max(round(note.size * wide), self._theme.scale.type_px(Step.CAPTION))
        font = self._theme.font_px(em_px)
        if field.font() != font:
            field.setFont(font)
        frame = 2 * (self._theme.space(12) + 2)
        width = min(view.width() - self._theme.space(16), round(note_room(note) * wide) + frame)
        line = QFontMetrics(font).lineSpacing()
        field.resize(width, field.height())  # the lines break at this width
        written = round(field.document().size().height())
        lines = min(_MOST_LINES, max(_LEAST_LINES, written))
        # Half a line more than the lines need: a field that is a pixel too low hides its first line.
        field.resize(width, lines * line + line // 2 + 2 * (self._theme.space(4) + 2))
        field.show_all(fits=written <= _MOST_LINES)
        corner = placed.to_view(*note.at) - QPointF(frame / 2, self._theme.space(4) + 2)
        field.move(
            min(max(0, round(corner.x())), view.width() - field.width()),
            min(
                max(0, round(corner.y())),
                max(0, view.height() - field.height() - self._done.sizeHint().height()),
            ),
        )
        self._lay_out_done(field)

    def _lay_out_done(self, field: NoteField) -> None:
        gap = self._theme.space(8)
        self._done.resize(self._done.sizeHint())
        self._done.move(field.geometry().right() - self._done.width() + 1, field.geometry().bottom() + gap)
        self._done.show()
        self._done.raise_()

    def _on_tools(self) -> None:
        if self._place.tray.tools.tool is not Tool.NOTE:
            self.store()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self.store()
        return False


class NoteTap:
    """A tap with the note tool: on an own note it edits that, elsewhere it begins one."""

    def __init__(self, notes: InkNotes, place: InkWorkplace, page: int, spot: Spot, on: Note | None) -> None:
        self._notes = notes
        self._place = place
        self._page = page
        self._spot = spot
        self._on = on

    def move(self, point: QPointF, pressure: float) -> None:
        """The note begins where the finger is lifted."""
        del pressure
        placed = self._place.layer.placed(self._page)
        if placed is not None:
            self._spot = placed.to_page(point)

    def lift(self) -> None:
        """Open the field."""
        if self._on is not None:
            self._notes.edit(self._on)
        else:
            self._notes.begin(self._page, on_the_page(self._spot))

    def abort(self) -> None:
        """Nothing."""
