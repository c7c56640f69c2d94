"""What the worker draws, tried without a process around it."""

from pathlib import Path
from typing import NamedTuple

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pdf import drawn_page, engine
from shared.pdf.drawn_page import coarsened, fitted
from shared.pdf.pages import Clip, Finding, PageSize, Problem, Rotation
from shared.pdf.source import CannotOpen
from tests.unit.pdf import papers

LIMIT = 1920 * 1080 * 4
RED = (0, 0, 255)
WHITE = (255, 255, 255)


class Picture(NamedTuple):
    width_px: int
    height_px: int
    pixels: memoryview

    def at(self, x: int, y: int) -> tuple[int, ...]:
        """Blue, green, red, fourth byte of one pixel."""
        start = (y * self.width_px + x) * 4
        return tuple(self.pixels[start : start + 4])


def drawn(
    paper: engine.Paper,
    page: int,
    box: tuple[int, int],
    rotation: Rotation = 0,
    clip: Clip | None = None,
    limit: int = LIMIT,
) -> Picture:
    pixels = memoryview(bytearray(limit))
    return Picture(*paper.draw(page, box, rotation, pixels, clip), pixels)


def pixel(picture: Picture, u: float, v: float) -> tuple[int, ...]:
    """Blue, green, red at a place given in parts of width and height."""
    return picture.at(int(u * picture.width_px), int(v * picture.height_px))[:3]


def opened(path: Path, password: str | None = None) -> engine.Paper:
    return engine.Paper(bytes(path), password)


@pytest.mark.parametrize(
    ("rotation", "size", "red_at"),
    [
        (0, (763, 1080), (0.2, 0.15)),
        (90, (1528, 1080), (0.85, 0.2)),
        (180, (763, 1080), (0.8, 0.85)),
        (270, (1528, 1080), (0.15, 0.8)),
    ],
)
def test_a_page_fills_its_box_turned_clockwise(
    pile: Path, rotation: Rotation, size: tuple[int, int], red_at: tuple[float, float]
) -> None:
    picture = drawn(opened(pile / "ordinary.pdf"), 0, (1920, 1080), rotation)
    assert (picture.width_px, picture.height_px) == size
    assert pixel(picture, *red_at) == RED
    for u, v in ((0.03, 0.03), (0.97, 0.03), (0.03, 0.97), (0.97, 0.97), (0.5, 0.5)):
        assert pixel(picture, u, v) == WHITE


@pytest.mark.parametrize("name", ["giant.pdf", "thread.pdf", "no-size.pdf"])
def test_a_page_of_any_size_is_drawn_within_bounds(pile: Path, name: str) -> None:
    paper = opened(pile / name)
    (size,) = paper.facts("d").pages
    assert size.width_pt > 0
    assert size.height_pt > 0
    picture = drawn(paper, 0, (1920, 1080))
    assert 1 <= picture.width_px <= 1920
    assert 1 <= picture.height_px <= 1080


@given(
    st.floats(1e-3, 1e8), st.floats(1e-3, 1e8), st.integers(1, 100_000), st.integers(1, 100_000),
    st.sampled_from([0, 90, 180, 270]), st.integers(4, LIMIT),
)  # fmt: skip
def test_a_picture_has_a_pixel_and_fits_box_and_slot(
    width_pt: float, height_pt: float, width: int, height: int, rotation: Rotation, limit: int
) -> None:
    got = fitted(PageSize(width_pt, height_pt), (width, height), rotation, limit)
    assert 1 <= got[0] <= width
    assert 1 <= got[1] <= height
    assert got[0] * got[1] * 4 <= limit


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("page.html.pdf", Finding.OTHER_FORMAT),
        ("empty.pdf", Finding.EMPTY),
        ("no-pages.pdf", Finding.NO_PAGES),
        ("noise.pdf", Finding.DAMAGED),
        ("locked.pdf", Finding.NEEDS_PASSWORD),
        ("not there.pdf", Finding.MISSING),
        (".", Finding.FOLDER),
    ],
)
def test_what_is_no_paper_is_refused_with_its_reason(pile: Path, name: str, finding: Finding) -> None:
    with pytest.raises(CannotOpen) as refused:
        opened(pile / name).facts("d")
    assert refused.value.finding is finding


@pytest.mark.parametrize("name", ["claims.pdf", "claims-a-million.pdf", "cut.pdf"])
def test_a_page_tree_that_lies_is_damaged(pile: Path, name: str) -> None:
    with pytest.raises(CannotOpen) as refused:
        opened(pile / name).facts("d")
    assert refused.value.finding in (Finding.DAMAGED, Finding.NO_PAGES, Finding.TOO_MANY_PAGES)


def test_a_locked_paper_opens_with_its_password_only(pile: Path) -> None:
    assert opened(pile / "locked.pdf", "四海").facts("d").is_encrypted
    with pytest.raises(CannotOpen) as refused:
        opened(pile / "locked.pdf", "五湖")
    assert refused.value.finding is Finding.WRONG_PASSWORD


def test_a_page_that_does_not_exist_is_a_problem(pile: Path) -> None:
    with pytest.raises(engine.CannotDraw) as problem:
        drawn(opened(pile / "ordinary.pdf"), 3, (10, 10))
    assert problem.value.problem is Problem.NO_SUCH_PAGE


def test_the_sizes_are_those_of_the_pages_as_displayed(tmp_path: Path) -> None:
    wide = papers.ordinary(tmp_path / "wide.pdf", pages=2, size=(842.0, 595.0))
    assert opened(wide).facts("d").pages == (PageSize(842.0, 595.0),) * 2


def test_drawing_many_pages_keeps_few_of_them(pile: Path) -> None:
    paper = opened(pile / "long.pdf")
    for page in range(40):
        drawn(paper, page, (100, 100))
    assert len(paper._held) == engine._HELD_PAGES


def rows(picture: Picture, clip: Clip) -> bytes:
    """What the part of the picture should look like."""
    parts = [
        picture.pixels[(y * picture.width_px + clip.left_px) * 4 :][: clip.width_px * 4]
        for y in range(clip.top_px, clip.top_px + clip.height_px)
    ]
    return b"".join(parts)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("clip", [Clip(0, 0, 300, 400), Clip(37, 41, 113, 97), Clip(299, 399, 1, 1)])
def test_a_part_of_a_page_is_what_the_whole_page_shows_there(
    pile: Path, rotation: Rotation, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn_page, "_LIST_AFTER_S", 0.0)
    paper = opened(pile / "ordinary.pdf")
    whole = drawn(paper, 0, (300, 400), rotation, Clip(0, 0, 300, 400))
    for _ in range(2):  # drawn directly, then from its display list
        part = drawn(paper, 0, (300, 400), rotation, clip)
        assert (part.width_px, part.height_px) == (clip.width_px, clip.height_px)
        assert bytes(part.pixels[: clip.width_px * clip.height_px * 4]) == rows(whole, clip)


def test_a_part_of_a_page_far_enlarged_is_sharp(pile: Path) -> None:
    scale = 40  # pixels a point: no slot holds the whole page
    clip = Clip(72 * scale - 50, 72 * scale - 50, 100, 100)
    picture = drawn(
        opened(pile / "ordinary.pdf"), 0, (595 * scale, 842 * scale), 0, clip, limit=100 * 100 * 4
    )
    # The line around the square is one point wide, half of it outside.
    assert picture.at(25, 25)[:3] == WHITE
    assert picture.at(35, 35)[:3] == RED


@pytest.mark.parametrize("name", ["giant.pdf", "thread.pdf", "no-size.pdf", "ordinary.pdf"])
def test_a_part_that_is_too_large_for_its_place_is_drawn_coarser(pile: Path, name: str) -> None:
    clip = Clip(10_000, 20_000, 60_000, 50_000)
    picture = drawn(opened(pile / name), 0, (100_000, 100_000), 0, clip, limit=100 * 100 * 4)
    assert 1 <= picture.width_px * picture.height_px <= 100 * 100
    assert picture.width_px == pytest.approx(picture.height_px * 1.2, rel=0.05)


def test_a_thread_of_a_clip_has_a_pixel_each_way(pile: Path) -> None:
    clip = Clip(0, 5, 100_000, 1)
    picture = drawn(opened(pile / "ordinary.pdf"), 0, (100_000, 100_000), 0, clip, limit=4000)
    assert (picture.width_px, picture.height_px) == (1000, 1)


@given(st.integers(1, 100_000), st.integers(1, 100_000), st.data(), st.integers(4, LIMIT))
def test_a_coarser_part_fits_and_stays_on_the_page(
    width: int, height: int, data: st.DataObject, limit: int
) -> None:
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    clip = Clip(left, top, data.draw(st.integers(1, width - left)), data.draw(st.integers(1, height - top)))
    size, part = coarsened((width, height), clip, limit)
    assert part.width_px * part.height_px * 4 <= limit
    assert part.width_px >= 1
    assert part.height_px >= 1
    # The same part of the page, to within a pixel.
    assert part.left_px / size[0] == pytest.approx(left / width, abs=1.5 / part.width_px)
    assert part.top_px / size[1] == pytest.approx(top / height, abs=1.5 / part.height_px)


def test_the_fourth_byte_is_255_also_where_groups_are_blended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pymupdf.open() as document:
        page = document.new_page(width=200, height=200)
        for step in range(10):
            rect = pymupdf.Rect(step * 9, step * 9, step * 9 + 90, step * 9 + 90)
            page.draw_rect(rect, fill=(step / 10, 0.3, 0.7), fill_opacity=0.37, stroke_opacity=0.5)
        page.add_highlight_annot(pymupdf.Rect(20, 20, 90, 90))
        page.add_rect_annot(pymupdf.Rect(50, 50, 150, 150)).update(opacity=0.3, fill_color=(0, 1, 0))
        document.save(tmp_path / "blended.pdf")
    monkeypatch.setattr(drawn_page, "_LIST_AFTER_S", 0.0)
    paper = opened(tmp_path / "blended.pdf")
    for _ in range(2):
        picture = drawn(paper, 0, (640, 640))
        assert set(picture.pixels[3 : 640 * 640 * 4 : 4]) == {255}
