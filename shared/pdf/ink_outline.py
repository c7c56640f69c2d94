"""The shape of a stroke: a smooth centre line, and the outline that its changing width draws. Pure.

The outline is made of ribbons that all run the same way round, so that filling by the non-zero rule leaves no hole
where a stroke crosses itself. Widths by stroking piece after piece were tried and rejected: the rounded ends of the
pieces show at half-covered pixels.
"""

import itertools
import math
from collections.abc import Iterator, Sequence

Sample = tuple[float, float, float]
"""x, y and half the width there, in one unit."""

_SHARPEST = math.cos(math.radians(40))
"""Turns above 40° get a round joint."""

_STEEPEST = 0.3
"""Where the half width changes by more than this of the way, the tip is drawn as a circle."""

_KAPPA = 0.5522847498
"""Length of the handles that make a quarter of a circle of radius 1 out of a Bézier curve."""

_MOST_PIECES = 16
_MOST_SKIPPED = 12


def centre_line(points: Sequence[Sample], tolerance: float) -> list[Sample]:
    """Samples along the curve through the middles between the points, beginning and ending at the outer points.

    `tolerance` is how far the straight pieces between the samples may lie from the curve.
    """
    points = _apart(points, tolerance)
    if len(points) < 3:
        return points
    samples = [points[0]]
    start = _middle(points[0], points[1])
    for at in range(1, len(points) - 1):
        end = _middle(points[at], points[at + 1])
        samples.append(start)
        samples.extend(_curve(start, points[at], end, tolerance))
        start = end
    samples += [start, points[-1]]
    return thinned(samples, tolerance)


def thinned(samples: Sequence[Sample], tolerance: float) -> list[Sample]:
    """The samples without those that a straight line of even taper between others shows as well."""
    if len(samples) < 3:
        return list(samples)
    kept = [samples[0]]
    first = 1  # the oldest sample that was skipped since the last kept one
    for at in range(1, len(samples) - 1):
        if at - first >= _MOST_SKIPPED or not _is_between(
            kept[-1], samples[at + 1], samples[first : at + 1], tolerance
        ):
            kept.append(samples[at])
            first = at + 1
    kept.append(samples[-1])
    return kept


def outline(samples: Sequence[Sample], decimals: int) -> bytes:
    """Path operators of a page's content whose filling (`f`) is the stroke with round ends."""
    if len(samples) == 1:
        return circle(*samples[0], decimals)
    ribbons = [_ribbon(run, decimals) for run in _runs(samples)]
    knobs = [circle(*samples[at], decimals) for at in _knobs(samples)]
    return b"".join(ribbons + knobs)


def circle(x: float, y: float, radius: float, decimals: int) -> bytes:
    """Path operators of a circle, counter-clockwise."""
    return ellipse(x, y, radius, radius, decimals)


def ellipse(x: float, y: float, across: float, down: float, decimals: int) -> bytes:
    """Path operators of an ellipse with these half axes, counter-clockwise."""
    p = decimals
    kx, ky = across * _KAPPA, down * _KAPPA
    corners = (
        f"{x + across:.{p}f} {y + ky:.{p}f} {x + kx:.{p}f} {y + down:.{p}f} {x:.{p}f} {y + down:.{p}f} c",
        f"{x - kx:.{p}f} {y + down:.{p}f} {x - across:.{p}f} {y + ky:.{p}f} {x - across:.{p}f} {y:.{p}f} c",
        f"{x - across:.{p}f} {y - ky:.{p}f} {x - kx:.{p}f} {y - down:.{p}f} {x:.{p}f} {y - down:.{p}f} c",
        f"{x + kx:.{p}f} {y - down:.{p}f} {x + across:.{p}f} {y - ky:.{p}f} {x + across:.{p}f} {y:.{p}f} c",
    )
    return (f"{x + across:.{p}f} {y:.{p}f} m\n" + "\n".join(corners) + "\nh\n").encode()


def polyline(samples: Sequence[Sample], decimals: int) -> bytes:
    """Path operators of the centre line itself, for stroking."""
    x, y, _ = samples[0]
    lines = [f"{x:.{decimals}f} {y:.{decimals}f} m\n"]
    # A single point is drawn to itself: round caps then make it a dot.
    rest = samples[1:] or samples
    form = f"%.{decimals}f %.{decimals}f l\n"
    lines += [form % (x, y) for x, y, _ in rest]
    return "".join(lines).encode()


def _apart(points: Sequence[Sample], tolerance: float) -> list[Sample]:
    """The points without those that lie on the one before; at least one."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) > tolerance / 4:
            kept.append(point)
    if len(kept) == 1:
        x, y, _ = kept[0]
        return [(x, y, max(radius for _, _, radius in points))]
    return kept


def _middle(a: Sample, b: Sample) -> Sample:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2)


def _curve(a: Sample, control: Sample, b: Sample, tolerance: float) -> Iterator[Sample]:
    """Inner samples of a quadratic curve."""
    off = math.hypot(a[0] - 2 * control[0] + b[0], a[1] - 2 * control[1] + b[1]) / 4
    pieces = min(_MOST_PIECES, math.ceil(math.sqrt(off / tolerance)))
    for step in range(1, pieces):
        t = step / pieces
        wa, wc, wb = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        yield (
            wa * a[0] + wc * control[0] + wb * b[0],
            wa * a[1] + wc * control[1] + wb * b[1],
            wa * a[2] + wc * control[2] + wb * b[2],
        )


def _is_between(a: Sample, b: Sample, inner: Sequence[Sample], tolerance: float) -> bool:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    if square <= 0.0:
        return False
    reach = tolerance * math.sqrt(square)
    for x, y, radius in inner:
        along = (x - a[0]) * dx + (y - a[1]) * dy
        if not 0.0 <= along <= square or abs((x - a[0]) * dy - (y - a[1]) * dx) > reach:
            return False
        if abs(a[2] + (b[2] - a[2]) * along / square - radius) > tolerance:
            return False
    return True


Edge = tuple[float, float, float, float, float, float, float]
"""x, y, half width; left x, left y; right x, right y."""


def _runs(samples: Sequence[Sample]) -> Iterator[list[Edge]]:
    """The stroke as ribbons: each piece of a ribbon is a convex quadrangle, all counter-clockwise.

    The outline of such a ribbon winds around a point as often as quadrangles cover it, never less than zero.
    """
    ways = [_way(a, b) for a, b in itertools.pairwise(samples)]
    run = [_edge(samples[0], ways[0])]
    for at, way in enumerate(ways):
        ahead = ways[at + 1] if at + 1 < len(ways) else None
        bend = None if ahead is None else _bend(way, ahead)
        edge = None if bend is None else _edge(samples[at + 1], bend)
        if edge is not None and _is_convex(run[-1], edge):
            run.append(edge)
            continue
        straight = _edge(samples[at + 1], way)
        if not _is_convex(run[-1], straight):
            # The last edge leans too far for this piece: it ends its ribbon, and the piece is one of its own.
            yield run
            run = [_edge(samples[at], way)]
        run.append(straight)
        yield run
        if ahead is None:
            return
        run = [_edge(samples[at + 1], ahead)]


def _knobs(samples: Sequence[Sample]) -> list[int]:
    """The samples whose round tip sticks out of the straight edges beside it, because the width changes fast."""
    steep: set[int] = set()
    for at, ((x0, y0, r0), (x1, y1, r1)) in enumerate(itertools.pairwise(samples)):
        if abs(r1 - r0) > _STEEPEST * math.hypot(x1 - x0, y1 - y0):
            steep.add(at if r0 > r1 else at + 1)
    return sorted(steep)


def _way(a: Sample, b: Sample) -> tuple[float, float]:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy) or 1.0
    return (dx / length, dy / length)


def _bend(way: tuple[float, float], ahead: tuple[float, float]) -> tuple[float, float] | None:
    """The way between two ways; None where the turn is too sharp for one edge."""
    if way[0] * ahead[0] + way[1] * ahead[1] < _SHARPEST:
        return None
    x, y = way[0] + ahead[0], way[1] + ahead[1]
    length = math.hypot(x, y)
    return (x / length, y / length)


def _edge(sample: Sample, way: tuple[float, float]) -> Edge:
    x, y, radius = sample
    dx, dy = -way[1] * radius, way[0] * radius
    return (x, y, radius, x + dx, y + dy, x - dx, y - dy)


def _is_convex(a: Edge, b: Edge) -> bool:
    """Whether right a, right b, left b, left a is a convex quadrangle, counter-clockwise."""
    corners = ((a[5], a[6]), (b[5], b[6]), (b[3], b[4]), (a[3], a[4]))
    for at in range(4):
        (x0, y0), (x1, y1), (x2, y2) = corners[at], corners[(at + 1) % 4], corners[(at + 2) % 4]
        if (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1) <= 0.0:
            return False
    return True


def _ribbon(run: Sequence[Edge], decimals: int) -> bytes:
    """Right side forward, a round end, left side back, a round beginning: counter-clockwise."""
    if len(run) == 1:  # the ribbon ended where it began; its joint is left
        return circle(run[0][0], run[0][1], run[0][2], decimals)
    form = f"%.{decimals}f %.{decimals}f l\n"
    first, last = run[0], run[-1]
    parts = [f"{first[5]:.{decimals}f} {first[6]:.{decimals}f} m\n"]
    parts += [form % (edge[5], edge[6]) for edge in run[1:]]
    parts.append(_half_circle(last, (last[5], last[6]), (last[3], last[4]), decimals))
    parts += [form % (edge[3], edge[4]) for edge in reversed(run[:-1])]
    parts.append(_half_circle(first, (first[3], first[4]), (first[5], first[6]), decimals))
    return "".join(parts).encode() + b"h\n"


def _half_circle(edge: Edge, start: tuple[float, float], end: tuple[float, float], decimals: int) -> str:
    """Two curves around the edge's centre, counter-clockwise from start to end."""
    x, y = edge[0], edge[1]
    ax, ay = start[0] - x, start[1] - y
    bx, by = -ay, ax  # a quarter further
    k, p = _KAPPA, decimals
    return (
        f"{x + ax + k * bx:.{p}f} {y + ay + k * by:.{p}f} "
        f"{x + bx + k * ax:.{p}f} {y + by + k * ay:.{p}f} {x + bx:.{p}f} {y + by:.{p}f} c\n"
        f"{x + bx - k * ax:.{p}f} {y + by - k * ay:.{p}f} "
        f"{x - ax + k * bx:.{p}f} {y - ay + k * by:.{p}f} {end[0]:.{p}f} {end[1]:.{p}f} c\n"
    )
