"""Which paper a seat works on next: one look at the clock leaves no paper that is neither due nor waited for."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.papers import Sha256
from shared.link.fetch_order import QUIET_S, Incoming, next_due
from shared.link.papers import PaperState, WantedPaper
from shared.link.part_file import PartFile
from shared.protocol.messages import CHUNK_BYTES

FOLDER = Path("nowhere")
"""Part files look at it once and find nothing."""
MOMENTS = st.floats(min_value=0, max_value=100, allow_nan=False)


def incoming(letter: str = "a", **fields: float) -> Incoming:
    """A paper of two chunks, none of which is here."""
    paper = Incoming(WantedPaper(Sha256(letter * 64), 2 * CHUNK_BYTES))
    paper.part = PartFile(FOLDER, paper.wanted.sha256, paper.wanted.size_bytes)
    paper.state = PaperState.LOADING
    for name, value in fields.items():
        setattr(paper, name, value)
    return paper


def ready() -> Incoming:
    paper = incoming()
    paper.part, paper.state = None, PaperState.READY
    return paper


def test_the_first_paper_in_the_order_of_wishes_comes_first() -> None:
    first, second = incoming("a"), incoming("b")
    assert next_due((ready(), first, second), 0.0, is_connected=True) is first


def test_a_paper_that_is_broadcast_is_asked_for_once_it_was_quiet() -> None:
    paper = incoming(heard_at=10.0)
    assert next_due((paper,), 10.2, is_connected=True) == 10.0 + QUIET_S - 10.2
    assert next_due((paper,), 10.0 + QUIET_S, is_connected=True) is paper


def test_without_a_connection_only_the_disk_is_worked_on() -> None:
    missing, unknown = incoming("a"), incoming("b")
    unknown.part = None
    assert next_due((missing,), 0.0, is_connected=False) is None
    assert next_due((missing, unknown), 0.0, is_connected=False) is unknown


def test_nothing_is_awaited_where_all_papers_are_here() -> None:
    assert next_due((ready(),), 0.0, is_connected=True) is None


@given(st.lists(st.tuples(MOMENTS, MOMENTS, MOMENTS), min_size=1, max_size=5), MOMENTS)
def test_whatever_is_missing_is_due_now_or_at_the_end_of_the_pause(
    moments: list[tuple[float, float, float]], now: float
) -> None:
    papers = [incoming(heard_at=h, fetch_at=f, retry_at=r) for h, f, r in moments]
    due = next_due(papers, now, is_connected=True)
    assert due is not None
    if isinstance(due, Incoming):
        assert all(
            paper is due or paper in papers[papers.index(due) :] for paper in papers if is_due(paper, now)
        )
    else:
        assert due > 0
        assert not any(is_due(paper, now) for paper in papers)
        assert any(is_due(paper, now + due + 1e-9) for paper in papers)


def is_due(paper: Incoming, now: float) -> bool:
    """What the words say, told independently."""
    return now >= paper.retry_at and now >= paper.fetch_at and now >= paper.heard_at + QUIET_S
