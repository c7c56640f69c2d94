"""What the worker draws, tried without a process around it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pdf import engine
from shared.pdf.pages import Finding, PageSize, Problem, Rotation
from shared.pdf.source import CannotOpen
from tests.unit.pdf import papers

LIMIT = 1920 * 1080 * 4
RED = (0, 0, 255)
WHITE = (255, 255, 255)


def pixel(picture: engine.Picture, u: float, v: float) -> tuple[int, ...]:
    """Blue, green, red at a place given in parts of width and height."""
    x, y = int(u * picture.width_px), int(v * picture.height_px)
    start = (y * picture.width_px + x) * 4
    return tuple(picture.pixels[start : start + 3])


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
    picture = opened(pile / "ordinary.pdf").draw(0, (1920, 1080), rotation, LIMIT)
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
    picture = paper.draw(0, (1920, 1080), 0, LIMIT)
    assert 1 <= picture.width_px <= 1920
    assert 1 <= picture.height_px <= 1080


@given(
    st.floats(1e-3, 1e8), st.floats(1e-3, 1e8), st.integers(1, 100_000), st.integers(1, 100_000),
    st.sampled_from([0, 90, 180, 270]), st.integers(4, LIMIT),
)  # fmt: skip
def test_a_picture_has_a_pixel_and_fits_box_and_slot(
    width_pt: float, height_pt: float, width: int, height: int, rotation: Rotation, limit: int
) -> None:
    got = engine.fitted(PageSize(width_pt, height_pt), (width, height), rotation, limit)
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
        opened(pile / "ordinary.pdf").draw(3, (10, 10), 0, LIMIT)
    assert problem.value.problem is Problem.NO_SUCH_PAGE


def test_the_sizes_are_those_of_the_pages_as_displayed(tmp_path: Path) -> None:
    wide = papers.ordinary(tmp_path / "wide.pdf", pages=2, size=(842.0, 595.0))
    assert opened(wide).facts("d").pages == (PageSize(842.0, 595.0),) * 2


def test_drawing_many_pages_keeps_few_of_them(pile: Path) -> None:
    paper = opened(pile / "long.pdf")
    for page in range(40):
        paper.draw(page, (100, 100), 0, LIMIT)
    assert len(paper._lists) == engine._HELD_LISTS
