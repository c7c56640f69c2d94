"""How the desk, a page on it and its placeholder look."""

import math
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QRegion

from shared.ui.page_images import Picture
from shared.ui.page_pictures import HeldPicture
from shared.ui.page_places import PlacedPage
from shared.ui.page_wishes import part_rect
from shared.ui.shadow import Depth, Shadow
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_POINTER_RADIUS_PX = 8
_POINTER_REACH_PX = 14


class PageLooks(msgspec.Struct, frozen=True):
    """What there is of a page: its picture, a sharp part above it, or a number and words on white."""

    whole: HeldPicture | None
    part: HeldPicture | None
    words: str
    has_number: bool = True


class PagePainter:
    """Paints; holds no state but the look of the program. `dense` are device pixels per logical pixel."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._shadow = Shadow(Depth.PAGE)

    def paint_desk(self, painter: QPainter, exposed: QRect, placed: Sequence[PlacedPage]) -> None:
        """The ground around the pages, and their shadows on it; what the pages cover is left alone."""
        ground = QRegion(exposed)
        for place in placed:
            ground -= QRegion(_covered(place.rect))
        if ground.isEmpty():
            return
        painter.save()
        painter.setClipRegion(ground)
        painter.fillRect(exposed, self._theme.colour(Tone.DESK))
        for place in placed:
            self._shadow.paint(painter, place.rect)
        painter.restore()

    def paint_page(
        self, painter: QPainter, placed: PlacedPage, looks: PageLooks, exposed: QRectF, dense: float
    ) -> None:
        """A page; white with its number where there is no picture."""
        seen = placed.rect.intersected(exposed)
        if seen.isEmpty():
            return
        if looks.whole is None and looks.part is None:
            self._paint_placeholder(painter, placed, looks)
            return
        sharp = None if looks.part is None else part_rect(looks.part.wish, placed)
        if sharp is None or not sharp.adjusted(-1, -1, 1, 1).contains(seen):
            if looks.whole is None:
                painter.fillRect(seen, self._theme.colour(Tone.PAPER))
            else:
                _draw(painter, looks.whole.picture, placed.rect, dense)
        if looks.part is not None and sharp is not None:
            _draw(painter, looks.part.picture, sharp, dense)
        if self._theme.is_night:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.fillRect(seen, self._theme.colour(Tone.PAPER))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def paint_words(self, painter: QPainter, box: QRectF, words: str, step: Step) -> None:
        """A sentence in the middle of a box."""
        painter.setPen(self._theme.colour(Tone.INK2))
        painter.setFont(self._theme.font(step))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)

    def pointer_rect(self, place: QPointF) -> QRect:
        """What the leader's pointer at a place of the view covers."""
        reach = self._theme.space(_POINTER_REACH_PX)
        return QRect(int(place.x()) - reach, int(place.y()) - reach, 2 * reach, 2 * reach)

    def paint_pointer(self, painter: QPainter, place: QPointF) -> None:
        """The leader's laser pointer."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour(Tone.PAPER), self._theme.scale.line(2)))
        painter.setBrush(self._theme.colour(Tone.RED))
        radius = self._theme.space(_POINTER_RADIUS_PX)
        painter.drawEllipse(place, radius, radius)

    def _paint_placeholder(self, painter: QPainter, placed: PlacedPage, looks: PageLooks) -> None:
        painter.fillRect(placed.rect, self._theme.colour(Tone.PAPER))
        if not looks.has_number:
            return
        words = looks.words
        seen = placed.rect.intersected(QRectF(painter.window()))
        number = QRectF(seen.left(), seen.top(), seen.width(), seen.height() * (0.9 if words else 1.0))
        painter.setPen(self._theme.colour(Tone.INK3))
        painter.setFont(self._theme.font(Step.HUGE))
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(placed.page))
        if words:
            below = self._theme.space(64)
            row = QRectF(seen.left(), number.center().y() + below / 2, seen.width(), below)
            self.paint_words(painter, row, words, Step.BODY)


def _covered(rect: QRectF) -> QRect:
    """The pixels that a page covers wholly: it may begin in the middle of one."""
    left, top = math.ceil(rect.left()), math.ceil(rect.top())
    return QRect(left, top, math.floor(rect.right()) - left, math.floor(rect.bottom()) - top)


def _draw(painter: QPainter, picture: Picture, target: QRectF, dense: float) -> None:
    """One pixel of the picture on one of the glass where it was drawn for this size, smoothly scaled otherwise."""
    image = picture.image
    wide, tall = round(target.width() * dense), round(target.height() * dense)
    is_exact = image.size() == QSize(wide, tall)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_exact)
    painter.drawImage(target, image)
