"""The outline of a stroke covers its line and has no holes, whatever a hand does."""

import itertools
import math
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.pdf.ink_outline import Sample, centre_line, outline, polyline, thinned

TOLERANCE = 0.02

coordinates = st.floats(0, 100).map(lambda value: round(value, 2))
samples = st.tuples(coordinates, coordinates, st.floats(0.2, 4.0))
strokes = st.lists(samples, min_size=1, max_size=12)
scribbles = st.lists(
    st.tuples(st.floats(40, 44), st.floats(40, 44), st.floats(0.2, 4.0)), min_size=1, max_size=20
)


def polygons(path: bytes) -> list[list[tuple[float, float]]]:
    """The closed chains of a path, curves in pieces."""
    chains: list[list[tuple[float, float]]] = []
    for line in path.decode().splitlines():
        *words, operator = line.split()
        numbers = [float(word) for word in words]
        match operator:
            case "m":
                chains.append([(numbers[0], numbers[1])])
            case "l":
                chains[-1].append((numbers[0], numbers[1]))
            case "c":
                chains[-1] += _bezier([chains[-1][-1], *zip(numbers[::2], numbers[1::2], strict=True)])
            case _:
                assert operator == "h"
    return chains


def _bezier(corners: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for step in range(1, 9):
        t = step / 8
        level = list(corners)
        while len(level) > 1:
            level = [
                (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in itertools.pairwise(level)
            ]
        found += level
    return found


def winding(chains: Sequence[Sequence[tuple[float, float]]], x: float, y: float) -> int:
    """How often the chains run around a point, counter-clockwise."""
    turns = 0
    for chain in chains:
        for (x0, y0), (x1, y1) in itertools.pairwise([*chain, chain[0]]):
            if (y0 <= y) != (y1 <= y):
                side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
                if (y1 > y0) == (side > 0):
                    turns += 1 if y1 > y0 else -1
    return turns


@settings(deadline=None, max_examples=60)  # the machine may be busy
@given(st.one_of(strokes, scribbles))
def test_all_that_a_round_tip_touches_on_its_way_is_covered(points: list[Sample]) -> None:
    """Up to what straight edges cut off: 6 % at a turn of 40°, 5 % where the width changes as fast as it may."""
    line = centre_line(points, TOLERANCE)
    chains = polygons(outline(line, 4))
    for x, y, radius in line:
        for eighth in range(8):
            way = math.tau * eighth / 8 + 0.1
            assert winding(chains, x + 0.85 * radius * math.cos(way), y + 0.85 * radius * math.sin(way)) >= 1


@settings(deadline=None, max_examples=60)  # the machine may be busy
@given(st.one_of(strokes, scribbles), st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=20))
def test_nothing_is_wound_around_backwards_so_that_no_part_takes_another_away(
    points: list[Sample], places: list[tuple[float, float]]
) -> None:
    chains = polygons(outline(centre_line(points, TOLERANCE), 4))
    near = [(x + dx, y + dy) for x, y, r in points for dx in (-r / 2, r / 2) for dy in (-r / 2, r / 2)]
    for x, y in places + near:
        assert winding(chains, x + 0.000013, y + 0.000017) >= 0


@settings(deadline=None, max_examples=60)  # the machine may be busy
@given(st.one_of(strokes, scribbles))
def test_the_outline_stays_within_the_width_of_the_stroke(points: list[Sample]) -> None:
    line = centre_line(points, TOLERANCE)
    chains = polygons(outline(line, 4))
    reach = max(radius for _, _, radius in line)
    box = [
        min(x for x, _, _ in line) - reach,
        min(y for _, y, _ in line) - reach,
        max(x for x, _, _ in line) + reach,
        max(y for _, y, _ in line) + reach,
    ]
    for x, y in itertools.chain.from_iterable(chains):
        assert box[0] - 0.01 <= x <= box[2] + 0.01
        assert box[1] - 0.01 <= y <= box[3] + 0.01


@settings(deadline=None, max_examples=60)  # the machine may be busy
@given(strokes)
def test_the_line_begins_and_ends_where_the_stroke_does(points: list[Sample]) -> None:
    line = centre_line(points, TOLERANCE)
    assert math.dist(line[0][:2], points[0][:2]) <= TOLERANCE
    assert math.dist(line[-1][:2], points[-1][:2]) <= TOLERANCE


def test_a_dot_is_a_circle_as_wide_as_it_was_pressed_most() -> None:
    line = centre_line([(5.0, 5.0, 1.0), (5.0, 5.0, 2.0), (5.001, 5.0, 1.5)], TOLERANCE)
    assert line == [(5.0, 5.0, 2.0)]
    (chain,) = polygons(outline(line, 3))
    assert all(math.isclose(math.dist(place, (5.0, 5.0)), 2.0, rel_tol=1e-3) for place in chain)


def test_a_straight_stroke_of_even_pressure_keeps_its_two_ends() -> None:
    points = [(float(at), 2.0 * at, 1.0) for at in range(200)]
    assert len(thinned(points, TOLERANCE)) <= 200 / 12 + 2
    assert outline(centre_line(points, TOLERANCE), 2).count(b"\n") < 60


def test_a_single_place_is_stroked_as_a_dot() -> None:
    assert polyline([(1.0, 2.0, 0.0)], 1) == b"1.0 2.0 m\n1.0 2.0 l\n"
