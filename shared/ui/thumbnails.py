"""All pages of a paper, small: a strip for the presenter, columns for the kiosk."""

from collections import OrderedDict

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from shared.system.i18n import tr
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_SELECTED, Step, Tone

_KEPT = 300


class _Sheet(QWidget):
    """The scrolled inside: places pages on a grid and draws those that are seen."""

    page_requested = Signal(int)

    def __init__(self, theme: Theme, columns: int, thumb_width_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._columns = columns
        self._wide = thumb_width_px
        self._tall = round(thumb_width_px * 1.414)
        self._pages = 0
        self.mine = 0
        self.leader = 0
        self.images: OrderedDict[int, QPixmap] = OrderedDict()
        self._pressed = 0

    def set_pages(self, pages: int, ratio: float) -> None:
        self._pages = pages
        self._tall = max(8, round(self._wide * min(2.0, max(0.5, ratio))))
        self.images.clear()
        self.setFixedSize(self.wanted_size())

    def wanted_size(self) -> QSize:
        columns = self._columns or max(1, self._pages)
        rows = -(-self._pages // columns) if self._pages else 0
        return QSize(columns * self.pitch().width() + self.gap(), rows * self.pitch().height() + self.gap())

    def gap(self) -> int:
        return self._theme.space(14)

    def pitch(self) -> QSize:
        number = round(self._theme.scale.type_px(Step.CAPTION) * 1.5)
        return QSize(self._wide + self.gap(), self._tall + number + self.gap() // 2)

    def box_of(self, page: int) -> QRect:
        columns = self._columns or max(1, self._pages)
        row, column = divmod(page - 1, columns)
        left = self.gap() + column * self.pitch().width()
        top = self.gap() // 2 + row * self.pitch().height()
        return QRect(left, top, self._wide, self._tall)

    def seen_pages(self, region: QRect) -> tuple[int, ...]:
        return tuple(
            page
            for page in range(1, self._pages + 1)
            if self.box_of(page).adjusted(0, 0, 0, 30).intersects(region)
        )

    def _page_at(self, point: QPoint) -> int:
        reach = self.gap() // 2
        for page in self.seen_pages(QRect(point, QSize(1, 1)).adjusted(-60, -60, 60, 60)):
            if self.box_of(page).adjusted(-reach, -reach, reach, reach + 20).contains(point):
                return page
        return 0

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in self.seen_pages(event.rect().adjusted(-8, -30, 8, 8)):
            self._paint_page(painter, page)

    def _paint_page(self, painter: QPainter, page: int) -> None:
        theme = self._theme
        box = self.box_of(page)
        painter.fillRect(box, theme.colour(Tone.PAPER))
        image = self.images.get(page)
        if image is not None:
            fitted = image.size().scaled(
                box.size() * image.devicePixelRatio(), Qt.AspectRatioMode.KeepAspectRatio
            )
            target = QRect(QPoint(0, 0), fitted / image.devicePixelRatio())
            target.moveCenter(box.center())
            painter.drawPixmap(target, image)
            if theme.is_night:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
                painter.fillRect(box, theme.colour(Tone.PAPER))
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        is_mine = page == self.mine
        line = theme.scale.line(LINE_SELECTED if is_mine else 1)
        painter.setPen(QPen(theme.colour(Tone.INK if is_mine else Tone.LINE), line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        out = line / 2 + (theme.space(2) if is_mine else 0)
        painter.drawRect(QRectF(box).adjusted(-out, -out, out, out))
        number = QRectF(
            box.left(), box.bottom() + theme.space(4), box.width(), self.pitch().height() - self._tall
        )
        painter.setFont(theme.font(Step.CAPTION, bold=is_mine))
        painter.setPen(theme.colour(Tone.INK if is_mine else Tone.INK2))
        painter.drawText(number, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, str(page))
        if page == self.leader:
            side = theme.space(16)
            mark = QRectF(box.right() - side - 2, box.top() - 2, side, side)
            theme.paint_icon(painter, "ribbon", Tone.GREEN, mark)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._page_at(event.position().toPoint())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        page = self._page_at(event.position().toPoint())
        if page and page == self._pressed:
            self.page_requested.emit(page)
        self._pressed = 0


class PaperThumbnails(QScrollArea):
    """Scrolls by itself only to keep the current page in sight when that page changes."""

    page_requested = Signal(int)
    """A person asks for this page, counted from 1."""

    thumbnails_needed = Signal(object)
    """A tuple of pages that are in sight and have no image yet."""

    def __init__(
        self, theme: Theme, *, columns: int = 0, thumb_width_px: float = 80, name: str = "thumbnails"
    ) -> None:
        """`columns` 0 makes one row that scrolls sideways."""
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._sheet = _Sheet(theme, columns, theme.space(thumb_width_px))
        self._sheet.page_requested.connect(self.page_requested)
        self._sheet.setProperty("ground", "none")
        self.setWidget(self._sheet)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if columns:
            self.setHorizontalScrollBarPolicy(off)
            self.verticalScrollBar().valueChanged.connect(self._ask)
        else:
            self.setVerticalScrollBarPolicy(off)
            self.setHorizontalScrollBarPolicy(off)
            self.horizontalScrollBar().valueChanged.connect(self._ask)

    @property
    def thumb_width_px(self) -> int:
        """Width of a thumbnail in logical pixels, which images are asked for in."""
        return self._sheet.box_of(1).width()

    def set_paper(self, pages: int, ratio: float = 1.414) -> None:
        """Show a paper of `pages` pages, `ratio` = height / width of its first page."""
        self._sheet.set_pages(pages, ratio)
        self._ask()

    def set_places(self, mine: int, leader: int = 0) -> None:
        """Mark my page and the leader's; 0 marks none."""
        moved = mine != self._sheet.mine
        self._sheet.mine, self._sheet.leader = mine, leader
        self._sheet.setAccessibleName(tr("Thumbnails, page {page}", page=mine))
        if moved and mine:
            box = self._sheet.box_of(mine)
            self.ensureVisible(box.center().x(), box.center().y(), box.width(), box.height())
        self._sheet.update()

    def set_thumbnail(self, page: int, image: QImage) -> None:
        """Take the image of a page; it is copied."""
        self._sheet.images[page] = QPixmap.fromImage(image)
        while len(self._sheet.images) > _KEPT:
            self._sheet.images.popitem(last=False)
        self._sheet.update(self._sheet.box_of(page))

    def thumbnail_rect(self, page: int) -> QRect:
        """Where the thumbnail of a page lies in this widget, which may be out of sight."""
        box = self._sheet.box_of(page)
        return QRect(self._sheet.mapTo(self, box.topLeft()), box.size())

    def missing_in_sight(self) -> tuple[int, ...]:
        """Pages in sight without an image."""
        corner = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        seen = self._sheet.seen_pages(QRect(corner, self.viewport().size()))
        return tuple(page for page in seen if page not in self._sheet.images)

    def _ask(self) -> None:
        missing = self.missing_in_sight()
        if missing:
            self.thumbnails_needed.emit(missing)

    @override
    def sizeHint(self) -> QSize:
        wanted = self._sheet.wanted_size()
        return QSize(
            min(wanted.width(), self._theme.space(900)), min(wanted.height(), self._theme.space(600))
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ask()
