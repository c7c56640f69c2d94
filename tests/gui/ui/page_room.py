"""A view with pages of its own, for tests of what a reader does to it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from shared.pdf.pages import PageSize
from shared.ui.page_fit import Look
from shared.ui.page_images import Picture
from shared.ui.page_view import PageView
from shared.ui.page_wishes import PictureWish
from shared.ui.theme import Theme

A4 = PageSize(595, 842)
A3_ACROSS = PageSize(1191, 842)


class FakePicture(Picture):
    """Counts how often it was given back."""

    def __init__(self, colour: str = "#ff0000", size: QSize | None = None) -> None:
        self._image = QImage(size or QSize(940, 1330), QImage.Format.Format_RGB32)
        self._image.fill(QColor(colour))
        self.closed = 0

    @property
    @override
    def image(self) -> QImage:
        assert not self.closed
        return self._image

    @override
    def close(self) -> None:
        self.closed += 1


class Drawer:
    """Remembers what a view misses, and draws it when told to."""

    def __init__(self, view: PageView) -> None:
        self._view = view
        self.missing: tuple[PictureWish, ...] = ()
        self.asked: list[tuple[PictureWish, ...]] = []
        self.given: list[FakePicture] = []
        view.pictures_needed.connect(self._on_needed)

    def _on_needed(self, wishes: tuple[PictureWish, ...]) -> None:
        self.missing = wishes
        self.asked.append(wishes)

    @property
    def is_content(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def only_missing(self) -> PictureWish:
        """The one picture that is missing."""
        assert len(self.missing) == 1
        return self.missing[0]

    def draw_all(self, colour: str = "#ffffff") -> None:
        """Draw what is missing, until nothing is."""
        while self.missing:
            wish, *_ = self.missing
            clip = wish.clip
            size = (
                QSize(wish.width_px, wish.height_px) if clip is None else QSize(clip.width_px, clip.height_px)
            )
            picture = FakePicture(colour, size)
            self.given.append(picture)
            if clip is None:
                self._view.show_picture(wish.page, picture)
            else:
                self._view.show_part(wish, picture)

    @property
    def held(self) -> int:
        """Pictures that were not given back."""
        return sum(not picture.closed for picture in self.given)


class FakeNow:
    """A clock that goes on when told to, in seconds."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def placed_view(
    theme: Theme, stage: QWidget, sizes: Sequence[PageSize] = (A4,) * 9, look: Look | None = None
) -> PageView:
    """A view as on the 10.1" kiosk, 1196 × 684, with a paper in which no page is expected yet."""
    view = PageView(theme)
    view.setParent(stage)
    view.setGeometry(0, 56, 1196, 684)
    view.show()
    view.open_paper(sizes, look)
    QApplication.processEvents()
    return view
