"""What touches ink, what a lasso catches, and how lines, arrows and erased strokes come out."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ink import (
    Arrow,
    Bookmark,
    Ellipse,
    Highlighter,
    Line,
    Mark,
    MarkId,
    Note,
    Pen,
    Rectangle,
    Stamp,
    TextMark,
    Touch,
)
from shared.domain.ink_geometry import (
    Lasso,
    arrow_head,
    curves,
    distance,
    evened,
    gap,
    is_caught,
    is_inside,
    is_touched,
    outline,
    pen_width,
    widest,
)
from shared.domain.ink_strokes import cut, on_the_page, remaining, straightened, thinned

A4 = 297 / 210
BLUE = "#1A3D8F"

units = st.floats(0.0, 1.0, allow_subnormal=False)
touches = st.tuples(units, units, units)
spots = st.tuples(units, units)
ratios = st.floats(0.3, 3.0)


def pen(*points: Touch, width: float = 0.004) -> Pen:
    return Pen(id=MarkId("p"), page=1, color=BLUE, width=width, points=points)


strokes = st.builds(
    lambda points, width: pen(*points, width=width),
    st.lists(touches, min_size=1, max_size=25),
    st.floats(0.001, 0.02),
)


def far(
    spot: tuple[float, float], path: tuple[tuple[float, float], tuple[float, float]], ratio: float
) -> float:
    """From a place to an eraser's path, in page widths."""
    flat = [(u, v * ratio) for u, v in (spot, *path)]
    return distance(*flat)


def test_middle_pressure_gives_the_width_itself() -> None:
    assert pen_width(0.004, 0.5) == pytest.approx(0.004)
    assert pen_width(0.004, 0.0) == pytest.approx(0.0016)
    assert pen_width(0.004, 1.0) == pytest.approx(0.0064)


@given(strokes)
def test_the_curves_of_a_stroke_join_and_reach_from_its_first_to_its_last_point(stroke: Pen) -> None:
    made = list(curves(stroke.points))
    assert len(made) == len(stroke.points)
    assert made[0][0] == stroke.points[0][:2]
    assert made[-1][2] == stroke.points[-1][:2]
    assert all(one[2] == two[0] for one, two in itertools.pairwise(made))


@given(touches, touches, touches, units, units, st.floats(0.02, 0.5))
def test_a_curve_in_even_pieces_is_the_same_curve_and_its_pressure_has_no_steps(
    start: Touch, control: Touch, end: Touch, before: float, after: float, most: float
) -> None:
    curve = (start[:2], control[:2], end[:2], control[2])
    pieces = list(evened(curve, before, after, most))
    assert pieces[0][0] == start[:2]
    assert pieces[-1][2] == pytest.approx(end[:2])
    assert all(one[2] == two[0] for one, two in itertools.pairwise(pieces))
    steps = [abs(one[3] - two[3]) for one, two in itertools.pairwise(pieces)]
    assert all(step <= max(most, 2 / len(pieces)) + 1e-9 for step in steps)
    if len(pieces) % 2 == 0:
        middle = pieces[len(pieces) // 2][0]
        for axis in (0, 1):
            assert middle[axis] == pytest.approx((start[axis] + 2 * control[axis] + end[axis]) / 4, abs=1e-9)


def test_a_tip_touches_a_line_within_its_reach_and_half_the_lines_width() -> None:
    line = Line(id=MarkId("l"), page=1, color=BLUE, width=0.01, start=(0.2, 0.5), end=(0.8, 0.5))
    near, beyond = 0.5 + 0.0149 / A4, 0.5 + 0.0151 / A4
    assert is_touched(line, ((0.5, near), (0.5, near)), 0.01, A4)
    assert not is_touched(line, ((0.5, beyond), (0.5, beyond)), 0.01, A4)


def test_distances_down_the_page_are_as_long_as_distances_across() -> None:
    line = Line(id=MarkId("l"), page=1, color=BLUE, width=0.001, start=(0.5, 0.0), end=(0.5, 1.0))
    level = Line(id=MarkId("m"), page=1, color=BLUE, width=0.001, start=(0.0, 0.5), end=(1.0, 0.5))
    for beside in (0.009, 0.012):
        across, down = (0.5 + beside, 0.2), (0.2, 0.5 + beside / 3.0)
        assert is_touched(line, (across, across), 0.01, 3.0) is is_touched(level, (down, down), 0.01, 3.0)


def test_a_fast_tip_touches_what_lies_between_two_of_its_places() -> None:
    assert is_touched(pen((0.5, 0.1, 0.5), (0.5, 0.9, 0.5)), ((0.1, 0.5), (0.9, 0.5)), 0.001, A4)


def test_a_frame_is_touched_at_its_line_and_not_inside() -> None:
    for kind in (Rectangle, Ellipse):
        frame = kind(id=MarkId("r"), page=1, color=BLUE, width=0.004, start=(0.2, 0.2), end=(0.8, 0.8))
        assert not is_touched(frame, ((0.5, 0.5), (0.5, 0.5)), 0.01, A4)
        assert is_touched(frame, ((0.2, 0.5), (0.2, 0.5)), 0.01, A4)


def test_words_are_touched_anywhere_in_their_box() -> None:
    note = Note(id=MarkId("n"), page=1, at=(0.2, 0.2), color=BLUE, text="x")
    words = TextMark(
        id=MarkId("t"), page=1, color="#F2DEA4", boxes=((0.1, 0.1, 0.3, 0.12), (0.1, 0.2, 0.3, 0.22))
    )
    assert is_touched(note, ((0.3, 0.25), (0.3, 0.25)), 0.001, A4, (0.2, 0.2, 0.5, 0.3))
    assert not is_touched(note, ((0.6, 0.25), (0.6, 0.25)), 0.001, A4, (0.2, 0.2, 0.5, 0.3))
    assert is_touched(words, ((0.2, 0.21), (0.2, 0.21)), 0.001, A4)
    assert not is_touched(words, ((0.2, 0.16), (0.2, 0.16)), 0.001, A4)


def test_a_bookmark_is_neither_touched_nor_caught() -> None:
    ribbon = Bookmark(id=MarkId("b"), page=1)
    assert not is_touched(ribbon, ((0.5, 0.5), (0.5, 0.5)), 1.0, A4)
    assert not is_caught(ribbon, Lasso(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))), A4)


@given(strokes, spots, ratios)
def test_a_stroke_is_touched_at_each_of_its_points(
    stroke: Pen, other: tuple[float, float], ratio: float
) -> None:
    for u, v, _ in stroke.points:
        assert is_touched(stroke, ((u, v), (u, v)), 1e-6, ratio)
        assert is_touched(stroke, (other, (u, v)), 1e-6, ratio)


@given(spots, spots, spots, spots)
def test_the_gap_between_two_lines_does_not_depend_on_their_order(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> None:
    assert gap(a, b, c, d) == pytest.approx(gap(d, c, b, a), abs=1e-9)
    assert gap(a, b, c, d) <= distance(a, c, d)


MARKS: tuple[Mark, ...] = (
    pen((0.3, 0.3, 0.5), (0.4, 0.4, 0.5), (0.5, 0.3, 0.5)),
    Highlighter(id=MarkId("h"), page=1, color=BLUE, width=0.02, points=((0.3, 0.3, 0.5), (0.5, 0.3, 0.5))),
    Line(id=MarkId("l"), page=1, color=BLUE, width=0.01, start=(0.3, 0.3), end=(0.5, 0.5)),
    Rectangle(id=MarkId("r"), page=1, color=BLUE, width=0.01, start=(0.5, 0.5), end=(0.3, 0.3)),
    Ellipse(id=MarkId("e"), page=1, color=BLUE, width=0.01, start=(0.3, 0.5), end=(0.5, 0.3)),
    Arrow(id=MarkId("a"), page=1, color=BLUE, width=0.01, start=(0.3, 0.3), end=(0.5, 0.5)),
    Note(id=MarkId("n"), page=1, at=(0.3, 0.3), color=BLUE, text="x"),
    Stamp(id=MarkId("s"), page=1, at=(0.4, 0.4), color=BLUE, text="x"),
    TextMark(id=MarkId("t"), page=1, color=BLUE, boxes=((0.3, 0.3, 0.5, 0.4),)),
)


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: type(mark).__name__)
def test_a_lasso_catches_what_lies_in_it_and_nothing_beside(mark: Mark) -> None:
    around = ((0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6))
    beside = ((0.7, 0.2), (0.9, 0.2), (0.9, 0.6), (0.7, 0.6))
    assert is_caught(mark, Lasso(around), A4)
    assert not is_caught(mark, Lasso(beside), A4)


@given(st.lists(spots, min_size=3, max_size=40), spots)
def test_a_lasso_holds_what_lies_inside_its_corners(
    corners: list[tuple[float, float]], spot: tuple[float, float]
) -> None:
    assert Lasso(corners).holds(spot) == is_inside(spot, corners)


def test_a_tap_or_a_line_is_no_lasso() -> None:
    for corners in ((), ((0.4, 0.4),), ((0.2, 0.2), (0.6, 0.6)), ((0.2, 0.3), (0.5, 0.3), (0.6, 0.3))):
        assert not Lasso(corners).holds((0.4, 0.4))
        assert not is_caught(MARKS[0], Lasso(corners), A4)


def test_a_long_stroke_is_caught_by_its_greater_part() -> None:
    long = pen(*((n / 1000, 0.5, 0.5) for n in range(1000)))
    for right, is_in in ((0.45, False), (0.55, True)):
        assert is_caught(long, Lasso(((-0.1, 0.4), (right, 0.4), (right, 0.6), (-0.1, 0.6))), A4) is is_in


def test_a_lasso_around_the_smaller_half_catches_nothing() -> None:
    line = Line(id=MarkId("l"), page=1, color=BLUE, width=0.01, start=(0.0, 0.5), end=(1.0, 0.5))
    assert not is_caught(line, Lasso(((-0.1, 0.4), (0.45, 0.4), (0.45, 0.6), (-0.1, 0.6))), A4)
    assert is_caught(line, Lasso(((-0.1, 0.4), (0.6, 0.4), (0.6, 0.6), (-0.1, 0.6))), A4)


@given(spots, spots, st.floats(0.0005, 0.02), ratios)
def test_the_barbs_of_an_arrow_are_equal_and_lie_behind_its_tip(
    start: tuple[float, float], end: tuple[float, float], width: float, ratio: float
) -> None:
    one, tip, other = arrow_head(start, end, width, ratio)
    barbs = [math.hypot(barb[0] - tip[0], (barb[1] - tip[1]) * ratio) for barb in (one, other)]
    assert tip == end
    assert barbs[0] == pytest.approx(barbs[1], abs=1e-9)
    assert barbs[0] == pytest.approx(0.0 if start == end else 0.008 + 4 * width, abs=1e-9)
    for barb in (one, other):
        along = (barb[0] - tip[0]) * (start[0] - tip[0]) + (barb[1] - tip[1]) * (start[1] - tip[1]) * ratio**2
        assert along >= -1e-9


@given(st.lists(touches, min_size=1, max_size=60), st.floats(0.0001, 0.05), ratios)
def test_thinning_keeps_both_ends_and_loses_no_more_than_it_was_told(
    points: list[Touch], least: float, ratio: float
) -> None:
    kept = thinned(points, least, ratio)
    assert kept[0] == points[0]
    assert kept[-1][:2] == points[-1][:2] or len(kept) == 1
    assert len(kept) <= len(points)
    for u, v, _ in points:
        assert min(math.hypot(u - a, (v - b) * ratio) for a, b, _ in kept) <= 2 * least + 1e-9


def test_a_line_that_is_almost_level_upright_or_diagonal_becomes_it() -> None:
    assert straightened((0.1, 0.5), (0.9, 0.51), A4)[1] == pytest.approx(0.5)
    assert straightened((0.5, 0.1), (0.51, 0.9), A4)[0] == pytest.approx(0.5)
    u, v = straightened((0.1, 0.1), (0.5, 0.1 + 0.41 / A4), A4)
    assert (v - 0.1) * A4 == pytest.approx(u - 0.1)
    assert straightened((0.1, 0.1), (0.9, 0.3), A4) == (0.9, 0.3)


@given(spots, spots, ratios)
def test_straightening_turns_a_line_only_a_little(
    start: tuple[float, float], end: tuple[float, float], ratio: float
) -> None:
    made = straightened(start, end, ratio)
    length = math.hypot(end[0] - start[0], (end[1] - start[1]) * ratio)
    away = math.hypot(end[0] - made[0], (end[1] - made[1]) * ratio)
    assert away <= length * math.sin(math.radians(4.01)) + 1e-9


@given(strokes, spots, spots, st.floats(0.001, 0.1), ratios)
def test_an_eraser_leaves_nothing_where_it_was_and_takes_nothing_elsewhere(
    stroke: Pen, one: tuple[float, float], other: tuple[float, float], reach: float, ratio: float
) -> None:
    path = (one, other)
    pieces = remaining(stroke, path, reach, ratio)
    covered = reach + widest(stroke) / 2
    if pieces is None:
        assert all(far((u, v), path, ratio) >= covered - 1e-9 for u, v, _ in stroke.points)
        return
    for piece in pieces:
        for (u0, v0, _), (u1, v1, _) in itertools.pairwise(piece):
            middle = ((u0 + u1) / 2, (v0 + v1) / 2)
            assert far(middle, path, ratio) >= covered - 1e-6
    length = sum(line_length(piece, ratio) for piece in pieces)
    assert length <= line_length(stroke.points, ratio) + 1e-9


def line_length(points: tuple[Touch, ...], ratio: float) -> float:
    return sum(math.hypot(b[0] - a[0], (b[1] - a[1]) * ratio) for a, b in itertools.pairwise(points))


def test_an_eraser_across_a_stroke_leaves_its_two_ends() -> None:
    stroke = pen((0.1, 0.5, 0.2), (0.9, 0.5, 1.0), width=0.004)
    pieces = remaining(stroke, ((0.5, 0.4), (0.5, 0.6)), 0.05, A4)
    assert pieces is not None
    left, right = pieces
    beside = 0.05 + widest(stroke) / 2
    assert left[0] == (0.1, 0.5, 0.2)
    assert left[-1][:2] == pytest.approx((0.5 - beside, 0.5))
    assert right[0][:2] == pytest.approx((0.5 + beside, 0.5))
    assert right[0][2] == pytest.approx(0.6 + beside)
    ends = cut(stroke, pieces, (MarkId("a"), MarkId("b")))
    assert [(end.id, end.width, end.color) for end in ends] == [("a", 0.004, BLUE), ("b", 0.004, BLUE)]


def test_an_eraser_over_all_of_a_stroke_leaves_nothing() -> None:
    assert remaining(pen((0.5, 0.5, 0.5), (0.51, 0.5, 0.5)), ((0.4, 0.5), (0.6, 0.5)), 0.05, A4) == ()
    assert remaining(pen((0.5, 0.5, 0.5)), ((0.5, 0.5), (0.5, 0.5)), 0.01, A4) == ()


def test_what_is_drawn_beside_the_page_comes_to_its_edge() -> None:
    assert on_the_page((-0.1, 1.2)) == (0.0, 1.0)


def test_the_outline_of_an_arrow_is_its_shaft_and_its_head() -> None:
    arrow = Arrow(id=MarkId("a"), page=1, color=BLUE, width=0.01, start=(0.1, 0.1), end=(0.5, 0.1))
    shaft, head = outline(arrow, A4)
    assert shaft == ((0.1, 0.1), (0.5, 0.1))
    assert head[1] == (0.5, 0.1)
