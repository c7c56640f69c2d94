"""Files examined in a worker of their own: always a status, within a bounded time."""

import asyncio
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pdf.examination import spread
from shared.pdf.examiner import examine, examine_now
from shared.pdf.pages import STATUS_OF, Examination, Finding, PaperStatus
from shared.pdf.wording import examination_sentence
from tests.unit.pdf import papers

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ordinary.pdf", Examination(Finding.FINE, 3)),
        ("long.pdf", Examination(Finding.FINE, 1000)),
        ("giant.pdf", Examination(Finding.FINE, 1)),
        ("locked.pdf", Examination(Finding.NEEDS_PASSWORD)),
        ("no-pages.pdf", Examination(Finding.NO_PAGES)),
        ("noise.pdf", Examination(Finding.DAMAGED)),
        ("empty.pdf", Examination(Finding.EMPTY)),
        ("page.html.pdf", Examination(Finding.OTHER_FORMAT)),
        ("greedy.pdf", Examination(Finding.TOO_MUCH_MEMORY, 1, 0)),
        ("nowhere.pdf", Examination(Finding.MISSING)),
        (".", Examination(Finding.FOLDER)),
    ],
)
def test_a_file_is_found_to_be_what_it_is(pile: Path, name: str, found: Examination) -> None:
    # Less memory than usual, so that the greedy one has its fill soon.
    assert examine_now(pile / name, memory_bytes=384 << 20) == found


def test_a_file_that_hangs_is_too_complex_within_the_time(pile: Path) -> None:
    began = time.monotonic()
    assert examine_now(pile / "hanging.pdf", within_s=2.0) == Examination(Finding.TOO_SLOW, 6, 0)
    assert time.monotonic() - began < 4.0


def test_a_repaired_file_is_usable_and_said_to_be_repaired(pile: Path, tmp_path: Path) -> None:
    whole = (pile / "ordinary.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[: whole.rindex(b"xref")])
    found = examine_now(tmp_path / "cut.pdf")
    assert found.finding in (Finding.REPAIRED, Finding.DAMAGED, Finding.NO_PAGES)
    assert found.status is (PaperStatus.OK if found.finding is Finding.REPAIRED else PaperStatus.BROKEN)


def test_a_page_of_which_damage_leaves_nothing_is_broken(tmp_path: Path) -> None:
    lost = papers.hand_made(tmp_path / "lost.pdf", [b"/NoSuchForm Do"])
    assert examine_now(lost) == Examination(Finding.DAMAGED_PAGE, 1, 0)


def test_an_empty_page_without_damage_is_fine(tmp_path: Path) -> None:
    assert examine_now(papers.hand_made(tmp_path / "blank.pdf", [b""])).finding is Finding.FINE


def test_neither_a_pipe_nor_a_device_holds_the_examination_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert examine_now(tmp_path / "pipe.pdf").finding is Finding.SPECIAL
    assert examine_now(Path("/dev/zero")).finding is Finding.SPECIAL


def test_a_file_is_found_through_a_link_and_under_any_name(pile: Path, tmp_path: Path) -> None:
    link = Path(os.fsdecode(bytes(tmp_path) + b"/\xb2\xc4\xc1\xcf.pdf"))  # GBK, no Unicode
    link.symlink_to(pile / "ordinary.pdf")
    assert examine_now(link).pages == 3
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    assert examine_now(tmp_path / "loop.pdf").finding is Finding.UNREADABLE


def test_an_event_loop_runs_on_while_a_file_is_examined(pile: Path) -> None:
    async def story() -> None:
        ticks = 0
        examination = asyncio.create_task(examine(pile / "ordinary.pdf"))
        while not examination.done():
            await asyncio.wait([examination], timeout=0.01)
            ticks += 1
        assert examination.result().status is PaperStatus.OK
        assert ticks > 3

    asyncio.run(story())


@given(st.integers(0, 3000))
def test_pages_are_sampled_each_once_beginning_with_first_and_last(count: int) -> None:
    order = list(spread(count))
    assert sorted(order) == list(range(count))
    assert order[:2] == [0, count - 1][: min(count, 2)]


@pytest.mark.parametrize("finding", Finding)
def test_every_finding_has_a_status_and_a_sentence(finding: Finding) -> None:
    assert finding in STATUS_OF
    assert examination_sentence(Examination(finding, 2))
    assert examination_sentence(Examination(finding, 2, 1))


corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of real files is not here")


def files_of(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (CORPUS / folder).glob("*.pdf"))


@corpus
@pytest.mark.parametrize("file", files_of("ordinary", "hard", "layout"), ids=lambda file: file.name)
def test_real_papers_are_usable(file: Path) -> None:
    assert examine_now(file).status is PaperStatus.OK


@corpus
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("bomb_giant.pdf", PaperStatus.OK),  # its text is shown; the bombs are no content
        ("flate-bomb-1GB-content.pdf", PaperStatus.TOO_COMPLEX),
        ("html-as.pdf", PaperStatus.NOT_PDF),
        ("operator_list_cycle.pdf", PaperStatus.BROKEN),  # nothing of its page comes out
        ("test_2548.pdf", PaperStatus.OK),  # hangs only who makes display lists of its pages
    ],
)
def test_hostile_papers_end_in_a_status(name: str, status: PaperStatus) -> None:
    began = time.monotonic()
    assert examine_now(CORPUS / "hostile" / name).status is status
    assert time.monotonic() - began < 8.5
