"""The look of one program on one screen: colours of the hour, sizes, faces and icons."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from shared.system.resources import resource_path
from shared.ui.fonts import Face, Fonts, installed_fonts
from shared.ui.icons import Icons
from shared.ui.scale import Program, Scale
from shared.ui.stylesheet import stylesheet
from shared.ui.tokens import DARK_PAPER, DAY, NIGHT, RADIUS_CARD, RADIUS_CONTROL, RADIUS_SMALL, Step, Tone


class Dimming(StrEnum):
    """How bright the screen is: DAY, DIMMED with the night colours, or DARK with a darker page besides."""

    DAY = "day"
    DIMMED = "dimmed"
    DARK = "dark"


class Theme(QObject):
    """Handed to every widget, which asks it for colours while painting and for sizes while laying out.

    Sizes are fixed for the run of the program; day and night change while it runs, and Qt then repaints
    every widget because the application's palette changed.
    """

    switched = Signal(bool)
    """The colours are others now: those of the night (True) or of the day (False)."""

    def __init__(
        self,
        scale: Scale,
        icon_folder: Path | None = None,
        *,
        fonts: Fonts | None = None,
        night: bool = False,
        reduced_motion: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.scale = scale
        self.icons = Icons(icon_folder or resource_path("icons"))
        self.reduced_motion = reduced_motion
        self._fonts = fonts if fonts is not None else installed_fonts()
        self._made: dict[tuple[Step, bool, Face, float], QFont] = {}
        self._dimming = Dimming.DIMMED if night else Dimming.DAY
        self._colours: dict[Tone, QColor] = {}
        self._read_colours()

    @property
    def is_night(self) -> bool:
        """Whether the night colours are in use."""
        return self._dimming is not Dimming.DAY

    @property
    def dimming(self) -> Dimming:
        """How bright the screen is."""
        return self._dimming

    def set_night(self, night: bool) -> None:
        """Switch the running application between day and night; nothing happens where it is so already."""
        if night != self.is_night:
            self.set_dimming(Dimming.DIMMED if night else Dimming.DAY)

    def set_dimming(self, dimming: Dimming) -> None:
        """Make the running application so bright; nothing happens where it is so already."""
        if dimming is self._dimming:
            return
        self._dimming = dimming
        self._read_colours()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self.dress(application)
        self.switched.emit(self.is_night)

    def dress(self, application: QApplication) -> None:
        """Give the application this look. Fusion is the base on every platform."""
        fusion = QStyleFactory.create("Fusion")
        if application.style().objectName() != "fusion":
            application.setStyle(fusion)
        application.setFont(self.font(Step.BODY))
        application.setPalette(self._palette())
        application.setStyleSheet(stylesheet(self._values(), self.scale, night=self.is_night))

    def colour(self, tone: Tone) -> QColor:
        """The colour of a role at this hour; the caller must not change it."""
        return self._colours[tone]

    def chosen_ground(self) -> QColor:
        """The ground of what is chosen or live: paper white by day, raised by night."""
        return self.colour(Tone.RAISED if self.is_night else Tone.PAPER)

    def mixed(self, ground: Tone, over: Tone, share: float) -> QColor:
        """`ground` with `share` (0..1) of `over`, for pressed and hovered controls."""
        low, high = self.colour(ground), self.colour(over)
        return QColor.fromRgbF(
            low.redF() + (high.redF() - low.redF()) * share,
            low.greenF() + (high.greenF() - low.greenF()) * share,
            low.blueF() + (high.blueF() - low.blueF()) * share,
        )

    def font(self, step: Step, *, bold: bool = False, face: Face = Face.UI, spacing_em: float = 0.0) -> QFont:
        """The font of a type step on this screen; the caller's own."""
        kind = (step, bold, face, spacing_em)
        if kind not in self._made:
            self._made[kind] = self._fonts.font(self.scale, step, bold=bold, face=face, spacing_em=spacing_em)
        return QFont(self._made[kind])

    def font_px(
        self, size_px: int, *, bold: bool = False, face: Face = Face.UI, spacing_em: float = 0.0
    ) -> QFont:
        """A font fitted to a place."""
        return self._fonts.font_px(size_px, bold=bold, face=face, spacing_em=spacing_em)

    def metrics(self, step: Step, *, bold: bool = False, face: Face = Face.UI) -> QFontMetrics:
        """Measures of the font of a step."""
        return QFontMetrics(self.font(step, bold=bold, face=face))

    def space(self, design_px: float) -> int:
        """A distance on this screen."""
        return self.scale.space(design_px)

    def at_scale(self, scale: Scale, parent: QObject) -> Theme:
        """The look of the day with the same faces at another scale, for a screen that is read from afar."""
        return Theme(scale, fonts=self._fonts, reduced_motion=self.reduced_motion, parent=parent)

    @property
    def radius_control(self) -> int:
        """Corner radius of buttons and fields; laptops take the small one."""
        is_laptop = self.scale.program is Program.PRESENTER
        return self.space(RADIUS_SMALL if is_laptop else RADIUS_CONTROL)

    @property
    def radius_card(self) -> int:
        """Corner radius of cards and pop-overs."""
        return self.space(RADIUS_CARD)

    def icon(self, name: str, tone: Tone, size_px: int, ratio: float = 1.0) -> QPixmap:
        """An icon tinted with a role's colour."""
        return self.icons.pixmap(name, self.colour(tone), size_px, ratio)

    def paint_icon(self, painter: QPainter, name: str, tone: Tone, box: QRectF) -> None:
        """Draw an icon into the middle of a box."""
        self.icons.paint(painter, name, self.colour(tone), box)

    def _values(self) -> Mapping[Tone, str]:
        if self._dimming is Dimming.DAY:
            return DAY
        return NIGHT if self._dimming is Dimming.DIMMED else {**NIGHT, Tone.PAPER: DARK_PAPER}

    def _read_colours(self) -> None:
        self._colours = {tone: QColor(value) for tone, value in self._values().items()}

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        palette = QPalette()
        for target, tone in (
            (role.Window, Tone.DESK),
            (role.WindowText, Tone.INK),
            (role.Base, Tone.RAISED),
            (role.AlternateBase, Tone.SHEET),
            (role.Text, Tone.INK),
            (role.Button, Tone.RAISED),
            (role.ButtonText, Tone.INK),
            (role.Highlight, Tone.GREEN),
            (role.HighlightedText, Tone.SHEET),
            (role.ToolTipBase, Tone.RAISED),
            (role.ToolTipText, Tone.INK),
            (role.PlaceholderText, Tone.INK3),
            (role.Mid, Tone.LINE),
        ):
            palette.setColor(target, self.colour(tone))
        for target in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.colour(Tone.INK3))
        return palette
