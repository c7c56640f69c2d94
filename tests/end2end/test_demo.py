"""The whole story with real programs: the same command that the README names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "ordinary"
LIMIT_S = 240


def play(out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build" / "demo.py"), "--unattended", "--out", str(out), *more]
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
        stdin=subprocess.DEVNULL,
    )


def check(done: subprocess.CompletedProcess[str], out: Path) -> None:
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    steps = [line for line in done.stdout.splitlines() if line.startswith("ok")]
    assert len(steps) >= 20, done.stdout
    pictures = sorted(out.rglob("*.png"))
    assert len(pictures) > 4 * 16
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    exports = out / "exports"
    for name in ("results.json", "sign-off.csv", "sign-off.jsonl"):
        assert (exports / name).is_file()
    drafts, persons = 2, 1
    # Of each draft one copy with what was written for all, and one for each who wrote on it themselves.
    copies = sorted((exports / "annotations").glob("*.pdf"))
    assert len(copies) == drafts * (1 + persons)
    assert all(copy.with_suffix(".json").is_file() for copy in copies)
    assert len(list((exports / "sign-off").glob("*.pdf"))) == 1


@pytest.mark.end2end
@pytest.mark.slow
def test_the_unattended_demo_plays_the_whole_story(tmp_path: Path) -> None:
    check(play(tmp_path / "out", "--lang", "zh_CN"), tmp_path / "out")


@pytest.mark.end2end
@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="there is no folder of real papers beside the project")
def test_the_demo_meets_about_real_papers(tmp_path: Path) -> None:
    check(play(tmp_path / "out", "--papers", str(CORPUS), "--lang", "en"), tmp_path / "out")


@pytest.mark.end2end
def test_a_folder_without_papers_is_refused_with_a_sentence(tmp_path: Path) -> None:
    done = play(tmp_path / "out", "--papers", str(tmp_path))
    assert done.returncode == 2
    assert "There is no PDF in" in done.stderr
