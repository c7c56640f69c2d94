"""How soon a page turn is on every seat: 200 simulated seats, then three real kiosks. JSON lines.

`sync.last_of_200` is measured on the real engine with real credentials and real signatures; its reference in the same
run is a bare TLS 1.3 fan-out of frames of the same size to as many connections.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from tests.bench.fanout import bare, ours, painted
from tests.bench.fanout.lines import percentile, show

SEATS: Final = 200
KIOSKS: Final = 3


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="wuzhi-bench-") as name:
        folder = Path(name)
        taken, frame_bytes = asyncio.run(ours.measure(folder / "ours", SEATS))
        (folder / "bare").mkdir()
        reference = asyncio.run(bare.measure(folder / "bare", SEATS, frame_bytes))
        for share, title in ((0.5, "p50"), (0.99, "p99")):
            show(
                f"sync.last_of_200.{title}",
                percentile(taken, share),
                "ms",
                reference=percentile(reference, share),
                samples=len(taken),
                target=50 if title == "p99" else None,
            )
        turns = painted.measure(folder / "painted")
        (folder / "few").mkdir()
        few = asyncio.run(bare.measure(folder / "few", KIOSKS, frame_bytes))
        for share, title in ((0.5, "p50"), (0.99, "p99")):
            show(
                f"sync.painted.{title}",
                percentile(turns.painted_ms, share),
                "ms",
                reference=percentile(few, share),
                samples=len(turns.painted_ms),
                target=100 if title == "p99" else None,
            )
        lag = max(turns.loop_lag_ms)
        show("sync.presenter_loop_lag.max", lag, "ms", reference=None, samples=len(turns.loop_lag_ms))


if __name__ == "__main__":
    main()
