"""The page on the desk."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.page_fit import Box, Fit, page_box, scroll_range
from shared.ui.page_images import Picture
from shared.ui.shadow import Depth, Shadow
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_PLACEHOLDER_AFTER_MS = 80
"""A picture that comes sooner replaces the former page without a white flash between."""

_A4 = 1.4142


class PageView(QWidget):
    """Shows one page of a paper and scrolls in it. It knows no paper: it asks for pixels and gets pictures.

    Pages count from 1. Scrolling stays within the page; whatever would leave the page is a wish.
    """

    page_turn_requested = Signal(int)
    """A person asks for a page further (+1) or back (-1)."""

    pixels_needed = Signal(int, int, int)
    """A page is to be shown on this many device pixels: page, width, height."""

    scrolled = Signal()
    """A person scrolled within the page."""

    pointer_moved = Signal(float, float)
    """The laser pointer is at (u, v) of the page, 0..1 from the top left; only in laser mode."""

    pointer_left = Signal()
    """The laser pointer left the page."""

    page_painted = Signal(int)
    """The picture of this page is on the screen; once for each picture."""

    def __init__(
        self,
        theme: Theme,
        *,
        fit: Fit = Fit.WIDTH,
        side_px: float = 128,
        top_px: float = 20,
        name: str = "page_view",
    ) -> None:
        super().__init__()
        self._theme = theme
        self._fit = fit
        self._margins = (theme.space(side_px), theme.space(top_px))
        self._page = 0
        self._ratio = _A4
        self._picture: Picture | None = None
        self._picture_page = 0
        self._sentence = ""
        self._note = ""
        self._shown_ratio = _A4
        self._painted_picture: Picture | None = None
        self._offset = 0
        self._pointer: QPointF | None = None
        self._shadow = Shadow(Depth.PAGE)
        self._placeholder = QTimer(self)
        self._placeholder.setSingleShot(True)
        self._placeholder.timeout.connect(self._drop_former)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # What a controller says ---------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """The page that is to be seen, 0 for none."""
        return self._page

    @property
    def painted_page(self) -> int:
        """The page whose picture was painted last, 0 while a placeholder is seen."""
        return self._picture_page if self._painted_picture is self._picture is not None else 0

    def expect_page(self, page: int, ratio: float) -> None:
        """Go to the top of a page with `ratio` = height / width, and ask for its pixels."""
        self._page, self._ratio = page, ratio
        self._sentence = self._note = ""
        self._offset = 0
        if self._picture is None:
            self._shown_ratio = ratio
        elif not self._placeholder.isActive():
            self._placeholder.start(_PLACEHOLDER_AFTER_MS)
        self.update()
        self.ask_for_pixels()

    def show_picture(self, page: int, picture: Picture) -> None:
        """Take the picture of the page that is expected; one of another page is closed at once."""
        if page != self._page:
            picture.close()
            return
        self._placeholder.stop()
        self._close_picture()
        self._picture, self._picture_page = picture, page
        self._shown_ratio = self._ratio
        self._sentence = self._note = ""
        self._clamp()
        self.update()

    def show_problem(self, page: int, sentence: str) -> None:
        """Say on a white page why it cannot be shown."""
        if page == self._page:
            self._drop_former()
            self._sentence = sentence
            self.update()

    def show_note(self, page: int, note: str) -> None:
        """Say on the white page that its picture takes long."""
        if page == self._page and self._picture_page != page:
            self._note = note
            self.update()

    def clear(self, sentence: str = "") -> None:
        """Show no page, and on the desk the reason."""
        self._placeholder.stop()
        self._close_picture()
        self._page = 0
        self._sentence = sentence
        self.update()

    def set_fit(self, fit: Fit) -> None:
        """Choose how the page lies in the view."""
        if fit is not self._fit:
            self._fit = fit
            self._offset = 0
            self.update()
            self.ask_for_pixels()

    def set_pointer(self, place: tuple[float, float] | None) -> None:
        """Show the leader's laser pointer at (u, v), or none."""
        before = self._pointer_rect()
        self._pointer = QPointF(*place) if place is not None else None
        self.update(before)
        self.update(self._pointer_rect())

    # What others need to know -------------------------------------------------------------------------

    def page_rect(self) -> QRect:
        """Where the page lies now, scrolled."""
        box = self._box()
        return QRect(box.left, box.top - self._offset, box.width, box.height)

    def pixel_size(self, ratio: float) -> QSize:
        """Device pixels that a page of this ratio takes here."""
        box = page_box((self.width(), self.height()), self._margins, ratio, self._fit)
        dense = self.devicePixelRatioF()
        return QSize(max(1, round(box.width * dense)), max(1, round(box.height * dense)))

    @property
    def scroll_share(self) -> float:
        """How far the page is scrolled, 0 at its top, 1 at its end."""
        most = self._most()
        return self._offset / most if most else 0.0

    def scroll_by(self, distance_px: float) -> bool:
        """Scroll down by logical pixels, up for a negative distance; whether anything moved."""
        before = self._offset
        self._offset = round(min(self._most(), max(0.0, before + distance_px)))
        if self._offset == before:
            return False
        self.update()
        self.scrolled.emit()
        return True

    def ask_for_pixels(self) -> None:
        """Ask for the picture of the expected page at its present size."""
        if self._page and self.width() > 1 and self.height() > 1:
            size = self.pixel_size(self._ratio)
            self.pixels_needed.emit(self._page, size.width(), size.height())

    # Drawing ------------------------------------------------------------------------------------------

    def _box(self) -> Box:
        return page_box((self.width(), self.height()), self._margins, self._shown_ratio, self._fit)

    def _most(self) -> int:
        return scroll_range(self._box(), self.height(), self._margins[1])

    def _clamp(self) -> None:
        self._offset = min(self._offset, self._most())

    def _close_picture(self) -> None:
        picture, self._picture, self._picture_page = self._picture, None, 0
        self._painted_picture = None
        if picture is not None:
            picture.close()

    def _drop_former(self) -> None:
        self._placeholder.stop()
        if self._picture_page != self._page or self._sentence:
            self._close_picture()
            self._shown_ratio = self._ratio
        self.update()

    def _pointer_rect(self) -> QRect:
        if self._pointer is None:
            return QRect()
        page = self.page_rect()
        x = page.left() + self._pointer.x() * page.width()
        y = page.top() + self._pointer.y() * page.height()
        reach = self._theme.space(14)
        return QRect(QPoint(int(x) - reach, int(y) - reach), QSize(2 * reach, 2 * reach))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.colour(Tone.DESK))
        if not self._page:
            self._paint_words(painter, QRectF(self.rect()), self._sentence, Step.LEAD)
            return
        page = self.page_rect()
        self._shadow.paint(painter, QRectF(page))
        if self._picture is None:
            self._paint_placeholder(painter, page)
        else:
            self._paint_picture(painter, page, self._picture)
        self._paint_pointer(painter)

    def _paint_picture(self, painter: QPainter, page: QRect, picture: Picture) -> None:
        image = picture.image
        dense = self.devicePixelRatioF()
        is_exact = image.size() == QSize(round(page.width() * dense), round(page.height() * dense))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_exact)
        painter.drawImage(page, image)
        if self._theme.is_night:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.fillRect(page, self._theme.colour(Tone.PAPER))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if self._painted_picture is not picture:
            self._painted_picture = picture
            QTimer.singleShot(0, self, self._tell_painted)

    def _tell_painted(self) -> None:
        if self.painted_page:
            self.page_painted.emit(self.painted_page)

    def _paint_placeholder(self, painter: QPainter, page: QRect) -> None:
        painter.fillRect(page, self._theme.colour(Tone.PAPER))
        seen = QRectF(page.intersected(self.rect()))
        words = self._sentence or self._note
        number = QRectF(seen.left(), seen.top(), seen.width(), seen.height() * (0.9 if words else 1.0))
        painter.setPen(self._theme.colour(Tone.INK3))
        painter.setFont(self._theme.font(Step.HUGE))
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(self._page))
        if words:
            below = self._theme.space(64)
            row = QRectF(seen.left(), number.center().y() + below / 2, seen.width(), below)
            self._paint_words(painter, row, words, Step.BODY)

    def _paint_words(self, painter: QPainter, box: QRectF, words: str, step: Step) -> None:
        painter.setPen(self._theme.colour(Tone.INK2))
        painter.setFont(self._theme.font(step))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)

    def _paint_pointer(self, painter: QPainter) -> None:
        if self._pointer is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QRectF(self._pointer_rect()).center()
        painter.setPen(QPen(self._theme.colour(Tone.PAPER), self._theme.scale.line(2)))
        painter.setBrush(self._theme.colour(Tone.RED))
        radius = self._theme.space(8)
        painter.drawEllipse(centre, radius, radius)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._clamp()
        self.ask_for_pixels()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._placeholder.stop()
