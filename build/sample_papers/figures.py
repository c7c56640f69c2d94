"""Figures that add up: made from a seed, so that each run gives the same ones."""

from __future__ import annotations

import random
from collections.abc import Sequence


def shares_of(total: int, weights: Sequence[float]) -> tuple[int, ...]:
    """Whole numbers in proportion to `weights` whose sum is exactly `total`."""
    scale = total / sum(weights)
    exact = [weight * scale for weight in weights]
    whole = [int(value) for value in exact]
    missing = total - sum(whole)
    by_rest = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in by_rest[:missing]:
        whole[place] += 1
    return tuple(whole)


def weights(count: int, least: float, most: float, seed: str) -> tuple[float, ...]:
    """`count` numbers between `least` and `most` that depend on `seed` only."""
    chance = random.Random(seed)  # noqa: S311 - sample figures, not secrets
    return tuple(chance.uniform(least, most) for _ in range(count))


def grouped(number: int) -> str:
    """`12 600`: groups of three, as the official papers write them."""
    return f"{number:,}".replace(",", " ")
