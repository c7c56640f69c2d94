"""Files to read: those of a folder named by `WUZHI_BENCH_PAPERS` or beside the project, and some made here."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from shared.ui.paper_controller import PaperFile

NEEDLE: Final = "\u56fa\u5b9a\u8d44\u4ea7\u6295\u8d44 quorum 777"
"""Stands once, on page 700 of the long file."""

_BESIDE: Final = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"

_MAKE: Final = """
import sys, pymupdf
kind, target, needle = sys.argv[1:4]
document = pymupdf.open()
line = "\\u53bf\\u7ea7\\u56fd\\u6c11\\u7ecf\\u6d4e\\u548c\\u793e\\u4f1a\\u53d1\\u5c55\\u8ba1\\u5212\\u6267\\u884c\\u60c5\\u51b5 "
if kind == "long":
    for number in range(1, 1001):
        page = document.new_page()
        words = "\\n".join(f"{line}{number}.{row} the budget of the district in figures" for row in range(34))
        page.insert_text((60, 80), words, fontname="china-s", fontsize=11)
        if number == 700:
            page.insert_text((60, 760), needle, fontname="china-s", fontsize=11)
elif kind == "plain":
    for number in range(1, 41):
        page = document.new_page()
        words = "\\n".join(f"{line}{number}.{row}" for row in range(30))
        page.insert_text((60, 80), words, fontname="china-s", fontsize=12)
        for row in range(12):
            page.draw_rect(pymupdf.Rect(60, 600 + 12 * row, 540, 612 + 12 * row), width=0.5)
else:
    for number in range(1, 13):
        page = document.new_page()
        shape = page.new_shape()
        for step in range(1200):
            x, y = 40 + (step * 37) % 515, 40 + (step * 91) % 760
            shape.draw_curve((x, y), (x + 9, y - 30), (x + 30, y + 12 + number))
        shape.finish(color=(0.1, 0.3, 0.5), width=0.3)
        shape.commit()
document.save(target, deflate=True)
"""


def ordinary(folder: Path) -> tuple[PaperFile, ...]:
    """Papers as offices write them; one made here where there are no others."""
    return _found("ordinary") or (_made("plain", folder),)


def hard(folder: Path) -> tuple[PaperFile, ...]:
    """Papers with pages that take long; one made here where there are no others."""
    return _found("hard") or (_made("dense", folder),)


def long(folder: Path) -> PaperFile:
    """A paper of 1,000 pages of Chinese and English text."""
    return _made("long", folder)


def _found(kind: str) -> tuple[PaperFile, ...]:
    folder = Path(os.environ.get("WUZHI_BENCH_PAPERS", _BESIDE)) / kind
    return tuple(_paper(file) for file in sorted(folder.glob("*.pdf")))


def _made(kind: str, folder: Path) -> PaperFile:
    target = folder / f"{kind}.pdf"
    subprocess.run([sys.executable, "-c", _MAKE, kind, str(target), NEEDLE], check=True)
    return _paper(target)


def _paper(file: Path) -> PaperFile:
    return PaperFile(file, hashlib.sha256(file.read_bytes()).hexdigest())
