"""The frozen programs, built once for all tests here, run outside the source tree without our Python."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pymupdf
import pytest

from tests.end2end.frozen_build import BUILD
from tests.end2end.program_pair import Pair, bare_environment, run_pair
from tests.unit.pdf.papers import ordinary

MOST_MIB = {"kiosk": 300, "presenter": 340}
WORDS = "\u540c\u610f\uff0c\u8bf7\u529e\u516c\u5ba4\u8ddf\u8fdb"
pytestmark = [pytest.mark.end2end, pytest.mark.slow]


@pytest.fixture(scope="session")
def bundles(pytestconfig: pytest.Config) -> Path:
    """The folder with both bundles."""
    return pytestconfig.stash[BUILD].bundles()


def program(bundles: Path, bundle: str, name: str) -> str:
    found = shutil.which(name, path=bundles / bundle)
    assert found is not None, f"{bundle} holds no program {name}"
    return found


def test_the_frozen_pair_starts_and_a_seat_votes(bundles: Path, tmp_path: Path) -> None:
    pair = Pair(
        presenter=(program(bundles, "presenter", "presenter"),),
        kiosk=(program(bundles, "kiosk", "kiosk"),),
        folder=tmp_path,
    )
    podium, seat = run_pair(pair)
    assert (podium.exit_code, podium.errors) == (0, ""), podium
    assert (seat.exit_code, seat.errors) == (0, ""), seat
    assert {"ok room open", "ok engine running", "ok page drawn", "ok window painted", "ok vote counted"} <= {
        *podium.lines
    }
    assert {"ok window painted", "ok page drawn", "ok papers here", "ok vote counted"} <= {*seat.lines}


def test_the_frozen_clerk_tells_a_good_paper_from_a_broken_one(bundles: Path, tmp_path: Path) -> None:
    good, broken = ordinary(tmp_path / "good.pdf"), tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4\nnothing that could be read\n")
    clerk = program(bundles, "presenter", "wuzhi-clerk")
    done = subprocess.run(
        [clerk, "--lang", "en", "check", "--json", str(good), str(broken)],
        cwd=tmp_path,
        env=bare_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    verdicts = [(Path(line["file"]).name, line["status"], line["pages"]) for line in json.loads(done.stdout)]
    assert verdicts == [("good.pdf", "ok", 3), ("broken.pdf", "broken", 0)]


def test_the_frozen_clerk_stamps_ink_into_a_copy(bundles: Path, tmp_path: Path) -> None:
    paper, ink, out = ordinary(tmp_path / "paper.pdf"), tmp_path / "ink.json", tmp_path / "out.pdf"
    digest = hashlib.sha256(paper.read_bytes()).hexdigest()
    pen = {"id": "a", "page": 2, "kind": "pen", "color": "#1A3D8F", "width": 0.004}
    note = {"id": "b", "page": 2, "kind": "note", "color": "#1A3D8F", "at": [0.5, 0.5], "text": WORDS}
    marks = [pen | {"points": [[0.1, 0.2, 0.5], [0.12, 0.21, 0.7]]}, note]
    ink.write_text(
        json.dumps({"format": "wuzhi-ink", "version": 1, "paper": digest, "marks": marks}), encoding="utf-8"
    )
    clerk = program(bundles, "presenter", "wuzhi-clerk")
    done = subprocess.run(
        [clerk, "--lang", "en", "stamp", str(paper), str(ink), str(out)],
        cwd=tmp_path,
        env=bare_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 marks written" in done.stdout
    with pymupdf.open(out) as copy, pymupdf.open(paper) as before:
        assert copy.page_count == before.page_count
        assert [len(list(page.annots())) for page in copy] == [0, 2, 0]
        assert WORDS in {annotation.info["content"] for annotation in copy[1].annots()}
        # The letters of a Chinese note are drawn by the font that lies in the bundle.
        assert copy[1].get_pixmap().samples != before[1].get_pixmap().samples


@pytest.mark.parametrize("bundle", sorted(MOST_MIB))
def test_a_bundle_is_not_larger_than_it_needs_to_be(bundles: Path, bundle: str) -> None:
    files = [file for file in (bundles / bundle).rglob("*") if file.is_file() and not file.is_symlink()]
    assert sum(file.stat().st_size for file in files) / 2**20 < MOST_MIB[bundle]
