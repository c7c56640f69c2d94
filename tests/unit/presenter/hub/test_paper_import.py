"""Papers are imported whole, by their digest, or not at all."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from presenter.hub.paper_files import import_papers, paper_path
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.papers import Paper, Sha256
from shared.system.faults import EnvironmentFault

CONTENT = b"%PDF-1.7 " + b"x" * 3_000_000
DIGEST = Sha256(hashlib.sha256(CONTENT).hexdigest())
PAPER = Paper(sha256=DIGEST, title="材料", size_bytes=len(CONTENT), page_count=1)
MEETING = Meeting(
    id=MeetingId("m" * 10),
    title="会议",
    agenda=(AgendaItem(id=ItemId("1"), number=1, title="议题", papers=(PAPER,)),),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "材料.pdf"
    path.write_bytes(CONTENT)
    return path


def imported(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_imported_paper_lies_under_its_digest(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "papers"
    asyncio.run(import_papers(folder, MEETING, {DIGEST: source}))
    asyncio.run(import_papers(folder, MEETING, {DIGEST: source}))
    assert imported(folder) == [f"{DIGEST}.pdf"]
    assert paper_path(folder, DIGEST).read_bytes() == CONTENT


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT + b"y", CONTENT[:-1] + b"y", b""])
def test_a_paper_that_was_changed_since_it_was_checked_is_refused(
    tmp_path: Path, source: Path, content: bytes
) -> None:
    source.write_bytes(content)
    folder = tmp_path / "papers"
    with pytest.raises(EnvironmentFault):
        asyncio.run(import_papers(folder, MEETING, {DIGEST: source}))
    assert imported(folder) == []


def test_a_missing_paper_is_named(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "papers"
    with pytest.raises(EnvironmentFault) as caught:
        asyncio.run(import_papers(folder, MEETING, {}))
    assert "材料" in caught.value.sentence
    source.unlink()
    with pytest.raises(EnvironmentFault):
        asyncio.run(import_papers(folder, MEETING, {DIGEST: source}))
    assert imported(folder) == []


def test_a_half_imported_paper_is_imported_again(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    paper_path(folder, DIGEST).with_suffix(".part").write_bytes(CONTENT[:1000])
    asyncio.run(import_papers(folder, MEETING, {DIGEST: source}))
    assert imported(folder) == [f"{DIGEST}.pdf"]
