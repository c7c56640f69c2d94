"""Hostile papers made on the spot, by what is wrong with them."""

from __future__ import annotations

import random
from pathlib import Path

from tests.unit.pdf import papers

_HTML_TABLES = 20_000


def make_hostile_files(folder: Path) -> list[Path]:
    """One file of each kind; the folder is made."""
    folder.mkdir()
    papers.greedy(folder / "flate-bomb.pdf")
    papers.hanging(folder / "billion-laughs.pdf", pages=1)
    papers.circling(folder / "circle.pdf")
    papers.hand_made(folder / "giant.pdf", [papers.LINE], media_box=b"0 0 10000000 10000000")
    papers.locked(folder / "locked.pdf", password="four seas")
    (folder / "web-page.pdf").write_text("<html><body>" + "<table><tr><td>" * _HTML_TABLES)
    whole = papers.ordinary(folder / "cut.pdf").read_bytes()
    (folder / "cut.pdf").write_bytes(whole[: len(whole) // 4])
    (folder / "noise.pdf").write_bytes(b"%PDF-1.7\n" + random.Random(7).randbytes(50_000))
    return sorted(folder.glob("*.pdf"))
