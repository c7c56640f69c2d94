"""A page full of ink."""

from __future__ import annotations

import math

from shared.domain.ink import Mark, MarkId, Pen


def scribble(marks: int, *, page: int = 1) -> tuple[Mark, ...]:
    """So many wavy strokes of 60 points all over a page."""
    return tuple(_stroke(number, page) for number in range(marks))


def _stroke(number: int, page: int) -> Pen:
    left, top = 0.05 + 0.1 * (number % 9), 0.03 + 0.94 * (number / 9 % 33) / 33
    points = tuple(
        (left + 0.0013 * step, min(1.0, top + 0.01 * math.sin(step / 5)), 0.3 + 0.4 * (step % 10) / 10)
        for step in range(60)
    )
    return Pen(id=MarkId(f"01B{number:05d}"), page=page, color="#1A3D8F", width=0.0035, points=points)
