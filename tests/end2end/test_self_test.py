"""The two programs try each other, as they do where they are installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.end2end.program_pair import Pair, run_pair

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.end2end

PAIR = Pair(presenter=(sys.executable, "-m", "presenter"), kiosk=(sys.executable, "-m", "kiosk"), folder=ROOT)


def test_a_seat_signs_in_and_its_vote_is_counted() -> None:
    podium, seat = run_pair(PAIR)
    assert podium.exit_code == 0, podium
    assert seat.exit_code == 0, seat
    assert "ok vote counted" in podium.lines
    assert "ok vote counted" in seat.lines
