"""Ink above the pages: how it is composed, kept, turned, changed from outside, and shown while it grows."""

import math

import msgspec
import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPicture
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from shared.domain.ink import Arrow, Bookmark, Highlighter, Mark, MarkId, Note, Pen, Stamp, TextMark, Touch
from shared.pdf.pages import Rotation
from shared.ui.ink_painter import Writing, mark_parts, mark_rect, paint_mark
from shared.ui.ink_picture import InkPicture, PictureFrame
from shared.ui.ink_pictures import MAX_BYTES
from shared.ui.ink_tools import HIGHLIGHTS, INKS, Tool
from shared.ui.page_fit import Look
from shared.ui.page_places import PageOverlay, PlacedPage
from shared.ui.theme import Theme
from tests.gui.ui.ink_room import InkRoom

BLUE, RED, YELLOW = INKS[0].value, INKS[1].value, HIGHLIGHTS[0].value
LEVEL: tuple[Touch, ...] = ((0.2, 0.2, 0.5), (0.5, 0.2, 0.5), (0.8, 0.2, 0.5))


def pen(name: str, v: float = 0.2, *, page: int = 1, color: str = BLUE, width: float = 0.008) -> Pen:
    points = tuple((u, v, p) for u, _, p in LEVEL)
    return Pen(id=MarkId(name), page=page, color=color, width=width, points=points)


@pytest.fixture
def room(theme: Theme, stage: QWidget) -> InkRoom:
    return InkRoom(theme, stage)


def test_a_highlighter_darkens_the_page_and_does_not_cover_it(room: InkRoom) -> None:
    marker = Highlighter(id=MarkId("h"), page=1, color=YELLOW, width=0.03, points=LEVEL)
    room.show_marks(pen("under"), marker)
    assert room.colour(0.3, 0.209) == YELLOW
    assert room.colour(0.3, 0.2) == BLUE


def test_two_highlighters_of_the_same_colour_are_darker_where_they_cross(room: InkRoom) -> None:
    one = Highlighter(id=MarkId("a"), page=1, color="#808080", width=0.03, points=LEVEL)
    upright = ((0.5, 0.15, 0.5), (0.5, 0.25, 0.5))
    room.show_marks(one, Highlighter(id=MarkId("b"), page=1, color="#808080", width=0.03, points=upright))
    assert room.colour(0.3, 0.2) == "#808080"
    assert room.colour(0.5, 0.2) == "#404040"


def test_a_stroke_of_a_highlighter_does_not_darken_itself(room: InkRoom) -> None:
    back = (*LEVEL, (0.5, 0.2, 0.5), (0.2, 0.2, 0.5))
    room.show_marks(Highlighter(id=MarkId("a"), page=1, color=YELLOW, width=0.03, points=back))
    assert room.colour(0.4, 0.2) == YELLOW


def test_a_bookmark_is_not_drawn(room: InkRoom) -> None:
    room.show_marks(Bookmark(id=MarkId("b"), page=1))
    assert room.ink.layer.marks(1) == ()
    assert room.ink.layer.pictures.bytes == 0


def test_ink_stays_at_its_place_when_the_page_is_turned_and_zoomed(room: InkRoom) -> None:
    arrow = Arrow(id=MarkId("a"), page=1, color=RED, width=0.01, start=(0.3, 0.1), end=(0.3, 0.6))
    room.show_marks(pen("p"), arrow)
    turns: tuple[Rotation, ...] = (0, 90, 180, 270)
    for rotation in turns:
        for zoom in (1.0, 2.5):
            room.view.set_look(Look(rotation=rotation, zoom=zoom))
            for u, v, colour in ((0.4, 0.2, BLUE), (0.3, 0.4, RED), (0.4, 0.3, None)):
                placed = room.view.place_of(1)
                assert placed is not None
                room.view.scroll_by(placed.to_view(u, v).y() - 300, placed.to_view(u, v).x() - 500)
                seen = room.colour(u, v)
                assert seen == colour if colour is not None else seen not in (BLUE, RED)


def test_ink_of_others_comes_and_goes_on_the_page(room: InkRoom) -> None:
    room.source.come_from_outside(pen("theirs", color=RED))
    assert room.colour(0.4, 0.2) == RED
    room.source.vanish(pen("theirs"))
    assert room.colour(0.4, 0.2) == "#FFFFFF"


def test_what_is_erased_uncovers_what_lay_below_it(room: InkRoom) -> None:
    under, over = pen("under"), pen("over", color=RED)
    room.show_marks(under, over)
    assert room.colour(0.4, 0.2) == RED
    room.source.vanish(over)
    assert room.colour(0.4, 0.2) == BLUE


def test_a_changed_mark_is_drawn_where_it_is_now(room: InkRoom) -> None:
    room.show_marks(pen("a", 0.2), pen("b", 0.3, color=RED))
    room.source.come_from_outside(pen("a", 0.3), is_own=True)
    assert room.colour(0.4, 0.2) == "#FFFFFF"
    assert room.colour(0.4, 0.3) == RED


def test_what_was_erased_and_what_came_while_ink_is_still_being_drawn_is_right_in_the_end(
    room: InkRoom,
) -> None:
    marks = [pen(f"m{n}", 0.05 + n * 0.001) for n in range(400)]
    room.source.come_from_outside(*marks[:399])
    room.source.vanish(marks[0])
    room.source.come_from_outside(marks[399])
    room.settle()
    image = room.picture()
    room.ink.layer.pictures.forget()
    room.view.update()
    assert room.picture() == image


def test_nothing_listens_to_a_source_that_was_left(room: InkRoom) -> None:
    was_watched = room.source.is_watched
    room.ink.show_source(None)
    assert (was_watched, room.source.is_watched) == (True, False)
    assert room.colour(0.4, 0.2) == "#FFFFFF"


def test_a_stroke_that_grows_elsewhere_is_shown_and_replaced_by_the_finished_one(room: InkRoom) -> None:
    layer = room.ink.layer
    layer.show_growing("g", "pen", 1, BLUE, 0.008, 0, LEVEL[:2])
    assert room.colour(0.4, 0.2) == BLUE
    assert room.colour(0.7, 0.2) == "#FFFFFF"
    layer.show_growing("g", "pen", 1, BLUE, 0.008, 1, LEVEL[1:])
    assert room.colour(0.7, 0.2) == BLUE
    room.source.come_from_outside(pen("g"))
    layer.drop_growing("g")
    assert room.colour(0.7, 0.2) == BLUE
    layer.show_growing("h", "highlighter", 1, YELLOW, 0.03, 0, LEVEL)
    assert room.colour(0.4, 0.209) == YELLOW
    layer.drop_growing("h")
    assert room.colour(0.4, 0.209) == "#FFFFFF"


def test_strokes_that_never_end_elsewhere_do_not_pile_up(room: InkRoom) -> None:
    for number in range(50):
        room.ink.layer.show_growing(f"g{number}", "pen", 1, BLUE, 0.008, 0, LEVEL)
    assert len(room.ink.layer._growing) == 4


def test_an_own_stroke_is_told_while_it_grows_and_when_it_ends(room: InkRoom, qtbot: QtBot) -> None:
    told: list[tuple[object, ...]] = []
    room.ink.layer.stroke_grew.connect(lambda *args: told.append(args))
    room.take(Tool.PEN)
    room.mouse([(0.2, 0.2), (0.3, 0.2)], lift=False)
    with qtbot.waitSignal(room.ink.layer.stroke_grew):
        room.mouse_on((0.4, 0.2))
    with qtbot.waitSignal(room.ink.layer.stroke_ended) as ended:
        room.mouse_up((0.4, 0.2))
    assert ended.args == ["m0001"]
    assert {call[:5] for call in told} == {("m0001", "pen", 1, BLUE, 0.0035)}
    known = 0
    for call in told:
        first, points = call[5], call[6]
        assert isinstance(points, tuple)
        assert first == known
        known += len(points)
    assert known == 3


def test_memory_stays_bounded_however_many_pages_were_written_on(room: InkRoom) -> None:
    for page in range(1, 10):
        room.source.come_from_outside(*(pen(f"{page}-{n}", 0.1 + n * 0.1, page=page) for n in range(5)))
    room.view.set_look(Look(zoom=1.2))
    for _ in range(4):
        for page in range(1, 10):
            room.show_page(page)
            room.settle()
    assert 0 < room.ink.layer.pictures.bytes <= MAX_BYTES + 2 * 4 * 6_000_000


def test_a_neighbouring_page_is_drawn_before_it_is_turned_to(room: InkRoom) -> None:
    room.source.come_from_outside(pen("next", page=2))
    room.show_page(1)
    room.settle()
    before = room.ink.layer.pictures.bytes
    assert before > 0
    room.show_page(2)
    assert room.view.grab().toImage().pixelColor(room.at(0.4, 0.2).toPoint()).name().upper() == BLUE
    assert room.ink.layer.pictures.bytes == before


MARKS: tuple[Mark, ...] = (
    pen("p", 0.5),
    Arrow(id=MarkId("a"), page=1, color=BLUE, width=0.01, start=(0.4, 0.5), end=(0.5, 0.4)),
    Note(id=MarkId("n"), page=1, at=(0.4, 0.4), color=BLUE, text="\u540c\u610fgj\nagreed"),
    Stamp(id=MarkId("s"), page=1, at=(0.5, 0.5), color=RED, text="\u5df2\u9605"),
    TextMark(id=MarkId("t"), page=1, color=YELLOW, boxes=((0.2, 0.2, 0.4, 0.22),)),
)


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: type(mark).__name__)
def test_no_pixel_of_a_mark_lies_outside_its_rectangle(theme: Theme, mark: Mark) -> None:
    writing, size = Writing(theme), QSizeF(300, 420)
    image = QImage(300, 420, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_mark(painter, mark, size, writing)
    rect = mark_rect(mark, size, writing)
    assert any(image.pixelColor(x, y).alpha() for x in range(300) for y in range(420))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillRect(rect.toAlignedRect(), QColor(0, 0, 0))
    painter.end()
    assert not any(image.pixelColor(x, y).alpha() for x in range(300) for y in range(420))


def test_ink_lies_above_a_page_dimmed_for_the_night(room: InkRoom, theme: Theme) -> None:
    room.show_marks(Highlighter(id=MarkId("h"), page=1, color=YELLOW, width=0.03, points=LEVEL))
    theme.set_night(True)
    QApplication.processEvents()
    paper, yellow = QColor("#C9C4B8"), QColor(YELLOW)
    seen = QColor(room.colour(0.4, 0.2))
    assert seen.red() == pytest.approx(paper.red() * yellow.red() / 255, abs=2)
    theme.set_night(False)


class Exposed(PageOverlay):
    """Remembers what had to be painted."""

    def __init__(self) -> None:
        self.parts: list[QRectF] = []

    @override
    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        self.parts.append(exposed)


def test_a_point_of_a_long_stroke_repaints_a_few_pixels(room: InkRoom) -> None:
    room.source.come_from_outside(*(pen(f"m{n}", 0.05 + n * 0.001) for n in range(300)))
    room.settle()
    room.take(Tool.PEN)
    exposed = Exposed()
    room.view.add_overlay(exposed)
    room.mouse([(0.1, 0.3), *((0.1 + n * 0.002, 0.3 + n % 7 * 0.001) for n in range(200))], lift=False)
    room.view.repaint()
    exposed.parts.clear()
    for n in range(20):
        room.mouse_on((0.502 + n * 0.002, 0.3))
        while len(exposed.parts) <= n:
            QApplication.processEvents()
    small = [part for part in exposed.parts if part.width() < 20 and part.height() < 20]
    assert len(small) >= 19  # the view paints itself once more, a while after a page came


def test_much_ink_is_drawn_piece_by_piece_while_the_window_goes_on(room: InkRoom) -> None:
    room.source.come_from_outside(*(pen(f"m{n}", 0.05 + n * 0.001) for n in range(900)))
    room.ink.layer.pictures.forget()
    room.view.repaint()
    assert room.ink.layer.pictures.is_busy
    room.view.scroll_by(10_000)
    assert room.colour(0.4, 0.05 + 0.899) == BLUE


def scribble(kind: type[Pen] | type[Highlighter], points: int, width: float) -> Pen | Highlighter:
    """A stroke that crosses itself many times, pressed now more, now less."""
    track = tuple(
        (0.5 + 0.4 * math.sin(n * 0.137), 0.5 + 0.4 * math.cos(n * 0.211), 0.5 + 0.5 * math.sin(n))
        for n in range(points)
    )
    return kind(id=MarkId("long"), page=1, color="#808080", width=width, points=track)


_MOST_RECORDED_BYTES = 8_000
"""Of the commands of one piece: 64 curves are three places of 20 bytes each and what is around them."""

LONG: list[Mark] = [
    scribble(Highlighter, 10_000, 0.02),
    scribble(Pen, 10_000, 0.1),
    Note(id=MarkId("long"), page=1, at=(0.1, 0.1), color=RED, text="agree " * 333, size=0.005),
    TextMark(id=MarkId("long"), page=1, color=YELLOW, boxes=((0.1, 0.1, 0.9, 0.2),) * 2_000),
]


@pytest.mark.parametrize("mark", LONG, ids=lambda mark: type(mark).__name__)
def test_between_two_looks_at_the_clock_little_of_a_mark_is_drawn(theme: Theme, mark: Mark) -> None:
    pieces = list(mark_parts(mark, QSizeF(600, 800), Writing(theme)))
    assert len(pieces) > 5
    for piece in pieces:
        recorded = QPicture()
        painter = QPainter(recorded)
        piece(painter)
        painter.end()
        assert 0 < recorded.size() <= _MOST_RECORDED_BYTES


def test_a_long_mark_is_drawn_in_many_slices_and_looks_like_itself_in_the_end(theme: Theme) -> None:
    mark = scribble(Highlighter, 2_000, 0.02)
    picture = InkPicture(PictureFrame(600, 800, 0, (0, 0, 600, 800)), Writing(theme), [mark])
    slices = 0
    while not picture.is_complete:
        picture.draw(0.0)
        slices += 1
    assert slices > 2_000 / 64
    image = QImage(600, 800, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    picture.paint(painter, QRectF(image.rect()), QRectF(image.rect()))
    painter.end()
    darkest = min(image.pixelColor(x, y).red() for x in range(0, 600, 3) for y in range(0, 800, 3))
    assert darkest >= 0x7E  # multiplied with itself it would be 0x40


def test_a_long_mark_that_is_erased_while_it_is_drawn_leaves_nothing(theme: Theme) -> None:
    mark, under = scribble(Pen, 2_000, 0.02), pen("under")
    picture = InkPicture(PictureFrame(600, 800, 0, (0, 0, 600, 800)), Writing(theme), [under, mark])
    for _ in range(9):
        picture.draw(0.0)
    was_complete = picture.is_complete
    assert picture.change_to([under]) is not None
    assert (was_complete, picture.is_complete) == (False, True)
    assert picture.rect_of(mark) is None


def test_a_page_with_a_long_mark_is_drawn_anew_and_not_mended_at_once(theme: Theme) -> None:
    mark, over = scribble(Highlighter, 10_000, 0.02), pen("over")
    picture = InkPicture(PictureFrame(600, 800, 0, (0, 0, 600, 800)), Writing(theme), [mark, over])
    while not picture.is_complete:
        picture.draw(4.0)
    assert picture.change_to([mark]) is None


def letter(name: str, kind: type[Pen] | type[Highlighter] = Pen) -> Pen | Highlighter:
    """A round letter in the middle of the page."""
    track = tuple((0.5 + 0.01 * math.cos(n / 9), 0.5 + 0.01 * math.sin(n / 9), 0.5) for n in range(45))
    return kind(id=MarkId(name), page=1, color=RED, width=0.0035, points=track)


def across(kind: type[Pen] | type[Highlighter], points: int) -> Pen | Highlighter:
    """A stroke whose every curve crosses the page."""
    track = tuple((0.02 + 0.96 * (n % 2), n / points, 0.5) for n in range(points))
    return kind(id=MarkId("across"), page=1, color=RED, width=0.1, points=track)


@pytest.mark.parametrize("kind", [Pen, Highlighter])
def test_a_stroke_is_cut_after_a_line_across_the_page_and_handwriting_is_one_piece(
    theme: Theme, kind: type[Pen] | type[Highlighter]
) -> None:
    size, writing = QSizeF(600, 800), Writing(theme)
    assert len(list(mark_parts(across(kind, 600), size, writing))) >= 0.9 * 600 / 2
    assert len(list(mark_parts(letter("a", kind), size, writing))) == 1


def test_few_lines_across_the_page_are_too_much_to_be_mended_at_once_and_handwriting_is_not(
    theme: Theme,
) -> None:
    frame = PictureFrame(600, 800, 0, (0, 0, 600, 800))
    for under, is_mended in (([letter(f"m{n}") for n in range(14)], True), ([across(Pen, 60)], False)):
        picture = InkPicture(frame, Writing(theme), [*under, letter("over")])
        while not picture.is_complete:
            picture.draw(4.0)
        assert (picture.change_to(under) is not None) == is_mended


def test_boxes_as_large_as_the_page_are_drawn_one_by_one(theme: Theme) -> None:
    mark = TextMark(id=MarkId("t"), page=1, color=YELLOW, boxes=((0.0, 0.0, 1.0, 1.0),) * 40)
    assert len(list(mark_parts(mark, QSizeF(600, 800), Writing(theme)))) == 40


def test_a_long_note_is_laid_out_line_by_line_before_it_is_drawn(theme: Theme) -> None:
    words = "".join(chr(0x4E00 + n) for n in range(2_000))
    note = Note(id=MarkId("n"), page=1, at=(0.1, 0.1), color=RED, text=words, size=0.005)
    writing = Writing(theme)
    lines = len(writing.layout(note))
    pieces = len(list(mark_parts(note, QSizeF(600, 800), writing)))
    picture = InkPicture(PictureFrame(600, 800, 0, (0, 0, 600, 800)), Writing(theme), [note])
    steps = 0
    while not picture.is_complete:
        picture.draw(0.0)
        steps += 1
    assert lines > 5
    assert steps >= lines + pieces


def test_a_long_note_that_was_written_anew_elsewhere_is_not_laid_out_at_once(theme: Theme) -> None:
    note = Note(id=MarkId("n"), page=1, at=(0.1, 0.1), color=RED, text="x " * 1_000, size=0.005)
    picture = InkPicture(PictureFrame(600, 800, 0, (0, 0, 600, 800)), Writing(theme), [note])
    while not picture.is_complete:
        picture.draw(4.0)
    assert picture.change_to([msgspec.structs.replace(note, text="y " * 1_000)]) is None
