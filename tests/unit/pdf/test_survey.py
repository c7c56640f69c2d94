"""Every page looked at once, in a worker of its own; thumbnails out of the file that comes of it."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pymupdf
import pytest
from typing_extensions import override

from shared.pdf.pages import PageProblem, PageRequest, Problem, Rotation, Thumbnail
from shared.pdf.survey import Survey, Surveyor, survey
from shared.pdf.thumbnail_file import NOT_DRAWN, StoredThumbnail, read_thumbnails, write_thumbnails
from shared.pdf.unchanged import unchanged_pages
from tests.unit.pdf import papers
from tests.unit.pdf.test_pool import opened, pool_of

LINES = ["二〇二六年第一次会议", "total 1234.56", "", "第三页", "", "total 99"]


def surveyed(path: Path) -> Survey:
    return asyncio.run(survey(path, path.name))


def written(path: Path, lines: list[str]) -> Path:
    return papers.said(path, [[((72.0, 100.0), line)] if line else [] for line in lines])


def stored(survey: Survey) -> list[StoredThumbnail]:
    pages = [page for page in read_thumbnails(survey.thumbnails) if page is not None]
    assert len(pages) == len(survey.fingerprints)
    return pages


def test_every_page_has_a_fingerprint_and_a_small_picture(pile: Path) -> None:
    found = surveyed(pile / "ordinary.pdf")
    assert len(set(found.fingerprints)) == 3
    assert all(len(fingerprint) == 64 for fingerprint in found.fingerprints)
    for page in stored(found):
        assert (page.width_px, page.height_px) == (144, 204)
        assert page.jpeg.startswith(b"\xff\xd8")
        assert len(page.jpeg) < 12_000


def test_a_page_is_the_same_after_the_file_was_saved_anew_and_pages_were_put_in(tmp_path: Path) -> None:
    old = written(tmp_path / "old.pdf", LINES)
    with pymupdf.open(old) as document:
        document.new_page(pno=1).insert_text((72, 100), "a new page")
        document.delete_page(4)  # what was the fourth
        document.set_metadata({"title": "another"})
        document.save(tmp_path / "new.pdf", garbage=4, deflate=True, clean=True)
    changed = [*LINES[:1], "total 1234.57", *LINES[2:]]
    fingerprints = surveyed(old).fingerprints
    pairs = unchanged_pages(fingerprints, surveyed(tmp_path / "new.pdf").fingerprints)
    assert pairs == ((1, 1), (2, 3), (3, 4), (5, 5), (6, 6))
    one_digit = surveyed(written(tmp_path / "changed.pdf", changed)).fingerprints
    assert [n for n, pair in enumerate(zip(fingerprints, one_digit, strict=True)) if pair[0] != pair[1]] == [
        1
    ]


def test_a_page_that_differs_only_in_what_cannot_be_seen_is_another(tmp_path: Path) -> None:
    pages = [[((72.0, 100.0), "hidden 1")], [((72.0, 100.0), "hidden 2")]]
    found = surveyed(papers.said(tmp_path / "scan.pdf", pages, mode=3))
    assert found.fingerprints[0] != found.fingerprints[1]


@pytest.mark.parametrize("name", ["locked.pdf", "no-pages.pdf", "page.html.pdf", "nowhere.pdf", "noise.pdf"])
def test_a_paper_that_cannot_be_opened_has_no_pages(pile: Path, name: str) -> None:
    assert surveyed(pile / name) == Survey((), write_thumbnails([]))


@pytest.mark.parametrize("name", ["giant.pdf", "thread.pdf", "no-size.pdf"])
def test_a_page_of_any_size_has_a_picture(pile: Path, name: str) -> None:
    (page,) = stored(surveyed(pile / name))
    assert 1 <= page.width_px <= 144
    assert 1 <= page.height_px <= 432


def test_pages_that_hang_are_left_out_and_the_others_are_looked_at(pile: Path) -> None:
    found = Surveyor(pile / "hanging.pdf", page_within_s=0.4).run()
    assert [bool(fingerprint) for fingerprint in found.fingerprints] == [False] * 5 + [True]
    assert [page == NOT_DRAWN for page in stored(found)] == [True] * 5 + [False]


def test_a_survey_ends_in_time_with_what_it_has(pile: Path) -> None:
    began = time.monotonic()
    found = Surveyor(pile / "slow.pdf", within_s=3.0).run()
    assert time.monotonic() - began < 6.0
    assert len(found.fingerprints) == 6
    assert not all(found.fingerprints)


def surveying_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("pdf-survey")]


def test_a_survey_that_is_given_up_at_once_ends(pile: Path) -> None:
    async def story() -> None:
        task = asyncio.create_task(survey(pile / "hanging.pdf"))
        await asyncio.sleep(0)  # let its thread begin
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    began = time.monotonic()
    asyncio.run(story())
    for thread in surveying_threads():
        thread.join()
    assert time.monotonic() - began < 4.0  # a page alone would be waited for longer


class SurveyorThatTells(Surveyor):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.is_looking = threading.Event()

    @override
    def _look(self, page: int, room_bytes: int) -> tuple[str, StoredThumbnail | None]:
        self.is_looking.set()
        return super()._look(page, room_bytes)


def test_a_survey_that_is_stopped_in_the_middle_tells_what_it_has(pile: Path) -> None:
    surveyor = SurveyorThatTells(pile / "hanging.pdf")
    began = time.monotonic()
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(surveyor.run)
        assert surveyor.is_looking.wait(30.0)
        surveyor.stop()
        assert found.result() == Survey(("",) * 6, write_thumbnails([None] * 6))
    assert time.monotonic() - began < 4.0


def test_thumbnails_come_out_of_the_file_as_the_page_would_be_drawn(pile: Path, tmp_path: Path) -> None:
    found = surveyed(pile / "ordinary.pdf")
    (tmp_path / "thumbnails").write_bytes(found.thumbnails)

    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            cases: list[tuple[Rotation, tuple[int, int]]] = [
                (0, (144, 432)), (90, (204, 144)), (180, (100, 300)), (270, (300, 100)),
            ]  # fmt: skip
            for rotation, box in cases:
                request = PageRequest(digest, 1, *box, rotation)
                drawn = await pool.thumbnail(request)
                pool.use_thumbnails(digest, tmp_path / "thumbnails")
                from_file = await pool.thumbnail(request)
                pool._dispatch.thumbnails.clear()
                assert isinstance(drawn, Thumbnail)
                assert isinstance(from_file, Thumbnail)
                assert (from_file.width_px, from_file.height_px) == (drawn.width_px, drawn.height_px)
                assert from_file.pixels != drawn.pixels
                assert difference(from_file.pixels, drawn.pixels) < 6.0
                assert set(from_file.pixels[3::4]) == {255}

    asyncio.run(story())


def difference(one: bytes, other: bytes) -> float:
    """How much the channels differ on average, of 255."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a file with thumbnails",
        write_thumbnails([]),
        write_thumbnails([None]),
        write_thumbnails([StoredThumbnail(144, 204, b"not a JPEG")]),
        write_thumbnails([StoredThumbnail(10, 10, b"\xff\xd8too small")]),
    ],
    ids=lambda content: repr(content)[:30],
)
def test_a_page_is_drawn_where_the_file_does_not_hold_it(pile: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "thumbnails").write_bytes(content)

    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            request = PageRequest(digest, 0, 144, 432)
            drawn = await pool.thumbnail(request)
            for path in (tmp_path / "thumbnails", tmp_path / "nowhere", tmp_path):
                pool.use_thumbnails(digest, path)
                assert await pool.thumbnail(request) == drawn

    asyncio.run(story())


def test_a_jpeg_of_another_size_than_it_says_is_not_decoded(pile: Path, tmp_path: Path) -> None:
    (page, *_) = stored(surveyed(pile / "ordinary.pdf"))
    lying = StoredThumbnail(140, 204, page.jpeg)
    (tmp_path / "thumbnails").write_bytes(write_thumbnails([lying]))

    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "ordinary.pdf")
            drawn = await pool.thumbnail(PageRequest(digest, 0, 144, 432))
            pool.use_thumbnails(digest, tmp_path / "thumbnails")
            assert await pool.thumbnail(PageRequest(digest, 0, 144, 432)) == drawn

    asyncio.run(story())


def test_a_page_that_could_not_be_drawn_when_it_was_taken_in_is_not_tried_again(
    pile: Path, tmp_path: Path
) -> None:
    (tmp_path / "thumbnails").write_bytes(write_thumbnails([NOT_DRAWN]))

    async def story() -> None:
        async with pool_of() as pool:
            digest = await opened(pool, pile / "hanging.pdf")
            pool.use_thumbnails(digest, tmp_path / "thumbnails")
            answer = await pool.thumbnail(PageRequest(digest, 0, 144, 432))
            assert isinstance(answer, PageProblem)
            assert answer.problem is Problem.DAMAGED

    asyncio.run(story())
