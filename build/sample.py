"""Makes resources/sample: the pack of a fictional meeting of the standing committee of a district."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import pymupdf

from sample_papers import communique, decision, indicators, opinions, plan_report, renewal
from sample_papers.blocks import PaperText
from sample_papers.faces import Lacking
from sample_papers.making import make_paper, make_scan

_FOLDER: Final = Path(__file__).resolve().parents[1] / "resources" / "sample"
_MOST_BYTES: Final = 1_600_000
# How many pages each paper has to have: screens, tests and the guide speak of them.
_PAPERS: Final[tuple[tuple[PaperText, int], ...]] = (
    (plan_report.PAPER, 18),
    (indicators.PAPER, 3),
    (renewal.PAPER, 40),
    (opinions.PAPER, 3),
    (decision.PAPER, 3),
)
_SCAN: Final = (communique.PAPER, 4)


def main() -> int:
    """Write the papers beside meeting.toml, which is kept by hand; returns the exit code."""
    try:
        made = [(paper, pages, make_paper(paper)) for paper, pages in _PAPERS]
        made.append((*_SCAN, make_scan(_SCAN[0])))
    except Lacking as lacking:
        print(lacking, file=sys.stderr)
        return 2
    is_right = True
    for paper, pages, content in made:
        is_right &= _keep(paper, pages, content)
    total = sum(len(content) for _, _, content in made)
    print(f"{total // 1024} KiB in all, at most {_MOST_BYTES // 1024}")
    return 0 if is_right and total <= _MOST_BYTES else 1


def _keep(paper: PaperText, pages: int, content: bytes) -> bool:
    """Write the paper; false if it has not as many pages as it has to have."""
    with pymupdf.open(stream=content, filetype="pdf") as document:
        found: int = document.page_count
    (_FOLDER / f"{paper.file}.pdf").write_bytes(content)
    print(f"{paper.file}.pdf: {found} pages, {len(content) // 1024} KiB")
    if found != pages:
        print(f"  it has to have {pages} pages", file=sys.stderr)
    return found == pages


if __name__ == "__main__":
    sys.exit(main())
