"""Papers that several tests read; made once."""

from pathlib import Path

import pytest

from tests.unit.pdf import papers


@pytest.fixture(scope="session")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with papers of every kind."""
    folder = tmp_path_factory.mktemp("papers")
    papers.ordinary(folder / "ordinary.pdf")
    papers.ordinary(folder / "long.pdf", pages=1000)
    papers.locked(folder / "locked.pdf", password="四海")
    papers.hanging(folder / "hanging.pdf", pages=5)
    papers.slow(folder / "slow.pdf", pages=6)
    papers.greedy(folder / "greedy.pdf")
    papers.without_pages(folder / "no-pages.pdf")
    papers.claiming_pages(folder / "claims.pdf", 5)
    papers.claiming_pages(folder / "claims-a-million.pdf", 10**6)
    papers.hand_made(folder / "giant.pdf", [papers.LINE], media_box=b"0 0 10000000 10000000")
    papers.hand_made(folder / "thread.pdf", [papers.LINE], media_box=b"0 0 10000000 0.001")
    papers.hand_made(folder / "no-size.pdf", [papers.LINE], media_box=b"0 0 0 0")
    (folder / "page.html.pdf").write_text("<html><body>" + "<table><tr><td>" * 20_000)
    (folder / "empty.pdf").touch()
    (folder / "cut.pdf").write_bytes((folder / "ordinary.pdf").read_bytes()[:200])
    (folder / "noise.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 100)
    return folder
