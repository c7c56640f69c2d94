"""A card to type the podium's address: by the keys on the glass, or by a keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.typed_address import typed_address
from shared.system.i18n import tr
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.popover import Popover
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import TARGET_GAP_MM, Step, Tone

_TEXT_WIDTH = 400
_BETWEEN = 40
_KEY_WIDTH = 84
_KEY_HEIGHT = 64
_LONGEST_ADDRESS = 260
_MIDDLE_SHARE = 0.42
"""Where the middle of a name stands; what the nameplate says about the ways below stays in view."""
_COLUMNS = 3
_KEYS = "123456789.0:"
_NAMES = {".": "dot", ":": "colon"}


class AddressCard(Popover):
    """Closes by an address, by the quiet button, by Esc and by a press beside it; what was typed stays in it."""

    address_given = Signal(object)
    """The person named a door: an `Address`."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="address_card")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._card_theme = theme
        self._key_gap = max(theme.space(8), theme.scale.mm(TARGET_GAP_MM))
        self._field = self._make_field(theme)
        self._hint = TextBlock(theme, step=Step.CAPTION, name="address_hint")
        self._cancel = QuietButton(theme, tr("Cancel"), name="address_cancel")
        self._connect_to = PrimaryButton(theme, tr("Connect"), name="connect_address")
        self._cancel.clicked.connect(self.close_card)
        self._connect_to.clicked.connect(self._give)
        row = QHBoxLayout()
        row.setSpacing(theme.space(_BETWEEN))
        row.addLayout(self._text_column(theme), 1)
        row.addLayout(self._keypad(theme))
        self.body.addLayout(row)

    @property
    def width_px(self) -> int:
        """How wide the card is."""
        keys = _COLUMNS * self._card_theme.space(_KEY_WIDTH) + (_COLUMNS - 1) * self._key_gap
        return self._card_theme.space(_TEXT_WIDTH + _BETWEEN + 48) + keys

    def ask(self) -> None:
        """Open with what was typed last, ready to be typed over."""
        self._show_hint()
        wide, host = self.width_px, self._host
        self.place_card(QPoint(0, 0), wide)
        top = round(host.height() * _MIDDLE_SHARE - self.card_rect().height() / 2)
        self.open_at(QPoint((host.width() - wide) // 2, top), wide)
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        door = typed_address(self._field.text())
        if door is None:
            self._show_wrong()
            return
        self.close_card()
        self.address_given.emit(door)

    def _show_hint(self) -> None:
        self._hint.set_tone(Tone.INK2)
        self._hint.set_text(tr("For example 192.168.1.10. The clerk knows the address"))

    def _show_wrong(self) -> None:
        self._hint.set_tone(Tone.OCHRE)
        self._hint.set_text(
            tr("This is not an address yet. Type four numbers with dots between them, such as 192.168.1.10")
        )
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_field(self, theme: Theme) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("address_field")
        field.setAccessibleName(tr("The podium's address"))
        field.setMaxLength(_LONGEST_ADDRESS)
        field.setFont(theme.font(Step.TITLE))
        field.setFixedHeight(theme.space(_KEY_HEIGHT))
        field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        field.textEdited.connect(self._show_hint)
        field.returnPressed.connect(self._give)
        return field

    def _text_column(self, theme: Theme) -> QVBoxLayout:
        delete = QuietButton(
            theme, tr("Delete"), name="address_key_delete", height_px=theme.space(_KEY_HEIGHT)
        )
        delete.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        delete.setAutoRepeat(True)
        delete.clicked.connect(self._delete)
        across = QHBoxLayout()
        across.setSpacing(self._key_gap)
        across.addWidget(self._field, 1)
        across.addWidget(delete)
        answers = QHBoxLayout()
        answers.setSpacing(theme.space(12))
        answers.addWidget(self._cancel)
        answers.addWidget(self._connect_to, 1)
        column = QVBoxLayout()
        column.setSpacing(theme.space(8))
        column.addWidget(Label(theme, tr("The podium's address"), step=Step.LEAD, bold=True))
        column.addLayout(across)
        column.addWidget(self._hint)
        column.addStretch(1)
        column.addLayout(answers)
        return column

    def _keypad(self, theme: Theme) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self._key_gap)
        size = QSize(theme.space(_KEY_WIDTH), theme.space(_KEY_HEIGHT))
        for place, sign in enumerate(_KEYS):
            key = QuietButton(
                theme,
                sign,
                name=f"address_key_{_NAMES.get(sign, sign)}",
                step=Step.TITLE,
                bold=sign in _NAMES,
            )
            key.setAccessibleName({".": tr("Dot"), ":": tr("Colon")}.get(sign, sign))
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.setFixedSize(size.expandedTo(QSize(theme.scale.target_px, theme.scale.target_px)))
            key.clicked.connect(lambda _checked=False, sign=sign: self._write(sign))
            grid.addWidget(key, place // _COLUMNS, place % _COLUMNS)
        return grid

    def _write(self, sign: str) -> None:
        self._field.insert(sign)
        self._show_hint()

    def _delete(self) -> None:
        self._field.backspace()
        self._show_hint()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key that the field leaves over reaches the screen below."""
        event.accept()
