"""The form of every benchmark's output: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that is not below `share` (0..1) of all; nearest rank."""
    ordered = sorted(samples)
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)]


def show(
    name: str, value: float, unit: str, *, reference: float | None, samples: int, target: float | None = None
) -> None:
    """Print one result; `ratio` is value / reference."""
    line: dict[str, object] = {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "reference": None if reference is None else round(reference, 3),
        "ratio": None if not reference else round(value / reference, 3),
        "samples": samples,
    }
    if target is not None:
        line["target"] = target
    print(json.dumps(line), flush=True)
