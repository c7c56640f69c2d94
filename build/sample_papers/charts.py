"""Charts of the sample papers."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from sample_papers.blocks import Bars, Curves
from sample_papers.canvas import BLACK, GREEN, GREY, OCHRE, STEEL, Canvas

CHART_HEIGHT: Final = 190.0
_TOP, _BELOW, _SIDE = 22.0, 34.0, 34.0
_COLOURS: Final = (STEEL, GREEN, OCHRE)


def draw_bars(page: Canvas, chart: Bars, x: float, y: float, width: float) -> None:
    """Draw into the space of CHART_HEIGHT under `y`."""
    most = max(chart.values) * 1.15
    height = CHART_HEIGHT - _TOP - _BELOW
    floor = y + _TOP + height
    step = (width - 2 * _SIDE) / len(chart.values)
    is_whole = all(value == int(value) for value in chart.values)
    for place, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
        middle = x + _SIDE + step * (place + 0.5)
        tall = height * value / most
        page.box(middle - step * 0.22, floor - tall, step * 0.44, tall, STEEL)
        _middle(page, middle, floor - tall - 5, _figure(value, is_whole=is_whole))
        _middle(page, middle, floor + 15, label)
    page.line(x + _SIDE, floor, x + width - _SIDE, floor, weight=0.8)
    page.text(x + _SIDE, y + 12, chart.unit, face="sans", size=10)


def draw_curves(page: Canvas, chart: Curves, x: float, y: float, width: float) -> None:
    """Draw into the space of CHART_HEIGHT under `y`; the scale begins at the least value."""
    values = [value for _, curve in chart.curves for value in curve]
    least, most = min(values) - 1, max(values) + 1
    height = CHART_HEIGHT - _TOP - _BELOW
    floor = y + _TOP + height
    step = (width - 2 * _SIDE) / (len(chart.labels) - 1)
    for line in range(5):
        level = floor - height * line / 4
        page.line(x + _SIDE, level, x + width - _SIDE, level, weight=0.3, colour=BLACK if line == 0 else GREY)
        page.text(x + 4, level + 4, f"{least + (most - least) * line / 4:.1f}", face="serif", size=10)
    for place, label in enumerate(chart.labels):
        _middle(page, x + _SIDE + step * place, floor + 15, label)
    for number, (name, curve) in enumerate(chart.curves):
        colour = _COLOURS[number]
        points = [
            (x + _SIDE + step * place, floor - height * (value - least) / (most - least))
            for place, value in enumerate(curve)
        ]
        for (x0, y0), (x1, y1) in pairwise(points):
            page.line(x0, y0, x1, y1, weight=1.8, colour=colour)
        for px, py in points:
            page.box(px - 2.2, py - 2.2, 4.4, 4.4, colour)
        legend = x + _SIDE + number * 130
        page.line(legend, y + 8, legend + 22, y + 8, weight=1.8, colour=colour)
        page.text(legend + 28, y + 12, name, face="sans", size=10)


def _middle(page: Canvas, x: float, y: float, text: str) -> None:
    width = page.faces["serif"].width(text, 10.5)
    page.text(x - width / 2, y, text, face="serif", size=10.5)


def _figure(value: float, *, is_whole: bool) -> str:
    return f"{value:,.0f}".replace(",", " ") if is_whole else f"{value:.1f}"
