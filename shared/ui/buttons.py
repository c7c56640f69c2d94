"""Buttons with a word: filled, quiet, bare, and one of several answers."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from shared.ui.press_pause import PressPause
from shared.ui.scale import Program
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_CONTROL, LINE_HAIR, LINE_SELECTED, Step, Tone

_ICON_SHARE = 1.08
_TAP_SHADE = 0.12
_HOVER_SHADE = 0.05


class Button(QAbstractButton):
    """What all buttons share: word, icon, touch target, busy state, key ring. Use one of its kinds."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        name: str,
        icon: str = "",
        step: Step = Step.BODY,
        bold: bool = False,
        spacing_em: float = 0.0,
        height_px: int = 0,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._busy_text = ""
        self._height_px = height_px
        self._step = step
        self._spacing_em = spacing_em
        self._pause: PressPause | None = None
        self.setObjectName(name)
        self.setFont(theme.font(step, bold=bold, spacing_em=spacing_em))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text)
        self.setAccessibleName(text)

    def set_word(self, text: str) -> None:
        """Change the word on the button and its accessible name; the key that presses it stays."""
        key = self.shortcut()
        self.setText(text)
        self.setShortcut(key)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_icon_name(self, icon: str) -> None:
        """Show another icon of the set, or none for an empty name."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_busy(self, word: str) -> None:
        """Show `word` with a dashed ring and take no presses, until called with an empty word."""
        self._busy_text = word
        self.setEnabled(not word)
        self.setAccessibleName(word or self.text())
        self.update()

    @property
    def is_busy(self) -> bool:
        """Whether what the button asked for is under way."""
        return bool(self._busy_text)

    def make_inert(self, duration_ms: int) -> None:
        """Look as ever but take no press for a while, so that a second tap on the same place does nothing."""
        pause = self._pause or PressPause(self)
        self._pause = pause
        pause.start(duration_ms)

    @property
    def is_inert(self) -> bool:
        """Whether presses are not taken at the moment."""
        return self._pause is not None and self._pause.is_running

    def tone(self) -> Tone:
        """The colour of word and icon in the present state."""
        return Tone.INK if self.isEnabled() or self.is_busy else Tone.INK3

    def paint_ground(self, painter: QPainter, box: QRectF) -> None:
        """Draw what is under the word; the bare button draws nothing."""

    def _words(self) -> str:
        return self._busy_text or self.text()

    def _drawn_icon(self) -> str:
        return "dots" if self.is_busy else self._icon

    def _icon_px(self) -> int:
        return round(self._theme.scale.type_px(self._step) * _ICON_SHARE)

    def _word_px(self, words: str) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance(words) - self.font().letterSpacing()

    def _gap_px(self) -> int:
        return self._theme.space(8 if self._step <= Step.BODY else 12)

    def _content_px(self) -> float:
        wide = self._word_px(self._words())
        if self._drawn_icon():
            wide += self._icon_px() + (self._gap_px() if self._words() else 0)
        return wide

    @override
    def sizeHint(self) -> QSize:
        target = self._theme.scale.target_px
        side = self._theme.space(24 if self._theme.scale.program is Program.KIOSK else 14)
        height = max(self._height_px, target)
        return QSize(max(target, round(self._content_px()) + 2 * side), height)

    @override
    def minimumSizeHint(self) -> QSize:
        target = self._theme.scale.target_px
        wide = round(self._content_px()) + 2 * self._theme.space(8)
        return QSize(max(target, wide), max(self._height_px, target))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        self.paint_ground(painter, box)
        left = box.center().x() - self._content_px() / 2
        icon = self._drawn_icon()
        if icon:
            side = self._icon_px()
            self._theme.paint_icon(painter, icon, self.tone(), QRectF(left, 0, side, box.height()))
            left += side + self._gap_px()
        painter.setPen(self._theme.colour(self.tone()))
        painter.setFont(self.font())
        words = QRectF(left, 0, box.right() - left + self.font().letterSpacing() + 2, box.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._words())


class PrimaryButton(Button):
    """The one filled button of a region; its word names its result."""

    @override
    def tone(self) -> Tone:
        return Tone.ON_FILL if self.isEnabled() or self.is_busy else Tone.INK3

    @override
    def paint_ground(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        if not self.isEnabled() and not self.is_busy:
            outlined(painter, theme, box, Tone.SHEET, Tone.LINE, LINE_CONTROL)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mixed(Tone.FILL, Tone.ON_FILL, 1.6 * tap_shade(theme, self)))
        painter.drawRoundedRect(box, theme.radius_control, theme.radius_control)


class QuietButton(Button):
    """An outlined button. Checkable, it is filled while the tool it stands for is in use."""

    @override
    def tone(self) -> Tone:
        if self.isChecked() and self.isEnabled():
            return Tone.ON_FILL
        return super().tone()

    @override
    def paint_ground(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        if self.isChecked() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mixed(Tone.FILL, Tone.ON_FILL, _TAP_SHADE if self.isDown() else 0.0))
            painter.drawRoundedRect(box, theme.radius_control, theme.radius_control)
            return
        edge = Tone.EDGE if self.isEnabled() else Tone.LINE
        ground = Tone.RAISED if self.isEnabled() else Tone.SHEET
        outlined(painter, theme, box, ground, edge, LINE_CONTROL, tap_shade(self._theme, self))


class ChoiceButton(Button):
    """One of a few equal answers: white with a 3 px ink edge when chosen, outlined otherwise."""

    def __init__(self, theme: Theme, text: str, *, name: str, step: Step = Step.BODY) -> None:
        super().__init__(theme, text, name=name, step=step)
        self.setCheckable(True)
        self.toggled.connect(self._set_weight)

    @override
    def paint_ground(self, painter: QPainter, box: QRectF) -> None:
        if self.isChecked():
            outlined(painter, self._theme, box, Tone.PAPER, Tone.INK, LINE_SELECTED)
        else:
            outlined(
                painter, self._theme, box, Tone.RAISED, Tone.EDGE, LINE_CONTROL, tap_shade(self._theme, self)
            )

    @override
    def sizeHint(self) -> QSize:
        bold = QFontMetricsF(self._theme.font(self._step, bold=True))
        hint = super().sizeHint()
        side = self._theme.space(24 if self._theme.scale.program is Program.KIOSK else 14)
        return QSize(max(hint.width(), round(bold.horizontalAdvance(self.text())) + 2 * side), hint.height())

    def _set_weight(self, chosen: bool) -> None:
        self.setFont(self._theme.font(self._step, bold=chosen))


class BareButton(Button):
    """A word, or an icon with its word, without an outline; as large to the finger as the others."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        name: str,
        icon: str = "",
        step: Step = Step.BODY,
        tone: Tone = Tone.INK2,
    ) -> None:
        super().__init__(theme, text, name=name, icon=icon, step=step)
        self._own_tone = tone

    @override
    def tone(self) -> Tone:
        return self._own_tone if self.isEnabled() or self.is_busy else Tone.INK3

    @override
    def sizeHint(self) -> QSize:
        wide = round(self._content_px()) + 2 * self._theme.space(8)
        target = self._theme.scale.target_px
        return QSize(max(target, wide), max(target, self._height_px))

    @override
    def paint_ground(self, painter: QPainter, box: QRectF) -> None:
        shade = tap_shade(self._theme, self)
        if shade:
            ground = self._theme.colour(Tone.INK).toRgb()
            ground.setAlphaF(shade)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, self._theme.radius_control, self._theme.radius_control)


def tap_shade(theme: Theme, button: QAbstractButton) -> float:
    """Share of ink that lies over a button: most while it is held down, some under a laptop's mouse.

    A touch leaves the mouse where it was, so on a kiosk the last button pressed would stay shaded.
    """
    if not button.isEnabled():
        return 0.0
    if button.isDown():
        return _TAP_SHADE
    is_hovered = button.underMouse() and theme.scale.program is Program.PRESENTER
    return _HOVER_SHADE if is_hovered else 0.0


def outlined(
    painter: QPainter, theme: Theme, box: QRectF, ground: Tone, edge: Tone, line_px: float, shade: float = 0.0
) -> None:
    """Draw the rounded ground of a control with its edge inside `box`."""
    width = theme.scale.line(line_px)
    fill = theme.chosen_ground() if ground is Tone.PAPER else theme.mixed(ground, Tone.INK, shade)
    painter.setPen(QPen(theme.colour(edge), width))
    painter.setBrush(fill)
    inner = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.drawRoundedRect(inner, theme.radius_control, theme.radius_control)


def card_ground(
    painter: QPainter, theme: Theme, box: QRectF, button: QAbstractButton, *, is_chosen: bool
) -> None:
    """Draw the frame of an answer on a ballot: white with a 3 px ink edge when chosen, a hairline otherwise."""
    if is_chosen:
        outlined(painter, theme, box, Tone.PAPER, Tone.INK, LINE_SELECTED)
    else:
        outlined(painter, theme, box, Tone.SHEET, Tone.EDGE, LINE_HAIR, tap_shade(theme, button))
